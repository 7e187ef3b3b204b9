"""Rows that hold one message each: long tables with a conversation's key, message trees written out flat.

Such a row is no example to learn from by itself. It is read as its one turn, never sure, and says by which field its
conversation is put together again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explorer.conversation import MESSAGE_ROW, Conversation
from explorer.formats import fields
from explorer.formats.format import Reader
from explorer.formats.messages import ROLES, TEXT_KEYS, read_turns

_SENDERS = frozenset(("sender", "sender_name", "from", "speaker", "speaker_name"))
_OF_A_CHAT = frozenset(("message", "msg", "mes"))
_CALLS = frozenset(("function_call", "tool_call"))


@dataclass(frozen=True, slots=True)
class Keys:
    """Names of a row's fields, "" where there is none.

    role, text: of its message. conversation: what all messages of one conversation share. message, parent: its own id,
    and that of the message before it. order: its place in the conversation.
    """

    role: str
    text: str
    conversation: str = ""
    message: str = ""
    parent: str = ""
    order: str = ""

    @property
    def group(self) -> str:
        """The field to group by: the conversation's key, else the parent's."""
        return self.conversation or (self.parent if self.message else "")


def keys_of(row: dict[str, Any]) -> Keys | None:
    """The fields of a row that is one message; None where it cannot be one. Looks at names and types only."""
    role = _speaker(row)
    if not role:
        return None
    texts = {
        fields.normalise(name): name
        for name, held in row.items()
        if isinstance(held, str | list) and name != role and "said" in fields.parts_of(name)
    }
    if not texts:
        return None
    text = next((texts[name] for name in TEXT_KEYS if name in texts), next(iter(texts.values())))
    parts = ("conversation_key", "message_key", "parent_key", "order_key")
    return Keys(role, text, *(fields.best(_present(row), part) for part in parts))


_YES_NO = {
    "is_user": ("user", "assistant"), "is_created_by_user": ("user", "assistant"), "from_user": ("user", "assistant"),
    "is_human": ("user", "assistant"), "is_bot": ("assistant", "user"), "is_assistant": ("assistant", "user"),
    "is_ai": ("assistant", "user"), "from_bot": ("assistant", "user"), "is_sender": ("assistant", "user"),
    "is_from_me": ("assistant", "user"), "from_me": ("assistant", "user"),
}  # fmt: skip
"""Fields that say by yes or no who speaks, and who that is. Who exported a phone's messages is the one to be learnt."""
_YES, _NO = frozenset(("1", "true", "yes", "True", "TRUE")), frozenset(("0", "false", "no", "False", "FALSE"))


def _switch(held: Any) -> bool | None:
    """A yes or no, also as a number or as a table writes it; None for anything else."""
    if isinstance(held, bool):
        return held
    text = str(held) if isinstance(held, int) else held
    return None if not isinstance(text, str) or text not in _YES | _NO else text in _YES


_THREADS = ("thread_ts", "ts", "channel")


def _speaker(row: dict[str, Any]) -> str:
    """The field that says who speaks: a role or a name, yes or no, or a `user` beside the mark of a thread."""
    for name, held in row.items():
        if "speaker" in fields.parts_of(name) and (isinstance(held, str) or _is_number(held)):
            return name
    known = {fields.normalise(name): name for name in row if isinstance(name, str)}
    for name in _YES_NO:
        if name in known and isinstance(row[known[name]], bool | int | str):
            return known[name]
    return "user" if isinstance(row.get("user"), str) and any(name in known for name in _THREADS) else ""


def _is_number(held: Any) -> bool:
    return isinstance(held, int) and not isinstance(held, bool)


def _present(row: dict[str, Any]) -> dict[str, Any]:
    """The row's fields that may be keys; a null parent is that of a conversation's first message."""
    return {name: "" if held is None else held for name, held in row.items() if not isinstance(held, list | dict)}


def detect(value: dict[str, Any]) -> float:
    """How well a row fits one message."""
    keys = keys_of(value)
    return 0.0 if keys is None else 0.7 if keys.group else 0.6


def prepare(value: dict[str, Any]) -> Reader:
    """A reader of one message. Roles that nobody knows make a message only where a key groups it with others."""
    keys = keys_of(value)
    assert keys is not None
    consumed = frozenset((keys.role, keys.text))
    said = _advice(keys)
    # A name says who speaks where a key tells the conversation, or where it is that of who sent something at some time.
    named = (
        bool(keys.conversation)
        or bool(keys.parent and keys.message)
        or (bool(keys.order) and fields.normalise(keys.role) in _SENDERS)
        or (bool(keys.order) and fields.normalise(keys.text) in _OF_A_CHAT)
    )
    sides = _YES_NO.get(fields.normalise(keys.role))

    def read(row: dict[str, Any]) -> Conversation | None:
        role = row.get(keys.role)
        if sides is not None:
            switch = _switch(role)
            role = None if switch is None else sides[not switch]
        elif _is_number(role):
            role = f"speaker {role}"
        if not isinstance(role, str):
            return None
        known = role.strip().lower()
        if known not in ROLES and known not in _CALLS and not named:
            return None
        message = {**_message(row), "role": role, "content": row.get(keys.text)}
        turns, media, notes, _ = read_turns([message])
        return Conversation(MESSAGE_ROW, tuple(turns), consumed, media=media, sure=False, notes=(said, *notes))

    return read


def _message(row: dict[str, Any]) -> dict[str, Any]:
    """What else a message may have."""
    return {
        name: row[name] for name in ("name", "tool_calls", "tool_call_id", "reasoning_content", "train") if name in row
    }


def _advice(keys: Keys) -> str:
    if not keys.group:
        return (
            "one message of a conversation, and no field says of which: group the rows of a file with `group --by file`"
        )
    return f"one message of a conversation: group the rows with `group --by {keys.group}`"
