"""Answers side by side in fields that are numbered: `response_1` and `response_2`, `human_ref_A` and `human_ref_B`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from explorer.formats import fields
from explorer.formats.candidates.asked import question, texts_in
from explorer.formats.candidates.verdict import Verdict, by_scores, number, of_winner
from explorer.formats.envelopes.envelope import Opened, Row

_STEMS = frozenset(
    "response answer output completion reply generation ref candidate summary solution conversation continuation "
    "comment chat ans resp dialogue dialog cand sol".split()
)
_NO_CANDIDATE = (
    "is_",
    "incorrect",
    "wrong",
    "distractor",
    "mc_",
    "best_incorrect",
)  # those that stand beside the right answer
_KINDS = frozenset(("text", "content", "value", "body"))
_MODEL = re.compile(
    r"(?:gpt|chatgpt|openai|davinci|o1|claude|gemini|palm|bard|gemma|llama|alpaca|vicuna|koala|mistral|mixtral|qwen|deepseek|falcon|"
    r"phi|yi|glm|chatglm|command|cohere|grok|r1|qwq|bloom|moss|base|instruct|sft|dpo|ppo|human|student|teacher|policy|baseline|finetuned)"
    r"[\d.]*[a-z]?"
)
"""Words of names that say whose answer a field holds."""
_AUTHORED = frozenset("response answer output completion reply generation solution".split())
_MARKED = re.compile(r"(?P<stem>[a-z].*?)_?(?P<mark>\d{1,2}|(?<=_)[a-h])")
_WITHIN = re.compile(
    r"(?P<stem>model|assistant|system|candidate|llm|agent|ans|answer|resp|response|output|completion)_?(?P<mark>\d{1,2}|(?<=_)[a-h])_(?P<kind>[a-z]+)"
)
_SCORES = ("score", "rating", "reward", "rank", "votes", "upvotes", "winner", "preferred", "best", "chosen", "quality")
_TELLING = frozenset(
    "winner preference preferred better best chosen choice verdict selected judgement judgment vote label labels winning".split()
)
"""Words of names whose value may say which answer is the better one, where it names one of them."""
_WINNERS = (
    "better_response_id", "better_response", "winner", "winner_model", "preference", "preferred", "preferred_response",
    "preferred_answer", "preferred_output", "human_preference", "overall_preference", "preference_strength", "chosen_index",
    "chosen_id", "chosen", "better", "best", "best_index", "best_response", "choice", "selected", "selection", "verdict",
    "judgement", "judgment", "annotator_choice", "vote", "labels", "label", "safer_response_id",
)  # fmt: skip


class _Group(NamedTuple):
    """Answers of one kind. names: of the fields. marks: what tells them apart, in order."""

    names: tuple[str, ...]
    marks: tuple[str, ...]


def may_be(record: Row) -> bool:
    """Whether a record has numbered answers."""
    return _group(tuple(record)) is not None and not fields.best(record, "rejected")


@lru_cache(maxsize=1_024)
def _group(names: tuple[Any, ...]) -> _Group | None:
    groups: dict[str, dict[str, str]] = {}
    for name in names:
        if not isinstance(name, str) or len(name) > 60:
            continue
        known = fields.normalise(name)
        match = _MARKED.fullmatch(known)
        stem = match["stem"] if match else ""
        if match and stem.rsplit("_", 1)[-1] in _STEMS and not stem.startswith(_NO_CANDIDATE):
            groups.setdefault(stem, {}).setdefault(match["mark"], name)
        elif (within := _WITHIN.fullmatch(known)) and (within["kind"] in _KINDS or within["kind"] in _STEMS):
            groups.setdefault(f"{within['stem']} {within['kind']}", {}).setdefault(within["mark"], name)
    for held in groups.values():
        marks = tuple(held)
        if len(marks) > 1 and (all(mark.isdigit() for mark in marks) or not any(mark.isdigit() for mark in marks)):
            return _Group(tuple(held.values()), marks)
    return _by_author(names)


def _by_author(names: tuple[Any, ...]) -> _Group | None:
    """Answers that are told apart by who gave them: `gpt4_response` and `claude_response`, `answer_human`."""
    groups: dict[tuple[str, bool], dict[str, str]] = {}
    for name in names:
        words = fields.normalise(name).split("_") if isinstance(name, str) and len(name) < 60 else []
        if 2 <= len(words) <= 4:
            for stem, rest, last in ((words[-1], words[:-1], True), (words[0], words[1:], False)):
                if stem in _AUTHORED:
                    groups.setdefault((stem, last), {}).setdefault("_".join(rest), name)
    for (stem, _), held in groups.items():
        written = [mark for mark in held if fields.may_name(mark)]
        if len(written) > 1 and stem not in names and any(map(_is_model, written)):
            return _Group(tuple(held[mark] for mark in written), tuple(written))
    return None


def _is_model(mark: str) -> bool:
    return bool(_MODEL.fullmatch(mark.split("_", maxsplit=1)[0]) or _MODEL.fullmatch(mark.replace("_", "")))


def open_columns(record: Row) -> Opened | None:
    """A preference pair of the better and the worse of numbered answers; the better one alone where they tie."""
    group = _group(tuple(record))
    if group is None:
        return None
    there = [place for place, name in enumerate(group.names) if record[name] not in (None, "", [])]
    names = tuple(group.names[place] for place in there)
    marks = tuple(group.marks[place] for place in there)
    if not names:
        return None
    judges = _judges(record, group)
    rest = {name: item for name, item in record.items() if name not in group.names and name not in judges}
    asked = question(rest)
    if asked is None and not all(_is_dialogue(record[name]) for name in names):
        return None
    row, used = asked or ({}, ())
    if exchanges := _exchanges(record, row, names):
        record, row = {**record, **exchanges}, {}
    if _is_text(record.get("chosen"), names, marks):
        return None  # the chosen answer itself stands beside them
    if len(names) == 1:
        return Opened({**row, "response": _answer(record[names[0]])}, (*used, names[0]))
    verdict = _verdict(record, names, marks)
    chosen = names[verdict.best]
    note = f"the best of {len(names):,} answers {verdict.rule}"
    if verdict.worst < 0:
        said = f"{len(names):,} answers, {verdict.rule}"
        return Opened({**row, "response": _answer(record[chosen])}, (*used, chosen), (said,), verdict.sure)
    rejected = names[verdict.worst]
    row = {**row, "chosen": _answer(record[chosen]), "rejected": _answer(record[rejected])}
    return Opened(row, (*used, chosen, rejected), (note,), verdict.sure)


def _is_text(held: Any, names: tuple[str, ...], marks: tuple[str, ...]) -> bool:
    """Whether a value is an answer, and not the name of one."""
    normal = [fields.normalise(name) for name in names]
    return isinstance(held, str | list | dict) and bool(held) and of_winner("chosen", held, normal, marks) is None


def _exchanges(record: Row, row: Row, names: tuple[str, ...]) -> Row:
    """Whole dialogues, where the prompt is a list of questions and each answer a list of as many answers."""
    asked = texts_in(row.get("prompt"))
    found: Row = {}
    for name in names:
        said = texts_in(record[name])
        if not asked or len(said) != len(asked):
            return {}
        found[name] = [
            {"role": role, "content": text}
            for pair in zip(asked, said, strict=True)
            for role, text in zip(("user", "assistant"), pair, strict=True)
        ]
    return found


def _is_dialogue(held: Any) -> bool:
    if isinstance(held, dict):
        held = held.get("messages", held.get("conversation"))
    return isinstance(held, list) and bool(held) and isinstance(held[0], dict)


def _answer(held: Any) -> Any:
    """An answer; one message, or the text of a list of one, without what is around it."""
    if isinstance(held, dict) and isinstance(inner := held.get("messages", held.get("conversation")), list):
        return inner
    listed = texts_in(held)
    return listed[0] if len(listed) == 1 else held


def _judges(record: Row, group: _Group) -> set[str]:
    """Fields that say which answer is better."""
    marks = set(group.marks)
    found: set[str] = set()
    for name in record:
        known = fields.normalise(name) if isinstance(name, str) else ""
        words = known.split("_")
        if (
            known in _WINNERS
            or "ranking" in words
            or not _TELLING.isdisjoint(words)
            or (any(not {*mark.split("_")} - {*words} for mark in marks) and any(word in words for word in _SCORES))
        ):
            found.add(name)
    return found


def _verdict(record: Row, names: tuple[str, ...], marks: tuple[str, ...]) -> Verdict:
    known = {fields.normalise(name): name for name in record if isinstance(name, str)}
    normal = [fields.normalise(name) for name in names]
    telling = [
        name
        for name in known
        if name not in _WINNERS and name not in normal and not _TELLING.isdisjoint(name.split("_"))
    ]
    for winner in (*_WINNERS, *telling):
        if winner not in known:
            continue
        held = record[known[winner]]
        place = of_winner(winner, held, normal, marks)
        if place is not None and -1 <= place < len(names):
            if place < 0:
                return Verdict(0, -1, f"a tie by {known[winner]}, the first is read")
            return Verdict(place, _other(record, known, marks, place), f"by {known[winner]}")
    for name, own in known.items():
        found = _by_ranking(own, record[own], normal, marks) if "ranking" in name.split("_") else None
        if found is not None:
            return found
    for word in _SCORES:
        scores = [_score(record, known, word, mark) for mark in marks]
        if (found := by_scores(word, scores)) is not None:
            return found
    for name in ("score", "scores", "rating", "ratings", "rewards"):
        held = record.get(known.get(name, ""))
        if isinstance(held, list) and len(held) == len(marks) and (found := by_scores(name, held)) is not None:
            return found
    safe = [record.get(known.get(f"is_{name}_safe", "")) for name in normal]
    if (found := by_scores("safety", safe)) is not None and found.worst >= 0:
        return found
    if not all(len(mark) < 3 for mark in marks):
        return Verdict(0, -1, "the first is read: no field says which is better", sure=False)
    return Verdict(0, 1, "because it comes first; no field says which is better", sure=False)


def _by_ranking(name: str, held: Any, normal: list[str], marks: tuple[str, ...]) -> Verdict | None:
    """The first and the last of a list that names the answers, best first."""
    if not isinstance(held, list) or len(held) != len(marks):
        return None
    places = [of_winner("ranking", one, normal, marks) for one in held]
    if None in places or sorted(place for place in places if place is not None) != list(range(len(marks))):
        return None
    return Verdict(int(places[0] or 0), int(places[-1] or 0), f"by {name}")


def _score(record: Row, known: dict[str, str], word: str, mark: str) -> Any:
    """The score of one answer: `score_a`, `response_1_score`, `winner_model_a`."""
    for name, own in known.items():
        words = name.split("_")
        if word in words and not {*mark.split("_")} - {*words} and number(record[own]) is not None:
            return record[own]
        if name == f"{word}{mark}":
            return record[own]
    return None


def _other(record: Row, known: dict[str, str], marks: tuple[str, ...], best: int) -> int:
    """The answer to put against the best: the one with the lowest score, else the first other one."""
    for word in ("score", "rating", "reward", "rank"):
        found = by_scores(word, [_score(record, known, word, mark) for mark in marks])
        if found is not None and found.worst not in (-1, best):
            return found.worst
    return next(place for place in range(len(marks)) if place != best)
