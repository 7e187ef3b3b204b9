"""Where a single JSON object keeps its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.errors import SourceError
from explorer.sources import lenient
from explorer.sources.jsonfile import BY_KEY, ROWS, SPLITS
from explorer.sources.members import PEEK, SAMPLED, Member, elements, end_of, keys_of, members_of
from explorer.sources.records import printable

COLUMNS = "columns"  # turned into lines in a copy, see `columns.py`
SINGLE = "single"

_CHUNK = 1 << 20
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
    """layout, regions, beside, header: see `jsonfile`. follows: first character of what comes after the object.

    line_end: whether the object ends with its line.
    """

    layout: str
    regions: list[list[Any]] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)
    header: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    follows: str = ""
    line_end: bool = False
    dialogues: bool = False  # whether each row holds a list of messages


def object_layout(plain: Path, name: str, at: int, size: int, limit: int | None, depth: int = 0) -> Layout:
    """The layout of the object that begins at byte `at`. limit: look at so many bytes only. depth: of objects around it."""
    stop = size if limit is None else min(size, at + limit)
    with plain.open("rb", buffering=0) as handle:
        members, close = members_of(handle, at + 1, stop)
        found = Layout(SINGLE)
        if close < 0:
            if stop == size:
                found.notes.append("The object is not closed: the file may be cut short.")
        else:
            handle.seek(close + 1)
            after = handle.read(_CHUNK)
            found.follows = after.lstrip()[:1].decode("latin-1")
            found.line_end = b"\n" in after[: len(after) - len(after.lstrip())]
        if depth == 0 and found.follows in ("{", "["):
            return found
        for member in members:
            handle.seek(member.start)
            member.head = handle.read(PEEK)
            if member.kind == "[":
                member.items, member.is_empty = elements(member.head)
    _decide(found, members, at)
    if found.layout == SINGLE and close >= 0 and depth < _DEEPEST:
        _look_inside(found, plain, name, [member for member in members if member.kind == "{"], (size, limit, depth))
    return found


def _look_inside(
    found: Layout, plain: Path, name: str, members: Sequence[Member], where: tuple[int, int | None, int]
) -> None:
    """Rows within the only object of an object that is a list of dialogues, as apps keep their chats."""
    if len(members) != 1:
        return
    size, limit, depth = where
    inner = object_layout(plain, name, members[0].start, size, limit, depth + 1)
    if inner.layout == ROWS and inner.dialogues:
        found.layout, found.regions, found.dialogues = ROWS, inner.regions, True


def _decide(found: Layout, members: Sequence[Member], at: int) -> None:
    lists = [member for member in members if member.kind == "["]
    if (table := _table(lists)) is not None:
        found.header, data = table
        found.layout = ROWS
        found.regions = [[data.name, data.start + 1, 1]]
        return
    talks = [member for member in lists if _holds_dialogues(member)]
    if len(talks) == 1 and not _tells_a_task(members):
        found.layout, found.dialogues = ROWS, True
        found.regions = [[talks[0].name, talks[0].start + 1, 1]]
        return
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
        inner = [keys_of(member) for member in members[:SAMPLED]]
        if all(keys and all(key.isdigit() for key in keys) for keys in inner):
            found.layout = COLUMNS
        elif len(members) > 1 and _is_keyed([member.name for member in members], inner):
            found.layout = BY_KEY
            found.regions = [["", at + 1, 1]]


def _table(lists: Sequence[Member]) -> tuple[list[str], Member] | None:
    """(names of the columns, the rows) of a table whose rows are lists, as pandas writes it with `orient="split"`."""
    names = next((one for one in lists if one.name.lower() in _HEADERS), None)
    data = next((one for one in lists if one.name.lower() in _CELLS), None)
    if names is None or data is None or not names.items or not data.items:
        return None
    if not all(isinstance(name, str) for name in names.items):
        return None
    if not all(isinstance(row, list) and len(row) == len(names.items) for row in data.items):
        return None
    return list(names.items), data


_HEADERS, _CELLS = frozenset(("columns", "header", "fields")), frozenset(("data", "rows", "values"))
_DEEPEST = 2  # objects around the rows of an app


def _holds_dialogues(member: Member) -> bool:
    """Whether a list's items each hold messages, whatever the list is called."""
    return bool(member.items) and all(isinstance(item, dict) and _talks(item) for item in member.items)


def _talks(item: dict[str, Any]) -> bool:
    held = [one for one in item.values() if isinstance(one, list) and one]
    return (
        any(isinstance(one[0], dict) and len(_SPEAKERS & one[0].keys()) > 0 for one in held)
        and not _SPEAKERS & item.keys()
    )


def _tells_a_task(members: Sequence[Member]) -> bool:
    """Whether an object is a row itself: it asks something beside the list."""
    return any(member.kind == '"' and member.name.lower() in _ASKS for member in members)


_ASKS = frozenset(("prompt", "instruction", "question", "query", "input", "messages"))


def _instances(found: Layout, lists: Sequence[Member], members: Sequence[Member]) -> Member | None:
    """The instances of a task that is defined beside them (Super-NaturalInstructions); the definition goes to each row."""
    shared = [member for member in members if member.name.lower() in _SHARED]
    held = [member for member in lists if member.name.lower() == "instances" and _holds_rows(member)]
    if not shared or len(held) != 1:
        return None
    for member in shared:
        try:
            text = member.head[: end_of(member.head)]
            found.beside[member.name] = lenient.parse(text, "line")[0]
        except lenient.UnreadableError:
            return None
    return held[0]


def _holds_rows(member: Member) -> bool:
    items = member.items
    return bool(items) and all(isinstance(item, dict) for item in items) and not _holds_turns(member)


def _holds_turns(member: Member) -> bool:
    return any(isinstance(item, dict) and _SPEAKERS & item.keys() for item in member.items)


def _are_splits(rows: Sequence[Member], names: Sequence[str]) -> bool:
    if all(_SPLIT_NAMES.match(name) for name in names):
        return True
    first = set(rows[0].items[0])
    return len(rows) > 1 and all(_overlap(first, set(member.items[0])) >= 0.5 for member in rows[1:])


def _overlap(a: set[str], b: set[str]) -> float:
    return len(a & b) / max(1, len(a | b))


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
