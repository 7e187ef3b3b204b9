"""axolotl: rows that are too long are dropped (`excess_length_strategy: drop`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from explorer.conversation import ASSISTANT, Conversation
from explorer.trainers import axolotl_text, chat, configs
from explorer.trainers.lengths import ALL, full_length, keep, template_refuses, template_takes
from explorer.trainers.rows import (
    CHATS,
    FLAT,
    PAIRS,
    TEXTS,
    UNSTRUCK,
    loaded,
    odd_field,
    unread_tools,
)
from explorer.trainers.setup import Setup
from explorer.trainers.templates import Template
from explorer.trainers.trainer import FINE, WHOLE_TEXT, ByLength, Case, Rule, Struck, Trainer
from explorer.trainers.written import (
    by_turn,
    field,
    has_field,
    message_names,
    messages,
    not_a_list,
    stands_within,
    turns_with_calls,
)

_VERSION = "0.21"
_AXOLOTL = f"axolotl {_VERSION}, "
_CHAT = _AXOLOTL + "prompt_strategies/chat_template.py: "

_RULES = {
    FINE: Rule("fine", "It is read; if it is too long, it is dropped.", _CHAT + "tokenize_prompt"),
    WHOLE_TEXT: Rule(
        "fine",
        "Type `completion` cuts a long text into several examples; nothing is lost.",
        _AXOLOTL + "prompt_strategies/completion.py",
    ),
    "not_a_dialect": Rule(
        "crash", "No dataset type reads this form of rows.", _CHAT + "_get_messages, Messages is null"
    ),
    "empty_messages": Rule("crash", "There are no messages.", _CHAT + "get_conversation_thread, messages[0]"),
    "messages_as_text": Rule(
        "crash", "The messages are a text that is no JSON.", _CHAT + "_get_messages, Error parsing messages as JSON"
    ),
    "message_keys": Rule(
        "crash",
        "The messages are no objects with one name each for who speaks and for what is said; export the rows as messages.",
        _CHAT + "transform_message, message_property_mappings",
    ),
    "nothing_to_train": Rule(
        "drop",
        "No assistant turn holds a text to be trained.",
        _AXOLOTL + "utils/trainer.py: drop_no_trainable_tokens",
    ),
    "content_not_text": Rule(
        "crash", "A message's content is no text.", _CHAT + "transform_message, remove_none_values"
    ),
    "part_not_text": Rule(
        "crash", "A part of a message's content is no text.", _CHAT + "_convert_content_parts, text_parts joined"
    ),
    "answer_not_text": Rule(
        "crash", "An answer is no text.", _AXOLOTL + "prompt_strategies/user_defined.py: the row's format"
    ),
    "bad_tool_call": Rule(
        "crash",
        "The arguments of a tool call are no valid JSON, and the template reads calls.",
        _CHAT + "transform_message, Error parsing tool_calls arguments",
    ),
    "call_without_text": Rule(
        "crash",
        "A message that calls a tool has null for its content, and the template reads no calls: write an empty text.",
        _CHAT + "transform_message, remove_none_values",
    ),
    "bad_tools": Rule("crash", "The declared tools are no list, or no valid JSON.", _CHAT + "_get_tools"),
}

_WRITTEN_ANYWAY = frozenset(("content_not_text", "bad_tool_call", "call_without_text"))


def _judge(row: Conversation, setup: Setup | None = None) -> Struck:
    dialect, odd = row.dialect, UNSTRUCK
    if dialect in TEXTS:
        return Struck(WHOLE_TEXT)
    if dialect not in CHATS and dialect not in FLAT and dialect not in PAIRS and dialect != "stepwise":
        return Struck("not_a_dialect")
    if dialect in CHATS:
        if not has_field(row, "messages"):
            return Struck("not_a_dialect")
        if not row.turns:
            return Struck("empty_messages")
        if not_a_list(row) and loaded(field(row, "messages")) is None:
            return Struck("messages_as_text")
        odd = _odd_messages(row)
        if odd is not UNSTRUCK and odd.rule not in _WRITTEN_ANYWAY:
            return odd
    elif dialect in FLAT and (not has_field(row, "prompt") or stands_within(row, "response")):
        return Struck("not_a_dialect")
    elif dialect in FLAT and odd_field(row, "response"):
        # What is nothing, 0 and false too, is not tokenised at all, and leaves nothing to train.
        said = "answer_not_text" if field(row, "response") else "nothing_to_train"
        return Struck(said, row.answer_index())
    if unread_tools(row) or (row.tools and not isinstance(loaded(row.tools), list)):
        return Struck("bad_tools")
    # What some templates write all the same comes last, so that it hides nothing.
    if odd is not UNSTRUCK:
        return odd
    broken, bare = _broken_call(row), _bare_call(row)
    if broken >= 0:  # with both faults, only a template that takes any content writes the row
        return Struck("bad_tool_call", broken) if bare < 0 else Struck("content_not_text", bare)
    if bare >= 0:
        return Struck("call_without_text", bare)
    if dialect in CHATS:
        roles, said = configs.axolotl_roles(row, setup), by_turn(row)
        names = [said[place].name if place in said else turn.role for place, turn in enumerate(row.turns)]
        answers = [turn for turn, name in zip(row.turns, names, strict=True) if _role(name, roles) == ASSISTANT]
        if not any(turn.text or turn.reasoning or turn.tool_calls for turn in answers):
            return Struck("nothing_to_train", row.answer_index())
    elif row.answer_index() < 0:
        return Struck("nothing_to_train")
    return UNSTRUCK


def _role(name: Any, roles: Mapping[str, str]) -> Any:
    return roles.get(name, name) if isinstance(name, str) else name


def _odd_messages(row: Conversation) -> Struck:
    """Messages without the two names that all of them must have, or with a content or a system text that is no text."""
    held = field(row, "messages")
    who, what = message_names(row)
    for place, item in enumerate(held if type(held) is list else ()):
        if type(item) is not dict or (not place and who not in item) or (what not in item and "tool_calls" not in item):
            return Struck("message_keys")
        said = item.get(what)
        # Of a list of parts, those that are objects are read, by the first name that holds something.
        parts = said if type(said) is list else []
        texts = [part.get("text") or part.get("content") or part.get("value") for part in parts if type(part) is dict]
        if not all(not text or type(text) is str for text in texts):
            return Struck("part_not_text")
        if type(said) is not str and type(said) is not list and not item.get("tool_calls"):
            return Struck("content_not_text")
    if odd_field(row, "system") and field(row, "system") is not None:
        return Struck("content_not_text", 0)
    return UNSTRUCK


def _bare_call(row: Conversation) -> int:
    """The first turn that calls a tool and has nothing for its content, -1 where there is none."""
    for message in messages(row) or ():
        if message.held is None and message.fields.get("tool_calls"):
            return message.turn
    return -1


def _broken_call(row: Conversation) -> int:
    """The first turn with a call whose arguments are text and no JSON, -1 where all are read."""
    for position, turn, message in turns_with_calls(row):
        if message is not None and "tool_calls" not in message.fields:
            continue  # a text like any other to this trainer
        called = loaded(turn.tool_calls)
        for call in called if isinstance(called, list) else ():
            function = call.get("function") if isinstance(call, dict) else None
            held = function.get("arguments") if isinstance(function, dict) else None
            if isinstance(held, str):
                try:
                    json.loads(held)
                except (ValueError, RecursionError):
                    return position
    return -1


_IS_FLAT = f"dialect IN ({', '.join(repr(name) for name in sorted(FLAT))})"


def _size(template: Template) -> str:
    """SQL for a row's tokens. Behind the answer of a flat row stands one token, and not all that ends a turn."""
    return f"({full_length(template)} - CASE WHEN {_IS_FLAT} THEN {template.answer_end - 1} ELSE 0 END)"


