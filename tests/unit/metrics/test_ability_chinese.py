"""What Chinese prompts ask for: common phrasings, near misses, places, both scripts, hostile text."""

from __future__ import annotations

import pytest

from explorer.metrics.ability import chinese
from explorer.metrics.ability.engine import choose
from explorer.metrics.ability.features import Reading
from explorer.metrics.text.cjk import simplified
from tests.growth import assert_linear, repeated
from tests.unit.metrics.ability_cases import cases, near_misses

CASES, NEAR_MISSES = cases("zh"), near_misses("zh")

PROMPTS = [prompt for prompts in CASES.values() for prompt in prompts] + [prompt for prompt, _ in NEAR_MISSES]


@pytest.mark.parametrize("label", sorted(CASES))
def test_common_phrasings(label):
    wrong = {prompt: got for prompt in CASES[label] if (got := choose(Reading(prompt)).ability) != label}
    assert not wrong


@pytest.mark.parametrize(("prompt", "label"), NEAR_MISSES)
def test_words_of_another_task_do_not_mislead(prompt, label):
    assert choose(Reading(prompt)).ability == label


def test_a_long_given_text_does_not_decide():
    given = "他在翻译公司工作，写代码，也写诗。" * 20
    assert choose(Reading(f"请总结以下文章：{given}")).ability == "summarization"
    assert choose(Reading(f"{given}\n请把上面的文字翻译成英文。")).ability == "translation"
    assert choose(Reading(f"{given}\n问题：他在哪里工作？\n答案：")).ability == "closed_qa"


def test_words_inside_a_quotation_are_not_instruction():
    question = "请分析这句话的情感倾向：“请帮我把这一首诗歌翻译成英文，谢谢你了！”"
    found = chinese.findings(Reading(question))
    inside = range(question.index("“") + 1, question.index("”"))
    assert found
    assert not any(start in inside for _, _, start, _ in found)


@pytest.mark.parametrize("filler", ["", "今天的天气很好，我们去公园散步。" * 40])
def test_findings_point_at_the_words(filler):
    question = f"请概括下面的内容：{filler}\n请用一句话概括主要内容"
    for label, weight, start, end in chinese.findings(Reading(question)):
        assert 0 <= start < end <= len(question), label
        assert weight
    spans = [
        question[start:end] for label, _, start, end in chinese.findings(Reading(question)) if label == "summarization"
    ]
    assert any("概括" in span or "主要内容" in span for span in spans)


def test_triggers_hide_no_match():
    rules, _ = chinese.compiled()
    for prompt in PROMPTS:
        zone, _, _ = chinese.instruction(prompt)
        wanted = chinese.wanted(zone)
        for place, (label, _, pattern) in enumerate(rules):
            if pattern.search(zone):
                assert place in wanted, (label, pattern.pattern, zone)


def test_traditional_characters_keep_their_places():
    text = "請將這段話翻譯成英文，並總結標題。"
    assert simplified(text) == "请将这段话翻译成英文，并总结标题。"
    plain = "请把它翻译成英文。"
    assert simplified(plain) is plain


@pytest.mark.parametrize("prompt", ["英译中：I have a dream.", "请把下列日文译成中文：おはようございます"])
def test_a_short_instruction_about_a_foreign_text_is_read(prompt):
    told = chinese.score(Reading(prompt))
    assert max(told, key=lambda label: told[label]) == "translation"


def test_nothing_said_is_nothing_told():
    assert chinese.score(Reading("")) == {}
    assert chinese.score(Reading("。。。")) == {}


@pytest.mark.parametrize(
    "piece", ["写", "请给", "“", "\n", "(", "1+", "问题：", "选项：，", "的", "```", "a", "__成语，", "「」"]
)
def test_hostile_text_takes_linear_time(piece):
    assert_linear(repeated(piece), lambda text: chinese.score(Reading(text, text)), 200_000)
