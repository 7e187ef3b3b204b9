"""Export: what leaves is said first, and written once."""

from __future__ import annotations

from pathlib import Path

from .conftest import Open, press, sound, texts


def test_export_says_what_leaves(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "export", where="NOT is_empty")
    sound(app)
    said = texts(app)
    assert "<span>Rows that leave</span><b>5</b>" in said and "<span>Rows that stay</span><b>1</b>" in said
    assert "--where 'NOT is_empty'" in said


def test_export_writes_a_file_and_will_not_replace_it(open_app: Open, tiny: Path, tmp_path: Path) -> None:
    app = open_app(tiny, "export", where="NOT is_empty")
    target = tmp_path / "out.jsonl"
    app.text_input(key="write_path").set_value(str(target))
    press(app, "Write 5 rows")
    sound(app)
    lines = tiny.read_bytes().splitlines(keepends=True)
    assert target.read_bytes() == b"".join(line for line in lines if b'"output": ""' not in line)
    app.text_input(key="write_path").set_value(str(target))
    press(app, "Write 5 rows")
    assert any("exists already" in error.value for error in app.error)
