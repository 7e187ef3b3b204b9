"""How a last line ends in Chinese or Japanese."""

from __future__ import annotations

import re

from explorer.metrics.text.cjk import ends_in_cjk
from explorer.metrics.truncation.last_piece import ends_here
from explorer.metrics.truncation.line_shapes import (
    RESULT,
    SPOKEN_BY,
    Finding,
    is_item,
    is_letter,
    is_terminated,
    is_verse,
    odd_item,
)
from explorer.metrics.truncation.words import CJK_FINE, CJK_HARD, CJK_SOFT, CJK_WORDS

_KANA = re.compile(r"[\u3041-\u3096]{2}")


_CJK_SENTENCE_END = re.compile(r"[。！？!?…][”’」』）)]? ?(?=\S)|(?<=[\u3400-\u9fff])\. ?(?=[\u3400-\u9fff])")


_GREETING = re.compile(r"^(?:您好|你好|大家好|嗨|哈喽)[!！。]")
"""An exclamation that says nothing of how sentences end here."""
_COMES_TO = re.compile(r"[=＝≈]\s?[-$¥]?\d[\d,.]*\s?[\w%°/]{0,4}$")
"""A sum that is worked out: nobody sets a full stop behind it."""
_TERSE = 10  # characters of an answer that is words and no sentences


_STOPS = "。！？!?…”’」』）)：:；;"
_DATE = re.compile(r"\d{1,2}\s?[月/-]\s?\d{1,2}\s?日?$|\d{4}\s?年$")


def _alone_unended(lines: list[str]) -> bool:
    """Whether all lines of prose before a last item end as sentences do, items as well as others."""
    prose = [one for one in lines[:-1] if len(one) > 16 and ends_in_cjk(one.rstrip(_STOPS))]
    return (
        len(prose) > 1
        and all(map(is_terminated, prose))
        and not any(is_item(one) and len(one) <= 16 for one in lines[:-1])
    )


def cut_cjk(lines: list[str], start: int) -> Finding | None:
    """A last line in Chinese or Japanese."""
    line = lines[-1]
    end = start + len(line)
    last = line[-1]
    if _KANA.search(line[-80:]):
        if last in "をがにのはへ" and len(line) > 12:
            return Finding("mid_sentence", end - 1, f"The text ends on the particle {last}.")
        return None  # full stops are left out too often in Japanese
    if last in CJK_HARD and line[-2:] not in CJK_FINE and (len(line) > 8 or len(lines) > 1):
        return Finding("mid_sentence", end - 1, f"The text ends on {last}, after which something has to follow.")
    for word in CJK_WORDS:
        if line.endswith(word) and (len(line) > len(word) + 6 or len(lines) > 1):
            return Finding(
                "mid_sentence", end - len(word), f"The text ends on {word}, after which something has to follow."
            )
    after = 0
    tail = _GREETING.sub("", line[-600:])
    for found in _CJK_SENTENCE_END.finditer(tail):
        after = len(tail) - found.end()
    fragment = line[len(line) - after :]
    if SPOKEN_BY.search(line[-60:]) or line.split()[-1][0] in "#＃" or "://" in line[-80:]:
        return None
    if _COMES_TO.search(fragment[-24:]) or (after and len(line) < _TERSE):
        return None
    result = RESULT.search(fragment or line[-60:]) is not None
    if after and not (result and len(fragment) < 30) and not (last.isdigit() and len(fragment) < 12):
        return Finding(
            "mid_sentence", end - after, "The last sentence has no end, though the sentence before it has one.", True
        )
    if after or (result and len(line) < 60):
        return None
    found = odd_item(lines, start)
    if found is not None:
        return found
    soft = last in CJK_SOFT and line[-2:] not in CJK_FINE
    commas = line.count("，") + line.count(",") + line.count("、")
    if is_item(line):
        if soft and commas and len(line) > 20:
            return Finding("mid_sentence", end - 1, f"The text ends on {last}.")
        if commas and len(line) > 20 and _alone_unended(lines):
            said = "The last item has no full stop, though the lines before it have one."
            return Finding("mid_sentence", start, said, True)
        return None
    if len(line) < 24 and (is_verse(lines) or is_letter(lines)) and not any("=" in one for one in lines):
        return None
    if len(line) < 20 and _DATE.search(line):
        return None
    prose = [one for one in lines[:-1] if len(one) > 16 and "=" not in one and ends_in_cjk(one)]
    ended = sum(map(is_terminated, prose))
    if ended * 10 >= len(prose) * 7 and ended >= (1 if len(line) > 8 else 2):
        return Finding(
            "mid_sentence", start, "The last line has no full stop, though the lines before it have one.", True
        )
    return _alone(line, start, soft) if len(lines) == 1 and commas else None


def _alone(line: str, start: int, soft: bool) -> Finding | None:
    """A line that stands alone, of several clauses, none of which ends in a full stop. soft: how its last character is."""
    end, last = start + len(line), line[-1]
    if soft and len(line) >= _SHORT:
        return Finding("mid_sentence", end - 1, f"The text ends on {last}.")
    clauses = len(line) >= _LONG and ("，" in line or "；" in line)
    if clauses and "\u3400" <= last <= "\u9fff" and ends_here(line) < _SELDOM:
        said = f"The text ends on {line[-4:]}, where sentences seldom end."
        return Finding("mid_sentence", end - 4, said, True)
    return None


_SHORT, _LONG = 18, 24  # characters of a line that stands alone
_SELDOM = 0.15
