"""The small model beside the ability rules: what it reads, what it decides, and what it shows of that."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.conversation import Conversation, Turn
from explorer.errors import LayerError
from explorer.metrics.ability import ABILITY, blend, engine, model
from explorer.metrics.ability.features import Reading
from explorer.metrics.ability.model import load, speaks, sums
from explorer.metrics.ability.ngrams import BITS, ends, grams
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from tests.growth import assert_linear, repeated

PROMPTS = [
    "Give the {thing} a name.\nReview: it broke",
    "把下面的句子翻译成英文：今天天气很好。",
    "",
    "\ud800\x00\u202e",
    "a",
    "mixed 中文 and English 123,456",
    "x" * 5000 + " the end",
]


def of_row(found, row):
    return found.feature[found.offsets[row] : found.offsets[row + 1]].tolist()


@pytest.mark.parametrize("place", range(len(PROMPTS)))
def test_a_row_has_the_same_features_alone_and_in_a_batch(place):
    several = grams(PROMPTS, ["yes"] * len(PROMPTS))
    alone = grams([PROMPTS[place]], ["yes"])
    assert sorted(of_row(several, place)) == sorted(alone.feature.tolist())
    assert min(alone.feature) >= 0 and max(alone.feature) < 1 << BITS


def test_features_know_their_place_in_the_question():
    found = grams(["Summarize the TEXT below"], [""])
    spans = {(start, end) for start, end in zip(found.start.tolist(), found.end.tolist(), strict=True) if start >= 0}
    words = {"Summarize the TEXT below"[start:end] for start, end in spans}
    assert {"Summarize", "TEXT", "the TEXT", "Summarize the TEXT"} <= words


def test_case_and_digits_make_no_difference():
    one, other = grams(["Add 12 and 345"], [""]), grams(["ADD 7 AND 9999"], [""])
    assert set(one.feature[one.start >= 0]) == set(other.feature[other.start >= 0])


def test_places_behind_a_gap_are_those_of_the_whole_question():
    question = "Read this. " + "word " * 400 + "Summarize it please"
    part, front, left_out = ends(question)
    assert len(part) < len(question)
    assert left_out > 0
    found = grams([question], [""])
    held = {question[s:e] for s, e in zip(found.start.tolist(), found.end.tolist(), strict=True) if s >= front}
    assert "Summarize" in held
    assert "Summarize it please" in held


@pytest.mark.parametrize("unit", ["the ", "请", "\n", "9", "\u0130", "a_b'c ", "🎈"])
def test_reading_takes_linear_time(unit):
    assert_linear(repeated(unit), lambda text: grams([text], [text]), 200_000)


def test_the_shipped_weights_are_small_integers_for_known_abilities():
    model = load()
    assert model.weights.dtype == np.int8
    assert model.weights.shape == (1 << BITS, len(model.labels))
    assert "translation" in model.labels
    assert np.isfinite(model.bias).all()
    assert (model.spread > 0).all()
    assert sums(grams(["x", ""], ["", ""]), model).shape == (2, len(model.labels))


def test_few_rows_and_many_come_to_the_same_sums(monkeypatch):
    questions = [f"Translate these {number} words: 苹果, {'tree ' * (number % 7)}" for number in range(80)]
    answers = ["apple" if number % 3 else "" for number in range(80)]
    found = grams(questions, answers)
    assert len(found.feature) <= model._GATHERED
    few = sums(found, load())
    monkeypatch.setattr(model, "_GATHERED", 0)
    many = sums(found, load())
    assert few.dtype == many.dtype and few.any()
    assert (few == many).all()


@pytest.mark.parametrize(
    ("prompt", "ability"),
    [
        ("This text is missing some spaces, please add them: Asof2015 it rained.", "text_correction"),
        ("帮忙把这句改得不那么冲：你自己不看说明书怪谁", "rewriting"),
        ("年会要用，来一段三分钟的祝酒词", "functional_writing"),
    ],
)  # fmt: skip
def test_words_that_no_rule_names_are_understood(prompt, ability):
    reading = Reading(prompt)
    assert engine.choose(reading).ability != ability
    assert blend.judge([reading])[0].ability == ability


@pytest.mark.parametrize(
    "prompt",
    [
        "Напиши короткий рассказ о маяке и чайках, пожалуйста.",
        "Écris une histoire sur un phare.",
        "灯台についての短い物語を書いてください。",
    ],
)
def test_other_languages_are_left_to_the_shape_rules(prompt):
    assert not blend.is_read(Reading(prompt))
    assert blend.judge([Reading(prompt)]) == [engine.choose(Reading(prompt))]


def test_what_is_unsure_is_other():
    choices = blend.judge([Reading(prompt) for prompt in ("zxqv plok", "hi", "", "…")])
    assert {choice.ability for choice in choices} == {"other"}
    assert {choice.confidence for choice in choices} == {0.0}


def test_chances_lie_between_nothing_and_one_and_do_not_depend_on_the_neighbours():
    readings = [Reading(prompt.encode("utf-8", "ignore").decode()) for prompt in PROMPTS]
    together = blend.judge(readings)
    assert together == [blend.judge([reading])[0] for reading in readings]
    assert all(0 <= choice.confidence <= 1 for choice in together)
    assert blend.judge([]) == []


def test_the_words_that_decided_are_shown():
    prompt = "年会要用，来一段三分钟的祝酒词"
    conversation = Conversation("x", (Turn("user", prompt), Turn("assistant", "各位同事，大家好。")))
    assert ABILITY.explain is not None
    shown = [one for one in ABILITY.explain(conversation) if one.column == "ability"]
    assert shown
    assert all(0 <= one.start < one.end <= len(prompt) for one in shown)
    assert any("often seen" in one.said for one in shown)


def test_no_words_speak_for_what_the_model_does_not_know():
    assert speaks("Summarize this", "", "no such ability") == []


def test_the_layer_gives_one_value_a_row():
    rows = [Conversation("x", (Turn("user", prompt), Turn("assistant", ""))) for prompt in PROMPTS]
    values = ABILITY.compute(Batch(rows), Context("o200k_base", ""))
    assert {len(several) for several in values.values()} == {len(PROMPTS)}


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "other"])
def test_weights_that_cannot_be_read_are_told_in_a_sentence(damage, tmp_path, monkeypatch):
    path = tmp_path / "model.npz"
    if damage == "empty":
        path.touch()
    elif damage == "cut":
        path.write_bytes(model.PATH.read_bytes()[:200_000])
    elif damage == "other":
        np.savez(path, labels=np.array(["math"]))
    monkeypatch.setattr(model, "PATH", path)
    with pytest.raises(LayerError, match=r"model\.npz, is missing or damaged"):
        model.load.__wrapped__()
