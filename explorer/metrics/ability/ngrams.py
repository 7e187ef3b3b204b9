"""What the small model of abilities reads of a row: hashed n-grams of a prompt's ends, and the shape of its answer.

A token is a word, a run of digits, or a single character: of Chinese, of punctuation, or the end of a line. One, two and
three tokens in a row make a feature; the first tokens of the prompt, of each line, and the last ones make another, for the
instruction stands at the ends. A whole batch is hashed at once.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BITS = 16
"""Features are numbers of so many bits."""
HEAD, TAIL = 260, 200
"""Characters of a prompt's beginning and end that are read."""
ANSWER = 60
"""Characters of an answer whose first tokens are read."""
FIRST, LAST, OPENING = 8, 8, 4
"""Tokens at the beginning and the end of a prompt, and at an answer's, that count as such."""

_SPACE, _WORD, _SINGLE = 0, 1, 2
_TABLE = 1 << 16
_LONGEST = 32
_MIX = np.uint64(0x9E3779B97F4A7C15)
_NUMBER = np.uint64(0x1234567)


class Grams(NamedTuple):
    """Features of several rows, those of one row together.

    feature: numbers below 2**BITS. offsets: where each row's begin, and the end. start, end: characters of the question that
    each was made of; -1 for one of the answer or of a shape.
    """

    feature: NDArray[np.int64]
    offsets: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


@functools.cache
def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint64], NDArray[np.uint64]]:
    kinds = np.full(_TABLE, _SINGLE, np.uint8)
    lower = np.arange(_TABLE, dtype=np.uint64)
    for code in range(_TABLE):
        character = chr(code)
        if character == "\n":
            continue
        if character.isspace() or unicodedata.category(character) in ("Cc", "Mn", "Cf"):
            kinds[code] = _SPACE
        elif character.isdigit():
            kinds[code], lower[code] = _WORD, ord("0")
        elif character.isalpha() and not (0x2E80 <= code <= 0xA4CF or 0xF900 <= code <= 0xFAFF):
            kinds[code] = _WORD
            low = character.lower()
            lower[code] = ord(low) if len(low) == 1 else code
    kinds[ord("_")] = kinds[ord("'")] = _WORD
    powers = np.random.default_rng(7).integers(1, 1 << 62, _LONGEST, dtype=np.uint64) | np.uint64(1)
    return kinds, lower, powers


