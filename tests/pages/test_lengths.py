"""Lengths, Categories and Quality: what they say of data of all kinds, and that their buttons write the filter."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer import building, queries
from explorer.store import Cache
from explorer.view import View

from .conftest import APP, Open, texts, write

SAMPLE = APP.parent / "sample_data" / "sft_sample.jsonl"
PAGES = ("lengths", "categories", "quality")


def sound(app: AppTest) -> None:
    assert not app.exception, [element.value for element in app.exception]
    assert not any("page failed" in error.value for error in app.error)


def where(app: AppTest) -> str:
    found = app.query_params.get("where", "")
    return found if isinstance(found, str) else found[0]


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The Plotly figures on the screen."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def kept(app: AppTest) -> str:
    """The side bar's count."""
    return next(line for line in texts(app).split("<span>") if " kept</span>" in line).split(" kept")[0]


@pytest.mark.parametrize("page", PAGES)
def test_the_sample_is_drawn(open_app: Open, page: str) -> None:
    app = open_app(SAMPLE, page)
    sound(app)
    assert not app.error
    assert figures(app)
    assert kept(app) == "426 rows"


@pytest.mark.parametrize("page", PAGES)
def test_a_tiny_file_is_drawn(open_app: Open, tiny: Path, page: str) -> None:
    app = open_app(tiny, page)
    sound(app)
    assert figures(app)
    for figure in figures(app):
        assert "<script" not in json.dumps(figure) and "<img" not in json.dumps(figure)


@pytest.mark.parametrize("page", PAGES)
def test_rows_are_drawn_among_many_rejected_lines(open_app: Open, tmp_path: Path, page: str) -> None:
    bad = '{"prompt": "<b>cut\n' * 250
    app = open_app(write(tmp_path / "rejects.jsonl", bad + '{"prompt": "p", "response": "r"}\n'), page)
    sound(app)
    assert kept(app) == "1 row"
    if page == "quality":
        assert "250" in texts(app)
        assert app.get("pagination") or app.dataframe  # a page at a time
        assert max(len(table.value) for table in app.dataframe) == 100


@pytest.mark.parametrize("page", ["lengths", "categories"])
def test_without_rows_there_is_a_reason_and_a_next_step(open_app: Open, tmp_path: Path, page: str) -> None:
    app = open_app(write(tmp_path / "bad.jsonl", "[1]\nx\n"), page)
    sound(app)
    assert "2 of 2 lines were rejected" in texts(app)
    assert not figures(app)


def test_quality_of_a_file_without_rows_lists_what_was_rejected(open_app: Open, tmp_path: Path) -> None:
    app = open_app(write(tmp_path / "bad.jsonl", "[1]\n\nx\n"), "quality")
    sound(app)
    assert any(len(table.value) == 2 and list(table.value["line"]) == [1, 3] for table in app.dataframe)


@pytest.mark.parametrize("page", PAGES)
def test_a_filter_that_keeps_nothing(open_app: Open, tiny: Path, page: str) -> None:
    app = open_app(tiny, page, where="total_tokens > 1000000")
    sound(app)
    assert kept(app) == "0 rows"
    if page != "quality":  # whose rejected lines and grey bars stay of interest
        assert "No row matches" in texts(app)
        app.button(key="action_nothing_matches").click().run()
        sound(app)
        assert (where(app), kept(app)) == ("", "6 rows")


@pytest.mark.parametrize("page", PAGES)
def test_only_empty_responses(open_app: Open, tmp_path: Path, page: str) -> None:
    rows = "".join(json.dumps({"instruction": f"Say nothing {n}.", "output": ""}) + "\n" for n in range(5))
    app = open_app(write(tmp_path / "mute.jsonl", rows), page)
    sound(app)
    assert kept(app) == "5 rows"


@pytest.mark.parametrize("page", PAGES)
def test_a_single_row(open_app: Open, tmp_path: Path, page: str) -> None:
    app = open_app(write(tmp_path / "one.jsonl", '{"prompt": "p", "response": "r"}\n'), page)
    sound(app)


# ---- Lengths ----


def heights(app: AppTest) -> list[int]:
    """Rows in the bars of each trace of the first figure: all and kept of whole rows, and so on."""
    return [sum(_values(trace["y"])) for trace in figures(app)[0]["data"]]


