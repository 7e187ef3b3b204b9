"""Writing an export to a path of the machine that runs the app."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explorer import export
from explorer.charts import numbers
from explorer.errors import ExplorerError
from explorer.export import ExportOptions
from explorer.ui.app import open_dataset
from explorer.ui.export import writing
from explorer.ui.parts import inert, problem
from explorer.view import View
from explorer.words import say


def draw(view: View, options: ExportOptions, name: str, rows: int) -> None:
    """The path, and the button that writes."""
    with st.expander(say("Write to a path"), key="write_open", icon=":material/save:"):
        _form(view, options, name, rows)


def _form(view: View, options: ExportOptions, name: str, rows: int) -> None:
    with st.form("write", border=False):
        target = st.text_input(
            say("Path"),
            placeholder=f"/path/to/{name}",
            label_visibility="collapsed",
            key="write_path",
            help=say("On the machine that runs this app. The recipe is written beside the file."),
        )
        overwrite = st.checkbox(say("Replace a file that is there"), key="write_overwrite")
        asked = st.form_submit_button(say("Write {rows} rows", rows=numbers.count(rows)), icon=":material/save:")
    if asked and not target:
        st.caption(say("Name a file first."))
    elif asked:
        _write_now(view, options, name, Path(target.strip()).expanduser(), overwrite)


def _write_now(view: View, options: ExportOptions, name: str, path: Path, overwrite: bool) -> None:
    try:
        open_dataset.policy().require("write")
        open_dataset.policy().require_inside(path)
        with writing.bar() as report:
            done = export.write(view, path / name if path.is_dir() else path, options, report, overwrite=overwrite)
    except ExplorerError as error:
        problem.show_error(error)
        return
    st.success(
        say(
            "Wrote {rows:,} rows, {bytes}, in {seconds} to {path}. The recipe that makes it again lies beside it: {recipe}.",
            rows=done.rows,
            bytes=numbers.size(done.bytes),
            seconds=numbers.seconds(done.seconds),
            path=inert.label(done.path, 400),
            recipe=inert.label(done.recipe.name, 200),
        ),
        icon=":material/check_circle:",
    )
