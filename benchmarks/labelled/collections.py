"""Collections whose rows are of one ability by what the collection is."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from benchmarks.labelled import Labelled, by_hand, dataset_name
from benchmarks.labelled.repository import Repository
from benchmarks.labelled.texts import Pool

Reader = Callable[[Repository, int], Iterator[Labelled]]
_ROLE = re.compile(
    r"(?:you are|imagine you|act as|pretend|take on the role|as an? |assume the role|roleplay|you're|i want you to act)",
    re.I,
)


def _some(rows: list[Any], most: int, seed: str) -> list[Any]:
    rows = list(rows)
    random.Random(seed).shuffle(rows)
    return rows[:most]


def role_play_en(repository: Repository, most: int) -> Iterator[Labelled]:
    """GPTeacher's role play: prompts that open by giving a role."""
    rows = repository.json("Roleplay/roleplay-simple-deduped-roleplay-instruct.json") or []
    for row in _some([row for row in rows if _ROLE.match(row["instruction"])], most, "role"):
        prompt = row["instruction"] + ("\n" + row["input"] if row.get("input") else "")
        yield Labelled(prompt, row["response"], "role_play", "gpteacherrole", "en", repository.name)


def code_en(repository: Repository, most: int) -> Iterator[Labelled]:
    """GPTeacher's programming tasks."""
    for row in _some(repository.json("Codegen/codegen-instruct.json") or [], most, "code"):
        prompt = row["instruction"] + ("\n" + row["input"] if row.get("input") else "")
        yield Labelled(prompt, row.get("response", ""), "programming", "gpteachercode", "en", repository.name)


def role_play_zh(repository: Repository, most: int) -> Iterator[Labelled]:
    """Prompts that give the model a role, collected by their users."""
    for row in _some(repository.json("prompts-zh.json") or [], most, "zh"):
        yield Labelled(row["prompt"], "", "role_play", "plexptroles", "zh", repository.name)


def medical_zh(repository: Repository, most: int) -> Iterator[Labelled]:
    """Questions of patients."""
    for row in _some(repository.lines("train/data/medical_qa_6000.jsonl"), most, "tiger"):
        asked = row["instruction"].split("### Instruction:")[-1].strip()
        answer = row["output"].split("### Response:")[-1].strip()
        yield Labelled(asked, answer, "open_qa", "tigermedical", "zh", repository.name)


_EXAMS = {
    "aqua-rat": "math_reasoning", "math": "math_reasoning", "gaokao-mathcloze": "math_reasoning", "sat-en": "objective_exam",
    "lsat-rc": "objective_exam", "lsat-lr": "objective_exam", "lsat-ar": "objective_exam", "logiqa-en": "objective_exam",
    "gaokao-english": "objective_exam", "gaokao-chinese": "objective_exam", "gaokao-biology": "objective_exam",
    "gaokao-chemistry": "objective_exam", "gaokao-geography": "objective_exam", "gaokao-history": "objective_exam",
    "gaokao-physics": "objective_exam", "jec-qa-kd": "objective_exam", "logiqa-zh": "objective_exam",
}  # fmt: skip


def exams(repository: Repository, most: int) -> Iterator[Labelled]:
    """AGIEval: examinations of several countries. The exam is the source."""
    for name, label in _EXAMS.items():
        for row in _some(repository.lines(f"data/v1/{name}.jsonl"), most, name):
            options = row["options"] if label == "objective_exam" else None
            parts = [row.get("passage") or "", row["question"], *(options or [])]
            lang = "zh" if re.search(r"[\u4e00-\u9fff]", row["question"]) else "en"
            answer = row.get("label") or row.get("answer") or ""
            yield Labelled(
                "\n".join(part for part in parts if part), str(answer), label, dataset_name(name), lang, repository.name
            )


def sums_en(repository: Repository, most: int) -> Iterator[Labelled]:
    """Word problems."""
    for name in ("gsmhardv2", "svamp", "asdiv", "mawpsmultiarith"):
        for row in _some(repository.lines(f"datasets/{name}.jsonl"), most, name):
            yield Labelled(
                row["input"], str(row.get("target", "")), "math_reasoning", dataset_name(name), "en", repository.name
            )


_CHAINS = {
    "gsm8k": "math_reasoning",
    "strategyqa": "open_qa",
    "creak": "objective_exam",
    "ecqa": "objective_exam",
    "qasc": "objective_exam",
}


