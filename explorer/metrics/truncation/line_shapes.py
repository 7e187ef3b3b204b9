"""What kind of line a line is, by its own signs and by the lines before it."""

from __future__ import annotations

import re
from typing import NamedTuple

from explorer.metrics.truncation.words import CLOSERS, SIGN_OFFS, TERMINAL


class Finding(NamedTuple):
    """kind: value of `truncation_kind`. start: where the evidence begins in the text. said: what was seen.

    by_stop: nothing but a missing full stop told, which tells nothing where that is left out by habit.
    """

    kind: str
    start: int
    said: str
    by_stop: bool = False


_ITEM = re.compile(
    r"\s{0,12}(?:[-+•●▪◦–›‣▶◆■✓✔➢➤]|\*(?!\*)|\(?\d{1,3}[.)、．:）]|[a-zA-Z][.)]|[一二三四五六七八九十]{1,3}[、.])(?=\s|[^\d\s.])"
)


RESULT = re.compile(
    r"[=≈→⇒∴|\\]|https?:|www\.|@|[#＃]\w|"
    r"\b(?:answer|total|result|option|choice|output|score|label|class|category|sentiment|rating|source)s?\b.{0,24}(?:\bis\b|\bare\b|\bwas\b|:)|"
    r"答[：:案]|故选|选项[：:是]|结果[是为：:]|等于|网址|标签|来源|出处|分类[：:]|输出[：:]|祝福|敬上|此致|谢谢",
    re.IGNORECASE,
)


"""Formulas, addresses and announced results: such a line needs no full stop."""
SPOKEN_BY = re.compile(r"[\"'”’」] {0,2}[-–—―~(] ?[A-Z][\w. ]{2,40}$")
"""A quotation with its author behind it."""


def is_terminated(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    core = line.rstrip(CLOSERS)
    return bool(core) and (core[-1] in TERMINAL or core[-1] in ":：;；")


def is_item(line: str) -> bool:
    """Whether a line is an item of a list."""
    return _ITEM.match(line) is not None


def mark_of(line: str) -> str | None:
    """What kind of item a line is: its indent with "1" for a number or its bullet; None where it is no item."""
    if not is_item(line):
        return None
    bare = line.lstrip()
    kind = bare.lstrip("(")[:1]
    return line[: len(line) - len(bare)] + ("1" if kind.isdigit() else "a" if kind.isalpha() else kind)


def signs_off(body: str) -> bool:
    """Whether a line closes a letter, as "Best regards" does."""
    lowered = body.lower()
    return any(word in lowered for word in SIGN_OFFS)


def is_verse(lines: list[str]) -> bool:
    """Short lines of which several end without a full stop, as verse and listings do."""
    # A list is no verse, but verse may well stand below one.
    recent = [line for line in lines[-9:-1] if not is_item(line)] + lines[-1:]
    short = [line for line in recent if len(line) < 64]
    if len(short) < 3 or len(short) < len(recent) - 1:
        return False
    return sum(not is_terminated(line) for line in short[:-1]) * 3 >= len(short) - 1


_SALUTATION = re.compile(
    r"\W{0,6}(?:subject|dear|hi|hello|to|from|re|objet|betreff|asunto|主题|尊敬|亲爱|您好|你好|敬启|致)\b|.{1,24}[,，：！]$",
    re.IGNORECASE,
)


def is_letter(lines: list[str]) -> bool:
    """Whether the text opens as a letter does, so that a name or a date may close it."""
    return len(lines) > 3 and any(_SALUTATION.match(line.strip()) is not None for line in lines[:3])


_FIRST_ITEM = re.compile(r"\s{0,12}\(?1[.)、．]")
_ITEM_ENDS = TERMINAL | {";", "；"}


def odd_item(lines: list[str], start: int) -> Finding | None:
    """A last item of a list that lacks what all the others have: a full stop, or a dash or colon."""
    line = lines[-1]
    if not is_item(line):
        return None
    indent = len(line) - len(line.lstrip())
    mark = mark_of(line)
    items: list[str] = []
    for one in lines[:-1]:
        if mark_of(one) == mark:
            # A list that begins anew is not judged by the one before it.
            items = [one] if _FIRST_ITEM.match(one) and len(items) > 1 else [*items, one]
    if len(items) > 2:
        for mark in (": ", " - ", " – ", "：", "——"):
            if all(mark in one for one in items):
                if mark in line:
                    break
                return Finding("mid_sentence", start, f"Every item of the list has {mark.strip()}, but not the last.")
    if len(items) == 2 and " - " not in line and all(" - " in one for one in items):
        tails = {one.rsplit(" - ", 1)[1].split(" ")[0] for one in items}
        if len(tails) == 1:
            return Finding("mid_sentence", start, f"Every item of the list has - {tails.pop()}, but not the last.")
    ended = sum(one.rstrip(CLOSERS)[-1:] in _ITEM_ENDS for one in items)
    if line[-2:-1] == " " and (line[-1].isupper() or line[-1] in "abcde" or line[-1].isdigit()):
        return None  # the letter of a choice
    if len(items) > 1 and all(one[-1] in ":：" for one in items) and len(line) - indent < 40:
        return Finding("open_list", start, "The items of the list end in colons, all but the last.")
    if ended and ended * 10 >= len(items) * 8 and len(line) - indent > 3:
        return Finding("mid_sentence", start, "The items of the list end in full stops, all but the last.", True)
    return None
