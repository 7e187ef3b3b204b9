"""Source to finished layers: plan, map over the parts in parallel, then the passes over all rows."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xxhash

from explorer import formats, sources
from explorer.build.part import Work, process, process_here, start_worker
from explorer.errors import LayerError
from explorer.metrics import METRICS, Context
from explorer.metrics.tokenizer import DEFAULT_ENCODING, check_encoding
from explorer.passes import PASSES, Inputs
from explorer.progress import Progress, Report, silent
from explorer.store import Cache, Dataset, PartFacts
from explorer.store.cache import read_json, write_json
from explorer.store.layers import (
    BASE_LAYERS,
    NARROW_LAYERS,
    REJECTS,
    SPINE,
    TEXT,
    Layer,
    part_is_finished,
    read_plan,
    row_layers,
    rows_folder,
    write_plan,
)

SPAN_BYTES = 12 << 20
"""Bytes of one part: large enough that its overhead vanishes, small enough that a worker stays small."""

_SMALL = 12 << 20  # below this a pool of processes costs more than it saves


@dataclass(frozen=True, slots=True)
class Options:
    """How a dataset is read. mapping: field mapping as text, "" detects. encoding: the tokeniser."""

    mapping: str = ""
    encoding: str = DEFAULT_ENCODING


DEFAULT = Options()


def context_of(cache: Cache, options: Options) -> Context:
    """What metrics are given."""
    return Context(encoding=check_encoding(options.encoding), scratch=str(cache.tokenisers))


def resolve(source: str | Sequence[str]) -> list[Path]:
    """The files of a source: files, folders, globs. SourceError where there is nothing."""
    return sources.locate([source] if isinstance(source, str) else list(source))


def run(
    cache: Cache,
    paths: Sequence[Path],
    options: Options = DEFAULT,
    layers: Iterable[str] | None = None,
    report: Report = silent,
) -> Dataset:
    """Build what is missing, and open the dataset: what the command line does."""
    facts, mapping = make(cache, paths, options, layers, report)
    from explorer.build.opening import opened_facts

    return opened_facts(cache, facts, mapping, context_of(cache, options))


def make(
    cache: Cache,
    paths: Sequence[Path],
    options: Options = DEFAULT,
    layers: Iterable[str] | None = None,
    report: Report = silent,
) -> tuple[dict[str, Any], str]:
    """Build what is missing in this process and its workers; (facts of the source, its effective mapping).

    layers: names of row metrics and passes; all of them by default, none for an empty collection.
    report: called a few times a second; raises `BuildCancelled` to stop. Finished parts are kept.
    """
    wanted = check_layers(layers)
    context = context_of(cache, options)
    metrics = tuple(metric.name for metric in METRICS if metric.name in wanted)
    facts = remembered(cache, paths)
    plan = _plan(cache, facts, options) if facts else None
    executor = None
    try:
        if facts is None or plan is None:
            if sum(path.stat().st_size for path in paths) > _SMALL:
                executor = _pool()
            facts, plan = _survey(cache, paths, options, report)
        files = tuple(sources.SourceFile.from_dict(entry) for entry in facts["files"])
        mapping = effective_mapping(cache, facts["fingerprint"], options)
        folder = rows_folder(cache.dataset(facts["fingerprint"]), mapping)
        work = Work(files, folder, mapping, context, metrics)
        _map(work, plan, executor, report)
    finally:
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)
    _finish(work, plan)
    for dataset_pass in PASSES:
        if dataset_pass.name in wanted:
            _pass(cache, work, plan, dataset_pass, report)
    return facts, mapping


def check_layers(layers: Iterable[str] | None) -> set[str]:
    """Names of the layers to build; LayerError for one that does not exist."""
    known = [metric.name for metric in METRICS] + [dataset_pass.name for dataset_pass in PASSES]
    wanted = set(known if layers is None else layers) - set(BASE_LAYERS)
    if unknown := wanted - set(known):
        raise LayerError(f"There is no layer '{sorted(unknown)[0]}'.", f"Choose among: {', '.join(known)}.")
    return wanted


def remembered(cache: Cache, paths: Sequence[Path]) -> dict[str, Any] | None:
    """What is known of these files, as they are now; None where they were never read or have changed."""
    try:
        facts = cache.recall(cache.source_key(paths))
    except OSError:
        return None
    if facts and all(Path(entry["plain"]).exists() for entry in facts["files"]):
        return facts
    return None


def effective_mapping(cache: Cache, fingerprint: str, options: Options) -> str:
    """The mapping asked for, else the one remembered for this data, else "" (detect)."""
    if options.mapping == "auto":
        return ""
    if options.mapping:
        return str(formats.parse_mapping(options.mapping))
    path = cache.dataset(fingerprint) / "mapping.txt"
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def remember_mapping(cache: Cache, fingerprint: str, mapping: str) -> None:
    """Use this mapping from now on whenever the same bytes are opened; "" detects again."""
    path = cache.dataset(fingerprint) / "mapping.txt"
    if mapping and mapping != "auto":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(formats.parse_mapping(mapping)), encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def _pool() -> ProcessPoolExecutor:
    # Not fork: the app's process has threads. Workers start while the source is still being planned.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["explorer.build.part", "pyarrow.parquet"])
    executor = ProcessPoolExecutor(max_workers=os.cpu_count() or 2, mp_context=context)
    for _ in range(os.cpu_count() or 2):
        executor.submit(os.getpid)
    return executor


def _survey(
    cache: Cache, paths: Sequence[Path], options: Options, report: Report
) -> tuple[dict[str, Any], list[sources.Span]]:
    """Open every file, cut it into spans, and name the dataset by its content."""
    key = cache.source_key(paths)
    names = sources.display_names(paths)
    total = sum(path.stat().st_size for path in paths)
    progress = Progress("Reading the source", 0, total, unit="bytes")
    report(progress)
    files: list[sources.SourceFile] = []
    hashes: list[str] = []
    spans: list[sources.Span] = []
    for position, (path, name) in enumerate(zip(paths, names, strict=True)):
        before = progress.done

        def unpacked(done: int, of: int, before: int = before) -> None:
            progress.label, progress.done = "Unpacking the source", before + done
            del of
            report(progress)

        file = sources.open_file(path, cache.scratch, name, report=unpacked)
        progress.label = "Reading the source"
        hasher = xxhash.xxh3_128()
        for span in sources.plan(file, position, SPAN_BYTES, hasher):
            spans.append(sources.renumbered(span, len(spans)))
            progress.done = before + min(path.stat().st_size, span.stop if file.container != "parquet" else 0)
            report(progress)
        progress.done = before + path.stat().st_size
        files.append(file)
        # How the bytes are cut into records is part of what the rows are.
        hashes.append(f"{hasher.hexdigest()} {file.container}")
    fingerprint = sources.fingerprint(hashes)
    name = paths[0].name if len(paths) == 1 else f"{paths[0].parent.name} ({len(paths):,} files)"
    facts = {
        "fingerprint": fingerprint,
        "name": name,
        "paths": [str(path) for path in paths],
        "files": [file.as_dict() for file in files],
    }
    write_json(cache.dataset(fingerprint) / "about.json", {"name": name, "bytes": total})
    _write_plan(cache, facts, options, spans)
    cache.remember(key, paths, facts)
    return facts, spans


def _write_plan(cache: Cache, facts: dict[str, Any], options: Options, spans: list[sources.Span]) -> None:
    mapping = effective_mapping(cache, facts["fingerprint"], options)
    folder = rows_folder(cache.dataset(facts["fingerprint"]), mapping)
    if read_plan(folder) is None:
        write_plan(folder, spans)


def _plan(cache: Cache, facts: dict[str, Any], options: Options) -> list[sources.Span] | None:
    """The spans kept from an earlier build of the same data, also one with another mapping."""
    dataset = cache.dataset(facts["fingerprint"])
    mapping = effective_mapping(cache, facts["fingerprint"], options)
    own = rows_folder(dataset, mapping)
    for folder in (own, *sorted(dataset.glob("rows-*"))):
        spans = read_plan(folder)
        if spans is not None:
            if folder != own:
                write_plan(own, spans)
            return spans
    return None


def _map(work: Work, spans: list[sources.Span], executor: ProcessPoolExecutor | None, report: Report) -> None:
    """Process every span that lacks a layer."""
    layers = row_layers(work.folder, work.context, work.metrics)
    missing = [span for span in spans if not part_is_finished(layers, span.number)]
    records = sum(span.count for span in spans)
    progress = Progress("Reading rows and counting tokens", 0, records, unit="rows")
    resumed = records - sum(span.count for span in missing)
    if not missing:
        return
    report(progress)
    done = 0
    for span, rows in _results(work, missing, executor):
        done += span.count
        progress.rows += rows
        # The rate is that of this run: parts found finished are not counted as its work.
        progress.done, progress.total = done, records - resumed
        report(progress)


def _results(
    work: Work, spans: Sequence[sources.Span], executor: ProcessPoolExecutor | None
) -> Iterator[tuple[sources.Span, int]]:
    if executor is None and sum(max(span.stop - span.start, 1) for span in spans) > _SMALL and len(spans) > 1:
        executor = _pool()
        try:
            yield from _results(work, spans, executor)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)
        return
    if executor is None:
        for span in spans:
            yield span, process(work, span)
        return
    waiting = iter(spans)
    running: dict[Future[int], sources.Span] = {}
    ahead = 2 * (os.cpu_count() or 2)
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


def _finish(work: Work, spans: Sequence[sources.Span]) -> None:
    """Write the manifests of the row layers, once every part is there."""
    layers = row_layers(work.folder, work.context, work.metrics)
    columns = {metric.name: metric.columns for metric in METRICS}
    facts = {span.number: read_json(layers[SPINE].facts_path(span.number)) or {} for span in spans}
    filled = [number for number, found in facts.items() if found.get("rows")]
    for name, layer in layers.items():
        if name != REJECTS and layer.manifest() is None:
            if name in NARROW_LAYERS or name in columns:
                layer.merge(filled)
            layer.finish(columns.get(name, ()), {"parts": len(spans), "finished": time.time()})


def _pass(cache: Cache, work: Work, spans: Sequence[sources.Span], dataset_pass: Any, report: Report) -> None:
    layer = Layer(work.folder, dataset_pass.name, dataset_pass.key)
    if layer.manifest() is not None:
        return
    layers = row_layers(work.folder, work.context, work.metrics)
    progress = Progress(f"Looking for {dataset_pass.name}", 0, 0)
    report(progress)
    texts, bases, rows = [], [], 0
    for span in spans:
        facts = PartFacts.from_dict(read_json(layers[SPINE].facts_path(span.number)) or {})
        if facts.rows:
            texts.append(layers[TEXT].part(span.number))
            bases.append(rows)
        rows += facts.rows
    layer.write(0, dataset_pass.compute(Inputs(texts, bases, cache.folder("builds"))))
    layer.finish(dataset_pass.columns, {"sparse": True, "rows": rows, "finished": time.time()})
