"""Rows on the map: how far it reaches, how dense it is, a sample of its points, where its groups are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from explorer import filters
from explorer.queries.numeric import column_of
from explorer.store.table import alias, aliases, quoted
from explorer.view import View

GROUPS = ("map_topic", "cluster")
"""Columns of the map that name groups of rows, the broad ones first."""

_PLACE = ("map_x", "map_y")
_SPREAD = 2_654_435_761  # Knuth's multiplier: neighbouring row numbers land far apart, the same ones at every look
_COARSE = 2**32
_SPREAD_SQL = f"((row_id::BIGINT * {_SPREAD}) % {_COARSE})"
_FAR = 1e6  # beyond any map
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?(e[+-]?\d{1,2})?", re.ASCII)
_BY_RANGE = 6_000  # rows whose texts are read by byte range, which takes as long as they are many
_AT_ONCE = (2_000, 500)  # of them in one go, fewer where rows are long


class Window(NamedTuple):
    """A piece of the map."""

    left: float
    right: float
    bottom: float
    top: float


def spelled(window: Window) -> str:
    """A window as text, for a URL: left, right, bottom, top."""
    return " ".join(f"{edge:.5g}" for edge in window)


def window_of(text: str, whole: Window) -> Window | None:
    """The window that a text names; None where it names none, or one that shows nothing of the whole map."""
    words = text.split()
    if len(words) != 4 or not all(_NUMBER.fullmatch(word) for word in words):
        return None
    window = Window(*map(float, words))
    if not all(abs(edge) < _FAR for edge in window) or window.right <= window.left or window.top <= window.bottom:
        return None
    apart = (
        window.right < whole.left or window.left > whole.right or window.top < whole.bottom or window.bottom > whole.top
    )
    return None if apart else window


class Bounds(NamedTuple):
    """How far the map reaches, with a margin; rows that have a place on it, all and kept."""

    window: Window
    placed: int
    kept: int


class Raster(NamedTuple):
    """Rows by cell of a window; arrays are (bins from the bottom, bins from the left).

    groups: the commonest group of each cell's kept rows, None where there is none; None where none was asked for.
    """

    window: Window
    all: np.ndarray
    kept: np.ndarray
    groups: np.ndarray | None = None


class Sample(NamedTuple):
    """Points of a window: row_id, x, y, is_kept, is_left (the steps keep it, whatever is looked at) and value (of the column
    asked for, or null). rows: those there are.
    """

    points: pa.Table
    rows: int


class Centre(NamedTuple):
    """A group of rows: its name, where its middle is, how many rows it has. x and y are NaN outside of the map."""

    name: str
    x: float
    y: float
    all: int
    kept: int


def has_map(view: View) -> bool:
    """Whether rows have places, be it on a rough map."""
    return {"map_x", "map_y", *GROUPS} <= view.dataset.columns.keys()


def bounds(view: View) -> Bounds | None:
    """How far the whole map reaches, whatever the filter; None where no row has a place."""
    sql = f"""
        SELECT min(map_x), max(map_x), min(map_y), max(map_y), count(map_x),
            count(map_x) FILTER (WHERE {view.where}) FROM rows
    """
    found = view.dataset.query(sql, reads={*view.reads, *_PLACE})
    left, right, bottom, top, placed, kept = (found.column(i)[0].as_py() for i in range(6))
    if not placed:
        return None
    wide, high = 0.02 * (right - left) + 1e-3, 0.02 * (top - bottom) + 1e-3
    return Bounds(Window(left - wide, right + wide, bottom - high, top + high), placed, kept)


def raster(view: View, window: Window, bins: int = 200, column: str = "") -> Raster:
    """Rows by cell, all and kept. column: one of `GROUPS`, whose commonest value in each cell is to be had."""
    bins = int(bins)
    wide, high = max(window.right - window.left, 1e-9), max(window.top - window.bottom, 1e-9)
    i, j, everything, kept_rows, group = aliases("i", "j", "everything", "kept", "group")
    commonest = ""
    if column:
        commonest = f", mode({quoted(column_of(view, column).name)}) FILTER (WHERE {view.where}) AS {group}"
    sql = f"""
        SELECT least(floor((map_x - {window.left!r}::DOUBLE) * {bins / wide!r}::DOUBLE), {bins - 1})::INTEGER AS {i},
            least(floor((map_y - {window.bottom!r}::DOUBLE) * {bins / high!r}::DOUBLE), {bins - 1})::INTEGER AS {j},
            count(*) AS {everything}, count(*) FILTER (WHERE {view.where}) AS {kept_rows}{commonest}
        FROM rows WHERE {_within(window)} GROUP BY {i}, {j}
    """
    found = view.dataset.query(sql, reads={*view.reads, *_PLACE, *([column] if column else [])})
    cells = found[j].to_numpy(), found[i].to_numpy()
    every = np.zeros((bins, bins), dtype=np.int32)
    kept = np.zeros_like(every)
    every[cells] = found[everything].to_numpy()
    kept[cells] = found[kept_rows].to_numpy()
    if not column:
        return Raster(window, every, kept)
    groups = np.full((bins, bins), None, dtype=object)
    groups[cells] = found[group].to_pylist()
    return Raster(window, every, kept, groups)


def sample(view: View, window: Window, column: str = "", limit: int = 5_000) -> Sample:
    """At most `limit` points of a window, kept rows before others; the same ones at every look.

    column: whose value is to be had with each point.
    """
    value, reads = "NULL", {*view.reads, *_PLACE}
    if column:
        reads.add(column)
        column_of(view, column)
        value = quoted(column)
    within = _within(window)
    kept_where = f"coalesce({view.where}, FALSE)"
    found = view.dataset.query(
        f"SELECT count(*), count(*) FILTER (WHERE {view.where}) FROM rows WHERE {within}", reads=reads
    )
    rows, kept = (int(found.column(place)[0].as_py()) for place in (0, 1))
    # Row numbers are spread evenly: so large a part of them surely holds enough, and few rows have to be sorted.
    parts = [
        f"{chosen} AND {_SPREAD_SQL} < {_part_of(few, there)}"
        for chosen, few, there in (
            (kept_where, limit, kept),
            (f"NOT {kept_where}", max(limit - kept, 0), rows - kept),
        )
        if few and there
    ]
    is_kept, is_left, cell = aliases("is_kept", "is_left", "value")
    left = f"coalesce({view.kept_where}, FALSE)"
    sql = f"""
        SELECT row_id, map_x, map_y, {kept_where} AS {is_kept}, {left} AS {is_left}, {value} AS {cell}
        FROM rows WHERE {within} AND ({" OR ".join(f"({part})" for part in parts) or "FALSE"})
        ORDER BY {is_kept} DESC, {_SPREAD_SQL}, row_id LIMIT {int(limit)}
    """
    points = view.dataset.query(sql, reads=reads)
    return Sample(points.rename_columns(["row_id", "x", "y", "is_kept", "is_left", "value"]), rows)


def _part_of(few: int, there: int) -> int:
    """The part of the spread numbers that holds `few` of so many rows, with room for chance."""
    return min(_COARSE, int(_COARSE * (few + 6 * few**0.5 + 20) / there))


class Frequent(NamedTuple):
    """The most frequent values of a column among all rows on the map, whatever is looked at: (value, all, kept) each.

    others: further values. other_rows: kept rows with one of these. missing: kept rows without a value.
    """

    values: list[tuple[str, int, int]]
    others: int
    other_rows: int
    missing: int


def frequent(view: View, column: str, limit: int) -> Frequent:
    """What the map is coloured by: the same values in the same order under every filter, so that colours stay."""
    name = quoted(column_of(view, column).name)
    value, n, kept = aliases("value", "n", "kept")
    sql = f"""
        SELECT {name}::VARCHAR AS {value}, count(*) AS {n}, count(*) FILTER (WHERE {view.where}) AS {kept}
        FROM rows WHERE map_x IS NOT NULL GROUP BY {value}
        ORDER BY {value} IS NULL DESC, {n} DESC, {value}
    """
    found = view.dataset.query(sql, reads={*view.reads, *_PLACE, column})
    missing = found[kept][0].as_py() if found.num_rows and not found[value][0].is_valid else 0
    listed = found.slice(1) if found.num_rows and not found[value][0].is_valid else found
    first, rest = listed.slice(0, limit), listed.slice(limit)
    values = list(zip(*(first[one].to_pylist() for one in (value, n, kept)), strict=True))
    return Frequent(values, rest.num_rows, sum(rest[kept].to_pylist()), int(missing))


def places(view: View, row_ids: Sequence[int]) -> list[tuple[int, float, float]]:
    """(row, x, y) of some rows, those without a place left out."""
    if not row_ids:
        return []
    wanted = ", ".join(str(int(row_id)) for row_id in row_ids)
    sql = f"SELECT row_id, map_x, map_y FROM rows WHERE map_x IS NOT NULL AND row_id IN ({wanted}) ORDER BY row_id"
    found = view.dataset.query(sql, reads={*_PLACE})
    return list(zip(*(found.column(i).to_pylist() for i in range(3)), strict=True))


def centres(view: View, column: str = "map_topic", limit: int = 200) -> list[Centre]:
    """The map's groups, largest first, with the median place of their rows."""
    column_of(view, column)
    name = quoted(column)
    kept = {}
    if not view.is_everything:
        group, n = aliases("group", "n")
        sql = f"SELECT {name}::VARCHAR AS {group}, count(*) AS {n} FROM rows WHERE map_x IS NOT NULL AND {view.where} GROUP BY {group}"
        found = view.dataset.query(sql, reads={*view.reads, *_PLACE, column}).to_pylist()
        kept = {row[group]: row[n] for row in found}
    key = ("middles", column, limit)
    places = view.dataset.kept_result(key, lambda: _middles(view, column, limit))
    return [
        Centre(group, x, y, rows, rows if view.is_everything else kept.get(group, 0)) for group, x, y, rows in places
    ]


