"""Which rows are in one alone, and which were changed: counts, a list, and the row that is picked with its words marked."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer import queries
from explorer.charts import numbers
from explorer.compare import Matched
from explorer.ui import state
from explorer.ui.parts import differences, inert, picklist
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import html
from explorer.view import View
from explorer.words import later, say

_LISTED = 100  # rows of a list
_START = 160
_SNIPPET = 6_000
CHANGED, ADDED, REMOVED = "changed", "added", "removed"
_WORDS = {CHANGED: later("Changed"), ADDED: later("Only in {name}"), REMOVED: later("Only in {name}")}
_PARTS = {"system": later("system"), "prompt": later("prompt"), "response": later("response")}


def draw(before: View, after: View, found: Matched, name_before: str, name_after: str, nested: bool) -> None:
    """The lists that hold rows, one of them shown."""
    held = {CHANGED: found.changed, ADDED: found.only_after, REMOVED: found.only_before}
    offered = [kind for kind, rows in held.items() if len(rows)]
    names = {CHANGED: "", ADDED: name_after, REMOVED: name_before}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        inert.show(html('<h3 class="x-h">{words}</h3>', words=say("Rows")), width="content")
        same = numbers.counted(found.same, "row")
        by = say(", matched by {field}", field=inert.label(found.by, 40)) if found.by else ""
        st.caption(say("{same} the same on both sides{by}", same=same, by=by), width="content")
        if nested and len(found.only_before):
            st.caption(say("{gone} dropped", gone=numbers.counted(len(found.only_before), "row")), width="content")
            if st.button(say("Review them"), key="compare_review", type="tertiary", icon=":material/fact_check:"):
                state.go("review")
            return
        if not offered:
            return
        key = f"compare_rows_{'_'.join(offered)}"
        shown = st.segmented_control(
            say("Rows"),
            offered,
            format_func=lambda kind: f"{say(_WORDS[kind], name=inert.label(names[kind], 30))} · {len(held[kind]):,}",
            default=offered[0],
            required=True,
            key=key,
            label_visibility="collapsed",
        )
    if shown == CHANGED:
        _changed(before, after, found)
    elif shown in held:
        _alone(after if shown == ADDED else before, held[shown].tolist(), shown)


def _texts(view: View, ids: Sequence[int], snippet: int) -> dict[int, dict[str, str]]:
    table = ask(queries.rows, view.everything(), list(ids), ("system", "prompt", "response"), snippet=snippet)
    return {row["row_id"]: {part: row[part] or "" for part in _PARTS} for row in table.to_pylist()}


def _changed(before: View, after: View, found: Matched) -> None:
    pairs = found.changed[:_LISTED].tolist()
    one, two = (_texts(view, [pair[place] for pair in pairs], _SNIPPET) for place, view in enumerate((before, after)))
    listed = [
        {
            "row": second,
            "how it starts": inert.line(inert.opening(two[second]["prompt"] or two[second]["response"]), _START),
            "what": ", ".join(say(words) for part, words in _PARTS.items() if one[first][part] != two[second][part])
            or say("the rest of the row"),
        }
        for first, second in pairs
    ]
    picked = picklist.pick("compare_changed", after, listed)
    _more(len(found.changed))
    if picked is None:
        st.caption(say("Click a row to see which words changed."))
        return
    first, second = pairs[picked]
    _diff(one[first], two[second], first, second)


def _diff(one: dict[str, str], two: dict[str, str], first: int, second: int) -> None:
    for part, words in _PARTS.items():
        if one[part] == two[part]:
            continue
        here, there = differences.marked(one[part], two[part])
        inert.show(
            html(
                '<div class="x-turn"><div class="x-head"><b>{part}</b></div><div class="x-pair"><div><div class="x-head">{a}</div>'
                '<div class="x-text" dir="auto">{here}</div></div><div><div class="x-head">{b}</div>'
                '<div class="x-text" dir="auto">{there}</div></div></div></div>',
                part=say(words),
                a=say("before, row {row:,}", row=first),
                b=say("now, row {row:,}", row=second),
                here=here,
                there=there,
            )
        )


def _alone(view: View, ids: list[int], kind: str) -> None:
    listed = ids[:_LISTED]
    texts = _texts(view, listed, 400)
    rows = [
        {
            "row": row_id,
            "prompt": inert.line(inert.opening(texts[row_id]["prompt"]), _START),
            "response": inert.line(texts[row_id]["response"], _START),
        }
        for row_id in listed
    ]
    picked = picklist.pick(f"compare_{kind}", view, rows)
    _more(len(ids))
    if picked is None:
        return
    whole = _texts(view, [listed[picked]], _SNIPPET)[listed[picked]]
    inert.show(
        inert.join(
            html(
                '<div class="x-turn"><div class="x-head"><b>{part}</b></div><div class="x-text" dir="auto">{text}</div></div>',
                part=say(words),
                text=whole[part],
            )
            for part, words in _PARTS.items()
            if whole[part]
        )
    )


def _more(rows: int) -> None:
    if rows > _LISTED:
        st.caption(
            say("The first {listed:,} of {rows:,} are listed; `compare --json` names more.", listed=_LISTED, rows=rows)
        )
