"""What an envelope is: a record that some tool put around a row, or a provider's own writing of a conversation.

An envelope rewrites the record as a row that a format reads: messages, a pair of fields, a preference pair. So nothing
here makes turns, and what is learnt of messages elsewhere holds for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from explorer.formats.values import json_text, parsed

Row = dict[str, Any]
Messages = list[dict[str, Any]]


@dataclass(slots=True)
class Opened:
    """What a record holds.

    row: to be read by the formats. used: names of the record's fields that went into it whole. notes: what was left
    out or chosen, in words. sure: False where the choice was guessed. waits: the record is sent to get an answer, so that a
    row without one lacks none. is_message: it is one message of a conversation, not a whole one.
    """

    row: Row
    used: tuple[str, ...]
    notes: tuple[str, ...] = ()
    sure: bool = True
    waits: bool = False
    is_message: bool = False


Opener = Callable[[Row], "Opened | None"]
"""Opens one record. None says "not this envelope after all"; the next one, then the formats, look at it."""


def _needs_none(record: Row) -> tuple[str, ...] | None:
    del record
    return None


@dataclass(frozen=True, slots=True)
class Envelope:
    """One kind of record.

    name: what it is, for people. fits: whether a record may be one; looks at names and types only, because it is asked once
    for all rows with the same. open: see `Opener`. first: asked before the formats; others are asked where no format is sure.
    texts: of a record, the fields one of which must begin as JSON does for it to be one; None where that is not needed. Most
    rows with such texts are no envelopes, and cost one look then.
    """

    name: str
    fits: Callable[[Row], bool]
    open: Opener
    first: bool = True
    texts: Callable[[Row], tuple[str, ...] | None] = _needs_none


def having(*names: str) -> Callable[[Row], bool]:
    """Fits records that have all these fields."""
    return any_of(names)


def any_of(*groups: tuple[str, ...]) -> Callable[[Row], bool]:
    """Fits records that have all fields of one of the groups."""
    wanted = [frozenset(group) for group in groups]

    def fits(record: Row) -> bool:
        return any(record.keys() >= group for group in wanted)

    return fits


def as_object(value: Any) -> Row | None:
    """An object, or the JSON text of one; None elsewhere."""
    if isinstance(value, str):
        value = parsed(value) if value.lstrip()[:1] == "{" else None
    return value if isinstance(value, dict) and value else None


def as_list(value: Any) -> list[Any] | None:
    """A list, or the JSON text of one; None elsewhere."""
    if isinstance(value, str):
        value = parsed(value) if value.lstrip()[:1] == "[" else None
    return list(value) if isinstance(value, list | tuple) else None


def first_of(value: Row, names: Collection[str]) -> Any:
    """The first of these fields that is there and not null."""
    for name in names:
        if (held := value.get(name)) is not None:
            return held
    return None


def call(name: Any, arguments: Any, identity: Any = None) -> dict[str, Any]:
    """A call of a tool as OpenAI writes it; arguments are JSON text."""
    written = arguments if isinstance(arguments, str) else json_text({} if arguments is None else arguments)
    made: dict[str, Any] = {"type": "function", "function": {"name": str(name or ""), "arguments": written}}
    return {"id": identity, **made} if isinstance(identity, str) and identity else made


def result(content: Any, name: Any = None, identity: Any = None) -> dict[str, Any]:
    """What a tool said, as OpenAI writes it."""
    said = content if isinstance(content, str) else "" if content is None else json_text(content)
    made: dict[str, Any] = {"role": "tool", "content": said}
    if isinstance(name, str) and name:
        made["name"] = name
    if isinstance(identity, str) and identity:
        made["tool_call_id"] = identity
    return made
