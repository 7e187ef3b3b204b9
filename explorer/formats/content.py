"""Typed content: a message whose content is a list of parts, in the form of any provider.

Texts are joined. Calls become calls in OpenAI's form, with their ids. What a tool said becomes a turn of its own, so that a
message with results and a text is several turns. Images, audio, video and files keep their place in the text.
"""

from __future__ import annotations

from typing import Any, Protocol

from explorer.conversation import Media
from explorer.formats.calls import call_in, openai_call
from explorer.formats.values import json_text, parsed, text_of

_MEDIA = {
    "image": "image", "image_url": "image", "input_image": "image",
    "audio": "audio", "audio_url": "audio", "input_audio": "audio",
    "video": "video", "video_url": "video", "input_video": "video",
    "file": "file", "input_file": "file", "document": "file",
}  # fmt: skip
_UNTYPED = ("image", "image_url", "audio", "audio_url", "video", "video_url", "document")
_DATA = ("inlineData", "inline_data", "fileData", "file_data")  # Gemini
_THOUGHTS = frozenset(("reasoning", "thinking", "reasoning_content"))
_CALLS = frozenset(
    ("tool_call", "tool_use", "function_call", "tool_calls", "tool-call", "server_tool_use", "mcp_tool_use")
)
_HANDED = {"toolRequest": "toolCall", "toolResponse": "toolResult"}
"""Kinds of parts that hold a call, or what came back, with how that went, as Goose writes them."""
_UNTYPED_CALLS = ("toolUse", "functionCall", "function_call")  # Bedrock, Gemini
_RESULTS = frozenset(
    ("tool_result", "tool-result", "function_response", "function_call_output", "tool_call_response", "tool_response")
)
_UNTYPED_RESULTS = ("toolResult", "functionResponse", "function_response")
_RESULT_IDS = ("tool_use_id", "toolUseId", "tool_call_id", "toolCallId", "call_id", "id")
_WRAPS = frozenset(("result", "output", "content", "text", "response", "value", "error"))
_RESULT_TEXTS = ("content", "output", "response", "result", "text", "value")


class Noting(Protocol):
    """What takes remarks on a row, and counts its media."""

    media: int

    def note(self, text: str) -> None:
        """Take a remark."""


class Said:
    """A stretch of a message that is one turn. result: whether a tool said it; call_id, name: of that call."""

    __slots__ = ("call_id", "calls", "media", "name", "result", "text", "thoughts")

    def __init__(self, text: str = "", *, result: bool = False, call_id: str = "", name: str = "") -> None:
        self.text = text
        self.result = result
        self.call_id = call_id
        self.name = name
        self.thoughts: list[str] = []
        self.calls: list[Any] = []
        self.media: list[Media] = []

    def add_media(self, kind: str, part: dict[str, Any]) -> None:
        """Put a placeholder at the end of the text."""
        self.media.append(Media(len(self.text), kind, json_text(part)))
        self.text += f"<{kind}>"

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said."""
        return not (self.text or self.thoughts or self.calls)


def read_parts(content: list[Any], reading: Noting) -> list[Said]:
    """What a list of content parts says, one or more turns."""
    found = [Said()]
    for held in content:
        if not isinstance(held, dict):
            _plain(found).text += text_of(held)[0]
            continue
        kind = held.get("type")
        kind = kind if isinstance(kind, str) else ""
        part, kind = _handed(held, kind) if kind in _HANDED else (held, kind)
        if kind.startswith("tool-") and "toolCallId" in part and kind not in ("tool-call", "tool-result"):
            _plain(found).calls.append(openai_call(part["toolCallId"], kind[5:], part.get("input", {})))
            if (output := _first(part, ("output", "errorText"))) is not None:
                found.append(_read_result({"id": part["toolCallId"], "name": kind[5:], "output": output}, reading))
        elif kind == "step-start":  # the AI SDK's mark of a new step
            continue
        elif result := _result(part, kind):
            found.append(_read_result(result, reading))
        else:
            _read_part(part, kind, _plain(found), reading)
    return [said for said in found if said.result or not said.is_blank] or found[:1]


def _handed(part: dict[str, Any], kind: str) -> tuple[dict[str, Any], str]:
    """(part, kind) of a call or a result without what says how it went."""
    held = part.get(_HANDED[kind])
    value = held.get("value", held.get("error")) if isinstance(held, dict) else held
    if kind == "toolResponse":
        return {"type": "tool_result", "id": part.get("id"), "content": value}, "tool_result"
    inner = value if isinstance(value, dict) else {}
    return {"type": "tool_call", "id": part.get("id"), **inner}, "tool_call"


def _plain(found: list[Said]) -> Said:
    """The turn that goes on: a new one after a tool's result."""
    if found[-1].result:
        found.append(Said())
    return found[-1]


