"""Any value as text. Rows hold whatever their author's tool wrote: nothing here raises."""

from __future__ import annotations

import ast
import json
import re
import warnings
from typing import Any

_BRACKET = re.compile(r"\s*[\[{]")
_PYTHON = re.compile(r"\s*(?:\[\s*)*(?:\{\s*)?'[^\n]*[\]}]\s*\Z", re.S)  # [{'role': …}]: how pandas writes lists to CSV
TOO_DEEP = "nested too deep to show"


_SWITCHES = frozenset(("on", "off", "true", "false", "yes", "no", "none", "null", "auto", "enabled", "disabled"))


def is_switch(text: str) -> bool:
    """Whether a text says no more than that something is on or off."""
    return len(text) < 12 and text.strip().lower() in _SWITCHES


def _plain(value: object) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value):,} bytes>"
    return str(value)


def json_text(value: object) -> str:
    """The value as compact JSON text; "" where it is nested too deep or cannot be written."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
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
    """The list or object that a text holds as JSON (or, as in many CSV files, as Python), None where neither."""
    if not _BRACKET.match(text):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        if not _PYTHON.match(text):
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of backslashes that mean nothing in Python
                value = ast.literal_eval(text.strip())
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return None
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
