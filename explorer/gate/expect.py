"""Expectations: what a user says must hold of the kept rows, such as `share(is_refusal) <= 0.01`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

from explorer import queries
from explorer.errors import FilterError
from explorer.view import View

_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
_PERCENTILES = {
    "mean": "mean",
    "median": "p50",
    "min": "minimum",
    "max": "maximum",
    "p5": "p5",
    "p95": "p95",
    "p99": "p99",
}
MEASURES = ("rows", "share", "count", "distinct", *_PERCENTILES)
"""What can be measured: `rows` stands alone, `share` and `count` take a condition, all others a column."""

_FORM = re.compile(
    r"\s*(?P<measure>[a-z]\w*)\s*(?:\((?P<of>.*)\))?\s*(?P<compared><=|>=|==|!=|=|<|>)\s*(?P<bound>[-+]?[\d.]+(?:e[-+]?\d+)?)\s*(?P<percent>%?)\s*",
    re.DOTALL,
)
_HINT = "Write it like 'share(is_refusal) <= 0.01', 'rows >= 10000' or 'p95(total_tokens) < 4096'."


@dataclass(frozen=True, slots=True)
class Expectation:
    """One sentence about the kept rows. of: a condition or the name of a column, "" for `rows`."""

    text: str
    measure: str
    of: str
    compared: str
    bound: float

    def holds(self, value: float | None) -> bool | None:
        """Whether a value fulfils it; None where there is no value."""
        return None if value is None else _COMPARED[self.compared](value, self.bound)


def read(text: str) -> Expectation:
    """The expectation that a text says. FilterError where it says none."""
    found = _FORM.fullmatch(text)
    if found is None or len(text) > 2_000:
        raise FilterError(f"'{text.strip()[:80]}' is no expectation.", _HINT)
    measure, of = found["measure"], (found["of"] or "").strip()
    if measure not in MEASURES:
        raise FilterError(f"'{measure[:40]}' cannot be expected.", f"Measures are: {', '.join(MEASURES)}.")
    if (measure == "rows") == bool(of):
        raise FilterError(f"'{text.strip()[:80]}' is no expectation.", _HINT)
    try:
        bound = float(found["bound"]) / (100 if found["percent"] else 1)
    except ValueError as error:
        raise FilterError(f"'{found['bound']}' is no number.", _HINT) from error
    return Expectation(" ".join(text.split()), measure, of, found["compared"], bound)


def judge(expectation: Expectation, view: View) -> float | None:
    """The value that an expectation is held against, of what the view keeps; None where there are no rows or values."""
    kept = view.kept()
    rows = queries.totals(kept).rows_kept
    if expectation.measure == "rows":
        return float(rows)
    if expectation.measure in ("share", "count"):
        held = queries.totals(kept.focused(expectation.of)).rows_kept
        if expectation.measure == "count":
            return float(held)
        return held / rows if rows else None
    name = expectation.of.strip('"')
    if expectation.measure == "distinct":
        return float(queries.categories(kept, name).distinct)
    found = queries.percentiles(kept, [name])[0]
    value = getattr(found, _PERCENTILES[expectation.measure])
    return None if value is None else float(value)
