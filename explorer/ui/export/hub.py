"""Writing a folder as hubs have it: rows, card, Croissant and dataset_info.json."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from explorer.card import HubOptions, hub
from explorer.charts import numbers
from explorer.errors import ExplorerError
from explorer.export import ExportOptions
from explorer.ui.app import open_dataset
from explorer.ui.export import writing
from explorer.ui.overview import scorecard
from explorer.ui.parts import inert, problem
from explorer.view import View
from explorer.words import say, translated


def draw(view: View, options: ExportOptions) -> None:
    """The folder, the licence, and the button that writes; where this app may write at all."""
    if not open_dataset.policy().may("write"):
        return
    with st.expander(
        say("Folder for a hub"), key="hub_open", on_change="rerun", icon=":material/folder_special:"
    ) as box:
        if not box.open:
            return
        st.caption(
            say(
                "Rows, README.md with the hub's YAML, croissant.json and dataset_info.json: datasets.load_dataset and LLaMA-Factory "
                "read the folder as it is."
            )
        )
        with st.form("hub", border=False):
            left, right = st.columns([3, 1])
            target = left.text_input(say("Folder"), placeholder="/path/to/folder", key="hub_path")
            licence = right.text_input(
                say("Licence"),
                placeholder="apache-2.0",
                key="hub_licence",
                help=say("As the hub names it. Empty: none is stated."),
            )
            overwrite = st.checkbox(say("Replace what was written there before"), key="hub_overwrite")
            asked = st.form_submit_button(say("Write the folder"), icon=":material/save:")
        if asked and not target.strip():
            st.caption(say("Name a folder first."))
        elif asked:
            _write_now(view, options, Path(target.strip()).expanduser(), licence.strip(), overwrite)


def _write_now(view: View, options: ExportOptions, folder: Path, licence: str, overwrite: bool) -> None:
    chosen = replace(options, format="parquet")  # a hub's own form, whatever is downloaded above
    try:
        open_dataset.policy().require("write")
        open_dataset.policy().require_inside(folder)
        with writing.bar() as report:
            done = hub.write(view, folder, chosen, HubOptions(licence), scorecard.profile(), report, overwrite)
    except ExplorerError as error:
        problem.show_error(error)
        return
    st.success(
        say(
            "Wrote {rows:,} rows in {files} to {path}.",
            rows=done.rows,
            files=numbers.counted(len(done.files), "file"),
            path=inert.label(done.path, 400),
        ),
        icon=":material/check_circle:",
    )
    for note in done.notes:
        st.caption(f":material/info: {inert.label(translated(note), 300)}")