def _sized(template: Template, compared: str) -> str:
    """The filter for rows whose tokens compare so."""
    full = full_length(template)
    return f"({_IS_FLAT} AND {full} - {template.answer_end - 1} {compared}) OR (NOT ({_IS_FLAT}) AND {full} {compared})"


def _spared(template: Template) -> frozenset[str]:
    """Rules whose rows the template writes: it looks at no calls, or takes any content, or none beside a call."""
    text = chat.TEXTS[template.name]
    calls = {"call_without_text"} if text.tools else {"bad_tool_call"}
    return frozenset(calls | ({"content_not_text", "call_without_text"} if text.prints_values else set()))


def _fate(limit: int, template: Template) -> ByLength:
    spared = _spared(template)
    silent = f"axolotl_rule = 'content_not_text' AND {ALL} = 0"
    fine = f"axolotl_rule IN ({', '.join(repr(rule) for rule in (FINE, *sorted(spared)))})"
    nothing: tuple[Case, ...] = ()
    if "content_not_text" in spared:
        fine = f"{fine} AND NOT ({silent})"
        rule = _RULES["nothing_to_train"]
        nothing = (Case("drop", "answers_without_text", rule.said, rule.cite, silent, ALL),)
    taken = template_takes(fine, template)
    whole = f"axolotl_rule = 'whole_text' OR ({taken} AND ({_sized(template, f'<= {limit}')}))"
    dropped = Case(
        "drop",
        "too_long",
        "Longer than sequence_len, and excess_length_strategy is drop.",
        _AXOLOTL + "utils/data/utils.py: handle_long_seq_in_dataset",
        f"{taken} AND ({_sized(template, f'> {limit}')})",
        ALL,
    )
    return ByLength((keep(whole), dropped, *nothing, *template_refuses(fine, template)), whole, whole, spared)


AXOLOTL = Trainer(
    name="axolotl",
    label="axolotl",
    version=_VERSION,
    looked_at="2026-11-30",
    length_option="sequence_len of axolotl",
    default_length=512,
    read_as="Fields are taken to be named in the configuration, and train_on_inputs and per-turn training to be off.",
    rules=_RULES,
    judge=_judge,
    fate=_fate,
    cuts="drop",
    drops_masked=True,
    config=configs.axolotl,
    size=_size,
    show=axolotl_text.show,
    losses={"default": "roles_to_train: [assistant]", "all": "train_on_inputs: true"},
    written_anyway=_WRITTEN_ANYWAY,
    revision=4,
    text_revision=2,
)
