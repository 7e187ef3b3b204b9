"""The x axis of the token histograms: places and values, and the names of percentiles that crowd."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.charts import length_axis, lengths
from explorer.queries import Histogram, Percentiles, bin_edges


def _histogram(low: int, high: int, log: bool) -> Histogram:
    edges = bin_edges(low, high, 60, log=log, whole=True)
    counts = np.ones(len(edges) - 1, dtype=np.int64)
    return Histogram("total_tokens", edges, counts, counts, 0, log, low, high)


def _percentiles(p5: float, p50: float, p95: float, top: float) -> Percentiles:
    return Percentiles("total_tokens", 100, p50, 0, p5, p5, p50, p95, p95, p95, top)


def _notes(found: Percentiles, drawn: Histogram) -> list[tuple[str, str]]:
    figure = lengths.figure([drawn], ["rows"], {"total_tokens": found}, None, "light")
    return [(note.text.strip(), note.xanchor) for note in figure.layout.annotations]


@pytest.mark.parametrize("low", [0, 1, 8])
@pytest.mark.parametrize("high", [20, 10_000, 2_000_000])
def test_a_drawn_limit_is_the_value_it_was_drawn_at(low: int, high: int) -> None:
    for log in (False, True):
        drawn = _histogram(low, high, log)
        for value in {low, low + 1, (low + high) // 2, high}:
            assert round(length_axis.value_at(drawn, length_axis.position(drawn, value))) == value


@pytest.mark.parametrize("low", [0, 1, 8])
def test_bars_of_a_log_axis_neither_overlap_nor_leave_the_axis(low: int) -> None:
    drawn = _histogram(low, 10_000, log=True)
    figure = lengths.figure([drawn], ["rows"], {"total_tokens": _percentiles(9, 20, 90, 10_000)}, None, "dark")
    bars = figure.data[0]
    places, widths = np.asarray(bars.x), np.asarray(bars.width)
    assert (np.diff(places) > 0).all()
    assert (places[:-1] + widths[:-1] / 2 < places[1:] - widths[1:] / 2).all()
    left, right = figure.layout.xaxis.range
    assert left < places[0] - widths[0] / 2 and places[-1] + widths[-1] / 2 < right
    assert all(left <= tick <= right for tick in figure.layout.xaxis.tickvals)
    assert ("0" in figure.layout.xaxis.ticktext) == (low == 0)


def test_percentiles_apart_have_a_name_each_and_close_ones_share_it() -> None:
    drawn = _histogram(0, 1000, log=False)
    assert _notes(_percentiles(100, 500, 800, 1000), drawn) == [("p5", "left"), ("p50", "left"), ("p95", "left")]
    assert _notes(_percentiles(0, 0, 0, 1000), drawn) == [("p5, p50, p95", "left")]
    assert _notes(_percentiles(100, 110, 990, 1000), drawn) == [("p5, p50", "left"), ("p95", "right")]


def test_names_of_percentiles_stand_above_the_bars() -> None:
    drawn = _histogram(0, 1000, log=False)._replace(all=np.array([70] * 50), kept=np.array([7] * 50))
    figure = lengths.figure([drawn], ["rows"], {"total_tokens": _percentiles(1, 2, 3, 1000)}, None, "light")
    low, high = figure.layout.yaxis.range
    assert low == 0 and high >= 70 * 1.15


def test_mostly_empty_texts_are_said_to_be() -> None:
    assert "95 % of the system texts are empty" in lengths.finding("system texts", _percentiles(0, 0, 0, 74))
    assert "half of the prompts are empty" in lengths.finding("prompts", _percentiles(0, 0, 9, 74))
