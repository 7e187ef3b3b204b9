"""What axolotl trains of a row: the content of each assistant turn, and the stop token where that is the tokeniser's own."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence, Set
from typing import Any

from explorer.conversation import Conversation
from explorer.trainers.chat import RenderError, Shown, TextTemplate, render
from explorer.trainers.chat.messages import chat_messages, declared_tools
from explorer.trainers.chat.pieces import Piece, joined, marked
from explorer.trainers.chat.plain import PLAIN
from explorer.trainers.chat.render import message_fields
from explorer.trainers.configs import axolotl_roles
from explorer.trainers.rows import FLAT, odd_field
from explorer.trainers.setup import Setup
from explorer.trainers.trainer import WHOLE_TEXT
from explorer.trainers.written import field
from explorer.trainers.written import messages as as_written

_STAND_INS = ("\ue000a\ue001", "\ue002b\ue003")  # nothing that a content begins or ends with is as both of them
_NEAR = 3  # tokens after an answer within which its stop token is looked for


def show(row: Conversation, rule: str, template: TextTemplate, loss: str, setup: Setup | None = None) -> Shown:
    """The row under a rule, a template and a loss: `default` or `all` (`train_on_inputs`)."""
    if rule == WHOLE_TEXT:
        return Shown((Piece("\n\n".join(turn.text for turn in row.turns) + template.eos, True),))
    if row.dialect in FLAT:
        return _flat(row, template, loss)
    # Of a message, it hands on what the template looks at; a speaker whom its configuration does not list keeps the name.
    names = message_fields(template.name) | {"role", "content"}
    made = chat_messages(row, axolotl_roles(row, setup))
    messages = [_read(message, names) for message in made]
    added = len(made) > len(as_written(row) or made)
    if added and odd_field(row, "system") and field(row, "system") is not None:
        messages[0]["content"] = field(row, "system")  # parts of this one are not joined
    tools = [_tool(tool) for tool in declared_tools(row)]
    text = render(template, messages, tools)
    found: list[tuple[int, int]] = []
    ended = True
    places = [place for place, message in enumerate(messages) if loss == "all" or message.get("role") == "assistant"]
    spans = _spans_at_once(template, messages, tools, places, text)
    for number, place in enumerate(places):
        span = spans[number] if spans is not None else _span(template, messages, tools, place, text)
        if span is None:
            continue
        found.append(span)
        stop = text.find(template.eos, span[1], span[1] + _NEAR + len(template.eos))
        if stop >= 0:
            found.append((stop, stop + len(template.eos)))
        elif messages[place].get("role") == "assistant":
            ended = False
    notes = () if ended else (f"Set `eot_tokens` to {template.stop}: the tokeniser's end is {template.eos}.",)
    return Shown(marked(text, found), notes)


def _flat(row: Conversation, template: TextTemplate, loss: str) -> Shown:
    """Question and answer by a `format` of the configuration: the tokeniser's end follows the answer, whatever the template's is."""
    plain = PLAIN[template.name]
    system, asked, beside, said = (field(row, part) for part in ("system", "prompt", "context", "response"))
    head = plain.system_text(str(system)).removeprefix(plain.prefix) if system else ""
    question = plain.question(f"{asked}\n{beside}" if beside else str(asked))
    answer = said if isinstance(said, str) else ""
    end = template.eos if answer and not answer.endswith(template.eos) else ""
    notes = ("Earlier rounds in `history` are not read.",) if field(row, "history") else ()
    if end and end != template.stop:
        notes = (*notes, f"The answer ends with {end}, and not with {template.stop}.")
    return Shown(joined((Piece(head + question, loss == "all"), Piece(answer + end, True))), notes)


def _read(message: dict[str, Any], names: Set[str]) -> dict[str, Any]:
    """The message as the template gets it: contents in parts joined, arguments of calls as objects."""
    held = {key: _without_nothing(value) for key, value in message.items() if value is not None and key in names}
    for key in ("content", "reasoning_content"):
        if isinstance(parts := held.get(key), list):
            held[key] = _joined_parts(parts)
    for call in held.get("tool_calls") or ():
        function = call.get("function") if isinstance(call, dict) else None
        if isinstance(function, dict) and isinstance(function.get("arguments"), str):
            function["arguments"] = _json(function["arguments"])
    return held


def _without_nothing(value: Any) -> Any:
    """Objects without their fields that hold nothing, however deep they stand."""
    if isinstance(value, dict):
        return {key: _without_nothing(held) for key, held in value.items() if held is not None}
    return [_without_nothing(held) for held in value] if isinstance(value, list) else value


def _joined_parts(parts: list[Any]) -> str:
    texts = [
        part.get("text") or part.get("content") or part.get("value") or "" for part in parts if isinstance(part, dict)
    ]
    if not all(isinstance(text, str) for text in texts):
        raise RenderError("a part of a content is no text")
    return "".join(texts)


def _tool(tool: Any) -> Any:
    tool = _without_nothing(tool)
    function = tool.get("function") if isinstance(tool, dict) else None
    if isinstance(function, dict) and isinstance(function.get("parameters"), str):
        function["parameters"] = _json(function["parameters"])
    return tool


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RenderError("arguments or parameters of a tool are no valid JSON") from error


_NUMBERED = re.compile("\ue000(\\d+)\ue001")
_Span = tuple[int, int] | None


def _spans_at_once(
    template: TextTemplate,
    messages: Sequence[dict[str, Any]],
    tools: Sequence[Any],
    places: Sequence[int],
    text: str,
) -> list[_Span] | None:
    """Where the contents at these places stand, told by one rendering with a number in place of each.

    None where the template does more with any of them than to put it there: `_span` looks at each of them then.
    """
    contents = [messages[place].get("content") for place in places]
    if not all(
        type(said) is str and messages[place].keys() == {"role", "content"}
        for said, place in zip(contents, places, strict=True)
    ):
        return None
    held = list(messages)
    for number, place in enumerate(places):
        held[place] = {"role": messages[place]["role"], "content": f"\ue000{number}\ue001"}
    try:
        parts = _NUMBERED.split(render(template, held, tools))
    except RenderError:
        return None
    if [int(number) for number in parts[1::2]] != list(range(len(places))):
        return None
    around = parts[::2]
    at = len(around[0])
    if not text.startswith(around[0]):
        return None
    found: list[_Span] = []
    for said, after in zip(contents, around[1:], strict=True):
        for written in (said, str(said).strip()):
            stop = at + len(str(written))
            if text.startswith(str(written), at) and text.startswith(after, stop):
                break
        else:
            return None
        found.append((at, stop) if stop > at else None)
        at = stop + len(after)
    return found if at == len(text) else None


def _span(
    template: TextTemplate, messages: Sequence[dict[str, Any]], tools: Sequence[Any], place: int, text: str
) -> tuple[int, int] | None:
    """Where a turn's content stands: what differs once another stands in its place."""
    found: list[tuple[int, int]] = []
    for other in _STAND_INS:
        held = [*messages[:place], {"role": messages[place].get("role"), "content": other}, *messages[place + 1 :]]
        written = render(template, held, tools)
        limit = min(len(text), len(written))
        start = _common(text, written, limit)
        stop = len(text) - _common(text[::-1], written[::-1], limit - start)
        found.append((start, stop))
    start, stop = min(one[0] for one in found), max(one[1] for one in found)
    return (start, stop) if stop > start else None


def _common(left: str, right: str, limit: int) -> int:
    """Characters that two texts begin with alike, at most `limit`; found by halving, since slices compare fast."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
