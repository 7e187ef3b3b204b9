"""Faults on the Quality page: how often, which together, where, and examples with what was found."""

from __future__ import annotations

import streamlit as st

from explorer import filters, queries, scorecard
from explorer.charts import categories as charts
from explorer.charts import numbers
from explorer.columns import Column
from explorer.errors import ExplorerError
from explorer.labels import label_of
from explorer.metrics.faults import WRONG
from explorer.queries import LEAST, FlagCount, Rates, Telling, Together
from explorer.store.table import quoted
from explorer.ui import history, state
from explorer.ui.overview import scorecard as details
from explorer.ui.parts import chart, inert, look, picklist
from explorer.ui.parts.cached import ask
from explorer.ui.parts.category_columns import choices
from explorer.ui.parts.inert import Html, Mark, html
from explorer.view import View
from explorer.words import column_help, column_label, plural, say, translated

_SHOWN = 8  # faults in the map of rates
_TOO_FEW = 3  # values with too few rows that are shown, blank
_CANDIDATES = 8  # columns among which the one with most to tell is looked for
_EXAMPLES = 6
_BY = ("ability", "domain", "language", "file", "dialect")


def draw(view: View) -> None:
    """The section."""
    st.subheader(say("Faults"), anchor=False)
    found: list[FlagCount] = ask(queries.flags, view)
    if not found:
        st.info(say("The checks are still being computed."), icon=":material/hourglass_top:")
        return
    if not view.dataset.complete:
        st.info(
            say("More checks are still being computed: rows without a fault so far may have one."),
            icon=":material/hourglass_top:",
        )
    fired = sorted((flag for flag in found if flag.all), key=lambda flag: -flag.all)
    silent = [flag for flag in found if not flag.all]
    if fired:
        _bars(view, fired)
    if silent:
        _silent(silent)
    kept = [flag for flag in fired if flag.kept]
    if kept:
        _examples(view, kept)
        _together(view)
        _where(view, kept)


def _silent(flags: list[FlagCount]) -> None:
    """Faults that no row has: how many, and their names once one asks."""
    inert.show(
        html(
            '<details class="x-silent"><summary><b>✓</b> {said}</summary>{names}</details>',
            said=plural(
                "{n:,} fault was looked for and not found", "{n:,} faults were looked for and not found", len(flags)
            ),
            names=say(", ").join(inert.line(column_label(flag.column), 80) for flag in flags),
        )
    )


def _bars(view: View, fired: list[FlagCount]) -> None:
    st.caption(
        say(
            "Rows that each check finds. Red: a blocking problem. Amber: a minor one. Grey: no limit is set on it. Pale: dropped. Click a bar to see its rows."
        )
    )
    figure = charts.flag_bars(fired, view.dataset.rows, chart.mode(), _harm(view))
    clicked = chart.points(chart.show(figure, "flags_figure", selection="points"))
    if clicked:
        place = round(float(clicked[0].get("y", -1)))
        if 0 <= place < len(fired):
            name = fired[place].column.name
            state.replace(name, "flag", filters.flag(name, True))
    offered = {flag.column.name: flag for flag in fired if flag.kept}
    if not offered:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.multiselect(
            say("Drop the rows that have"),
            list(offered),
            format_func=lambda name: f"{inert.line(column_label(offered[name].column))} · {offered[name].kept:,}",
            key="faults_to_drop",
            placeholder=say("Choose faults"),
        )
        st.button(
            say("Drop"),
            key="drop_faults",
            disabled=not chosen,
            type="primary",
            help=say("Adds a step for each to the list in the side bar."),
            on_click=_drop,
            args=(view, [(column_label(offered[name].column), name) for name in chosen if name in offered]),
        )


def _harm(view: View) -> dict[str, str]:
    """Columns that a point which fails or warns goes by -> "fail" or "warn"."""
    found: dict[str, str] = {}
    card: scorecard.Card = ask(scorecard.score, view.kept(), details.profile(), "left out")
    for finding in card.findings:
        if finding.verdict not in ("fail", "warn") or finding.drop is None:
            continue
        for column in filters.parse(finding.measured.blame, view.dataset.columns).columns:
            if found.get(column) != "fail":
                found[column] = finding.verdict
        if finding.point.id in ("wrong", "wrong_earlier"):
            found.update({name: finding.verdict for name in WRONG if found.get(name) != "fail"})
    return found


def _drop(view: View, chosen: list[tuple[str, str]]) -> None:
    for label, name in chosen:
        history.add_step(*look.within(view, label[:1].upper() + label[1:], filters.flag(name, True)))


# ---- examples ----


def _examples(view: View, fired: list[FlagCount]) -> None:
    offered = {flag.column.name: flag.column for flag in fired}
    st.subheader(say("Examples, with what was found"), anchor=False)
    name = st.selectbox(
        say("Fault"),
        list(offered),
        format_func=lambda n: inert.line(column_label(offered[n])),
        label_visibility="collapsed",
        width=300,
        **state.remember("fault", next(iter(offered))),
    )
    column = offered.get(name) or next(iter(offered.values()))
    st.caption(inert.label(column_help(column), 500))
    only = view.narrowed(quoted(column.name), {column.name})
    rows = ask(queries.row_ids, only, limit=_EXAMPLES)
    cards = [_card(view, column, row_id) for row_id in rows]
    inert.show(html('<div class="x-cards">{cards}</div>', cards=inert.join(cards)))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(say("Read:"), width="content")
        for row_id in rows:
            if st.button(say("row {row_id:,}", row_id=row_id), key=f"read_{row_id}", type="tertiary"):
                state.open_row(row_id)
        look.look_button(say("Look at all of them"), filters.flag(column.name, True), "only_fault")


