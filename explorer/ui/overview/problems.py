"""What is wrong, ranked: bars with their limits; Look and Drop at each bar's end."""

from __future__ import annotations

import streamlit as st

from explorer.charts import numbers
from explorer.scorecard import Card, Finding
from explorer.scorecard.estimated import Estimated, percent
from explorer.scorecard.problems import names_faults, ranked
from explorer.ui import history, state
from explorer.ui.parts import look, problem_list
from explorer.ui.parts.problem_list import Problem
from explorer.ui.review import queue
from explorer.words import later, plural, say, translated

_KEY = "problems"
_SHOWN = 9
_REJECTED = "rejected"  # the measure of lines that hold no row
_SIGNS = {"fail": "✕", "warn": "!"}
_AS_FAULT = {
    "size": later("Too few good rows"),
    "too_many": later("More rows than needed"),
    "trainability": later("Lost in training"),
}
"""What is wrong, where a check is named by what is right."""


def draw(card: Card, is_building: bool) -> None:
    """Draw the list; passes as one quiet line."""
    found = ranked(card)
    first = found[:_SHOWN]
    widest = max((f.measured.rows for f in first if _counts_rows(f)), default=0) or 1
    shown = [_problem(finding, widest, card.counts.rows) for finding in first]
    tally = card.tally
    quiet = []
    if len(found) > _SHOWN:
        more = len(found) - _SHOWN
        quiet.append(
            plural(
                "{n:,} more minor problem below, under Details", "{n:,} more minor problems below, under Details", more
            )
        )
    if tally["pass"]:
        quiet.append(plural("{n:,} check passed", "{n:,} checks passed", tally["pass"]))
    if tally["unknown"]:
        quiet.append(
            say("{n} still to be judged", n=tally["unknown"])
            if is_building
            else say("{n} without enough data", n=tally["unknown"])
        )
    state.put("problems_of", {finding.point.id: finding for finding in found})
    problem_list.draw(_KEY, shown, " · ".join(quiet), _pressed)
    place = state.take("look_at_problem")
    if place == _REJECTED:
        state.put("review_show", queue.REJECTED)
        state.go("review")
    elif place:
        look.look_at(place)


def _counts_rows(finding: Finding) -> bool:
    """Whether its bar is as long as the rows, or lines, that are at fault: these can be held against one another."""
    return names_faults(finding) or finding.point.measure == _REJECTED


def _problem(finding: Finding, widest: int, rows: int) -> Problem:
    """widest: rows of the longest bar. rows: all that are judged."""
    measured, point = finding.measured, finding.point
    told = say(
        "{said} {why} {todo} Limit: {threshold}.",
        said=finding.said,
        why=translated(point.why),
        todo=translated(point.todo),
        threshold=finding.threshold,
    )
    acts: list[tuple[str, str]] = []
    guessed = isinstance(finding, Estimated)
    doubt = say(" · not certain yet") if guessed and not finding.is_sure else ""
    if not guessed and (measured.blame or point.measure == _REJECTED) and point.measure != "size":
        acts.append(("look", say("Look")))
    if _counts_rows(finding):
        if finding.drop is not None:
            acts.append(("drop", say("Drop {rows:,}", rows=measured.rows)))
        limit = finding.limit
        return Problem(
            point.id,
            finding.verdict,
            _SIGNS[finding.verdict],
            _title(finding),
            told,
            measured.rows / widest,
            None if limit is None else limit * measured.of / widest,
            _range(finding) if guessed else _part(finding, rows),
            ("" if limit is None else say(" · limit {limit}", limit=numbers.share(limit))) + doubt,
            tuple(acts),
        )
    number, of, bar = _lacking(finding)
    return Problem(
        point.id,
        finding.verdict,
        _SIGNS[finding.verdict],
        _title(finding),
        told,
        bar,
        None,
        _range(finding) if guessed else number,
        of + doubt,
        tuple(acts),
        True,
    )


def _part(finding: Finding, rows: int) -> str:
    """What part is at fault, in percent: of all rows; of some of them alone, such as answers to maths, with their number."""
    measured = finding.measured
    if measured.of in (rows, 0) or not names_faults(finding):
        return numbers.share(measured.value or 0.0)
    return say("{share} of {rows:,}", share=numbers.share(measured.value or 0.0), rows=measured.of)


def _title(finding: Finding) -> str:
    named = _AS_FAULT.get(finding.point.id)
    return translated(finding.point.title) if named is None else say(named)


def _range(finding: Estimated) -> str:
    """What the value of a finding may be: "3.8 % to 4.4 %"."""
    low, high = finding.interval or (0.0, 0.0)
    measure = finding.point.measure
    if measure in ("size", "coverage"):
        shown = [f"{end:,.0f}" for end in (low, high)]
    elif measure == "balance":
        shown = [f"{end:.2f}" for end in (low, high)]
    else:
        shown = [percent(end) for end in (low, high)]
    if low <= 0 < high:
        return say("at most {high}", high=shown[1])
    number = shown[0] if shown[0] == shown[1] else say("{low} to {high}", low=shown[0], high=shown[1])
    return number + (say(" missing") if measure == "coverage" else "")


def _lacking(finding: Finding) -> tuple[str, str, float | None]:
    """(number, what it is held against, bar) of a point that counts what there is too little or too much of."""
    value, limit = finding.measured.value or 0.0, finding.limit
    measure = finding.point.measure
    # How much there is of what is needed; a limit that is crossed fills it, since such counts have no end.
    bar = None if not limit else min(1.0, value / limit) if finding.point.low else 1.0
    if measure in ("size", "too_many", "coverage"):
        number = f"{value:,.0f}" + (say(" missing") if measure == "coverage" else "")
        of = _held_against(finding, None if limit is None else f"{limit:,.0f}")
        return number, of, bar
    if measure == "balance":
        return f"{value:.2f}", _held_against(finding, None if limit is None else f"{limit:.2f}"), min(1.0, value)
    if measure == "varied":
        return f"{value:.3g}", _held_against(finding, None if limit is None else f"{limit:.10g}"), bar
    of = _held_against(finding, None if limit is None else numbers.share(limit))
    return numbers.share(value), of, min(1.0, value)


def _held_against(finding: Finding, limit: str | None) -> str:
    if limit is None:
        return ""
    return say(" · needs {limit}", limit=limit) if finding.point.low else say(" · limit {limit}", limit=limit)


def _pressed() -> None:
    held = st.session_state.get(_KEY)
    act, name = (held.pressed if held is not None else None) or ("", "")
    if act == "undo":
        dropped = (state.get("dropped_problems") or {}).get(name)
        history.set_steps(tuple(step for step in state.steps() if step.where != dropped))
        return
    found = (state.get("problems_of") or {}).get(name)
    if not isinstance(found, Finding):
        return
    if act == "drop":
        had = {step.where for step in state.steps()}
        history.add_step(translated(found.point.title), found.measured.blame, translated(found.point.why))
        added = next((step.where for step in state.steps() if step.where not in had), "")
        state.put("dropped_problems", {**(state.get("dropped_problems") or {}), name: added})
    else:
        state.put("look_at_problem", found.measured.blame or found.point.measure)
