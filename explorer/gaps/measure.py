"""The gaps on a joint map, under a filter of the dataset that is open."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from explorer.gaps.joint import Joint
from explorer.gaps.verdicts import NEARLY_NONE, Verdict, judge, to_add
from explorer.passes import projection
from explorer.view import View

_SHOWN = 4
COVERED = 0.4
"""Cosine from which a row of the reference has its like here. Below, a cluster that is scarce counts as missing."""


class ClusterGap(NamedTuple):
    """A cluster of the joint map.

    here, there: sampled rows of each. share_here, share_there: of all sampled rows of each. coverage: how near its
    reference rows are to rows here, the mean cosine to the nearest. to_add: rows that would even it out, given
    this dataset's size. x, y: the middle of its reference rows. samples: the places, on the joint map, of its most typical rows.
    """

    number: int
    name: str
    here: int
    there: int
    share_here: float
    share_there: float
    coverage: float
    verdict: Verdict
    to_add: int
    x: float
    y: float
    samples: tuple[int, ...]


class Comparison(NamedTuple):
    """What the joint map says under a filter.

    kept: bool (rows of the map,), the reference's always. likeness: float32 (rows of the reference,), the cosine to the
    nearest kept row here. coverage: its mean. clusters: those of the reference, missing ones first, then thin ones.
    """

    kept: np.ndarray
    likeness: np.ndarray
    coverage: float
    clusters: list[ClusterGap]

    @property
    def lacking(self) -> list[ClusterGap]:
        """Clusters that are missing or thin."""
        return [one for one in self.clusters if one.verdict != "even"]


def measure(view: View, joint: Joint) -> Comparison:
    """Clusters of the reference, and how much of each the kept rows have."""
    kept = np.ones(len(joint.row_id), dtype=bool)
    rows_kept = view.dataset.rows
    if not view.is_everything:
        ids = view.dataset.query(f"SELECT row_id FROM rows WHERE {view.where}", reads=view.reads)["row_id"].to_numpy()
        kept[: joint.here] = np.isin(joint.row_id[: joint.here], ids)
        rows_kept = len(ids)
    here = np.flatnonzero(kept[: joint.here])
    there = np.arange(joint.here, len(joint.row_id))
    likeness = np.zeros(len(there), dtype=np.float32)
    if len(here) and len(there):
        likeness = (1 - projection.nearest(joint.vectors[there], joint.vectors[here], 1)[1][:, 0]).astype(np.float32)
    found = [
        _cluster(
            joint, number, here[joint.cluster[here] == number], there[joint.cluster[there] == number], sums, likeness
        )
        for sums in [(len(here), len(there), rows_kept)]
        for number in range(len(joint.names))
    ]
    order = {"missing": 0, "thin": 1, "even": 2}
    shown = [one for one in found if one.there]
    shown.sort(key=lambda one: (order[one.verdict], -one.share_there, one.number))
    return Comparison(kept, likeness, float(likeness.mean()) if len(likeness) else 1.0, shown)


def _cluster(
    joint: Joint,
    number: int,
    ours: np.ndarray,
    theirs: np.ndarray,
    sums: tuple[int, int, int],
    likeness: np.ndarray,
) -> ClusterGap:
    rows_here, rows_there, size = sums
    share_here, share_there = len(ours) / max(rows_here, 1), len(theirs) / max(rows_there, 1)
    verdict = judge(len(ours), rows_here, len(theirs), rows_there)
    coverage = float(likeness[theirs - joint.here].mean()) if len(theirs) else 1.0
    if verdict == "missing" and rows_here and coverage >= COVERED and share_here > NEARLY_NONE * share_there / 2:
        verdict = "thin"
    more = to_add(round(share_here * size), size, len(theirs), rows_there) if verdict != "even" else 0
    x, y, samples = 0.0, 0.0, ()
    if len(theirs):
        x, y = (float(value) for value in np.median(joint.flat[theirs], axis=0))
        middle = joint.vectors[theirs].mean(axis=0)
        near = theirs[np.argsort(-(joint.vectors[theirs] @ middle), kind="stable")]
        samples = tuple(int(place) for place in near[:_SHOWN])
    return ClusterGap(
        number,
        joint.names[number],
        len(ours),
        len(theirs),
        share_here,
        share_there,
        coverage,
        verdict,
        more,
        x,
        y,
        samples,
    )


def lacking_rows(joint: Joint, numbers: set[int]) -> list[int]:
    """`row_id` of the reference's sampled rows in these clusters, ascending."""
    places = np.flatnonzero(np.isin(joint.cluster, list(numbers)))
    return np.sort(joint.row_id[places[places >= joint.here]]).tolist()
