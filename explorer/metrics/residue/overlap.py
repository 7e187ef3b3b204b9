"""Answers that are prompt text, and rows whose two sides changed places."""

from __future__ import annotations

import re

from explorer.metrics.text.quick import Quick

_PART = 2_000  # characters of the answer that are compared
_SPACES = Quick(r"\s+")
_COPIES = Quick(
    r"extract|highlight|find|select|identify|correct|proofread|grammar|punctuat|translat|rewrit|edit|fix|summar|repeat|copy|sort|"
    r"classif|choose|which|underline|remove|replace|format|convert|capitali|reorder|arrange|transcrib|quote|list|continue|complete|"
    r"提取|抽取|找出|纠正|改正|改错|润色|翻译|改写|总结|概括|重复|抄写|排序|选择|选出|哪|标点|删除|替换|格式|转换|复述|摘要|续写|补全",
    re.IGNORECASE,
)


def _folded(text: str) -> str:
    return _SPACES.sub(" ", text).strip().casefold().rstrip(".。!！?？:： ")


def echo(answer: str, question: str) -> tuple[int, int] | None:
    """(start, end) of the answer where it only repeats the prompt; None where it says something of its own."""
    size = len(answer)
    if size < 8 or len(question) < 8 or size > 1.3 * len(question) + 20 or size > 50_000 or len(question) > 100_000:
        return None
    if answer == question:
        return 0, size
    # The opening of an echo stands in the prompt; everything else ends here.
    start = answer[:40].strip()[:12]
    if start[:8].casefold() not in question[: 4 * _PART].casefold():
        return None
    said, asked = _folded(answer), _folded(question)
    if len(said) < 8:
        return None
    if said == asked:
        return 0, size
    if (
        len(said) >= 0.8 * len(asked)
        and len(said) >= 20
        and asked.startswith(said)
        and not _COPIES.search(question[:300])
    ):
        return 0, size
    if len(asked) >= 16 and said.startswith(asked) and len(said) - len(asked) < max(6, 0.1 * len(asked)):
        return 0, size
    return None


_ASKS = Quick(
    r"(?:what|who|whom|whose|when|where|why|how|which|can you|could you|would you|please|do you|does|is there|are there|explain|describe|write|"
    r"tell me|give me|list|name|summari[sz]e|define|discuss|compare|generate|create|provide)\b",
    re.IGNORECASE,
)
_ZH_ASKS = Quick(
    r"^(?:请(?!问题)(?:问|解释|介绍|描述|写|列|说明|简述|谈谈|给出|帮)?|什么是|什麼是|如何|怎么|怎样|为什么|为何|谁是|哪|介绍一下|解释一下|简述|写一)|(?:什么|吗|呢|哪些|多少|几|为何|怎么办|如何|谁)[^。！\n]{0,6}[？?]$"
)
_TASK = Quick(
    r"question|ask|title|headline|query|interview|rewrite|rephrase|paraphrase|translat|correct|convert|quiz|riddle|\?|generate|write|create|summar|"
    r"问|题|標|标|改写|翻译|改成|转换|提取|生成|写|概括|总结|纠|请|？|续|复述|扮演|如何|什么|怎么|帮",
    re.IGNORECASE,
)


def swapped(answer: str, question: str) -> bool:
    """Whether the response asks what the prompt answers."""
    size = len(answer)
    if (
        not 4 <= size <= 160
        or (len(question) < 60 and (question.isascii() or len(question) < 25))
        or len(question) < 2 * size
    ):
        return False
    said = answer.strip()
    if not said.endswith(("?", "？")) or said.count("?") + said.count("？") > 1 or "\n" in said:
        return False
    if said.isascii() or _ASKS.match(said):
        if not _ASKS.match(said):
            return False
    elif not _ZH_ASKS.search(said):
        return False
    asked = question.strip()
    if _TASK.search(asked) or asked.endswith((":", "：")) or asked[-1:] not in ".。!！":
        return False
    if re.match(r"(?:i|my|we|hi|hello|hey|you|your)\b|我|你|您", asked, re.IGNORECASE) or re.search(
        r"\b(?:i|my|me|you|your)\b|我|你", asked, re.IGNORECASE
    ):
        return False
    return _shares(said, asked)


_WORD = Quick(r"[a-z]{4,}")
_STOP = frozenset(
    {
        "what",
        "when",
        "where",
        "which",
        "does",
        "this",
        "that",
        "with",
        "have",
        "from",
        "about",
        "would",
        "could",
        "there",
        "your",
    }
)


def _shares(said: str, asked: str) -> bool:
    """Whether the question names something that the text speaks of."""
    if said.isascii():
        lower = asked.lower()
        return any(word in lower for word in _WORD.findall(said.lower()) if word not in _STOP)
    return any(
        said[place : place + 2] in asked
        for place in range(len(said) - 2)
        if said[place : place + 2] not in ("什么", "哪些", "如何", "是什", "怎么")
    )
