"""Categories: how rows spread over the values of a column, or of two; and how balanced that is."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer import filters, queries
from explorer.charts import categories as charts
from explorer.charts import numbers
from explorer.columns import Column
from explorer.labels import label_of
from explorer.queries import Categories
from explorer.ui import state
from explorer.ui.categories import target_mix
from explorer.ui.parts import chart, headline, inert, picklist
from explorer.ui.parts.cached import ask
from explorer.ui.parts.category_columns import choices
from explorer.ui.parts.headline import Figure
from explorer.view import View

_NONE = "(none)"
_CROSSED = 20  # values of each column in a heat map


def draw(view: View) -> None:
    """The page."""
    offered = {column.name: column for column in choices(view)}
    names = list(offered)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        first = st.selectbox(
            "Column",
            names,
            format_func=lambda n: inert.line(offered[n].label),
            width=230,
            **state.remember("by", names[0]),
        )
        second = st.selectbox(
            "Crossed with",
            [_NONE, *[name for name in names if name != first]],
            format_func=lambda n: n if n == _NONE else inert.line(offered[n].label),
            width=230,
            **state.remember("cross", _NONE),
        )
    first = first if first in offered else names[0]
    found: Categories = ask(queries.categories, view, first)
    _balance(found)
    if second in offered and second != first:
        _crossed(view, first, second)
    else:
        _bars(view, found)
        target_mix.draw(found)
    _table(view, found)


def verdict(found: Categories) -> tuple[str, str, str]:
    """(colour, icon, sentence) on the balance of the kept rows."""
    spread = found.spread
    if spread.categories <= 1:
        return "gray", ":material/remove:", "Only one value is left, so there is nothing to balance."
    equal = f"effectively {spread.effective:.1f} of {spread.categories} categories"
    largest = f"The largest holds {numbers.share(spread.largest)} of the {_told(found)}."
    if spread.evenness >= 0.9:
        return "green", ":material/check_circle:", f"Well balanced: {equal}."
    if spread.evenness >= 0.7:
        return "orange", ":material/warning:", f"Uneven: {equal}. {largest}"
    return "red", ":material/error:", f"Lopsided: {equal}. {largest}"


def _told(found: Categories) -> str:
    """What shares of the spread are taken of."""
    kept = int(found.kept.sum()) + found.other_kept
    told = found.spread.rows
    return "kept rows" if told == kept else f"{told:,} kept rows whose value could be told"


def _balance(found: Categories) -> None:
    spread = found.spread
    note = "all shown" if found.distinct <= len(found.values) else f"{len(found.values)} most frequent shown"
    told = (
        "Entropy of the kept rows over its largest possible value: 1 where all values are equally frequent, 0 where one has all "
        "rows. Rows whose value is missing or could not be told are left out."
    )
    headline.draw(
        [
            Figure("Distinct values", numbers.count(found.distinct), note),
            Figure("Evenness", f"{spread.evenness:.2f}" if spread.categories > 1 else "–", "of 1.00", told),
            Figure(
                "Effective values",
                f"{spread.effective:.1f}",
                f"of {numbers.count(spread.categories)}",
                "So many equally frequent values would be as varied as the kept rows are.",
            ),
            Figure("Largest share", numbers.share(spread.largest), f"of the {_told(found)}"),
        ]
    )
    colour, icon, sentence = verdict(found)
    st.markdown(f":{colour}[{icon}] {sentence}")


def _bars(view: View, found: Categories) -> None:
    term = _own_term(view, found.column)
    chosen = frozenset(_as_text(value) for value in term.values) if term else frozenset()
    figure = charts.bars(found, chart.mode(), chosen)
    clicked = chart.points(chart.show(figure, "categories_figure", selection="points"))
    if clicked:
        place = round(float(clicked[0].get("y", -1)))
        if 0 <= place < len(found.values):
            _toggle(view, found.column, found.values[place])


def _as_text(value: Any) -> str | None:
    """A value of a filter as `queries.categories` has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _own_term(view: View, column: str) -> filters.Term | None:
    """The term on this column that a click wrote."""
    for text in filters.conjuncts(view.focus):
        term = filters.read_term(text)
        if term is not None and term.column == column and term.kind in ("one_of", "null", "flag"):
            return term
    return None


