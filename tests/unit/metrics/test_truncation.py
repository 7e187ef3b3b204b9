"""Cut-off answers: what betrays a cut, and what only looks like one."""

from __future__ import annotations

import pytest

from explorer.conversation import ASSISTANT, USER, Conversation, Turn
from explorer.metrics import METRICS, truncation
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context
from explorer.metrics.truncation import TRUNCATION, judge
from explorer.metrics.truncation.habit import CJK, SPACED, habits_of
from tests.growth import assert_linear, repeated

CONTEXT = Context("o200k_base", "")


def row(answer: str, question: str = "Tell me about it.") -> Conversation:
    return Conversation("x", (Turn(USER, question), Turn(ASSISTANT, answer)))


def kind(answer: str, question: str = "Tell me about it.") -> str:
    return TRUNCATION.compute(Batch([row(answer, question)]), CONTEXT)["truncation_kind"][0]


CUT = [
    ("今天下雨。我们改在室内训练，并且把时间推", "no_full_stop"),
    ("The sides are $a = \\sqrt{9}$ and $b = 4$, so that the third one is $c = \\sqrt{3^2 + 4", "open_math"),
    ("The harbour is old. It lies in the bay that was named after the king of", "mid_sentence"),
    ("Run ```pip install kestrel``` first.\n\n```python\nimport kestrel\nkestrel.fly()", "open_fence"),
    ("Bread needs four things. The first of them is flour, and the", "mid_sentence"),
    ("The tide follows the moon. It comes in twice a day because the water is", "mid_sentence"),
    (
        "Otters hold hands while they sleep. They do so to avoid drifting apart when the river current carr",
        "no_full_stop",
    ),
    ("Ferries run hourly. Buses run twice as often,", "mid_sentence"),
    (
        "Tips:\n\n1. Drink water before you walk.\n2. Rest in the shade at noon.\n3. Carry a hat that covers",
        "no_full_stop",
    ),
    ("Plan:\n- Paint the fence.\n- Oil the gate.\n- Sweep the", "mid_sentence"),
    ("Steps:\n\n1. Fill the kettle.\n2. Boil the water.\n3.", "open_list"),
    ("There are three reasons for it:\n\n1. Rent is low.\n2. Trains are quick.", "open_list"),
    ("Glass is made of sand. The recipe is as follows:", "promise"),
    ("Use this:\n\n```python\ndef area(r):\n    return 3.14 * r", "open_fence"),
    ("The word is old. It was first used in a letter that said (", "open_bracket"),
    ("We solve for the speed.\n\n\\[ v = \\frac{s}{t}", "open_math"),
    ("# Oven\n\nIt is hot.\n\n## Racks\n\nThere are two.\n\n## Doors", "open_list"),
    ("苹果含有丰富的维生素。每天吃一个苹果，可以帮助身体", "no_full_stop"),
    ("选伞要看三点。一看伞骨，二看伞面，三看", "no_full_stop"),
    ("春天来了，燕子飞回北方，因为", "mid_sentence"),
    ("建议如下：\n1. 早睡早起，保持规律。\n2. 多吃蔬菜，少吃油炸食品。\n3. 每周运动三次，每次", "no_full_stop"),
    ("做法：\n1. 洗米。\n2.", "open_list"),
    ("桥建成于宋代。 桥上原有石亭", "no_full_stop"),
    ("理由有三个：\n1. 价格便宜。\n2. 交通方便。", "open_list"),
    ("这个函数可以这样写：\n```python\ndef f(x):\n    return x", "open_fence"),
    ("主要的步骤有下面这些：", "promise"),
    ("根据材料可以看出，当时的手工业者大多住在城外，这反映了城市的管理制", "no_full_stop"),
    ("（微笑）我明白你的心情（💖💕", "open_bracket"),
    ("The area is small. We write it as $$ A = \\frac{1}{2} \\left(b h", "open_math"),
    ("Add both equations:\n\\begin{align*}\nx + y &= 4, \\\\\nx - y &=", "mid_sentence"),
    ("Let $a$ be the smaller one and $a + 1$ the other, so that $a(a + 1", "open_math"),
    ("The lines meet once. From this we see that $BC$", "no_full_stop"),
    ("Ann has 4 pens in her bag. \nShe buys 5 more pens. \nThat means she now owns 9 pens", "no_full_stop"),
    ("Ann has 4 pens in her bag.\nShe buys 5 more pens.\n\nTherefo", "mid_word"),
    ("Robin has 4 pens in her bag.\nRobin buys 5 more pens.\nRob", "mid_word"),
    ("The kiln is old, and nobody knows who built it.\n\nAnother", "mid_sentence"),
    ("Plan\n\n**Walls:**\n\nPaint them white.\n\n**Floor:**\n\nOil it twice.\n\n**Roof:**", "open_list"),
    ("Steps:\n\n1. **Boil** the water.\n2. **", "open_list"),
]

