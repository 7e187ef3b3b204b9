"""How a text ends: whether its last line was broken off."""

from __future__ import annotations

import re

from explorer.metrics.text.cjk import ends_in_cjk
from explorer.metrics.text.code import CODE_LINE
from explorer.metrics.truncation.cjk import cut_cjk
from explorer.metrics.truncation.line_shapes import Finding, is_verse, odd_item, signs_off
from explorer.metrics.truncation.spaced import after_last_sentence, cut_words, ends_on_formula
from explorer.metrics.truncation.words import CLOSERS, DANGLING, FIND_ENDS, TERMINAL

LINES = 40  # how many lines before the last one are compared with it


_BARE = re.compile(r"\s{0,12}(?:(\d{1,3})[.)、．]|[-*+•●▪]|\*\*|#{1,6}|[(（]|[一二三四五六七八九十]、)\s{0,4}(?:\*\*)?")


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
    if last == "$":
        return ends_on_formula(line, start)
    core = line.rstrip(CLOSERS)
    if core != line:
        if not core or core[-1] in TERMINAL:
            return None
        opened = line[len(core) :]
        if opened in _OPENING and core[-1].isspace() and line.count(opened) % 2 and len(core.split()) > 1:
            return Finding("open_bracket", end - 1, "The text ends on an opening quotation mark.")
        if len(core) < 2 or not core[-1].isalnum():
            return None
        if (
            line[-1] in "`)"
            and "://" not in line
            and "=" not in line
            and not ends_in_cjk(line)
            and (rest := after_last_sentence(line)) > 40
            and line[len(line) - rest] != "("
        ):
            return Finding(
                "mid_sentence", end - rest, "The last sentence has no end, though the sentence before it has one.", True
            )
        return odd_item(lines, start)
    if not last.isalnum():
        return None  # emoji and other signs close a text as well as a full stop does
    return (cut_cjk if ends_in_cjk(line) else cut_words)(lines, start)


_OPENING = frozenset(('"', "`", "**", "*"))


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
    if len(lines) == 1 and len(line) < (7 if ends_in_cjk(line) else 12):
        return None  # a label such as "Answer:"
    if _WAITS.search(line) or (len(lines) < 3 and CODE_LINE.match(line)):
        return None
    return Finding("promise", start, "The text ends on a colon: what it announces is missing.")


_WAITS = re.compile(
    r"请输入|请选择|\benter\b|\binput\b|\btype\b|[?？]|:[a-z_]{2,24}:$|^\W*(?:note|备注|注)\W*$", re.IGNORECASE
)


def _dangling(lines: list[str], start: int) -> Finding | None:
    line = lines[-1]
    last = line[-1]
    if line == "=" and len(lines) > 1 and "=" in lines[-2]:
        return Finding("mid_sentence", start, "The text ends on =, after which something has to follow.")
    if last in "/&+=-" and line[-2:-1] != " " and not (last == "-" and line[-2:-1].isdigit() and ends_in_cjk(line)):
        return None  # an address, a comment's end, a rule
    if last == "“" and "„" in line:
        return None  # German quotation marks close so
    if line.endswith(FIND_ENDS):
        return None  # the end of a `find` command
    body = line[:-1].rstrip()
    words = body.split()
    if last in ",，" and (len(words) <= 5 and len(body) < 40) and (signs_off(body) or is_verse(lines)):
        return None
    if len(lines) == 1 and len(words) < 3 and len(body) < 8:
        return None
    if last in "-–—/+=&" and (not body or body[-1] == last or (last in "—–-" and body[-1] in TERMINAL)):
        return None  # a rule, or speech broken off on purpose
    if last in "([{（【《“「『‘":
        return Finding("open_bracket", start + len(line) - 1, f"The text ends on {last}, which opens something.")
    return Finding(
        "mid_sentence", start + len(line) - 1, f"The text ends on {last}, after which something has to follow."
    )


def _broken_code(line: str, start: int) -> Finding | None:
    last = line[-1]
    if (
        last in "([{,"
        or (last == ":" and line.lstrip().split(" ")[0] in _BLOCKS)
        or (last == "=" and line[-2:] != "==")
    ):
        return Finding(
            "open_code", start + len(line) - 1, f"The code ends on {last}, after which something has to follow."
        )
    return None


_BLOCKS = frozenset("def class if elif for while with async try except".split()) | {"else:", "try:", "finally:"}
