"""`report`: one self-contained HTML file."""

from __future__ import annotations

import argparse
from pathlib import Path

from explorer.cli import arguments
from explorer.cli.terminal import inert
from explorer.cli.verb import Verb
from explorer.errors import ExplorerError


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "report only on the rows for which it holds")
    arguments.drops(parser)
    arguments.profile(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write the HTML file")
    parser.add_argument("--examples", type=arguments.natural, default=3, metavar="N", help="rows shown per finding (3)")
    parser.add_argument("--no-redact", action="store_true", help="leave personal data in the rows shown")
    arguments.overwrite(parser)


def _run(options: argparse.Namespace) -> int:
    from explorer import report
    from explorer.cli.scorecards import profile_of
    from explorer.cli.shared import dataset_of, judged, write_json

    profile = profile_of(options)
    if options.out.exists() and not options.overwrite:
        raise ExplorerError(f"{options.out.name} exists already.", "Choose another name, or say --overwrite.")
    view = judged(options, dataset_of(options))
    chosen = report.ReportOptions(not options.no_redact, options.examples)
    written = report.write(view, options.out, profile, chosen, options.overwrite)
    if options.json:
        write_json({"path": str(written.path), "bytes": written.bytes})
    else:
        print(f"{inert(str(written.path))}: {written.bytes:,} bytes")
    return 0


REPORT = Verb(
    name="report",
    help="one HTML file for people who have neither the app nor the data",
    description="What the dataset is, what was dropped of it, and how the rest scores: charts, findings, and a few rows for each with personal data replaced. The file "
    "needs no network, prints well, and stays below 8 MB.\n\nexample:\n"
    "  python -m explorer report data.jsonl --out report.html",
    arguments=_arguments,
    run=_run,
)