def _toggle(view: View, column: str, value: str | None) -> None:
    """Filter by a value, or by one more, or by one less."""
    known = view.dataset.columns[column]
    term = _own_term(view, column)
    typed = _typed(known, value)
    values: list[Any] = list(term.values) if term is not None else []
    if known.kind == "boolean":  # one at a time: both and missing is everything
        state.set_focus(_instead(view, (column,), [] if values == [typed] else [_only(view, column, value)]))
        return
    values = [v for v in values if v != typed] if typed in values else [*values, typed]
    filled = [v for v in values if v is not None]
    state.replace(column, "one_of", filters.one_of(column, filled, include_null=None in values) if values else None)


def _instead(view: View, columns: tuple[str, ...], terms: list[str]) -> str:
    """The filter with these terms in place of all that a click could have written on the columns."""
    others = [
        text
        for text in filters.conjuncts(view.focus)
        if (term := filters.read_term(text)) is None or term.column not in columns
    ]
    return filters.combine([*others, *terms])


def _typed(column: Column, value: str | None) -> Any:
    """A value of `queries.categories`, which come as text, as the filter has it."""
    if value is None:
        return None
    if column.kind == "boolean":
        return value == "true"
    return int(value) if column.kind == "integer" else value


def _crossed(view: View, first: str, second: str) -> None:
    found = ask(queries.cross, view, first, second, limit=_CROSSED)
    most = max(len(found.row_values), len(found.column_values))
    cut = f" At most the {most} most frequent values of each column are shown." if most >= _CROSSED else ""
    st.caption(
        f"Each cell counts kept rows; its colour is the share within its row. Click a cell to filter by both.{cut}"
    )
    clicked = chart.points(chart.show(charts.heatmap(found, chart.mode()), "cross_figure", selection="points"))
    if clicked:
        i, j = round(float(clicked[0].get("y", -1))), round(float(clicked[0].get("x", -1)))
        if 0 <= i < len(found.row_values) and 0 <= j < len(found.column_values):
            terms = [_only(view, first, found.row_values[i]), _only(view, second, found.column_values[j])]
            undone = set(terms) <= set(filters.conjuncts(view.focus))  # a second click on the same cell
            state.set_focus(_instead(view, (first, second), [] if undone else terms))


def _only(view: View, column: str, value: str | None) -> str:
    known = view.dataset.columns[column]
    if value is None:
        return filters.is_null(column)
    if known.kind == "boolean":
        return filters.flag(column, value == "true")
    return filters.one_of(column, [_typed(known, value)])


def _table(view: View, found: Categories) -> None:
    st.subheader("Values", anchor=False)
    total = max(int(found.kept.sum()) + found.other_kept, 1)
    counted: list[tuple[str, int, int]] = [
        (_plain(found.column, value), int(every), int(kept))
        for value, every, kept in zip(found.values, found.all, found.kept, strict=True)
    ]
    if found.other_all:
        counted.append(("(all others)", found.other_all, found.other_kept))
    rows = [
        {"value": value, "rows": every, "kept": kept, "share of kept": 100 * kept / total}
        for value, every, kept in counted
    ]
    share = st.column_config.ProgressColumn(format="%.1f %%", min_value=0, max_value=100)
    chosen = picklist.pick("values", view, rows, {"share of kept": share})
    if chosen is not None and chosen < len(found.values):
        _examples(view, found.column, found.values[chosen])
    else:
        st.caption("Click a value to see examples of its rows.")


def _plain(column: str, value: str | None) -> str:
    """A value's name where no markup is read."""
    if value is None:
        return "(missing)"
    return inert.line(label_of(column, value), 120) if value.strip() else "(empty)"


def _examples(view: View, column: str, value: str | None) -> None:
    term = _only(view, column, value)
    chosen = View.of(view.dataset, filters.combine([*filters.conjuncts(view.focus), term]))
    st.markdown(f"**Examples of {inert.label(_plain(column, value), 60)}**")
    found = ask(queries.page, chosen, ("prompt", "response"), limit=5, snippet=120).to_pylist()
    if not found:
        st.caption("The filter keeps no row with this value.")
        return
    rows = [
        {"row": row["row_id"], **{name: inert.line(row[name] or "(empty)", 120) for name in ("prompt", "response")}}
        for row in found
    ]
    if (picked := picklist.pick("examples", chosen, rows)) is not None:
        state.open_row(found[picked]["row_id"])
    st.caption("Click a row to read it.")
