"""Browse: rows are read one after the other, in any order and filter, as inert text."""

from __future__ import annotations

from pathlib import Path

from .conftest import Open, asked, sound, texts, write


def test_a_row_in_the_url_is_read(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "browse", row="5")
    sound(app)
    said = texts(app)
    assert "Row 5" in said and "&lt;script&gt;alert(1)&lt;/script&gt;" in said
    assert "<script>" not in said


def test_next_and_previous_follow_order_and_filter(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "browse", row="0", where="row_id <> 1")
    app.button(key="row_next").click().run()
    assert asked(app, "row") == "2"
    app.button(key="row_previous").click().run()
    assert asked(app, "row") == "0"
    app.selectbox(key="order_by").set_value("total_tokens").run()
    app.toggle(key="order_descending").set_value(True).run()
    sound(app)
    assert asked(app, "order") == "total_tokens desc"
    app.button(key="row_close").click().run()
    assert "row" not in app.query_params


def test_code_is_code(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "browse", row="3")
    assert any(block.value.startswith("for i in range(3):") and block.language == "python" for block in app.code)


def test_a_row_that_is_not_there(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "browse", row="999")
    sound(app)
    assert any("999" in warning.value for warning in app.warning)


def test_a_long_turn_is_cut_and_can_be_read_on(open_app: Open, tmp_path: Path) -> None:
    path = write(tmp_path / "long.jsonl", '{"prompt": "p", "response": "%s"}\n' % ("word " * 10_000))
    app = open_app(path, "browse", row="0")
    sound(app)
    assert "of 50,000 characters" in app.button(key="more_1").label
    before = len(texts(app))
    app.button(key="more_1").click().run()
    assert len(texts(app)) > before + 15_000
