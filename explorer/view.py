"""What a person is looking at: a dataset, the steps that take rows out of it, and a focus.

Drops change the verdict and the export: steps, and decisions by hand. The focus is what is looked at now, and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from explorer import filters
from explorer.errors import FilterError
from explorer.filters import Filter
from explorer.steps import Step
from explorer.store import Dataset, row_ids
from explorer.store.condition_cache import Patterns
from explorer.store.hand import HAND_COLUMNS, HandRows
from explorer.store.learnt import LEARNT
from explorer.store.table import alias

_SHORT = 400  # characters of SQL
_FEW = 2  # steps that each query evaluates anew
_NOTHING = Filter("", frozenset())
_BY_HAND = frozenset({*(column.name for column in HAND_COLUMNS), LEARNT.name})


@dataclass(frozen=True)
class Drops:
    """Steps with their checked conditions, and whether decisions by hand count.

    hand_rows: decisions that count in place of those of the book.
    """

    steps: tuple[Step, ...] = ()
    conditions: tuple[Filter, ...] = ()
    by_hand: bool = True
    hand_rows: HandRows | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Names these drops for caches: what is on, in order."""
        return tuple(step.where for step in self.steps if step.on)


@dataclass(frozen=True)
class View:
    """The rows of `dataset` that `drops` keep and `focus` looks at. Made anew for every look; all that is costly is kept by the dataset."""

    dataset: Dataset
    focus: Filter
    drops: Drops = field(default_factory=Drops)
    selection: str = ""
    """SQL made by this project, never text from outside, that narrows the view: a sample, a part of a split."""
    selection_reads: frozenset[str] = frozenset()
    """Names of the columns that the selection reads."""
    named_rows: str = ""
    """Where the selection began with rows named one by one, their numbers: see `explorer.store.row_ids`."""

    @classmethod
    def of(cls, dataset: Dataset, focus: str = "", steps: Sequence[Step] = (), by_hand: bool = True) -> View:
        """The view that a focus and drop steps ask for. FilterError with a hint where a condition is not valid.

        by_hand: decisions count, as they stand in the book now.
        """
        if by_hand:
            dataset.hand.sync()
        return cls(dataset, filters.parse(focus, dataset.columns), _checked(dataset, steps, by_hand))

    @property
    def key(self) -> tuple[object, ...]:
        """Names this view for caches: the same key, the same results. It names the layers that are loaded."""
        dataset = self.dataset
        text = self.focus.text
        if self.selection:
            text += f"\0{hashlib.sha256(self.selection.encode()).hexdigest()}"  # it may name thousands of rows
        source = (dataset.fingerprint, dataset.mapping, dataset.encoding, dataset.state, dataset.hand.version)
        # Steps that are switched off change no row, but what is told of them.
        return (*source, text, self.drops.steps, self.drops.by_hand, self.drops.hand_rows)

    # ---- SQL ----

    @cached_property
    def where(self) -> str:
        """SQL that is true for the rows of the table `rows` that are kept and looked at, "TRUE" for everything."""
        parts = [part for part in (self.kept_where, self.focus_where) if part != "TRUE"]
        if self.selection:
            both = " AND ".join([*parts, f"({self.selection})"])
            return self.dataset.mask(both, reads=self.reads)
        return " AND ".join(parts) or "TRUE"

    @cached_property
    def focus_where(self) -> str:
        """SQL that is true for the rows that are looked at, dropped ones among them."""
        return self._held(self.focus)

    @cached_property
    def kept_where(self) -> str:
        """SQL that is true for the rows that the drops keep, never null."""
        gone = [sql for step, sql in zip(self.drops.steps, self.step_sqls, strict=True) if step.on]
        kept = "TRUE"
        if gone:
            sql = " OR ".join(gone)
            reads = frozenset[str]().union(*(condition.columns for condition in self._on))
            kept = f"(({sql}) IS NOT TRUE)"
            if len(sql) > _SHORT or len(gone) > _FEW:
                kept = f"(NOT {self.dataset.any_of(gone, reads=reads)})"
        if not self.is_decided:
            return kept
        dropped = self.hand_sql("drop")
        return f"(NOT {dropped})" if kept == "TRUE" else f"({self.hand_sql('keep')} OR ({kept} AND NOT {dropped}))"

    def hand_sql(self, decision: str) -> str:
        """SQL that is true for the rows that are kept, or dropped, by hand, and false for all others."""
        held = self.drops.hand_rows
        if held is None:
            return f"(decision IS NOT DISTINCT FROM '{decision}')"
        return self._among(held.keep if decision == "keep" else held.drop)

    def _among(self, rows: str) -> str:
        return "false" if rows == row_ids.NONE else self.dataset.mask(row_ids.sql(rows), reads=frozenset())

    @cached_property
    def step_sqls(self) -> tuple[str, ...]:
        """For each step, switched off or not, SQL that is true for the rows that its condition names."""
        return tuple(self._held(condition) for condition in self.drops.conditions)

    @cached_property
    def plain_step_sqls(self) -> tuple[str, ...]:
        """The same, null for the rows for which the condition is neither true nor false."""
        return tuple(self._plain(condition) for condition in self.drops.conditions)

    def _held(self, condition: Filter) -> str:
        """SQL of a condition, evaluated once where it is long."""
        sql = self._plain(condition)
        # A short condition costs each query less than it costs to keep its result.
        return sql if len(sql) <= _SHORT else self.dataset.mask(sql, reads=condition.columns)

    def _plain(self, condition: Filter) -> str:
        """SQL of a condition, null where it is neither true nor false."""
        if not condition.text:
            return "TRUE"
        if self.drops.hand_rows is not None and condition.text in (held := dict(self.drops.hand_rows.held)):
            return self._among(held[condition.text])
        self.dataset.ensure(condition.columns)
        return f"({filters.to_sql(condition, self.dataset.columns, text_hit=self.dataset.text_hit)})"

    @property
    def _on(self) -> list[Filter]:
        return [condition for step, condition in zip(self.drops.steps, self.drops.conditions, strict=True) if step.on]

    @property
    def is_decided(self) -> bool:
        """Whether decisions by hand keep or drop any row here."""
        held = self.drops.hand_rows
        if held is None:
            return self.drops.by_hand and self.dataset.hand.decides
        return (held.drop, held.keep) != (row_ids.NONE, row_ids.NONE)

    @property
    def edits(self) -> dict[int, dict[int, str]]:
        """row_id -> position of a turn -> its corrected text, of the rows whose text was corrected by hand."""
        if self.drops.hand_rows is not None:
            return {row_id: dict(turns) for row_id, turns in self.drops.hand_rows.edits}
        if not self.drops.by_hand:
            return {}
        return {row_id: dict(record.edit) for row_id, record in self.dataset.hand.edits().items()}

    @property
    def drop_reads(self) -> frozenset[str]:
        """Names of the columns that `kept_where` and `step_sqls` read."""
        found = frozenset[str]().union(*(condition.columns for condition in self.drops.conditions))
        return found | {"decision"} if self.is_decided and self.drops.hand_rows is None else found

    @property
    def reads(self) -> frozenset[str]:
        """Names of the columns that `where` reads."""
        return self.focus.columns | self.drop_reads | self.selection_reads

    # ---- what it is ----

    @property
    def has_drops(self) -> bool:
        """Whether rows may be taken out: a step is on, or somebody has dropped a row by hand."""
        return bool(self.drops.texts) or self.is_decided

    @property
    def has_focus(self) -> bool:
        """Whether less is looked at than is kept."""
        return bool(self.focus.text or self.selection)

    @property
    def is_everything(self) -> bool:
        """Whether every row is kept and looked at, by construction."""
        return not self.has_drops and not self.has_focus

    def patterns(self, conditions: Sequence[str], reads: Set[str]) -> Patterns:
        """Which of many conditions (SQL over the narrow columns `reads`) hold together on the rows: one small GROUP BY.

        What every count of them follows from, whatever the view.
        """
        where = self.where
        names, n = self.dataset.packed(conditions, reads=reads), alias("n")
        listed = "".join(f"{name}, " for name in names)
        found = self.dataset.query(
            f"SELECT {listed}count(*)::BIGINT AS {n} FROM rows WHERE {where} {'GROUP BY ALL' if names else ''}",
            reads=self.reads,
        )
        bits = np.column_stack([found[name].to_numpy() for name in names]) if names else np.zeros((found.num_rows, 0))
        return Patterns(bits.astype(np.int64), found[n].to_numpy().astype(np.int64))

    # ---- other views of the same dataset ----

    def narrowed(self, selection: str, reads: Set[str]) -> View:
        """The same view with only those rows for which SQL made by this project, over the columns `reads`, holds too."""
        both = f"({self.selection}) AND ({selection})" if self.selection else selection
        return replace(self, selection=both, selection_reads=self.selection_reads | reads)

    def only(self, ids: Iterable[int]) -> View:
        """The same view with only these rows: any number of them, which a filter's text could not name.

        Once, and before it is narrowed otherwise: a recipe holds the rows, and then what was picked of them.
        """
        if self.selection:
            raise ValueError("rows are named before a selection is narrowed")
        text = row_ids.as_text(ids)
        return replace(self.narrowed(row_ids.sql(text), set()), named_rows=text)

    def focused(self, focus: str) -> View:
        """The same drops, with another focus. FilterError where it is not valid."""
        return replace(self, focus=filters.parse(focus, self.dataset.columns))

    def kept(self) -> View:
        """All rows that the drops keep, whatever is looked at: what is judged and exported."""
        return replace(self, focus=_NOTHING) if self.focus.text else self

    def looked_at(self) -> View:
        """The rows that are looked at, dropped ones among them."""
        return replace(self, drops=Drops(by_hand=False))

    def picked_from(self) -> View:
        """The same view before a sample or a part of a split was taken of it."""
        if not self.selection:
            return self
        whole = replace(self, selection="", selection_reads=frozenset(), named_rows="")
        if not self.named_rows:
            return whole
        return replace(whole.narrowed(row_ids.sql(self.named_rows), set()), named_rows=self.named_rows)

    def everything(self) -> View:
        """The same dataset without drops or focus."""
        return View(self.dataset, _NOTHING, Drops(by_hand=False))

    def with_steps(self, steps: Sequence[Step]) -> View:
        """Other steps, the same focus. FilterError where a condition is not valid."""
        drops = _checked(self.dataset, steps, self.drops.by_hand)
        return replace(self, drops=replace(drops, hand_rows=self.drops.hand_rows))

    def replayed(self, held: HandRows) -> View:
        """The same steps and focus, with these decisions in place of the book's."""
        return replace(self, drops=replace(self.drops, by_hand=True, hand_rows=held))

    def frozen(self) -> View:
        """The same view with decisions as they stand now: what is decided later changes nothing of it.

        Before it is narrowed: a selection is made of what is decided when it is made.
        """
        if self.drops.hand_rows is not None:
            return self
        held: dict[str, str] = {}
        for condition in (self.focus, *self.drops.conditions):
            if condition.columns & _BY_HAND:
                sql = f"SELECT row_id FROM rows WHERE {self._plain(condition)}"
                held[condition.text] = row_ids.as_text(
                    self.dataset.query(sql, reads=condition.columns)["row_id"].to_numpy()
                )
        found = self.dataset.hand.snapshot() if self.drops.by_hand else HandRows()
        return replace(self, drops=replace(self.drops, hand_rows=found._replace(held=tuple(held.items()))))


def _checked(dataset: Dataset, steps: Sequence[Step], by_hand: bool) -> Drops:
    conditions = []
    for step in steps:
        try:
            condition = filters.parse(step.where, dataset.columns)
        except FilterError as error:
            raise FilterError(f"The step '{step.name[:80]}' cannot be applied: {error.message}", error.hint) from error
        conditions.append(condition if condition.text else filters.parse("TRUE", dataset.columns))
    return Drops(tuple(steps), tuple(conditions), by_hand)
