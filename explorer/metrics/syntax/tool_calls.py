"""Do the calls of tools parse, and do they fit the tools that the row declares?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from explorer.conversation import ASSISTANT, TOOL, Conversation, Turn


class BadCall(NamedTuple):
    """turn: position in the conversation. part: text or tool_calls. start, end: the call in that text."""

    turn: int
    part: str
    start: int
    end: int
    said: str


class _Tool(NamedTuple):
    properties: dict[str, Any] | None
    required: tuple[str, ...]
    open: bool


_TAGS = (("<tool_call>", ("</tool_call>",)), ("<functioncall>", ("</functioncall>", "<|")))
_MOST = 200  # calls of one turn that are looked at
_QUOTED = re.compile(r'"arguments"\s{0,4}:\s{0,4}\'(.*)\'', re.DOTALL)
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "str": (str,),
    "integer": (int,),
    "int": (int,),
    "number": (int, float),
    "float": (int, float),
    "boolean": (bool,),
    "bool": (bool,),
    "array": (list,),
    "list": (list,),
    "object": (dict,),
    "dict": (dict,),
}


def calling_turns(conversation: Conversation) -> tuple[int, int]:
    """(assistant turns that call a tool, those of them that a result follows)."""
    turns = conversation.turns
    calling = [position for position, turn in enumerate(turns) if turn.role == ASSISTANT and _calls_tool(turn)]
    answered = sum(position + 1 < len(turns) and _is_result(turns[position + 1]) for position in calling)
    return len(calling), answered


def count_calls(conversation: Conversation, plain: bool, answer: str) -> tuple[int, int]:
    """`calling_turns`, told at once for a plain row without a call in its answer."""
    if plain and not any(tag in answer for tag, _ in _TAGS):
        return 0, 0
    return calling_turns(conversation)


def _calls_tool(turn: Turn) -> bool:
    return bool(turn.tool_calls) or any(tag in turn.text for tag, _ in _TAGS)


def _is_result(turn: Turn) -> bool:
    return turn.role == TOOL or turn.text.lstrip().startswith("<tool_response>")


def bad_calls(conversation: Conversation) -> list[BadCall]:
    """Calls of the assistant that do not parse or do not fit, in order."""
    found: list[BadCall] = []
    tools: dict[str, _Tool] | None = None
    known = False
    for position, turn in enumerate(conversation.turns):
        if turn.role != ASSISTANT or not _calls_tool(turn):
            continue
        if not known:
            tools, known = _declared(conversation.tools), True
        for part, start, end, call in _calls(turn.tool_calls, turn.text):
            said = call if isinstance(call, str) else _misfit(call, tools)
            if said:
                found.append(BadCall(position, part, start, end, said))
    return found


def _calls(calls: str, text: str) -> Iterator[tuple[str, int, int, dict[str, Any] | str]]:
    """(part, start, end, the call or what is wrong with its text)."""
    if calls:
        held = _loads(calls)
        if held is None:
            yield "tool_calls", 0, len(calls), "The call is not JSON."
        else:
            for one in held if isinstance(held, list) else [held]:
                yield "tool_calls", 0, len(calls), one if isinstance(one, dict) else "The call is not a JSON object."
    for start, end in _tagged(text):
        body = text[start:end]
        held = _loads(body) or _quoted(body)
        if held is None and not body.strip().startswith(("{", "[")):
            continue  # another notation, or talk about the tag
        if isinstance(held, list):
            yield from (("text", start, end, one) for one in held if isinstance(one, dict))
        else:
            yield "text", start, end, held if isinstance(held, dict) else "The call is not JSON."


def _tagged(text: str) -> Iterator[tuple[int, int]]:
    """Places of what stands between the tags of a call. A call that is never closed reaches to the end of the text."""
    for opening, closings in _TAGS:
        place = text.find(opening)
        for _ in range(_MOST):
            if place < 0:
                break
            start = place + len(opening)
            place = text.find(opening, start)
            reach = place if place >= 0 else len(text)
            ends = [end for end in (text.find(closing, start, reach) for closing in closings) if end >= 0]
            if ends or (place < 0 and closings[1:]):
                yield start, min(ends, default=reach)


def _quoted(body: str) -> dict[str, Any] | None:
    """A call whose arguments stand as JSON between single quotes."""
    found = _QUOTED.search(body)
    if found is None:
        return None
    outer = _loads(body[: found.start()] + '"arguments": null' + body[found.end() :])
    if not isinstance(outer, dict):
        return None
    return {**outer, "arguments": found.group(1).replace("\\'", "'")}


def _loads(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _misfit(call: dict[str, Any], tools: dict[str, _Tool] | None) -> str:
    """What is wrong with a call, "" where it fits or is written in a way that we do not know."""
    inner = call.get("function")
    said = inner if isinstance(inner, dict) else call
    name = said.get("name") or (inner if isinstance(inner, str) else None)
    arguments = next((said[key] for key in ("arguments", "parameters", "input", "args") if key in said), {})
    if not isinstance(name, str):
        return "The call names no tool." if "arguments" in said or inner == {} else ""
    if isinstance(arguments, str):
        text = arguments
        arguments = _loads(text) if text.strip() else {}
        if arguments is None:
            return f"The arguments of {name[:60]} are not JSON."
    if arguments is None:
        arguments = {}
    if not isinstance(arguments, dict):
        return f"The arguments of {name[:60]} are not a JSON object."
    if not tools:
        return ""
    tool = tools.get(name)
    if tool is None:
        return f"{name[:60]} is not among the declared tools."
    return _misfit_arguments(name[:60], arguments, tool)


def _misfit_arguments(name: str, arguments: dict[str, Any], tool: _Tool) -> str:
    lacking = [one for one in tool.required if one not in arguments]
    if lacking:
        return f"{name} lacks the required {lacking[0][:60]}."
    if tool.properties is None:
        return ""
    for key, value in arguments.items():
        wanted = tool.properties.get(key)
        if wanted is None:
            if tool.open or key in tool.properties:
                continue
            return f"{name} declares no parameter {key[:60]}."
        if isinstance(wanted, dict) and not _fits(value, wanted.get("type")):
            return f"{key[:60]} of {name} should be {str(wanted.get('type'))[:30]}."
        if isinstance(wanted, dict) and not _is_among(value, wanted.get("enum")):
            return f"{key[:60]} of {name} is none of the values that it may have."
    return ""


def _fits(value: Any, wanted: Any) -> bool:
    if value is None:
        return True
    if isinstance(wanted, list):
        return any(_fits(value, one) for one in wanted)
    if not isinstance(wanted, str):
        return True
    types = _TYPES.get(wanted.strip().lower())
    if types is None:
        return True  # a type of another language
    if isinstance(value, bool):
        return bool in types
    if types == (int,) and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, types)


def _is_among(value: Any, allowed: Any) -> bool:
    """Whether a value is one of those that the schema lists; JSON's true is no 1."""
    if not isinstance(allowed, list) or not allowed or value is None:
        return True
    return any(type(one) is type(value) and one == value for one in allowed)


def _declared(text: str) -> dict[str, _Tool] | None:
    """Declared tools by name, None where there are none or their notation is unknown."""
    held = _loads(text) if text else None
    if isinstance(held, dict):
        held = [held]
    if not isinstance(held, list):
        return None
    tools: dict[str, _Tool] = {}
    for one in held:
        if not isinstance(one, dict):
            return None
        inner = one.get("function")
        said = inner if isinstance(inner, dict) else one
        name = said.get("name")
        if not isinstance(name, str):
            return None
        tools[name] = _tool(said, one)
    return tools or None


def _tool(said: dict[str, Any], outer: dict[str, Any]) -> _Tool:
    schema = next(
        (said[key] for key in ("parameters", "input_schema", "inputSchema") if isinstance(said.get(key), dict)), None
    )
    if schema is None:
        return _Tool(None, (), True)
    properties = schema.get("properties")
    if "properties" not in schema and "type" not in schema:
        properties = schema  # parameters written straight below
    required = next(
        (one for one in (schema.get("required"), said.get("required"), outer.get("required")) if isinstance(one, list)),
        [],
    )
    names = tuple(one for one in required if isinstance(one, str))
    return _Tool(properties if isinstance(properties, dict) else None, names, bool(schema.get("additionalProperties")))
