"""Small pictures as HTML, made from numbers alone: a waffle of all rows, bars, a histogram with a limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from explorer.markup import Html, escape
from explorer.words import say

SHEET = """.x-picture, .x-glance, .x-thin { --line: color-mix(in srgb, currentColor 14%, transparent); --faint: color-mix(in srgb, currentColor 72%, transparent);
  font-family: FONTS; font-variant-numeric: tabular-nums; }
.x-waffle { display: grid; grid-auto-flow: column; grid-template-rows: repeat(8, 1fr); grid-auto-columns: 1fr; gap: 2px; aspect-ratio: 5 / 1; }
.x-waffle i { border-radius: 1px; }
.x-key { display: flex; flex-wrap: wrap; gap: .15rem .9rem; font-size: .8rem; margin-top: .35rem; }
.x-key u { display: inline-block; width: .6rem; height: .6rem; border-radius: .12rem; margin-right: .35rem; }
.x-thin { font-size: .8rem; color: var(--faint); padding-top: .3rem; }
.x-glance { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(11.8rem, 100%), 1fr)); gap: .8rem; }
.x-glance section { border: 1px solid var(--line); border-radius: .5rem; padding: .55rem .8rem .6rem .8rem; min-width: 0; display: flex; flex-direction: column; }
.x-glance h4 { font-size: .82rem; font-weight: 600; margin: 0 0 .35rem 0; padding: 0; }
.x-glance p { font-size: .8rem; color: var(--faint); margin: .4rem 0 0 0; line-height: 1.35; }
.x-bars { display: flex; flex-direction: column; gap: .22rem; }
.x-bar { display: grid; grid-template-columns: minmax(4.6rem, 57%) minmax(1.4rem, 1fr) minmax(2.7rem, auto); gap: .5rem; align-items: center; font-size: .78rem; }
.x-bar span { line-height: 1.2; overflow-wrap: anywhere; }
.x-bar i { position: relative; height: .6rem; border-radius: .15rem; overflow: hidden; }
.x-bar i.stack { display: flex; gap: 1px; background: none; grid-column: 2 / -1; }
.x-bar i u, .x-bar i b { position: absolute; inset: 0 auto 0 0; border-radius: .15rem; }
.x-bar i u { background: color-mix(in srgb, currentColor 18%, transparent); } .x-bar i b { background: ACCENT; }
.x-bar em { text-align: right; white-space: nowrap; font-style: normal; color: var(--faint); font-size: .75rem; }
.x-histogram { position: relative; display: flex; gap: 1px; height: 5.2rem; border-bottom: 1px solid var(--line); }
.x-histogram > i { position: relative; flex: 1; } .x-histogram > i > u, .x-histogram > i > b { position: absolute; left: 0; right: 0; bottom: 0; }
.x-histogram > i > u { background: color-mix(in srgb, currentColor 18%, transparent); } .x-histogram > i > b { background: ACCENT; }
.x-histogram > s { position: absolute; top: 0; bottom: 0; width: 0; border-left: 2px solid WARN; text-decoration: none; }
.x-histogram em { position: absolute; top: 0; font-style: normal; font-size: .72rem; color: WARN; white-space: nowrap; }
.x-histogram em.left { left: .3rem; } .x-histogram em.right { right: .4rem; }
"""
"""Their look. ACCENT, WARN and FONTS stand for colours and fonts of the page that they are on."""

_COLUMNS, _LINES = 40, 8


class Piece(NamedTuple):
    """A part of a whole: words, number, colour (CSS)."""

    words: str
    number: int
    colour: str


def waffle(pieces: Sequence[Piece]) -> Html:
    """All rows as squares, each the same share of them; a part that is there has at least one."""
    whole = sum(piece.number for piece in pieces)
    squares = []
    for piece, count in zip(pieces, _squares([piece.number for piece in pieces], _COLUMNS * _LINES), strict=True):
        told = escape(
            say(
                "{words}: {rows:,} rows, {share:.1f} %",
                words=piece.words,
                rows=piece.number,
                share=100 * piece.number / max(whole, 1),
            )
        )
        squares.append(f'<i style="background:{escape(piece.colour)}" title="{told}"></i>' * count)
    return Html(f'<div class="x-waffle" role="img" aria-label="{escape(say("All rows"))}">{"".join(squares)}</div>')


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
        f'title="{escape(say("{words}: {rows:,} rows", words=piece.words, rows=piece.number))}"></s>'
        for piece in pieces
        if piece.number
    )
    return Html(f'<div class="x-bar"><span>{escape(words)}</span><i class="stack">{parts}</i></div>')


def histogram(every: Sequence[int], kept: Sequence[int], limit: float | None, words: str) -> Html:
    """Bars of the kept rows over grey ones of all rows. limit: where a line stands, 0 to 1; words: at it."""
    top = max([*every, 1])
    bars = [
        f'<i><u style="height:{_tall(whole, top):.1f}%"></u><b style="height:{_tall(part, top):.1f}%"></b></i>'
        for whole, part in zip(every, kept, strict=True)
    ]
    line = ""
    if limit is not None and 0 <= limit <= 1:
        side = "right" if limit > 0.7 else "left"
        line = f'<s style="left:{100 * limit:.1f}%"><em class="{side}">{escape(words)}</em></s>'
    return Html(
        f'<div class="x-histogram" role="img" aria-label="{escape(say("Lengths"))}">{"".join(bars)}{line}</div>'
    )


def _tall(number: int, top: int) -> float:
    """Per cent of the height; one row among a million is still to be seen."""
    return max(2.0, 100 * float(number) / top) if number else 0.0
