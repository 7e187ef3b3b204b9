"""Columns of a user's own in the app: by a form, by an address, and Python by the words that the app was started with alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from explorer import building, custom
from explorer.store import Cache
from explorer.ui.app import started
from explorer.view import View

from .conftest import APP, Open, figures, sound, texts

PYTHON = 'def marks(row) -> int:\n    """Full stops."""\n    return row.response.count(".")\n'


def ids(app: object) -> list[int]:
    from explorer import queries

    view: View = app.session_state["explorer.view"]  # type: ignore[attr-defined]
    return queries.row_ids(view)


def test_a_column_of_the_form_is_there_on_every_page(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "lengths")
    app.text_input(key="own_column_name").set_value("size")
    app.text_input(key="own_column_text").set_value("length(response) * 2")
    app.button(key="own_column_add").click().run()
    sound(app)
    view: View = app.session_state["explorer.view"]
    assert view.dataset.columns["size"].kind == "integer"
    assert app.query_params["column"] == "size=length(response) * 2"
    app.selectbox(key="filter_column").select("size").run()
    sound(app)
    assert "size" in texts(app).lower()
    app.button(key="own_column_0").click().run()
    sound(app)
    assert "size" not in app.session_state["explorer.view"].dataset.columns and "column" not in app.query_params


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a b", "row_id", "cannot be the name of a column"),
        ("language", "row_id", "There is a column 'language' already"),
        ("mine", "sum(row_id)", "The function sum"),
        ("mine", "read_text('/etc/passwd')", "The function read_text"),
        ("mine", "", "has no expression"),
        ("mine", "nothing", "no column 'nothing'"),
    ],
)
def test_a_mistake_is_said_where_it_is_made(open_app: Open, tiny: Path, name: str, text: str, said: str) -> None:
    app = open_app(tiny)
    app.text_input(key="own_column_name").set_value(name)
    app.text_input(key="own_column_text").set_value(text)
    app.button(key="own_column_add").click().run()
    assert not app.exception
    assert said in "".join(error.value for error in app.error) + texts(app)
    assert "column" not in app.query_params


def test_a_link_carries_columns_with_its_steps(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, column="size=length(response)", drop="Long: size > 10", where="size >= 0")
    sound(app)
    assert ids(app) == [0, 1, 4]
    app.switch_page("pages/lengths.py").run()
    sound(app)
    assert app.query_params["column"] == "size=length(response)" and figures(app)
    used = app.button(key="own_column_0")
    assert used.disabled


@pytest.mark.parametrize(
    "column",
    [
        "f=__import__('os').system('touch {}')",
        "f=open('{}', 'w')",
        "f=def f(row) -> int: open('{}', 'w')",
        "def f(row) -> int: open('{}', 'w')",
        "f=read_text('{}')",
        "language=row_id",
        "f=(SELECT 1)",
        "=",
        "x" * 30_000,
    ],
)
def test_a_link_brings_no_code_in(open_app: Open, tiny: Path, tmp_path: Path, column: str) -> None:
    canary = tmp_path / "canary"
    (tmp_path / "f.py").write_text(f"open({str(canary)!r}, 'w')\n{PYTHON}", "utf-8")
    said = {"allow_python_columns": str(tmp_path / "f.py"), "--allow-python-columns": str(tmp_path / "f.py")}
    app = open_app(tiny, column=column.format(canary), **said)
    assert not app.exception
    assert app.error and app.session_state["explorer.view"] is None
    assert {name for name, one in app.session_state["explorer.opened"].dataset.columns.items() if one.group == "own"} <= {"f"}  # fmt: skip
    assert not canary.exists()
    app.button(key="action_clear_filter").click().run()
    sound(app)
    assert ids(app) == [0, 1, 2, 3, 4, 5] and "column" not in app.query_params


def test_a_file_named_at_the_start_is_a_column(
    open_app: Open, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "marks.py"
    file.write_text(PYTHON, "utf-8")
    monkeypatch.setattr(sys, "argv", [str(APP), "--allow-python-columns", str(file), str(tiny)])
    assert started.started_with() == (str(tiny),) and started.python_files() == (str(file),)
    options = building.Options(custom=(custom.read_file(file),))
    building.run(Cache.default(), [tiny], options)
    app = open_app(tiny, column="twice=marks * 2", drop="Loud: twice > 1")
    sound(app)
    assert ids(app) == [3, 4, 5]


def test_without_the_flag_there_is_none(open_app: Open, tiny: Path) -> None:
    assert started.python_columns() == ()
    app = open_app(tiny, where="marks > 1")
    assert "There is no column 'marks'" in "".join(error.value for error in app.error) + texts(app)
