"""Verbs that make something: build, report, export; and cache, which forgets it."""

from __future__ import annotations

import argparse

from explorer import building, export, recipe
from explorer.cli import drawing, judging, rehearsing
from explorer.cli.shared import build_options, dataset_of, needed_layers, reporting, write_json
from explorer.cli.terminal import inert, table
from explorer.errors import ExplorerError
from explorer.store import Cache
from explorer.view import View


def build_(options: argparse.Namespace) -> int:
    """Build layers; as a background job where the app asks for one."""
    if options.job:
        cache = Cache.default()
        with building.reporting(cache, options.job) as report:
            paths, _ = building.job_files(cache, options.job)
            chosen = build_options(options, drawing.reading_asked(options), may_send=options.yes)
            building.make(cache, paths, chosen, options.layers, report)
            # Keeps the joined columns as a file, so that no session has to join them when the data is opened again.
            if (dataset := building.opened(cache, paths, build_options(options))) is not None:
                dataset.settle()
        return 0
    reading = drawing.reading_asked(options)
    drawing.confirm(options, reading)
    layers = drawing.LAYERS if reading is not None and options.layers is None else options.layers
    dataset = dataset_of(options, layers, reading, may_send=True)
    built = [column.name for column in dataset.columns.values()]
    if options.json:
        write_json({"fingerprint": dataset.fingerprint, "rows": dataset.rows, "columns": built})
    else:
        print(f"{dataset.name}: {dataset.rows:,} rows, {len(built):,} columns")
    return 0


def report_(options: argparse.Namespace) -> int:
    """One self-contained HTML file."""
    from explorer import report

    profile = judging.profile_of(options)
    if options.out.exists() and not options.overwrite:
        raise ExplorerError(f"{options.out.name} exists already.", "Choose another name, or say --overwrite.")
    view = View.of(dataset_of(options), options.where)
    chosen = report.ReportOptions(not options.no_redact, options.examples)
    written = report.write(view, options.out, profile, chosen, options.overwrite)
    if options.json:
        write_json({"path": str(written.path), "bytes": written.bytes})
    else:
        print(f"{inert(str(written.path))}: {written.bytes:,} bytes")
    return 0


_BY_SUFFIX = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".parquet": "parquet", ".csv": "csv"}


def export_(options: argparse.Namespace) -> int:
    """Write the kept rows."""
    made = recipe.load(options.recipe) if options.recipe else None
    if made is not None and (options.where or options.trainer):
        raise ExplorerError("--recipe excludes --where and --trainer.", "The recipe holds its own filter.")
    if made is not None:
        options.source = options.source or recipe.source_paths(made)
        options.mapping = made.get("mapping", "") or "auto"
        options.encoding = made.get("tokeniser", options.encoding)
        chosen = export.options_from(made["export"])
        where = made["filter"]
    else:
        chosen, where = _format(options), rehearsing.narrowed(options)
    if not options.source:
        raise ExplorerError("No source was named.", "Name files, or a recipe with --recipe.")
    cache = Cache.default()
    with reporting(options) as report:
        layers = needed_layers(where, chosen.by)
        paths = building.resolve(options.source)
        reading = recipe.reading_of(made) if made is not None else None
        dataset = building.run(cache, paths, build_options(options, reading), layers, report)
        if made is not None:
            recipe.require_same_source(made, dataset)
        elif options.mapping:
            building.remember_mapping(cache, dataset.fingerprint, options.mapping)
        view = View.of(dataset, where)
        if made is not None:
            recipe.require_same_map(made, view)
        if chosen.split and not chosen.part:
            written = export.write_split(view, options.out, chosen, report, options.overwrite)
        else:
            written = [export.write(view, options.out, chosen, report, options.overwrite)]
    facts = [{**done._asdict(), "path": str(done.path), "recipe": str(done.recipe)} for done in written]
    if options.json:
        write_json({"parts": facts} if chosen.split and not chosen.part else facts[0])
        return 0
    for done in written:
        print(f"{inert(str(done.path))}: {done.rows:,} rows, {done.bytes:,} bytes in {done.seconds:.1f} s")
        print(f"recipe: {inert(str(done.recipe))}")
    return 0


def _format(options: argparse.Namespace) -> export.ExportOptions:
    suffixes = [suffix.lower() for suffix in options.out.suffixes]
    packed = options.compress or next((s[1:] for s in suffixes[-1:] if s in (".gz", ".zst")), "")
    kind = options.format
    if kind is None:
        found = [_BY_SUFFIX[suffix] for suffix in suffixes if suffix in _BY_SUFFIX]
        if not found:
            raise ExplorerError(
                f"The suffix of {options.out.name} names no format.", "Use .jsonl, .parquet or .csv, or say --format."
            )
        kind = found[-1]
    return export.options_from(
        {
            "format": kind,
            "compression": packed,
            "dialect": options.dialect,
            "pick": options.pick,
            "by": options.by,
            "mix": options.mix,
            "split": options.split,
            "seed": options.seed,
        }
    )


def cache(options: argparse.Namespace) -> int:
    """What the cache holds; clear it."""
    held = Cache.default()
    if options.clear is not None:
        freed = held.clear(None if options.clear == "all" else options.clear)
        if options.json:
            write_json({"root": str(held.root), "freed": freed})
        else:
            print(f"freed {freed:,} bytes in {held.root}")
        return 0
    entries = held.usage()
    if options.json:
        write_json({"root": str(held.root), "entries": [entry._asdict() for entry in entries]})
    else:
        print(f"{held.root}: {sum(entry.bytes for entry in entries):,} bytes")
        print(table(("key", "name", "bytes"), [(entry.key, entry.name, entry.bytes) for entry in entries]))
    return 0
