"""Categories: how rows spread over the values of a column, or of two; and how balanced that is."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer import filters, queries
from explorer.charts import categories as charts
from explorer.charts import numbers, treemap
from explorer.columns import Column
from explorer.labels import label_of
from explorer.queries import Categories
from explorer.ui import state
from explorer.ui.categories import crossed, focus, target_mix
from explorer.ui.parts import chart, headline, inert, picklist
from explorer.ui.parts.cached import ask
from explorer.ui.parts.category_columns import choices
from explorer.ui.parts.category_columns import numbers as number_columns
from explorer.ui.parts.headline import Figure
from explorer.view import View
from explorer.words import column_label, later, say

_NONE = later("(none)")
_TREEMAP, _BARS = later("Treemap"), later("Bars")
_CLICK, _BOX = later("Click"), later("Box")


def draw(view: View) -> None:
    """The page."""
    categories = {column.name: column for column in choices(view)}
    offered = categories | {column.name: column for column in number_columns(view)}
    first, second, drag = _chosen(offered, frozenset(categories))
    if second is None and first.name not in categories:
        crossed.one(view, first, drag)
    elif second is None:
        _spread(view, first)
    elif first.name in categories and second.name in categories:
        crossed.cells(view, first, second)
    elif first.name in categories:
        crossed.boxes(view, first, second, drag)
    elif second.name in categories:
        crossed.boxes(view, second, first, drag)
    else:
        crossed.density(view, first, second, drag)


def _chosen(offered: Mapping[str, Column], categories: frozenset[str]) -> tuple[Column, Column | None, bool]:
    """The column; the one that it is crossed with, None for none; whether boxes are drawn on the picture of numbers."""
    names = list(offered)

    def words(name: str) -> str:
        return say(name) if name == _NONE else inert.line(column_label(offered[name]))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        first = st.selectbox(say("Column"), names, format_func=words, width=230, **state.remember("by", names[0]))
        first = first if first in offered else names[0]
        second = st.selectbox(
            say("Crossed with"),
            [_NONE, *[name for name in names if name != first]],
            format_func=words,
            width=230,
            help=say(
                "Categories make a table of cells, a category and numbers make boxes, and numbers make a density."
            ),
            **state.remember("cross", _NONE),
        )
        if second not in offered and first in categories:
            # Columns with families begin as a treemap, others as bars: each kind remembers what was chosen for it.
            key, default = ("shape", _TREEMAP) if treemap.has_families(first) else ("plain_shape", _BARS)
            st.segmented_control(
                say("Shown as"),
                [_TREEMAP, _BARS],
                format_func=say,
                required=True,
                key=key,
                bind="query-params",
                default=default,
            )
        drag = False
        if first not in categories or (second in offered and second not in categories):
            by = st.segmented_control(
                say("Select by"), [_CLICK, _BOX], format_func=say, required=True, **state.remember("select_by", _CLICK)
            )
            drag = by == _BOX
    return offered[first], offered[second] if second in offered and second != first else None, drag


def _spread(view: View, column: Column) -> None:
    """One column of categories."""
    found: Categories = ask(queries.categories, view, column.name)
    colour, icon, sentence = verdict(found)
    st.markdown(f":{colour}[{icon}] {sentence}")
    _picture(view, found)
    if not target_mix.applies(view, column.name):
        _table(view, found)
        return
    values, mix = st.tabs([say("Values"), say("Make a mix")], key="categories_tabs")
    with values:
        _table(view, found)
    with mix:
        target_mix.draw(view, column.name)


def _picture(view: View, found: Categories) -> None:
    chosen = focus.chosen(view, found.column)
    shares = target_mix.targets(found.column, found)
    key = "shape" if treemap.has_families(found.column) else "plain_shape"
    if st.session_state.get(key) == _TREEMAP:
        figure = treemap.treemap(found, chart.mode(), chosen, shares)
        clicked = chart.points(chart.show(figure, "treemap_figure", selection="points"))
        place = treemap.place_of(clicked[0], found) if clicked else -1
        said = say("Tiles are as large as all rows of a value, and filled as far as its rows are kept.")
    else:
        figure = charts.bars(found, chart.mode(), chosen, shares)
        clicked = chart.points(chart.show(figure, "categories_figure", selection="points"))
        place = round(float(clicked[0].get("y", -1))) if clicked else -1
        said = say("Grey: all rows; in colour: kept rows.") + (say(" The line: the target.") if shares else "")
    if 0 <= place < len(found.values):
        focus.toggle_value(view, found.column, found.values[place])
    st.caption(say("{said} Click one to look at its rows; a second click undoes it.", said=said))


def verdict(found: Categories) -> tuple[str, str, str]:
    """(colour, icon, sentence) on the balance of the kept rows."""
    spread = found.spread
    if spread.categories <= 1:
        return "gray", ":material/remove:", say("Only one value is left, so there is nothing to balance.")
    equal = say(
        "effectively {effective:.1f} of {categories} categories",
        effective=spread.effective,
        categories=spread.categories,
    )
    largest = say(
        "The largest holds {largest} of the {told}.", largest=numbers.share(spread.largest), told=_told(found)
    )
    if spread.evenness >= 0.9:
        return "green", ":material/check_circle:", say("Well balanced: {equal}.", equal=equal)
    if spread.evenness >= 0.7:
        return "orange", ":material/warning:", say("Uneven: {equal}. {largest}", equal=equal, largest=largest)
    return "red", ":material/error:", say("Lopsided: {equal}. {largest}", equal=equal, largest=largest)


def _told(found: Categories) -> str:
    """What shares of the spread are taken of."""
    kept = int(found.kept.sum()) + found.other_kept
    told = found.spread.rows
    return say("kept rows") if told == kept else say("{told:,} kept rows whose value could be told", told=told)


def _balance(found: Categories) -> None:
    spread = found.spread
    note = (
        say("all shown")
        if found.distinct <= len(found.values)
        else say("{values} most frequent shown", values=len(found.values))
    )
    told = say(
        "Entropy of the kept rows over its largest possible value: 1 where all values are equally frequent, 0 where one has all rows. Rows whose value is missing or could not be told are left out."
    )
    headline.draw(
        [
            Figure(say("Distinct values"), numbers.count(found.distinct), note),
            Figure(say("Evenness"), f"{spread.evenness:.2f}" if spread.categories > 1 else "–", say("of 1.00"), told),
            Figure(
                say("Effective values"),
                f"{spread.effective:.1f}",
                say("of {categories}", categories=numbers.count(spread.categories)),
                say("So many equally frequent values would be as varied as the kept rows are."),
            ),
            Figure(say("Largest share"), numbers.share(spread.largest), say("of the {told}", told=_told(found))),
        ]
    )


def _table(view: View, found: Categories) -> None:
    _balance(found)
    total = max(int(found.kept.sum()) + found.other_kept, 1)
    counted: list[tuple[str, int, int]] = [
        (_plain(found.column, value), int(every), int(kept))
        for value, every, kept in zip(found.values, found.all, found.kept, strict=True)
    ]
    if found.other_all:
        counted.append((say("(all others)"), found.other_all, found.other_kept))
    rows = [
        {"value": value, "rows": every, "kept": kept, "share of kept": 100 * kept / total}
        for value, every, kept in counted
    ]
    share = st.column_config.ProgressColumn(format="%.1f %%", min_value=0, max_value=100)
    chosen = picklist.pick("values", view, rows, {"share of kept": share})
    if chosen is not None and chosen < len(found.values):
        _examples(view, found.column, found.values[chosen])
    else:
        st.caption(say("Click a value to see examples of its rows."))


def _plain(column: str, value: str | None) -> str:
    """A value's name where no markup is read."""
    if value is None:
        return say("(missing)")
    return inert.line(label_of(column, value), 120) if value.strip() else say("(empty)")


def _examples(view: View, column: str, value: str | None) -> None:
    term = focus.only(view, column, value)
    chosen = View.of(view.dataset, filters.combine([*filters.conjuncts(view.focus), term]))
    st.markdown(say("**Examples of {column}**", column=inert.label(_plain(column, value), 60)))
    found = ask(queries.page, chosen, ("prompt", "response"), limit=5, snippet=120).to_pylist()
    if not found:
        st.caption(say("The filter keeps no row with this value."))
        return
    rows = [
        {
            "row": row["row_id"],
            "prompt": inert.line(inert.opening(row["prompt"]) or say("(empty)"), 120),
            "response": inert.line(row["response"] or say("(empty)"), 120),
        }
        for row in found
    ]
    if (picked := picklist.pick("examples", chosen, rows)) is not None:
        state.open_row(found[picked]["row_id"])
    st.caption(say("Click a row to read it."))
