"""OpenAI's format for fine-tuning, as it and others serve it: every message checked, the end of a long row cut off."""

from __future__ import annotations

from explorer.conversation import ASSISTANT, ROLES, TOOL, UNKNOWN, Conversation
from explorer.trainers import configs, openai_text
from explorer.trainers.lengths import ALL, cut_at_end, keep
from explorer.trainers.rows import UNSTRUCK, call_ids
from explorer.trainers.setup import Setup
from explorer.trainers.templates import Template
from explorer.trainers.trainer import FINE, ByLength, Case, Rule, Struck, Trainer
from explorer.trainers.written import messages, not_a_list

_VERSION = "cookbook at 2e652704b"
_COOKBOOK = "OpenAI cookbook, Chat_finetuning_data_prep.ipynb: "
_API = "OpenAI API reference, chat messages: "
_MESSAGE, _REPLY = 4, 3  # OpenAI cookbook, num_tokens_from_messages: 3 and the role; 3 at the end
_WRITTEN_ROLES = frozenset((*ROLES, "developer", "function"))

_RULES = {
    FINE: Rule("fine", "It is accepted; what is too long is cut off at the end.", _COOKBOOK + "Token Limit Warnings"),
    "not_a_dialect": Rule("crash", "It cannot be written as messages.", _COOKBOOK + "missing_messages_list"),
    "messages_as_text": Rule(
        "crash",
        "The messages are a text and no list; export the rows as messages.",
        _COOKBOOK + "missing_messages_list",
    ),
    "empty_messages": Rule("crash", "There are no messages.", _COOKBOOK + "missing_messages_list"),
    "no_answer": Rule("crash", "No message is the assistant's.", _COOKBOOK + "example_missing_assistant_message"),
    "unknown_role": Rule("crash", "A message has a role nobody knows.", _COOKBOOK + "unrecognized_role"),
    "role_name": Rule(
        "crash",
        "A role has another name than user, assistant, system or tool; export the rows as messages, which renames it.",
        _COOKBOOK + "unrecognized_role",
    ),
    "missing_content": Rule("crash", "A message has neither text nor tool calls.", _COOKBOOK + "missing_content"),
    "unanswered_call": Rule(
        "crash",
        "A tool call has no result: for each of its ids, a tool message must follow before anything else is said.",
        _API + "tool_calls must be followed by tool messages",
    ),
    "stray_result": Rule(
        "crash",
        "A tool message answers no call: none precedes it, or none has its tool_call_id.",
        _API + "tool messages must follow tool_calls",
    ),
    "last_is_not_answer": Rule("crash", "The last message is not the assistant's.", "OpenAI's check of uploaded files"),
    "nothing_to_train": Rule("mask", "Every assistant message has weight 0.", "OpenAI fine-tuning guide: weight"),
}


def _judge(row: Conversation, setup: Setup | None = None) -> Struck:
    del setup
    if row.dialect in (UNKNOWN, "text"):
        return Struck("not_a_dialect")
    turns = row.turns
    if not turns:
        return Struck("empty_messages")
    if row.dialect == "messages":
        if not_a_list(row):
            return Struck("messages_as_text")
        for message in messages(row) or ():
            if message.kind in ROLES and message.name not in _WRITTEN_ROLES:
                return Struck("role_name", message.turn)
    for position, turn in enumerate(turns):
        if turn.role not in ROLES:
            return Struck("unknown_role", position)
        if not turn.text and not turn.tool_calls and not turn.reasoning:
            return Struck("missing_content", position)
    answers = [turn for turn in turns if turn.role == ASSISTANT]
    if not answers:
        return Struck("no_answer")
    if (struck := _results(row)) is not UNSTRUCK:
        return struck
    if turns[-1].role != ASSISTANT:
        return Struck("last_is_not_answer", len(turns) - 1)
    if all(turn.trained is False for turn in answers):
        return Struck("nothing_to_train", row.answer_index())
    return UNSTRUCK


def _results(row: Conversation) -> Struck:
    """Every call answered before anything else is said, and every result the answer to a call.

    In messages by their ids; other rows have none, and get theirs in order when they are exported. A call that ends the
    row is what is trained, and awaits no result.
    """
    by_id = row.dialect == "messages"
    open_ids: list[str] = []
    asked = -1
    for position, turn in enumerate(row.turns):
        if turn.role == TOOL:
            if asked < 0 or (by_id and turn.call_id not in open_ids):
                return Struck("stray_result", position)
            if by_id:
                open_ids.remove(turn.call_id)
            else:
                open_ids = []
            continue
        if open_ids:
            return Struck("unanswered_call", asked)
        asked = position if turn.tool_calls else -1
        open_ids = call_ids(turn.tool_calls) if turn.tool_calls else []
    return UNSTRUCK if not open_ids or asked == len(row.turns) - 1 else Struck("unanswered_call", asked)


def _fate(limit: int, template: Template) -> ByLength:
    full = _size(template)
    first = f"system_tokens + prompt_tokens - answered_tokens + {_MESSAGE} * first_answer_turn + {_MESSAGE}"
    fine = "openai_rule = 'fine'"
    whole = f"{fine} AND {full} <= {limit}"
    cite = _COOKBOOK + "Token Limit Warnings"
    cases = (
        keep(whole),
        Case(
            "truncate",
            "cut",
            "Longer than the model's limit for an example: the end is cut off.",
            cite,
            f"{fine} AND {full} > {limit} AND {first} < {limit}",
            cut_at_end(full, limit, _REPLY),
        ),
        Case(
            "mask",
            "answer_cut_off",
            "What precedes the first answer fills the limit: nothing is left that is trained.",
            cite,
            f"{fine} AND {full} > {limit} AND {first} >= {limit}",
            ALL,
        ),
    )
    return ByLength(cases, f"{fine} AND ({full} <= {limit} OR {first} < {limit})", whole)


def _size(template: Template) -> str:
    del template  # the service has its own
    return f"total_tokens + {_MESSAGE} * n_turns + {_REPLY}"


OPENAI = Trainer(
    name="openai",
    label="OpenAI",
    version=_VERSION,
    looked_at="2026-11-30",
    length_option="the limit of an example at OpenAI",
    default_length=65536,
    read_as="Rows of messages are taken as they are, others as if exported as messages. OpenAI's own self-service ends in "
    "January 2027; others serve its format.",
    rules=_RULES,
    judge=_judge,
    fate=_fate,
    config=configs.openai,
    size=_size,
    show=openai_text.show,
    losses={"default": "every answer whose weight is not 0"},
    revision=2,
    full_label="OpenAI-style fine-tuning",
    remark="takes messages as they are, and other rows as the export writes them; its own self-service ends in January 2027, "
    "and others serve its format",
    own_template=True,
)