def _read_part(part: dict[str, Any], kind: str, said: Said, reading: Noting) -> None:
    if media := _media_kind(part, kind):
        said.add_media(media, {name: item for name, item in part.items() if item is not None})
        reading.media += 1
        return
    if (call := _call(part, kind)) is not None:
        said.calls += call
        return
    if kind == "redacted_thinking":
        reading.note("a thinking block is redacted")
        return
    if isinstance(part.get("reasoningContent"), dict):  # Bedrock
        inner = part["reasoningContent"].get("reasoningText", part["reasoningContent"])
        said.thoughts.append(text_of(inner)[0])
        return
    held = _first(part, ("text", "value", "content", "thinking", "reasoning", "summary"))
    if kind in _THOUGHTS or (part.get("thought") is True and held is not None):
        said.thoughts.append(_joined(held))
    elif held is None:
        if "json" in part and len(part) == 1:  # of a tool's result, on Bedrock
            said.text += json_text(part["json"])
            return
        said.text += json_text(part)
        reading.note("a content part has no text, shown as JSON")
    else:
        said.text += _nested(held, reading)


def _first(part: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((part[key] for key in keys if part.get(key) is not None), None)


def _media_kind(part: dict[str, Any], kind: str) -> str:
    """image, audio, video or file for a part that is one, "" elsewhere."""
    if kind:
        if kind == "document" and isinstance(source := part.get("source"), dict) and source.get("type") == "text":
            return ""
        word = kind.partition("_")[0]
        return _MEDIA.get(kind, "") or (word if word in ("image", "audio", "video") else "")
    for key in _UNTYPED:
        if part.get(key) is not None and part.get("text") is None:
            return _MEDIA[key]
    held = _first(part, _DATA)
    if isinstance(held, dict):
        mime = str(held.get("mimeType") or held.get("mime_type") or "")
        word = mime.split("/", maxsplit=1)[0]
        return word if word in ("image", "audio", "video") else "file"
    return ""


def _call(part: dict[str, Any], kind: str) -> list[Any] | None:
    """Calls that a part holds, None where it holds none."""
    if not kind:
        held = next((part[key] for key in _UNTYPED_CALLS if isinstance(part.get(key), dict)), None)
        call = call_in(held)
        return [openai_call(*call)] if call is not None else None
    if kind not in _CALLS:
        return None
    if isinstance(part.get("name") or part.get("toolName"), str) and (call := call_in(part)) is not None:
        return [openai_call(*call)]
    held = _first(part, ("text", "value", "content", "tool_call", "tool_calls", "function"))
    if isinstance(held, str):
        held = parsed(held) or held
    elif held is None:
        held = {name: item for name, item in part.items() if name != "type" and item is not None}
    return held if isinstance(held, list) else [held]


def _result(part: dict[str, Any], kind: str) -> dict[str, Any] | None:
    """The result of a tool that a part is or holds."""
    if kind in _RESULTS or kind.endswith("_tool_result"):
        return part
    if kind:
        return None
    return next((part[key] for key in _UNTYPED_RESULTS if isinstance(part.get(key), dict)), None)


def _read_result(result: dict[str, Any], reading: Noting) -> Said:
    call_id = _first(result, _RESULT_IDS)
    name = _first(result, ("name", "toolName"))
    said = Said(
        result=True, call_id=call_id if isinstance(call_id, str) else "", name=name if isinstance(name, str) else ""
    )
    held = _first(result, _RESULT_TEXTS)
    if isinstance(held, dict) and len(held) == 1 and isinstance(only := next(iter(held.values())), str):
        # Gemini wants an object, so a text is put into one.
        held = only if held.keys() & _WRAPS else held
    elif isinstance(held, dict) and isinstance(held.get("type"), str) and "value" in held:
        held = held["value"]  # the AI SDK says its type beside it
    if isinstance(held, list) and any(isinstance(part, dict) for part in held):
        inner = read_parts(held, reading)[0]
        said.text, said.media = inner.text, inner.media
    elif held is not None:
        said.text = text_of(held)[0]
    return said


def _joined(held: Any) -> str:
    if isinstance(held, list):
        return "\n\n".join(text_of(part.get("text", part) if isinstance(part, dict) else part)[0] for part in held)
    return text_of(held)[0]


def _nested(held: Any, reading: Noting) -> str:
    """Text of a part whose value may be parts again."""
    if isinstance(held, list) and held and all(isinstance(part, dict) for part in held):
        return "".join(text_of(part.get("text", part))[0] for part in held)
    if isinstance(held, dict) and isinstance(held.get("value"), str):
        return held["value"]  # a thread's text, with its annotations beside
    text, remark = text_of(held)
    if remark:
        reading.note(f"a content part {remark}")
    return text


def text_of_blocks(value: Any) -> str:
    """A text that may be written as blocks, such as a system text of Anthropic or Bedrock."""
    if isinstance(value, dict) and isinstance(value.get("parts"), list):
        value = value["parts"]
    if isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
        texts = [part.get("text") for part in value]
        if any(isinstance(text, str) for text in texts):
            return "\n\n".join(text for text in texts if isinstance(text, str))
    return text_of(value)[0]
