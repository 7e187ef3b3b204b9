"""A request to a model and its response, of whichever provider, as one row of messages."""

from __future__ import annotations

from typing import Any

from explorer.formats.envelopes import gemini, langchain, responses
from explorer.formats.envelopes.envelope import Messages, Row, as_list, as_object, first_of
from explorer.formats.messages import ROLES
from explorer.formats.values import parsed

_ASKED = ("messages", "contents", "input", "prompt", "conversation", "inputs")
_SAID = ("completion", "generated_text", "output_text", "text", "output", "answer", "response", "content", "generation")
_WITHIN = ("body", "response", "result", "message", "data", "output")
_DEEPEST = 4


def asked(request: Any) -> Row | None:
    """A row with `messages`, and `tools` where the request declares some; None where it asks nothing."""
    request = as_object(request) or request
    if isinstance(request, str | list):
        messages = messages_of(request)
        return {"messages": messages} if messages else None
    if not isinstance(request, dict):
        return None
    for name in _ASKED:
        held = request.get(name)
        if isinstance(held, dict) and name in ("input", "inputs", "prompt"):
            if (found := asked(held)) is not None:
                return found
            continue
        messages = messages_of(held)
        if messages:
            break
    else:
        said = first_of(request, ("raw", "text"))
        if not isinstance(said, str) or not said.strip():
            return None
        messages = [{"role": "user", "content": said}]
    system = gemini.system_of(request) or request.get("system") or request.get("instructions")
    if system and messages[0].get("role") not in ("system", "developer"):
        messages = [{"role": "system", "content": _blocks(system)}, *messages]
    tools = gemini.tools_of(request) or request.get("functions")
    return {"messages": messages, "tools": tools} if tools else {"messages": messages}


def _blocks(system: Any) -> Any:
    """System text that is written as a list of blocks, as text."""
    if isinstance(system, list):
        texts = [part.get("text") if isinstance(part, dict) else part for part in system]
        said = [text for text in texts if isinstance(text, str)]
        if len(said) == len(texts):
            return "\n".join(said)
    return system


def messages_of(held: Any) -> Messages:
    """A list of messages of any provider in OpenAI's form; a text is the user's. [] where it is none."""
    if isinstance(held, str):
        listed = parsed(held)
        if not isinstance(listed, list):
            return [{"role": "user", "content": held}] if held.strip() else []
        held = listed
    if isinstance(held, dict) and "parts" in held:
        held = [held]
    if not isinstance(held, list) or not held:
        return []
    if len(held) == 1 and isinstance(held[0], list):
        held = held[0]  # LangSmith keeps a batch of one
    if langchain.is_messages(held):
        return langchain.messages_of(held)
    if gemini.is_contents(held):
        return gemini.messages_of(held)
    if responses.is_items(held):
        return responses.messages_of(held)
    if all(is_message(item) for item in held):
        return list(held)
    return []


def is_message(item: Any) -> bool:
    """Whether an object is a message: it names who speaks, or carries the call of a tool."""
    if not isinstance(item, dict):
        return False
    role = item.get("role", item.get("from"))
    return isinstance(role, str) and (role.strip().lower() in ROLES or "content" in item or "value" in item)


def answered(response: Any, depth: int = 0) -> tuple[Messages, str]:
    """(messages of an answer, a remark on what was left out); ([], "") where there is none."""
    if isinstance(response, str):
        held = parsed(response)
        if held is None:
            return ([{"role": "assistant", "content": response}] if response.strip() else []), ""
        response = held
    if depth > _DEEPEST:
        return [], ""
    if isinstance(response, list):
        return _of_list(response, depth)
    if not isinstance(response, dict):
        return [], ""
    completions = as_list(response.get("completions"))  # HELM, Bedrock's Jurassic
    if choices := as_list(response.get("choices")) or (completions if _are_choices(completions) else None):
        return _of_choices(choices)
    if "candidates" in response:
        return gemini.answer_of(response), _others(as_list(response["candidates"]) or [])
    if generations := as_list(response.get("generations")):
        return _of_list(generations, depth)
    if is_message(response) and (response.get("content") is not None or response.get("tool_calls")):
        return [_own(response)], ""
    for name in ("messages", *_WITHIN):
        held = response.get(name)
        if isinstance(held, dict | list) and (found := answered(held, depth + 1))[0]:
            return found
    if langchain.is_messages([response]):
        return langchain.messages_of([response]), ""
    if isinstance(response.get("content"), list):
        return [{"role": "assistant", "content": response["content"]}], ""
    said = first_of(response, _SAID)
    return ([{"role": "assistant", "content": said}] if isinstance(said, str) and said.strip() else []), ""


_REPLIES = (
    "choices",
    "candidates",
    "generations",
    "output",
    "body",
    "message",
    "result",
    "role",
    "outputBodyJson",
    "completions",
)


def is_reply(value: Any) -> bool:
    """Whether a value is what a model's provider sends back, and not merely a text or a list of messages."""
    if isinstance(value, str):
        value = parsed(value)
    if isinstance(value, list):
        return responses.is_items(value) or (
            bool(value)
            and isinstance(value[0], dict)
            and any(name in value[0] for name in ("finish_reason", "message"))
        )
    if not isinstance(value, dict):
        return False
    return any(name in value for name in _REPLIES) or isinstance(value.get("content"), list)


def _own(message: Row) -> Row:
    """A message without what its provider counts and names."""
    kept = ("role", "content", "tool_calls", "function_call", "reasoning_content", "reasoning", "name", "tool_call_id")
    return {name: message[name] for name in kept if message.get(name) is not None or name in ("role", "content")}


def _of_list(items: list[Any], depth: int) -> tuple[Messages, str]:
    if not items:
        return [], ""
    if all(isinstance(item, str) for item in items):
        return [{"role": "assistant", "content": items[0]}], _others(items)
    messages = messages_of(items)
    if messages:
        return messages, ""
    found, remark = answered(items[0], depth + 1)
    return found, remark or (_others(items) if found else "")


def _of_choices(choices: list[Any]) -> tuple[Messages, str]:
    first = choices[0]
    if not isinstance(first, dict):
        return [], ""
    message = first.get("message")
    if isinstance(message, dict):
        return [_own({"role": "assistant", "content": None, **message})], _others(choices)
    said = first.get("text")
    return ([{"role": "assistant", "content": said}], _others(choices)) if isinstance(said, str) else ([], "")


def _are_choices(items: list[Any] | None) -> bool:
    return bool(items) and all(isinstance(item, dict) and ("text" in item or "message" in item) for item in items or ())


def _others(items: list[Any]) -> str:
    return f"the first of {len(items):,} answers is read" if len(items) > 1 else ""


def joined(request: Row, answer: Messages) -> Row:
    """The row of a request and its answer. An answer that repeats the request's messages is the whole dialogue."""
    messages: Messages = request["messages"]
    whole = len(answer) > len(messages) and [_said(one) for one in answer[: len(messages)]] == [
        _said(one) for one in messages
    ]
    return {**request, "messages": answer if whole else [*messages, *answer]}


def _said(message: Row) -> tuple[Any, Any]:
    return message.get("role"), message.get("content")
