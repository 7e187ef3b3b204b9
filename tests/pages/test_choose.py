"""Choose: N rows by a strategy, beside chance, with the reason of each, taken to Export or marked."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from .conftest import Open, kept, sound, texts, write


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [{"prompt": f"Name {n} <b>rivers</b>.", "response": "x " * (n + 1), "stars": n} for n in range(40)]
    return write(tmp_path / "data.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def choose(app: AppTest, rows: int, strategy: str) -> AppTest:
    app.selectbox(key="choose_by").set_value(strategy).run()
    app.number_input(key="choose_rows").set_value(rows).run()
    return app.button(key="choose_go").click().run()


def test_random_rows_are_shown_beside_chance_and_exported(open_app: Open, data: Path) -> None:
    app = choose(open_app(data, "choose"), 12, "random")
    sound(app)
    assert "<span>Chosen rows</span><b>12</b>" in texts(app)
    table = app.dataframe[-1].value
    assert len(table) == 12 and all("seed 0" in why for why in table["why_picked"])
    assert kept(app) == "40 rows"  # choosing changes nothing
    app.button(key="choose_export").click().run()
    sound(app)
    assert "12 rows as you chose them" in texts(app) and "<span>Exported rows</span><b>12</b>" in texts(app)
    assert "--choose random" in texts(app)
    app.switch_page("pages/export.py").run()
    app.button(key="drop_choice").click().run()
    assert "<span>Exported rows</span><b>40</b>" in texts(app)


def test_of_few_rows_the_choice_stands_at_once(open_app: Open, data: Path) -> None:
    app = open_app(data, "choose")
    app.selectbox(key="choose_by").set_value("longest").run()
    sound(app)
    assert app.button(key="choose_export")
    app.number_input(key="choose_rows").set_value(7).run()
    sound(app)
    assert len(app.dataframe[-1].value) == 7


def test_what_was_chosen_of_other_rows_is_not_exported(
    open_app: Open, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["explorer.ui.choose.ask"], "_AT_ONCE", 0)
    app = choose(open_app(data, "choose"), 12, "longest")
    app.number_input(key="choose_seed").set_value(3).run()
    assert "Press Choose again" in texts(app)
    app.button(key="choose_go").click().run()
    sound(app)
    assert "Press Choose again" not in texts(app)


def test_a_strategy_that_reads_meaning_offers_the_map(open_app: Open, data: Path) -> None:
    app = open_app(data, "choose")
    sound(app)
    assert app.selectbox(key="choose_by").value == "spread"
    assert app.button(key="choose_go").disabled and app.button(key="map_draw")


def test_words_wants_a_reference_that_can_be_read(open_app: Open, data: Path, tmp_path: Path) -> None:
    app = open_app(data, "choose")
    app.selectbox(key="choose_by").set_value("words").run()
    assert app.button(key="choose_go").disabled
    app.text_input(key="choose_reference").set_value(str(tmp_path / "nowhere.jsonl")).run()
    app.button(key="choose_go").click().run()
    sound(app)
    assert app.error
    app.text_input(key="choose_reference").set_value(str(data)).run()
    app.button(key="choose_go").click().run()
    sound(app)
    assert not app.error and "log ratio" in app.dataframe[-1].value["why_picked"][0]


def test_chosen_rows_are_marked_with_the_reason(open_app: Open, data: Path) -> None:
    app = choose(open_app(data, "choose"), 5, "longest")
    app.button(key="choose_mark").click().run()
    sound(app)
    assert app.query_params["focus"] in ("marked", ["marked"])
