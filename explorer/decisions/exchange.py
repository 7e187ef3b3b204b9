"""Decisions as lines of JSON, to be carried to another machine. What is read is not trusted: a line that is none is data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from explorer.decisions.content import KEY_BYTES
from explorer.decisions.record import DECISIONS, Change, Record, RowKey

MAX_LINE = 64 << 20
"""Bytes of a line that is read."""

_SHOWN = 80  # characters of the prompt that say to people which row is meant
_MAX_NAME, _MAX_NOTE = 200, 20_000
_MOST_ROWS = 1 << 31


class Line(NamedTuple):
    """A line of a file of decisions. problem: why it is none, "" where `record` holds it."""

    number: int
    record: Record | None
    problem: str = ""


def dump(record: Record, prompt: str) -> bytes:
    """A record as a line. prompt: the beginning of the row, for people; nothing reads it again."""
    facts = {
        "content": record.key.content.hex(),
        "occurrence": record.key.occurrence,
        "decision": record.decision,
        "marked": record.marked,
        "note": record.note,
        "edit": {str(turn): text for turn, text in sorted(record.edit.items())},
        "who": record.who,
        "at": iso(record.at),
        "dataset": record.dataset,
        "prompt": prompt[:_SHOWN],
    }
    # ASCII: half characters of a source come back as they were.
    return json.dumps(facts).encode() + b"\n"


def iso(at: float) -> str:
    """A time as text, in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def load(lines: Iterable[bytes]) -> Iterator[Line]:
    """The lines of a file; blank ones are passed over. Never raises for what a line is."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield Line(number, _record(_parsed(line)))
        except ValueError as error:
            yield Line(number, None, str(error))


def _parsed(line: bytes) -> Mapping[str, Any]:
    if len(line) > MAX_LINE:
        raise ValueError("it is too long")
    try:
        facts = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is no JSON") from error
    if not isinstance(facts, dict):
        raise ValueError("it is no object")
    return facts


def _record(facts: Mapping[str, Any]) -> Record:
    def of(name: str, kind: type, default: Any) -> Any:
        found = facts.get(name)
        if found is None:
            return default
        if type(found) is not kind:
            raise ValueError(f"{name} is not {_KINDS[kind]}")
        return found

    content = of("content", str, "")
    try:
        key = bytes.fromhex(content)
    except ValueError:
        key = b""
    occurrence = of("occurrence", int, 0)
    if len(key) != KEY_BYTES or not 0 <= occurrence < _MOST_ROWS:
        raise ValueError("content and occurrence name no row")
    decision = facts.get("decision")
    if decision is not None and decision not in DECISIONS:
        raise ValueError(f"decision is neither of {', '.join(DECISIONS)}")
    note = of("note", str, "")
    if len(note) > _MAX_NOTE:
        raise ValueError("the note is too long")
    record = Record(
        RowKey(key, occurrence),
        decision,
        of("marked", bool, False),
        note,
        _edit(of("edit", dict, {})),
        of("who", str, "")[:_MAX_NAME],
        dataset=of("dataset", str, "")[:_MAX_NAME],
    )
    if record.is_empty:
        raise ValueError("it decides nothing")
    return record


_KINDS = {str: "text", int: "a whole number", bool: "true or false", dict: "an object"}


def _edit(facts: Mapping[str, Any]) -> dict[int, str]:
    for turn, text in facts.items():
        if not (turn.isascii() and turn.isdigit() and len(turn) <= 6 and isinstance(text, str)):
            raise ValueError("edit is not an object of turns and texts")
    return {int(turn): text for turn, text in facts.items()}


def change_to(record: Record) -> Change:
    """The change that makes another record say the same."""
    return Change(decision=record.decision, marked=record.marked, note=record.note, edit=dict(record.edit))


def disagrees(old: Record, change: Change) -> bool:
    """Whether a record says something that the change would take away or replace."""
    return any(bool(getattr(old, name)) and getattr(old, name) != value for name, value in change.items())
