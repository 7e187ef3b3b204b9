"""Whole answers, and others of the same sources cut off: at any character, behind a word, behind a sentence.

Answers of models to harmless requests (andyrdt/refusal_direction, Apache-2.0), solutions of MATH (MIT), Chinese answers of
ymcui/Chinese-LLaMA-Alpaca-3 (Apache-2.0), solutions of mandyyyyii/scibench (MIT), counselling of SmartFlowAI/EmoLLM (MIT), explanations of OpenLMLab/GAOKAO-Bench (Apache-2.0). Whole is what ends as a sentence does: models that were stopped by a
limit of tokens seldom do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from benchmarks.answers.rows import Mirrors, Row, labelled
from benchmarks.answers.solutions import _math

_EACH = 160
_ENDS = re.compile(r"[.!?。！？][\"”’)）*]{0,3}$")
_SENTENCE = re.compile(r"[.!?] (?=[A-Z])|[。！？]")


class Whole(NamedTuple):
    """A whole answer to a prompt."""

    half: str
    source: str
    lang: str
    prompt: str
    answer: str


def cuts(mirrors: Mirrors) -> Iterator[Row]:
    """Rows labelled truncated or complete, half of each source's; no answer is used twice."""
    for source in (*_models(mirrors), _solutions(mirrors), _science(mirrors), *_chinese(mirrors)):
        whole = [
            one for one in source if _ENDS.search(one.answer) and len(one.answer) >= (60 if one.lang == "zh" else 160)
        ]
        random = Random(len(whole))
        for place, one in enumerate(random.sample(whole, min(len(whole), _EACH))):
            said, label, kind = one.answer, "complete", "complete"
            if place % 2:
                kind = ("any_character", "word_boundary", "any_character", "sentence_end")[place // 2 % 4]
                said, label = _cut(one, kind, random), "truncated"
            if said:
                yield labelled(one.half, f"truncated_{one.lang}", one.prompt, said, label, one.source, one.lang, kind)


def _cut(one: Whole, kind: str, random: Random) -> str:
    """The answer up to a place in its last three quarters."""
    text, low = one.answer, len(one.answer) // 4
    if kind == "sentence_end":
        places = [found.start() + 1 for found in _SENTENCE.finditer(text, low, len(text) - 2)]
        return text[: random.choice(places)] if places else ""
    place = random.randrange(low, len(text) - 3)
    if kind == "word_boundary" and one.lang == "en":
        place = text.rfind(" ", 0, place)
    cut = text[: max(place, 0)].rstrip()
    return "" if _ENDS.search(cut) else cut


def _models(mirrors: Mirrors) -> Iterator[list[Whole]]:
    for model, half in (
        ("gemma-2b-it", "d"),
        ("qwen-1_8b-chat", "d"),
        ("yi-6b-chat", "h"),
        ("llama-2-7b-chat-hf", "h"),
    ):
        text = mirrors.text(
            "andyrdt+refusal_direction", f"pipeline/runs/{model}/completions/harmless_baseline_evaluations.json"
        )
        source = f"andyrdt/refusal_direction#{model}"
        yield [
            Whole(half, source, "en", said["prompt"], said["response"].strip())
            for said in json.loads(text)["completions"]
        ]


def _solutions(mirrors: Mirrors) -> list[Whole]:
    return [Whole("h", one.source, "en", one.problem, one.way) for one in _math(mirrors)]


_SCIENCE = ("atkins", "calculus", "chemmc", "class", "diff", "fund", "matter", "quan", "stat", "thermo")


def _science(mirrors: Mirrors) -> list[Whole]:
    """Worked problems of textbooks, whose lines are joined as those of a page."""
    name = "mandyyyyii/scibench"
    found: list[Whole] = []
    for book in _SCIENCE:
        for row in json.loads(mirrors.text(name.replace("/", "+"), f"dataset/original/{book}_sol.json")):
            found.append(Whole("d", name, "en", row["problem_text"], " ".join(row["solution"].split())))
    return found


def _chinese(mirrors: Mirrors) -> Iterator[list[Whole]]:
    for path, half in (("aiwei", "d"), ("data", "h")):
        talks = json.loads(mirrors.text("SmartFlowAI+EmoLLM", f"datasets/{path}.json"))
        first = [talk["conversation"][0] for talk in talks]
        yield [Whole(half, f"SmartFlowAI/EmoLLM#{path}", "zh", one["input"], one["output"].strip()) for one in first]
    asked = json.loads(mirrors.text("ymcui+Chinese-LLaMA-Alpaca-3", "data/ruozhiba_qa2449_gpt4o.json"))
    yield [Whole("h", "ymcui/Chinese-LLaMA-Alpaca-3", "zh", one["instruction"], one["output"].strip()) for one in asked]
    for subject, half in (("History", "d"), ("Political_Science", "h")):
        text = mirrors.text("OpenLMLab+GAOKAO-Bench", f"Data/Objective_Questions/2010-2022_{subject}_MCQs.json")
        rows = json.loads(text)["example"]
        yield [
            Whole(half, f"OpenLMLab/GAOKAO-Bench#{subject}", "zh", row["question"], " ".join(row["analysis"].split()))
            for row in rows
        ]
