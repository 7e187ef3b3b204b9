"""Lengths: every row is in a bar, limits are counted first, and what is asked becomes the filter."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import building, queries
from explorer.store import Cache
from explorer.view import View
from tests.conftest import SAMPLE

from .conftest import Open, dropped, figures, kept, numbers, sound, texts, where


def heights(app: AppTest) -> list[int]:
    """Rows in the bars of each trace of the first figure: all and kept of whole rows, and so on."""
    return [sum(numbers(trace["y"])) for trace in figures(app)[0]["data"] if trace["type"] == "bar"]


def test_every_row_is_in_a_bar_and_a_filter_leaves_its_ghost(open_app: Open) -> None:
    app = open_app(SAMPLE, "lengths")
    assert set(heights(app)) == {426}
    app = open_app(SAMPLE, "lengths", where="total_tokens <= 100")
    every, left = heights(app)[:2]
    assert every == 426
    assert kept(app) == f"{left} rows" and 0 < left < 426


def test_limits_are_counted_first_and_dropped_by_the_button(open_app: Open, cache: Cache) -> None:
    app = open_app(SAMPLE, "lengths")
    app.number_input(key="limit_low_total_tokens").set_value(20)
    app.number_input(key="limit_high_total_tokens").set_value(100).run()
    sound(app)
    inside = View.of(building.run(cache, [SAMPLE]), "total_tokens BETWEEN 20 AND 100")
    expected = queries.totals(inside).rows_kept
    assert app.button(key="drop_outside").label == f"Drop {426 - expected} rows"
    assert (where(app), kept(app)) == ("", "426 rows")
    app.button(key="drop_outside").click().run()
    sound(app)
    assert dropped(app) == ["Total tokens below 20 or above 100: total_tokens <= 19 OR total_tokens >= 101"]
    assert (where(app), kept(app)) == ("", f"{expected} rows")
    assert app.number_input(key="limit_high_total_tokens").value is None


def test_rows_outside_the_limits_can_be_looked_at(open_app: Open) -> None:
    app = open_app(SAMPLE, "lengths")
    app.number_input(key="limit_high_total_tokens").set_value(4096).run()
    app.button(key="show_outside").click().run()
    sound(app)
    assert (where(app), kept(app)) == ("total_tokens >= 4097", "3 rows")
    app = open_app(SAMPLE, "lengths")
    app.number_input(key="limit_low_total_tokens").set_value(9)
    app.number_input(key="limit_high_total_tokens").set_value(4096).run()
    app.button(key="show_outside").click().run()
    sound(app)
    assert where(app) == "total_tokens <= 8 OR total_tokens >= 4097"


def test_limits_of_another_role_and_clearing_them(open_app: Open) -> None:
    app = open_app(SAMPLE, "lengths")
    app.segmented_control(key="limits").set_value("response_tokens").run()
    app.number_input(key="limit_high_response_tokens").set_value(100).run()
    sound(app)
    assert any(shape["type"] == "rect" for shape in figures(app)[0]["layout"]["shapes"])
    app.button(key="clear_limits").click().run()
    sound(app)
    assert app.number_input(key="limit_high_response_tokens").value is None
    app.number_input(key="limit_high_response_tokens").set_value(100).run()
    app.button(key="drop_outside").click().run()
    assert dropped(app) == ["Response tokens above 100: response_tokens >= 101"]


def test_limits_that_leave_nothing_do_no_harm(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "lengths")
    app.number_input(key="limit_low_total_tokens").set_value(500)
    app.number_input(key="limit_high_total_tokens").set_value(3).run()
    sound(app)
    app.button(key="drop_outside").click().run()
    sound(app)
    assert kept(app) == "0 rows"


def test_rows_over_the_recommended_length_are_one_click_away(open_app: Open) -> None:
    app = open_app(SAMPLE, "lengths")
    app.button(key="show_over").click().run()
    sound(app)
    assert (where(app), kept(app)) == ("total_tokens >= 4097", "3 rows")


def test_a_box_drawn_on_the_chart_becomes_limits(open_app: Open) -> None:
    app = open_app(SAMPLE, "lengths", limits="prompts")
    app.session_state["explorer.drawn_limits"] = ("response_tokens", 10, 90)
    app.run()
    sound(app)
    assert app.segmented_control(key="limits").value == "response_tokens"
    assert app.number_input(key="limit_low_response_tokens").value == 10
    assert app.number_input(key="limit_high_response_tokens").value == 90


def test_the_log_scale_can_be_switched(open_app: Open) -> None:
    app = open_app(SAMPLE, "lengths")
    before = app.toggle(key="log_scale").value
    app.toggle(key="log_scale").set_value(not before).run()
    sound(app)
    assert set(heights(app)) == {426}  # also on the other scale, the row of 0 tokens too


def test_both_ends_are_listed_by_length(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "lengths")
    assert not app.exception
    ends = next(table.value for table in app.dataframe if "end" in table.value)
    assert list(ends["end"]) == ["longest"] * 5 + ["shortest"]  # six rows: no row twice
    assert list(ends["tokens"]) == sorted(ends["tokens"], reverse=True)
    assert list(ends["row"])[-1] == 4  # the row with an empty answer


@pytest.mark.parametrize("before", ["total_tokens >= 4", "total_tokens BETWEEN 4 AND 100"])
def test_a_limit_is_set_on_top_of_the_limits_that_hold(open_app: Open, tiny: Path, before: str) -> None:
    app = open_app(tiny, "lengths", where=f"{before} AND NOT is_empty")
    app.number_input(key="limit_high_total_tokens").set_value(9).run()
    said, looked = app.button(key="drop_outside").label, kept(app)
    app.button(key="drop_outside").click().run()
    sound(app)
    assert where(app) == f"{before} AND NOT is_empty"
    # What was counted is dropped, and nothing that one does not look at.
    view = app.session_state["explorer.view"]
    gone = queries.totals(view.looked_at()).rows_kept - queries.totals(view).rows_kept
    assert said == f"Drop {gone} rows" and kept(app) == looked
    assert queries.totals(view.kept()).rows_kept == 6 - gone


def test_rows_over_the_recommended_length_are_looked_for_among_those_looked_at(open_app: Open) -> None:
    app = open_app(SAMPLE, "lengths", where="total_tokens BETWEEN 4 AND 100000 AND NOT is_empty")
    app.button(key="show_over").click().run()
    assert where(app) == "total_tokens BETWEEN 4097 AND 100000 AND NOT is_empty"


def test_a_cutoff_is_chosen_by_what_it_keeps(open_app: Open) -> None:
    app = open_app(SAMPLE, "lengths")
    app.button(key="cutoff_4k").click().run()
    sound(app)
    assert app.number_input(key="limit_high_total_tokens").value == 4_096
    assert "99.3 % of rows" in texts(app) and "71.8 % of tokens" in texts(app)
    app.button(key="cutoff_100").click().run()
    assert app.number_input(key="limit_high_total_tokens").value is None
    app.button(key="cutoff_95").click().run()
    at = app.number_input(key="limit_high_total_tokens").value
    assert at and app.select_slider(key="limit_slider_total_tokens").value[1] == at


def test_a_template_is_counted_in_and_dropped_by(open_app: Open) -> None:
    app = open_app(SAMPLE, "lengths")
    app.selectbox(key="length_template").set_value("chatml").run()
    app.number_input(key="limit_high_total_tokens").set_value(100).run()
    sound(app)
    app.button(key="drop_outside").click().run()
    sound(app)
    (step,) = dropped(app)
    assert step.endswith("total_tokens + chatml_overhead > 100")
