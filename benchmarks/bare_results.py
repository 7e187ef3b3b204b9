"""Writes questions with bare and with reasoned answers, and factual questions that a word answers, in two halves; chains of thought, too.

    python -m benchmarks.bare_results MIRRORS OUT [--each 20]

`bare`: the question demands inference, the answer is the result alone. `not bare`: it is reasoned, or the question asks for a
fact. Forms are written here, each for one half; word problems and lettered choices of FLAN's chains of thought (Apache-2.0) join them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.halves import DEVELOP, HELD_OUT, write
from benchmarks.worked_examples.mirror import text_of

_NAMES = "Mia|Jonas|Priya|Kofi|Ingrid|Tomasz|Leila|Hugo".split("|")
_ZH_NAMES = "小明|小红|小华|小丽|小军".split("|")

# half|language|kind|question|answer|reasons
INFERENCE = r"""
d|en|arithmetic|{a} has {x} apples and buys {y} more. How many apples does {a} have now?|{s}|{a} starts with {x} and buys {y}, so {x} + {y} = {s}.
h|en|arithmetic|A crate holds {x} bottles. How many bottles are there in {y} crates?|{p}|Each crate holds {x}, so {y} crates hold {x} * {y} = {p} bottles.
h|en|arithmetic|What is {x} times {y} minus {x}?|{pm}|First {x} * {y} = {p}. Then {p} - {x} = {pm}.
d|en|logic|All {a}s are red. No red thing floats. Does a {a} float?|No|Since every {a} is red and nothing red floats, a {a} cannot float.
h|en|logic|{a} is older than {b}. {b} is older than {c}. Who is the youngest?|{c}|{a} is above {b} and {b} is above {c}, so {c} is the youngest.
h|en|logic|If it rains the match is cancelled. The match was not cancelled. Did it rain?|No|If it had rained the match would have been cancelled. It was not, therefore it did not rain.
d|en|comparison|{a} is {x} cm tall, {b} is {y} cm shorter than {a}. Who is taller, and by how much?|{a}, by {y} cm|{b} is {x} - {y} cm tall, which is less, so {a} is taller by {y} cm.
h|en|comparison|Which is larger, {x}/{y} or {y}/{x}?|{big}|Compare both with 1: the one whose top is larger than its bottom is above 1, so it is {big}.
d|en|dates|A course starts on 3 March and lasts {y} days. On which date does it end?|{y} March|Counting the first day, {y} days from 3 March end on a later day of March, so I add {y} - 1 to 3.
h|en|dates|Today is Wednesday. What day of the week will it be in {x} days?|Friday|{x} days are some whole weeks and a rest; the rest moves Wednesday on, so it is Friday.
d|en|code|What does this program print?\n\nx = {x}\nfor i in range({y}):\n    x += i\nprint(x)|{cs}|The loop adds 0 up to {y} - 1 to {x}. That sum makes {cs}, so it prints {cs}.
h|en|code|What is the output of the following code?\n\nfor i in range(3):\n    print(i * {x})|0 {x} {x2}|i takes 0, 1 and 2. Multiplying each by {x} gives 0, {x} and {x2}.
d|en|multi-hop|In which country was the author of the novel that won the prize in {year} born? The prize went to The Gulls, which {a} Brandt wrote; {a} Brandt comes from Oslo.|Norway|The Gulls won; it is by {a} Brandt, who comes from Oslo. Oslo lies in Norway, so the answer is Norway.
h|en|multi-hop|{a}'s mother is {b}. {b}'s only brother is {c}. What is {c} to {a}?|Uncle|{b} is the mother and {c} her brother. A mother's brother is an uncle, so {c} is the uncle.
d|en|sequence|What comes next: {x}, {x2}, {x3}, {x4}, ...?|{x5}|Each term grows by {x}, so after {x4} comes {x4} + {x} = {x5}.
h|en|probability|A bag holds {x} red and {y} blue balls. What is the probability of drawing a red one?|{x}/{s}|There are {x} + {y} = {s} balls, of which {x} are red. So the probability is {x}/{s}.
d|en|percent|A coat costs {p} dollars and is reduced by 20%. What is the new price?|{off} dollars|20% of {p} is taken off, so {p} * 0.8 = {off} dollars.
h|en|algebra|Solve for x: {x}x + {y} = {line}.|x = {y}|Subtract {y}: {x}x = {p}. Divide by {x}: x = {y}.
d|zh|arithmetic|{za}有{x}颗糖，又买了{y}颗，现在一共有多少颗？|{s}颗|原来有{x}颗，又买了{y}颗，所以一共有{x}+{y}={s}颗。
h|zh|arithmetic|一箱饮料{x}瓶，{y}箱一共有多少瓶？|{p}瓶|每箱{x}瓶，{y}箱就是{x}×{y}={p}瓶。
d|zh|logic|{za}比{zb}高，{zb}比{zc}高，谁最矮？|{zc}|{za}高于{zb}，{zb}高于{zc}，因此最矮的是{zc}。
h|zh|logic|如果下雨比赛就取消。比赛没有取消，请问下雨了吗？|没有|如果下雨，比赛就会取消；比赛没有取消，所以没有下雨。
d|zh|dates|今天是星期三，{x}天后是星期几？|星期五|{x}天等于若干周再加几天，从星期三往后数，所以是星期五。
h|zh|dates|一场展览从3月3日开始，持续{y}天，哪天结束？|3月{y}日|从3月3日算起，持续{y}天，3加{y}再减1，因此在那一天结束。
d|zh|comparison|甲车每小时行{x}千米，乙车{y}小时行{p}千米，哪辆车快？|一样快|乙车的速度是{p}÷{y}={x}千米，与甲车相同，所以一样快。
h|zh|comparison|{za}的体重是{x}千克，{zb}比他轻{y}千克，谁重？重多少？|{za}重{y}千克|{zb}的体重是{x}减{y}，比{za}小，因此{za}重{y}千克。
d|zh|code|下面的代码输出什么？\n\nx = {x}\nprint(x * 2)|{x2}|x等于{x}，乘以2得到{x2}，所以输出{x2}。
h|zh|multi-hop|{za}的妈妈是{zb}，{zb}唯一的哥哥是{zc}，{zc}是{za}的什么人？|舅舅|{zb}是妈妈，妈妈的哥哥是舅舅，因此{zc}是{za}的舅舅。
h|zh|percent|一件衣服{p}元，打八折后多少元？|{off}元|打八折就是{p}×0.8={off}元。
"""
FACTS = r"""
d|en|What is the capital of Norway?|Oslo
d|en|Who wrote The Old Man and the Sea?|Ernest Hemingway
d|en|How many strings does a violin have?|Four
d|en|In what year did the Titanic sink?|1912
d|en|What is the chemical symbol for gold?|Au
d|en|Is Venus closer to the Sun than Earth?|Yes
d|en|Which river runs through Vienna?|The Danube
d|en|How many continents are there?|Seven
d|en|Translate "good morning" into French.|Bonjour
d|en|Give a synonym of "quick".|Fast
d|en|What is the boiling point of water in Celsius?|100 degrees
d|en|Classify the sentiment: "I loved every minute of it."|Positive
d|en|Which language is spoken in Brazil?|Portuguese
d|en|When was the Eiffel Tower finished?|1889
h|en|What is the largest ocean?|The Pacific
h|en|Who painted Guernica?|Pablo Picasso
h|en|How many legs does a spider have?|Eight
h|en|How long is the Nile?|About 6,650 km
h|en|How old was Mozart when he died?|35
h|en|What does CPU stand for?|Central processing unit
h|en|Which is the tallest mountain on Earth?|Mount Everest
h|en|How many players are on a football team?|Eleven
h|en|In which year did World War II end?|1945
h|en|What is the population of Iceland?|About 380,000
h|en|Is a tomato a fruit?|Yes
h|en|What colour do you get from blue and yellow?|Green
h|en|Pick out the verb: "The dog barks loudly."|barks
h|en|Name a mammal that lays eggs.|Platypus
h|en|Who is older, the Rolling Stones or U2?|The Rolling Stones
d|zh|中国的首都是哪里？|北京
d|zh|《红楼梦》的作者是谁？|曹雪芹
d|zh|一年有多少个月？|12个月
d|zh|水的化学式是什么？|H2O
d|zh|蜘蛛有几条腿？|八条
d|zh|写出“高兴”的近义词。|愉快
d|zh|第一次世界大战是哪一年爆发的？|1914年
h|zh|世界上最长的河流是哪一条？|尼罗河
h|zh|小提琴有几根弦？|四根
h|zh|长城有多长？|约2.1万千米
h|zh|李白是哪个朝代的诗人？|唐朝
h|zh|人体有多少块骨头？|206块
h|zh|金的元素符号是什么？|Au
h|zh|把“谢谢”翻译成英文。|Thank you
h|zh|北京奥运会是哪一年举办的？|2008年
"""


def _drawn(random: Random) -> dict[str, str]:
    x, y = random.randint(11, 48), random.randint(5, 10)
    names, others = random.sample(_NAMES, 3), random.sample(_ZH_NAMES, 3)
    made = {
        "x": x,
        "y": y,
        "s": x + y,
        "p": x * y,
        "pm": x * y - x,
        "cs": x + y * (y - 1) // 2,
        "off": f"{x * y * 0.8:g}",
        "line": x * y + y,
        "year": random.randint(1960, 2010),
    }
    made |= {f"x{n}": x * n for n in range(2, 6)} | {"big": f"{x}/{y}", "a": names[0], "b": names[1], "c": names[2]}
    return {name: str(value) for name, value in (made | {"za": others[0], "zb": others[1], "zc": others[2]}).items()}


def rows(mirrors: Path, each: int) -> Iterator[tuple[str, dict[str, str]]]:
    """(half, row)."""
    for line in INFERENCE.strip().split("\n"):
        half, lang, kind, question, answer, reasons = line.split("|")
        random = Random(question)
        for place in range(each):
            values = _drawn(random)
            said = answer if place % 2 == 0 else reasons
            row = {"prompt": question.replace("\\n", "\n").format(**values), "response": said.format(**values)}
            yield (
                half,
                {
                    **row,
                    "label": "not bare" if place % 2 else "bare",
                    "source": "written#inference",
                    "kind": kind,
                    "lang": lang,
                },
            )
    for line in FACTS.strip().split("\n"):
        half, lang, question, answer = line.split("|")
        for said in (answer, f"{answer}.", f"{answer}。")[: 3 if lang == "zh" else 2]:
            yield (
                half,
                {
                    "prompt": question,
                    "response": said,
                    "label": "not bare",
                    "source": "written#fact",
                    "kind": "fact",
                    "lang": lang,
                },
            )
    for name, half in (("gsm8k", "d"), ("aqua", "h"), ("strategyqa", "h")):
        lines = text_of(mirrors, "google-research+FLAN", f"flan/v2/cot_data/{name}_train.tsv").split("\n")[:2000]
        cells = [line.replace("\\n", "\n").split("\t") for line in lines]
        for place, (question, answer, reasons) in enumerate(
            Random(name).sample([cell for cell in cells if len(cell) == 3], 160)
        ):
            bare = place % 2 == 0
            said = answer if bare else f"{reasons} The answer is {answer}."
            yield (
                half,
                {
                    "prompt": question,
                    "response": said,
                    "label": "bare" if bare else "not bare",
                    "source": f"FLAN-v2#{name}",
                    "kind": name,
                    "lang": "en",
                },
            )


_CHAINS = {"gsm8k": "d", "ecqa": "d", "creak": "d", "strategyqa": "d", "aqua": "h", "qasc": "h", "sensemaking": "h"}
_ENDINGS = ("{c}\nThe answer is {a}.", "{c} So the answer is {a}.", "{c}\nAnswer: {a}")


def chains(mirrors: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """(half, row): answers behind their reasons, and answers alone, to the same kinds of questions."""
    for name, half in _CHAINS.items():
        lines = text_of(mirrors, "google-research+FLAN", f"flan/v2/cot_data/{name}_train.tsv").split("\n")[:3000]
        cells = [line.replace("\\n", "\n").split("\t") for line in lines]
        drawn = Random(name).sample([cell for cell in cells if len(cell) == 3], 200)
        for place, (question, answer, reasons) in enumerate(drawn):
            said = answer if place % 2 else _ENDINGS[place // 2 % 3].format(c=reasons, a=answer)
            label = "direct" if place % 2 else "cot"
            row = {"prompt": question, "response": said, "label": label, "source": f"FLAN-v2#{name}", "lang": "en"}
            yield half, row


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Write questions with bare and with reasoned answers.")
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=20)
    options = parser.parse_args(argv)
    for stem, made in (("bare", rows(options.mirrors, options.each)), ("cot", chains(options.mirrors))):
        halves: dict[str, list[dict[str, str]]] = {"d": [], "h": []}
        for half, row in made:
            halves[half].append(row)
        for half, name in (("d", DEVELOP), ("h", HELD_OUT)):
            write(options.out, name, stem, halves[half])
            print(f"{name}/{stem}: {len(halves[half]):,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
