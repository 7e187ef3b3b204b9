"""Where the values of a JSON text begin and end, found on whole blocks at once, in bounded memory.

The scanner knows strings, escapes and nesting and nothing else: whether what lies between two boundaries is valid is
for the parser to say.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from explorer.sources.records import Hasher, Integers

_QUOTE, _OPEN, _CLOSE, _COMMA = 1, 2, 3, 4
_KINDS = np.zeros(256, dtype=np.uint8)
_KINDS[ord('"')] = _QUOTE
_KINDS[[ord("["), ord("{")]] = _OPEN
_KINDS[[ord("]"), ord("}")]] = _CLOSE
_KINDS[ord(",")] = _COMMA
_TABLE = _KINDS.tobytes()
_DELTA = np.array([0, 0, 1, -1, 0], dtype=np.int64)
_SHORT_RUN = 8  # backslashes before a quote that are counted for all quotes at once

_NONE: Integers = np.zeros(0, dtype=np.int64)


class Found(NamedTuple):
    """What one block holds.

    cuts: positions in the block of what ends a value: commas at the base depth, or, between values that follow
    one another without commas, the last byte of each. close: position of the bracket that ends it all, -1 where it
    does not come.
    """

    cuts: Integers
    close: int


class Scanner:
    """Carries the state over blocks. depth: nesting at the start. The base depth is that of the commas sought.

    Depth 1 is inside one array or object: its elements or members are cut. Depth 0 is a stream of values.
    """

    def __init__(self, depth: int) -> None:
        self._base = self._depth = depth
        self._in_string = 0
        self._backslashes = 0  # how many end the last block

    @property
    def in_string(self) -> bool:
        """Whether the text seen so far ends within a string."""
        return bool(self._in_string)

    def feed(self, data: bytes) -> Found:
        """Take the next block."""
        kinds_of = data.translate(_TABLE)
        marks = np.frombuffer(kinds_of, dtype=np.uint8)
        positions = np.flatnonzero(marks)
        kinds = marks[positions]
        quotes = kinds == _QUOTE
        escaped = self._escaped(data, positions[quotes])
        if escaped is not None:
            kept = np.ones(len(positions), dtype=bool)
            kept[np.flatnonzero(quotes)[escaped]] = False
            positions, kinds, quotes = positions[kept], kinds[kept], quotes[kept]
        trailing = len(data) - len(data.rstrip(b"\\"))
        self._backslashes = trailing + (self._backslashes if trailing == len(data) else 0)
        if not len(positions):
            return Found(_NONE, -1)
        inside = (np.cumsum(quotes) + self._in_string) & 1
        steps = np.where(inside == 0, _DELTA[kinds], 0)
        depths = self._depth + np.cumsum(steps)
        close = -1
        closing = np.flatnonzero((depths < self._base) & (steps < 0)) if self._base else _NONE
        if len(closing):
            close = int(positions[closing[0]])
            stop = int(closing[0])
            positions, kinds, inside, depths = positions[:stop], kinds[:stop], inside[:stop], depths[:stop]
        else:
            self._in_string = int(inside[-1])
            self._depth = int(depths[-1])
        if self._base:
            found = (kinds == _COMMA) & (inside == 0) & (depths == self._base)
        else:
            found = (kinds == _CLOSE) & (inside == 0) & (depths == 0)
        return Found(positions[found], close)

    def _escaped(self, data: bytes, quotes: Integers) -> npt.NDArray[np.bool_] | None:
        """Which quotes follow an odd number of backslashes; None where none does."""
        if not len(quotes):
            return None
        block = np.frombuffer(data, dtype=np.uint8)
        before = np.where(quotes > 0, block[quotes - 1], 92 if self._backslashes & 1 else 0)
        candidates = np.flatnonzero(before == 92)
        if not len(candidates):
            return None
        at = quotes[candidates]
        run = np.zeros(len(at), dtype=np.int64)
        going = np.ones(len(at), dtype=bool)
        for step in range(1, _SHORT_RUN + 1):
            going &= (at >= step) & (block[at - step] == 92)
            if not going.any():
                break
            run += going
        # Long runs, and those that reach back into the block before, one by one.
        for odd in np.flatnonzero((run == _SHORT_RUN) | (run == at)).tolist():
            head = data[: int(at[odd])]
            length = len(head) - len(head.rstrip(b"\\"))
            run[odd] = length + (self._backslashes if length == len(head) else 0)
        escaped = np.zeros(len(quotes), dtype=bool)
        escaped[candidates] = (run & 1).astype(bool)
        return escaped


class Tape:
    """A file read once from front to end, hashed on the way; what was read too far can be put back."""

    def __init__(self, handle: Any, size: int, hasher: Hasher | None) -> None:
        self._handle = handle
        self._hasher = hasher
        self._size = size
        self._back = b""
        self._read = 0

    @property
    def at(self) -> int:
        """Offset of the next byte."""
        return self._read - len(self._back)

    def read(self, length: int) -> bytes:
        """The next bytes, at most `length`; none at the end."""
        if self._back:
            data, self._back = self._back[:length], self._back[length:]
            return data
        data = self._handle.read(min(length, self._size - self._read))
        self._read += len(data)
        if self._hasher is not None and data:
            self._hasher.update(data)
        return data

    def put_back(self, data: bytes) -> None:
        """Un-read these bytes."""
        self._back = data + self._back

    def skip_to(self, offset: int, length: int) -> None:
        """Go on to an offset, in blocks of `length`."""
        while self.at < offset and self.read(min(length, offset - self.at)):
            pass
