"""The `domain` layer: fields in both languages, what must stay general, the marked words, hostile text."""

from __future__ import annotations

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.domain import DOMAIN, DOMAINS, explain, tell
from explorer.metrics.domain.words import CHINESE, ENGLISH
from explorer.metrics.metric import Context
from tests.growth import assert_linear, repeated

CONTEXT = Context("o200k_base", "")


def row(prompt: str, response: str = "") -> Conversation:
    return Conversation("x", (Turn("user", prompt), Turn("assistant", response)))


def computed(*conversations: Conversation) -> dict[str, list]:
    return {name: list(values) for name, values in DOMAIN.compute(Batch(conversations), CONTEXT).items()}


@pytest.mark.parametrize(
    ("domain", "prompt", "response"),
    [
        (
            "medical",
            "What are the symptoms of diabetes?",
            "Thirst, fatigue, and slow healing. See a doctor for a test.",
        ),
        ("medical", "糖尿病患者的饮食要注意什么？", "控制血糖，少吃甜食，按医嘱用药。"),
        (
            "medical",
            "I have a sore throat and fever, what should I take?",
            "Ibuprofen helps against the fever and pain.",
        ),
        ("legal", "Can the plaintiff appeal the verdict?", "Yes, in the appellate court, within the statutory time."),
        ("legal", "劳动合同到期不续签有赔偿吗？", "根据劳动合同法第四十六条，用人单位应当支付经济补偿，可以申请仲裁。"),
        ("finance", "How do bond yields react to inflation?", "Bonds fall when the Fed raises rates; investors hedge."),
        ("finance", "股票和基金有什么区别？", "股票由投资者直接购买，基金由专业机构管理。"),
        ("science", "Explain photosynthesis.", "Chlorophyll absorbs light; enzymes fix carbon in the cell."),
        ("science", "为什么光合作用需要叶绿体？", "叶绿体中的酶和细胞膜参与化学反应。"),
        ("technology", "How do I sort a list in Python?", "```python\nsorted(values)\n```"),
        ("technology", "写一个函数反转字符串", "def reverse(s):\n    return s[::-1]\nprint(reverse('a'))"),
        ("business", "如何处理客户的退货和退款？", "联系客服，确认订单后七天内发货或退款。"),
        ("business", "Write a marketing campaign for a new brand.", "Our branding and advertising reach customers."),
        ("education", "请写一份小学语文教案，包括教学目标。", "教学目标：学生能够朗读课文。课堂教学分三步。"),
        (
            "agriculture",
            "How should I rotate crops to save fertilizer?",
            "Alternate wheat and legumes; the soil recovers.",
        ),
        ("gaming", "王者荣耀打野英雄怎么出装备？", "玩家先看技能，再配装备。"),
    ],
)
def test_fields(domain, prompt, response):
    assert tell(prompt, response).domain == domain


@pytest.mark.parametrize(
    ("prompt", "response"),
    [
        ("", ""),
        ("Hello!", "Hi, how can I help you?"),
        ("写一首关于秋天的诗", "秋风起，落叶黄，雁南飞，人断肠。"),
        ("Natalia sold clips to 48 of her friends in April. How many did she sell?", "She sold 48 clips."),
        ("小明买了3个苹果，每个2元，一共花了多少钱？", "3×2=6，一共花了6元。"),
        ("A doctor, a lawyer and a teacher walk into a bar. Finish the joke.", "They order three beers."),
        ("给我讲一个医生和病人的笑话", "从前有个人，走路总是看手机。"),
        ("Translate to French: I have no money in the bank.", "Je n'ai pas d'argent à la banque."),
        ("My heart is broken and my head hurts from crying.", "I am sorry. Time heals."),
        ("推荐几部好看的电影", "《肖申克的救赎》《阿甘正传》《泰坦尼克号》。"),
        ("¿Qué es la diabetes mellitus tipo dos en breve?", "Es una enfermedad."),
    ],
)
def test_a_word_or_two_make_no_vertical(prompt, response):
    assert tell(prompt, response).domain == "general"


def test_incidental_words_of_a_long_text_make_no_vertical():
    story = "She walked along the river and thought of her childhood and the long summers at the lake. " * 12
    assert tell("Tell me a story.", story + "The nurse had a fever and asked for aspirin. ").domain == "general"


def test_two_fields_at_once_are_general():
    told = tell(
        "", "The plaintiff had diabetes. His attorney asked the court for the insulin his physician prescribed."
    )
    assert told.domain == "general"


def test_the_answer_behind_the_reasoning_counts():
    thinking = "<think>diabetes insulin hypertension chemotherapy</think>"
    assert tell("Name a colour.", thinking + "Blue.").domain == "general"


def test_labels_are_the_closed_list():
    assert set(ENGLISH) == set(CHINESE)
    assert ("general", *ENGLISH) == DOMAINS
    for words in (ENGLISH, CHINESE):
        for tiers in words.values():
            for term in " ".join(tiers).split():
                assert term == term.lower() or not term.islower(), term


def test_chinese_terms_have_two_characters_to_be_found_by():
    assert all(len(term) >= 2 for tiers in CHINESE.values() for term in " ".join(tiers).split())


def test_no_english_word_twice_in_a_domain():
    for domain, tiers in ENGLISH.items():
        terms = " ".join(tiers).split()
        assert len(terms) == len(set(terms)), (domain, sorted({term for term in terms if terms.count(term) > 1}))


def test_evidence_marks_the_words():
    prompt, response = "Is Ibuprofen safe with hypertension?", "Ask your doctor: ibuprofen may raise blood pressure."
    conversation = row(prompt, response)
    found = explain(conversation)
    assert {item.column for item in found} == {"domain"}
    marked = {conversation.turns[item.turn].text[item.start : item.end].lower() for item in found}
    assert {"ibuprofen", "hypertension"} <= marked
    assert explain(row("Hello!", "Hi!")) == []


def test_evidence_of_a_chinese_row():
    conversation = row("高血压患者可以喝咖啡吗？", "高血压患者应遵医嘱，注意血压。")
    marked = {conversation.turns[item.turn].text[item.start : item.end] for item in explain(conversation)}
    assert {"高血压", "患者"} <= marked


def test_compute_agrees_with_explain():
    rows = [
        row("What is a stack?", "```python\nx = []\n```"),
        row("劳动合同纠纷如何仲裁？", "向法院起诉或申请仲裁。"),
        row("Hi", "Hello"),
        Conversation("x", (Turn("assistant", "diabetes insulin hypertension"),)),
        Conversation("x", (Turn("system", "You help."), Turn("user", "糖尿病 症状 胰岛素"), Turn("assistant", ""))),
        Conversation("x", ()),
    ]
    values = computed(*rows)
    for position, conversation in enumerate(rows):
        assert bool(explain(conversation)) == (values["domain"][position] != "general")
        assert 0.0 <= values["domain_confidence"][position] <= 1.0


@pytest.mark.parametrize("piece", ["a", "病", "diabetes ", "\n", "```", "(((", "糖尿病", "\x00", "<think>", "</think>"])
def test_hostile_text_takes_linear_time(piece):
    def read(text):
        conversation = row(text, text)
        computed(conversation)
        explain(conversation)

    assert_linear(repeated(piece), read, 200_000)
