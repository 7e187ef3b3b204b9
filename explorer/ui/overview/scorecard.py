"""The scorecard on the Overview: fit to train on or not, why, and a way to the rows to blame."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from explorer import scorecard
from explorer.errors import ExplorerError
from explorer.scorecard import Card, Finding, Profile
from explorer.ui import state
from explorer.ui.overview import fix
from explorer.ui.parts import inert, look, problem
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import Html, html
from explorer.view import View

_KINDS = {"general": "General", "vertical": "One domain", "reasoning": "Reasoning"}
_WORDS = {"fail": "fails", "warn": "warns", "pass": "passes", "unknown": "cannot be told"}
_SIGNS = {"fail": "✕", "warn": "!", "pass": "✓", "unknown": "?"}
_DETAILED = ("fail", "warn")
_CHANGES = "profile_changes"


def profile() -> Profile:
    """The thresholds of this session."""
    kind = st.session_state.get("kind") or scorecard.DEFAULT_KIND
    found = scorecard.shipped(kind if kind in _KINDS else scorecard.DEFAULT_KIND)
    try:
        return found.changed(state.get(_CHANGES, {}).get(kind, {}))
    except ExplorerError:
        return found


def draw(view: View, is_building: bool) -> None:
    """The scorecard of the kept rows."""
    with st.container(horizontal=True, vertical_alignment="center", key="scorecard_head"):
        st.subheader("Is it fit to train on?", anchor=False, width="content")
        st.segmented_control(
            "Kind of dataset",
            list(_KINDS),
            format_func=_KINDS.__getitem__,
            label_visibility="collapsed",
            required=True,
            help="Each kind has its own thresholds.",
            **state.remember("kind", scorecard.DEFAULT_KIND),
        )
    card: Card = ask(scorecard.score, view.kept(), profile())
    inert.show(_summary(card, is_building))
    if not is_building:
        with st.container(horizontal=True, gap="small", key="verdict_actions"):
            fix.button(view, card.profile)
            state.link("review", "Review rows", ":material/fact_check:")
    bad = [finding for verdict in _DETAILED for finding in card.findings if finding.verdict == verdict]
    for finding in bad:
        _detail(finding)
    with st.expander("All points", icon=":material/checklist:", type="compact"):
        inert.show(_all(card))
    _thresholds(card.profile)


def _summary(card: Card, is_building: bool) -> Html:
    tally: dict[str, int] = dict(card.tally.items())
    judged = sum(finding.measured.value is not None for finding in card.findings)
    if is_building:
        # Until every judgement is there, no verdict: what has been judged so far stands below.
        said = f"Judging: {judged} of {len(card.findings)} points so far."
    elif tally["fail"]:
        said = "Not as it is: " + ", ".join(_short(card, "fail")) + "."
    elif tally["warn"]:
        said = "Nearly: " + ", ".join(_short(card, "warn")) + "."
    elif tally["pass"]:
        said = "Yes: no point fails or warns."
    else:
        said = "There are too few rows to tell."
    counts = ", ".join(
        f"{tally[verdict]} {words}"
        for verdict, words in (("fail", "fail"), ("warn", "warn"), ("pass", "pass"), ("unknown", "cannot be told"))
        if tally[verdict]
    )
    chips = inert.join(
        html(
            '<span class="x-chip {verdict}" title="{told}"><b>{sign}</b>{title}</span>',
            verdict=finding.verdict,
            told=f"{finding.said} Asked: {finding.threshold}.",
            sign=_SIGNS[finding.verdict],
            title=finding.point.title,
        )
        for finding in card.findings
    )
    return html(
        '<div class="x-score"><p class="{verdict}">{said}</p><p class="x-quiet">{counts} of {points} points, on '
        '{rows} kept rows.</p><div class="x-chips">{chips}</div></div>',
        verdict="unknown" if is_building else card.verdict,
        said=said,
        counts=counts,
        points=len(card.findings),
        rows=f"{card.counts.rows:,}",
        chips=chips,
    )


def _short(card: Card, verdict: str) -> list[str]:
    found = [finding.point.title.lower() for finding in card.findings if finding.verdict == verdict]
    return found if len(found) <= 6 else [*found[:6], f"{len(found) - 6} more"]


def _detail(finding: Finding) -> None:
    """A finding that fails or warns: what, why, what to do, and its rows."""
    point, blame = finding.point, finding.measured.blame
    text, beside = st.columns([3, 1], vertical_alignment="center", gap="small")
    with text:
        inert.show(
            html(
                '<div class="x-finding {verdict}"><b>{title}</b> <i>{threshold}</i><p>{said}</p><p class="x-quiet">{why} {todo}</p></div>',
                verdict=finding.verdict,
                title=point.title,
                threshold=f"{_WORDS[finding.verdict]}: {finding.threshold}",
                said=finding.said,
                why=point.why,
                todo=point.todo,
            ),
        )
    if blame:
        with beside, st.container(horizontal=True, gap="small", horizontal_alignment="right"):
            look.look_button("Look", blame, f"show_{point.id}", inert.label(blame, 300))
            if _can_drop(finding):
                look.drop_button(f"Drop {finding.measured.rows:,}", point.title, blame, f"drop_{point.id}", point.why)
    if point.id == "rejected":
        state.link("quality", "See the rejected lines", ":material/rule:")


def _can_drop(finding: Finding) -> bool:
    """Where the rows to blame are faults, and not what there is too little of."""
    return finding.point.measure in ("share", "stray_language") and not finding.point.low and finding.measured.rows > 0


def _all(card: Card) -> Html:
    """Every point by section."""
    rows = []
    section = ""
    for finding in card.findings:
        if finding.point.section != section:
            section = finding.point.section
            rows.append(html('<tr><th colspan="4">{section}</th></tr>', section=section))
        rows.append(
            html(
                '<tr class="{verdict}"><td>{sign}</td><td>{title}</td><td>{said}</td><td>{threshold}</td></tr>',
                verdict=finding.verdict,
                sign=_SIGNS[finding.verdict],
                title=finding.point.title,
                said=finding.said,
                threshold=finding.threshold,
            )
        )
    return html('<div class="x-points"><table>{rows}</table></div>', rows=inert.join(rows))


# ---- thresholds ----


def _thresholds(held: Profile) -> None:
    with st.expander(
        "Thresholds", icon=":material/tune:", type="compact", key="thresholds_open", on_change="rerun"
    ) as box:
        if not box.open:
            return
        st.caption("Shares are from 0 to 1. A change shows its effect at once, and holds for this session.")
        titles = {point.id: point.title for point in scorecard.POINTS}
        rows = [
            {"point": titles[name], "warn": held.limit(name, "warn"), "fail": held.limit(name, "fail")}
            for name in titles
            if name in held.limits
        ]
        names = [name for name in titles if name in held.limits]
        version = state.get("thresholds_version", 0)
        edited: Any = st.data_editor(
            rows,
            key=f"thresholds_{held.kind}_{version}",
            hide_index=True,
            disabled=["point"],
            column_config={
                "point": st.column_config.TextColumn("Point", width="large"),
                "warn": st.column_config.NumberColumn("Warns beyond", min_value=0.0, format="%.10g"),
                "fail": st.column_config.NumberColumn("Fails beyond", min_value=0.0, format="%.10g"),
            },
            num_rows="fixed",
        )
        changes = {
            name: {
                level: row[level]
                for level in ("warn", "fail")
                if row[level] is not None and row[level] != before[level]
            }
            for name, row, before in zip(names, edited, rows, strict=True)
        }
        changes = {name: levels for name, levels in changes.items() if levels}
        if changes:
            _keep(held.kind, changes)
        with st.container(horizontal=True, gap="small"):
            if state.get(_CHANGES, {}).get(held.kind) and st.button(
                "Back to the shipped thresholds", key="reset_limits"
            ):
                state.put(_CHANGES, {**state.get(_CHANGES, {}), held.kind: {}})
                state.put("thresholds_version", version + 1)
                st.rerun()
            st.download_button(
                "Download as a profile",
                data=as_toml(held),
                file_name="profile.toml",
                mime="application/toml",
                key="download_profile",
                on_click="ignore",
                help="For the command line: check --profile profile.toml",
            )


def _keep(kind: str, changes: dict[str, dict[str, float]]) -> None:
    every = dict(state.get(_CHANGES, {}))
    mine = {name: dict(levels) for name, levels in every.get(kind, {}).items()}
    for name, levels in changes.items():
        mine.setdefault(name, {}).update(levels)
    try:
        scorecard.shipped(kind).changed(mine)
    except ExplorerError as error:
        problem.show_error(error)
        return
    every[kind] = mine
    state.put(_CHANGES, every)
    state.put("thresholds_version", state.get("thresholds_version", 0) + 1)
    st.rerun()


def as_toml(held: Profile) -> str:
    """The profile as a file for --profile."""
    lines = [f"[{held.kind}.settings]"]
    lines += [f"{name} = {json.dumps(value)}" for name, value in held.settings.items()]
    for name, levels in held.limits.items():
        lines += ["", f"[{held.kind}.{name}]", *(f"{level} = {value!r}" for level, value in levels.items())]
    return "\n".join(lines) + "\n"
