"""Sessions of coding agents: a file of JSON lines that is one conversation, and so one row.

The row holds what its lines say of the session as a whole, and the lines themselves as `events`; what these mean is for the
formats to say. A file with lines of several sessions is plain JSONL, whose rows are put together by `group`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from explorer.sources import lenient
from explorer.sources.container import Container
from explorer.sources.records import (
    MAX_RECORD,
    Hasher,
    Records,
    Reject,
    Report,
    SourceFile,
    Span,
    integers,
    snippet,
)

NAME = "session"
NOTE = (
    "A session of a coding agent, read as one conversation. Sessions often hold keys and passwords: look at the rows with "
    "has_secret before they leave."
)

_CHUNK = 1 << 20
_LIKELY = 0.6  # share of lines that must look like a session's
_CODEX = ("session_meta", "response_item", "event_msg", "turn_context", "compacted")
_ITEMS = ("message", "reasoning", "function_call", "function_call_output", "local_shell_call", "custom_tool_call")
_STEPS = (
    "user",
    "assistant",
    "tool_use",
    "tool_result",
    "tool_call",
    "reasoning",
    "thinking",
    "system",
    "session",
    "message",
)
_KEYS = ("sessionId", "session_id", "conversation_id", "thread_id", "task_id", "run_id", "instance_id", "episode_id")
"""Fields that tell sessions apart: a file with several is no session."""

_FACTS = {
    "session_id": ("sessionId", "session_id", "id"), "cwd": ("cwd",), "git_branch": ("gitBranch",),
    "agent_version": ("version", "cli_version"), "model": ("model", "model_provider"), "started": ("timestamp",),
}  # fmt: skip
"""Columns of a session, and the fields of its lines that tell them; the first line that has one counts."""


def kind_of(lines: Sequence[bytes]) -> str:
    """Whose session some first lines of a file are: claude-code, codex, pi, agent; "" where they are none, or of several."""
    parsed = [_object(line) for line in lines]
    events = [event for event in parsed if event is not None]
    if len(events) < 2 or len(events) < 0.8 * len(lines):
        return ""
    for name in _KEYS:
        if len({str(event[name]) for event in events if name in event}) > 1:
            return ""
    for kind, is_one in (
        ("claude-code", _is_claude),
        ("codex", _is_codex),
        ("pi", _is_pi),
        ("agent", _is_step),
        ("agent", _is_event),
    ):
        if sum(map(is_one, events)) >= _LIKELY * len(events) and _speaks(kind, events):
            return kind
    return ""


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _kind(event: dict[str, Any]) -> str:
    held = event.get("type")
    return held if isinstance(held, str) else ""


def _is_claude(event: dict[str, Any]) -> bool:
    return (
        bool(_kind(event)) and "sessionId" in event and ("uuid" in event or "leafUuid" in event or "message" in event)
    )


def _is_codex(event: dict[str, Any]) -> bool:
    return (_kind(event) in _CODEX and isinstance(event.get("payload"), dict)) or (
        _kind(event) in _ITEMS and ("content" in event or "call_id" in event or "summary" in event)
    )


def _is_pi(event: dict[str, Any]) -> bool:
    if _kind(event) == "session":
        return "id" in event
    return "parentId" in event and "id" in event and bool(_kind(event))


def _is_step(event: dict[str, Any]) -> bool:
    return _kind(event) in _STEPS and (
        "timestamp" in event or "session_id" in event or "sessionId" in event or "ts" in event
    )


def _is_event(event: dict[str, Any]) -> bool:
    """An event whose kind says who did what (`user.message`), as Copilot's sessions have them."""
    return "." in _kind(event) and isinstance(event.get("data"), dict)


def _speaks(kind: str, events: Sequence[dict[str, Any]]) -> bool:
    """Whether somebody says something, so that the lines are no mere log; and, of loose steps, whether a tool is used."""
    if kind == "codex":
        return any(_kind(event) in ("session_meta", "response_item", *_ITEMS) for event in events)
    if kind == "agent":
        kinds = {_kind(event) for event in events}
        if {"user.message", "assistant.message"} <= kinds:
            return True
        return bool(kinds & {"user", "assistant", "message"}) and (
            bool(kinds & {"tool_use", "tool_result", "tool_call", "session"})
            or any("message" in event for event in events)
        )
    return any(isinstance(event.get("message"), dict) for event in events)


def _plan(
    file: SourceFile, position: int, span_bytes: int, hasher: Hasher | None, report: Report | None, stop: int | None
) -> Iterator[Span]:
    del span_bytes  # a session is one record, however long
    end = file.size if stop is None else min(stop, file.size)
    start = int(file.options["start"])
    with Path(file.plain).open("rb") as handle:
        done = 0
        while hasher is not None and (block := handle.read(_CHUNK)):
            hasher.update(block)
            done += len(block)
            if report is not None:
                report(done, file.size)
    if end > start:
        yield Span(position, 0, 0, 1, start, end)


def _read(file: SourceFile, span: Span) -> Records:
    with Path(file.plain).open("rb") as handle:
        handle.seek(span.start)
        if span.stop - span.start > MAX_RECORD:
            reject = Reject(
                1, span.start, span.stop - span.start, f"longer than {MAX_RECORD >> 20:,} MB", snippet(handle.read(400))
            )
            return Records([], integers([]), integers([]), integers([]), rejects=[reject])
        raw = handle.read(span.stop - span.start)
    value, bad = _session(file, raw)
    found = Records([value], integers([1]), integers([span.start]), integers([len(raw)]))
    if bad:
        found.notes[0] = (f"{bad:,} lines of the session are no JSON objects and are left out",)
    return found


def _session(file: SourceFile, raw: bytes) -> tuple[dict[str, Any], int]:
    """(the row, lines that could not be read)."""
    events: list[dict[str, Any]] = []
    bad = 0
    for line in raw.split(b"\n"):
        if not line.strip():
            continue
        event = _object(line)
        if event is None:
            try:
                read = lenient.parse(line, "line")[0]
            except lenient.UnreadableError:
                read = None
            event = read if isinstance(read, dict) else None
        if event is None:
            bad += 1
        else:
            events.append(event)
    return {**_facts(events), "agent": file.options["agent"], "n_events": len(events), "events": events}, bad


def _facts(events: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, fields in _FACTS.items():
        for event in events:
            inner = event.get("payload") if isinstance(event.get("payload"), dict) else event.get("message")
            places = (event, inner) if isinstance(inner, dict) and name != "session_id" else (event,)
            if name == "session_id" and _kind(event) == "session_meta" and isinstance(inner, dict):
                places = (inner,)
            held = next((place[f] for place in places for f in fields if isinstance(place.get(f), str)), None)
            if held is not None:
                found[name] = held
                break
    return found


def _value(file: SourceFile, raw: bytes, offset: int) -> Any:
    del offset
    return _session(file, raw)[0]


SESSION = Container(NAME, "Session of an agent", _plan, _read, _value)
