"""Trainers: what it says of data of all kinds, and that its buttons write the filter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from .conftest import APP, Open, sound, texts, where, write

SAMPLE = APP.parent / "sample_data" / "sft_sample.jsonl"


def press(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    sound(app)


@pytest.fixture
def chats(tmp_path: Path) -> Path:
    """A good row, a row with two questions, one without messages, one with a hostile role, and a long one."""
    rows = [
        [("user", "hi"), ("assistant", "hello")],
        [("user", "hi"), ("user", "hi"), ("assistant", "hello")],
        [],
        [("user", "hi"), ("<script>alert(1)</script>", "x"), ("assistant", "y")],
        [("user", "a " * 3000), ("assistant", "b " * 3000)],
    ]
    lines = [json.dumps({"messages": [{"role": r, "content": c} for r, c in row]}) for row in rows]
    return write(tmp_path / "chats.jsonl", "\n".join(lines) + "\n")


def test_the_sample_is_drawn(open_app: Open) -> None:
    app = open_app(SAMPLE, "trainers")
    sound(app)
    assert not app.error
    assert app.get("plotly_chart")
    assert "LLaMA-Factory" in texts(app)


def test_a_tiny_file_is_drawn(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "trainers")
    sound(app)
    assert "wrong keys" in " ".join(button.label for button in app.button)
    assert "<script" not in texts(app)


def test_rules_and_buttons_become_the_filter(open_app: Open, chats: Path) -> None:
    app = open_app(chats, "trainers")
    sound(app)
    assert "<script" not in texts(app)
    press(app, "rule_llamafactory_role_order")
    assert where(app) == "llamafactory_rule = 'role_order'"
    app = open_app(chats, "trainers")
    press(app, "keep_axolotl")
    assert "axolotl_rule" in where(app)
    assert "4096" in where(app)
    sound(app)


def test_another_length_and_template(open_app: Open, chats: Path) -> None:
    app = open_app(chats, "trainers")
    assert any(button.key == "rule_axolotl_too_long" for button in app.button)
    press(app, "preset_8192")
    assert not any(button.key == "rule_axolotl_too_long" for button in app.button)
    app.selectbox(key="template").set_value("gemma").run()
    sound(app)
    assert any(button.key == "rule_trl_template_refuses" for button in app.button)


def test_a_filter_that_keeps_nothing(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "trainers", where="total_tokens > 1000000")
    sound(app)
    assert "No row matches" in texts(app)


def test_a_length_in_the_address_that_is_none(open_app: Open, chats: Path) -> None:
    app = open_app(chats, "trainers", max_length="-5", template="nobody")
    sound(app)
