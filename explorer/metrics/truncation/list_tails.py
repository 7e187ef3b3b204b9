"""How a list, a table or a quotation ends: cuts at a whole sentence that the parts before it betray."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.metrics.truncation.line_shapes import Finding, is_item, mark_of
from explorer.metrics.truncation.words import CLOSERS, TERMINAL

_SENTENCES = re.compile(r"[^\W\d][\w)\"'”’*`%]*[.!?](?=\s|$)|[。！？]")
_FEWEST = 3  # items before the last that have to agree
_SHORT = 80  # characters of an item that may be a heading
_FOLLOWING = re.compile(r"\b(?:the following|these) (?:[\w-]+ ){0,3}[a-z]{2,}s:$", re.IGNORECASE)


def list_tail(lines: Sequence[str], start: int) -> Finding | None:
    """What the end of a list or table lacks that its other parts have.

    lines: of the end of a text, those that are not blank. start: where the last one begins in the text.
    """
    last = lines[-1]
    if last.lstrip()[:1] == "|":
        return _open_row(lines, start)
    if ('"' in last or "“" in last) and (found := _open_quotation(last, start)) is not None:
        return found
    mark = mark_of(last)
    if mark is None or len(lines) < 2:
        return None
    if (found := _lone_item(lines, start)) is not None:
        return found
    blocks = _blocks(lines, mark)
    if len(blocks) < _FEWEST:
        return None
    before = blocks[:-1]
    if len(before) >= _FEWEST and last.rstrip(CLOSERS)[-1:] in TERMINAL and _said(blocks[-1]) == 1:
        shortest = min(sum(map(len, block)) for block in before)
        if all(_said(block) > 1 for block in before) and len(last) * 2 < shortest:
            return Finding(
                "open_list", start, "The last item is one short sentence, all others go on to explain theirs."
            )
    if last[-1].isalnum() and len(last) < _SHORT and all(_is_heading(block, mark) for block in before):
        return Finding("open_list", start, "The last heading of the list has nothing below it, all others have.")
    return None


def _blocks(lines: Sequence[str], mark: str) -> list[list[str]]:
    """The items of the list that the last line ends, each with the lines that belong to it."""
    blocks: list[list[str]] = []
    for line in lines:
        if mark_of(line) == mark:
            if mark == "1" and line.lstrip(" (")[:2] in ("1.", "1)", "1、") and blocks:
                blocks = []  # a list that begins anew
            blocks.append([line])
        elif blocks:
            blocks[-1].append(line)
    return blocks


def _is_heading(block: Sequence[str], mark: str) -> bool:
    """Whether an item has items of its own below it."""
    if len(block) < 2 or block[0].rstrip("*:：")[-1:] in TERMINAL:
        return False
    below = mark_of(block[1])
    return below is not None and below != mark


def _said(block: Sequence[str]) -> int:
    """Sentences of an item; a line without a full stop counts as one."""
    return sum(max(len(_SENTENCES.findall(line)), 1) for line in block)


def _lone_item(lines: Sequence[str], start: int) -> Finding | None:
    """One item where several were announced."""
    before = lines[-2]
    alone = not is_item(before) or mark_of(before) != mark_of(lines[-1])
    if alone and lines[-1].lstrip()[:1] in "-*•" and _FOLLOWING.search(before[-120:]) and len(lines[-1]) < _SHORT:
        return Finding("open_list", start, "Several things are announced, and only one follows.")
    return None


def _open_row(lines: Sequence[str], start: int) -> Finding | None:
    others = [line.strip() for line in lines[:-1] if line.lstrip()[:1] == "|"]
    if len(others) > 1 and all(line[-1] == "|" for line in others) and lines[-1].rstrip()[-1] != "|":
        return Finding("open_list", start, "The last row of the table is never closed.")
    return None


def _open_quotation(last: str, start: int) -> Finding | None:
    """A quotation that opens in the last paragraph, and whose sentence ends without the closing mark."""
    if last[-1] not in ".!?":
        return None
    if "„" not in last and last.count("“") == last.count("”") + 1 and last.rfind("“") > last.rfind("”"):
        return Finding("open_bracket", start + last.rfind("“"), "A quotation is never closed.")
    if last.count('"') == 1:
        place = last.find('"')
        before = last[place - 1] if place else " "
        if before in " (" and last[place + 1 : place + 2].isalpha():
            return Finding("open_bracket", start + place, "A quotation is never closed.")
    return None
