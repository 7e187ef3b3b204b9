"""Worked examples whose frame recurs line by line: the same words, whatever they say, around material that differs.

Nothing is known of the words. Three things tell examples from lists, dialogues and documents:
the last block is of the others' frame, it is shorter than they are, and it stops where theirs goes on with an answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from explorer.metrics.reasoning.labels import SPEAKERS, WANTED
from explorer.metrics.reasoning.shots.found import NONE, Examples, Line
from explorer.metrics.reasoning.shots.labelled import in_one_line
from explorer.metrics.reasoning.shots.shapes import ITEM, label_of, mask, name_of, said, tails

_MOST = 600
"""Lines that are looked at; a prompt of more is read at both ends."""
_WORDED = re.compile(r"[^\W\d_]{2}|[\u3400-\u9fff]|^\W{0,3}[aq]\W{1,3}$")
_WORDS = re.compile(r"[^\W\d_]+")
_EMPTY = re.compile(r"[^\n:：]{1,40}[:：][ _.…]*")
_SENTENCE = ".!。！…~"
_SPOKEN = '.!?。！？…~”"'
_ASKS = "?？:：=>_"


def repeated(text: str, lines: Sequence[Line], announced: bool) -> Examples:
    """Examples by a frame that recurs. lines: of the text. announced: the prompt says that examples follow."""
    if len(lines) < 3:
        return in_one_line(text)
    if len(lines) > _MOST:
        lines = [*lines[: _MOST // 2], *lines[-_MOST // 2 :]]
    asks = announced or text[-1] == "\n" or lines[-1].text[-1] in _ASKS or ITEM.match(lines[-1].text) is not None
    if not asks and not _recurs(text, mask(lines[-1].text)):
        return NONE
    shapes = [mask(line.text) for line in lines]
    if _OF_TABLE_OR_CODE.match(shapes[-1]) or _refrain(shapes[-1]) or (not announced and _is_script(lines)):
        return NONE
    found = _open_end(lines, shapes)
    if not found.shots:
        found = in_one_line(text)
    if not found.shots and asks:
        found = _shorter_last(lines, shapes)
    if not found.shots:
        found = _bare_blocks(text, lines)
    return found


def _recurs(text: str, last: str) -> bool:
    """Whether lines can begin as the last one does, or hold what it ends on; quick, as most prompts end here."""
    begins = last[:5]
    return '"' in begins or "0" in begins or text.lower().count(begins) > 1 or last[-1] in ":：=>]】"


_OF_TABLE_OR_CODE = re.compile(r"\+[-=]+\+|(?:echo|print|printf|puts|console\.log|system\.out\.println)\b[ (]{0,2}\"")
"""What ends a drawn table or a program, and recurs in it."""


_COMMAND = re.compile(
    r"[A-Z]\w+-[A-Z]\w+ |(?:mv|cp|rm|cd|git|sudo|pip|npm|docker|curl|kubectl|echo) [\w./~-]|\$?\w[\w.]* = \S|\w[\w.]*\(.*\);?$"
)
"""How a line of a script begins: a command, an assignment, a call."""


def _is_script(lines: Sequence[Line]) -> bool:
    """Whether the last lines are commands: their likeness is that of code."""
    last = lines[-4:]
    return len(last) > 2 and sum(_COMMAND.match(line.text) is not None for line in last) > 2


def _refrain(last: str) -> bool:
    """Whether a line says the same words over and over, as songs do, and not what an example is."""
    words = _WORDS.findall(last)
    return len(words) >= 4 and len(set(words)) * 2 <= len(words)


def _open_end(lines: Sequence[Line], shapes: Sequence[str]) -> Examples:
    """The last line is what earlier ones begin with or hold, and there something follows."""
    last, size = shapes[-1], len(lines)
    rule = not last.strip("-*=#~_+") and len(last) > 1
    if len(lines[-1].text) > 200 or not (rule or _WORDED.search(last)):
        return NONE  # a bracket or a number recurs in code and tables
    marks: list[tuple[int, int]] = []  # of the lines that go on: place among the lines, characters of the frame
    for place in range(size - 1):
        shape = shapes[place]
        if shape == last:
            goes_on = place + 1 < size - 1 and shapes[place + 1] != last and not _EMPTY.fullmatch(shapes[place + 1])
        else:
            goes_on = shape.startswith(last) and said(shape[len(last) :])
        if goes_on:
            marks.append((place, len(last)))
    inline = False
    for label in tails(last) if len(marks) < 2 else ():
        before = [(place, shape.find(label)) for place, shape in enumerate(shapes[:-1])]
        found = [(place, at) for place, at in before if at >= 0 and shapes[place][at + len(label) :].strip()]
        if len(found) > len(marks):
            marks, inline = [(place, at + len(label)) for place, at in found], True
    if not marks:
        return NONE
    places = [place for place, _ in marks]
    if not inline and (
        (ITEM.fullmatch(last) and name_of(last) != "a")
        or (any(b - a < 2 for a, b in pairwise([*places, size - 1])) and '""' not in last)
    ):
        return NONE
    if len(lines) - 1 - places[-1] > 200 or (not inline and not _aligned(lines, shapes, [*places, size - 1], last)):
        return NONE
    if inline and len(marks) < 2:
        return NONE
    return Examples(len(marks), tuple((lines[p].start, lines[p].start + min(n, len(lines[p].text))) for p, n in marks))


def _aligned(lines: Sequence[Line], shapes: Sequence[str], places: Sequence[int], last: str) -> bool:
    """Whether blocks that end on an open frame are examples, and no talk between two."""
    name = name_of(last)
    if name in SPEAKERS:
        return False
    between = [range(a + 1, b) for a, b in pairwise(places)]
    before = [{label_of(shapes[n]) for n in block} - {""} for block in between]
    shared = set.intersection(*before) if before else set()
    if len(places) == 2:  # one example: its block and the last one must be alike beyond doubt
        opening = {label_of(shapes[n]) for n in range(places[0])} - {""}
        apart = any(lines[n].gap for n in range(places[0] + 1, places[1] + 1)) or name in WANTED
        return apart and bool(shared & opening or _same_words(shapes, places)) and len(shared) <= 8
    if name in WANTED and not (name == "a" and any(name_of(label) in SPEAKERS for label in shared)):
        return True
    if '""' in last and len(_WORDS.findall(last)) > 1:
        return True  # sentences around what is quoted
    gaps = {lines[n].gap for a, b in pairwise(places) for n in range(a + 1, b + 1)}
    if len(gaps) > 1 and not all(len(block) == 1 and name_of(*before[0]) in SPEAKERS for block in between if before[0]):
        return True
    if any(not label_of(shapes[n]) and not ITEM.match(shapes[n]) for block in between for n in block):
        return not any(name_of(label) in SPEAKERS for label in shared) or any(len(block) > 2 for block in between)
    # Every line has its label and none stands apart: a talk looks so, too. Examples are answered in a word or two.
    answers = [lines[place].text[len(last) :].strip() or lines[place + 1].text for place in places[:-1]]
    terse = sum(len(said) <= 60 and said[-1:] not in _SPOKEN for said in answers) * 5 >= 4 * len(answers)
    return terse and not any(name_of(label) in SPEAKERS for label in shared)


def _same_words(shapes: Sequence[str], places: Sequence[int]) -> bool:
    """Whether some line of the last block begins or ends as one of the block before it."""
    first = {key for n in range(places[0]) for key in _keys(shapes[n])}
    return any(key in first for n in range(places[0] + 1, places[1]) for key in _keys(shapes[n]))


def _keys(shape: str) -> list[str]:
    """By what a line can be the same as another: its label, its first and last words, itself where it is short."""
    keys: list[str] = []
    if len(label := label_of(shape)) > 1 and not ITEM.fullmatch(label + " "):
        keys.append("l" + label)
    if ITEM.match(shape):
        return keys
    if shape.isascii():
        words = shape.split(" ")
        if len(words) > 3:
            keys.append("p" + " ".join(words[:3]))
            keys.append("s" + " ".join(words[-3:]))
    elif len(shape) > 8:
        keys.append("p" + shape[:6])
        keys.append("s" + shape[-6:])
    if 2 < len(shape) <= 160:
        keys.append("w" + shape)
    return keys


def _shorter_last(lines: Sequence[Line], shapes: Sequence[str]) -> Examples:
    """Blocks that hold the same line, each going on behind it for longer than the last one does."""
    held: defaultdict[str, list[int]] = defaultdict(list)
    for place, shape in enumerate(shapes):
        for key in _keys(shape):
            held[key].append(place)
    seen: set[tuple[int, ...]] = set()
    for place in range(len(lines) - 1, max(len(lines) - 14, -1), -1):
        for key in _keys(shapes[place]):
            places = held[key]
            if 2 <= len(places) <= 60 and places[-1] == place and (frozen := tuple(places)) not in seen:
                seen.add(frozen)
                if _stops_short(lines, shapes, places, key):
                    spans = ((lines[p].start, lines[p].start + min(len(lines[p].text), 60)) for p in places[:-1])
                    return Examples(len(places) - 1, tuple(spans))
    return NONE


def _stops_short(lines: Sequence[Line], shapes: Sequence[str], places: Sequence[int], key: str) -> bool:
    name = name_of(key[1:]) if key[0] == "l" else ""
    if name in SPEAKERS or (name in WANTED and not _heads(lines, places)):
        return False
    last = range(places[-1] + 1, len(lines))
    blocks = [_rest(lines, a + 1, b) for a, b in pairwise(places)]
    if not all(blocks) or any(len(block) > 80 for block in blocks):
        return False
    kinds = [_kinds(shapes, block) for block in blocks]
    end = _kinds(shapes, last)
    if not all(len(kind) > len(end) and kind[: len(end)] == end for kind in kinds):
        sizes = {len(block) for block in blocks}
        if len(sizes) != 1 or len(last) >= min(sizes) or (len(blocks) < 2 and len(last) + 1 != min(sizes)):
            return False
    # What follows in the other blocks has to look like one answer: a field or a few lines, behind which the block ends.
    gaps = [lines[place].gap for place in places[1:]]
    if len(blocks) == 1:
        return (
            key[0] in "lws"
            and (max(gaps) > 0 or lines[blocks[0][-1]].gap > 0)
            and len(key) > 8
            and _answers(lines, blocks)
        )
    if _a_talk(lines, shapes, blocks) and any(lines[n].text[-1] in _SPOKEN for block in blocks for n in block):
        return False
    if not last and not (key[0] in "lw" or _answers(lines, blocks)):
        return False
    return _answers(lines, blocks) or (len(blocks) > 1 and max(gaps) > 0)


def _a_talk(lines: Sequence[Line], shapes: Sequence[str], blocks: Sequence[Sequence[int]]) -> bool:
    """Whether each line of the blocks is labelled and none stands apart, as the lines of people who talk."""
    return all(len(block) < 3 for block in blocks) and all(
        label_of(shapes[n]) and not lines[n].gap for block in blocks for n in block
    )


def _heads(lines: Sequence[Line], places: Sequence[int]) -> bool:
    """Whether each place is the first line of a paragraph, and all paragraphs between begin so."""
    inside = (lines[n].gap for a, b in pairwise([*places, len(lines)]) for n in range(a + 1, b))
    return all(lines[place].gap or not place for place in places) and not any(inside)


def _answers(lines: Sequence[Line], blocks: Sequence[Sequence[int]]) -> bool:
    """Whether most blocks end on something short, or on a line behind a blank one."""
    told = sum(
        (len(said := lines[block[-1]].text) <= 60 and said[-1] not in "?？:：") or lines[block[-1]].gap > 0
        for block in blocks
    )
    return told * 4 >= 3 * len(blocks)


def _rest(lines: Sequence[Line], start: int, stop: int) -> list[int]:
    """What of the lines between two anchors belongs to the first one's block: all before the widest gap."""
    widest, cut = 0, stop
    for place in range(start + 1, stop + 1):
        if place < len(lines) and lines[place].gap > widest:
            widest, cut = lines[place].gap, place
        elif place < len(lines) and lines[place].gap == widest and widest and cut < stop and lines[start].gap < widest:
            cut = place
    return list(range(start, cut))


