"""What an answer announced and did not bring: cuts at the end of a sentence that the structure betrays."""

from __future__ import annotations

import re

from explorer.metrics.text.quick import Quick
from explorer.metrics.truncation.line_shapes import Finding, is_item, mark_of
from explorer.metrics.truncation.list_tails import list_tail
from explorer.metrics.truncation.words import NUMBERS

_COUNT = "|".join(NUMBERS)
_THINGS = (
    "ways|steps|reasons|tips|things|types|kinds|points|ideas|factors|examples|strategies|methods|stages|features|benefits|"
    "advantages|disadvantages|suggestions|principles|parts|components|elements|options|facts|questions|layers|activities|"
    "names|books|movies|songs|places|techniques|differences|characteristics|aspects|categories|items|recommendations"
)
_MEASURES = (
    "words|sentences|paragraphs|lines|characters|letters|digits|syllables|pages|stanzas|verses|minutes|hours|days|weeks|"
    "months|years|times|dollars|euros|pounds|points|marks|stars|grams|cups|inches|miles|meters|players|users|kids|students|"
    "employees|guests|friends|adults|tweets|is|was|has|less|this|across|towards|always|perhaps"
)
_ANNOUNCED = Quick(
    rf"\b(\d{{1,2}}|{_COUNT})\s(?:[\w-]{{2,20}}\s){{0,3}}(?:{_THINGS})\b[^.\n]{{0,120}}:\s{{0,4}}$",
    re.IGNORECASE | re.MULTILINE,
)
_ASKED = Quick(
    r"\b(?:list|select|choose|pick|find|give|name|write|provide|suggest|generate|come up with|tell|share|describe|create|make|identify|explain)\b"
    rf"[^.\n]{{0,30}}?\b(\d{{1,2}}|{_COUNT})\s(?:[\w-]{{2,20}}\s){{0,3}}(?:{_THINGS}|(?!(?:{_MEASURES})\b)[a-z]{{3,20}}s)\b",
    re.IGNORECASE,
)
_CJK_ASKED = Quick(
    r"(?:列出|列举|写出?|给出|给我|提供|举出?|说出|推荐|生成|想出|提出|介绍|设计|创造|制定)[^，。\n\d]{0,8}?"
    r"(\d{1,2}|[两二三四五六七八九十])(?:个|种|条|项|句|首|道|款|方面|部|本)"
)
_SEVERAL = Quick(
    r"\b(?:some|several|various|many|a few|a number of|here are|following|steps|tips|ways|reasons)\b|以下|如下|步骤|方法|建议|原因|包括|一些|几[个种点条项方步]|多[个种]|若干",
    re.IGNORECASE,
)
_CJK_COUNT = Quick(
    r"(?<![第\d年月.零〇一二三四五六七八九十百千])(\d{1,2}|[两二三四五六七八九十])(?:个|种|条|点|项|步|句|首|本|部|类|大|道|款|方面|方法|建议|原因)"
)
_ITEM_NUMBER = Quick(r"\s{0,8}(?:\*\*|#{1,6} |第)?(\d{1,3}|[一二三四五六七八九十])(?:[.)、．:：）](?!\d)|步|点|，)")
_HEADING = Quick(r"\s{0,3}(?:#{2,6} \S|\*\*(?!(?:The )?End\b)[^*\n]{2,80}\*\*:?$)", re.IGNORECASE)


def unfinished(text: str, lines: list[str], question: str, offset: int) -> Finding | None:
    """What is missing at the end of a text whose last sentence is whole.

    text: the end of the answer; lines: its lines that are not blank; offset: where `text` begins in the answer.
    """
    last = lines[-1]
    start = offset + len(text) - len(last)
    if (
        ("#" in last or last[-1] in "*:")
        and _HEADING.match(last)
        and "```" not in text
        and len(lines) > 2
        and last[-1] not in ".!?"
    ):
        others = [number for number, line in enumerate(lines[:-1]) if _HEADING.match(line)]
        if others and all(not _HEADING.match(lines[number + 1]) for number in others):
            return Finding("open_list", start, "The text ends on a heading; nothing stands below it.")
    if last[-1] in ".。" and (found := _announces(last, start)) is not None:
        return found
    if (found := _open_math(text, offset)) is not None:
        return found
    if (found := _open_bracket(last, start)) is not None:
        return found
    if "```" not in text and (found := list_tail(lines, start)) is not None:
        return found
    return _short_list(lines, question, start)


