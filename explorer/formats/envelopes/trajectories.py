"""Trajectories of agents in one record: steps with their source, thoughts, actions and what came back."""

from __future__ import annotations

from typing import Any

from explorer.formats import fields
from explorer.formats.envelopes.envelope import Envelope, Messages, Opened, Row, as_list, call, first_of, result
from explorer.formats.envelopes.exchange import is_message

_NAMES = ("steps", "trajectory", "history", "traj", "events", "interactions", "trace", "messages_log", "chat_history")
_ROLES = {
    "user": "user", "human": "user", "agent": "assistant", "assistant": "assistant", "model": "assistant", "ai": "assistant", "bot": "assistant",
    "system": "system", "environment": "tool", "env": "tool", "tool": "tool",
}  # fmt: skip
_TASKS = ("task", "goal", "instruction", "question", "problem_statement", "prompt", "query", "objective", "problem")


def _steps(record: Row) -> Opened | None:
    lists = {name: as_list(record[name]) for name in _NAMES if name in record}
    held = {name: items for name, items in lists.items() if items and all(isinstance(item, dict) for item in items)}
    # Messages tell it in whole; steps are what is left where there are none.
    for name, items in sorted(held.items(), key=lambda entry: not all(map(is_message, entry[1]))):
        used: tuple[str, ...] = (name,)
        if all(map(is_message, items)):
            messages: Messages = list(items)
        else:
            messages = [message for item in items for message in _step(item)]
            if messages and all(message["role"] in ("assistant", "tool") for message in messages):
                task = next(
                    (key for key in record if fields.normalise(str(key)) in _TASKS and isinstance(record[key], str)), ""
                )
                if task:
                    messages.insert(0, {"role": "user", "content": record[task]})
                    used = (name, task)
        if any(message.get("role", message.get("from")) in ("assistant", "gpt", "model", "ai") for message in messages):
            return Opened({"messages": messages}, used)
    return None


def _step(item: Row) -> Messages:
    """The messages of one step: what was said and done, then what came back."""
    if isinstance(item.get("event"), str) and "source" not in item:
        return _event(item)
    if "source" in item and (isinstance(item.get("args"), dict) or ("observation" in item and "cause" in item)):
        return _of_openhands(item)
    source = first_of(item, ("source", "role", "from", "actor"))
    role = _ROLES.get(source.lower(), "") if isinstance(source, str) else ""
    said = first_of(item, ("message", "content", "text"))
    thought = first_of(item, ("reasoning_content", "thought", "thinking", "reasoning"))
    action = item.get("action")
    calls = as_list(item.get("tool_calls")) or []
    found: Messages = []
    if role and role != "assistant":
        return [result(said)] if role == "tool" else [{"role": role, "content": said}]
    if said or thought or action or calls:
        made: dict[str, Any] = {"role": "assistant", "content": said if isinstance(said, str | list) else ""}
        if isinstance(thought, str) and thought:
            made["reasoning_content"] = thought
        if calls:
            made["tool_calls"] = [_call(one) for one in calls]
        elif isinstance(action, str) and action and "action_input" in item:
            made["tool_calls"] = [_call(item)]
        elif isinstance(action, dict):
            made["tool_calls"] = [_call(action)]
        elif isinstance(action, str) and action:
            made["content"] = action if not made["content"] else f"{made['content']}\n\n{action}"
        found.append(made)
    found += _observed(first_of(item, ("observation", "observations")))
    return found


def _event(item: Row) -> Messages:
    """An event of a bot's tracker (Rasa): what a user or the bot wrote; others are steps within the machine."""
    role = _ROLES.get(str(item["event"]).lower(), "")
    said = item.get("text")
    return [{"role": role, "content": said}] if role in ("user", "assistant") and isinstance(said, str) else []


_SAYS = ("content", "final_thought", "message")


def _of_openhands(item: Row) -> Messages:
    """An event of OpenHands: an action with its arguments, or what came back of one."""
    if "observation" in item and "action" not in item:
        said = item.get("content")
        return [result(said, item["observation"])] if isinstance(said, str) and said else []
    arguments: Row = item["args"] if isinstance(item.get("args"), dict) else {}
    role = _ROLES.get(str(item.get("source")).lower(), "assistant")
    kind = item.get("action")
    if kind in ("message", "system", "finish"):
        said = first_of(arguments, _SAYS) or item.get("message")
        return [{"role": "system" if kind == "system" else role, "content": said}] if said else []
    if kind in ("recall", "change_agent_state", "null", None):
        return []
    kept = {name: held for name, held in arguments.items() if name not in ("thought", "blocking", "is_input", "hidden")}
    thought = arguments.get("thought")
    made = {
        "role": "assistant",
        "content": thought if isinstance(thought, str) else "",
        "tool_calls": [call(kind, kept)],
    }
    return [made]


def _call(one: Any) -> Any:
    if not isinstance(one, dict) or "function" in one:
        return one
    name = first_of(one, ("function_name", "name", "tool", "tool_name", "action"))  # of a step, its action
    arguments = first_of(one, ("arguments", "args", "input", "parameters", "action_input"))
    return call(name, arguments, first_of(one, ("tool_call_id", "id", "call_id"))) if name else one


def _observed(held: Any) -> Messages:
    if isinstance(held, dict) and isinstance(held.get("results"), list):
        return [
            result(one.get("content"), None, one.get("source_call_id"))
            for one in held["results"]
            if isinstance(one, dict)
        ]
    return [result(held)] if held else []


TRAJECTORY = Envelope(
    "trajectory of an agent",
    lambda record: any(isinstance(record.get(name), list | str) for name in _NAMES) and "conversations" not in record,
    _steps,
    first=False,
)
