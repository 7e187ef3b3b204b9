"""Token counts of texts that are too long to count: the beginning is counted, the rest taken in proportion."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics import tokenizer
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.tokenizer import LONGEST, counter
from explorer.metrics.tokens import TOKENS


def test_a_text_beyond_the_bound_is_counted_in_proportion(tmp_path: Path) -> None:
    count = counter("o200k_base", str(tmp_path))
    short, bound, long = count(["word " * 10, "word " * (LONGEST // 5), "word " * (LONGEST // 5 * 3)])
    assert short < bound
    assert long == 3 * bound


def test_less_is_counted_where_the_fast_counter_is_not_proven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    slow = tokenizer.tiktoken_counter("o200k_base", str(tmp_path))

    def watched(texts: Sequence[str]) -> list[int]:
        sizes.extend(map(len, texts))
        return slow(texts)

    monkeypatch.setattr(tokenizer, "tiktoken_counter", lambda name, folder: watched)
    count = counter("o200k_base", str(tmp_path))
    bound, long, longer = count(["\u1acf " * (LONGEST // 2), "\u1acf " * LONGEST, "\u1acf " * 4 * LONGEST])
    assert max(sizes[1:]) < LONGEST / 2 and longer == 4 * long
    assert abs(long - 2 * bound) <= 0.01 * bound


def test_rows_whose_tokens_are_estimated_say_so() -> None:
    def row(text: str) -> Conversation:
        return Conversation("messages", (Turn("user", "Read this."), Turn("assistant", text)))

    rows = [row("word " * 10), row("word " * (LONGEST // 5)), row("word " * (LONGEST // 5) + "more")]
    several = Conversation("messages", (*rows[2].turns, Turn("user", "And?"), Turn("assistant", "Done.")))
    for batch, wanted in ((rows, [False, False, True]), ([rows[0], several], [False, True])):
        found = TOKENS.compute(Batch(batch), Context("o200k_base", "/tmp"))
        assert list(found["tokens_estimated"]) == wanted