WHOLE = [
    "您好！我是前台，您可以随时给我留言",
    "先求速度。速度 = 路程 / 时间 = 36公里 / 8小时 = 4.5公里/小时 = 4.5",
    "黄昏。傍晚",
    "应先去皮肤科做检查，再根据结果选择药物治疗",
    "可以选择药物治疗，也可以选择手术治疗，须按时复查；",
    "（微笑）今天天气很好。",
    'sed -i "s/$old/$new/g" $file',
    "^[a-z]{2}\\d+$",
    "The lines meet once. So the answer is $BC$",
    "Each apple costs $1. With the discount it is $0.90. Five of them are 5 x $0.90 = $4.50",
    "The text says that the shop is open. It also says when.\n\nTrue",
    "Ann has 4 pens in her bag.\nShe buys 5 more pens.\n\nBea",
    "No, there is no kind of music that all sailors enjoy listening to",
    "租房要注意：看清房屋，问明租金，签订合同",
    "With $x = 4$ it costs $12 and with $x = 5$ it costs $15",
    "He pays $3*4=$12 and she pays $5*2=$10, that is $22. They have $50-$22=$28 left",
    "She pays $3 for tea, $4 for cake and $5",
    "The third side is $c = \\sqrt{25}$, which is $5$",
    "A module is loaded once, whoever asks for it first. For example:\n\nfrom kestrel import wings",
    "There is no club that all sailors are members of",
    "Nobody can say where the noise comes from",
    "Install it first:\n\n```pip install kestrel```\n\nThen start the program once.",
    "1. Read the list\n2. Take the first word\n3. Print the word in capitals\n4. Take the next word\n5. Go back to step 3\n6. End",
    "Positive",
    "Paris",
    "42",
    "The answer is 42",
    "B. The second option",
    "I like it. It is cheap and it works well.",
    "He asked: \u201cWho is there?\u201d",
    "- apples\n- pears\n- plums",
    "1. Rome\n2. Oslo\n3. Lima",
    "The roses are red\nThe violets blue\nThe night is long\nAnd so are you",
    "Dear Sam,\n\nthe parcel came this morning. Thank you for it.\n\nBest regards,\nRobin",
    "Dear Sam,\n\nthe parcel came this morning. Thank you for it.\n\nKind regards,",
    "See the manual. It is at https://example.org/manual/start",
    "Congratulations! 🎉",
    "x = 5\ny = 7\nx + y = 12",
    "The sum is 5 + 7 = 12. So the result is 12",
    "SELECT name FROM users WHERE age > 30;",
    "def f(x):\n    return x * 2",
    '{"name": "Ada", "born": 1815}',
    "```python\nprint(1)\n```",
    "Here is the code:\n\n```python\nprint(1)\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "\u201eThe Austrian Oak\u201c",
    "The set is $[0, 1)$.",
    "$(a, b]$ is half open.",
    "Chapter 3.",
    "3.",
    "Enjoy your meal. #food #travel",
    "正面",
    "北京",
    "答案是：B",
    "画龙点睛，精益求精",
    "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。",
    "品质生活，从这里开始",
    "我喜欢这本书。它的故事很感人。",
    "刘经理：\n您好！我想请两天事假，请您批准。\n工作已经安排妥当，不会受到影响。\n申请人：周晓雯\n10月13日",
    "总共需要12元。答：12元",
    "1. 苹果\n2. 香蕉\n3. 橙子",
    "今天天气很好！😊",
    "明日は晴れるでしょう。傘はいりません",
]


@pytest.mark.parametrize(("answer", "expected"), CUT)
def test_a_cut_is_seen(answer: str, expected: str) -> None:
    assert kind(answer) == expected


