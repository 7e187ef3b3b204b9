"""Real texts that fill the written prompts: reviews, passages, news, code, classical lines, by language and side."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.labelled import DEVELOP, HELD_OUT, Labelled
from benchmarks.labelled.repository import Repository
from benchmarks.labelled.texts import Pool

_MOST = 1500
_CODE = re.compile(r"```\w*\n(.{40,500}?)```", re.S)


def _reviews(read: Repository) -> Iterator[tuple[str, str]]:
    for path in ("datasets/book_review/train.tsv", "datasets/chnsenticorp/dev.tsv"):
        for row in csv.reader(io.StringIO(read.text(path)), delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) == 2 and 15 <= len(row[1]) <= 200:
                yield "review", row[1]


def _talks(read: Repository) -> Iterator[tuple[str, str]]:
    """What people told each other from an encyclopedia, and what they asked."""
    for path in (f"data/{topic}/{part}.json" for topic in ("film", "music", "travel") for part in ("dev", "test")):
        for talk in read.json(path) or []:
            asked = [one["message"] for one in talk["messages"] if one["message"].endswith("？")]
            told = [fact["attrvalue"] for one in talk["messages"] for fact in one.get("attrs", ())]
            for question in asked:
                if 8 <= len(question) <= 30:
                    yield "question", question
            for text in told:
                if len(text) < 100:
                    continue
                yield "passage", text[:500]
                for sentence in text.split("。")[1:3]:
                    if 15 <= len(sentence) <= 70:
                        yield "sentence", sentence.strip() + "。"
                if asked:
                    yield "passage_question", f"{text[:500]}\n问题：{asked[-1]}"


def _news(read: Repository) -> Iterator[tuple[str, str]]:
    for line in read.text("THUCNews/data/dev.txt").splitlines():
        yield "headline", line.split("\t")[0]


def _entities(read: Repository) -> Iterator[tuple[str, str]]:
    for line in read.text("data/msra/val/sentences.txt").splitlines():
        text = line.replace(" ", "")
        if 25 <= len(text) <= 120:
            yield "entity_sentence", text


def _poems(read: Repository) -> Iterator[tuple[str, str]]:
    for path in ("全唐诗/唐诗三百首.json", "宋词/宋词三百首.json", "论语/lunyu.json", "四书五经/mengzi.json"):
        for one in read.json(path) or []:
            lines = one.get("paragraphs") or []
            kind = "classical" if "论语" in path or "四书" in path else "poem"
            for line in lines[:3]:
                yield kind, line
            if kind == "poem" and one.get("title"):
                yield "poem_title", one["title"].split(" ")[0]


def _codes(read: Repository) -> Iterator[tuple[str, str]]:
    for row in read.json("Codegen/codegen-instruct.json") or []:
        for found in _CODE.findall(row.get("response", ""))[:1]:
            yield "code", found.strip()


_CHINESE: tuple[tuple[str, Callable[[Repository], Iterator[tuple[str, str]]]], ...] = (
    ("dbiir/UER-py", _reviews),
    ("thu-coai/KdConv", _talks),
    ("649453932/Chinese-Text-Classification-Pytorch", _news),
    ("lemonhu/NER-BERT-pytorch", _entities),
    ("chinese-poetry/chinese-poetry", _poems),
)


def collect(folder: Path, pool: Pool, rows: Iterable[Labelled]) -> Mapping[tuple[str, str, str], Sequence[str]]:
    """(language, kind, side) -> texts; a text stands on the side that its own hash gives."""
    held: dict[tuple[str, str, str], list[str]] = defaultdict(list)

    def add(lang: str, kind: str, text: str) -> None:
        text = " ".join(text.split()) if kind != "code" else text
        where = HELD_OUT if hashlib.sha256(text.encode()).digest()[0] % 2 else DEVELOP
        if text and len(held[lang, kind, where]) < _MOST:
            held[lang, kind, where].append(text)

    for name, reader in _CHINESE:
        for kind, text in reader(Repository(folder, name)):
            add("zh", kind, text)
    for kind, text in _codes(Repository(folder, "teknium1/GPTeacher")):
        add("zh", kind, text)
        add("en", kind, text)
    for kind, text in pool.everything():
        add("en", kind, text)
    for row in rows:
        if (
            row.lang == "en"
            and row.label == "closed_qa"
            and row.collection == "natural-instructions"
            and len(row.prompt) < 1500
        ):
            add("en", "passage_question", row.prompt.split("\n\n", 1)[-1])
    return held
