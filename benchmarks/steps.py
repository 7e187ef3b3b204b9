"""What a drop step and a decision cost on a large file, beside a change of the filter in the same run.

    python -m benchmarks.steps FILE            # built before, as `explorer build FILE` does
    python -m benchmarks.steps FILE --json

Each change is what the server does for the Lengths page: rows and tokens kept, what each step takes out, histograms and percentiles of three columns.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import description, table
from benchmarks.performance import FILTERS, seconds

_COLUMNS = ["prompt_tokens", "response_tokens", "total_tokens"]
_MANY = 20
_DECISIONS = 30
_PAUSE = 0.5  # seconds between two changes: nobody makes them faster


def measure(path: Path) -> dict[str, Any]:
    """Milliseconds of each kind of change, in this process."""
    from explorer import building, decisions, queries
    from explorer.steps import Step, named, switch
    from explorer.store import Cache
    from explorer.view import View

    dataset = building.run(Cache.default(), [path])

    def page(view: View) -> None:
        queries.waterfall(view)
        queries.totals(view)
        queries.histograms(view, _COLUMNS)
        queries.percentiles(view, _COLUMNS)

    def filtered(view: View) -> None:
        queries.totals(view)
        queries.histograms(view, _COLUMNS)
        queries.percentiles(view, _COLUMNS)

    def timed(action: Callable[[], Any]) -> float:
        return 1000 * seconds(action)[0]

    page(View.of(dataset))  # what is read once
    filters = []
    for text in FILTERS:
        time.sleep(_PAUSE)
        filters.append(timed(lambda text=text: filtered(View.of(dataset, text))))
    steps: tuple[Step, ...] = ()
    added, switched, undone = [], [], []
    conditions = [*FILTERS, *(f"total_tokens % 97 = {number}" for number in range(_MANY))][:_MANY]
    for number, text in enumerate(conditions):
        time.sleep(_PAUSE)
        longer = (*steps, named(text, f"step {number}"))
        added.append(timed(lambda longer=longer: page(View.of(dataset, "", longer))))
        time.sleep(_PAUSE)
        off = switch(longer, len(longer) - 1)
        switched.append(timed(lambda off=off: page(View.of(dataset, "", off))))
        time.sleep(_PAUSE)
        undone.append(timed(lambda steps=steps: page(View.of(dataset, "", steps))))
        steps = longer
    held = decisions.book()
    _decide(dataset, held, 1)  # makes the file
    decided = [timed(lambda row=row: _decide(dataset, held, row * 31_337 % dataset.rows)) for row in range(_DECISIONS)]
    return {
        "rows": dataset.rows,
        "filter change ms": filters,
        "step added ms": added,
        "step switched off ms": switched,
        "step undone ms": undone,
        "decision on disk ms": decided,
    }


def _decide(dataset: Any, held: Any, row: int) -> None:
    keys = dataset.hand.keys([row])
    held.act({key: {"decision": "drop"} for key in keys.values()}, "benchmark", "benchmark", dataset.name)


def ratios(found: dict[str, Any]) -> dict[str, float]:
    """What the figures are held against."""
    filter_change = statistics.median(found["filter change ms"])
    first = statistics.median(found["step added ms"][:3])
    return {
        "step added, times a filter change (1.3)": statistics.median(found["step added ms"]) / filter_change,
        "step switched off, times a filter change (1.3)": statistics.median(found["step switched off ms"])
        / filter_change,
        "step undone, times a filter change (1.3)": statistics.median(found["step undone ms"]) / filter_change,
        "20 steps, times one (1.5)": statistics.median(found["step added ms"][-3:]) / first,
        "decision on disk, worst ms (100)": max(found["decision on disk ms"]),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.steps", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EXPLORER_DATA"] = folder  # nobody's decisions
        found = measure(options.file)
    held = ratios(found)
    if options.json:
        print(json.dumps({"machine": description(), **found, "ratios": held}, indent=2))
        return 0
    print(description())
    lines = [
        (name.removesuffix(" ms"), f"median {statistics.median(values):.0f} ms, worst {max(values):.0f} ms")
        for name, values in found.items()
        if isinstance(values, list)
    ]
    print(table([*lines, *((name, f"{value:.2f}") for name, value in held.items())], ("measure", "figure")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
