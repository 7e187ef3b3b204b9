"""How much work one row may cause: parsers that recover from errors take time that grows with the square of the code.

Work is counted, never timed, so that a row is judged alike on every machine.
"""

from __future__ import annotations

ALLOWED = 36_000_000
"""Work of a row. A reading that gets lost costs the square of its length in bytes (once 6 kB, or four times 3 kB); any other that
meets errors costs `_A_BYTE` a byte."""
_A_BYTE = 500
_STEPS, _BYTES_A_STEP = 60, 25
"""Steps that a reading may take, and bytes that allow one more. Sound code takes one for about 100 bytes."""


class GivenUpError(Exception):
    """A text that costs more to judge than a row may."""


class Budget:
    """What is left of one row's work."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = ALLOWED

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
