"""What is said of the rows of a dataset: the verdict, what differs, how varied they are, what they hold of a benchmark."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer import queries, scorecard
from explorer.errors import ExplorerError
from explorer.progress import Report
from explorer.view import View

if TYPE_CHECKING:
    from explorer.choosing import Choice
    from explorer.scorecard import Card

Source = str | os.PathLike[str]
_KIND = scorecard.DEFAULT_KIND


class Said(ABC):
    """The half of `Data` that judges; the other one says which rows there are."""

    focus: str

    @property
    @abstractmethod
    def view(self) -> View:
        """The rows, with everything built."""

    @abstractmethod
    def _judged(self) -> View:
        """What is kept, with the focus as the first step: the whole of it is judged."""

    @abstractmethod
    def _read(self, *layers: str) -> View:
        """The rows, with these layers built and those that conditions read."""

    @property
    @abstractmethod
    def _report(self) -> Report:
        """Called while something takes long."""

    def scorecard(self, kind: str = _KIND, profile: Source | None = None) -> Card:
        """The scorecard of what is kept, the focus read as a step: what `check` judges.

        kind: "general", "vertical" or "reasoning". profile: a TOML file of thresholds that differ.
        """
        chosen = scorecard.shipped(kind) if profile is None else scorecard.load(Path(profile), kind)
        return scorecard.score(self._judged(), chosen)

    def check(self, *expect: str, kind: str = _KIND, strict: bool = False) -> dict[str, Any]:
        """The gate over what is kept, the focus read as a step: what `check --json` prints. "passed" says how it went.

        expect: sentences that must hold, such as "share(is_refusal) <= 1%". strict: warnings fail too.
        """
        from explorer import gate

        view, profile = self._judged(), scorecard.shipped(kind)
        card = scorecard.score(view, profile)
        found = gate.outcomes(view, card, [gate.read(text) for text in (*profile.expect, *expect)])
        return gate.facts(view, card, found, gate.closing(found, strict), self.focus)

    def compare(self, other: Said | None = None, kind: str = _KIND) -> dict[str, Any]:
        """What differs between these rows and the later `other`: what `compare --json` prints.

        other: None for what its own steps keep, held against all rows. The focus of either plays no part.
        """
        from explorer import compare

        after = (self if other is None else other).view.kept()
        before = after.everything() if other is None else self.view.kept()
        profile = scorecard.shipped(kind)
        measured, matched = compare.measure(before, after), compare.match(before, after)
        changes = compare.verdicts(scorecard.score(before, profile), scorecard.score(after, profile))
        return compare.facts(before, after, measured, changes, matched)

    def stats(self) -> dict[str, Any]:
        """Counts, percentiles, flags, copies, categories and what each step takes out: `stats --json` without scorecard,
        diversity, norms and what sets the focus apart.
        """
        return queries.summary(self.view)

    def report(self, path: Source, overwrite: bool = False) -> Path:
        """Write the report, one HTML file for people who have neither the app nor the data. ExportError where it exists."""
        from explorer import report

        return report.write(self._judged(), Path(path), scorecard.shipped(), overwrite=overwrite).path

    def diversity(self) -> dict[str, Any]:
        """How varied what is kept is: what `stats --json` prints as "diversity". The focus plays no part; without a map, figures of meaning are None."""
        from explorer import diversity

        return diversity.measure(self.view, self._report).as_dict()

    def contaminate(self, *references: Said, rule: str = "overlap") -> dict[str, Any]:
        """Which rows hold items of the references, such as benchmarks: what `contaminate --json` prints.

            data.contaminate(explorer.open("benchmark.jsonl"))["rows_with_an_item"]

        references: other datasets, of which the rows that are looked at count. rule: "overlap", "8-gram", "13-gram" or "half".
        ExplorerError where there is no such rule, or no reference.
        """
        from explorer import contamination
        from explorer.contamination import rules

        chosen, there = rules.named(rule), [reference._read() for reference in references]
        if not there:
            raise ExplorerError("There is no reference.", "Name one: contaminate(explorer.open(...)).")
        items = [item for number, view in enumerate(there) for item in contamination.items_of(view, number)]
        names = [view.dataset.name for view in there]
        return contamination.find(self._read(), names, items, chosen, self._report).as_dict()

    def choose(
        self,
        rows: int,
        strategy: str = "spread",
        *,
        reference: Said | None = None,
        score: str = "",
        by: str = "",
        mix: str = "",
        fill: bool = False,
        seed: int = 0,
    ) -> Choice:
        """Choose rows among what is kept, as `export --pick --choose` does with options of the same names.

            choice = data.choose(10_000)
            data.export("best.jsonl", choice=choice)

        The choice has `rows` (`row_id` in the order of the picks), `why(place)`, and `compared()` beside random picks and the longest.
        ExportError where the strategy lacks what it needs. reference: of "like" and "words". score: a column, of "score".
        """
        from explorer import choosing

        there = reference._read() if reference is not None else None
        request = choosing.Request(strategy, rows, seed, by, mix, fill, score, there)
        view = self._read(*choosing.layers(choosing.named(strategy), by, score))
        return choosing.choose(view, request, self._report)
