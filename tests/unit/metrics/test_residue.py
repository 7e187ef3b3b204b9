"""Residue: slots, boilerplate, echoes, swapped sides and damaged letters, with near misses."""

from __future__ import annotations

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.residue import RESIDUE, damage

CONTEXT = Context("o200k_base", "")


def judged(prompt: str, response: str) -> tuple[set[str], str]:
    conversation = Conversation("x", (Turn("user", prompt), Turn("assistant", response)))
    values = RESIDUE.compute(Batch([conversation]), CONTEXT)
    kind = values["boilerplate_kind"][0]
    flags = {one.name for one in RESIDUE.columns if one.kind == "boolean" and values[one.name][0]}
    assert RESIDUE.explain is not None
    found = RESIDUE.explain(conversation)
    assert {item.column for item in found} == flags
    for item in found:
        assert 0 <= item.start <= item.end <= len(conversation.turns[item.turn].text)
    return flags, kind


TEXT = "Rust is an oxide of iron that forms when the metal meets water and oxygen over a longer time."

FOUND = [
    ("写一封求职信。", "我曾在XX公司实习。", "has_placeholder"),
    ("Write a line.", "[Insert the name of your street here.]", "has_placeholder"),
    ("Paint a wall blue.", "As an AI language model, I hold no brush.", "has_boilerplate"),
    ("Write a note.", "Meet me on Friday.\n[Enter NAME]", "has_placeholder"),
    ("Write a note.", "Thanks a lot!\n[Your Name]", "has_placeholder"),
    ("Write an ad.", "Lorem ipsum dolor sit amet, made of wool.", "has_placeholder"),
    ("Say hello.", "Hello, I am {{name}}.", "has_placeholder"),
    ("写一份自我介绍。", "我毕业于【此处填写学校】。", "has_placeholder"),
    ("写一则启事。", "拾到者请与XXX联系。", "has_placeholder"),
    ("What should a bicycle cost today?", "What should a bicycle cost today?", "echoes_prompt"),
    (TEXT, "What is rust?", "is_swapped"),
    ("Where to?", "Try a second cafÃ© or an â€œEinspÃ¤nnerâ€.", "has_mojibake"),
    ("你好", "锟斤拷锟斤拷", "has_mojibake"),
    ("Who?", "The Pok√©mon trainer said ג€“ no.", "has_mojibake"),
    ("How much?", "It cost \x802 billion.", "has_mojibake"),
    ("Go on.", "One\x07two", "has_control_chars"),
    ("Go on.", "pay\u202eload", "has_control_chars"),
]
KINDS = [
    ("Who are you?", "I am ChatGPT, a large language model trained by OpenAI.", "identity"),
    ("你是谁？", "我是通义千问，由阿里云开发。", "identity"),
    ("What is new?", "As of my last update in 2021, nothing.", "cutoff"),
    ("最近有什么？", "截至我的知识更新日期，没有消息。", "cutoff"),
    ("Tell me.", "As an AI language model, I think so.", "as_an_ai"),
    ("Tell me.", "Too many requests in 1 hour. Try again later.", "interface"),
    ("Classify it.\n<noinput>", "Spam", "no_input"),
]
CLEAN = [
    ("原告林某称xx公司拖欠货款，请分析。", "被告xx公司应当支付货款。"),
    ("Tease me.", "[Your shoes are wider than the door they came through.]"),
    ("Are you a robot?", "I am a language model, so there is no body of mine."),
    ("你是谁？", "我是一个语言模型。"),
    ("Explain this class.", "It is empty:\n// TODO Auto-generated constructor stub"),
    ("Write a scene.", "SCENE I\n\n[Enter MARA and the SMITH]\n\nMARA: Is the gate shut?"),
    ("Index a list.", "Use `names[0]` and [the docs](https://example.org)."),
    ("Write a template for a letter.", "Dear [Your Name],"),
    ("¿Qué es todo?", "Todo está bien; el autor, todo un señor."),
    ("Que manger ?", "Une crêpe, à côté du café, où l’été dure."),
    ("Where is it?", "SÃO PAULO"),
    ("Correct this: I has a dog.", "I have a dog."),
    ("What is rust?", TEXT),
    ("می‌خواهم", "می‌خواهم بدانم"),
    ("Family?", "👨\u200d👩\u200d👧"),
    ("AI 助手的工作是什么？", "作为一名AI助手的日常工作，主要是回答问题。"),
    ("", ""),
]


@pytest.mark.parametrize(("prompt", "response", "flag"), FOUND)
def test_found(prompt: str, response: str, flag: str) -> None:
    assert flag in judged(prompt, response)[0]


@pytest.mark.parametrize(("prompt", "response", "kind"), KINDS)
def test_kinds(prompt: str, response: str, kind: str) -> None:
    flags, named = judged(prompt, response)
    assert named == kind and "has_boilerplate" in flags


@pytest.mark.parametrize(("prompt", "response"), CLEAN)
def test_clean(prompt: str, response: str) -> None:
    assert judged(prompt, response) == (set(), "none")


@pytest.mark.parametrize("unit", ["a", "[your ", "{{", "Ã", "作为", "\n", "\0", "1. Input:\n"])
def test_hostile_texts_end(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    judged("x", text)
    judged(text, "What is x?")


def test_looking_near_suspects_finds_what_looking_everywhere_finds() -> None:
    texts = [
        "naïve café – “it’s” 30 °C · ½",
        "中文·标点 ñandú",
        "Привет, мир",
        "Ünïcödé ×÷±",
        "日本語のテスト é",
        "€ 5 “a” ‘b’ …",
    ]
    for text in texts:
        for wrong in ("cp1252", "latin-1", "cp1251"):
            for place in range(len(text)):
                piece = text[place : place + 3].encode().decode(wrong, "ignore")
                for around in ("", "plain words ", "é"):
                    shown = around + piece + around
                    assert damage._near_suspects(shown) == (damage.BADNESS_RE.search(shown) is not None), shown
