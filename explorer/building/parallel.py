"""Parts built in parallel processes, a bounded number ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from explorer import sources, workers
from explorer.building.part import Work, process, process_here, start_worker
from explorer.errors import LayerError
from explorer.progress import Progress, Report
from explorer.store.layers import part_is_finished, row_layers

SMALL = 12 << 20
"""Bytes below which a pool of processes costs more than it saves."""


def make_pool() -> ProcessPoolExecutor:
    """Workers that load their packages while the source is still being surveyed and planned."""
    return workers.make_pool("explorer.building.part", "pyarrow.parquet")


def map_parts(
    work: Work, spans: Sequence[sources.Span], executor: ProcessPoolExecutor | None, report: Report, doing: str
) -> ProcessPoolExecutor | None:
    """Process every span that lacks a layer; the executor, which is made here where it pays. doing: words for people."""
    layers = row_layers(work.folder, work.context, work.metrics)
    missing = [span for span in spans if not part_is_finished(layers, span.number)]
    records = sum(span.count for span in spans)
    progress = Progress(doing, 0, records, unit="rows")
    resumed = records - sum(span.count for span in missing)
    if not missing:
        return executor
    if executor is None and sum(span.stop - span.start for span in missing) > SMALL:
        executor = make_pool()
    report(progress)
    done = 0
    for span, rows in _results(work, missing, executor):
        done += span.count
        progress.rows += rows
        # The rate is that of this run: parts found finished are not counted as its work.
        progress.done, progress.total = done, records - resumed
        report(progress)
    return executor


def _results(
    work: Work, spans: Sequence[sources.Span], executor: ProcessPoolExecutor | None
) -> Iterator[tuple[sources.Span, int]]:
    if executor is None:
        for span in spans:
            yield span, process(work, span)
        return
    waiting = iter(spans)
    running: dict[Future[int], sources.Span] = {}
    ahead = 2 * workers.COUNT
    try:
        while True:
            while len(running) < ahead and (span := next(waiting, None)) is not None:
                running[executor.submit(_in_worker, work, span)] = span
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


_started: tuple[Any, ...] | None = None


def _in_worker(work: Work, span: sources.Span) -> int:
    global _started
    key = (work.folder, work.mapping, work.metrics, work.context)
    if _started != key:
        start_worker(work)
        _started = key
    return process_here(span)
