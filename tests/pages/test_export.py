"""Export: what leaves is said first, and written once."""

from __future__ import annotations

from pathlib import Path

from .conftest import Open, figures, numbers, press, sound, texts


def test_export_says_what_leaves(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "export", drop="Empty: is_empty")
    sound(app)
    said = texts(app)
    assert "<span>Exported rows</span><b>5</b>" in said and "<span>Left out</span><b>1</b>" in said
    assert "--drop 'Empty: is_empty'" in said
    (figure,) = figures(app)
    assert figure["layout"]["yaxis"]["ticktext"] == ["all rows", "Empty", "kept"]
    assert numbers(figure["data"][0]["x"]) == [6, 1, 5]


def test_export_writes_a_file_and_will_not_replace_it(open_app: Open, tiny: Path, tmp_path: Path) -> None:
    app = open_app(tiny, "export", drop="is_empty")
    target = tmp_path / "out.jsonl"
    app.text_input(key="write_path").set_value(str(target))
    press(app, "Write 5 rows")
    sound(app)
    lines = tiny.read_bytes().splitlines(keepends=True)
    assert target.read_bytes() == b"".join(line for line in lines if b'"output": ""' not in line)
    app.text_input(key="write_path").set_value(str(target))
    press(app, "Write 5 rows")
    assert any("exists already" in error.value for error in app.error)
