"""Worked examples inside a prompt: found by form, never taken for dialogues, forms or options."""

from __future__ import annotations

import pytest

from explorer.conversation import ASSISTANT, USER, Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.reasoning import compute, explain
from explorer.metrics.reasoning.shots import examples_in
from tests.growth import assert_linear, repeated

MMLU = """The following are multiple choice questions (with answers) about botany.

Which part of a plant takes up water?
A. Root
B. Leaf
C. Petal
D. Seed
Answer: A

Which gas do leaves take in?
A. Neon
B. Argon
C. Carbon dioxide
D. Helium
Answer: C

What carries pollen?
A. Stones
B. Bees
C. Roots
D. Bark
Answer:"""

CEVAL = """以下是关于植物学的单项选择题，请选出正确答案。

植物主要靠什么吸收水分？
A. 根
B. 叶
C. 花
D. 种子
答案：A

叶片吸收的气体是？
A. 氖气
B. 氩气
C. 二氧化碳
D. 氦气
答案：C

花粉由什么传播？
A. 石头
B. 蜜蜂
C. 根
D. 树皮
答案："""

SHOTS = [
    ("Q: 2+2?\nA: 4\n\nQ: 3+5?\nA: 8\n\nQ: 7+1?\nA:", 2),
    ("Q: 2+2?\nA: 4\nQ: 3+5?\nA: 8\nQ: 1+5?\nA: 6\nQ: 7+1?", 3),
    ("Input: cold\nOutput: hot\n\nInput: big\nOutput: small\n\nInput: fast\nOutput:", 2),
    ("### Input\ncold\n### Output\nhot\n\n### Input\nbig\n### Output\nsmall\n\n### Input\nfast\n### Output\n", 2),
    ("**Text:** I loved it.\n**Label:** positive\n\n**Text:** Awful.\n**Label:** negative\n\n**Text:** Fine, I guess.\n**Label:**", 2),
    ("Text: I loved it. Label: positive Text: Awful. Label: negative Text: It was fine. Label:", 2),
    ("<input>cold</input>\n<output>hot</output>\n<input>big</input>\n<output>small</output>\n<input>fast</input>\n<output>", 2),
    ("[Q]: What is red and sweet?\n[A]: A cherry.\n\n[Q]: What is yellow and sour?\n[A]: A lemon.\n\n[Q]: What is green?\n[A]:", 2),
    ("Question 1: 2+2\nAnswer 1: 4\nQuestion 2: 3+3\nAnswer 2: 6\nQuestion 3: 9+1\nAnswer 3:", 2),
    ("1. Instruction: Name a fruit.\n1. Output: Pear.\n2. Instruction: Name a tree.\n2. Output: Oak.\n3. Instruction: Name a bird.\n3. Output:", 2),
    ("sea otter -> loutre de mer\ncheese -> fromage\nbread ->", 2),
    ("hot → cold, big → small, fast → ?", 2),
    ("English: good day\nFrench: bonjour\n\nEnglish: thank you\nFrench: merci\n\nEnglish: please\nFrench:", 2),
    ("Klingon: nuqneH\nEsperanto: saluton\n\nKlingon: Qapla'\nEsperanto: sukceson\n\nKlingon: HIja'\nEsperanto:", 2),
    (MMLU, 2),
    (CEVAL, 2),
    ("输入：冷\n输出：热\n\n输入：大\n输出：小\n\n输入：快\n输出：", 2),
    ("评论：味道很好，下次还来。\n情感：正面\n评论：等了一个小时，太差。\n情感：负面\n评论：还可以吧。\n情感：", 2),
    ("问题：三加五等于几？\n答案：八\n\n问题：二加二等于几？\n答案：四\n\n问题：七加一等于几？\n答案：", 2),
    ("原文：他去了学校。 译文：He went to school. 原文：她在看书。 译文：She is reading. 原文：我们吃饭。 译文：", 2),
    ("苹果 -> 水果\n白菜 -> 蔬菜\n牛肉 ->", 2),
    ("Question: 2+2\nAnswer: 4\n\nQuestion: 3+4\nAnswer:", 1),
    ("题目：下列属于水果的是\nA. 苹果\nB. 白菜\n答案：A\n\n题目：下列属于动物的是\nA. 石头\nB. 猫\n答案：", 1),
]  # fmt: skip

