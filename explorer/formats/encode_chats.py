"""Conversations written as lists of messages: OpenAI, ShareGPT, Gemini, Anthropic.

Turns keep their order and their roles. What a dialect has no place for is told to `Lost`; `MappingError` where a turn would
have to become another.
"""

from __future__ import annotations

from typing import Any

from explorer.conversation import ASSISTANT, ROLES, SYSTEM, TOOL, USER, Conversation, Turn
from explorer.errors import MappingError
from explorer.formats import media
from explorer.formats.call_marks import with_tags
from explorer.formats.calls import calls_of, object_of, openai_form
from explorer.formats.losses import CALL_IDS, LABELS, MEDIA, NAMES, REASONING, REJECTED, TOOLS, WEIGHTS, Lost, Written
from explorer.formats.values import json_text, parsed

_HINT = "Export such rows as messages, or filter them out first."


def refuse(dialect: str, why: str, hint: str = _HINT) -> MappingError:
    """The sentence for a row that a dialect would change."""
    return MappingError(f"The row cannot be written as {dialect}: {why}.", hint)


def with_tools(row: dict[str, Any], conversation: Conversation) -> dict[str, Any]:
    """The row with declared tools, as JSON text, where there are any."""
    if conversation.tools:
        row["tools"] = conversation.tools
    return row


def lost_judgement(conversation: Conversation, lost: Lost) -> None:
    """Note what hangs on preference and KTO rows."""
    lost.add(REJECTED, conversation.rejected is not None)
    lost.add(LABELS, conversation.label)


# ---- OpenAI ----


def to_messages(conversation: Conversation) -> Written:
    """OpenAI messages, with `reasoning_content`, `tool_calls`, `tool_call_id`, `name`, and `train` or `weight`.

    Media within a text are content parts; those beside the turns stay there.
    """
    lost = Lost()
    lost_judgement(conversation, lost)
    row: dict[str, Any] = {"messages": [message_of(turn) for turn in conversation.turns]}
    return lost.written(with_tools(row, conversation) | dict(conversation.attached))


def message_of(turn: Turn) -> dict[str, Any]:
    """A turn as OpenAI's message."""
    message: dict[str, Any] = {"role": turn.role, "content": turn.text}
    if turn.media:
        message["content"] = [
            {"type": "text", "text": piece} if isinstance(piece, str) else media.openai_part(piece)
            for piece in media.pieces_of(turn)
        ]
    if turn.reasoning:
        message["reasoning_content"] = turn.reasoning
    if turn.tool_calls:
        calls = parsed(turn.tool_calls)
        message["tool_calls"] = [openai_form(call) for call in calls] if isinstance(calls, list) else [turn.tool_calls]
    if turn.call_id:
        message["tool_call_id"] = turn.call_id
    if turn.name:
        message["name"] = turn.name
    message.update(mark_of(turn))
    return message


def mark_of(turn: Turn) -> dict[str, Any]:
    """Whether the loss counts the turn, by how much: {} where the source does not say."""
    if turn.weight is not None:
        return {"weight": turn.weight}
    return {} if turn.trained is None else {"train": turn.trained}


# ---- ShareGPT ----

_SHAREGPT = {SYSTEM: "system", USER: "human", ASSISTANT: "gpt", TOOL: "observation"}


def to_sharegpt(conversation: Conversation) -> Written:
    """ShareGPT, with the roles LLaMA-Factory reads.

    A call of a tool is a `function_call` turn with name and arguments, several calls a list of those; after a text, each call
    stands in tags. Reasoning stands in think tags; media are paths beside the turns.
    """
    lost = Lost()
    lost_judgement(conversation, lost)
    turns: list[dict[str, Any]] = []
    for turn in conversation.turns:
        item: dict[str, Any] = {"from": _SHAREGPT.get(turn.role, turn.role), "value": turn.text}
        if turn.tool_calls:
            item = _calling(turn, lost)
            if turn.reasoning:
                item["value"] = f"<think>\n{turn.reasoning}\n</think>\n\n{item['value']}"
        elif turn.reasoning:
            item["value"] = turn.rendered()
        lost.add(CALL_IDS, turn.call_id)
        if turn.name:
            item["name"] = turn.name
        turns.append(item | mark_of(turn))
    files, left = media.beside(conversation)
    lost.add(MEDIA, left)
    return lost.written(with_tools({"conversations": turns}, conversation) | files)


