"""Six more rounds of twenty shapes that others publish: what is right was written down before the reader was asked.

Met in public repositories, their issues and manuals; every sentence is our own. `right` says whether a shape was read rightly
before anything was mended for its round: 2, 13, 13, 15, 14 and 12 of 20.
"""

from __future__ import annotations

from typing import Any

import pytest

from explorer import formats

from .rounds_anew import FIRST, SECOND, THIRD, Anew, B, Q, W
from .shorthand import M

ROLE = {"s": "system", "u": "user", "a": "assistant", "t": "tool"}

FOURTH = [
    Anew("LCCC, a list of lines", False, ["你好 。", "你好 呀 ！", "吃 了 吗 ？"], ["u:你好 。", "a:你好 呀 ！", "u:吃 了 吗 ？"], sure=False),
    Anew("KdConv, messages with facts", True, {"name": "x", "messages": [{"message": Q, "attrs": [{"name": "n"}]}, {"message": B}]}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("posts and responses", False, {"post": Q, "resp": B}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("DeepSpeed-Chat, labels on one line", False, {"prompt": "Human: Name a moon. Assistant:", "chosen": " Io.", "rejected": " Mars."}, ["u:Name a moon.", "a: Io."], rejected=" Mars."),
    Anew("Aya", True, {"inputs": Q, "targets": B, "language": "English", "language_code": "eng", "annotation_type": "original", "user_id": "u"}, ["u:Name a moon.", "a:Io."]),
    Anew(
        "Infinity-Instruct, labels as an object",
        True,
        {"id": 1, "conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": B}], "label": {"ability_en": ["x"]}, "langdetect": "en", "source": "s"},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("OpenCodeReasoning", True, {"id": "1", "input": Q, "output": "<think>hm</think>Io.", "source": "s", "difficulty": "2", "solution": "print(1)"}, ["u:Name a moon.", "a:<think>hm</think>Io."], reference="print(1)"),
    Anew("questions with test cases", True, {"id": "1", "question": Q, "test_cases": ["assert x"], "source": "s"}, ["u:Name a moon."], reference='["assert x"]', dialect="prompt_only"),
    Anew("LLaVA with videos", True, {"id": "1", "video": "a.mp4", "conversations": [{"from": "human", "value": "<video>\nName it."}, {"from": "gpt", "value": B}]}, ["u:<video>\nName it.", "a:Io."]),
    Anew("visual reasoning", True, {"image": "a.jpg", "problem": Q, "solution": "<answer>Io</answer>"}, ["u:Name a moon.", "a:<answer>Io</answer>"]),
    Anew("distilabel, ratings of both", True, {"instruction": Q, "chosen_response": B, "rejected_response": W, "chosen_rating": 5, "rejected_rating": 3}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew("O1 Journey", False, {"question": Q, "answer": B, "longCOT": "Mars is a planet."}, ["u:Name a moon.", "a:Io."], reasoning="Mars is a planet."),
    Anew(
        "Wizard of Wikipedia",
        True,
        {"chosen_topic": "Moons", "persona": "p", "dialog": [{"speaker": "0_Apprentice", "text": Q}, {"speaker": "1_Wizard", "text": B, "checked_sentence": {}}, {"speaker": "0_Apprentice", "text": "Oh."}]},
        ["u:Name a moon.", "a:Io.", "u:Oh."],
        sure=False,
    ),
    Anew(
        "Topical-Chat",
        False,
        {"article_url": "", "config": "A", "content": [{"message": Q, "agent": "agent_1", "sentiment": "x"}, {"message": B, "agent": "agent_2", "sentiment": "y"}]},
        ["u:Name a moon.", "a:Io."],
        sure=False,
    ),
    Anew("RLAIF-V", True, {"ds_name": "d", "image": {"bytes": None, "path": "a.jpg"}, "question": Q, "chosen": B, "rejected": W, "origin_split": "{}"}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew(
        "a mix of preferences, its question twice",
        True,
        {"source": "s", "prompt": Q, "question": Q, "chosen": M(("user", Q), ("assistant", B)), "rejected": M(("user", Q), ("assistant", W))},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
    ),
    Anew("Tulu, prompts with constraints", True, {"key": "k", "prompt": Q, "messages": M(("user", Q), ("assistant", B)), "constraints": ["c"]}, ["u:Name a moon.", "a:Io."]),
    Anew("GAOKAO", True, {"year": "2020", "category": "c", "question": "最大的？", "answer": ["A"], "analysis": "因为。", "index": 0, "score": 5}, ["u:最大的？", "a:A"]),
    Anew("AI-Hub", True, {"info": {"id": 1}, "utterances": [{"role": "speaker", "text": "안녕"}, {"role": "listener", "text": "네"}]}, ["u:안녕", "a:네"], sure=False),
    Anew("Vietnamese columns", True, {"câu hỏi": "Mặt trăng nào?", "câu trả lời": "Io."}, ["u:Mặt trăng nào?", "a:Io."]),
]  # fmt: skip


FIFTH = [
    Anew("a table of frequent questions", False, {"Questions": Q, "Answers": B}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("Saiga, an object of lists", True, {"messages": {"role": ["user", "bot"], "content": [Q, B]}, "seed": "s", "source": "x"}, ["u:Name a moon.", "a:Io."]),
    Anew("a phone's messages without a key", False, {"date": "2026-01-01", "sender": "Ann", "message": Q}, ["Ann:Name a moon."], sure=False, dialect="message_row"),
    Anew("intents, wordings under text", False, {"intent": "Greeting", "text": ["Hi", "Hello"], "responses": ["Hello there", "Hey"], "context": {"in": ""}}, ["u:Hi", "a:Hello there"], sure=False),
    Anew(
        "a list of a thread's messages",
        True,
        {
            "object": "list",
            "data": [
                {"role": "user", "content": [{"type": "text", "text": {"value": Q, "annotations": []}}]},
                {"role": "assistant", "content": [{"type": "text", "text": {"value": B, "annotations": []}}]},
            ],
        },
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("Cohere, roles with capitals", True, {"messages": M(("System", "S"), ("User", Q), ("Chatbot", B))}, ["s:S", "u:Name a moon.", "a:Io."]),
    Anew(
        "AutoGen, a result of a chat",
        True,
        {"chat_history": [{"content": Q, "role": "user", "name": "proxy"}, {"content": B, "role": "assistant", "name": "coder"}], "summary": "x", "cost": {}},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew(
        "LangGraph, a state",
        False,
        {"values": {"messages": [{"type": "human", "content": Q}, {"type": "ai", "content": B, "tool_calls": []}]}, "next": []},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew(
        "OpenInference, spans as a table",
        False,
        {
            "name": "llm",
            "attributes.llm.input_messages": [{"message.role": "user", "message.content": Q}],
            "attributes.llm.output_messages": [{"message.role": "assistant", "message.content": B}],
        },
        ["u:Name a moon.", "a:Io."],
    ),
    Anew(
        "vision, the image after the text",
        True,
        {"messages": [{"role": "user", "content": [{"type": "text", "text": Q}, {"type": "image", "image": "a.jpg"}]}, {"role": "assistant", "content": [{"type": "text", "text": B}]}]},
        ["u:Name a moon.<image>", "a:Io."],
    ),
    Anew("BIRD, a question with evidence", True, {"question_id": 1, "db_id": "d", "question": Q, "evidence": "E", "SQL": "SELECT 1", "difficulty": "simple"}, ["u:E\n\nName a moon.", "a:SELECT 1"]),
    Anew("XSum", True, {"document": "Io is a moon.", "summary": "Io.", "id": "1"}, ["u:Io is a moon.", "a:Io."]),
    Anew(
        "tau-bench, results",
        True,
        {
            "task_id": 0,
            "reward": 1.0,
            "info": {"task": {}},
            "traj": [
                {"role": "system", "content": "S"},
                {"role": "user", "content": Q},
                {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "look", "arguments": "{}"}}]},
                {"role": "tool", "tool_call_id": "c", "name": "look", "content": "Io"},
                {"role": "assistant", "content": B},
            ],
            "trial": 0,
        },
        ["s:S", "u:Name a moon.", "a:", "t:Io", "a:Io."],
        calls=1,
    ),
    Anew("Arabic columns", True, {"السؤال": "ما القمر؟", "الإجابة": "آيو."}, ["u:ما القمر؟", "a:آيو."]),
    Anew("French columns", True, {"titre": "t", "question": "Quelle lune ?", "réponse": "Io."}, ["u:Quelle lune ?", "a:Io."]),
    Anew("Portuguese columns", False, {"instrução": "Diga uma lua.", "entrada": "Júpiter", "saída": "Io."}, ["u:Diga uma lua.\nJúpiter", "a:Io."]),
    Anew("Japanese columns", True, {"質問": "月は？", "回答": "イオ。", "根拠": "本"}, ["u:月は？", "a:イオ。"]),
    Anew("German columns", True, {"Frage": "Welcher Mond?", "Antwort": "Io.", "Quelle": "x"}, ["u:Welcher Mond?", "a:Io."]),
    Anew(
        "RLHFlow, scores of both",
        True,
        {"rejected": M(("user", Q), ("assistant", W)), "rejected_score": 1.0, "chosen": M(("user", Q), ("assistant", B)), "chosen_score": 2.0},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
    ),
    Anew("LIMA, its test questions", True, {"conversations": [Q], "source": "wiki"}, ["u:Name a moon."], sure=False),
]  # fmt: skip


SIXTH = [
    Anew("sums in two languages", True, {"question": Q, "answer": B, "question_zh": "说一个。", "answer_zh": "木卫一。"}, ["u:Name a moon.", "a:Io."]),
    Anew("MetaMathQA", True, {"type": "GSM_Rephrased", "query": Q, "original_question": "x", "response": B}, ["u:Name a moon.", "a:Io."]),
    Anew("UltraInteract, rows with parents", True, {"task": "Coding", "dataset": "d", "instruction": Q, "response": B, "id": "1", "parent_id": "0"}, ["u:Name a moon.", "a:Io."]),
    Anew("Dolphin R1, the answer beside its messages", False, {"messages": M(("system", "S"), ("user", Q)), "reasoning": "Mars is a planet.", "answer": B, "model": "m"}, ["s:S", "u:Name a moon.", "a:Io."], reasoning="Mars is a planet."),
    Anew("thoughts in a column", True, {"prompt": Q, "reasoning": "Mars is a planet.", "response": B, "lang": "en"}, ["u:Name a moon.", "a:Io."], reasoning="Mars is a planet."),
    Anew("clients and counsellors", True, M(("client", Q), ("counselor", B)), ["u:Name a moon.", "a:Io."]),
    Anew("Firefly, several rounds", True, {"conversation_id": 1, "category": "c", "conversation": [{"human": Q, "assistant": B}], "dataset": "d"}, ["u:Name a moon.", "a:Io."]),
    Anew("Cosmopedia", False, {"prompt": Q, "text": B, "seed_data": "x", "format": "f", "audience": "a"}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("IFEval", True, {"key": 1, "prompt": Q, "instruction_id_list": ["x"], "kwargs": [{}]}, ["u:Name a moon."], dialect="prompt_only"),
    Anew("BoolQ", True, {"question": "Is it?", "passage": "Io is a moon.", "answer": True}, ["u:Io is a moon.\n\nIs it?", "a:true"]),
    Anew("RACE", True, {"article": "Io is a moon.", "question": Q, "options": ["Io", "Mars"], "answer": "A"}, ["u:Io is a moon.\n\nName a moon.\nA. Io\nB. Mars", "a:A"]),
    Anew("CommonsenseQA", True, {"id": "x", "question": Q, "question_concept": "moon", "choices": {"label": ["A", "B"], "text": ["Io", "Mars"]}, "answerKey": "A"}, ["u:Name a moon.\nA. Io\nB. Mars", "a:A"]),
    Anew("columns of a chat's two sides", False, {"user_message": Q, "ai_message": B}, ["u:Name a moon.", "a:Io."]),
    Anew("personas and their talk", True, {"persona": ["p", "q"], "dialogue": [{"id": "Speaker 1", "text": Q}, {"id": "Speaker 2", "text": B}]}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("Korean columns", True, {"질문": "달은?", "답변": "이오."}, ["u:달은?", "a:이오."]),
]  # fmt: skip


def assert_read(anew: Anew) -> None:
    """Fail where a shape is not read as was written down."""
    found = formats.decode(anew.row)
    said = [(ROLE.get(role, role), text) for role, _, text in (turn.partition(":") for turn in anew.turns)]
    assert [(turn.role, turn.text) for turn in found.turns] == said
    assert (found.rejected, found.reference) == (anew.rejected, anew.reference)
    assert anew.sure in (None, found.sure)
    assert anew.reasoning == (found.turns[-1].reasoning if found.turns else "")
    assert bool(found.tools) is anew.tools
    assert sum(bool(turn.tool_calls) for turn in found.turns) == anew.calls
    assert anew.dialect in ("", found.dialect)


@pytest.mark.parametrize("anew", [*FIRST, *SECOND, *THIRD, *FOURTH, *FIFTH, *SIXTH], ids=lambda anew: anew.where)
def test_a_shape_is_read(anew: Anew) -> None:
    assert_read(anew)


LEFT = [
    ("WildJailbreak, of SECOND", {"vanilla": Q, "adversarial": "", "tactics": "[]", "completion": B, "data_type": "x"}),
    (
        "code contests, of SIXTH",
        {"name": "n", "description": Q, "solutions": {"language": [3], "solution": ["print(1)"]}},
    ),
    ("a change and its message, of SIXTH", {"diff": "+ a", "message": "Add a"}),
    ("Common Voice, of SIXTH", {"path": "a.wav", "sentence": "Io is a moon.", "up_votes": 2}),
    ("Arena-Hard, of SIXTH", {"question_id": "x", "category": "c", "cluster": "k", "turns": [{"content": Q}]}),
]
"""Shapes that were read wrongly at first, and still are: a mapping has to say what their fields are."""


@pytest.mark.parametrize(("where", "row"), LEFT, ids=[where for where, _ in LEFT])
def test_what_only_a_mapping_can_tell_is_not_sure(where: str, row: Any) -> None:
    assert not formats.decode(row).sure, where


def test_a_passage_precedes_its_question_also_where_no_answer_is_found() -> None:
    # DROP, the last of SIXTH: its answers lie in an object whose name tells nothing, so that it is read as a task.
    row = {"passage": "Io is a moon.", "question": Q, "answers_spans": {"spans": ["Io"], "types": ["span"]}}
    assert [turn.text for turn in formats.decode(row).turns] == ["Io is a moon.\n\nName a moon."]
