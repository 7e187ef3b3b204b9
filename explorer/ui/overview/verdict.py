"""The verdict band: one word, one sentence with a number, and the next step."""

from __future__ import annotations

import streamlit as st

from explorer import report
from explorer.charts import numbers
from explorer.scorecard import Card
from explorer.scorecard.problems import Soundness
from explorer.ui import state
from explorer.ui.overview import fix, scorecard, verdict_words
from explorer.ui.overview.estimate import Shown
from explorer.ui.parts import inert
from explorer.ui.parts.inert import html
from explorer.view import View
from explorer.words import plural, say, translated

_ICONS = {"fail": "✕", "warn": "!", "pass": "✓", "unknown": "…"}


def draw(view: View, card: Card, sound: Soundness, is_building: bool, guess: Shown | None) -> None:
    """Draw the band. view: all that is kept. guess: the estimate that the card is from."""
    verdict = "unknown" if is_building and guess is None else card.verdict
    word, said = _guessed(card, guess) if guess else _said(card, sound, is_building)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="verdict"):
        inert.show(
            html(
                '<div class="x-verdict {verdict}"><b>{icon}</b><div><strong>{word}</strong><p>{said}</p></div></div>',
                verdict=verdict,
                icon="≈" if guess else _ICONS[verdict],
                word=word,
                said=said,
            )
        )
        if not is_building and view.dataset.rows:
            fix.button(view, card.profile)
            if st.button(say("Review rows"), key="to_review", icon=":material/fact_check:"):
                state.go("review")
            st.download_button(
                say("Report"),
                data=lambda: report.render(view, scorecard.profile()).encode("utf-8", "replace"),
                file_name="report.html",
                mime="text/html",
                icon=":material/summarize:",
                key="report",
                on_click=_report_made,
                help=say(
                    "For stakeholders: one HTML file that needs neither this app nor the data, with personal data replaced."
                ),
            )


def _report_made() -> None:
    st.toast(say("The report is being made; the browser saves it as report.html."), icon=":material/summarize:")


def _guessed(card: Card, guess: Shown) -> tuple[str, str]:
    tally = card.tally
    waiting = sum(finding.measured.value is None for finding in card.findings)
    parts = [guess.line, numbers.counted(tally["fail"], "blocking problem") if tally["fail"] else ""]
    parts.append(numbers.counted(tally["warn"], "minor problem") if tally["warn"] else "")
    parts.append(plural("{n:,} check waits for all rows", "{n:,} checks wait for all rows", waiting) if waiting else "")
    return say("Estimate: {word}", word=verdict_words.word(card)), " · ".join(filter(None, parts))


def _said(card: Card, sound: Soundness, is_building: bool) -> tuple[str, str]:
    tally, rows = card.tally, card.counts.rows
    if is_building:
        judged = sum(finding.measured.value is not None for finding in card.findings)
        return say("Judging"), say("{judged} of {findings} checks so far.", judged=judged, findings=len(card.findings))
    if tally["fail"]:
        problems = numbers.counted(tally["fail"], "blocking problem")
        if sound.blocking:
            return verdict_words.word(card), say(
                "{problems}, in {blocking:,} of {rows}.",
                problems=problems,
                blocking=sound.blocking,
                rows=numbers.counted(rows, "row"),
            )
        return verdict_words.word(card), say(
            "{problems}: {names}.", problems=problems, names=say(", ").join(_lacks(card))
        )
    if tally["warn"]:
        problems = numbers.counted(tally["warn"], "minor problem")
        where = (
            say(", in {minor:,} of {rows}", minor=sound.minor, rows=numbers.counted(rows, "row")) if sound.minor else ""
        )
        return verdict_words.word(card), f"{problems}{where}" + say(".")
    if tally["pass"]:
        return verdict_words.word(card), say("No check fails on {rows}.", rows=numbers.counted(rows, "row"))
    return verdict_words.word(card), say("There are too few rows to tell.")


def _lacks(card: Card) -> list[str]:
    return [translated(finding.point.title).lower() for finding in card.findings if finding.verdict == "fail"][:3]
