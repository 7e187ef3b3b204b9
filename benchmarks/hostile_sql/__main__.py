"""Runs the statements and counts what held: see `benchmarks.hostile_sql`.

Each statement is read by the first wall. What passes runs in the sandbox itself, under its limits. A share of all that is no bomb
runs once more on a closed connection without the first wall. Canaries: a secret file whose text must not appear, an environment
variable, a folder and a home that must stay as they are, settings and extensions.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import queue
import random
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.hostile_sql import twist
from benchmarks.machine import table
from explorer.errors import ExplorerError
from explorer.store import sandbox
from explorer.store.sandbox import Limits, inside
from explorer.store.sandbox.run import _environment

_LIMITS = Limits(rows=1_000, size=8 << 20, memory=256 << 20, seconds=3)
_SLACK = 20.0  # seconds that a process may need to start and end on a busy machine
_BATCH = 50
_OWN = ("search_path", "schema")
"""What `USE memory` sets, for its own connection, where the first wall does not refuse it: nothing else can be found there."""
_FUNCTIONS = frozenset(Path(inside.__file__).with_name("functions.txt").read_text("utf-8").split())


@dataclass
class Canaries:
    """What nobody may read or change."""

    root: Path
    word: str = field(default_factory=lambda: f"hush{secrets.token_hex(8)}")
    token: str = field(default_factory=lambda: f"CANARY_{secrets.token_hex(6)}")

    def __post_init__(self) -> None:
        self.folder = self.root / "watched"
        self.folder.mkdir()
        self.secret = self.folder / "secret.csv"
        self.secret.write_text(f"word\n{self.word}\n", "utf-8")
        self.rows = self.root / "rows.parquet"
        kinds = pa.array(["ab"[n % 2] for n in range(400)])
        texts = pa.array([f"Question {n}, " * 20 for n in range(400)])
        columns = {"row_id": pa.array(range(400)), "kind": kinds, "prompt": texts, "response": texts}
        pq.write_table(pa.table(columns), self.rows)
        self.columns = list(columns)
        os.environ[self.token] = self.word
        self.before = self.state()

    def state(self) -> dict[str, str]:
        """Every file below, and what DuckDB would keep in the home, by its content."""
        held = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in self.root.rglob("*") if path.is_file()}  # fmt: skip
        return held | {str(path): "" for path in Path.home().glob(".duckdb*")}


@dataclass
class Outcome:
    """How it went. broken: what did not hold, in words."""

    counted: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    broken: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Try, print the counts, and end with 1 where anything did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bombs", type=float, default=0.03, help="share of statements that would never end")
    parser.add_argument("--bare", type=float, default=0.2, help="share that is run without the first wall as well")
    parser.add_argument(
        "--seconds", type=int, default=_LIMITS.seconds, help="limit of a statement: more where processes start slowly"
    )
    options = parser.parse_args(arguments)
    found = attempt(options.statements, options.seed, options.bombs, options.bare, seconds=options.seconds)
    head = ("what it is after", "tried", "refused unread", "ran", "ended by a limit", "failed as it ran")
    keys = ("tried", "refused", "ran", "limit", "failed")
    rows = [(kind, *(f"{counts[key]:,}" for key in keys)) for kind, counts in found.counted.items()]
    print(table(rows, head))
    if own := sum(counts["own"] for counts in found.counted.values()):
        print(f"{own:,} set where their own connection looks for names, which reaches nothing and ends with it")
    for line in found.broken:
        print(f"BROKEN: {line}")
    print(f"{sum(c['tried'] for c in found.counted.values()):,} tried, {len(found.broken)} did not hold")
    return 1 if found.broken else 0


def attempt(
    statements: int,
    seed: int,
    bombs: float = 0.03,
    bare: float = 0.2,
    closed: bool = True,
    seconds: int = _LIMITS.seconds,
) -> Outcome:
    """Try so many. closed: False leaves the connection of the share open, to see that the canaries sing."""
    chance = random.Random(seed)
    limits = replace(_LIMITS, seconds=seconds)
    found = Outcome()
    with tempfile.TemporaryDirectory(prefix="hostile-sql-") as folder:
        canaries = Canaries(Path(folder))
        made = [twist.statement(chance, canaries.secret, canaries.folder, canaries.token, bombs) for _ in range(statements)]  # fmt: skip
        passing = _read(found, made)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda one: _run(found, canaries, limits, *one), passing))
        share = [one for one in made if one[0] != "takes all it can" and chance.random() < bare]
        for start in range(0, len(share), _BATCH):
            _bare(found, canaries, [text for _, text in share[start : start + _BATCH]], closed)
        if (after := canaries.state()) != canaries.before:
            changed = sorted(set(after.items()) ^ set(canaries.before.items()))
            found.broken.append(f"files changed: {[name for name, _ in changed][:5]}")
        del os.environ[canaries.token]
    return found


def _read(found: Outcome, made: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What the first wall lets through."""
    parser = inside._open(1 << 28, 1)
    inside._close(parser, "")
    passing = []
    for kind, text in made:
        found.counted[kind]["tried"] += 1
        started = time.monotonic()
        try:
            inside._statement(parser, text, _FUNCTIONS)
            passing.append((kind, text))
        except (inside._RefusedError, duckdb.Error, RecursionError):
            found.counted[kind]["refused"] += 1
        if time.monotonic() - started > _SLACK:
            found.broken.append(f"took long to read: {text[:200]!r}")
    return passing


