"""A few sessions for a short while; `python -m benchmarks.sessions` has as many as one likes, for as long."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import generate, sessions

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="connections are cut in another way there")


def test_many_cost_each_what_one_does_and_none_is_left(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    generate.write(source, 2_000)
    words = f"{source} --sessions 4 --rounds 1 --changes 5 --pause 0.2 --life 2".split()
    found = sessions.run(source, tmp_path, sessions.options_of(words))
    assert found["together"]["changes"] == 20
    # CPU time, not waiting time: what one session asks for must not grow with the number of the others.
    assert found["server's CPU a change, times that of one alone"] < 3
    assert found["abandoned"]["abandoned"] == 4 and found["abandoned"]["held when their time was over"] <= 1
    assert not [line for line in found["wrong"] if line.startswith("told differently")]
