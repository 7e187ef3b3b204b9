"""Calls of tools, whichever provider's form they come in."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from explorer.formats.values import json_text, parsed

_ARGUMENTS = ("arguments", "input", "args", "parameters")
_IDS = ("id", "call_id", "tool_call_id", "toolCallId", "toolUseId")
_NAMES = ("name", "toolName", "tool_name")


class Call(NamedTuple):
    """id: "" where there is none. arguments: as they stand, an object or JSON text."""

    id: str
    name: str
    arguments: Any


def openai_call(call_id: Any, name: str, arguments: Any) -> dict[str, Any]:
    """A call in OpenAI's form: arguments as JSON text, no id where there is none."""
    held = arguments if isinstance(arguments, str) else json_text({} if arguments is None else arguments)
    call: dict[str, Any] = {"id": call_id} if isinstance(call_id, str) and call_id else {}
    return {**call, "type": "function", "function": {"name": name, "arguments": held}}


def call_in(held: Any) -> Call | None:
    """The call that an object is, in the form of any provider; None for what is none."""
    if not isinstance(held, dict):
        return None
    inner = held.get("function")
    inner = inner if isinstance(inner, dict) else held
    name = next((inner[key] for key in _NAMES if isinstance(inner.get(key), str)), None)
    if not name:
        return None
    arguments = next((inner[key] for key in _ARGUMENTS if inner.get(key) is not None), None)
    call_id = next((held[key] for key in _IDS if isinstance(held.get(key), str)), "")
    return Call(call_id, name, arguments)


def openai_form(call: Any) -> Any:
    """A call of any form in OpenAI's; as it is where its form is not known."""
    if isinstance(call, dict) and isinstance(call.get("function"), dict):
        return call
    known = call_in(call)
    return call if known is None else openai_call(*known)


def calls_of(tool_calls: str) -> list[Call] | None:
    """The calls of a turn; None where one of them is in no known form."""
    held = parsed(tool_calls)
    found = [call_in(one) for one in (held if isinstance(held, list) else [held])]
    known = [call for call in found if call is not None]
    return known if len(known) == len(found) else None


def object_of(arguments: Any) -> Any:
    """Arguments as an object, where they are one or the JSON text of one; as they are elsewhere."""
    if arguments is None or arguments == "":
        return {}
    if isinstance(arguments, str):
        try:
            held = json.loads(arguments)
        except (ValueError, RecursionError):
            return arguments
        return held if isinstance(held, dict) else arguments
    return arguments
