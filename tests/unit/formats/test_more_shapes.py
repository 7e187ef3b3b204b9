"""Shapes of public datasets that were met last: each with what is right, and whether it was before anything was mended."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from explorer import formats


class Shape(NamedTuple):
    """A row of a shape. turns: "role: text". was: whether it was read so when it was first tried."""

    name: str
    was: bool
    row: dict[str, Any]
    turns: list[str]
    rejected: str | None = None
    sure: bool = True


def _talk(*said: str) -> list[dict[str, str]]:
    return [{"role": ("user", "assistant")[place % 2], "content": text} for place, text in enumerate(said)]


SHAPES = [
    Shape("target and rationale beside a source", False, {"source": "Is 7 prime?", "target": "yes", "rationale": "No divisors.", "task": "t"}, ["user: Is 7 prime?", "assistant: yes"], sure=True),
    Shape("inputs and targets with a template's type", True, {"inputs": "German for tree?", "targets": "Baum", "template_type": "zs"}, ["user: German for tree?", "assistant: Baum"]),
    Shape("tokens beside their text", False, {"inputs": [1, 2], "inputs_pretokenized": "Name a tree.", "targets": [3], "targets_pretokenized": "Oak."}, ["user: Name a tree.", "assistant: Oak."]),
    Shape("whole dialogues chosen and rejected", True, {"chosen": _talk("Hi", "Hello!"), "rejected": _talk("Hi", "No."), "rating_chosen": 5}, ["user: Hi", "assistant: Hello!"], "No."),
    Shape("ranked answers to a labelled prompt", True, {"prompt": "\n\nHuman: Name a bay.\n\nAssistant: ", "answers": [{"answer": "Fundy.", "rank": 1.0}, {"answer": "Dunno", "rank": 2.0}]}, ["user: Name a bay.", "assistant: Fundy."], "Dunno"),
    Shape("a trajectory before a pair", True, {"instruction": "2+3?", "trajectory": [{"from": "user", "value": "2+3?"}], "chosen": "5", "rejected": "6"}, ["user: 2+3?", "assistant: 5"], "6"),
    Shape("references beside an answer", True, {"question": "Why blue?", "answer": "Scattering[1].", "references": ["Light scatters."]}, ["user: Why blue?", "assistant: Scattering[1]."]),
    Shape("scores beside a response", True, {"prompt": "Name a cape.", "response": "Wrath.", "helpfulness": 4, "verbosity": 1}, ["user: Name a cape.", "assistant: Wrath."]),
    Shape("an evaluation with the original beside", True, {"orig_criteria": "c", "instruction": "Evaluate.", "orig_response": "y", "output": "[RESULT] 4", "orig_score": "4"}, ["user: Evaluate.", "assistant: [RESULT] 4"]),
    Shape("facts inside of each message", True, {"messages": [{**one, "info": {"a": "b"}} for one in _talk("2+2?", "4")]}, ["user: 2+2?", "assistant: 4"]),
    Shape("a winner of two dialogues", True, {"winner": "model_b", "conversation_a": _talk("Hi", "No"), "conversation_b": _talk("Hi", "Hello")}, ["user: Hi", "assistant: Hello"], "No"),
    Shape("messages as JSON text beside a result", True, {"messages": json.dumps(_talk("fix", "done")), "resolved": True}, ["user: fix", "assistant: done"]),
    Shape("turns by number, a tool that says nothing among them", False, {"meta_instruction": "You are MOSS.", "chat": {"turn_1": {"Human": "<|Human|>: Hi<eoh>\n", "Commands": "<|Commands|>: None<eoc>\n", "Tool Responses": "<|Results|>: None<eor>\n", "MOSS": "<|MOSS|>: Hello<eom>\n"}}}, ["system: You are MOSS.", "user: Hi", "assistant: Hello"]),
    Shape("a dialogue that awaits its answer", False, {"instruction": "Human:你好\nAssistant:你好！\nHuman:星期几\nAssistant:", "input": "", "output": "星期三。"}, ["user: 你好", "assistant: 你好！", "user: 星期几", "assistant: 星期三。"]),
    Shape("bare texts in turn", True, {"conversations": ["Name a gulf.", "Aden."], "source": "stack"}, ["user: Name a gulf.", "assistant: Aden."], sure=False),
    Shape("several generations beside messages", True, {"problem": "2+2?", "solution": "Add. 4", "answer": "4", "generations": ["a", "b"], "messages": _talk("2+2?", "4")}, ["user: 2+2?", "assistant: 4"]),
    Shape("an instruction and its dialogue", True, {"instruction": "Name a sea.", "response": "Ross.", "conversations": [{"from": "human", "value": "Name a sea."}, {"from": "gpt", "value": "Ross."}]}, ["user: Name a sea.", "assistant: Ross."]),
    Shape("thoughts under a name of their own", True, {"Question": "What is it?", "Complex_CoT": "Think.", "Response": "Flu."}, ["user: What is it?", "assistant: Flu."]),
    Shape("options in fields of one letter", True, {"question": "最大的？", "A": "一", "B": "二", "answer": "A"}, ["user: 最大的？\nA. 一\nB. 二", "assistant: A"]),
    Shape("a list of texts with acts", True, {"dialog": ["Hi .", "Hello !"], "act": [1, 2]}, ["user: Hi .", "assistant: Hello !"], sure=False),
    Shape("Python's own text in a CSV cell", True, {"messages": "[{'role': 'user', 'content': 'Hi'}, {'role': 'assistant', 'content': \"it's fine\"}]"}, ["user: Hi", "assistant: it's fine"]),
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.name for shape in SHAPES])
def test_a_shape_is_read(shape: Shape) -> None:
    found = formats.decode(shape.row)
    assert [f"{turn.role}: {turn.text}" for turn in found.turns] == shape.turns
    assert (found.rejected, found.sure) == (shape.rejected, shape.sure)


@pytest.mark.parametrize(
    "prompt", ["Summarise this:", "Human: hello", "Human:\nAssistant said so:", "User: a\n\nTell me:"]
)
def test_a_prompt_that_only_looks_like_a_dialogue_stays_a_prompt(prompt: str) -> None:
    found = formats.decode({"instruction": prompt, "output": "x"})
    assert [turn.text for turn in found.turns] == [prompt, "x"]
