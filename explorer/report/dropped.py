"""The part of the report that says what was dropped, and why."""

from __future__ import annotations

from explorer.labels import label_of
from explorer.markup import Html, html, join, line
from explorer.queries.mix import gutted
from explorer.queries.waterfall import Fall, waterfall
from explorer.view import View

_LONGEST = 400  # characters of a condition


def part(view: View) -> Html:
    """Each step that is on: what it takes out, its reason and its condition, and a warning where it guts a value."""
    found = waterfall(view)
    rows = join(_row(fall) for fall in found.steps if fall.on)
    if not rows:
        return Html("")
    warnings = join(
        html(
            "<li>{step} takes {lost} of {before} rows whose {column} is {value}.</li>",
            step=line(view.drops.steps[one.step].name, 120),
            lost=f"{one.before - one.after:,}",
            before=f"{one.before:,}",
            column=one.column,
            value=line(label_of(one.column, one.value), 80),
        )
        for one in gutted(view)
    )
    return html(
        "<h2>What was dropped</h2><p>{dropped} of {rows_} rows.{kept}</p><table><tr><th>Step</th><th class='n'>rows</th>"
        "<th class='n'>alone</th><th class='n'>only it</th><th>Condition</th></tr>{rows}</table>{warnings}",
        dropped=f"{found.dropped:,}",
        rows_=f"{found.rows:,}",
        kept=f" {found.kept_by_hand:,} more were kept by hand against a step." if found.kept_by_hand else "",
        rows=rows,
        warnings=html("<ul>{warnings}</ul>", warnings=warnings) if warnings else Html(""),
    )


def _row(fall: Fall) -> Html:
    return html(
        '<tr><td>{name}{reason}</td><td class="n">{rows}</td><td class="n">{alone}</td><td class="n">{only}</td>'
        "<td>{where}{undecided}</td></tr>",
        name=line(fall.name, 120),
        reason=html('<p class="quiet">{reason}</p>', reason=line(fall.reason, 300)) if fall.reason else Html(""),
        rows=f"{fall.rows:,}",
        alone=f"{fall.alone:,}",
        only=f"{fall.only:,}",
        where=line(fall.where, _LONGEST),
        undecided=html('<p class="quiet">neither true nor false for {n} rows, which stay</p>', n=f"{fall.undecided:,}")
        if fall.undecided
        else Html(""),
    )
