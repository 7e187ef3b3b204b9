"""Prompts of FLAN v2 (Apache-2.0): its few-shot and zero-shot templates by task, and NIv2's definitions with examples.

Templates are read as data, never run. Their fields are filled with questions, answers and passages of the same repository.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.halves import DEVELOP, HELD_OUT
from benchmarks.worked_examples.mirror import text_of
from benchmarks.worked_examples.written import Row

REPOSITORY = "google-research+FLAN"
_COT = ("creak", "gsm8k", "ecqa", "qasc", "strategyqa", "sensemaking", "aqua")


def half_of(name: str) -> str:
    """The half that a task belongs to, by its name alone; what is derived from a task goes with it."""
    base = name.replace("_input_inversion", "").split(":", 1)[0]
    return DEVELOP if hashlib.sha256(base.encode()).digest()[0] % 2 else HELD_OUT


def _assigned(tree: ast.Module, name: str) -> ast.Dict:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name and isinstance(node.value, ast.Dict):
            return node.value
    raise ValueError(f"{name} is not assigned")


class _Filler:
    """Values for the fields of a template."""

    def __init__(self, mirrors: Path, meta: Mapping[str, Any]) -> None:
        self.questions: list[dict[str, str]] = []
        for name in _COT:
            for line in text_of(mirrors, REPOSITORY, f"flan/v2/cot_data/{name}_train.tsv").split("\n")[:400]:
                cells = line.replace("\\n", "\n").split("\t")
                if len(cells) == 3:
                    self.questions.append(
                        {"question": cells[0].strip(), "answer": cells[1].strip(), "cot": cells[2].strip()}
                    )
        self.passages = [str(one["positive_examples"]["input"]) for one in meta.values()]
        self.sentences = [
            part.strip() + "."
            for text in self.passages
            for part in text.replace("\n", " ").split(". ")
            if 30 < len(part) < 160
        ]

    def values(self, random: Random) -> dict[str, str]:
        """One value for every field that templates name."""
        asked = random.choice(self.questions)
        question, _, options = asked["question"].partition("\nOptions:")
        sentences = random.sample(self.sentences, 8)
        passage = random.choice(self.passages)[: random.choice((200, 500, 900))]
        passage = passage[: passage.rfind(".") + 1] or passage
        listed = "OPTIONS:" + (options or "\n- " + asked["answer"] + "\n- " + random.choice(self.questions)["answer"])
        short = random.choice(sentences).split(" ")
        made = {name: random.choice(sentences) for name in _SENTENCES}
        made |= dict.fromkeys(_PASSAGES, passage)
        made |= {
            "question": question,
            "answer": asked["answer"],
            "options_": listed,
            "options_str": listed,
            "cot": asked["cot"],
        }
        made |= {
            "chain_of_thought": asked["cot"],
            "target": asked["answer"],
            "targets": asked["answer"],
            "inputs": question,
        }
        made |= {
            "word": short[0],
            "pronoun": random.choice(("he", "she", "it")),
            "text1": short[0],
            "text2": " ".join(short[1:3]),
        }
        made |= {
            "lang1": "English",
            "lang2": random.choice(("German", "French", "Czech")),
            "subject": "news",
            "final_suffix": "",
        }
        made |= {
            "concepts": ", ".join(short[:4]),
            "concepts_newline": "\n".join(short[:4]),
            "movie": " ".join(short[:2]),
        }
        made |= {"tripleset": ", ".join(short[:3]), "tripleset_newline": "\n".join(short[:3])}
        made |= {name: "\n".join(f"{n}. {one}" for n, one in enumerate(sentences[:3], 1)) for name in _LISTS}
        turns = "\n".join(f"{('A', 'B')[n % 2]}: {one}" for n, one in enumerate(sentences[:4]))
        return made | {"dialog_": turns, "dialogue": turns}


_SENTENCES = (
    "sentence sentence1 sentence2 sent1 sent2 premise hypothesis claim title source summary highlights goal fact question1 question2 body query output "
    "response input_string lower no_space no_punct meaning_representation critic_consensus first_review debate_name input"
).split()
_PASSAGES = ("context", "text", "passage", "paragraph", "background")
_LISTS = ("numbered_questions", "numbered_answers", "numbered_reviews", "argument_sentences")


def _fill(template: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def _few_shot(pattern: Mapping[str, str], filler: _Filler, random: Random) -> str:
    joint, between = pattern.get("x_y_delimiter", "\n\n"), pattern.get("example_separator", "\n\n\n")
    given, wanted = pattern.get("inputs_prefix", ""), pattern.get("targets_prefix", "")
    made = ""
    for _ in range(random.choice((1, 2, 2, 3, 3, 4, 5))):
        values = filler.values(random)
        made += given + _fill(pattern["inputs"], values) + joint + wanted + _fill(pattern["targets"], values) + between
    made += given + _fill(pattern["inputs"], filler.values(random)) + joint + wanted
    return (made + pattern.get("final_suffix", "").replace("{final_suffix}", "")).rstrip(" ")


def flan(mirrors: Path) -> Iterator[tuple[str, Row]]:
    """Two few-shot and two zero-shot rows of each template."""
    tree = ast.parse(text_of(mirrors, REPOSITORY, "flan/v2/templates.py"))
    meta = ast.literal_eval(
        _assigned(ast.parse(text_of(mirrors, REPOSITORY, "flan/v2/constants_niv2.py")), "NATINST_META_DATA")
    )
    filler = _Filler(mirrors, meta)
    few = _assigned(tree, "FEWSHOT_PATTERNS")
    for key, listed in zip(few.keys, few.values, strict=True):
        task, random = (
            str(ast.literal_eval(key)) if key is not None else "",
            Random(ast.unparse(key) if key is not None else ""),
        )
        if task == "natinst_v2" or not isinstance(listed, ast.List):
            continue
        for call in listed.elts:
            if isinstance(call, ast.Call):
                words = {word.arg or "": ast.literal_eval(word.value) for word in call.keywords}
                for _ in range(2):
                    yield half_of(task), _row(_few_shot(words, filler, random), "few_shot", task)
    for task, patterns in ast.literal_eval(_assigned(tree, "PATTERNS")).items():
        random = Random(task)
        for asks, _ in patterns if task != "natinst_v2" else ():
            for _ in range(2):
                yield half_of(task), _row(_fill(asks, filler.values(random)), "zero_shot", task)
    yield from _niv2(meta, filler)


def _row(prompt: str, label: str, task: str) -> Row:
    return {"prompt": prompt, "response": "", "label": label, "source": f"FLAN-v2#{task}", "lang": "en"}


_FORMS = (
    "Definition: {definition}\n\nPositive Example 1 -\nInput: {x}\nOutput: {y}\n\nPositive Example 2 -\nInput: {x2}\nOutput: {y2}\n\n"
    "Now complete the following example -\nInput: {asked}\nOutput:",
    "{definition}\n\nPositive Example 1 -\nInput: {x}\n Output: {y}\n Explanation: {why}\n\nNow complete the following example -\nInput: {asked}\nOutput: ",
    "Teacher: {definition}\nTeacher: Now, understand the problem? If you are still confused, see the following example:\n{x}\nSolution: {y}\n"
    "Reason: {why}\n\nNow, solve this instance: {asked}\nStudent:",
    "{definition}\n[EX Q]: {x}\n[EX A]: {y}\n\n[EX Q]: {x2}\n[EX A]: {y2}\n\n[EX Q]: {asked}\n[EX A]: ",
    "{definition}\n\nOne example is below.\nQ: {x}\nA: {y}\nRationale: {why}\nQ: {asked}\nA:",
    "{definition}\n\nExample Input: {x}\nExample Output: {y}\n\nExample Input: {x2}\nExample Output: {y2}\n\nExample Input: {asked}\nExample Output:",
    "Part 1. Definition\n{definition}\nPart 2. Example\n{x}\nAnswer: {y}\nExplanation: {why}\nPart 3. Exercise\n{asked}\nAnswer:",
    "instruction:\n{definition}\nquestion:\n{x}\nanswer:\n{y}\n\n\nquestion:\n{x2}\nanswer:\n{y2}\n\n\nquestion:\n{asked}\nanswer:\n",
    "Given the task definition, example input & output, solve the new input case.\n{definition}\nExample: {x}\nOutput: {y}\n{why}\n\n"
    "New input case for you: {asked}\nOutput:",
)  # fmt: skip
_ZERO = (
    "Definition: {definition}\n\nInput: {asked}\nOutput:",
    "{definition}\n\n{asked}",
    "instruction:\n{definition}\nquestion:\n{asked}\nanswer:\n",
    "Teacher: {definition}\n{asked}\nStudent:",
)


def _niv2(meta: Mapping[str, Any], filler: _Filler) -> Iterator[tuple[str, Row]]:
    """Definitions with their examples, in the forms of NIv2, FLAN v2 and Tk-Instruct: held out whole."""
    names = sorted(meta)
    for place in range(0, len(names) - 1, 3):
        random = Random(names[place])
        one, two = (meta[name]["positive_examples"] for name in names[place : place + 2])
        asked = random.choice(filler.passages)[:600]
        values = {
            "definition": meta[names[place]]["definition"],
            "x": one["input"],
            "y": one["output"],
            "why": one.get("explanation", ""),
        }
        values |= {"x2": two["input"], "y2": two["output"], "asked": asked}
        values = {name: str(value) for name, value in values.items()}
        form, label = (random.choice(_FORMS), "few_shot") if place % 2 else (random.choice(_ZERO), "zero_shot")
        yield HELD_OUT, {**_row(_fill(form, values), label, ""), "source": "FLAN-v2/NIv2"}
