"""Conflicts: the same question with answers that cannot both be right.

Questions are the same where they differ by case, spaces and sentence marks alone, or where their rows are near duplicates.
Answers conflict where what they come to differs: a number, yes or no, an option, a label. Other wording is no conflict, and
many long answers to one question are taken for what they are: several samples of one prompt.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from explorer.columns import Column
from explorer.decisions import text_digest
from explorer.metrics.arithmetic.comes_to import Comes, comes_to, differ
from explorer.passes.dataset_pass import Inputs, Pass
from explorer.passes.embedding import words
from explorer.passes.near_duplicates import ASKED, NEAR
from explorer.passes.same_meaning import telling
from explorer.passes.shingles import plain
from explorer.progress import Progress
from explorer.store.scratch import scratch_connection
from explorer.store.table import literal

_MOST = 200  # rows of one question that are held against one another
_LONG = 200  # characters of an answer that is written, not chosen
_SEVERAL = 3  # different long answers to one question that make it a prompt sampled several times
_LABEL = 40  # characters of a label
_QUESTION = 20_000  # characters of a question that are looked at
_USED = 3  # rows whose answer a text must be, so that it is a label
_ODDS = {"preference": 0.95, "option": 0.9, "polarity": 0.85, "number": 0.8, "label": 0.7}
"""How likely one of two answers is wrong, by what they differ in: of real ones that were read, about the share that was."""
_NEAR = 0.75  # what is left of that where the questions are only nearly the same
_FREE = re.compile(
    r"\b(?:random|generate|suggest|recommend|create|invent|brainstorm|write|example|name an?|give (?:me )?an?|come up|think of|pick|choose any)\b"
    r"|随机|推荐|举例|举一个|写一|生成|编一|起一个|任选|列举",
    re.IGNORECASE,
)
"""Of a question that has many right answers."""

COLUMNS = (
    Column(
        "conflict_group",
        "conflicting answers",
        "id",
        "Rows with the same question, but for case, spaces and sentence marks, or nearly the same row, whose answers cannot all be right: they "
        "come to different numbers, options, labels, to yes and no, or prefer what another row rejects. Other wording is no conflict.",
        layer="conflicts",
        group="duplicates",
    ),
    Column(
        "conflict_reason",
        "what answers differ in",
        "category",
        "What the answers to one question differ in: number, polarity (yes and no), option, label, or preference, where one row prefers "
        "what another rejects, or both answers of a pair are the same.",
        layer="conflicts",
        group="duplicates",
    ),
    Column(
        "conflict_odds",
        "likely wrong",
        "number",
        "How likely this row's answer is the wrong one, 0 to 1: by what the answers differ in, whether the questions are the same to the word, "
        "and how many rows agree with it. A guess to rank by; read before you drop.",
        layer="conflicts",
        group="duplicates",
    ),
    Column(
        "is_multi_sampled",
        "sampled several times",
        "boolean",
        "The question has at least three long, different answers that do not contradict one another: samples of one prompt, which is no fault.",
        layer="conflicts",
        group="attributes",
    ),
)

_SHORT_ANSWERS = """
SELECT lower(trim(response)) AS said, count(*) AS n FROM read_parquet([{files}])
WHERE length(response) BETWEEN 1 AND {most} AND NOT contains(response, chr(10)) GROUP BY said HAVING count(*) >= {used}
"""


class _Row(NamedTuple):
    row_id: int
    prompt: str
    response: str
    rejected: int | None


class _Found(NamedTuple):
    rows: list[int]
    reason: str
    odds: list[float]


def compute(inputs: Inputs) -> pa.Table:
    """Groups are numbered from 0 in the order of their first row. Only rows that have something to say are in the table."""
    questions, near = _questions(inputs)
    labels = _labels(inputs) if questions else frozenset()
    found: list[_Found] = []
    sampled: list[int] = []
    progress = Progress("Holding answers to one question against one another", 0, len(questions), unit="questions")
    for number, whole in enumerate(_read(inputs, questions)):
        for group in _same_question(whole) if near[number] else [whole]:
            conflict = _conflict(group, labels, near[number])
            if conflict is not None:
                found.append(conflict)
            elif _is_sampled(group):
                sampled += [row.row_id for row in group]
        progress.done = number + 1
        inputs.report(progress)
    found += _alone(inputs, {row for one in found for row in one.rows})
    return _table(sorted(found, key=lambda one: one.rows[0]), sampled)


def _questions(inputs: Inputs) -> tuple[list[np.ndarray], list[bool]]:
    """(rows of each question that several rows ask, whether some ask it only nearly in the same words)."""
    folder = inputs.layers[NEAR.name]
    if inputs.rows < 2 or not (folder / ASKED).exists():
        return [], []
    asked = np.load(folder / ASKED)
    near = pq.read_table(folder / "part-00000.parquet", columns=["row_id", "near_group"]).drop_null()
    owner = np.full(inputs.rows, -1, np.int64)
    owner[near["row_id"].to_numpy()] = near["near_group"].to_numpy()
    said = asked != 0
    if not len(near) and len(np.unique(asked[said])) == np.count_nonzero(said):
        return [], []
    # Rows of one near group, and rows of one question: linked by a graph whose further nodes are groups and questions.
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    rows = np.arange(inputs.rows)
    _, question = np.unique(asked, return_inverse=True)
    grouped = owner >= 0
    size = inputs.rows + int(question.max(initial=0)) + 1 + int(owner.max(initial=-1)) + 1
    ends = np.concatenate([inputs.rows + question[said], size - 1 - owner[grouped]])
    starts = np.concatenate([rows[said], rows[grouped]])
    graph = coo_matrix((np.ones(len(starts), np.int8), (starts, ends)), shape=(size, size))
    label = connected_components(graph, directed=False)[1][: inputs.rows]
    several = np.flatnonzero(np.bincount(label)[label] > 1)
    order = several[np.argsort(label[several], kind="stable")]
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []
    parts = sorted((part[:_MOST] for part in parts if said[part].any()), key=lambda part: int(part[0]))
    return parts, [len(np.unique(asked[part])) > 1 for part in parts]


def _labels(inputs: Inputs) -> frozenset[str]:
    """Short texts that several rows answer with."""
    files = ", ".join(literal(str(path)) for path in inputs.texts)
    with scratch_connection(inputs.scratch) as connection:
        found = connection.sql(_SHORT_ANSWERS.format(files=files, most=_LABEL, used=_USED)).fetchall()
    return frozenset(_bare(str(said)) for said, _ in found)


def _read(inputs: Inputs, questions: Sequence[np.ndarray]) -> list[list[_Row]]:
    """The rows of each question."""
    if not questions:
        return []
    wanted = np.unique(np.concatenate(questions))
    rows: dict[int, _Row] = {}
    ends = [*inputs.bases[1:], inputs.rows]
    for path, base, end in zip(inputs.texts, inputs.bases, ends, strict=True):
        here = wanted[(wanted >= base) & (wanted < end)]
        if len(here):
            table = pq.read_table(path, columns=["prompt", "response", "rejected"]).take(here - base)
            for row_id, row in zip(here.tolist(), table.to_pylist(), strict=True):
                rows[row_id] = _Row(row_id, row["prompt"] or "", row["response"] or "", row["rejected"])
    return [[rows[row_id] for row_id in question.tolist()] for question in questions]


def _same_question(group: Sequence[_Row]) -> list[list[_Row]]:
    """Of rows that are nearly the same, those whose questions have all telling words in common, in one order.

    "Alice and Bob swap" is another question than "Bob and Claire swap", however much surrounds it.
    """
    by_words: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for row in group:
        by_words[tuple(telling(words(plain(row.prompt[:_QUESTION]))))].append(row)
    return [some for some in by_words.values() if len(some) > 1]


def _conflict(group: Sequence[_Row], labels: frozenset[str], near: bool) -> _Found | None:
    pairs = _preferences(group)
    if pairs:
        return _Found(pairs, "preference", [_ODDS["preference"] / 2 * (_NEAR if near else 1)] * len(pairs))
    if _FREE.search(group[0].prompt[:2_000]) and not _closed(group[0].prompt):
        return None
    answers = [(row, comes) for row in group if (comes := comes_to(row.prompt, row.response)) is not None]
    kinds = Counter(comes.kind for _, comes in answers)
    for kind, _ in kinds.most_common():
        some = [(row, comes) for row, comes in answers if comes.kind == kind]
        camps = _camps(some)
        if len(camps) > 1:
            return _weighed(camps, kind, near)
    said: dict[str, list[int]] = defaultdict(list)
    for row in group:
        if len(row.response) <= _LABEL and (bare := _bare(row.response)) in labels:
            said[bare].append(row.row_id)
    return _weighed(list(said.values()), "label", near) if len(said) > 1 else None


def _closed(prompt: str) -> bool:
    """Whether a question leaves a choice among few: options, yes or no."""
    return bool(re.search(r"(?:^|\n)\s*[(（]?B[).）:：、]", prompt))


def _camps(answers: Sequence[tuple[_Row, Comes]]) -> list[list[int]]:
    """Rows by what their answers come to."""
    camps: list[tuple[_Row, Comes, list[int]]] = []
    for row, comes in answers:
        own = next((camp for camp in camps if not differ(camp[1], comes, row.prompt)), None)
        if own is None:
            camps.append((row, comes, [row.row_id]))
        else:
            own[2].append(row.row_id)
    return [rows for _, _, rows in camps]


def _weighed(camps: Sequence[Sequence[int]], reason: str, near: bool) -> _Found:
    """One of the camps is wrong with the odds of its kind; more likely one that has few rows."""
    rows = sum(len(camp) for camp in camps)
    odds = _ODDS[reason] * (_NEAR if near else 1)
    weighed = {row: odds * (1 - len(camp) / rows) for camp in camps for row in camp}
    return _Found(sorted(weighed), reason, [round(weighed[row], 3) for row in sorted(weighed)])


def _preferences(group: Sequence[_Row]) -> list[int]:
    """Rows that prefer what another row rejects, and reject what that prefers."""
    chosen: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in group:
        if row.rejected is not None:
            chosen[text_digest(row.response), row.rejected].append(row.row_id)
    return sorted(row for (good, bad), rows in chosen.items() if good != bad and (bad, good) in chosen for row in rows)


def _alone(inputs: Inputs, known: set[int]) -> list[_Found]:
    """Pairs whose chosen and rejected answers are the same."""
    found = []
    for path, base in zip(inputs.texts, inputs.bases, strict=True):
        table = pq.read_table(path, columns=["rejected"])
        here = np.flatnonzero(table["rejected"].is_valid().to_numpy(zero_copy_only=False))
        if len(here):
            some = pq.read_table(path, columns=["response", "rejected"]).take(here).to_pylist()
            found += [
                _Found([base + place], "preference", [_ODDS["preference"]])
                for place, row in zip(here.tolist(), some, strict=True)
                if base + place not in known and text_digest(row["response"] or "") == row["rejected"]
            ]
    return found


def _is_sampled(group: Sequence[_Row]) -> bool:
    answers = {row.response for row in group}
    return len(answers) >= _SEVERAL and sum(len(text) >= _LONG for text in answers) >= len(answers) * 0.8


def _bare(text: str) -> str:
    return plain(text).strip(" .。*\"'")


def _table(found: Sequence[_Found], sampled: Sequence[int]) -> pa.Table:
    told = {
        row: (number, one.reason, odds)
        for number, one in enumerate(found)
        for row, odds in zip(one.rows, one.odds, strict=True)
    }
    several = set(sampled)
    rows = sorted(told.keys() | several)
    held = [told.get(row, (None, None, None)) for row in rows]
    return pa.table(
        {
            "row_id": pa.array(rows, pa.int64()),
            "conflict_group": pa.array([number for number, _, _ in held], pa.int32()),
            "conflict_reason": pa.array([reason for _, reason, _ in held], pa.string()),
            "conflict_odds": pa.array([odds for _, _, odds in held], pa.float64()),
            "is_multi_sampled": pa.array([row in several for row in rows], pa.bool_()),
        }
    )


CONFLICTS = Pass(
    "conflicts",
    1,
    COLUMNS,
    compute,
    needs=(NEAR.name,),
    over=(NEAR.version,),
    doing="Looking for answers that contradict one another",
)
