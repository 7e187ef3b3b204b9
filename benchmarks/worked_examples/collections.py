"""Prompts of other public collections, each held by one half whole."""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import yaml

from benchmarks.halves import DEVELOP, HELD_OUT
from benchmarks.worked_examples.items import PASSAGES
from benchmarks.worked_examples.mirror import paths_of, text_of
from benchmarks.worked_examples.written import Row, Turns, shots_of, task_of

_FIELD = re.compile(r"\{\{\s*(\w+)(?:\.strip\(\)|\.rstrip\(\)|\s*\|\s*trim)?\s*\}\}")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def _row(prompt: str, label: str, source: str, messages: Turns | None = None) -> Row:
    lang = "zh" if len(_HAN.findall(prompt)) * 8 > len(prompt) else "en"
    row: Row = {"prompt": prompt, "response": "", "label": label, "source": source, "lang": lang}
    return row if messages is None else {**row, "messages": messages}


class _Loader(yaml.SafeLoader):
    """YAML with tags of a program's own, which are read as the plain values below them."""


def _any(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    del suffix
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


_Loader.add_multi_constructor("!", _any)


def induction(mirrors: Path) -> Iterator[tuple[str, Row]]:
    """Pairs of instruction-induction (Apache-2.0): five pairs and a sixth that is open, in its own form and without pairs."""
    repository = "orhonovich+instruction-induction"
    for path in paths_of(mirrors, repository, "data/raw/induce", ".json"):
        examples = list(json.loads(text_of(mirrors, repository, path))["examples"].values())
        pairs = [(str(one["input"]), str(one["output"])) for one in examples if isinstance(one.get("output"), str)]
        if len(pairs) < 8:
            continue
        random, name = Random(path), path.rsplit("/", 1)[1][:-5]
        for _ in range(10):
            drawn = random.sample(pairs, random.randint(3, 6))
            text = "".join(f"Input: {x}\nOutput: {y}\n\n" for x, y in drawn[:-1])
            yield DEVELOP, _row(f"{text}Input: {drawn[-1][0]}\nOutput:", "few_shot", f"instruction-induction#{name}")
        for x, _ in random.sample(pairs, 3):
            yield DEVELOP, _row(f"Input: {x}\nOutput:", "zero_shot", f"instruction-induction#{name}")


def harness(mirrors: Path) -> Iterator[tuple[str, Row]]:
    """Settings of lm-evaluation-harness (MIT): tasks whose settings hold their examples and a template of plain fields."""
    repository = "EleutherAI+lm-evaluation-harness"
    held: defaultdict[str, int] = defaultdict(int)
    for path in paths_of(mirrors, repository, "lm_eval/tasks", ".yaml"):
        text = (
            text_of(mirrors, repository, path)
            if "fewshot" in path or "cot" in path or "toksuite" in path or "acp" in path
            else ""
        )
        folder = path.split("/")[2]
        if "samples:" not in text or held[folder] >= 24:
            continue
        found = yaml.load(text, _Loader)
        asks, says, samples = (
            found.get("doc_to_text"),
            found.get("doc_to_target"),
            (found.get("fewshot_config") or {}).get("samples"),
        )
        if (
            not isinstance(asks, str)
            or not isinstance(samples, list)
            or not all(isinstance(one, dict) for one in samples)
        ):
            continue
        wanted = says if isinstance(says, str) and "{{" in says else "{{target}}"
        blocks = [
            (
                _FIELD.sub(lambda m, one=one: str(one.get(m[1], "")), asks),
                _FIELD.sub(lambda m, one=one: str(one.get(m[1], "")), wanted),
            )
            for one in samples
        ]
        if any("{{" in given or not given.strip() or not answer.strip() for given, answer in blocks) or len(blocks) < 3:
            continue
        held[folder] += 1
        random = Random(path)
        for _ in range(4):
            drawn = random.sample(blocks, random.randint(3, min(5, len(blocks))))
            joint = str(found.get("target_delimiter", " "))
            head = str(found.get("description") or "")
            prompt = head + "\n\n".join(f"{x}{joint}{y}" for x, y in drawn[:-1]) + "\n\n" + drawn[-1][0]
            yield DEVELOP, _row(prompt, "few_shot", f"lm-evaluation-harness#{folder}")
        yield DEVELOP, _row(random.choice(blocks)[0], "zero_shot", f"lm-evaluation-harness#{folder}")


def programs(mirrors: Path) -> Iterator[tuple[str, Row]]:
    """PAL (Apache-2.0): questions answered by programs, a last one open."""
    repository = "reasoning-machines+pal"
    for path in [*paths_of(mirrors, repository, "pal/prompt", "_prompt.py"), "pal/prompt/math_prompts.py"]:
        for node in ast.walk(ast.parse(text_of(mirrors, repository, path))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "{question}" in node.value:
                for task in (
                    "How many days are there in three weeks?",
                    "A bag holds 4 red and 9 blue marbles. How many are not red?",
                ):
                    yield DEVELOP, _row(node.value.replace("{question}", task).strip(), "few_shot", "PAL")


def promptsource(mirrors: Path) -> Iterator[tuple[str, Row]]:
    """Templates of promptsource (Apache-2.0) without examples, by data set in both halves."""
    repository = "bigscience-workshop+promptsource"
    block = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
    for path in paths_of(mirrors, repository, "promptsource/templates", "templates.yaml"):
        name = path.split("/")[2]
        half = DEVELOP if sum(name.encode()) % 2 else HELD_OUT
        random = Random(path)
        for template in list(yaml.load(text_of(mirrors, repository, path), _Loader)["templates"].values())[:5]:
            asks = block.sub("", str(template["jinja"]).split("|||")[0])
            if "{{" in asks:
                yield (
                    half,
                    _row(
                        re.sub(r"\{\{.*?\}\}", lambda _, random=random: _value(random), asks, flags=re.DOTALL),
                        "zero_shot",
                        f"promptsource#{name}",
                    ),
                )


def _value(random: Random) -> str:
    text = random.choice(PASSAGES["en"])
    return random.choice([text, text.split(". ")[0] + ".", random.choice(list(task_of(random, "en").pairs))[0]])


def opencompass(mirrors: Path) -> Iterator[tuple[str, Row]]:
    """OpenCompass (Apache-2.0): BBH's prompts, and rounds of questions and answers with a last one open; English and Chinese."""
    repository = "open-compass+opencompass"
    for path in paths_of(mirrors, repository, "opencompass/configs/datasets", ".txt"):
        text = text_of(mirrors, repository, path)
        if text.count("\nQ: ") >= 2:
            for question in PASSAGES["en"][:4]:
                prompt = f"{text.rstrip()}\n\nQ: {question} What follows?\nA: Let's think step by step."
                yield HELD_OUT, _row(prompt, "few_shot", "opencompass#bbh")
    seen: set[str] = set()
    for path in paths_of(mirrors, repository, "opencompass/configs/datasets", ".py"):
        source = text_of(mirrors, repository, path)
        if "role=" not in source or "BOT" not in source:
            continue
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.List)
                and (rounds := _rounds(node))
                and (prompt := "\n".join(text for _, text in rounds)) not in seen
            ):
                seen.add(prompt)
                yield from _of_rounds(rounds, path.split("/")[3], Random(prompt))


