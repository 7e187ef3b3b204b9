"""Answers in one list: `completions` with their scores, `answers` with votes, `responses` beside `rewards`."""

from __future__ import annotations

from typing import Any

from explorer.formats import fields
from explorer.formats.candidates.asked import is_answered, question
from explorer.formats.candidates.verdict import Verdict, by_scores, number
from explorer.formats.envelopes.envelope import Opened, Row, as_list
from explorer.formats.envelopes.exchange import is_message
from explorer.formats.values import text_of

_MANY = (
    "completions", "responses", "answers", "candidates", "generations", "outputs", "solutions", "replies", "summaries",
    "continuations", "rollouts", "generated_responses", "all_generated_responses", "model_responses", "model_outputs",
    "candidate_answers", "candidate_responses", "generated_answers", "samples", "comments", "messages", "conversations",
    "trajectories", "dialogues",
)  # fmt: skip
_ONE = ("output", "response", "answer", "completion", "solution", "target", "generation")
_TEXTS = (
    "response", "text", "content", "output", "answer", "completion", "generation", "body", "message", "value",
    "generated_text", "solution", "summary", "messages", "conversation",
)  # fmt: skip
_FLAGS = (
    "selected", "is_selected", "is_accepted", "accepted", "is_best", "best", "chosen", "is_chosen", "winner", "preferred",
    "is_correct", "correct",
)  # fmt: skip
_SCORES = (
    "overall_score", "fine_grained_score", "score", "pm_score", "rating", "reward", "reward_score", "rm_score", "quality",
    "votes", "upvotes", "points", "likes", "helpfulness", "rank", "position",
)  # fmt: skip
_BESIDE = (
    "scores", "ratings", "rewards", "reward_scores", "rm_scores", "votes", "ranks", "rank", "score", "rating", "reward",
    "labels", "correctness", "is_correct", "correct", "sort",
)  # fmt: skip
_PLACES = (
    "best",
    "best_index",
    "best_idx",
    "best_answer",
    "best_response",
    "chosen_index",
    "chosen",
    "choice",
    "preferred",
    "winner",
    "label",
    "accepted_answer_id",
    "best_answer_id",
)
_IDS = ("id", "answer_id", "response_id", "completion_id", "model", "name")


def may_be(record: Row) -> bool:
    """Whether a record has a list of answers."""
    return bool(_field(record)) and not (fields.best(record, "chosen") and fields.best(record, "rejected"))


def _field(record: Row) -> str:
    """Name of the field with the answers, "" where there is none."""
    known = {fields.normalise(name): name for name in record if isinstance(name, str)}
    for names in (_MANY, _ONE):
        for name in names:
            held = record.get(known[name]) if name in known else None
            if name in _DIALOGUES and not _are_dialogues(held):
                continue
            if isinstance(held, list) or (isinstance(held, str) and name in _MANY and name != "answers"):
                return known[name]
            if isinstance(held, dict) and _side_by_side(held):
                return known[name]
    return ""


_DIALOGUES = frozenset(("messages", "conversations", "trajectories", "dialogues"))


def _are_dialogues(held: Any) -> bool:
    """Whether a list holds several lists of messages."""
    return (
        isinstance(held, list)
        and len(held) > 1
        and all(isinstance(one, list) and one and is_message(one[0]) for one in held)
    )


def open_list(record: Row) -> Opened | None:
    """A preference pair of the best and the worst answer, or the best one where nothing tells them apart."""
    name = _field(record)
    if not name:
        return None
    items = _items(record[name])
    if not items or (fields.normalise(name) == "completions" and isinstance(record.get("labels"), list)):
        return None  # the latter is step-wise supervision
    texts = [_text(item) for item in items]
    if any(text is None for text in texts):
        return None
    if is_answered(record, name):
        return None  # its author says which answer it is
    verdict = _judged(record, name, items)
    beside = {key: item for key, item in record.items() if key != name and fields.normalise(str(key)) not in _BESIDE}
    asked = question(beside)
    whole = all(isinstance(text, list) and len(text) > 1 for text in texts)
    if asked is None and not whole:
        return None
    row, used = asked or ({}, ())
    if len(items) == 1 and fields.normalise(name) in _ONE:
        return None  # nothing to choose from
    if len(items) == 1:
        return Opened({**row, "response": texts[0]}, (*used, name))
    if fields.normalise(name) in _DIALOGUES and verdict is None:
        verdict = Verdict(0, -1, "the first is read", sure=False)
    verdict = verdict or _by_place(name, record, texts)
    if verdict is None:
        return None
    best = texts[verdict.best]
    keeps = () if len(items) > 2 or verdict.worst < 0 else (name,)  # what is not shown stays a column
    if verdict.worst < 0:
        note = f"{len(items):,} answers, {verdict.rule}"
        return Opened({**row, "response": best}, (*used, *keeps), (note,), verdict.sure)
    note = f"the best of {len(items):,} answers {verdict.rule}"
    return Opened({**row, "chosen": best, "rejected": texts[verdict.worst]}, (*used, *keeps), (note,), verdict.sure)


