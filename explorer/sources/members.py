"""Members of a JSON object, found without parsing it whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import orjson

from explorer.sources import lenient
from explorer.sources.jsonscan import Scanner

_CHUNK = 1 << 20
PEEK = 1 << 16  # bytes of a value that are looked at
_MEMBERS = 1_000
SAMPLED = 20
_MEMBER = re.compile(rb'[\s,]*("(?:[^"\\]|\\.)*")\s*:\s*', re.DOTALL)


@dataclass(slots=True)
class Member:
    """A member of an object: its name, where its value begins and what that begins with; of an array, its first elements."""

    name: str
    start: int  # first byte of the value
    kind: str  # its first character
    head: bytes = b""
    items: list[Any] = field(default_factory=list)  # the first elements of an array, parsed
    is_empty: bool = False


def members_of(handle: Any, start: int, stop: int) -> tuple[list[Member], int]:
    """The first members of the object whose content begins at `start`; where it closes, -1 if it does not."""
    handle.seek(start)
    scanner = Scanner(1)
    at, close = start, -1
    begins = [start]
    while at < stop and (block := handle.read(min(_CHUNK, stop - at))):
        found = scanner.feed(block)
        if len(begins) < _MEMBERS:
            begins.extend((found.cuts[: _MEMBERS - len(begins)] + at + 1).tolist())
        if found.close >= 0:
            close = at + found.close
            break
        at += len(block)
    members = []
    for begin in begins:
        handle.seek(begin)
        head = handle.read(PEEK)
        match = _MEMBER.match(head)
        if match is None:
            continue
        try:
            name = orjson.loads(match.group(1))
        except orjson.JSONDecodeError:
            continue
        members.append(Member(name, begin + match.end(), head[match.end() : match.end() + 1].decode("latin-1")))
    return members, close


def elements(head: bytes) -> tuple[list[Any], bool]:
    """(the first elements of an array, parsed as far as they lie in its first bytes; whether it is empty)."""
    if head[1:].lstrip()[:1] == b"]":
        return [], True
    scanner = Scanner(1)
    found = scanner.feed(head[1:])
    ends = [*(found.cuts[:SAMPLED] + 1).tolist(), *([found.close + 1] if found.close >= 0 else [])]
    items, begin = [], 1
    for end in ends[:SAMPLED]:
        try:
            items.append(lenient.parse(head[begin:end], "line")[0])
        except lenient.UnreadableError:
            pass
        begin = end + 1
    if not items and head[1:].lstrip()[:1] == b"{":
        items = [{}]  # a first row longer than what was looked at
    return items, False


def end_of(head: bytes) -> int:
    """End of the value that a member's first bytes begin with; all of them where it goes on."""
    scanner = Scanner(1)
    result = scanner.feed(head)
    ends = [int(cut) for cut in result.cuts[:1]] + ([result.close] if result.close >= 0 else [])
    return min(ends, default=len(head))


def keys_of(member: Member) -> set[str]:
    """Keys of an object, those within its first bytes."""
    head = member.head
    scanner = Scanner(1)
    found = scanner.feed(head[1:])
    begins = [1, *(found.cuts[:200] + 2).tolist()]
    keys = set()
    for begin in begins:
        if match := _MEMBER.match(head, begin):
            keys.add(match.group(1).strip(b'"').decode("utf-8", "replace"))
    return keys