def _rounds(node: ast.List) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for call in node.elts:
        if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "dict"):
            return []
        words = {word.arg: word.value for word in call.keywords}
        try:
            found.append((str(ast.literal_eval(words["role"])), str(ast.literal_eval(words["prompt"]))))
        except (KeyError, ValueError):
            return []
    return found


def _of_rounds(rounds: Sequence[tuple[str, str]], name: str, random: Random) -> Iterator[tuple[str, Row]]:
    if rounds[-1][0] == "BOT":
        rounds = rounds[:-1]
    if (
        not rounds
        or "{" not in rounds[-1][1]
        or [role for role, _ in rounds] != ["HUMAN", "BOT"] * (len(rounds) // 2) + ["HUMAN"]
    ):
        return
    if len(rounds) > 1 and any(
        "{" + word in text for _, text in rounds[:-1] for word in ("question", "input", "problem")
    ):
        return
    lang = "zh" if _HAN.search(rounds[-1][1]) else "en"
    asked = re.sub(r"\{\w+\}", lambda _: random.choice(list(task_of(random, lang).pairs))[0], rounds[-1][1])
    label = "few_shot" if len(rounds) >= 5 else "zero_shot"
    if len(rounds) == 3:
        return
    texts = [text for _, text in rounds[:-1]] + [asked]
    messages: Turns = [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(texts)]
    if len(texts) > 1:
        yield HELD_OUT, _row("\n".join(texts), label, f"opencompass#{name}")
    yield HELD_OUT, {**_row(asked, label, f"opencompass#{name} turns"), "messages": messages}


def longbench(mirrors: Path) -> Iterator[tuple[str, Row]]:
    """LongBench (MIT): tasks with a context of examples, and tasks with a context of documents."""
    templates: Mapping[str, str] = json.loads(
        text_of(mirrors, "THUDM+LongBench", "LongBench/config/dataset2prompt.json")
    )
    forms = {
        "trec": ("Question: {x}\nType: {y}\n", "Question: {x}\nType:"), "triviaqa": ("Passage:\n{p}\nQuestion:\n{x}\nAnswer:\n{y}\n\n", "Passage:\n{p}\nQuestion:\n{x}\nAnswer:\n"),
        "samsum": ("Dialogue: {p}\nSummary: {y}\n", "Dialogue: {p}\nSummary: "), "lsht": ("新闻：{x}\n类别：{y}\n", "新闻：{x}\n类别："),
    }  # fmt: skip
    for name, template in templates.items():
        lang, random = ("zh" if _HAN.search(template) else "en"), Random(name)
        for _ in range(20):
            _, shots, asked = shots_of(random, lang)
            if name in forms:
                block, open_block = forms[name]
                context = "".join(block.format(p=random.choice(PASSAGES[lang]), x=x, y=y) for x, y in shots)
                filled = {"context": context, "input": open_block.format(p=random.choice(PASSAGES[lang]), x=asked)}
            else:
                parts = random.sample(PASSAGES[lang], 3)
                filled = {
                    "context": "\n\n".join(f"Passage {n}:\n{part}" for n, part in enumerate(parts, 1)),
                    "input": asked,
                }
            prompt = template.replace("{context}", filled["context"]).replace("{input}", filled["input"])
            yield HELD_OUT, _row(prompt, "few_shot" if name in forms else "zero_shot", f"LongBench#{name}")


def react(mirrors: Path) -> Iterator[tuple[str, Row]]:
    """ReAct (MIT): questions answered by thoughts and actions, a last one open."""
    for path, mark in (("prompts/prompts_naive.json", "Question: "), ("prompts/fever.json", "Claim: ")):
        for text in json.loads(text_of(mirrors, "ysymyth+ReAct", path)).values():
            for asked in PASSAGES["en"][:3]:
                yield HELD_OUT, _row(f"{text.strip()}\n{mark}{asked.split('. ')[0]}.\n", "few_shot", "ReAct")


def promptbench(mirrors: Path) -> Iterator[tuple[str, Row]]:
    """PromptBench (MIT): three examples of each of its tasks, and a question of the same form."""
    text = text_of(mirrors, "microsoft+promptbench", "promptbench/prompts/few_shot_examples.yaml")
    node = next(node.value for node in ast.parse(text).body if isinstance(node, ast.Assign))
    values = node.values if isinstance(node, ast.Dict) else []
    for examples in (str(_joined(value).value) for value in values):
        last = [block for block in re.split(r"\n(?=[A-Z]\w+(?: \d)?:)", examples.strip()) if block]
        tail = "\n".join(last[-(len(last) - 1) // 3 :]).rsplit(":", 1)[0] + ":"
        yield HELD_OUT, _row(f"{examples}\n{tail}", "few_shot", "promptbench")


def _joined(node: ast.expr) -> ast.Constant:
    """Texts joined by +, as one."""
    parts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    order = sorted(
        (part.lineno, part.col_offset, str(part.value)) for part in ast.walk(node) if isinstance(part, ast.Constant)
    )
    return ast.Constant("".join(text for _, _, text in order) if parts else "")


COLLECTIONS = (induction, harness, programs, promptsource, opencompass, longbench, react, promptbench)
