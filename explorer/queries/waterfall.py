"""The waterfall: what each drop step takes out, in order."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from explorer.steps import BY_HAND
from explorer.store.table import aliases
from explorer.view import View

_BY_HAND_SQL = "decision = 'drop'"


class Fall(NamedTuple):
    """What one step takes out, in rows and tokens.

    rows: taken out by this step and none before it. alone: rows that its condition holds for. only: rows that no other
    step takes out. tokens: of `rows`; None until tokens are counted. undecided: rows for which the condition is neither
    true nor false, which stay. A step that is switched off takes nothing out.
    """

    name: str
    where: str
    reason: str
    on: bool
    rows: int
    alone: int
    only: int
    tokens: int | None
    undecided: int

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return self._asdict()


class Waterfall(NamedTuple):
    """All rows, what each step takes out, and what is left.

    steps: in order; decisions by hand last, where any row is dropped so. kept_by_hand: rows that a step would take out
    and a person keeps.
    """

    rows: int
    tokens: int | None
    steps: tuple[Fall, ...]
    kept: int
    kept_tokens: int | None
    kept_by_hand: int

    @property
    def dropped(self) -> int:
        """Rows that are taken out."""
        return self.rows - self.kept

    @property
    def by_hand(self) -> int:
        """Rows taken out by hand and by no step."""
        return sum(fall.rows for fall in self.steps if fall.name == BY_HAND)


def waterfall(view: View) -> Waterfall:
    """What the view's drops take out of the dataset, whatever is looked at.

    Each condition is evaluated once for all lists of steps that hold it, and kept as bits: what a step takes out here, alone
    and by itself follows from those.
    """
    return view.dataset.kept_result(("waterfall", view.key), lambda: _waterfall(view))


def _waterfall(view: View) -> Waterfall:
    dataset = view.dataset
    steps = view.drops.steps
    reads = view.drop_reads
    held = [dataset.bits(sql, reads=reads) for sql in view.plain_step_sqls]
    on = [bits.bits for bits, step in zip(held, steps, strict=True) if step.on]
    nothing = np.zeros(-(-dataset.rows // 8), np.uint8)
    keep, drop = (
        dataset.bits(view.hand_sql(decision), reads=reads).bits if view.is_decided else nothing
        for decision in ("keep", "drop")
    )
    once, twice = nothing.copy(), nothing.copy()
    for bits in on:
        twice |= once & bits
        once |= bits
    named = _Named(view)
    falls: list[Fall] = []
    seen = keep.copy()
    for place, (step, found) in enumerate(zip(steps, held, strict=True)):
        taken = found.bits & ~seen if step.on else nothing
        if step.on:
            named.add(view.plain_step_sqls[place])
            seen |= found.bits
        falls.append(
            Fall(
                step.name,
                view.drops.conditions[place].text,
                step.reason,
                step.on,
                _rows(taken),
                _rows(found.bits),
                _rows(found.bits & ~(twice | keep | drop)) if step.on else 0,
                named.tokens(taken),
                found.undecided,
            )
        )
    by_hand = drop & ~once
    if drop.any():
        named.add(BY_HAND)
        falls.append(
            Fall(
                BY_HAND,
                _BY_HAND_SQL,
                "A person's own decisions.",
                True,
                _rows(by_hand),
                _rows(drop),
                _rows(by_hand),
                named.tokens(by_hand),
                0,
            )
        )
    rows = dataset.rows
    tokens = named.all_tokens()
    lost = sum(fall.tokens or 0 for fall in falls)
    return Waterfall(
        rows,
        tokens,
        tuple(falls),
        rows - sum(fall.rows for fall in falls),
        None if tokens is None else tokens - lost,
        _rows(keep & once),
    )


def _rows(bits: np.ndarray) -> int:
    return int(np.bitwise_count(bits).sum())


class _Named:
    """Tokens of rows that a list of steps takes out, counted once for all lists that begin so."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._counted = "total_tokens" in view.dataset.columns
        self._key: tuple[object, ...] = (view.is_decided and (view.dataset.hand.version, view.drops.hand_rows),)

    def add(self, sql: str) -> None:
        """The list goes on with this step."""
        self._key = (*self._key, sql)

    def tokens(self, taken: np.ndarray) -> int | None:
        """Tokens of the rows that the last step takes out. taken: their bits."""
        if not self._counted:
            return None
        if not taken.any():
            return 0
        dataset = self._view.dataset

        def count() -> int:
            chosen = np.unpackbits(taken, count=dataset.rows).view(bool)
            return int(self._each()[chosen].sum(dtype=np.int64))

        return dataset.kept_result(("taken tokens", *self._key), count)

    def all_tokens(self) -> int | None:
        """Tokens of all rows."""
        return int(self._each().sum(dtype=np.int64)) if self._counted else None

    def _each(self) -> np.ndarray:
        dataset = self._view.dataset

        def ask() -> np.ndarray:
            n = aliases("n")[0]
            found = dataset.query(f"SELECT coalesce(total_tokens, 0)::BIGINT AS {n} FROM rows", reads={"total_tokens"})
            return found[n].to_numpy()

        return dataset.kept_result(("tokens of each row",), ask)
