"""How many rows each value gives: shares as text, whole rows by shares, and what is done where a value has too few."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import NamedTuple

from explorer.errors import ExportError


def parse_mix(text: str) -> dict[str, float]:
    """Shares of "qa=0.5,code=0.5" or of a JSON object, scaled to add up to 1. ExportError where they are none."""
    found: dict[str, float] = {}
    try:
        if text.lstrip().startswith("{"):
            pairs = [(str(name), float(share)) for name, share in json.loads(text).items()]
        else:
            pairs = [
                (name.strip(), float(share))
                for name, _, share in (piece.rpartition("=") for piece in text.split(",") if piece.strip())
            ]
        found = dict(pairs)
    except (ValueError, TypeError, AttributeError):
        found = {}
    whole = sum(found.values())
    if not found or not all(name and 0 <= share < math.inf for name, share in found.items()) or not whole > 0:
        raise ExportError(f"'{text[:80]}' is no mix.", 'Write it like "programming=0.2,open_qa=0.3".')
    return {name: share / whole for name, share in found.items()}


def quotas(count: int, mix: Mapping[str, float]) -> dict[str, int]:
    """Rows by value that add up to `count`, as near to the shares as whole rows allow."""
    exact = {name: count * share for name, share in mix.items()}
    rows = {name: int(wanted) for name, wanted in exact.items()}
    left = count - sum(rows.values())
    for name in sorted(exact, key=lambda name: rows[name] - exact[name])[:left]:
        rows[name] += 1
    return rows


class Allotted(NamedTuple):
    """Rows by value: as the shares ask for, as there are, and as are taken."""

    wanted: Mapping[str, int]
    there: Mapping[str, int]
    taken: Mapping[str, int]

    @property
    def missing(self) -> dict[str, int]:
        """Value -> rows that it has too few, the largest gap first."""
        short = {name: rows - self.there.get(name, 0) for name, rows in self.wanted.items()}
        return dict(sorted(((name, rows) for name, rows in short.items() if rows > 0), key=lambda one: -one[1]))


def allot(count: int, mix: Mapping[str, float], there: Mapping[str, int], fill: bool = False) -> Allotted:
    """How many of `count` rows each value gives. mix: shares that add up to 1. there: rows that each value has.

    A value that has too few gives all it has. fill: the rest is then spread over the values that have more, by their shares.
    """
    wanted = quotas(count, mix)
    taken = {name: min(rows, there.get(name, 0)) for name, rows in wanted.items()}
    while fill and (left := count - sum(taken.values())) > 0:
        more = {name: share for name, share in mix.items() if share and taken[name] < there.get(name, 0)}
        whole = sum(more.values())
        if not whole:
            break
        for name, rows in quotas(left, {name: share / whole for name, share in more.items()}).items():
            taken[name] += min(rows, there[name] - taken[name])
    return Allotted(wanted, there, taken)
