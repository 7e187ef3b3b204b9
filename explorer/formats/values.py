"""Any value as text. Rows hold whatever their author's tool wrote: nothing here raises."""

from __future__ import annotations

import json
import re
from typing import Any

from explorer.formats.reprs import literal

_BRACKET = re.compile(r"\s*(?:[\[{]|array\s*\()")
TOO_DEEP = "nested too deep to show"


def _plain(value: object) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value):,} bytes>"
    return str(value)


_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode


def json_text(value: object) -> str:
    """The value as compact JSON text; "" where it is nested too deep or cannot be written."""
    try:
        return _compact(value)
    except (TypeError, ValueError, RecursionError):
        return ""


def text_of(value: Any) -> tuple[str, str]:
    """(text, remark) of a value found where text is expected.

    Text is itself, with no remark. null, [] and {} are "". Numbers and booleans are their JSON text. A list of
    strings is joined by line ends; SQuAD's {"text": …} gives its first text; other lists and objects are compact
    JSON text. The remark says what was found ("is a number"), to be put behind the field's name.
    """
    if isinstance(value, str):
        return value, ""
    if value is None:
        return "", "is null"
    if isinstance(value, bool):
        return ("true" if value else "false"), "is a boolean"
    if isinstance(value, int | float):
        return json_text(value), "is a number"
    if isinstance(value, list | tuple):
        if not value:
            return "", "is an empty list"
        if all(isinstance(item, str) for item in value):
            return "\n".join(value), "is a list of texts"
        text = json_text(value)
        return text, "is a list, shown as JSON" if text else f"is a list {TOO_DEEP}"
    if isinstance(value, dict):
        if not value:
            return "", "is an empty object"
        inner = value.get("text")
        if isinstance(inner, str):
            return inner, "is an object with a text"
        if isinstance(inner, list) and inner and isinstance(inner[0], str):
            return inner[0], "is an object with texts, the first is shown"
        text = json_text(value)
        return text, "is an object, shown as JSON" if text else f"is an object {TOO_DEEP}"
    return _plain(value), f"is a {type(value).__name__}"


def parsed(text: str) -> Any:
    """The list or object that a text holds as JSON (or, as in many CSV files, as Python or NumPy print it), None where
    it holds neither.
    """
    if not _BRACKET.match(text):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = literal(text)
    return value if isinstance(value, list | dict) else None


def tools_text(value: Any) -> str:
    """Declared tools as JSON text; text is kept as it is, nothing and empty lists are ""."""
    if isinstance(value, str):
        return "" if value.strip() in ("", "[]", "{}", "null") else value
    return json_text(value) if value else ""


def media_count(value: Any) -> int:
    """Number of images, videos or clips in a field that points to them: a path, an object or a list of those."""
    if not value:
        return 0
    if isinstance(value, str):
        listed = parsed(value)
        return len(listed) if isinstance(listed, list) else 1
    return len(value) if isinstance(value, list | tuple) else 1


_SWITCHES = frozenset(
    (
        "on", "off", "true", "false", "yes", "no", "none", "null", "auto", "low", "medium", "high", "minimal", "max", "xhigh",
        "enabled", "disabled", "enable", "disable", "default", "n/a", "detailed", "no_think", "nothink", "non-thinking",
    )
)  # fmt: skip
_LONGEST_SWITCH = 12
_TOLD = re.compile(r".{0,200}?<(think|thinking)>(.*?)(?:</\1>|\Z)", re.S)
_THOUGHT = re.compile(r"\s*<(think|thinking|thought|reasoning)>(.*)</\1>\s*\Z", re.S)


def is_switch(value: Any) -> bool:
    """Whether a value only turns something on or off, or says how much of it: no text to train on."""
    if isinstance(value, str):
        return len(value) <= _LONGEST_SWITCH and value.strip().lower() in _SWITCHES
    return isinstance(value, bool | int | float)


def thought_of(value: Any, answer: str, *, certain: bool = False) -> str:
    """The thinking that a field holds, without tags; "" where it is a switch, or where the answer tells it itself.

    certain: the field's name leaves no doubt, so that "0" is a thought. A list gives its texts (OpenRouter's `reasoning_details`).
    """
    if isinstance(value, list):
        said = (next((item[key] for key in ("text", "thinking", "summary", "content") if item.get(key)), "") if isinstance(item, dict) else item for item in value)  # fmt: skip
        value = "\n\n".join(text for text in said if isinstance(text, str) and text)
    if not isinstance(value, str) or not value or (not certain and (is_switch(value) or value in ("0", "1"))):
        return ""
    tagged = _THOUGHT.match(value) if "</" in value else None
    text = tagged[2].strip() if tagged else value
    if "<think" in answer[:200] and (told := _TOLD.match(answer)) and told[2].strip() == text.strip():
        return ""
    return text
