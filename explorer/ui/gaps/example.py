"""What the page will show, before it has anything to show: shares of a reference beside those of a dataset that lacks some."""

from __future__ import annotations

from explorer.charts import compared
from explorer.charts.theme import PALETTE
from explorer.labels import label_of
from explorer.ui.parts import inert
from explorer.ui.parts.inert import html
from explorer.words import say

_SHARES = (("programming", 0.18, 0.04), ("math_reasoning", 0.14, 0.13), ("role_play", 0.06, 0.0))


def draw() -> None:
    """Draw it, named as an example."""
    lines = [(label_of("ability", value), there, here) for value, there, here in _SHARES]
    inert.show(
        html(
            "<style>.x-example {{ --before: {colour}; }}</style>"
            '<h3 class="x-h">{head}</h3><div class="x-glance x-example"><section><h4>{title}</h4>{bars}<p>{said}</p></section></div>',
            colour=PALETTE[1],
            head=say("What you will see"),
            title=say("Abilities: reference → here"),
            bars=compared.bars(lines),
            said=say(
                "Programming is thin here, role play is missing, maths is even. Below: the rows of the reference that are unlike all of "
                "yours, by subject, and a file of them to add."
            ),
        )
    )
