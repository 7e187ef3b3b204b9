"""What each verb does. Results on stdout, progress on stderr."""

from __future__ import annotations

import argparse
import contextlib
import math
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from explorer import build, dryrun, export, queries, recipe, scorecard
from explorer.cli import judging, rehearsing
from explorer.cli.terminal import inert, progress_line, table
from explorer.errors import ExplorerError, FilterError
from explorer.metrics import METRICS
from explorer.passes import PASSES
from explorer.progress import Report, silent
from explorer.store import Cache, Dataset
from explorer.store.layers import CONSUMED
from explorer.view import View


def _write_json(facts: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(facts, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS))


def _options(options: argparse.Namespace) -> build.Options:
    return build.Options(mapping=options.mapping, encoding=options.encoding)


@contextlib.contextmanager
def _report(options: argparse.Namespace) -> Iterator[Report]:
    if options.quiet or (options.json and not sys.stderr.isatty()):
        yield silent
    else:
        with progress_line() as report:
            yield report


def _dataset(options: argparse.Namespace, layers: list[str] | None = None) -> Dataset:
    """The source of the command, built as far as the command needs it."""
    cache = Cache.default()
    chosen = _options(options)
    with _report(options) as report:
        dataset = build.run(cache, build.resolve(options.source), chosen, layers, report)
    if options.mapping:
        build.remember_mapping(cache, dataset.fingerprint, options.mapping)
    return dataset


def needed_layers(*texts: str) -> list[str]:
    """Layers whose columns occur in expressions or names: a command builds no more than it reads."""
    words = set(re.findall(r"\w+", " ".join(texts)))
    early = [metric.name for metric in METRICS if metric.early]
    every = [(one.name, one.columns) for one in (*METRICS, *PASSES)]
    asked = [name for name, held in every if any(column.name in words for column in held)]
    return list(dict.fromkeys([*early, *asked]))


def open_(options: argparse.Namespace) -> int:
    """What the source is, and the ledger of its lines."""
    dataset = _dataset(options, layers=[])
    rejects = queries.rejects(dataset, limit=options.rejects)
    facts = {
        **dataset.ledger._asdict(),
        "rejects": rejects.select(["file", "line", "offset", "reason", "snippet"]).to_pylist(),
        "dialects": dataset.dialects,
        "unsure": dataset.facts.unsure,
        "fields": [info.name for info in dataset.fields],
        "field_types": {info.name: info.types for info in dataset.fields},
        "files": [
            {
                "name": file.name,
                "container": file.container,
                "compression": file.compression,
                "encoding": file.encoding,
                "bytes": file.size,
                "notes": list(file.notes),
            }
            for file in dataset.files
        ],
        "notes": dataset.notes,
        "remarks": [{"remark": said, "rows": count} for said, count, _ in queries.remarks(View.of(dataset))],
        "mapping": dataset.mapping,
        "fingerprint": dataset.fingerprint,
    }
    if options.json:
        _write_json(facts)
        return 0
    ledger = dataset.ledger
    print(f"{inert(dataset.name)}   fingerprint {dataset.fingerprint}")
    print(f"{ledger.lines:,} lines = {ledger.rows:,} rows + {ledger.blank:,} blank + {ledger.rejected:,} rejected")
    for file in facts["files"]:
        packed = f" in {file['compression']}" if file["compression"] else ""
        print(f"  {inert(file['name'])}: {file['container']}{packed}, {file['encoding']}, {file['bytes']:,} bytes")
    for note in dataset.notes:
        print(f"  note: {inert(note)}")
    print("dialects: " + (", ".join(f"{name} {count:,}" for name, count in dataset.dialects.items()) or "none"))
    if dataset.facts.unsure:
        print(
            f"  {dataset.facts.unsure:,} rows were guessed from field names; --map prompt=FIELD,response=FIELD settles it"
        )
    for remark in facts["remarks"]:
        print(f"  {remark['rows']:,} rows: {inert(remark['remark'])}")
    rows = [(i.name, i.present, ", ".join(f"{k} {n:,}" for k, n in i.types.items()), i.example) for i in dataset.fields]
    print(table(("field", "rows", "types", "example"), rows[:40]))
    if len(rows) > 40:
        print(f"… and {len(rows) - 40:,} more fields")
    if rejects.num_rows:
        print(
            table(
                ("file", "line", "offset", "reason"),
                [
                    tuple(r.values())
                    for r in rejects.select(["file", "line", "offset", "reason"]).slice(0, 20).to_pylist()
                ],
            )
        )
    return 0


