"""What a card says of an export: figures that the pages and the scorecard know, each asked of the function that computes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from explorer import queries, scorecard
from explorer.export import ExportOptions, all_parts
from explorer.queries import Categories, Histogram, Percentiles, Totals, Waterfall
from explorer.scorecard import Card, Profile
from explorer.steps import all_but, checked
from explorer.view import View

LICENCE_CHARACTERS = 60
_LANGUAGE = 0.01  # part of the rows from which a language is named
_TOKENS = ("prompt_tokens", "response_tokens", "total_tokens")
_BINS = 24
_VALUES = 12
_SIZES = (
    (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"), (10**9, "100M<n<1B"),
)  # fmt: skip


class DataFile(NamedTuple):
    """A file of rows. path: from the card's folder, with slashes."""

    split: str
    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Facts:
    """All that a card, and the Croissant file beside it, say.

    name: of the dataset. licence: as the user gave it, "" for none. account: of the export, see `recipe.account`. recipes: (name,
    SHA-256) of each recipe's file. dialects: name -> rows of the exported ones. written: the dialect that rows were written
    in, "" for their own. notes: what was decided for the user. columns: (name, how it is computed) of those that leave with the rows.
    """

    name: str
    licence: str
    files: Sequence[DataFile]
    format: str
    written: str
    totals: Totals
    account: Mapping[str, Any]
    fall: Waterfall
    card: Card
    languages: Sequence[tuple[str, float]]
    dialects: Mapping[str, int]
    abilities: Categories | None
    tokens: Sequence[Percentiles]
    lengths: Histogram | None
    fingerprint: str
    encoding: str
    sources: Sequence[str]
    recipes: Sequence[tuple[str, str]]
    made_by: Mapping[str, str]
    notes: Sequence[str] = ()
    columns: Sequence[tuple[str, str]] = ()

    @property
    def rows(self) -> int:
        """Rows of all files."""
        return sum(file.rows for file in self.files)

    @property
    def bytes(self) -> int:
        """Bytes of all files."""
        return sum(file.bytes for file in self.files)

    @property
    def splits(self) -> dict[str, int]:
        """Split -> rows, in the order of the files."""
        found: dict[str, int] = {}
        for file in self.files:
            found[file.split] = found.get(file.split, 0) + file.rows
        return found

    @property
    def size_category(self) -> str:
        """What the Hub calls a dataset of so many rows."""
        return next((name for most, name in _SIZES if self.rows < most), "n>1T" if self.rows > 10**12 else "1B<n<10B")


def judged(view: View, options: ExportOptions) -> View:
    """The same as a view that the scorecard can judge: what was only looked at becomes a step."""
    if view.focus.text:
        only = all_but(view.focus.text)
        view = view.kept().with_steps(checked([only, *view.drops.steps]))
    return all_parts(view, options)


def facts_of(
    view: View,
    options: ExportOptions,
    profile: Profile,
    files: Sequence[DataFile],
    recipes: Sequence[tuple[str, str]],
    made: Mapping[str, Any],
    licence: str = "",
    notes: Sequence[str] = (),
) -> Facts:
    """The facts of an export. view: what it was made of, frozen. recipes: name and SHA-256 of each. made: what
    the first holds, of all rows.
    """
    rows = judged(view, options)
    columns = rows.dataset.columns
    names = [name for name in _TOKENS if name in columns]
    return Facts(
        rows.dataset.name,
        licence[:LICENCE_CHARACTERS],
        files,
        options.format,
        options.dialect,
        queries.totals(rows),
        made["account"],
        queries.waterfall(rows),
        scorecard.score(rows, profile),
        _languages(rows),
        _dialects(rows),
        queries.categories(rows, "ability", _VALUES) if "ability" in columns else None,
        [found for found in queries.percentiles(rows, names) if found.p50 is not None],
        queries.histogram(rows, "total_tokens", _BINS, log=True) if "total_tokens" in names else None,
        rows.dataset.fingerprint,
        rows.dataset.encoding,
        [file.name for file in rows.dataset.files],
        recipes,
        made["made_by"],
        notes,
        [(name, columns[name].help) for name in options.columns if name in columns],
    )


def _languages(view: View) -> list[tuple[str, float]]:
    """(ISO 639-1 code, share of the rows) of the languages that make up a part of them."""
    if "language" not in view.dataset.columns:
        return []
    found = queries.categories(view, "language")
    rows = max(int(found.kept.sum()) + found.other_kept, 1)
    shares = [(value, int(n) / rows) for value, n in zip(found.values, found.kept, strict=True) if value]
    shares.sort(key=lambda pair: -pair[1])
    return [(value, share) for value, share in shares if share >= _LANGUAGE and value != "und"]


def _dialects(view: View) -> dict[str, int]:
    found = queries.categories(view, "dialect")
    counted = [(value, int(n)) for value, n in zip(found.values, found.kept, strict=True) if value and n]
    return dict(sorted(counted, key=lambda pair: -pair[1]))
