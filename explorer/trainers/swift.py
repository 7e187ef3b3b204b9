"""ms-swift: rows with a fault are left out (`strict: false`), and so are rows that are too long (`delete`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from explorer.conversation import ASSISTANT, ROLES, SYSTEM, TOOL, USER, Conversation
from explorer.trainers import configs, swift_text
from explorer.trainers.chat.plain import PLAIN
from explorer.trainers.lengths import ALL, full_length, keep
from explorer.trainers.rows import (
    CHATS,
    FLAT,
    PAIRS,
    TEXTS,
    UNSTRUCK,
    content_not_text,
    odd_field,
    unread_tools,
)
from explorer.trainers.setup import Setup
from explorer.trainers.templates import Template
from explorer.trainers.trainer import FINE, WHOLE_TEXT, ByLength, Case, Rule, Struck, Trainer
from explorer.trainers.written import by_turn, field, has_field, messages, stands_within

_VERSION = "4.6"
_SWIFT = f"ms-swift {_VERSION}, swift/"
_READ = _SWIFT + "dataset/preprocessor/core.py: "
_ENCODE = _SWIFT + "template/base.py: "
_ROLES = frozenset(
    (
        "system",
        "user",
        "human",
        "assistant",
        "gpt",
        "bot",
        "tool",
        "tool_call",
        "tool_response",
        "function_call",
        "function_response",
        "observation",
        "observations",
    )
)
"""Names of roles that are read without a configuration; a hyphen counts as an underscore in those of tools."""

_ASKED = ("prompt", "context")

WITH_TOOLS = "with_tools"
"""How rows with declared tools, calls or results are read: by templates that have a way to write them."""

_RULES = {
    FINE: Rule("fine", "It is read; if it is too long, it is left out.", _READ + "AutoPreprocessor"),
    WHOLE_TEXT: Rule(
        "fine", "The whole text is trained, as the answer to an empty question.", _READ + "ResponsePreprocessor, text"
    ),
    WITH_TOOLS: Rule(
        "fine",
        "Its tools are written where the template has a way to do so; the row is left out elsewhere.",
        _ENCODE + "_encode, agent_template",
    ),
    "not_a_dialect": Rule(
        "drop",
        "No preprocessor reads this form of rows; write them as messages.",
        _READ + "AutoPreprocessor, ResponsePreprocessor",
    ),
    "empty_messages": Rule("drop", "There are no messages.", _READ + "MessagesPreprocessor.preprocess"),
    "unknown_role": Rule("drop", "A message has a role nobody knows.", _READ + "_check_messages"),
    "content_not_text": Rule(
        "drop", "A message's content is null, a number or a list of parts of another form.", _READ + "_check_messages"
    ),
    "role_order": Rule(
        "drop",
        "User (or tool) and assistant do not take turns, even where turns of one speaker are joined.",
        _ENCODE + "_swift_encode, query_role, response_role",
    ),
    "bad_tools": Rule(
        "drop",
        "The declared tools are a text that is no JSON, or empty.",
        _SWIFT + "agent_template/base.py: BaseAgentTemplate.unwrap_tool",
    ),
    "nothing_to_train": Rule("mask", "No assistant turn is trained.", _SWIFT + "loss_scale/base.py: LossScale"),
}


def _judge(row: Conversation, setup: Setup | None = None) -> Struck:
    del setup
    dialect = row.dialect
    if dialect in TEXTS:
        return Struck(WHOLE_TEXT)
    if dialect not in CHATS and dialect not in FLAT and dialect not in PAIRS and dialect != "swift":
        return Struck("not_a_dialect")
    if stands_within(row, "messages" if dialect in CHATS else "response" if dialect in FLAT else ""):
        return Struck("not_a_dialect")
    if not row.turns:
        return Struck("empty_messages")
    if any(odd_field(row, name) and field(row, name) is not None for name in ("system", *_ASKED)):
        return Struck("content_not_text", 0)
    if dialect in CHATS:
        held = field(row, "messages")
        if type(held) is list and not all(type(item) is dict for item in held):
            return Struck("not_a_dialect")
        for message in messages(row) or ():
            if type(message.held) is list and not all(_is_read(part) for part in message.held):
                return Struck("content_not_text", message.turn)
            if type(message.name) is not str or message.name.replace("-", "_") not in _ROLES:
                return Struck("unknown_role", message.turn)
        if (struck := content_not_text(row)) is not UNSTRUCK:
            return struck
    elif dialect in FLAT and has_field(row, "response") and field(row, "response") is None:
        if not field(row, "history"):  # the answers of earlier rounds are trained all the same
            return Struck("nothing_to_train", row.answer_index())
    elif dialect in FLAT and odd_field(row, "response"):
        return Struck("content_not_text", row.answer_index())
    if unread_tools(row):
        return Struck("bad_tools")
    if (position := _out_of_turn(row)) >= 0:
        return Struck("role_order" if row.turns[position].role in ROLES else "unknown_role", position)
    # The end of a row's last answer is trained whatever its messages say, so only a row that ends otherwise can have nothing.
    if row.turns[-1].role != ASSISTANT and not any(_is_trained(row)):
        return Struck("nothing_to_train", row.answer_index())
    has_tools = row.tools or any(turn.role == TOOL or turn.tool_calls for turn in row.turns)
    return Struck(WITH_TOOLS) if has_tools else UNSTRUCK


def _is_read(part: Any) -> bool:
    """Whether a part of a content says what it is, and has its text under the name `text`."""
    return type(part) is dict and "type" in part and (part["type"] != "text" or type(part.get("text")) is str)


def _is_trained(row: Conversation) -> Iterator[bool]:
    """Whether each answer is trained: all but those whose message has a `loss` that is false."""
    said = by_turn(row)
    for position, turn in enumerate(row.turns):
        if turn.role == ASSISTANT:
            loss = said[position].fields.get("loss") if position in said else None
            yield bool(turn.text or turn.tool_calls) and (loss is None or bool(loss))


def _out_of_turn(row: Conversation) -> int:
    """The first turn that neither continues what its speaker said nor answers; -1 where there is none."""
    before = SYSTEM
    for position, turn in enumerate(row.turns):
        role = turn.role
        if role == SYSTEM and not position:
            continue
        if role not in (USER, ASSISTANT, TOOL) or (role == TOOL and before not in (ASSISTANT, TOOL)):
            return position
        if before == TOOL and role == USER:
            return position
        before = role
    return -1


def _fate(limit: int, template: Template) -> ByLength:
    full = full_length(template)
    writes_tools = bool(PLAIN[template.name].calls)
    read = f"'fine', 'whole_text', '{WITH_TOOLS}'" if writes_tools else "'fine', 'whole_text'"
    fine = f"swift_rule IN ({read})"
    whole = f"{fine} AND {full} <= {limit}"
    dropped = Case(
        "drop",
        "too_long",
        "Longer than max_length, and truncation_strategy is delete.",
        _ENCODE + "_encode_truncated, MaxLengthError",
        f"{fine} AND {full} > {limit}",
        ALL,
    )
    unwritten = Case(
        "drop",
        "tools_not_written",
        "The template has no way to write calls, results or declared tools; name one by agent_template.",
        _ENCODE + "_encode, agent_template",
        f"swift_rule = '{WITH_TOOLS}'",
        ALL,
    )
    return ByLength((keep(whole), dropped, *(() if writes_tools else (unwritten,))), whole, whole)


SWIFT = Trainer(
    name="swift",
    label="ms-swift",
    version=_VERSION,
    looked_at="2026-11-30",
    length_option="max_length of ms-swift",
    default_length=0,
    read_as="Rows are read without a configuration, faulty ones are left out (strict is false), and its own templates are "
    "used.",
    rules=_RULES,
    judge=_judge,
    fate=_fate,
    cuts="drop",
    refuses="drop",
    revision=3,
    config=configs.swift,
    show=swift_text.show,
    losses={"default": "--loss_scale default", "last": "--loss_scale last_round", "all": "--loss_scale all"},
)
