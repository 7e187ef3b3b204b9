"""Calls, results and tools within texts, as the templates of model families mark them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer import formats
from explorer.formats.call_marks import calls_in, results_in, tools_in
from explorer.formats.calls import calls_of, object_of
from tests.growth import assert_linear, repeated

from .shorthand import M

F = '{"name": "f", "arguments": {"a": 1}}'
CALLS = [
    ("Hermes", f"<tool_call>\n{F}\n</tool_call>", "", 1),
    ("Hermes, after a text", f"Let me look.\n<tool_call>\n{F}\n</tool_call>\n", "Let me look.", 1),
    ("Qwen, two calls", f"<think>hm</think>\n\n<tool_call>\n{F}\n</tool_call>\n<tool_call>\n{F}\n</tool_call><|im_end|>", "<think>hm</think>\n", 2),
    ("Qwen's coders", "<tool_call>\n<function=f>\n<parameter=a>\n1\n</parameter>\n</function>\n</tool_call>", "", 1),
    ("GLM", "Hm.\n<tool_call>f\n<arg_key>a</arg_key>\n<arg_value>1</arg_value>\n</tool_call>", "Hm.", 1),
    ("GLM, on one line", "<tool_call>f<arg_key>a</arg_key><arg_value>1</arg_value></tool_call>", "", 1),
    ("Llama 3.1", '<|python_tag|>{"name": "f", "parameters": {"a": 1}}<|eom_id|>', "", 1),
    ("Llama 3.1, built in", '<|python_tag|>f.call(a="1")', "", 1),
    ("Functionary 3.1", '<function=f>{"a": 1}</function>', "", 1),
    ("Functionary 3", '>>>f\n{"a": 1}', "", 1),
    ("Mistral", f"[TOOL_CALLS] [{F}]</s>", "", 1),
    ("Mistral 11", '[TOOL_CALLS]f[ARGS]{"a": 1}[TOOL_CALLS]f[CALL_ID]abc123def[ARGS]{"a": 1}', "", 2),
    ("DeepSeek", '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{"a": 1}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>', "", 1),
    ("DeepSeek 3.1", 'Hm.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>f<｜tool▁sep｜>{"a": 1}<｜tool▁call▁end｜><｜tool▁calls▁end｜>', "Hm.", 1),
    ("Kimi", '<|tool_calls_section_begin|><|tool_call_begin|>functions.f:0<|tool_call_argument_begin|>{"a": 1}<|tool_call_end|><|tool_calls_section_end|>', "", 1),
    ("Glaive", "<functioncall> {\"name\": \"f\", \"arguments\": '{\"a\": 1}'} <|endoftext|>", "", 1),
]  # fmt: skip


def calling(answer: str) -> dict[str, Any]:
    return {"messages": M(("user", "u"), ("assistant", answer), ("tool", "<tool_response>\n{}\n</tool_response>"))}


def said(row: dict[str, Any]) -> list[Any]:
    """Roles, texts and calls, these as names and arguments."""
    return [
        (
            turn.role,
            turn.text,
            [(call.name, object_of(call.arguments)) for call in calls_of(turn.tool_calls) or []]
            if turn.tool_calls
            else [],
        )
        for turn in formats.decode(row).turns
    ]


@pytest.mark.parametrize(("family", "answer", "text", "number"), CALLS, ids=[call[0] for call in CALLS])
def test_calls_stand_apart_from_their_text(family: str, answer: str, text: str, number: int) -> None:
    del family
    user, assistant, tool = said(calling(answer))
    assert (user[1], assistant[1], tool) == ("u", text, ("tool", "{}", []))
    assert [name for name, _ in assistant[2]] == ["f"] * number
    assert all(str(arguments["a"]) == "1" for _, arguments in assistant[2])


@pytest.mark.parametrize("dialect", ["messages", "sharegpt"])
@pytest.mark.parametrize("answer", [call[1] for call in CALLS], ids=[call[0] for call in CALLS])
def test_what_calls_in_marks_say_is_written_back(answer: str, dialect: str) -> None:
    row = calling(answer)
    written = formats.encode(formats.decode(row), dialect)
    assert said(json.loads(json.dumps(written))) == said(row)


@pytest.mark.parametrize(
    "text",
    [
        "Calls stand in <tool_call> and </tool_call>.",
        "Use <tool_call> and </tool_call>",
        "<tool_call>\n{'name': 'f', 'arguments': {'a': 1}\n</tool_call>",
        f"<tool_call>\n{F}\n</tool_call> is how a call looks (mostly)",
        "[TOOL_CALLS] []",
        "<|python_tag|>print(1)",
        ">>> f\n{}",
        "<function=f>no JSON</function>",
        '{"name": "f", "arguments": {}}',
        "<tool_call></tool_call>",
    ],
)
def test_what_does_not_read_as_calls_stays_text(text: str) -> None:
    assert said(calling(text))[1] == ("assistant", text, [])


def test_results_under_a_users_role_are_the_tools() -> None:
    row = {"messages": M(("user", "<tool_response>\na\n</tool_response>\n<tool_response>\nb\n</tool_response>"), ("assistant", "A"))}  # fmt: skip
    assert said(row) == [("tool", "a", []), ("tool", "b", []), ("assistant", "A", [])]
    assert results_in("see <tool_response>a</tool_response>") is None
    assert results_in("[TOOL_RESULTS] a[/TOOL_RESULTS]") == ["a"]
    around = "<｜tool▁outputs▁begin｜><｜tool▁output▁begin｜>a<｜tool▁output▁end｜><｜tool▁outputs▁end｜>"
    assert results_in(around) == ["a"]


def test_tools_in_a_system_text_are_declared() -> None:
    text = 'See <tools></tools>:\n<tools>\n{"type": "function", "function": {"name": "f"}}\n{"name": "g"}\n</tools>'
    conversation = formats.decode({"conversations": [{"from": "system", "value": text}, {"from": "human", "value": "u"}, {"from": "gpt", "value": "a"}]})  # fmt: skip
    assert json.loads(conversation.tools) == [{"type": "function", "function": {"name": "f"}}, {"name": "g"}]
    assert conversation.turns[0].text == text
    assert tools_in("<tools>[]</tools>") == tools_in("<tools>all of them</tools>") == ""


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [
        ("", "<tool_call>", ""),
        ("", "<tool_call>", "</tool_call>"),
        ("", "<tool_call>f\n<arg_key>a</arg_key>", "</arg_value></tool_call>"),
        ("<tool_call>f\n", "<arg_key>", "</arg_value></tool_call>"),
        ("<tool_call><function=f>", " ", "</tool_call>"),
        ("<tool_call><function=f>", "<parameter=a>", "</function></tool_call>"),
        ("", "<function=f>", "</function>"),
        ("", "<|python_tag|>", "{}"),
        ("", "[TOOL_CALLS]f[ARGS]", "{}"),
        ("<｜tool▁calls▁begin｜>", "<｜tool▁call▁begin｜>f<｜tool▁sep｜>", "<｜tool▁calls▁end｜>"),
        ("<|tool_calls_section_begin|>", "<|tool_call_begin|>f<|tool_call_argument_begin|>", "<|tool_calls_section_end|>"),
        ("", ">>>f\n{", "}"),
        ("", "<functioncall> {", "}"),
    ],
)  # fmt: skip
def test_hostile_marks_take_linear_time(before: str, unit: str, after: str) -> None:
    make = repeated(unit)
    assert_linear(lambda size: before + make(size) + after, calls_in, 100_000)


def test_hostile_results_and_tools_take_linear_time() -> None:
    for unit, after, look in (("<tool_response>", "</tool_response>", results_in), ("<tools>", "", tools_in)):
        make = repeated(unit)
        assert_linear(lambda size, make=make, after=after: make(size) + after, look, 100_000)
