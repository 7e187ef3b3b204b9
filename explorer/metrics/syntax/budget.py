"""How much work one row may cause: parsers that recover from errors take time that grows with the square of the code.

Work is counted, never timed, so that a row is judged alike on every machine.
"""

from __future__ import annotations

ALLOWED = 28_000_000
"""Work of a row. A reading that gets lost costs the square of its length in bytes (once 5 kB, or four times 2.6 kB); any other that
meets errors costs `_A_BYTE` a byte."""
READ = 1_000_000
"""Characters that the parsers of Python and JSON may read in a row, each reading counted; code of other languages counts once."""
_A_BYTE = 500
_STEPS, _BYTES_A_STEP = 60, 25
"""Steps that a reading may take, and bytes that allow one more. Sound code takes one for about 100 bytes."""


class GivenUpError(Exception):
    """A text that costs more to judge than a row may."""


class Budget:
    """What is left of one row's work."""

    __slots__ = ("_left", "_read")

    def __init__(self) -> None:
        self._left = ALLOWED
        self._read = READ

    def read(self, size: int) -> None:
        """Counts a reading of so many characters by a parser whose work grows with the text alone: Python's and JSON's.

        Raises `GivenUpError` where the row has no more readings left.
        """
        self._read -= size
        if self._read < 0:
            raise GivenUpError

    def afford(self, size: int) -> None:
        """Raises `GivenUpError` where a reading of so many bytes could cost more than is left."""
        if size * size > self._left:
            raise GivenUpError

    def spend(self, size: int, lost: bool) -> None:
        """Counts a reading of so many bytes that met errors; lost: nearly all of it was one."""
        self._left -= size * (size if lost else min(size, _A_BYTE))


def steps(size: int) -> int:
    """The most steps that a parser takes over so many bytes before it is stopped."""
    return _STEPS + size // _BYTES_A_STEP
