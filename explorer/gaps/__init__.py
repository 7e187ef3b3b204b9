"""Two datasets side by side: what a reference has and this one lacks.

`draw` reads a sample of both once and keeps the joint map; `measure` and `labels` answer under any filter of the one that
is open.
"""

from __future__ import annotations

from explorer.gaps.joint import SAMPLED, Joint, draw, drawn, is_drawn, key_of
from explorer.gaps.labels import COMPARED, LabelGap, label_gaps
from explorer.gaps.measure import COVERED, ClusterGap, Comparison, lacking_rows, measure
from explorer.gaps.words import cluster_sentences, label_sentences, share

__all__ = [
    "COMPARED",
    "COVERED",
    "SAMPLED",
    "ClusterGap",
    "Comparison",
    "Joint",
    "LabelGap",
    "cluster_sentences",
    "draw",
    "drawn",
    "is_drawn",
    "key_of",
    "label_gaps",
    "label_sentences",
    "lacking_rows",
    "measure",
    "share",
]
