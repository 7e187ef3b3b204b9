"""`report`: one self-contained HTML file."""

from __future__ import annotations

import argparse
from pathlib import Path

from explorer.cli import arguments
from explorer.cli.terminal import inert
from explorer.cli.verb import Verb
from explorer.errors import ExplorerError
from explorer.words import ENGLISH, LANGUAGES


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "report only on the rows for which it holds")
    arguments.drops(parser)
    arguments.profile(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write the HTML file")
    parser.add_argument(
        "--examples", type=arguments.natural, default=3, metavar="N", help="rows shown under each finding (3)"
    )
    parser.add_argument(
        "--rows", type=arguments.natural, default=2_000, metavar="N", help="rows to filter by finding (2,000, the most)"
    )
    parser.add_argument("--draw-map", action="store_true", help="with the map, drawn now where it is not there yet")
    parser.add_argument(
        "--lang", choices=list(LANGUAGES), default=ENGLISH, help="language of the report: en (default) or zh"
    )
    parser.add_argument("--no-redact", action="store_true", help="leave personal data in the rows shown")
    arguments.overwrite(parser)


def _run(options: argparse.Namespace) -> int:
    from explorer import report
    from explorer.building import usual_layers
    from explorer.cli.scorecards import profile_of
    from explorer.cli.shared import conditions, dataset_of, judged, needed_layers, write_json

    profile = profile_of(options)
    if options.out.exists() and not options.overwrite:
        raise ExplorerError(f"{options.out.name} exists already.", "Choose another name, or say --overwrite.")
    layers = [*usual_layers(), *needed_layers("map_x", "map_topic", conditions(options))] if options.draw_map else None
    view = judged(options, dataset_of(options, layers))
    chosen = report.ReportOptions(not options.no_redact, options.examples, options.rows, options.lang)
    written = report.write(view, options.out, profile, chosen, options.overwrite)
    if options.json:
        write_json({"path": str(written.path), "bytes": written.bytes})
    else:
        print(f"{inert(str(written.path))}: {written.bytes:,} bytes")
    return 0


REPORT = Verb(
    name="report",
    help="one HTML file for people who have neither the app nor the data",
    description="What the dataset is, what was dropped of it, and how the rest scores: the first page says it all, "
    "the rest shows why, and rows can be filtered by finding, personal data replaced. The file needs no network, reads in light and dark, prints "
    "well, and stays below 8 MB.\n\nexample:\n"
    "  python -m explorer report data.jsonl --out report.html",
    arguments=_arguments,
    run=_run,
)