FRAMES = [
    # the same words around every case, whatever they are
    (
        "Is it a bird?\nA thrush sings.\n- yes\n- no\n\nyes\n\n\nIs it a bird?\nA trout swims.\n- yes\n- no\n\nno\n\n\nIs it a bird?\nA wren hops.\n- yes\n- no\n\n",
        2,
    ),
    (
        "[text]*the sea is calm\n\nWhat it is about: weather\n\n[text]*he sold his house\n\nWhat it is about: trade\n\n[text]*it hailed\n\nWhat it is about:",
        2,
    ),
    ("Tell me... 4 + 5\nI say... 9\n\nTell me... 2 + 6\nI say... 8\n\nTell me... 1 + 1\nI say...", 2),
    ("the cat sat\n*****\nanimal\n=====\nthe rain fell\n*****\nweather\n=====\nthe oak grew\n*****\n", 2),
    (
        "## Casual\ngonna go\n\n## Formal\nI will leave.\n\n## Casual\ndunno\n\n## Formal\nI do not know.\n\n## Casual\nnope\n\n## Formal\n",
        2,
    ),
    ('For "early" you say "late".\nFor "wet" you say "dry".\nFor "loud" you say', 2),
    (
        "Ticket 1: charged twice\nTeam 1: billing\n\nTICKET: page down\nTeam: engineering\n\n3. Ticket: lost badge\nTeam:",
        2,
    ),
    ("Casual: gonna go Formal: I will leave. Casual: dunno Formal: I do not know. Casual: nope Formal:", 2),
    (
        "下列会飞的是\n(A) 牛\n(B) 燕子\n正确选项是 B\n\n下列属于金属的是\n(A) 铁\n(B) 纸\n正确选项是 A\n\n下列会游泳的是\n(A) 石头\n(B) 鲑鱼\n正确选项是",
        2,
    ),
    ("如果有人说：下雨了\n你就回答：带伞\n如果有人说：天黑了\n你就回答：开灯\n如果有人说：渴了\n你就回答：", 2),
    ("Who wrote Faust?\nGoethe\n\nWhere is Oslo?\nNorway\n\nWhat is H2O?\nwater\n\nWho painted Guernica?", 3),
]
ON_A_LINE = [
    ("Name the opposite.\nearly: late\nnoisy: quiet\nwet: dry\nloud:", 3),
    ("Say the team.\nI was charged twice. = billing\nThe page is down. = engineering\nI lost my badge. = ?", 2),
    ("Opposites.\n| word | opposite |\n|---|---|\n| early | late |\n| wet | dry |\n| loud | |", 2),
    ('text,label\n"great, really",positive\n"dull",negative\n"fine","?"', 3),
    ('{"in": "early", "out": "late"}\n{"in": "wet", "out": "dry"}\n{"in": "loud", "out": ""}', 2),
    ("Examples:\nearly -> late\nwet -> dry\n\nNow do the same with: loud", 2),
]
ANNOUNCED = [
    (
        "Name the animal. See one example below:\nText: a cat sat\nSolution: cat\nWhy? It is named.\n\nNew input: a dog ran\nSolution:",
        1,
    ),
    ("老师：写出反义词。看下面的例子：\n宽阔\n答案：狭窄\n原因：意思相反。\n\n现在，解决这个：勤劳\n学生：", 1),
]
LOOKALIKES = [
    "What do you make of this song?\nHey la hey la hey la\nThe boats come home at seven\nHey la hey la hey la\nThe nets are hung to dry\nHey la hey la hey la",
    "Shorten this script into a function? -\nGet-Item -Path 'C:\\One' -Force -Include *.md\nMove-Item -Path 'C:\\One\\a.md' -Target 'b.md'\n\n"
    "Get-Item -Path 'C:\\Two' -Force -Include *.md\nMove-Item -Path 'C:\\Two\\a.md' -Target 'c.md'\n\n"
    "Get-Item -Path 'C:\\Six' -Force -Include *.md\nMove-Item -Path 'C:\\Six\\a.md' -Target 'd.md'",
    "List the orders.\nORDERS\n+----+------+\n| id | item |\n+----+------+\n| 1  | hat  |\n+----+------+\n\nPEOPLE\n+----+------+\n| id | name |\n+----+------+\n| 1  | Ines |\n+----+------+",
    'Explain the script.\n\necho "Start"\ni=0\nfor f in *\ndo\n  i=$((i+1))\n  echo "At $f"\n  cat $f\ndone\necho "Done: $i"',
    'def is_even(n):\n    """Tell whether n is even.\n\n    >>> is_even(2)\n    True\n    >>> is_even(3)\n    False\n    >>> is_even(8)\n    True\n    """\n',
    "Clerk: Good morning, how can I help?\nVisitor: I have lost my badge.\nClerk: When did you last have it?\nVisitor: Yesterday.\nClerk:",
    "fn() {\n  if (a) {\n    return b;\n  }\n  if (c) {\n    return d;\n  }\n}",
    "A = [[2, 3],\n     [1, 5]]\n\nB = [[1, 4],\n     [2, 6]]",
    "E Elekta\n0.25 0.173E-04(1.5%)\n0.5 0.100E-03(0.5%)\n0.75 0.110E-03(0.5%)\n1 0.952E-04(0.5%)",
    "name | kind | city\n---|---|---\nAmber | café | \nBlue | bar | Rome\nCoral | inn | \nDune | bar |",
    "Before:\nmean: 9.26\nmode: 4\n\nAfter:\nmean: 9.55\nmode: 4",
    "Title: Rivers\nAuthor: Ann Lee\nYear: 2001\nSummary:",
    "[00:01] MIA: Did you feed the cat?\n[00:05] JON: Not yet.\n[00:09] MIA: I was at work!\n[00:12] JON: Fine.\n\nWho feeds the cat?",
    "姓名：王明\n年龄：31\n职业：教师\n简介：",
    "肺侵袭性腺癌\n标准词是？\n实体选项：肺恶性肿瘤，前列腺原位癌，腺癌\n说明：从候选词中选择匹配的词\n答：",
    "姓名：____\n日期：____\n\n姓名：____\n日期：____",
    "1. Boil water\n2. Add rice\n3. Stir\n4. Serve\nWhich step is missing?",
    "问：会员怎么注册？\n答：在官网填写表格。\n\n问：年费是多少？\n答：一百二十元。\n\n请给想退会的客户写一封信。",
    '{\n "a": [\n {"kind": "bold", "font": ""},\n {"kind": "calm", "font": ""}\n ]\n}',
]

