"""The text of a turn cut into what it is made of: reasoning, code, prose. Pure functions."""

from __future__ import annotations

import contextlib
import json
import re
from typing import Any, Literal, NamedTuple

Kind = Literal["prose", "code", "reasoning"]

_THINK = re.compile(r"<(think|thinking|reasoning|thought)>(.*?)(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(
    r"^[ \t]*(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n`]*\n(.*?)(?:^[ \t]*\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)
_LONGEST_JSON = 200_000


class Segment(NamedTuple):
    """A run of text of one kind. language: of code, "" where none is named. start: its place in the turn's text."""

    kind: Kind
    text: str
    language: str = ""
    start: int = 0


def cut(text: str) -> list[Segment]:
    """`text` as segments, in order; nothing but the fences and think tags themselves is lost. No empty segments."""
    found: list[Segment] = []
    last = 0
    for match in _THINK.finditer(text):
        _code_and_prose(found, text[last : match.start()], last)
        _add(found, "reasoning", match.group(2), match.start(2))
        last = match.end()
    _code_and_prose(found, text[last:], last)
    return found


def _code_and_prose(found: list[Segment], text: str, start: int) -> None:
    last = 0
    for match in _FENCE.finditer(text):
        _add(found, "prose", text[last : match.start()], start + last)
        _add(found, "code", match.group(3), start + match.start(3), match.group(2).lower())
        last = match.end()
    _add(found, "prose", text[last:], start + last)


def _add(found: list[Segment], kind: Kind, text: str, start: int, language: str = "") -> None:
    """A segment without the line breaks around it; code keeps those before it."""
    if not text.strip():
        return
    bare = text.rstrip("\n")
    shorter = bare if kind == "code" else bare.lstrip("\n")
    found.append(Segment(kind, shorter, language, start + len(bare) - len(shorter)))


def pretty_json(text: str, unpack: str = "") -> str | None:
    """`text` laid out, where it is a JSON object or array of reasonable size; None elsewhere.

    unpack: a key whose values are laid out too where they are JSON in a string, as the arguments of tool calls are.
    """
    bare = text.strip()
    if not bare or bare[0] not in "{[" or bare[-1] not in "}]" or len(bare) > _LONGEST_JSON:
        return None
    try:
        value = json.loads(bare)
        laid_out = json.dumps(_unpacked(value, unpack) if unpack else value, ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return None
    return laid_out if value else None


def _unpacked(value: Any, key: str) -> Any:
    if isinstance(value, list):
        return [_unpacked(item, key) for item in value]
    if not isinstance(value, dict):
        return value
    found = {name: _unpacked(item, key) for name, item in value.items()}
    inner = found.get(key)
    if isinstance(inner, str) and inner.strip()[:1] in ("{", "["):
        with contextlib.suppress(ValueError):
            found[key] = json.loads(inner)
    return found
