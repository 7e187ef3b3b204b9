"""Contamination: what a test holds is found, shown in both texts, and taken out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from .conftest import Open, dropped, kept, sound, texts, write

ITEM = "A ferry pilot winds eleven <b>clocks</b> before the market opens; how many are left on day nine?"


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    rows = [ITEM, "Which of these rivers flows north: the Rhine, the Nile, or both of them?"]
    return write(tmp_path / "bench **x**.jsonl", "".join(json.dumps({"question": row}) + "\n" for row in rows))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = ["Say hello.", f"Solve it. {ITEM.upper()}", "Name a river.", "What is the best way to learn a language?"]
    return write(tmp_path / "data.jsonl", "".join(json.dumps({"prompt": r, "response": "Yes."}) + "\n" for r in rows))


def check(app: AppTest, reference: Path | str) -> AppTest:
    app.text_input(key="against").set_value(str(reference)).run()
    app.button(key="contamination_check").click().run()
    return app


def test_items_are_counted_listed_and_dropped_by_hand(open_app: Open, data: Path, bench: Path) -> None:
    app = open_app(data, "contamination")
    sound(app)
    assert app.button(key="contamination_check").disabled
    offers = [one for one in app.button if (one.key or "").startswith("contamination_offer_")]
    assert offers  # the sample at least
    offers[-1].click().run()
    sound(app)
    assert app.text_input(key="against").value and not app.button(key="contamination_check").disabled
    check(app, bench)
    sound(app)
    said = texts(app)
    assert "<span>Rows with an item</span><b>1</b>" in said and "<span>Items found</span><b>1</b>" in said
    assert "<b>x</b>" not in said
    (table,) = app.dataframe
    assert table.value[["row", "item", "overlap"]].values.tolist() == [[1, 0, 1.0]]
    assert not dropped(app) and kept(app) == "4 rows"
    app.button(key="contamination_drop").click().run()
    sound(app)
    assert kept(app) == "3 rows"
    assert "Press Check again" in texts(app)
    app.button(key="undo").click().run()
    assert kept(app) == "4 rows"


def test_marked_rows_are_looked_at(open_app: Open, data: Path, bench: Path) -> None:
    app = check(open_app(data, "contamination"), bench)
    app.button(key="contamination_mark").click().run()
    sound(app)
    assert app.query_params["focus"] in ("marked", ["marked"])


@pytest.mark.parametrize("reference", ["nowhere.jsonl", "\0", "*"])
def test_a_reference_that_cannot_be_read_is_said(open_app: Open, data: Path, reference: str, tmp_path: Path) -> None:
    app = check(open_app(data, "contamination"), reference if reference == "\0" else tmp_path / "sub" / reference)
    sound(app)
    assert app.error


def test_nothing_found_is_good_news(open_app: Open, data: Path, bench: Path) -> None:
    app = check(open_app(data, "contamination", drop="row_id = 1"), bench)
    sound(app)
    assert [element.value for element in app.success] == ["No row holds an item of it."]


def test_what_was_found_is_kept_as_columns(open_app: Open, data: Path, bench: Path) -> None:
    app = check(open_app(data, "contamination"), bench)
    app.button(key="contamination_keep").click().run()
    sound(app)
    # The result stays on the page: nothing of it has changed.
    assert "<span>Rows with an item</span><b>1</b>" in texts(app)
    again = open_app(data, "overview", drop="contamination_bench_x >= 0.8")
    sound(again)
    assert kept(again) == "3 rows" and dropped(again) == ["contamination_bench_x >= 0.8"]
