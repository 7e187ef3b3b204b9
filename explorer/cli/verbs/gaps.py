"""`gaps`: what a reference dataset has and this one lacks."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.app_files import source_name
from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb
from explorer.labels import with_name

if TYPE_CHECKING:
    from explorer.gaps import Comparison, Joint, LabelGap
    from explorer.progress import Report
    from explorer.store import Cache, Dataset

_SHOWN = 20  # lines of a table


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "only kept rows for which it holds")
    arguments.drops(parser)
    parser.add_argument(
        "--reference",
        nargs="+",
        type=source_name,
        required=True,
        metavar="REF",
        help="files, folders or globs of the reference dataset",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=None,
        metavar="FILE",
        help="write the reference's rows of the clusters that are lacking, with a recipe",
    )
    arguments.overwrite(parser)
    arguments.job(parser)


def _run(options: argparse.Namespace) -> int:
    """Compare and show; or compare as the background job that the app asked for."""
    from explorer import building, export, gaps
    from explorer.cli.shared import reporting, view_of, write_json
    from explorer.store import Cache
    from explorer.view import View

    cache = Cache.default()
    if options.job:
        with building.reporting(cache, options.job) as report:
            gaps.draw(*_both(cache, options, *building.job_files(cache, options.job), report), report)
        return 0
    chosen = export.options_of(options.out) if options.out else None
    with reporting(options) as report:
        sides = building.resolve(options.source), building.resolve(options.reference)
        dataset, reference = _both(cache, options, *sides, report)
        joint = gaps.draw(dataset, reference, report)
        view = view_of(options, dataset)
        there = View.of(reference, by_hand=options.by_hand)
        found = gaps.measure(view, joint)
        written = None
        if chosen is not None:
            ids = gaps.lacking_rows(joint, {gap.number for gap in found.lacking})
            written = export.write(there.only(ids), options.out, chosen, report, options.overwrite)
    labels = {column: gaps.label_gaps(view, there, column) for column in gaps.COMPARED}
    if options.json:
        added = {} if written is None else {"written": {"path": str(written.path), "rows": written.rows}}
        write_json(_facts(dataset, reference, joint, found, labels) | added)
    else:
        _show(dataset, reference, found, labels)
        if written is not None:
            print(f"\n{inert(str(written.path))}: {written.rows:,} rows to add, {written.bytes:,} bytes")
            print(f"recipe: {inert(str(written.recipe))}")
    return 0


def _both(
    cache: Cache, options: argparse.Namespace, source: list[Path], reference: list[Path], report: Report
) -> tuple[Dataset, Dataset]:
    from explorer import building, gaps
    from explorer.cli.shared import build_options, conditions, needed_layers

    layers = needed_layers(conditions(options), *gaps.COMPARED)
    dataset = building.run(cache, source, build_options(options), layers, report)
    other = building.Options(encoding=options.encoding)
    return dataset, building.run(cache, reference, other, layers, report)


def _facts(
    dataset: Dataset, reference: Dataset, joint: Joint, found: Comparison, labels: dict[str, list[LabelGap]]
) -> dict[str, Any]:
    clusters = [
        {**one._asdict(), "samples": [int(joint.row_id[place]) for place in one.samples]} for one in found.clusters
    ]
    return {
        "fingerprint": dataset.fingerprint,
        "reference": reference.fingerprint,
        "rows": {"here": dataset.rows, "there": reference.rows},
        "sampled": {"here": joint.here, "there": len(joint.row_id) - joint.here},
        "coverage": found.coverage,
        "clusters": clusters,
        **{column: [gap._asdict() for gap in pairs] for column, pairs in labels.items()},
    }


def _show(dataset: Dataset, reference: Dataset, found: Comparison, labels: dict[str, list[LabelGap]]) -> None:
    from explorer import gaps

    print(f"{inert(dataset.name)}: {dataset.rows:,} rows; reference {inert(reference.name)}: {reference.rows:,} rows")
    print(f"likeness of the reference's rows to the nearest ones here: {found.coverage:.2f} of 1")
    for column, pairs in labels.items():
        lacking = [gap for gap in pairs if gap.verdict != "even"]
        rows = [
            (
                with_name(column, gap.value),
                gap.verdict,
                gaps.share(gap.share_here),
                gaps.share(gap.share_there),
                gap.to_add,
            )
            for gap in lacking[:_SHOWN]
        ]
        print(
            table((column, "verdict", "here", "reference", "rows to add"), rows) or f"\n  {column}: nothing is lacking"
        )
    rows = [
        (gap.name, gap.verdict, gaps.share(gap.share_here), gaps.share(gap.share_there), gap.to_add)
        for gap in found.lacking[:_SHOWN]
    ]
    print(table(("cluster", "verdict", "here", "reference", "rows to add"), rows) or "\n  clusters: nothing is lacking")


GAPS = Verb(
    name="gaps",
    help="what a reference dataset has and this one lacks",
    description="Puts a sample of both on one map and compares clusters, and abilities, languages and domains over all rows. A kind is "
    "missing where nearly nothing here is of it, thin where its share is below a third of the reference's.\n\nexample:\n"
    "  python -m explorer gaps data.jsonl --reference good.jsonl --out to_add.jsonl",
    arguments=_arguments,
    run=_run,
)
