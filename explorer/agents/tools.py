"""What an agent may ask, as functions of plain values. Each is a call of the library and gives what the verb of its name prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from explorer import custom, library, serving
from explorer.app_files import SAMPLE, SAMPLE_WORD
from explorer.columns import Column
from explorer.errors import FilterError

MOST_ROWS = 200
_ROWS_OF_SQL = 1_000
_CELL = 2_000  # characters of a value
_DEFAULT = ("prompt", "response", "total_tokens", "ability", "language")


class Tools:
    """The tools of one server. folders: what sources must lie in; any where there are none."""

    def __init__(self, folders: Sequence[str] = ()) -> None:
        """SourceError where one of `folders` is none."""
        self._policy = serving.make(folders, [], False)

    def open(self, source: str | list[str]) -> dict[str, Any]:
        """What lies in files: rows, rejected lines, dialects, fields. Begin here.

        source: path of a JSONL, JSON, Parquet, CSV or text file, a folder or a glob, or a list of them; "sample" for a shipped
        example. Every other tool takes the same.
        """
        return _plain(self._data(source).about())

    def columns(self, source: str | list[str], columns: list[str] | None = None) -> list[dict[str, Any]]:
        """Every column that conditions, rows and SQL know: name, kind and how it is computed."""
        held = self._data(source, columns=columns).columns.values()
        return [_described(column) for column in held]

    def stats(
        self,
        source: str | list[str],
        where: str = "",
        drops: list[str] | None = None,
        columns: list[str] | None = None,
    ) -> dict[str, Any]:
        """Counts, percentiles of tokens, checks, copies, categories, and what each drop step takes out.

        where: an SQL condition over the columns: the rows to look at. drops: steps that take rows out, in order, each
        "NAME: CONDITION" or a bare condition. columns: columns of your own, each "NAME=EXPRESSION" over the others.
        """
        return _plain(self._data(source, where, drops, columns).stats())

    def rows(
        self,
        source: str | list[str],
        where: str = "",
        drops: list[str] | None = None,
        show: list[str] | None = None,
        order: str = "row_id",
        descending: bool = False,
        offset: int = 0,
        limit: int = 20,
        columns: list[str] | None = None,
    ) -> list[dict[str, Any]]:
        """Rows, at most 200 at a time, long values cut after 2,000 characters.

        show: names of the columns to show; by default prompt, response, total_tokens, ability and language. order: the
        column to sort by. where, drops, columns: as `stats` takes them.
        """
        data = self._data(source, where, drops, columns)
        count = max(0, min(limit, MOST_ROWS))
        table = data.page(*(show or _DEFAULT), order=order, descending=descending, offset=max(0, offset), limit=count)
        return [{name: _cell(value) for name, value in row.items()} for row in table.to_pylist()]

    def check(
        self,
        source: str | list[str],
        where: str = "",
        drops: list[str] | None = None,
        expect: list[str] | None = None,
        kind: str = "general",
        strict: bool = False,
        columns: list[str] | None = None,
    ) -> dict[str, Any]:
        """The gate: the scorecard of what is kept, whether it passes, and what to do about what does not.

        expect: sentences that must hold too, such as "share(is_refusal) <= 1%" or "rows >= 10000". kind: general, vertical
        or reasoning. strict: warnings fail too. where, drops, columns: as `stats` takes them.
        """
        return _plain(self._data(source, where, drops, columns).check(*(expect or ()), kind=kind, strict=strict))

    def sql(
        self,
        source: str | list[str],
        statement: str,
        where: str = "",
        drops: list[str] | None = None,
        columns: list[str] | None = None,
    ) -> dict[str, Any]:
        """The result of one SELECT (DuckDB) over the table `rows`, which has every column; it reaches nothing else. At most 1,000 rows.

        where, drops, columns: as `stats` takes them; they say which rows the table holds.
        """
        found = self._data(source, where, drops, columns).sql_table(statement, rows=_ROWS_OF_SQL)
        # By column: a result may have two of one name, of which a row as a dict would hold one.
        cells = [column.to_pylist() for column in found.table.columns]
        listed = [[_cell(value) for value in row] for row in zip(*cells, strict=True)]
        return {"columns": found.table.column_names, "rows": listed, "is_cut": found.is_cut}

    def compare(
        self,
        source: str | list[str],
        other: str | list[str] | None = None,
        drops: list[str] | None = None,
        columns: list[str] | None = None,
    ) -> dict[str, Any]:
        """What differs between two datasets or versions, surest first, and the rows that are in one alone.

        other: the later one; without it, `source` is held against what `drops` keep of it.
        """
        if other is None and not drops:
            raise FilterError("There is nothing to compare with.", "Name a second dataset, or drops.")
        later = None if other is None else self._data(other, "", drops, columns)
        return _plain(self._data(source, "", drops, columns).compare(later))

    def _data(
        self,
        source: str | list[str],
        where: str = "",
        drops: list[str] | None = None,
        columns: list[str] | None = None,
    ) -> library.Data:
        named = [source] if isinstance(source, str) else source
        paths = [SAMPLE] if named == [SAMPLE_WORD] else self._policy.locate(named)
        data = library.open([str(Path(path)) for path in paths], drops=drops or ())
        for text in columns or ():
            found = custom.read(text)
            data = data.with_column(found.name, found.text)
        return data.where(where)


def _described(column: Column) -> dict[str, Any]:
    return {"name": column.name, "kind": column.kind, "label": column.label, "unit": column.unit, "help": column.help}


def _cell(value: Any) -> Any:
    """A value as JSON holds it, long text cut."""
    if isinstance(value, str):
        return value if len(value) <= _CELL else f"{value[:_CELL]}… ({len(value):,} characters)"
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict | list | tuple):
        text = repr(_plain(value))
        return _plain(value) if len(text) <= _CELL else f"{text[:_CELL]}…"
    return value if value is None or isinstance(value, int | bool) else _cell(str(value))


def _plain(value: Any) -> Any:
    """The same in what JSON knows."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    return value.item() if hasattr(value, "item") else str(value)
