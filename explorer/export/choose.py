"""Fewer rows than the filter keeps: a sample spread over categories, or one part of a split. Seeded, so repeatable."""

from __future__ import annotations

from typing import NamedTuple

from explorer.choosing.shares import Allotted, allot, parse_mix, quotas
from explorer.errors import ExportError
from explorer.store.hand import HAND
from explorer.store.table import aliases, literal, quoted
from explorer.view import View


class Part(NamedTuple):
    """One part of a split: its name, and the range of 0 to 1 that its rows' numbers fall in."""

    name: str
    low: float
    high: float


def parse_split(text: str) -> list[Part]:
    """Parts of "train=0.9,test=0.1". ExportError where names or shares do not make a split."""
    parts: list[Part] = []
    reached = 0.0
    for piece in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, share_text = piece.partition("=")
        name = name.strip()
        try:
            share = float(share_text)
        except ValueError:
            share = -1.0
        if not name.isidentifier() or not 0 < share <= 1 or name in {part.name for part in parts}:
            raise ExportError(f"'{piece}' is no part of a split.", 'Write it like "train=0.9,test=0.1".')
        parts.append(Part(name, reached, reached + share))
        reached += share
    if not parts or reached > 1 + 1e-9:
        raise ExportError(f"The shares of the split '{text}' add up to {reached:g}.", "They may add up to 1 at most.")
    if reached > 1 - 1e-9:
        parts[-1] = parts[-1]._replace(high=1.0)
    return parts


def _number(view: View, seed: int) -> str:
    """SQL for a number from 0 to 1 that looks random. Rows with the same prompt have the same one."""
    if "prompt_group" not in view.dataset.columns:  # a guess would choose other rows than the recipe does later
        raise ExportError(
            "Which rows share a prompt is not known yet.",
            "Build the dataset first: `build` does, and opening it in the app.",
        )
    key = "coalesce('g' || prompt_group, 'r' || row_id)"
    return f"(md5_number_lower('{int(seed)}:' || {key}) / 18446744073709551616.0)"


def split_part(view: View, part: Part, seed: int = 0) -> View:
    """The rows of one part. Rows with the same prompt never fall into two parts."""
    number = _number(view, seed)
    upper = f"{number} < {part.high!r}" if part.high < 1 else "TRUE"
    return view.narrowed(f"{number} >= {part.low!r} AND {upper}", {"prompt_group"})


def allotted(view: View, count: int, by: str, mix: str, fill: bool = False) -> Allotted:
    """`allot` over the kept rows: one count of the values that the mix names. ExportError where it is none."""
    _spread_over(view, by)
    shares = parse_mix(mix)
    value, n = aliases("value", "n")
    listed = ", ".join(literal(name) for name in shares)
    sql = (
        f"SELECT {quoted(by)}::VARCHAR AS {value}, count(*) AS {n} FROM rows "
        f"WHERE {view.where} AND {quoted(by)}::VARCHAR IN ({listed}) GROUP BY {value}"
    )
    found = view.dataset.query(sql, reads={*view.reads, by}).to_pylist()
    return allot(count, shares, {row[value]: row[n] for row in found}, fill)


def _spread_over(view: View, by: str) -> None:
    """Load the column whose values rows are spread over. ExportError where they cannot be."""
    column = view.dataset.columns.get(by)
    if column is None or column.long_text:
        raise ExportError(f"Rows cannot be spread over '{by}'.", "Choose a column with few values: see `columns`.")
    if column.layer == HAND:
        raise ExportError(f"Rows cannot be spread over '{by}': decisions change.", "Choose another column.")
    view.dataset.ensure([by])


def pick(view: View, count: int, by: str = "", seed: int = 0, mix: str = "", fill: bool = False) -> View:
    """`count` of the kept rows.

    by: a column over whose values they are spread as evenly as the data allows. mix: shares of its values instead (see
    `parse_mix`); values without a share are left out, and one that has too few rows gives all it has. fill: the values that
    have more then make up for it, by their shares.
    """
    if count <= 0:
        raise ExportError(f"{count:,} rows cannot be picked.", "Ask for one row or more.")
    partition = ""
    if by:
        _spread_over(view, by)
        partition = f"PARTITION BY {quoted(by)}"
    if mix and not by:
        raise ExportError("A mix needs a column.", "Say which with --by.")
    if fill and not mix:
        raise ExportError("There is no mix to fill up.", "Say the shares with --mix.")
    reads = {*view.reads, by} if by else view.reads
    value, order, turn, quota = aliases("value", "order", "turn", "quota")
    number = f"md5_number_lower('{int(seed)}:' || row_id)"
    if mix:
        shares = allotted(view, count, by, mix, fill).taken if fill else quotas(count, parse_mix(mix))
        listed = ", ".join(f"({literal(name)}, {rows})" for name, rows in shares.items())
        chosen = (
            f"SELECT row_id FROM (SELECT row_id, {quoted(by)}::VARCHAR AS {value}, "
            f"row_number() OVER ({partition} ORDER BY {number}) AS {turn} FROM rows WHERE {view.where}) "
            f"JOIN (VALUES {listed}) AS mix({value}, {quota}) USING ({value}) WHERE {turn} <= {quota}"
        )
        return view.narrowed(f"row_id IN ({chosen})", reads)
    # The first of every category, then the second of every category, and so on: small categories are used up.
    chosen = (
        f"SELECT row_id FROM (SELECT row_id, {number} AS {order}, "
        f"row_number() OVER ({partition} ORDER BY {number}) AS {turn} FROM rows WHERE {view.where}) "
        f"ORDER BY {turn}, {order} LIMIT {int(count)}"
    )
    return view.narrowed(f"row_id IN ({chosen})", reads)
