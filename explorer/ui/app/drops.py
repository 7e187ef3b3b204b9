"""What is taken out, on every page: a bar of what is kept split by reason, the list of steps, undo and redo."""

from __future__ import annotations

import streamlit as st

from explorer import queries
from explorer import steps as model
from explorer.charts import numbers
from explorer.charts.theme import step_colour
from explorer.labels import label_of
from explorer.queries import Fall, Waterfall
from explorer.steps import BY_HAND
from explorer.ui import history, state
from explorer.ui.parts import inert, look
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import Html, html
from explorer.view import View
from explorer.words import column_label, language, say, translated

_NOTABLE = 0.005  # change of a share that is worth a line


def draw(view: View) -> None:
    """Draw the bar and the list."""
    found = ask(queries.waterfall, view)
    inert.show(_bar(found))
    falls = list(found.steps)
    if not view.drops.by_hand and view.dataset.hand.decides:
        dropped = len(view.dataset.hand.rows_with("drop"))
        falls.append(Fall(BY_HAND, "decision = 'drop'", say("Switched off."), False, 0, dropped, 0, None, 0))
    for place, fall in enumerate(falls):
        _step(view, place, fall)
    _changes()


def _bar(found: Waterfall) -> Html:
    rows = found.rows or 1
    pieces = [html('<i class="kept" style="width:{w}%"></i>', w=f"{100 * found.kept / rows:.3f}")]
    for place, fall in enumerate(found.steps):
        if fall.rows:
            pieces.append(
                html(
                    '<i style="width:{w}%;background:{colour}" title="{told}"></i>',
                    w=f"{100 * fall.rows / rows:.3f}",
                    colour=step_colour(place),
                    told=say("{name}: {said}", name=translated(fall.name)[:80], said=numbers.counted(fall.rows, "row")),
                )
            )
    lost = say("{dropped:,} dropped", dropped=found.dropped) if found.dropped else say("none dropped")
    told = say(
        "{kept:,} of {rows} kept, {share}",
        kept=found.kept,
        rows=numbers.counted(found.rows, "row"),
        share=numbers.share(found.kept / rows),
    )
    tokens = html("")
    if found.tokens is not None and found.kept_tokens is not None:
        share = found.kept_tokens / found.tokens if found.tokens else 0.0
        tokens = html(
            '<div class="row"><span>{n}</span><span>{share}</span></div>',
            n=say("{tokens} tokens kept", tokens=numbers.tokens(found.kept_tokens)),
            share=numbers.share(share),
        )
    return html(
        '<div class="x-keep"><div class="row" title="{told}"><span><b>{kept}</b> {word}</span><span>{lost}</span></div>'
        '<div class="bar split" title="{told}">{pieces}</div>{tokens}</div>',
        told=told,
        kept=numbers.counted(found.kept, "row"),
        word=say("kept"),
        lost=lost,
        pieces=inert.join(pieces),
        tokens=tokens,
    )


# ---- steps ----


def _step(view: View, place: int, fall: Fall) -> None:
    by_hand = place >= len(view.drops.steps)
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", key=f"steprow_{place}"):
        st.checkbox(
            inert.label(translated(fall.name), 60),
            value=fall.on,
            key=f"step_on_{place}_{abs(hash((fall.where, fall.on))):x}",
            on_change=_switched,
            args=(place, by_hand),
            width="stretch",
        )
        inert.show(
            html(
                '<span class="x-count"><u style="background:{colour}"></u>−{n}</span>',
                colour=step_colour(place),
                n=numbers.count(fall.rows),
            ),
            width="content",
        )
        more = st.popover("", icon=":material/more_vert:", key=f"step_more_{place}", type="tertiary", on_change="rerun")
        if more.open:
            with more:
                _about(view, place, fall, by_hand)


def _switched(place: int, by_hand: bool) -> None:
    if by_hand:
        state.put("by_hand", not state.by_hand())
    elif place < len(state.steps()):
        history.set_steps(model.switch(state.steps(), place))


