"""A person's own word on which field plays which part: "prompt=q,response=a,system=s"."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, USER, Conversation, Turn
from explorer.errors import MappingError
from explorer.formats.chats import dialect_of
from explorer.formats.flat import history_turns
from explorer.formats.messages import read_turns
from explorer.formats.sidecars import items_of
from explorer.formats.transcripts import split_transcript
from explorer.formats.values import text_of, tools_text

PARTS = ("system", "prompt", "input", "response", "rejected", "history", "messages", "tools", "label", "text")
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
    if not {part for part, _ in pairs} & {"prompt", "response", "messages", "text"}:
        raise MappingError("The mapping names no prompt, response, messages or text.", _HINT)
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
    """The value at a path, `ABSENT` where there is none. A field whose own name has dots is found first."""
    if isinstance(value, dict) and path in value:
        return value[path]
    for step in path.split("."):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list | tuple) and step.isdecimal() and len(step) < 10 and int(step) < len(value):
            value = value[int(step)]
        else:
            return ABSENT
    return value


class MappedReader:
    """Reads rows by a mapping. `read` gives None for a row that has none of the mapped prompts, answers or texts."""

    def __init__(self, mapping: Mapping) -> None:
        self._paths = dict(mapping.pairs)
        self._consumed: dict[tuple[str, ...], frozenset[str]] = {}
        given = self._paths.keys()
        self._dialect = (
            "preference"
            if "rejected" in given
            else "kto"
            if "label" in given
            else "alpaca"
            if "input" in given or "history" in given
            else "text"
            if "text" in given and "response" not in given
            else "prompt_completion"
        )

    def read(self, row: Any) -> Conversation | None:
        """One row by the mapping."""
        held = {part: lookup(row, path) for part, path in self._paths.items()}
        found = {part: value for part, value in held.items() if value is not ABSENT}
        if not found.keys() & {"prompt", "response", "messages", "text"}:
            return None
        notes: list[str] = []

        def text(part: str) -> str:
            said, remark = text_of(found[part])
            if remark and (found[part] is not None or part in ("prompt", "response", "text")):
                notes.append(f"{self._paths[part]} {remark}")
            return said

        turns: list[Turn] = []
        dialect, media, sure = self._dialect, 0, True
        if "history" in found:
            turns += history_turns(found["history"])
        if "messages" in found:
            items = items_of(found["messages"])
            if items is None:
                said = text("messages")
                turns += split_transcript(said) or ([Turn(USER, said)] if said else [])
            else:
                more, media, remarks, sure = read_turns(items)
                turns += more
                notes += remarks
                if dialect == "prompt_completion":
                    dialect = dialect_of(items, self._paths["messages"])
        if "prompt" in found:
            asked = text("prompt")
            extra = text("input") if "input" in found else ""
            turns.append(Turn(USER, f"{asked}\n{extra}" if extra and asked else asked or extra))
        if "text" in found:
            said = text("text")
            turns += split_transcript(said) or [Turn(USER if "response" in found else ASSISTANT, said)]
        if "response" in found:
            turns.append(Turn(ASSISTANT, text("response")))
        if "system" in found and (system := text("system")):
            turns.insert(0, Turn(SYSTEM, system))
        return Conversation(
            dialect,
            tuple(turns),
            self._consumed_by(found),
            tools_text(found["tools"]) if "tools" in found else "",
            text("rejected") if found.get("rejected") is not None else None,
            text_of(found["label"])[0] if "label" in found else "",
            media,
            sure,
            tuple(notes),
        )

    def _consumed_by(self, found: dict[str, Any]) -> frozenset[str]:
        parts = tuple(part for part in found if part != "label")
        names = self._consumed.get(parts)
        if names is None:
            paths = [self._paths[part] for part in parts]
            # A path's first step is the field it starts from; a name with dots of its own is kept whole too.
            names = frozenset(paths) | frozenset(path.split(".")[0] for path in paths)
            self._consumed[parts] = names
        return names


def missing_fields(mapping: Mapping, names: Sequence[str]) -> tuple[str, ...]:
    """The mapped fields that are not among a dataset's field names: what to warn about."""
    known = set(names)
    return tuple(field for _, field in mapping.pairs if field not in known and field.split(".")[0] not in known)