class _Tokens(NamedTuple):
    hashes: NDArray[np.uint64]
    row: NDArray[np.int64]
    place: NDArray[np.int64]
    left: NDArray[np.int64]
    newline: NDArray[np.bool_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


def ends(text: str) -> tuple[str, int, int]:
    """(the part of a prompt that is read, length of its front, characters left out behind that)."""
    if len(text) <= HEAD + TAIL:
        return text, len(text), 0
    return text[:HEAD] + "\n" + text[-TAIL:], HEAD + 1, len(text) - HEAD - TAIL - 1


def _tokens(texts: Sequence[str]) -> _Tokens:
    kinds, lower, powers = _tables()
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = np.minimum(codes, _TABLE - 1)
    kind = kinds[codes]
    begins = np.cumsum(lengths) - lengths
    row_of = np.repeat(np.arange(len(texts)), lengths)
    word = kind == _WORD
    opens = kind == _SINGLE
    opens[1:] |= word[1:] & ~word[:-1]
    opens[:1] |= word[:1]
    at_row = begins[(lengths > 0)]
    opens[at_row] |= word[at_row]
    starts = np.flatnonzero(opens)
    if not len(starts):
        none = np.zeros(0, np.int64)
        return _Tokens(none.astype(np.uint64), none, none, none, none.astype(bool), none, none)
    token_of = np.cumsum(opens) - 1
    within = np.arange(len(codes)) - starts[np.maximum(token_of, 0)]
    low = lower[codes]
    parts = np.where(kind == _SPACE, np.uint64(0), (low + np.uint64(1)) * powers[np.clip(within, 0, _LONGEST - 1)])
    hashes = np.add.reduceat(parts, starts)
    hashes[low[starts] == ord("0")] = _NUMBER
    hashes ^= hashes >> np.uint64(31)
    hashes *= _MIX
    lasting = np.add.reduceat((kind != _SPACE).astype(np.int64), starts)
    row = row_of[starts]
    first = np.searchsorted(row, np.arange(len(texts) + 1))
    place = np.arange(len(starts)) - first[row]
    left = first[row + 1] - 1 - np.arange(len(starts))
    start = starts - begins[row]
    return _Tokens(hashes, row, place, left, codes[starts] == 10, start, start + lasting)


def _salted(hashes: NDArray[np.uint64], salt: int) -> NDArray[np.uint64]:
    mixed = (hashes + np.uint64(salt * 0x51ED2701)) * _MIX
    return mixed ^ (mixed >> np.uint64(29))


def grams(questions: Sequence[str], answers: Sequence[str]) -> Grams:
    """Features of rows: questions and the answers to them, "" where there is none."""
    read = [ends(question) for question in questions]
    asked = _tokens([text for text, _, _ in read])
    one = asked.hashes
    every = np.arange(len(one))
    pair = np.flatnonzero(asked.row[:-1] == asked.row[1:])
    three = np.flatnonzero(asked.row[:-2] == asked.row[2:])
    doubled = one[pair] * np.uint64(3) + one[pair + 1]
    trebled = one[three] * np.uint64(9) + one[three + 1] * np.uint64(3) + one[three + 2]
    opens = asked.place == 0
    opens[1:] |= asked.newline[:-1]
    lines, begun = np.flatnonzero(opens), opens[pair]
    early, late = np.flatnonzero(asked.place < FIRST), np.flatnonzero(asked.left < LAST)
    made = [
        (_salted(one, 1), every, every),
        (_salted(doubled, 2), pair, pair + 1),
        (_salted(trebled, 3), three, three + 2),
        (_salted(one[early], 4), early, early),
        (_salted(one[late], 5), late, late),
        (_salted(one[lines], 6), lines, lines),
        (_salted(doubled[begun], 7), pair[begun], pair[begun] + 1),
    ]
    hashes = [part for part, _, _ in made]
    rows = [asked.row[first] for _, first, _ in made]
    start = [asked.start[first] for _, first, _ in made]
    end = [asked.end[last] for _, _, last in made]
    for part, row in (*_of_answers(answers), *_of_shapes(questions, answers)):
        hashes.append(part)
        rows.append(row)
        start.append(np.full(len(row), -1))
        end.append(np.full(len(row), -1))
    index = (np.concatenate(hashes) >> np.uint64(64 - BITS)).astype(np.int64)
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")
    begin, finish = np.concatenate(start)[order], np.concatenate(end)[order]
    row = row[order]
    front = np.array([part for _, part, _ in read], np.int64)[row]
    shift = np.array([part for _, _, part in read], np.int64)[row]
    begin += np.where(begin >= front, shift, 0)
    finish += np.where(finish > front, shift, 0)
    offsets = np.searchsorted(row, np.arange(len(questions) + 1))
    return Grams(index[order], offsets, begin, finish)


def _of_answers(answers: Sequence[str]) -> list[tuple[NDArray[np.uint64], NDArray[np.int64]]]:
    said = _tokens([answer[:ANSWER] for answer in answers])
    opening = np.flatnonzero(said.place < OPENING)
    return [(_salted(said.hashes[opening], 8), said.row[opening])]


def _of_shapes(questions: Sequence[str], answers: Sequence[str]) -> list[tuple[NDArray[np.uint64], NDArray[np.int64]]]:
    """Sizes by powers of two, and what stands in the texts: each a small number that becomes a feature."""
    rows = np.arange(len(questions), dtype=np.int64)
    found: list[tuple[NDArray[np.uint64], NDArray[np.int64]]] = []
    shapes = (
        [len(question).bit_length() for question in questions],
        [question.count("\n").bit_length() for question in questions],
        [len(answer).bit_length() for answer in answers],
        [("?" in question[-3:]) * 2 + ("？" in question[-3:]) for question in questions],
        [("```" in answer) * 2 + ("\n" in answer) if answer else 9 for answer in answers],
    )
    for salt, values in enumerate(shapes, 20):
        found.append((_salted(np.array(values, np.uint64) * _MIX, salt), rows))
    return found
