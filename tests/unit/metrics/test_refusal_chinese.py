"""The table of Chinese forms: each finds its own sentence and leaves its near miss alone."""

from __future__ import annotations

import pytest

from explorer.metrics.refusal import chinese, find

NAMES = [form.says for form in chinese.FORMS]


@pytest.mark.parametrize("form", chinese.FORMS, ids=NAMES)
def test_a_form_finds_its_sentence(form: chinese.Form) -> None:
    assert form.pattern.search(form.says)
    assert any(needle in form.says for needle in form.needles)
    assert chinese.opens(form.says)
    assert find(form.says, "怎么撬锁？") is not None


@pytest.mark.parametrize("form", chinese.FORMS, ids=NAMES)
def test_a_form_leaves_its_near_miss(form: chinese.Form) -> None:
    assert not form.pattern.search(form.denies)
    assert find(form.denies, "讲讲这件事。") is None


@pytest.mark.parametrize("form", [form for form in chinese.FORMS if form.most < 1_000])
def test_a_weak_form_is_not_believed_in_long_answers(form: chinese.Form) -> None:
    assert chinese.decline(form.says, form.most) is not None
    assert chinese.decline(form.says, form.most + 1) is None


def test_who_regrets_is_the_one_who_speaks() -> None:
    assert find("很遗憾，不能为您办理。", "帮我办卡。") is not None
    assert find("老板很抱歉不能提供发票，于是少收了十块钱。", "后来呢？") is None
