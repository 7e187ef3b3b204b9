"""Rows that some tool put into an envelope: what is inside is read, what was left out is said."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from explorer import formats, sources
from explorer.conversation import Conversation

from .shorthand import M

ASK = M(("user", "Name a moon."))
BOTH = M(("user", "Name a moon."), ("assistant", "Io."))
TOLD = ["user:Name a moon.", "assistant:Io."]


def turns(conversation: Conversation) -> list[str]:
    return [f"{turn.role}:{turn.text}" for turn in conversation.turns]


def completion(text: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "c1",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text, **more}, "finish_reason": "stop"}],
        "usage": {"total_tokens": 9},
    }


GEMINI = [{"role": "user", "parts": [{"text": "Name a moon."}]}]

# (name, record, turns)
RECORDS: list[tuple[str, Any, list[str]]] = [
    ("batch in", {"custom_id": "1", "method": "POST", "url": "/v1/x", "body": {"messages": ASK}}, TOLD[:1]),
    (
        "batch out",
        {"custom_id": "1", "response": {"status_code": 200, "body": completion("Io.")}, "error": None},
        TOLD[1:],
    ),
    ("log", {"request": {"model": "m", "messages": ASK}, "response": completion("Io.")}, TOLD),
    ("log as text", {"request": json.dumps({"messages": ASK}), "response": json.dumps(completion("Io."))}, TOLD),
    ("log, flat request", {"messages": ASK, "response": completion("Io."), "model": "m"}, TOLD),
    ("log, choices", {"messages": ASK, **completion("Io.")}, TOLD),
    ("old completions", {"prompt": "Name a moon.", "response": {"choices": [{"text": "Io."}]}}, TOLD),
    (
        "responses",
        {
            "input": "Name a moon.",
            "output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Io."}]}],
        },
        TOLD,
    ),
    (
        "responses, instructions",
        {
            "instructions": "Be brief.",
            "input": ASK,
            "output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Io."}]}],
        },
        ["system:Be brief.", *TOLD],
    ),
    ("gemini", {"contents": [*GEMINI, {"role": "model", "parts": [{"text": "Io."}]}]}, TOLD),
    (
        "gemini, system",
        {
            "system_instruction": {"parts": [{"text": "Be brief."}]},
            "contents": [*GEMINI, {"role": "model", "parts": [{"text": "Io."}]}],
        },
        ["system:Be brief.", *TOLD],
    ),
    (
        "vertex batch",
        {
            "request": {"contents": GEMINI},
            "response": {"candidates": [{"content": {"role": "model", "parts": [{"text": "Io."}]}}]},
        },
        TOLD,
    ),
    (
        "anthropic batch in",
        {"custom_id": "1", "params": {"model": "m", "system": "Be brief.", "messages": ASK}},
        ["system:Be brief.", *TOLD[:1]],
    ),
    (
        "anthropic log",
        {
            "request": {"messages": ASK},
            "response": {"type": "message", "role": "assistant", "content": [{"type": "text", "text": "Io."}]},
        },
        TOLD,
    ),
    (
        "bedrock batch",
        {
            "recordId": "1",
            "modelInput": {"messages": [{"role": "user", "content": [{"type": "text", "text": "Name a moon."}]}]},
            "modelOutput": {"role": "assistant", "content": [{"type": "text", "text": "Io."}]},
        },
        TOLD,
    ),
    (
        "bedrock log",
        {
            "schemaType": "ModelInvocationLog",
            "input": {"inputBodyJson": {"messages": ASK}},
            "output": {"outputBodyJson": {"output": {"message": {"role": "assistant", "content": "Io."}}}},
        },
        TOLD,
    ),
    (
        "langsmith run",
        {
            "run_type": "llm",
            "inputs": {
                "messages": [
                    [{"lc": 1, "id": ["langchain", "schema", "HumanMessage"], "kwargs": {"content": "Name a moon."}}]
                ]
            },
            "outputs": {
                "generations": [
                    [
                        {
                            "text": "Io.",
                            "message": {"lc": 1, "id": ["x", "AIMessage"], "kwargs": {"content": "Io."}},
                        }
                    ]
                ]
            },
        },
        TOLD,
    ),
    ("langsmith example", {"inputs": {"question": "Name a moon."}, "outputs": {"answer": "Io."}, "id": "1"}, TOLD),
    ("langsmith, own names", {"inputs": {"topic": "Name a moon."}, "outputs": {"joke": "Io."}}, TOLD),
    (
        "langchain messages",
        {
            "inputs": {"messages": [{"type": "human", "content": "Name a moon."}]},
            "outputs": {"output": {"content": "Io.", "type": "ai"}},
        },
        TOLD,
    ),
    ("label studio", {"id": 1, "data": {"prompt": "Name a moon.", "response": "Io."}, "annotations": []}, TOLD),
    (
        "label studio, written",
        {
            "id": 1,
            "data": {"question": "Name a moon."},
            "annotations": [
                {"was_cancelled": True, "result": [{"from_name": "a", "value": {"text": ["Mars."]}}]},
                {"result": [{"from_name": "answer", "type": "textarea", "value": {"text": ["Io."]}}]},
            ],
        },
        TOLD,
    ),
    ("argilla 2", {"fields": {"instruction": "Name a moon.", "response": "Io."}, "responses": {}}, TOLD),
    (
        "argilla, written",
        {"fields": {"prompt": "Name a moon."}, "responses": {"answer": [{"value": "Io.", "user_id": "u"}]}},
        TOLD,
    ),
    (
        "argilla 1",
        {
            "fields": {"prompt": "Name a moon."},
            "responses": [{"values": {"response": {"value": "Io."}}, "status": "submitted"}],
        },
        TOLD,
    ),
    ("server", {"row_idx": 0, "row": {"messages": BOTH}, "truncated_cells": []}, TOLD),
    ("wrapped", {"data": {"instruction": "Name a moon.", "output": "Io."}}, TOLD),
    ("wrapped twice", {"sample": {"row": {"messages": BOTH}}}, TOLD),
    ("wrapped with an id", {"id": 3, "example": {"question": "Name a moon.", "answer": "Io."}}, TOLD),
    ("json text", {"json": json.dumps({"messages": BOTH})}, TOLD),
    ("json text in text", {"text": json.dumps({"prompt": "Name a moon.", "completion": "Io."})}, TOLD),
    (
        "claude's export",
        {
            "uuid": "u",
            "name": "n",
            "chat_messages": [
                {"sender": "human", "text": "Name a moon.", "content": []},
                {"sender": "assistant", "text": "", "content": [{"type": "text", "text": "Io."}]},
            ],
        },
        TOLD,
    ),
    (
        "super-natural task",
        {"Definition": ["Name what is asked for."], "Instances": [{"input": "A moon.", "output": ["Io.", "Rhea."]}]},
        ["user:Name what is asked for.\nA moon.", "assistant:Io."],
    ),
]


@pytest.mark.parametrize(("record", "expected"), [case[1:] for case in RECORDS], ids=[case[0] for case in RECORDS])
def test_what_is_inside_is_read(record: Any, expected: list[str]) -> None:
    conversation = formats.decode(record)
    assert turns(conversation) == expected


def test_a_preference_pair_of_openai() -> None:
    record = {
        "input": {"messages": ASK, "tools": [{"type": "function", "function": {"name": "look"}}]},
        "preferred_output": [{"role": "assistant", "content": "Io."}],
        "non_preferred_output": [{"role": "assistant", "content": "Mars."}],
    }
    conversation = formats.decode(record)
    assert (conversation.dialect, turns(conversation), conversation.rejected) == ("preference", TOLD, "Mars.")
    assert "look" in conversation.tools
    assert conversation.sure


def test_calls_and_reasoning_of_the_responses_api_belong_to_one_turn() -> None:
    record = {
        "input": [{"role": "user", "content": "Sum 2 and 3."}],
        "output": [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Use the tool."}]},
            {"type": "function_call", "call_id": "k", "name": "add", "arguments": '{"a":2,"b":3}'},
            {"type": "function_call_output", "call_id": "k", "output": "5"},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "5"}]},
        ],
    }
    conversation = formats.decode(record)
    assert [turn.role for turn in conversation.turns] == ["user", "assistant", "tool", "assistant"]
    called = conversation.turns[1]
    assert called.reasoning == "Use the tool."
    assert '"add"' in called.tool_calls
    assert conversation.turns[2].text == "5"


def test_calls_and_results_of_gemini() -> None:
    record = {
        "contents": [
            *GEMINI,
            {"role": "model", "parts": [{"functionCall": {"name": "look", "args": {"at": "sky"}}}]},
            {"role": "user", "parts": [{"functionResponse": {"name": "look", "response": {"moon": "Io"}}}]},
            {"role": "model", "parts": [{"text": "Hm.", "thought": True}, {"text": "Io."}]},
        ],
        "tools": [{"functionDeclarations": [{"name": "look"}]}],
    }
    conversation = formats.decode(record)
    assert [turn.role for turn in conversation.turns] == ["user", "assistant", "tool", "assistant"]
    assert '"look"' in conversation.turns[1].tool_calls
    assert conversation.turns[2].text == '{"moon":"Io"}'
    assert conversation.turns[3].reasoning == "Hm."
    assert json.loads(conversation.tools) == [{"name": "look"}]


def test_an_export_of_chatgpt_follows_the_branch_that_was_last_on_screen() -> None:
    def node(key: str, parent: str | None, role: str = "", text: str = "", children: tuple[str, ...] = ()) -> Any:
        message = {"author": {"role": role}, "content": {"content_type": "text", "parts": [text]}} if role else None
        return key, {"id": key, "message": message, "parent": parent, "children": list(children)}

    tree = dict(
        (
            node("root", None, children=("s",)),
            node("s", "root", "system", "", ("q",)),
            node("q", "s", "user", "Name a moon.", ("old", "new")),
            node("old", "q", "assistant", "Mars."),
            node("new", "q", "assistant", "Io."),
        )
    )
    record = {"title": "t", "mapping": tree, "current_node": "new"}
    conversation = formats.decode(record)
    assert turns(conversation) == TOLD
    assert conversation.notes == ("1 messages of other branches are left out",)
    assert turns(formats.decode({**record, "current_node": "old"}))[-1] == "assistant:Mars."
    assert turns(formats.decode({"title": "t", "mapping": tree})) == TOLD
    tree["root"]["parent"] = "new"  # a circle
    assert turns(formats.decode(record)) == TOLD


def test_fields_inside_that_are_not_turns_stay_to_be_read() -> None:
    whole = formats.decode({"row_idx": 0, "row": {"question": "q", "answer": "a"}})
    assert whole.consumed == {"row"}
    rest = formats.decode({"row_idx": 0, "row": {"question": "q", "answer": "a", "topic": "t"}})
    assert "row" not in rest.consumed


def test_cells_that_a_server_cut_short_are_said() -> None:
    conversation = formats.decode(
        {"row_idx": 0, "row": {"question": "q", "answer": "a"}, "truncated_cells": ["answer"]}
    )
    assert not conversation.sure
    assert conversation.notes == ("the server cut these cells short: answer",)


@pytest.mark.parametrize(
    "row",
    [
        {"instruction": "i", "input": '{"messages": []}', "output": "o"},
        {"prompt": "Write JSON.", "response": '{"question": "q", "answer": "a"}'},
        {"input": "x", "output": '{"answer": 3}'},
        {"text": '{"name": "no row"}'},
        {"messages": BOTH, "data": {"question": "q", "answer": "a"}},
    ],
)
def test_json_that_is_a_prompt_or_an_answer_stays_one(row: dict[str, Any]) -> None:
    conversation = formats.decode(row)
    said = [turn.text for turn in conversation.turns]
    if "messages" in row:
        assert said == ["Name a moon.", "Io."]
    else:
        assert said[-1] == list(row.values())[-1]


def _mutations(value: Any, chance: random.Random) -> Any:
    if chance.random() < 0.12:
        return chance.choice([None, 0, True, "", "x", [], {}, [None], [[]], {"role": 1}, {"parts": 3}, [1.5, "y"]])
    if isinstance(value, dict):
        return {key: _mutations(item, chance) for key, item in value.items() if chance.random() > 0.05}
    if isinstance(value, list):
        return [_mutations(item, chance) for item in value]
    return value


def test_no_damaged_envelope_raises() -> None:
    chance = random.Random(5)
    for _, record, _ in RECORDS:
        for _ in range(150):
            conversation = formats.decode(_mutations(record, chance))
            assert all(isinstance(turn.text, str) and isinstance(turn.role, str) for turn in conversation.turns)


def _rows(path: Path, content: Any, scratch: Path) -> tuple[list[Any], int]:
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    file = sources.open_file(path, scratch)
    found = [sources.read(file, span) for span in sources.plan(file, 0)]
    values = [value for records in found for value in records.values]
    again = [
        sources.read_values(file, records.lines.tolist(), records.offsets.tolist(), records.lengths.tolist())
        for records in found
    ]
    assert [value for part in again for value in part] == values
    return values, sum(len(records.rejects) + records.blank for records in found)


def test_a_page_of_a_dataset_server_gives_its_rows(tmp_path: Path) -> None:
    page = {
        "features": [{"feature_idx": 0, "name": "question"}, {"feature_idx": 1, "name": "answer"}],
        "rows": [{"row_idx": n, "row": {"question": f"q{n}", "answer": "a"}, "truncated_cells": []} for n in range(3)],
        "num_rows_total": 3,
    }
    values, others = _rows(tmp_path / "page.json", page, tmp_path)
    assert others == 0
    assert [turns(found) for found in formats.decode_many(values)] == [[f"user:q{n}", "assistant:a"] for n in range(3)]


def test_each_instance_of_a_task_is_a_row_with_its_definition(tmp_path: Path) -> None:
    task = {
        "Source": ["s"],
        "Definition": ["Say the opposite, [please]."],
        "Positive Examples": [{"input": "up", "output": "down"}],
        "Negative Examples": [{"input": "up", "output": "up"}],
        "Instances": [
            {"id": "1", "input": "hot", "output": ["cold"]},
            {"id": "2", "input": "big", "output": ["small"]},
        ],
    }
    values, others = _rows(tmp_path / "task.json", task, tmp_path)
    assert others == 0
    assert [turns(found) for found in formats.decode_many(values)] == [
        ["user:Say the opposite, [please].\nhot", "assistant:cold"],
        ["user:Say the opposite, [please].\nbig", "assistant:small"],
    ]
