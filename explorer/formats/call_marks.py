"""Calls of tools, their results and declared tools within texts, in the marks of the model families.

Only what reads as calls from its mark to the text's end counts, as JSON where the family writes JSON: a call that does not
parse, and talk about a mark, stay text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Literal

from explorer.conversation import ASSISTANT, TOOL, USER, Turn, turn_of
from explorer.formats.calls import call_in, openai_call
from explorer.formats.template_parts import clean, glaive_call
from explorer.formats.values import json_text

CLOSES = frozenset(">}]) \n\t\r")
"""How a text with calls or results may end; most texts end otherwise, and cost no more than this look."""

_MOST = 20  # marks of one text at which its calls may begin
_NAME = r"[\w.:/-]{1,120}"


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _calls(held: Any) -> list[Any] | None:
    """The calls that an object or a list of objects is; None where one of them is none."""
    listed = held if isinstance(held, list) else [held]
    return listed if listed and all(call_in(one) is not None for one in listed) else None


def _each(pattern: re.Pattern[str], text: str, read: Callable[[re.Match[str]], list[Any] | None]) -> list[Any] | None:
    """The calls of a text that is one piece after another, with nothing but space between them."""
    found: list[Any] = []
    place = 0
    for piece in pattern.finditer(text):
        calls = None if text[place : piece.start()].strip() else read(piece)
        if calls is None:
            return None
        found += calls
        place = piece.end()
    return found if found and not text[place:].strip() else None


def _closed(text: str, end: str) -> Literal[True] | None:
    """Whether a text ends so: without its end, every piece would be searched for one."""
    return text.rstrip().endswith(end) or None


def _named(name: str, arguments: str) -> list[Any] | None:
    return [openai_call("", name, arguments.strip())] if isinstance(_json(arguments), dict) else None


_TAG = re.compile(r"<tool_call>(.*?)</tool_call>", re.DOTALL)
_CODER = re.compile(rf"\s*<function=({_NAME})>(.*)</function>\s*", re.DOTALL)
_CODER_PARAMETER = re.compile(rf"<parameter=({_NAME})>\n?(.*?)\n?</parameter>", re.DOTALL)
_GLM = re.compile(rf"({_NAME})(?:\n\s*|(?=<))((?:<arg_key>.*</arg_value>)?)\s*", re.DOTALL)
_GLM_ARGUMENT = re.compile(r"<arg_key>([^<]{1,200})</arg_key>\s*<arg_value>(.*?)</arg_value>", re.DOTALL)


def _tagged(text: str) -> list[Any] | None:
    """Hermes and Qwen: JSON; Qwen's coders: parameters in tags; GLM: keys and values in tags."""
    return _each(_TAG, text, lambda piece: _in_tag(piece[1]))


def _in_tag(body: str) -> list[Any] | None:
    if body.lstrip()[:1] in ("{", "["):
        return _calls(_json(body))
    if coder := _CODER.fullmatch(body):
        given = coder[2].strip()
        if not given or given.endswith("</parameter>"):
            return [openai_call("", coder[1], {key: _value(said) for key, said in _CODER_PARAMETER.findall(given)})]
        return None
    if glm := _GLM.fullmatch(body):
        given = {key.strip(): _value(said) for key, said in _GLM_ARGUMENT.findall(glm[2])}
        return [openai_call("", glm[1], given)]
    return None


def _value(said: str) -> Any:
    held = _json(said)
    return said if held is None else held


_FUNCTION = re.compile(rf"<function=({_NAME})>(.*?)</function>", re.DOTALL)


def _functions(text: str) -> list[Any] | None:
    """Llama 3.1 and Functionary: the arguments in a tag that names the function."""
    return _each(_FUNCTION, text, lambda piece: _named(piece[1], piece[2]))


_BUILT_IN = re.compile(r"(\w{1,80})\.call\((.*)\)", re.DOTALL)
_BUILT_IN_ARGUMENT = re.compile(r'(\w{1,80})="((?:[^"\\]|\\.)*)"')


def _python_tag(text: str) -> list[Any] | None:
    """Llama 3.1: JSON objects, one after another, or `search.call(query="…")`."""
    body = text.removeprefix("<|python_tag|>").strip()
    if built_in := _BUILT_IN.fullmatch(body):
        return [openai_call("", built_in[1], dict(_BUILT_IN_ARGUMENT.findall(built_in[2])))]
    return _calls(_objects(body))


def _objects(text: str) -> list[Any] | None:
    """JSON objects that stand one after another, with `;`, a comma or space between them."""
    found: list[Any] = []
    decode = json.JSONDecoder().raw_decode
    place = 0
    while place < len(text):
        try:
            held, place = decode(text, place)
        except (ValueError, RecursionError):
            return None
        found += held if isinstance(held, list) else [held]
        while place < len(text) and text[place] in "; ,\n\t":
            place += 1
    return found


_MISTRAL = re.compile(
    rf"(?:\[TOOL_CALLS\])?\s*({_NAME})(?:\[CALL_ID\]([\w-]{{1,80}}))?\[ARGS\](.*?)(?=\[TOOL_CALLS\]|\Z)", re.DOTALL
)


def _mistral(text: str) -> list[Any] | None:
    """Mistral: a JSON list, or since v11 a name and its arguments."""
    calls = _calls(_json(text.removeprefix("[TOOL_CALLS]")))
    if calls is not None:
        return calls

    def read(piece: re.Match[str]) -> list[Any] | None:
        return [openai_call(piece[2], piece[1], piece[3].strip())] if isinstance(_json(piece[3]), dict) else None

    return _each(_MISTRAL, text, read)


