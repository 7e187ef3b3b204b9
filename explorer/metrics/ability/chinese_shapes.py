"""Signs of an ability in the build of a Chinese row: numbers that are asked after, candidates, classical text."""

from __future__ import annotations

import re
from collections.abc import Callable

from explorer.metrics.ability.features import GIVEN_CHARS, Reading

_ASKED_NUMBER = re.compile(
    r"多少|几[个只条元天小时分人岁次种本张页棵辆米千公吨块倍支头匹袋箱斤组名位排行层年月周场道件双颗朵盒瓶杯]|百分之几|几分之几|求[出得]"
)
_NUMBER = re.compile(
    r"\d[\d.,/]*(?!\s?(?:年(?!级)|世纪|月|日))|[两一二三四五六七八九十百千半]+(?=[个只条元天小时分人岁次本张页棵辆米千公吨块倍支头匹袋箱斤组名排层场件双颗朵盒瓶杯])"
)
_CANDIDATES = re.compile(r"(?:[\u4e00-\u9fff]{4}[，,、；; /]{1,2}){4}[\u4e00-\u9fff]{4}")
_GAP_MARK = re.compile(r"__|#idiom|\[MASK\]|（\s{0,8}）|\(\s{0,8}\)|_{2,}|\[空\]|下划线|横线|空格")
_OFFERED = re.compile(r"(?:选项|类别|标签|候选|类型|选择|栏目)(?:列表|包括|有|选项|项)?\s?[:：]\s?([^\n]{3,1500})")
_BETWEEN = re.compile(r"[,，、/;；|]")
_CLASSICAL = re.compile(r"[之乎者也矣焉哉曰乃遂而其于以吾汝尔夫盖岂弗]")
_MODERN = re.compile(r"[的了是们吗呢这那你我他她很吧着]")
_ASKED = re.compile(r"(?:问题|问|提问|请问|Q)\s?[:：]|[?？]\s{0,3}(?:\n|$)|回答")
_MARKED = re.compile(r"(?:问题|问|提问|请问|Q)\s?[:：]|^(?:根据|基于|阅读|参考)|\n\s{0,3}(?:根据|基于|从|参考)")
_SPEAKER = re.compile(r"^[^\n:：，。]{1,8}[:：]", re.MULTILINE)
_QUOTATION = re.compile(r"[“「『\"][^”」』\"\n]{2,400}[”」』\"]")
_LISTED = re.compile(r"(?:^|\n)\s{0,3}(?:1[.、)）]|[-*•]\s)[\s\S]{1,600}?\n\s{0,3}(?:2[.、)）]|[-*•]\s)")
_YES_OR_NO = re.compile(
    r"是的?[,，、/或]{1,2}(?:或者?)?(?:不是|否)|相同[,，、/或]{1,2}不同|(?:选项|答案)[:：]?[^\n]{0,12}(?:不是|否|不同|不相同)"
)

Plus = Callable[[str, float], None]
"""Adds a weight to a label."""
CLEAR = 2.2
"""So much evidence names a task of its own."""
SUMMED_UP = 120
"""A prompt of so many characters holds the text that it wants summed up."""
LONG = 40
"""Characters of a given text that one may be asked about."""


def add(reading: Reading, totals: dict[str, float]) -> None:
    """Adds what the build of the row says to the weights."""

    def plus(label: str, weight: float) -> None:
        totals[label] = totals.get(label, 0.0) + weight

    question = (
        reading.question if len(reading.question) <= 3000 else reading.question[:2000] + "\n" + reading.question[-999:]
    )
    size = len(question)
    if size < 600 and not reading.question_code and _ASKED_NUMBER.search(question, max(0, size - 160)):
        numbers = len(_NUMBER.findall(question))
        if numbers >= 2:
            plus("math_reasoning", 2.4 if numbers >= 3 else 1.9)
            totals["open_qa"] = totals.get("open_qa", 0.0) - 1.0
    if size > 40:
        if _GAP_MARK.search(question) and _CANDIDATES.search(question):
            plus("idiom", 2.6)
        _comparison(question, plus)
        _offered(reading, question, plus)
    if size <= 500 and ("translation" in totals or "ancient_chinese" in totals or "open_qa" in totals):
        _classical(reading, plus)
    if size > SUMMED_UP and totals.get("summarization", 0.0) > 0:
        plus("summarization", 1.0)
    if size > LONG + 30:
        _asked_about(reading, question, totals, plus)
    elif "brainstorming" in totals and _LISTED.search(reading.answer[:1500]):
        plus("brainstorming", 0.5)


def _comparison(question: str, plus: Plus) -> None:
    """Two quotations and a choice between yes and no."""
    if _YES_OR_NO.search(question) and len(_QUOTATION.findall(question[:1000])) == 2:
        plus("text_matching", 0.8)


def _offered(reading: Reading, question: str, plus: Plus) -> None:
    """A list of labels to choose from."""
    found = _OFFERED.search(question)
    if found is None:
        return
    offered = [item.strip(" 。答案：:") for item in _BETWEEN.split(found.group(1)[:600])]
    if len(offered) >= 3 and max(map(len, offered[:12])) <= 10 and reading.options < 3:
        plus("classification", 1.3 if len(offered) > 4 else 0.7)


def _classical(reading: Reading, plus: Plus) -> None:
    """A given text in the language of the ancients: their particles, and none of today's."""
    text = reading.lines[-1] if len(reading.lines) > 1 else reading.question.partition("：")[2]
    if len(text) < 8:
        return
    old, new = len(_CLASSICAL.findall(text)), len(_MODERN.findall(text))
    if old >= 1 and old > 3 * new and old * 16 >= len(text):
        plus("ancient_chinese", 1.5)


def _asked_about(reading: Reading, question: str, totals: dict[str, float], plus: Plus) -> None:
    """A long given text with a question before or behind it."""
    given = len(reading.given)
    if given < LONG and len(reading.lines) > 1:
        given = max(map(len, reading.lines), default=0)
    if given < LONG and len(_SPEAKER.findall(question)) < 3:
        return
    ends = question[:60] + "\n" + question[-70:]
    if _ASKED.search(ends):
        plus("closed_qa", 2.4 if _MARKED.search(ends) else 1.7)
        if (
            given < GIVEN_CHARS and _best_beside(totals, "closed_qa") < CLEAR
        ):  # as much is said in it as in twice the letters
            totals["closed_qa"] *= 2.0
        for label in ("open_qa", "brainstorming"):
            if totals.get(label, 0.0) > 0:
                totals[label] *= 0.5


def _best_beside(totals: dict[str, float], one: str) -> float:
    return max((weight for label, weight in totals.items() if label != one), default=0.0)
