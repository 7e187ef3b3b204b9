"""On which characters do the accelerated counter and tiktoken differ?

    python -m benchmarks.tokenisers

Counts every code point in four contexts in both encodings, with both, and compares the differing ones with those
that the product leaves to tiktoken. Exit code 1 if any other differs. Takes about five minutes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from explorer.metrics.tokenizer import ENCODINGS, UNPROVEN, tiktoken_counter

CONTEXTS = ("ab{0}cd", " {0}{0} 1{0}2", "A{0}a B{0}", "{0}'s!{0}\n{0}")


def differing(encoding: str, folder: Path) -> set[int]:
    """Code points on which the two differ in at least one context."""
    import toktok

    slow = tiktoken_counter(encoding, str(folder))
    points = [point for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    found: set[int] = set()
    for first in range(0, len(points), 20_000):
        chunk = points[first : first + 20_000]
        for context in CONTEXTS:
            texts = [context.format(chr(point)) for point in chunk]
            fast = toktok.batch_count(texts, encoding)
            found |= {point for point, a, b in zip(chunk, slow(texts), fast, strict=True) if a != b}
    return found


def main() -> int:
    """Command line entry."""
    unexpected = 0
    with tempfile.TemporaryDirectory() as folder:
        for encoding in ENCODINGS:
            found = differing(encoding, Path(folder))
            missed = [point for point in found if not UNPROVEN.match(chr(point))]
            unexpected += len(missed)
            print(f"{encoding}: {len(found):,} code points differ, {len(missed):,} of them not left to tiktoken")
    return 1 if unexpected else 0


if __name__ == "__main__":
    sys.exit(main())
