"""The small model of Chinese endings, and what is told where its file is damaged."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from benchmarks.last_piece import places, train
from explorer.errors import LayerError
from explorer.metrics.truncation import last_piece
from explorer.metrics.truncation.last_piece import BITS, ends_here, features


@pytest.mark.parametrize(
    ("whole", "cut"),
    [
        ("每天吃一个苹果对身体有好处", "每天吃一个苹果对身体有好"),
        ("如果还有问题，请及时告诉我", "如果还有问题，请及时告"),
        ("这种做法是不对的", "这种做法是不"),
    ],
)
def test_a_sentence_ends_rather_where_its_last_word_does(whole: str, cut: str) -> None:
    assert ends_here(whole) > ends_here(cut)
    assert 0 < ends_here(cut) < 1


def test_any_text_has_features() -> None:
    assert ends_here("") < 1
    assert all(0 <= one < 1 << BITS for one in features("好\ud800x"))


@pytest.mark.parametrize("damage", ["missing", "empty", "other"])
def test_weights_that_cannot_be_read_are_told_in_a_sentence(damage, tmp_path, monkeypatch) -> None:
    path = tmp_path / "last_piece.npz"
    if damage == "empty":
        path.touch()
    elif damage == "other":
        np.savez(path, other=np.zeros(1))
    monkeypatch.setattr(last_piece, "PATH", path)
    with pytest.raises(LayerError, match=r"last_piece\.npz, is missing or damaged"):
        last_piece._load.__wrapped__()


def test_places_are_ends_of_sentences_and_others() -> None:
    found = list(places("他走了。她留下", Random(0)))
    assert {text for text, ends in found if ends} == {"他走了", "他走了。她留下"}
    assert {text for text, ends in found if not ends} <= {"他", "他走", "他走了。她", "他走了。她留"}


def test_training_learns_what_it_is_shown() -> None:
    rows = [(features("吃饭了"), True), (features("吃饭"), False)] * 40
    weights, bias = train(rows)
    said = [sum(weights[one] for one in found) + bias for found, _ in rows[:2]]
    assert said[0] > 0 > said[1]
