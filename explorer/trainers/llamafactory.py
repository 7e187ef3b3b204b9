"""LLaMA-Factory: pairs of question and answer, each cut in proportion."""

from __future__ import annotations

from explorer.conversation import ASSISTANT, ROLES, SYSTEM, TOOL, USER, Conversation
from explorer.trainers.lengths import full_length, keep
from explorer.trainers.rows import CHATS, FLAT, PAIRS, TEXTS, UNSTRUCK, calls, content_not_text, loaded
from explorer.trainers.templates import TURN, Template
from explorer.trainers.trainer import FINE, WHOLE_TEXT, ByLength, Case, Rule, Struck, Trainer

_VERSION = "0.9.3"  # processor_utils.py at 1679930e0, supervised.py at 0b3022bb3
_DATA = f"LLaMA-Factory {_VERSION}, data/"
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
    "empty_messages": Rule(
        "drop", "There are no messages.", _DATA + "processor/supervised.py: Dropped invalid example"
    ),
    "no_answer": Rule("drop", "There is no answer.", _DATA + "processor/supervised.py: Dropped invalid example"),
    "role_order": Rule("drop", "User (or tool) and assistant do not take turns.", _CONVERT + ": Invalid role tag"),
    "odd_message_count": Rule(
        "drop",
        "The number of messages is odd: the dialogue does not end on an answer.",
        _CONVERT + ": Invalid message count",
    ),
    "unknown_role": Rule("drop", "A turn has a role nobody knows.", _CONVERT + ": Invalid role tag"),
    "unknown_role_key": Rule(
        "crash", "A message has a role nobody knows.", _DATA + "converter.py: OpenAIDatasetConverter, tag_mapping"
    ),
    "content_not_text": Rule(
        "crash", "A message's content is no text.", _DATA + "formatter.py: StringFormatter, Expected a string"
    ),
    "bad_tool_call": Rule(
        "crash",
        "A tool call is no JSON object with a name and arguments.",
        _DATA + "formatter.py: FunctionFormatter, Invalid JSON format in function message",
    ),
    "bad_tools": Rule(
        "crash",
        "The declared tools are no valid JSON.",
        _DATA + "formatter.py: ToolFormatter, Invalid JSON format in tool description",
    ),
    "media": Rule(
        "crash",
        "The row points to media, which a text model's template refuses.",
        _DATA + "mm_plugin.py: This model does not support image input",
    ),
}


def _judge(row: Conversation) -> Struck:
    dialect = row.dialect
    if dialect in TEXTS:
        return Struck(WHOLE_TEXT)
    if dialect not in CHATS and dialect not in FLAT and dialect not in PAIRS:
        return Struck("not_a_dialect")
    if not row.turns:
        return Struck("empty_messages" if dialect in CHATS else "no_answer")
    if dialect in FLAT:
        answer = row.answer_index()
        if answer < 0 or (row.notes and not row.turns[answer].text and any("is null" in note for note in row.notes)):
            return Struck("no_answer", answer)
    elif (struck := _pairs(row)) is not UNSTRUCK:
        return struck
    if row.media:
        return Struck("media")
    if dialect in CHATS and (struck := content_not_text(row)) is not UNSTRUCK:
        return struck
    for position, turn in enumerate(row.turns):
        if turn.tool_calls and not _named_calls(turn.tool_calls):
            return Struck("bad_tool_call", position)
    if row.tools and loaded(row.tools) is None:
        return Struck("bad_tools")
    return UNSTRUCK


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
    return Struck("odd_message_count", len(turns) - 1) if place % 2 else UNSTRUCK


def _named_calls(text: str) -> bool:
    return all(isinstance(call, dict) and "name" in call and "arguments" in call for call in calls(text))


def _fate(limit: int, template: Template) -> ByLength:
    full = full_length(template)
    fine = "llamafactory_rule = 'fine'"
    whole = f"llamafactory_rule = 'whole_text' OR ({fine} AND {full} <= {limit})"
    cut = Case(
        "truncate",
        "cut",
        "Longer than cutoff_len: question and answer are cut in proportion, the longer one first.",
        _DATA + "processor/processor_utils.py: infer_seqlen",
        f"{fine} AND {full} > {limit}",
        _proportional(limit, template),
    )
    return ByLength((keep(whole), cut), "llamafactory_rule IN ('fine', 'whole_text')", whole)


def _proportional(limit: int, template: Template) -> str:
    """Response tokens lost in the last round, as `infer_seqlen` shares out what earlier rounds leave."""
    end = template.answer_end
    rounds = f"least(last_round_turn, 1) * ({template.column} - {TURN} * (n_turns - last_round_turn))"
    before = f"(earlier_tokens + {rounds})"
    target = f"(response_tokens + {end})"
    source = f"(total_tokens + {template.column} - {before} - {target})"
    room = f"({limit} - {before})"
    lost = (
        f"CASE WHEN {room} <= 0 THEN response_tokens WHEN 2 * {target} < {room} THEN 0 "
        f"WHEN 2 * {source} < {room} THEN {target} - ({room} - {source}) "
        f"ELSE {target} - floor({room} * {target} / ({source} + {target})) END"
    )
    return f"least(response_tokens, greatest(0, {lost}))"


LLAMAFACTORY = Trainer(
    name="llamafactory",
    label="LLaMA-Factory",
    version=_VERSION,
    length_option="cutoff_len of LLaMA-Factory",
    default_length=2048,
    read_as="Fields and role names are taken to be named in dataset_info.json, and a text model to be trained.",
    rules=_RULES,
    judge=_judge,
    fate=_fate,
)
