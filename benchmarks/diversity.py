"""What figures of diversity come to on real datasets, from which the scorecard's limits are taken.

    python -m benchmarks.diversity FILE … [--cache FOLDER]

Of each file of 200 rows and more: its Vendi score; what a quarter and a tenth of its rows, drawn by chance, cover of the whole;
and by how much NovelSum falls where a fifth and half of the rows are copies of others.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.machine import description, table
from explorer import building, diversity
from explorer.diversity import formulas
from explorer.passes import MAP, map_vectors
from explorer.store import Cache

_SEED = 42
_MOST = 2_500  # rows between which distances are taken
_KEPT, _COPIES = (0.25, 0.1), (0.2, 0.5)


def line(name: str, vectors: np.ndarray) -> tuple[str, ...]:
    """A line of the table."""
    rng = np.random.default_rng(_SEED)
    rows = len(vectors)
    order = rng.permutation(rows)
    covered = [formulas.coverage(vectors, vectors[order[: int(share * rows)]]).mean() for share in _KEPT]
    some = vectors[order[:_MOST]]
    whole = formulas.novelsum(some, formulas.densities(some, vectors))
    fallen = []
    for share in _COPIES:
        copied = some.copy()
        count = int(share * len(some))
        copied[:count] = some[rng.integers(count, len(some), count)]
        fallen.append(formulas.novelsum(copied, formulas.densities(copied, vectors)) / whole)
    return (
        name,
        f"{rows:,}",
        f"{formulas.vendi(vectors):.1f}",
        *(f"{share:.3f}" for share in (*covered, *fallen)),
    )


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path, default=None, help="keep the cache here, for another run")
    options = parser.parse_args(argv)
    lines = []
    with tempfile.TemporaryDirectory() as scratch:
        cache = Cache.at(options.cache or Path(scratch))
        for path in options.files:
            dataset = building.run(cache, [path], layers=[])
            if dataset.rows < diversity.ENOUGH:
                print(f"{path.name}: {dataset.rows:,} rows are too few", file=sys.stderr)
                continue
            dataset = building.run(cache, [path], layers=[MAP.name])
            lines.append(line(path.name[:48], np.asarray(map_vectors.vectors(dataset), np.float32)))
            building.forget()
    print(description())
    heads = ("", "rows", "Vendi", "a quarter covers", "a tenth covers", "NovelSum, a fifth copies", "half copies")
    print(table(lines, heads))
    return 0


if __name__ == "__main__":
    sys.exit(main())
