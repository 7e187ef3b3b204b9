"""The `ability` layer: what English prompts ask for, the attributes, evidence, and hostile text."""

from __future__ import annotations

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics.ability import ABILITY
from explorer.metrics.ability.engine import choose
from explorer.metrics.ability.features import Reading
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from tests.growth import assert_linear, repeated
from tests.unit.metrics.ability_cases import cases, near_misses

CASES, NEAR_MISSES = cases("en"), near_misses("en")

CONTEXT = Context("o200k_base", "")
LABELS = {
    "classification", "sentiment", "text_matching", "nli", "ner", "keyword_extraction", "information_extraction",
    "summarization", "title_generation", "question_generation", "closed_qa", "open_qa", "objective_exam",
    "math_reasoning", "programming", "translation", "ancient_chinese", "idiom", "text_correction", "rewriting",
    "copywriting", "functional_writing", "essay", "story_poem_lyrics", "review_writing", "brainstorming", "role_play",
    "other",
}  # fmt: skip


def row(prompt: str, response: str = "", tools: str = "") -> Conversation:
    return Conversation("x", (Turn("user", prompt), Turn("assistant", response)), tools=tools)


def computed(*conversations: Conversation) -> dict[str, list]:
    return {name: list(values) for name, values in ABILITY.compute(Batch(conversations), CONTEXT).items()}


def flag(name: str, conversation: Conversation) -> bool:
    return computed(conversation)[name][0]


@pytest.mark.parametrize("label", sorted(CASES))
def test_common_phrasings(label):
    wrong = {prompt: got for prompt in CASES[label] if (got := choose(Reading(prompt)).ability) != label}
    # A few phrasings are open to two readings; most of each ability's must be right.
    assert len(wrong) <= len(CASES[label]) * 0.2, wrong


def test_all_phrasings_together():
    pairs = [(label, choose(Reading(prompt)).ability) for label, prompts in CASES.items() for prompt in prompts]
    assert sum(label == got for label, got in pairs) >= 0.96 * len(pairs)


@pytest.mark.parametrize(("prompt", "label"), NEAR_MISSES)
def test_words_of_another_task_do_not_mislead(prompt, label):
    assert choose(Reading(prompt)).ability == label


@pytest.mark.parametrize("prompt", ["", "   \n", "Hello!", "ok thanks", "qwertz", "👍", "\x00\x00"])
def test_unsure_is_other_with_no_confidence(prompt):
    values = computed(row(prompt))
    assert values["ability"] == ["other"]
    assert values["ability_confidence"] == [0.0]


def test_other_languages_are_judged_by_shape_alone():
    assert (
        choose(Reading("Écris une histoire courte sur un gardien de phare qui parle aux mouettes.")).ability == "other"
    )
    code = "¿Qué hace esto?\n```python\nfor i in range(3):\n    print(i)\n```"
    assert choose(Reading(code)).ability == "programming"


def test_chinese_prompts_are_read_by_the_chinese_rules():
    assert choose(Reading("请把下面的句子翻译成英文：今天天气很好。")).ability == "translation"
    assert choose(Reading("写一首关于秋天的诗")).ability == "story_poem_lyrics"


def test_a_query_for_an_answer_is_programming():
    prompt = "table: 2-1184\ncolumns: Year, Ships, Tonnes\nQ: what's the total number of ships with tonnes of 3 and year of 1912"
    answer = "SELECT COUNT Ships FROM 2-1184 WHERE Tonnes = 3 AND Year = 1912"
    assert computed(row(prompt, answer))["ability"] == ["programming"]


def test_the_answer_helps_where_the_prompt_is_ambiguous():
    question = "Where would one keep a spare tyre?\n\n- attic\n- boot of a car\n- sink\n- pocket"
    assert choose(Reading(question, "boot of a car")).ability == "objective_exam"
    assert choose(Reading("Reverse it.", "```python\nprint(s[::-1])\n```")).ability == "programming"


def test_confidence_is_a_share_and_higher_for_clear_prompts():
    clear = choose(Reading("Translate the following sentence into German: Good morning."))
    vague = choose(Reading("Can you list and describe a few things about it?"))
    assert 0.0 <= vague.confidence < clear.confidence <= 1.0


def test_only_the_last_question_counts():
    turns = (
        Turn("user", "Write a poem about rain."),
        Turn("assistant", "Rain falls."),
        Turn("user", "Translate it into French."),
        Turn("assistant", "La pluie tombe."),
    )
    values = computed(Conversation("x", turns))
    assert values["ability"] == ["translation"]
    assert values["is_multi_turn"] == [True]
    assert not flag("is_multi_turn", row("Hi", "Hello"))


