"""Where a single JSON object keeps its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from explorer.errors import SourceError
from explorer.sources import lenient
from explorer.sources.jsonfile import BY_KEY, ROWS, SPLITS
from explorer.sources.jsonscan import Scanner
from explorer.sources.records import printable

COLUMNS = "columns"  # turned into lines in a copy, see `columns.py`
SINGLE = "single"

_CHUNK = 1 << 20
_PEEK = 1 << 16  # bytes of a value that are looked at
_MEMBERS = 1_000
_SAMPLED = 20
_MEMBER = re.compile(rb'[\s,]*("(?:[^"\\]|\\.)*")\s*:\s*', re.DOTALL)
_SPLIT_NAMES = re.compile(
    r"^(train|test|valid|validation|val|dev|eval|holdout|predict|unlabell?ed)([-_. ]?\w+)?$", re.I
)
_ROW_NAMES = {
    "data",
    "examples",
    "rows",
    "items",
    "records",
    "dataset",
    "samples",
    "entries",
    "questions",
    "train",
    "test",
}
# Lists that belong to one row: turns, answers and the like.
_NESTED = {
    "messages", "conversations", "conversation", "instances", "turns", "history", "choices", "tools", "functions",
    "tool_calls", "images", "mapping", "replies", "answers", "chosen", "rejected", "candidates", "responses", "outputs",
    "completions", "steps", "documents", "contexts", "context", "paragraphs", "dialog", "dialogue",
}  # fmt: skip
# What tasks say once for all their rows.
_SHARED = {"definition", "task_definition"}
_SPEAKERS = {"role", "from", "speaker"}


def is_split_name(name: str) -> bool:
    """Whether something that holds rows is called as splits are."""
    return bool(_SPLIT_NAMES.match(name))


@dataclass(slots=True)
class Layout:
    """layout, regions, beside: see `jsonfile`. follows: first character of what comes after the object.

    line_end: whether the object ends with its line.
    """

    layout: str
    regions: list[list[Any]] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    follows: str = ""
    line_end: bool = False


@dataclass(slots=True)
class _Member:
    name: str
    start: int  # first byte of the value
    kind: str  # its first character
    head: bytes = b""
    items: list[Any] = field(default_factory=list)  # the first elements of an array, parsed
    is_empty: bool = False


def object_layout(plain: Path, name: str, at: int, size: int, limit: int | None) -> Layout:
    """The layout of the object that begins at byte `at`. limit: look at so many bytes only."""
    stop = size if limit is None else min(size, at + limit)
    with plain.open("rb", buffering=0) as handle:
        members, close = _members(handle, at + 1, stop)
        found = Layout(SINGLE)
        if close < 0:
            if stop == size:
                found.notes.append("The object is not closed: the file may be cut short.")
        else:
            handle.seek(close + 1)
            after = handle.read(_CHUNK)
            found.follows = after.lstrip()[:1].decode("latin-1")
            found.line_end = b"\n" in after[: len(after) - len(after.lstrip())]
        if found.follows in ("{", "["):
            return found
        for member in members:
            handle.seek(member.start)
            member.head = handle.read(_PEEK)
            if member.kind == "[":
                member.items, member.is_empty = _elements(member.head)
    _decide(found, members, at)
    return found


def _members(handle: Any, start: int, stop: int) -> tuple[list[_Member], int]:
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
        head = handle.read(_PEEK)
        match = _MEMBER.match(head)
        if match is None:
            continue
        try:
            name = orjson.loads(match.group(1))
        except orjson.JSONDecodeError:
            continue
        members.append(_Member(name, begin + match.end(), head[match.end() : match.end() + 1].decode("latin-1")))
    return members, close


def _elements(head: bytes) -> tuple[list[Any], bool]:
    """(the first elements of an array, parsed as far as they lie in its first bytes; whether it is empty)."""
    if head[1:].lstrip()[:1] == b"]":
        return [], True
    scanner = Scanner(1)
    found = scanner.feed(head[1:])
    ends = [*(found.cuts[:_SAMPLED] + 1).tolist(), *([found.close + 1] if found.close >= 0 else [])]
    items, begin = [], 1
    for end in ends[:_SAMPLED]:
        try:
            items.append(lenient.parse(head[begin:end], "line")[0])
        except lenient.UnreadableError:
            pass
        begin = end + 1
    if not items and head[1:].lstrip()[:1] == b"{":
        items = [{}]  # a first row longer than what was looked at
    return items, False


def _decide(found: Layout, members: Sequence[_Member], at: int) -> None:
    lists = [member for member in members if member.kind == "["]
    if instances := _instances(found, lists, members):
        found.layout = ROWS
        found.regions = [[instances.name, instances.start + 1, 1]]
        return
    rows = [member for member in lists if _holds_rows(member)]
    empty = [member for member in lists if member.is_empty]
    named = [member for member in rows if member.name.lower() in _ROW_NAMES]
    if len(rows) > 1 and len(named) == 1 and len(members) > len(rows):
        rows = named  # beside the rows of a dataset server stands a list of what their fields are
    if rows and len(rows) + len(empty) == len(members):
        if len(members) == 1 or _are_splits(rows, [member.name for member in members]):
            found.layout = ROWS if len(members) == 1 else SPLITS
            found.regions = [[member.name, member.start + 1, 1] for member in members]
            return
    elif (
        len(rows) == 1
        and rows[0].name.lower() not in _NESTED
        and (len(rows[0].items) > 1 or rows[0].name.lower() in _ROW_NAMES)
    ):
        found.layout = ROWS
        found.regions = [[rows[0].name, rows[0].start + 1, 1]]
        return
    if members and len(lists) == len(members) and not rows and not any(_holds_turns(member) for member in lists):
        found.layout = COLUMNS
    elif members and all(member.kind == "{" for member in members):
        inner = [_keys(member) for member in members[:_SAMPLED]]
        if all(keys and all(key.isdigit() for key in keys) for keys in inner):
            found.layout = COLUMNS
        elif len(members) > 1 and _is_keyed([member.name for member in members], inner):
            found.layout = BY_KEY
            found.regions = [["", at + 1, 1]]


def _instances(found: Layout, lists: Sequence[_Member], members: Sequence[_Member]) -> _Member | None:
    """The instances of a task that is defined beside them (Super-NaturalInstructions); the definition goes to each row."""
    shared = [member for member in members if member.name.lower() in _SHARED]
    held = [member for member in lists if member.name.lower() == "instances" and _holds_rows(member)]
    if not shared or len(held) != 1:
        return None
    for member in shared:
        try:
            text = member.head[: _end(member.head)]
            found.beside[member.name] = lenient.parse(text, "line")[0]
        except lenient.UnreadableError:
            return None
    return held[0]


def _end(head: bytes) -> int:
    """End of the value that a member's first bytes begin with; all of them where it goes on."""
    scanner = Scanner(1)
    result = scanner.feed(head)
    ends = [int(cut) for cut in result.cuts[:1]] + ([result.close] if result.close >= 0 else [])
    return min(ends, default=len(head))


