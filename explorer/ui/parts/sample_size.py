"""Fewer rows than the filter keeps: how many, and spread over what. Shared by Export and the target mix of Categories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.columns import Column
from explorer.errors import ExplorerError
from explorer.export import choose
from explorer.labels import label_of
from explorer.store.hand import HAND
from explorer.ui import state
from explorer.ui.parts import inert
from explorer.ui.parts.cached import ask
from explorer.ui.parts.category_columns import choices
from explorer.view import View
from explorer.words import column_label, plural, say

_MIX = "pick_mix"
_CHOICE = "pick_choice"
_ALL = ""
_LISTED = 6  # values that are named as short


def prepare(rows: int, by: str, mix: Mapping[str, float], fill: bool = False) -> None:
    """Set the choices that the Export page shows, and go there. fill: see `export.choose.pick`."""
    state.put(_MIX, {"by": by, "mix": dict(mix), "fill": fill})
    st.session_state["pick_rows"] = rows
    st.session_state["pick_by"] = by
    state.go("export")


def prepare_choice(key: tuple[object, ...], options: Mapping[str, Any]) -> None:
    """Have the Export page write what was chosen, and go there. key: of the view that it was chosen from; options: as it exports them."""
    state.put(_CHOICE, (key, dict(options)))
    state.go("export")


def chosen_before(view: View) -> dict[str, Any]:
    """The export options of what was chosen on the Choose page, told with a way back; {} where nothing was, or of other rows."""
    key, held = state.get(_CHOICE) or (None, {})
    if not held:
        return {}
    if key != view.frozen().key:
        st.caption(say("The rows changed since you chose some on the page Choose: they would be others now."))
        return {}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            say(
                "**{rows:,} rows as you chose them**: {strategy}, seed {seed}.",
                rows=held["pick"],
                strategy=held["choose"],
                seed=held["seed"],
            ),
            width="content",
        )
        if st.button(say("All rows instead"), key="drop_choice", type="tertiary"):
            state.put(_CHOICE, None)
            st.rerun()
    return dict(held)


def missing_words(column: str, missing: Mapping[str, int], fill: bool) -> str:
    """What a mix lacks, as Markdown: "12 rows of Idioms are missing". missing: value -> rows."""
    most = _LISTED if len(missing) > _LISTED + 1 else _LISTED + 1  # a rest of one is named as well
    first, *others = [(rows, inert.label(label_of(column, value), 40)) for value, rows in list(missing.items())[:most]]
    listed = [plural("{n:,} row of {value}", "{n:,} rows of {value}", first[0], value=first[1])]
    listed += [say("{rows:,} of {value}", rows=rows, value=value) for rows, value in others]
    if more := len(missing) - len(listed):
        listed.append(say("{rows:,} of {values:,} more values", rows=sum(list(missing.values())[most:]), values=more))
    names = say(", ").join(listed)
    if fill:
        return plural(
            "{names} is missing: rows of other values take their place.",
            "{names} are missing: rows of other values take their place.",
            sum(missing.values()),
            names=names,
        )
    return plural("{names} is missing.", "{names} are missing.", sum(missing.values()), names=names)


def spreadable(view: View) -> dict[str, Column]:
    """Columns over whose values rows can be spread, by name: not a person's own decisions, which change."""
    return {column.name: column for column in choices(view) if column.layer != HAND}


def options(view: View, kept: int) -> dict[str, Any]:
    """The controls; what they ask for, as export options. kept: rows that the filter keeps."""
    offered = spreadable(view)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rows = st.number_input(
            say("Rows to take"),
            min_value=1,
            value=None,
            placeholder=say("all"),
            # A mix may ask for more rows than there are: then it says what is missing.
            max_value=max(kept, int(st.session_state.get("pick_rows") or 0), 1),
            step=1000,
            width=180,
            key="pick_rows",
            persist_state="session",
            help=say("Empty takes all kept rows. About 10,000 good and varied rows are enough for SFT."),
        )
        if st.session_state.get("pick_by") not in (None, _ALL, *offered):
            st.session_state["pick_by"] = _ALL
        by = st.selectbox(
            say("Spread over"),
            [_ALL, *offered],
            format_func=lambda name: inert.line(column_label(offered[name])) if name else say("at random"),
            width=220,
            key="pick_by",
            persist_state="session",
            disabled=not rows,
            help=say("The same number of rows of each value, as far as there are that many."),
        )
    if not rows:
        return {}
    held = state.get(_MIX) or {}
    mix = held.get("mix") if by and held.get("by") == by else None
    if mix:
        try:
            choose.parse_mix(text := json.dumps(mix, ensure_ascii=False))
        except ExplorerError:
            return {"pick": int(rows), "by": by}
        shown = say(", ").join(
            f"{inert.label(label_of(by, name), 40)} {share:.0%}" for name, share in list(mix.items())[:12] if share
        )
        fill = bool(held.get("fill"))
        missing = ask(choose.allotted, view, int(rows), by, text, fill).missing
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                say("In the mix set on Categories: {shown}{more}", shown=shown, more=" …" if len(mix) > 12 else ""),
                width="content",
            )
            if st.button(say("Evenly instead"), key="drop_mix", type="tertiary"):
                state.put(_MIX, None)
                st.rerun()
        if missing:
            st.caption(missing_words(by, missing, fill))
        return {"pick": int(rows), "by": by, "mix": text, "fill": fill}
    return {"pick": int(rows), "by": by or ""}
