"""The mapping editor: which field plays which part, for rows whose dialect had to be guessed."""

from __future__ import annotations

import streamlit as st

from explorer import building, formats, queries
from explorer.errors import ExplorerError, MappingError
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.parts import cards, inert
from explorer.view import View
from explorer.words import later, plural, say, translated

_PARTS = {
    "prompt": later("Prompt"),
    "input": later("Input, added to the prompt"),
    "response": later("Response"),
    "system": later("System"),
    "messages": later("List of messages"),
    "turn_role": later("Speaker, within a message"),
    "turn_text": later("Text, within a message"),
    "reasoning": later("Reasoning before the response"),
    "chosen": later("Chosen answer"),
    "rejected": later("Rejected answer"),
    "reference": later("Reference answer"),
    "history": later("Earlier turns"),
    "tools": later("Tools"),
    "images": later("Images"),
    "label": later("Label of the answer"),
    "text": later("Whole text"),
}
_INSIDE = ("turn_role", "turn_text")
_PATH_HELP = later("Choose a field, or write a path into a nested one, such as meta.answers.0.text.")
_SHOWN = 5
_NONE = ""


def offer(view: View, unsure: int, unknown: int) -> None:
    """Say what was not understood, and let the user map fields to parts."""
    if not open_dataset.policy().may("map fields"):
        return
    pieces = []
    if unknown:
        pieces.append(plural("{n:,} row fits no known dialect", "{n:,} rows fit no known dialect", unknown))
    if unsure > unknown:
        pieces.append(
            plural(
                "{n:,} row had to be guessed or has no answer",
                "{n:,} rows had to be guessed or have no answer",
                unsure - unknown,
            )
        )
    said = say(" and ", about="things").join(pieces) or say("A mapping is in use")
    much = view.dataset.rows and (unknown + unsure) * 20 > view.dataset.rows
    if much:
        st.warning(say("{said}. Check the first rows, or say which field is what.", said=said), icon=":material/help:")
    title = say("Say which field is what") if much else say("{said}. Say which field is what.", said=said)
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
                say(words),
                options,
                index=options.index(preset),
                key=f"mapping_{part}",
                format_func=lambda name: inert.line(name, 60) or say("(none)"),
                accept_new_options=True,
                help=say(_PATH_HELP),
            )
    try:
        mapping = formats.make_mapping({part: name for part, name in chosen.items() if name})
    except MappingError as error:
        st.caption(inert.label(translated(str(error)), 400))
        return
    st.caption(say("With this mapping, the first {shown} of these rows read:", shown=min(_SHOWN, len(values))))
    decoded = formats.decode_many(values[:_SHOWN], mapping)
    cards.draw(cards.of_conversation(number, conversation) for number, conversation in enumerate(decoded, start=1))
    with st.container(horizontal=True):
        st.button(
            say("Read the data this way"), type="primary", key="mapping_apply", on_click=_apply, args=(str(mapping),)
        )
        if view.dataset.mapping:
            st.button(say("Detect again"), key="mapping_forget", on_click=_apply, args=("",))
    st.caption(
        say("The mapping is remembered for this data, here and on the command line. Nothing in the source changes.")
    )


def _apply(mapping: str) -> None:
    opened = open_dataset.current()
    if opened.dataset is None:
        return
    try:
        open_dataset.policy().require("map fields")
        building.remember_mapping(open_dataset.cache(), opened.dataset.fingerprint, mapping)
    except (ExplorerError, OSError) as error:
        st.toast(inert.label(translated(str(error))))
        return
    state.put("mapping", "")
    building.restart(open_dataset.cache(), opened.paths, building.Options(encoding=opened.options.encoding))
