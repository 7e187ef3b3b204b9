"""Small records of what is known about a dataset as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Ledger(NamedTuple):
    """Every line of the source accounted for: lines = rows + blank + rejected."""

    lines: int
    rows: int
    blank: int
    rejected: int


class FieldInfo(NamedTuple):
    """A field of the source rows.

    present: rows that have it. types: JSON type -> rows. consumed: rows in which it went into the turns.
    example: its first non-empty value, shortened.
    """

    name: str
    present: int
    types: dict[str, int]
    consumed: int
    example: str
    long: bool = False


@dataclass(slots=True)
class PartFacts:
    """What one part of the base layers holds; kept beside it as JSON, and summed for the dataset."""

    rows: int = 0
    blank: int = 0
    rejected: int = 0
    dialects: Counter[str] = field(default_factory=Counter)
    unsure: int = 0
    fields: dict[str, FieldInfo] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "rows": self.rows,
            "blank": self.blank,
            "rejected": self.rejected,
            "dialects": dict(self.dialects),
            "unsure": self.unsure,
            "fields": [list(info) for info in self.fields.values()],
        }

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> PartFacts:
        """The reverse of `as_dict`."""
        fields = [FieldInfo(*values) for values in facts["fields"]]
        return cls(
            facts["rows"],
            facts["blank"],
            facts["rejected"],
            Counter(facts["dialects"]),
            facts["unsure"],
            {info.name: info for info in fields},
        )


MAX_FIELDS = 5_000
"""Fields listed for a dataset; a file with a new key in every row has no end of them."""


def summed(parts: Iterable[PartFacts]) -> PartFacts:
    """Facts of all parts together."""
    total = PartFacts()
    for part in parts:
        total.rows += part.rows
        total.blank += part.blank
        total.rejected += part.rejected
        total.dialects.update(part.dialects)
        total.unsure += part.unsure
        for name, info in part.fields.items():
            known = total.fields.get(name)
            if known is None:
                if len(total.fields) < MAX_FIELDS:
                    total.fields[name] = info
                continue
            types = Counter(known.types)
            types.update(info.types)
            total.fields[name] = FieldInfo(
                name,
                known.present + info.present,
                dict(types),
                known.consumed + info.consumed,
                known.example or info.example,
                known.long or info.long,
            )
    return total
