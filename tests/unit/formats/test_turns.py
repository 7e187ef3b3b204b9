"""Who speaks, what they say, in which order: learnt from a row's structure and from names in many languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import formats
from explorer.formats.speakers import role_of, role_of_key, role_of_switch

from .shorthand import F, M

UA = [("user", "u"), ("assistant", "a")]
UAVB = [*UA, ("user", "v"), ("assistant", "b")]


def said(row: Any) -> list[tuple[str, str]]:
    return [(turn.role, turn.text) for turn in formats.decode(row).turns]


def pairs(asked: str, answered: str) -> list[dict[str, str]]:
    return [{asked: "u", answered: "a"}, {asked: "v", answered: "b"}]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("human", "assistant"),
        ("input", "output"),
        ("question", "answer"),
        ("user", "bot"),
        ("q", "a"),
        ("prompt", "response"),
        ("User", "Assistant"),
        ("问", "答"),
        ("用户", "助手"),
        ("質問", "回答"),
        ("질문", "답변"),
        ("Frage", "Antwort"),
        ("Utilisateur", "Réponse"),
        ("Pregunta", "Respuesta"),
        ("Pergunta", "Resposta"),
        ("вопрос", "ответ"),
        ("سؤال", "جواب"),
        ("customer_message", "agent_reply"),
    ],
)
@pytest.mark.parametrize("field", ["conversation", "messages", "turns", "dialog"])
def test_pairs_under_any_names(field: str, asked: str, answered: str) -> None:
    assert said({field: pairs(asked, answered)}) == UAVB
    apart = [{asked: "u"}, {answered: "a"}]
    assert said({field: apart}) == UA
    # Arrow gives every object all keys, in an order of its own.
    assert said({field: [{answered: None, asked: "u"}, {answered: "a", asked: None}]}) == UA


SURE: list[tuple[str, Any, list[tuple[str, str]]]] = [
    ("system in a pair", {"conversation": [{"system": "S", "input": "u", "output": "a"}]}, [("system", "S"), *UA]),
    ("an object of lists", {"messages": {"role": ["user", "assistant"], "content": ["u", "a"]}}, UA),
    ("an object of both sides' lists", {"conversation": {"user": ["u", "v"], "assistant": ["a", "b"]}}, UAVB),
    ("flat columns", {"conversations.*.from": ["human", "gpt"], "conversations.*.value": ["u", "a"], "x": None}, UA),
    ("flat columns, underscores", {"messages__role": ["user", "assistant"], "messages__content": ["u", "a"]}, UA),
    ("a role and a content column", {"role": ["user", "assistant"], "content": ["u", "a"]}, UA),
    ("numbered pairs", {"question_1": "u", "answer_1": "a", "question_2": "v", "answer_2": "b"}, UAVB),
    ("numbered sides", {"user_1": "u", "assistant_2": "a", "user_3": "v", "assistant_4": "b"}, UAVB),
    ("numbered turns in an object", {"chat": {"turn_1": {"Human": "u", "MOSS": "a"}}}, UA),
    ("a switch", {"messages": [{"text": "u", "is_user": True}, {"text": "a", "is_user": False}]}, UA),
    ("a switch the other way", {"chat": [{"message": "u", "fromBot": 0}, {"message": "a", "fromBot": 1}]}, UA),
    ("a switch in a CSV", {"messages": [{"text": "u", "is_bot": "False"}, {"text": "a", "is_bot": "True"}]}, UA),
    ("roles and texts in lists", {"conversations": [["human", "u"], ["gpt", "a"]]}, UA),
    ("labelled texts", {"conversation": ["User: u", "Assistant: a"]}, UA),
    ("a list in a list", {"conversations": [F(("human", "u"), ("gpt", "a"))]}, UA),
    ("a row in a list", [{"messages": M(("user", "u"), ("assistant", "a"))}], UA),
    ("turns within an object", {"conversation": {"system": "S", "turns": pairs("user", "assistant")}}, [("system", "S"), *UAVB]),
    ("any field's name", {"xyz": M(("user", "u"), ("assistant", "a")), "id": 1}, UA),
    ("roles in Chinese", {"对话": [{"角色": "用户", "内容": "u"}, {"角色": "助手", "内容": "a"}]}, UA),
    ("roles in French", {"messages": [{"rôle": "utilisateur", "contenu": "u"}, {"rôle": "assistant", "contenu": "a"}]}, UA),
    ("roles in capitals", {"messages": M(("USER", "u"), ("Chatbot", "a"))}, UA),
    ("NumPy's print", {"messages": "[{'content': 'u', 'role': 'user'}\n {'content': \"a\", 'role': 'assistant'}]"}, UA),
    ("an array's repr", {"messages": "array([{'role': 'user', 'content': 'u'},\n {'role': 'assistant', 'content': 'a'}], dtype=object)"}, UA),
    ("system and tools beside a text", {"system": "S", "tools": '[{"name":"f"}]', "chat": "USER: u\n\nASSISTANT: a"}, [("system", "S"), *UA]),
    ("questions in one language", {"Frage": "u", "Antwort": "a"}, UA),
    ("a history beside a question", {"chat_history": M(("user", "u"), ("assistant", "a")), "query": "v", "response": "b"}, UAVB),
]  # fmt: skip


@pytest.mark.parametrize(("what", "row", "turns"), SURE, ids=[case[0] for case in SURE])
def test_turns_in_any_shape(what: str, row: Any, turns: list[tuple[str, str]]) -> None:
    assert said(row) == turns
    assert formats.decode(row).sure, what


UNSURE: list[tuple[str, Any, list[tuple[str, str]]]] = [
    ("two names", {"messages": M(("Ann", "u"), ("Bo", "a"))}, UA),
    ("numbers for names", {"dialog": [{"speaker": 0, "text": "u"}, {"speaker": 1, "text": "a"}]}, UA),
    ("one name beside a known one", {"messages": M(("user", "u"), ("Rei", "a"))}, [("user", "u"), ("Rei", "a")]),
    ("three names", {"messages": M(("X", "u"), ("Y", "a"), ("Z", "b"))}, [("X", "u"), ("Y", "a"), ("Z", "b")]),
    ("no roles", {"messages": [{"content": "u"}, {"content": "a"}]}, UA),
    ("bare texts", {"conversations": ["u", "a"]}, UA),
    ("pairs of bare texts", {"conversations": [["u", "a"], ["v", "b"]]}, UAVB),
    ("numbered turns", {"turn_1": "u", "turn_2": "a", "turn_3": "v", "turn_4": "b"}, UAVB),
    ("two names in a text", {"conversation": "Ann: u\nBo: a\nAnn: v\nBo: b"}, UAVB),
    ("questions about a passage", {"story": "s", "questions": ["u", "v"], "answers": ["a", "b"]}, [("user", "s\n\nu"), *UAVB[1:]]),
    ("no answer", {"messages": M(("user", "u"))}, [("user", "u")]),
    ("objects without a text", {"messages": [{"foo": 1}]}, [("unknown", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "row", "turns"), UNSURE, ids=[case[0] for case in UNSURE])
def test_who_is_not_known_by_name_is_never_sure(what: str, row: Any, turns: list[tuple[str, str]]) -> None:
    assert said(row) == turns
    assert not formats.decode(row).sure, what


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), min_size=1, max_size=5))
def test_a_sure_row_has_an_answer_and_no_unknown_role(messages: list[tuple[str, str]]) -> None:
    conversation = formats.decode({"messages": M(*messages)})
    roles = {turn.role for turn in conversation.turns}
    assert not conversation.sure or ("assistant" in roles and roles <= {"system", "user", "assistant", "tool"})


NO_DIALOGUES: list[Any] = [
    {"data": [{"title": "x", "paragraphs": [1]}]},
    {"items": ["apple", "pear", "plum", "fig"], "label": "fruit"},
    {"reviews": [{"author": "Ann", "text": "Good."}, {"author": "Bo", "text": "Bad."}]},
    {"message": "Fix a bug", "author": "bob"},
    {"tokens": ["a", "b"], "tags": ["O", "O"]},
    {"name": ["a", "b"], "value": ["1", "2"]},
    ["just", "some", "bare", "words"],
    {"option_1": "a", "option_2": "b", "option_3": "c"},
]


@pytest.mark.parametrize(
    "row",
    [{"question": "q", "answer_1": "a", "answer_2": "b"}, {"prompt": "p", "response_1": "a", "response_2": "b"}],
    ids=str,
)
def test_numbered_answers_are_candidates_and_no_turns(row: dict[str, str]) -> None:
    conversation = formats.decode(row)
    assert [turn.role for turn in conversation.turns] == ["user", "assistant"]
    assert (conversation.turns[1].text, conversation.rejected, conversation.sure) == ("a", "b", False)


@pytest.mark.parametrize("row", NO_DIALOGUES, ids=str)
def test_what_is_no_dialogue_gets_no_assistant(row: Any) -> None:
    assert not any(turn.role == "assistant" for turn in formats.decode(row).turns)


@pytest.mark.parametrize(
    "text",
    [
        "User: a person who uses things. The assistant: someone who helps.",
        "Use <user> and <assistant> tags, as in </assistant>.",
        "The list [INST] and [/INST] marks a question.",
        "Separate them: a<sep>b, or <eoh> and <eoa>.",
        "Notes [|Human|] are for people.",
        "Meeting: at noon\nPlace: here\nPeople: many",
        "Templates write <|start_header_id|>assistant<|end_header_id|> before an answer.",
    ],
)
def test_prose_stays_text(text: str) -> None:
    assert said({"text": text}) == [("assistant", text)]


@pytest.mark.parametrize("switch", ["on", "off", "low", "HIGH", True, False, 1, 0.5, "true", "none"])
@pytest.mark.parametrize("name", ["reasoning", "thinking"])
def test_a_switch_is_not_a_text(name: str, switch: Any) -> None:
    conversation = formats.decode({"prompt": "p", "response": "r", name: switch})
    assert conversation.texts() == ("", "p", "r")
    assert name not in conversation.consumed
    assert formats.decode({"messages": [*M(("user", "p")), {"role": "assistant", "content": "r", name: switch}]}).texts() == ("", "p", "r")  # fmt: skip


def test_fields_are_taken_for_parts_only_where_their_values_can_be() -> None:
    row = {"prompt": "p", "response": "r", "system": True, "history": 3, "turns": 2, "tools": "yes", "images": 2}
    conversation = formats.decode(row)
    assert (conversation.texts(), conversation.tools, conversation.media) == (("", "p", "r"), "", 0)
    assert said({"conversation": "conv_12", "prompt": "u", "response": "a"}) == UA
    # One reader serves all rows with these types: what a value says is looked at row by row.
    first, second = formats.decode_many(
        [
            {"prompt": "p", "response": "r", "reasoning": "so it is"},
            {"prompt": "p", "response": "r", "reasoning": "off"},
        ]
    )
    assert (first.turns[1].reasoning, second.turns[1].reasoning) == ("so it is", "")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("one and one", "two"),
        ("<think>\none and one\n</think>", "two"),
        (None, "<think>\none and one\n</think>\n\ntwo"),
        ("one and one", "<think>\none and one\n</think>\n\ntwo"),
    ],
)
def test_reasoning_reads_the_same_in_a_field_and_in_tags(field: str | None, text: str) -> None:
    message = {"role": "assistant", "content": text, "reasoning_content": field}
    kept = formats.decode({"messages": [*M(("user", "u")), message]})
    flat = formats.decode({"prompt": "u", "response": text, "reasoning": field})
    assert kept.texts() == flat.texts() == ("", "u", "<think>\none and one\n</think>\n\ntwo")


@pytest.mark.parametrize("key", ["thought", "think", "rationale", "thinking", "reasoning", "思考"])
def test_reasoning_under_its_other_names(key: str) -> None:
    message = {"role": "assistant", "content": "4", key: "Two and two."}
    assert formats.decode({"messages": [*M(("user", "u")), message]}).turns[1].reasoning == "Two and two."
    assert formats.decode({"question": "u", key: "Two and two.", "answer": "4"}).turns[1].reasoning == "Two and two."
    details = {"role": "assistant", "content": "4", "reasoning_details": [{"type": "x", "text": "Two and two."}]}
    assert formats.decode({"messages": [*M(("user", "u")), details]}).turns[1].reasoning == "Two and two."


def test_names_of_speakers() -> None:
    assert [
        role_of(name)[0] for name in ("<|Human|>", "GPT4 Correct Assistant", "Пользователь", "أداة", "Ann", "A")
    ] == [
        "user",
        "assistant",
        "user",
        "tool",
        "",
        "",
    ]
    assert role_of("functionCall") == ("assistant", True)
    assert [role_of_key(name) for name in ("user_id", "user utterance", "system response", "model_name")] == ["", "user", "assistant", ""]  # fmt: skip
    assert [role_of_switch(name) for name in ("is_user", "fromBot", "is_valid", "user")] == [
        "user",
        "assistant",
        "",
        "",
    ]
    assert role_of("x" * 1_000_000) == ("", False)


def test_rows_of_the_same_types_are_read_by_what_they_hold() -> None:
    rows = [{"turns": pairs("user", "assistant")}, {"turns": ["u", "v"]}]
    for order in (rows, rows[::-1]):
        found = {len(conversation.turns): conversation for conversation in formats.decode_many(order)}
        assert [(turn.role, turn.text) for turn in found[4].turns] == UAVB
        assert [(turn.role, turn.text) for turn in found[2].turns] == [("user", "u"), ("user", "v")]


def test_turns_without_a_role_take_turns() -> None:
    conversation = formats.decode({"turns": [{"content": "Name a moon."}, {"content": "Io."}]})
    assert [(turn.role, turn.text) for turn in conversation.turns] == [("user", "Name a moon."), ("assistant", "Io.")]
    assert not conversation.sure
    lone = formats.decode({"question_id": "x", "turns": [{"content": "Name a moon."}]})
    assert [(turn.role, turn.text) for turn in lone.turns] == [("user", "Name a moon.")]
    assert not lone.sure and lone.notes


def test_a_first_row_of_empty_lists_does_not_settle_how_others_are_read() -> None:
    filled = {"role": ["user", "assistant"], "content": ["u", "a"], "n": 3}
    rows: list[Any] = [{"role": [], "content": [], "n": 1}, filled, {"role": [], "content": [], "n": 2}, filled]
    found = formats.decode_many(rows)
    assert [[(turn.role, turn.text) for turn in found[place].turns] for place in (1, 3)] == [UA, UA]


def test_what_else_was_read_in_the_process_settles_nothing() -> None:
    odd = {"role": [[], ["x"]], "content": [{}, "a text"]}
    row = {"role": ["user", "assistant"], "content": ["u", "a"]}
    formats.decode_many([odd] * 3)
    assert [(turn.role, turn.text) for turn in formats.decode(row).turns] == UA