@pytest.mark.parametrize("answer", WHOLE)
def test_a_whole_answer_is_left_alone(answer: str) -> None:
    assert kind(answer) == "none"


def test_fewer_items_than_asked_for() -> None:
    answer = "1. Walk to work every day.\n2. Cook at home on weekdays.\n3. Cancel what you do not watch."
    assert kind(answer, "List 5 ways to save money.") == "open_list"
    assert kind(answer, "List 3 ways to save money.") == "none"
    assert kind(answer + "\n\nThese are the ones that matter.", "List 5 ways to save money.") == "none"


def test_a_passage_of_the_prompt_is_an_answer() -> None:
    passage = "The mill was built in 1802. In the following years it was sold to the"
    assert kind(passage, f"What is the text about? {passage} Miller family.") == "none"


def test_reasoning_before_the_answer_does_not_count() -> None:
    assert kind("<think>There are five ways:\n1. and the</think>\nIt depends on the weather.") == "none"


def test_evidence_marks_the_end() -> None:
    answer = "Bread needs four things. The first of them is flour, and the  \n"
    (found,) = TRUNCATION.explain(row(answer))  # type: ignore[misc]
    assert found.column == "is_truncated"
    assert answer[found.start : found.end] == "the"
    assert found.turn == 1


def test_explain_agrees_with_compute() -> None:
    rows = [row(answer) for answer, _ in CUT] + [row(answer) for answer in WHOLE]
    rows += [Conversation("x", ()), Conversation("x", (Turn(USER, "a"),)), row(""), row(" \n ")]
    flags = TRUNCATION.compute(Batch(rows), CONTEXT)["is_truncated"]
    for one, flag in zip(rows, flags, strict=True):
        assert TRUNCATION.explain is not None
        found = TRUNCATION.explain(one)
        assert bool(found) == flag
        for each in found:
            text = one.turns[each.turn].text
            assert 0 <= each.start <= each.end <= len(text)


@pytest.mark.parametrize(
    "piece", ["a", "1+", "((", "\n", "```", "```\n", " ", "**", "1.\n", "- ", "中", "中。", "the ", "\\[", "$$\n", "\0"]
)
def test_hostile_text_costs_linear_time(piece: str) -> None:
    def read(text: str) -> None:
        TRUNCATION.compute(Batch([row(text, text), row(text)]), CONTEXT)

    assert_linear(repeated(piece), read, 200_000)


def test_fences_of_a_row_are_counted_up_to_a_limit_and_what_is_not_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    fenced = "Use this:\n```python\nprint(1)\n```\n" * 40
    monkeypatch.setattr(truncation, "_COUNTED", 3 * len(fenced))
    searched: list[str] = []
    monkeypatch.setattr(truncation, "_open_fence", searched.append)

    def kinds(*answers: str) -> tuple[object, object, list[Evidence]]:
        turns = [turn for answer in answers for turn in (Turn(USER, "Write code."), Turn(ASSISTANT, answer))]
        conversation = Conversation("x", tuple(turns))
        found = TRUNCATION.compute(Batch([row("It is so."), conversation]), CONTEXT)
        assert found["truncation_kind"][0] == "none"
        return found["truncation_kind"][1], found["is_truncated"][1], truncation.explain(conversation)

    assert kinds(fenced, fenced) == ("none", False, [])
    assert len(searched) == 4  # both answers, for the values and for the evidence
    # The answers of a row share what may be read: not even the first is searched.
    assert kinds(fenced, fenced, fenced, fenced) == ("not_judged", False, [])
    assert kinds(8 * fenced) == ("not_judged", False, [])
    assert len(searched) == 4
    # What the end alone betrays is still told.
    assert kinds(8 * fenced + "The reasons are clear. They are, for the")[:2] == ("mid_sentence", True)
    assert kinds("No fence in it. " * 1_000)[:2] == ("none", False)


