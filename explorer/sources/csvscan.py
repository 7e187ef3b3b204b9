"""What is told of CSV from its bytes: where records end, by counting quotes on whole blocks, and faults in them."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np

from explorer.sources.container import Cuts
from explorer.sources.records import Integers

_KINDS = np.zeros(256, dtype=np.uint8)
_KINDS[[ord("\n"), ord('"')]] = 1
_TABLE = _KINDS.tobytes()


class QuoteCounter:
    """Line ends outside quotes, over blocks. `is_lost`: quotes stand where counting them does not tell."""

    def __init__(self, delimiter: str) -> None:
        self._before = 10  # the byte before the block
        self._inside = 0
        self._allowed = np.zeros(256, dtype=bool)
        self._allowed[[10, 13, 34, ord(delimiter)]] = True
        self.is_lost = False

    def feed(self, block: bytes) -> tuple[Integers, int]:
        """(positions of record ends, number of line ends)."""
        bytes_ = np.frombuffer(block, dtype=np.uint8)
        marks = np.flatnonzero(np.frombuffer(block.translate(_TABLE), dtype=np.uint8))
        before = np.where(marks > 0, bytes_[marks - 1], self._before)
        kinds = bytes_[marks]
        quotes = kinds == 34
        inside = (np.cumsum(quotes) + self._inside) & 1
        opening = quotes & (inside == 1)
        self.is_lost = bool((opening & ~self._allowed[before]).any())
        if b"\r" in block:
            self.is_lost = self.is_lost or self._has_bare_return(block, bytes_, marks, inside)
        elif self._before == 13 and not self._inside and block[:1] != b"\n":
            self.is_lost = True
        self._before = block[-1]
        if len(marks):
            self._inside = int(inside[-1])
        ends = kinds == 10
        return marks[ends & (inside == 0)], int(ends.sum())

    def _has_bare_return(self, block: bytes, bytes_: Any, marks: Integers, inside: Any) -> bool:
        """A carriage return outside quotes that no line feed follows: the reader treats it in its own way."""
        if self._before == 13 and not self._inside and block[:1] != b"\n":
            return True
        returns = np.flatnonzero(bytes_ == 13)
        returns = returns[returns < len(block) - 1]
        returns = returns[bytes_[returns + 1] != 10]
        if not len(returns):
            return False
        at = np.searchsorted(marks, returns) - 1
        state = np.where(at >= 0, inside[at] if len(inside) else 0, self._inside)
        return bool((state == 0).any())


def cuts(data: bytes, delimiter: str, line: int) -> Cuts | None:
    """Where the records of a span are; None where counting quotes does not tell. delimiter: "" without quotes.

    line: line ends before the span, which the state of a record counts on from.
    """
    lines = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 10) + 1
    ends = lines
    if delimiter:
        counter = QuoteCounter(delimiter)
        ends = counter.feed(data)[0] + 1
        if counter.is_lost:
            return None
    starts, stops = np.concatenate(([0], ends)), np.concatenate((ends, [len(data)]))
    filled = starts < stops
    starts, stops = starts[filled], stops[filled]
    return Cuts(starts, stops, lambda record: (line + int(np.searchsorted(lines, starts[record], side="right")),))


def torn_at(data: bytes, delimiter: str) -> int:
    """Where the first quote is that neither begins nor ends a cell, as far as counting quotes tells; -1 for nowhere.

    data: whole records.
    """
    bytes_ = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(bytes_ == 34)
    if not len(quotes):
        return -1
    edge = np.zeros(256, dtype=bool)
    edge[[10, 13, 34, ord(delimiter)]] = True
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, bytes_[opening - 1], 10)
    after = np.where(closing + 1 < len(bytes_), bytes_[np.minimum(closing + 1, len(bytes_) - 1)], 10)
    odd = [*opening[~edge[before]][:1].tolist(), *closing[~edge[after]][:1].tolist()]
    return min(odd, default=-1)


TORN = "a quote within a quoted cell is not doubled, so its cells may be cut in the wrong places"


def is_torn(raw: bytes, delimiter: str) -> bool:
    """Whether something other than a delimiter follows the closing quote of one of a record's cells."""
    lines = io.StringIO(raw.decode("utf-8", "surrogateescape"), newline="\n")
    try:
        next(csv.reader(lines, delimiter=delimiter, strict=True), None)
    except csv.Error as error:
        return "expected after" in str(error)
    return False


def decoded(data: bytes) -> tuple[str, bool]:
    """(text, whether bytes of it are not UTF-8)."""
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape"), True


def not_utf8(row: list[str]) -> str:
    """Why a record whose bytes are not UTF-8 is no row; "" where they are."""
    for cell in row:
        try:
            cell.encode("utf-8")
        except UnicodeEncodeError as error:
            byte = ord(cell[error.start]) - 0xDC00
            return f"not UTF-8: byte 0x{byte:02x} at character {error.start + 1:,} of a cell"
    return ""
