"""What a row metric tells is the same in every process: builds spread rows over several, each with its own order of sets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
_PROGRAM = """
import hashlib, json, random, tempfile
from pathlib import Path
from explorer import formats, sources
from explorer.conversation import Conversation, Turn
from explorer.metrics import METRICS, Batch, Context
from explorer.metrics.domain.words import ENGLISH

words = sorted({term for tiers in ENGLISH.values() for tier in tiers for term in tier.split()})
chance = random.Random(7)
rows = [
    Conversation("x", (Turn("user", " ".join(chance.sample(words, 7))), Turn("assistant", " ".join(chance.sample(words, 7)))))
    for _ in range(3000)
]
with tempfile.TemporaryDirectory() as scratch:
    for path in sorted(Path("sample_data").glob("*.jsonl")):
        source = sources.open_file(path, Path(scratch))
        for span in sources.plan(source, 0):
            rows += [row for row in formats.decode_many(sources.read(source, span).values) if isinstance(row, Conversation)]
    batch, context = Batch(rows), Context("o200k_base", scratch)
    for metric in METRICS:
        values = {name: [str(value) for value in column] for name, column in metric.compute(batch, context).items()}
        print(metric.name, hashlib.sha256(json.dumps(values).encode()).hexdigest())
"""


def _told(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_every_metric_tells_the_same_under_each_hash_seed() -> None:
    first = _told("1")
    assert len(first.splitlines()) > 10
    assert first == _told("2") == _told("3")
