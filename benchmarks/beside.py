"""What each row layer costs beside other commits: the same rows by turns, the least CPU time of several rounds.

    python -m benchmarks.beside COMMIT FILE … [--rows 2000] [--rounds 3]

Up to ROWS rows of each file, drawn with a fixed seed. Each tree waits in a process of its own, and one of them runs at a time; what else a machine does can only
add to the least time. The collector of cycles is off, as in builds. Bare counting is tiktoken's batch call on prompt and response, one thread.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import description, table
from benchmarks.trees import HERE, checked_out, parser

_BARE = "bare counting, tiktoken"

# Run by other commits, too: it uses what all of them have.
_WORKER = """
import gc, json, random, sys, tempfile, time
from pathlib import Path
from explorer import formats, sources
from explorer.metrics import USUAL, Batch, Context
from explorer.metrics.tokenizer import referee

rows, names = int(sys.argv[1]), sys.argv[2:]
folder = tempfile.mkdtemp()
context = Context("o200k_base", folder)
encoding = referee("o200k_base", folder)
held = []
for name in names:
    source = sources.open_file(Path(name), Path(folder))
    found = []
    for span in sources.plan(source, 0):
        found += formats.decode_many(sources.read(source, span).values)
        if len(found) > 20 * rows:
            break
    held += random.Random(11).sample(found, rows) if len(found) > rows else found
random.Random(12).shuffle(held)
gc.collect()
gc.disable()
for line in sys.stdin:
    spent = {}
    batches = [Batch(held[start : start + 4_000]) for start in range(0, len(held), 4_000)]
    for metric in USUAL:
        started = time.process_time()
        for batch in batches:
            metric.compute(batch, context)
        spent[metric.name] = time.process_time() - started
    started = time.process_time()
    for batch in batches:
        encoding.encode_ordinary_batch([*batch.prompt, *batch.response], num_threads=1)
    spent["bare counting, tiktoken"] = time.process_time() - started
    print(json.dumps([len(held), spent]), flush=True)
"""


class _Worker:
    """A process that measures in one work tree."""

    def __init__(self, tree: Path, rows: int, files: list[Path]) -> None:
        command = [sys.executable, "-c", _WORKER, str(rows), *map(str, files)]
        self._process = subprocess.Popen(command, cwd=tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def measure(self) -> tuple[int, dict[str, float]]:
        """(rows, seconds of each layer)."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("A work tree's process ended; what it said stands above.")
        rows, spent = json.loads(line)
        return rows, spent

    def end(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    arguments = parser("Measure the row layers of two commits by turns.")
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args(argv)
    files = [file.resolve() for file in options.files]
    rows, least = 0, [dict[str, float](), dict[str, float]()]
    with tempfile.TemporaryDirectory() as folder, checked_out(options.commit, Path(folder)) as other:
        workers = [_Worker(tree, options.rows, files) for tree in (other, HERE)]
        for turn in range(options.rounds + 1):
            for place in (0, 1) if turn % 2 else (1, 0):
                rows, spent = workers[place].measure()
                if turn:  # the first round loads and compiles
                    least[place] = {name: min(took, least[place].get(name, took)) for name, took in spent.items()}
        for worker in workers:
            worker.end()
    old, new = least
    bare = min(old.pop(_BARE), new.pop(_BARE))
    old["all layers"], new["all layers"] = sum(old.values()), sum(new.values())
    old[_BARE] = new[_BARE] = bare
    names = [name for name in new if name in old]
    micro = 1e6 / rows
    cells = [(one, f"{old[one] * micro:.1f}", f"{new[one] * micro:.1f}", f"{new[one] / old[one]:.2f}") for one in names]
    print(description())
    print(f"\n{rows:,} rows of {len(files)} files, µs a row of one core\n")
    print(table(cells, ("layer", options.commit, "this tree", "ratio")))
    print(f"\nall layers / bare counting: {old['all layers'] / bare:.2f} before, {new['all layers'] / bare:.2f} now")
    return 0


if __name__ == "__main__":
    sys.exit(main())
