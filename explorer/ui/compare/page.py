"""The body of the Compare page: what differs most in one sentence, all that differs, the same charts in two colours, checks, rows."""

from __future__ import annotations

import streamlit as st

from explorer import compare
from explorer.charts import numbers
from explorer.charts.theme import COLOURS, PALETTE
from explorer.compare import Change, Difference, Matched, Measured
from explorer.compare.sentences import amounts, interval, name, short_interval
from explorer.errors import FilterError
from explorer.scorecard import Finding
from explorer.store import Dataset
from explorer.ui import gaps, state
from explorer.ui.compare import charts, other, preview, rows
from explorer.ui.overview import scorecard as thresholds
from explorer.ui.overview import variety
from explorer.ui.parts import chart, inert
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import Html, html
from explorer.view import View
from explorer.words import later, plural, say, translated

DROPS, OTHER, GAPS = "drops", "other", "gaps"
_MODES = {
    DROPS: later("Before and after the drops"),
    OTHER: later("Another dataset or version"),
    GAPS: later("What a reference has"),
}
_LISTED = 10  # differences
_SIGNS = {"fail": "✕", "warn": "!", "pass": "✓", "unknown": "?"}
_WORDS = {"fail": later("fail"), "warn": later("warn"), "pass": later("pass"), "unknown": later("cannot tell")}


def draw(view: View) -> None:
    """The page: of all rows that the drops keep, whatever is looked at."""
    kept = view.kept()
    fixed = None if kept.has_drops or state.asked(other.KEY) else preview.after_fixes(kept)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="compare_controls"):
        mode = st.segmented_control(
            say("Compare"),
            list(_MODES),
            format_func=lambda one: say(_MODES[one]),
            required=True,
            label_visibility="collapsed",
            **state.remember("compare", DROPS if kept.has_drops or fixed else OTHER),
        )
        typed = other.ask() if mode == OTHER else ""
    if mode == GAPS:
        gaps.draw(view)
    elif mode == OTHER:
        found = other.chosen(typed)
        if found is not None:
            _with(found, kept)
    elif kept.has_drops:
        _both(kept.everything(), kept, say("before"), say("after"))
    elif (shown := fixed or preview.after_fixes(kept)) is not None:
        after, steps = shown
        preview.offer(kept, after, steps)
        _both(kept.everything(), after, say("as it is"), say("without provable faults"), is_preview=True)
    else:
        _no_drops()


def _no_drops() -> None:
    st.markdown(
        say(
            "Nothing is dropped yet. As soon as a step or a decision takes rows out, this page shows what that changed: lengths, "
            "abilities, languages, faults and every check, before and after."
        )
    )
    with st.container(horizontal=True, gap="small"):
        if st.button(say("See what is wrong"), key="compare_overview", type="primary", icon=":material/dashboard:"):
            state.go("")
        st.button(
            say("Compare with another dataset"),
            key="compare_other",
            icon=":material/compare_arrows:",
            on_click=_switch,
            args=(OTHER,),
        )


def _switch(mode: str) -> None:
    st.session_state["compare"] = mode


def _with(found: Dataset, kept: View) -> None:
    """The other dataset is the earlier one: what is open is what one asks about."""
    try:
        before = View.of(found, "", kept.drops.steps, kept.drops.by_hand)
    except FilterError:
        before = View.of(found, by_hand=kept.drops.by_hand)
        st.caption(
            say(
                "The drop steps name columns that {name} lacks: all of its rows are compared.",
                name=inert.label(found.name, 60),
            )
        )
    _both(before, kept, inert.line(found.name, 28), inert.line(kept.dataset.name, 28))


def _both(before: View, after: View, name_before: str, name_after: str, *, is_preview: bool = False) -> None:
    measured = _measured(before, after)
    profile = thresholds.profile()
    changes = compare.verdicts(variety.card(before, profile), variety.card(after, profile))
    colour = COLOURS[chart.mode()].faint if measured.nested else PALETTE[1]
    inert.show(html("<style>.x-two, .x-both {{ --before: {colour}; }}</style>", colour=colour))
    inert.show(_sentence(measured, changes, name_before, name_after))
    with st.container(key="wraps_compare"):
        left, right = st.columns([60, 40], gap="medium")
    with left:
        inert.show(
            _head(say("What differs, the surest first"), say("difference, 95 % interval")), _differences(measured)
        )
    with right:
        inert.show(_head(say("Checks that changed")), _checks(changes))
        if measured.nested and any(one.step > 0 for one in changes):
            st.caption(say("Drops add no fault: what got worse is now a larger share, since fewer rows are left."))
    inert.show(charts.draw(before, after, measured))
    if not is_preview:
        rows.draw(before, after, _matched(before, after), name_before, name_after, measured.nested)
    with st.expander(say("Details: every check, every difference"), key="compare_details", on_change="rerun") as box:
        if box.open:
            inert.show(_every_check(changes, name_before, name_after))
            inert.show(_every_difference(measured))


def _measured(before: View, after: View) -> Measured:
    def differences(shown: View, key: object) -> Measured:
        del key
        return compare.measure(before, shown)

    return ask(differences, after, before.key)


def _matched(before: View, after: View) -> Matched:
    def pairs(shown: View, key: object) -> Matched:
        del key
        return compare.match(before, shown)

    return ask(pairs, after, before.key)


