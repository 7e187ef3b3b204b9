"""The limits of a length: typed, slid, drawn on the chart or chosen by what they keep; and what can be done with them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer import filters
from explorer.charts import length_axis, numbers
from explorer.queries import Histogram, Lengths
from explorer.ui import history, state
from explorer.ui.parts import inert, look
from explorer.view import View
from explorer.words import column_label, say

_SHARES = (0.95, 0.99, 1.0)
_TOKENS = ((2_048, "2k"), (4_096, "4k"), (8_192, "8k"))


def controls(found: Lengths, histogram: Histogram) -> tuple[int | None, int | None]:
    """Draw the presets, the slider and the two numbers; (low, high) as they are set."""
    low_key, high_key = keys(found.column)
    lowest, highest = int(histogram.low), int(histogram.high)
    _presets(found, low_key, high_key, highest)
    if highest > lowest:
        slider = f"limit_slider_{found.column}"
        low, high = st.session_state.get(low_key), st.session_state.get(high_key)
        # What was typed is a stop of its own, so that the slider shows it.
        typed = {value for value in (low, high) if value is not None and lowest < value < highest}
        edges = {round(float(edge)) for edge in histogram.edges if lowest < edge < highest}
        stops = sorted(edges | typed | {lowest, highest})
        st.session_state[slider] = (_near(stops, low, 0), _near(stops, high, -1))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            _number(say("Shortest"), low_key, say("Smallest length to keep."))
            st.select_slider(
                say("Limits, in tokens"),
                stops,
                value=(stops[0], stops[-1]),  # that there are two makes it a range; what they are, the line above says
                key=slider,
                format_func=lambda stop: f"{stop:,}",
                help=say("Drag the ends, type numbers beside them, or draw a box on the chart."),
                on_change=_slid,
                args=(slider, low_key, high_key, lowest, highest),
            )
            _number(say("Cutoff"), high_key, say("Largest length to keep."))
    return st.session_state.get(low_key), st.session_state.get(high_key)


def keys(column: str) -> tuple[str, str]:
    """Keys of the widgets that hold a column's limits."""
    return f"limit_low_{column}", f"limit_high_{column}"


def _number(words: str, key: str, told: str) -> None:
    st.number_input(words, 0, None, value=None, step=1, key=key, placeholder=say("none"), width=150, help=told)


def _presets(found: Lengths, low_key: str, high_key: str, highest: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="cutoff_presets"):
        st.caption(say("Cutoff that keeps"), width="content")
        for share in _SHARES:
            at = found.reaching(share)
            st.button(
                say("{share:.0%} of rows", share=share),
                key=f"cutoff_{share:.0%}".rstrip("%"),
                help=say("At most {at:,} tokens", at=at),
                on_click=_set,
                args=(high_key, None if share == 1 else at),
            )
        st.caption(say("or at"), width="content")
        for tokens, words in _TOKENS:
            st.button(
                words,
                key=f"cutoff_{words}",
                help=say("At most {tokens:,} tokens", tokens=tokens),
                disabled=tokens > highest,
                on_click=_set,
                args=(high_key, tokens),
            )


def _set(key: str, value: int | None) -> None:
    st.session_state[key] = value


def outcome(view: View, found: Lengths, low: int | None, high: int | None) -> None:
    """What the limits keep and lose, and the buttons that act on it."""
    column = found.column
    if low is None and high is None:
        st.caption(say("No limit is set: nothing is dropped by one. Choose a cutoff to see what it keeps."))
        return
    kept = found.keeps(low, high)
    rows, tokens = kept.rows + kept.lost, kept.tokens + kept.lost_tokens
    sides = [
        f"{numbers.counted(n, 'row')} {side}"
        for n, side in ((kept.below, say("shorter")), (kept.above, say("longer")))
        if n
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            say(
                "Keeps **{rows} of rows** and **{tokens} of tokens**. Outside: {outside}.",
                rows=numbers.share(kept.rows / max(rows, 1)),
                tokens=numbers.share(kept.tokens / max(tokens, 1)),
                outside=say(" and ", about="things").join(sides) or say("none"),
            ),
            width="content",
        )
        # In callbacks, which run before the limits' widgets exist: later their values cannot be reset.
        st.button(
            say("Drop {lost}", lost=numbers.counted(kept.lost, "row")),
            key="drop_outside",
            type="primary",
            disabled=not kept.lost,
            on_click=_drop,
            args=(view, found, low, high),
        )
        look.look_button(say("Look"), outside(found, low, high), "show_outside", disabled=not kept.lost)
        st.button(say("Clear"), key="clear_limits", type="tertiary", on_click=_reset, args=keys(column))


def outside(found: Lengths, low: int | None, high: int | None) -> str:
    """The condition of the rows outside the limits."""
    if found.extra:
        measure = f"{found.column} + {found.extra}"
        terms = [f"{measure} < {low}"] if low is not None else []
        return " OR ".join([*terms, *([f"{measure} > {high}"] if high is not None else [])])
    terms = [filters.between(found.column, None, low - 1)] if low is not None else []
    return " OR ".join([*terms, *([filters.between(found.column, high + 1, None)] if high is not None else [])])


def _drop(view: View, found: Lengths, low: int | None, high: int | None) -> None:
    _reset(*keys(found.column))
    words = column_label(view.dataset.columns[found.column])
    bounds = [
        *([say("below {low:,}", low=low)] if low is not None else []),
        *([say("above {high:,}", high=high)] if high is not None else []),
    ]
    name = f"{words[:1].upper()}{words[1:]} {say(' or ').join(bounds)}"
    if found.extra:
        name += say(" with {label}", label=inert.line(column_label(view.dataset.columns[found.extra]), 40))
    history.add_step(*look.within(view, name, outside(found, low, high)))


def _near(stops: list[int], value: int | None, otherwise: int) -> int:
    return stops[otherwise] if value is None else min(stops, key=lambda stop: abs(stop - value))


def _slid(slider: str, low_key: str, high_key: str, lowest: int, highest: int) -> None:
    low, high = st.session_state[slider]
    st.session_state[low_key] = None if low <= lowest else low
    st.session_state[high_key] = None if high >= highest else high


def _reset(*names: str) -> None:
    for name in names:
        st.session_state[name] = None


def take_box(drawn: tuple[float, float, str], histograms: list[Histogram]) -> None:
    """A box that was drawn on one of the histograms sets the limits of its column."""
    left, right, axis = drawn
    place = int(axis.removeprefix("x") or 1) - 1
    if not 0 <= place < len(histograms):
        return
    histogram = histograms[place]
    low, high = (max(0, round(length_axis.value_at(histogram, edge))) for edge in (left, right))
    # A box that reaches beyond the data sets no limit on that side.
    limits = (low if low > histogram.low else None, high if high < histogram.high else None)
    state.put("drawn_limits", (histogram.column, *limits))
    st.rerun()


def take_drawn() -> None:
    """Apply limits drawn in the last run, before their widgets exist in this one."""
    drawn: Any = state.get("drawn_limits")
    if drawn:
        column, low, high = drawn
        st.session_state["limits"] = column
        for key, value in zip(keys(column), (low, high), strict=True):
            st.session_state[key] = value
        state.put("drawn_limits", None)
