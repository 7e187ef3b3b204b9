"""A fault in any answer that is trained on is found, marked in its turn and counted; elsewhere it is none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from explorer import metrics
from explorer.building import run
from explorer.conversation import ASSISTANT, USER, Conversation, Turn
from explorer.metrics import FAULTY_TURNS, METRICS, Batch, Context, Metric
from explorer.store import Cache
from explorer.ui.browse import evidence

QUESTION, FINE = "Which river flows through Basel?", "The Rhine flows through Basel."
ZH_QUESTION, ZH_FINE = "哪条河流经武汉？", "长江流经武汉。"
TOOLS = '[{"name": "find", "parameters": {"type": "object", "properties": {"place": {"type": "string"}}}}]'
RUST = "Rust is an oxide of iron that forms when the metal meets water and oxygen over a longer time."

FAULTS: dict[str, tuple[str, str]] = {
    "is_empty": (QUESTION, " \n"),
    "has_replacement_char": (QUESTION, "The Rh\ufffdne, of course."),
    "is_refusal": (QUESTION, "I'm sorry, but I cannot help with that request."),
    "has_placeholder": ("Write a note.", "Thanks a lot!\n[Your Name]"),
    "has_boilerplate": ("你是谁？", "我是由OpenAI训练的大型语言模型。"),
    "echoes_prompt": ("What should a bicycle cost today?", "What should a bicycle cost today?"),
    "is_swapped": (RUST, "What is rust?"),
    "has_mojibake": (QUESTION, "Try a second cafÃ© or an â€œEinspÃ¤nnerâ€."),
    "has_control_chars": (QUESTION, "The\x07Rhine flows there."),
    "is_looping": (QUESTION, "It is the river Rhine. " * 40),
    "is_truncated": ("Tell me of rivers.", "The Rhine rises in the Alps. It flows past Basel. Then it turns north and"),
    "invalid_json": ("Give the river as JSON.", '{"river": "Rhine", "length": }'),
    "invalid_code": ("Write a loop.", "Here it is.\n\n```python\nfor x in range(3)\n    print(x)\n```\n\nRun it."),
    "invalid_tool_call": (QUESTION, '<tool_call>{"name": "search", "arguments": {}}</tool_call>'),
    "wrong_arithmetic": ("How many are 3 bags of 4?", "There are 3 * 4 = 13 of them."),
    "contradicts_itself": ("How many are 3 bags of 4?", "We have 3 * 4 = 12 pens.\n#### 15"),
    "wrong_language": ("How do I get from the station to the river in Basel?", "从车站出来以后一直往前走，大约十分钟就能走到河边。"),
    "mixes_languages": (QUESTION, "The Rhine flows through Basel on its long way from the Alps, 这条河非常漂亮，很多人, and many people swim in it in the summer."),
    "has_pii": (QUESTION, "Ask Petra under petra.kovacs@bluewin.ch for that."),
    "has_secret": (QUESTION, "Use the key AKIAZ7Q4MXP2LRTBW5VD for that."),
    "bad_reasoning_tags": (QUESTION, "<think>Basel lies on the Rhine. The Rhine flows through Basel."),
}  # fmt: skip
OF_THE_ROW = {"has_replacement_char", "has_mojibake", "has_control_chars", "has_pii", "has_secret"}
"""These also tell what stands in questions."""
LAST_ANSWER_ALONE = {"bare_answer", "contradicts_reference"}
NOT_OF_ANSWERS = {
    "is_prompt_empty",
    "no_answer",
    "ends_on_user",
    "odd_roles",
    "is_url_only",
    "asks_for_media",
    "tokens_estimated",
    "wrong_fence",  # a part of invalid_code, told apart: see test_split_findings
}


def chat(texts: list[str], untrained: int = -1, tools: str = "", reference: str = "") -> Conversation:
    if any("<tool_call>" in text for text in texts):
        tools = TOOLS
    turns = [
        Turn((USER, ASSISTANT)[place % 2], text, trained=False if place == untrained else None)
        for place, text in enumerate(texts)
    ]
    return Conversation("messages", tuple(turns), tools=tools, reference=reference)


def filled(column: str, before: int = 0, after: int = 2) -> list[str]:
    """Texts of three answers, the fault in one of them."""
    fine = [ZH_QUESTION, ZH_FINE] if FAULTS[column][0] > "\u3000" else [QUESTION, FINE]
    return fine * before + list(FAULTS[column]) + fine * after


def metric_of(column: str) -> Metric:
    return next(metric for metric in METRICS if any(one.name == column for one in metric.columns))


def judged(conversation: Conversation, column: str) -> tuple[bool, list[int] | None, set[int]]:
    """(the column, the layer's faulty turns, the turns that the column's evidence marks) of a row among rows of one answer."""
    rows = [chat([QUESTION, FINE]), conversation, chat([QUESTION])]
    values = metric_of(column).compute(Batch(rows), Context("o200k_base", ""))
    marked = {one.turn for one in metrics.evidence(conversation, [column])}
    return values[column][1], values[FAULTY_TURNS][1], marked


def test_each_fault_of_an_answer_is_tried_here() -> None:
    faults = {
        column.name
        for metric in METRICS
        for column in metric.columns
        if column.kind == "boolean" and column.group in ("checks", "judgements")
    }
    assert set(FAULTS) == faults - LAST_ANSWER_ALONE - NOT_OF_ANSWERS


@pytest.mark.parametrize("before", [0, 1, 2])
@pytest.mark.parametrize("column", FAULTS)
def test_a_fault_in_any_of_three_answers_is_found_in_its_turn(column: str, before: int) -> None:
    if column == "is_swapped" and before:
        pytest.skip("only where nothing precedes the question")
    turn = 2 * before + 1
    assert judged(chat(filled(column, before, 2 - before)), column) == (True, [turn], {turn})


@pytest.mark.parametrize("column", FAULTS)
def test_a_fault_in_a_turn_that_is_not_trained_is_none(column: str) -> None:
    found, faulty, marked = judged(chat(filled(column), untrained=1), column)
    assert faulty is None
    if column in ("has_replacement_char", "has_pii", "has_secret"):
        assert found and marked == {1}  # of the whole row, whoever says it
    else:
        assert not found and not marked


@pytest.mark.parametrize("column", FAULTS)
def test_what_a_user_says_is_no_fault_of_an_answer(column: str) -> None:
    fine = ZH_FINE if FAULTS[column][0] > "\u3000" or column == "wrong_language" else FINE
    found, faulty, marked = judged(chat([FAULTS[column][1], fine, QUESTION, FINE]), column)
    assert faulty is None
    if column in OF_THE_ROW:
        assert found and marked == {0}
    elif column != "is_empty":
        assert not found and not marked


def test_judgements_of_the_last_answer_say_so() -> None:
    asked = "A shop sells 3 boxes of 12 pens and 4 boxes of 8. How many pens is that?"
    for column, texts in {"bare_answer": [asked, "68"], "contradicts_reference": [asked, "#### 70"]}.items():
        last, earlier, untrained = (
            chat(one, place, tools="", reference="68")
            for one, place in ((texts, -1), ([*texts, QUESTION, FINE], -1), (texts, 1))
        )
        assert judged(last, column) == (True, [1], {1})
        assert judged(earlier, column) == judged(untrained, column) == (False, None, set())
        assert "last answer" in next(one.help for one in metric_of(column).columns if one.name == column)


def test_the_reader_says_in_which_turns_and_marks_it_there() -> None:
    column = "has_boilerplate"
    texts = [*FAULTS[column], ZH_QUESTION, ZH_FINE, *FAULTS[column]]
    columns = {one.name: one for one in metric_of(column).columns}
    found = evidence.of(chat(texts), columns, {column: True})
    assert "(turns 2, 6)" in re.sub("<[^>]+>", "", str(evidence.listed(found, columns, says_turns=True)))
    assert "turn" not in str(evidence.listed(found, columns))
    marked = [len(evidence.marks(found, columns, turn, "text", 0, len(text))) for turn, text in enumerate(texts)]
    assert marked == [0, 1, 0, 0, 0, 1]


def test_each_answer_is_judged_by_its_own_question() -> None:
    """The template that the second question asks for excuses no slot in the first answer."""
    asked = ["Write a note.", "Thanks!\n[Your Name]", "Write a template with placeholders.", "Dear [Your Name], hello!"]
    assert judged(chat(asked), "has_placeholder") == (True, [1], {1})


def test_a_turn_with_two_faults_counts_once(tmp_path: Path) -> None:
    """From the source to the column, where every row has its known number of faulty turns."""
    rows = [(filled(column), 1) for column in FAULTS if column != "contradicts_itself"]
    rows += [([QUESTION, FINE] * 3, 0), ([QUESTION], 0)]
    rows += [(filled("is_refusal", 0, 0) + filled("is_looping", 0, 0) + filled("wrong_arithmetic", 0, 0), 3)]
    rows += [(["Write a note.", "I'm sorry, but I cannot help with that.\n[Your Name]\nRh\ufffdne"], 1)]
    tool = [{"type": "function", "function": one} for one in json.loads(TOOLS)]
    path = tmp_path / "chat.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for texts, _ in rows:
            messages = [{"role": (USER, ASSISTANT)[n % 2], "content": text} for n, text in enumerate(texts)]
            # Declining is no fault where tools are declared and none is called.
            declared = {"tools": tool} if any("<tool_call>" in text for text in texts) else {}
            lines.write(json.dumps({"messages": messages, **declared}) + "\n")
    dataset = run(Cache(tmp_path / "cache"), [path], layers=["flagged_turns"])
    found = dataset.query("SELECT flagged_turns FROM rows ORDER BY row_id", reads={"flagged_turns"})
    assert found["flagged_turns"].to_pylist() == [count for _, count in rows]
