"""Categories: values are counted, crossed and said to be balanced or not."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import SAMPLE

from .conftest import Open, figures, numbers, sound, texts, where, write


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
