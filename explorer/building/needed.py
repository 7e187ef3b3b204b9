"""Which layers a question reads, so that no more is built than is asked for."""

from __future__ import annotations

import re

from explorer.metrics import METRICS
from explorer.passes import PASSES


def needed_layers(*texts: str) -> list[str]:
    """Layers whose columns occur in expressions or names."""
    words = set(re.findall(r"\w+", " ".join(texts)))
    early = [metric.name for metric in METRICS if metric.early]
    every = [(one.name, one.columns) for one in (*METRICS, *PASSES)]
    asked = [name for name, held in every if any(column.name in words for column in held)]
    return list(dict.fromkeys([*early, *asked]))
