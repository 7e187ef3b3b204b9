"""What other packages find among the texts that `benchmarks.copies` wrote; run by a Python that has them.

    python copies_peers.py rensa|datasketch|semhash FOLDER

Prints {"links": [[row, earlier row] …], "seconds", "memory"}. Each is used as its own documentation shows: 128 permutations,
words as the tokens of a text, a likeness of 0.7; semhash with vectors that were made before, at its own threshold.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

THRESHOLD, PERMUTATIONS = 0.7, 128
_CANDIDATES = 3  # earlier rows that one is linked to


def rensa(texts: list[str]) -> list[tuple[int, int]]:
    """R-MinHash and its LSH index."""
    from rensa import RMinHash, RMinHashLSH  # pyright: ignore[reportMissingImports]

    index: Any = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=16)
    found: list[tuple[int, int]] = []
    kept: list[Any] = []
    for row, text in enumerate(texts):
        signed: Any = RMinHash(num_perm=PERMUTATIONS, seed=42)
        signed.update(text.split() if " " in text else list(text))
        near = [other for other in index.query(signed)[:_CANDIDATES] if kept[other].jaccard(signed) >= THRESHOLD]
        found += [(row, other) for other in near]
        index.insert(row, signed)
        kept.append(signed)
    return found


def datasketch(texts: list[str]) -> list[tuple[int, int]]:
    """MinHash and MinHashLSH."""
    from datasketch import MinHash, MinHashLSH  # pyright: ignore[reportMissingImports]

    index: Any = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    found: list[tuple[int, int]] = []
    for row, text in enumerate(texts):
        signed: Any = MinHash(num_perm=PERMUTATIONS)
        signed.update_batch([word.encode() for word in (text.split() if " " in text else list(text))])
        found += [(row, int(other)) for other in index.query(signed)[:_CANDIDATES]]
        index.insert(row, signed, check_duplication=False)
    return found


def semhash(texts: list[str], folder: Path) -> list[tuple[int, int]]:
    """Its index over vectors that were made before."""
    import numpy as np
    from semhash import SemHash  # pyright: ignore[reportMissingImports]

    chosen = np.load(folder / "chosen.npy").tolist()
    vectors = np.load(folder / "vectors.npy").astype(np.float32)
    records = [{"row": str(row), "text": texts[row]} for row in chosen]
    made: Any = SemHash.from_embeddings(embeddings=vectors, records=records, columns=["row", "text"], model=None)
    result: Any = made.self_deduplicate(threshold=0.9)
    found = []
    for one in result.filtered:
        for other, _ in one.duplicates[:_CANDIDATES]:
            found.append((int(one.record["row"]), int(other["row"])))
    return found


def _peak() -> int:
    """Bytes that the process held at most; what the system tells of resources counts its parent's as well."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def main() -> None:
    """Command line entry."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    texts = json.loads((folder / "texts.json").read_bytes())
    before = _peak()
    started = time.perf_counter()
    links = semhash(texts, folder) if name == "semhash" else {"rensa": rensa, "datasketch": datasketch}[name](texts)
    seconds = time.perf_counter() - started
    memory = _peak() - before
    print(json.dumps({"links": links, "seconds": seconds, "memory": memory}))


if __name__ == "__main__":
    main()