def _calling(turn: Turn, lost: Lost) -> dict[str, Any]:
    """A turn that calls tools. What is said before the calls stays there, and the calls follow it in tags, as Hermes writes them."""
    calls = calls_of(turn.tool_calls)
    if calls is None:
        if turn.text:
            raise refuse("sharegpt", "a turn has both a text and a call in no known form")
        return {"from": "function_call", "value": turn.tool_calls}
    lost.add(CALL_IDS, any(call.id for call in calls))
    simple = [{"name": call.name, "arguments": object_of(call.arguments)} for call in calls]
    if not turn.text:
        return {"from": "function_call", "value": json_text(simple[0] if len(simple) == 1 else simple)}
    said = with_tags(turn.text, simple)
    if not said:
        raise refuse("sharegpt", "a turn has both a text and a call that could not be told from it")
    return {"from": "gpt", "value": said}


# ---- Gemini and Anthropic ----


def _head(conversation: Conversation, dialect: str) -> tuple[str, list[Turn]]:
    """(system text, the other turns); refuses what neither Gemini nor Anthropic has a place for."""
    turns = list(conversation.turns)
    system: list[str] = []
    while turns and turns[0].role == SYSTEM:
        system.append(turns.pop(0).text)
    for turn in turns:
        if turn.role == SYSTEM:
            raise refuse(dialect, "a system text comes after the first question")
        if turn.role not in ROLES:
            raise refuse(dialect, f"it has no role {turn.role[:40]}")
    if not turns:
        raise refuse(dialect, "it has nothing but a system text")
    return "\n\n".join(system), turns


def _tools_list(conversation: Conversation, lost: Lost) -> list[dict[str, Any]]:
    """Declared tools as name, description and parameters; none, and noted, where they are in no known form."""
    held = parsed(conversation.tools) if conversation.tools else []
    found: list[dict[str, Any]] = []
    for tool in held if isinstance(held, list) else [held]:
        inner = tool.get("function", tool) if isinstance(tool, dict) else None
        if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
            lost.add(TOOLS)
            return []
        schema = next((inner[key] for key in ("parameters", "input_schema") if isinstance(inner.get(key), dict)), None)
        about = {"description": inner["description"]} if isinstance(inner.get("description"), str) else {}
        found.append({"name": inner["name"], **about, **({} if schema is None else {"parameters": schema})})
    return found


def _grouped(turns: list[Turn]) -> list[tuple[str, list[Turn]]]:
    """Neighbouring turns of one side: (user or assistant, turns). What a tool says comes from the user's side."""
    groups: list[tuple[str, list[Turn]]] = []
    for turn in turns:
        side = ASSISTANT if turn.role == ASSISTANT else USER
        # A tool's results, and the user's words after them, are one message; all else stays apart.
        joins = bool(groups) and groups[-1][0] == side == USER and groups[-1][1][-1].role == TOOL
        if joins:
            groups[-1][1].append(turn)
        else:
            groups.append((side, [turn]))
    return groups


def _known_calls(turn: Turn, dialect: str) -> list[Any]:
    calls = calls_of(turn.tool_calls) if turn.tool_calls else []
    if calls is None or any(not isinstance(object_of(call.arguments), dict) for call in calls):
        raise refuse(dialect, "a call of a tool is in no known form")
    return calls


def to_gemini(conversation: Conversation) -> Written:
    """Gemini's `contents` of `parts`, with `systemInstruction` and `tools`."""
    lost = Lost()
    lost_judgement(conversation, lost)
    system, turns = _head(conversation, "gemini")
    names: dict[str, str] = {}
    contents: list[dict[str, Any]] = []
    for side, group in _grouped(turns):
        parts: list[dict[str, Any]] = []
        for turn in group:
            lost.add(NAMES, turn.name and turn.role != TOOL)
            lost.add(WEIGHTS, turn.trained is not None)
            if turn.role == TOOL:
                lost.add(MEDIA, turn.media)
                lost.add(REASONING, turn.reasoning)
                parts.append({"functionResponse": _gemini_result(turn, names)})
                continue
            if turn.reasoning:
                parts.append({"text": turn.reasoning, "thought": True})
            parts += [
                {"text": piece} if isinstance(piece, str) else _gemini_media(piece, lost)
                for piece in media.pieces_of(turn)
            ]
            for call in _known_calls(turn, "gemini"):
                names[call.id] = call.name
                held = {"name": call.name, "args": object_of(call.arguments)}
                parts.append({"functionCall": {"id": call.id, **held} if call.id else held})
        contents.append({"role": "model" if side == ASSISTANT else "user", "parts": parts or [{"text": ""}]})
    row: dict[str, Any] = {"systemInstruction": {"parts": [{"text": system}]}} if system else {}
    row["contents"] = contents
    if tools := _tools_list(conversation, lost):
        row["tools"] = [{"functionDeclarations": tools}]
    lost.add(MEDIA, conversation.attached)
    return lost.written(row)


