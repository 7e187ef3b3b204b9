"""Worked examples that are pairs on a line: joined by an arrow, a colon or a bar, cells of a table, or values of JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from explorer.metrics.reasoning.labels import FIELDS, GIVEN, WANTED
from explorer.metrics.reasoning.shots.found import NONE, Examples, Line
from explorer.metrics.text.quick import Quick

_ARROW = Quick(r"(?:-{1,2}>|={1,2}>|→|⇒|➔|➜|⟶)")
_BLANK = " \t\r\n?？_.…\"'“”`*:："
_OPEN = _BLANK + "()（）[]{}"
_JOINTS = ("\t", " -> ", " => ", " = ", " == ", " | ", " – ", " — ", " - ", ": ", "：", ",", "|")
_UNKNOWN = frozenset(("", "?", "？", "??", "...", "…", "_", "__", "___", "____", '""', '"?"', "'?'", "<answer>", "[?]"))
_NUMBERED = Quick(r"(?:\d{1,3}[.)、]|[-*•])\s?")
_JSON = Quick(r"\"([^\"\\]{1,40})\"\s?:\s?(?:\"\s?\"|null|\?)\s?\}?[\]\s,]{0,4}$")
CUE = Quick(
    r"\b(?:examples?|exemplars?|demonstrations?|samples?|for instance|e\.g\.|few-shot|like (?:this|these)|as follows|such as)\b|示例|样例|范例|例子|例如|例[：:]|参考(?:以下|下面)|如下",
    re.IGNORECASE,
)
_TURN = Quick(
    r"\b(?:now|your turn|next|new|following|this one|do the same|the same way|likewise|similarly|complete|classify|label|answer|convert|translate)\b|现在|接下来|轮到|请|同样|下面|待|新的|依此|照此",
    re.IGNORECASE,
)


_CUE_WORDS = (
    "example", "exemplar", "demonstration", "sample", "for instance", "e.g.", "few-shot", "like th", "as follows", "such as",
    "示例", "样例", "范例", "例", "参考", "如下",
)  # fmt: skip


def announces(text: str) -> bool:
    """Whether a text says that examples follow."""
    lower = text.lower()
    return any(map(lower.__contains__, _CUE_WORDS)) and CUE.search(text) is not None


def joined(text: str, lines: Sequence[Line], open_end: bool, announced: bool) -> Examples:
    """Pairs that are joined on their line.

    open_end: what is asked comes in a later turn. announced: the prompt says that examples follow.
    """
    found = _in_arrows(text) if ">" in text or any(map(text.__contains__, "→⇒➔➜⟶")) else NONE
    if not found.shots and len(lines) >= 3:
        found = _in_lines(lines, open_end, announced) or _in_json(lines) or NONE
    return found


def _in_arrows(text: str) -> Examples:
    """Pairs "a -> b", apart from one another, and a last arrow that leads nowhere."""
    tail = text[-4000:] if len(text) > 4000 else text
    arrows = list(_ARROW.finditer(tail))
    if len(arrows) < 3 or tail[arrows[-1].end() :].strip(_BLANK):
        return NONE
    spans: list[tuple[int, int]] = []
    shift = len(text) - len(tail)
    for arrow, after in pairwise(arrows):
        between = tail[arrow.end() : after.start()].strip(" \t")
        cut = re.search(r"[\n,;，；|]", between)
        if cut is None or not between[: cut.start()].strip(_OPEN) or not between[cut.end() :].strip(_OPEN):
            spans.clear()
            continue
        spans.append((shift + arrow.start(), shift + arrow.end()))
    return Examples(len(spans), tuple(spans)) if len(spans) >= 2 else NONE


def _in_lines(lines: Sequence[Line], open_end: bool, announced: bool) -> Examples | None:
    """Lines of two sides. The last one lacks its right side; or examples are announced, and something to do follows them."""
    last = lines[-1].text
    for joint in _JOINTS:
        if _left_open(last, joint):
            run = _run(lines, len(lines) - 1, joint)
            above = lines[run[0][0] - 1].text if run and run[0][0] else ""
            if (
                len(run) >= 2
                and (joint == "\t" or not _left_open(above, joint))
                and _alike([pair[1:] for pair in run], joint, last)
            ):
                return _shown(lines, run)
    if not (announced or open_end):
        return None
    for joint in _JOINTS[:9]:
        for stop in range(len(lines), 1, -1):
            if joint not in lines[stop - 1].text:
                if len(lines) - stop >= 4:
                    break
                continue
            run = _run(lines, stop, joint)
            if len(run) < 2 or not _alike([pair[1:] for pair in run], joint, ""):
                break
            before = " ".join(line.text for line in lines[max(0, run[0][0] - 2) : run[0][0]])
            after = " ".join(line.text for line in lines[stop:])
            if announces(before) and (open_end or (after and (_TURN.search(after) or after[-1] in "?？:："))):
                return _shown(lines, run)
            break
    return None


def _left_open(line: str, joint: str) -> bool:
    bare = joint.strip() or joint
    if not line:
        return False
    if joint == "\t":
        return False if "\t" in line else len(line) > 1
    if line.startswith("|") and line.endswith("|") and bare == "|":
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        return len(cells) > 1 and cells[-1] in _UNKNOWN and bool(cells[0])
    left, _, right = line.rpartition(bare)
    return bool(left.strip()) and right.strip() in _UNKNOWN


def _split(line: str, joint: str) -> tuple[str, str] | None:
    """Both sides of a line, None where one is empty."""
    if line.startswith("|") and line.endswith("|") and joint.strip() == "|":
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        left, right = " ".join(cells[:-1]).strip(), cells[-1]
        return (left, right) if len(cells) > 1 and left and right and right.strip("-: ") else None
    if joint == " | " and line.endswith("|"):
        return None
    left, found, right = line.rpartition(joint) if joint in (",", ": ", "：", " | ") else line.partition(joint)
    left, right = left.strip(), right.strip()
    return (left, right) if found and left and right and right not in _UNKNOWN else None


def _run(lines: Sequence[Line], stop: int, joint: str) -> list[tuple[int, str, str]]:
    """The unbroken lines of two sides that end before `stop`: (place, left, right)."""
    run: list[tuple[int, str, str]] = []
    for place in range(stop - 1, -1, -1):
        sides = _split(lines[place].text, joint)
        if sides is None:
            break
        run.append((place, *sides))
        if lines[place].gap > 1:
            break
    return run[::-1]


def _alike(sides: Sequence[tuple[str, str]], joint: str, last: str) -> bool:
    """Whether pairs are inputs with their outputs, and not the fields of one form, a list of terms or a dialogue."""
    lefts = [_NUMBERED.sub("", left, count=1).strip("\"'*` ") for left, _ in sides]
    rights = [right.strip("\"'*`. ").lower() for _, right in sides]
    if len({*map(str.lower, lefts)}) < len(lefts):
        return False
    if joint not in (": ", "：", ",", " - ", "|"):
        return True
    if (
        joint == ","
        and last.endswith(('"?"', ",?", ',""'))
        and all("," not in left or '"' in left for left, _ in sides)
    ):
        return True
    asked = _NUMBERED.sub("", last.rstrip(" :：,-|?"), count=1)
    if any(left.lower() in GIVEN or left.lower() in WANTED or left.endswith(FIELDS) for left in (*lefts, asked)):
        return False
    classes = len({*rights}) < len(rights) and all(len(right) <= 40 for right in rights)
    long = sum(
        len(left.split()) >= 4 or (not left.isascii() and len(left) >= 7) for left in [*lefts, asked or lefts[0]]
    )
    small = all(left[:1].islower() or not left.isascii() for left in lefts) and len(lefts) >= 2
    return classes or long * 2 > len(lefts) or (small and _even(lefts) and _even(rights))


def _even(texts: Sequence[str]) -> bool:
    sizes = [len(text) for text in texts]
    return max(sizes) <= 4 * min(sizes) + 6


def _in_json(lines: Sequence[Line]) -> Examples | None:
    """Objects whose last one has an empty value where the others have one."""
    found = _JSON.search(lines[-1].text[-200:])
    if found is None:
        return None
    filled = re.compile(r'"' + re.escape(found[1]) + r'"\s?:\s?(?:"[^"\s]|[\d\[{tf])')
    run = [(place, "", "") for place, line in enumerate(lines[:-1]) if filled.search(line.text[:2000])]
    return _shown(lines, run) if len(run) >= 2 else None


def _shown(lines: Sequence[Line], run: Sequence[tuple[int, str, str]]) -> Examples:
    return Examples(len(run), tuple((lines[p].start, lines[p].start + min(len(lines[p].text), 60)) for p, _, _ in run))