def _run(found: Outcome, canaries: Canaries, limits: Limits, kind: str, text: str) -> None:
    """The sandbox as the app calls it."""
    started = time.monotonic()
    said = ""
    try:
        sandbox.read(text, canaries.columns)
        result = sandbox.run(text, canaries.rows, limits)
        said, key = repr(result.table.to_pydict()), "ran"
        if result.table.num_rows > limits.rows:
            found.broken.append(f"gave too much: {text[:200]!r}")
    except ExplorerError as error:
        said = f"{error}"
        key = "limit" if "too much memory" in said or "took more than" in said else "failed"
    found.counted[kind][key] += 1
    if time.monotonic() - started > 2 * limits.seconds + 2 * _SLACK:  # of those that wait for their turn as well
        found.broken.append(f"outlived its limits: {text[:200]!r}")
    if canaries.word in said:
        found.broken.append(f"read the secret: {text[:200]!r}")


def _bare(found: Outcome, canaries: Canaries, texts: list[str], closed: bool) -> None:
    """The second wall alone."""
    kind = "… without the first wall"
    asked = {
        "inside": inside.__file__,
        "closed": closed,
        "memory": _LIMITS.memory,
        "seconds": 120,
        "path": str(canaries.rows),
        "statements": texts,
        "secret": canaries.word,
        "token": canaries.word,
    }
    with tempfile.TemporaryDirectory(prefix="hostile-sql-") as nowhere:
        environment = (
            _environment()
            if closed
            else {**_environment(), canaries.token: canaries.word, "HOME": str(canaries.folder)}
        )
        script = Path(__file__).with_name("bare.py")
        command = [sys.executable, "-I", "-B", str(script)]
        printed = _printed(command, json.dumps(asked).encode() + b"\n", nowhere, environment)
        if any(Path(nowhere).iterdir()):
            found.broken.append("wrote a file where it ran")
    lines = []
    for line in printed:
        try:
            lines.append(dict(json.loads(line)))
        except (ValueError, TypeError):
            found.broken.append(f"wrote to standard output: {line[:80]!r}")
    outcomes = [line for line in lines if "outcome" in line]
    for text, line in zip(texts, outcomes, strict=False):
        found.counted[kind]["tried"] += 1
        found.counted[kind]["ran" if line["outcome"] == "ran" else "failed"] += 1
        if line["said"]:
            found.broken.append(f"read the secret: {text[:200]!r}")
    for line in lines:
        if "changed" in line and all(pair[0][0] in _OWN for pair in line["changed"]):
            found.counted[kind]["own"] += 1
        elif "changed" in line:
            found.broken.append(f"changed a setting: {line['changed']}")
    if len(outcomes) < len(texts):
        found.counted[kind]["tried"] += 1
        found.counted[kind]["limit"] += 1  # the process ended; the rest is tried in another
        if rest := texts[len(outcomes) + 1 :]:
            _bare(found, canaries, rest, closed)


def _printed(command: list[str], asked: bytes, folder: str, environment: dict[str, str]) -> list[bytes]:
    """The lines that a process prints until it ends, or until a statement takes more than the limit and it is ended."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, env=environment)  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(asked)
    process.stdin.close()
    lines: queue.Queue[bytes | None] = queue.Queue()
    stream = process.stdout

    def listen() -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=listen, daemon=True).start()
    found = []
    with contextlib.suppress(queue.Empty):
        while (line := lines.get(timeout=_LIMITS.seconds + _SLACK)) is not None:
            found.append(line)
    process.kill()
    process.wait()
    return found


if __name__ == "__main__":
    sys.exit(main())
