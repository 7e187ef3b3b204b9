"""The differences between two views, column by column, ranked by the end of the interval that is nearer to none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import numpy as np

from explorer import queries
from explorer.columns import Column
from explorer.effects import NONE, Effect, cliff, shares
from explorer.errors import FilterError
from explorer.queries.numeric import bin_edges, is_counted, value_counts
from explorer.store.table import aliases, quoted
from explorer.view import View

_LEAST = 0.005
_LACKING = "none"  # the value of rows that have nothing of a kind: what the others have is the news
"""Effects that are surely smaller than this are not worth a word."""

_VALUES = 40  # of a category, the most frequent of both
_FEW = 60  # values up to which a column is a category here: names and texts are none
_BINS = 400  # of a number with a fraction
_FIELDS = 24  # fields of the source that are compared
_LEFT_OUT = frozenset(
    {
        "row_id",
        "decision",
        "looks_like_dropped",
        "note",
        "marked",
        "edited",
        "map_x",
        "map_y",
        "roles",
        "remarks",
        "ability_confidence",
        "domain_confidence",
    }
)
_OUT_OF_SIGHT = frozenset({"trainers", "map_labels"})
"""Layers that say for trainers, or of other columns, what is told elsewhere."""
_OWN_MEANING = frozenset({"prompt_template", "map_topic", "cluster", "apartness", "in_knot"})
"""What a dataset names by its own rows: the same word means another thing in another dataset."""

_QUIET = frozenset({"text_ratios", "templates", "checks", "flagged_turns"})
"""Layers whose numbers and labels count half in the ranking: other columns say in plainer words what they follow from."""

Kind = Literal["share", "median", "mean"]


class Side(NamedTuple):
    """What is compared: rows of a view, and what it is called."""

    view: View
    name: str


class Difference(NamedTuple):
    """One column, or one value of it, in both.

    before, after: shares, 0 to 1, or medians, or means where the medians are the same. rows_before, rows_after: rows that
    have it; of a number, those with a value. effect: of after over before; of shares their difference, of numbers Cliff's
    delta. weight: what it counts in the ranking, 0 to 1: of a number that few rows have, little.
    """

    column: Column
    value: str | None
    kind: Kind
    before: float
    after: float
    rows_before: int
    rows_after: int
    effect: Effect
    weight: float = 1.0

    @property
    def tells(self) -> bool:
        """Whether it is beyond chance, and large enough for a word."""
        return self.rank >= _LEAST

    @property
    def rank(self) -> float:
        """How large it surely is, weighted."""
        return abs(self.effect.sure) * self.weight


class Measured(NamedTuple):
    """rows_before, rows_after, tokens_before, tokens_after: of each side. nested: the second is a part of the first. differences: all, the surest first."""

    rows_before: int
    rows_after: int
    tokens_before: int | None
    tokens_after: int | None
    nested: bool
    differences: tuple[Difference, ...]

    @property
    def telling(self) -> list[Difference]:
        """Those that are worth a word, one of each column and two token counts, the surest first."""
        found: list[Difference] = []
        seen: Counter[str] = Counter()
        for one in self.differences:
            tokens = one.column.unit == "tokens"
            group = "tokens" if tokens else one.column.name
            if one.tells and one.value != _LACKING and seen[group] < 1 + tokens:
                seen[group] += 1
                found.append(one)
        return found


def sides(before: View, after: View) -> bool:
    """Whether the second view is a part of the first: all rows of a dataset, and those that its drops keep."""
    return before.dataset is after.dataset and not before.has_drops and not before.has_focus


def measure(before: View, after: View) -> Measured:
    """All differences of what both have columns for. A handful of aggregates for each side, whose cost follows values."""
    nested = sides(before, after)
    totals = [queries.totals(view) for view in (before, after)]
    rows = [one.rows_kept for one in totals]
    found: list[Difference] = []
    columns = list(_compared(before, after))
    found += _flags(before, after, [one for one in columns if one.kind == "boolean"], nested, rows)
    for column in columns:
        if column.kind == "category":
            found += _labels(before, after, column, nested, rows)
        elif column.kind in ("integer", "number"):
            found += _number(before, after, column, nested, rows)
    found = [one._replace(weight=one.weight / 2) if is_quiet(one.column) else one for one in found]
    found.sort(key=lambda one: (-one.rank, -abs(one.effect.value), one.column.name, one.value or ""))
    return Measured(rows[0], rows[1], totals[0].tokens_kept, totals[1].tokens_kept, nested, tuple(found))


def is_quiet(column: Column) -> bool:
    """Whether other columns say more plainly what this one says."""
    return column.layer in _QUIET and column.kind != "boolean"


def comparable(columns: Mapping[str, Column]) -> list[Column]:
    """The columns of a dataset that say something of what its rows are; of the source's fields the first `_FIELDS`."""
    found: list[Column] = []
    fields = 0
    for name, column in columns.items():
        if column.long_text or name in _LEFT_OUT or column.group == "source" or column.layer in _OUT_OF_SIGHT:
            continue
        if column.group == "field":
            fields += 1
            if fields > _FIELDS:
                continue
        found.append(column)
    return found


def _compared(before: View, after: View) -> Iterable[Column]:
    """The columns that both have, of the same kind."""
    left_out = frozenset[str]() if before.dataset is after.dataset else _OWN_MEANING
    for column in comparable(after.dataset.columns):
        other = before.dataset.columns.get(column.name)
        if other is not None and other.kind == column.kind and not other.long_text and column.name not in left_out:
            yield column


