"""How far a long task is: what it is doing, rows done, rate, time left."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Progress:
    """A snapshot of a long task.

    label: what is being done, in words. done, total: counted in `unit`; total 0 means not known yet.
    started: seconds since the epoch. rows: rows finished so far.
    """

    label: str
    done: int = 0
    total: int = 0
    unit: str = "rows"
    rows: int = 0
    started: float = field(default_factory=time.time)

    @property
    def share(self) -> float:
        """Part done, 0 to 1; 0 where the total is not known."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return max(0.0, time.time() - self.started)

    @property
    def rate(self) -> float:
        """Units a second since the start, 0 at the start."""
        return self.done / self.elapsed if self.elapsed > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimate from the mean rate, None where it cannot be told."""
        if not self.total or not self.done:
            return None
        return (self.total - self.done) / self.rate if self.rate else None

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


Report = Callable[[Progress], None]
"""What long tasks call as they go on. It may raise `BuildCancelled` to stop them."""


def silent(_: Progress) -> None:
    """A report that nobody reads."""