def _gemini_result(turn: Turn, names: dict[str, str]) -> dict[str, Any]:
    name = turn.name or names.get(turn.call_id, "")
    held = parsed(turn.text)
    # A text, and an object that would be taken for one, are put into an object.
    plain = not isinstance(held, dict) or len(held) == 1 or json_text(held) != turn.text
    result = {"name": name, "response": {"result": turn.text} if plain else held}
    return {"id": turn.call_id, **result} if turn.call_id else result


def _gemini_media(piece: Any, lost: Lost) -> dict[str, Any]:
    part = media.part_of(piece)
    if any(key in part for key in ("inlineData", "fileData")):
        return part
    reference = media.reference_of(part)
    if reference.startswith("data:") and ";base64," in reference:
        mime, _, data = reference.removeprefix("data:").partition(";base64,")
        return {"inlineData": {"mimeType": mime, "data": data}}
    if reference:
        return {"fileData": {"fileUri": reference, "mimeType": f"{piece.kind}/*"}}
    lost.add(MEDIA)
    return {"text": piece.placeholder}


def to_anthropic(conversation: Conversation) -> Written:
    """Anthropic's messages of typed blocks, with `system` and `tools`."""
    lost = Lost()
    lost_judgement(conversation, lost)
    system, turns = _head(conversation, "anthropic")
    messages: list[dict[str, Any]] = []
    for side, group in _grouped(turns):
        blocks: list[dict[str, Any]] = []
        for turn in group:
            lost.add(NAMES, turn.name)
            lost.add(WEIGHTS, turn.trained is not None)
            blocks += _blocks(turn, lost)
        only = blocks[0] if len(blocks) == 1 and blocks[0]["type"] == "text" else None
        messages.append({"role": side, "content": only["text"] if only else blocks or ""})
    row: dict[str, Any] = {"system": system} if system else {}
    row["messages"] = messages
    if tools := _tools_list(conversation, lost):
        schema = {"type": "object", "properties": {}}
        row["tools"] = [
            {**{key: tool[key] for key in ("name", "description") if key in tool}, "input_schema": tool.get("parameters", schema)}
            for tool in tools
        ]  # fmt: skip
    lost.add(MEDIA, conversation.attached)
    return lost.written(row)


def _blocks(turn: Turn, lost: Lost) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = [{"type": "thinking", "thinking": turn.reasoning}] if turn.reasoning else []
    for piece in media.pieces_of(turn):
        said.append({"type": "text", "text": piece} if isinstance(piece, str) else _anthropic_media(piece, lost))
    if turn.role == TOOL:
        lost.add(REASONING, turn.reasoning)
        inner = [block for block in said if block["type"] != "thinking"]
        only = len(inner) == 1 and inner[0]["type"] == "text"
        content = inner[0]["text"] if only else inner or ""
        return [{"type": "tool_result", "tool_use_id": turn.call_id, "content": content}]
    for call in _known_calls(turn, "anthropic"):
        said.append({"type": "tool_use", "id": call.id, "name": call.name, "input": object_of(call.arguments)})
    return said


def _anthropic_media(piece: Any, lost: Lost) -> dict[str, Any]:
    part = media.part_of(piece)
    if "source" in part and part.get("type") in ("image", "document"):
        return part
    reference = media.reference_of(part)
    if piece.kind != "image" or not reference:
        lost.add(MEDIA)
        return {"type": "text", "text": piece.placeholder}
    if reference.startswith("data:") and ";base64," in reference:
        mime, _, data = reference.removeprefix("data:").partition(";base64,")
        return {"type": "image", "source": {"type": "base64", "media_type": mime, "data": data}}
    return {"type": "image", "source": {"type": "url", "url": reference}}
