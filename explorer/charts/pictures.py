"""Small pictures as SVG, made from numbers alone: a waffle of all rows, bars, a histogram with a limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from explorer.markup import Html, escape

_COLUMNS, _LINES = 40, 8
_CELL = 10


class Piece(NamedTuple):
    """A part of a whole: words, number, colour (CSS)."""

    words: str
    number: int
    colour: str


def waffle(pieces: Sequence[Piece]) -> Html:
    """All rows as squares, each the same share of them; a part that is there has at least one."""
    whole = sum(piece.number for piece in pieces)
    squares = _COLUMNS * _LINES
    drawn = []
    place = 0
    for piece, count in zip(pieces, _squares([piece.number for piece in pieces], squares), strict=True):
        path = []
        for _ in range(count):
            x, y = (place // _LINES) * _CELL, (place % _LINES) * _CELL
            path.append(f"M{x + 1} {y + 1}h{_CELL - 2}v{_CELL - 2}h-{_CELL - 2}z")
            place += 1
        if path:
            share = f"{100 * piece.number / whole:.1f} %"
            told = escape(f"{piece.words}: {piece.number:,} rows, {share}")
            drawn.append(f'<path d="{"".join(path)}" fill="{escape(piece.colour)}"><title>{told}</title></path>')
    return Html(
        f'<svg class="x-waffle" viewBox="0 0 {_COLUMNS * _CELL} {_LINES * _CELL}" role="img" '
        f'aria-label="All rows">{"".join(drawn)}</svg>'
    )


def _squares(numbers: Sequence[int], squares: int) -> list[int]:
    """Whole squares that add up to all of them, as near to the shares as they allow."""
    whole = sum(numbers)
    if not whole:
        return [0] * len(numbers)
    exact = [squares * number / whole for number in numbers]
    counts = [max(int(part), 1 if number else 0) for part, number in zip(exact, numbers, strict=True)]
    while sum(counts) > squares:
        counts[counts.index(max(counts))] -= 1
    order = sorted(range(len(counts)), key=lambda place: counts[place] - exact[place])
    for place in order * (squares // max(len(order), 1) + 1):
        if sum(counts) >= squares:
            break
        if numbers[place]:
            counts[place] += 1
    return counts


def bars(pieces: Sequence[tuple[str, float, float, str]]) -> Html:
    """Horizontal bars: (words, share of the widest after, the same before, text at the end)."""
    lines = []
    for words, now, before, text in pieces:
        lines.append(
            f'<div class="x-bar"><span>{escape(words)}</span><i><u style="width:{100 * before:.2f}%"></u>'
            f'<b style="width:{100 * now:.2f}%"></b></i><em>{escape(text)}</em></div>'
        )
    return Html(f'<div class="x-bars">{"".join(lines)}</div>')


def stacked(words: str, pieces: Sequence[Piece]) -> Html:
    """One bar whose parts add up to all."""
    whole = sum(piece.number for piece in pieces) or 1
    parts = "".join(
        f'<s style="width:{100 * piece.number / whole:.3f}%;background:{escape(piece.colour)}" '
        f'title="{escape(f"{piece.words}: {piece.number:,} rows")}"></s>'
        for piece in pieces
        if piece.number
    )
    return Html(f'<div class="x-bar"><span>{escape(words)}</span><i class="stack">{parts}</i></div>')


def histogram(every: Sequence[int], kept: Sequence[int], limit: float | None, words: str) -> Html:
    """Bars of the kept rows over grey ones of all rows. limit: where a line stands, 0 to 1; words: at it."""
    width, height = 300, 74
    top = max([*every, 1])
    step = width / max(len(every), 1)
    pieces = []
    for counts, css in ((every, "ghost"), (kept, "now")):
        path = []
        for place, number in enumerate(counts):
            if number:
                tall = max(1.5, height * float(number) / top)
                path.append(f"M{place * step:.2f} {height}v-{tall:.2f}h{max(step - 0.8, 0.6):.2f}v{tall:.2f}z")
        pieces.append(f'<path class="{css}" d="{"".join(path)}"/>')
    if limit is not None and 0 <= limit <= 1:
        x = limit * width
        anchor = "end" if x > width * 0.7 else "start"
        pieces.append(f'<path class="limit" d="M{x:.1f} 0v{height}"/>')
        pieces.append(
            f'<text class="limit" x="{x + (-4 if anchor == "end" else 4):.1f}" y="10" text-anchor="{anchor}">{escape(words)}</text>'
        )
    return Html(
        f'<svg class="x-histogram" viewBox="0 0 {width} {height}" preserveAspectRatio="none" role="img" aria-label="Lengths">'
        f"{''.join(pieces)}</svg>"
    )