def _middles(view: View, column: str, limit: int) -> list[tuple[str, float, float, int]]:
    """(name, median place, rows) of each group, whatever the filter."""
    name = quoted(column)
    group, x, y, n = aliases("group", "x", "y", "n")
    sql = f"""
        SELECT {name}::VARCHAR AS {group}, median(map_x)::DOUBLE AS {x}, median(map_y)::DOUBLE AS {y}, count(*) AS {n}
        FROM rows WHERE map_x IS NOT NULL AND {name} IS NOT NULL
        GROUP BY {group} ORDER BY {n} DESC, {group} LIMIT {int(limit)}
    """
    found = view.dataset.query(sql, reads={*_PLACE, column}).to_pylist()
    return [(row[group], row[x], row[y], row[n]) for row in found]


def inside(view: View, corners: Iterable[tuple[float, float]]) -> tuple[int, int]:
    """(all rows, kept rows) inside a drawn area. FilterError where the corners make none."""
    drawn = View.of(view.dataset, filters.in_polygon("map_x", "map_y", corners))
    found = view.dataset.query(
        f"SELECT count(*), count(*) FILTER (WHERE {view.where}) FROM rows WHERE {drawn.where}",
        reads=view.reads | drawn.reads,
    )
    return int(found.column(0)[0].as_py()), int(found.column(1)[0].as_py())


