"""Findings that one can act on: a kind of broken answer has its own, and earlier turns and wrong tags are told apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import queries, scorecard
from explorer.conversation import Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.refusal import REFUSAL
from explorer.metrics.syntax import SYNTAX
from explorer.scorecard.fixes import safe_steps
from explorer.store import Dataset
from explorer.view import View

Make = Callable[..., Dataset]
CONTEXT = Context("o200k_base", "")
TOOLS = '[{"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}]'
NO = "I'm sorry, but I can't help with that."


def chat(*texts: str, **more: Any) -> dict[str, Any]:
    roles = ("user", "assistant")
    return {"messages": [{"role": roles[i % 2], "content": text} for i, text in enumerate(texts)], **more}


def plain(number: int) -> dict[str, Any]:
    return chat(f"How is the number {number} used in city {number * 7}?", f"It counts {number} things there, daily.")


def found(dataset: Dataset, point: str) -> scorecard.Finding:
    card = scorecard.score(View.of(dataset), scorecard.shipped())
    return next(finding for finding in card.findings if finding.point.id == point)


def test_each_kind_of_broken_answer_has_its_own_finding_and_drop(make_dataset: Make) -> None:
    dataset = make_dataset(
        [
            *(plain(number) for number in range(20)),
            chat(
                "Write a letter to my landlord.", "Dear [Landlord's Name], I write about the flat. Yours, [Your Name]"
            ),
            chat("Who are you?", "I am ChatGPT, a language model made by OpenAI."),
            chat("Say something nice.", "It is a fine day. " * 60),
            chat("Translate it.", "It costs 5â‚¬ and itâ€™s fine, donâ€™t worry, youâ€™ll see."),
        ]
    )
    for point, row_id in (("placeholders", 20), ("residue", 21), ("loops", 22), ("garbled", 23)):
        finding = found(dataset, point)
        assert finding.drop is not None, point
        left = View.of(dataset).with_steps([finding.drop])
        assert queries.totals(left).rows_kept == len(range(24)) - 1
        assert queries.row_ids(View.of(dataset).focused(finding.drop.where)) == [row_id], point


def test_what_is_wrong_in_an_earlier_turn_alone_is_no_wrong_answer(make_dataset: Make) -> None:
    dataset = make_dataset(
        [
            *(plain(number) for number in range(4)),
            chat("What is 2 + 2?", "2 + 2 = 5, that is the sum.", "And now a joke.", "A horse walks into a bar."),
            chat("Tell me a joke.", "A horse walks into a bar.", "What is 2 + 2?", "2 + 2 = 5, that is the sum."),
        ]
    )
    assert found(dataset, "wrong").measured.rows == found(dataset, "wrong_earlier").measured.rows == 1
    fixes = {fix.step.where: fix.is_sure for fix in safe_steps(dataset.columns)}
    rows = {where: queries.row_ids(View.of(dataset).focused(where)) for where in fixes}
    assert [sure for where, sure in fixes.items() if rows[where] == [4]] == [False]
    assert [sure for where, sure in fixes.items() if rows[where] == [5]] == [True]


@pytest.mark.parametrize(
    ("tag", "code", "other"),
    [
        ("css", "<!DOCTYPE html>\n<html>\n<body>\n<p>Hi (there</p>\n</body>\n</html>", "html"),
        ("python", "SELECT name\nFROM people\nWHERE age > 3;", "sql"),
        ("python", "function add(a, b) {\n  return a + b;\n}\nconsole.log(add(1, 2));", "javascript"),
        ("python", "public class A {\n  void f() {\n    int a = 1;\n  }\n}", "java"),
        ("java", "# the first (of two\ndef f(a):\n    return a\n\nprint(f(1))", "python"),
    ],
)
def test_a_fence_with_the_wrong_tag_is_no_broken_code(tag: str, code: str, other: str) -> None:
    answer = f"Here:\n\n```{tag}\n{code}\n```\n"
    row = Conversation("x", (Turn("user", "Go on."), Turn("assistant", answer)))
    values = SYNTAX.compute(Batch([row]), CONTEXT)
    assert values["invalid_code"] == [False]
    assert values["wrong_fence"] == [True]
    assert SYNTAX.explain is not None
    assert other in SYNTAX.explain(row)[0].said
    assert values["faulty_turns"] == [None]


@pytest.mark.parametrize(
    "code",
    ["def factorial(n)\n    return 1", "x = 5\n   y = 6\nprint(x", "if a = 3:\n    f(a)\nelse:\n    g(a)"],
)
def test_broken_code_stays_broken(code: str) -> None:
    row = Conversation("x", (Turn("user", "Go on."), Turn("assistant", f"```python\n{code}\n```")))
    values = SYNTAX.compute(Batch([row]), CONTEXT)
    assert (values["invalid_code"], values["wrong_fence"]) == ([True], [False])


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("js", "send（'https://example.org/api', {\n  mode: 'cors'\n}）"),
        ("ruby", "limit\\_of = 5\nputs limit\\_of\nfoo(1"),
    ],
)
def test_damaged_code_is_no_other_language(tag: str, code: str) -> None:
    row = Conversation("x", (Turn("user", "Go on."), Turn("assistant", f"```{tag}\n{code}\n```")))
    assert SYNTAX.compute(Batch([row]), CONTEXT)["wrong_fence"] == [False]


def test_declining_where_no_tool_fits_is_no_refusal() -> None:
    rows = [
        Conversation("x", (Turn("user", "Book a flight."), Turn("assistant", NO)), tools=TOOLS),
        Conversation("x", (Turn("user", "Book a flight."), Turn("assistant", NO))),
        Conversation(
            "x",
            (
                Turn("user", "Weather?"),
                Turn("assistant", "", tool_calls='[{"name": "weather", "arguments": {"city": "Tartu"}}]'),
                Turn("tool", "rain"),
                Turn("assistant", NO),
            ),
            tools=TOOLS,
        ),
    ]
    values = REFUSAL.compute(Batch(rows), CONTEXT)
    assert values["is_refusal"] == [False, True, True]
    assert values["declines_tools"] == [True, False, False]
    calls = SYNTAX.compute(Batch(rows), CONTEXT)
    assert (calls["calling_turns"], calls["answered_calls"]) == ([0, 0, 1], [0, 0, 1])


def test_abilities_do_not_block_a_set_of_tool_calls(make_dataset: Make) -> None:
    calls = [
        chat(
            f"What is the weather in town {i}?",
            f'<tool_call>{{"name": "weather", "arguments": {{"city": "{i}"}}}}</tool_call>',
            tools=TOOLS,
        )
        for i in range(40)
    ]
    dataset = make_dataset(calls)
    for point in ("coverage", "largest", "balance", "cot"):
        assert found(dataset, point).verdict == "unknown", point
    counted = queries.tools(View.of(dataset))
    assert (counted.rows, counted.calling, counted.answered, counted.invalid) == (40, 40, 0, 0)
    assert found(make_dataset([plain(i) for i in range(40)], "plain.jsonl"), "coverage").verdict == "fail"


def test_a_profile_that_names_broken_answers_still_works(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("[general.broken]\nfail = 0.5\n")
    profile = scorecard.load(path)
    assert {profile.limit(name, "fail") for name in ("placeholders", "residue", "loops", "swapped", "garbled")} == {0.5}
