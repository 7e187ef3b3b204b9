"""The row as it stands in the source."""

from __future__ import annotations

import streamlit as st

from explorer.charts import numbers
from explorer.ui.app import open_dataset
from explorer.ui.parts import inert
from explorer.view import View
from explorer.words import say

_SHOWN = 100_000  # bytes of the raw row shown


def draw(view: View, row_id: int) -> None:
    """The row's bytes, folded until somebody asks for them."""
    with st.expander(
        say("Raw row"), key="raw_open", on_change="rerun", icon=":material/data_object:", type="compact"
    ) as box:
        if not box.open:
            return
        found, length = view.dataset.source.raw(row_id, _SHOWN)
        text = found.decode("utf-8", "replace")
        st.code(inert.clean(text), language="json", wrap_lines=True, height=320 if len(text) > 1_500 else "content")
        note = (
            say("The first {found} of {length}.", found=numbers.size(len(found)), length=numbers.size(length))
            if length > len(found)
            else numbers.size(length)
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(note, width="content")
            if not open_dataset.policy().may("download"):
                return
            st.download_button(
                say("Download the row"),
                data=lambda: view.dataset.source.raw(row_id)[0],
                file_name=f"row_{row_id}.json",
                mime="application/json",
                type="tertiary",
                on_click="ignore",
                key="raw_download",
            )
