"""One JSON record that the fast parser refuses: read as far as its meaning is certain, else say why not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from explorer.sources.records import printable

_MAX_DIGITS = 4_000  # Python refuses to convert longer integers to text
_BOM = b"\xef\xbb\xbf"
_INTEGERS = range(-(2**63), 2**64)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_REPR = re.compile(r"""^\s*[\[({]*\s*(?:'|[uUbB]')""")
_PYTHON = re.compile(r"""^\s*\[?\s*\{\s*'""")

REPR = "looks like Python's repr (single quotes), not JSON"

NAN = "NaN or Infinity in a number"
BIG = "integer beyond 64 bits"
SURROGATE = "lone surrogate replaced"
TWICE = "a JSON text of the row, read as the row"
COMMA = "trailing comma"
CONTROL = "raw control character in a string"
MARK = "byte order mark inside the file"


class UnreadableError(ValueError):
    """The record cannot be read. `reason` is one phrase for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Notes:
    """Collects remarks while the decoder calls back."""

    def __init__(self) -> None:
        self.said: dict[str, None] = {}

    def add(self, note: str) -> None:
        self.said[note] = None

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    self.add(f"duplicate key '{printable(name)[:40]}', the last value is used")
                seen.add(name)
        return found

    def integer(self, digits: str) -> int | str:
        if len(digits) < 19:
            return int(digits)
        if len(digits) > _MAX_DIGITS:
            self.add(f"{BIG}, kept as text")
            return digits
        number = int(digits)
        if number not in _INTEGERS:
            self.add(BIG)
        return number

    def number(self, digits: str) -> float:
        number = float(digits)
        if number in (float("inf"), float("-inf")):
            self.add(NAN)
        return number

    def constant(self, name: str) -> float:
        self.add(NAN)
        return float(name)


def parse(raw: bytes, place: str = "column") -> tuple[Any, tuple[str, ...]]:
    """(value, remarks) of one JSON value. UnreadableError where it has none.

    place: "column", or "line" where the record may span several lines.
    """
    notes = _Notes()
    if raw.startswith(_BOM):
        raw = raw[3:]
        notes.add(MARK)
    text = _decoded(raw).strip(" \t\r\n")
    if (nulls := text.count("\0")) > 0:
        raise UnreadableError(f"not valid JSON: {nulls:,} NUL characters")
    if text.endswith(","):
        text = text[:-1].rstrip()
        notes.add(COMMA)
    text = _without_lone_surrogates(text, notes)
    try:
        value = _load(text, notes)
    except RecursionError:
        raise UnreadableError("more than 1,000 levels of nesting") from None
    except json.JSONDecodeError as error:
        raise UnreadableError(_reason(text, error, place)) from None
    return value, tuple(notes.said)


_MOST_WRAPS = 3


def unwrapped(value: Any) -> Any:
    """The object or array that a text holds as JSON, as of a row that was encoded twice; the value itself elsewhere."""
    held = value
    for _ in range(_MOST_WRAPS):
        if type(held) is not str or held.lstrip()[:1] not in ('"', "{", "["):
            break
        try:
            held = parse(held.encode("utf-8", "surrogatepass"))[0]
        except UnreadableError:
            return value
    return held if isinstance(held, dict | list) else value


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        column = len(raw[: error.start].decode("utf-8")) + 1
        raise UnreadableError(f"not UTF-8: byte 0x{raw[error.start]:02x} at column {column:,}") from None


def _load(text: str, notes: _Notes) -> Any:
    def decoder(strict: bool) -> Callable[[str], Any]:
        return json.JSONDecoder(
            object_pairs_hook=notes.pairs,
            parse_int=notes.integer,
            parse_float=notes.number,
            parse_constant=notes.constant,
            strict=strict,
        ).decode

    try:
        return decoder(True)(text)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Invalid control character"):
            raise
    value = decoder(False)(text)
    notes.add(CONTROL)
    return value


def _without_lone_surrogates(text: str, notes: _Notes) -> str:
    """Escapes of half a character stand for nothing that can be stored: they become U+FFFD."""
    if "\\ud" not in text and "\\uD" not in text:
        return text
    pieces: list[str] = []
    done = 0
    high: re.Match[str] | None = None
    lone: list[re.Match[str]] = []
    for match in _ESCAPE.finditer(text):
        code = int(match.group(1), 16) if match.group(1) else 0
        if high is not None and not (0xDC00 <= code < 0xE000 and match.start() == high.end()):
            lone.append(high)
            high = None
        if 0xD800 <= code < 0xDC00:
            high = match
        elif 0xDC00 <= code < 0xE000:
            if high is None:
                lone.append(match)
            high = None
    if high is not None:
        lone.append(high)
    if not lone:
        return text
    notes.add(SURROGATE)
    for match in lone:
        pieces += [text[done : match.start()], "\ufffd"]
        done = match.end()
    return "".join([*pieces, text[done:]])


def _reason(text: str, error: json.JSONDecodeError, place: str) -> str:
    if _PYTHON.match(text) or (_REPR.match(text) and text[:1] in "[{("):
        return REPR
    where = f"line {error.lineno:,} of the record" if place == "line" and "\n" in text else f"column {error.pos + 1:,}"
    if error.msg.startswith("Unterminated string") or error.pos >= len(text):
        return f"not valid JSON: unexpected end of data at column {len(text) + 1:,}"
    if error.msg == "Extra data":
        if text[error.pos] in "{[":
            return f"not valid JSON: another value follows at {where}"
        return f"not valid JSON: unexpected text after the value at {where}"
    said = error.msg[:1].lower() + error.msg[1:]
    return f"not valid JSON: {said.removesuffix(' at')} at {where}"


def _are_lines(items: list[Any]) -> bool:
    """Whether an array may be a dialogue: the texts of its turns, or pairs of texts; words alone are a list of words."""
    if all(isinstance(item, str) for item in items):
        return len(items) > 1 and any(" " in item.strip() or not item.isascii() for item in items)
    return all(
        isinstance(item, list) and len(item) == 2 and all(isinstance(part, str) for part in item) for item in items
    )


def refusal(value: Any) -> str:
    """Why a parsed value is no row, "" where it is one: an object, an array of objects, or of the texts of a dialogue."""
    if type(value) is dict:
        return ""
    if isinstance(value, list):
        if not value:
            return "an empty array, not an object"
        if all(type(item) is dict for item in value) or _are_lines(value):
            return ""
        return "an array of other things than objects"
    if value is None:
        return "null, not an object"
    if isinstance(value, bool):
        return "true or false, not an object"
    return "a string, not an object" if isinstance(value, str) else "a number, not an object"
