"""Figures as data: what is drawn over what, where it stands, and what a hostile label becomes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from explorer.charts import categories, length_axis, lengths, numbers, spark
from explorer.charts.theme import CONFIG, inert, value_label
from explorer.columns import Column
from explorer.evenness import evenness
from explorer.queries import Categories, Cross, FlagCount, Histogram, Percentiles

EVIL = '<img src=x onerror="alert(1)"><b>bold</b> $\\href{javascript:alert(1)}{x}$\u202e\x00\n&lt;'


def histogram(
    edges: list[float], every: list[int], kept: list[int], log: bool = False, column: str = "total_tokens"
) -> Histogram:
    return Histogram(
        column, np.array(edges, float), np.array(every), np.array(kept), 0, log, float(edges[0]), float(edges[-1])
    )


def percentiles(
    column: str = "total_tokens", p5: float | None = 2, p50: float | None = 20, p95: float | None = 80
) -> Percentiles:
    top = None if p95 is None else p95 + 10
    return Percentiles(column, 0 if p50 is None else 100, p50, p5, p5, p5, p50, p95, p95, p95, top)


def spread(
    values: list[str | None], every: list[int], kept: list[int], other: tuple[int, int] = (0, 0), distinct: int = 0
) -> Categories:
    return Categories(
        "category", values, np.array(every), np.array(kept), distinct or len(values), *other, evenness(kept)
    )


def texts(figure: Any) -> list[str]:
    """Everything in a figure that Plotly would read as text."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, str):
            found.append(value)
        elif isinstance(value, list | tuple | np.ndarray):
            for inner in value:
                walk(inner)

    walk(figure.to_plotly_json())
    return found


def assert_harmless(figure: Any) -> None:
    """Only the tags that the code itself writes, no formulas."""
    for text in texts(figure):
        bare = text
        for own in ("<b>", "</b>", "<br>", "<extra></extra>"):
            bare = bare.replace(own, "")
        assert "<" not in bare, text
        assert "$" not in bare, text
        assert "\u202e" not in bare and "\x00" not in bare


# ---- lengths ----


def drawn(found: list[Histogram], limits: Any = None, **more: Any) -> Any:
    names = [f"things {n}" for n in range(len(found))]
    return lengths.figure(found, names, {h.column: percentiles(h.column) for h in found}, limits, "light", **more)


def test_kept_rows_are_drawn_over_all_rows_of_each_column() -> None:
    first = histogram([0, 10, 20, 30], [5, 3, 2], [4, 0, 2])
    second = histogram([0, 50, 100], [7, 3], [1, 1], column="prompt_tokens")
    figure = drawn([first, second])
    assert [trace.type for trace in figure.data] == ["bar"] * 4
    assert [list(trace.y) for trace in figure.data] == [[5, 3, 2], [4, 0, 2], [7, 3], [1, 1]]
    assert figure.layout.barmode == "overlay"
    ghost, accent = (figure.data[n].marker.color for n in (0, 1))
    assert ghost != accent
    assert [trace.marker.color for trace in figure.data] == [ghost, accent] * 2
    assert len({trace.xaxis for trace in figure.data}) == 2  # a row of the figure for each column
    assert [trace.name for trace in figure.data] == ["total_tokens"] * 2 + ["prompt_tokens"] * 2


def test_bars_stand_between_their_edges_and_say_their_counts() -> None:
    figure = drawn([histogram([0, 10, 20, 40], [5, 1_000_000, 2], [4, 999_999, 0])])
    bar = figure.data[1]
    for place, width, (low, high) in zip(bar.x, bar.width, ((0, 10), (10, 20), (20, 40)), strict=True):
        assert low <= place - width / 2 < place + width / 2 <= high
    assert "0 to 9 tokens" in bar.customdata[0] and "4 of 5 rows kept" in bar.customdata[0]
    assert "999,999 of 1,000,000 rows kept" in bar.customdata[1]
    assert "20 to 40 tokens" in bar.customdata[2]  # the last bin holds its upper edge


