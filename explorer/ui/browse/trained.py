"""A row as a trainer writes it out: what of it is trained in colour, what is outside the loss in grey."""

from __future__ import annotations

import streamlit as st

from explorer import dryrun
from explorer.charts import numbers
from explorer.dryrun import ShownRow
from explorer.errors import ExplorerError
from explorer.trainers.chat import TEXTS
from explorer.ui.parts import inert, problem, trainer_choice
from explorer.ui.parts.inert import Html, html
from explorer.view import View
from explorer.words import later, say, translated

SHOWN = 60_000
"""Characters of a row that are written out."""

_FATES = {
    "drop": later("{trainer} drops this row."),
    "crash": later("{trainer} stops at this row with an error."),
    "rename": later("{trainer} asks for other names than this row has; the row is sound."),
    "mask": later("{trainer} trains nothing of this row."),
}


def draw(view: View, row_id: int) -> None:
    """The choices, and the row under them."""
    trainer, template, loss, limit = _controls()
    try:
        row = dryrun.shown(view.dataset, row_id, trainer, limit, template, loss)
    except ExplorerError as error:
        problem.show_error(error)
        return
    pieces = [_verdict(row)]
    if row.pieces:
        pieces.append(_text(row))
    inert.show(*pieces)


def _controls() -> tuple[str, str, str, int]:
    """(trainer, template, loss, maximum length)."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="trained_controls"):
        chosen = trainer_choice.trainer("trained_trainer")
        template = st.selectbox(
            say("Chat template"),
            list(TEXTS),
            format_func=lambda name: translated(TEXTS[name].label),
            width=150,
            key="trained_template",
            persist_state="session",
            disabled=chosen.own_template,
        )
        loss = "default"
        if len(chosen.losses) > 1:
            loss = st.selectbox(
                say("Loss"),
                list(chosen.losses),
                format_func=lambda name: chosen.losses[name],
                width=230,
                key=f"trained_loss_{chosen.name}",
                persist_state="session",
                help=say("Which tokens are trained, in the trainer's own words. The first is its default."),
            )
        limit = trainer_choice.max_length()
    return chosen.name, template or "chatml", loss or "default", limit


def _verdict(row: ShownRow) -> Html:
    """How much is trained, and what is easily overlooked."""
    lines = [html('<div class="x-loss-head">{said}</div>', said=_head(row))]
    if row.said:
        lines.append(html("<div>{said}</div>", said=translated(row.said)))
    if row.cite:
        lines.append(html('<div class="x-thin">{cite}</div>', cite=row.cite))
    lines += [html('<div class="note">{note}</div>', note=translated(note)) for note in row.notes]
    return html(
        '<div class="x-loss-said{bad}">{lines}</div>', bad="" if row.trained else " bad", lines=inert.join(lines)
    )


def _head(row: ShownRow) -> Html:
    if not row.trained:
        said = _FATES.get(row.outcome, _FATES["mask"])
        return html("<b>{said}</b>", said=say(said, trainer=row.trainer.label))
    counts = say(
        "{trained:,} of {tokens:,} tokens are trained ({share})",
        trained=row.trained,
        tokens=row.tokens,
        share=numbers.share(row.trained / max(row.tokens, 1)),
    )
    cut = say(" · {cut:,} tokens cut off", cut=row.cut) if row.cut else ""
    key = html(
        '<span class="x-loss-key"><span class="on">{on}</span> <span class="off">{off}</span></span>',
        on=say("trained"),
        off=say("outside the loss"),
    )
    return html("<b>{counts}</b>{cut} {key}", counts=counts, cut=cut, key=key)


def _text(row: ShownRow) -> Html:
    """The stretches, as text alone."""
    left = SHOWN
    found: list[Html] = []
    for piece in row.pieces:
        if left <= 0:
            break
        found.append(
            html('<span class="{css}">{text}</span>', css="on" if piece.trained else "off", text=piece.text[:left])
        )
        left -= len(piece.text)
    whole = sum(len(piece.text) for piece in row.pieces)
    note = (
        html(
            '<div class="x-thin">{said}</div>',
            said=say("The first {shown:,} of {all:,} characters.", shown=SHOWN, all=whole),
        )
        if whole > SHOWN
        else Html("")
    )
    return html('<div class="x-loss" dir="auto">{text}</div>{note}', text=inert.join(found), note=note)
