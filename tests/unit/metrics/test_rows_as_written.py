"""Trainers read a row as its file has it: names of roles, texts that are none, ids of calls, and what a dataset has in common."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explorer import building
from explorer.formats import decode
from explorer.store import Cache
from explorer.trainers import judge, setup_of

ANSWER = {"role": "assistant", "content": "done"}
ASK = {"role": "user", "content": "up?"}
SAME: dict[str, str] = {}


def rules(row: Any, *others: Any) -> dict[str, str]:
    """What strikes the row in a dataset that begins with the others."""
    setup = setup_of([decode(other) for other in (*others, row)])
    return {trainer: struck.rule for trainer, struck in judge(decode(row), setup).items()}


def call(*ids: str) -> dict[str, Any]:
    calls = [{"id": one, "type": "function", "function": {"name": "f", "arguments": "{}"}} for one in ids]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def result(call_id: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call_id, "content": "blue"}


def sharegpt(*turns: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"conversations": [{"from": who, "value": said} for who, said in turns], **more}


# ---- an answer that is no text ----


@pytest.mark.parametrize("output", [0, 0.5, False, True, None, [], ["a"], {}, {"a": 1}, 10**400])
@pytest.mark.parametrize("fields", [("instruction", "output"), ("question", "answer"), ("prompt", "response")])
def test_an_answer_that_is_no_text_is_no_answer(output: Any, fields: tuple[str, str]) -> None:
    asked, said = fields
    found = rules({asked: "2-2?", said: output})
    assert found["llamafactory"] in ("no_answer", "not_a_dialect")
    assert found["axolotl"] != "fine" and found["swift"] != "fine"


def test_an_answer_that_is_text_is_one_whatever_it_says() -> None:
    for said in ("0", "false", "null", "{}", " "):
        assert rules({"instruction": "2-2?", "output": said})["llamafactory"] == "fine"


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [
        ("input", 5, "field_not_text"),
        ("input", 0, "fine"),
        ("input", None, "fine"),
        ("instruction", ["a"], "field_not_text"),
        ("system", 5, "field_not_text"),
        ("history", [["a", "b"], ["c"]], "field_not_text"),
        ("history", [["a", "b"]], "fine"),
    ],
)
def test_other_fields_of_alpaca(field: str, value: Any, wanted: str) -> None:
    row = {"instruction": "2-2?", "input": "", "output": "0", field: value}
    assert rules(row)["llamafactory"] == wanted


# ---- fields beside one another ----


def test_a_prompt_beside_messages_stops_trl() -> None:
    row = {"prompt": "up?", "messages": [ASK, ANSWER]}
    assert rules(row)["trl"] == "prompt_beside_messages"
    assert {rule for name, rule in rules(row).items() if name != "trl"} == {"fine"}
    assert rules({"messages": [ASK, ANSWER]}, row)["trl"] == "prompt_beside_messages", (
        "all rows of a dataset have its fields"
    )
    assert rules({"messages": [ASK, ANSWER], "prompt_id": "x"})["trl"] == "fine"


@pytest.mark.parametrize(
    ("prompt", "completion", "wanted"),
    [
        ("a", "b", "as_text"),
        ([ASK], [ANSWER], "chat_completion"),
        ([{"role": "system", "content": "S."}, ASK], [ANSWER], "chat_completion"),
        ([ASK], "b", "half_conversational"),
        ("a", [ANSWER], "half_conversational"),
        ("a", 5, "content_not_text"),
        ([ASK], [{"role": "assistant", "content": None}], "content_not_text"),
    ],
)
def test_prompt_and_completion_in_trl(prompt: Any, completion: Any, wanted: str) -> None:
    assert rules({"prompt": prompt, "completion": completion})["trl"] == wanted


def test_trl_trains_on_a_field_named_text_whatever_stands_beside_it() -> None:
    assert rules({"text": "Write a sum.", "code": "a + b"})["trl"] == "text_alone"
    whole = {"instruction": "Say hi", "output": "hello", "text": "### Instruction: Say hi ### Response: hello"}
    assert rules(whole)["trl"] == "whole_text"
    assert rules({"prompt": "a", "response": "b", "text": "c"})["trl"] == "wrong_keys", "it looks for a completion"


def test_messages_as_text_are_a_list_to_few() -> None:
    found = rules({"messages": json.dumps([ASK, ANSWER])})
    assert {name for name, rule in found.items() if rule == "messages_as_text"} == {"llamafactory", "trl", "openai"}
    assert found["axolotl"] == found["swift"] == "fine"


# ---- who speaks ----


@pytest.mark.parametrize("names", [("human", "ai"), ("User", "Assistant"), ("USER", "gpt"), ("用户", "助手")])
def test_openai_knows_roles_by_their_names_alone(names: tuple[str, str]) -> None:
    row = {"messages": [{"role": names[0], "content": "q"}, {"role": names[1], "content": "a"}]}
    assert rules(row)["openai"] == "role_name"
    assert rules(row)["llamafactory"] == "fine", "dataset_info.json can name them"
    assert rules(sharegpt(("human", "q"), ("gpt", "a")))["openai"] == "fine", "the export names them anew"


def test_a_dataset_has_one_name_for_each_role() -> None:
    usual, other = sharegpt(("human", "q"), ("gpt", "a")), sharegpt(("user", "q"), ("assistant", "a"))
    assert rules(other)["llamafactory"] == "fine"
    assert rules(other, usual)["llamafactory"] == "other_role_name"
    assert rules(usual, other, other)["llamafactory"] == "other_role_name"
    assert rules(usual, {"messages": [ASK, ANSWER]})["llamafactory"] == "fine", "of another form, with names of its own"
    strange = {"messages": [{"role": "User", "content": "q"}, ANSWER]}
    assert rules(strange, {"messages": [ASK, ANSWER]})["llamafactory"] == "unknown_role_key"
    assert rules(sharegpt(("human", "q"), ("bard", "a")), usual, usual)["axolotl"] == "fine", "it takes several names"


def test_names_are_those_of_the_first_rows(tmp_path: Path) -> None:
    rows = [sharegpt(("human", f"q{n}"), ("gpt", f"a{n}")) for n in range(3)]
    rows += [sharegpt(("user", f"Q{n}"), ("assistant", f"A{n}")) for n in range(2)]
    source = tmp_path / "mixed.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    dataset = building.run(Cache(tmp_path / "cache"), [source], layers=["trainers"])
    found = dataset.query("SELECT llamafactory_rule FROM rows ORDER BY row_id", reads={"llamafactory_rule"})
    assert found["llamafactory_rule"].to_pylist() == ["fine"] * 3 + ["other_role_name"] * 2


@pytest.mark.parametrize("role", ["human", "gpt", "bot", "function-call", "observation", "tool_response"])
def test_roles_that_swift_reads_without_a_configuration(role: str) -> None:
    row = {"messages": [ASK, ANSWER, {"role": role, "content": "x"}, ANSWER]}
    assert rules(row)["swift"] != "unknown_role"
    assert rules({"messages": [ASK, {"role": "ai", "content": "x"}]})["swift"] == "unknown_role"


# ---- calls of tools ----


@pytest.mark.parametrize("null", [None, []])
def test_no_calls_are_no_calls(null: Any) -> None:
    row = {"messages": [{**ASK, "tool_calls": null}, {**ANSWER, "tool_calls": null}]}
    assert set(rules(row).values()) == {"fine"}


@pytest.mark.parametrize(
    ("turns", "wanted"),
    [
        ([ASK, call("c1"), result("c1"), ANSWER], "fine"),
        ([ASK, call("c1", "c2"), result("c2"), result("c1"), ANSWER], "fine"),
        ([ASK, call("c1")], "fine"),
        ([ASK, call("c1"), result("c1"), call("c2"), result("c2"), ANSWER], "fine"),
        ([ASK, call("c1"), ANSWER], "unanswered_call"),
        ([ASK, call("c1", "c2"), result("c1"), ANSWER], "unanswered_call"),
        ([ASK, call("c1"), result("c9"), ANSWER], "stray_result"),
        ([ASK, call("c1"), result("c1"), result("c1"), ANSWER], "stray_result"),
        ([ASK, call("c1"), {"role": "tool", "content": "x"}, ANSWER], "stray_result"),
        ([ASK, result("c1"), ANSWER], "stray_result"),
        ([ASK, ANSWER, result("c1"), ANSWER], "stray_result"),
    ],
)
def test_calls_and_results_by_their_ids(turns: list[Any], wanted: str) -> None:
    assert rules({"messages": turns})["openai"] == wanted


def test_calls_without_ids_are_taken_in_order() -> None:
    called = ("function_call", '{"name": "f", "arguments": {}}')
    row = sharegpt(("human", "q"), called, ("observation", "1"), ("gpt", "a"))
    assert rules(row)["openai"] == "fine"
    assert rules(sharegpt(("human", "q"), ("gpt", "a"), ("observation", "1"), ("gpt", "a")))["openai"] == "stray_result"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ('{"name": "f", "arguments": {}}', "fine"),
        ('[{"name": "f", "arguments": "{}"}]', "fine"),
        ('<think>\nhm\n</think>\n\n{"name": "f", "arguments": {}}', "fine"),
        ('[{"type": "function", "function": {"name": "f", "arguments": "{}"}}]', "bad_tool_call"),
        ('{"name": "f"}', "bad_tool_call"),
        ("f()", "bad_tool_call"),
        ("[1]", "bad_tool_call"),
    ],
)
def test_a_call_in_sharegpt_has_its_name_at_the_top(said: str, wanted: str) -> None:
    row = sharegpt(("human", "q"), ("function_call", said), ("observation", "1"), ("gpt", "a"))
    assert rules(row)["llamafactory"] == wanted


def test_declared_tools_as_text_or_list() -> None:
    tools = [{"type": "function", "function": {"name": "f", "parameters": {}}}]
    turns = (("human", "q"), ("gpt", "a"))
    assert rules(sharegpt(*turns, tools=json.dumps(tools)))["llamafactory"] == "fine"
    assert rules(sharegpt(*turns, tools=tools))["llamafactory"] == "tools_not_text"
    assert rules({"messages": [ASK, ANSWER], "tools": tools})["llamafactory"] == "fine"
    found = rules({"messages": [ASK, ANSWER], "tools": ""})
    assert found["axolotl"] == found["trl"] == "bad_tools", "an empty text is no JSON"
    assert found["llamafactory"] == "fine"
    assert found["swift"] == "bad_tools", "one tool that is nothing"