@pytest.mark.parametrize("edges", [[0, 1, 10, 100, 1000], [0, 2, 5, 10], [1, 10, 100, 1000], [3, 30, 300]])
def test_places_on_a_log_axis_lead_back_to_their_values(edges: list[float]) -> None:
    found = histogram(edges, [1] * (len(edges) - 1), [1] * (len(edges) - 1), log=True)
    for value in [e for e in edges if e] + [edges[1] * 1.5, edges[-1] / 3]:
        assert length_axis.value_at(found, length_axis.position(found, value)) == pytest.approx(value)
    places = [length_axis.position(found, value) for value in edges]
    assert places == sorted(places) and all(math.isfinite(place) for place in places)
    if not edges[0]:
        assert length_axis.value_at(found, length_axis.position(found, 0)) == 0
        assert length_axis.position(found, 0) < length_axis.position(found, edges[1])


def test_places_on_a_plain_axis_are_the_values() -> None:
    found = histogram([0, 10, 20], [1, 1], [1, 1])
    assert length_axis.position(found, 7) == 7
    assert length_axis.value_at(found, 7.5) == 7.5


def test_ticks_of_a_log_axis_are_where_their_values_are() -> None:
    found = histogram([0, 1, 10, 100, 1000], [1, 2, 3, 4], [0, 0, 1, 1], log=True)
    axis = drawn([found]).layout.xaxis
    assert axis.ticktext[0] == "0"
    for place, label in zip(axis.tickvals, axis.ticktext, strict=True):
        assert length_axis.position(found, float(label.replace(",", ""))) == pytest.approx(place)


def lines(figure: Any, axis: str = "x") -> list[float]:
    return [shape.x0 for shape in figure.layout.shapes if shape.type == "line" and shape.xref == axis]


def test_limits_and_percentiles_are_marked_on_their_own_column() -> None:
    found = [histogram([0, 50, 100], [7, 3], [1, 1]), histogram([0, 50, 100], [7, 3], [1, 1], column="prompt_tokens")]
    plain, limited = drawn(found), drawn(found, ("prompt_tokens", 10, 60))
    assert lines(plain) == lines(limited) == [2, 20, 80]  # p5, p50, p95
    assert sorted(set(lines(limited, "x2")) - set(lines(plain, "x2"))) == [10, 60]
    shades = [shape for shape in limited.layout.shapes if shape.type == "rect"]
    assert [shape.xref for shape in shades] == ["x2", "x2"]
    below, above = sorted(shades, key=lambda shape: shape.x0)
    assert below.x0 <= 0 and below.x1 == 10
    assert above.x0 == 60 and above.x1 >= 100
    assert not any(shape.type == "rect" for shape in plain.layout.shapes)


def test_a_limit_of_zero_is_a_limit() -> None:
    figure = drawn([histogram([0, 1, 10, 100], [7, 3, 1], [1, 1, 0], log=True)], ("total_tokens", None, 0))
    assert sum(shape.type == "rect" for shape in figure.layout.shapes) == 1


def test_the_finding_is_a_sentence_also_of_nothing() -> None:
    assert lengths.finding("responses", percentiles(p50=1234, p95=5_600_000)) == (
        "Half of the responses have at most 1,234 tokens, 95 % at most 5.6 M"
    )
    assert lengths.finding("responses", percentiles(p5=None, p50=None, p95=None)) == "No responses"
    assert "empty" in lengths.finding("responses", percentiles(p5=0, p50=0, p95=0))


def test_histograms_without_rows_can_be_drawn() -> None:
    empty = histogram([0, 1], [0], [0])
    figure = lengths.figure([empty], ["rows"], {"total_tokens": percentiles(p5=None, p50=None, p95=None)}, None, "dark")
    assert [list(trace.y) for trace in figure.data] == [[0], [0]]
    assert not figure.layout.shapes
    assert not lengths.figure([], [], {}, None, "light").data


# ---- categories ----