def _values(array: Any) -> list[int]:
    if isinstance(array, dict):  # Plotly's packed numbers
        return np.frombuffer(base64.b64decode(array["bdata"]), array["dtype"]).tolist()
    return list(array)


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
    assert f"{426 - expected} rows" in texts(app)
    assert (where(app), kept(app)) == ("", "426 rows")
    app.button(key="drop_outside").click().run()
    sound(app)
    assert (where(app), kept(app)) == ("total_tokens BETWEEN 20 AND 100", f"{expected} rows")
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
    assert where(app) == "response_tokens <= 100"


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


# ---- Categories ----


def test_categories_are_sorted_and_missing_ones_named(open_app: Open) -> None:
    app = open_app(SAMPLE, "categories", by="category")
    labels = figures(app)[0]["layout"]["yaxis"]["ticktext"]
    assert labels[:2] == ["open_qa", "programming"] and "(missing)" in labels
    counts = _values(figures(app)[0]["data"][0]["x"])
    assert counts == sorted(counts, reverse=True) and sum(counts) == 426


def test_balance_is_said_in_words(open_app: Open, tmp_path: Path) -> None:
    def file(name: str, values: list[str]) -> Path:
        rows = [{"prompt": f"p{n}", "response": "r", "category": value} for n, value in enumerate(values)]
        return write(tmp_path / name, "".join(json.dumps(row) + "\n" for row in rows))

    for name, values, said in (
        ("even.jsonl", ["a", "b", "c"] * 10, "Well balanced"),
        ("lopsided.jsonl", ["a"] * 97 + ["b", "c", "d"], "Lopsided"),
        ("one.jsonl", ["a"] * 9, "nothing to balance"),
    ):
        app = open_app(file(name, values), "categories", by="category")
        sound(app)
        assert said in texts(app), name


def test_two_columns_are_crossed(open_app: Open) -> None:
    app = open_app(SAMPLE, "categories", by="dialect", cross="source")
    sound(app)
    (figure,) = figures(app)
    assert figure["data"][0]["type"] == "heatmap"
    assert "messages" in figure["layout"]["yaxis"]["ticktext"]
    assert "forum" in figure["layout"]["xaxis"]["ticktext"]


def test_a_column_that_is_not_there_is_not_a_failure(open_app: Open) -> None:
    app = open_app(SAMPLE, "categories", by="<script>", cross="nope")
    sound(app)
    assert figures(app)


# ---- Quality ----


def test_chosen_faults_are_dropped_together(open_app: Open) -> None:
    app = open_app(SAMPLE, "quality")
    choice = app.multiselect(key="faults_to_drop")
    assert any(option.startswith("empty response") and option.endswith("9") for option in choice.options)
    choice.set_value(["is_empty", "ends_on_user"]).run()
    app.button(key="drop_faults").click().run()
    sound(app)
    assert where(app) == "NOT is_empty AND NOT ends_on_user"
    left = [option for option in app.multiselect(key="faults_to_drop").options if option.startswith("empty response")]
    assert not left


def test_an_example_of_a_fault_is_opened(open_app: Open) -> None:
    app = open_app(SAMPLE, "quality", fault="has_replacement_char")
    button = next(button for button in app.button if button.label.startswith("row "))
    row = int(button.label.removeprefix("row ").replace(",", ""))
    button.click().run()
    assert app.query_params["row"] == str(row)


def test_extra_copies_are_dropped_and_one_of_each_stays(open_app: Open) -> None:
    app = open_app(SAMPLE, "quality")
    assert "7" in app.button(key="drop_copies").label
    app.button(key="drop_copies").click().run()
    sound(app)
    assert (where(app), kept(app)) == ("NOT is_exact_copy", "419 rows")


def test_conflicting_answers_are_shown(open_app: Open) -> None:
    app = open_app(SAMPLE, "quality")
    app.button(key="show_conflicts").click().run()
    sound(app)
    assert (where(app), kept(app)) == ("conflict_group IS NOT NULL", "8 rows")


def test_rejected_lines_have_their_place_and_reason(open_app: Open) -> None:
    app = open_app(SAMPLE, "quality")
    table = next(table.value for table in app.dataframe if "reason" in table.value)
    assert list(table["line"]) == [59, 150, 236, 319]
    assert all(table["reason"])
    for line, offset in zip(table["line"], table["byte offset"], strict=True):
        start = sum(len(part) for part in SAMPLE.read_bytes().splitlines(keepends=True)[: line - 1])
        assert offset == start
