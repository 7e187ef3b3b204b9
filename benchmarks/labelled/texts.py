"""Texts that fill the fields of templates: passages, questions, reviews, dialogues, out of the other collections."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from benchmarks.labelled import Labelled, side

_PASSAGE = re.compile(r"(?:Passage|Context|Paragraph|Article|Document|Story|Text)\s?\d?\s?:\s*(.{150,1500})", re.S)
_QUESTION = re.compile(r"(?:Question|Q)\s?:\s*([^\n]{15,160}\?)")
_SENTENCE = re.compile(r"(?<=[.!?]\s)([A-Z][^.!?\n]{40,180}[.!?])")
_REVIEW = re.compile(r"(?:Review|Tweet|Comment)(?: text)?\s?:\s*([^\n]{60,900})", re.I)
_DIALOGUE = re.compile(r"((?:[A-Z][a-z]+\s?:\s[^\n]{5,120}\n){3,8})")
_WORDS = ("energy", "river", "music", "history", "market", "weather", "school", "engine", "garden", "health")
_LONG = {
    "article",
    "document",
    "text",
    "passage",
    "context",
    "story",
    "abstract",
    "body",
    "plot",
    "paragraph",
    "report",
    "input",
    "original",
    "content",
    "background",
    "highlights_source",
}
_ASKED = {"question", "query", "question1", "question2", "question_stem"}
_SHORT = {
    "answer",
    "answers",
    "target",
    "label",
    "entity",
    "word",
    "term",
    "name",
    "drug",
    "effect",
    "topic",
    "title",
    "category",
    "aspect",
    "lang1",
    "lang2",
}
_LANGUAGES = ("German", "French", "Spanish", "Russian", "Chinese", "Japanese", "Finnish", "Turkish", "Hindi", "Czech")
_OPTIONS = (
    "OPTIONS:\n- yes\n- no",
    "Options:\n- yes\n- it is not possible to tell\n- no",
    "Choices: (a) yes (b) no",
    "",
)


class Pool:
    """Texts by kind and side, so that no text stands on both."""

    def __init__(self, rows: Iterable[Labelled]) -> None:
        self._held: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows:
            if row.lang == "en":
                self._add(side(row.source), row)

    def _add(self, where: str, row: Labelled) -> None:
        given = row.prompt
        for kind, pattern in (
            ("passage", _PASSAGE),
            ("question", _QUESTION),
            ("review", _REVIEW),
            ("dialogue", _DIALOGUE),
        ):
            for found in pattern.findall(given)[:2]:
                self._held[kind, where].append(found.strip())
        for passage in _PASSAGE.findall(given)[:1]:
            for found in _SENTENCE.findall(passage)[:3]:
                self._held["sentence", where].append(found.strip())
        if row.label == "math_reasoning":
            self._held["problem", where].append(given.splitlines()[-1][:400])
        if row.label in {"closed_qa", "open_qa"} and 0 < len(row.response) < 60:
            self._held["answer", where].append(row.response)

    def field(self, name: str, source: str, label: str, chance: random.Random) -> str:
        """A text for a field of that name in a template of a source."""
        low = name.lower()
        if low in {"options_", "options_str"}:
            return chance.choice(_OPTIONS)
        if "lang" in low:
            return chance.choice(_LANGUAGES)
        if label == "math_reasoning" and low in _ASKED | _LONG | {"problem"}:
            return self._one("problem", source, chance)
        if low in _ASKED or "question" in low:
            return self._one("question", source, chance)
        if "dialog" in low or "conversation" in low:
            return self._one("dialogue", source, chance)
        if "review" in low or (label == "sentiment" and low in _LONG | {"sentence", "tweet", "content"}):
            return self._one("review", source, chance)
        if low in _SHORT or "answer" in low or "option" in low:
            return self._one("answer", source, chance)
        if low in _LONG and label in {"summarization", "title_generation", "closed_qa", "question_generation"}:
            return self._one("passage", source, chance)
        return self._one("sentence", source, chance)

    def everything(self) -> Iterator[tuple[str, str]]:
        """(kind, text) of all that is held."""
        for (kind, _), texts in self._held.items():
            for text in texts:
                yield kind, text

    def _one(self, kind: str, source: str, chance: random.Random) -> str:
        held = self._held.get((kind, side(source))) or self._held.get(("sentence", side(source)))
        return chance.choice(held) if held else chance.choice(_WORDS)
