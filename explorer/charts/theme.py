"""One look for every figure, in light and dark; and the one place where data becomes text in a figure."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from explorer.evenness import UNTOLD
from explorer.families import FAMILIES
from explorer.labels import label_of
from explorer.words import say

Mode = Literal["light", "dark"]

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"

# Okabe and Ito's colours, told apart by colour-blind readers too; one more grey for the rest.
PALETTE = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C6D31", "#7570B3", "#66A61E", "#E7298A",
)  # fmt: skip
OTHER = "#9aa3af"
# Of drop steps: neither the accent, which is kept rows, nor the amber and red of what is wrong.
_STEPS = ("#7570B3", "#009E73", "#CC79A7", "#56B4E9", "#8C6D31", "#66A61E", "#E7298A")
VERDICTS = {"pass": "#2e8b57", "warn": "#c98a0b", "fail": "#c2410c"}


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours of one mode. accent: kept rows. deep: a cell that holds all, dark enough for white text on it.
    ghost: all rows. shade: what lies outside limits. lit: what a search found.
    """

    accent: str
    deep: str
    ghost: str
    text: str
    faint: str
    grid: str
    shade: str
    paper: str
    lit: str


COLOURS: dict[Mode, Colours] = {
    "light": Colours(
        "#2563c9", "#2563c9", "#d4d8de", "#1d2430", "#667080", "#eceff3", "rgba(102,112,128,0.10)", "#ffffff", "#ffb300"
    ),
    "dark": Colours(
        "#5b95f5", "#3f7de0", "#3c434f", "#e4e7ec", "#98a1b0", "#262b34", "rgba(152,161,176,0.12)", "#14171c", "#ffd34d"
    ),
}

CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": "reset",
    "showTips": False,
}
"""Options of the Plotly viewer: no tool bar, nothing that leads away from the page."""


def step_colour(place: int) -> str:
    """The colour of a drop step, wherever it is drawn. place: in the list, counted from 0."""
    return _STEPS[place % len(_STEPS)] if place < 2 * len(_STEPS) else OTHER


def layout(mode: Mode, height: int, **more: Any) -> dict[str, Any]:
    """The common look of a figure, as a plain dictionary: building it from Plotly's objects takes a hundred times longer."""
    colours = COLOURS[mode]
    text = {"family": FONT, "size": 12, "color": colours.text}
    return {
        "template": {},
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 10, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": text,
        "showlegend": False,
        "bargap": 0.06,
        "barmode": "overlay",
        "hoverlabel": {"bgcolor": colours.paper, "bordercolor": colours.grid, "font": text, "align": "left"},
        "newselection": {"line": {"color": colours.accent, "width": 1, "dash": "dot"}},
        "uirevision": "kept",
        **more,
    }


def legend(mode: Mode, above: bool = False) -> dict[str, Any]:
    """A legend in lines below the plot, or above it."""
    place = {"y": 1.0, "yanchor": "bottom"} if above else {"y": -0.01, "yanchor": "top"}
    font = {"size": 12, "color": COLOURS[mode].text}
    return {"orientation": "h", "x": 0, **place, "font": font, "itemsizing": "constant", "bgcolor": "rgba(0,0,0,0)"}


def label_width(labels: Sequence[str]) -> int:
    """Pixels that the longest of these labels takes, about: wide characters count twice."""
    widths = [sum(13 if ord(char) > _WIDE else 7 for char in html.unescape(label)) for label in labels]
    return min(max(widths, default=0), 340) + 14


def axis(mode: Mode, title: str = "", **more: Any) -> dict[str, Any]:
    """The common look of an axis."""
    colours = COLOURS[mode]
    return {
        "gridcolor": colours.grid,
        "zeroline": False,
        "linecolor": colours.grid,
        "tickfont": {"color": colours.faint, "size": 11},
        "title": {"text": title, "font": {"color": colours.faint, "size": 11}, "standoff": 6},
        "automargin": False,  # it makes Plotly lay the figure out several times over
        "fixedrange": True,
        **more,
    }


def counts(top: float) -> dict[str, Any]:
    """Ticks of an axis of counts that ends at about `top`: whole numbers, with separators below a million."""
    few = {"dtick": 1} if top <= 5 else {"nticks": 6}
    return {"tickformat": ",d" if top < 1e6 else "~s", **few}


def figure(data: list[dict[str, Any]], look: dict[str, Any]) -> Any:
    """A Plotly figure of plain dictionaries, checked once as a whole."""
    import plotly.graph_objects as go

    return go.Figure({"data": data, "layout": look})


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of a colour #rrggbb, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


_FAMILY_HUES = ("#0072B2", "#009E73", "#D55E00", "#E69F00", "#CC79A7", "#7570B3", "#56B4E9", "#8C6D31")
_LIGHTEST = 0.5  # how far the last value of a family is mixed with white


def value_colours(column: str, ranked: Sequence[str | None]) -> dict[str | None, str]:
    """The colour of each value of a column, the same one on every page.

    ranked: its values, most frequent in the whole dataset first, as `queries.categories` has them whatever is dropped or
    looked at. The first ten have colours of their own and the rest is grey; where values have families (`FAMILIES`), each
    family has a hue and each of its values a shade of it. What is missing or could not be told is grey.
    """
    families = FAMILIES.get(column, {})
    made: dict[str | None, str] = dict.fromkeys(ranked, OTHER)
    for hue, values in zip(_FAMILY_HUES, families.values(), strict=False):
        for place, value in enumerate(values):
            if value in made:
                made[value] = _lighter(hue, _LIGHTEST * place / max(len(values) - 1, 1))
    if not families:
        told = [value for value in ranked if value is not None and value != UNTOLD.get(column)]
        made.update(zip(told, PALETTE, strict=False))
    return made


def _lighter(colour: str, share: float) -> str:
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in rgb(colour))


def ink_on(colour: str) -> str:
    """Black or white: what reads better on this colour #rrggbb."""
    red, green, blue = rgb(colour)
    return "#11151c" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"


_WIDE = 0x2E80  # where East Asian scripts begin
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def inert(text: object, limit: int = 40) -> str:
    """A text from the data as Plotly may show it: no tags, no controls, cut to `limit` characters.

    Plotly reads some HTML in labels and hover texts, and `$…$` as formulas; neither is left in.
    """
    line = " ".join(_CONTROL.sub(" ", str(text)[: 4 * limit]).split())
    if len(line) > limit:
        line = line[: limit - 1] + "…"
    return html.escape(line, quote=False).replace("$", "&#36;") or " "


def value_label(column: str, value: str | None, limit: int = 40) -> str:
    """A category's label in plain words; missing and empty values say so."""
    if value is None:
        return say("(missing)")
    return inert(label_of(column, value), limit) if value.strip() else say("(empty)")
