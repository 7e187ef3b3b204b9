"""Flip bits in the files of a cache, and see that every figure and every exported byte stays what it was.

    python -m benchmarks.corruption --times 500 --seed 1

Each time one file of the cache is damaged (a bit flipped, cut short, emptied, or removed), then a dataset is opened as by a
new process, all its columns are read, its text is searched, its rejects are listed, and it is exported. Printed as JSON: how
often nothing differed and nothing was said, how often something was built again, and every time that went wrong.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import outcome
from explorer import building, checksums, export, scorecard
from explorer.errors import ExplorerError
from explorer.export import ExportOptions
from explorer.queries import quality
from explorer.store import Cache, loaded
from explorer.store.table import quoted
from explorer.view import View

WAYS = ("flip", "flip", "flip", "flip", "cut", "empty", "remove")
_LEFT_ALONE = ("builds", "tokenisers")  # progress of jobs; ranks are read by the exact counter alone


def write_sources(folder: Path, rows: int) -> list[Path]:
    """A plain file and a packed one, with copies, rejects, long fields, Chinese and code."""
    lines = []
    for i in range(rows):
        row = {
            "prompt": f"Question {i % (rows - 20)} about the number {i % 97}, please.",
            "completion": ["Blue, I think. " * (i % 9), "算法很快。", "```python\nprint(1)\n```", "2 + 2 = 5"][i % 4],
            "tag": ["a", "b", None][i % 3],
            "about": f"long text {i} " * 40,
        }
        lines.append(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        if i % 50 == 7:
            lines.append(b"not json\n")
    plain, packed = folder / "plain.jsonl", folder / "packed.jsonl.gz"
    plain.write_bytes(b"".join(lines))
    packed.write_bytes(gzip.compress(b"".join(reversed(lines))))
    return [plain, packed]


def figures(cache: Cache, path: Path, out: Path) -> str:
    """A digest of everything that a new process would say of a dataset."""
    building.forget()
    checksums.forget()
    found = building.run(cache, [path])
    found.settle()
    hasher = hashlib.sha256()
    names = sorted(name for name, column in found.columns.items() if not column.long_text)
    sql = f"SELECT {', '.join(map(quoted, names))} FROM rows ORDER BY row_id"
    hasher.update(repr(found.query(sql, reads=set(names)).to_pylist()).encode())
    card = scorecard.score(View.of(found), scorecard.shipped())
    hasher.update(json.dumps(card.as_dict(), default=str, sort_keys=True).encode())
    hasher.update(repr(quality.rejects(found).to_pylist()).encode())
    hasher.update(repr((found.ledger, found.fields, found.dialects)).encode())
    view = View.of(found, "response LIKE '%think%' OR about LIKE '%text 9%'")
    out.unlink(missing_ok=True)
    export.write(view, out, ExportOptions())
    hasher.update(out.read_bytes())
    hasher.update(repr(found.source.conversation(found.rows // 2)).encode())
    return hasher.hexdigest()


def damage(path: Path, way: str, chance: random.Random) -> None:
    """Do to a file what disks and crashes do."""
    raw = bytearray(path.read_bytes())
    if way == "remove":
        path.unlink()
    elif way == "flip" and raw:
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        path.write_bytes(raw)
    else:
        path.write_bytes(bytes(raw[: chance.randrange(len(raw)) if way == "cut" and raw else 0]))


def artifacts(cache: Cache) -> list[Path]:
    """Files of the cache that datasets are read from."""
    every = sorted(path for path in cache.root.rglob("*") if path.is_file())
    return [path for path in every if path.relative_to(cache.root).parts[0] not in _LEFT_ALONE]


def run(times: int, rows: int, seed: int, folder: Path) -> dict[str, Any]:
    """Counts, and what went wrong."""
    loaded.KEPT_FROM = 1
    chance = random.Random(seed)
    cache = Cache.at(folder / "cache")
    paths = write_sources(folder, rows)
    out = folder / "out.jsonl"
    wanted = {path: figures(cache, path, out) for path in paths}
    found: Counter[str] = Counter()
    wrong = []
    waiting: list[Path] = []
    for number in range(times):
        if number % 20 == 0:
            print(f"{number:,} of {times:,}: {dict(found)}", file=sys.stderr, flush=True)
        # Every file has its turn before one comes again.
        waiting = waiting or chance.sample(artifacts(cache), len(artifacts(cache)))
        path = waiting.pop()
        way = chance.choice(WAYS)
        if not path.exists():
            found["gone by then"] += 1
            continue
        damage(path, way, chance)
        before, _ = checksums.since(0)
        for source in paths:
            try:
                same = figures(cache, source, out) == wanted[source]
                outcome = "" if same else "OTHER FIGURES"
            except ExplorerError as error:
                outcome = f"ERROR {error}"
            except Exception as error:  # what a user would be told is a defect
                outcome = f"DEFECT {type(error).__name__}: {error}"
            if outcome:
                wrong.append(f"{way} {path.relative_to(cache.root)}: {outcome}")
                print(wrong[-1], file=sys.stderr, flush=True)
        told = checksums.since(0)[0] > before
        found["built again, and said so" if told else "same figures, nothing said"] += 1
    return {"tried": times, "artifacts": len(artifacts(cache)), **found, "wrong": wrong}


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    outcome.tell("corruption", lambda folder: run(options.times, options.rows, options.seed, folder))


if __name__ == "__main__":
    main()
