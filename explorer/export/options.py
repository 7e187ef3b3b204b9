"""What is asked of an export: its format and dialect, which rows of the view, and what leaves with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.errors import ExportError
from explorer.export.formats import BY_NAME, COMPRESSIONS, EXPORTS, suffixes_of
from explorer.saved_queries import SavedQuery


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What is written.

    dialect: "" keeps the source's rows, else every row is re-encoded in it. pick: at most so many rows, spread over the
    values of the column `by`, evenly or in the shares of `mix`; 0 for all. fill: values that have more make up for those that have
    too few. split: "train=0.9,test=0.1", and `part` the one of its names that is written. choose: the strategy that chose `rows`, which
    are written then; reference, score: what it went by (see `explorer.choosing`). queries: saved
    ones, which travel in the recipe. columns: that leave with every row, beside its own fields (see `export.added`).
    """

    format: str = "jsonl"
    compression: str = ""
    dialect: str = ""
    pick: int = 0
    by: str = ""
    split: str = ""
    part: str = ""
    seed: int = 0
    mix: str = ""
    fill: bool = False
    choose: str = ""
    reference: str = ""
    score: str = ""
    rows: str = ""
    queries: tuple[SavedQuery, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def reads(self) -> str:
        """Names of the columns that it reads: which rows share a prompt, the values they are spread over, what leaves with them."""
        groups = ("prompt_group",) if self.pick or self.split else ()
        return " ".join((self.by, *groups, *self.columns)).strip()

    @property
    def suffix(self) -> str:
        """File name suffix, such as ".jsonl.gz"."""
        chosen = BY_NAME[self.format]
        packed = f".{self.compression}" if self.compression and chosen.streams else ""
        return chosen.suffixes[0] + packed


def options_of(path: Path, kind: str = "", compression: str = "") -> ExportOptions:
    """Format and compression as a path's suffixes say, unless they are given. ExportError where nothing says the format."""
    named, packed = suffixes_of(path)
    if not (kind or named):
        *others, last = [entry.suffixes[0] for entry in EXPORTS]
        raise ExportError(
            f"The suffix of {path.name} names no format.", f"Use {', '.join(others)} or {last}, or say --format."
        )
    return options_from({"format": kind or named, "compression": compression or packed})


def options_from(facts: dict[str, Any]) -> ExportOptions:
    """Options as a recipe holds them. ExportError where they are not valid."""
    known = {name: facts[name] for name in ExportOptions.__slots__ if name in facts}
    found = ExportOptions(**{**known, "columns": tuple(facts.get("columns", ()))})
    if found.format not in BY_NAME or found.compression not in COMPRESSIONS:
        raise ExportError(f"There is no format '{found.format}' with compression '{found.compression}'.")
    return found
