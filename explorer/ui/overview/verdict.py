"""The verdict band: one word, one sentence with a number, and the next step."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer import report
from explorer.charts import numbers
from explorer.charts import verdict as words
from explorer.scorecard import Card
from explorer.scorecard.problems import Soundness
from explorer.serving import Policy
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.overview import fix, scorecard
from explorer.ui.overview.estimate import Shown
from explorer.ui.parts import inert
from explorer.ui.parts.inert import html
from explorer.view import View
from explorer.words import language, plural, say

_ICONS = {"fail": "✕", "warn": "!", "pass": "✓", "unknown": "…"}


def report_options(policy: Policy) -> report.ReportOptions:
    """What the report holds for a person: no rows where they may download none, since a report is no way around it."""
    options = report.ReportOptions(language=language())
    return options if policy.may("download") else replace(options, examples=0, rows=0)


def draw(view: View, card: Card, sound: Soundness, is_building: bool, guess: Shown | None) -> None:
    """Draw the band. view: all that is kept. guess: the estimate that the card is from."""
    verdict = "unknown" if is_building and guess is None else card.verdict
    word, said = _guessed(card, guess) if guess else words.sentence(card, sound, is_building)
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
            profile, options = scorecard.profile(), report_options(open_dataset.policy())
            st.download_button(
                say("Report"),
                data=lambda: report.render(view, profile, options).encode("utf-8", "replace"),
                file_name=report.file_name(view),
                mime="text/html",
                icon=":material/summarize:",
                key="report",
                on_click=_report_made,
                args=(report.file_name(view),),
                help=say(
                    "For stakeholders: one HTML file that needs neither this app nor the data, with personal data replaced."
                ),
            )


def _guessed(card: Card, guess: Shown) -> tuple[str, str]:
    tally = card.tally
    waiting = sum(finding.measured.value is None for finding in card.findings)
    parts = [guess.line, numbers.counted(tally["fail"], "blocking problem") if tally["fail"] else ""]
    parts.append(numbers.counted(tally["warn"], "minor problem") if tally["warn"] else "")
    parts.append(plural("{n:,} check waits for all rows", "{n:,} checks wait for all rows", waiting) if waiting else "")
    return say("Estimate: {word}", word=words.word(card)), " · ".join(filter(None, parts))


def _report_made(name: str) -> None:
    st.toast(
        say("The report is being made; the browser saves it as {name}.", name=inert.label(name)),
        icon=":material/summarize:",
    )
