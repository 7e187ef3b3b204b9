"""How a text ends: whether its last line was broken off, judged by its own words and by the lines before it."""

from __future__ import annotations

import re
from typing import NamedTuple

from explorer.metrics.ending_words import (
    ABBREVIATIONS,
    CJK_HARD,
    CJK_SOFT,
    CJK_WORDS,
    CLOSERS,
    DANGLING,
    HARD_WORDS,
    LABELS,
    OPENERS,
    SIGN_OFFS,
    SOFT_WORDS,
    TERMINAL,
)

LINES = 40  # how many lines before the last one are compared with it


class Finding(NamedTuple):
    """kind: value of `truncation_kind`. start: where the evidence begins in the text. said: what was seen."""

    kind: str
    start: int
    said: str


_ITEM = re.compile(r"\s{0,12}(?:[-*+•●▪◦–]|\(?\d{1,3}[.)、．:）]|[a-zA-Z][.)]|[一二三四五六七八九十]{1,3}[、.])(?=\s|[^\d\s.])")
_BARE = re.compile(r"\s{0,12}(?:(\d{1,3})[.)、．]|[-*+•●▪]|\*\*|#{1,6}|[(（]|[一二三四五六七八九十]、)\s{0,4}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"([\w%$`°)\]\"'”’*]{1,40})[.!?][\"'”’)*]{0,3} {1,2}(?=\S)")
_CJK_SENTENCE_END = re.compile(r"[。！？!?…；][”’」』）)]?(?=\S)|(?<=[\u3400-\u9fff])\. ?(?=[\u3400-\u9fff])")
_RESULT = re.compile(
    r"[=≈→⇒∴|\\]|https?:|www\.|@|#\w|\banswer\b|\btotal\b|\bresult\b|\boption\b|答|故选|选项|结果|等于|得到|网址|标签",
    re.IGNORECASE,
)
_CODE_LINE = re.compile(
    r"\s{0,40}(?:(?:def|class|import|from|return|print|if|for|while|else|elif|try|var|let|const|function|public|private|"
    r"static|int|void|using|package|SELECT|INSERT|UPDATE|CREATE|FROM|WHERE)(?=[\s(:{])|#include|</?[a-zA-Z!]|[)\]}])|"
    r"(?:\t| {2,40})[a-zA-Z_][\w.]{0,40}(?: [-+*]?=|\(|\[)"
)


def is_cjk(line: str) -> bool:
    """Whether a line is written in Chinese or Japanese."""
    return not line.isascii() and _CJK.search(line[-60:]) is not None


def is_terminated(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    core = line.rstrip(CLOSERS)
    return bool(core) and (core[-1] in TERMINAL or core[-1] in ":：;；")


def is_item(line: str) -> bool:
    """Whether a line is an item of a list."""
    return _ITEM.match(line) is not None


def broken_end(lines: list[str], start: int, code: bool) -> Finding | None:
    """What betrays that the last of these lines was cut off.

    lines: the end of the text, blank lines left out, without white space at the very end. start: where the last
    line begins in the text. code: the text is bare code.
    """
    line = lines[-1]
    last = line[-1]
    if code:
        return _broken_code(line, start)
    end = start + len(line)
    if (bare := _BARE.fullmatch(line)) is not None and len(lines) > 1 and _expected(bare, lines):
        return Finding("open_list", start, "The last line is the mark of a list item or heading without its text.")
    if last in TERMINAL:
        return None
    if last in ":：":
        return _promise(lines, start)
    if last in DANGLING:
        return _dangling(lines, start)
    core = line.rstrip(CLOSERS)
    if core != line:
        if not core or core[-1] in TERMINAL:
            return None
        opened = line[len(core) :][:1]
        if opened in "\"'`*" and core[-1].isspace() and len(line) - len(core) <= 2 and len(core.split()) > 1:
            return Finding("open_bracket", end - 1, "The text ends on an opening quotation mark.")
        return _siblings(lines, start) if len(core) > 1 and core[-1].isalnum() else None
    if not last.isalnum():
        return None  # emoji and other signs close a text as well as a full stop does
    return (_cut_cjk if is_cjk(line) else _cut_words)(lines, start)


def _expected(bare: re.Match[str], lines: list[str]) -> bool:
    """Whether a bare mark continues the list above it, so that it is no answer such as "3."."""
    number = bare.group(1)
    if number is None:
        return True
    if any(_number(line) == int(number) - 1 for line in lines[:-1]):
        return True
    return number == "1" and lines[-2][-1] in ":：."


def _number(line: str) -> int:
    found = re.match(r"\s{0,12}(\d{1,3})[.)、．]", line)
    return int(found.group(1)) if found else -1


def _promise(lines: list[str], start: int) -> Finding | None:
    line = lines[-1]
    if len(lines) == 1 and len(line) < 12:
        return None  # a label such as "Answer:"
    if len(lines) > 1 and line.strip("*#： :-").lower() in ("note", "备注"):
        return None
    return Finding("promise", start, "The text ends on a colon: what it announces is missing.")


def _dangling(lines: list[str], start: int) -> Finding | None:
    line = lines[-1]
    last = line[-1]
    if last in "\"'$\\^<>+":
        return None
    body = line[:-1].rstrip()
    words = body.split()
    if last in ",，" and (len(words) <= 5 and len(body) < 40) and (_signs_off(body) or _is_verse(lines)):
        return None
    if last in ";；" and len(lines) > 1 and any(other.rstrip()[-1:] in ";；" for other in lines[:-1]):
        return None
    if len(lines) == 1 and len(words) < 3 and len(body) < 8:
        return None
    if last in "-–—/+=&" and (not body or body[-1] == last or (last in "—–-" and body[-1] in TERMINAL)):
        return None  # a rule, or speech broken off on purpose
    if last in "([{（【《“「『‘":
        return Finding("open_bracket", start + len(line) - 1, f"The text ends on {last}, which opens something.")
    return Finding("mid_sentence", start + len(line) - 1, f"The text ends on {last}, after which something has to follow.")


def _signs_off(body: str) -> bool:
    lowered = body.lower()
    return any(word in lowered for word in SIGN_OFFS)


def _is_verse(lines: list[str]) -> bool:
    """Short lines of which several end without a full stop, as verse and listings do."""
    recent = lines[-9:]
    short = [line for line in recent if len(line) < 64]
    if len(short) < 3 or len(short) < len(recent) - 1:
        return False
    return sum(not is_terminated(line) for line in short[:-1]) * 3 >= len(short) - 1


def _cut_words(lines: list[str], start: int) -> Finding | None:
    """A last line in words that spaces divide."""
    line = lines[-1]
    words = line.split()
    end = start + len(line)
    word = words[-1].lstrip("\"'“‘(*_")
    many = len(lines) > 1 or len(words) > 3
    mark = end - len(word)
    if many and len(words) > 1 and word.islower():
        if word in HARD_WORDS or (word in SOFT_WORDS and _reads_as_prose(lines)):
            return Finding("mid_sentence", mark, f"The text ends on the word {word}.")
    elif word in OPENERS and len(lines) > 1 and (len(words) == 1 or is_item(line)):
        return Finding("mid_sentence", mark, f"The last line stops at the word {word}.")
    if _RESULT.search(line[-80:] if len(words) < 14 else line[-16:]):
        return None
    if (quote := _open_quote(line)) >= 0:
        return Finding("open_bracket", start + quote, "A quotation mark or emphasis is never closed.")
    rest = _after_last_sentence(line)
    if rest:
        fragment = line[-rest:]
        if _is_label(fragment):
            return None
        if word.isdigit() and len(fragment.split()) < 7:
            return None
        return Finding("mid_sentence", end - rest, "The last sentence has no end, though the sentence before it has one.")
    if word.isdigit() and len(words) < 12:
        return None
    found = _siblings(lines, start)
    if found is not None:
        return found
    if is_item(line) or _is_verse(lines):
        return None
    if any(one[:1].islower() for one in words[1:]):
        prose = [one for one in lines[:-1] if len(one) > 40]
        ended = sum(map(is_terminated, prose))
        if ended * 10 >= len(prose) * 7 and ended >= (1 if len(words) >= 5 else 2):
            return Finding("mid_sentence", start, "The last line has no full stop, though the lines before it have one.")
    if len(lines) == 1 and len(words) >= 24 and line[0].isupper():
        return Finding("mid_sentence", start, "A long sentence without an end.")
    return None


def _is_label(fragment: str) -> bool:
    """A name or a verdict behind the last sentence: "… as agreed. Jane Doe", "… is kind. Positive"."""
    words = fragment.split()
    if len(words) == 1:
        return words[0].lower() in LABELS
    return len(words) <= 4 and fragment.istitle() and words[0].lower() not in SOFT_WORDS


def _after_last_sentence(line: str) -> int:
    """Length of what follows the last sentence end inside a line, 0 where there is none."""
    tail = line[-600:]
    after = 0
    for found in _SENTENCE_END.finditer(tail):
        word = found.group(1).strip("\"'*`()").lower()
        if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
            continue
        before = tail[: found.start()].strip(" *#([-•")
        if not before and (word.isdigit() or len(tail) == len(line)) and word.isdigit():
            continue  # the number of a list item
        after = len(tail) - found.end()
    return after


def _open_quote(line: str) -> int:
    """Place of a quotation mark or emphasis that is opened in a line and not closed, -1 where there is none."""
    for mark in ("**", "`", '"'):
        if mark in line and line.count(mark) % 2:
            place = line.rfind(mark)
            behind = line[place + len(mark) :]
            before = line[place - 1] if place else " "
            if behind and behind[0].isalnum() and before in " (-–—:*" and len(behind) < 120:
                return place
    return -1


def _reads_as_prose(lines: list[str]) -> bool:
    """Whether sentences with full stops came before, or the last line is long."""
    line = lines[-1]
    return len(line) > 60 or any(is_terminated(other) and len(other) > 30 for other in lines[:-1])


def _siblings(lines: list[str], start: int) -> Finding | None:
    """A list whose items end in full stops, all but the last."""
    line = lines[-1]
    if not is_item(line):
        return None
    indent = len(line) - len(line.lstrip())
    items = [one for one in lines[:-1] if is_item(one) and len(one) - len(one.lstrip()) == indent]
    kind = line.lstrip()[0].isdigit()
    items = [one for one in items if one.lstrip()[0].isdigit() == kind]
    ended = sum(one.rstrip(CLOSERS)[-1:] in _ITEM_ENDS for one in items)
    if ended and ended * 10 >= len(items) * 8 and len(line) - indent > 3:
        return Finding("mid_sentence", start, "The items of the list end in full stops, all but the last.")
    return None


_ITEM_ENDS = TERMINAL | {";", "；"}


def _cut_cjk(lines: list[str], start: int) -> Finding | None:
    """A last line in Chinese or Japanese."""
    line = lines[-1]
    end = start + len(line)
    last = line[-1]
    if last in CJK_HARD and (len(line) > 8 or len(lines) > 1):
        return Finding("mid_sentence", end - 1, f"The text ends on {last}, after which something has to follow.")
    for word in CJK_WORDS:
        if line.endswith(word) and (len(line) > len(word) + 6 or len(lines) > 1):
            return Finding("mid_sentence", end - len(word), f"The text ends on {word}, after which something has to follow.")
    after = 0
    tail = line[-600:]
    for found in _CJK_SENTENCE_END.finditer(tail):
        after = len(tail) - found.end()
    fragment = line[len(line) - after :]
    result = _RESULT.search(fragment or line[-60:]) is not None
    if after and not (result and len(fragment) < 30) and not (last.isdigit() and len(fragment) < 12):
        return Finding("mid_sentence", end - after, "The last sentence has no end, though the sentence before it has one.")
    if after or (result and len(line) < 60):
        return None
    found = _siblings(lines, start)
    if found is not None:
        return found
    soft = last in CJK_SOFT
    commas = line.count("，") + line.count(",") + line.count("、")
    if is_item(line):
        if soft and commas and len(line) > 20:
            return Finding("mid_sentence", end - 1, f"The text ends on {last}.")
        return None
    if _is_verse(lines) and len(line) < 24:
        return None
    prose = [one for one in lines[:-1] if len(one) > 16]
    ended = sum(map(is_terminated, prose))
    if ended * 10 >= len(prose) * 7 and ended >= (1 if len(line) > 8 else 2):
        return Finding("mid_sentence", start, "The last line has no full stop, though the lines before it have one.")
    if len(lines) == 1 and commas and (len(line) >= 45 or (soft and len(line) >= 18)):
        return Finding("mid_sentence", start, "A long sentence without an end.")
    return None


def looks_like_code(lines: list[str]) -> bool:
    """Whether the text is code without a fence around it."""
    if len(lines) < 2:
        return False
    code = sum(one[-1] in ";{}" or _CODE_LINE.match(one) is not None for one in lines)
    return code * 10 >= len(lines) * 7


def _broken_code(line: str, start: int) -> Finding | None:
    last = line[-1]
    if last in "([{," or (last == ":" and line.lstrip().split(" ")[0] in _BLOCKS) or (last == "=" and line[-2:] != "=="):
        return Finding("open_code", start + len(line) - 1, f"The code ends on {last}, after which something has to follow.")
    return None


_BLOCKS = frozenset("def class if elif for while with async try except".split()) | {"else:", "try:", "finally:"}
