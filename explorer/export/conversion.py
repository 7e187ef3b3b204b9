"""What a conversion leaves out, counted by kind while rows are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import TYPE_CHECKING, Any

from explorer.formats.losses import KINDS, Written

if TYPE_CHECKING:
    from explorer.view import View

LOOKED_AT = 20_000
"""Rows that are converted to tell beforehand what will be left out."""


class Losses:
    """Rows that lost something of a kind. A row counts once, however often a writer goes through the rows."""

    def __init__(self) -> None:
        self.rows = 0
        self.by_kind: Counter[str] = Counter()
        self._last = -1

    def add(self, ids: Sequence[int], written: Sequence[Written]) -> None:
        """Count rows; ids ascend within every pass."""
        for row_id, one in zip(ids, written, strict=True):
            if row_id > self._last:
                self._last = row_id
                self.rows += 1
                if one.lost:
                    self.by_kind.update(one.lost)

    def as_dict(self) -> dict[str, int]:
        """Kind -> rows, in the order of kinds."""
        return {kind: self.by_kind[kind] for kind in KINDS if self.by_kind[kind]}


_counting: ContextVar[Losses | None] = ContextVar("counting", default=None)


def count(ids: Sequence[int], written: Sequence[Written]) -> None:
    """Count rows for whoever is counting."""
    losses = _counting.get()
    if losses is not None:
        losses.add(ids, written)


@contextmanager
def counting() -> Iterator[Losses]:
    """Count what is left out of the rows that are written within."""
    losses = Losses()
    token = _counting.set(losses)
    try:
        yield losses
    finally:
        _counting.reset(token)


def facts(dialect: str, losses: Losses, other_fields: Sequence[str]) -> dict[str, Any]:
    """What an account says of a conversion. other_fields: of the source, that are no part of conversations."""
    return {"dialect": dialect, "rows": losses.rows, "left_out": losses.as_dict(), "other_fields": list(other_fields)}


def other_fields(view: View) -> list[str]:
    """Names of the source's fields that a conversion leaves behind in some row: what did not go into turns."""
    from explorer.formats import fields

    return [
        info.name
        for info in view.dataset.fields
        if info.consumed < info.present and not {"media", "label"} & set(fields.parts_of(info.name))
    ]


def ahead(view: View, dialect: str) -> tuple[dict[str, int], int]:
    """(kinds -> rows, rows that were looked at) of the first rows of a view. MappingError as the conversion raises it."""
    from explorer.export.edits import Edits
    from explorer.export.lines import all_rows

    with counting() as losses:
        batches = all_rows(view, dialect, Edits(view))
        for _ in islice(batches, LOOKED_AT // 512):
            pass
    return losses.as_dict(), losses.rows
