"""Parts built in parallel processes, a bounded number ahead."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from explorer import sources, workers
from explorer.building.part import Work, process
from explorer.errors import LayerError
from explorer.progress import Progress, Report
from explorer.store.layers import part_is_finished, row_layers

T = TypeVar("T")

SMALL = 12 << 20
"""Bytes below which a pool of processes costs more than it saves."""


def make_pool() -> Executor:
    """Workers that load their packages while the source is still being surveyed and planned."""
    return workers.make_pool("explorer.building.part", "pyarrow.parquet")


def map_parts(
    work: Work, spans: Sequence[sources.Span], executor: Executor | None, report: Report, doing: str
) -> Executor | None:
    """Process every span that lacks a layer; the executor, which is made here where it pays. doing: words for people."""
    missing = unjudged(work, spans)
    records = sum(span.count for span in spans)
    progress = Progress(doing, 0, records, unit="rows")
    resumed = records - sum(span.count for span in missing)
    if not missing:
        return executor
    if executor is None and sum(span.stop - span.start for span in missing) > SMALL:
        executor = make_pool()
    report(progress)
    done = 0
    for span, rows in each(process, work, missing, executor):
        done += span.count
        progress.rows += rows
        # The rate is that of this run: parts found finished are not counted as its work.
        progress.done, progress.total = done, records - resumed
        report(progress)
    return executor


def unjudged(work: Work, spans: Sequence[sources.Span]) -> list[sources.Span]:
    """The spans that lack a layer of those that the work computes."""
    layers = row_layers(work.folder, work.context, work.metrics)
    return [span for span in spans if not part_is_finished(layers, span.number)]


def each(
    do: Callable[[Work, T], int], work: Work, items: Sequence[T], executor: Executor | None
) -> Iterator[tuple[T, int]]:
    """(item, what `do` gives for it) as they are done, in worker processes where there are any. do: a function of a module."""
    if executor is None:
        for item in items:
            yield item, do(work, item)
        return
    waiting = iter(items)
    running: dict[Future[int], T] = {}
    ahead = 2 * workers.count_of(executor)
    try:
        while True:
            while len(running) < ahead and (item := next(waiting, None)) is not None:
                running[executor.submit(_in_worker, do, work, item)] = item
            if not running:
                return
            finished, _ = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in finished:
                yield running.pop(future), future.result()
    except BrokenProcessPool as error:
        raise LayerError(
            "A worker process of the build ended before its time.",
            "Most likely memory ran out. Close other programs and build again: finished parts are kept.",
        ) from error


def _in_worker(do: Callable[[Work, Any], int], work: Work, item: Any) -> int:
    # Rows are plain trees without cycles: counting references frees them, and the collector's
    # passes over millions of live objects cost a fifth of the build.
    gc.disable()
    return do(work, item)
