"""The chart of `benchmarks.growth`: CPU time by rows on logarithmic axes, and the most memory of each step, as one SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from pathlib import Path

_COLOURS = (
    "#1b6ca8",
    "#c8553d",
    "#3a7d44",
    "#7b4b94",
    "#b8860b",
    "#2a9d8f",
    "#8d6e63",
    "#d81b60",
    "#546e7a",
    "#6a994e",
)
_WIDTH, _HEIGHT, _LEFT, _TOP = 330, 300, 56, 40
_PANELS = (("CPU time", "cpu", "s"), ("memory of all processes", "peak", "MB"))


def draw(figures: Mapping[str, Mapping[str, Mapping[str, float]]], path: Path) -> None:
    """Write the chart. figures: step -> rows -> its figures (`cpu` in seconds, `peak` in bytes); empty where it was not run."""
    shapes = []
    for number, (title, key, unit) in enumerate(_PANELS):
        scale = 1e6 if unit == "MB" else 1
        lines = {
            step: sorted((int(rows), max(one[key] / scale, 1e-3)) for rows, one in found.items() if one)
            for step, found in figures.items()
        }
        shapes += _panel(lines, f"{title}, {unit}", number * (_WIDTH + 80))
    for number, step in enumerate(figures):
        x, y = 2 * (_WIDTH + 80) + 10, _TOP + 12 + 20 * number
        colour = _COLOURS[number % len(_COLOURS)]
        shapes.append(f'<path d="M{x} {y - 4}h18" stroke="{colour}" stroke-width="2"/>')
        shapes.append(f'<text x="{x + 24}" y="{y}">{escape(step)}</text>')
    size = f'width="{2 * (_WIDTH + 80) + 300}" height="{_TOP + _HEIGHT + 40}"'
    font = 'font-family="sans-serif" font-size="12" fill="#333"'
    body = "\n".join(shapes)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font}>\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _panel(lines: Mapping[str, list[tuple[int, float]]], title: str, left: int) -> list[str]:
    points = [point for line in lines.values() for point in line]
    first, last = (f(math.log10(rows) for rows, _ in points) for f in (min, max))
    low, high = math.floor(min(math.log10(y) for _, y in points)), math.ceil(max(math.log10(y) for _, y in points))

    def place(rows: float, value: float) -> tuple[float, float]:
        across = (math.log10(rows) - first) / max(last - first, 1e-9)
        up = (math.log10(value) - low) / max(high - low, 1e-9)
        return left + _LEFT + across * _WIDTH, _TOP + (1 - up) * _HEIGHT

    shapes = [f'<text x="{left + _LEFT}" y="{_TOP - 14}" font-weight="bold">{escape(title)}</text>']
    for power in range(low, high + 1):
        x, y = place(10**first, 10.0**power)
        shapes.append(f'<path d="M{x:.1f} {y:.1f}h{_WIDTH}" stroke="#ddd"/>')
        shapes.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for rows in sorted({rows for rows, _ in points}):
        x, y = place(rows, 10.0**low)
        shapes.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{rows:,}</text>')
    for number, line in enumerate(lines.values()):
        if line:
            spots = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in line))
            colour = _COLOURS[number % len(_COLOURS)]
            shapes.append(f'<polyline points="{spots}" fill="none" stroke="{colour}" stroke-width="2"/>')
    return shapes
