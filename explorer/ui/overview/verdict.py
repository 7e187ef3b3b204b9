"""The verdict band: one word, one sentence with a number, and the next step."""

from __future__ import annotations

import streamlit as st

from explorer import report
from explorer.charts import verdict as words
from explorer.scorecard import Card
from explorer.scorecard.problems import Soundness
from explorer.ui import state
from explorer.ui.overview import fix, scorecard
from explorer.ui.parts import inert
from explorer.ui.parts.inert import html
from explorer.view import View
from explorer.words import language, say

_ICONS = {"fail": "✕", "warn": "!", "pass": "✓", "unknown": "…"}


def draw(view: View, card: Card, sound: Soundness, is_building: bool) -> None:
    """Draw the band. view: all that is kept."""
    verdict = "unknown" if is_building else card.verdict
    word, said = words.sentence(card, sound, is_building)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="verdict"):
        inert.show(
            html(
                '<div class="x-verdict {verdict}"><b>{icon}</b><div><strong>{word}</strong><p>{said}</p></div></div>',
                verdict=verdict,
                icon=_ICONS[verdict],
                word=word,
                said=said,
            )
        )
        if not is_building and view.dataset.rows:
            fix.button(view, card.profile)
            if st.button(say("Review rows"), key="to_review", icon=":material/fact_check:"):
                state.go("review")
            options, profile = report.ReportOptions(language=language()), scorecard.profile()
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


def _report_made(name: str) -> None:
    st.toast(
        say("The report is being made; the browser saves it as {name}.", name=inert.label(name)),
        icon=":material/summarize:",
    )