def _announces(last: str, start: int) -> Finding | None:
    if last.endswith((" as follows.", " the following.", "如下。", "如下所示。")) and len(last) < 400:
        return Finding("promise", start, "The text announces something and ends.")
    return None


def _open_math(text: str, offset: int) -> Finding | None:
    if "\\" not in text and "$" not in text:
        return None
    if "\\begin{" in text and "```" not in text and (place := _open_environment(text)) >= 0:
        return Finding("open_math", offset + place, "The last formula is never closed.")
    if "$$" in text and ("\n$$" in text or "\\" in text):
        last = text.rfind("$$")
        if text.count("$$") % 2 and "```" not in text and "$" not in text[last + 2 :]:
            return Finding("open_math", offset + last, "The last formula is never closed.")
    elif "\\[" in text:
        places = [found.start() for found in _DISPLAY.finditer(text)]
        if places and text.find("\\]", places[-1]) < 0:
            return Finding("open_math", offset + places[-1], "The last formula is never closed.")
    elif (
        "```" not in text
        and (last := text.rfind("$")) >= 0
        and len(text) - last < _FORMULA
        and _opens_formula(text, last)
    ):
        return Finding("open_math", offset + last, "The last formula is never closed.")
    return None


def _opens_formula(text: str, last: int) -> bool:
    """Whether the dollar sign at `last` opens a formula, in a text whose other ones stand around formulas by pairs."""
    begin = text.rfind("\n\n", 0, last) + 1
    dollars = [found.start() for found in _DOLLAR.finditer(text, begin)]
    if len(dollars) % 2 == 0 or dollars[-1] != last or _AMOUNT.match(text, last + 1) is not None:
        return False
    if _AMOUNT.match(text, dollars[0] + 1):
        return False
    return _INLINE.search(text) is not None or _all_formulas(text, dollars)


def _all_formulas(text: str, dollars: list[int]) -> bool:
    """Whether dollar signs stand around formulas by pairs, the last one, which has no partner, aside."""
    if dollars[-1] == len(text) - 1 or _VARIABLE.search(text) is not None:
        return False
    pairs = list(zip(dollars[:-1:2], dollars[1::2], strict=False))
    inner = [text[opened + 1 : closed] for opened, closed in pairs]
    return bool(inner) and all(0 < len(one) <= _FORMULA and _SIGNED.fullmatch(one) is not None for one in inner)


def _open_environment(text: str) -> int:
    """Place of the last LaTeX environment where it is begun and not ended, -1 where there is none."""
    place = text.rfind("\\begin{")
    name = text[place + 6 : place + 40].partition("}")[0]
    return place if text.find("\\end" + name, place) < 0 and text.count("\\end{") < text.count("\\begin{") else -1


_FORMULA = 300  # characters that a formula in a line has at most
_DOLLAR = Quick(r"(?<!\\)\$")
_INLINE = Quick(r"(?<!\\)\$[^$\n]{0,120}\\[a-zA-Z]{2,12}[^$\n]{0,120}(?<!\\)\$")
_SIGNED = Quick(r"(?! )(?:[a-zA-Z]|[^$\n]{0,120}[=\\^_+<>{}/-][^$\n]{0,120})(?<! )")
"""The inside of a formula: a letter, or something with a sign of mathematics in it."""
_VARIABLE = Quick(r"\$(?:[{(<]|[A-Za-z_]\w{2,})")
"""A variable of a shell or PHP."""
_AMOUNT = Quick(r"\s?\d[\d,.]*(?:\s?[a-z]|[.,;)]?\s|[.,;)]?$)")
_DISPLAY = Quick(r"(?<!\\)\\\[")


_PAIRS = (("(", ")"), ("「", "」"), ("《", "》"))


