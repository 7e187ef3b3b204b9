"""Rows by length, with or without a template's tokens: what a cutoff keeps follows from it, and so does every picture."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from explorer.queries.numeric import Histogram, bin_edges, column_of
from explorer.store.table import aliases, quoted
from explorer.view import View


class Kept(NamedTuple):
    """What limits keep. rows, tokens: of the kept rows. below, above: rows outside. lost_tokens: theirs."""

    rows: int
    tokens: int
    below: int
    above: int
    lost_tokens: int

    @property
    def lost(self) -> int:
        """Rows outside the limits."""
        return self.below + self.above


class Lengths(NamedTuple):
    """Distinct lengths, ascending. all, kept: rows of each. tokens: total tokens of its kept rows. All int64 of one length.

    column: what is measured. extra: a template's overhead that is counted in, "" for the text alone. Rows without a
    length are left out.
    """

    column: str
    extra: str
    values: np.ndarray
    all: np.ndarray
    kept: np.ndarray
    tokens: np.ndarray

    def keeps(self, low: float | None, high: float | None) -> Kept:
        """What a lower and an upper limit keep, both included."""
        below = self.values < low if low is not None else np.zeros(len(self.values), dtype=bool)
        above = self.values > high if high is not None else np.zeros(len(self.values), dtype=bool)
        # A lower limit above the upper one leaves nothing: each row is counted on one side.
        above &= ~below
        outside = below | above
        return Kept(
            int(self.kept[~outside].sum()),
            int(self.tokens[~outside].sum()),
            int(self.kept[below].sum()),
            int(self.kept[above].sum()),
            int(self.tokens[outside].sum()),
        )

    def reaching(self, share: float) -> int:
        """The smallest length that this share of the kept rows, 0 to 1, does not exceed; 0 where no row is kept."""
        held = self.kept > 0
        values, reached = self.values[held], np.cumsum(self.kept[held])
        if not len(values):
            return 0
        return int(values[np.searchsorted(reached, math.ceil(share * int(reached[-1])))])

    def curve(self, most: int = 400) -> tuple[np.ndarray, np.ndarray]:
        """(lengths, share of the kept rows that are at most so long, 0 to 1), at most `most` places."""
        held = self.kept > 0
        values, reached = self.values[held], np.cumsum(self.kept[held])
        if not len(values):
            return np.zeros(0), np.zeros(0)
        places = np.unique(np.linspace(0, len(values) - 1, min(most, len(values))).round().astype(np.int64))
        return values[places], reached[places] / reached[-1]

    def histogram(self, bins: int = 60, log: bool = False) -> Histogram:
        """Rows by length between round edges."""
        low, high = (float(self.values[0]), float(self.values[-1])) if len(self.values) else (0.0, 0.0)
        cuts = bin_edges(low, high, bins, log=log, whole=True)
        last = len(cuts) - 2
        place = np.clip(np.searchsorted(cuts, self.values, side="right") - 1, 0, last)
        every, kept = (
            np.bincount(place, weights=rows, minlength=last + 1).astype(np.int64) for rows in (self.all, self.kept)
        )
        return Histogram(self.column, cuts, every, kept, 0, log, low, high)


def lengths(view: View, column: str, extra: str = "") -> Lengths:
    """The kept rows by length: one GROUP BY. column, extra: integer columns, which are added where `extra` is given."""
    column_of(view, column)
    length, everything, kept, tokens = aliases("length", "everything", "kept", "tokens")
    measure = quoted(column)
    if extra:
        column_of(view, extra)
        measure = f"({measure} + {quoted(extra)})"
    counted = "total_tokens" if "total_tokens" in view.dataset.columns else column
    sql = (
        f"SELECT {measure}::BIGINT AS {length}, count(*) AS {everything}, "
        f"count(*) FILTER (WHERE {view.where}) AS {kept}, "
        f"coalesce(sum({quoted(counted)}) FILTER (WHERE {view.where}), 0)::BIGINT AS {tokens} "
        f"FROM rows WHERE {measure} IS NOT NULL GROUP BY {length}"
    )
    table = view.dataset.query(sql, reads={*view.reads, column, counted, *([extra] if extra else [])})
    held = [table[name].to_numpy() for name in (length, everything, kept, tokens)]
    order = np.argsort(held[0])
    return Lengths(column, extra, *(numbers[order].astype(np.int64) for numbers in held))
