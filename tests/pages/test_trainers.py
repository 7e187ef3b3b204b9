"""Trainers: what it says of data of all kinds, and that its buttons write the filter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from .conftest import APP, Open, dropped, kept, sound, texts, where, write

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


def test_rules_are_looked_at_and_buttons_become_steps(open_app: Open, chats: Path) -> None:
    app = open_app(chats, "trainers")
    sound(app)
    assert "<script" not in texts(app)
    press(app, "rule_llamafactory_role_order")
    assert where(app) == "llamafactory_rule = 'role_order'"
    assert app.header[0].value == "Review" and not dropped(app)
    app = open_app(chats, "trainers")
    said = app.button(key="keep_axolotl").help
    press(app, "keep_axolotl")
    (step,) = dropped(app)
    assert step.startswith("Not trained by axolotl: ") and "axolotl_rule" in step and "4096" in step
    assert where(app) == "" and said.startswith(f"Keeps {kept(app)},") and kept(app) != "5 rows"


def test_the_rows_of_a_rule_are_dropped(open_app: Open, chats: Path) -> None:
    app = open_app(chats, "trainers")
    press(app, "drop_rule_llamafactory_role_order")
    (step,) = dropped(app)
    assert step.startswith("llamafactory role order: llamafactory_rule = 'role_order' -- ")
    assert not any(button.key == "rule_llamafactory_role_order" for button in app.button)


def test_another_length_and_template(open_app: Open, chats: Path) -> None:
    app = open_app(chats, "trainers")
    assert any(button.key == "rule_axolotl_too_long" for button in app.button)
    press(app, "preset_8192")
    assert not any(button.key == "rule_axolotl_too_long" for button in app.button)
    app.selectbox(key="template").set_value("gemma").run()
    sound(app)
    assert any(button.key == "rule_trl_template_refuses" for button in app.button)


def test_steps_that_keep_nothing(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "trainers", drop="total_tokens < 1000000")
    sound(app)
    assert "Every row is dropped" in texts(app)


def test_what_is_looked_at_changes_nothing(open_app: Open, tiny: Path) -> None:
    before = texts(open_app(tiny, "trainers"))
    app = open_app(tiny, "trainers", where="total_tokens > 1000000", built=False)
    sound(app)
    assert "6 kept rows" in before and "6 kept rows" in texts(app)
    assert [button.label for button in app.button if str(button.key).startswith("rule_")]


def test_a_length_in_the_address_that_is_none(open_app: Open, chats: Path) -> None:
    app = open_app(chats, "trainers", max_length="-5", template="nobody")
    sound(app)
