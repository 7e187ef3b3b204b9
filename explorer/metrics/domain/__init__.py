"""The `domain` row layer: the field of knowledge that a row belongs to, or `general`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics.batch import Batch
from explorer.metrics.domain.words import CHINESE, ENGLISH, PLAIN, STRONG, WEAK
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.text.cjk import mostly_beyond_latin
from explorer.metrics.text.code import has_code_marks
from explorer.metrics.text.thinking import visible_start

GENERAL = "general"
DOMAINS = (GENERAL, *ENGLISH)
"""Every label: `technology` is software and IT, `business` commerce, marketing and customer service."""

LOOKED_AT = 1_500
"""Characters of the prompt and of the answer that are read, each."""
IN_PROMPT = 1.6
"""What a word of the prompt weighs, against one of the answer: the prompt sets the subject."""
ENOUGH = 3.0
"""A domain needs words of this weight together…"""
PER_CHARACTER = 1 / 900
"""…and more in a long text, where some turn up by chance."""
CODE = 3.5
"""What source code weighs for technology."""
LEAD = 1.25
"""The domain has so many times the weight of the next, or the row is general."""

COLUMNS = (
    Column(
        "domain",
        "domain",
        "category",
        "The field that the row belongs to: medical, legal, finance, education, science, technology (software and IT), business "
        "(commerce, marketing, customer service), government, agriculture, engineering, gaming; general where none dominates. Told by "
        "words of the field, English or Chinese, in the first 1,500 characters of the last question and of the last answer; other languages "
        "and exercises in mathematics are general. Good for shares of a dataset; a single row near a border may be told wrong.",
        layer="domain",
        group="attributes",
    ),
    Column(
        "domain_confidence",
        "domain confidence",
        "number",
        "0 to 1: how much the field's words weigh and how far they lead over the next field's; for general rows, how far they are "
        "from any field.",
        layer="domain",
        group="attributes",
    ),
)


class Told(NamedTuple):
    """domain: the label. confidence: 0 to 1. terms: the words of that domain; none for a general row."""

    domain: str
    confidence: float
    terms: tuple[str, ...] = ()


_Terms = tuple[tuple[str, float], ...]
"""The domains of a term, with its weight in each."""


def _listed(words: Mapping[str, tuple[str, str, str]]) -> list[tuple[str, str, float]]:
    return [
        (domain, term, weight)
        for domain, tiers in words.items()
        for tier, weight in zip(tiers, (STRONG, PLAIN, WEAK), strict=True)
        for term in tier.split()
    ]


@cache
def _english() -> tuple[frozenset[bytes], dict[bytes, _Terms]]:
    """The English terms, and what each tells."""
    terms: dict[bytes, _Terms] = {}
    for domain, term, weight in _listed(ENGLISH):
        terms[term.encode()] = (*terms.get(term.encode(), ()), (domain, weight))
    return frozenset(terms), terms


@cache
def _chinese() -> tuple[re.Pattern[str], dict[str, list[tuple[str, str, float]]]]:
    """What finds the pairs of characters that a term may begin with, and for each such pair the terms."""
    called: dict[str, list[tuple[str, str, float]]] = {}
    for domain, term, weight in _listed(CHINESE):
        called.setdefault(term[:2], []).append((term, domain, weight))
    first = "".join(sorted({pair[0] for pair in called}))
    second = "".join(sorted({pair[1] for pair in called}))
    return re.compile(f"(?=([{first}][{second}]))"), called


_PLAIN_LETTERS = bytes(
    code if 97 <= code <= 122 or 48 <= code <= 57 else code + 32 if 65 <= code <= 90 else 32 for code in range(256)
)


def tell(question: str, answer: str) -> Told:
    """The domain of one exchange."""
    question = question[:LOOKED_AT]
    start = visible_start(answer)
    answer = answer[start : start + LOOKED_AT]
    text = f"{question}\n{answer}"
    weights: dict[str, float] = {"technology": CODE} if has_code_marks(text) else {}
    strong = set(weights)
    own: dict[str, list[str]] = {}
    english, told_by = _english()
    letters = text.encode("latin-1", "replace").translate(_PLAIN_LETTERS)
    asked = len(question)
    found: list[tuple[str, str, float]] = []
    for word in english.intersection(letters.split()):
        # One byte a character: places in the letters are places in the text.
        factor = IN_PROMPT if letters.find(word, 0, asked) >= 0 else 1.0
        for domain, weight in told_by[word]:
            found.append((word.decode(), domain, weight * factor))
            if weight == STRONG:
                strong.add(domain)
    if not text.isascii():
        pairs, called = _chinese()
        for pair in called.keys() & pairs.findall(text):
            for term, domain, weight in called[pair]:
                place = text.find(term)
                if place >= 0:
                    found.append((term, domain, weight * IN_PROMPT if place < asked else weight))
                    if weight == STRONG:
                        strong.add(domain)
    found.sort()  # sets have another order in each process, and sums of floats the order of their terms
    for term, domain, weight in found:
        weights[domain] = weights.get(domain, 0.0) + weight
        own.setdefault(domain, []).append(term)
    if not weights:
        return Told(GENERAL, 1.0)
    domain = max(weights, key=weights.__getitem__)
    weight = weights.pop(domain)
    second = max(weights.values(), default=0.0)
    size = len(text) if text.isascii() or not mostly_beyond_latin(question or answer) else 2 * len(text)
    needed = ENOUGH + size * PER_CHARACTER
    if weight < needed or weight < LEAD * second or domain not in strong:
        return Told(GENERAL, round(max(0.0, 1.0 - weight / (2 * needed)), 3))
    confidence = min(1.0, weight / (2 * needed)) * (1.0 - 0.5 * second / weight)
    return Told(domain, round(confidence, 3), tuple(sorted(own.get(domain, ()))))


def compute(batch: Batch, context: Context) -> Values:
    """The domain of every row of a batch."""
    del context
    told = [tell(question, answer) for question, answer in zip(batch.question, batch.answer, strict=True)]
    return {"domain": [one.domain for one in told], "domain_confidence": [one.confidence for one in told]}


_MOST = 12
"""Terms that are marked in each text."""


def explain(conversation: Conversation) -> list[Evidence]:
    """The words that told the domain."""
    batch = Batch([conversation])
    told = tell(batch.question[0], batch.answer[0])
    if told.domain == GENERAL:
        return []
    found: list[Evidence] = []
    answer = conversation.answer_index()
    for turn in (conversation.question_index(), answer):
        if turn < 0:
            continue
        text = conversation.turns[turn].text
        start = visible_start(text) if turn == answer else 0
        marked = 0
        for term in told.terms:
            word = re.escape(term) if not term.isascii() else rf"(?i:(?<![a-zA-Z0-9]){re.escape(term)}(?![a-zA-Z0-9]))"
            place = re.compile(word).search(text, start, start + LOOKED_AT)
            if place is not None:
                found.append(Evidence("domain", f"A word of the field: {told.domain}.", turn, *place.span()))
                marked += 1
                if marked == _MOST:
                    break
    return found or [Evidence("domain", f"Words of the field: {told.domain}.")]


DOMAIN = Metric("domain", 2, COLUMNS, compute, explain=explain)
