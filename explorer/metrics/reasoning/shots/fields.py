"""Worked examples under labels: the same fields again and again, filled, and then one left open."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from explorer.metrics.reasoning.labels import GIVEN, SPEAKERS, WANTED
from explorer.metrics.reasoning.shots.found import NONE, Examples

_LABEL = re.compile(
    r"[ \t]{0,8}[-#>*•\[【<({\"'_]{0,6}[ \t]{0,2}(?:\d{1,3}[.)、][ \t]{0,2})?[*_\[【\"']{0,3}"
    r"(?P<name>[^\W\d_][^\n:：<>\[\]【】{}|,，。?？!！\"]{0,30}?)"
    r"(?P<number>[ \t#]{0,2}\(?\d{0,3}\)?)[\]】>)*_\"']{0,4}[ \t]{0,2}[:：][*_]{0,3}[ \t]{0,3}"
)
_TAG = re.compile(r"[ \t]{0,8}<(?P<name>[A-Za-z][A-Za-z_ -]{0,20})(?P<number>\d{0,3})>")
_HEADING = re.compile(r"#{1,5}[ \t]{0,2}(?P<name>[^\W\d_][^\n:：#.]{0,30}?)(?P<number>[ \t]{0,2}\d{0,3})[ \t]{0,3}$")
_KNOWN = frozenset(name for name in GIVEN | WANTED if len(name) > 1 or name in "qa问答解译题")
_COLON = re.compile("[:：]")
_BEFORE_LABEL = re.compile(r"[,;.。；，|>\"'{(\[【*#\n\t?？!！-]")
_BLANK = " \t\r\n?？_.…\"'“”`*:："


class _Field(NamedTuple):
    key: str
    start: int
    end: int
    filled: bool
    line: str
    gap: bool  # a blank line or a rule stands before it


def in_fields(text: str, open_end: bool) -> Examples:
    """Examples under labels, each on a line of its own or, where the labels are well known, wherever they stand.

    open_end: what is asked comes in a later turn.
    """
    colons = text.count(":") + text.count("：")
    if colons < 3 and text.count("<") < 4 and text.count("###") < 4:
        return NONE
    found = _in_fields(_fields(text), open_end)
    if not found.shots and colons >= 4:
        found = _in_fields(_inline(text), open_end, known_only=True)
    return found


def _fields(text: str) -> list[_Field]:
    """Lines that begin with a label, and whether a value follows before the next such line."""
    fields: list[_Field] = []
    start = 0
    gap = True
    pending = False  # the last field has no value yet
    for line in text.split("\n"):
        match = _LABEL.match(line) if ":" in line or "：" in line else None
        if match is None:
            if line.startswith("#"):
                match = _HEADING.match(line)
            elif "<" in line[:9]:
                match = _TAG.match(line)
        if match is not None and (key := _key(match["name"])):
            value = line[match.end() :].strip(_BLANK)
            if value.startswith("</"):
                value = ""
            said = line[match.end() :].strip()
            fields.append(_Field(key, start + match.start("name"), start + match.end(), bool(value), said, gap))
            pending = not value
            gap = False
        else:
            bare = line.strip(_BLANK + "-=#~")
            if bare and not bare.startswith("/") and pending:
                fields[-1] = fields[-1]._replace(filled=True, line=line.strip())
                pending = False
            gap = not bare
        start += len(line) + 1
    return fields


def _inline(text: str) -> list[_Field]:
    """Well-known labels wherever they stand, also several on a line."""
    labels: list[tuple[str, int, int]] = []
    for colon in _COLON.finditer(text):
        base = max(0, colon.start() - 30)
        bare = text[base : colon.start()].rstrip("\"'])】* 0123456789")
        words = _BEFORE_LABEL.split(bare)[-1].lower().split(" ")
        for first in range(max(0, len(words) - 3), len(words)):
            if (name := " ".join(words[first:])) in _KNOWN:
                labels.append((_key(name), base + len(bare) - len(name), colon.end()))
                break
    fields: list[_Field] = []
    for place, (key, start, end) in enumerate(labels):
        stop = labels[place + 1][1] if place + 1 < len(labels) else len(text)
        value = text[end : min(stop, end + 200)].strip(_BLANK + ",;，；|")
        fields.append(_Field(key, start, end, bool(value), value, True))
    return fields


def _key(name: str) -> str:
    key = name.strip().lower()
    if len(key) > 2 and key[-1] in "是为":
        key = key[:-1]
    return "" if key.count(" ") > 3 else key


def _in_fields(fields: list[_Field], open_end: bool, known_only: bool = False) -> Examples:
    if len(fields) < 3:
        return NONE
    counts = Counter(field.key for field in fields)
    repeated = [key for key, count in counts.items() if count >= 2 and key not in SPEAKERS]
    if not repeated or len(repeated) > 12:
        return NONE
    answers = [key for key in repeated if key in WANTED]
    for wanted in answers:
        best = _by_answer(fields, wanted, counts, open_end)
        if best.shots:
            return best
    if known_only:
        return NONE
    for wanted in repeated:
        if wanted not in WANTED and wanted not in GIVEN:
            best = _by_shape(fields, wanted, counts)
            if best.shots:
                return best
    return NONE


def _by_answer(fields: list[_Field], wanted: str, counts: Counter[str], open_end: bool) -> Examples:
    """Examples whose answer stands under a well-known name."""
    if wanted == "a" and not ({"q", "question", "ques", "x"} & counts.keys()):
        return NONE
    places = [place for place, field in enumerate(fields) if field.key == wanted]
    filled = [place for place in places if fields[place].filled]
    if not filled:
        return NONE
    if len(filled) == 1:
        return _single(fields, wanted, places)
    between = [{field.key for field in fields[a + 1 : b]} for a, b in pairwise(filled)]
    asked = set.intersection(*between) - {wanted} if between else set()
    opening = {field.key for field in fields[: filled[0]]}
    asked = {key for key in asked if key in opening and key not in SPEAKERS}
    last = fields[-1]
    tail = fields[filled[-1] + 1 :]
    leaves_open = (
        (not last.filled and last.key == wanted)  # ends on the open answer
        or any(field.key == wanted and not field.filled for field in tail)
        or any(field.key in asked for field in tail)  # a last question without its answer
    )
    if not leaves_open and not (open_end and asked):
        return NONE
    if not asked and not (last.key == wanted and not last.filled):
        return NONE
    return Examples(len(filled), tuple((fields[place].start, fields[place].end) for place in filled))


def _single(fields: list[_Field], wanted: str, places: list[int]) -> Examples:
    """One example and the open question of the very same form, nothing else."""
    if len(places) != 2 or places[1] != len(fields) - 1 or fields[-1].filled:
        return NONE
    keys = [field.key for field in fields]
    asked = keys[places[0] + 1 : places[1]]
    if not asked or asked[0] not in GIVEN or keys[: places[0]][-len(asked) :] != asked:
        return NONE
    answer = fields[places[0]]
    return Examples(1, ((answer.start, answer.end),))


def _by_shape(fields: list[_Field], wanted: str, counts: Counter[str]) -> Examples:
    """Examples under names of their own: blocks of the same fields, the last of which lacks its last value."""
    last = fields[-1]
    if last.key != wanted or last.filled or counts[wanted] < 3:
        return NONE
    places = [place for place, field in enumerate(fields) if field.key == wanted]
    if not all(fields[place].filled for place in places[:-1]):
        return NONE
    blocks = [tuple(f.key for f in fields[a + 1 : b + 1]) for a, b in pairwise(places)]
    if len(set(blocks)) != 1 or len(blocks[0]) != 2 or blocks[0][0] in SPEAKERS:
        return NONE
    given = [fields[place - 1] for place in places]
    answers = [fields[place] for place in places[:-1]]
    apart = all(field.gap for field in given[1:]) and not any(field.gap for field in answers)
    terse = sum(len(f.line) <= 60 and f.line[-1:] not in ".!?。！？…~" for f in answers) * 5 >= 4 * len(answers)
    if not (apart or terse):
        return NONE
    return Examples(len(places) - 1, tuple((field.start, field.end) for field in answers))
