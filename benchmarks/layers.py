"""What each row layer costs: rows a second on one core, beside bare token counting of the same text.

    python -m benchmarks.layers FILE [--rows 60000]

Bare counting is tiktoken's batch call on prompt and response, one thread, and the accelerated counter doing the same. A
build uses all cores for all layers, so the ratio of layers to bare counting is that of the table.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.machine import description, table
from explorer import formats, sources
from explorer.metrics import METRICS, Batch, Context
from explorer.metrics.tokenizer import counter, referee


def _batches(path: Path, rows: int, scratch: Path) -> tuple[list[Batch], float]:
    source = sources.open_file(path, scratch)
    found: list[Batch] = []
    spent = 0.0
    for span in sources.plan(source, 0):
        started = time.perf_counter()
        found.append(Batch(formats.decode_many(sources.read(source, span).values)))
        spent += time.perf_counter() - started
        if sum(map(len, found)) >= rows:
            break
    return found, spent


def _timed(do: Callable[[Batch], object], batches: list[Batch], few: Batch) -> float:
    """few: what is loaded or compiled at first use is no layer's cost. Made once, as each new batch lets go of the texts that all layers look at together."""
    do(few)
    started = time.process_time()
    for batch in batches:
        do(batch)
    return time.process_time() - started


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Measure what each row layer costs.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=60_000)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        context = Context("o200k_base", folder)
        batches, decoding = _batches(options.file, options.rows, Path(folder))
        rows = sum(map(len, batches))
        encoding = referee(context.encoding, context.scratch)
        fast = counter(context.encoding, context.scratch)
        few = Batch(batches[0].conversations[:50])

        def bare(batch: Batch) -> None:
            encoding.encode_ordinary_batch([*batch.prompt, *batch.response], num_threads=1)

        tiktoken_time = _timed(bare, batches[:1], few) / max(len(batches[0]), 1) * rows
        fast_time = _timed(lambda batch: fast([*batch.prompt, *batch.response]), batches, few)
        spent = {metric.name: _timed(lambda b, m=metric: m.compute(b, context), batches, few) for metric in METRICS}
    whole = sum(spent.values())
    print(description())
    print(f"\n{rows:,} rows of {options.file.name}, one core\n")
    lines = [("reading and decoding", decoding)]
    lines += list(spent.items())
    lines += [
        ("all layers", whole),
        ("bare counting, tiktoken", tiktoken_time),
        ("bare counting, accelerated", fast_time),
    ]
    cells = [(name, f"{rows / s:,.0f}" if s else "–", f"{s / rows * 1e6:,.1f}") for name, s in lines]
    print(table(cells, ("layer", "rows a second", "µs a row")))
    print(
        f"\nall layers / bare counting: {whole / tiktoken_time:.2f} (tiktoken), {whole / fast_time:.1f} (accelerated)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
