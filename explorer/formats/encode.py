"""Conversations written back as rows of a dialect.

A dialect carries a conversation's turns, or `MappingError` says in one sentence why not: rows whose turns would become others
are refused. What hangs on the turns and has no place in the dialect is left out and told by kind, see `losses`. Reasoning goes
into its own field where the dialect has one, and into think tags where it has not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.conversation import ASSISTANT, ROLES, SYSTEM, TOOL, USER, Conversation, Turn
from explorer.formats import media
from explorer.formats.encode_chats import (
    lost_judgement,
    message_of,
    refuse,
    to_anthropic,
    to_gemini,
    to_messages,
    to_sharegpt,
    with_tools,
)
from explorer.formats.flat import messages_in
from explorer.formats.losses import LABELS, MEDIA, NAMES, TOOLS, WEIGHTS, Lost, Written
from explorer.formats.transcripts import asked_turns, split_transcript


def to_alpaca(conversation: Conversation) -> Written:
    """Alpaca, earlier exchanges in `history`; `input` is always empty, because the prompt is whole already."""
    lost = Lost()
    system, exchanges = _exchanges(conversation, "alpaca", lost)
    row: dict[str, Any] = {"instruction": exchanges[-1][0], "input": "", "output": exchanges[-1][1]}
    if system:
        row["system"] = system
    if len(exchanges) > 1:
        row["history"] = [[asked, answer] for asked, answer in exchanges[:-1]]
    if conversation.rejected is not None:
        row["rejected"] = conversation.rejected
    lost.add(LABELS, conversation.label)
    return lost.written(_with_files(with_tools(row, conversation), conversation, lost))


def _with_files(row: dict[str, Any], conversation: Conversation, lost: Lost) -> dict[str, Any]:
    files, left = media.beside(conversation)
    lost.add(MEDIA, left)
    return row | files


def _lost_of_turns(turns: list[Turn], lost: Lost) -> None:
    """Note what a plain text cannot say of its turn."""
    for turn in turns:
        lost.add(NAMES, turn.name)
        lost.add(WEIGHTS, turn.trained is not None)


def _exchanges(conversation: Conversation, dialect: str, lost: Lost) -> tuple[str, list[tuple[str, str]]]:
    """(system text, (question, answer) pairs); refuses what is not system, user, assistant, user, assistant …"""
    turns = list(conversation.turns)
    _lost_of_turns(turns, lost)
    system = ""
    if turns and turns[0].role == SYSTEM:
        system = turns.pop(0).text
    if not any(turn.role == ASSISTANT for turn in turns):
        raise refuse(dialect, "it has no answer")
    for place, turn in enumerate(turns):
        if turn.tool_calls or turn.role == TOOL:
            raise refuse(dialect, "it uses tools")
        if turn.role != (USER, ASSISTANT)[place % 2]:
            raise refuse(dialect, "its turns do not alternate between user and assistant")
    if len(turns) % 2:
        raise refuse(dialect, "it ends with a question")
    said = [turn.rendered() for turn in turns]
    asked = said[-2]
    if asked_turns(asked) is not None or isinstance(messages_in(asked), list):
        raise refuse(dialect, "its question is itself written as a dialogue, and would be read as its turns")
    return system, list(zip(said[::2], said[1::2], strict=True))


def _flat(conversation: Conversation, dialect: str, prompt: str, response: str, lost: Lost) -> dict[str, Any]:
    system, exchanges = _exchanges(conversation, dialect, lost)
    if len(exchanges) > 1:
        raise refuse(dialect, "it has several exchanges")
    lost_judgement(conversation, lost)
    row = {prompt: exchanges[0][0], response: exchanges[0][1]}
    return {"system": system, **row} if system else row


def to_prompt_completion(conversation: Conversation) -> Written:
    """A prompt and a completion as text, a system text beside them where there is one."""
    lost = Lost()
    row = with_tools(_flat(conversation, "prompt_completion", "prompt", "completion", lost), conversation)
    return lost.written(_with_files(row, conversation, lost))


def to_prompt_completion_chat(conversation: Conversation) -> Written:
    """A prompt and a completion as messages, as TRL reads them: all that precedes the last answer, and that answer."""
    lost = Lost()
    lost_judgement(conversation, lost)
    turns = conversation.turns
    if len(turns) < 2 or turns[-1].role != ASSISTANT:
        raise refuse("prompt_completion_chat", "it does not end with an answer to something")
    row: dict[str, Any] = {
        "prompt": [message_of(turn) for turn in turns[:-1]],
        "completion": [message_of(turns[-1])],
    }
    return lost.written(with_tools(row, conversation) | dict(conversation.attached))


def to_qa(conversation: Conversation) -> Written:
    """A question and an answer."""
    lost = Lost()
    row = _flat(conversation, "qa", "question", "answer", lost)
    lost.add(TOOLS, conversation.tools)
    lost.add(MEDIA, conversation.attached or any(turn.media for turn in conversation.turns))
    return lost.written(row)


def to_preference(conversation: Conversation) -> Written:
    """A chosen and a rejected answer; the prompt is a text, or messages where it has several turns or more than a text."""
    if conversation.rejected is None:
        raise refuse("preference", "it has no rejected answer", "Only rows of preference data have one.")
    turns = conversation.turns
    if len(turns) < 2 or turns[-1].role != ASSISTANT:
        raise refuse("preference", "it does not end with an answer")
    before, answer = turns[:-1], turns[-1]
    if any(turn.role not in ROLES for turn in before):
        raise refuse("preference", "it has a role that is none of system, user, assistant and tool")
    lost = Lost()
    lost.add(LABELS, conversation.label)
    row: dict[str, Any] = {}
    # A question that is itself written as a dialogue would be read as its turns.
    plain = (
        len(before) == 1 and before[0].role == USER and all(map(_is_plain, turns)) and not _is_dialogue(before[0].text)
    )
    if plain:
        row["prompt"] = before[0].rendered()
        row["chosen"] = answer.rendered()
        row["rejected"] = conversation.rejected
    else:
        row["prompt"] = [message_of(turn) for turn in before]
        row["chosen"] = [message_of(answer)]
        row["rejected"] = [{"role": ASSISTANT, "content": conversation.rejected}]
    return lost.written(with_tools(row, conversation) | dict(conversation.attached))


def _is_dialogue(text: str) -> bool:
    return split_transcript(text) is not None or isinstance(messages_in(text), list)


def _is_plain(turn: Turn) -> bool:
    """Whether a text says all of a turn."""
    return not (turn.tool_calls or turn.name or turn.media or turn.trained is not None)


def to_kto(conversation: Conversation) -> Written:
    """Messages and a true or false label."""
    if conversation.label not in ("true", "false"):
        raise refuse("kto", "it has no true or false label", "Only rows of KTO data have one.")
    written = to_messages(conversation)
    return Written(
        {**written.row, "label": conversation.label == "true"}, tuple(kind for kind in written.lost if kind != LABELS)
    )


def to_text(conversation: Conversation) -> Written:
    """One text; only for rows that are one text."""
    turns = conversation.turns
    if len(turns) != 1 or turns[0].role != ASSISTANT or turns[0].tool_calls:
        raise refuse("text", "it is a dialogue, whose turns a text cannot keep apart")
    if split_transcript(turns[0].rendered()) is not None:
        raise refuse("text", "its text is itself written as a dialogue, and would be read as its turns")
    lost = Lost()
    _lost_of_turns(list(turns), lost)
    lost_judgement(conversation, lost)
    lost.add(TOOLS, conversation.tools)
    lost.add(MEDIA, conversation.attached or turns[0].media)
    return lost.written({"text": turns[0].rendered()})


OTHERS: Mapping[str, Callable[[Conversation], Written]] = {
    "prompt_completion_chat": to_prompt_completion_chat,
    "gemini": to_gemini,
    "anthropic": to_anthropic,
}
"""Forms that are written, and read as one of the dialects: messages within them tell which."""

__all__ = [
    "OTHERS",
    "to_alpaca",
    "to_kto",
    "to_messages",
    "to_preference",
    "to_prompt_completion",
    "to_qa",
    "to_sharegpt",
    "to_text",
]
