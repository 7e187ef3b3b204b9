"""Diversity of texts: how far they can be compressed, and how many begin or end alike. Read part by part, on a seeded sample."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq
import zstandard

from explorer.progress import Progress, Report
from explorer.store import Dataset

_WORDS = 4  # of an opening or ending
_CHARACTERS = 8  # of one in a script without spaces
_SHARED = 0.001  # share of rows beyond which an opening is a habit
_LEAST = 5  # rows, where a thousandth is fewer
_WINDOW = 27  # bits of the compressor's window: 128 MB, so that what repeats far apart is found
_LISTED = 20
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class Shared(NamedTuple):
    """An opening or ending of answers. text: its words. rows: that share it."""

    text: str
    rows: int


class TextFigures(NamedTuple):
    """rows: that were read. prompts, answers: bytes over bytes when compressed together, 1 for no repetition at all. repeating: share of answers whose
    opening or ending more than a thousandth of all share. openings, endings: the most frequent of these.
    """

    rows: int
    prompts: float | None
    answers: float | None
    repeating: float
    openings: list[Shared]
    endings: list[Shared]


def measure(dataset: Dataset, wanted: np.ndarray, report: Report) -> TextFigures:
    """wanted: row ids, ascending."""
    packers = [_Packer(), _Packer()]
    starts: list[str] = []
    ends: list[str] = []
    parts = dataset.text_parts()
    progress = Progress("Reading texts", 0, len(wanted), unit="rows")
    for (path, first), stop in zip(parts, [*(first for _, first in parts[1:]), dataset.rows], strict=False):
        here = wanted[(wanted >= first) & (wanted < stop)] - first
        if not len(here):
            continue
        some = pq.read_table(path, columns=["prompt", "response"]).take(here)
        packers[0].add(some["prompt"].to_pylist())
        answers = some["response"].to_pylist()
        packers[1].add(answers)
        for answer in filter(None, answers):
            starts.append(_opening(answer))
            ends.append(_ending(answer))
        progress.done += len(here)
        report(progress)
    openings, endings = _shared(starts), _shared(ends)
    known = {text for text, _ in openings}, {text for text, _ in endings}
    repeating = sum(start in known[0] or end in known[1] for start, end in zip(starts, ends, strict=True))
    return TextFigures(
        len(wanted),
        packers[0].ratio(),
        packers[1].ratio(),
        repeating / max(len(starts), 1),
        [Shared(*one) for one in openings[:_LISTED]],
        [Shared(*one) for one in endings[:_LISTED]],
    )


class _Packer:
    def __init__(self) -> None:
        options = zstandard.ZstdCompressionParameters.from_level(3, window_log=_WINDOW, enable_ldm=True)
        self._packer = zstandard.ZstdCompressor(compression_params=options).compressobj()
        self._plain = self._packed = 0

    def add(self, texts: Iterable[str | None]) -> None:
        for text in filter(None, texts):
            block = text.encode("utf-8", "surrogatepass") + b"\n"
            self._plain += len(block)
            self._packed += len(self._packer.compress(block))

    def ratio(self) -> float | None:
        self._packed += len(self._packer.flush())
        return self._plain / self._packed if self._plain else None


def _opening(text: str) -> str:
    text = text.lstrip()[:200]
    if _SPACELESS.match(text):
        return text[:_CHARACTERS]
    return " ".join(text.split()[:_WORDS])


def _ending(text: str) -> str:
    text = text.rstrip()[-200:]
    if _SPACELESS.search(text[-_CHARACTERS:]):
        return text[-_CHARACTERS:]
    return " ".join(text.split()[-_WORDS:])


def _shared(found: list[str]) -> list[tuple[str, int]]:
    least = max(_SHARED * len(found), _LEAST - 1)
    held = [(text, rows) for text, rows in Counter(found).items() if rows > least and text]
    return sorted(held, key=lambda one: (-one[1], one[0]))
