"""The density of all rows as one small picture, which takes the place of as many points."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.charts.theme import COLOURS, OTHER, Mode, rgb
from explorer.queries.map_points import Raster

_FAINTEST, _FULLEST = 0.12, 0.85  # where one row is, and where most are
_SPARSE = 8  # rows of the fullest cell up to which each row stands almost alone…
_SEEN = 0.45  # …and is seen by so much at least


def picture_of(found: Raster, mode: Mode, shades: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All rows in grey and the kept ones above them, on a log scale, as one picture under the points.

    shades: colours of the raster's groups; without them the kept rows are in accent.
    """
    from PIL import Image

    colours = COLOURS[mode]
    most = float(found.all.max(initial=1))
    top, faintest = np.log1p(most), _SEEN if most <= _SPARSE else _FAINTEST
    drawn = np.zeros((*found.all.shape, 4), dtype=np.float64)
    layers = [(found.all, colours.faint), (found.kept, colours.accent)]
    for counts, colour in layers if (found.kept != found.all).any() else layers[1:]:
        steps = np.log1p(counts) / top
        # An empty cell stays clear, and one row is already seen.
        alpha = np.where(counts > 0, faintest + (_FULLEST - faintest) * steps, 0.0)[..., None]
        shade = np.array(rgb(colour), dtype=np.float64)
        if colour == colours.accent and shades and found.groups is not None:
            shade = _of_groups(found.groups, shades)
        drawn[..., :3] = alpha * shade + (1 - alpha) * drawn[..., :3]
        drawn[..., 3:] = alpha + (1 - alpha) * drawn[..., 3:]
    opaque = np.maximum(drawn[..., 3:], 1e-9)
    drawn[..., :3] /= np.where(drawn[..., 3:] > 0, opaque, 1.0)
    pixels = np.clip(drawn * (1, 1, 1, 255) + 0.5, 0, 255).astype(np.uint8)[::-1]  # pictures begin at the top
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "PNG")
    left, right, bottom, top_edge = found.window
    return {
        "source": "data:image/png;base64," + base64.b64encode(written.getvalue()).decode("ascii"),
        "xref": "x",
        "yref": "y",
        "x": left,
        "y": top_edge,
        "sizex": right - left,
        "sizey": top_edge - bottom,
        "sizing": "stretch",
        "layer": "below",
    }


def _of_groups(groups: np.ndarray, shades: Mapping[str, str]) -> np.ndarray:
    """The colour of each cell, float64 (bins, bins, 3)."""
    found = np.zeros((*groups.shape, 3), dtype=np.float64)
    for name in {name for name in groups.ravel().tolist() if name is not None}:
        found[groups == name] = rgb(shades.get(name, OTHER))
    return found
