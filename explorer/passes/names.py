"""Names of groups of rows: short phrases of their own texts, near to the group's middle and unlike its neighbours' names.

Candidates are phrases that are frequent in a group and rare elsewhere (c-TF-IDF). An encoder then tells how near each is to
what the group means, and how far from what the others mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from explorer.passes import general_names
from explorer.passes.embedding.bags import unit
from explorer.passes.name_candidates import NEIGHBOURS, Group, joined, longer, pools, read
from explorer.passes.phrases import MOST_WORDS, is_mostly_han, is_wide, join, phrases, roots

_COVERS = 0.5  # part of a group's texts that a phrase must be in to stand alone
_ADDS = 0.04  # part of a group's texts that a further phrase must add
_WEAKER = 0.6  # how much less well than the first a further phrase may name it
_CONTRAST = 0.5  # what it counts to be unlike the neighbours, beside being like the group
_FREQUENCY = 0.22  # what it counts to be frequent here and rare elsewhere, on a log scale
_BROAD = 2  # narrow groups of which a topic is made that says it is a mixture where nothing covers it
_START_OF_PROMPT = 28  # characters, where no phrase is to be had

Encode = Callable[[Sequence[str]], np.ndarray]


class Meanings(NamedTuple):
    """centres: float32 (groups, dimensions), what each group means. encode: phrases -> vectors in the same space."""

    centres: np.ndarray
    encode: Encode


class _Candidate(NamedTuple):
    group: int
    phrase: str
    score: float
    rate: float


def names(
    texts: Callable[[np.ndarray], Sequence[str]],
    topic: np.ndarray,
    cluster: np.ndarray,
    meanings: Callable[[np.ndarray], Meanings],
    seed: int = 0,
    votes: Callable[[Sequence[Sequence[str]]], np.ndarray] | None = None,
) -> tuple[list[str], list[str]]:
    """(names of topics, names of clusters), no two alike at one level.

    texts: places of rows -> their texts. topic, cluster: of each row, numbered from 0; no cluster lies in two topics.
    meanings: labels of rows -> what these groups mean. votes: `general_names.votes`, where topics that no phrase covers
    are to have general names.
    """
    if not len(cluster):
        return [], []
    spoken, written, some = read(texts, cluster, seed)
    sizes = np.bincount(cluster, minlength=len(spoken)).astype(np.float64)
    above = np.zeros(len(spoken), dtype=np.int64)
    above[cluster] = topic
    broad = [joined(spoken, sizes, np.flatnonzero(above == number)) for number in range(int(topic.max()) + 1)]
    made: list[list[str]] = []
    covered: list[list[float]] = []
    for groups, labels, all_apart in ((broad, topic, True), (spoken, cluster, False)):
        found, parts = _named(groups, meanings(labels), written, all_apart)
        made.append(found)
        covered.append(parts)
    if votes is not None and len(broad) > 1:
        inside = [np.flatnonzero(above == number) for number in range(len(broad))]
        narrow = votes(some)
        shares = np.stack([np.average(narrow[members], axis=0, weights=sizes[members]) for members in inside])
        whole = np.array([sizes[members].sum() for members in inside])
        is_broad = [len(members) >= _BROAD for members in inside]
        chinese = [np.mean([is_mostly_han(text) for text in texts]) for texts in some]
        made[0] = general_names.replaced(
            made[0], covered[0], shares, whole, is_broad, in_chinese=2 * float(sizes @ chinese) > sizes.sum()
        )
    return made[0], made[1]


def _named(
    groups: Sequence[Group],
    meanings: Meanings,
    written: dict[str, Counter[tuple[str, ...]]],
    all_apart: bool,
) -> tuple[list[str], list[float]]:
    """(names, part of each group's rows that the phrases of its name are in)."""
    near = _neighbours(meanings.centres)
    offered = pools(groups, near)
    said = sorted({phrase for some in offered for phrase, _, _ in some})
    spelled = {phrase: _spelled(phrase, written) for phrase in said}
    vectors = dict(zip(said, unit(meanings.encode([spelled[phrase] for phrase in said])), strict=True)) if said else {}
    scored = [_scored(place, some, vectors, meanings.centres) for place, some in enumerate(offered)]
    chosen = _assigned(scored, near, all_apart)
    found: list[str] = []
    covered: list[float] = []
    for place, group in enumerate(groups):
        others = {root for other in near[place] for phrase in chosen.get(other, ()) for root in roots(phrase)}
        parts = chosen.get(place, ())
        if parts:
            parts = _more(group, scored[place], parts[0], others, spelled)
        chosen[place] = parts
        name = ", ".join(_spelled(phrase, written) for phrase in parts) or _beginning(group.first)
        found.append(_unlike(name[:1].upper() + name[1:], found))
        known = [part for part in parts if part in group.rates]
        covered.append(group.covered(known) if known else 0.0)
    return found, covered


def _neighbours(centres: np.ndarray) -> list[list[int]]:
    """The groups that are nearest to each, nearest first."""
    likeness = centres @ centres.T
    np.fill_diagonal(likeness, -np.inf)
    order = np.argsort(-likeness, axis=1, kind="stable")
    return [[int(other) for other in row if other != place] for place, row in enumerate(order)]


def _scored(
    place: int, pool: Sequence[tuple[str, float, float]], vectors: dict[str, np.ndarray], centres: np.ndarray
) -> list[_Candidate]:
    if not pool:
        return []
    likeness = np.stack([vectors[phrase] for phrase, _, _ in pool]) @ centres.T
    own = likeness[:, place]
    rest = np.delete(likeness, place, axis=1)
    rivals = np.sort(rest, axis=1)[:, -NEIGHBOURS:].mean(axis=1) if rest.shape[1] else np.zeros(len(own))
    best = max(tfidf for _, tfidf, _ in pool)
    made = [
        _Candidate(
            place, phrase, float(own[i] + _CONTRAST * (own[i] - rivals[i]) + _FREQUENCY * np.log(tfidf / best)), rate
        )
        for i, (phrase, tfidf, rate) in enumerate(pool)
    ]
    return sorted(made, key=lambda one: (-one.score, one.phrase))


def _assigned(
    scored: Sequence[Sequence[_Candidate]], near: Sequence[Sequence[int]], all_apart: bool
) -> dict[int, tuple[str, ...]]:
    """A phrase for each group, the surest first; none shares a telling word with that of a neighbour.

    all_apart: every other group counts as a neighbour.
    """
    chosen: dict[int, tuple[str, ...]] = {}
    held: dict[int, set[str]] = {}
    for strict in (True, False):
        for one in sorted(
            (one for some in scored for one in some), key=lambda one: (-one.score, one.group, one.phrase)
        ):
            if one.group in chosen:
                continue
            beside = near[one.group] if all_apart else near[one.group][: 2 * NEIGHBOURS]
            mine = roots(one.phrase)
            if strict and any(mine & held.get(other, set()) for other in beside):
                continue
            if any((one.phrase,) == other for other in chosen.values()):
                continue
            chosen[one.group] = (one.phrase,)
            held[one.group] = mine
    return chosen


def _more(
    group: Group, pool: Sequence[_Candidate], first: str, others: set[str], spelled: dict[str, str]
) -> tuple[str, ...]:
    """The phrase, and one or two more where it stands for too few of the group's rows."""
    own = next(one for one in pool if one.phrase == first)
    chosen, taken = [first], others | roots(spelled[first])
    room = MOST_WORDS - (first.count(" ") + 1)
    while room > 0 and len(chosen) < (3 if group.parts else 2):
        covered = group.covered(chosen)
        if covered >= _COVERS and (len(chosen) > 1 or room < MOST_WORDS - 1):
            break
        best, gain = "", 0.0
        for one in pool:
            if (
                one.phrase.count(" ") + 1 > room
                or one.score < own.score - _WEAKER
                or roots(spelled[one.phrase]) & taken
            ):
                continue
            if is_wide(spelled[one.phrase]) != is_wide(spelled[first]):
                continue
            # What it adds where the phrases so far say little counts beside how well it names the whole.
            adds = group.covered([*chosen, one.phrase]) - covered if group.parts else one.rate
            worth = adds * (1.0 + one.score - own.score)
            if worth > gain and (adds >= _ADDS or len(chosen) == 1):
                best, gain = one.phrase, worth
        if not best:
            break
        chosen.append(best)
        taken |= roots(spelled[best])
        room -= best.count(" ") + 1
    return tuple(chosen) if len(chosen) > 1 else (longer(group, first, others),)


# ---- spelling ----


def _spelled(phrase: str, written: dict[str, Counter[tuple[str, ...]]]) -> str:
    """A phrase as it is mostly written; the capital of a sentence's first word is none of its own."""
    ways = written[phrase]
    words = min(ways, key=lambda way: (-ways[way], way))
    found = []
    for word in words:
        lower = word.lower()
        alone = written.get(next(iter(phrases(word)), ""), Counter())
        small = sum(n for way, n in alone.items() if way == (lower,))
        found.append(lower if word.istitle() and small * 2 > sum(alone.values()) else word)
    return join(tuple(found))


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:_START_OF_PROMPT].rstrip()}…”" if len(line) > _START_OF_PROMPT else line or "unnamed"


def _unlike(name: str, before: Sequence[str]) -> str:
    number, wanted = 2, name
    while name in before:
        name = f"{wanted} ({number})"
        number += 1
    return name
