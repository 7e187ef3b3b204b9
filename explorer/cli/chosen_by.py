"""`export --choose`: what a strategy needs, the choice, and what is told of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from explorer import building, choosing, files
from explorer.choosing import MEASURES, Choice, Compared, Request
from explorer.cli.terminal import inert, table
from explorer.errors import ExistsError, ExplorerError, ExportError
from explorer.progress import Report
from explorer.view import View

if TYPE_CHECKING:
    from explorer.store import Cache


def check(options: argparse.Namespace) -> None:
    """ExplorerError where the options do not fit together."""
    if not options.choose:
        for name in ("reference", "score", "why"):
            if getattr(options, name):
                raise ExplorerError(f"--{name} needs a strategy.", "Say which with --choose.")
        return
    strategy = choosing.named(options.choose)
    if not options.pick:
        raise ExplorerError("--choose needs a number of rows.", "Say it with --pick.")
    if options.reference and strategy.wants != "reference":
        raise ExplorerError(f"The strategy '{strategy.name}' reads no reference.", "Leave out --reference.")
    if options.why and options.why.exists() and not options.overwrite:
        raise ExistsError(f"{options.why} exists already.", "Choose another name, or allow it with --overwrite.")


def layers(options: argparse.Namespace, asked: list[str]) -> list[str]:
    """All layers that the choice and what it is held against read."""
    strategy = choosing.named(options.choose)
    return list(dict.fromkeys([*asked, *choosing.layers(strategy, options.by, options.score)]))


def choose(cache: Cache, options: argparse.Namespace, view: View, report: Report) -> Choice:
    """Choose rows of the view as the options ask."""
    reference = None
    if options.reference:
        other = building.Options(encoding=options.encoding)
        there = building.run(cache, building.resolve([options.reference]), other, [], report)
        reference = View.of(there, by_hand=False)
    request = Request(
        options.choose,
        options.pick,
        options.seed,
        options.by,
        options.mix,
        options.fill,
        options.score,
        reference,
    )
    return choosing.choose(view, request, report)


def write_why(choice: Choice, options: argparse.Namespace) -> None:
    """Each chosen row and why, in the order in which they were picked, where that was asked for."""
    path: Path | None = options.why
    if path is None:
        return
    try:
        with files.atomic_all([path], replace=options.overwrite) as (target,):
            for place, row in enumerate(choice.rows.tolist()):
                line = {"row_id": row, "place": place + 1, "why_picked": choice.why(place)}
                target.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from error


def facts(choice: Choice, beside: Compared) -> dict[str, Any]:
    """For machines."""
    return {
        "strategy": choice.request.strategy,
        "rows": len(choice.places),
        "asked": choice.request.count,
        "chosen": dict(beside.chosen),
        "random": [dict(one) for one in beside.random],
        "longest": dict(beside.longest),
        "beats_random": {measure.name: beside.beats(measure) for measure in MEASURES},
    }


def show(choice: Choice, beside: Compared) -> None:
    """The figures beside those of random picks and of the longest rows."""
    name = choice.request.strategy
    if len(choice.places) < choice.request.count:
        print(f"{len(choice.places):,} of {choice.request.count:,} rows: the strategy finds no more.")
    lines = []
    for measure in MEASURES:
        value, there, long = beside.chosen[measure.name], beside.spread(measure.name), beside.longest[measure.name]
        if value is None or there is None or long is None:
            continue
        won = beside.beats(measure)
        lines.append(
            (
                measure.label,
                _short(value),
                f"{_short(there[0])} ({_short(there[1])} to {_short(there[2])})",
                _short(long),
                "" if won is None else "better than all five" if won else "no better",
            )
        )
    print(table((inert(f"{name} beside"), name, "random, five seeds", "longest", ""), lines))
    print("These figures tell how varied and sound the rows are, not how a model trained on them will do.")


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.4g}"
