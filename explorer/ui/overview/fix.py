"""Fix what is safe: a preview of the steps that take out provable faults, and of the verdict after them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer import queries, scorecard
from explorer import steps as model
from explorer.charts import numbers, verdict
from explorer.labels import label_of
from explorer.report.actions import proposed
from explorer.scorecard import Card, Profile
from explorer.scorecard.fixes import Fix
from explorer.ui import history, state
from explorer.ui.parts import dialogs, inert
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import Html, html
from explorer.view import View
from explorer.words import column_label, language, say, translated

_SHOWN = 6  # values whose share of the mix is shown


def button(view: View, profile: Profile) -> None:
    """The button; nothing where nothing is left to fix."""
    found = proposed(view)
    if not found:
        return
    st.button(
        say("Fix what is safe"),
        key="fix",
        type="primary",
        icon=":material/auto_fix_high:",
        help=say("Shows steps that take out provable faults, and what they do, before anything is dropped."),
        on_click=dialogs.show,
        args=("fix",),
    )
    if dialogs.is_open("fix"):
        dialog(view, found, profile)


def dialog(view: View, found: Sequence[Fix], profile: Profile) -> None:
    """Each step with its rows, and what is left after those that are chosen."""
    st.dialog(say("Fix what is safe"), width="large", on_dismiss=dialogs.close)(_dialog)(view, found, profile)


def _dialog(view: View, found: Sequence[Fix], profile: Profile) -> None:
    st.caption(
        say(
            "These steps take out facts, not opinions. Each stays in the list and can be undone; the source is not changed."
        )
    )
    all_after = view.kept().with_steps(model.checked([*view.drops.steps, *(fix.step for fix in found)]))
    counted = {fall.where: fall for fall in ask(queries.waterfall, all_after).steps}
    chosen = [
        step
        for place, (step, is_sure) in enumerate(found)
        if st.checkbox(
            f"{inert.label(translated(step.name))} · {numbers.counted(counted[step.where].alone, 'row')}",
            value=is_sure,
            key=f"fix_{place}",
            help=inert.label(translated(step.reason), 300),
        )
    ]
    after = view.kept().with_steps(model.checked([*view.drops.steps, *chosen]))
    before_card, after_card = (ask(scorecard.score, one, profile, "left out") for one in (view.kept(), after))
    inert.show(
        html(
            '<div class="x-becomes"><span class="{was}">{before}</span> → <b class="{now}">{after}</b></div>',
            was=before_card.verdict,
            now=after_card.verdict,
            before=verdict.word(before_card),
            after=verdict.word(after_card),
        ),
        _preview(view, after, before_card, after_card),
    )
    for gone in [gone for gone in ask(queries.gutted, after) if gone.step >= len(view.drops.steps)][:4]:
        st.warning(
            say(
                "{name} takes out {gone:,} of {before:,} rows of {column} {value}.",
                name=inert.label(translated(after.drops.steps[gone.step].name)),
                gone=gone.before - gone.after,
                before=gone.before,
                column=inert.label(
                    column_label(view.dataset.columns[gone.column]) if language() != "en" else gone.column
                ),
                value=inert.label(label_of(gone.column, gone.value), 60),
            ),
            icon=":material/warning:",
        )
    rows = ask(queries.totals, view.kept()).rows_kept - ask(queries.totals, after).rows_kept
    if st.button(
        say("Drop {rows}", rows=numbers.counted(rows, "row")), type="primary", key="fix_now", disabled=not chosen
    ):
        history.set_steps(model.checked([*state.steps(), *chosen]))
        dialogs.close()
        st.rerun()


def _preview(view: View, after: View, before_card: Card, after_card: Card) -> Html:
    was, now = ask(queries.totals, view.kept()), ask(queries.totals, after)
    lines = [
        (say("Rows kept"), f"{was.rows_kept:,}", f"{now.rows_kept:,}"),
        (say("Blocking problems"), f"{before_card.tally['fail']:,}", f"{after_card.tally['fail']:,}"),
        (say("Minor problems"), f"{before_card.tally['warn']:,}", f"{after_card.tally['warn']:,}"),
    ]
    if was.tokens_kept is not None and now.tokens_kept is not None:
        lines.insert(1, (say("Tokens kept"), numbers.tokens(was.tokens_kept), numbers.tokens(now.tokens_kept)))
    if "ability" in view.dataset.columns:
        lines += _mix(view, after)
    rows = inert.join(
        html("<tr><th>{words}</th><td>{was}</td><td>{now}</td></tr>", words=words, was=was_, now=now_)
        for words, was_, now_ in lines
    )
    return html(
        '<div class="x-table"><table><tr><th></th><th>{now}</th><th>{after}</th></tr>{rows}</table></div>',
        now=say("now"),
        after=say("after"),
        rows=rows,
    )


def _mix(view: View, after: View) -> list[tuple[str, str, str]]:
    """Shares of the most frequent abilities, before and after."""
    was, now = (ask(queries.categories, one, "ability", limit=_SHOWN) for one in (view.kept(), after))
    left = dict(zip(now.values, now.kept, strict=True))
    totals = [max(ask(queries.totals, one).rows_kept, 1) for one in (view.kept(), after)]
    return [
        (
            f"{inert.line(label_of('ability', value), 40)}",
            numbers.share(int(rows) / totals[0]),
            numbers.share(int(left.get(value, 0)) / totals[1]),
        )
        for value, rows in zip(was.values, was.kept, strict=True)
    ][:_SHOWN]
