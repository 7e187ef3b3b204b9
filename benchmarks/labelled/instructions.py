"""Natural instructions: tasks with a category, a definition, and examples, read as prompts of an ability."""

from __future__ import annotations

import ast
import csv
import io
import json
import random
import re
from collections.abc import Iterator

from benchmarks.labelled import Labelled, dataset_name
from benchmarks.labelled.repository import Repository

COLLECTION = "natural-instructions"
CATEGORIES = {
    "Translation": "translation",
    "Question Generation": "question_generation",
    "Sentiment Analysis": "sentiment",
    "Text Categorization": "classification",
    "Toxic Language Detection": "classification",
    "Language Identification": "classification",
    "Intent Identification": "classification",
    "Dialogue Act Recognition": "classification",
    "Stance Detection": "classification",
    "Spam Classification": "classification",
    "Stereotype Detection": "classification",
    "Section Classification": "classification",
    "Food Classification": "classification",
    "Ethics Classification": "classification",
    "Text Matching": "text_matching",
    "Textual Entailment": "nli",
    "Named Entity Recognition": "ner",
    "Keyword Tagging": "keyword_extraction",
    "Information Extraction": "information_extraction",
    "Summarization": "summarization",
    "Sentence Compression": "summarization",
    "Title Generation": "title_generation",
    "Paraphrasing": "rewriting",
    "Question Rewriting": "rewriting",
    "Sentence Perturbation": "rewriting",
    "Text Simplification": "rewriting",
    "Style Transfer": "rewriting",
    "Grammar Error Correction": "text_correction",
    "Text to Code": "programming",
    "Code to Text": "programming",
    "Story Composition": "story_poem_lyrics",
    "Poem Generation": "story_poem_lyrics",
    "Fill in The Blank": "objective_exam",
    "Mathematics": "math_reasoning",
}
"""Category -> ability; rows of other categories are left out, they are several things or none of ours."""

_EXAM = (
    "multiple_choice",
    "mcq",
    "mc_classification",
    "commonsense_mc",
    "mmmlu",
    "head_qa",
    "arc_",
    "answer_selection",
    "race_",
    "openbookqa",
    "xcsr",
    "option",
)
_MATHS = ("asdiv", "mawps", "svamp", "arithmetic", "math", "aqua", "semeval_2019_task10")
_WRITING = {
    "title_generation",
    "summarization",
    "question_generation",
    "keyword_extraction",
    "rewriting",
    "translation",
    "story_poem_lyrics",
}
_ABOUT_IT = re.compile(r"classification|verification|identif|incorrect|matching|detection")
"""Tasks of a category that judge such texts instead of writing them."""
_TAKES_OUT = re.compile(
    r"\bextract|\b(?:find|identify|pick|list)\b.{0,60}\b(?:in|from|of)\b|relation|tripl|_tagging", re.I
)
_PASSAGE = re.compile(
    r"\b(?:passage|context|paragraph|story|article|document|conversation|dialogue|tweet|review)\b", re.I
)
_OPTIONS = re.compile(r"(?:^|[\n(\s])[(]?[A-D1-4][).:]\s?\S.{0,200}?[(]?[B-D2-4][).:]\s?\S", re.S)
_STYLES = (
    "{task}\n\n{input}",
    "{task}\n\nInput: {input}\nOutput:",
    "{task}\n{input}",
    "Definition: {task}\nInput: {input}\nOutput:",
    "Teacher: {task}\nTeacher: Now, answer this problem: {input}\nStudent:",
    "Instructions: {task}\nInput: {input}",
    "Given the task definition and input, reply with output. {task}\n\n{input}",
    "{input}\n\n{task}",
)


def label_of(task: str, category: str, definition: str, example: str) -> str:
    """The ability of a task; "" for one that is none of ours or several."""
    if category == "Question Answering" or category.startswith("Answer Generation -- Jeopardy"):
        name = task.lower()
        if any(word in name for word in ("question_generation", "incorrect", "classification", "identify", "span")):
            return ""
        if any(word in name for word in _EXAM) or _OPTIONS.search(example):
            return "objective_exam"
        if any(word in name for word in _MATHS):
            return "math_reasoning"
        if len(example) > 220 and _PASSAGE.search(definition + example):
            return "closed_qa"
        return "open_qa" if len(example) < 160 and not _PASSAGE.search(definition) else ""
    if category.startswith("Country "):
        return "open_qa"
    label = CATEGORIES.get(category, "")
    if label == "information_extraction" and not _TAKES_OUT.search(task + " " + definition):
        return ""
    if label == "keyword_extraction" and not re.search(r"key ?(?:word|phrase|term)", definition, re.I):
        return ""
    if (
        label == "objective_exam"
        and not _OPTIONS.search(example)
        and not re.search(r"blank|_{2,}|\bfill", definition, re.I)
    ):
        return ""
    return "" if label in _WRITING and _ABOUT_IT.search(task) else label


def read(flan: Repository, copies: Repository, most: int) -> Iterator[Labelled]:
    """Rows of all tasks: FLAN's list of definitions gives one example each, the tasks' own files up to `most`."""
    table = csv.DictReader(io.StringIO(flan.text("flan/v2/flan_collection_info.csv")))
    known = {row["Specific Task Category"]: row for row in table if row["Source"] == "NIv2"}
    source_text = flan.text("flan/v2/constants_niv2.py")
    if not source_text:
        return
    metadata = next(node.value for node in ast.parse(source_text).body if isinstance(node, ast.Assign))
    files = {name.rsplit("/", 1)[-1][: -len(".json")]: name for name in copies.names("tasks") if name.endswith(".json")}
    for task, facts in ast.literal_eval(metadata).items():
        row = known.get(task)
        if row is None:
            continue
        first = facts["positive_examples"]
        definition = facts["definition"]
        label = label_of(task, row["Generic Task Category"], definition, first["input"])
        if not label:
            continue
        pairs = [(first["input"], first["output"])]
        if task in files:
            pairs += _instances(copies.text(files[task]), most)
        chance = random.Random(task)
        dataset = dataset_name(row["Dataset"])
        lang = "zh" if _mostly_han(definition) else "en"
        for given, answer in pairs:
            prompt = chance.choice(_STYLES).format(task=definition.strip(), input=given.strip())
            yield Labelled(prompt, str(answer), label, dataset, lang, COLLECTION)


def _instances(text: str, most: int) -> list[tuple[str, str]]:
    try:
        held = json.loads(text)
    except ValueError:
        return []
    instances = held.get("Instances") or []
    random.Random(len(instances)).shuffle(instances)
    return [
        (one["input"], one["output"][0] if isinstance(one["output"], list) else one["output"])
        for one in instances[:most]
        if one.get("output")
    ]


def _mostly_han(text: str) -> bool:
    return sum("\u4e00" <= character <= "\u9fff" for character in text) * 3 > len(text)
