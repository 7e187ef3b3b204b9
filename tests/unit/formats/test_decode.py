"""Dialects: what every shape of row becomes, and that nothing raises."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import formats
from explorer.errors import MappingError
from explorer.formats.fields import normalise, parts_of

from .shorthand import F, M

ROLE = {"s": "system", "u": "user", "a": "assistant", "t": "tool"}

# (row, dialect, turns as "u:text"); roles by their first letter
CASES: list[tuple[Any, str, list[str]]] = [
    # alpaca
    ({"instruction": "i", "input": "x", "output": "o"}, "alpaca", ["u:i\nx", "a:o"]),
    ({"instruction": "i", "input": "", "output": "o"}, "alpaca", ["u:i", "a:o"]),
    ({"instruction": "", "input": "x", "output": "o"}, "alpaca", ["u:x", "a:o"]),
    ({"instruction": "i", "output": "o"}, "alpaca", ["u:i", "a:o"]),
    ({"instruction": "i", "input": "x", "response": "o"}, "alpaca", ["u:i\nx", "a:o"]),
    ({"INSTRUCTION": "i", "RESPONSE": "o"}, "alpaca", ["u:i", "a:o"]),
    ({"\ufeffinstruction": "i", "output": "o"}, "alpaca", ["u:i", "a:o"]),
    ({"input": "x", "output": "o", "id": 1}, "alpaca", ["u:x", "a:o"]),
    ({"instruction": "i", "context": "c", "response": "o", "category": "qa"}, "alpaca", ["u:i\nc", "a:o"]),
    ({"instruction": "i", "question": "q", "answer": "o"}, "alpaca", ["u:i\nq", "a:o"]),
    (
        {"instruction": "i", "input": "", "output": "o", "system": "S", "history": [["q", "b"]]},
        "alpaca",
        ["s:S", "u:q", "a:b", "u:i", "a:o"],
    ),
    ({"instruction": "i", "input": "", "output": "o", "history": []}, "alpaca", ["u:i", "a:o"]),
    ({"instruction": "i", "output": "o", "text": "Below is …"}, "alpaca", ["u:i", "a:o"]),
    ({"instruction": "i"}, "alpaca", ["u:i"]),
    ({"指令": "做", "输入": "甲", "输出": "好"}, "alpaca", ["u:做\n甲", "a:好"]),
    # values of other types
    ({"instruction": "i", "output": None}, "alpaca", ["u:i", "a:"]),
    ({"instruction": "i", "output": 5}, "alpaca", ["u:i", "a:5"]),
    ({"instruction": "i", "output": True}, "alpaca", ["u:i", "a:true"]),
    ({"instruction": "i", "output": []}, "alpaca", ["u:i", "a:"]),
    ({"instruction": "i", "output": ["a", "b"]}, "preference", ["u:i", "a:a"]),
    ({"input": "i", "output": ["a", "b", "c"]}, "alpaca", ["u:i", "a:a\nb\nc"]),
    ({"instruction": "i", "output": {"a": [1, "é"]}}, "alpaca", ["u:i", 'a:{"a":[1,"é"]}']),
    ({"instruction": None, "output": "o"}, "alpaca", ["u:", "a:o"]),
    ({"instruction": "i", "output": b"\xff\xfe"}, "alpaca", ["u:i", "a:<2 bytes>"]),
    # prompt and completion
    ({"prompt": "p", "completion": "c"}, "prompt_completion", ["u:p", "a:c"]),
    ({"prompt": "p", "response": "c"}, "prompt_completion", ["u:p", "a:c"]),
    ({"prompt": "p", "generation": "c"}, "prompt_completion", ["u:p", "a:c"]),
    ({"query": "p", "response": "c"}, "prompt_completion", ["u:p", "a:c"]),
    ({"user_query": "p", "chatgpt_response": "c", "ID": "1"}, "prompt_completion", ["u:p", "a:c"]),
    ({"prompt": "p", "canonical_solution": "c", "test": "t"}, "prompt_completion", ["u:p", "a:c"]),
    ({"message_1": "p", "message_2": "c"}, "prompt_completion", ["u:p", "a:c"]),
    ({"input": "p", "target": "c"}, "prompt_completion", ["u:p", "a:c"]),
    ({"text": "p", "code": "c", "task_id": 1}, "prompt_completion", ["u:p", "a:c"]),
    ({"prompt": M(("user", "p")), "completion": M(("assistant", "c"))}, "prompt_completion", ["u:p", "a:c"]),
    ({"prompt": "p"}, "prompt_only", ["u:p"]),
    ({"column_1": "p", "column_2": "(D)", "column_3": "why"}, "prompt_completion", ["u:p", "a:why"]),
    ({"column_1": "p", "column_2": "18"}, "prompt_completion", ["u:p", "a:18"]),
    # question and answer
    ({"question": "q", "answer": "a"}, "qa", ["u:q", "a:a"]),
    ({"question": "q", "std_answer": "a", "class": "code"}, "qa", ["u:q", "a:a"]),
    ({"Question": "q", "Original Answer": "a", "Incorrect Answers": "x"}, "qa", ["u:q", "a:a"]),
    ({"question": "q", "best_answer": "a", "correct_answers": ["b"]}, "qa", ["u:q", "a:a"]),
    ({"quiz": "q", "solution": [True], "solution_text": "a", "solution_text_format": "x"}, "qa", ["u:q", "a:a"]),
    ({"problem": "q", "solution": "long", "answer": "1"}, "qa", ["u:q", "a:long"]),
    ({"system_prompt": "S", "question": "q", "response": "a"}, "qa", ["s:S", "u:q", "a:a"]),
    ({"context": "c", "question": "q", "answer": "a"}, "qa", ["u:c\n\nq", "a:a"]),
    ({"context": "c", "question": "q", "answers": {"text": ["a"], "answer_start": [0]}}, "qa", ["u:c\n\nq", "a:a"]),
    ({"article": "c", "summary": "a"}, "qa", ["u:c", "a:a"]),
    ({"question": "q", "choices": ["x", "y"], "solution": "a"}, "qa", ["u:q\nA. x\nB. y", "a:a"]),
    (
        {"question": "q", "choices": {"text": ["x", "y"], "label": ["A", "B"]}, "answerKey": "B"},
        "qa",
        ["u:q\nA. x\nB. y", "a:B"],
    ),
    ({"": "0", "Question": "q", "A": "x", "B": "y", "Answer": "B"}, "qa", ["u:q\nA. x\nB. y", "a:B"]),
    # messages
    ({"messages": M(("user", "u"), ("assistant", "a"))}, "messages", ["u:u", "a:a"]),
    ({"messages": M(("developer", "s"), ("user", "u"))}, "messages", ["s:s", "u:u"]),
    ({"messages": M(("user", "u"), ("narrator", "n"))}, "messages", ["u:u", "narrator:n"]),
    ({"messages": M(("Ann", "u"), ("Bo", "n"), ("Ann", "v"))}, "messages", ["u:u", "a:n", "u:v"]),
    (
        {"messages": M(("user", "u"), ("narrator", "n"), ("assistant", "a"))},
        "messages",
        ["u:u", "narrator:n", "a:a"],
    ),
    ({"messages": []}, "messages", []),
    ({"messages": None}, "messages", []),
    ({"messages": "not a list"}, "messages", ["u:not a list"]),
    ({"messages": '[{"role":"user","content":"u"}]'}, "messages", ["u:u"]),
    ({"messages": "[{'role': 'user', 'content': 'u'}]"}, "messages", ["u:u"]),
    ({"messages": {"role": "user", "content": "u"}}, "messages", ["u:u"]),
    ({"messages": [{"content": "x"}]}, "messages", ["unknown:x"]),
    ({"messages": [{"role": "user"}, {"role": "assistant"}]}, "messages", ["u:", "a:"]),
    ({"messages": ["bare", "strings"]}, "messages", ["u:bare", "a:strings"]),
    ({"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}]}, "messages", ["u:x"]),
    ({"messages": [{"role": "user", "content": [{"type": "text", "value": "x"}]}]}, "messages", ["u:x"]),
    (
        {
            "messages": [
                {"role": "user", "content": [{"type": "tool_result", "content": [{"type": "text", "text": "4"}]}]}
            ]
        },
        "messages",
        ["t:4"],
    ),
    ({"messages": [], "instruction": "i", "output": "o"}, "alpaca", ["u:i", "a:o"]),
    ({"instruction": None, "output": None, "messages": M(("user", "u"))}, "messages", ["u:u"]),
    (M(("user", "u"), ("assistant", "a")), "messages", ["u:u", "a:a"]),
    ({"conversations": M(("user", "u"))}, "messages", ["u:u"]),
    ({"conversations": M(("user", "u")), "system": "S"}, "messages", ["s:S", "u:u"]),
    ({"data": ["u", "a"]}, "messages", ["u:u", "a:a"]),
    # sharegpt, swift, openchat
    ({"conversations": F(("human", "u"), ("gpt", "a"))}, "sharegpt", ["u:u", "a:a"]),
    ({"conversation": F(("prompter", "u"), ("model", "a"))}, "sharegpt", ["u:u", "a:a"]),
    ({"conversations": F(("human", "u"), ("observation", "4"))}, "sharegpt", ["u:u", "t:4"]),
    ({"conversations": []}, "sharegpt", []),
    (F(("human", "u")), "sharegpt", ["u:u"]),
    ({"conversation": [{"human": "u", "assistant": "a"}]}, "swift", ["u:u", "a:a"]),
    ({"items": M(("user", "u")), "system": "S"}, "openchat", ["s:S", "u:u"]),
    # transcripts
    ({"text": "Human: u\n\nAssistant: a"}, "transcript", ["u:u", "a:a"]),
    ({"prompt": "User: u\nAssistant: a"}, "transcript", ["u:u", "a:a"]),
    ({"text": "### Instruction:\ni\n\n### Input:\nx\n\n### Response:\no"}, "transcript", ["u:i\nx", "a:o"]),
    ({"code": "###Instruction: i\n###Output: o", "provider": "p"}, "transcript", ["u:i", "a:o"]),
    ({"text": "### Human: u### Assistant: a"}, "transcript", ["u:u", "a:a"]),
    ({"text": "<s>[INST] <<SYS>>\nS\n<</SYS>>\n\nu [/INST] a </s>"}, "transcript", ["s:S", "u:u", "a:a"]),
    (
        {"text": "<|im_start|>user\nu<|im_end|>\n<|im_start|>assistant\na<|im_end|>"},
        "transcript",
        ["u:u", "a:a"],
    ),
    (
        {
            "text": "<|start_header_id|>user<|end_header_id|>\n\nu<|eot_id|>"
            "<|start_header_id|>assistant<|end_header_id|>\n\na<|eot_id|>"
        },
        "transcript",
        ["u:u", "a:a"],
    ),
    (
        {"text": "Chat. USER: u ASSISTANT: a</s>USER: v ASSISTANT: b</s>"},
        "transcript",
        ["s:Chat.", "u:u", "a:a", "u:v", "a:b"],
    ),
    ({"text": "[客户] 你好 [客服] 您好"}, "transcript", ["u:你好", "a:您好"]),
    ({"conversation": "问：一\n答：二"}, "transcript", ["u:一", "a:二"]),
    ({"text": "Q: u\nA: a"}, "transcript", ["u:u", "a:a"]),
    ({"text": "table: t\ncolumns: c\nQ: u\nA: a"}, "transcript", ["u:table: t\ncolumns: c\nQ: u", "a:a"]),
    # texts that only look a little like dialogues
    ({"text": "plain"}, "text", ["a:plain"]),
    ({"text": "Q: u\n\nA: one\n\nA: two"}, "text", ["a:Q: u\n\nA: one\n\nA: two"]),
    ({"text": "We sell tickets.\nQ: u\nA: a"}, "text", ["a:We sell tickets.\nQ: u\nA: a"]),
    ({"text": "Human: alone"}, "text", ["a:Human: alone"]),
    ({"text": "ChatML uses <|im_start|>assistant\nx"}, "text", ["a:ChatML uses <|im_start|>assistant\nx"]),
    ({"text": "x", "label": 1}, "text", ["a:x"]),
    # preference, kto, stepwise
    ({"prompt": "p", "chosen": "c", "rejected": "r"}, "preference", ["u:p", "a:c"]),
    (
        {"chosen": "\n\nHuman: u\n\nAssistant: c", "rejected": "\n\nHuman: u\n\nAssistant: r"},
        "preference",
        ["u:u", "a:c"],
    ),
    (
        {"conversations": F(("human", "u")), "chosen": F(("gpt", "c"))[0], "rejected": F(("gpt", "r"))[0]},
        "preference",
        ["u:u", "a:c"],
    ),
    (
        {
            "prompt": "u",
            "chosen": M(("user", "u"), ("assistant", "c")),
            "rejected": M(("user", "u"), ("assistant", "r")),
        },
        "preference",
        ["u:u", "a:c"],
    ),
    (
        {"prompt": "Human: u\n\nAssistant: a\n\nHuman: v\n\nAssistant:", "chosen": "c", "rejected": "r"},
        "preference",
        ["u:u", "a:a", "u:v", "a:c"],
    ),
    ({"query": "p", "response": "c", "rejected_response": "r"}, "preference", ["u:p", "a:c"]),
    ({"instruction": "i", "input": "", "output": "o", "chosen": "c", "rejected": "r"}, "alpaca", ["u:i", "a:o"]),
    ({"messages": M(("user", "u"), ("assistant", "a")), "label": True}, "kto", ["u:u", "a:a"]),
    ({"prompt": "p", "completion": "c", "label": False}, "kto", ["u:p", "a:c"]),
    ({"prompt": "p", "completions": ["one", "two"], "labels": [True, False]}, "stepwise", ["u:p", "a:one\ntwo"]),
    # nested
    ({"instruction": "i", "instances": [{"input": "x", "output": "o"}]}, "seed_tasks", ["u:i\nx", "a:o"]),
    (
        {"prompt": {"text": "p", "role": "prompter", "replies": [{"text": "a", "role": "assistant", "replies": []}]}},
        "tree",
        ["u:p", "a:a"],
    ),
    ({"turns": ["u", "v"], "reference": ["a", "b"]}, "turns", ["u:u", "a:a", "u:v"]),
    ({"turns": ["u", "v"]}, "turns", ["u:u", "u:v"]),
    # nothing known
    ({"foo": 1}, "unknown", []),
    ({}, "unknown", []),
    ([], "unknown", []),
    ("text", "unknown", []),
    (None, "unknown", []),
    ({"disease": "d", "commonMedications": "['m']"}, "unknown", []),
    ({"sentence": "x", "label": "positive"}, "unknown", []),
]


@pytest.mark.parametrize(("value", "dialect", "turns"), CASES, ids=[f"{n}-{case[1]}" for n, case in enumerate(CASES)])
def test_what_a_row_becomes(value: Any, dialect: str, turns: list[str]) -> None:
    conversation = formats.decode(value)
    said = [(ROLE.get(role, role), text) for role, _, text in (turn.partition(":") for turn in turns)]
    assert [(turn.role, turn.text) for turn in conversation.turns] == said
    assert conversation.dialect == dialect
    if dialect == "unknown":
        assert not conversation.sure


def test_rows_read_together_are_read_as_alone() -> None:
    values = [case[0] for case in CASES] * 2
    assert formats.decode_many(values) == [formats.decode(value) for value in values]
    assert formats.decode_many(values[::-1])[::-1] == formats.decode_many(values)


def test_seven_dialects_in_one_file() -> None:
    rows = [
        {"instruction": "i", "input": "", "output": "o"},
        {"messages": M(("user", "hi"), ("assistant", "hello"))},
        {"conversations": F(("human", "hi"), ("gpt", "yo"))},
        {"prompt": "p", "completion": "c"},
        {"prompt": "p", "chosen": "c", "rejected": "r"},
        {"text": "plain"},
        {"foo": 1},
    ]
    found = [conversation.dialect for conversation in formats.decode_many(rows)]
    assert found == ["alpaca", "messages", "sharegpt", "prompt_completion", "preference", "text", "unknown"]


def test_types_that_change_leave_a_note() -> None:
    values = [{"instruction": "q", "output": item} for item in ("t", 5, 1.5, True, None, ["a"], {"a": 1}, "", [], {})]
    conversations = formats.decode_many(values)
    assert [c.turns[1].text for c in conversations] == ["t", "5", "1.5", "true", "", "a", '{"a":1}', "", "", ""]
    assert [bool(c.notes) for c in conversations] == [False, True, True, True, True, True, True, False, True, True]
    assert conversations[1].notes == ("output is a number",)


def test_guesses_are_not_sure() -> None:
    assert formats.decode({"question": "q", "answer": "a"}).sure
    assert not formats.decode({"question": "q", "std_answer": "a"}).sure
    assert not formats.decode({"column_1": "q", "column_2": "a"}).sure


def test_tools_reasoning_media_and_loss() -> None:
    row = {
        "messages": [
            {
                "role": "user",
                "content": [{"type": "text", "text": "see"}, {"type": "image_url", "image_url": {}}],
                "loss": 0,
            },
            {
                "role": "assistant",
                "content": None,
                "reasoning_content": "hm",
                "tool_calls": [{"id": "1", "function": {"name": "f", "arguments": "{}"}}],
            },
            {"role": "tool", "name": "f", "content": "42"},
            {
                "role": "assistant",
                "content": [{"type": "thinking", "thinking": "so"}, {"type": "text", "text": "42"}],
                "loss": 1,
            },
        ],
        "tools": [{"name": "f"}],
    }
    conversation = formats.decode(row)
    user, call, tool, answer = conversation.turns
    assert (user.text, user.trained, conversation.media) == ("see<image>", False, 1)
    assert (call.text, call.reasoning) == ("", "hm")
    assert json.loads(call.tool_calls) == row["messages"][1]["tool_calls"]
    assert (tool.role, tool.name, tool.text) == ("tool", "f", "42")
    assert (answer.text, answer.reasoning, answer.trained) == ("42", "so", True)
    assert json.loads(conversation.tools) == [{"name": "f"}]
    assert conversation.consumed == {"messages", "tools"}


def test_function_calls_of_sharegpt_are_the_assistants() -> None:
    call = '{"name": "f", "arguments": {"a": 1}}'
    row = {
        "conversations": F(("human", "u"), ("function_call", call), ("observation", "4"), ("gpt", "a")),
        "tools": "[]",
    }
    conversation = formats.decode(row)
    assert [turn.role for turn in conversation.turns] == ["user", "assistant", "tool", "assistant"]
    assert json.loads(conversation.turns[1].tool_calls) == [json.loads(call)]
    assert conversation.tools == ""


def test_rejected_label_and_consumed() -> None:
    pair = formats.decode({"prompt": "p", "chosen": "c", "rejected": "r", "score": 1})
    assert (pair.rejected, pair.consumed) == ("r", {"prompt", "chosen", "rejected"})
    implicit = formats.decode({"chosen": "Human: u\n\nAssistant: c", "rejected": "Human: u\n\nAssistant: r"})
    assert implicit.rejected == "r"
    both = formats.decode({"instruction": "i", "output": "o", "chosen": "c", "rejected": "r"})
    assert (both.rejected, both.consumed) == ("r", {"instruction", "output", "rejected"})
    kto = formats.decode({"messages": M(("user", "u"), ("assistant", "a")), "label": False})
    assert (kto.label, kto.consumed) == ("false", {"messages"})
    steps = formats.decode({"prompt": "p", "completions": ["a"], "labels": [True]})
    assert steps.label == "[true]"


def test_consumed_is_shared_between_rows() -> None:
    first, second = formats.decode_many([{"prompt": "a", "completion": "b"}, {"prompt": "c", "completion": "d"}])
    assert first.consumed is second.consumed


def test_reasoning_column_beside_the_answer() -> None:
    conversation = formats.decode({"Question": "q", "Complex_CoT": "think", "Response": "a"})
    assert conversation.texts() == ("", "q", "<think>\nthink\n</think>\n\na")


def test_images_beside_messages_are_counted_once() -> None:
    row = {"messages": M(("user", "<image>who?"), ("assistant", "they")), "images": ["a.jpg", "b.jpg"]}
    assert formats.decode(row).media == 2


def test_caches_stay_bounded_when_every_row_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    detector = formats._detector()
    monkeypatch.setattr(formats, "_detector", lambda: detector)
    rows = [{f"extra_{n}": n, "instruction": "i", "output": str(n)} for n in range(10_000)]
    conversations = formats.decode_many(rows)
    assert [c.turns[1].text for c in conversations] == [str(n) for n in range(10_000)]
    assert {c.dialect for c in conversations} == {"alpaca"}
    assert len(detector._by_types) <= 4_096
    assert len(detector._by_relevant) <= 4_096


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "instruction",
                    "input",
                    "output",
                    "prompt",
                    "response",
                    "chosen",
                    "rejected",
                    "messages",
                    "conversations",
                    "role",
                    "content",
                    "from",
                    "value",
                    "text",
                    "question",
                    "answer",
                    "choices",
                    "A",
                    "B",
                    "label",
                    "labels",
                    "completions",
                    "turns",
                    "reference",
                    "instances",
                    "replies",
                    "tools",
                    "images",
                    "system",
                    "history",
                    "items",
                    "data",
                    "type",
                    "tool_calls",
                    "human",
                    "assistant",
                    "column_1",
                    "column_2",
                    "x",
                ]
            )
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(st.lists(_json, max_size=4))
@settings(max_examples=300)
def test_nothing_raises(values: list[Any]) -> None:
    before = repr(values)
    conversations = formats.decode_many(values)
    assert repr(values) == before
    assert len(conversations) == len(values)
    for value, conversation in zip(values, conversations, strict=True):
        assert all(isinstance(turn.role, str) and isinstance(turn.text, str) for turn in conversation.turns)
        assert isinstance(conversation.rejected, str | None)
        assert isinstance(value, dict) or not conversation.consumed
        conversation.texts()
        for dialect in formats.WRITABLE:
            try:
                json.dumps(formats.encode(conversation, dialect))
            except MappingError as error:
                assert error.hint
    formats.suggest(values)


def test_deep_nesting_does_not_raise() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    for value in (
        {"messages": deep},
        {"instruction": deep, "output": deep},
        {"messages": [{"role": deep, "content": deep}]},
    ):
        formats.decode(value)
    # Taken apart by hand: freeing such a list at once would overflow the stack of some interpreters.
    while isinstance(deep, list):
        deep = deep.pop()


def test_formats_are_named_once_and_explained() -> None:
    names = [item.name for item in formats.FORMATS]
    assert len(set(names)) == len(names)
    assert all(item.label and item.help for item in formats.FORMATS)
    assert formats.WRITABLE == (
        "preference",
        "kto",
        "messages",
        "sharegpt",
        "alpaca",
        "qa",
        "prompt_completion",
        "text",
        "prompt_completion_chat",
        "gemini",
        "anthropic",
    )


def test_one_format_alone_reads_only_what_fits_it() -> None:
    alpaca = next(item for item in formats.FORMATS if item.name == "alpaca")
    assert alpaca.decode({"instruction": "i", "output": "o"}).dialect == "alpaca"
    assert alpaca.decode({"foo": 1}).dialect == "unknown"


def test_names_are_compared_by_words() -> None:
    assert {normalise(name) for name in ("Original Answer", "originalAnswer", "original_answer")} == {"original_answer"}
    assert "response" not in parts_of("incorrect_answer")
    assert "prompt" not in parts_of("question_id")


def _rows(path: Path) -> list[Any]:
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode("utf-8-sig")
    name = path.name.removesuffix(".gz")
    if name.endswith(".txt"):
        return [{"text": line} for line in text.split("\n") if line.strip()]
    if name.endswith(".csv"):
        return list(csv.DictReader(io.StringIO(text)))
    if name.endswith(".tsv"):
        cells = [line.rstrip("\r").split("\t") for line in text.split("\n") if line.strip()]
        return [{f"column_{place}": cell for place, cell in enumerate(line, 1)} for line in cells]
    try:
        value = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    return value if isinstance(value, list) else value["examples"]


@pytest.mark.real_data
def test_real_files_match_their_index(real_data: Path) -> None:
    folder = real_data / "real"
    wrong = []
    with (folder / "index.tsv").open(encoding="utf-8", newline="") as file:
        index = list(csv.DictReader(file, delimiter="\t"))
    for entry in index:
        rows = _rows(folder / entry["file"])
        texts = [conversation.texts() for conversation in formats.decode_many(rows)]
        blank = sum(not response.strip() for _, _, response in texts)
        found = (len(texts), blank, len(texts) - len(set(texts)), len(texts) - len({text[:2] for text in texts}))
        names = ("rows", "blank_response", "dup_pairs_extra", "dup_prompts_extra")
        if found != tuple(int(entry[name]) for name in names):
            wrong.append(entry["file"])
    # A table of diseases, not an instruction set: it needs a mapping.
    assert wrong == ["Kent0n-Li__ChatDoctor__format_dataset.csv"]


@pytest.mark.parametrize("kind", [["text"], {"a": 1}, 3, None, True])
def test_a_part_whose_type_is_no_text_is_read(kind: Any) -> None:
    said = {"role": "assistant", "content": [{"type": kind, "text": "b"}]}
    read = formats.decode({"messages": [{"role": "user", "content": "a"}, said]})
    assert [turn.text for turn in read.turns] == ["a", "b"]
