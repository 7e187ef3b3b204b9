"""A person's own word on which field plays which part: "prompt=q,response=a,system=s"."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explorer.errors import MappingError
from explorer.formats.values import parsed

PARTS = (
    "system", "prompt", "input", "response", "reasoning", "chosen", "rejected", "reference", "history", "messages", "turn_role",
    "turn_text", "tools", "images", "label", "text",
)  # fmt: skip
"""`turn_role` and `turn_text` are paths within a message of `messages` (or columns of lists, where there is none such)."""
NEEDED = frozenset(("prompt", "response", "chosen", "messages", "text"))
"""Parts one of which a mapping names."""
_HINT = f"Write PART=FIELD, separated by commas, such as prompt=question,response=answer. Parts: {', '.join(PARTS)}."
_PLAIN = re.compile(r'[^\s",=](?:[^",=]*[^\s",=])?')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
ABSENT = object()


@dataclass(frozen=True)
class Mapping:
    """Parts and the fields that play them, in the order of `PARTS`. A field may be a dotted path: "instances.0.output".

    `str()` gives the canonical text, which `parse_mapping` reads back.
    """

    pairs: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return ",".join(f"{part}={_written(field)}" for part, field in self.pairs)

    def get(self, part: str) -> str:
        """The field that plays a part, "" where none does."""
        return dict(self.pairs).get(part, "")


def _written(field: str) -> str:
    return field if _PLAIN.fullmatch(field) else json.dumps(field, ensure_ascii=False)


def make_mapping(parts: dict[str, str]) -> Mapping:
    """A mapping from part -> field; empty fields are left out. Raises `MappingError` for unknown parts."""
    for part in parts:
        if part not in PARTS:
            raise MappingError(f"The mapping names an unknown part: {part[:40]!r}.", _HINT)
    pairs = tuple((part, parts[part]) for part in PARTS if parts.get(part))
    if not pairs:
        raise MappingError("The mapping is empty.", _HINT)
    named = {part for part, _ in pairs}
    if not named & NEEDED and not named >= {"turn_role", "turn_text"}:
        raise MappingError("The mapping names no prompt, response, chosen, messages or text.", _HINT)
    return Mapping(pairs)


def parse_mapping(text: str) -> Mapping:
    """Reads "prompt=q,response=a". A field with a comma, quote or equals sign is written as a JSON string.

    Raises `MappingError` with a hint where the text is not of this form, a part is unknown or named twice.
    """
    parts: dict[str, str] = {}
    rest = text.strip()
    while rest:
        part, found, rest = rest.partition("=")
        part = part.strip().lower()
        if not found:
            raise MappingError(f"The mapping has no field for {part[:40]!r}.", _HINT)
        rest = rest.lstrip()
        quoted = _QUOTED.match(rest)
        if quoted:
            try:
                field = json.loads(quoted[0])
            except ValueError:
                raise MappingError(
                    f"The mapping's quoted field for {part[:40]!r} is not a JSON string.", _HINT
                ) from None
            rest = rest[quoted.end() :].lstrip()
            if rest and not rest.startswith(","):
                raise MappingError("The mapping has text after a quoted field.", _HINT)
            rest = rest[1:]
        else:
            field, _, rest = rest.partition(",")
            field = field.strip()
            if "=" in field or '"' in field:
                raise MappingError(f"The mapping's field {field[:40]!r} must be written as a JSON string.", _HINT)
        if part in parts:
            raise MappingError(f"The mapping names {part[:40]!r} twice.", _HINT)
        if not field:
            raise MappingError(f"The mapping has no field for {part[:40]!r}.", _HINT)
        parts[part] = field
        rest = rest.lstrip()
    return make_mapping(parts)


def lookup(value: Any, path: str) -> Any:
    """The value at a path, `ABSENT` where there is none. A field whose own name has dots is found first; JSON text is gone
    into as what it holds.
    """
    if isinstance(value, dict) and path in value:
        return value[path]
    for step in path.split("."):
        if isinstance(value, str):
            value = parsed(value)
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list | tuple) and step.isdecimal() and len(step) < 10 and int(step) < len(value):
            value = value[int(step)]
        else:
            return ABSENT
    return value


def missing_fields(mapping: Mapping, names: Sequence[str]) -> tuple[str, ...]:
    """The mapped fields that are not among a dataset's field names: what to warn about."""
    known = set(names)
    whole = mapping.get("messages")
    return tuple(
        field
        for part, field in mapping.pairs
        if field not in known
        and field.split(".")[0] not in known
        and not (whole and part in ("turn_role", "turn_text"))
    )
