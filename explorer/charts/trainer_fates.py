"""The trainers' dry run as stacked bars: a bar for each trainer, a colour for each outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.charts import numbers
from explorer.charts.theme import COLOURS, OTHER, VERDICTS, Mode, axis, figure, inert, label_width, layout, legend
from explorer.dryrun import Result
from explorer.words import later, say

COLOUR = {
    "keep": VERDICTS["pass"],
    "truncate": "#E3B23C",
    "rename": "#56B4E9",
    "drop": OTHER,
    "mask": "#CC79A7",
    "crash": VERDICTS["fail"],
}
WORDS = {
    "keep": later("kept whole"),
    "truncate": later("cut"),
    "rename": later("needs other names"),
    "drop": later("dropped"),
    "mask": later("kept, nothing trained"),
    "crash": later("stops the run"),
}
_WRITTEN = 0.045  # share from which a part has room for its number


def bars(names: Sequence[str], results: Sequence[Result], outcomes: Sequence[str], mode: Mode) -> Any:
    """Shares of the kept rows. A selection gives the outcome as the curve's number and the trainer as y."""
    places = list(range(len(names)))
    data = []
    for outcome in outcomes:
        counts = [result.count(outcome) for result in results]
        shares = [count / max(result.rows, 1) for count, result in zip(counts, results, strict=True)]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": say(WORDS[outcome]),
                "x": shares,
                "y": places,
                "marker": {"color": COLOUR[outcome], "line": {"width": 0}},
                "customdata": [
                    f"<b>{inert(name)}</b>: {say(WORDS[outcome])}<br>"
                    + say("{rows:,} rows, {share}", rows=count, share=numbers.share(share))
                    for name, count, share in zip(names, counts, shares, strict=True)
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
                "text": [numbers.share(share) if share >= _WRITTEN else "" for share in shares],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "selected": {"marker": {"opacity": 1}},
                "unselected": {"marker": {"opacity": 1}},
            }
        )
    labels = [inert(name) for name in names]
    down = axis(mode, tickvals=places, ticktext=labels, autorange="reversed", showgrid=False)
    down["tickfont"] = {"color": COLOURS[mode].text, "size": 12}
    across = axis(mode, range=[0, 1], tickformat=".0%")
    margin = {"l": label_width(labels), "r": 16, "t": 34, "b": 26}
    look = layout(mode, 84 + 42 * len(names), margin=margin, xaxis=across, yaxis=down, dragmode=False)
    look |= {
        "barmode": "stack",
        "bargap": 0.3,
        "clickmode": "event+select",
        "showlegend": True,
        "legend": {**legend(mode, above=True), "traceorder": "normal", "itemclick": False, "itemdoubleclick": False},
    }
    return figure(data, look)