def _within(window: Window) -> str:
    left, right, bottom, top = (f"{float(edge)!r}::DOUBLE" for edge in window)
    return f"map_x BETWEEN {left} AND {right} AND map_y BETWEEN {bottom} AND {top}"


def starts(view: View, row_ids: list[int], length: int = 64) -> list[str]:
    """How each row begins: its prompt's first characters, or its answer's where it has no prompt."""
    if len(row_ids) <= _BY_RANGE:
        for at_once in _AT_ONCE:
            found = _by_range(view, row_ids, length + 1, at_once)
            if found is not None:
                return [next(filter(None, found.get(row_id, ())), "") for row_id in row_ids]
    relation = view.dataset.text_relation()
    cut, start = int(length) + 1, alias("start")
    table = view.dataset.query(
        f"SELECT row_id, CASE WHEN prompt = '' THEN response[:{cut}] ELSE prompt[:{cut}] END AS {start} FROM ({relation})"
    )
    places = np.zeros(view.dataset.rows, dtype=np.int64)
    places[table["row_id"].to_numpy()] = np.arange(table.num_rows)
    chosen = table[start].take(pa.array(places[np.asarray(row_ids, dtype=np.int64)]))
    return [text or "" for text in chosen.to_pylist()]


def _by_range(view: View, row_ids: list[int], length: int, at_once: int) -> dict[int, tuple[str, str]] | None:
    """(prompt, response), both cut, of rows by row_id; None where reading them by byte range does not pay."""
    found: dict[int, tuple[str, str]] = {}
    for first in range(0, len(row_ids), at_once):
        read = view.dataset.source.texts(row_ids[first : first + at_once])
        if read is None:
            return None
        found |= {row_id: (texts[1][:length], texts[2][:length]) for row_id, texts in read.items()}
    return found