def _about(view: View, place: int, fall: Fall, by_hand: bool) -> None:
    st.markdown(f"**{inert.label(translated(fall.name))}**")
    if fall.reason:
        st.caption(inert.label(translated(fall.reason), 300))
    st.code(fall.where, language="sql", wrap_lines=True)
    facts = [
        (say("takes out here"), fall.rows),
        (say("its condition holds for"), fall.alone),
        (say("no other step takes out"), fall.only),
    ]
    tokens = "" if fall.tokens is None else say(", {tokens} tokens", tokens=numbers.tokens(fall.tokens))
    lines = [
        html(
            "<tr><td>{words}</td><td>{n}</td></tr>",
            words=words,
            n=numbers.counted(rows, "row") + (tokens if not i else ""),
        )
        for i, (words, rows) in enumerate(facts)
    ]
    inert.show(html('<div class="x-facts"><table>{lines}</table></div>', lines=inert.join(lines)))
    if fall.undecided:
        st.caption(
            say("Neither true nor false for {undecided}, which stay.", undecided=numbers.counted(fall.undecided, "row"))
        )
    if by_hand:
        look.look_button(say("Look at them"), fall.where, f"step_look_{place}")
        return
    st.text_input(
        say("Name"),
        value=fall.name,
        key=f"step_name_{place}_{abs(hash(fall.name)):x}",
        max_chars=model.MAX_NAME,
        on_change=_renamed,
        args=(place, f"step_name_{place}_{abs(hash(fall.name)):x}"),
    )
    if fall.rows:
        inert.show(_mix(view, place))
    for gone in [gone for gone in ask(queries.gutted, view) if gone.step == place][:4]:
        st.warning(
            say(
                "Takes out {gone:,} of {before:,} rows of {column} {value}.",
                gone=gone.before - gone.after,
                before=gone.before,
                column=inert.label(
                    column_label(view.dataset.columns[gone.column]) if language() != "en" else gone.column
                ),
                value=inert.label(label_of(gone.column, gone.value), 60),
            ),
            icon=":material/warning:",
        )
    with st.container(horizontal=True, gap="xsmall"):
        look.look_button(say("Look"), fall.where, f"step_look_{place}")
        st.button(say("Up"), key=f"step_up_{place}", disabled=place == 0, on_click=_moved, args=(place, place - 1))
        last = len(view.drops.steps) - 1
        st.button(
            say("Down"), key=f"step_down_{place}", disabled=place == last, on_click=_moved, args=(place, place + 1)
        )
        st.button(say("Remove"), key=f"step_remove_{place}", on_click=_removed, args=(place,))


def _mix(view: View, place: int) -> Html:
    """The shares that the step changes most, in each column of the mix."""
    lines = []
    for found in ask(queries.mix, view, place):
        before, after = (max(sum(value[i] for value in found.values), 1) for i in (1, 2))
        changes = [
            (left / after - had / before, value, had / before, left / after) for value, had, left in found.values
        ]
        change, value, had, left = max(changes, key=lambda one: abs(one[0]), default=(0.0, "", 0.0, 0.0))
        if abs(change) >= _NOTABLE:
            lines.append(
                html(
                    "<tr><td>{column} {value}</td><td>{had} → {left}</td></tr>",
                    column=column_label(view.dataset.columns[found.column]),
                    value=inert.line(label_of(found.column, value), 40),
                    had=numbers.share(had),
                    left=numbers.share(left),
                )
            )
    if not lines:
        return html('<div class="x-facts">{said}</div>', said=say("The mix stays as it is."))
    return html('<div class="x-facts"><table>{lines}</table></div>', lines=inert.join(lines))


def _renamed(place: int, key: str) -> None:
    if place < len(state.steps()):
        reason = state.steps()[place].reason
        history.set_steps(model.rename(state.steps(), place, st.session_state.get(key) or "", reason))


def _moved(place: int, to: int) -> None:
    history.set_steps(model.move(state.steps(), place, to))


def _removed(place: int) -> None:
    history.set_steps(model.remove(state.steps(), place))


def _changes() -> None:
    undo, redo = history.next_undo(), history.next_redo()
    with st.container(horizontal=True, gap="xsmall", key="history"):
        for name, words, key, said, do in (
            ("undo", say("Undo"), "Z", undo, history.undo),
            ("redo", say("Redo"), "Shift+Z", redo, history.redo),
        ):
            st.button(
                words,
                key=name,
                icon=f":material/{name}:",
                type="tertiary",
                shortcut=key,
                disabled=not said,
                help=inert.label(said, 120) or None,
                on_click=do,
            )
