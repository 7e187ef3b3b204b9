"""What drop steps do to the mix: abilities, languages, sources; and where one guts a value of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from explorer.store.table import aliases, quoted
from explorer.view import View


class _Combined(NamedTuple):
    """Combinations of steps that rows show.

    bits: int64 (n,), bit i: the condition of step i holds. hand: int64 (n,), 1 kept and 2 dropped by hand.
    rows, tokens: int64 (n,). values: of another column, one for each.
    """

    bits: np.ndarray
    hand: np.ndarray
    rows: np.ndarray
    tokens: np.ndarray
    values: list[Any]


def _combined(view: View, column: str = "") -> _Combined:
    """One GROUP BY, whatever the number of steps."""
    bit, hand, n, tokens, value = aliases("bits", "hand", "n", "tokens", "value")
    columns = view.dataset.columns
    pieces = [f"(coalesce({sql}, false)::BIGINT << {place})" for place, sql in enumerate(view.step_sqls)]
    of_hand = "0"
    if view.is_decided:
        of_hand = f"CASE WHEN {view.hand_sql('keep')} THEN 1 WHEN {view.hand_sql('drop')} THEN 2 ELSE 0 END"
    weight = "total_tokens" if "total_tokens" in columns else "0"
    extra = f", {quoted(column)} AS {value}" if column else ""
    found = view.dataset.query(
        f"SELECT {' | '.join(pieces) or '0::BIGINT'} AS {bit}, ({of_hand})::BIGINT AS {hand}{extra}, "
        f"count(*)::BIGINT AS {n}, coalesce(sum({weight}), 0)::BIGINT AS {tokens} FROM rows GROUP BY ALL",
        reads={*view.drop_reads, "total_tokens", *([column] if column else [])},
    )
    bits, decided, rows, summed = (found[name].to_numpy() for name in (bit, hand, n, tokens))
    return _Combined(bits, decided, rows, summed, found[value].to_pylist() if column else [])


def _holds(found: _Combined, place: int) -> np.ndarray:
    return (found.bits >> place & 1).astype(bool)


def _taken(found: _Combined, on: Sequence[bool]) -> np.ndarray:
    """For each combination the place of the step that takes its rows out, -1 for none."""
    by_step = np.full(len(found.bits), -1)
    for place in reversed(range(len(on))):
        if on[place]:
            by_step[_holds(found, place)] = place
    by_step[found.hand == 1] = -1
    return by_step


MIX = ("ability", "language", "domain", "file", "dialect")
"""Columns whose spread tells whether a step guts something."""

_LEAST = 20  # rows of a value that are worth a warning
_GUTTED = 0.5  # share of a value's rows that a step takes out
_MORE = 2.0  # … and how much more that is than what it takes of all rows


class Gutted(NamedTuple):
    """A value of which a step takes far more than of the rest. before: rows that the steps before leave; after: this one."""

    step: int
    column: str
    value: Any
    before: int
    after: int


class Mix(NamedTuple):
    """How one column's values spread before a step and after it: (value, rows before, rows after), most frequent first."""

    column: str
    values: tuple[tuple[Any, int, int], ...]


def mix(view: View, place: int) -> list[Mix]:
    """What the step at a place does to each column of `MIX`, and to lengths: tokens in bands."""
    return [Mix(column, tuple(values[place])) for column, values in _mixes(view).items()]


def gutted(view: View) -> list[Gutted]:
    """Values that a step takes out of proportion, worst first."""
    found = []
    for column, by_step in _mixes(view).items():
        for place, values in enumerate(by_step):
            before, after = sum(v[1] for v in values), sum(v[2] for v in values)
            share = 1 - after / before if before else 0.0
            for value, had, left in values:
                lost = 1 - left / had if had else 0.0
                if had >= _LEAST and lost >= _GUTTED and lost >= _MORE * share and value is not None:
                    found.append(Gutted(place, column, value, had, left))
    return sorted(found, key=lambda one: one.after - one.before)


def _mixes(view: View) -> dict[str, list[list[tuple[Any, int, int]]]]:
    """Column -> for each step -> (value, rows before, rows after). One GROUP BY a column, whatever the number of steps."""

    def ask() -> dict[str, list[list[tuple[Any, int, int]]]]:
        columns = view.dataset.columns
        return {name: _of_column(view, name) for name in MIX if name in columns}

    return view.dataset.kept_result(("mixes", view.key), ask)


def _of_column(view: View, column: str) -> list[list[tuple[Any, int, int]]]:
    view.dataset.ensure([column])
    found = _combined(view, column)
    on = [step.on for step in view.drops.steps]
    by_step = _taken(found, on)
    values = list(dict.fromkeys(found.values))
    place_of = {value: place for place, value in enumerate(values)}
    codes = np.array([place_of[value] for value in found.values], np.int64)
    spread = []
    for place in range(len(on)):
        left = (by_step < 0) | (by_step >= place)
        before = np.bincount(codes[left], found.rows[left], len(values)).astype(np.int64)
        after_left = left & (by_step != place)
        after = np.bincount(codes[after_left], found.rows[after_left], len(values)).astype(np.int64)
        order = np.argsort(-before, kind="stable")
        spread.append([(values[i], int(before[i]), int(after[i])) for i in order.tolist() if before[i]])
    return spread