def test_bars_are_kept_over_all_with_count_and_share() -> None:
    figure = categories.bars(spread(["code", "chat"], [90, 10], [30, 10]), "light")
    every, kept, numbers_beside = figure.data
    assert (list(every.x), list(kept.x)) == ([90, 10], [30, 10])
    assert list(numbers_beside.text) == ["30 · 75 %", "10 · 25 %"]
    assert list(numbers_beside.x) == [90, 10]  # beyond the grey bar, not over it
    assert every.text is None and kept.text is None
    assert list(figure.layout.yaxis.ticktext) == ["code", "chat"]
    assert figure.layout.yaxis.autorange == "reversed"  # the largest on top
    assert "30 of 90 rows kept" in kept.customdata[0]
    assert figure.layout.xaxis.range[1] > 90  # room for the numbers


def test_other_values_are_one_more_bar_that_can_be_told_apart() -> None:
    figure = categories.bars(spread(["a", None], [5, 4], [1, 2], other=(1234, 7), distinct=1235), "light")
    assert list(figure.layout.yaxis.ticktext) == ["a", "(missing)", "other (1,234 more)"]
    assert list(figure.data[0].x) == [5, 4, 1234]
    assert list(figure.data[1].x) == [1, 2, 7]
    colours = list(figure.data[1].marker.color)
    assert colours[2] != colours[0]


def test_values_that_the_filter_does_not_ask_for_fade() -> None:
    found = spread(["a", "b", None], [5, 4, 3], [5, 4, 3])
    plain = list(categories.bars(found, "light").data[1].marker.color)
    assert len(set(plain)) == 3  # each value has its colour, a missing one is grey
    chosen = list(categories.bars(found, "light", frozenset({"b", None})).data[1].marker.color)
    assert chosen[0] != plain[0] and chosen[1:] == plain[1:]


def test_targets_are_marked_where_the_bars_would_end() -> None:
    found = spread(["a", "b", None], [60, 30, 9], [40, 20, 5])
    figure = categories.bars(found, "light", targets={"a": 0.25, "b": 0.75})
    marks = figure.data[2]
    assert (list(marks.x), list(marks.y)) == ([15, 45], [0, 1])  # of the 60 kept rows that have a target
    assert list(figure.data[3].x) == [60, 45, 9]  # the numbers stand beyond bar and mark


def test_no_categories_at_all_can_be_drawn() -> None:
    figure = categories.bars(spread([], [], []), "dark")
    assert [len(trace.x) for trace in figure.data] == [0, 0, 0]
    assert figure.layout.height > 0
    assert math.isfinite(figure.layout.xaxis.range[1])


def test_a_heat_map_has_counts_in_cells_and_shares_as_colour() -> None:
    kept, every = np.array([[3, 1], [0, 0]]), np.array([[3, 5], [2, 0]])
    figure = categories.heatmap(Cross("a", "b", ["x", None], ["p", "q"], kept, every), "light")
    cells, points = figure.data
    assert np.asarray(cells.z).tolist() == [[0.75, 0.25], [0, 0]]  # a row of nothing is no division by zero
    assert [list(line) for line in cells.text] == [
        ["<b>3</b><br>75 %", "<b>1</b><br>25 %"],
        ["0", ""],
    ]  # empty: no row has both, kept or not
    assert list(figure.layout.yaxis.ticktext) == ["x", "(missing)"]
    # What is clicked and hovered over are points, since Plotly selects no cells.
    places = list(zip(points.x, points.y, strict=True))
    assert places == [(0, 0), (1, 0), (0, 1), (1, 1)]
    assert points.marker.opacity == points.selected.marker.opacity == points.unselected.marker.opacity == 0
    assert "1 of 5 rows kept" in points.customdata[places.index((1, 0))]


def test_flags_are_counts_and_shares_of_all_rows() -> None:
    flags = [FlagCount(Column("is_empty", "empty response", "boolean", "", "checks"), 20, 5)]
    figure = categories.flag_bars(flags, 200, "light")
    assert [list(trace.x) for trace in figure.data] == [[20], [5]]
    assert list(figure.data[1].text) == ["5 · 2.5 %"]
    assert not len(categories.flag_bars([], 0, "light").data[0].x)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_hostile_values_and_labels_are_inert(mode: Any) -> None:
    assert_harmless(categories.bars(spread([EVIL, ""], [2, 1], [1, 1], other=(3, 3), distinct=9), mode))
    assert_harmless(categories.heatmap(Cross("a", "b", [EVIL], [EVIL], np.array([[1]]), np.array([[1]])), mode))
    flags = [FlagCount(Column("x", EVIL, "boolean", "", "checks"), 1, 1)]
    assert_harmless(categories.flag_bars(flags, 2, mode))


