"""The same charts of both sides, in two colours."""

from __future__ import annotations

import numpy as np

from explorer import labels
from explorer.charts import compared
from explorer.compare import Measured
from explorer.compare.measure import counted, paired_counts
from explorer.metrics.faults import FAULTS
from explorer.ui.parts import inert
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import Html, html
from explorer.view import View
from explorer.words import column_label, say

_BARS = 5  # values of a chart


def draw(before: View, after: View, found: Measured) -> Html:
    """Lengths, abilities, languages, formats and faults, as far as both have them."""
    columns = before.dataset.columns.keys() & after.dataset.columns.keys()
    cards = []
    if "total_tokens" in columns:
        values, one, two = _paired(before, after)
        cards.append(_card(say("Lengths"), compared.histogram(values, one, two, say("tokens", about="unit"))))
    for column, title in (("ability", say("Abilities")), ("language", say("Languages")), ("dialect", say("Formats"))):
        if column in columns:
            cards.append(_card(title, compared.bars(_shares(before, after, column, found))))
    lines = _moved(
        [
            (column_label(one.column), one.before, one.after)
            for one in found.differences
            if one.value is None and one.column.name in FAULTS
        ]
    )
    if lines:
        cards.append(_card(say("Faults"), compared.bars(lines)))
    return html('<div class="x-glance x-five">{cards}</div>', cards=inert.join(cards))


def _paired(before: View, after: View) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    def lengths(shown: View, key: object) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        del key
        return paired_counts(before, shown, "total_tokens")

    return ask(lengths, after, before.key)


def _shares(before: View, after: View, column: str, found: Measured) -> list[tuple[str, float, float]]:
    one, two = ask(counted, before, column) or {}, ask(counted, after, column) or {}
    lines = [
        (
            labels.label_of(column, value)[:40],
            one.get(value, 0) / max(found.rows_before, 1),
            two.get(value, 0) / max(found.rows_after, 1),
        )
        for value in one.keys() | two.keys()
    ]
    return _moved(lines)


def _moved(lines: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """What is frequent or moved, the largest first."""
    held = sorted(
        (line for line in lines if line[1] or line[2]),
        key=lambda line: (-max(line[1], line[2]) - 3 * abs(line[1] - line[2]), line[0]),
    )
    return sorted(held[:_BARS], key=lambda line: (-max(line[1], line[2]), line[0]))


def _card(title: str, picture: Html) -> Html:
    return html("<section><h4>{title}</h4>{picture}</section>", title=title, picture=picture)
