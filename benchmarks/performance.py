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
from typing import Any, NamedTuple

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


class Bare(NamedTuple):
    """The least work that a build could do, on all cores. tiktoken is measured on a part and scaled by bytes."""

    scan: float
    counting: float
    tiktoken: float
    tokens: int


def bare(path: Path) -> Bare:
    """DuckDB's scan of all text, and bare batched token counting of it: by the accelerated counter, and by tiktoken."""
    import duckdb
    import tiktoken
    import toktok

    from explorer.metrics.tokenizer import prepare_ranks
    from explorer.store import Cache

    cores = os.cpu_count() or 2
    columns = "columns={instruction:'VARCHAR',input:'VARCHAR',output:'VARCHAR'}, format='newline_delimited'"
    connection = duckdb.connect(config={"threads": str(cores)})
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
    prepare_ranks("o200k_base", Cache.default().tokenisers)
    referee = tiktoken.get_encoding("o200k_base")
    toktok.batch_count(["warm"], "o200k_base")
    counting, slow, slow_bytes, all_bytes, tokens = 0.0, 0.0, 0, 0, 0
    for number, batch in enumerate(reader):
        for column in batch.columns:
            texts = column.to_pylist()
            took, counts = seconds(lambda texts=texts: toktok.batch_count(texts, "o200k_base", threads=cores))
            counting += took
            tokens += sum(counts)
            all_bytes += column.nbytes
            if number % 25 == 0:
                took, _ = seconds(lambda texts=texts: referee.encode_ordinary_batch(texts, num_threads=cores))
                slow += took
                slow_bytes += column.nbytes
    return Bare(scan, counting, slow * all_bytes / slow_bytes, tokens)


_FIRST = "tokens,checks,duplicates"  # what lengths, counts and filters need


def build(path: Path) -> tuple[float, int]:
    """(wall seconds of a build in a process of its own, its peak memory with all workers)."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer", "build", "--quiet", "--json", "--layers", _FIRST, str(path)],
        stdout=subprocess.PIPE,
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
    from explorer.building import opened
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
    assert dataset is not None
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
        path = generate.given_or_made(options.file, work, options.rows)
        warm(path)
        least = bare(path)
        built, memory = build(path)
        found = queries(path)
        plain = None if options.no_pandas else pandas_page(path)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    figures = {**least._asdict(), "build": built, "build_memory": memory, **found}
    if options.json:
        beside = {} if plain is None else {"pandas_load": plain[0], "pandas_page": plain[1]}
        print(json.dumps({**figures, **beside, "machine": description()}))
        return 0
    print(description())
    print()
    print(table(_rows(figures, plain), ("measure", "figure", "bound")))
    return 0


def _rows(figures: dict[str, Any], plain: tuple[float, float] | None) -> list[tuple[str, str, str]]:
    scan, built = figures["scan"], figures["build"]
    filters = [1000 * s for s in figures["filters"]]
    searches = [1000 * s for s in figures["searches"]]
    return [
        ("DuckDB's scan of all text", f"{scan:.2f} s", ""),
        ("bare token counting, tiktoken", f"{figures['tiktoken']:.0f} s (scaled from 4 % of the rows)", ""),
        ("bare token counting, accelerated", f"{figures['counting']:.2f} s, {figures['tokens']:,} tokens", ""),
        ("build of the first layers: rows, tokens, checks, duplicates", f"{built:.2f} s", ""),
        ("… against scan and tiktoken", f"{built / (scan + figures['tiktoken']):.2f} x", "1.4 x"),
        ("… against scan and accelerated counting", f"{built / (scan + figures['counting']):.2f} x", "1.4 x"),
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
        *(
            (f"pandas + Plotly: {what}", f"{seconds:.1f} s", "")
            for what, seconds in zip(("load", "first page"), plain or (), strict=False)
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
