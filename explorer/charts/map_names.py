"""Names of groups on the map: at their centres, none over another, long ones on two lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from explorer.charts.theme import COLOURS, Mode, inert, rgb
from explorer.queries.map_points import Centre, Window

_WIDTH = 600  # pixels that the map is wide, about: names are kept apart by it
_NARROW, _LOW = 340, 416  # pixels that it is wide and high on a telephone
_MOST = 26  # names
_LINE = 17  # pixels of a line's height
_LONG = 20  # letters, above which a name is broken
_LONGEST = 34  # letters of a line
_WIDE = 0x2E80  # characters from here on are as wide as two letters, nearly
_BREAKS = (" ", "、", "：")


class _Box(NamedTuple):
    """Where a name stands, in pixels: its middle, and half its sides."""

    x: float
    y: float
    half: float
    tall: float

    def overlaps(self, other: _Box) -> bool:
        return abs(self.x - other.x) < self.half + other.half and abs(self.y - other.y) < self.tall + other.tall


def labels(names: Sequence[Centre], window: Window, height: int, mode: Mode) -> list[dict[str, Any]]:
    """Annotations of Plotly, larger groups first; a name that would overlap another is left out. height: of the map in pixels."""
    return [_annotation(centre, box, window, height, mode) for centre, box in _placed(names, window, height)]


def crowded(names: Sequence[Centre], window: Window, height: int) -> list[int]:
    """Which of `labels` overlap a larger one on a telephone, by their places in the list. height: as `labels` has it."""
    taken: list[_Box] = []
    found: list[int] = []
    for place, (_centre, box) in enumerate(_placed(names, window, height)):
        # As `_annotation` holds it: by the end, or the middle, that stands at the same part of the width.
        held = box.x + _to_end(box)
        narrow = box._replace(x=held / _WIDTH * _NARROW - _to_end(box), y=box.y / height * _LOW)
        if any(narrow.overlaps(other) for other in taken):
            found.append(place)
        else:
            taken.append(narrow)
    return found


def _placed(names: Sequence[Centre], window: Window, height: int) -> list[tuple[Centre, _Box]]:
    """The names that are drawn, larger groups first, and where on a map of `_WIDTH` pixels."""
    wide, high = max(window.right - window.left, 1e-9), max(window.top - window.bottom, 1e-9)
    made: list[tuple[Centre, _Box]] = []
    for centre in sorted(names, key=lambda one: (-one.kept, -one.all, one.name)):
        if len(made) == _MOST or not centre.kept:
            break
        if not (window.left <= centre.x <= window.right and window.bottom <= centre.y <= window.top):
            continue
        lines = broken(centre.name)
        x, y = (centre.x - window.left) / wide * _WIDTH, (centre.y - window.bottom) / high * height
        half, tall = max(7 * _letters(line) for line in lines) / 2 + 6, _LINE * len(lines) / 2 + 1
        # A name at the edge is moved in, so that none is cut.
        box = _Box(min(max(x, half), _WIDTH - half), min(max(y, tall), height - tall), half, tall)
        if not any(box.overlaps(other) for _, other in made):
            made.append((centre, box))
    return made


def _to_end(box: _Box) -> float:
    """From a name's middle to where it is held: by the end that is nearer to an edge, so that a narrower map cuts none."""
    return -box.half if box.x < _WIDTH / 3 else box.half if box.x > _WIDTH * 2 / 3 else 0.0


def _annotation(centre: Centre, box: _Box, window: Window, height: int, mode: Mode) -> dict[str, Any]:
    colours, to_end = COLOURS[mode], _to_end(box)
    return {
        "x": window.left + (box.x + to_end) / _WIDTH * max(window.right - window.left, 1e-9),
        "xanchor": "left" if to_end < 0 else "right" if to_end else "center",
        "y": window.bottom + box.y / height * max(window.top - window.bottom, 1e-9),
        "text": "<br>".join(inert(line, _LONGEST) for line in broken(centre.name)),
        "showarrow": False,
        "font": {"size": 12, "color": colours.text, "weight": 600},
        "bgcolor": _see_through(colours.paper),
        "borderpad": 2,
        "captureevents": False,
    }


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
