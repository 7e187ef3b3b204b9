"""A seeded share of the fuzz; `python -m benchmarks.fuzz` runs as many inputs as one likes."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import fuzz
from benchmarks.fuzz.kind import Kind, Outcome, require
from explorer.errors import FilterError


@pytest.mark.parametrize("kind", fuzz.KINDS, ids=lambda kind: kind.name)
def test_no_input_ends_otherwise_than_read_or_refused(kind: Kind, tmp_path: Path) -> None:
    inputs = {
        "files": 150,
        "rows": 150,
        "filters": 100,
        "broken filters": 150,
        "mappings": 100,
        "shares": 100,
        "binary": 30,
    }
    tried = inputs.get(kind.name, 8)
    counts = fuzz.run(inputs=tried, seed=11, kept=tmp_path, kinds=(kind,))[kind.name]
    assert counts.faults == {} and counts.tried == tried == counts.outcomes.total()
    assert counts.outcomes["read"]


def test_faults_are_counted_and_kept_with_their_seed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def check(folder: Path, name: str, content: bytes) -> Outcome:
        number = int(content)
        require(number != 2, "two")
        if number == 3:
            raise FilterError("No.", "")
        return "read"

    kind = Kind("numbers", 1.0, lambda chance, number: ("a.txt", str(number).encode()), check)
    counts = fuzz.run(inputs=5, seed=9, kept=tmp_path, kinds=(kind,))["numbers"]
    assert counts.as_dict() == {"tried": 5, "read": 3, "refused": 1, "failed": 1}
    assert counts.faults == {2: "BrokenError: two"}
    assert "--seed 9 --only 'numbers:2'" in capsys.readouterr().err
    assert (tmp_path / "numbers-9-2-a.txt").read_bytes() == b"2"
    assert "BrokenError: two" in (tmp_path / "numbers-9-2.traceback.txt").read_text()


def test_the_same_seed_gives_the_same_inputs() -> None:
    import random

    for kind in fuzz.KINDS:
        first, again = (kind.make(random.Random("x"), 5) for _ in range(2))
        assert first == again
