"""Rows at which LLaMA-Factory stops the whole run, as they are written: told, since one of them is enough."""

from __future__ import annotations

from explorer import dryrun, formats, queries
from explorer.charts import numbers
from explorer.errors import ExplorerError
from explorer.trainers import BY_NAME, setup_of
from explorer.trainers.configs import READS_FOLDERS
from explorer.view import View

_MOST = 10_000  # rows with odd roles that are looked at


def told(view: View, dialect: str, length: int) -> tuple[str, ...]:
    """A sentence where there are such rows. view: the rows that are written. dialect: "" for their own. length: maximum, in tokens."""
    rows = _converted(view, dialect) if dialect else _own(view, length)
    if not rows:
        return ()
    trainer = READS_FOLDERS
    return (
        f"{numbers.counted(rows, 'row')} would stop {BY_NAME[READS_FOLDERS].label}: `dryrun` says why, and `--trainer {trainer}` leaves "
        "out what it does not train on.",
    )


def _own(view: View, length: int) -> int:
    if BY_NAME[READS_FOLDERS].column not in view.dataset.columns:
        return 0
    return dryrun.summary(view, length, trainers=(READS_FOLDERS,))[READS_FOLDERS].count("crash")


def _converted(view: View, dialect: str) -> int:
    """Rows whose speakers are odd, once they are written in the dialect: its own readers may be stricter than those of theirs."""
    if "odd_roles" not in view.dataset.columns:
        return 0
    odd = view.narrowed("odd_roles", {"odd_roles"})
    trainer = BY_NAME[READS_FOLDERS]
    rows = []
    for row_id in queries.row_ids(odd, limit=_MOST):
        try:
            rows.append(formats.decode(formats.encode(view.dataset.source.conversation(row_id), dialect)))
        except ExplorerError:
            continue  # the export itself says so
    usual = view.dataset.query(
        f"SELECT row_id FROM rows WHERE {view.where} AND odd_roles IS NOT TRUE ORDER BY row_id LIMIT 20",
        reads={*view.reads, "odd_roles"},
    )
    known = [view.dataset.source.conversation(row_id) for row_id in usual["row_id"].to_pylist()]
    setup = setup_of([formats.decode(formats.encode(row, dialect)) for row in known if row.turns])
    return sum(trainer.rules[trainer.judge(row, setup).rule].outcome == "crash" for row in rows)
