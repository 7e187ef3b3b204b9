"""The draw of flagged rows: spread over files, the same for the same seed."""

from __future__ import annotations

from random import Random

from benchmarks.flagged import in_turn


def test_no_file_speaks_for_all() -> None:
    places = {"a": list(range(100)), "b": [3], "c": [5, 6]}
    drawn = in_turn(places, 6, Random("1"))
    assert len(drawn) == len(set(drawn)) == 6
    assert [sum(name == file for name, _ in drawn) for file in "abc"] == [3, 1, 2]
    assert drawn == in_turn(places, 6, Random("1"))
    assert len(in_turn(places, 500, Random("1"))) == 103
