"""Names of groups on the map: at their centres, none over another, long ones on two lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.charts.theme import COLOURS, Mode, inert, rgb
from explorer.queries.map_points import Centre, Window

_WIDTH = 600  # pixels that the map is wide, about: names are kept apart by it, on a screen that is less wide too
_MOST = 26  # names
_LINE = 17  # pixels of a line's height
_LONG = 20  # letters, above which a name is broken
_LONGEST = 34  # letters of a line
_WIDE = 0x2E80  # characters from here on are as wide as two letters, nearly
_BREAKS = (" ", "、", "：")


def labels(names: Sequence[Centre], window: Window, height: int, mode: Mode) -> list[dict[str, Any]]:
    """Annotations of Plotly, larger groups first; a name that would overlap another is left out. height: of the map in pixels."""
    colours = COLOURS[mode]
    wide, high = max(window.right - window.left, 1e-9), max(window.top - window.bottom, 1e-9)
    taken: list[tuple[float, float, float, float]] = []
    made: list[dict[str, Any]] = []
    for centre in sorted(names, key=lambda one: (-one.kept, -one.all, one.name)):
        if len(made) == _MOST or not centre.kept:
            break
        if not (window.left <= centre.x <= window.right and window.bottom <= centre.y <= window.top):
            continue
        lines = broken(centre.name)
        x, y = (centre.x - window.left) / wide * _WIDTH, (centre.y - window.bottom) / high * height
        half, tall = max(7 * _letters(line) for line in lines) / 2 + 6, _LINE * len(lines) / 2 + 1
        # A name at the edge is moved in, so that none is cut.
        x, y = min(max(x, half), _WIDTH - half), min(max(y, tall), height - tall)
        if any(abs(x - other) < half + half_ and abs(y - at) < tall + tall_ for other, at, half_, tall_ in taken):
            continue
        taken.append((x, y, half, tall))
        # Held by the end that is nearer to an edge, so that a map that is less wide cuts none either.
        anchor, to_end = (
            ("left", -half) if x < _WIDTH / 3 else ("right", half) if x > _WIDTH * 2 / 3 else ("center", 0.0)
        )
        made.append(
            {
                "x": window.left + (x + to_end) / _WIDTH * wide,
                "xanchor": anchor,
                "y": window.bottom + y / height * high,
                "text": "<br>".join(inert(line, _LONGEST) for line in lines),
                "showarrow": False,
                "font": {"size": 12, "color": colours.text, "weight": 600},
                "bgcolor": _see_through(colours.paper),
                "borderpad": 2,
                "captureevents": False,
            }
        )
    return made


def broken(name: str) -> list[str]:
    """A name as one line or two: a long one is broken where both are about as long, between words."""
    whole = _letters(name)
    places = [
        i + (mark != " ") for mark in _BREAKS for i, one in enumerate(name) if one == mark and 0 < i < len(name) - 1
    ]
    if whole <= _LONG or not places:
        return [name]
    place = min(places, key=lambda i: (max(_letters(name[:i]), _letters(name[i:].strip())), i))
    return [name[:place].strip(), name[place:].strip()]


def _letters(text: str) -> float:
    """How wide a text is, in letters."""
    return sum(1.75 if ord(char) > _WIDE else 1.0 for char in text)


def _see_through(colour: str) -> str:
    red, green, blue = rgb(colour)
    return f"rgba({red},{green},{blue},0.72)"
