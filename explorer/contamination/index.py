"""The index of a reference's items: which shingles they hold, and which items hold each."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from explorer.contamination import hashed
from explorer.contamination.cut import cut
from explorer.contamination.items import Item
from explorer.contamination.rules import Rule

_SPARSE, _SIEVE_BITS = 16, 26  # slots of the sieve for each shingle, and the most there are, as a power of two
_RARE = 16  # items that a shingle may be in, and still lead to them
_LEADS = 4  # of an item whose shingles are all frequent, the rarest lead to it


@dataclass(frozen=True)
class Index:
    """grams: all shingles, sorted, uint64. sieve: bool, by the lowest bits of a shingle.

    windows: for each item the places in `grams` of its shingles, in its own order. words: int64 (items,), of each. leads: for
    each gram the items that it leads to, as `lead_items[lead_starts[gram] : lead_starts[gram + 1]]`. enough: int64 (items,), of the
    shingles that lead to it, how many must be met. short: words of an item that is too short for shingles -> its number.
    openings: the hashes of their first words.
    """

    rule: Rule
    grams: np.ndarray
    sieve: np.ndarray
    windows: list[np.ndarray]
    words: np.ndarray
    lead_starts: np.ndarray
    lead_items: np.ndarray
    enough: np.ndarray
    short: dict[tuple[str, ...], list[int]]
    openings: np.ndarray

    def met(self, hashes: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(word that it begins with, place in `grams`) of each shingle that an item has too, of words as `hashed.words` tells them."""
        at, found = hashed.shingles(hashes, ends, self.rule.width)
        likely = np.flatnonzero(self.sieve[found & np.uint64(len(self.sieve) - 1)])
        at, found = at[likely], found[likely]
        if not len(self.grams) or not len(found):
            return at[:0], np.zeros(0, np.int64)
        place = np.minimum(np.searchsorted(self.grams, found), len(self.grams) - 1)
        same = self.grams[place] == found
        return at[same], place[same]


def make(items: Sequence[Item], rule: Rule) -> Index:
    """The index of some items."""
    hashes, ends = hashed.words([item.text for item in items])
    at, found = hashed.shingles(hashes, ends, rule.width)
    grams, places = np.unique(found, return_inverse=True)
    windows = np.split(places, np.searchsorted(at, ends[:-1])) if len(items) else []
    sieve = np.zeros(1 << min(_SIEVE_BITS, max(10, (len(grams) * _SPARSE).bit_length())), bool)
    sieve[grams & np.uint64(len(sieve) - 1)] = True
    lengths = np.diff(ends, prepend=0)
    short: dict[tuple[str, ...], list[int]] = {}
    few = np.flatnonzero(lengths < rule.width)
    for number in few.tolist():
        short.setdefault(tuple(cut(items[number].text)), []).append(number)
    openings = hashes[(ends - lengths)[few[lengths[few] > 0]]]
    starts, leads, enough = _leads(windows, len(grams), rule)
    return Index(rule, grams, sieve, windows, lengths, starts, leads, enough, short, openings)


def _leads(windows: Sequence[np.ndarray], grams: int, rule: Rule) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    distinct = [np.unique(own) for own in windows]
    held = np.bincount(np.concatenate([np.zeros(0, np.int64), *distinct]), minlength=grams)
    gram_of: list[np.ndarray] = []
    enough = np.ones(len(windows), np.int64)
    for number, own in enumerate(distinct):
        leading = own
        if rule.weighted and len(own):
            leading = own[held[own] <= _RARE]
            if len(leading) < _LEADS:
                leading = own[np.argsort(held[own], kind="stable")[:_LEADS]]
            enough[number] = max(1, len(leading) // 8)
        gram_of.append(leading)
    item_of = np.repeat(np.arange(len(windows)), [len(own) for own in gram_of])
    flat = np.concatenate([np.zeros(0, np.int64), *gram_of])
    order = np.argsort(flat, kind="stable")
    starts = np.searchsorted(flat[order], np.arange(grams + 1))
    return starts, item_of[order].astype(np.int64), enough


def keep(index: Index, path: Path) -> None:
    """Write it for worker processes of this very run: a scratch file that nobody else reads."""
    path.write_bytes(pickle.dumps(index, protocol=5))


@lru_cache(maxsize=1)
def kept(path: Path) -> Index:
    """An index that `keep` wrote."""
    found = pickle.loads(path.read_bytes())  # noqa: S301 - written by this run, into its own folder
    assert isinstance(found, Index)
    return found
