"""Reasoning: what counts as shown, as needed, as bare; tags; and that the evidence never disagrees with the flags."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics.answers import FAULTY_TURNS
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.reasoning import REASONING
from explorer.metrics.reasoning.premises import inference_in, outcome_asked
from explorer.metrics.reasoning.tags import marked
from tests.growth import assert_linear, repeated

CONTEXT = Context("o200k_base", "")
FLAGS = [column.name for column in REASONING.columns if column.kind == "boolean"]


def talk(*turns: Turn, tools: str = "") -> Conversation:
    return Conversation("messages", turns, tools=tools)


def pair(prompt: str, response: str) -> Conversation:
    return talk(Turn("user", prompt), Turn("assistant", response))


def judge(conversation: Conversation) -> dict[str, Any]:
    values = REASONING.compute(Batch([conversation]), CONTEXT)
    return {name: column[0] for name, column in values.items()}


COT = [
    ("Tom has 3 bags with 4 pens each and loses 5 pens. How many pens are left?", "3 bags of 4 pens are 3 * 4 = 12 pens. He loses 5, so 12 - 5 = 7 pens are left."),
    ("Ann had 40 stamps and gave 12 to Ben. How many stamps does she have now?", "Ann starts with 40 stamps.\nShe gives away 12 of them.\nThat means she now has 28 stamps."),
    ("Solve 2x + 6 = 10.", "Subtract 6 from both sides: 2x = 4. Divide by 2, and we get x = 2."),
    ("Prove that the sum of two even integers is even.", "Let the integers be 2a and 2b. Then 2a + 2b = 2(a + b), which is divisible by 2. Therefore the sum is even."),
    ("Which animal can fly?\n(A) dog\n(B) eagle\n(C) cow\n(D) carp", "Dogs and cows walk, so (A) and (C) are out. A carp swims. Eagles have wings, so the answer is (B)."),
    ("Would a penguin survive in the Sahara?", "Penguins need cold water and fish. The Sahara is hot and has neither. So the answer is no."),
    ("Every zib is a zab. No zab is blue. Can we conclude that no zib is blue?", "Every zib is a zab. Since no zab is blue, it follows that a zib cannot be blue. Therefore yes, the conclusion holds."),
    ("Take the last letters of \"Ron Mia\" and concatenate them.", "The last letter of \"Ron\" is \"n\". The last letter of \"Mia\" is \"a\". So the final answer is \"na\"."),
    ("What is the remainder when $2^{10}$ is divided by $7$?", "We have $2^3 = 8 \\equiv 1$, so $2^9 \\equiv 1$ and $2^{10} \\equiv 2$. The remainder is $\\boxed{2}$."),
    ("Weng earns $12 an hour for babysitting. Yesterday she did 50 minutes. How much did she earn?", "She earns 12/60 = $<<12/60=0.2>>0.2 a minute.\nFor 50 minutes she earned 0.2 x 50 = $10.\n#### 10"),
    ("小明有25个苹果，分给3个同学每人6个，还剩多少个？", "3个同学每人6个，一共分出3×6=18个。所以还剩25-18=7个苹果。"),
    ("下列属于哺乳动物的是（ ）\nA. 鲤鱼\nB. 麻雀\nC. 鲸\nD. 青蛙", "鲤鱼是鱼类，A项错误；麻雀是鸟类，B项错误；青蛙是两栖类，D项不符合题意。鲸胎生哺乳，因此选C。"),
    ("解方程：3x-6=9", "移项可得3x=15，两边同除以3，解得x=5。"),
    ("甲说乙在说谎，乙说丙在说谎，丙说甲和乙都在说谎。谁说的是真话？", "假设甲说真话，那么乙在说谎，于是丙说真话。但丙说甲和乙都在说谎，与假设矛盾。所以甲在说谎，乙说的是真话。"),
    ("Combien font 12 × 4 + 2 ?", "12 × 4 = 48. Ensuite 48 + 2 = 50. Donc la réponse est 50."),
]  # fmt: skip

NO_COT = [
    ("Calculate the area of a square with side 4.", "def area(side):\n    # Calculate the area, so that it can be printed\n    result = side * side\n    return result"),
    ("Tom has 3 bags with 4 pens each. How many pens does he have?", "12"),
    ("Tom has 3 bags with 4 pens each. How many pens does he have?", "He has 12 pens."),
    ("Which animal can fly?\n(A) dog\n(B) eagle\n(C) cow", "The answer is (B)."),
    ("Summarise the article.\n\nRain fell for a week and the river rose.", "After a week of rain the river rose. Streets were flooded, and so the mayor asked people to stay at home. Therefore schools were closed."),
    ("Explain photosynthesis.", "Photosynthesis is the process by which plants turn light into sugar. Leaves take in carbon dioxide, and roots take up water. Because chlorophyll absorbs red and blue light, leaves look green."),
    ("Write a story about a fox.", "Once there was a fox who lived by a lake. She was hungry, so she went to fish. First, she waited. Then, she jumped. Finally, she had dinner, and therefore she slept well."),
    ("How do I bake bread?", "Step 1: mix flour and water. Step 2: let the dough rest. Step 3: bake it for 40 minutes. Since ovens differ, check the crust. Then, let it cool."),
    ("Write a function that adds two numbers.", "```python\ndef add(a, b):\n    total = a + b\n    return total\n```\nThis function takes two numbers and returns their sum."),
    ("Is it safe to eat raw eggs?", "Raw eggs can carry bacteria. People with weak immune systems should avoid them, and so should pregnant women. Pasteurised eggs are safer."),
    ("Translate to English: 他因为下雨所以没去。", "He did not go because it was raining."),
    ("Find the current price of the share given 18.4, 18.5 and 18.1.", "It cannot be determined without more information. Could you provide the name of the share?"),
    ("Make up a quiz question about rivers.", "Question: Which river runs through Egypt? It is long. It is old.\nAnswer: the Nile."),
    ("请总结下面的文章：连日大雨，河水上涨。", "文章介绍了连日大雨导致河水上涨的情况。由于道路被淹，学校因此停课，市长呼吁居民留在家中，最后水位逐渐回落。"),
    ("为什么要保护环境？", "保护环境有助于人类健康。首先，清洁的空气和水是生存的基础。其次，生物多样性维持生态平衡。最后，良好的环境促进经济发展。因此，我们应该爱护环境。"),
    ("写一封请假信", "尊敬的老师：因为我今天发烧，所以无法到校上课，特此请假一天。望批准。此致敬礼。"),
    ("借条可以写违约金吗？", "根据法律规定，借条可以约定违约金。当事人可以约定一方违约时支付一定数额的违约金，也可以约定损失赔偿额的办法。"),
    ("", "The committee met on Monday and voted to repair the bridge. Since the budget was small, the work will begin in May."),
    ("Hello", ""),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "response"), COT)
def test_reasoned_answers(prompt: str, response: str) -> None:
    row = pair(prompt, response)
    assert judge(row)["has_cot"]
    assert not judge(row)["bare_answer"]
    marks = [response[e.start : e.end] for e in REASONING.explain(row) if e.column == "has_cot"]  # pyright: ignore[reportOptionalCall]
    assert marks
    assert all(marks)


@pytest.mark.parametrize(("prompt", "response"), NO_COT)
def test_other_answers_show_no_reasoning(prompt: str, response: str) -> None:
    assert not judge(pair(prompt, response))["has_cot"]


NEEDS = [
    *(prompt for prompt, _ in COT if "penguin" not in prompt),
    "A train covers 120 km in 2 hours. What is its average speed?",
    "What is the square root of 169?",
    "What comes next: 2, 4, 8, 16?",
    "Let's think step by step: is a whale a fish?",
    "求函数f(x)=x^2-4x+6的导数。",
    "一袋牛奶3元，20元最多可以买几袋牛奶？",
    "计算 15 × 8 + 4",
]
NO_NEED = [
    "What is the capital of France?",
    "Explain photosynthesis.",
    "Write a story about three pigs and two wolves.",
    "Translate into German: How many apples are there in 3 bags of 4?",
    "Write a Python function that computes the sum of 3 numbers.",
    "Read the passage and answer. In 1918 the town had 300 houses and 12 mills. Question: How many mills were there?",
    "Classify the sentiment: great film. Options: A. positive B. negative C. neutral",
    "Summarize: profits rose 5% to 20 million, and the total of 300 shops was kept.",
    "What happened on 9/11?",
    "计算机是什么时候发明的？",
    "一名70岁男性患者发现背部有个直径8厘米的肿块，几个月来慢慢增大，请问是什么病？",
    "写一篇关于函数的文章，不少于800字，分3段。",
    "请帮我开具在职证明",
    "",
]


@pytest.mark.parametrize("prompt", NEEDS)
def test_questions_that_demand_inference(prompt: str) -> None:
    row = pair(prompt, "7")
    assert judge(row)["needs_reasoning"]
    (mark,) = [e for e in REASONING.explain(row) if e.column == "needs_reasoning"]  # pyright: ignore[reportOptionalCall]
    assert 0 <= mark.start < mark.end <= len(prompt)


@pytest.mark.parametrize("prompt", NO_NEED)
def test_questions_that_do_not(prompt: str) -> None:
    assert not judge(pair(prompt, "7"))["needs_reasoning"]


@pytest.mark.parametrize(
    ("prompt", "response", "bare"),
    [
        ("Ann had 40 stamps and gave 12 to Ben. How many stamps does she have now?", "28", True),
        ("Ann had 40 stamps and gave 12 to Ben. How many stamps does she have now?", "She has 28 stamps.", True),
        ("Ann had 40 stamps and gave 12 to Ben. How many stamps does she have now?", "40 - 12 = 28", False),
        ("Ann had 40 stamps and gave 12 to Ben. How many stamps does she have now? Answer only.", "28", False),
        ("Ann had 40 stamps and gave 12 to Ben. How many stamps does she have now?", "", False),
        ("Ann had 40 stamps and gave 12 to Ben. How many stamps does she have now?", "Which Ann do you mean?", False),
        ("Which animal can fly?\n(A) dog\n(B) eagle\n(C) cow", "B", True),
        ("Which animal can fly?\n(A) dog\n(B) eagle\n(C) cow", "The answer is (B) eagle.", True),
        ("Which animal can fly?\n(A) dog\n(B) eagle\n(C) cow\nReply with only the letter.", "B", False),
        ("Why is the sky blue?", "Rayleigh scattering.", True),
        (
            "Ann had 40 stamps and gave 12 to Ben. How many stamps does she have now?",
            "I'm not sure what you mean.",
            False,
        ),
        ("小明有25个苹果，分给3个同学每人6个，还剩多少个？", "我不知道", False),
        (
            "Why is the sky blue?",
            "Air scatters short waves more than long ones, and blue light has short waves.",
            False,
        ),
        ("What is the capital of France?", "Paris", False),
        ("Q: 2+2?\nA: 4\n\nQ: 3+5?\nA: 8\n\nQ: 7+1?\nA:", "8", False),
        ("小明有25个苹果，分给3个同学每人6个，还剩多少个？", "7个", True),
        ("小明有25个苹果，分给3个同学每人6个，还剩多少个？只需给出答案。", "7个", False),
        ("下列属于哺乳动物的是（ ）\nA. 鲤鱼\nB. 麻雀\nC. 鲸\nD. 青蛙", "C", True),
        ("下列属于哺乳动物的是（ ）请直接给出答案。\nA. 鲤鱼\nB. 麻雀\nC. 鲸\nD. 青蛙", "C", False),
        ("法国的首都是哪里？", "巴黎", False),
        ("Why is the sky blue?", "I give up.", False),
        ("Ann had 40 stamps and gave 12 to Ben. How many stamps does she have now?", "Not stated.", False),
        ("为什么候鸟南飞？", "为了过冬", False),
    ],
)
def test_bare_answers(prompt: str, response: str, bare: bool) -> None:
    assert judge(pair(prompt, response))["bare_answer"] is bare


def test_tools_and_system_prompts_excuse_a_bare_answer() -> None:
    asked = Turn("user", "Calculate 12 * 4 + 2.")
    assert judge(talk(asked, Turn("assistant", "50")))["bare_answer"]
    assert not judge(talk(Turn("system", "Give only the answer."), asked, Turn("assistant", "50")))["bare_answer"]
    assert not judge(talk(asked, Turn("assistant", "50"), tools='[{"name":"calculator"}]'))["bare_answer"]


def test_marked_reasoning_counts_in_tags_and_in_fields() -> None:
    tagged = pair("Hi", "<think>The user greets me, I greet back.</think>\nHello!")
    assert judge(tagged)["has_cot"]
    assert judge(tagged)["reasoning_chars"] == len("The user greets me, I greet back.")
    apart = talk(Turn("user", "Hi"), Turn("assistant", "Hello!", reasoning="The user greets me."))
    assert judge(apart)["has_cot"]
    assert judge(apart)["reasoning_chars"] == len("The user greets me.")
    assert not judge(apart)["bad_reasoning_tags"]
    assert [e.part for e in REASONING.explain(apart)] == ["reasoning"]  # pyright: ignore[reportOptionalCall]
    earlier = talk(
        Turn("user", "Hi"),
        Turn("assistant", "Hello!", reasoning="Greets me."),
        Turn("user", "Bye"),
        Turn("assistant", "Bye!"),
    )
    assert not judge(earlier)["has_cot"]
    assert judge(earlier)["reasoning_chars"] == 0


@pytest.mark.parametrize(
    ("answer", "faults", "chars"),
    [
        ("<think>two and two</think>4", 0, 11),
        ("<think>\n\n</think>\n\n4", 0, 0),
        ("<think></think>4", 0, 0),
        ("Well. <think></think>4", 1, 0),
        ("<think>two and two", 1, 11),
        ("two and two</think>4", 1, 11),
        ("It is four.\n</think>", 1, 0),
        ("<think>a <think>b</think> c</think>4", 1, 20),
        ("<think>one</think>4<think>two</think>5", 1, 6),
        ("<thinking>one two</think>4", 1, 7),
        ("[THINK]one two[/THINK]4", 0, 7),
        ("<|begin_of_thought|>one<|end_of_thought|>4", 0, 3),
        ("◁think▷one◁/think▷4", 0, 3),
        ("<|channel|>analysis<|message|>one", 1, 0),
        ("Put it between `<think>` and `</think>` tags.", 0, 0),
        ("```xml\n<think>\nhere\n```\nis how it opens.", 0, 0),
        ("I think so, [thinking] about <b>it</b>.", 0, 0),
        ("", 0, 0),
    ],
)
def test_tags(answer: str, faults: int, chars: int) -> None:
    read = marked(answer)
    assert (len(read.faults), read.chars) == (faults, chars)
    assert judge(pair("Hi", answer))["bad_reasoning_tags"] is (faults > 0)
    assert all(0 <= start < end <= len(answer) for _, start, end in read.faults)


ODD = [
    talk(),
    talk(Turn("user", "Hi")),
    talk(Turn("assistant", "So the answer is 4. Therefore 2 + 2 = 4. Thus it holds.")),
    talk(Turn("system", "Q: a\nA: b\nQ: c\nA: d"), Turn("user", "Q: e"), Turn("assistant", "f")),
    talk(Turn("user", "2+2?"), Turn("assistant", "</think>4"), Turn("user", "3+3?"), Turn("assistant", "6")),
    talk(
        Turn("tool", "x"),
        Turn("weird", "\x00"),
        Turn("assistant", "", reasoning="a long thought here", tool_calls="[]"),
    ),
    pair("İİİ 3 + 4 = ?", "İ so 3 + 4 = 7, İ therefore the answer is 7."),
    pair("How many pens are 3 bags of 4? " * 80, "<think>" + "we get 3 * 4 = 12. " * 800),
    pair("Why? " * 900 + "2 + 2 = ?", "Therefore 2 + 2 = 4, so we get 4. " * 900),
]


def test_evidence_agrees_with_the_flags() -> None:
    rows = [pair(*texts) for texts in [*COT, *NO_COT]] + [pair(prompt, "7") for prompt in [*NEEDS, *NO_NEED]] + ODD
    values = REASONING.compute(Batch(rows), CONTEXT)
    assert set(values) == {*(column.name for column in REASONING.columns), FAULTY_TURNS}
    for place, row in enumerate(rows):
        told = REASONING.explain(row)  # pyright: ignore[reportOptionalCall]
        assert {e.column for e in told} == {name for name in FLAGS if values[name][place]}, row
        for e in told:
            turn = row.turns[e.turn]
            assert 0 <= e.start <= e.end <= len(turn.reasoning if e.part == "reasoning" else turn.text)
            assert e.said


@pytest.mark.parametrize(
    "unit",
    ["a", "1", "1.", "1+", "((((", "\n", "```", "= ", "<think>", "</think>", "a. ", "A) B) C) ", "so ", "$x", "\\frac{", "[asy]", "几", "因为", "选项A", "\x00", "- - ", "x = 1 "],
)  # fmt: skip
def test_hostile_texts_take_linear_time(unit: str) -> None:
    def read(text: str) -> None:
        row = pair(text, text)
        judge(row)
        REASONING.explain(row)  # pyright: ignore[reportOptionalCall]

    assert_linear(repeated(unit), read, 200_000)


FOLLOWS = [
    ("All terns are red. No red thing floats. Does a tern float?", "No"),
    ("If it rains the match is cancelled. The match was not cancelled. Did it rain?", "No"),
    ("Ida is older than Ben. Ben is older than Cleo. Who is the youngest?", "Cleo"),
    ("A coat costs 120 dollars and is reduced by 20%. What is the new price?", "96 dollars"),
    ("A course starts on 3 March and lasts 8 days. On which date does it end?", "10 March"),
    ("Today is Wednesday. What day of the week will it be in 16 days?", "Friday"),
    ("What does this program print?\n\nx = 4\nfor i in range(3):\n    x += i\nprint(x)", "7"),
    ("Mia's mother is Ruth. Ruth's only brother is Owen. What is Owen to Mia?", "Uncle"),
    ("Would a pear sink in a bucket of mercury?", "No"),
    ("小明比小红高，小红比小丽高，谁最矮？", "小丽"),
    ("如果下雨比赛就取消。比赛没有取消，请问下雨了吗？", "没有"),
    ("一场展览从3月3日开始，持续8天，哪天结束？", "3月10日"),
    ("下面的代码输出什么？\n\nx = 4\nprint(x * 2)", "8"),
    ("甲车每小时行40千米，乙车6小时行240千米，哪辆车快？", "一样快"),
]
KNOWN = [
    ("Who is older, the Rolling Stones or U2?", "The Rolling Stones"),
    ("Who was the youngest president?", "Theodore Roosevelt"),
    ("When was the Eiffel Tower finished?", "1889"),
    ("How many strings does a violin have?", "Four"),
    ("Is Venus closer to the Sun than Earth?", "Yes"),
    ("What day is Christmas?", "25 December"),
    ("Would you like some tea?", "Yes"),
    ("Could you name a mammal that lays eggs?", "Platypus"),
    ("What prints faster, ink or laser?", "Laser"),
    ("人体有多少块骨头？", "206块"),
    ("北京奥运会是哪一年举办的？", "2008年"),
    ("中国最长的河是哪条？", "长江"),
]


@pytest.mark.parametrize(("question", "answer"), FOLLOWS)
def test_what_follows_from_the_question_is_more_than_its_result(question: str, answer: str) -> None:
    values = judge(pair(question, answer))
    assert values["needs_reasoning"] and values["bare_answer"]
    assert not judge(pair(question + " Answer only with the result.", answer))["bare_answer"]


@pytest.mark.parametrize(("question", "answer"), KNOWN)
def test_a_fact_may_be_said_in_a_word(question: str, answer: str) -> None:
    assert not judge(pair(question, answer))["bare_answer"]


@pytest.mark.parametrize(
    "unit", ["is older than ", "all x, ", "would a ", "print ", "3 days after ", "比", "如果，", "what is "]
)
def test_looking_for_premises_takes_linear_time(unit: str) -> None:
    assert_linear(repeated(unit), inference_in, 200_000)
    assert_linear(repeated(unit), outcome_asked, 200_000)


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("Candles make a room feel warm and soft. So the answer is dimly lit room.", True),
        ("The clouded leopard reaches 40 miles an hour.\nAnswer: no", True),
        ("油比水轻，倒在一起时会浮在上面。所以答案是油。", True),
        ("The answer is dimly lit room.", False),
        ("Answer: no", False),
        ("所以答案是油。", False),
        ("dimly lit room", False),
        ("Question: why do we light candles in the dark room?\nAnswer: for light", False),
    ],
)
def test_an_answer_named_behind_its_reason_is_reasoned(answer: str, shown: bool) -> None:
    asked = "Where would you light a candle?\nOptions:\n- dimly lit room\n- synagogue"
    assert judge(pair(asked, answer))["has_cot"] is shown