@pytest.mark.parametrize(
    "answer",
    [
        "Solve for the slope first.\nWith both points known, the slope is m =",
        "Here are songs for you.\n- Good Day: https://open.example.org/a\n- Feel Good: https://",
        "Mix the salad well. Then add one cup of r",
        "The loop starts first. The condition part checks whether `i`",
        "There are two views on this. In general, between the two options, I",
        "Closings for letters:\n8. Best regards\n9. Kind regards\n10. With best wishes\n1",
        "Films by year:\n1998 - He Got Game\n2000 - Bamboozled\n2002 - 25th Hour\n2004",
        "1. Look at a recipe\n2. Make a list\n3. Open the fridge\n4. Take the groceries out\n5. Grab one ingredient\n6. Put",
    ],
)
def test_the_last_characters_give_a_cut_away(answer: str) -> None:
    assert judge(answer, "A question.") is not None


@pytest.mark.parametrize(
    "answer",
    [
        "The unknown is x",
        "The answer is the letter b",
        "Use the operator ==",
        "Heading\n=======",
        "a = b",
        "It is you and I",
        "Primes:\n2\n3\n5\n7\n11",
        "Colours:\n- red\n- green\n- blue",
        "- one thing to do\n- another thing to do\n- Others",
        "The year was 2004",
    ],
)
def test_whole_endings_that_look_like_cuts(answer: str) -> None:
    assert judge(answer, "A question.") is None


TAILS = [
    ("Ideas:\n\n1. Plant beans. They climb well.\n2. Plant peas. They like cool days.\n3. Plant kale. It keeps all winter.\n4. Add moss.", True),
    ("Ideas:\n\n1. Plant beans. They climb well.\n2. Plant peas. They like it cool.\n3. Add moss. It is soft.", False),
    ("1. Soil\n- dark\n- moist\n\n2. Light\n\n3. Shade", False),
    ("1. Soil\n- dark\n- moist\n\n2. Light\n- six hours\n\n3. Water\n- daily\n\n4. Shade", True),
    ("Lunch:\n- rice soup\n\nTea:\n- rice cake\n\nDinner:\n- rice pie", False),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4", True),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", False),
    ('She looked up. "I will come back when the rain has stopped.', True),
    ('She looked up. "I will come back when the rain has stopped."', False),
    ("Das ist die „Kornkammer“ des Landes.", False),
    ("A board of 5\" is enough for the shelf.", False),
    ("You qualify if you receive any of the following benefits:\n- Income support", True),
    ("You qualify if you receive any of the following benefits:\n- Income support\n- Housing aid", False),
    ("• Sight:\n› colours\n› shapes\n\n• Sound:\n› notes\n\n• Tou", True),
    ("Guests:\n\n1. Ana Ruiz - Table 4\n2. Bo Lind - Table 4\n3. Carla Mor", True),
    ("(k + 1)^2\n= k^2 + 2k + 1\n=", True),
    ("The plank is 12 cm long and 3 cm wide.\n* Area: 12 cm x 3 cm is 36 c", True),
    ("Lanterns are lit along the quiet shore\nThe boats come home with silver in their nets\nThe children run to meet them at the door\n"
     "And nobody recalls the day's regrets\nThe moon looks in on every kitchen floor\nAnd drifting", True),
    ("Here is a row of 12 letters:\n\nA, B, A, B, A", True),
    ("Here is a row of 5 letters:\n\nA, B, A, B, A", False),
    ("He walked along the river and then he sat down on a wo", True),
    ("find . -type f -name '*.log' -exec rm -f {} +", False),
    ("# remove them afterwards\nfind src -iname '*.txt' -exec rm '{}' +", False),
    ("先求剩下的套数：\n980 - 320 = 660\n再求每天做几套：\n660 ÷ 6", True),
    ("先求剩下的套数：\n980 - 320 = 660\n再求每天做几套：\n660 ÷ 6 = 110", False),
    ("首先，用公式计算两个月的差异：\n差异 = 80 - 70\n差异 = 10\n这意味着十月份使用的煤比九月份少了整整10吨。\n因此，该工厂十月份的用煤", True),
    ("x = 80\ny = x - 70\nprint(y)\n# 输出两者的差异", False),
    ("影片讲述了一个男孩从小到大的传奇故事。\n他在南方小城的祖居里和母亲一起慢慢长大。\n主题：\n1. 勇气和坚韧: 他身体虚弱，但他总能克服身", True),
    ("影片讲述了一个男孩的传奇故事。\n主题：\n1. 勇气：他身体虚弱，但从不放弃自己的梦想\n2. 友情：他重视朋友，也愿意付出", False),
    ("That is how the machine works and I am fine with it, so be it, as far as we go", False),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "cut"), TAILS)
