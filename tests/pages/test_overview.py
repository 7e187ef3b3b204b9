"""Overview: the ledger adds up, and a mapping reads fields that nobody knows."""

from __future__ import annotations

from pathlib import Path

from .conftest import Open, press, sound, texts, until, write


def test_the_ledger_is_an_equation(open_app: Open, broken_lines: Path) -> None:
    said = texts(open_app(broken_lines))
    for part in ("<b>7</b> lines", "<b>3</b> rows", "<b>1</b> blank", "<b>3</b> rejected"):
        assert part in said


def test_a_mapping_reads_unknown_fields(open_app: Open, tmp_path: Path) -> None:
    path = write(tmp_path / "odd.jsonl", '{"foo": "How many?", "zork": "Three."}\n' * 3)
    app = open_app(path)
    assert "unknown <i>3</i>" in texts(app)
    app.session_state["mapping_open"] = True
    app.run()
    app.selectbox(key="mapping_prompt").set_value("foo").run()
    app.selectbox(key="mapping_response").set_value("zork").run()
    sound(app)
    assert "Three." in texts(app)
    press(app, "Read the data this way")
    until(app, "read with prompt=foo,response=zork")
    assert "prompt_completion <i>3</i>" in texts(app)
