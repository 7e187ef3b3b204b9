"""Tiles: as large as their rows, beside one another, in families; and one colour for one value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.charts import treemap
from explorer.charts.theme import OTHER, PALETTE, value_colours
from explorer.charts.treemap import Tile, place_of, squarified
from explorer.evenness import evenness
from explorer.families import FAMILIES, family_of
from explorer.labels import LABELS
from explorer.queries import Categories

EVIL = '<img src=x onerror=alert(1)>$x$"&\u202e'


def spread(column: str, counts: dict[str | None, tuple[int, int]], other: tuple[int, int] = (0, 0)) -> Categories:
    every, kept = (np.array([count[side] for count in counts.values()]) for side in (0, 1))
    return Categories(column, list(counts), every, kept, len(counts), *other, evenness(kept.tolist()))


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=40), st.floats(20, 2_000), st.floats(20, 2_000))
def test_tiles_fill_the_room_in_proportion_and_do_not_overlap(sizes: list[int], width: float, height: float) -> None:
    sizes.sort(reverse=True)
    tiles = squarified([float(size) for size in sizes], Tile(3.0, 5.0, width, height))
    slack = 1e-6 * max(width, height)
    for size, tile in zip(sizes, tiles, strict=True):
        assert tile.width * tile.height == pytest.approx(size / sum(sizes) * width * height)
        assert tile.x >= 3 - slack and tile.x + tile.width <= 3 + width + slack
        assert tile.y >= 5 - slack and tile.y + tile.height <= 5 + height + slack
    for place, one in enumerate(tiles):
        for two in tiles[place + 1 :]:
            across = min(one.x + one.width, two.x + two.width) - max(one.x, two.x)
            up = min(one.y + one.height, two.y + two.height) - max(one.y, two.y)
            assert min(across, up) <= slack


def test_nothing_is_no_tile() -> None:
    assert squarified([], Tile(0, 0, 9, 9)) == []
    figure = treemap.treemap(spread("category", {}), "light")
    assert figure.layout.height > 0 and all(not len(trace.x) for trace in figure.data)


def test_a_tile_is_filled_as_far_as_its_rows_are_kept() -> None:
    found = spread("ability", {"open_qa": (80, 20), "essay": (20, 20), "ner": (0, 0), None: (10, 0)}, other=(5, 5))
    figure = treemap.treemap(found, "light", targets={"open_qa": 0.5, "essay": 0.5})
    ghost, filled, hovered, _, families = figure.data
    assert len(ghost.x) == 4  # a value without rows has no tile
    shares = np.asarray(filled.y, float) / np.asarray(ghost.y, float)
    assert shares.tolist() == pytest.approx([0.25, 1.0, 0.0, 1.0])
    assert "20 of 80 rows kept" in hovered.customdata[0] and "target 50 %" in hovered.customdata[0]
    assert "target" not in hovered.customdata[2]
    assert [place_of({"point_index": at}, found) for at in range(5)] == [0, 1, 3, -1, -1]  # the rest is no value
    assert list(families.text) == ["<b>Knowledge</b>", "<b>Writing</b>"]


def test_what_is_not_looked_at_fades() -> None:
    found = spread("category", {"a": (5, 5), "b": (4, 0)})
    plain, chosen = (
        list(treemap.treemap(found, "light", which).data[1].marker.color) for which in (frozenset(), frozenset({"a"}))
    )
    assert chosen[0] == plain[0] and chosen[1] != plain[1]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_hostile_values_are_inert(mode: Any) -> None:
    figure = treemap.treemap(spread("category", {EVIL: (9, 3), "": (2, 2), None: (1, 1)}), mode)
    for text in [*figure.data[2].customdata, *figure.data[3].text]:
        bare = text
        for own in ("<b>", "</b>", "<br>"):
            bare = bare.replace(own, "")
        assert "<" not in bare and "$" not in bare and "\u202e" not in bare


# ---- colours and families ----


def test_each_ability_is_in_one_family() -> None:
    placed = [value for values in FAMILIES["ability"].values() for value in values]
    assert len(placed) == len(set(placed))
    assert {*placed, "other"} == set(LABELS["ability"])
    assert family_of("ability", "essay") == "Writing" and family_of("ability", None) == family_of("x", "essay") == ""


def test_a_value_has_one_colour_by_its_rank() -> None:
    ranked = [f"v{n}" for n in range(14)]
    found = value_colours("source", [ranked[0], None, *ranked[1:]])
    assert [found[value] for value in ranked[:10]] == list(PALETTE)
    assert {found[value] for value in (*ranked[10:], None)} == {OTHER}
    assert value_colours("source", ranked[:3]) == {value: found[value] for value in ranked[:3]}
    assert value_colours("language", ["und", "zh"]) == {"und": OTHER, "zh": PALETTE[0]}


def test_values_of_a_family_share_its_hue_whatever_their_rank() -> None:
    every = list(LABELS["ability"])
    found = value_colours("ability", every)
    assert found == value_colours("ability", every[::-1]) and found["other"] == OTHER
    told = [colour for value, colour in found.items() if value != "other"]
    assert len(set(told)) == len(told) and OTHER not in told
