"""Google's Gemini and Vertex: `contents` of `parts`, calls and their results, system instructions."""

from __future__ import annotations

from typing import Any

from explorer.formats.envelopes.envelope import Messages, Row, as_list, call, first_of, result

_ROLES = {"model": "assistant", "user": "user", "function": "tool", "tool": "tool", "system": "system"}


def is_contents(items: list[Any]) -> bool:
    """Whether a list holds Gemini's contents."""
    return bool(items) and all(isinstance(item, dict) and "parts" in item for item in items)


def messages_of(items: list[Any]) -> Messages:
    """Contents as messages."""
    found: Messages = []
    for item in items:
        said = item.get("role")
        role = _ROLES.get(said, said) if isinstance(said, str) and said else "user"
        parts = item.get("parts")
        found += _content(role, parts if isinstance(parts, list) else [parts])
    return found


def _content(role: str, parts: list[Any]) -> Messages:
    results: Messages = []
    content: list[Any] = []
    thoughts: list[str] = []
    calls: list[Any] = []
    for held in parts:
        part = {"text": held} if isinstance(held, str) else held
        if not isinstance(part, dict):
            continue
        asked = first_of(part, ("functionCall", "function_call"))
        told = first_of(part, ("functionResponse", "function_response"))
        file = first_of(part, ("inlineData", "inline_data", "fileData", "file_data"))
        code = first_of(part, ("executableCode", "executable_code"))
        output = first_of(part, ("codeExecutionResult", "code_execution_result"))
        if isinstance(asked, dict):
            calls.append(call(asked.get("name"), asked.get("args"), asked.get("id")))
        elif isinstance(told, dict):
            results.append(result(_told(told.get("response")), told.get("name"), told.get("id")))
        elif isinstance(file, dict):
            content.append({"type": _medium(file)})
        elif isinstance(code, dict):
            calls.append(call("code_execution", {key: code[key] for key in ("language", "code") if key in code}))
        elif isinstance(output, dict):
            results.append(result(output.get("output"), "code_execution"))
        elif isinstance(said := part.get("text"), str):
            if part.get("thought") is True:
                thoughts.append(said)
            else:
                content.append({"type": "text", "text": said})
        elif part:
            content.append(part)
    if not (content or thoughts or calls):
        return results or [{"role": role, "content": ""}]
    message: dict[str, Any] = {"role": role, "content": _text(content)}
    if thoughts:
        message["reasoning_content"] = "\n\n".join(thoughts)
    if calls:
        message["tool_calls"] = calls
    # Code that the model ran comes with its result in one content: the result follows the call.
    return [message, *results] if calls else [*results, message]


def _told(response: Any) -> Any:
    """What a tool said, without the object that is put around a text because Gemini wants one."""
    alone = isinstance(response, dict) and response.keys() == {"result"} and isinstance(response["result"], str)
    return response["result"] if alone else response


def _medium(file: Row) -> str:
    kind = first_of(file, ("mimeType", "mime_type"))
    kind = kind.partition("/")[0] if isinstance(kind, str) else ""
    return kind if kind in ("audio", "video") else "image"


def _text(content: list[Any]) -> Any:
    """Text where all of it is text, else its parts."""
    if all(part.get("type") == "text" for part in content):
        return "".join(part["text"] for part in content)
    return content


def system_of(request: Row) -> str:
    """The text of a request's system instruction."""
    held = first_of(request, ("systemInstruction", "system_instruction"))
    if isinstance(held, dict):
        held = held.get("parts", held.get("text"))
    if isinstance(held, dict):
        held = [held]
    if isinstance(held, list):
        return "\n".join(part["text"] for part in held if isinstance(part, dict) and isinstance(part.get("text"), str))
    return held if isinstance(held, str) else ""


def tools_of(request: Row) -> list[Any]:
    """Declared functions, without the list of lists around them."""
    found: list[Any] = []
    for item in as_list(request.get("tools")) or []:
        declared = first_of(item, ("functionDeclarations", "function_declarations")) if isinstance(item, dict) else None
        found += declared if isinstance(declared, list) else [item]
    return found


def answer_of(response: Row) -> Messages:
    """The first candidate as messages."""
    for candidate in as_list(response.get("candidates")) or ():
        content = candidate.get("content") if isinstance(candidate, dict) else None
        if isinstance(content, dict) and "parts" in content:
            return messages_of([{"role": "model", **content}])
        if isinstance(content, str):
            return [{"role": "assistant", "content": content}]
    return []