@pytest.mark.parametrize(
    ("prompt", "response"),
    [
        ("Who?", '{"name": "Ada", "born": 1815}'),
        ("Who?", '[{"name": "Ada"}]'),
        ("Who?", "Here it is:\n```json\n{}\n```"),
        ("Who?", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("Who?", "<person><name>Ada</name></person>"),
        ("Name three rivers. Answer in JSON format.", ""),
        ("List the planets as a table.", "Mercury, Venus"),
        ("Put the planets in a table.", "Mercury, Venus"),
        ("Who?", '<person born="1815">Ada</person>'),
        ("请以JSON格式返回三个城市。", ""),
        ("列出五种水果，用表格展示", "苹果"),
        ("Who?", '<think>A list would be {no}.</think>{"name": "Ada"}'),
    ],
)
def test_structured_output(prompt, response):
    assert flag("is_structured", row(prompt, response))


@pytest.mark.parametrize(
    ("prompt", "response"),
    [
        ("Who?", "Ada {the countess} Lovelace"),
        ("Who?", "{see above}"),
        ("Who?", "[1] is a footnote mark, not data."),
        ("Write a Python function that parses JSON.", "```python\nimport json\n```"),
        ("Who?", "<think>hm</think>"),
        ("Write a web page", "<html><body>Hi</body></html>"),
        ("Who put the book on the table?", "Ada"),
        ("Who?", "Either a | b -- nobody knows."),
        ("Who was first, going by the position in the table?", "Ada"),
        ("Who?", "<laughs and leaves the room>"),
        ("桌子上有什么？", "一本书"),
    ],
)
def test_not_structured(prompt, response):
    assert not flag("is_structured", row(prompt, response))


def test_tools():
    assert flag("uses_tools", row("Weather?", "Sunny.", tools='[{"name": "weather"}]'))
    called = (Turn("user", "Weather?"), Turn("assistant", "", tool_calls='[{"name": "weather"}]'))
    assert flag("uses_tools", Conversation("x", called))
    answered = (Turn("user", "Weather?"), Turn("tool", "sunny"), Turn("assistant", "Sunny."))
    assert flag("uses_tools", Conversation("x", answered))
    assert not flag("uses_tools", row("Which tools does a carpenter use?", "A saw."))


def test_evidence_marks_the_deciding_words():
    prompt = "Please translate the sentence below into German.\n\nThe ship sails at noon."
    assert ABILITY.explain is not None
    found = [evidence for evidence in ABILITY.explain(row(prompt, "x")) if evidence.column == "ability"]
    assert found and "translation" in found[0].said
    assert found[0].turn == 0
    assert "translate" in prompt[found[0].start : found[0].end].lower()


def test_evidence_at_the_end_of_a_very_long_prompt():
    prompt = "The harbour was quiet. " * 2000 + "\n\nSummarize the text above in two sentences."
    found = [evidence for evidence in ABILITY.explain(row(prompt)) if evidence.column == "ability"]  # type: ignore[misc]
    assert any("summarize" in prompt[evidence.start : evidence.end].lower() for evidence in found)


def test_evidence_of_structure_stands_behind_reasoning():
    response = '<think>They want {data}.</think>\n{"name": "Ada"}'
    conversation = row("Who?", response)
    found = [evidence for evidence in ABILITY.explain(conversation) if evidence.column == "is_structured"]  # type: ignore[misc]
    assert response[found[0].start :].startswith('{"name"')


EXPLAINED = [
    row("Translate to French: dog", "chien"),
    row("Hello", "Hi"),
    row("", ""),
    row("Return JSON", '{"a": 1}'),
    row("List them as a markdown table.", ""),
    row("Weather?", "Sunny.", tools="[]"),
    Conversation("x", ()),
    Conversation("x", (Turn("assistant", "Hi"),)),
    Conversation("x", (Turn("user", "Write a poem"), Turn("user", "about rain"))),
    Conversation("x", (Turn("system", "Be nice."), Turn("user", "写一首诗"), Turn("assistant", "", "thinking"))),
    Conversation("x", (Turn("user", "go"), Turn("tool", "ok"), Turn("assistant", "done"))),
    row("A" * 50_000 + " What is the capital of France?", "Paris"),
]


@pytest.mark.parametrize("conversation", EXPLAINED)
def test_explain_agrees_with_compute(conversation):
    assert ABILITY.explain is not None
    values = computed(conversation)
    explained = {evidence.column for evidence in ABILITY.explain(conversation)}
    for name in ("is_structured", "is_multi_turn", "uses_tools"):
        assert (name in explained) == values[name][0]
    assert ("ability" in explained) == (values["ability"][0] != "other")
    for evidence in ABILITY.explain(conversation):
        if evidence.turn >= 0 and evidence.part == "text":
            assert 0 <= evidence.start <= evidence.end <= len(conversation.turns[evidence.turn].text)


def test_columns_and_labels():
    values = computed(*EXPLAINED, *(row(prompt) for prompts in CASES.values() for prompt in prompts))
    assert set(values) == {column.name for column in ABILITY.columns}
    assert set(values["ability"]) <= LABELS
    assert all(column.layer == ABILITY.name and column.help for column in ABILITY.columns)


@pytest.mark.parametrize(
    "piece",
    ["a", "1+", "((((", "\n", "```", "A. ", "{\"", "[", "<a>", "|-", "_", "“", '"', "how many ", "\x00", "- x\n", "是", "write a ", ", or ", "İ", "$", "请"],
)  # fmt: skip
def test_hostile_text_takes_linear_time(piece):
    def read(text):
        computed(row(text, text), row("question? " + text, ""))
        ABILITY.explain(row(text, text))  # type: ignore[misc]

    assert_linear(repeated(piece), read, 200_000)
