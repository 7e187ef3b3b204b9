"""How fast a million rows are opened, built, filtered, searched and exported.

    python -m benchmarks.performance [--rows 1000000] [--file FILE] [--keep]

Prints a Markdown table with the machine's description. `python -m benchmarks.browser` measures what needs a browser.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import generate
from benchmarks.machine import PeakMemory, description, table, warm

NEEDLES = ("algorithm", "算法", "Kernel Grammar", "zzz-not-there", "天气", "river", "the", "经济")
FILTERS = (
    "total_tokens > 200",
    "response_tokens BETWEEN 50 AND 400",
    "category = 'writing'",
    "NOT is_empty AND category IN ('code', 'maths')",
    "score > 0.8",
    "prompt_tokens < 30 OR response_tokens > 300",
    "source = 'batch-07'",
    "total_tokens BETWEEN 100 AND 1000 AND score < 0.9",
    "n_turns = 2 AND NOT is_exact_copy",
    "category <> 'chat' AND response_chars > 500",
    "exact_group IS NULL",
    "prompt_chars > 200",
)


def seconds(action: Callable[[], Any]) -> tuple[float, Any]:
    """(wall seconds, result)."""
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def bare(path: Path, ranks: Path) -> tuple[float, float, int]:
    """(DuckDB's scan, bare batched token counting of the same text, tokens), both on all cores.

    The counting is that of the accelerated counter alone, so the build is not compared with something slower than itself.
    """
    import duckdb
    import toktok

    columns = "columns={instruction:'VARCHAR',input:'VARCHAR',output:'VARCHAR'}, format='newline_delimited'"
    connection = duckdb.connect(config={"threads": str(os.cpu_count() or 2)})
    escaped = str(path).replace("'", "''")
    source = f"read_json('{escaped}', {columns})"
    scan, _ = seconds(
        lambda: connection.sql(
            f"SELECT count(*), sum(strlen(instruction)), sum(strlen(input)), sum(strlen(output)) FROM {source}"
        ).fetchall()
    )
    reader = connection.sql(
        f"SELECT CASE WHEN input = '' THEN instruction ELSE instruction || chr(10) || input END, output FROM {source}"
    ).to_arrow_reader(20_000)
    counting, tokens = 0.0, 0
    for batch in reader:
        for column in batch.columns:
            texts = column.to_pylist()
            took, counts = seconds(
                lambda texts=texts: toktok.batch_count(texts, "o200k_base", threads=os.cpu_count() or 2)
            )
            counting += took
            tokens += sum(counts)
    del ranks
    return scan, counting, tokens


def build(path: Path) -> tuple[float, int]:
    """(wall seconds of a build in a process of its own, its peak memory with all workers)."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer", "build", "--quiet", "--json", str(path)], stdout=subprocess.PIPE
    )
    with PeakMemory(process.pid) as memory:
        process.communicate()
    if process.returncode:
        raise SystemExit("the build failed")
    return time.perf_counter() - started, memory.peak


def pandas_page(path: Path) -> tuple[float, float]:
    """(seconds to load, seconds of the first page) of a plain pandas and Plotly version: histograms and counts by word length."""
    import pandas as pd
    import plotly.graph_objects as go

    load, frame = seconds(lambda: pd.read_json(path, lines=True))

    def page() -> list[Any]:
        frame["prompt_chars"] = frame["instruction"].str.len() + frame["input"].str.len()
        frame["response_chars"] = frame["output"].str.len()
        figures = [go.Figure(go.Histogram(x=frame[name], nbinsx=60)) for name in ("prompt_chars", "response_chars")]
        counts = frame["category"].value_counts()
        figures.append(go.Figure(go.Bar(x=counts.index, y=counts.values)))
        frame.duplicated(["instruction", "input", "output"]).sum()
        return [figure.to_json() for figure in figures]

    took, _ = seconds(page)
    return load, took


