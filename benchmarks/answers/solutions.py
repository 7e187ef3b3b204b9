"""Worked solutions of mathematics: chains of thought beside bare answers, and sums of which one result was changed.

MATH (hendrycks/math, MIT, as microsoft/ToRA keeps it), AQuA (google-deepmind/AQuA, Apache-2.0), TAL-SCQ5K (math-eval, MIT, English and Chinese), the
explanations of AGIEval's exemplars (ruixiangcui/AGIEval, MIT). Answers without any reasoning are those of models and counsellors to harmless requests.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import NamedTuple

from benchmarks.answers.rows import Mirrors, Row, labelled

_EACH = 400  # rows of a source and judgement
_RUNS = "andyrdt+refusal_direction"


class Solved(NamedTuple):
    """A problem with the way to its answer, and with that answer alone."""

    half: str
    source: str
    lang: str
    problem: str
    way: str
    answer: str


def solutions(mirrors: Mirrors) -> Iterator[Row]:
    """Rows labelled cot or direct, and rows labelled wrong or correct arithmetic."""
    sources = (_math(mirrors), _aqua(mirrors), _tal(mirrors, "en"), _tal(mirrors, "ch"), _gaokao(mirrors))
    for solved in sources:
        yield from _sums(solved)
        yield from _chains(solved)
    yield from _chains(_exemplars(mirrors))
    yield from _plain_answers(mirrors)


def _chains(solved: list[Solved]) -> Iterator[Row]:
    told = [one for one in solved if len(one.way) >= (20 if one.lang == "zh" else 60)]
    for place, one in enumerate(Random(len(told)).sample(told, min(len(told), _EACH))):
        label, said, kind = ("direct", one.answer, "answer alone") if place % 2 else ("cot", one.way, "solution")
        yield labelled(one.half, f"cot_solutions_{one.lang}", one.problem, said, label, one.source, one.lang, kind)


_SUM = re.compile(
    r"(?<![\w.,\\}^)/%*+=-])(?<![-+*/=] )(?P<a>\d{1,5}(?:\.\d{1,3})?) ?(?P<op>\+|-|\*|×|÷|/|\\times|\\cdot|\\div) ?(?P<b>\d{1,5}(?:\.\d{1,3})?) ?= ?"
    r"(?P<c>\d{1,8}(?:\.\d{1,4})?)(?![\w.,\\^%!/]|\s?[-+*/×÷=(])"
)
_SIGNS = {"×": "*", "\\times": "*", "\\cdot": "*", "÷": "/", "\\div": "/"}


def _holds(found: re.Match[str]) -> bool:
    a, b, c = (Fraction(found[name]) for name in "abc")
    sign = _SIGNS.get(found["op"], found["op"])
    if sign == "/":
        return b != 0 and a / b == c
    return {"+": a + b, "-": a - b, "*": a * b}[sign] == c


def _sums(solved: list[Solved]) -> Iterator[Row]:
    """Solutions with a sum of two numbers that holds, every other one with another result."""
    random = Random(7)
    kept = [(one, [found for found in _SUM.finditer(one.way) if _holds(found)]) for one in solved]
    kept = [(one, found) for one, found in kept if found]
    for place, (one, found) in enumerate(random.sample(kept, min(len(kept), _EACH))):
        said, label, kind = one.way, "correct_arithmetic", "as it was"
        if place % 2:
            chosen = random.choice(found)
            start, end = chosen.span("c")
            said = said[:start] + _other(chosen["c"], random) + said[end:]
            label, kind = "wrong_arithmetic", "one result changed"
        yield labelled(one.half, "arithmetic_solutions", one.problem, said, label, one.source, one.lang, kind)


def _other(number: str, random: Random) -> str:
    """Another number of as many places, near it or with another digit."""
    if "." in number or len(number) < 2:
        last = (int(number[-1]) + random.randint(1, 8)) % 10 or 9
        return number[:-1] + str(last) if str(last) != number[-1] else number[:-1] + "7"
    value = int(number)
    return str(value + random.choice((-10, -2, -1, 1, 2, 3, 10, 100)) if value > 10 else value + 1)


_BOXED = re.compile(r"\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}")


def _math(mirrors: Mirrors) -> list[Solved]:
    found: list[Solved] = []
    for row in mirrors.lines("microsoft+ToRA", "src/data/math/test.jsonl"):
        boxed = _BOXED.search(row["solution"])
        if boxed is not None and "[asy]" not in row["solution"]:
            found.append(Solved("h", "hendrycks/math", "en", row["problem"], row["solution"], f"${boxed[1]}$"))
    return found


def _aqua(mirrors: Mirrors) -> list[Solved]:
    found: list[Solved] = []
    for part in ("dev", "test"):
        for row in mirrors.lines("google-deepmind+AQuA", f"{part}.json"):
            asked = row["question"] + "\n" + "\n".join(row["options"])
            found.append(Solved("d", "google-deepmind/AQuA", "en", asked, row["rationale"], row["correct"]))
    return found


_SUBJECTS = (
    "Objective_Questions/2010-2022_Math_I_MCQs",
    "Objective_Questions/2010-2022_Math_II_MCQs",
    "Objective_Questions/2010-2022_Physics_MCQs",
    "Objective_Questions/2010-2022_Chemistry_MCQs",
    "Subjective_Questions/2010-2022_Math_II_Fill-in-the-Blank",
    "Subjective_Questions/2010-2022_Math_I_Fill-in-the-Blank",
)


def _gaokao(mirrors: Mirrors) -> list[Solved]:
    """Each problem of science with its analysis, whose lines are broken where the page's were."""
    found: list[Solved] = []
    for path in _SUBJECTS:
        for row in json.loads(mirrors.text("OpenLMLab+GAOKAO-Bench", f"Data/{path}.json"))["example"]:
            answer = "".join(row["answer"]).strip()
            way = _BROKEN_LINE.sub("", row["analysis"]).strip()
            found.append(Solved("d", "OpenLMLab/GAOKAO-Bench#science", "zh", row["question"].strip(), way, answer))
    return found


