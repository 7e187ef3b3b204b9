"""LLaMA-Factory: pairs of question and answer, each cut in proportion."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from explorer.conversation import ASSISTANT, ROLES, SYSTEM, TOOL, USER, Conversation
from explorer.trainers import configs, llamafactory_lengths, llamafactory_text
from explorer.trainers.rows import (
    CHATS,
    FLAT,
    PAIRS,
    TEXTS,
    UNSTRUCK,
    calls,
    content_in_parts,
    content_not_text,
    loaded,
    odd_field,
)
from explorer.trainers.setup import Setup, names_for
from explorer.trainers.trainer import FINE, WHOLE_TEXT, Rule, Struck, Trainer
from explorer.trainers.written import (
    CALL,
    Message,
    field,
    has_field,
    message_names,
    messages,
    not_a_list,
    stands_within,
    turns_with_calls,
)

_DATA = llamafactory_lengths.DATA
_CONVERT = _DATA + "converter.py: SharegptDatasetConverter, OpenAIDatasetConverter"

_RULES = {
    FINE: Rule("fine", "It is read, and cut to the length pair by pair.", _DATA + "processor/supervised.py"),
    WHOLE_TEXT: Rule(
        "fine", "Plain text is packed for pre-training; nothing is cut off.", _DATA + "processor/pretrain.py"
    ),
    "not_a_dialect": Rule(
        "crash",
        "No converter reads this form of rows; write them as messages, sharegpt or alpaca.",
        _DATA + "converter.py: DATASET_CONVERTERS",
    ),
    "messages_as_text": Rule(
        "crash",
        "The messages are a text and no list; export the rows as messages.",
        _CONVERT + ": messages[0][role_tag]",
    ),
    "message_keys": Rule(
        "crash",
        "The messages are no objects with one name each for who speaks and for what is said; export the rows as messages.",
        _CONVERT + ": message[role_tag], message[content_tag]",
    ),
    "empty_messages": Rule(
        "drop", "There are no messages.", _DATA + "processor/supervised.py: Dropped invalid example"
    ),
    "no_answer": Rule(
        "drop",
        "There is no answer, or it is no text.",
        _DATA + "converter.py: AlpacaDatasetConverter, isinstance(response, str)",
    ),
    "field_not_text": Rule(
        "crash",
        "The instruction, the input, the system text or the history is no text.",
        _DATA + "converter.py: AlpacaDatasetConverter, join",
    ),
    "role_order": Rule("drop", "User (or tool) and assistant do not take turns.", _CONVERT + ": Invalid role tag"),
    "odd_message_count": Rule(
        "drop",
        "The number of messages is odd: the dialogue does not end on an answer.",
        _CONVERT + ": Invalid message count",
    ),
    "unknown_role": Rule("drop", "A turn has a role nobody knows.", _CONVERT + ": Invalid role tag"),
    "other_role_name": Rule(
        "drop",
        "A speaker has another name than in most rows: dataset_info.json names one for each role.",
        _CONVERT + ": Invalid role tag",
    ),
    "unknown_role_key": Rule(
        "crash",
        "A message has a role that nobody knows, or another name for it than most rows.",
        _DATA + "converter.py: OpenAIDatasetConverter, tag_mapping",
    ),
    "content_not_text": Rule(
        "crash", "A message's content is no text.", _DATA + "formatter.py: StringFormatter, Expected a string"
    ),
    "bad_tool_call": Rule(
        "crash",
        "A tool call is no JSON object with a name and arguments of its own.",
        _DATA + "formatter.py: FunctionFormatter, Invalid JSON format in function message",
    ),
    "bad_tools": Rule(
        "crash",
        "The declared tools are no valid JSON.",
        _DATA + "formatter.py: ToolFormatter, Invalid JSON format in tool description",
    ),
    "tools_not_text": Rule(
        "crash",
        "The declared tools are a list; outside of messages they must be JSON text.",
        _DATA + "formatter.py: ToolFormatter, json.loads",
    ),
    "media": Rule(
        "crash",
        "The row points to media, which a text model's template refuses.",
        _DATA + "mm_plugin.py: This model does not support image input",
    ),
}


def _judge(row: Conversation, setup: Setup | None = None) -> Struck:
    dialect = row.dialect
    if dialect in TEXTS:
        return Struck(WHOLE_TEXT)
    if dialect not in CHATS and dialect not in FLAT and dialect not in PAIRS:
        return Struck("not_a_dialect")
    if stands_within(row, "messages" if dialect in CHATS else "response" if dialect in FLAT else ""):
        return Struck("not_a_dialect")
    if dialect in CHATS and not_a_list(row):
        return Struck("messages_as_text")
    if not row.turns:
        return Struck("empty_messages" if dialect in CHATS else "no_answer")
    if dialect in FLAT:
        if (struck := _flat(row)) is not UNSTRUCK:
            return struck
    else:
        if dialect in CHATS and (struck := _odd_messages(row)) is not UNSTRUCK:
            return struck
        said = messages(row) if dialect in CHATS else None
        struck = _pairs(row) if said is None else _named_pairs(said, dialect, names_for(row, setup))
        if struck is not UNSTRUCK:
            return struck
    if row.media:
        return Struck("media")
    if dialect in CHATS:
        for struck in (content_not_text(row), content_in_parts(row)):
            if struck is not UNSTRUCK:
                return struck
    return _tools(row)


def _odd_messages(row: Conversation) -> Struck:
    """Messages without the two names that all of them must have, and a system text beside them that is no text."""
    held = field(row, "messages")
    who, what = message_names(row)
    for item in held if type(held) is list else ():
        if type(item) is not dict or who not in item or (what not in item and not item.get("tool_calls")):
            return Struck("message_keys")
    beside = field(row, "system")
    return Struck("field_not_text", 0) if beside and type(beside) is not str else UNSTRUCK


def _flat(row: Conversation) -> Struck:
    # What is nothing, 0 and false and empty lists too, is passed over; any other value is joined as if it were text.
    asked = [field(row, part) for part in ("prompt", "context", "system")]
    if type(row.written) is dict:
        asked += [row.written.get(name) for name in ("instruction", "input", "system")]
    if any(held and type(held) is not str for held in asked):
        return Struck("field_not_text", row.question_index())
    past = field(row, "history")
    if type(past) is list and not all(type(pair) is list and len(pair) == 2 for pair in past):
        return Struck("field_not_text", 0)
    answer = row.answer_index()
    return Struck("no_answer", answer) if answer < 0 or odd_field(row, "response") else UNSTRUCK


def _named_pairs(said: list[Message], dialect: str, names: Mapping[str, str]) -> Struck:
    """`_pairs`, by the one name that each role has in dataset_info.json."""
    lists_results = dialect != "sharegpt"
    known = {name: kind for kind, name in names.items() if kind in ROLES or kind == CALL}
    if SYSTEM in names and said and said[0].name == names[SYSTEM]:
        said = said[1:]
    if lists_results:
        for message in said:
            if type(message.name) is not str or message.name not in known:
                return Struck("unknown_role_key", message.turn)
        while said and known[said[-1].name] == TOOL:
            said = said[:-1]  # results that nothing follows are lost, not counted
    place, before = 0, ""
    for message in said:
        kind = known.get(message.name, "") if type(message.name) is str else ""
        if lists_results and kind == TOOL and type(message.held) is not str:
            return Struck("content_not_text", message.turn)
        if lists_results and kind == TOOL and before == TOOL:
            continue
        if kind not in ((USER, TOOL), (ASSISTANT, CALL))[place % 2]:
            strange = "unknown_role" if message.kind not in (*ROLES, CALL) else "other_role_name"
            return Struck("role_order" if kind else strange, message.turn)
        place, before = place + 1, kind
    if not place:
        return Struck("empty_messages")
    return Struck("odd_message_count", said[-1].turn) if place % 2 else UNSTRUCK


def _pairs(row: Conversation) -> Struck:
    """User or tool at even places, assistant at odd ones; in messages, tool results in a row count as one."""
    lists_results = row.dialect != "sharegpt"
    turns = row.turns
    first = 1 if turns[0].role == SYSTEM else 0
    if lists_results:
        for position in range(first, len(turns)):
            if turns[position].role not in ROLES:
                return Struck("unknown_role_key", position)
    end = len(turns)
    while lists_results and end > first and turns[end - 1].role == TOOL:
        end -= 1  # results that nothing follows are lost, not counted
    place, before = 0, ""
    for position in range(first, end):
        role = turns[position].role
        if lists_results and role == TOOL and before == TOOL:
            continue
        if role not in ((USER, TOOL), (ASSISTANT,))[place % 2]:
            return Struck("role_order" if role in ROLES else "unknown_role", position)
        place, before = place + 1, role
    if not place:
        return Struck("empty_messages")
    return Struck("odd_message_count", len(turns) - 1) if place % 2 else UNSTRUCK


_THOUGHT = re.compile(r"<think>\n.*?\n</think>\n\n", re.S)  # what a template takes out of a call before it reads it


def _tools(row: Conversation) -> Struck:
    """Calls and declared tools. A text that is a turn's call has its name and arguments at the top, not in `function`."""
    for position, turn, message in turns_with_calls(row):
        if message is not None and message.kind == CALL:
            held = loaded(_THOUGHT.sub("", message.held, count=1)) if type(message.held) is str else None
            named = _are_named(held if isinstance(held, list) else [held])
        elif message is not None and type(listed := message.fields.get("tool_calls")) is list:
            named = _are_named([item.get("function") if isinstance(item, dict) else None for item in listed])
        else:
            named = _are_named(calls(turn.tool_calls))
        if not named:
            return Struck("bad_tool_call", position)
    if not row.tools:
        return UNSTRUCK
    if row.dialect != "messages" and has_field(row, "tools") and type(field(row, "tools")) is not str:
        return Struck("tools_not_text")
    return Struck("bad_tools") if loaded(row.tools) is None else UNSTRUCK


def _are_named(listed: list[Any]) -> bool:
    return all(isinstance(call, dict) and "name" in call and "arguments" in call for call in listed)


LLAMAFACTORY = Trainer(
    name="llamafactory",
    label="LLaMA-Factory",
    version=llamafactory_lengths.VERSION,
    looked_at="2026-11-30",
    length_option="cutoff_len of LLaMA-Factory",
    default_length=2048,
    read_as="Fields and role names are taken to be named in dataset_info.json, one name for each role, and a text model "
    "to be trained.",
    rules=_RULES,
    judge=_judge,
    fate=llamafactory_lengths.fate,
    config=configs.llamafactory,
    size=llamafactory_lengths.size,
    show=llamafactory_text.show,
    losses={"default": "every answer", "all": "train_on_prompt: true", "last": "mask_history: true"},
    revision=2,
)
