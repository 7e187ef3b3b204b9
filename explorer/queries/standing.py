"""How single rows stand: kept or not, by which step, and which faults they have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from explorer.queries.faults import fault_columns
from explorer.store.table import aliases, quoted
from explorer.view import View


class Standing(NamedTuple):
    """One row. is_kept: the drops keep it. steps: places of the steps, switched on, whose conditions hold. faults: columns."""

    row_id: int
    is_kept: bool
    steps: tuple[int, ...]
    faults: tuple[str, ...]


def standing(view: View, ids: Sequence[int]) -> dict[int, Standing]:
    """How each of some rows stands."""
    if not ids:
        return {}
    faults = [column.name for column in fault_columns(view)]
    on = [place for place, step in enumerate(view.drops.steps) if step.on]
    kept, *names = aliases("kept", *(f"step_{place}" for place in on), *(f"fault_{i}" for i in range(len(faults))))
    conditions = [*(view.step_sqls[place] for place in on), *map(quoted, faults)]
    listed = "".join(f", coalesce({sql}, false) AS {name}" for sql, name in zip(conditions, names, strict=True))
    wanted = ", ".join(str(int(row_id)) for row_id in ids)
    found = view.dataset.query(
        f"SELECT row_id, {view.kept_where} AS {kept}{listed} FROM rows WHERE row_id IN ({wanted})",
        reads=view.drop_reads | set(faults),
    )
    rows = {}
    for row in found.to_pylist():
        held = [bool(row[name]) for name in names]
        rows[row["row_id"]] = Standing(
            row["row_id"],
            bool(row[kept]),
            tuple(place for place, holds in zip(on, held, strict=False) if holds),
            tuple(name for name, holds in zip(faults, held[len(on) :], strict=True) if holds),
        )
    return rows
