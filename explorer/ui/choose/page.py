"""The body of the Choose page: the choice beside chance, its rows with the reason of each, and where it goes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer import queries
from explorer.charts import numbers
from explorer.charts.choices import beside_chance
from explorer.choosing import MEASURES, Compared, Measure
from explorer.decisions import Change
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.choose.ask import Chosen, chosen
from explorer.ui.parts import chart, headline, inert, look, picklist, sample_size
from explorer.ui.parts.cached import ask
from explorer.ui.parts.headline import Figure
from explorer.ui.review import decide
from explorer.view import View
from explorer.words import later, say

_LISTED = 200  # chosen rows in the list
_START = 120  # characters of a row in it
_SHARES = ("copies", "flagged")
_PLAIN = {
    "coverage": later("Likeness to all"),
    "novelsum": later("Distance apart"),
    "vendi": later("Variety of meaning"),
    "abilities": later("Balance of abilities"),
}
"""Figures by what they tell; their names in the literature stand in the details."""


def draw(view: View) -> None:
    """The page: of the rows that the drops keep, whatever is looked at."""
    view = view.kept()
    kept = ask(queries.totals, view).rows_kept
    if not kept:
        st.info(say("Every row is dropped, so there is nothing to choose from."), icon=":material/filter_alt_off:")
        return
    held = chosen(view, kept)
    if held is None:
        return
    _sentence(held.beside)
    _figures(held)
    if len(held.choice.places) < held.choice.request.count:
        st.caption(
            say(
                "{found:,} of {asked:,} rows: the strategy finds no more.",
                found=len(held.choice.places),
                asked=held.choice.request.count,
            )
        )
    if not len(held.choice.places):
        return
    _acts(held)
    chart.show(beside_chance(_lines(held.beside), chart.mode()), "beside_chance")
    with st.expander(say("Details")):
        _table(held.beside)
    _rows(view, held)


def shown(measure: Measure, value: float | None) -> str:
    """A figure as people read it."""
    if value is None:
        return say("unknown")
    if measure.name in _SHARES:
        return numbers.share(value)
    return numbers.tokens(int(value)) if measure.name == "tokens" else f"{value:.3g}" if value >= 10 else f"{value:.3f}"


def _figures(held: Chosen) -> None:
    figures = [Figure(say("Chosen rows"), numbers.count(len(held.choice.places)))]
    for measure in MEASURES:
        there = held.beside.spread(measure.name)
        if there is None or measure.name in ("vendi", "abilities"):
            continue
        figures.append(
            Figure(
                _plain(measure),
                shown(measure, held.beside.chosen[measure.name]),
                say("random {value}", value=shown(measure, there[0])),
                say(measure.help),
            )
        )
    headline.draw(figures)


def _plain(measure: Measure) -> str:
    if measure.name in _PLAIN:
        return say(_PLAIN[measure.name])
    label = say(measure.label)
    return label[:1].upper() + label[1:]


def _sentence(beside: Compared) -> None:
    """Whether it was worth choosing, in one sentence: random picks of the same size are what it is held against."""
    told = [measure for measure in MEASURES if measure.more and beside.beats(measure) is not None]
    if not told:
        return
    won = [measure for measure in told if beside.beats(measure)]
    with_fault = beside.chosen["flagged"]
    by_chance = beside.spread("flagged")
    faults = ""
    if with_fault is not None and by_chance is not None:
        faults = say(
            " {share} of its rows have a fault, {chance} of a random pick's.",
            share=numbers.share(with_fault),
            chance=numbers.share(by_chance[0]),
        )
    css = "pass" if len(won) == len(told) else "warn" if won else "fail"
    first = (
        say("More varied than chance by every measure.")
        if len(won) == len(told)
        else say("More varied than chance by {won} of {told} measures.", won=len(won), told=len(told))
        if won
        else say("No more varied than chance.")
    )
    inert.show(
        inert.html(
            '<div class="x-verdict {css}"><div><strong>{first}</strong><p>{faults}</p></div></div>',
            css=css,
            first=first,
            faults=faults.strip(),
        )
    )


def _acts(held: Chosen) -> None:
    with st.container(horizontal=True, gap="small"):
        if st.button(say("Export these rows"), key="choose_export", type="primary", icon=":material/download:"):
            request = held.choice.request
            sample_size.prepare_choice(
                held.choice.pool.view.key,
                {
                    "pick": request.count,
                    "by": request.by,
                    "seed": request.seed,
                    "choose": request.strategy,
                    "reference": held.reference,
                    "score": request.score,
                    "rows": held.choice.text,
                },
            )
        if open_dataset.policy().may("decide") and st.button(
            say("Mark them and look"),
            key="choose_mark",
            icon=":material/bookmark:",
            help=say("Each gets a note that says why. A step that drops all but the marked rows keeps these alone."),
        ):
            rows = held.choice.rows.tolist()
            decide.decide_each(
                {row: {**Change(marked=True), "note": held.choice.why(place)[:500]} for place, row in enumerate(rows)},
                say("mark what was chosen"),
            )
            look.look_at("marked")


def _lines(beside: Compared) -> list[tuple[str, float, float, float, float, float]]:
    """Of the figures of which more is better: (label, chosen, longest, mean, lowest and highest of random), as multiples of
    random's mean.
    """
    found = []
    for measure in MEASURES:
        if measure.more is not True:  # shares near nothing would squeeze the others
            continue
        value, long, there = beside.chosen[measure.name], beside.longest[measure.name], beside.spread(measure.name)
        if value is None or long is None or there is None or not there[0]:
            continue
        mean = there[0]
        found.append((_plain(measure), value / mean, long / mean, 1.0, there[1] / mean, there[2] / mean))
    return found


def _table(beside: Compared) -> None:
    rows: list[dict[str, Any]] = []
    for measure in MEASURES:
        there, won = beside.spread(measure.name), beside.beats(measure)
        if there is None:
            continue
        rows.append(
            {
                say("measure"): f"{_plain(measure)} ({say(measure.label)})"
                if measure.name in _PLAIN
                else _plain(measure),
                say("chosen"): shown(measure, beside.chosen[measure.name]),
                say("random, five seeds"): say(
                    "{mean} ({low} to {high})",
                    mean=shown(measure, there[0]),
                    low=shown(measure, there[1]),
                    high=shown(measure, there[2]),
                ),
                say("longest"): shown(measure, beside.longest[measure.name]),
                say("beside random"): "" if won is None else say("better than all five") if won else say("no better"),
                say("how it is computed"): say(measure.help),
            }
        )
    st.dataframe(rows, hide_index=True)
    st.caption(say("These figures tell how varied and sound the rows are, not how a model trained on them will do."))


def _rows(view: View, held: Chosen) -> None:
    rows = held.choice.rows[:_LISTED].tolist()
    starts = ask(queries.rows, view, sorted(rows), ["prompt"], snippet=_START)
    said = dict(zip(starts["row_id"].to_pylist(), starts["prompt"].to_pylist(), strict=True))
    st.subheader(say("Chosen rows, in order"), anchor=False)
    listed = [
        {
            "row": row,
            "how it starts": inert.line(inert.opening(said.get(row)), _START),
            "why_picked": inert.line(held.choice.why(place), 200),
        }
        for place, row in enumerate(rows)
    ]
    named = {"why_picked": st.column_config.TextColumn(say("why it was picked"))}
    picked = picklist.pick("chosen", view, listed, named, leaves=True)
    if picked is not None:
        state.put("row", rows[picked])
        look.look_at(f"row_id = {rows[picked]}")