# ---- text in figures ----


def test_text_is_escaped_cut_and_never_empty() -> None:
    assert inert("a < b & c") == "a &lt; b &amp; c"
    assert inert("$x^2$") == "&#36;x^2&#36;"
    assert inert("one\n two\t\x00three") == "one two three"
    assert inert("算法" * 50, 10) == "算法算法算法算法算…"
    assert len(inert("x" * 10_000_000)) == 40
    assert inert("") == inert("\u202e\u200b") == " "
    assert "\u202e" not in inert("abc\u202edef")


def test_values_bear_plain_words() -> None:
    said = [value_label(column, value) for column, value in WORDS]
    assert said == ["Open questions", "Irish", "Could not be told", "Role order", "C++", "open_qa", "en"]


WORDS = (
    ("ability", "open_qa"),
    ("language", "ga"),
    ("prompt_language", "und"),
    ("llamafactory_rule", "role_order"),
    ("code_language", "cpp"),
    ("category", "open_qa"),  # a field of the source is shown as it stands
    ("source.language", "en"),
)


def test_missing_and_empty_values_have_names() -> None:
    assert tuple(value_label("x", value) for value in (None, "", " \n", "x")) == (
        "(missing)", "(empty)", "(empty)", "x",
    )  # fmt: skip


def test_figures_offer_no_way_out() -> None:
    assert CONFIG["displayModeBar"] is False
    assert CONFIG["displaylogo"] is False


# ---- numbers ----


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"), (7, "7"), (12_345, "12,345"), (999_999, "999,999"), (1_000_000, "1.0 M"), (1_234_567, "1.2 M"),
        (2.5e9, "2.5 G"), (3e12, "3.0 T"), (2.25, "2.2"), (1234.5, "1,234.5"), (-5, "-5"), (-2_000_000, "-2.0 M"),
    ],
)  # fmt: skip
def test_counts(number: float, said: str) -> None:
    assert numbers.count(number) == said


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (0, "0 %"), (1, "100 %"), (0.5, "50 %"), (0.1234, "12.3 %"), (0.0001, "< 0.1 %"), (1e-9, "< 0.1 %"),
        (0.99999, "> 99.9 %"), (0.9994, "99.9 %"), (0.0006, "0.1 %"),
    ],
)  # fmt: skip
def test_shares_of_something_never_read_as_nothing(part: float, said: str) -> None:
    assert numbers.share(part) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 bytes"), (812, "812 bytes"), (1_000, "1.0 kB"), (1_234_567, "1.2 MB"), (897_274_720, "897 MB"),
        (5e12, "5.0 TB"), (5e18, "5000 PB"),
    ],
)  # fmt: skip
def test_sizes(number: float, said: str) -> None:
    assert numbers.size(number) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0.0 s"), (0.84, "0.8 s"), (12, "12 s"), (59.7, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")],
)
def test_durations(number: float, said: str) -> None:
    assert numbers.seconds(number) == said


# ---- the small histogram of the side bar ----


def test_the_small_histogram_is_made_of_numbers_only() -> None:
    svg = spark.histogram_svg([4, 0, 1], [2, 0, 0], width=90, height=40, low_frac=0.25)
    ghost, accent = svg.split("<path")[1:]
    assert ghost.count("M") == 2 and accent.count("M") == 1  # no bar where nothing is
    assert "v-40.00" in ghost and "v-20.00" in accent
    assert svg.count("<rect") == 1 and 'width="22.50"' in svg
    assert "script" not in svg and "href" not in svg


def test_one_row_among_a_million_is_seen() -> None:
    assert "v-1.00" in spark.histogram_svg([1_000_000, 1], [0, 0], height=40)


def test_a_small_histogram_of_nothing() -> None:
    assert spark.histogram_svg([], []).startswith("<svg")
    assert spark.histogram_svg([0, 0], [0, 0], low_frac=0, high_frac=1).count("<rect") == 0
