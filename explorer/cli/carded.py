"""`export --hub-layout` and `--card`: what they need, what they write, and what is told of it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer import export
from explorer.building import usual_layers
from explorer.cli.terminal import inert
from explorer.errors import ExplorerError, ExportError
from explorer.progress import Report
from explorer.view import View

if TYPE_CHECKING:
    from explorer.card import Laid


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
