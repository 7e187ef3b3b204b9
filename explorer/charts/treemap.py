"""Categories as a treemap: tiles as large as all rows of a value, filled as far as its rows are kept, in blocks by family.

Drawn with bars, since Plotly's own treemap tells nobody what was clicked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from explorer.charts import hovers, numbers
from explorer.charts.theme import (
    COLOURS,
    OTHER,
    Mode,
    axis,
    figure,
    inert,
    ink_on,
    label_width,
    layout,
    value_colours,
    value_label,
)
from explorer.families import FAMILIES, family_of
from explorer.queries import Categories
from explorer.words import say, translated

_WIDTH, _HEIGHT = 1060.0, 430.0  # of the plot: the proportions that tiles are made for
_HEAD = 22.0  # above the tiles of a family, for its name
_GAP = 2.0
_NARROW = 70.0  # a family's block below which its name has no room
_PER_LETTER = 7.4  # pixels, about
_EAST_ASIAN = 0x2E80


class Tile(NamedTuple):
    """A rectangle: its lower left corner, its width and height."""

    x: float
    y: float
    width: float
    height: float

    def inner(self, gap: float) -> Tile:
        """The same with a margin, never smaller than nothing."""
        wide, high = max(self.width - gap, self.width / 2), max(self.height - gap, self.height / 2)
        return Tile(self.x + (self.width - wide) / 2, self.y + (self.height - high) / 2, wide, high)

    def part(self, low: float, high: float) -> Tile:
        """The stretch of its height from one share to another, 0 at the bottom."""
        return Tile(self.x, self.y + low * self.height, self.width, (high - low) * self.height)


def squarified(sizes: Sequence[float], room: Tile) -> list[Tile]:
    """Tiles as large as `sizes`, positive and descending, that fill `room` and are as square as can be (Bruls et al., 2000)."""
    whole = sum(sizes)
    if not whole or room.width <= 0 or room.height <= 0:
        return [Tile(room.x, room.y, 0.0, 0.0) for _ in sizes]
    areas = [size / whole * room.width * room.height for size in sizes]
    made: list[Tile] = []
    while len(made) < len(areas):
        left = areas[len(made) :]
        side = min(room.width, room.height)
        taken = 1
        while taken < len(left) and _worst(left[: taken + 1], side) <= _worst(left[:taken], side):
            taken += 1
        row = left[:taken]
        depth = min(sum(row) / side, max(room.width, room.height)) if side else 0.0
        place = 0.0
        for area in row:
            along = area / depth if depth else 0.0
            if room.width >= room.height:  # a column at the left, its largest on top
                made.append(Tile(room.x, room.y + room.height - place - along, depth, along))
            else:  # a line on top
                made.append(Tile(room.x + place, room.y + room.height - depth, along, depth))
            place += along
        if room.width >= room.height:
            room = Tile(room.x + depth, room.y, max(room.width - depth, 0.0), room.height)
        else:
            room = Tile(room.x, room.y, room.width, max(room.height - depth, 0.0))
    return made


def _worst(row: Sequence[float], side: float) -> float:
    """How far the least square tile of a row is from a square."""
    whole = sum(row)
    if not whole or not side:
        return float("inf")
    return max(max(side * side * area / whole**2, whole**2 / (side * side * area)) if area else 0.0 for area in row)


def has_families(column: str) -> bool:
    """Whether the values of a column are shown in blocks."""
    return column in FAMILIES


def treemap(
    found: Categories,
    mode: Mode,
    chosen: frozenset[str | None] = frozenset(),
    targets: Mapping[str, float] | None = None,
) -> Any:
    """Tiles by rows. Selections give the place of the value as the point's number, `len(found.values)` for all others.

    chosen: values that the filter asks for; the others fade. targets: value -> target share, told on hover.
    """
    colours = COLOURS[mode]
    tiles, heads = _placed(found)
    places = [place for place in range(len(tiles)) if tiles[place].width]
    palette = value_colours(found.column, found.values)
    fills = [palette[value] if not chosen or value in chosen else colours.ghost for value in found.values] + [OTHER]
    every = [*found.all.tolist(), found.other_all]
    kept = [*found.kept.tolist(), found.other_kept]
    whole, whole_kept = max(sum(every), 1), max(sum(kept), 1)
    hover = [
        f"<b>{_named(found, i)}</b><br>{hovers.shares(kept[i], every[i], whole_kept, whole)}"
        + _target(found, i, targets or {})
        for i in places
    ]
    filled = [kept[i] / every[i] if every[i] else 0.0 for i in places]
    shown = [tiles[i].inner(_GAP) for i in places]
    texts, inks, grounds = [], [], []
    for i, share, tile in zip(places, filled, shown, strict=True):
        # Words stand where the tile is filled, or where it is not: on both they would be read badly.
        in_fill = share >= 0.5
        ground = tile.part(0.0, share) if in_fill else tile.part(share, 1.0)
        texts.append(_written(found, i, kept[i], kept[i] / whole_kept, ground))
        inks.append(ink_on(fills[i]) if in_fill and fills[i] != colours.ghost else colours.text)
        grounds.append(ground)
    data = [
        _bars(shown, [1.0] * len(shown), colours.ghost),
        _bars(shown, filled, [fills[i] for i in places]),
        _bars(shown, [1.0] * len(shown), "rgba(0,0,0,0)")
        | {
            "hoverinfo": None,
            "customdata": hover,
            "hovertemplate": "%{customdata}<extra></extra>",
            "ids": [str(i) for i in places],
        },
        _bars(grounds, [1.0] * len(shown), "rgba(0,0,0,0)")
        | {
            "text": texts,
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textangle": 0,
            "constraintext": "inside",
            "insidetextfont": {"size": 12, "color": inks},
        },
        _heads(heads, mode),
    ]
    side: dict[str, Any] = {"visible": False, "showgrid": False}
    look = layout(
        mode,
        int(_HEIGHT) + 12,
        margin={"l": 0, "r": 0, "t": 4, "b": 4},
        xaxis=axis(mode, range=[0, _WIDTH], **side),
        yaxis=axis(mode, range=[0, _HEIGHT], **side),
        uniformtext={"minsize": 8, "mode": "hide"},  # where the page is narrow, what finds no room is left out
        dragmode=False,
        clickmode="event+select",
        hovermode="closest",
        bargap=0,
    )
    return figure(data, look)


def _target(found: Categories, place: int, targets: Mapping[str, float]) -> str:
    share = targets.get(found.values[place] or "") if place < len(found.values) else None
    return say("<br>target {share}", share=numbers.share(share)) if share is not None else ""


def place_of(point: dict[str, Any], found: Categories) -> int:
    """The place of the value whose tile was clicked; -1 where that is none."""
    drawn = [i for i, tile in enumerate(_placed(found)[0]) if tile.width]
    number = point.get("point_index", point.get("pointIndex", -1))
    at = drawn[int(number)] if isinstance(number, int | float) and 0 <= int(number) < len(drawn) else -1
    return at if at < len(found.values) else -1


def _placed(found: Categories) -> tuple[list[Tile], list[tuple[str, Tile]]]:
    """(the tile of each value and of all others, of no width where there is none; names and blocks of the families)."""
    sizes = [*found.all.tolist(), found.other_all]
    room = Tile(0.0, 0.0, _WIDTH, _HEIGHT)
    tiles = [Tile(0.0, 0.0, 0.0, 0.0)] * len(sizes)
    blocks: dict[str, list[int]] = {}
    for place, size in enumerate(sizes):
        if size:
            value = found.values[place] if place < len(found.values) else None
            blocks.setdefault(family_of(found.column, value) if has_families(found.column) else "", []).append(place)
    ranked = sorted(blocks.items(), key=lambda block: -sum(sizes[place] for place in block[1]))
    heads: list[tuple[str, Tile]] = []
    areas = squarified([float(sum(sizes[place] for place in places)) for _, places in ranked], room)
    for (name, places), block in zip(ranked, areas, strict=True):
        inside = block
        if len(ranked) > 1:
            inside = block.inner(3 * _GAP)
            if name and inside.width > _NARROW and inside.height > 2 * _HEAD:
                heads.append((translated(name), inside))
                inside = inside._replace(height=inside.height - _HEAD)
        places.sort(key=lambda place: -sizes[place])
        for place, tile in zip(places, squarified([float(sizes[place]) for place in places], inside), strict=True):
            tiles[place] = tile
    return tiles, heads


def _named(found: Categories, place: int, limit: int = 40) -> str:
    if place < len(found.values):
        return value_label(found.column, found.values[place], limit)
    return inert(
        say("other ({more:,} more)", more=found.distinct - sum(value is not None for value in found.values)), limit
    )


def _written(found: Categories, place: int, kept: int, share: float, tile: Tile) -> str:
    """What stands in a tile: as much as there is room for."""
    name, room = _named(found, place), tile.width - 8
    if tile.height < 20 or room < 36:
        return ""
    if _wide(name) > room:
        lines = _broken(name.split(" "), room)
        if tile.height >= 18 * len(lines) + 18 and max(map(_wide, lines)) <= room:
            name = "<br>".join(lines)
        else:
            name = _named(found, place, max(int(room / (13 if max(map(ord, name)) > _EAST_ASIAN else _PER_LETTER)), 2))
    figures = f"{numbers.count(kept)} · {numbers.share(share)}"
    fits = tile.height >= 18 * (name.count("<br>") + 2) + 4 and _wide(figures) <= room
    return f"<b>{name}</b><br>{figures}" if fits else f"<b>{name}</b>"


def _wide(text: str) -> float:
    """Pixels of a line in bold, about."""
    return 1.05 * (label_width([text]) - 14)


def _broken(words: Sequence[str], room: float) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        if _wide(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _bars(tiles: Sequence[Tile], filled: Sequence[float], colour: Any) -> dict[str, Any]:
    solid = {"marker": {"opacity": 1}}
    return {
        "type": "bar",
        "x": [tile.x + tile.width / 2 for tile in tiles],
        "width": [tile.width for tile in tiles],
        "base": [tile.y for tile in tiles],
        "y": [tile.height * share for tile, share in zip(tiles, filled, strict=True)],
        "marker": {"color": colour, "line": {"width": 0}},
        "hoverinfo": "skip",
        "selected": solid,
        "unselected": solid,
    }


def _heads(named: Sequence[tuple[str, Tile]], mode: Mode) -> dict[str, Any]:
    """The names of the families above their tiles."""
    strips = [Tile(tile.x, tile.y + tile.height - _HEAD, tile.width, _HEAD) for _, tile in named]
    return _bars(strips, [1.0] * len(strips), "rgba(0,0,0,0)") | {
        "text": [f"<b>{inert(name, max(int(tile.width / _PER_LETTER), 2))}</b>" for name, tile in named],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "inside",
        "insidetextfont": {"size": 12, "color": COLOURS[mode].faint},
    }