def _card(view: View, column: Column, row_id: int) -> Html:
    """The row's finding in its surroundings."""
    try:
        found = queries.excerpt(view.dataset, row_id, column.name)
    except (ExplorerError, OSError) as error:
        return html(
            '<div class="x-card">{said}</div>',
            said=f"{say('row {row_id:,}', row_id=row_id)}: {translated(str(error))[:300]}",
        )
    return html(
        '<div class="x-card"><div class="x-head"><b>{row}</b><span>{said}</span></div>'
        '<div class="x-text">{before}{text}{after}</div></div>',
        row=say("row {row_id:,}", row_id=row_id),
        said=inert.line(translated(found.said), 200),
        before="… " if found.cut_before else "",
        text=inert.marked(found.text or say("(empty)"), (), [Mark(start, end, "bad") for start, end in found.marks]),
        after=" …" if found.cut_after else "",
    )


# ---- together ----


def _together(view: View) -> None:
    found: Together = ask(queries.together, view)
    several = sum(rows for n, rows in found.per_row.items() if n > 1)
    if not several:
        return
    whole = max(sum(found.per_row.values()), 1)
    st.subheader(say("Rows with several faults"), anchor=False)
    one, none = found.per_row.get(1, 0), found.per_row.get(0, 0)
    st.caption(
        say(
            "{none:,} kept rows ({share}) are good, {one:,} have one fault, {several:,} have more. Click a combination to see its rows.",
            none=none,
            share=numbers.share(none / whole),
            one=one,
            several=several,
        )
    )
    columns = view.dataset.columns
    rows = [
        {
            "rows": n,
            "faults": len(names),
            "which": say(", ").join(inert.line(column_label(columns[name]), 40) for name in names),
        }
        for names, n in found.combinations
    ]
    if (picked := picklist.pick("together", view, rows)) is not None:
        terms = [filters.flag(name, True) for name in found.combinations[picked][0]]
        state.set_focus(filters.combine([*filters.conjuncts(view.focus), *terms]))


# ---- where ----


def _where(view: View, fired: list[FlagCount]) -> None:
    offered = [column for column in choices(view) if column.kind == "category"]
    if not offered:
        return
    by = {column.name: column for column in offered}
    faults = [flag.column.name for flag in sorted(fired, key=lambda flag: -flag.kept)[:_SHOWN]]
    likely = [name for name in _BY if name in by]
    likely += [column.name for column in offered if column.group == "field" and column.name not in likely]
    told: Telling | None = ask(queries.most_telling, view, tuple(likely[:_CANDIDATES]), tuple(faults))
    if told is None:
        st.caption(
            say(
                "Faults sit everywhere alike: between values with {least} kept rows or more, no rate differs by more than chance would make it.",
                least=LEAST,
            )
        )
        return
    st.subheader(say("Where faults sit"), anchor=False)
    first = told.column
    name = st.selectbox(
        say("By"),
        list(by),
        format_func=lambda n: inert.line(column_label(by[n])),
        label_visibility="collapsed",
        width=300,
        **state.remember("faults_by", first),
    )
    name = name if name in by else first
    if name == told.column:
        st.markdown(_finding(view, told))
    found: Rates = ask(queries.rates, view, name, faults)
    found, few = _cut(found)
    st.caption(
        say(
            "Kept rows of each value that have the fault, and their share of the value's. Click a cell to see its rows.{few}",
            few=few,
        )
    )
    figure = charts.rates(found, chart.mode(), LEAST)
    clicked = chart.points(chart.show(figure, "rates_figure", selection="points"))
    if clicked:
        i, j = round(float(clicked[0].get("y", -1))), round(float(clicked[0].get("x", -1)))
        if 0 <= i < len(found.values) and 0 <= j < len(found.faults):
            value = found.values[i]
            term = filters.is_null(name) if value is None else filters.one_of(name, [value])
            others = [
                text
                for text in filters.conjuncts(view.focus)
                if (read := filters.read_term(text)) is None or read.column not in (name, found.faults[j].name)
            ]
            state.set_focus(filters.combine([*others, term, filters.flag(found.faults[j].name, True)]))


def _cut(found: Rates) -> tuple[Rates, str]:
    """Without all but a few of the values that have too few rows, which only show that they are there; and what to say of it."""
    enough = int((found.rows >= LEAST).sum())
    shown = enough + _TOO_FEW
    few = len(found.rows) - enough
    said = (
        plural(
            " {n:,} value of fewer than {least} kept rows tells no rate.",
            " {n:,} values of fewer than {least} kept rows tell no rate.",
            few,
            least=LEAST,
        )
        if few
        else ""
    )
    return found._replace(values=found.values[:shown], rows=found.rows[:shown], counts=found.counts[:shown]), said


def _finding(view: View, told: Telling) -> str:
    """What the picture shows first, as Markdown."""
    columns = view.dataset.columns
    high, low = (
        say("(missing)")
        if value is None
        else inert.label(label_of(told.column, value) if value.strip() else say("(empty)"), 40)
        for value in (told.high, told.low)
    )
    return say(
        "Of all columns, **{column}** tells most: {fault} has **{high_rate}** of {high} and {low_rate} of {low}.",
        column=inert.label(column_label(columns[told.column]), 40),
        fault=inert.label(column_label(columns[told.fault]), 60),
        high_rate=numbers.share(told.high_rate),
        high=high,
        low_rate=numbers.share(told.low_rate),
        low=low,
    )
