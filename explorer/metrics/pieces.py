"""Write down what the patterns of all metrics need, so that no process has to read it off them again.

    python -m explorer.metrics.pieces [FILE]

Run it after a change of patterns: one that is not in the file is read when it is first asked for.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from explorer.metrics import METRICS
from explorer.metrics.ability import chinese, english
from explorer.metrics.ability.features import Reading
from explorer.metrics.text import guard


def of_metrics() -> dict[str, tuple[str, ...]]:
    """Pieces of every pattern that the metrics ask for, by key, read anew."""
    assert METRICS, "most ask as they are imported"
    # Those of abilities ask for all of theirs at the first prompt in their language.
    english.findings(Reading("write a short poem about the sea"))
    chinese.findings(Reading("请写一首关于大海的诗。"))
    return {key: guard.read_off(*asked)[0] for key, asked in sorted(guard.asked.items())}


def write(path: Path) -> int:
    """Write them to a file; how many there are."""
    found = of_metrics()
    lines = (f"{json.dumps(key)}: {json.dumps(needed, ensure_ascii=False)}" for key, needed in found.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return len(found)


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]) if len(sys.argv) > 1 else guard.PIECES):,} patterns\n")
