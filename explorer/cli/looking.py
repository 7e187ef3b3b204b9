"""Verbs that look at a dataset: open, stats, rows, columns."""

from __future__ import annotations

import argparse
import math
from typing import Any

from explorer import queries, scorecard
from explorer.charts import numbers
from explorer.cli import judging
from explorer.cli.shared import dataset_of, needed_layers, write_json
from explorer.cli.terminal import inert, table
from explorer.store import Dataset
from explorer.store.layers import CONSUMED
from explorer.view import View


def open_(options: argparse.Namespace) -> int:
    """What the source is, and the ledger of its lines."""
    dataset = dataset_of(options, layers=[])
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
        write_json(facts)
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
        print(f"  {numbers.counted(remark['rows'], 'row')}: {inert(remark['remark'])}")
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
    view = View.of(dataset_of(options), options.where)
    facts = summary(view)
    card = scorecard.score(view, profile)
    if options.json:
        write_json({**facts, "scorecard": card.as_dict()})
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


def _short(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


def rows(options: argparse.Namespace) -> int:
    """Rows as JSON lines."""
    wanted = None if options.columns is None else needed_layers(options.where, options.order, *options.columns)
    dataset = dataset_of(options, wanted)
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
            write_json({name: _finite(value) for name, value in chosen.items()})
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


def columns(options: argparse.Namespace) -> int:
    """Every column of the dataset."""
    dataset = dataset_of(options)
    if options.json:
        write_json(
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
