"""The scorecard behind the Overview: every check with its limit, and the thresholds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer import norms, scorecard
from explorer.errors import ExplorerError
from explorer.scorecard import Card, Profile
from explorer.ui import state
from explorer.ui.parts import inert, problem
from explorer.ui.parts.inert import Html, html
from explorer.view import View
from explorer.words import later, say, translated

_KINDS = {"general": later("General"), "vertical": later("One domain"), "reasoning": later("Reasoning")}
_SIGNS = {"fail": "✕", "warn": "!", "pass": "✓", "unknown": "?"}
_CHANGES = "profile_changes"


def profile() -> Profile:
    """The thresholds of this session."""
    kind = st.session_state.get("kind") or scorecard.DEFAULT_KIND
    found = scorecard.shipped(kind if kind in _KINDS else scorecard.DEFAULT_KIND)
    try:
        return found.changed(state.get(_CHANGES, {}).get(kind, {}))
    except ExplorerError:
        return found


def draw(view: View, card: Card, *, is_estimate: bool) -> None:
    """Every check by section, the kind of dataset that it is judged as, and the thresholds.

    is_estimate: figures are of a sample, and are held beside no other dataset's.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="scorecard_head"):
        st.subheader(say("Every check"), anchor=False, width="content")
        st.segmented_control(
            say("Kind of dataset"),
            list(_KINDS),
            format_func=lambda name: say(_KINDS[name]),
            label_visibility="collapsed",
            required=True,
            help=say("Each kind has its own thresholds."),
            **state.remember("kind", scorecard.DEFAULT_KIND),
        )
    inert.show(_all(card, {} if is_estimate else norms.places(view.dataset, norms.figures(card))))
    _thresholds(card.profile)


def place_in_words(place: norms.Place | None) -> str:
    """Where a figure stands among known datasets, in words."""
    if place is None:
        return ""
    if place.same == place.of:
        return say("the same in all {of} known datasets", of=place.of)
    if not place.below:
        return say("none of {of} known datasets has less", of=place.of)
    return say("more than {below} of {of} known datasets", below=place.below, of=place.of)


def _all(card: Card, places: Mapping[str, norms.Place]) -> Html:
    """Every point by section. places: where its figure stands among known datasets."""
    rows = []
    section = ""
    for finding in card.findings:
        if finding.point.section != section:
            section = finding.point.section
            rows.append(html('<tr><th colspan="4">{section}</th></tr>', section=translated(section)))
        rows.append(
            html(
                '<tr class="{verdict}"><td>{sign}</td><td>{title}</td><td>{said}<div class="x-thin">{place}</div></td>'
                "<td>{threshold}</td></tr>",
                verdict=finding.verdict,
                sign=_SIGNS[finding.verdict],
                title=translated(finding.point.title),
                said=finding.said,
                place=place_in_words(places.get(finding.point.id)),
                threshold=finding.threshold,
            )
        )
    return html('<div class="x-points"><table>{rows}</table></div>', rows=inert.join(rows))


# ---- thresholds ----


def _thresholds(held: Profile) -> None:
    with st.expander(
        say("Thresholds"), icon=":material/tune:", type="compact", key="thresholds_open", on_change="rerun"
    ) as box:
        if not box.open:
            return
        st.caption(say("Shares are from 0 to 1. A change shows its effect at once, and holds for this session."))
        titles = {point.id: translated(point.title) for point in scorecard.POINTS}
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
                "point": st.column_config.TextColumn(say("Point"), width="large"),
                "warn": st.column_config.NumberColumn(say("Warns beyond"), min_value=0.0, format="%.10g"),
                "fail": st.column_config.NumberColumn(say("Fails beyond"), min_value=0.0, format="%.10g"),
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
                say("Back to the shipped thresholds"), key="reset_limits"
            ):
                state.put(_CHANGES, {**state.get(_CHANGES, {}), held.kind: {}})
                state.put("thresholds_version", version + 1)
                st.rerun()
            st.download_button(
                say("Download as a profile"),
                data=as_toml(held),
                file_name="profile.toml",
                mime="application/toml",
                key="download_profile",
                on_click="ignore",
                help=say("For the command line: check --profile profile.toml"),
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