def chains_en(repository: Repository, most: int) -> Iterator[Labelled]:
    """Questions of FLAN's chain-of-thought data with their answers."""
    for name, label in _CHAINS.items():
        table = csv.reader(
            io.StringIO(repository.text(f"flan/v2/cot_data/{name}_train.tsv")), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        for row in _some([row for row in table if len(row) >= 2], most, name):
            asked = row[0].replace("\\n", "\n")
            yield Labelled(asked, row[1], label, dataset_name(name), "en", repository.name)


def sums_zh(repository: Repository, most: int) -> Iterator[Labelled]:
    """Word problems of primary school."""
    for row in _some(repository.lines("datasets/cmath_dev.jsonl"), most, "cmath"):
        yield Labelled(row["input"], str(row["golden"]), "math_reasoning", "cmath", "zh", repository.name)


def riddles_zh(repository: Repository, most: int) -> Iterator[Labelled]:
    """Two-part sayings to complete or explain."""
    asked = (
        "歇后语“{0}”的下半句是什么？",
        "{0}——（打一歇后语的后半部分）",
        "请补全歇后语：{0}——",
        "“{0}——{1}”这句歇后语是什么意思？",
        "解释一下歇后语“{0}，{1}”。",
    )
    for place, row in enumerate(_some(repository.json("data/xiehouyu.json") or [], most, "xiehouyu")):
        prompt = asked[place % len(asked)].format(row["riddle"], row["answer"].split("；")[0])
        yield Labelled(prompt, "", "idiom", "xiehouyu", "zh", repository.name)


_BENCH = {
    "math_proof": "math_reasoning", "competition_mwp": "math_reasoning", "high_school_mwp": "math_reasoning", "first_order_logic": "math_reasoning",
    "poem_writing": "story_poem_lyrics", "writing_a_speech": "functional_writing", "role_playing": "role_play",
    "essay_revision": "rewriting", "code_revision": "programming", "coding_for_math": "programming", "robust_translation": "translation",
    "json_csv_xml": "information_extraction",
}  # fmt: skip


def bench_en(repository: Repository, most: int) -> Iterator[Labelled]:
    """BiGGen-Bench: hand-written tasks by what they test. The task is the source."""
    for row in (repository.json("BiGGen-Bench/sample_responses.json") or {}).values():
        label = _BENCH.get(row["task"])
        if label:
            yield Labelled(
                row["input"],
                row["reference_answer"],
                label,
                dataset_name("biggen " + row["task"]),
                "en",
                repository.name,
            )
    del most


_PATTERNS = (
    (r"^(?:summari[sz]e|create_(?:micro_|5_sentence_)?summary|create_\w*summary)", "summarization"),
    (r"^(?:write|create)_(?:micro_)?essay", "essay"),
    (r"^(?:improve_writing|humanize|write_latex_never|tweak|fix_typos|clean_text)", "rewriting"),
    (r"^create_quiz|^to_flashcards", "question_generation"),
    (r"^translate", "translation"),
    (r"^extract_", "information_extraction"),
    (
        r"^(?:write|review|explain|improve|coding)_(?:pull|code|nuclei|semgrep)|^coding_master|^create_git|^write_hackerone",
        "programming",
    ),
    (r"^create_story|^create_npc|^write_poem", "story_poem_lyrics"),
    (r"^create_newsletter|^create_rpg_summary|^create_design_document|^create_prd|^write_micro", "functional_writing"),
)


def patterns_en(repository: Repository, most: int) -> Iterator[Labelled]:
    """Fabric: long system prompts for single tasks, named by what they do."""
    for path in repository.names("data/patterns/"):
        if path.endswith("system.md"):
            name = path.split("/")[2]
            for pattern, label in _PATTERNS:
                if re.search(pattern, name):
                    yield Labelled(
                        repository.text(path)[:3000].strip(), "", label, "fabric" + label, "en", repository.name
                    )
                    break
    del most


_BENCHED = {
    "iwslt": "translation", "un_multi": "translation", "squad_v2": "closed_qa", "mmlu": "objective_exam", "sst2": "sentiment", "wnli": "nli",
    "rte": "nli", "mnli": "nli", "cola": "classification", "qqp": "text_matching", "mrpc": "text_matching", "math": "math_reasoning",
}  # fmt: skip


def wordings_en(repository: Repository, pool: Pool, most: int) -> Iterator[Labelled]:
    """Promptbench: one task worded ten ways, plainly and with a role; the dataset is the source."""
    for path in ("task_oriented.py", "role_oriented.py"):
        text = repository.text(f"promptbench/prompts/{path}")
        place = text.find("= {")
        if place < 0:
            continue
        for name, listed in re.findall(r"'(\w+)': \[(.*?)\n    \]", text[place:], re.S):
            label = _BENCHED.get(name)
            if not label:
                continue
            source = dataset_name(name)
            for wording in re.findall(r"\"((?:[^\"\\]|\\.)*)\"", listed):
                chance = random.Random(wording)
                for _ in range(max(1, most // 20)):
                    kind = {
                        "closed_qa": "passage",
                        "math_reasoning": "problem",
                        "objective_exam": "question",
                        "sentiment": "review",
                    }.get(label, "sentence")
                    given = pool.field(kind, source, label, chance)
                    if label in {"nli", "text_matching"}:
                        given = f"Sentence 1: {given} Sentence 2: {pool.field('sentence', source, label, chance)}"
                    if label == "closed_qa":
                        given += f"\nQuestion: {pool.field('question', source, label, chance)}"
                    prompt = yaml.safe_load(f'"{wording}"').replace("{content}", given).replace("{}", given)
                    yield Labelled(
                        prompt if given in prompt else f"{prompt}\n{given}", "", label, source, "en", repository.name
                    )


READERS: dict[str, tuple[Reader, ...]] = {
    "teknium1/GPTeacher": (role_play_en, code_en),
    "PlexPt/awesome-chatgpt-prompts-zh": (role_play_zh,),
    "TigerResearch/TigerBot": (medical_zh,),
    "ruixiangcui/AGIEval": (exams,),
    "reasoning-machines/pal": (sums_en,),
    "google-research/FLAN": (chains_en,),
    "XiaoMi/cmath": (sums_zh,),
    "pwxcoo/chinese-xinhua": (riddles_zh,),
    "prometheus-eval/prometheus-eval": (bench_en,),
    "yizhongw/self-instruct": (by_hand.read,),
    "danielmiessler/fabric": (patterns_en,),
}
