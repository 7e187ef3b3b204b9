"""OpenAI fine-tuning: every message checked, and the end of a long row cut off."""

from __future__ import annotations

from explorer.conversation import ASSISTANT, ROLES, UNKNOWN, Conversation
from explorer.trainers.lengths import ALL, cut_at_end, keep
from explorer.trainers.rows import UNSTRUCK
from explorer.trainers.templates import Template
from explorer.trainers.trainer import FINE, ByLength, Case, Rule, Struck, Trainer

_VERSION = "cookbook at 2e652704b"
_COOKBOOK = "OpenAI cookbook, Chat_finetuning_data_prep.ipynb: "
_MESSAGE, _REPLY = 4, 3  # OpenAI cookbook, num_tokens_from_messages: 3 and the role; 3 at the end

_RULES = {
    FINE: Rule("fine", "It is accepted; what is too long is cut off at the end.", _COOKBOOK + "Token Limit Warnings"),
    "not_a_dialect": Rule("crash", "It cannot be written as messages.", _COOKBOOK + "missing_messages_list"),
    "empty_messages": Rule("crash", "There are no messages.", _COOKBOOK + "missing_messages_list"),
    "no_answer": Rule("crash", "No message is the assistant's.", _COOKBOOK + "example_missing_assistant_message"),
    "unknown_role": Rule("crash", "A message has a role nobody knows.", _COOKBOOK + "unrecognized_role"),
    "missing_content": Rule("crash", "A message has neither text nor tool calls.", _COOKBOOK + "missing_content"),
    "last_is_not_answer": Rule("crash", "The last message is not the assistant's.", "OpenAI's check of uploaded files"),
    "nothing_to_train": Rule("mask", "Every assistant message has weight 0.", "OpenAI fine-tuning guide: weight"),
}


def _judge(row: Conversation) -> Struck:
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
    return UNSTRUCK


def _fate(limit: int, template: Template) -> ByLength:
    del template  # the service has its own
    full = f"total_tokens + {_MESSAGE} * n_turns + {_REPLY}"
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


OPENAI = Trainer(
    name="openai",
    label="OpenAI",
    version=_VERSION,
    length_option="the limit of an example at OpenAI",
    default_length=65536,
    read_as="Rows are taken as if exported as messages.",
    rules=_RULES,
    judge=_judge,
    fate=_fate,
    full_label="OpenAI fine-tuning",
    remark="takes what the export writes as messages",
    own_template=True,
)
