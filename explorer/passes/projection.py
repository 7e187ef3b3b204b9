"""From vectors to a flat map: UMAP for landmarks, placement beside their likes for all other rows.

Seeded, and one thread where that matters: the same vectors give the same map on one kind of processor. Another kind adds up
in another order, and what it rounds otherwise UMAP makes large: recipes hold what their map looks like.
"""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.checksums import artifact
from explorer.errors import LayerError
from explorer.passes.embedding.bags import unit
from explorer.store.repair import require

LANDMARKS = 20_000
"""Rows that UMAP lays out itself; all others are placed among them. Time grows with the rows beyond, not their square."""

REDUCED = 128
"""Dimensions that neighbours are looked for in: what the principal components keep."""

_NEIGHBOURS = 15  # of the layout
PLACED_BY = 8
"""Landmarks that place a row."""

_BLOCK = 2_048  # rows compared with all landmarks at once
_MIN_DIST = 0.08
_AXES = "space.npz"
_ALIKE = 1e-6  # rows that differ by no more than this in any dimension are one and the same

Told = Callable[[int], None]


@dataclass(frozen=True)
class Axes:
    """Principal components: float32 mean of shape (dimensions,) and components of shape (dimensions, reduced)."""

    mean: np.ndarray
    components: np.ndarray

    def reduce(self, vectors: np.ndarray) -> np.ndarray:
        """Unit vectors in the reduced space, float32."""
        return unit((vectors - self.mean) @ self.components)

    def save(self, folder: Path) -> None:
        """Keep them beside the vectors, so that a text can be compared with these."""
        with artifact(folder / _AXES) as target:
            np.savez(target, mean=self.mean, components=self.components)


def load_axes(folder: Path) -> Axes:
    """Axes that were kept. LayerError where they cannot be read."""
    try:
        with np.load(require(folder / _AXES), allow_pickle=False) as held:
            return Axes(held["mean"], held["components"])
    except (OSError, ValueError, KeyError) as error:
        raise LayerError("This dataset has no map yet.", "Draw the map first.") from error


def axes(vectors: np.ndarray, dimensions: int = REDUCED) -> Axes:
    """The principal components of a sample of vectors."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    centred = vectors.astype(np.float64) - mean
    _, directions = np.linalg.eigh(centred.T @ centred)
    kept = directions[:, ::-1][:, : min(dimensions, vectors.shape[1])]
    # The sign of a direction is arbitrary: the largest part is made positive, so that a map never flips.
    signs = np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])])
    return Axes(mean.astype(np.float32), (kept * signs).astype(np.float32))


def choose(rows: int, most: int = LANDMARKS, seed: int = 0) -> np.ndarray:
    """Sorted places of the landmarks among `rows`."""
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))


def nearest(
    vectors: np.ndarray, among: np.ndarray, count: int, told: Told | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """(places, cosine distances) of the nearest `count` of `among` for each vector, nearest first; unit vectors."""
    count = min(count, len(among))
    places = np.empty((len(vectors), count), dtype=np.int32)
    distances = np.empty((len(vectors), count), dtype=np.float32)
    across = np.ascontiguousarray(among.T)
    for start in range(0, len(vectors), _BLOCK):
        likeness = vectors[start : start + _BLOCK] @ across
        few = np.argpartition(likeness, len(among) - count, axis=1)[:, len(among) - count :]
        values = np.take_along_axis(likeness, few, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        places[start : start + _BLOCK] = np.take_along_axis(few, order, axis=1)
        distances[start : start + _BLOCK] = 1.0 - np.take_along_axis(values, order, axis=1)
        if told is not None:
            told(min(start + _BLOCK, len(vectors)))
    return places, np.maximum(distances, 0.0)


def lay_out(vectors: np.ndarray, seed: int = 42, epochs: int | None = None) -> np.ndarray:
    """UMAP of unit vectors: float32 (rows, 2), scaled so that its middle half spans about ten units."""
    rows = len(vectors)
    if rows < _NEIGHBOURS + 2 or np.ptp(vectors, axis=0).max() < _ALIKE:
        return _few(rows)
    import umap

    _keep_compiled()
    places, distances = nearest(vectors, vectors, _NEIGHBOURS)
    places, distances = _own_first(places, distances)
    model = umap.UMAP(
        n_neighbors=_NEIGHBOURS,
        min_dist=_MIN_DIST,
        n_epochs=epochs,
        init="pca",
        random_state=seed,
        n_jobs=1,
        # With the neighbours given, nothing is left that would compile for half a minute.
        precomputed_knn=(places, distances),
        force_approximation_algorithm=True,
    )
    with warnings.catch_warnings():
        # Said of every layout whose neighbours are given: new rows are placed by `place`, not by the model.
        warnings.filterwarnings("ignore", message="precomputed_knn")
        found = np.asarray(model.fit_transform(vectors), dtype=np.float64)
    middle = np.median(found, axis=0)
    spread = np.subtract(*np.percentile(found, [75, 25], axis=0)).max()
    return ((found - middle) * (10.0 / max(float(spread), 1e-9))).astype(np.float32)


@functools.cache
def _keep_compiled() -> None:
    """Have what the library compiles at every start kept on disk, as it keeps the rest of what it compiles."""
    import umap.layouts
    import umap.umap_

    for module, name in (
        (umap.umap_, "smooth_knn_dist"),
        (umap.umap_, "compute_membership_strengths"),
        (umap.layouts, "_nb_optimize_layout_euclidean_single_epoch"),
    ):
        # Another version may lack them, and the disk may take none: it is compiled again then.
        with contextlib.suppress(AttributeError, RuntimeError, OSError):
            getattr(module, name).enable_caching()


def _few(rows: int) -> np.ndarray:
    """So few rows have no map, nor have rows that are all the same: they stand in a circle."""
    angles = np.linspace(0, 2 * np.pi, rows, endpoint=False)
    return (5 * np.column_stack([np.cos(angles), np.sin(angles)])).astype(np.float32)


def _own_first(places: np.ndarray, distances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each row as its own nearest neighbour, as UMAP expects; copies of a row may stand before it."""
    own = np.arange(len(places), dtype=places.dtype)
    for row in np.flatnonzero(places[:, 0] != own):
        here = np.flatnonzero(places[row] == row)
        at = int(here[0]) if len(here) else places.shape[1] - 1
        places[row, 1 : at + 1], distances[row, 1 : at + 1] = places[row, :at].copy(), distances[row, :at].copy()
        places[row, 0], distances[row, 0] = row, 0.0
    return places, distances


