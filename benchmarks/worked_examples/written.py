"""Forms of prompts with worked examples and of prompts that only look so, each for the half it belongs to.

A form takes random numbers and the language and gives a prompt, or the turns before the answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from benchmarks.halves import DEVELOP, HELD_OUT
from benchmarks.worked_examples.items import DIALOGUES, PASSAGES, TASKS, Task

Row = dict[str, Any]
Turns = list[dict[str, str]]
Form = Callable[[Random, str], str | Turns]


def task_of(random: Random, lang: str) -> Task:
    """Any task of a language."""
    return random.choice([task for task in TASKS if task.lang == lang])


def shots_of(random: Random, lang: str, least: int = 2) -> tuple[Task, list[tuple[str, str]], str]:
    """(task, worked pairs, open input)."""
    task = task_of(random, lang)
    drawn = random.sample(list(task.pairs), min(len(task.pairs), random.randint(least, 5) + 1))
    return task, drawn[:-1], drawn[-1][0]


def _say(lang: str, english: str, chinese: str) -> str:
    return english if lang == "en" else chinese


def _pair(joint: str, end: str = "\n", order: bool = True, open_mark: str = "") -> Form:
    def form(random: Random, lang: str) -> str:
        task, shots, asked = shots_of(random, lang)
        head = [task.order] if order else []
        return "\n".join(
            [*head, end.join([*(f"{x}{joint}{y}" for x, y in shots), f"{asked}{joint.rstrip()}{open_mark}"])]
        )

    return form


def _fields(block: str, open_block: str, apart: str = "\n\n", head: str = "{order}\n\n") -> Form:
    def form(random: Random, lang: str) -> str:
        task, shots, asked = shots_of(random, lang)
        names = {"order": task.order, "given": task.given, "wanted": task.wanted}
        blocks = [block.format(n=n, x=x, y=y, **names) for n, (x, y) in enumerate(shots, 1)]
        blocks.append(open_block.format(n=len(shots) + 1, x=asked, **names))
        return head.format(**names) + apart.join(blocks)

    return form


def _table(row: Callable[[str, str], str], head: Callable[[Task], str], open_cell: str) -> Form:
    def form(random: Random, lang: str) -> str:
        task, shots, asked = shots_of(random, lang)
        return "\n".join([task.order, "", head(task), *(row(x, y) for x, y in shots), row(asked, open_cell).rstrip()])

    return form


def _examples_then_question(random: Random, lang: str) -> str:
    task, shots, asked = shots_of(random, lang)
    listed = "\n".join(f"{x} -> {y}" for x, y in shots)
    return f"{task.order}\n{_say(lang, 'Examples:', '示例：')}\n{listed}\n\n{_say(lang, 'Now do this one:', '现在请处理：')} {asked}"


def _quoted_demonstrations(random: Random, lang: str) -> str:
    task, shots, asked = shots_of(random, lang)
    listed = [_say(lang, f'For "{x}" the answer is "{y}".', f"对于“{x}”，答案是“{y}”。") for x, y in shots]
    return "\n".join([task.order, *listed, _say(lang, f'For "{asked}" the answer is', f"对于“{asked}”，答案是")])


def _numbered(random: Random, lang: str) -> str:
    task, shots, asked = shots_of(random, lang)
    lines = [_say(lang, f"Example {n}:\n{x}\n=> {y}\n", f"例{n}：\n{x}\n=> {y}\n") for n, (x, y) in enumerate(shots, 1)]
    return "\n".join([task.order, "", *lines, f"{_say(lang, 'Your turn:', '轮到你了：')}\n{asked}\n=>"])


def _if_then(random: Random, lang: str) -> str:
    task, shots, asked = shots_of(random, lang)
    lines = [
        _say(lang, f"If the input is: {x}\nthen you say: {y}", f"如果输入是：{x}\n那么你回答：{y}") for x, y in shots
    ]
    return "\n".join(
        [
            task.order,
            *lines,
            _say(lang, f"If the input is: {asked}\nthen you say:", f"如果输入是：{asked}\n那么你回答："),
        ]
    )


def _json_lines(random: Random, lang: str) -> str:
    task, shots, asked = shots_of(random, lang)
    lines = [json.dumps({"in": x, "out": y}, ensure_ascii=False) for x, y in shots]
    return "\n".join([task.order, *lines, json.dumps({"in": asked, "out": ""}, ensure_ascii=False)])


def _noisy(random: Random, lang: str) -> str:
    """One label written in many ways, blank lines at random, numbers here and there."""
    task, shots, asked = shots_of(random, lang, 3)
    parts: list[str] = [task.order]
    for n, (x, y) in enumerate(shots, 1):
        given = random.choice([task.given, task.given.upper(), f"{task.given} {n}", f"{n}. {task.given}"])
        wanted = random.choice([task.wanted, task.wanted.lower(), f"{task.wanted} {n}"])
        colon, end = random.choice([":", " :", "："]), random.choice(["\n", " \n", "\n\n"])
        parts.append(f"{given}{colon} {x}{end}{wanted}: {y}")
    parts.append(f"{task.given}: {asked}\n{task.wanted}:")
    return random.choice(["\n", "\n\n"]).join(parts)


def _mixed_tasks(random: Random, lang: str) -> str:
    """Exemplars of several tasks under the same labels, as in mixed instruction prompts."""
    blocks: list[str] = []
    given, wanted = _say(lang, "Instruction", "指令"), _say(lang, "Response", "回复")
    for _ in range(random.randint(2, 4)):
        task = task_of(random, lang)
        x, y = random.choice(list(task.pairs))
        blocks.append(f"{given}: {task.order} {x}\n{wanted}: {y}")
    task = task_of(random, lang)
    blocks.append(f"{given}: {task.order} {task.pairs[0][0]}\n{wanted}:")
    return "\n\n".join(blocks)


def _bare_blocks(random: Random, lang: str) -> str:
    """No labels: the same question after each passage, an answer below, and a last one without."""
    question = _say(lang, "What is this text about, in two words?", "用两个词概括这段话讲了什么？")
    answers = _say(
        lang, "river mill|bee dance|library rules|football field|road salt", "河边磨坊|蜜蜂跳舞|借书规定|冬天撒盐"
    ).split("|")
    order = list(range(len(PASSAGES[lang])))
    random.shuffle(order)
    blocks = [f"{PASSAGES[lang][n]}\n\n{question}\n\n{answers[n]}" for n in order[:3]]
    return "\n\n\n".join([*blocks, f"{PASSAGES[lang][order[3]]}\n\n{question}\n\n"])


def _choices(random: Random, lang: str) -> str:
    questions = (
        [("Which of these swims?", "stone|salmon|oak|sand", "B"), ("Which is a metal?", "iron|wool|paper|glass", "A"), ("Which is a season?", "north|noon|spring|red", "C"), ("Which can fly?", "mole|cow|crab|swift", "D")]
        if lang == "en"
        else [("下列会游泳的是", "石头|鲑鱼|橡树|沙子", "B"), ("下列属于金属的是", "铁|羊毛|纸|玻璃", "A"), ("下列属于季节的是", "北方|中午|春天|红色", "C"), ("下列会飞的是", "鼹鼠|牛|螃蟹|燕子", "D")]
    )  # fmt: skip
    random.shuffle(questions)
    blocks: list[str] = []
    for question, options, letter in questions:
        listed = "\n".join(f"({mark}) {option}" for mark, option in zip("ABCD", options.split("|"), strict=True))
        blocks.append(f"{question}\n{listed}\n{_say(lang, 'The correct letter is', '正确选项是')} {letter}")
    blocks[-1] = blocks[-1][:-2]
    return "\n\n".join(blocks)


def _earlier_turns(labelled: bool) -> Form:
    def form(random: Random, lang: str) -> Turns:
        task, shots, asked = shots_of(random, lang)
        turns: Turns = [{"role": "system", "content": task.order}]
        mark = f"{task.given}: " if labelled else ""
        for x, y in shots:
            turns += [{"role": "user", "content": mark + x}, {"role": "assistant", "content": y}]
        return [*turns, {"role": "user", "content": mark + asked}]

    return form


def _in_system(random: Random, lang: str) -> Turns:
    task, shots, asked = shots_of(random, lang)
    blocks = "\n\n".join(f"{task.given}: {x}\n{task.wanted}: {y}" for x, y in shots)
    head = _say(lang, "Follow these examples.", "请参照下面的例子。")
    return [{"role": "system", "content": f"{task.order} {head}\n\n{blocks}"}, {"role": "user", "content": asked}]


def _in_system_arrows(random: Random, lang: str) -> Turns:
    task, shots, asked = shots_of(random, lang)
    listed = "\n".join(f'"{x}" => "{y}"' for x, y in shots)
    return [
        {"role": "system", "content": f"{task.order}\n{_say(lang, 'Examples', '例子')}:\n{listed}"},
        {"role": "user", "content": asked},
    ]


# What only looks so.


def _dialogue(ask: bool, marks: str = ": ") -> Form:
    def form(random: Random, lang: str) -> str:
        (one, two), said = random.choice(DIALOGUES[lang])
        lines = [f"{(one, two)[n % 2]}{marks}{line}" for n, line in enumerate(said)]
        if ask:
            return "\n".join(
                [*lines, "", _say(lang, "Summarise the conversation in one sentence.", "用一句话概括这段对话。")]
            )
        return "\n".join(
            [
                _say(lang, "Continue the conversation.", "续写下面的对话。"),
                *lines[: len(lines) // 2 * 2],
                f"{one}{marks.rstrip()}",
            ]
        )

    return form


def _transcript(random: Random, lang: str) -> str:
    (one, two), said = random.choice(DIALOGUES[lang])
    lines = [f"[00:{7 * n:02}] {(one, two)[n % 2].upper()}: {line}" for n, line in enumerate(said)]
    return "\n".join([*lines, "", _say(lang, "What do the two agree on?", "两个人最后达成了什么一致？")])


def _single_choice(random: Random, lang: str) -> str:
    marks = random.choice(["{m}. {o}", "({m}) {o}", "{m}: {o}", "- {o}"])
    question = _say(lang, "Which planet is the largest?", "太阳系中最大的行星是？")
    options = _say(lang, "Mars|Venus|Jupiter|Mercury", "火星|金星|木星|水星").split("|")
    listed = "\n".join(marks.format(m=mark, o=option) for mark, option in zip("ABCD", options, strict=True))
    return f"{question}\n{listed}\n{_say(lang, 'Answer:', '答案：')}"


def _many_questions(random: Random, lang: str) -> str:
    task = task_of(random, lang)
    listed = "\n".join(f"{n}. {x}" for n, (x, _) in enumerate(task.pairs, 1))
    return f"{task.order}\n{listed}"


def _labelled_inputs(random: Random, lang: str) -> str:
    """The same field again and again, never an answer."""
    task = task_of(random, lang)
    return task.order + "\n\n" + "\n".join(f"{task.given}: {x}" for x, _ in task.pairs[:4])


def _faq(random: Random, lang: str) -> str:
    if lang == "zh":
        text = "问：会员怎么注册？\n答：在官网填写表格即可。\n\n问：年费是多少？\n答：一百二十元。\n\n问：可以退款吗？\n答：七天内可以。"
        return f"根据下面的常见问题回答用户。\n\n{text}\n\n用户想知道年费涨了没有，请写一封简短的回信。"
    text = "Q: How do I join?\nA: Fill in the form on the site.\n\nQ: What is the fee?\nA: Twelve euros a year.\n\nQ: Can I leave?\nA: At any time."
    return f"Here is our FAQ.\n\n{text}\n\nWrite a short mail to a customer who asks whether the fee has changed."


def _data_table(random: Random, lang: str) -> str:
    names = _say(lang, "Name|Age|City", "姓名|年龄|城市").split("|")
    rows = [("Ana", "31", "Porto"), ("Bo", "27", "Aarhus"), ("Chen", "45", "Xi'an")]
    lines = ["| " + " | ".join(cells) + " |" for cells in (tuple(names), ("---",) * 3, *rows)]
    return "\n".join([*lines, "", _say(lang, "Who is the oldest?", "谁的年龄最大？")])


def _csv_table(random: Random, lang: str) -> str:
    lines = [f"{n},{name},{price}" for n, (name, price) in enumerate([("lamp", 30), ("desk", 120), ("chair", 55)], 1)]
    return "\n".join(
        [_say(lang, "id,item,price", "编号,商品,价格"), *lines, _say(lang, "Add up the prices.", "请计算总价。")]
    )


def _glossary(random: Random, lang: str) -> str:
    task = task_of(random, lang)
    listed = "\n".join(f"- {x}: {y}" for x, y in task.pairs)
    return f"{listed}\n\n{_say(lang, 'Write a short poem that uses three of these.', '从上面选三个写一首短诗。')}"


def _code(random: Random, lang: str) -> str:
    body = "def area(w: int, h: int) -> int:\n    return w * h\n\ndef edge(w: int, h: int) -> int:\n    return 2 * (w + h)\n\ndef main():\n    data = {'a': 1, 'b': 2}\n    print(area(3, 4))"
    return f"{_say(lang, 'Explain this code.', '解释这段代码。')}\n```python\n{body}\n```"


def _contest(random: Random, lang: str) -> str:
    text = "Input: n = 3\nOutput: 6\nExplanation: 1+2+3.\n\nInput: n = 4\nOutput: 10\nExplanation: 1+2+3+4.\n\nConstraints:\n1 <= n <= 1000"
    return (
        f"{_say(lang, 'Write a function that sums the first n integers.', '编写函数，求前n个正整数之和。')}\n\n{text}"
    )


def _form_to_fill(random: Random, lang: str) -> str:
    names = _say(lang, "Name|Date|Signature", "姓名|日期|签名").split("|")
    blank = "\n".join(f"{name}: ______" for name in names)
    return f"{_say(lang, 'Design a form with these parts.', '按下面的样式设计一张表格。')}\n\n{blank}\n\n{blank}"


def _documents(random: Random, lang: str) -> str:
    named, titled = _say(lang, "Document", "文档"), _say(lang, "Title", "标题")
    parts = [f"{named} [{n}] ({titled}: {text[:12]}) {text}" for n, text in enumerate(PASSAGES[lang], 1)]
    return "\n".join(
        [*parts, "", _say(lang, "Question: what lowers the freezing point?\nAnswer:", "问题：什么能降低冰点？\n回答：")]
    )


def _outline(random: Random, lang: str) -> str:
    heads = _say(lang, "Goal|Method|Result|Outlook", "目标|方法|结果|展望").split("|")
    return (
        "\n\n".join(f"## {name}\n{random.choice(PASSAGES[lang])}" for name in heads)
        + "\n\n"
        + _say(lang, "Shorten this report.", "把这份报告缩短一些。")
    )


def _agenda(random: Random, lang: str) -> str:
    lines = [
        f"{8 + n}:00 - {text}"
        for n, text in enumerate(_say(lang, "Welcome|Talk|Break|Panel", "开幕|报告|茶歇|讨论").split("|"))
    ]
    return "\n".join([*lines, _say(lang, "Add a lunch break at 12:00.", "请在12:00加上午餐时间。")])


def _sequence(random: Random, lang: str) -> str:
    chain = " -> ".join(str(random.randint(1, 99)) for _ in range(6))
    return f"{_say(lang, 'Reverse this linked list:', '反转这个链表：')} {chain}"


def _steps(random: Random, lang: str) -> str:
    step = _say(lang, "Step {n}: ", "步骤{n}：")
    said = _say(lang, "boil the water|add the rice|stir|serve", "烧水|下米|搅拌|盛出").split("|")
    return (
        "\n".join(step.format(n=n) + text for n, text in enumerate(said, 1))
        + "\n"
        + _say(lang, "Which step is missing?", "少了哪一步？")
    )


def _chat(random: Random, lang: str) -> Turns:
    (_, _), said = random.choice(DIALOGUES[lang])
    turns: Turns = [{"role": ("user", "assistant")[n % 2], "content": line} for n, line in enumerate(said[:5])]
    return turns if turns[-1]["role"] == "user" else turns[:-1]


def _plain(random: Random, lang: str) -> str:
    task = task_of(random, lang)
    x = random.choice(list(task.pairs))[0]
    return random.choice(
        [f"{task.order}\n\n{task.given}: {x}\n{task.wanted}:", f"{task.order} {x}", f"{x}\n\n{task.order}"]
    )


def _two_texts(random: Random, lang: str) -> str:
    one, two = random.sample(PASSAGES[lang], 2)
    name = _say(lang, "Text", "文本")
    return f"{name} 1: {one}\n{name} 2: {two}\n{_say(lang, 'Question: do the texts agree?', '问题：两段文本是否矛盾？')}\n{_say(lang, 'Answer:', '答案：')}"


_X_THEN_Y = "{given}: {x}\n{wanted}: {y}"
POSITIVE: dict[str, tuple[str, Form]] = {
    "labels": (DEVELOP, _fields(_X_THEN_Y, "{given}: {x}\n{wanted}:")),
    "labels without blank lines": (HELD_OUT, _fields(_X_THEN_Y, "{given}: {x}\n{wanted}:", apart="\n")),
    "numbered labels": (DEVELOP, _fields("{given} {n}: {x}\n{wanted} {n}: {y}", "{given} {n}: {x}\n{wanted} {n}:")),
    "brackets": (HELD_OUT, _fields("[{given}] {x}\n[{wanted}] {y}", "[{given}] {x}\n[{wanted}]")),
    "bold": (DEVELOP, _fields("**{given}**\n{x}\n**{wanted}**\n{y}", "**{given}**\n{x}\n**{wanted}**\n")),
    "headings": (HELD_OUT, _fields("## {given}\n{x}\n\n## {wanted}\n{y}", "## {given}\n{x}\n\n## {wanted}\n")),
    "tags": (HELD_OUT, _fields("<example>\n<{given}>{x}</{given}>\n<{wanted}>{y}</{wanted}>\n</example>", "<{given}>{x}</{given}>")),
    "rules between": (DEVELOP, _fields("{x}\n{wanted}: {y}", "{x}\n{wanted}:", apart="\n---\n")),
    "rules of stars": (HELD_OUT, _fields("{x}\n*****\n{y}", "{x}\n*****\n", apart="\n=====\n")),
    "label and dash": (HELD_OUT, _fields("{given} - {x}\n{wanted} - {y}", "{given} - {x}\n{wanted} -")),
    "label of the answer only": (HELD_OUT, _fields("{x} {wanted}: {y}", "{x} {wanted}:", apart="\n")),
    "cue then examples": (DEVELOP, _fields(_X_THEN_Y, "{given}: {x}", head="{order} Here are some examples.\n\n")),
    "one line": (DEVELOP, _fields("{given}: {x} {wanted}: {y}", "{given}: {x} {wanted}:", apart=" ")),
    "arrows": (DEVELOP, _pair(" -> ")),
    "double arrows": (HELD_OUT, _pair(" => ")),
    "colons": (DEVELOP, _pair(": ", order=True)),
    "equals": (HELD_OUT, _pair(" = ", open_mark=" ?")),
    "bars": (HELD_OUT, _pair(" | ")),
    "bars of markdown": (DEVELOP, _table(lambda x, y: f"| {x} | {y} |", lambda t: f"| {t.given} | {t.wanted} |\n|---|---|", "")),
    "tabs": (HELD_OUT, _table(lambda x, y: f"{x}\t{y}", lambda t: f"{t.given}\t{t.wanted}", "")),
    "csv": (DEVELOP, _table(lambda x, y: f'"{x}","{y}"', lambda t: f"{t.given},{t.wanted}", "?")),
    "examples then question": (DEVELOP, _examples_then_question),
    "demonstrations in sentences": (HELD_OUT, _quoted_demonstrations),
    "numbered demonstrations": (DEVELOP, _numbered),
    "if then": (HELD_OUT, _if_then),
    "json lines": (HELD_OUT, _json_lines),
    "noisy": (HELD_OUT, _noisy),
    "mixed tasks": (DEVELOP, _mixed_tasks),
    "bare blocks": (HELD_OUT, _bare_blocks),
    "choices": (DEVELOP, _choices),
    "earlier turns with labels": (DEVELOP, _earlier_turns(True)),
    "earlier turns": (HELD_OUT, _earlier_turns(False)),
    "system": (DEVELOP, _in_system),
    "system arrows": (HELD_OUT, _in_system_arrows),
}  # fmt: skip
NEGATIVE: dict[str, tuple[str, Form]] = {
    "dialogue and question": (DEVELOP, _dialogue(True)),
    "dialogue to continue": (HELD_OUT, _dialogue(False)),
    "dialogue, wide colon": (DEVELOP, _dialogue(False, "：")),
    "transcript": (HELD_OUT, _transcript),
    "choice": (DEVELOP, _single_choice),
    "many questions": (HELD_OUT, _many_questions),
    "labelled inputs": (DEVELOP, _labelled_inputs),
    "faq": (HELD_OUT, _faq),
    "table of data": (DEVELOP, _data_table),
    "csv of data": (HELD_OUT, _csv_table),
    "glossary": (HELD_OUT, _glossary),
    "code": (DEVELOP, _code),
    "contest": (HELD_OUT, _contest),
    "form": (DEVELOP, _form_to_fill),
    "documents": (HELD_OUT, _documents),
    "outline": (DEVELOP, _outline),
    "agenda": (HELD_OUT, _agenda),
    "sequence": (DEVELOP, _sequence),
    "steps": (HELD_OUT, _steps),
    "chat": (HELD_OUT, _chat),
    "plain": (DEVELOP, _plain),
    "two texts": (HELD_OUT, _two_texts),
}


def written(each: int) -> Iterator[tuple[str, Row]]:
    """(half, row) of every form in both languages, `each` of them."""
    for label, forms in (("few_shot", POSITIVE), ("zero_shot", NEGATIVE)):
        for name, (half, form) in forms.items():
            for lang in ("en", "zh"):
                random = Random(f"{name}/{lang}")
                for _ in range(each):
                    made = form(random, lang)
                    row: Row = (
                        {"prompt": made} if isinstance(made, str) else {"prompt": made[-1]["content"], "messages": made}
                    )
                    yield half, {**row, "response": "", "label": label, "source": f"written#{name}", "lang": lang}