_DEEPSEEK = re.compile(
    rf"<｜tool▁call▁begin｜>(?:function<｜tool▁sep｜>)?({_NAME})(?:<｜tool▁sep｜>|\n)(?:\s*```json\n)?(.*?)<｜tool▁call▁end｜>",
    re.DOTALL,
)


def _deepseek(text: str) -> list[Any] | None:
    body = text.removeprefix("<｜tool▁calls▁begin｜>").partition("<｜tool▁calls▁end｜>")[0]
    return _closed(body, "<｜tool▁call▁end｜>") and _each(
        _DEEPSEEK, body, lambda piece: _named(piece[1], piece[2].strip().removesuffix("```"))
    )


_KIMI = re.compile(
    rf"<\|tool_call_begin\|>\s*(?:functions\.)?({_NAME}?)(:\d+)?\s*<\|tool_call_argument_begin\|>(.*?)<\|tool_call_end\|>",
    re.DOTALL,
)


def _kimi(text: str) -> list[Any] | None:
    body = text.removeprefix("<|tool_calls_section_begin|>").partition("<|tool_calls_section_end|>")[0]
    return _closed(body, "<|tool_call_end|>") and _each(_KIMI, body, lambda piece: _named(piece[1], piece[3]))


_FUNCTIONARY = re.compile(rf">>>({_NAME})\n(\{{.*?\}})\s*(?=>>>|\Z)", re.DOTALL)


def _functionary(text: str) -> list[Any] | None:
    return _each(_FUNCTIONARY, text, lambda piece: _named(piece[1], piece[2]))


_FORMS: tuple[tuple[str, str, Callable[[str], list[Any] | None]], ...] = (
    ("<tool_call>", "</tool_call>", _tagged),
    ("<functioncall>", "}", glaive_call),
    ("<function=", "</function>", _functions),
    ("<|python_tag|>", "", _python_tag),
    ("[TOOL_CALLS]", "", _mistral),
    ("<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>", _deepseek),
    ("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>", _kimi),
    (">>>", "}", _functionary),
)
"""(what a family's calls begin with, what they end with, their reader)."""


def calls_in(text: str) -> tuple[str, list[Any]] | None:
    """(what is said before them, the calls) of a text that ends in calls; None for other texts.

    One line end between the two belongs to neither: that is how the templates write them.
    """
    for mark, end, read in _FORMS:
        place = text.find(mark)
        for _ in range(_MOST):
            written = clean(text[place:]) if place >= 0 else ""
            if not written or not written.endswith(end):
                break
            if calls := read(written):
                before = text[:place]
                return before.removesuffix("\n"), calls
            place = text.find(mark, place + len(mark))
    return None


def calls_alone(text: str) -> str:
    """The calls that a text is as JSON and nothing else, for rows that declare tools; "" for other texts."""
    calls = _calls(_json(text)) if text.lstrip()[:1] in ("[", "{") else None
    known = calls is not None and all(_has_arguments(one) for one in calls)
    return json_text(calls) if known else ""


def _has_arguments(call: Any) -> bool:
    found = call_in(call)
    return found is not None and found.arguments is not None


def with_tags(text: str, calls: list[dict[str, Any]]) -> str:
    """A text and its calls in Hermes' tags; "" where that would not read back as it was."""
    tags = "\n".join(f"<tool_call>\n{json_text(call)}\n</tool_call>" for call in calls)
    said = f"{text}\n{tags}" if text else tags
    return said if calls_in(said) == (text, calls) else ""


_RESULTS = tuple(
    (begin, end, re.compile(f"{re.escape(begin)}[ \\n]?(.*?)[ \\n]?{re.escape(end)}", re.DOTALL))
    for begin, end in (
        ("<tool_response>", "</tool_response>"),
        ("<function_response>", "</function_response>"),
        ("[TOOL_RESULTS]", "[/TOOL_RESULTS]"),
        ("<｜tool▁output▁begin｜>", "<｜tool▁output▁end｜>"),
    )
)
_AROUND = ("<｜tool▁outputs▁begin｜>", "<｜tool▁outputs▁end｜>")


def results_in(text: str) -> list[str] | None:
    """What tools said, of a text that is nothing but results in their marks; None for other texts."""
    text = text.strip().removeprefix(_AROUND[0]).removesuffix(_AROUND[1]).strip()
    for begin, end, pattern in _RESULTS:
        if text.startswith(begin) and text.endswith(end):
            return _each(pattern, text, lambda piece: [piece[1]])
    return None


def part(turns: list[Turn]) -> list[Turn]:
    """The turns, with calls apart from the texts in which they stand, and results as turns of tools."""
    found: list[Turn] = []
    for turn in turns:
        text = turn.text
        if not text or text[-1] not in CLOSES or turn.media or turn.tool_calls:
            found.append(turn)
        elif turn.role == ASSISTANT and (called := calls_in(text)):
            said = (ASSISTANT, called[0], turn.reasoning, json_text(called[1]), turn.name, turn.trained)
            found.append(turn_of(*said, call_id=turn.call_id, weight=turn.weight))
        elif turn.role in (TOOL, USER) and (results := results_in(text)):
            marks = {"call_id": turn.call_id if len(results) == 1 else "", "weight": turn.weight}
            found += [turn_of(TOOL, one, turn.reasoning, "", turn.name, turn.trained, **marks) for one in results]
        else:
            found.append(turn)
    return found


_TOOLS = re.compile(r"<tools>(.*?)</tools>", re.DOTALL)


def tools_in(text: str) -> str:
    """The tools that a system text declares in tags, as a JSON list, one after another, or one a line; "" where it has none."""
    for body in _TOOLS.findall(text, 0, text.rfind("</tools>") + 8) if "<tools>" in text else ():
        held = _objects(body.strip())
        if held and all(isinstance(tool, dict) and ("name" in tool or "function" in tool) for tool in held):
            return json_text(held)
    return ""