_BROKEN_LINE = re.compile(r"(?<=[\u4e00-\u9fff，、]) ?\n(?=[\u4e00-\u9fff])")


def _tal(mirrors: Mirrors, which: str) -> list[Solved]:
    lang = "zh" if which == "ch" else "en"
    path = f"{which}_single_choice_constructed_5K/{which}_single_choice_test_2K.jsonl"
    found: list[Solved] = []
    for row in mirrors.lines("math-eval+TAL-SCQ5K", path):
        way = "\n".join(row["answer_analysis"] or ()).replace("$$", "$").strip()
        options = [
            f"{one['aoVal']}. {one['content'].strip()}" for several in row["answer_option_list"] for one in several
        ]
        asked = row["problem"].replace("$$", "$").strip() + "\n" + "\n".join(options).replace("$$", "$")
        if way and "same as" not in way:
            found.append(Solved("h", f"math-eval/TAL-SCQ5K#{which}", lang, asked, way, row["answer_value"]))
    return found


_TASKS = {
    "logiqa-zh": "zh",
    "jec-qa-kd": "zh",
    "jec-qa-ca": "zh",
    "gaokao-geography": "zh",
    "gaokao-history": "zh",
    "gaokao-biology": "zh",
    "gaokao-chemistry": "zh",
    "gaokao-physics": "zh",
    "lsat-ar": "en",
    "lsat-lr": "en",
    "lsat-rc": "en",
    "logiqa-en": "en",
}


def _exemplars(mirrors: Mirrors) -> list[Solved]:
    table = list(csv.DictReader(io.StringIO(mirrors.text("ruixiangcui+AGIEval", "data/few_shot_prompts.csv"))))
    found: list[Solved] = []
    for sample, explained in zip(table[::2], table[1::2], strict=False):
        for task, lang in _TASKS.items():
            asked = _read(sample[task])
            if asked and explained[task].strip():
                problem = "\n".join(
                    [asked.get("passage") or "", asked["question"], *(asked.get("options") or ())]
                ).strip()
                label = "".join(asked.get("label") or "")
                found.append(Solved("h", f"ruixiangcui/AGIEval#{task}", lang, problem, explained[task].strip(), label))
    return [one for one in found if one.answer]


def _read(text: str) -> dict[str, str] | None:
    """An exemplar, which is written as Python or as JSON."""
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None


_MODELS = {"gemma-2b-it": "d", "yi-6b-chat": "h"}


def _plain_answers(mirrors: Mirrors) -> Iterator[Row]:
    """Answers of some length that tell, list or write, and reason to nothing."""
    for model, half in _MODELS.items():
        text = mirrors.text(_RUNS, f"pipeline/runs/{model}/completions/harmless_baseline_evaluations.json")
        for said in json.loads(text)["completions"]:
            if len(said["response"]) > 200 and _TELLS.match(said["prompt"]):
                source = f"{_RUNS.replace('+', '/')}#{model}"
                yield labelled(
                    half, "cot_solutions_en", said["prompt"], said["response"], "direct", source, "en", "tells"
                )
    for row in json.loads(mirrors.text("SmartFlowAI+EmoLLM", "datasets/data.json"))[:150]:
        talk = row["conversation"][0]
        source = "SmartFlowAI/EmoLLM#data"
        yield labelled("h", "cot_solutions_zh", talk["input"], talk["output"], "direct", source, "zh", "counsels")


_TELLS = re.compile(
    r"(?:write|describe|list|name|give|create|generate|suggest|tell|provide|compose|summari[sz]e|rewrite|design)\b",
    re.IGNORECASE,
)
