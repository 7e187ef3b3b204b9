"""Quality: rejected lines, remarks, checks and duplicates, each leading to its rows."""

from __future__ import annotations

import streamlit as st

from explorer import filters, queries
from explorer.charts import numbers
from explorer.scorecard.problems import soundness
from explorer.ui import state
from explorer.ui.overview import scorecard, variety
from explorer.ui.parts import headings, headline, inert, look, picklist, rejected_lines
from explorer.ui.parts.cached import ask
from explorer.ui.parts.headline import Figure
from explorer.ui.quality import faults
from explorer.view import View
from explorer.words import column_help, column_label, later, plural, say, translated

_REJECTED = later("Lines that hold no usable row. Each is listed below with its reason.")
_EXACT, _NEAR = "is_exact_copy", "is_near_copy"
_GUESSED = later("Rows whose fields fit no dialect well, or more than one.")


def draw(view: View) -> None:
    """The page."""
    dataset = view.dataset
    ledger = dataset.ledger
    unit = say("of the lines")
    shown = [
        Figure(
            say("Rejected lines"),
            numbers.count(ledger.rejected),
            _of(ledger.rejected, ledger.lines, unit),
            say(_REJECTED),
        ),
        Figure(say("Blank lines"), numbers.count(ledger.blank), _of(ledger.blank, ledger.lines, unit)),
    ]
    if dataset.rows:
        guessed = dataset.facts.unsure
        rows = ask(queries.totals, view).rows_kept
        shown = [*_faulty(view), *shown]
        copies = _copies(view)
        shown += [
            Figure(
                say("Exact copies"),
                numbers.count(copies[_EXACT]),
                _of(copies[_EXACT], rows, say("of kept rows")),
                column_help(dataset.columns[_EXACT]),
            )
            if _EXACT in copies
            else Figure(say("Exact copies"), "–", say("being looked for")),
            Figure(
                say("Guessed dialect"),
                numbers.count(guessed),
                _of(guessed, dataset.rows, say("of the rows")),
                say(_GUESSED),
            ),
        ]
    headline.draw(shown)
    if dataset.rows:
        faults.draw(view)
        _duplicates(view)
        _remarks(view)
    rejected_lines.draw(view)


def _faulty(view: View) -> list[Figure]:
    """How many kept rows have a part in a problem, as Overview counts them; nothing before every check has looked at them."""
    if not view.dataset.complete:
        return []
    sound = ask(soundness, view, variety.card(view.kept(), scorecard.profile()))
    told = say(
        "{blocking:,} with a blocking problem, {minor:,} with a minor one: faults, copies, lengths and all else that Overview lists.",
        blocking=sound.blocking,
        minor=sound.minor,
    )
    wrong = sound.blocking + sound.minor
    return [Figure(say("With a problem"), numbers.count(wrong), _of(wrong, sum(sound), say("of kept rows")), told)]


def _of(part: int, whole: int, unit: str) -> str:
    return f"{numbers.share(part / whole)} {unit}" if part else say("none")


# ---- duplicates ----


def _copies(view: View) -> dict[str, int]:
    """Kept rows that repeat an earlier one, word by word or nearly, as far as that was looked for: what dropping them drops."""
    return ask(queries.flag_counts, view, [name for name in (_EXACT, _NEAR) if name in view.dataset.columns])


def _duplicates(view: View) -> None:
    st.subheader(say("Duplicates"), anchor=False)
    groups_of = {d.column.name: d for d in ask(queries.duplicates, view)}
    if not groups_of:
        st.info(say("Duplicates are still being looked for."), icon=":material/hourglass_top:")
        return
    filled = {name: count for name, count in groups_of.items() if count.groups}
    copies = _copies(view)
    exact, near = copies.get(_EXACT, 0), copies.get(_NEAR, 0)
    if not filled and not exact and not near:
        st.markdown(say(":green[:material/check_circle:] No two kept rows have the same prompt."))
        return
    state.link("duplicates", say("Side by side, at any threshold"), ":material/content_copy:")
    with st.container(horizontal=True, gap="small"):
        if exact:
            first = say("The first row of each group is kept.")
            look.drop_button(
                plural("Drop the exact copy", "Drop the {n:,} exact copies", exact),
                *look.within(view, say("Exact copies"), _EXACT),
                "drop_copies",
                first,
            )
        if near > exact:
            first = say("The first row of each group of rows that are nearly the same is kept.")
            step = look.within(view, say("Exact and near copies"), _NEAR)
            look.drop_button(say("Drop the {near:,} exact and near copies", near=near), *step, "drop_near", first)
        conflict = filled.get("conflict_group")
        if conflict:
            words = say("Look at the {rows:,} rows with conflicting answers", rows=conflict.rows)
            look.look_button(words, "conflict_group IS NOT NULL", "show_conflicts")
    if not filled:
        st.caption(say("Their first rows are not among the kept ones."))
        return
    if st.session_state.get("group_kind") not in (None, *filled):
        st.session_state["group_kind"] = next(iter(filled))
    kind = st.segmented_control(
        say("Largest groups of"),
        list(filled),
        format_func=lambda name: f"{inert.label(column_label(filled[name].column))} · {filled[name].groups:,}",
        required=True,
        default=next(iter(filled)),
        key="group_kind",
    )
    kind = kind if kind in filled else next(iter(filled))
    count = filled[kind]
    st.caption(
        say(
            "{help} {groups} of {rows:,} rows, {extra:,} beyond one of each. Click a group to see its rows.",
            help=inert.label(column_help(count.column), 300),
            groups=numbers.counted(count.groups, "group"),
            rows=count.rows,
            extra=count.extra,
        )
    )
    groups = ask(queries.duplicate_groups, view, kind, limit=10).to_pylist()
    rows = [
        {
            "rows": group["rows"],
            **{name: inert.line(group[name] or say("(empty)"), 160) for name in ("prompt", "response")},
        }
        for group in groups
    ]
    if (picked := picklist.pick("groups", view, rows)) is not None:
        look.look_at(filters.one_of(kind, [groups[picked]["group"]]))


# ---- remarks ----


def _remarks(view: View) -> None:
    found = ask(queries.remarks, view)
    if not found:
        return
    st.subheader(say("Remarks on rows"), anchor=False)
    st.caption(say("Oddities met while reading rows that are kept as rows all the same."))
    st.dataframe(
        [{"remark": inert.line(translated(said), 160), "rows": every, "kept": kept} for said, every, kept in found],
        hide_index=True,
        column_config=headings.named(
            ("remark", "rows", "kept"),
            {name: st.column_config.NumberColumn(format="localized") for name in ("rows", "kept")},
        ),
    )
    look.look_button(say("Look at the rows with remarks"), "remarks IS NOT NULL", "show_remarks")
