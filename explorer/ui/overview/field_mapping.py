"""The mapping editor: which field plays which part, for rows whose dialect had to be guessed."""

from __future__ import annotations

import streamlit as st

from explorer import building, formats, queries
from explorer.errors import ExplorerError, MappingError
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.parts import cards, inert
from explorer.view import View

_PARTS = {
    "prompt": "Prompt",
    "input": "Input, added to the prompt",
    "response": "Response",
    "system": "System",
    "messages": "List of messages",
    "turn_role": "Speaker, within a message",
    "turn_text": "Text, within a message",
    "reasoning": "Reasoning before the response",
    "chosen": "Chosen answer",
    "rejected": "Rejected answer",
    "reference": "Reference answer",
    "history": "Earlier turns",
    "tools": "Tools",
    "images": "Images",
    "label": "Label of the answer",
    "text": "Whole text",
}
_INSIDE = ("turn_role", "turn_text")
_PATH_HELP = "Choose a field, or write a path into a nested one, such as meta.answers.0.text."
_SHOWN = 5
_NONE = ""


def offer(view: View, unsure: int, unknown: int) -> None:
    """Say what was not understood, and let the user map fields to parts."""
    if not open_dataset.policy().may("map fields"):
        return
    pieces = []
    if unknown:
        pieces.append(f"{unknown:,} rows fit no known dialect" if unknown > 1 else "1 row fits no known dialect")
    if unsure > unknown:
        guessed = unsure - unknown
        pieces.append(
            f"{guessed:,} {'rows were' if guessed > 1 else 'row was'} guessed, or no answer was found in them"
        )
    said = " and ".join(pieces) or "A mapping is in use"
    much = view.dataset.rows and (unknown + unsure) * 20 > view.dataset.rows
    if much:
        st.warning(f"{said}. Check the first rows, or say which field plays which part.", icon=":material/help:")
    title = "Map fields to parts" if much else f"{said}: map fields to parts"
    with st.expander(title, key="mapping_open", on_change="rerun", icon=":material/schema:") as box:
        if box.open:
            _editor(view)


def _editor(view: View) -> None:
    values = queries.unsure_values(view)
    suggested = formats.suggest(values)
    names = [info.name for info in view.dataset.fields]
    now = dict(formats.parse_mapping(view.dataset.mapping).pairs) if view.dataset.mapping else {}
    guess = dict(suggested.mapping.pairs) if suggested.mapping is not None else {}
    chosen: dict[str, str] = {}
    with st.grid("auto", min_column_width=180, gap="small"):
        for part, words in _PARTS.items():
            likely = [name for name in suggested.candidates.get(part, ()) if name in names]
            options = [_NONE, *likely, *(name for name in names if name not in likely and part not in _INSIDE)]
            preset = now.get(part) or (guess.get(part) if not now else None) or _NONE
            if preset not in options:
                options.append(preset)  # a dotted path, given on the command line
            chosen[part] = st.selectbox(
                words,
                options,
                index=options.index(preset),
                key=f"mapping_{part}",
                format_func=lambda name: inert.line(name, 60) or "(none)",
                accept_new_options=True,
                help=_PATH_HELP,
            )
    try:
        mapping = formats.make_mapping({part: name for part, name in chosen.items() if name})
    except MappingError as error:
        st.caption(inert.label(f"{error.message} {error.hint}", 400))
        return
    st.caption(f"With this mapping, the first {min(_SHOWN, len(values))} of these rows read:")
    decoded = formats.decode_many(values[:_SHOWN], mapping)
    cards.draw(cards.of_conversation(number, conversation) for number, conversation in enumerate(decoded, start=1))
    with st.container(horizontal=True):
        st.button("Read the data this way", type="primary", key="mapping_apply", on_click=_apply, args=(str(mapping),))
        if view.dataset.mapping:
            st.button("Detect again", key="mapping_forget", on_click=_apply, args=("",))
    st.caption("The mapping is remembered for this data, here and on the command line. Nothing in the source changes.")


def _apply(mapping: str) -> None:
    opened = open_dataset.current()
    if opened.dataset is None:
        return
    try:
        open_dataset.policy().require("map fields")
        building.remember_mapping(open_dataset.cache(), opened.dataset.fingerprint, mapping)
    except (ExplorerError, OSError) as error:
        st.toast(inert.label(str(error)))
        return
    state.put("mapping", "")
    building.restart(open_dataset.cache(), opened.paths, building.Options(encoding=opened.options.encoding))
