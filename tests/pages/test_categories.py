"""Categories: values are counted, crossed and said to be balanced or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.conftest import SAMPLE

from .conftest import Open, figures, kept, numbers, sound, texts, where, write


def test_categories_are_sorted_and_missing_ones_named(open_app: Open) -> None:
    app = open_app(SAMPLE, "categories", by="category")
    labels = figures(app)[0]["layout"]["yaxis"]["ticktext"]
    assert labels[:2] == ["open_qa", "programming"] and "(missing)" in labels
    counts = numbers(figures(app)[0]["data"][0]["x"])
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
    assert "Messages" in figure["layout"]["yaxis"]["ticktext"]
    assert "forum" in figure["layout"]["xaxis"]["ticktext"]


def test_a_column_that_is_not_there_is_not_a_failure(open_app: Open) -> None:
    app = open_app(SAMPLE, "categories", by="<script>", cross="nope")
    sound(app)
    assert figures(app)


def test_lists_show_hostile_text_as_it_is(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "categories", by="category")
    values = [list(table.value["value"]) for table in app.dataframe if "value" in table.value]
    assert "<b>" in values[0]


def test_values_that_make_no_filter_are_refused_aloud(open_app: Open, tmp_path: Path) -> None:
    values = [f"{n} {'x' * 230}" for n in range(90)]
    lines = [
        json.dumps({"prompt": f"question {n}", "response": "yes", "source": values[n % 90]}) + "\n" for n in range(900)
    ]
    app = open_app(write(tmp_path / "long.jsonl", "".join(lines)), where="prompt_tokens > 1")
    app.selectbox(key="filter_column").set_value("source").run()
    (control,) = [widget for widget in app.multiselect if len(widget.options) == 90]
    control.set_value(values[:60]).run()
    sound(app)
    assert not app.error and where(app) == "prompt_tokens > 1"
    assert "Choose fewer values" in app.toast[0].value
    app.multiselect(key=str(control.key)).set_value(values[:2]).run()
    assert "source IN" in where(app)


# ---- pictures ----


def test_abilities_are_tiles_in_families_and_bars_on_request(open_app: Open) -> None:
    app = open_app(SAMPLE, "categories")
    sound(app)
    (tiles,) = figures(app)
    assert {"<b>Knowledge</b>", "<b>Writing</b>"} <= set(tiles["data"][-1]["text"])
    app = open_app(SAMPLE, "categories", shape="Bars")
    (bars,) = figures(app)
    assert "Open questions" in bars["layout"]["yaxis"]["ticktext"] and "annotations" not in bars["layout"]
    assert "The line: the target." in texts(app)


def test_a_column_of_numbers_is_drawn_alone_and_crossed(open_app: Open) -> None:
    app = open_app(SAMPLE, "categories", by="total tokens", where="language = 'zh'")
    sound(app)
    every, kept_rows = (sum(numbers(trace["y"])) for trace in figures(app)[0]["data"])
    assert every == 426 and f"{kept_rows} rows" == kept(app)
    for by, cross in (("domain", "total tokens"), ("total tokens", "domain")):  # in either order
        app = open_app(SAMPLE, "categories", by=by, cross=cross)
        sound(app)
        (figure,) = figures(app)
        assert "General" in figure["layout"]["yaxis"]["ticktext"]
        assert "total tokens" in figure["layout"]["xaxis"]["title"]["text"]
        assert "median" in figure["data"][-1]["customdata"][0]
    app = open_app(SAMPLE, "categories", by="prompt tokens", cross="response tokens")
    sound(app)
    (figure,) = figures(app)
    assert [trace["type"] for trace in figure["data"]] == ["heatmap", "heatmap", "scatter"]
    assert figure["layout"]["dragmode"] is False
    app = open_app(SAMPLE, "categories", by="prompt tokens", cross="response tokens", select_by="Box")
    assert figures(app)[0]["layout"]["dragmode"] == "select"


def test_numbers_that_no_row_has_are_said_to_be_none(open_app: Open, tmp_path: Path) -> None:
    rows = [
        {"prompt": f"p{n}", "response": "r", "kind": "ab"[n % 2], "stars": n / 7 if n > 90 else None}
        for n in range(100)
    ]
    path = write(tmp_path / "few.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    app = open_app(path, "categories", by="kind", cross="stars")
    sound(app)
    assert "91 rows lack stars and are left out." in texts(app)
    app = open_app(path, "categories", by="kind", cross="stars", where="stars IS NULL")
    sound(app)
    assert "no row is kept" in figures(app)[0]["data"][-1]["customdata"][0]


# ---- mixes ----


def _kinds(tmp_path: Path) -> Path:
    """60 rows of kind a, 30 of b, 10 of c."""
    rows = [{"prompt": f"p{n}", "response": f"r{n}", "kind": "aaaaaabbbc"[n % 10]} for n in range(100)]
    return write(tmp_path / "kinds.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def _command(app: Any) -> str:
    """What repeats an export."""
    return next(element.value.rstrip() for element in app.code if " export " in element.value)


def test_a_mix_says_what_is_short_and_is_taken_to_export(open_app: Open, tmp_path: Path) -> None:
    app = open_app(_kinds(tmp_path), "categories", by="kind")
    app.number_input(key="mix_rows").set_value(60).run()
    sound(app)
    assert "**50** of 60 rows of this mix are there. 10 rows of c are missing." in texts(app)
    app.button(key="take_mix").click().run()
    sound(app)
    assert app.header[0].value == "Export" and app.number_input(key="pick_rows").value == 60
    assert "10 rows of c are missing." in texts(app)
    command = _command(app)
    assert "--pick 60 --by kind --mix" in command and "--fill" not in command
    assert "50 exported" in texts(app)


def test_a_mix_that_is_short_is_filled_up_where_that_is_asked_for(open_app: Open, tmp_path: Path) -> None:
    app = open_app(_kinds(tmp_path), "categories", by="kind", mix_rows="60", mix_fill="Fill up with the others")
    sound(app)
    assert (
        "All 60 rows of this mix are there. 10 rows of c are missing: rows of other values take their place."
        in texts(app)
    )
    app.button(key="take_mix").click().run()
    sound(app)
    assert _command(app).endswith("--fill") and "60 exported" in texts(app)


def test_a_mix_is_of_what_is_exported_whatever_is_looked_at(open_app: Open, tmp_path: Path) -> None:
    app = open_app(_kinds(tmp_path), "categories", by="kind", where="kind = 'c'", mix_rows="30")
    sound(app)
    assert "All 30 rows of this mix are there." in texts(app) and "Of all kept rows" in texts(app)
