"""What a kind of fuzz is: inputs made from a seed, and what must hold whatever they are."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Outcome = Literal["read", "refused"]
"""refused: an `ExplorerError`, the one way in which an input may be turned away."""


class BrokenError(Exception):
    """Something that always holds does not."""


def require(holds: object, what: str) -> None:
    """BrokenError, which says what does not hold."""
    if not holds:
        raise BrokenError(what)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fuzz.

    name: as the command line says it. share: of all inputs. make: (chance, number) -> (name of a file, its bytes); the same
    seed gives the same. check: (folder of its own, name, bytes) -> what became of it; raises `ExplorerError` where it is refused
    and anything else where that is a fault.
    """

    name: str
    share: float
    make: Callable[[random.Random, int], tuple[str, bytes]]
    check: Callable[[Path, str, bytes], Outcome]