def _holds_rows(member: _Member) -> bool:
    items = member.items
    return bool(items) and all(isinstance(item, dict) for item in items) and not _holds_turns(member)


def _holds_turns(member: _Member) -> bool:
    return any(isinstance(item, dict) and _SPEAKERS & item.keys() for item in member.items)


def _are_splits(rows: Sequence[_Member], names: Sequence[str]) -> bool:
    if all(_SPLIT_NAMES.match(name) for name in names):
        return True
    first = set(rows[0].items[0])
    return len(rows) > 1 and all(_overlap(first, set(member.items[0])) >= 0.5 for member in rows[1:])


def _overlap(a: set[str], b: set[str]) -> float:
    return len(a & b) / max(1, len(a | b))


def _keys(member: _Member) -> set[str]:
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


def _is_keyed(names: Sequence[str], inner: Sequence[set[str]]) -> bool:
    """Whether members are rows that are alike, under keys that name them."""
    alike = sum(_overlap(inner[0], keys) >= 0.5 for keys in inner) >= 0.8 * len(inner) and bool(inner[0])
    return alike and (len(names) > 2 or all(any(char.isdigit() for char in name) for name in names))


def ragged(name: str, lengths: dict[str, int]) -> SourceError:
    """Columns that do not have equally many cells."""
    said = ", ".join(f"{printable(key)[:40]} {length:,}" for key, length in list(lengths.items())[:6])
    return SourceError(
        f"{name} holds columns of different lengths ({said}), so its rows cannot be told.",
        "Write the file again with as many values in every column.",
    )
