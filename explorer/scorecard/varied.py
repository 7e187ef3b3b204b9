"""Points of how varied the kept rows are: the figures of `explorer.diversity`, held against limits."""

from __future__ import annotations

from explorer import labels
from explorer.diversity import ENOUGH, Diversity
from explorer.passes import map_vectors
from explorer.scorecard.measured import Counts, Measured
from explorer.scorecard.point import Point
from explorer.store.table import aliases
from explorer.view import View
from explorer.words import later, say

MEASURES = ("varied", "varied share")
"""Of points that show what `explorer.diversity` measures under their own name: a figure, or a share."""

POINTS = (
    Point(
        "distinct_prompts",
        "Diversity",
        "Distinct prompts",
        "Each further row of the same prompt adds an answer, and no task.",
        "Keep one answer to each prompt, unless several are meant.",
        measure="varied share",
        low=True,
    ),
    Point(
        "prompt_compression",
        "Diversity",
        "Repetition among prompts",
        "What a compressor finds in other prompts, a model has seen there: many such rows teach what few would.",
        "Rephrase the prompts, or take fewer rows of the largest templates.",
        measure="varied",
    ),
    Point(
        "answer_compression",
        "Diversity",
        "Repetition among answers",
        "The more alike answers are, the less each of them teaches.",
        "Look for copies and canned answers, and take fewer of them.",
        measure="varied",
    ),
    Point(
        "self_repetition",
        "Diversity",
        "Openings and endings in common",
        'A model picks up set phrases first: "Sure, here is" and "I hope this helps" will open and close what it says.',
        "Read the list under Details on the Overview, and cut the phrases that carry nothing.",
        measure="varied share",
    ),
    Point(
        "vendi",
        "Diversity",
        "Variety of meaning (Vendi score)",
        "Rows that lie in few directions of meaning teach few things, however many they are.",
        "Add rows on what the map leaves empty; choose by Spread on the page Choose.",
        measure="varied",
        low=True,
    ),
    Point(
        "novelsum",
        "Diversity",
        "Distance between rows (NovelSum)",
        "Rows that have a near neighbour add little beside it; what is kept should be no closer together than the whole.",
        "Drop near copies; choose by Spread on the page Choose.",
        measure="varied share",
        low=True,
    ),
    Point(
        "covered",
        "Diversity",
        "Coverage of what was there",
        "Drops should take faults, not subjects.",
        "See which steps empty a whole region: Compare, before and after the drops.",
        measure="varied share",
        low=True,
    ),
)

OF_MEANING = ("vendi", "novelsum", "covered")
"""Points that need the vectors of the map."""

REPEATED = "is_spare(prompt_group, -row_id)"
"""The rows whose prompt stands in an earlier row."""

OF_PARTS = ("novelsum", "covered")
"""Points that hold the kept rows against the whole dataset: each map has vectors of its own, so that other datasets say nothing."""

FIGURES = {"covered": "coverage", "novelsum": "novelsum_kept"}
"""Point -> figure, where they are named differently: the point `coverage` counts abilities."""

_SAID = {
    "vendi": later("As varied as {value:.1f} meanings that have nothing in common."),
    "novelsum": later("NovelSum of the kept rows is {share} of that of the whole dataset."),
    "covered": later("All rows of the dataset are {share} like the nearest kept row, on average."),
    "prompt_compression": later("Prompts compressed together take {value:.1f} times less room."),
    "answer_compression": later("Answers compressed together take {value:.1f} times less room."),
    "self_repetition": later("{share} of answers begin or end in words that more than 0.1 % of answers share."),
    "distinct_prompts": later("{share} of rows have a prompt that no row before them has."),
}


def applies(point: Point, view: View, counts: Counts, found: Diversity | None) -> bool:
    """Whether there is anything to say: the rows are measured, and for what holds a part against the whole, some are dropped."""
    if not counts.rows:
        return point.id not in OF_PARTS
    return found is not None and (point.id not in OF_PARTS or counts.rows < view.dataset.rows)


def measured(point: Point, view: View, counts: Counts, found: Diversity) -> Measured:
    """What was found for a point. counts: of the kept rows. found: what was measured of them."""
    if counts.rows < ENOUGH:
        return Measured(None, said=say("Not enough data: this is told from {rows:,} rows on.", rows=ENOUGH))
    if point.id in OF_MEANING and not map_vectors.has_vectors(view.dataset):
        return Measured(None, said=say("Needs the vectors of the map: draw it on the page Map."))
    value = getattr(found, FIGURES.get(point.id, point.id))
    if value is None:
        return Measured(
            None,
            said=say("Not judged yet.") if point.id == "distinct_prompts" else say("There are no texts of this kind."),
        )
    said = say(_SAID[point.id], value=value, share=labels.share(value))
    if point.id != "distinct_prompts":
        return Measured(value, 0, counts.rows, said)
    repeated, sampled = _repeated(view)
    if sampled * 2 > repeated:
        more = say(
            " {rows:,} are further answers to a prompt that is sampled on purpose, so that this is no fault.",
            rows=sampled,
        )
        return Measured(None, said=said + more)
    return Measured(value, repeated, counts.rows, said, REPEATED if repeated else "")


def _repeated(view: View) -> tuple[int, int]:
    """(kept rows whose prompt an earlier kept row has, those of them that are samples of one prompt on purpose)."""
    if "is_multi_sampled" not in view.dataset.columns:
        return _count(view, "TRUE", set()), 0
    return _count(view, "TRUE", set()), _count(view, "coalesce(is_multi_sampled, false)", {"is_multi_sampled"})


def _count(view: View, where: str, reads: set[str]) -> int:
    rows, groups = aliases("rows", "groups")
    found = view.dataset.query(
        f"SELECT count(*) AS {rows}, count(DISTINCT prompt_group) AS {groups} FROM rows "
        f"WHERE ({view.where}) AND prompt_group IS NOT NULL AND {where}",
        reads={*view.reads, "prompt_group", *reads},
    )
    return int(found[rows][0].as_py()) - int(found[groups][0].as_py())
