"""Export: what leaves is said first, and written once."""

from __future__ import annotations

import json
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


def test_export_says_what_a_dialect_leaves_out(open_app: Open, tmp_path: Path) -> None:
    rows = [
        {
            "messages": [{"role": "user", "content": "u", "name": "Ann"}, {"role": "assistant", "content": "a"}],
            "<b>n": 1,
        }
    ]
    path = tmp_path / "named.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows * 3))
    app = open_app(path, "export")
    app.selectbox(key="dialect").set_value("qa").run()
    sound(app)
    assert any("names of speakers: 3 rows" in warning.value for warning in app.warning)
    assert any("stay behind" in caption.value and "<b>n" not in caption.value for caption in app.caption)
    app.selectbox(key="dialect").set_value("preference").run()
    assert any("has no rejected answer" in error.value for error in app.error)


def test_export_shows_the_first_rows_of_the_result(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "export", drop="is_exact_copy")
    sound(app)
    first, *_ = [element.value for element in app.code]
    assert first.split("\n") == [line for n, line in enumerate(tiny.read_text("utf-8").splitlines()) if n in (0, 2, 3)]
    app.selectbox(key="dialect").set_value("messages").run()
    assert json.loads(app.code[0].value.split("\n")[0])["messages"][0]["content"] == "Name a colour."
    app.session_state["first_rows"] = False
    app.run()
    assert not any("Name a colour" in element.value for element in app.code)


def test_export_writes_a_folder_for_a_hub(open_app: Open, tiny: Path, tmp_path: Path) -> None:
    app = open_app(tiny, "export", drop="is_empty")
    app.session_state["hub_open"] = True
    app.run()
    app.text_input(key="hub_path").set_value(str(tmp_path / "out"))
    app.text_input(key="hub_licence").set_value("cc0-1.0")
    press(app, "Write the folder")
    sound(app)
    assert any("Wrote 5 rows in 1 file" in success.value for success in app.success)
    assert "license: cc0-1.0" in (tmp_path / "out/README.md").read_text()
    assert (tmp_path / "out/data/train-00000-of-00001.parquet").is_file()


def test_export_takes_columns_along(open_app: Open, tiny: Path, tmp_path: Path) -> None:
    app = open_app(tiny, "export", column="twice=2 * total_tokens")
    chosen = app.multiselect(key="export_columns")
    assert any("twice" in option for option in chosen.options) and not any(
        "note" in option for option in chosen.options
    )
    chosen.set_value(["is_empty", "twice"]).run()
    app.text_input(key="write_path").set_value(str(tmp_path / "out.jsonl"))
    press(app, "Write 6 rows")
    sound(app)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert [list(row)[-2:] for row in rows] == [["is_empty", "twice"]] * 6 and any(row["is_empty"] for row in rows)
    assert "--column 'twice=2 * total_tokens'" in texts(app) and "--columns=is_empty,twice" in texts(app)
