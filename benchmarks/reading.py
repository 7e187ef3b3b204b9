"""How fast rows are read and told their language, beside other commits: old and new by turns, the best of several rounds.

    python -m benchmarks.reading COMMIT [COMMIT …] [--rows 20000] [--rounds 9]

Each commit is checked out to a temporary work tree and waits in a process of its own; one of them runs at a time. What counts is
CPU time, of each the least: what else a machine does can only add to it.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson

from benchmarks.generate import row as alpaca_row
from benchmarks.generate import sentences
from benchmarks.machine import description, table
from benchmarks.trees import HERE, checked_out

_TOLD = ("alpaca", "messages")  # whose languages are told

# Run by other commits, too: it uses what all of them have.
_WORKER = """
import gc, sys, tempfile, time
import orjson
from explorer import formats
from explorer.metrics import METRICS, Batch, Context

folder, scratch = sys.argv[1], tempfile.mkdtemp()
language = next(metric for metric in METRICS if metric.name == "language")
context = Context("o200k_base", scratch)
held = {}
gc.disable()
for line in sys.stdin:
    name, kind = line.split()
    if name not in held:
        with open(f"{folder}/{name}.jsonl", "rb") as lines:
            held[name] = [orjson.loads(one) for one in lines]
    values = held[name]
    if kind == "read":
        started = time.process_time()
        found = formats.decode_many(values)
        spent = time.process_time() - started
    else:
        batch = Batch(formats.decode_many(values))
        batch.answers
        language.compute(Batch(batch.conversations[:50]), context)
        started = time.process_time()
        language.compute(batch, context)
        spent = time.process_time() - started
    print(spent, flush=True)
"""


def _shapes(rows: int) -> dict[str, Iterator[dict[str, Any]]]:
    """Rows of each shape: what a shape's field names are, around the same texts."""
    rng = random.Random(7)
    english, chinese = sentences(rng, 4_000)
    made = [alpaca_row(rng, number, english, chinese) for number in range(rows)]
    pairs = [(str(one["instruction"]), str(one["output"])) for one in made]
    roles, speakers = ("user", "assistant"), ("human", "gpt")

    def said(number: int) -> list[tuple[int, str]]:
        return [(at, pairs[(number + at // 2) % rows][at % 2]) for at in range(2 + 2 * (number % 3))]

    def of(make: Callable[[int, str, str], dict[str, Any]]) -> Iterator[dict[str, Any]]:
        return (make(number, *pair) for number, pair in enumerate(pairs))

    return {
        "messages": of(lambda n, q, a: {"messages": [{"role": roles[at % 2], "content": text} for at, text in said(n)]}),
        "messages_system": of(
            lambda n, q, a: {
                "id": n,
                "messages": [{"role": "system", "content": "Be brief."}, *({"role": roles[at % 2], "content": text} for at, text in said(n))],
                "source": "x",
            }
        ),
        "sharegpt": of(lambda n, q, a: {"id": str(n), "conversations": [{"from": speakers[at % 2], "value": text} for at, text in said(n)]}),
        "alpaca": iter(made),
        "prompt_completion": of(lambda n, q, a: {"prompt": q, "completion": a}),
        "input_output": of(lambda n, q, a: {"input": q, "output": a}),
        "question_answer": of(lambda n, q, a: {"question": q, "answer": a, "subject": "x"}),
        "preference": of(lambda n, q, a: {"prompt": q, "chosen": a, "rejected": q}),
        "tool_calls": of(
            lambda n, q, a: {
                "messages": [
                    {"role": "user", "content": q},
                    {"role": "assistant", "content": "", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
                    {"role": "tool", "tool_call_id": "c", "content": "1"},
                    {"role": "assistant", "content": a},
                ]
            }
        ),
        "text": of(lambda n, q, a: {"text": f"{q}\n\n{a}"}),
        "text_chat": of(lambda n, q, a: {"text": f"<|im_start|>user\n{q}<|im_end|>\n<|im_start|>assistant\n{a}<|im_end|>\n"}),
    }  # fmt: skip


class _Worker:
    """A process that measures in one work tree."""

    def __init__(self, tree: Path, data: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WORKER, str(data)], cwd=tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )  # fmt: skip

    def measure(self, name: str, kind: str) -> float:
        """Seconds."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(name, kind, file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("A work tree's process ended; what it said stands above.")
        return float(line)

    def end(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _least(workers: list[_Worker], name: str, kind: str, rounds: int) -> list[float]:
    """The least seconds of each; who begins changes from round to round."""
    best = [float("inf")] * len(workers)
    for turn in range(rounds + 1):
        order = range(len(workers)) if turn % 2 else range(len(workers) - 1, -1, -1)
        for place in order:
            spent = workers[place].measure(name, kind)
            if turn:  # the first round loads and compiles
                best[place] = min(best[place], spent)
    return best


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Measure reading and languages beside other commits.")
    parser.add_argument("commits", nargs="+")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", nargs="+", default=[], help="names of shapes")
    options = parser.parse_args(argv)
    lines: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "rows"
        data.mkdir()
        names = []
        for name, rows in _shapes(options.rows).items():
            if not options.only or name in options.only:
                names.append(name)
                (data / f"{name}.jsonl").write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        with ExitStack() as trees:
            old = [trees.enter_context(checked_out(commit, Path(folder))) for commit in options.commits]
            workers = [_Worker(tree, data) for tree in (*old, HERE)]
            tasks = [(name, "read", name) for name in names]
            tasks += [(name, "language", f"{name}: languages") for name in _TOLD if name in names]
            for name, kind, label in tasks:
                rounds = options.rounds if kind == "read" else max(3, options.rounds // 2)
                *before, now = _least(workers, name, kind, rounds)
                cells = [f"{options.rows / one:,.0f} ({one / now:.2f})" for one in before]
                lines.append((label, *cells, f"{options.rows / now:,.0f}"))
            for worker in workers:
                worker.end()
    print(description())
    print(f"\n{options.rows:,} rows, rows a second of one core (in brackets: this tree's speed, times that commit's)\n")
    print(table(lines, ("rows", *options.commits, "this tree")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
