"""Steps as text, read back: what the URL, `--drop` and recipes say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import steps
from explorer.errors import FilterError
from explorer.steps import Step


@pytest.mark.parametrize(
    ("text", "name", "where", "reason"),
    [
        ("Refusals: is_refusal -- they spread", "Refusals", "is_refusal", "they spread"),
        ("is_refusal", "is_refusal", "is_refusal", ""),
        ("is_refusal -- why: since", "is_refusal", "is_refusal", "why: since"),
        ("search('a: b')", "search('a: b')", "search('a: b')", ""),
        ("Adverts: search('a: b -- c') -- spam", "Adverts", "search('a: b -- c')", "spam"),
        ("topic = 'it''s: --' -- x", "topic = 'it''s: --'", "topic = 'it''s: --'", "x"),
        ('"odd: name" = 1', '"odd: name" = 1', '"odd: name" = 1', ""),
        ('"a "" : b" = 1', '"a "" : b" = 1', '"a "" : b" = 1', ""),
        ("score::BIGINT > 3", "score::BIGINT > 3", "score::BIGINT > 3", ""),
        ("Low: score::BIGINT > 3", "Low", "score::BIGINT > 3", ""),
        ("算法: language = 'zh'", "算法", "language = 'zh'", ""),
        (": is_empty", "is_empty", "is_empty", ""),
        ("  A   name :  is_empty  ", "A name", "is_empty", ""),
        ("by HAND: is_empty", "by HAND (step)", "is_empty", ""),
    ],
)
def test_what_a_text_says(text: str, name: str, where: str, reason: str) -> None:
    found = steps.read(text)
    assert (found.name, found.where, found.reason, found.on) == (name, where, reason, True)
    assert steps.read(found.text) == found


@pytest.mark.parametrize("text", ["", "  ", "Name:", "Name: -- why", "-- why"])
def test_a_step_without_a_condition_is_none(text: str) -> None:
    with pytest.raises(FilterError, match="needs a condition"):
        steps.read(text)


conditions = st.sampled_from(
    ["is_empty", "search('a: b')", "a = '--'", "x::BIGINT > 3", '"p: q" = 1', "topic = 'it''s'", "a > 1 AND NOT b"]
)
words = st.text(st.sampled_from("aZ 算:'\"-\n\t.") | st.characters(codec="utf-8"), max_size=20)


@given(conditions, words, words)
def test_every_step_comes_back_from_its_text(where: str, name: str, reason: str) -> None:
    step = steps.named(where, name, reason)
    assert step.where == where and "\n" not in step.text
    assert steps.read(step.text) == step
    assert steps.from_dict(step.as_dict()) == step


@given(st.lists(st.tuples(conditions, words), max_size=8), st.data())
def test_lists_of_steps_have_names_that_tell_them_apart(listed: list[tuple[str, str]], data: st.DataObject) -> None:
    texts = [steps.named(where, name).text for where, name in listed]
    off = data.draw(st.sets(st.integers(1, max(1, len(texts)))))
    found = steps.read_all(texts, off)
    assert len({step.name for step in found}) == len(found) == len(texts)
    assert [step.where for step in found] == [where for where, _ in listed]
    assert [not step.on for step in found] == [place in off for place in range(1, len(found) + 1)]


def test_changes() -> None:
    a, b, c = (steps.read(text) for text in ("A: is_empty", "B: is_refusal", "C: has_pii"))
    listed = steps.add(steps.add((a,), b), c)
    assert listed == (a, b, c)
    off = steps.switch(listed, 1)
    assert [step.on for step in off] == [True, False, True]
    assert steps.add(off, steps.read("is_refusal")) == listed  # switched on, not added twice
    assert steps.move(listed, 2, 0) == (c, a, b) and steps.move(listed, 0, 99) == (b, c, a)
    assert steps.remove(listed, 1) == (a, c)
    assert steps.rename(listed, 1, "A", "why")[1] == Step("A (2)", "is_refusal", "why")
    assert listed == (a, b, c)
    with pytest.raises(FilterError, match="the most"):
        steps.checked(Step(str(n), "is_empty") for n in range(steps.MOST + 1))
