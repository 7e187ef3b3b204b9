"""Which rule of each trainer strikes a row, and at which turn."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from explorer.conversation import ASSISTANT, ROLES, SYSTEM, TOOL, UNKNOWN, USER, Conversation
from explorer.metrics.trainers.rules import AS_TEXT, FINE, NAMES, WHOLE_TEXT

_CHATS = frozenset(("messages", "sharegpt"))
_FLAT = frozenset(("alpaca", "qa", "prompt_completion"))
_PAIRS = frozenset(("preference", "kto"))
_TEXTS = frozenset(("text", "transcript"))  # a dialogue written out in one text is a text to all but this project
_NOT_TEXT = ("content ", "value ", "a message has no content")  # how remarks of the decoder begin


class Struck(NamedTuple):
    """rule: its name. turn: position of the turn that breaks it, -1 for the row as a whole."""

    rule: str
    turn: int = -1


_FINE = Struck(FINE)


def judge(conversation: Conversation) -> dict[str, Struck]:
    """The first rule that strikes, for each trainer; `fine` and its like where none does."""
    judges = (_llamafactory, _axolotl, _trl, _openai)
    return dict(zip(NAMES, [one(conversation) for one in judges], strict=True))


def refused_turn(conversation: Conversation) -> int:
    """The first turn that a template which wants user and assistant in turn refuses; -1 where it takes all."""
    if conversation.dialect in _TEXTS:
        return -1  # no template is applied
    turns = conversation.turns
    first = 1 if turns and turns[0].role == SYSTEM else 0
    for position in range(first, len(turns)):
        if turns[position].role != (ASSISTANT if (position - first) % 2 else USER):
            return position
    return -1


# ---- LLaMA-Factory ----


def _llamafactory(row: Conversation) -> Struck:
    dialect = row.dialect
    if dialect in _TEXTS:
        return Struck(WHOLE_TEXT)
    if dialect not in _CHATS and dialect not in _FLAT and dialect not in _PAIRS:
        return Struck("not_a_dialect")
    if not row.turns:
        return Struck("empty_messages" if dialect in _CHATS else "no_answer")
    if dialect in _FLAT:
        answer = row.answer_index()
        if answer < 0 or (row.notes and not row.turns[answer].text and any("is null" in note for note in row.notes)):
            return Struck("no_answer", answer)
    elif (struck := _pairs(row)) is not _FINE:
        return struck
    if row.media:
        return Struck("media")
    if dialect in _CHATS and (struck := _not_text(row)) is not _FINE:
        return struck
    for position, turn in enumerate(row.turns):
        if turn.tool_calls and not _named_calls(turn.tool_calls):
            return Struck("bad_tool_call", position)
    if row.tools and _loaded(row.tools) is None:
        return Struck("bad_tools")
    return _FINE


def _pairs(row: Conversation) -> Struck:
    """User or tool at even places, assistant at odd ones; in messages, tool results in a row count as one."""
    messages = row.dialect != "sharegpt"
    turns = row.turns
    first = 1 if turns[0].role == SYSTEM else 0
    if messages:
        for position in range(first, len(turns)):
            if turns[position].role not in ROLES:
                return Struck("unknown_role_key", position)
    end = len(turns)
    while messages and end > first and turns[end - 1].role == TOOL:
        end -= 1  # results that nothing follows are lost, not counted
    place, before = 0, ""
    for position in range(first, end):
        role = turns[position].role
        if messages and role == TOOL and before == TOOL:
            continue
        if role not in ((USER, TOOL), (ASSISTANT,))[place % 2]:
            return Struck("role_order" if role in ROLES else "unknown_role", position)
        place, before = place + 1, role
    if not place:
        return Struck("empty_messages")
    return Struck("odd_message_count", len(turns) - 1) if place % 2 else _FINE


# ---- axolotl ----


def _axolotl(row: Conversation) -> Struck:
    dialect = row.dialect
    if dialect in _TEXTS:
        return Struck(WHOLE_TEXT)
    if dialect not in _CHATS and dialect not in _FLAT and dialect not in _PAIRS and dialect != "stepwise":
        return Struck("not_a_dialect")
    if dialect in _CHATS:
        if not row.turns:
            return Struck("empty_messages")
        if (struck := _not_text(row)) is not _FINE:
            return struck
    for position, turn in enumerate(row.turns):
        if turn.tool_calls and not _parsable_arguments(turn.tool_calls):
            return Struck("bad_tool_call", position)
    if row.tools and not isinstance(_loaded(row.tools), list):
        return Struck("bad_tools")
    if dialect in _CHATS:
        answers = [turn for turn in row.turns if turn.role == ASSISTANT]
        if not any(turn.text or turn.reasoning or turn.tool_calls for turn in answers):
            return Struck("nothing_to_train", row.answer_index())
    elif row.answer_index() < 0:
        return Struck("nothing_to_train")
    return _FINE


# ---- TRL ----

_KEYS: dict[str, tuple[str, ...]] = {
    "messages": ("messages",),
    "sharegpt": ("conversations",),
    "prompt_completion": ("prompt", "completion"),
    "text": ("text",),
    "transcript": ("text",),
    "preference": ("chosen", "rejected"),
    "kto": ("prompt", "completion"),
    "stepwise": ("prompt", "completions", "labels"),
}


def _trl(row: Conversation) -> Struck:
    dialect = row.dialect
    keys = _KEYS.get(dialect)
    if keys is None or not all(key in row.consumed for key in keys):
        return Struck("wrong_keys")
    if row.media:
        return Struck("media")
    if dialect in _TEXTS:
        return Struck(WHOLE_TEXT)
    if dialect in _CHATS:
        if not row.turns:
            return Struck("empty_messages")
        if (struck := _not_text(row)) is not _FINE:
            return struck
    if row.tools and _loaded(row.tools) is None:
        return Struck("bad_tools")
    return Struck(AS_TEXT) if dialect in ("prompt_completion", "kto", "stepwise") else _FINE


# ---- OpenAI ----


def _openai(row: Conversation) -> Struck:
    if row.dialect in (UNKNOWN, "text"):
        return Struck("not_a_dialect")
    turns = row.turns
    if not turns:
        return Struck("empty_messages")
    for position, turn in enumerate(turns):
        if turn.role not in ROLES:
            return Struck("unknown_role", position)
        if not turn.text and not turn.tool_calls and not turn.reasoning:
            return Struck("missing_content", position)
    answers = [turn for turn in turns if turn.role == ASSISTANT]
    if not answers:
        return Struck("no_answer")
    if turns[-1].role != ASSISTANT:
        return Struck("last_is_not_answer", len(turns) - 1)
    if all(turn.trained is False for turn in answers):
        return Struck("nothing_to_train", row.answer_index())
    return _FINE


# ---- what several ask ----


def _not_text(row: Conversation) -> Struck:
    """Content that is null, a number or an object: the decoder remarked on it."""
    if not any(note.startswith(_NOT_TEXT) for note in row.notes):
        return _FINE
    for position, turn in enumerate(row.turns):
        if not turn.text and not turn.tool_calls:
            return Struck("content_not_text", position)
    return Struck("content_not_text")


def _loaded(text: str) -> Any:
    """The JSON value of a text; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _calls(text: str) -> list[Any]:
    found = _loaded(text)
    listed = found if isinstance(found, list) else [found]
    return [call.get("function", call) if isinstance(call, dict) else call for call in listed]


def _named_calls(text: str) -> bool:
    return all(isinstance(call, dict) and "name" in call and "arguments" in call for call in _calls(text))


def _parsable_arguments(text: str) -> bool:
    for call in _calls(text):
        held = call.get("arguments") if isinstance(call, dict) else None
        if isinstance(held, str):
            try:
                json.loads(held)
            except (ValueError, RecursionError):
                return False
    return True