def place(
    vectors: np.ndarray, landmarks: np.ndarray, flat: np.ndarray, told: Told | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(coordinates, mean distance to the nearest landmarks, which these are) of rows among landmarks that are laid out.

    A row stands at the mean of its nearest landmarks, weighted by nearness; those that lie apart from the nearest one's
    surroundings do not pull it into the void between two groups.
    """
    places, distances = nearest(vectors, landmarks, PLACED_BY, told)
    scale = np.maximum(distances[:, :1], 1e-6)
    weights = np.exp(-((distances / scale) ** 2))
    around = flat[places]
    apart = np.linalg.norm(around - around[:, :1], axis=2)
    near = np.median(apart, axis=1, keepdims=True) * 2 + 1e-6
    weights = np.where(apart <= near, weights, 0.0)
    found = (around * weights[:, :, None]).sum(axis=1) / weights.sum(axis=1)[:, None]
    return found.astype(np.float32), distances.mean(axis=1), places


def trustworthiness(
    vectors: np.ndarray, flat: np.ndarray, neighbours: int = 10, most: int = 3_000, seed: int = 0
) -> float:
    """How far neighbours on the map are neighbours in truth, 0 to 1, on a sample (Venna and Kaski's measure)."""
    from sklearn.manifold import trustworthiness as measured

    chosen = choose(len(vectors), most, seed)
    count = min(neighbours, (len(chosen) - 1) // 2)
    if count < 1:
        return 1.0
    return float(measured(vectors[chosen].astype(np.float32), flat[chosen], n_neighbors=count, metric="cosine"))


def preserved(vectors: np.ndarray, flat: np.ndarray, neighbours: int = 15, most: int = 3_000, seed: int = 0) -> float:
    """Share of the nearest neighbours that rows keep on the map, on a sample."""
    chosen = choose(len(vectors), most, seed)
    count = min(neighbours, len(chosen) - 1)
    if count < 1:
        return 1.0
    some = vectors[chosen].astype(np.float32)
    true, _ = nearest(some, some, count + 1)
    points = flat[chosen].astype(np.float64)
    apart = ((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
    seen = np.argpartition(apart, count, axis=1)[:, : count + 1]
    own = range(len(chosen))
    return float(np.mean([len((set(a) & set(b)) - {i}) / count for i, a, b in zip(own, true, seen, strict=True)]))
