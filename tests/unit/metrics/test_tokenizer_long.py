"""Token counts of texts that are too long to count: the beginning is counted, the rest taken in proportion."""

from __future__ import annotations

from pathlib import Path

from explorer.metrics.tokenizer import LONGEST, counter


def test_a_text_beyond_the_bound_is_counted_in_proportion(tmp_path: Path) -> None:
    count = counter("o200k_base", str(tmp_path))
    short, bound, long = count(["word " * 10, "word " * (LONGEST // 5), "word " * (LONGEST // 5 * 3)])
    assert short < bound
    assert long == 3 * bound
