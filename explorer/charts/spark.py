"""A histogram as a small SVG, made from numbers only: the side bar's range controls."""

from __future__ import annotations

from collections.abc import Sequence

GHOST = "#9aa3af"
ACCENT = "#3b7de0"


def histogram_svg(
    all_counts: Sequence[int],
    kept: Sequence[int],
    width: int = 280,
    height: int = 48,
    low_frac: float | None = None,
    high_frac: float | None = None,
) -> str:
    """Bars of the kept rows over grey ghosts of all rows. What lies outside the two fractions (0 to 1) is shaded."""
    bars = max(len(all_counts), 1)
    top = max([*all_counts, 1])
    step = width / bars
    pieces = []
    for counts, colour, opacity in ((all_counts, GHOST, 0.45), (kept, ACCENT, 1.0)):
        path = []
        for position, number in enumerate(counts):
            if number:
                # A bar of one row among a million is still to be seen.
                tall = max(1.0, height * float(number) / top)
                path.append(f"M{position * step:.2f} {height}v-{tall:.2f}h{max(step - 0.6, 0.4):.2f}v{tall:.2f}z")
        pieces.append(f'<path d="{"".join(path)}" fill="{colour}" fill-opacity="{opacity}"/>')
    for begin, end in ((0.0, low_frac or 0.0), (1.0 if high_frac is None else high_frac, 1.0)):
        if end > begin:
            pieces.append(
                f'<rect x="{begin * width:.2f}" y="0" width="{(end - begin) * width:.2f}" height="{height}" '
                f'fill="{GHOST}" fill-opacity="0.25"/>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'preserveAspectRatio="none">{"".join(pieces)}</svg>'
    )