def _share(n: int, rows: int) -> float:
    return n / rows if rows else 0.0


def _apart(before: tuple[int, int], after: tuple[int, int], nested: bool) -> Effect:
    """Effect of two shares, as (hits, rows).

    A part and its whole are no two samples: the kept rows are held against the dropped ones, and their difference counts
    as much as dropping moved the whole.
    """
    if not nested:
        return shares(*after, *before)
    gone = before[0] - after[0], before[1] - after[1]
    return shares(*after, *gone).scaled(gone[1] / before[1]) if gone[1] and before[1] else _SAME


_SAME = Effect(0.0, 0.0, 0.0)


def _flags(before: View, after: View, columns: list[Column], nested: bool, rows: list[int]) -> list[Difference]:
    names = [column.name for column in columns]
    ours, theirs = queries.flag_counts(before, names), queries.flag_counts(after, names)
    return [
        Difference(
            column,
            None,
            "share",
            _share(ours[column.name], rows[0]),
            _share(theirs[column.name], rows[1]),
            ours[column.name],
            theirs[column.name],
            _apart((ours[column.name], rows[0]), (theirs[column.name], rows[1]), nested),
        )
        for column in columns
    ]


def counted(view: View, column: str, most: int = _FEW) -> dict[str, int] | None:
    """Rows of each value; None where there are so many values that each says little."""
    view.dataset.ensure([column])
    value, n = aliases("value", "n")
    sql = (
        f"SELECT {quoted(column)}::VARCHAR AS {value}, count(*) AS {n} FROM rows WHERE {view.where} AND {quoted(column)} IS NOT NULL "
        f"GROUP BY {value} ORDER BY {n} DESC, {value} LIMIT {most + 1}"
    )
    found = view.dataset.query(sql, reads={*view.reads, column})
    if found.num_rows > most:
        return None
    return dict(zip(found[value].to_pylist(), found[n].to_pylist(), strict=True))


def _labels(before: View, after: View, column: Column, nested: bool, rows: list[int]) -> list[Difference]:
    ours, theirs = counted(before, column.name), counted(after, column.name)
    if ours is None or theirs is None:
        return []
    values = sorted(ours.keys() | theirs.keys(), key=lambda value: (-ours.get(value, 0) - theirs.get(value, 0), value))
    if len(values) == 2 and sum(ours.values()) == rows[0] and sum(theirs.values()) == rows[1]:
        values = values[:1]  # the other says the same
    return [
        Difference(
            column,
            value,
            "share",
            _share(ours.get(value, 0), rows[0]),
            _share(theirs.get(value, 0), rows[1]),
            ours.get(value, 0),
            theirs.get(value, 0),
            _apart((ours.get(value, 0), rows[0]), (theirs.get(value, 0), rows[1]), nested),
        )
        for value in values[:_VALUES]
    ]


def paired_counts(before: View, after: View, column: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(values ascending, rows of the first, rows of the second); numbers with a fraction in narrow bins that both share."""
    if is_counted(before, column) and is_counted(after, column):
        one, two = value_counts(before, column), value_counts(after, column)
        values = np.union1d(one.values, two.values)
        counts = np.zeros((2, len(values)), dtype=np.int64)
        for place, held in enumerate((one, two)):
            counts[place, np.searchsorted(values, held.values)] = held.kept
        return values.astype(np.float64), counts[0], counts[1]
    ends = [(p.minimum, p.maximum) for view in (before, after) for p in queries.percentiles(view, [column]) if p.rows]
    if not ends:
        return np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64)
    edges = bin_edges(min(float(low or 0) for low, _ in ends), max(float(high or 0) for _, high in ends), _BINS)
    counts = np.stack([_binned(view, column, edges) for view in (before, after)])
    return edges[:-1], counts[0], counts[1]


def _binned(view: View, column: str, edges: np.ndarray) -> np.ndarray:
    at, n = aliases("bin", "n")
    step = float(edges[1] - edges[0])
    last = len(edges) - 2
    found = view.dataset.query(
        f"SELECT least(greatest(floor(({quoted(column)}::DOUBLE - {float(edges[0])!r}) / {step!r} + 1e-9), 0), {last})::INTEGER AS {at}, "
        f"count(*) AS {n} FROM rows WHERE {view.where} AND isfinite({quoted(column)}::DOUBLE) GROUP BY {at}",
        reads={*view.reads, column},
    )
    counts = np.zeros(last + 1, dtype=np.int64)
    counts[found[at].to_numpy()] = found[n].to_numpy()
    return counts


def _number(before: View, after: View, column: Column, nested: bool, rows: list[int]) -> list[Difference]:
    try:
        one, two = (queries.percentiles(view, [column.name])[0] for view in (before, after))
    except FilterError:
        return []
    if not one.rows or not two.rows or one.p50 is None or two.p50 is None:
        return []
    _, ours, theirs = paired_counts(before, after, column.name)
    if nested:
        gone = ours - theirs
        whole = int(ours.sum())
        effect = cliff(theirs, gone).scaled(int(gone.sum()) / whole) if gone.any() and theirs.any() else _SAME
    else:
        effect = cliff(theirs, ours) if ours.any() and theirs.any() else NONE
    weight = min(_share(one.rows, rows[0]), _share(two.rows, rows[1]))
    if one.p50 == two.p50 and one.mean is not None and two.mean is not None:
        return [Difference(column, None, "mean", one.mean, two.mean, one.rows, two.rows, effect, weight)]
    return [Difference(column, None, "median", one.p50, two.p50, one.rows, two.rows, effect, weight)]
