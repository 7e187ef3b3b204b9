"""Whether a row is about structured output: JSON, XML, YAML, CSV or a table, given or asked for."""

from __future__ import annotations

import re
from typing import NamedTuple

from explorer.metrics.ability.features import Reading
from explorer.metrics.text.quick import Quick

_FENCE = Quick(r"```\s?(json|jsonl|xml|yaml|yml|csv|tsv|toml)\b", re.IGNORECASE)
_TABLE = Quick(r"^[ \t]{0,8}\|?[ \t]{0,20}:?-{2,}:?[ \t]{0,20}\|[ \t:|-]{0,200}$", re.MULTILINE)
_JSON_START = Quick(r"\{\s{0,20}(?:\"|'[^'\n]{1,60}'\s?:|\})|\[\s{0,20}(?:\{|\"|\[|-?\d|\])")
_XML_START = Quick(r"<(?:\?xml\b|([A-Za-z_][\w.:-]{0,60})(?:\s[^<>]{0,400})?>)")
_NOT_DATA = frozenset(
    ("html", "div", "p", "span", "body", "head", "think", "thinking", "answer", "b", "i", "br", "a", "ul", "ol", "h1",
     "h2", "style", "script", "svg", "s", "reasoning", "table", "form", "img", "template", "section")
)  # fmt: skip
_FORMAT = r"(?:json|jsonl|xml|yaml|csv|tsv|toml)"
_ASKED = Quick(
    rf"(?:\b(?:in|as|into|valid|using|return|returns|output|outputs|respond with|only)\s(?:an? |the |valid |well-formed |a valid |following |proper )?"
    rf"{_FORMAT}\b|\b{_FORMAT} (?:format|object|array|string|output|document|style|only|dict|dictionary|list)\b|"
    rf"\b(?:(?:as|into|a|create|make|output) (?:the )?|(?:in|as|into|using|create|make|output) an? (?:\w{{2,12}} )?)(?:markdown )?table\b(?! of contents)|"
    rf"\bin (?:markdown table|table (?:form|format|style))\b|"
    rf"{_FORMAT}\s?(?:格式|字符串|对象|数组|形式|的形式|输出)|(?:以|用|按照?|输出|返回|生成|转[为换成]{{1,2}}|整理成|做成|制作)[^\n。，]{{0,8}}(?:{_FORMAT}(?![a-z])|表格|markdown ?表))"
)
_HINTS = ("json", "xml", "yaml", "csv", "tsv", "toml", "table", "表格", "markdown")
ENDS = 600


class Structured(NamedTuple):
    """said: what was found. in_answer: whether it stands in the answer, else in the question; start, end: where."""

    said: str
    in_answer: bool
    start: int
    end: int


def structured(reading: Reading, programming: bool) -> Structured | None:
    """The first sign of structured output; a programming task that merely names a format is none."""
    answer = reading.answer
    if answer:
        found = _given(answer)
        if found is not None:
            return found
    return None if programming else _asked(reading.question)


def _given(answer: str) -> Structured | None:
    if "```" in answer:
        fence = _FENCE.search(answer)
        if fence is not None:
            return Structured(f"a fenced {fence.group(1)} block", True, fence.start(), fence.end())
    if "|" in answer and "--" in answer:
        table = _TABLE.search(answer)
        if table is not None:
            return Structured("a Markdown table", True, table.start(), table.end())
    body = answer.strip()
    if not body or body[0] not in "{[<":
        return None
    start = len(answer) - len(answer.lstrip())
    if body[0] == "<":
        tag = _XML_START.match(body)
        if (
            tag is not None
            and (tag.group(1) or "").lower() not in _NOT_DATA
            and body[-1] == ">"
            and _is_element(body, tag)
        ):
            return Structured("the answer is XML", True, start, start + min(tag.end(), 80))
        return None
    opened = _JSON_START.match(body)
    if opened is not None and body[-1] in "}]":
        return Structured("the answer is JSON", True, start, start + opened.end())
    return None


def _is_element(body: str, tag: re.Match[str]) -> bool:
    """Whether a tag that a text begins with is a document's, and no aside such as `<laughs out loud>`."""
    return tag.group(1) is None or "=" in tag.group() or "/>" in body or "</" in body


def _asked(question: str) -> Structured | None:
    if len(question) <= 2 * ENDS:
        return _asked_in(question, 0)
    return _asked_in(question[:ENDS], 0) or _asked_in(question[-ENDS:], len(question) - ENDS)


def _asked_in(text: str, offset: int) -> Structured | None:
    low = text.lower()
    if not any(hint in low for hint in _HINTS) or len(low) != len(text):
        return None
    found = _ASKED.search(low)
    if found is None:
        return None
    return Structured("the prompt asks for a structured answer", False, offset + found.start(), offset + found.end())