def _side_by_side(held: Row) -> tuple[str, ...]:
    """Keys of an object of lists that hold the answers and what is said of each; () for others."""
    lists = {name: one for name, one in held.items() if isinstance(name, str) and isinstance(one, list)}
    length = next((len(lists[name]) for name in _TEXTS if name in lists), 0)
    names = tuple(name for name, one in lists.items() if len(one) == length)
    return names if length > 1 and len(names) > 1 else ()


def _items(held: Any) -> list[Any]:
    """The answers; an object of parallel lists as objects."""
    if isinstance(held, dict):
        names = _side_by_side(held)
        return [dict(zip(names, one, strict=True)) for one in zip(*(held[name] for name in names), strict=True)]
    return as_list(held) or []


def _text(item: Any) -> Any:
    """An answer as text or messages; None where the item is none."""
    if isinstance(item, str):
        return item
    if isinstance(item, list) and len(item) == 1 and isinstance(item[0], str):
        return item[0]
    if isinstance(item, list):
        return item if item and all(is_message(one) for one in item) else None
    if not isinstance(item, dict) or is_message(item):
        return None
    known = {fields.normalise(str(key)): value for key, value in item.items()}
    for name in _TEXTS:
        held = known.get(name)
        if isinstance(held, str):
            return held
        if isinstance(held, dict) and is_message(held):
            return text_of(held.get("content"))[0]
        if isinstance(held, list) and held and all(is_message(one) for one in held):
            return held
    return None


def _judged(record: Row, name: str, items: list[Any]) -> Verdict | None:
    """What the answers themselves, or fields beside them, say."""
    if len(items) < 2:
        return None
    inside = [
        {fields.normalise(str(key)): value for key, value in item.items()} for item in items if isinstance(item, dict)
    ]
    scores = _inner_scores(inside) if len(inside) == len(items) else None
    for flag in _FLAGS:
        marks = [one.get(flag) for one in inside]
        if (
            len(marks) == len(items)
            and all(isinstance(mark, bool) for mark in marks)
            and 0 < sum(map(bool, marks)) < len(items)
        ):
            best = marks.index(True)
            worst = scores.worst if scores is not None and not marks[scores.worst] else marks.index(False)
            return Verdict(best, worst, f"by {flag}")
    if scores is not None:
        return scores
    known = {fields.normalise(key): key for key in record if isinstance(key, str) and key != name}
    others = [one for one in known if one not in _BESIDE and one.rsplit("_", 1)[-1] in _BESIDE]
    for beside in (*_BESIDE, *others):
        held = as_list(record[known[beside]]) if beside in known else None
        if (
            held is not None
            and len(held) == len(items)
            and (found := by_scores(beside, held, known[beside])) is not None
        ):
            return found
    return _placed(record, known, inside, items)


def _inner_scores(inside: list[Row]) -> Verdict | None:
    for score in _SCORES:
        if all(score in one for one in inside) and (found := by_scores(score, [one[score] for one in inside])):
            return found
    means = [_mean_rating(one.get("annotations")) for one in inside]
    return by_scores("mean_rating", means, "the mean of their ratings")


def _mean_rating(held: Any) -> float | None:
    """The mean of an answer's ratings by aspect, as UltraFeedback keeps them."""
    ratings = (
        [number(one.get("Rating")) for one in held.values() if isinstance(one, dict)] if isinstance(held, dict) else []
    )
    found = [rating for rating in ratings if rating is not None]
    return sum(found) / len(found) if found else None


def _placed(record: Row, known: dict[str, str], inside: list[Row], items: list[Any]) -> Verdict | None:
    """The answer that a field beside them names by its place, its id or its text."""
    for name in _PLACES:
        if name not in known:
            continue
        held = record[known[name]]
        place = -1
        if isinstance(held, int) and not isinstance(held, bool) and not name.endswith("_id") and 0 <= held < len(items):
            place = held
        elif isinstance(held, str) and held in items:
            place = items.index(held)
        elif isinstance(held, str | int) and len(inside) == len(items):
            place = next(
                (at for at, one in enumerate(inside) if any(one.get(key) == held for key in _IDS if key in one)), -1
            )
        if place >= 0:
            other = next(at for at in range(len(items)) if at != place)
            return Verdict(place, other, f"by {known[name]}")
    return None


def _by_place(name: str, record: Row, texts: list[Any]) -> Verdict | None:
    """What the order of answers says where nothing else does."""
    known = fields.normalise(name)
    asks = any(fields.normalise(str(key)) in ("instruction", "prompt") for key in record)
    if (known == "output" and asks) or (len(texts) == 2 and known in _ONE and isinstance(texts[0], list)):
        return Verdict(0, len(texts) - 1, "because it comes first, as LLaMA-Factory and ORPO rank them", sure=False)
    if known in _ONE and known != "answer":
        return None  # lines of one answer
    # What people say below a post need not answer it.
    return Verdict(0, -1, "the first is read", sure=known != "comments")
