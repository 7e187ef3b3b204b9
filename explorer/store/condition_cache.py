"""The condition cache: results of conditions as columns of the narrow table, evaluated once for all charts and sessions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from explorer.store.table import NarrowTable, alias

K = TypeVar("K", bound=Hashable)

BITS = 63
"""Conditions in one packed column: what fits a signed 64-bit integer, which every consumer of Arrow reads."""

MASKS = 96
"""Results of filters and text searches that are kept, fewer where there are very many rows."""
_MASKS_BYTES = 1 << 28  # that they may take: a byte a row each
_FEW_MASKS = 24  # kept in any case: more than a filter and twenty steps need
_BITS_KEPT = 128  # conditions whose rows are kept as bits: an eighth of a byte a row each
_PACKED = 8  # packed sets of conditions kept: eight bytes a row each
_FEW_PACKED = 3


class Patterns(NamedTuple):
    """The combinations of conditions that kept rows show.

    bits: int64 (patterns, words), condition i being bit `i % BITS` of word `i // BITS`. rows: int64 (patterns,), kept
    rows with each.
    """

    bits: np.ndarray
    rows: np.ndarray

    def hits(self, condition: int) -> int:
        """Kept rows for which a condition holds."""
        return int(self.rows[self.holds(condition)].sum())

    def holds(self, condition: int) -> np.ndarray:
        """Boolean (patterns,): those in which the condition holds."""
        return (self.bits[:, condition // BITS] >> (condition % BITS) & 1).astype(bool)


class RowBits(NamedTuple):
    """The rows that a condition holds for, in row order.

    bits: uint8 (rows / 8, rounded up), as `numpy.packbits` packs them. undecided: rows for which it is neither true nor false.
    """

    bits: np.ndarray
    undecided: int


class ConditionCache:
    """The columns that one table holds of conditions. Not safe for threads: its owner holds a lock."""

    def __init__(self, table: NarrowTable) -> None:
        self._table = table
        self._number = self._rows = 0
        self._masks: OrderedDict[str, str] = OrderedDict()
        self._packed: OrderedDict[tuple[str, ...], str] = OrderedDict()
        self._bits: OrderedDict[str, RowBits] = OrderedDict()

    def forget(self) -> None:
        """The table was made anew, or got more rows: nothing that was evaluated holds for it."""
        self._masks.clear()
        self._packed.clear()
        self._bits.clear()
        self._rows = 0

    def _most(self, most: int, few: int, width: int) -> int:
        """How many columns of so many bytes a row are kept."""
        if not self._rows:
            self._rows = max(1, int(self._table.query("SELECT count(*) FROM rows").column(0)[0].as_py()))
        return max(few, min(most, _MASKS_BYTES // (width * self._rows)))

    def mask(self, key: str, condition: str) -> str:
        """Name of a boolean column: true where `condition` holds, never null. key: what the condition is known by."""

        def add(name: str) -> str:
            if (ready := self._table.fill_spare(condition)) is not None:
                return ready
            self._table.add_mask(name, condition)
            return name

        return self._kept(self._masks, key, self._most(MASKS, _FEW_MASKS, 1), "mask", add)

    def any_of(self, keys: Sequence[str], conditions: Sequence[str]) -> str:
        """Name of a boolean column: true where any of the conditions holds. keys: what each list of the first so many is known by.

        What was evaluated for the first of them is not evaluated again: a list that grows by one costs one.
        """
        known = next((n for n in range(len(conditions), 0, -1) if keys[n - 1] in self._masks), 0)
        rest = [self.mask(keys[known - 1], ""), *conditions[known:]] if known else list(conditions)
        return self.mask(keys[-1], " OR ".join(rest))

    def bits(self, key: str, condition: str) -> RowBits:
        """The rows that a condition holds for. key: what it is known by."""
        if key not in self._bits:
            found = self._table.query(f"SELECT ({condition})::BOOLEAN AS {alias('holds')} FROM rows").column(0)
            self._bits[key] = RowBits(np.packbits(found.fill_null(False).to_numpy()), found.null_count)
            while len(self._bits) > _BITS_KEPT:
                self._bits.popitem(last=False)
        self._bits.move_to_end(key)
        return self._bits[key]

    def packed(self, conditions: Sequence[str], version: str = "") -> list[str]:
        """Names of integer columns whose bits are the conditions: bit i of column c is `conditions[c * BITS + i]`.

        version: of the table's values; with another, they are evaluated again.
        """
        sets = [tuple(conditions[start : start + BITS]) for start in range(0, len(conditions), BITS)]
        most = max(self._most(_PACKED, _FEW_PACKED, 8), len(sets))
        return [
            self._kept(
                self._packed, (version, *some), most, "bits", lambda name, some=some: self._with_bits(name, some)
            )
            for some in sets
        ]

    def _with_bits(self, name: str, conditions: Sequence[str]) -> str:
        self._table.add_bits(name, conditions)
        return name

    def _kept(self, held: OrderedDict[K, str], key: K, most: int, kind: str, add: Callable[[str], str]) -> str:
        """The column that `held` has for `key`, added where it has none; those longest unused go beyond `most`.

        add: takes a name that no column has, and gives the name of the column that is there then.
        """
        if key not in held:
            self._number += 1
            held[key] = add(alias(f"{kind}_{self._number}"))
            while len(held) > most:
                _, oldest = held.popitem(last=False)
                self._table.drop_column(oldest)
        held.move_to_end(key)
        return held[key]
