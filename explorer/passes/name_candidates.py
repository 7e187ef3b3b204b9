"""What groups of rows could be named by: phrases of their texts, how frequent each is, and how rare elsewhere (c-TF-IDF)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from explorer.passes.phrases import MOST_WORDS, is_short, phrases, roots, tells

NEIGHBOURS = 4
"""Groups that a name must tell its own from."""

_READ = 160  # texts of a narrow group that names are made from
_START = 500  # characters of each that are read
_VOTING = 60  # texts of a narrow group that tell what it is about in general
_CANDIDATES = 40  # phrases of a group that the encoder reads
_PART = 0.12  # part of the texts with a word that a phrase around it must be in
_FEW = 8  # texts of a group, up to which a phrase of one text may name it
_WORDS = (1.0, 1.35, 1.4, 1.35)  # what a phrase of so many words is worth
_TASK = 0.6  # what a phrase is worth that says what is to be done, and of nothing
_TOO_RARE = 0.022  # part of a topic's texts, below which a phrase does not stand for it
_LEAST = 0.3  # part of a phrase's rate that is taken for sure, however few texts have it
_BESIDE = 0.7  # what the rate among the neighbours counts, beside that among all others
_WHOLE = 0.75  # part of a phrase's texts that a longer one is in, so that it alone is named
_GOES_ON = (0.85, 0.65)  # part of a word's, and of a phrase's texts in which it goes on, so that it is no whole one


class Group(NamedTuple):
    """rates: phrase -> part of the group's texts that hold it. goes_on: of these, the part in which a further word follows
    that it may belong to: "write a short", as in "write a short story". texts: how many were read. first: one of them.

    parts: (share of the group, its own rates) of the narrow groups that it is made of.
    """

    rates: dict[str, float]
    goes_on: dict[str, float]
    texts: int
    first: str
    parts: tuple[tuple[float, dict[str, float]], ...] = ()

    def covered(self, some: Sequence[str]) -> float:
        """Part of the texts that hold one of the phrases, as far as the narrow groups tell."""
        if not self.parts:
            return max(self.rates[phrase] for phrase in some)
        return sum(share * max(rates.get(phrase, 0.0) for phrase in some) for share, rates in self.parts)


def read(
    texts: Callable[[np.ndarray], Sequence[str]], cluster: np.ndarray, seed: int
) -> tuple[list[Group], dict[str, Counter[tuple[str, ...]]], list[list[str]]]:
    """(phrases of each cluster, how each phrase is written, some texts of each cluster)."""
    rng = np.random.default_rng(seed)
    chosen = []
    for label in range(int(cluster.max()) + 1):
        places = np.flatnonzero(cluster == label)
        chosen.append(np.sort(rng.choice(places, min(len(places), _READ), replace=False)))
    # All texts at once: reading them label by label would go through the whole dataset as often.
    wanted = np.sort(np.concatenate(chosen))
    held = dict(zip(wanted.tolist(), texts(wanted), strict=True))
    groups = []
    some = []
    written: dict[str, Counter[tuple[str, ...]]] = {}
    for places in chosen:
        counted: Counter[str] = Counter()
        going_on: Counter[str] = Counter()
        for place in places.tolist():
            # Each row has one vote for a phrase: a row that repeats itself names nothing.
            found = phrases(held[place][:_START])
            counted.update(found.keys())
            for phrase, one in found.items():
                written.setdefault(phrase, Counter())[one.words] += 1
                # A name such as JSON or Python stands for itself, whatever word follows.
                is_name = len(one.words) == 1 and not one.words[0].islower() and one.words[0].isascii()
                going_on[phrase] += one.goes_on and not is_name
        few = len(places) <= _FEW
        rates = {phrase: n / len(places) for phrase, n in counted.items() if n > 1 or few}
        goes_on = {phrase: going_on[phrase] / counted[phrase] for phrase in rates}
        groups.append(Group(rates, goes_on, len(places), held[int(places[0])]))
        some.append([held[place][:_START] for place in places[:: -(-len(places) // _VOTING)].tolist()])
    return groups, written, some


def joined(spoken: Sequence[Group], sizes: np.ndarray, members: np.ndarray) -> Group:
    """The phrases of a topic, from those of its clusters, each by its size."""
    whole = max(float(sizes[members].sum()), 1.0)
    parts = tuple((float(sizes[member]) / whole, spoken[member].rates) for member in members.tolist())
    rates: dict[str, float] = {}
    goes_on: dict[str, float] = {}
    for (share, own), member in zip(parts, members.tolist(), strict=True):
        for phrase, rate in own.items():
            rates[phrase] = rates.get(phrase, 0.0) + rate * share
            goes_on[phrase] = goes_on.get(phrase, 0.0) + rate * share * spoken[member].goes_on[phrase]
    goes_on = {phrase: part / rates[phrase] for phrase, part in goes_on.items()}
    largest = int(members[np.argmax(sizes[members])])
    texts = sum(spoken[member].texts for member in members.tolist())
    return Group(rates, goes_on, texts, spoken[largest].first, parts if len(parts) > 1 else ())


def pools(groups: Sequence[Group], near: Sequence[Sequence[int]]) -> list[list[tuple[str, float, float]]]:
    """(phrase, c-TF-IDF, rate) of the phrases that set each group apart, the best first. near: other groups, nearest first."""
    everywhere: dict[str, float] = {}
    for group in groups:
        for phrase, rate in group.rates.items():
            everywhere[phrase] = everywhere.get(phrase, 0.0) + rate
    return [
        _pool(group, [groups[other] for other in near[place][:NEIGHBOURS]], everywhere, max(len(groups) - 1, 1))
        for place, group in enumerate(groups)
    ]


def _pool(
    group: Group, beside: Sequence[Group], everywhere: dict[str, float], others: int
) -> list[tuple[str, float, float]]:
    floor = 0.5 / max(group.texts, 1) + 0.002
    found = []
    for phrase, rate in group.rates.items():
        if group.texts > _FEW and (rate * group.texts < 1.5 or (group.parts and rate < _TOO_RARE)):
            continue
        # Seen in few texts, a phrase is in fewer of the others than in these by chance.
        sure = max(rate - math.sqrt(rate / group.texts), _LEAST * rate)
        rival = (everywhere[phrase] - rate) / others
        if beside:
            rival = max(rival, _BESIDE * sum(other.rates.get(phrase, 0.0) for other in beside) / len(beside))
        told = math.log((sure + floor) / (rival + floor)) if beside else 1.0
        if told > 0:
            found.append((phrase, sure * told * _WORDS[min(phrase.count(" "), MOST_WORDS - 1)], rate))
    found.sort(key=lambda one: (-one[1], one[0]))
    found = [
        (phrase, worth * (1.0 if tells(phrase) else _TASK), rate)
        for phrase, worth, rate in found[: 6 * _CANDIDATES]
        if group.goes_on[phrase] < _GOES_ON[" " in phrase]
    ]
    found.sort(key=lambda one: (-one[1], one[0]))
    first = found[: 3 * _CANDIDATES]
    # Part of a phrase that is nearly always whole says less than the whole.
    parts = {
        one[0]
        for one in first
        for other in first
        if f" {one[0]} " in f" {other[0]} " and _WHOLE * one[2] < other[2] and one is not other
    }
    return [one for one in first if one[0] not in parts][:_CANDIDATES]


def longer(group: Group, phrase: str, others: set[str]) -> str:
    """A phrase of the group that one word alone is part of, which says more than the word; else the word."""
    if not is_short(phrase):
        return phrase
    around = {
        one: rate * _WORDS[min(one.count(" "), MOST_WORDS - 1)]
        for one, rate in group.rates.items()
        if f" {phrase} " in f" {one} " and one != phrase and rate >= _PART * group.rates[phrase]
    }
    around = {
        one: worth for one, worth in around.items() if not roots(one) & others and group.goes_on[one] < _GOES_ON[True]
    }
    return min(around, key=lambda one: (-around[one], one), default=phrase)
