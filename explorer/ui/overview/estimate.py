"""What stands on the Overview while rows are being judged: the scorecard of a sample of them, and exact figures where there are any."""

from __future__ import annotations

from typing import NamedTuple

from explorer import building, scorecard
from explorer.errors import ExplorerError
from explorer.scorecard import Card, Profile, estimated
from explorer.scorecard.problems import Soundness, soundness
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import say


class Shown(NamedTuple):
    """card: exact where all rows tell it, else of the sample. view, sound: of the sample. drawn, rows: in it, and in the source."""

    card: Card
    view: View
    sound: Soundness
    drawn: int
    rows: int

    @property
    def line(self) -> str:
        """What the figures come from."""
        return say("Estimated from {drawn:,} of {rows:,} rows", drawn=self.drawn, rows=self.rows)


def look(view: View, profile: Profile) -> Shown | None:
    """The estimate that stands for a view; None where there is none, or where its conditions need all rows.

    view: all that is kept of a dataset that is still being built.
    """
    opened = open_dataset.current()
    if view.dataset.complete or opened.changed or opened.dataset is not view.dataset:
        return None
    try:
        found = building.estimated(open_dataset.cache(), opened.paths, opened.options)
        if found is None:
            return None
        rows = view.dataset.rows if view.dataset.has_all_rows else found.clusters.records
        sampled = View.of(found.dataset, "", state.steps(), state.by_hand())
        card = ask(estimated.score, sampled, profile, found.clusters, rows)
        if view.dataset.has_all_rows:
            card = estimated.merged(ask(scorecard.score, view, profile, "left out"), card)
        return Shown(card, sampled, ask(soundness, sampled, card), found.dataset.rows, rows)
    except (ExplorerError, OSError):
        return None  # all rows were judged meanwhile, or a step asks for what only they tell
