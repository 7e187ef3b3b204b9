"""Whether the row layers of this tree say of every row what those of another commit say, to the bit.

    python -m benchmarks.identical COMMIT FILE … [--rows 2000] [--explained 40]

Up to ROWS rows of each file, drawn with a fixed seed, are judged in both trees by every row layer that builds make; of the first EXPLAINED of
them the evidence is compared, too. What counts is the repr of each value: floats to the last digit, and types. Ends with 1 where anything differs.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import description, table
from benchmarks.trees import HERE, checked_out, parser

# Run by other commits, too: it uses what all of them have.
_WORKER = """
import hashlib, json, random, sys, tempfile
from pathlib import Path
from explorer import formats, sources
from explorer.metrics import METRICS, USUAL, Batch, Context, evidence

rows, explained, names = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
AT_ONCE = 1_000
with tempfile.TemporaryDirectory() as folder:
    context = Context("o200k_base", folder)
    for name in names:
        source = sources.open_file(Path(name), Path(folder))
        held = []
        for span in sources.plan(source, 0):
            held += formats.decode_many(sources.read(source, span).values)
            if len(held) > 20 * rows:
                break
        if len(held) > rows:
            places = sorted(random.Random(11).sample(range(len(held)), rows))
            held = [held[place] for place in places]
        found = {}
        for start in range(0, len(held), AT_ONCE):
            batch = Batch(held[start : start + AT_ONCE])
            for metric in USUAL:
                for column, values in metric.compute(batch, context).items():
                    found.setdefault(f"{metric.name}.{column}", []).extend(repr(value) for value in values)
        columns = {column.name for metric in METRICS for column in metric.columns}
        shown = [repr([tuple(one) if isinstance(one, tuple) else one for one in evidence(row, columns)]) for row in held[:explained]]
        found["evidence"] = shown
        short = {key: [hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest() for value in values] for key, values in found.items()}
        print(json.dumps([name, len(held), short]), flush=True)
"""


def _judged(tree: Path, files: list[Path], rows: int, explained: int, out: Path) -> subprocess.Popen[bytes]:
    with out.open("wb") as output:
        command = [sys.executable, "-c", _WORKER, str(rows), str(explained), *map(str, files)]
        return subprocess.Popen(command, cwd=tree, stdout=output)


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    arguments = parser("Compare what two commits say of the same rows.")
    arguments.add_argument("--explained", type=int, default=40)
    options = arguments.parse_args(argv)
    files = [file.resolve() for file in options.files]
    with tempfile.TemporaryDirectory() as folder, checked_out(options.commit, Path(folder)) as other:
        outs = [Path(folder) / "old.jsonl", Path(folder) / "new.jsonl"]
        for tree, out in zip((other, HERE), outs, strict=True):
            if _judged(tree, files, options.rows, options.explained, out).wait():
                raise SystemExit("A work tree's process ended; what it said stands above.")
        said = [[json.loads(line) for line in out.read_text().splitlines()] for out in outs]
    total, values, differing = 0, 0, 0
    digest = hashlib.blake2b(digest_size=8)
    lines: list[tuple[str, ...]] = []
    for (name, count, old), (_, again, new) in zip(*said, strict=True):
        total += count
        if count != again or old.keys() != new.keys():
            lines.append((Path(name).name, "rows or columns", f"{count}, {again}"))
            differing += 1
            continue
        for key, before in old.items():
            values += len(before)
            digest.update("".join(new[key]).encode())
            if wrong := [place for place, pair in enumerate(zip(before, new[key], strict=True)) if pair[0] != pair[1]]:
                differing += len(wrong)
                lines.append((Path(name).name, key, f"{len(wrong)}: rows {', '.join(map(str, wrong[:5]))}"))
    print(description())
    print(
        f"\n{total:,} rows of {len(files)} files, {values:,} values, {differing:,} differ; digest {digest.hexdigest()}"
    )
    if lines:
        print(table(lines, ("file", "column", "rows that differ")))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
