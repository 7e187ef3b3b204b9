"""Lists of messages: OpenAI `messages`, ShareGPT `conversations`, ms-swift pairs, OpenChat `items`.

One reader serves all four, because real files mix them: the field's name finds the list, the first message's own
keys tell the dialect.
"""

from __future__ import annotations

from typing import Any

from explorer.conversation import SYSTEM, USER, Conversation, Turn
from explorer.formats import fields
from explorer.formats.format import Reader
from explorer.formats.messages import ROLE_KEYS, TEXT_KEYS, read_turns
from explorer.formats.sidecars import Sidecars, items_of
from explorer.formats.transcripts import split_transcript
from explorer.formats.values import parsed, text_of

_KNOWN = ("messages", "conversations", "conversation")


def dialect_of(items: list[Any], container: str) -> str:
    """The dialect of a list of messages: by its first message, by the field's name where that tells nothing."""
    return _dialect(items, fields.normalise(container))


def _dialect(items: list[Any], name: str) -> str:
    if name == "items":
        return "openchat"
    first = items[0] if items else None
    if not isinstance(first, dict):
        first = next((item for item in items if isinstance(item, dict)), {})
    if "role" in first or "content" in first:
        return "messages"
    if "from" in first or "value" in first:
        return "sharegpt"
    if "human" in first and "assistant" in first:
        return "swift"
    return "sharegpt" if name.startswith("conversation") else "messages"


def _score(value: dict[str, Any], dialect: str) -> float:
    name = fields.best(value, "chat")
    if not name:
        return 0.0
    held = value[name]
    known = fields.normalise(name) in _KNOWN
    if isinstance(held, list):
        likely = any(isinstance(item, dict) for item in held)
        fit = 0.9 if known or likely else 0.45
        return fit if dialect_of(held, name) == dialect else fit - 0.05
    if isinstance(held, dict):
        return 0.85 if known and dialect == "messages" else 0.0
    if isinstance(held, str):
        return (0.85 if known else 0.35) if dialect == "messages" else 0.0
    return 0.0


def detect_messages(value: dict[str, Any]) -> float:
    """How well a row fits OpenAI's messages."""
    return _score(value, "messages")


def detect_sharegpt(value: dict[str, Any]) -> float:
    """How well a row fits ShareGPT."""
    return _score(value, "sharegpt")


def detect_swift(value: dict[str, Any]) -> float:
    """How well a row fits ms-swift's pairs."""
    return _score(value, "swift")


def detect_openchat(value: dict[str, Any]) -> float:
    """How well a row fits OpenChat's items."""
    return _score(value, "openchat")


def prepare(value: dict[str, Any]) -> Reader:
    """A reader of the row's best list of messages."""
    name = fields.best(value, "chat")
    sidecars = Sidecars(value)
    consumed = frozenset((name, *sidecars.consumed))
    plain = not sidecars
    shape = fields.normalise(name)
    known = shape in _KNOWN

    def read(row: dict[str, Any]) -> Conversation | None:
        held = row[name]
        if type(held) is not list:
            if isinstance(held, dict):
                held = [held]
            elif isinstance(held, str):
                items = items_of(held)
                if items is None:
                    single = parsed(held)
                    if not isinstance(single, dict):
                        return _from_text(held, consumed) if known or split_transcript(held) else None
                    items = [single]
                held = items
            else:
                return None
        if not held or not (known or isinstance(held[0], dict | str | list)):
            return None
        turns, media, notes, sure = read_turns(held)
        dialect = _dialect(held, shape)
        if plain:
            return Conversation(dialect, tuple(turns), consumed, media=media, sure=sure and known, notes=notes)
        if not turns or turns[0].role != SYSTEM:
            turns = sidecars.system_turns(row) + turns
        return Conversation(
            dialect,
            tuple(turns),
            consumed,
            tools=sidecars.tools_of(row),
            media=max(media, sidecars.media_of(row)),
            sure=sure and (known or dialect == "openchat"),
            notes=notes,
        )

    return read


def _from_text(text: str, consumed: frozenset[str]) -> Conversation | None:
    if not text.strip():
        return None
    turns = split_transcript(text)
    if turns:
        return Conversation("transcript", turns, consumed)
    return Conversation(
        "messages", (Turn(USER, text),), consumed, sure=False, notes=("messages is plain text, read as a user's turn",)
    )


def read_list(items: list[Any]) -> Conversation | None:
    """A row that is itself a list of messages; None where it holds no message."""
    if not any(isinstance(item, dict) and (item.keys() & set(ROLE_KEYS + TEXT_KEYS)) for item in items):
        return None
    turns, media, notes, sure = read_turns(items)
    return Conversation(dialect_of(items, ""), tuple(turns), media=media, sure=sure, notes=notes)


def empty(value: dict[str, Any]) -> Conversation | None:
    """The conversation of a row whose only known field is an empty list of messages; None elsewhere."""
    for name in value:
        known = fields.normalise(name) if isinstance(name, str) else ""
        if known in _KNOWN:
            remark = text_of(value[name])[1] or "is empty"
            dialect = "messages" if known == "messages" else "sharegpt"
            return Conversation(dialect, (), frozenset((name,)), sure=False, notes=(f"{name} {remark}",))
    return None
