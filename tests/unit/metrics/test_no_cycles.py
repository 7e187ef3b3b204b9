"""Builds do without Python's collector of cycles: what a metric makes must be freed as soon as nobody holds it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics import METRICS, Batch, Metric
from explorer.metrics.metric import Context

CONTEXT = Context("o200k_base", "/tmp")


@pytest.fixture(scope="module")
def nothing_else() -> None:
    """What was there before is not looked through each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def no_collector(nothing_else: None) -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def rows(count: int) -> list[Conversation]:
    """Of one answer, of several, and of none; with code, calls, an unfinished line, figures and a reference."""
    answer = 'Sure.\n```python\nprint(1\n```\n```json\n{"a": 1,}\n```\n2 + 2 = 5. Write to a.b@example.org or [Your Name]. And then'
    made = []
    for n in range(count):
        turns = [Turn("user", f"Question {n}: what is {n} + {n}? 请回答。"), Turn("assistant", f"{answer} {n}")]
        tail = [[], turns, [Turn("user", "And?")], [Turn("assistant", "No.", trained=False)]][n % 4]
        made.append(Conversation("messages", (*turns, *tail), reference=str(2 * n)))
    return made


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_nothing_is_left_for_the_collector(metric: Metric, no_collector: None) -> None:
    metric.compute(Batch(rows(8)), CONTEXT)  # what is made once
    gc.collect()
    left = []
    for count in (20, 200):
        metric.compute(Batch(rows(count)), CONTEXT)
        left.append(gc.collect())
    assert left[1] - left[0] < 100, f"{left} objects wait for the collector"
