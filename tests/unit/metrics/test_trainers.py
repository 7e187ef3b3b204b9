"""The trainers' rules: which rows each of them refuses, and what a template adds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer.conversation import Conversation, Turn
from explorer.formats import decode
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.tokenizer import tiktoken_counter
from explorer.metrics.trainer_rules import TRAINER_RULES, explain
from explorer.trainers import BY_NAME, TEMPLATES, judge
from tests.growth import assert_linear


def rules(row: Any) -> dict[str, str]:
    return {trainer: struck.rule for trainer, struck in judge(decode(row)).items()}


def chat(*turns: tuple[str, Any], **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": text} for role, text in turns], **more}


Q, A = ("user", "你好"), ("assistant", "你好，有什么可以帮你？")
CALL = {
    "role": "assistant",
    "content": None,
    "tool_calls": [{"type": "function", "function": {"name": "look", "arguments": '{"at": "sky"}'}}],
}
TOOL = {"role": "tool", "content": "blue"}

FINE = {"llamafactory": "fine", "axolotl": "fine", "trl": "fine", "swift": "fine", "openai": "fine"}
WHOLE = {"llamafactory": "whole_text", "axolotl": "whole_text", "trl": "whole_text", "swift": "whole_text"}

CASES: list[tuple[str, Any, dict[str, str]]] = [
    ("one round", chat(Q, A), FINE),
    ("two rounds with a system turn", chat(("system", "Be kind."), Q, A, Q, A), FINE),
    (
        "alpaca",
        {"instruction": "Say hi", "input": "", "output": "hi"},
        {**FINE, "trl": "wrong_keys"},
    ),
    ("prompt and completion", {"prompt": "Say hi", "completion": "hi"}, {**FINE, "trl": "as_text"}),
    ("prompt and response", {"prompt": "Say hi", "response": "hi"}, {**FINE, "trl": "wrong_keys"}),
    (
        "sharegpt",
        {"conversations": [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "hello"}]},
        FINE,
    ),
    (
        "plain text",
        {"text": "Once upon a time there was a text."},
        {**WHOLE, "openai": "not_a_dialect"},
    ),
    (
        "a dialogue in one text",
        {"text": "Human: 你好\n\nAssistant: 你好！\n\nHuman: 再见\n\nAssistant: 再见！"},
        {**WHOLE, "openai": "fine"},
    ),
    (
        "preference",
        {"prompt": "Say hi", "chosen": "hello", "rejected": "no"},
        FINE,
    ),
    (
        "ends on a question",
        chat(Q, A, Q),
        {**FINE, "llamafactory": "odd_message_count", "openai": "last_is_not_answer"},
    ),
    ("two questions", chat(Q, Q, A), {**FINE, "llamafactory": "role_order"}),
    ("assistant first", chat(A, Q), {**FINE, "llamafactory": "role_order", "openai": "last_is_not_answer"}),
    ("system later", chat(Q, A, ("system", "x"), A), {**FINE, "llamafactory": "role_order", "swift": "role_order"}),
    (
        "unknown role",
        chat(Q, ("narrator", "and then"), A),
        {**FINE, "llamafactory": "unknown_role_key", "swift": "unknown_role", "openai": "unknown_role"},
    ),
    (
        "unknown role in sharegpt",
        {"conversations": [{"from": "human", "value": "hi"}, {"from": "narrator", "value": "x"}]},
        {
            "llamafactory": "unknown_role",
            "axolotl": "nothing_to_train",
            "trl": "fine",
            "swift": "unknown_role",
            "openai": "unknown_role",
        },
    ),
    (
        "empty answer",
        chat(Q, ("assistant", "")),
        {**FINE, "axolotl": "nothing_to_train", "openai": "missing_content"},
    ),
    (
        "null answer",
        chat(Q, ("assistant", None)),
        {
            "llamafactory": "content_not_text",
            "axolotl": "content_not_text",
            "trl": "content_not_text",
            "swift": "content_not_text",
            "openai": "missing_content",
        },
    ),
    (
        "no messages",
        {"messages": []},
        {
            "llamafactory": "empty_messages",
            "axolotl": "empty_messages",
            "trl": "empty_messages",
            "swift": "empty_messages",
            "openai": "empty_messages",
        },
    ),
    (
        "tools in turn",
        {"messages": [{"role": "user", "content": "up?"}, CALL, TOOL, TOOL, {"role": "assistant", "content": "blue"}]},
        {**FINE, "axolotl": "call_without_text", "swift": "with_tools", "openai": "stray_result"},
    ),
    (
        "weight 0 in every answer",
        {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "weight": 0}]},
        {**FINE, "openai": "nothing_to_train"},
    ),
    (
        "arguments that are no JSON",
        {
            "messages": [
                {"role": "user", "content": "up?"},
                {
                    "role": "assistant",
                    "content": "",
                    "tool_calls": [{"type": "function", "function": {"name": "look", "arguments": "{at: sky"}}],
                },
            ]
        },
        {**FINE, "swift": "with_tools", "axolotl": "bad_tool_call"},
    ),
]


def test_tools_that_ms_swift_does_not_read() -> None:
    """An empty text of declared tools is one tool that is nothing; a declared list waits for a template that writes tools."""
    said = [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]
    for tools, rule in (("", "bad_tools"), ("no JSON", "bad_tools"), ('[{"name": "f"}]', "with_tools")):
        assert rules({"conversations": said, "tools": tools})["swift"] == rule


def test_ms_swift_trains_the_answers_of_a_history_where_the_last_is_nothing() -> None:
    row = {"instruction": "q", "input": "", "output": None}
    assert rules({**row, "history": [["a", "b"]]})["swift"] == "fine"
    assert rules({**row, "history": []})["swift"] == rules(row)["swift"] == "nothing_to_train"


@pytest.mark.parametrize(("name", "row", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_rules(name: str, row: Any, wanted: dict[str, str]) -> None:
    del name
    assert rules(row) == wanted


def test_an_unreadable_row_is_refused_by_all() -> None:
    found = rules({"a": 1})
    assert found == {
        "llamafactory": "not_a_dialect",
        "axolotl": "not_a_dialect",
        "trl": "not_a_dialect",
        "swift": "not_a_dialect",
        "openai": "not_a_dialect",
    }


def test_every_rule_is_known_and_cited() -> None:
    for _, row, _ in CASES:
        for trainer, rule in rules(row).items():
            assert BY_NAME[trainer].rules[rule].cite


def layer(rows: list[Any], tmp: str = "/tmp") -> dict[str, list[Any]]:
    found = TRAINER_RULES.compute(Batch([decode(row) for row in rows]), Context("o200k_base", tmp))
    return {name: [value.item() if hasattr(value, "item") else value for value in held] for name, held in found.items()}


def test_compute_and_explain_agree(tmp_path: Any) -> None:
    rows = [row for _, row, _ in CASES]
    found = layer(rows, str(tmp_path))
    assert {len(held) for held in found.values()} == {len(rows)}
    assert set(found) == {column.name for column in TRAINER_RULES.columns}
    for place, row in enumerate(rows):
        explained = {one.column for one in explain(decode(row))}
        struck = {f"{t}_rule" for t in BY_NAME if BY_NAME[t].rules[found[f"{t}_rule"][place]].outcome != "fine"}
        refused = {"gemma_refuses"} if found["gemma_refuses"][place] else set()
        assert explained == struck | refused
        assert {t: found[f"{t}_rule"][place] for t in BY_NAME} == rules(row)


def test_evidence_stands_at_the_turn() -> None:
    places = {one.column: one.turn for one in explain(decode(chat(Q, A, Q)))}
    assert places == {"llamafactory_rule": 2, "openai_rule": 2}
    assert {one.turn for one in explain(decode(chat(Q, Q, A)))} == {1}


def test_overheads(tmp_path: Any) -> None:
    found = layer([chat(Q, A), chat(("system", "s"), Q, A), chat(Q, A, Q, A)], str(tmp_path))
    assert found["chatml_overhead"] == [10, 15, 20]
    assert found["llama3_overhead"] == [11, 16, 21]
    assert found["qwen_overhead"] == [31, 15, 41]  # its own system turn where there is none
    assert found["gemma_overhead"] == [11, 12, 21]  # the system text joins the first question


def test_constants_are_those_of_the_texts(tmp_path: Any) -> None:
    count = tiktoken_counter("cl100k_base", str(tmp_path))
    assert (
        count(["You are Qwen, created by Alibaba Cloud. You are a helpful assistant."])[0] + 5
        == TEMPLATES["qwen"].no_system
    )


def test_lengths_of_rounds(tmp_path: Any) -> None:
    found = layer([chat(Q, A), chat(("system", "s"), Q, A, Q, A), chat(Q)], str(tmp_path))
    count = tiktoken_counter("o200k_base", str(tmp_path))
    s, q, a = count(["s", Q[1], A[1]])
    assert found["answered_tokens"] == [0, a + q, 0]
    assert found["earlier_tokens"] == [0, s + q + a, 0]
    assert found["first_answer_turn"] == [1, 2, 1]
    assert found["last_round_turn"] == [0, 3, 0]


def test_gemma_wants_turns() -> None:
    refused = layer([chat(Q, A), chat(("system", "s"), Q, A), chat(Q, Q, A), chat(A), {"text": "x"}])["gemma_refuses"]
    assert refused == [False, False, True, True, False]


@pytest.mark.parametrize("text", ["", "\0", "```", "((((", "[" * 100_000, '{"a":' * 50_000])
def test_hostile_texts_do_no_harm(text: str) -> None:
    turns = (Turn("user", text), Turn("assistant", text, tool_calls=text), Turn(text[:50], text), Turn("tool", text))
    for dialect in ("messages", "sharegpt", "alpaca", "unknown", ""):
        for cut in range(5):
            row = Conversation(dialect, turns[:cut], tools=text)
            found = judge(row)
            assert all(struck.rule in BY_NAME[trainer].rules for trainer, struck in found.items())
            explain(row)


def test_many_turns_take_linear_time() -> None:
    def make(size: int) -> Conversation:
        return Conversation("messages", (Turn("user", "a"), *(Turn("tool", "b"), Turn("assistant", "c")) * size))

    def work(row: Conversation) -> None:
        judge(row)
        TRAINER_RULES.compute(Batch([row]), Context("o200k_base", "/tmp"))

    assert_linear(make, work, 2_000)


def test_a_row_of_a_million_characters() -> None:
    layer([json.loads(json.dumps(chat(("user", "a" * 1_000_000), A)))])
