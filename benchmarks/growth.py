"""How time and memory grow with the rows, from a hundred thousand to ten million: one table, and one chart beside this file.

    python -m benchmarks.growth FOLDER [--rows 100000 1000000 10000000] [--steps open build …] [--limit 4] [--chart]

Each step runs in a process of its own on the generator's rows, which stay in FOLDER with their layers and all figures, so that a
further run goes on from there. What is compared is CPU time of all processes; the time that passed stands beside it. Memory is the
most that all held together, pages of files that they had mapped included. --limit: GB that the step may have in all, what the
system keeps of files in memory included; needs root and a memory control group (version 1) on Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks import generate
from benchmarks.growth_chart import draw
from benchmarks.machine import PeakMemory, description, table
from benchmarks.performance import FILTERS, NEEDLES

BUILDS = {"build": "tokens,checks,duplicates", "near": "near", "templates": "templates", "map": "map_rough"}
"""Steps that build layers, in a process that starts workers."""

NAMES = {
    "first": "first rows of a file never opened",
    "build": "build: rows, tokens, exact copies",
    "estimate": "verdict of 20,000 rows",
    "near": "near duplicates",
    "templates": "templates",
    "map": "rough map",
    "open": "open again, first page",
    "page": "a page's queries under a filter (median)",
    "search": "text search, first and cold",
    "searches": "text search (median)",
    "tenth": "export of a tenth",
    "export": "export of all rows",
}
_GROUP = Path("/sys/fs/cgroup/memory")


def timed(action: Callable[[], Any]) -> dict[str, float]:
    """Seconds that passed, and CPU time of this process, with its threads."""
    wall, spent = time.perf_counter(), time.process_time()
    action()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - spent}


def _median(actions: Iterable[Callable[[], Any]]) -> dict[str, float]:
    found = [timed(action) for action in actions]
    return {key: statistics.median(one[key] for one in found) for key in ("wall", "cpu")}


def inside(step: str, path: Path) -> dict[str, float]:
    """A step that is measured in this very process."""
    from explorer import building, export, queries, sources
    from explorer.store import Cache, Dataset
    from explorer.view import View

    cache = Cache.default()
    if step == "first":
        return timed(lambda: sources.preview(path, cache.scratch, 50))
    if step == "estimate":
        return _estimated(cache, path)
    columns = ["prompt_tokens", "response_tokens", "total_tokens"]

    def page(text: str = "") -> Dataset:
        dataset = building.opened(cache, [path])
        assert dataset is not None
        view = View.of(dataset, text)
        queries.totals(view)
        queries.histograms(view, columns)
        queries.percentiles(view, columns)
        queries.categories(view, "category")
        return dataset

    if step == "open":
        return timed(page)
    dataset = page()
    dataset.settle()
    hits = [lambda needle=needle: queries.totals(View.of(dataset, f"search('{needle}')")) for needle in NEEDLES]
    if step == "page":
        return _median([lambda text=text: page(text) for text in FILTERS])
    if step == "search":
        return timed(hits[0])
    if step == "searches":
        return _median(hits)
    view = View.of(dataset, "total_tokens % 10 = 3" if step == "tenth" else "")
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        return timed(lambda: export.write(view, Path(folder) / "out.jsonl", export.ExportOptions()))


def _estimated(cache: Any, path: Path) -> dict[str, float]:
    """Until the sample is judged: the build is stopped then."""
    from explorer import building
    from explorer.errors import BuildCancelled
    from explorer.progress import Progress

    def report(progress: Progress) -> None:
        if progress.label.startswith("Reading rows") and "Judging a sample of the rows" in met:
            raise BuildCancelled("measured")
        met.append(progress.label)

    met: list[str] = []

    def build() -> None:
        try:
            building.make(cache, [path], report=report, estimating=True)
        except BuildCancelled:
            return

    return timed(build)


def measured(step: str, path: Path, limit: float, environment: dict[str, str]) -> dict[str, float]:
    """Wall and CPU seconds and peak bytes of a step, in a process of its own; none where it failed. limit: GB, 0 for none."""
    command = [sys.executable, "-m", "benchmarks.growth", str(path), "--inside", step]
    if step in BUILDS:
        command = [sys.executable, "-m", "explorer", "build", "--quiet", "--json", "--layers", BUILDS[step], str(path)]
    group = _GROUP / f"growth-{os.getpid()}"
    if limit:
        group.mkdir(exist_ok=True)
        (group / "memory.limit_in_bytes").write_text(str(int(limit * 2**30)))
        command = ["sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "sh", *command]
    load, started = os.getloadavg()[0], time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    with PeakMemory(process.pid) as memory:
        told = process.communicate()[0]
    found = {"wall": time.perf_counter() - started, "cpu": memory.cpu, "peak": memory.peak, "load": load}
    if limit:
        found["limit"] = limit
        group.rmdir()
    if process.returncode:
        return {}
    return {**found, **json.loads(told)} if step not in BUILDS else found


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--steps", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--limit", type=float, default=0, help="GB of memory for each step")
    parser.add_argument("--again", action="store_true", help="measure steps again that have figures")
    parser.add_argument("--chart", action="store_true", help="draw the chart that stands beside this file anew")
    parser.add_argument("--inside", choices=NAMES, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside:
        print(json.dumps(inside(options.inside, options.folder)))
        return 0
    options.folder.mkdir(parents=True, exist_ok=True)
    kept = options.folder / "growth.json"
    figures: dict[str, dict[str, Any]] = json.loads(kept.read_text()) if kept.exists() else {}
    for rows in options.rows:
        path = options.folder.absolute() / f"rows-{rows}.jsonl"
        if not path.exists():
            generate.write(path, rows)
        environment = {**os.environ, "EXPLORER_CACHE": str(options.folder.absolute() / f"cache-{rows}")}
        for step in options.steps:
            if options.again or not figures.get(step, {}).get(str(rows)):
                found = measured(step, path, options.limit, environment)
                print(f"{rows:,} rows, {step}: {found or 'failed'}", file=sys.stderr)
                figures.setdefault(step, {})[str(rows)] = found
                kept.write_text(json.dumps(figures, indent=1))
    counts = sorted({int(rows) for found in figures.values() for rows, one in found.items() if one})
    print(description())
    print()
    print(table([_line(step, figures[step], counts) for step in NAMES if step in figures], _head(counts)))
    if options.chart:
        draw({NAMES[step]: figures[step] for step in NAMES if step in figures}, Path(__file__).with_suffix(".svg"))
    return 0


def _head(counts: list[int]) -> tuple[str, ...]:
    return ("step", *(f"{rows:,} rows: CPU, wall, memory" for rows in counts), "CPU a row, last to first")


def _line(step: str, found: dict[str, dict[str, float]], counts: list[int]) -> tuple[str, ...]:
    cells = []
    for rows in counts:
        one = found.get(str(rows))
        cells.append(f"{one['cpu']:.3g} s, {one['wall']:.3g} s, {one['peak'] / 1e6:,.0f} MB" if one else "not run")
    there = [(rows, found[str(rows)]["cpu"]) for rows in counts if found.get(str(rows))]
    ratio = there[-1][1] / there[-1][0] / (there[0][1] / there[0][0]) if len(there) > 1 else 1.0
    return NAMES[step], *cells, f"{ratio:.2f}"


if __name__ == "__main__":
    sys.exit(main())
