"""Rows of the sample that a person grades, one after the other, without seeing the judge's own grades."""

from __future__ import annotations

import streamlit as st

from explorer import judge
from explorer.decisions import person
from explorer.errors import ExplorerError
from explorer.judge import Judge
from explorer.labels import label_of
from explorer.ui.parts import inert, problem
from explorer.ui.parts.inert import html
from explorer.view import View
from explorer.words import say, translated

_LONGEST = 6_000  # characters of a turn that are shown


def graded(view: View, who: Judge, chosen: list[int]) -> tuple[int, int]:
    """Draw the next row to grade; (how many are graded, how many there are to grade)."""
    dataset = view.dataset
    rows = judge.to_grade(dataset, who, chosen, judge.GRADED)
    known = judge.paid().grades(who.rubric, [row.content for row in rows])
    missing = [row for row in rows if row.content not in known]
    done = len(rows) - len(missing)
    if not rows or not missing:
        return done, len(rows)
    row = missing[0]
    st.markdown(say("**Grade row {n} of {all}**", n=done + 1, all=len(rows)))
    st.caption(say("Your grades tell how far to trust the judge's. Its own are not shown before yours."))
    try:
        turns = dataset.source.conversation(row.row_id).turns
    except (ExplorerError, OSError) as error:
        problem.show_error(error, say("The row cannot be read from its source."))
        return done, len(rows)
    said = inert.join(
        html(
            '<div class="x-head"><b>{role}</b></div><div class="x-text" dir="auto">{text}</div>',
            role=label_of("role", turn.role),
            text=inert.line(turn.rendered(), _LONGEST) if len(turn.rendered()) > _LONGEST else turn.rendered(),
        )
        for turn in turns
    )
    left, right = st.columns([60, 40], gap="medium")
    with left, st.container(height=420, border=True):
        inert.show(html("{said}", said=said))
    with right, st.form(f"grade_{row.row_id}", border=False):
        grades = {
            one.name: st.segmented_control(
                inert.label(translated(one.label)[:1].upper() + translated(one.label)[1:], 60),
                list(range(one.low, one.high + 1)),
                help=inert.label(translated(one.asks), 400),
                key=f"grade_{row.row_id}_{one.name}",
            )
            for one in who.rubric.criteria
        }
        if st.form_submit_button(say("Save and go on"), key="grade_save", type="primary"):
            given = {name: int(grade) for name, grade in grades.items() if grade is not None}
            if len(given) < len(grades):
                st.warning(say("Grade every criterion."))
            else:
                judge.paid().grade(who.rubric, {row.content: given}, person())
                st.rerun()
    return done, len(rows)
