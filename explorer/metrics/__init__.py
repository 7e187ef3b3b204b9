"""Row layers: what can be told of a row by looking at that row alone.

A new metric is one module here and one entry in `METRICS`; its filter control, chart, table column and
help text follow from its columns.
"""

from __future__ import annotations

from explorer.metrics.batch import Batch
from explorer.metrics.checks import CHECKS
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.tokens import TOKENS

METRICS: tuple[Metric, ...] = (TOKENS, CHECKS)

__all__ = ["METRICS", "Batch", "Context", "Evidence", "Metric", "Values"]