def test_the_end_of_a_list_is_held_against_its_other_parts(answer: str, cut: bool) -> None:
    assert (kind(answer) != "none") is cut


def test_a_passage_of_the_prompt_is_whole_where_the_prompt_ends_too() -> None:
    passage = "The mill stands by the river and grinds wheat for the three villages that lie upstream of the old bridge"
    long = (
        "Here is what each sentence does.\n\n[Answer] It is old, and it is loud. People like it for its bread.\n\n" * 2
    )
    assert kind(long + passage, f"Label this: {passage}\nThanks.") == "none"
    assert kind(long + passage, f"Label this: {passage} and its weir.") != "none"
    assert kind(passage, f"Copy the first half: {passage} and its weir.") == "none"


def test_fewer_bullets_than_asked_for() -> None:
    bullets = "- a red kite\n- a blue boat\n- a green train"
    assert kind(bullets, "Give me 10 toys made of wood.") == "open_list"
    assert kind(bullets, "Give me 3 toys made of wood.") == "none"
    assert kind(bullets, "Name 10 islands.") == "open_list"
    assert kind(bullets, "Name 10 thistles.") == "open_list"
    assert kind(bullets, "Describe 10 days at sea.") == "none"


WRITTEN_WITHOUT_STOPS = [f"这是第{n}种常见的做法。多数人会先把材料备齐，然后一步一步来完成" for n in range(40)]
CUT_SHORT = [
    f"这是第{n}种常见的做法。多数人会先把材料备齐，{('然后再把', '并且和', '因为这是', '所以先完成')[n % 4]}"
    for n in range(40)
]
WITHOUT_STOPS = [
    f"This is way {n} of doing it. Most people gather what they need first and go on step by step" for n in range(40)
]


@pytest.mark.parametrize(
    ("answers", "habits"),
    [
        (WRITTEN_WITHOUT_STOPS, {CJK}),
        (WITHOUT_STOPS, {SPACED}),
        (CUT_SHORT, set()),  # where answers were cut, many stop at a word that ends no sentence
        ([text + "。" for text in WRITTEN_WITHOUT_STOPS], set()),
        (WRITTEN_WITHOUT_STOPS[:10], set()),
        ([text + "。" for text in WRITTEN_WITHOUT_STOPS[:34]] + WRITTEN_WITHOUT_STOPS[34:], set()),
        (["是", "42", "A", ""] * 20, set()),
    ],
)
def test_a_habit_is_learnt_from_many_answers(answers: list[str], habits: set[str]) -> None:
    assert habits_of(answers) == habits


def test_a_missing_stop_tells_nothing_where_it_is_left_out_by_habit() -> None:
    text = WRITTEN_WITHOUT_STOPS[0]
    assert judge(text, "") is not None
    assert judge(text, "", habits=frozenset({CJK})) is None
    assert judge(text, "", habits=frozenset({SPACED})) is not None
    for broken in (CUT_SHORT[0], text + "，", text + "：", text + "（也就"):  # what gives a cut away all the same
        assert judge(broken, "", habits=frozenset({CJK})) is not None
    english = WITHOUT_STOPS[0]
    assert judge(english, "") is not None
    assert judge(english, "", habits=frozenset({SPACED})) is None
    assert judge(english + " and the", "", habits=frozenset({SPACED})) is not None


@pytest.mark.parametrize("think", ["<think></think>", "<think>\n\n</think>\n\n", "<think> </think>\n"])
def test_an_empty_block_of_thoughts_is_no_fault_to_any_judgement(think: str) -> None:
    """Rows without thinking are written so."""
    for answer in ("Paris.", "The capital is Paris. It lies on the Seine.", "巴黎是法国的首都。"):
        batch = Batch([row(think + answer, "What is the capital of France?")])
        plain = Batch([row(answer, "What is the capital of France?")])
        for metric in METRICS:
            values, bare = metric.compute(batch, CONTEXT), metric.compute(plain, CONTEXT)
            judged = [column.name for column in metric.columns if column.group in ("judgements", "checks")]
            assert {name: values[name] for name in judged} == {name: bare[name] for name in judged}, metric.name
