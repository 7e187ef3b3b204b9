"""The columns of the map."""

from __future__ import annotations

from explorer.columns import Column

KNOT = 0.16
"""Mean distance below which the nearest rows are nearly the same."""


def _column(name: str, label: str, kind: str, help: str) -> Column:
    return Column(name, label, kind, help, layer="map", group="map")  # type: ignore[arg-type]


COLUMNS = (
    _column("map_x", "map x", "number", "Place on the map of meanings; distances mean something nearby only."),
    _column("map_y", "map y", "number", "Place on the map of meanings; distances mean something nearby only."),
    _column(
        "map_topic",
        "topic",
        "category",
        "Broad group of rows of like meaning, named by phrases of its rows that set it apart.",
    ),
    _column("cluster", "cluster", "category", "Narrow group of rows of like meaning within a topic."),
    _column(
        "apartness",
        "apartness",
        "number",
        "Mean distance to the nearest rows of the map, 0 to 1: high where a row is like no other.",
    ),
    _column(
        "in_knot",
        "in a knot",
        "boolean",
        f"The nearest rows of the map mean nearly the same: {1 - KNOT:.2f} likeness on average. Many rows of a knot teach "
        "what a few of them do.",
    ),
    Column(
        "meaning_group",
        "same meaning",
        "id",
        "Rows that say the same in other words, as far as encoder and words tell, in the text that the map was drawn from: the "
        "prompt, unless another one was chosen; the rest of the row is not compared. Told for short texts above all. Questions "
        "that differ in one telling word are kept apart; read some before you drop the others.",
        layer="map",
        group="duplicates",
    ),
    Column(
        "is_meaning_copy",
        "asks the same again",
        "boolean",
        "Says what an earlier row says, perhaps in other words, in the text that the map was drawn from (the prompt, unless "
        "another one was chosen). Read some before you drop them.",
        layer="map",
        group="map",
    ),
)