def _kinds(shapes: Sequence[str], places: Sequence[int] | range) -> list[str]:
    """The lines of a block by kind, items of one list as one."""
    kinds: list[str] = []
    for place in places:
        shape = shapes[place]
        kind = "-" if ITEM.match(shape) else label_of(shape) or "*"
        if kind != "-" or kinds[-1:] != ["-"]:
            kinds.append(kind)
    return kinds


def _bare_blocks(text: str, lines: Sequence[Line]) -> Examples:
    """Blocks without any words of their own: some lines and a short last one each, which the last block lacks."""
    widest = max(line.gap for line in lines[1:])
    if widest < 1:
        return NONE
    begins = [0, *(place for place, line in enumerate(lines) if place and line.gap == widest), len(lines)]
    blocks = list(pairwise(begins))
    if len(blocks) < 3 or len(blocks) > 60:
        return NONE
    *full, last = blocks
    if full[0][1] - full[0][0] == 1 and len(full) > 2:
        full = full[1:]  # a heading or an order
    ends = [lines[b - 1].text for _, b in full]
    short = sum(len(end) <= 40 and end[-1] not in _SENTENCE + _ASKS for end in ends)
    if short < len(full) or any(b - a < 2 for a, b in full) or any(ITEM.match(end) and len(end) > 4 for end in ends):
        return NONE
    asked = lines[-1].text
    if not (asked[-1] in "?？" or (text.endswith("\n") and len(asked) > 40)) or last[1] - last[0] > max(
        b - a for a, b in full
    ):
        return NONE
    if len({*ends}) == 1 or sum(lines[b - 2].text[-1] in "?？.。:：" for _, b in full) * 2 < len(full):
        return NONE
    return Examples(
        len(full), tuple((lines[b - 1].start, lines[b - 1].start + len(lines[b - 1].text)) for _, b in full)
    )
