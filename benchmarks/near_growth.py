"""How time and memory of near duplicates grow with the rows, for rows of which none are alike and for one group of all of them.

    python -m benchmarks.near_growth FOLDER [--kinds short group] [--rows 100000 1000000] [--limit 4]

The parts that the step reads are written straight, so that ten million rows need no build before. short: 8 to 24 words drawn at
random, most of them too few shingles for the wide bands, so that the narrow ones are looked at. group: one text of 80 words, of which
each row replaces one by a word of its own. Each run is a process of its own. --limit: GB that it may have in all, with what the
system keeps of its files; needs root and a memory control group (version 1) on Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.generate import _ENGLISH
from benchmarks.machine import PeakMemory, description, table
from explorer.passes import Inputs, near_duplicates

_PART = 50_000  # rows of a part
_GROUP = Path("/sys/fs/cgroup/memory")
_LENGTH = 80  # words of a row of the group


def texts(kind: str, rows: int, seed: int) -> list[str]:
    """What some rows say."""
    rng = np.random.default_rng(seed)
    words = np.array(_ENGLISH)
    if kind == "group":
        # The text is that of all parts; what each row has of its own is not.
        base = words[np.random.default_rng(0).integers(0, len(words), _LENGTH)].tolist()
        places = rng.integers(0, _LENGTH, rows).tolist()
        return [" ".join([*base[:place], f"w{seed}x{row}", *base[place + 1 :]]) for row, place in enumerate(places)]
    drawn = words[rng.integers(0, len(words), (rows, 24))].tolist()
    return [" ".join(row[:length]) for row, length in zip(drawn, rng.integers(8, 25, rows).tolist(), strict=True)]


def written(folder: Path, kind: str, rows: int) -> list[Path]:
    """The parts of so many rows, made where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for start in range(0, rows, _PART):
        count = min(_PART, rows - start)
        path = folder / f"{kind}-{start}-{count}.parquet"
        paths.append(path)
        if not path.exists():
            said = texts(kind, count, start // _PART)
            pq.write_table(
                pa.table({"system": [""] * count, "prompt": ["Write a note."] * count, "response": said}), path
            )
    return paths


def inside(folder: Path, kind: str, rows: int) -> dict[str, float]:
    """Measured in this very process and its children."""
    paths = written(folder, kind, rows)
    with tempfile.TemporaryDirectory(dir=folder) as scratch, PeakMemory() as memory:
        started = time.perf_counter()
        found = near_duplicates.compute(Inputs(paths, list(range(0, rows, _PART)), Path(scratch), rows))
        wall = time.perf_counter() - started
    copies = int(np.sum(found["is_near_copy"].to_numpy()))
    return {"wall": wall, "cpu": memory.cpu, "peak": float(memory.peak), "copies": copies, "load": os.getloadavg()[0]}


def measured(folder: Path, kind: str, rows: int, limit: float) -> dict[str, float]:
    """The same in a process of its own; none where it failed."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.near_growth",
        str(folder),
        "--kinds",
        kind,
        "--rows",
        str(rows),
        "--inside",
    ]
    group = _GROUP / f"near-{os.getpid()}"
    if limit:
        group.mkdir(exist_ok=True)
        (group / "memory.limit_in_bytes").write_text(str(int(limit * 2**30)))
        command = ["sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "sh", *command]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if limit:
        _removed(group)
    return {} if done.returncode else json.loads(done.stdout)


def _removed(group: Path) -> None:
    """Its last process may end a moment after the one that was waited for."""
    for _ in range(50):
        try:
            group.rmdir()
            return
        except OSError:
            time.sleep(0.2)
    print(f"{group} is still in use.", file=sys.stderr)


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kinds", nargs="+", choices=("short", "group"), default=["short", "group"])
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--limit", type=float, default=0, help="GB of memory for each run")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    folder = options.folder.absolute()
    if options.inside:
        print(json.dumps(inside(folder, options.kinds[0], options.rows[0])))
        return 0
    lines = []
    for kind in options.kinds:
        for rows in options.rows:
            written(folder, kind, rows)
            one = measured(folder, kind, rows, options.limit)
            told = ("failed",) * 6
            if one:
                per_row = f"{one['cpu'] / rows * 1e6:.1f} µs"
                size = f"{one['peak'] / 2**20:,.0f} MB"
                told = (
                    f"{one['copies']:,}",
                    f"{one['wall']:.1f} s",
                    f"{one['cpu']:.1f} s",
                    per_row,
                    size,
                    f"{one['load']:.1f}",
                )
            lines.append((kind, f"{rows:,}", *told))
            print(lines[-1], file=sys.stderr)
    print(f"{description()}\n")
    print(table(lines, ("rows", "number", "near copies", "time", "CPU", "CPU a row", "memory", "load")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