def build_(options: argparse.Namespace) -> int:
    """Build layers; as a background job where the app asks for one."""
    if options.job:
        cache = Cache.default()
        with build.reporting(cache, options.job) as report:
            paths = [Path(path) for path in options.source]
            build.make(cache, paths, _options(options), options.layers, report)
            # Keeps the joined columns as a file, so that no session has to join them when the data is opened again.
            build.opened(cache, paths, _options(options))
        return 0
    dataset = _dataset(options, options.layers)
    built = [column.name for column in dataset.columns.values()]
    if options.json:
        _write_json({"fingerprint": dataset.fingerprint, "rows": dataset.rows, "columns": built})
    else:
        print(f"{dataset.name}: {dataset.rows:,} rows, {len(built):,} columns")
    return 0


_TOKEN_COLUMNS = ("system_tokens", "prompt_tokens", "response_tokens", "total_tokens")


def summary(view: View) -> dict[str, Any]:
    """Summaries of a view as plain values."""
    dataset = view.dataset
    counted = queries.totals(view)
    numeric = [name for name in (*_TOKEN_COLUMNS, "n_turns") if name in dataset.columns]
    shown = [c.name for c in dataset.columns.values() if c.kind == "category" and c.name not in ("remarks", "roles")]
    return {
        "fingerprint": dataset.fingerprint,
        "filter": view.filter.text,
        "ledger": dataset.ledger._asdict(),
        "rows": counted.rows,
        "rows_kept": counted.rows_kept,
        "tokens": counted.tokens,
        "tokens_kept": counted.tokens_kept,
        "tokeniser": dataset.encoding,
        "percentiles": {p.column: p._asdict() for p in queries.percentiles(view, numeric)},
        "flags": {flag.column.name: {"all": flag.all, "kept": flag.kept} for flag in queries.flags(view)},
        "duplicates": {
            d.column.name: {"groups": d.groups, "rows": d.rows, "extra": d.extra} for d in queries.duplicates(view)
        },
        "categories": {name: _category(queries.categories(view, name)) for name in shown[:40]},
    }


def _category(found: queries.Categories) -> dict[str, Any]:
    counts = [
        {"value": value, "all": int(every), "kept": int(kept)}
        for value, every, kept in zip(found.values, found.all, found.kept, strict=True)
    ]
    return {
        "values": counts,
        "distinct": found.distinct,
        "other": {"all": found.other_all, "kept": found.other_kept},
        "entropy": found.entropy,
        "effective": found.effective,
        "largest": found.largest,
    }


def stats(options: argparse.Namespace) -> int:
    """Summaries of the kept rows."""
    profile = judging.profile_of(options)
    view = View.of(_dataset(options), options.where)
    facts = summary(view)
    card = scorecard.score(view, profile)
    if options.json:
        _write_json({**facts, "scorecard": card.as_dict()})
        return 0
    judging.show(card)
    kept, rows = facts["rows_kept"], facts["rows"]
    share = f"{kept / rows:.1%}" if rows else "0 %"
    print(
        f"{view.dataset.name}: {kept:,} of {rows:,} rows kept ({share}), {facts['tokens_kept']:,} of {facts['tokens']:,} tokens"
    )
    measures = ("mean", "minimum", "p5", "p50", "p95", "p99", "maximum")
    print(
        table(("tokens", *measures), [(n, *(_short(p[m]) for m in measures)) for n, p in facts["percentiles"].items()])
    )
    print(table(("check", "rows", "kept"), [(name, f["all"], f["kept"]) for name, f in facts["flags"].items()]))
    print(table(("duplicates", "groups", "rows", "extra"), [(n, *d.values()) for n, d in facts["duplicates"].items()]))
    for name, found in facts["categories"].items():
        print(
            f"{name}: {found['distinct']:,} values, balance {found['entropy']:.2f}, as good as {found['effective']:.1f} equal ones"
        )
        print(table(("value", "rows", "kept"), [tuple(v.values()) for v in found["values"][:8]]))
    return 0


def check(options: argparse.Namespace) -> int:
    """The gate."""
    judging.profile_of(options)  # an invalid profile is said before anything is built
    facts, card, passed = judging.gate(View.of(_dataset(options), options.where), options)
    if options.json:
        _write_json(facts)
    else:
        judging.show(card)
        print("passed" if passed else f"failed: {', '.join(facts['failed'])}")
    return 0 if passed else 1


def dryrun_(options: argparse.Namespace) -> int:
    """What the trainers would do with the kept rows."""
    plans = rehearsing.plans(options)  # an unknown name is said before anything is built
    wanted = " ".join((options.where, *(f"{trainer}_rule" for trainer in plans)))
    view = View.of(_dataset(options, needed_layers(wanted)), options.where)
    if options.rows:
        for record in dryrun.fates(view, next(iter(plans.values()))):
            _write_json(record)
        return 0
    found = dryrun.summary(view, options.max_length, options.template, list(plans))
    if options.json:
        _write_json({trainer: dryrun.as_dict(result) for trainer, result in found.items()})
    else:
        rehearsing.show(found)
    return 0


