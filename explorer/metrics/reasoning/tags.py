"""Reasoning that is marked as such: the tags of reasoning models, what stands between them, what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from explorer.metrics.text.quick import Quick

_NAMES = "think|thinking|thought|thoughts|reasoning|scratchpad|seed:think|antthinking"
_MARK = Quick(
    rf"<(?P<close>/?)(?P<name>{_NAMES})>"
    r"|<\|(?P<edge>begin|end|start)_(?:of_)?(?:thought|thinking)\|>"
    r"|\[(?P<slash>/?)THINK\]"
    r"|◁(?P<kimi>/?)think▷"
    r"|(?P<leak><\|channel\|>|<\|constrain\|>)",
    re.IGNORECASE,
)
_MOST = 2_000  # tags of a text that are read
_LONGEST = 5_000_000  # characters; of a longer text no tags are read
_QUOTING = "`'\"“‘「"


@dataclass(slots=True)
class Marked:
    """The marked reasoning of one text.

    blocks: (start, end) of each stretch of reasoning, tags aside. faults: (what is wrong, start, end).
    chars: characters of reasoning, white space around each block aside. visible: where the answer proper begins.
    """

    blocks: list[tuple[int, int]] = field(default_factory=list)
    faults: list[tuple[str, int, int]] = field(default_factory=list)
    chars: int = 0
    visible: int = 0


NOTHING = Marked()


def marked(text: str) -> Marked:
    """Reads the tags of one text. Tags that are quoted, or stand in a fenced block of code, are talk about tags."""
    if len(text) > _LONGEST:
        return NOTHING
    if "<" not in text and "[" not in text and "◁" not in text:
        return NOTHING
    marks = [found for found in islice(_MARK.finditer(text), _MOST) if not _quoted(text, found)]
    if not marks:
        return NOTHING
    if "```" in text:
        marks = _unfenced(text, marks)
        if not marks:
            return NOTHING
    return _walk(text, marks)


def _quoted(text: str, found: re.Match[str]) -> bool:
    start = found.start()
    return start > 0 and text[start - 1] in _QUOTING and text[found.end() : found.end() + 1] not in ("", "\n")


def _unfenced(text: str, marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The marks outside fences; all of them where the fences do not pair up."""
    edges = [found.start() for found in re.finditer("```", text)]
    if len(edges) % 2:
        return marks
    kept: list[re.Match[str]] = []
    passed = 0
    for found in marks:
        while passed < len(edges) and edges[passed] < found.start():
            passed += 1
        if passed % 2 == 0:
            kept.append(found)
    return kept


def _walk(text: str, marks: list[re.Match[str]]) -> Marked:
    result = Marked()
    blocks, faults = result.blocks, result.faults
    opened: re.Match[str] | None = None
    depth = closed = 0
    for mark in marks:
        start, end = mark.span()
        if mark["leak"]:
            faults.append(("control token of a reasoning format", start, end))
            continue
        if not _closes(mark):
            if opened is None:
                opened, depth = mark, 1
                if closed:
                    faults.append(("a second block of reasoning", start, end))
            else:
                depth += 1
                faults.append(("reasoning tag inside another", start, end))
            continue
        if opened is None:
            faults.append(("closing tag that nothing opened", start, end))
            if not closed and text[end:].strip():  # a stray tag at the very end closes nothing
                blocks.append((0, start))
        elif depth > 1:
            depth -= 1
            continue
        else:
            if _family(opened) != _family(mark):
                faults.append(("opening and closing tag differ", start, end))
            # Hybrid models open an answer without thoughts by an empty block, and their trainers want it there.
            if not text[opened.end() : start].strip() and (closed or text[: opened.start()].strip()):
                faults.append(("reasoning tags with nothing between them", opened.start(), end))
            blocks.append((opened.end(), start))
            opened = None
        closed += 1
        result.visible = end
    if opened is not None:
        faults.append(("reasoning tag that is never closed", *opened.span()))
        blocks.append((opened.end(), len(text)))
        result.visible = len(text)
    result.chars = sum(len(text[start:end].strip()) for start, end in blocks)
    return result


def _closes(mark: re.Match[str]) -> bool:
    return bool(mark["close"] or mark["slash"] or mark["kimi"]) or (mark["edge"] or "").lower() == "end"


def _family(mark: re.Match[str]) -> str:
    return (mark["name"] or ("edge" if mark["edge"] else "other")).lower()