def queries(path: Path) -> dict[str, Any]:
    """Opening again, filter changes, searches, exports; in this process."""
    from explorer import export, queries
    from explorer.build import opened
    from explorer.store import Cache
    from explorer.view import View

    columns = ["prompt_tokens", "response_tokens", "total_tokens"]

    def page(view: View) -> None:
        queries.totals(view)
        queries.histograms(view, columns)
        queries.percentiles(view, columns)

    cache = Cache.default()
    found: dict[str, Any] = {}
    found["reopen"], dataset = seconds(lambda: opened(cache, [path]))
    assert dataset is not None and dataset.complete
    found["reopen_page"], _ = seconds(lambda: page(View.of(dataset)))
    found["filters"] = [seconds(lambda text=text: page(View.of(dataset, text)))[0] for text in FILTERS]
    # The first search of a process finds the text on disk; later ones in memory: both count.
    found["searches"] = [
        seconds(lambda needle=needle: queries.totals(View.of(dataset, f"search('{needle}')")))[0] for needle in NEEDLES
    ]
    view = View.of(dataset, "total_tokens % 10 = 3")
    size = path.stat().st_size
    with tempfile.TemporaryDirectory() as folder, PeakMemory() as memory:
        took, done = seconds(lambda: export.write(view, Path(folder) / "tenth.jsonl", export.ExportOptions()))
        found["export_rows"], found["export_rate"] = done.rows, size / took / 1e6
        took, done = seconds(lambda: export.write(View.of(dataset), Path(folder) / "all.jsonl", export.ExportOptions()))
        found["export_all_rate"] = size / took / 1e6
        found["identical"] = subprocess.run(["cmp", "-s", str(done.path), str(path)], check=False).returncode == 0
    found["export_memory"] = memory.extra
    return found


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Measure a million rows.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--file", type=Path, help="a file made by benchmarks.generate; made anew by default")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--no-pandas", action="store_true", help="leave out the pandas page, which needs several GB")
    options = parser.parse_args(argv)
    work = Path(tempfile.mkdtemp(prefix="explorer-benchmark-"))
    os.environ["EXPLORER_CACHE"] = str(work / "cache")
    try:
        path = options.file or work / "rows.jsonl"
        if not options.file:
            generate.write(path, options.rows)
        path = path.absolute()
        warm(path)
        scan, counting, tokens = bare(path, work)
        built, memory = build(path)
        found = queries(path)
        load, page = (0.0, 0.0) if options.no_pandas else pandas_page(path)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    figures = {"scan": scan, "counting": counting, "tokens": tokens, "build": built, "build_memory": memory, **found}
    if options.json:
        print(json.dumps({**figures, "pandas_load": load, "pandas_page": page, "machine": description()}))
        return 0
    print(description())
    print()
    print(table(_rows(figures, load, page), ("measure", "figure", "bound")))
    return 0


def _rows(figures: dict[str, Any], load: float, page: float) -> list[tuple[str, str, str]]:
    bare_sum = figures["scan"] + figures["counting"]
    filters = [1000 * s for s in figures["filters"]]
    searches = [1000 * s for s in figures["searches"]]
    return [
        ("DuckDB scan of all text", f"{figures['scan']:.2f} s", ""),
        ("bare token counting", f"{figures['counting']:.2f} s, {figures['tokens']:,} tokens", ""),
        (
            "build of all layers",
            f"{figures['build']:.2f} s = {figures['build'] / bare_sum:.2f} x the two above",
            "1.4 x",
        ),
        ("peak memory of the build", f"{figures['build_memory'] / 1e6:,.0f} MB", "1,500 MB"),
        ("open again", f"{figures['reopen']:.2f} s", ""),
        ("… and the first page's queries", f"{figures['reopen_page']:.2f} s", "1.5 s with the browser"),
        ("filter change, server", f"median {statistics.median(filters):.0f} ms, worst {max(filters):.0f} ms", "120 ms"),
        (
            "text search, all rows",
            f"median {statistics.median(searches):.0f} ms, worst {max(searches):.0f} ms",
            "700 ms",
        ),
        (
            f"export of {figures['export_rows']:,} rows",
            f"{figures['export_rate']:,.0f} MB of source a second",
            "200 MB/s",
        ),
        ("export of all rows", f"{figures['export_all_rate']:,.0f} MB/s, identical: {figures['identical']}", ""),
        ("extra memory of the exports", f"{figures['export_memory'] / 1e6:,.0f} MB", "100 MB"),
        ("pandas + Plotly: load", f"{load:.1f} s", ""),
        ("pandas + Plotly: first page", f"{page:.1f} s", ""),
    ]


if __name__ == "__main__":
    sys.exit(main())