def _open_bracket(last: str, start: int) -> Finding | None:
    if "$" in last or "\\" in last:
        return None  # intervals and sets are written with unequal brackets
    wide = "（" in last
    if wide:
        last = last.replace("（", "(").replace("）", ")")  # full and half width are mixed freely
    for opening, closing in _PAIRS:
        if opening in last:
            place = last.rfind(opening)
            if last.find(closing, place) < 0 and last.count(opening) == last.count(closing) + 1:
                if opening == "(" and ((place and last[place - 1] in ":;=8-") or (")" in last and not wide)):
                    continue
                return Finding("open_bracket", start + place, f"{opening} is never closed.")
    return None


def _short_list(lines: list[str], question: str, start: int) -> Finding | None:
    """A numbered list that has fewer items than were announced, or asked for."""
    if (found := _short_row(lines, start)) is not None:
        return found
    if not (is_item(lines[-1]) or lines[-1][0] in " \t"):
        return None  # a paragraph follows the list
    numbers: list[int] = []
    first, restarts = -1, 0
    for position, line in enumerate(lines):
        found = _ITEM_NUMBER.match(line)
        if found is None:
            continue
        number = _value(found.group(1))
        if number == 1:
            numbers, first = [1], position
            restarts += 1
        elif numbers and number == numbers[-1] + 1:
            numbers.append(number)
    if not numbers:
        return _short_bullets(lines, question, start)
    have = numbers[-1]
    if f" {have + 1}. " in lines[-1]:
        return None
    before = lines[first - 1] if first > 0 else ""
    wanted = _announced(before)
    if wanted > have:
        return Finding("open_list", start, f"{wanted} are announced, {have} are given.")
    asked = _asked(question)
    if asked > have and asked % have:
        return Finding("open_list", start, f"{asked} are asked for, {have} are given.")
    if wanted or asked or not before or before[-1] not in ":：" or first < len(lines) - 2 or not is_item(lines[-1]):
        return None
    arabic = lines[first].lstrip(" *#")[:1] == "1"  # a ruling may well have one article, written 一、
    if arabic and restarts < 2 and _SEVERAL.search(before):
        return Finding("open_list", start, "A list is announced, and its text ends after an item or two.")
    return None


def _short_row(lines: list[str], start: int) -> Finding | None:
    """A list within one line, divided by commas, that is shorter than the line above announces."""
    last = lines[-1]
    have = last.count(", ") + last.count("、") + 1
    if have < _ROW or len(lines) < 2 or lines[-2][-1] not in ":：" or not last[-1].isalnum():
        return None
    counts = [_value(number) for number in _ROW_COUNT.findall(lines[-2][-200:])]
    if len(counts) == 1 and counts[0] > have and len(last) < 30 * have:
        return Finding("open_list", start, f"{counts[0]} are announced, {have} are given.")
    return None


_ROW = 3  # parts of a line that make it a list
_ROW_COUNT = Quick(rf"\b(\d{{1,2}}|{_COUNT})\s(?:[\w-]{{2,20}}\s){{0,2}}[a-z]{{3,20}}s\b")


def _short_bullets(lines: list[str], question: str, start: int) -> Finding | None:
    """A list of bullets, all of one kind, that has fewer items than were announced, or asked for."""
    mark = mark_of(lines[-1])
    marks = [mark_of(line) for line in lines]
    have = sum(one == mark for one in marks)
    if mark is None or mark[-1] in "1a" or any(one not in (mark, None) for one in marks):
        return None
    first = marks.index(mark)
    wanted = _announced(lines[first - 1] if first > 0 else "") or _asked(question)
    if have > 1 and wanted > have and wanted % have:
        return Finding("open_list", start, f"{wanted} are asked for, {have} are given.")
    return None


def _announced(line: str) -> int:
    if not line or line[-1] not in ":：。.":
        return 0
    tail = line[-200:]
    found = _ANNOUNCED.search(tail)
    if found:
        return _value(found.group(1))
    counts = _CJK_COUNT.findall(tail)
    return _value(counts[-1]) if len(counts) == 1 else 0


def _asked(question: str) -> int:
    head = question[:400]
    found = {_value(number) for number in _ASKED.findall(head)} | {
        _value(number) for number in _CJK_ASKED.findall(head)
    }
    return found.pop() if len(found) == 1 else 0


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    return {"一": 1, **NUMBERS}.get(number.lower(), 0)
