"""What rules and model say together: the ability of each row of a batch, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.metrics.ability import engine, english
from explorer.metrics.ability.engine import OTHER, Choice
from explorer.metrics.ability.features import Reading
from explorer.metrics.ability.model import chances, load, speaks, sums
from explorer.metrics.ability.ngrams import grams
from explorer.metrics.ability.structure import is_program

SURE = 0.7
"""A model so sure by itself asks no rules: they would change few labels and cost most of the time."""
UNSURE = 0.15
"""A chance below this is no judgement: the row is `other`."""
MOST_OF_RULES = 6.0
"""What rules may add to a label at most."""
_AT_ONCE = 512
"""Rows whose n-grams are made at once: so many fit into a processor's cache, a whole part takes four times as long."""


def judge(readings: Sequence[Reading]) -> list[Choice]:
    """The ability of every row. Where the words are neither English nor Chinese, rules about shapes decide alone."""
    if not readings:
        return []
    model = load()
    totals = np.concatenate([_read(readings[start : start + _AT_ONCE]) for start in range(0, len(readings), _AT_ONCE)])
    surest = chances(totals).max(axis=1)
    sure = surest >= SURE
    language = np.array([0 if reading.is_chinese else 1 for reading in readings])
    spread = model.spread[language, sure.astype(np.int64)]
    readable = [is_read(reading) for reading in readings]
    place = {label: column for column, label in enumerate(model.labels)}
    for row, reading in enumerate(readings):
        if readable[row] and (not sure[row] or is_program(reading.answer)):
            for label, weight in engine.evidence(reading).items():
                if label in place:
                    totals[row, place[label]] += min(weight, MOST_OF_RULES)
    shares = chances(totals / spread[:, None])
    best, chance = shares.argmax(axis=1), shares.max(axis=1)
    found: list[Choice] = []
    for row, reading in enumerate(readings):
        if not readable[row]:
            found.append(engine.choose(reading))
        elif not reading.question.strip() or chance[row] < UNSURE or model.labels[best[row]] == OTHER:
            found.append(Choice(OTHER, 0.0))
        else:
            found.append(Choice(model.labels[best[row]], round(float(chance[row]), 3)))
    return found


def _read(readings: Sequence[Reading]) -> NDArray[np.float64]:
    return sums(grams([reading.question for reading in readings], [reading.answer for reading in readings]), load())


def spoken(reading: Reading, ability: str) -> list[tuple[int, int]]:
    """Places in the question whose n-grams speak for the ability, the weightiest first."""
    return speaks(reading.question, reading.answer, ability) if is_read(reading) else []


def is_read(reading: Reading) -> bool:
    """Whether the model knows the prompt's language."""
    return reading.is_chinese or (not reading.has_kana and english.is_read(reading.question))
