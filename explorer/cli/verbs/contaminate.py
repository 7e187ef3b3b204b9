"""`contaminate`: which rows hold items of a reference, such as a benchmark or another split."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.app_files import source_name
from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import DONE, FAILED, Verb

if TYPE_CHECKING:
    from explorer.contamination import Found, Item
    from explorer.progress import Report
    from explorer.store import Cache, Dataset
    from explorer.view import View

_SHOWN = 5  # matches that are written out
_AROUND = 60  # characters of a text that are written out beside what it has in common
_RULES = ("overlap", "8-gram", "13-gram", "half")


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "only kept rows for which it holds")
    arguments.drops(parser)
    against = parser.add_mutually_exclusive_group(required=True)
    against.add_argument(
        "--against",
        action="append",
        default=[],
        type=source_name,
        metavar="REF",
        help="a file, folder or glob of the reference (repeatable: one reference each)",
    )
    against.add_argument(
        "--splits", action="store_true", help="hold the largest split, or file, of the source against its others"
    )
    parser.add_argument(
        "--rule",
        choices=_RULES,
        default=_RULES[0],
        help="what counts as holding an item: 80 %% of its 5-grams by rarity, or a cut of it (overlap, the default); any 8 or 13 words in "
        "a row; more than half of its words in common 8-grams (half)",
    )
    parser.add_argument(
        "--meaning", action="store_true", help="look for items asked in other words as well: minutes for many rows"
    )
    parser.add_argument(
        "--out", type=Path, default=None, metavar="FILE", help="write the rows that hold no item, with a recipe"
    )
    arguments.overwrite(parser)
    parser.add_argument(
        "--mark",
        action="store_true",
        help="mark the rows that hold one, with a note of which: `marked` is a column then",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep what was found as columns: is_contaminated, and of each reference overlap and item",
    )
    parser.add_argument("--strict", action="store_true", help="exit code 1 where a row holds an item")


def _run(options: argparse.Namespace) -> int:
    from explorer import contamination, export
    from explorer.cli.shared import reporting, view_of, write_json
    from explorer.contamination import RULES, meaning
    from explorer.store import Cache

    cache = Cache.default()
    chosen = export.options_of(options.out) if options.out else None
    with reporting(options) as report:
        dataset = _built(cache, options.source, options, report)
        view = view_of(options, dataset)
        names, items, view = _references(cache, options, view, report)
        found = contamination.find(view, names, items, RULES[options.rule], report)
        read = 0
        if options.meaning:
            found, read = meaning.look(view, items, found, report)
        sure = set(found.rows())
        written = None
        if chosen is not None:
            from explorer import queries

            kept = [one for one in queries.row_ids(view, limit=dataset.rows) if one not in sure]
            written = export.write(view.only(kept), options.out, chosen, report, options.overwrite)
    marked = _mark(dataset, found) if options.mark else 0
    columns = [column.name for column in contamination.keep(dataset, found)] if options.keep else []
    if options.json:
        facts = found.as_dict()
        if read:
            facts["rows_read_for_meaning"] = read
        if written is not None:
            facts["written"] = {"path": str(written.path), "rows": written.rows}
        if options.mark:
            facts["marked"] = marked
        if columns:
            facts["columns"] = columns
        write_json(facts)
    else:
        _show(dataset, found, items, read)
        if written is not None:
            print(f"\n{inert(str(written.path))}: {written.rows:,} rows without an item, {written.bytes:,} bytes")
            print(f"recipe: {inert(str(written.recipe))}")
        if options.mark:
            print(f"\n{marked:,} rows marked; `--where marked` lists them")
        if columns:
            print(f"\ncolumns: is_contaminated, {', '.join(map(inert, columns))}")
    return FAILED if options.strict and sure else DONE


def _built(cache: Cache, source: list[str], options: argparse.Namespace, report: Report) -> Dataset:
    from explorer import building
    from explorer.cli.shared import build_options, conditions, needed_layers

    layers = needed_layers(conditions(options)) if source is options.source else []
    wanted = build_options(options) if source is options.source else building.Options(encoding=options.encoding)
    return building.run(cache, building.resolve(source), wanted, layers, report)


def _references(
    cache: Cache, options: argparse.Namespace, view: View, report: Report
) -> tuple[list[str], list[Item], View]:
    """(names of the references, their items, the rows that are held against them)."""
    from explorer import contamination, filters
    from explorer.view import View

    if options.splits:
        trained, names, items = contamination.of_splits(view.dataset)
        return names, items, view.focused(filters.combine([*filters.conjuncts(view.focus), trained]))
    names, items = [], []
    for number, reference in enumerate(options.against):
        there = _built(cache, [reference], options, report)
        names.append(there.name)
        items += contamination.items_of(View.of(there, by_hand=False), number)
    return names, items, view


def _mark(dataset: Dataset, found: Found) -> int:
    from explorer.cli import decided
    from explorer.contamination import MEANING
    from explorer.decisions import Change, person

    notes: dict[int, str] = {}
    for one in found.matches:
        if one.kind != MEANING:
            notes.setdefault(one.row_id, f"holds row {one.item} of {found.references[one.reference].name}"[:500])
    keys = dataset.hand.keys(list(notes))
    changes = {keys[row_id]: Change(marked=True, note=note) for row_id, note in notes.items()}
    return decided.act(dataset, changes, person(), False).changed if changes else 0


def _show(dataset: Dataset, found: Found, items: list[Item], read: int) -> None:
    from explorer import contamination
    from explorer.charts import numbers

    sure = found.rows()
    share = numbers.share(len(sure) / max(found.looked_at, 1))
    print(
        f"{inert(dataset.name)}: {len(sure):,} of {found.looked_at:,} rows hold an item ({share}), by the rule {found.rule.name}"
    )
    rows = [
        (
            one.name,
            f"{one.items:,}",
            f"{one.items_found:,}",
            numbers.share(one.items_found / max(one.items, 1)),
            f"{one.rows:,}",
        )
        for one in found.references
    ]
    print(table(("reference", "items", "found", "share", "rows"), rows))
    texts = {(item.reference, item.row_id): item.text for item in items}
    for one in [match for match in found.matches if match.kind != contamination.MEANING][:_SHOWN]:
        item = texts[one.reference, one.item]
        held = " ".join(text for text in _said(dataset, one.row_id) if text)
        mark = contamination.marked(held, item, found.rule)
        name = inert(found.references[one.reference].name)
        print(f"\nrow {one.row_id:,} holds row {one.item:,} of {name} ({one.kind}, {numbers.share(one.overlap)})")
        print(f"  row:  {_excerpt(held, mark.text)}")
        print(f"  item: {_excerpt(item, mark.item)}")
    if read:
        near = [match for match in found.matches if match.kind == contamination.MEANING]
        print(f"\nasked in other words, worth a look: {len(near):,} of {read:,} rows read for their meaning")
        for one in sorted(near, key=lambda match: -match.overlap)[:_SHOWN]:
            print(
                f"  row {one.row_id:,}, likeness {one.overlap:.2f} to row {one.item:,} of {inert(found.references[one.reference].name)}"
            )


def _said(dataset: Dataset, row_id: int) -> tuple[str, ...]:
    return dataset.source.conversation(row_id).texts()


def _excerpt(text: str, ranges: list[tuple[int, int]]) -> str:
    """The longest common run of a text, in «», with what stands around it."""
    if not ranges:
        return inert(text[: 2 * _AROUND])
    start, end = max(ranges, key=lambda one: one[1] - one[0])
    cut = min(end, start + 3 * _AROUND)
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    whole = f"{before}«{text[start:cut]}{'…' if cut < end else ''}»{after}"
    return inert(" ".join(whole.split()))


CONTAMINATE = Verb(
    name="contaminate",
    help="which rows hold items of a reference, such as a benchmark",
    description="Holds what rows say against what the rows of a reference ask: word by word, whatever the case, marks and text around. "
    "Per reference it tells how many items were found and in how many rows, and shows the words that are common.\n\nexamples:\n"
    "  python -m explorer contaminate train.jsonl --against gsm8k_test.jsonl --against mmlu.parquet --out clean.jsonl\n"
    "  python -m explorer contaminate data/ --splits --strict",
    arguments=_arguments,
    run=_run,
)