def _head(words: str, right: str = "") -> Html:
    return html('<h3 class="x-h x-sides">{words}<small>{right}</small></h3>', words=words, right=right)


# ---- in words ----


def _sentence(found: Measured, changes: list[Change], name_before: str, name_after: str) -> Html:
    better = sum(one.step < 0 for one in changes)
    worse = sum(one.step > 0 for one in changes)
    css = "fail" if worse and not better else "warn" if worse else "pass" if better else "unknown"
    tally = say("Checks: {better} better, {worse} worse.", better=better, worse=worse)
    if not better and not worse:
        tally = say("No check changed its verdict.")
    first, then = compare.first_sentence(found), tally
    if found.nested:  # whether drops did good is what one asks first
        first, then = (_became(better, worse) if better or worse else tally), first
    return html(
        '<div class="x-verdict {css} x-both"><div><strong>{said}</strong>'
        '<p><u class="before"></u>{before} · {rows_before} &nbsp; <u class="after"></u>{after} · {rows_after} &nbsp; {then}</p></div></div>',
        css=css,
        said=first,
        before=name_before,
        after=name_after,
        rows_before=numbers.counted(found.rows_before, "row"),
        rows_after=numbers.counted(found.rows_after, "row"),
        then=then,
    )


def _became(better: int, worse: int) -> str:
    if not worse:
        return plural(
            "Better: {n} check improves, none gets worse.", "Better: {n} checks improve, none gets worse.", better
        )
    if not better:
        return plural(
            "Worse: {n} check gets worse, none improves.", "Worse: {n} checks get worse, none improves.", worse
        )
    return say("Mixed: {better} checks improve, {worse} get worse.", better=better, worse=worse)


def _differences(found: Measured) -> Html:
    listed = found.telling[:_LISTED]
    if not listed:
        return html('<p class="x-quiet">{said}</p>', said=say("Nothing differs beyond chance."))
    return html('<div class="x-differ x-two">{lines}</div>', lines=inert.join(_line(one) for one in listed))


def _line(one: Difference) -> Html:
    before, after = amounts(one)
    widest = max(abs(one.before), abs(one.after)) or 1.0
    return html(
        '<div title="{told}"><span>{name}</span><i><u style="width:{a}%"></u><b style="width:{b}%"></b></i>'
        "<em>{before} → {after}</em><small>{interval}</small></div>",
        told=compare.sentence(one),
        name=name(one),
        a=f"{100 * max(one.before, 0) / widest:.1f}",
        b=f"{100 * max(one.after, 0) / widest:.1f}",
        before=before,
        after=after,
        interval=short_interval(one),
    )


def _checks(changes: list[Change]) -> Html:
    moved = [one for one in changes if one.step]
    if not moved:
        tally = {verdict: sum(one.after.verdict == verdict for one in changes) for verdict in ("fail", "warn", "pass")}
        return html(
            '<p class="x-quiet">{said}</p>',
            said=say(
                "None: {fail} fail, {warn} warn, {passed} pass on both sides.",
                fail=tally["fail"],
                warn=tally["warn"],
                passed=tally["pass"],
            ),
        )
    return html(
        '<div class="x-points"><table>{rows}</table></div>',
        rows=inert.join(_check(one) for one in moved[:_LISTED]),
    )


def _check(one: Change) -> Html:
    return html(
        '<tr class="{css}"><td>{sign}</td><td>{title}</td><td>{before} → {after}</td></tr>',
        css="pass" if one.step < 0 else "fail",
        sign="▲" if one.step < 0 else "▼",
        title=translated(one.after.point.title),
        before=_verdict(one.before),
        after=_verdict(one.after),
    )


def _verdict(finding: Finding) -> Html:
    return html(
        '<b class="x-{verdict}">{sign} {word}</b>',
        verdict=finding.verdict,
        sign=_SIGNS[finding.verdict],
        word=say(_WORDS[finding.verdict]),
    )


def _every_check(changes: list[Change], name_before: str, name_after: str) -> Html:
    rows_ = inert.join(
        html(
            "<tr><td></td><td>{title}</td><td>{a} {said_a}</td><td>{b} {said_b}</td></tr>",
            title=translated(one.after.point.title),
            a=_verdict(one.before),
            b=_verdict(one.after),
            said_a=one.before.said,
            said_b=one.after.said,
        )
        for one in changes
    )
    return html(
        '<div class="x-points x-wide"><table><tr><th></th><th>{check}</th><th>{before}</th><th>{after}</th></tr>{rows}</table></div>',
        check=say("Check"),
        before=name_before,
        after=name_after,
        rows=rows_,
    )


def _every_difference(found: Measured) -> Html:
    listed = [one for one in found.differences if one.tells]
    return html(
        '<div class="x-points"><table>{rows}</table><p class="x-quiet">{told}</p></div>',
        rows=inert.join(
            html(
                "<tr><td></td><td>{name}</td><td>{before} → {after}</td><td>{interval}</td></tr>",
                name=name(one),
                before=amounts(one)[0],
                after=amounts(one)[1],
                interval=interval(one),
            )
            for one in listed[:200]
        ),
        told=say(
            "Shares: Newcombe's interval. Numbers: Cliff's delta, how much more often a row of the second exceeds one of the first "
            "than falls below it, from -1 to 1. Both are as for two samples, which is cautious where rows are shared; before and "
            "after drops, kept rows are held against dropped ones. Ranked by the end of the interval that is nearer to none."
        ),
    )
