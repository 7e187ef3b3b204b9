"""Two rows side by side: what differs, marked by words or by characters, and why they are a pair."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer import queries
from explorer.charts import numbers
from explorer.passes.map import VECTORS
from explorer.queries.copies import Kind
from explorer.ui import state
from explorer.ui.parts import differences, inert, picklist
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import Html, html
from explorer.view import View
from explorer.words import say

_START = 100  # characters of a row in the list
_SNIPPET = 8_000  # characters of a row side by side
_CHANGES = 6  # that are told
_CHANGE = 40  # characters of one


def draw(view: View, threshold: float) -> None:
    """Pairs of near copies, those nearest to the threshold first, to tune it by."""
    found = ask(queries.closest_pairs, view, threshold)
    if not found:
        st.caption(say("No pair is like another without being the same."))
        return
    ids = sorted({row for one, other, _ in found for row in (one, other)})
    said = {
        row["row_id"]: row for row in ask(queries.rows, view, ids, ["prompt", "response"], snippet=_START).to_pylist()
    }
    lines = [
        {
            "likeness": alike,
            "is a pair": say("yes") if alike >= threshold else say("no"),
            "how it starts": _start(said.get(one)),
            "the other": _start(said.get(other)),
        }
        for one, other, alike in found
    ]
    shown = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    picked = picklist.pick("pairs", view, lines, {"likeness": shown})
    if picked is None:
        st.caption(
            say(
                "Click a pair to read it. If those above the threshold are no copies, raise it; if those below are, lower it."
            )
        )
        return
    one, other, alike = found[picked]
    side_by_side(view, "near", one, other, alike)


def _start(row: dict[str, str] | None) -> str:
    return inert.line(inert.opening((row or {}).get("prompt") or (row or {}).get("response")), _START)


def side_by_side(view: View, kind: Kind, one: int, other: int, likeness: float | None = None) -> None:
    """Both rows, prompt and response, and a line that says why they are a pair."""
    names = ["prompt", "response", "system"]
    rows = {
        row["row_id"]: row
        for row in ask(queries.rows, view.everything(), sorted((one, other)), names, snippet=_SNIPPET).to_pylist()
    }
    by = st.segmented_control(
        say("Mark what differs by"),
        ["words", "characters"],
        format_func=lambda name: say("words") if name == "words" else say("characters"),
        required=True,
        **state.remember("duplicates_marks", "words"),
    )
    inert.show(_why(view, kind, rows[one], rows[other], likeness))
    said = say("row {row:,}", row=one), say("row {row:,}", row=other)
    pieces = [
        _part(name, said, rows[one][name] or "", rows[other][name] or "", by == "characters")
        for name in ("system", "prompt", "response")
        if rows[one][name] or rows[other][name]
    ]
    inert.show(
        html(
            '<div class="x-sides2"><div class="x-pair"><div class="x-head"><b>{one}</b></div><div class="x-head"><b>{other}</b></div></div>{pieces}</div>',
            one=said[0],
            other=said[1],
            pieces=inert.join(pieces),
        )
    )


def _part(name: str, rows: tuple[str, str], here: str, there: str, by_character: bool) -> Html:
    words = {"system": say("system text"), "prompt": say("prompt"), "response": say("response")}[name]
    if here == there:
        same = html('<div class="x-text" dir="auto">{text}</div>', text=here)
        return html(
            '<div class="x-turn"><div class="x-head"><span>{said}</span></div>{same}</div>',
            said=say("{part}, the same in both", part=words),
            same=same,
        )
    first, second = differences.marked(here, there, by_character)
    return html(
        '<div class="x-turn"><div class="x-head"><span>{said}</span></div><div class="x-pair">'
        '<div><small>{one}</small><div class="x-text" dir="auto">{first}</div></div>'
        '<div><small>{other}</small><div class="x-text" dir="auto">{second}</div></div></div></div>',
        said=words,
        one=rows[0],
        other=rows[1],
        first=first,
        second=second,
    )


def _why(view: View, kind: Kind, one: dict[str, str], other: dict[str, str], likeness: float | None) -> Html:
    if kind == "exact":
        return html('<p class="x-why">{said}</p>', said=say("The same to the character in all that is trained on."))
    told = []
    if kind == "near" and likeness:
        told.append(say("{share} alike, what many rows share counted little", share=numbers.share(likeness)))
    if kind == "meaning" and (cosine := _cosine(view, one["row_id"], other["row_id"])) is not None:
        told.append(say("meaning {share} alike, by the vectors of the map", share=numbers.share(cosine)))
    changes: list[tuple[str, str]] = []
    for name, said in (("prompt", say("prompt")), ("response", say("response"))):
        if one[name] or other[name]:
            share, found = differences.shares(one[name] or "", other[name] or "")
            told.append(say("{part}: {share} of the words are the same", part=said, share=numbers.share(share)))
            changes += found
    said = html('<p class="x-why">{said}</p>', said=" · ".join(told))
    if not changes or kind != "near":
        return said
    listed = [
        html("<span><mark>{before}</mark> → <mark>{after}</mark></span>", before=_short(before), after=_short(after))
        for before, after in changes[:_CHANGES]
    ]
    if len(changes) > _CHANGES:
        listed.append(html("<span>{said}</span>", said=say("{more:,} more", more=len(changes) - _CHANGES)))
    return html('{said}<p class="x-why x-changes">{listed}</p>', said=said, listed=inert.join(listed))


def _short(text: str) -> str:
    return inert.line(text, _CHANGE) or "∅"


def _cosine(view: View, one: object, other: object) -> float | None:
    folder = view.dataset.beside("map")
    if folder is None or not (folder / VECTORS).exists():
        return None
    vectors = np.load(folder / VECTORS, mmap_mode="r", allow_pickle=False)
    a, b = (vectors[int(str(row))].astype(np.float32) for row in (one, other))
    return float(a @ b)
