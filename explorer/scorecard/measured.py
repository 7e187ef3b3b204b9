"""What measuring gives: the figures of one point, and the counts that all points share."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Measured:
    """What was found for one point.

    value: a share 0..1, a count or a ratio; None where it cannot be told. rows: rows counted; of: rows they are a share
    of. said: what was found, in words. blame: filter of the rows to look at, "" where there are none. likely: bounds of the true
    share, where the judgement's errors are known (`known_errors`).
    """

    value: float | None
    rows: int = 0
    of: int = 0
    said: str = ""
    blame: str = ""
    likely: tuple[float, float] | None = None


@dataclass
class Counts:
    """Everything that is counted once for all points.

    hits: condition -> kept rows for which it holds. missing: conditions whose columns are not built.
    values: category column -> (value, kept rows), most frequent first.
    """

    rows: int
    hits: dict[str, int] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    values: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
