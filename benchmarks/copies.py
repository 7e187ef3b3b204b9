"""How many planted near copies are found, what else is, how long it takes and how much memory, beside what others would take.

    python -m benchmarks.copies [--rows 100000] [--peers /path/to/a/python/with/rensa/datasketch/semhash] [--folder FOLDER]

Rows are the generator's, so that nothing but what is planted is alike. Copies are planted by changing 1 to 12 % of the words of a
row, and one group of a twentieth of all rows that differ by a word. Those count whose texts have a Jaccard likeness of 0.7 and
more, by brute force over their shingles. Precision: of the links found, those between rows of one origin. In the same run, what
finds items of a reference in rows (see `benchmarks.contamination`). Peers run in an environment of their own, on the very texts.
With --folder the rows and their dataset are kept there, and made only once: `--prepare` makes them and measures nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import orjson

from benchmarks import contamination, generate
from benchmarks.machine import PeakMemory, description, table
from explorer import building
from explorer import contamination as found_items
from explorer.passes import Inputs, linkage, near_duplicates
from explorer.passes.embedding import encode
from explorer.passes.shingles import plain
from explorer.store import Cache, Dataset
from explorer.view import View

_SHARES = (0.01, 0.02, 0.04, 0.08, 0.12)
_SEMANTIC = 10_000  # rows that are encoded for semhash: the encoder reads some hundred a second
_LINKS = 2_000  # links that are looked at by brute force


def edited(text: str, share: float, rng: random.Random) -> str:
    """A text with some of its words replaced, left out or doubled."""
    words = text.split(" ") if " " in text else list(text)
    joint = " " if " " in text else ""
    for _ in range(min(len(words) - 1, max(1, round(len(words) * share)))):
        place = rng.randrange(len(words))
        kind = rng.randrange(3)
        words[place : place + 1] = [[f"{words[place]}x"], [], [words[place]] * 2][kind] or [""]
    return joint.join(words)


def make(path: Path, rows: int, seed: int) -> dict[int, int]:
    """Write the dataset; row -> the row that it was made from, for planted ones."""
    generate.write(path, rows, seed)
    lines = path.read_bytes().splitlines(keepends=True)
    rng = random.Random(seed)
    places = rng.sample(range(rows), rows // 25 + rows // 20)
    taken = set(places)
    originals = [place for place in rng.sample(range(rows), rows // 20) if place not in taken]
    truth: dict[int, int] = {}
    one = orjson.loads(lines[originals[0]])
    for number, place in enumerate(places):
        in_group = number < rows // 20
        origin = originals[0] if in_group else originals[1 + number % (len(originals) - 1)]
        row = one if in_group else orjson.loads(lines[origin])
        words = row["output"].split(" ") if " " in row["output"] else list(row["output"])
        if in_group:
            words[rng.randrange(len(words))] = f"w{number}"
            changed = {**row, "output": (" " if " " in row["output"] else "").join(words)}
        else:
            share = _SHARES[number % len(_SHARES)]
            changed = {**row, "output": edited(row["output"], share, rng)}
        lines[place] = orjson.dumps(changed) + b"\n"
        truth[place] = origin
    path.write_bytes(b"".join(lines))
    return truth


def prepared(folder: Path, rows: int, seed: int) -> tuple[Path, dict[int, int], Dataset]:
    """(the rows, what is planted among them, their dataset), made where they are not there yet."""
    data, told = folder / f"copies-{rows}-{seed}.jsonl", folder / f"copies-{rows}-{seed}.truth.json"
    if not told.exists():
        told.write_bytes(orjson.dumps(list(make(data, rows, seed).items())))
    truth = dict(orjson.loads(told.read_bytes()))
    return data, truth, building.run(Cache.at(folder / "cache"), [data], layers=[])


def texts_of(path: Path) -> list[str]:
    """What each row says, as it is compared."""
    read = (orjson.loads(line) for line in path.read_bytes().splitlines())
    return [
        f"{plain(' '.join(filter(None, (row['instruction'], row['input']))))}\0{plain(row['output'])}" for row in read
    ]


def jaccard(one: str, other: str) -> float:
    """Likeness of the shingles of two texts, each of them counted once."""
    width = 5 if one.isascii() else 3
    a, b = ({text[at : at + width] for at in range(len(text) - width + 1)} for text in (one, other))
    return len(a & b) / max(len(a | b), 1)


def ours(dataset: Dataset, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """(first row of the group of each row, links)."""
    parts = dataset.text_parts()
    held = folder / "near"
    shutil.rmtree(held, ignore_errors=True)
    held.mkdir()
    inputs = Inputs([path for path, _ in parts], [first for _, first in parts], folder, dataset.rows, held)
    near_duplicates.compute(inputs)
    links = np.load(held / near_duplicates.PAIRS)
    joins, heights = linkage.merges(links[:, :2].astype(np.int64), links[:, 2], dataset.rows)
    return linkage.first_rows(joins, heights, near_duplicates.THRESHOLD), links[
        links[:, 2] >= near_duplicates.THRESHOLD
    ]


def line(
    name: str,
    first: Sequence[int],
    links: int,
    wrong: int,
    pairs: list[tuple[int, int]],
    seconds: float,
    memory: float,
    cpu: float | None = None,
) -> tuple[str, ...]:
    """A line of the table."""
    recall = sum(first[a] == first[b] for a, b in pairs) / max(len(pairs), 1)
    spent = "" if cpu is None else f"{cpu:.1f} s"
    right = f"{1 - wrong / max(links, 1):.4f}"
    return name, f"{recall:.4f}", right, f"{seconds:.1f} s", spent, f"{memory / 2**20:,.0f} MB"


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--peers", type=Path, default=None, help="a Python that has rensa, datasketch and semhash")
    parser.add_argument(
        "--items", type=int, default=10_000, help="of the reference that rows are held against; 0 for none"
    )
    parser.add_argument("--folder", type=Path, default=None, help="keep rows and datasets here, for another run")
    parser.add_argument("--prepare", action="store_true", help="make rows and datasets, and measure nothing")
    parser.add_argument("--no-join", action="store_true", help="leave out the plain join, which takes longest")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.folder or Path(scratch)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        data, truth, dataset = prepared(folder, options.rows, options.seed)
        if options.prepare:
            if options.items:
                contamination.prepared(folder, options.rows, options.items, _planted(options.rows, options.items), 7)
            return 0
        texts = texts_of(data)
        pairs = [(place, origin) for place, origin in truth.items() if jaccard(texts[place], texts[origin]) >= 0.7]
        family = np.arange(options.rows)
        family[list(truth)] = list(truth.values())
        with PeakMemory() as memory:
            started = time.perf_counter()
            first, links = ours(dataset, folder)
            seconds = time.perf_counter() - started
        ends = links[:, :2].astype(np.int64)
        wrong = int((family[ends[:, 0]] != family[ends[:, 1]]).sum())
        lines = [line("near duplicates", first.tolist(), len(links), wrong, pairs, seconds, memory.extra, memory.cpu)]
        some = np.random.default_rng(options.seed).permutation(len(links))[:_LINKS]
        least = min((jaccard(texts[a], texts[b]) for a, b in ends[some].tolist()), default=1.0)
        if options.peers is not None:
            lines += peers(options.peers, folder, texts, pairs, family)
        print(description())
        print(
            f"\n{options.rows:,} rows, {len(pairs):,} planted copies with a likeness of 0.7 and more; load {os.getloadavg()[0]:.1f}\n"
        )
        print(table(lines, ("near copies", "recall", "precision", "time", "CPU", "memory")))
        print(
            f"\nlinks found: {len(links):,}; of {len(some):,} looked at by brute force, the least alike has a likeness of {least:.2f}"
        )
        if options.items:
            print(f"\n{items(folder, options.rows, options.items, joined=not options.no_join)}")
    return 0


def peers(
    python: Path, folder: Path, texts: list[str], pairs: list[tuple[int, int]], family: np.ndarray
) -> list[tuple[str, ...]]:
    """What others find in the same texts, and semhash with the same vectors as the map's encoder makes."""
    said = folder / "texts.json"
    said.write_bytes(orjson.dumps([text.replace("\0", " ") for text in texts]))
    few = min(_SEMANTIC, len(texts))
    chosen = np.unique(np.concatenate([np.array(pairs[: few // 4]).ravel(), np.arange(len(texts))[: few // 2]])).astype(
        int
    )
    np.save(folder / "chosen.npy", chosen)
    np.save(folder / "vectors.npy", encode([texts[place].replace("\0", " ") for place in chosen.tolist()]))
    lines = []
    for name in ("rensa", "datasketch", "semhash"):
        script = Path(__file__).with_name("copies_peers.py")
        command = [str(python), "-P", str(script), name, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lines.append(
                (name, "failed", done.stderr.strip().splitlines()[-1][:80] if done.stderr.strip() else "", "", "", "")
            )
            continue
        told = json.loads(done.stdout)
        links = np.array(told["links"], np.int64).reshape(-1, 2)
        wrong = int((family[links[:, 0]] != family[links[:, 1]]).sum())
        joins, heights = linkage.merges(np.sort(links, axis=1), np.ones(len(links)), len(texts))
        first = linkage.first_rows(joins, heights, 0.5).tolist()
        held = set(chosen.tolist())
        asked = [pair for pair in pairs if name != "semhash" or held.issuperset(pair)]
        shown = f"{name}, {len(chosen):,} rows, vectors given" if name == "semhash" else name
        lines.append(line(shown, first, len(links), wrong, asked, told["seconds"], told["memory"]))
    return lines


def _planted(rows: int, count: int) -> int:
    return min(2_000, rows // 10, count // 2)


def items(folder: Path, rows: int, count: int, joined: bool = True) -> str:
    """The table of what finds items of a reference in rows. joined: a plain join of 13-grams, too."""
    dataset, asked, truth = contamination.prepared(folder, rows, count, _planted(rows, count), 7)
    view = View.of(dataset, by_hand=False)
    lines = [
        contamination.measured("overlap", lambda: set(found_items.find(view, ["reference"], asked).rows()), truth),
    ]
    if joined:
        join = contamination.measured("13-gram join in DuckDB", lambda: contamination.joined(dataset, asked), truth)
        lines.append(join)
    return table(lines, (f"{len(asked):,} items", "recall", "precision", *contamination.WAYS, "time", "CPU", "memory"))


if __name__ == "__main__":
    sys.exit(main())
