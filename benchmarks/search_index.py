"""Whether an index of the texts would pay: a scan of all text beside bitmaps of the characters that follow one another, by block.

    python -m benchmarks.search_index FILE [--rows 100000] [--blocks 64 512]

The index is the best case of its kind: for each block of rows one bitmap of pairs (Chinese) or threes (other letters) of
characters, and blocks that may hold the needle read at no more than their share of the scan's time. Needles are words of the file
itself, by how many rows have them, and what is not there. Prints what the index costs to make and to keep, and what is left to read.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.machine import description, table
from explorer import building, queries
from explorer.store import Cache
from explorer.store.table import read_parquet
from explorer.view import View

_BITS = 1 << 17  # of a block
_WORD = re.compile(r"[\u4e00-\u9fff]{2}|[a-z]{4,}")
_FREQUENCIES = (1, 10, 100, 1_000, 10_000)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def places(text: str) -> np.ndarray:
    """Bits that a text sets."""
    codes = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    pairs = codes[:-1] << np.uint64(21) | codes[1:]
    wide = (codes[:-1] > 0x2FFF) & (codes[1:] > 0x2FFF)
    threes = pairs[:-1] << np.uint64(21) | codes[2:]
    narrow = (codes[:-2] <= 0x2FFF) & (codes[1:-1] <= 0x2FFF) & (codes[2:] <= 0x2FFF)
    grams = np.concatenate([pairs[wide], threes[narrow]])
    return ((grams * _MULTIPLIER) >> np.uint64(64 - (_BITS - 1).bit_length())).astype(np.int64)


def index(texts: list[str], rows: int) -> np.ndarray:
    """Bool (blocks, bits)."""
    made = np.zeros((-(-len(texts) // rows), _BITS), bool)
    for number in range(len(made)):
        made[number, places("\0".join(texts[number * rows : (number + 1) * rows]))] = True
    return made


def needles(texts: list[str]) -> dict[str, int]:
    """Words of the texts, two for each frequency, and two that are not there -> rows that have them."""
    counts = Counter(word for text in texts for word in set(_WORD.findall(text.lower())))
    ranked = sorted(counts.items(), key=lambda one: (one[1], one[0]))
    found: dict[str, int] = {"zqxj": 0, "龘龘": 0}
    for frequency in _FREQUENCIES:
        close = sorted(ranked, key=lambda one: abs(one[1] - frequency))[:50]
        latin, han = (next((one for one in close if one[0].isascii() == kind), None) for kind in (True, False))
        found.update(dict(filter(None, (latin, han))))
    return found


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--blocks", type=int, nargs="+", default=[64, 512])
    options = parser.parse_args(argv)
    dataset = building.run(Cache.default(), [options.file], layers=[])
    texts: list[str] = []
    for path, _ in dataset.text_parts():
        part = read_parquet(path, ["prompt", "response"])
        texts += [f"{a or ''}\n{b or ''}" for a, b in zip(*(one.to_pylist() for one in part.columns), strict=True)]
        if len(texts) >= options.rows:
            break
    texts = texts[: options.rows]
    asked = needles(texts)
    scans = []
    for needle in asked:
        spent = time.process_time()
        queries.totals(View.of(dataset, f"search('{needle}')"))
        scans.append((time.process_time() - spent) / dataset.rows * 1e6)
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    lines = []
    for rows in options.blocks:
        spent = time.process_time()
        made = index(texts, rows)
        cost = (time.process_time() - spent) / len(texts) * 1e6
        share = made.size / 8 / size
        for needle, count in asked.items():
            read = made[:, np.unique(places(needle))].all(axis=1).mean()
            lines.append((f"{rows}", needle, f"{count:,}", f"{read:.1%}", f"{cost:.0f} µs a row", f"{share:.0%}"))
    print(description())
    print(
        f"\n{len(texts):,} rows, {size / len(texts):,.0f} bytes each; a scan takes {np.median(scans):.2f} µs of CPU a row\n"
    )
    print(
        table(
            lines,
            ("rows a block", "needle", "rows that have it", "blocks left to read", "to make", "bytes, of the text"),
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
