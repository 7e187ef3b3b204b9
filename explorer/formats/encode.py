"""Conversations written back as rows of a dialect.

A dialect either carries a conversation whole, or `MappingError` says in one sentence why not: nothing is left out
in silence. Reasoning goes into its own field where the dialect has one, and into think tags where it has not.
"""

from __future__ import annotations

from typing import Any

from explorer.conversation import ASSISTANT, ROLES, SYSTEM, TOOL, USER, Conversation, Turn
from explorer.errors import MappingError
from explorer.formats.values import parsed

_HINT = "Export such rows as messages, or filter them out first."


def _refuse(dialect: str, why: str, hint: str = _HINT) -> MappingError:
    return MappingError(f"The row cannot be written as {dialect}: {why}.", hint)


def to_messages(conversation: Conversation) -> dict[str, Any]:
    """OpenAI messages, with `reasoning_content`, `tool_calls`, `name` and `train` where the turn has them."""
    row: dict[str, Any] = {"messages": [_message(turn) for turn in conversation.turns]}
    return _with_tools(row, conversation)


def _message(turn: Turn) -> dict[str, Any]:
    message: dict[str, Any] = {"role": turn.role, "content": turn.text}
    if turn.reasoning:
        message["reasoning_content"] = turn.reasoning
    if turn.tool_calls:
        calls = parsed(turn.tool_calls)
        message["tool_calls"] = calls if isinstance(calls, list) else [turn.tool_calls]
    if turn.name:
        message["name"] = turn.name
    if turn.trained is not None:
        message["train"] = turn.trained
    return message


def _with_tools(row: dict[str, Any], conversation: Conversation) -> dict[str, Any]:
    if conversation.tools:
        row["tools"] = conversation.tools
    return row


_SHAREGPT = {SYSTEM: "system", USER: "human", ASSISTANT: "gpt", TOOL: "observation"}


def to_sharegpt(conversation: Conversation) -> dict[str, Any]:
    """ShareGPT, with the roles LLaMA-Factory reads; a call of a tool is a `function_call` turn."""
    turns: list[dict[str, Any]] = []
    for turn in conversation.turns:
        item: dict[str, Any] = {"from": _SHAREGPT.get(turn.role, turn.role), "value": turn.text}
        if turn.tool_calls:
            if turn.text.strip() or turn.reasoning:
                raise _refuse("sharegpt", "a turn has both a text and a call of a tool")
            item = {"from": "function_call", "value": turn.tool_calls}
        elif turn.reasoning:
            item["value"] = turn.rendered()
        if turn.name:
            item["name"] = turn.name
        if turn.trained is not None:
            item["train"] = turn.trained
        turns.append(item)
    return _with_tools({"conversations": turns}, conversation)


def to_alpaca(conversation: Conversation) -> dict[str, Any]:
    """Alpaca, earlier exchanges in `history`; `input` is always empty, because the prompt is whole already."""
    system, exchanges = _exchanges(conversation, "alpaca")
    if conversation.tools:
        raise _refuse("alpaca", "it declares tools")
    row: dict[str, Any] = {"instruction": exchanges[-1][0], "input": "", "output": exchanges[-1][1]}
    if system:
        row["system"] = system
    if len(exchanges) > 1:
        row["history"] = [[asked, answer] for asked, answer in exchanges[:-1]]
    if conversation.rejected is not None:
        row["rejected"] = conversation.rejected
    return row


def _exchanges(conversation: Conversation, dialect: str) -> tuple[str, list[tuple[str, str]]]:
    """(system text, (question, answer) pairs); refuses what is not system, user, assistant, user, assistant …"""
    turns = list(conversation.turns)
    system = ""
    if turns and turns[0].role == SYSTEM:
        system = turns.pop(0).text
    if not any(turn.role == ASSISTANT for turn in turns):
        raise _refuse(dialect, "it has no answer")
    for place, turn in enumerate(turns):
        if turn.tool_calls or turn.role == TOOL:
            raise _refuse(dialect, "it uses tools")
        if turn.role != (USER, ASSISTANT)[place % 2]:
            raise _refuse(dialect, "its turns do not alternate between user and assistant")
    if len(turns) % 2:
        raise _refuse(dialect, "it ends with a question")
    said = [turn.rendered() for turn in turns]
    return system, list(zip(said[::2], said[1::2], strict=True))


def _single(conversation: Conversation, dialect: str) -> tuple[str, str, str]:
    system, exchanges = _exchanges(conversation, dialect)
    if len(exchanges) > 1:
        raise _refuse(dialect, "it has several exchanges")
    if conversation.tools:
        raise _refuse(dialect, "it declares tools")
    return system, exchanges[0][0], exchanges[0][1]


def _flat(conversation: Conversation, dialect: str, prompt: str, response: str) -> dict[str, Any]:
    system, asked, answer = _single(conversation, dialect)
    row = {prompt: asked, response: answer}
    return {"system": system, **row} if system else row


def to_prompt_completion(conversation: Conversation) -> dict[str, Any]:
    """A prompt and a completion as text, a system text beside them where there is one."""
    return _flat(conversation, "prompt_completion", "prompt", "completion")


def to_qa(conversation: Conversation) -> dict[str, Any]:
    """A question and an answer."""
    return _flat(conversation, "qa", "question", "answer")


def to_preference(conversation: Conversation) -> dict[str, Any]:
    """A chosen and a rejected answer; the prompt is a text, or messages where it has several turns."""
    if conversation.rejected is None:
        raise _refuse("preference", "it has no rejected answer", "Only rows of preference data have one.")
    turns = conversation.turns
    if not turns or turns[-1].role != ASSISTANT:
        raise _refuse("preference", "it does not end with an answer")
    before, answer = turns[:-1], turns[-1]
    if answer.tool_calls or any(turn.tool_calls or turn.role not in ROLES for turn in before):
        raise _refuse("preference", "it uses tools")
    row: dict[str, Any] = {}
    if len(before) == 1 and before[0].role == USER:
        row["prompt"] = before[0].rendered()
        row["chosen"] = answer.rendered()
        row["rejected"] = conversation.rejected
    else:
        row["prompt"] = [_message(turn) for turn in before]
        row["chosen"] = [_message(answer)]
        row["rejected"] = [{"role": ASSISTANT, "content": conversation.rejected}]
    return _with_tools(row, conversation)


def to_kto(conversation: Conversation) -> dict[str, Any]:
    """Messages and a true or false label."""
    if conversation.label not in ("true", "false"):
        raise _refuse("kto", "it has no true or false label", "Only rows of KTO data have one.")
    return {**to_messages(conversation), "label": conversation.label == "true"}


def to_text(conversation: Conversation) -> dict[str, Any]:
    """One text; only for rows that are one text."""
    turns = conversation.turns
    if len(turns) != 1 or turns[0].role != ASSISTANT or turns[0].tool_calls or conversation.tools:
        raise _refuse("text", "it is a dialogue, whose turns a text cannot keep apart")
    return {"text": turns[0].rendered()}
