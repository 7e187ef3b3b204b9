"""Calls of tools, in every form that is read: no judgement takes one for a fault."""

from __future__ import annotations

import json

import pytest

from explorer import formats
from explorer.conversation import ASSISTANT
from explorer.metrics import METRICS, Batch, Context

ARGUMENTS = '{"city": "Oslo", "days": 3}'
FORMS = {
    "hermes": f'<tool_call>\n{{"name": "weather", "arguments": {ARGUMENTS}}}\n</tool_call>',
    "two of hermes": f'<tool_call>\n{{"name": "weather", "arguments": {ARGUMENTS}}}\n</tool_call>\n' * 2,
    "qwen coder": "<tool_call>\n<function=weather>\n<parameter=city>\nOslo\n</parameter>\n<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>",
    "glm": "<tool_call>weather\n<arg_key>city</arg_key>\n<arg_value>Oslo</arg_value>\n<arg_key>days</arg_key>\n<arg_value>3</arg_value>\n</tool_call>",
    "glaive": f"""<functioncall> {{"name": "weather", "arguments": '{ARGUMENTS}'}}""",
    "llama": f"<function=weather>{ARGUMENTS}</function>",
    "python tag": f'<|python_tag|>{{"name": "weather", "parameters": {ARGUMENTS}}}',
    "built in": '<|python_tag|>weather.call(city="Oslo")',
    "mistral": f'[TOOL_CALLS] [{{"name": "weather", "arguments": {ARGUMENTS}}}]',
    "mistral v11": f"[TOOL_CALLS]weather[ARGS]{ARGUMENTS}",
    "mistral v13": f"[TOOL_CALLS]weather[CALL_ID]abcDEF123[ARGS]{ARGUMENTS}",
    "deepseek": f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>weather\n```json\n{ARGUMENTS}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
    "deepseek v3.1": f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>weather<｜tool▁sep｜>{ARGUMENTS}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
    "kimi": f"<|tool_calls_section_begin|><|tool_call_begin|>functions.weather:0<|tool_call_argument_begin|>{ARGUMENTS}<|tool_call_end|><|tool_calls_section_end|>",
    "functionary": f">>>weather\n{ARGUMENTS}",
}
BEFORE = ("", "Let me look that up.\n", "I will check the weather for you:\n", "<think>\nA tool knows.\n</think>\n\n")
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}},
        },
    }
]


def _faults(row: dict) -> set[str]:
    (conversation,) = formats.decode_many([row])
    assert any(turn.role == ASSISTANT and turn.tool_calls for turn in conversation.turns)
    batch, context = Batch([conversation]), Context("o200k_base", "")
    found: set[str] = set()
    for metric in METRICS:
        judged = [column for column in metric.columns if column.group in ("judgements", "checks")]
        if metric.name != "tokens" and judged:
            values = metric.compute(batch, context)
            found |= {column.name for column in judged if column.kind == "boolean" and values[column.name][0]}
    return found


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("form", FORMS)
def test_a_call_is_no_fault(form: str, before: str) -> None:
    asked = {"role": "user", "content": "What is the weather in Oslo?"}
    called = {"role": "assistant", "content": before + FORMS[form].rstrip("\n")}
    assert _faults({"tools": json.dumps(TOOLS), "messages": [asked, called]}) == set()
    result, said = {"role": "tool", "content": '{"t": 4}'}, {"role": "assistant", "content": "It is 4 degrees in Oslo."}
    assert _faults({"messages": [asked, called, result, said]}) == set()


def test_what_is_wrong_about_a_call_is_still_said() -> None:
    asked = {"role": "user", "content": "What is the weather in Oslo?"}
    wrong = FORMS["hermes"].replace('"days": 3', '"days": "three"')
    row = {"tools": json.dumps(TOOLS), "messages": [asked, {"role": "assistant", "content": wrong}]}
    assert _faults(row) == {"invalid_tool_call"}