NONE = [
    "What is the capital of France?",
    "",
    "Q: What is the capital of France?\nA:",
    "Alice: Hi, how are you?\nBob: Fine, and you?\nAlice: Great. Coffee?\nBob: Sure!\nWhat will they do?",
    "Alice: Hi, how are you?\nBob: Fine, and you?\nAlice: Great. Coffee?\nBob: Sure, let us go!\nAlice: Now?\nBob:",
    "Doctor: What is wrong?\n\nPatient: My head hurts.\n\nDoctor: Since when?\n\nPatient: Monday.\n\nDoctor: Any fever?\n\nPatient:",
    "患者：我头疼三天了。\n医生：有发烧吗？\n患者：没有。\n医生：睡眠怎么样？\n患者：不太好。\n医生：",
    "甲：你去哪儿？\n乙：去图书馆。\n甲：一起吧。\n乙：好的。\n请概括对话内容。",
    "[Round 1]\n问：你好\n答：你好！\n\n[Round 2]\n问：你叫什么？\n答：我是助手。\n\n[Round 3]\n问：会下棋吗？\n答：",
    "User: hi\nAssistant: hello\nUser: how are you\nAssistant: fine\nUser: tell me a joke\nAssistant:",
    "Which is a fruit?\nA: stone\nB: pear\nC: chair\nD: lamp\nAnswer:",
    "下列哪个是水果？\nA：石头\nB：梨\nC：椅子\nD：灯\n答案：",
    "Name: Ann Lee\nAge: 31\nCity: Oslo\nJob: nurse\nWrite a short biography.",
    "Fill in the form.\nName:\nAge:\nName:\nAge:\nName:\nAge:",
    "标题：春天\n作者：王明\n内容：春天来了。\n摘要：",
    "Document 1: Title: Rivers\nContent: Rivers run.\nDocument 2: Title: Lakes\nContent: Lakes rest.\nQuestion: What rests?\nAnswer:",
    "Interview.\nQ: Where were you born?\nA: In Rome.\nQ: What do you paint?\nA: Mostly boats.\n\nSummarise the interview in one sentence.",
    "Two sum.\n\nExample 1:\nInput: nums = [2,7], target = 9\nOutput: [0,1]\n\nExample 2:\nInput: nums = [3,3], target = 6\nOutput: [0,1]\n\nConstraints: n < 100",
    "Delete the third node: 1 -> 2 -> 3 -> 4 -> 5",
    "Complete the sequence: 2 -> 4 -> 8 -> 16 -> ?",
    "fn add(a: i32, b: i32) -> i32\nfn sub(a: i32, b: i32) -> i32\nfn neg(a: i32) -> i32\nImplement these.",
    "Note: be brief.\nNote: be kind.\nNote: be clear.\nWrite a reply to my boss.",
    "时间：上午九点\n地点：会议室\n时间：下午三点\n地点：操场\n请写一份通知。",
    "Step 1: mix.\nStep 2: bake.\nStep 3: cool.\nWhat is missing?",
    "这段问诊里有哪些症状？\n选项：有，没有，不确定\n答：",
]