def report_(options: argparse.Namespace) -> int:
    """One self-contained HTML file."""
    from explorer import report

    profile = judging.profile_of(options)
    if options.out.exists() and not options.overwrite:
        raise ExplorerError(f"{options.out.name} exists already.", "Choose another name, or say --overwrite.")
    view = View.of(_dataset(options), options.where)
    chosen = report.ReportOptions(not options.no_redact, options.examples)
    written = report.write(view, options.out, profile, chosen, options.overwrite)
    if options.json:
        _write_json({"path": str(written.path), "bytes": written.bytes})
    else:
        print(f"{inert(str(written.path))}: {written.bytes:,} bytes")
    return 0


def _short(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


def rows(options: argparse.Namespace) -> int:
    """Rows as JSON lines."""
    wanted = None if options.columns is None else needed_layers(options.where, options.order, *options.columns)
    dataset = _dataset(options, wanted)
    view = View.of(dataset, options.where)
    order, descending = _order(options.order)
    names = options.columns if options.columns is not None else _default_columns(dataset)
    offset, left = options.offset, options.limit
    step = 2_000 if order == "row_id" else queries.MAX_PAGE
    while left is None or left > 0:
        size = step if left is None else min(step, left)
        found = queries.page(view, names, order, descending, offset, size, snippet=None)
        for row in found.to_pylist():
            chosen = row if "row_id" in names else {name: row[name] for name in names}
            _write_json({name: _finite(value) for name, value in chosen.items()})
        if found.num_rows < size:
            break
        offset += size
        left = None if left is None else left - size
    return 0


def _default_columns(dataset: Dataset) -> list[str]:
    """All but the fields whose text the prompt and response hold already."""
    return [column.name for column in dataset.columns.values() if column.layer != CONSUMED]


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _order(text: str) -> tuple[str, bool]:
    name, _, direction = text.strip().rpartition(" ")
    if direction.lower() in ("asc", "desc") and name:
        return name.strip().strip('"'), direction.lower() == "desc"
    return text.strip().strip('"'), False


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
    with _report(options) as report:
        layers = needed_layers(where, chosen.by)
        dataset = build.run(cache, build.resolve(options.source), _options(options), layers, report)
        if made is not None:
            recipe.require_same_source(made, dataset)
        elif options.mapping:
            build.remember_mapping(cache, dataset.fingerprint, options.mapping)
        view = View.of(dataset, where)
        if chosen.split and not chosen.part:
            written = export.write_split(view, options.out, chosen, report, options.overwrite)
        else:
            written = [export.write(view, options.out, chosen, report, options.overwrite)]
    facts = [{**done._asdict(), "path": str(done.path), "recipe": str(done.recipe)} for done in written]
    if options.json:
        _write_json({"parts": facts} if chosen.split and not chosen.part else facts[0])
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


def columns(options: argparse.Namespace) -> int:
    """Every column of the dataset."""
    dataset = _dataset(options)
    if options.json:
        _write_json(
            [
                {"name": c.name, "kind": c.kind, "label": c.label, "unit": c.unit, "help": c.help}
                for c in dataset.columns.values()
            ]
        )
    else:
        print(
            table(
                ("column", "kind", "what it is"),
                [(c.name, c.kind, c.help) for c in dataset.columns.values()],
                widths=(28, 10, 100),
            )
        )
    return 0


def cache(options: argparse.Namespace) -> int:
    """What the cache holds; clear it."""
    held = Cache.default()
    if options.clear is not None:
        freed = held.clear(None if options.clear == "all" else options.clear)
        if options.json:
            _write_json({"root": str(held.root), "freed": freed})
        else:
            print(f"freed {freed:,} bytes in {held.root}")
        return 0
    entries = held.usage()
    if options.json:
        _write_json({"root": str(held.root), "entries": [entry._asdict() for entry in entries]})
    else:
        print(f"{held.root}: {sum(entry.bytes for entry in entries):,} bytes")
        print(table(("key", "name", "bytes"), [(entry.key, entry.name, entry.bytes) for entry in entries]))
    return 0


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "open": open_,
    "build": build_,
    "stats": stats,
    "rows": rows,
    "export": export_,
    "check": check,
    "dryrun": dryrun_,
    "report": report_,
    "columns": columns,
    "cache": cache,
}

__all__ = ["VERBS", "FilterError", "summary"]
