"""How alike two rows are, and whether what they differ in makes them two questions: from their sketches, many pairs at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xxhash

from explorer.passes.shingles import KEPT, LONE, NUMBER, Sketch

_SAME = 0.9  # likeness of responses, without weights, from which it does not matter how many rows share them
_REPEATED = 0.99  # likeness of prompts that are the same but for a slip
_LONG = 60  # shingles of such a response: a label is shared by rows that are not alike
_ASKED = 0.9  # likeness that the prompts of shorter responses must have: two questions on one passage are two rows
_EACH = 0.4  # likeness that prompt and response must have each: another question, or another label, is another row

_STEPS = 4_096

_OPPOSITES = (
    "odd even|maximum minimum|max min|largest smallest|highest lowest|longest shortest|biggest smallest|ascending descending|"
    "first last|increase decrease|before after|male female|true false|positive negative|encode decode|encrypt decrypt|"
    "uppercase lowercase|add subtract|sum product|multiply divide|row column|advantages disadvantages|left right|"
    "奇 偶|大 小|升 降|增 减|加 减|乘 除|男 女|早 晚|高 低|前 后|优 劣|长 短"
)
"""Words of which one stands in each of two prompts that ask for opposite things."""


def _code(word: str) -> int:
    return xxhash.xxh32_intdigest(word.encode()) >> 1 or 1


_PAIRS = np.array(
    [[_code(word) | int(NUMBER) for word in pair.split()] for pair in _OPPOSITES.split("|")], dtype=np.uint32
)


def likeness(a: Sketch, b: Sketch, weights: np.ndarray) -> np.ndarray:
    """From 0 to 1, float64 (pairs,); 0 where the two are not to be compared. weights: of shingles, by their hash modulo
    their number, a power of two.
    """
    sides = [_overlap(a.shingles[:, side], b.shingles[:, side], weights) for side in (0, 1)]
    plain = [np.where(side.union > 0, side.shared / np.maximum(side.union, 1), 1.0) for side in sides]
    long = _long(a, b)
    found = sum(side.shared_weight for side in sides) / np.maximum(sum(side.union_weight for side in sides), 1e-9)
    # The longer an answer that is the same, the less it matters in which words it was asked for.
    found = np.where(long & (plain[1] >= _SAME), np.maximum(found, np.minimum(plain[1], 0.3 + 0.7 * plain[0])), found)
    # Nothing was filled into a question that is the same: long answers to it are as alike as their texts, however many share them.
    repeated = long & (plain[0] >= _REPEATED) & (a.shingles[:, 0, 0] != 0)
    found = np.where(repeated, np.maximum(found, plain[1]), found)
    lone = (a.codes[:, 0] != 0) & (b.codes[:, 0] != 0)
    answered = (a.shingles[:, 1, 0] != 0) | (b.shingles[:, 1, 0] != 0)
    alike = (plain[0] >= _EACH) & (plain[1] >= _EACH) & (long | (plain[0] >= _ASKED) | ~answered)
    found = np.where(alike, found, 0.0)
    if lone.any():
        found[lone] = np.maximum(found[lone], _kept_characters(a.codes[lone], b.codes[lone]))
    # Steps that a column of single precision holds exactly, so that a threshold says the same everywhere.
    return np.floor(np.minimum(found, 1.0) * _STEPS) / _STEPS


def ask_apart(a: Sketch, b: Sketch) -> np.ndarray:
    """Boolean (pairs,): the prompts of the two ask for different things, however alike their texts are.

    One has a number where the other has another; what one has in place of the other stands in its own answer, so that a
    template was filled with it; or they hold words of opposite meaning. Where the answers hold the same words, or are long and
    nearly the same, none of that matters.
    """
    asked_a, asked_b = _only(a.words[:, 0], b.words[:, 0])
    said_a, said_b = _only(a.words[:, 1], b.words[:, 1])
    numbers = [((own != 0) & (own < NUMBER)).any(axis=1) for own in (asked_a, asked_b)]
    filled = _shares(asked_a, said_a) & _shares(asked_b, said_b)
    opposite = np.zeros(len(asked_a), bool)
    for one, other in _PAIRS:
        for first, second in ((one, other), (other, one)):
            opposite |= (asked_a == first).any(axis=1) & (asked_b == second).any(axis=1)
    same = ~(said_a.any(axis=1) | said_b.any(axis=1)) & (a.words[:, 1] != 0).any(axis=1)
    said = _overlap(a.shingles[:, 1], b.shingles[:, 1], None)
    same |= _long(a, b) & (said.shared >= _SAME * said.union)
    lone = ~(a.words != 0).any(axis=2).all(axis=1) | ~(b.words != 0).any(axis=2).all(axis=1)
    return ((numbers[0] & numbers[1]) | filled | opposite) & ~same & ~lone


def _long(a: Sketch, b: Sketch) -> np.ndarray:
    return np.minimum(*((one.shingles[:, 1] != 0).sum(axis=1) for one in (a, b))) >= _LONG


def _only(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What only the one, and only the other holds, 0 in all other places. Beyond what both sketches reach, nothing is known."""
    both = np.concatenate([a, b], axis=1)
    order = np.argsort(both, axis=1, kind="stable")
    ranked = np.take_along_axis(both, order, axis=1)
    again = np.zeros(ranked.shape, bool)
    again[:, 1:] = ranked[:, 1:] == ranked[:, :-1]
    shared = again.copy()
    shared[:, :-1] |= again[:, 1:]
    reach = np.minimum(*(np.where(one[:, -1] != 0, one[:, -1], np.uint32(0xFFFFFFFF)) for one in (a, b)))
    alone = np.zeros(both.shape, bool)
    np.put_along_axis(alone, order, ~shared & (ranked <= reach[:, None]), axis=1)
    only = np.where(alone, both, np.uint32(0))
    return only[:, : a.shape[1]], only[:, a.shape[1] :]