@pytest.mark.parametrize(("prompt", "shots"), SHOTS + FRAMES + ON_A_LINE + ANNOUNCED)
def test_examples_are_counted(prompt: str, shots: int) -> None:
    found = examples_in(prompt)
    assert found.shots == shots
    assert len(found.spans) >= 1
    assert all(0 <= start < end <= len(prompt) for start, end in found.spans)


@pytest.mark.parametrize("prompt", NONE + LOOKALIKES)
def test_other_forms_are_no_examples(prompt: str) -> None:
    assert examples_in(prompt).shots == 0


def test_marks_stand_on_the_labels() -> None:
    prompt = "Q: 2+2?\nA: 4\n\nQ: 3+5?\nA: 8\n\nQ: 7+1?\nA:"
    assert [prompt[start:end].strip() for start, end in examples_in(prompt).spans] == ["A:", "A:"]


def _talk(*said: str) -> Conversation:
    return Conversation("messages", tuple(Turn((USER, ASSISTANT)[n % 2], text) for n, text in enumerate(said)))


TURNS = [
    (
        (
            "they park on my lawn",
            "that’s rude",
            "every single day",
            "you could ask them",
            "i did so twice",
            "tell me more",
        ),
        0,
    ),
    (
        (
            "How can I fix a tap?",
            "Shut the water off first.",
            "How can I oil the lock?",
            "Use a brush.",
            "How can I paint doors?",
            "In thin coats.",
        ),
        0,
    ),
    (("Text: great film", "positive", "Text: dull film", "negative", "Text: fine film", "positive"), 2),
    (("early", "late", "wet", "dry", "loud", "quiet"), 2),
    (("问题: 三加五", "回答: 八", "问题: 二加二", "回答: 四", "问题: 七加一", "回答: 八"), 2),
    (("Hi, who are you?", "I am a helper.", "Can you cook?", "No, but I know recipes.", "Tell me one.", "Gladly."), 0),
    (("What is the capital of Peru?", "Lima", "And of Chile?", "Santiago", "How far apart are they?", "2,500 km"), 0),
    (("Translate: good day", "bonjour", "Now a poem", "Roses are red"), 0),
]


@pytest.mark.parametrize(("said", "shots"), TURNS)
def test_earlier_turns_may_be_examples(said: tuple[str, ...], shots: int) -> None:
    values = compute(Batch([_talk(*said)]), Context("o200k_base", ""))
    assert values["n_shots"] == [shots]
    marked = [found for found in explain(_talk(*said)) if found.column == "is_few_shot"]
    assert len(marked) == shots


def test_a_system_prompt_may_leave_the_question_to_the_user() -> None:
    arrows = 'Examples:\n"great film" => "positive"\n"dull film" => "negative"'
    assert examples_in(arrows).shots == 0
    assert examples_in(arrows, open_end=True).shots == 2
    system = "You label texts.\nInput: great film\nOutput: positive\nInput: dull film\nOutput: negative"
    assert examples_in(system).shots == 0
    assert examples_in(system, open_end=True).shots == 2


def test_long_prompts_are_read_at_both_ends() -> None:
    block = "Question: what is {0} plus {0}?\nContext: " + "word " * 300 + "\nAnswer: {1}\n\n"
    prompt = "".join(block.format(n, 2 * n) for n in range(40)) + "Question: what is 3 plus 4?\nAnswer:"
    found = examples_in(prompt)
    assert found.shots > 10
    assert all(prompt[start:end].startswith("Answer") for start, end in found.spans)


@pytest.mark.parametrize(
    "unit",
    [
        "a: b\n",
        "a: ",
        ":",
        "Q: ",
        "-> ",
        "<a>",
        "\n",
        "#### ",
        "答：",
        "a" * 30 + ":",
        " ",
        '"',
        "Q:1\nA:1\n",
        "a | b\n",
        "“",
        "a b c d:",
        "Example\n",
        "x\n\n",
        "a, b: c = d\n",
    ],
)
def test_hostile_prompts_take_linear_time(unit: str) -> None:
    assert_linear(repeated(unit), examples_in, 200_000)
