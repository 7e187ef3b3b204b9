"""`export --hub-layout` and `--card`: what they need, what they write, and what is told of it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from explorer import export
from explorer.cli.terminal import inert
from explorer.errors import ExplorerError, ExportError

if TYPE_CHECKING:
    from explorer.card import Laid
    from explorer.progress import Report
    from explorer.view import View


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write, and the options of a card."""
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument(
        "--out", type=Path, default=None, metavar="FILE", help="where to write; its suffix names the format"
    )
    target.add_argument(
        "--hub-layout",
        type=Path,
        default=None,
        metavar="DIR",
        help="instead of --out: a folder with card that load_dataset and LLaMA-Factory read as it is (Parquet, or --format jsonl)",
    )
    parser.add_argument(
        "--card", action="store_true", help="with --out: README.md with a hub's YAML, and croissant.json, in its folder"
    )
    parser.add_argument(
        "--license", default="", metavar="NAME", help="that the card names, as hubs write it: apache-2.0, cc-by-4.0, …"
    )


def check(options: argparse.Namespace) -> None:
    """ExplorerError where the options do not fit together, ExportError where a card is in the way."""
    if options.hub_layout is not None and options.card:
        raise ExplorerError("A hub's folder always has its card.", "Leave out --card.")
    if options.license and not (options.card or options.hub_layout):
        raise ExplorerError("--license is named in a card.", "Add --card, or use --hub-layout.")
    if options.hub_layout is not None and options.compress:
        raise ExplorerError("The files of a hub's folder are not packed.", "Leave out --compress.")
    if options.card:
        from explorer.card import beside

        beside.check(options.out.expanduser().absolute().parent, options.overwrite)
    if options.format == "csv" and options.hub_layout is not None:
        raise ExportError("A hub's folder holds no csv.", "Use --format parquet or jsonl.")


def layers(options: argparse.Namespace) -> list[str]:
    """Names of the layers that a card's figures are made from; none where no card is asked for."""
    from explorer.building import usual_layers

    return usual_layers() if options.card or options.hub_layout is not None else []


def lay_out(options: argparse.Namespace, view: View, chosen: export.ExportOptions, report: Report) -> Laid:
    """Write the folder."""
    from explorer.card import HubOptions, hub
    from explorer.cli.scorecards import profile_of

    asked = HubOptions(options.license)
    return hub.write(view, options.hub_layout, chosen, asked, profile_of(options), report, options.overwrite)


def tell(options: argparse.Namespace, done: Laid) -> None:
    """Tell of the folder."""
    from explorer.charts import numbers
    from explorer.cli import falls
    from explorer.cli.shared import write_json

    if options.json:
        write_json({**done._asdict(), "path": str(done.path), "files": [file._asdict() for file in done.files]})
        return
    print(f"{inert(str(done.path))}: {numbers.counted(done.rows, 'row')} in {done.seconds:.1f} s")
    for file in done.files:
        print(f"  {inert(file.path)}: {file.rows:,} rows, {file.bytes:,} bytes")
    print("  README.md, croissant.json, dataset_info.json, recipe.json")
    for note in done.notes:
        print(f"  note: {inert(note)}")
    falls.show_account(done.account)


def beside(
    options: argparse.Namespace, view: View, chosen: export.ExportOptions, written: Sequence[export.Exported]
) -> None:
    """Write the card of an export."""
    from explorer.card import beside as card
    from explorer.cli.scorecards import profile_of

    card.write(view, chosen, written, profile_of(options), options.license, options.overwrite)
