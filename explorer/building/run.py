"""Source to finished layers: survey, map over the parts in parallel, then the passes over all rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from explorer import checksums, sources, workers
from explorer.building import custom_layers, estimate, reuse, shown_map
from explorer.building.merge import finish
from explorer.building.needed import needed_layers
from explorer.building.parallel import SMALL, make_pool, map_parts, unjudged
from explorer.building.part import Work
from explorer.building.ray_pool import running_on
from explorer.building.survey import (
    DEFAULT,
    Options,
    context_of,
    effective_mapping,
    known_plan,
    learnt,
    remembered,
    survey,
)
from explorer.errors import DamagedError, DiskFullError, LayerError
from explorer.metrics import METRICS, USUAL
from explorer.passes import PASSES
from explorer.progress import Report, silent
from explorer.store import Cache, Dataset
from explorer.store.cache import vanished
from explorer.store.layers import BASE_LAYERS, rows_folder

T = TypeVar("T")

_ROOM = 1.5  # bytes of the cache for a byte of the source: text once more, and columns; a packed source takes more
_REPAIRS = 1_000  # damaged files that one build mends
_REMOVALS = 3  # times that one build begins anew since the same file is gone


def run(
    cache: Cache,
    paths: Sequence[Path],
    options: Options = DEFAULT,
    layers: Iterable[str] | None = None,
    report: Report = silent,
) -> Dataset:
    """Build what is missing, and open the dataset: what the command line does."""
    from explorer.building.open_datasets import opened_facts

    def once() -> Dataset:
        facts, mapping = make(cache, paths, options, layers, report)
        dataset = opened_facts(cache, facts, mapping, context_of(cache, options), options.custom)
        dataset.refresh()  # what was asked for by name may be new to a dataset that was open, and complete, before
        if not dataset.generation:
            raise FileNotFoundError(dataset.folder)
        dataset.custom.require()
        return dataset

    return _again(once, paths)


def _again(attempt: Callable[[], T], paths: Sequence[Path]) -> T:
    """What `attempt` gives. A damaged file of the cache that it meets is removed by then: the next attempt builds it.

    The same where the cache was removed meanwhile. SourceChanged where it is the source that is gone.
    """
    met: Counter[str] = Counter()
    for _ in range(_REPAIRS):
        try:
            return attempt()
        except DamagedError as error:
            cause, said = error, error.message
        except FileNotFoundError as error:
            if gone := [path.name for path in paths if not path.exists()]:
                raise sources.gone(gone) from error
            cause, said = error, "The cache was removed while it was in use, and is built again."
        met[said] += 1
        if met[said] > _REMOVALS:
            raise vanished() from cause
        checksums.notice(said)
    return attempt()


def make(
    cache: Cache,
    paths: Sequence[Path],
    options: Options = DEFAULT,
    layers: Iterable[str] | None = None,
    report: Report = silent,
    *,
    estimating: bool = False,
) -> tuple[dict[str, Any], str]:
    """Build what is missing in this process and its workers; (facts of the source, its effective mapping).

    layers: names of row metrics and passes; all of them by default, none for an empty collection.
    report: called a few times a second; raises `BuildCancelled` to stop. Finished parts are kept.
    estimating: where there are many rows, a sample of them is judged first, which `open_datasets.estimated` opens.
    """
    try:
        with running_on(options.engine, options.address):
            return _again(lambda: _make(cache, paths, options, layers, report, estimating), paths)
    except DiskFullError as error:
        size = sum(path.stat().st_size for path in paths if path.exists())
        hint = f"What is kept of this source takes about {_ROOM * size:,.0f} bytes in all. {error.hint}"
        raise DiskFullError(error.message, hint) from error


def _make(
    cache: Cache,
    paths: Sequence[Path],
    options: Options,
    layers: Iterable[str] | None,
    report: Report,
    estimating: bool,
) -> tuple[dict[str, Any], str]:
    wanted = check_layers(layers)
    if options.custom:
        wanted |= check_layers(needed_layers(*(column.text for column in options.custom if not column.is_python)))
    context = context_of(cache, options)
    early = tuple(metric.name for metric in METRICS if metric.name in wanted and metric.early)
    late = tuple(metric.name for metric in METRICS if metric.name in wanted and not metric.early)
    passes = [one for one in PASSES if one.name in wanted]
    facts = remembered(cache, paths)
    plan = known_plan(cache, facts, options) if facts else None
    executor = None
    try:
        if facts is None or plan is None:
            if sum(path.stat().st_size for path in paths) > SMALL:
                executor = make_pool()
            facts, plan = survey(cache, paths, options, report)
        files = tuple(sources.SourceFile.from_dict(entry) for entry in facts["files"])
        for file in files:
            sources.require_copy(file)
        mapping = effective_mapping(cache, facts["fingerprint"], options)
        folder = rows_folder(cache.dataset(facts["fingerprint"]), mapping)
        reading = shown_map.shown(folder) if options.reading is None else options.reading
        drawing = any(one.follows_reading for one in passes)
        if drawing and not options.may_send:
            shown_map.require_free(folder, reading)
        if drawing and options.reading is not None:
            shown_map.want(folder, reading)
        passes = [one.of(reading) for one in passes]
        asking = any(metric.by_first_rows for metric in METRICS if metric.name in late)
        judging = learnt(context, files, mapping) if asking else context
        reuse.adopt(cache, facts, plan, mapping, judging)
        work = Work(files, folder, mapping, context, early)
        if (
            estimating
            and {*late} & {metric.name for metric in USUAL}
            and estimate.pays(unjudged(Work(files, folder, mapping, judging, late), plan))
        ):
            executor = executor or make_pool()
            # A few rows first, so that pages have something to show; then what stands for all of them.
            executor = map_parts(work, plan[: workers.COUNT], executor, report, "Reading rows and counting tokens")
            estimate.build(replace(work, context=judging), plan, int(facts["fingerprint"][:12], 16), executor, report)
        executor = map_parts(work, plan, executor, report, "Reading rows and counting tokens")
        finish(cache, work, plan, [one for one in passes if one.early], reading, executor, report)
        rest = [one for one in passes if not one.early]
        if late or rest:
            # The rows are decoded a second time: that costs a tenth of what judging them does, and lengths,
            # counts and duplicates are on the screen meanwhile.
            work = Work(files, folder, mapping, judging, late)
            executor = map_parts(work, plan, executor, report, "Judging rows")
            finish(cache, work, plan, rest, reading, executor, report)
        if not unjudged(replace(work, metrics=tuple(metric.name for metric in USUAL)), plan):
            estimate.discard(folder)
        for column in options.python:
            custom_layers.build(work, column, plan, report)
        if options.reading is not None and shown_map.is_drawn(folder, reading):
            shown_map.show(folder, reading)
    finally:
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)
    return facts, mapping


FORMER_NAMES = {"structure": "syntax", "quality": "text_ratios"}
"""Layers that were renamed, by the name that scripts may still ask for them by."""


def usual_layers() -> list[str]:
    """Names of the layers that a build makes where none are named."""
    return [metric.name for metric in USUAL] + [one.name for one in PASSES if not one.on_request]


def check_layers(layers: Iterable[str] | None) -> set[str]:
    """Names of the layers to build; LayerError for one that does not exist. Former names mean today's layers."""
    known = [metric.name for metric in METRICS] + [dataset_pass.name for dataset_pass in PASSES]
    asked = set(usual_layers()) if layers is None else {FORMER_NAMES.get(name, name) for name in layers}
    wanted = asked - set(BASE_LAYERS)
    if unknown := wanted - set(known):
        raise LayerError(f"There is no layer '{sorted(unknown)[0]}'.", f"Choose among: {', '.join(known)}.")
    for one in reversed(PASSES):
        if one.name in wanted:
            wanted |= set(one.needs)
    return wanted
