"""Opening another dataset from the side bar."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.ui.app import share

from .conftest import Open, sound, texts, write


def another(app: AppTest) -> AppTest:
    app.session_state["open"] = True
    return app.run()


def looking(app: AppTest) -> AppTest:
    app.session_state["open_browse"] = True
    return another(app)


def source(app: AppTest) -> tuple[str, ...]:
    found = app.query_params["source"]
    return (found,) if isinstance(found, str) else tuple(found)


def buttons(app: AppTest, prefix: str) -> dict[str, str]:
    return {
        button.label.replace("\\", ""): str(button.key) for button in app.button if str(button.key).startswith(prefix)
    }


@pytest.fixture
def place(own_tiny: Path) -> Path:
    row = json.dumps({"prompt": "p", "response": "r"}) + "\n"
    below = own_tiny.parent / "below"
    below.mkdir()
    write(below / "one.jsonl", row)
    write(below / "two **x**.jsonl", row * 2)
    return own_tiny.parent


def test_a_slip_names_what_is_near_and_opens_it(open_app: Open, own_tiny: Path) -> None:
    app = another(open_app(own_tiny))
    app.text_input(key="open_path").set_value(str(own_tiny.with_name("tny.jsonl"))).run()
    sound(app)
    assert source(app) == (str(own_tiny),), "what is open stays open"
    assert "Nothing is called" in texts(app)
    app.button(key=buttons(app, "near_")["tiny.jsonl"]).click().run()
    sound(app)
    assert source(app) == (str(own_tiny),) and "Nothing is called" not in texts(app)


def test_a_beginning_is_completed_folder_by_folder(open_app: Open, own_tiny: Path, place: Path) -> None:
    app = another(open_app(own_tiny))
    app.text_input(key="open_path").set_value(str(place / "bel")).run()
    app.button(key=buttons(app, "near_")["below"]).click().run()
    sound(app)
    (files,) = [box for box in app.multiselect if (box.key or "").startswith("open_files_")]
    assert files.options == ["one.jsonl", "two **x**.jsonl"]


def test_several_files_of_a_folder_are_opened_together(open_app: Open, own_tiny: Path, place: Path) -> None:
    app = looking(open_app(own_tiny))
    app.button(key=buttons(app, "folder_")["below"]).click().run()
    assert app.button(key="open_files").label == "Open all 2 files"
    (files,) = [box for box in app.multiselect if (box.key or "").startswith("open_files_")]
    files.set_value(["two **x**.jsonl"]).run()
    assert app.button(key="open_files").label == "Open this file"
    app.button(key="open_files").click().run()
    sound(app)
    assert source(app) == (str(place / "below" / "two **x**.jsonl"),)
    app = looking(open_app(own_tiny))
    app.button(key=buttons(app, "folder_")["below"]).click().run()
    app.button(key="open_files").click().run()
    assert len(source(app)) == 2
    app = looking(app)
    app.button(key=buttons(app, "folder_")[".."]).click().run()
    assert "below" in buttons(app, "folder_")


def test_a_page_without_its_file_offers_the_one_that_was_meant(open_app: Open, own_tiny: Path) -> None:
    app = open_app(own_tiny.with_name("tinny.jsonl"), built=False)
    app.button(key="action_near_0").click().run()
    sound(app)
    assert source(app) == (str(own_tiny),)


@pytest.mark.parametrize("typed", ["\0", "x" * 5_000, "<b>no</b>_such_"])
def test_hostile_paths_are_told_and_change_nothing(open_app: Open, own_tiny: Path, typed: str) -> None:
    app = another(open_app(own_tiny))
    app.text_input(key="open_path").set_value(typed).run()
    sound(app)
    assert source(app) == (str(own_tiny),)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://localhost:8501/", "this machine alone"),
        ("http://127.0.0.1:8501/review", "this machine alone"),
        ("https://data.example.com/", "Whoever reaches this server"),
    ],
)
def test_a_link_says_whether_others_can_open_it(monkeypatch: pytest.MonkeyPatch, url: str, words: str) -> None:
    class Context:
        def __init__(self) -> None:
            self.url = url

    monkeypatch.setattr(share.st, "context", Context())
    assert words in share.who_can_open_it()


def test_the_dialog_closes_once_something_is_opened(open_app: Open, own_tiny: Path, place: Path) -> None:
    app = another(open_app(own_tiny))
    app.text_input(key="open_path").set_value(str(place / "below" / "one.jsonl")).run()
    sound(app)
    assert source(app) == (str(place / "below" / "one.jsonl"),)
    assert "open_path" not in [box.key for box in app.text_input]
