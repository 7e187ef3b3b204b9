"""Text ratios, bare URLs and requests for media."""

from __future__ import annotations

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.text_ratios import TEXT_RATIOS
from tests.growth import assert_linear, repeated

CONTEXT = Context("o200k_base", "")


def judged(question: str, answer: str = "Well.") -> dict[str, object]:
    conversation = Conversation("x", (Turn("user", question), Turn("assistant", answer)))
    values = {name: column[0] for name, column in TEXT_RATIOS.compute(Batch([conversation]), CONTEXT).items()}
    assert TEXT_RATIOS.explain is not None
    found = TEXT_RATIOS.explain(conversation)
    for flag in ("is_url_only", "asks_for_media"):
        assert values[flag] == any(item.column == flag for item in found)
    for item in found:
        assert item.turn == 0 and 0 <= item.start < item.end <= len(question)
    return values


def test_ratios_of_english() -> None:
    values = judged("Go", "Ab cd 12!\n- e")
    assert values["alnum_ratio"] == pytest.approx(7 / 13)
    assert values["special_char_ratio"] == pytest.approx(2 / 13)
    assert values["digit_ratio"] == pytest.approx(2 / 13)
    assert values["uppercase_ratio"] == pytest.approx(1 / 5)
    assert values["mean_word_length"] == pytest.approx(9 / 5)
    assert values["max_line_chars"] == 9
    assert values["bullet_line_share"] == pytest.approx(1 / 2)


def test_ratios_of_other_scripts() -> None:
    chinese = judged("去", "你好，世界。")
    assert chinese["alnum_ratio"] == pytest.approx(4 / 6)
    assert chinese["special_char_ratio"] == pytest.approx(2 / 6)
    assert chinese["mean_word_length"] is None
    assert judged("Go", "Größe")["alnum_ratio"] == 1
    assert judged("Go", "Привет мир")["mean_word_length"] == pytest.approx(4.5)


def test_empty_answer() -> None:
    values = judged("Go", "")
    assert values["alnum_ratio"] == 0 and values["mean_word_length"] is None


@pytest.mark.parametrize(
    "question",
    [
        "Summarize this article.\nhttps://news.site.org/2024/story",
        "总结下面的文章：\nhttps://news.site.cn/a/1",
        "Extract the main points: www.site.org/report.pdf",
    ],
)
def test_url_only(question: str) -> None:
    assert judged(question)["is_url_only"]


@pytest.mark.parametrize(
    "question",
    [
        "Summarize this article.",
        "Write a regex that finds URLs such as https://site.org/a",
        "Extract the domain from https://site.org/a",
        "Hello https://site.org/a",
        "Summarize: " + "The mayor opened the bridge on Monday. " * 12 + "Source: https://site.org/a",
    ],
)
def test_not_url_only(question: str) -> None:
    assert not judged(question)["is_url_only"]


@pytest.mark.parametrize(
    "question",
    ["Draw a cat on a roof.", "Please generate an image of a red fox.", "请画一只猫", "帮我生成一张日落的图片"],
)
def test_media(question: str) -> None:
    assert judged(question)["asks_for_media"]


@pytest.mark.parametrize(
    "question",
    [
        "Draw conclusions from the text.",
        "What happens if you draw a circle on a ball?",
        "Describe the picture of Dorian Gray.",
        "Write Python code to draw a circle.",
        "How do I paint a wall?",
        "画龙点睛是什么意思？",
        "怎么画一只猫？",
        "Write a prompt to generate an image of a fox.",
        "Make a character sketch of the old captain.",
    ],
)
def test_no_media(question: str) -> None:
    assert not judged(question)["asks_for_media"]


@pytest.mark.parametrize("unit", ["a", "1+", "((((", "\n", "```", "- ", "1.", "http://a", "draw ", "画", "\x00", " "])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    assert_linear(repeated(unit), lambda text: judged(text, text), 200_000)