def _shares(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Whether both hold a value; each holds one once."""
    both = np.sort(np.concatenate([a, b], axis=1), axis=1)
    return ((both[:, 1:] == both[:, :-1]) & (both[:, 1:] != 0)).any(axis=1)


class _Overlap(NamedTuple):
    """Of pairs: how many shingles both sketches hold, how many either holds, and their weights; each (pairs,)."""

    shared: np.ndarray
    union: np.ndarray
    shared_weight: np.ndarray
    union_weight: np.ndarray


def _overlap(a: np.ndarray, b: np.ndarray, weights: np.ndarray | None) -> _Overlap:
    """a, b: uint32 (pairs, KEPT), filled from the left. weights: of shingles, by their hash; none where nobody asks for them."""
    # What no row of the block fills takes no time: most prompts have few shingles.
    a, b = (one[:, : max(1, int((one != 0).any(axis=0).sum()))] for one in (a, b))
    both = np.sort(np.concatenate([a, b], axis=1), axis=1)
    again = np.zeros(both.shape, bool)
    np.equal(both[:, 1:], both[:, :-1], out=again[:, 1:])
    filled = both != 0
    again &= filled
    first = filled & ~again
    if both.shape[1] > KEPT:
        # Beyond the smallest KEPT shingles of the two together, one sketch may lack what its text holds.
        counted = np.cumsum(first, axis=1, dtype=np.uint16) <= KEPT
        first &= counted
        again &= counted
    shared, union = (some.sum(axis=1, dtype=np.int32) for some in (again, first))
    if weights is None:
        return _Overlap(shared, union, shared, union)
    weight = weights[both & np.uint32(len(weights) - 1)]
    # A shared shingle is counted at its second place, right behind its first.
    return _Overlap(shared, union, (weight * again).sum(axis=1), (weight * first).sum(axis=1))


def _kept_characters(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Of the longer text's characters, the share that no edit touches: 1 - Levenshtein distance / length. uint32 (pairs, LONE)."""
    lengths = np.stack([(one != 0).sum(axis=1) for one in (a, b)])
    before = np.broadcast_to(np.arange(LONE + 1, dtype=np.int16), (len(a), LONE + 1)).copy()
    distance = np.where(lengths[0] == 0, lengths[1], 0)
    steps = np.arange(LONE + 1, dtype=np.int16)
    for place in range(int(lengths[0].max(initial=0))):
        row = np.empty_like(before)
        row[:, 0] = place + 1
        row[:, 1:] = np.minimum(before[:, 1:] + 1, before[:, :-1] + (a[:, place, None] != b))
        # An insertion carries the value to its left on, one more for each step.
        before = np.minimum.accumulate(row - steps, axis=1) + steps
        ends = lengths[0] == place + 1
        distance[ends] = before[ends, lengths[1][ends]]
    return 1.0 - distance / np.maximum(lengths.max(axis=0), 1)
