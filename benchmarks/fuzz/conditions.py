"""Filters: written by a grammar and compared with DuckDB's own answer; mutated; and made to break out."""

from __future__ import annotations

import functools
import random
from pathlib import Path

import duckdb

from benchmarks.fuzz.kind import Kind, Outcome, require
from benchmarks.fuzz.mutate import changed_text
from explorer import filters
from explorer.columns import Column
from explorer.errors import FilterError

_KINDS = {"id": "BIGINT", "integer": "INTEGER", "number": "DOUBLE", "boolean": "BOOLEAN"}
_NUMBERS, _TEXTS, _FLAGS = (
    ("total_tokens", "n_turns", "score", "map_x"),
    ("language", "note", '"my column"'),
    ("is_empty", "is_refusal"),
)
_LONG = ("prompt", "response")
_VALUES: dict[str, list[object]] = {
    "row_id": list(range(24)),
    "total_tokens": [0, 5, 100, 4096, 5000, None],
    "n_turns": [0, 1, 2, 2, 7],
    "score": [0.5, -1.0, None, 100.0, 0.1, 2.5, 1e300],
    "is_refusal": [True, False, None],
    "is_empty": [False, True],
    "language": ["en", "zh", "", None, "o'clock", "EN"],
    "note": ["12", "x", None, "3.5", "-7", "a%b_c", "true"],
    "my column": ["a b", "d;e", "", "\\", None],
    "map_x": [0.5, 1.5, None, -1.0],
    "map_y": [0.5, 0.1, 2.0, None],
    "system": [None, "Be kind", ""],
    "prompt": ["Hello", "你好 算法", None, "50% off_now", ""],
    "response": ["Hi there", "It's a\nline", None, "hello WORLD", "抱歉"],
}
COLUMNS = {
    name: Column(name, name, kind, "", "fuzz", long_text=name in ("system", *_LONG))  # type: ignore[arg-type]
    for name, kind in {
        "row_id": "id", "total_tokens": "integer", "n_turns": "integer", "score": "number", "is_refusal": "boolean",
        "is_empty": "boolean", "language": "category", "note": "text", "my column": "category", "map_x": "number",
        "map_y": "number", "system": "text", "prompt": "text", "response": "text",
    }.items()
}  # fmt: skip

_PIECES = (
    " AND ", " OR ", " NOT ", "(", ")", "'", '"', "''", ",", "=", "<>", "::INT", "::VARCHAR", " IS NULL", " IS NOT TRUE", " IN (1)",
    " IN ('a', 'b')", " LIKE '%a%'", " ESCAPE '#'", " BETWEEN 1 AND 2", "1e308", "9223372036854775807", "9" * 39, ".5", "--", "/*", "*/", ";",
    "%", "/ 0", "- ", "NULL", "TRUE", "search('a')", "lower(", "abs(", "round(score, 2)", "coalesce(", "regexp_matches(note, '(')", "length(note)",
    "in_polygon(map_x, map_y, '0 0, 1 0, 1 1')", "total_tokens", "language", "prompt", '"my column"', "TRY_CAST(note AS DOUBLE)", "\\", "$$",
    "E'\\x27'", "?", ":a", "{", "[1]", "算法", "\u00a0", "\u2019", "\0",
)  # fmt: skip
_HOSTILE = (
    "1=1; DROP TABLE rows", "row_id IN (SELECT row_id FROM rows)", "read_text('/etc/passwd') IS NOT NULL", "getenv('HOME') = 'x'",
    "language = 'x'' OR 1=1 --", "language = $$x$$", "EXISTS (FROM rows)", "COPY rows TO 'x'", "language = 'x'; ATTACH 'y'", "(" * 60 + "TRUE",
    "NOT " * 300 + "TRUE", "lower(upper(sleep(1))) = 'x'", "CASE WHEN TRUE THEN TRUE END", "columns('.*') = 1", "rows.* = 1", "f0('x')",
    '"0" > 1', "list_filter([1], lambda x: x > 1) = [1]", "total_tokens > 1 UNION ALL SELECT 1", "current_setting('threads') = 1",
)  # fmt: skip


@functools.cache
def _tables() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1, "enable_external_access": False})
    typed = ", ".join(f'"{c.name}" {_KINDS.get(c.kind, "VARCHAR")}' for c in COLUMNS.values())
    connection.execute(f"CREATE TABLE rows ({typed})")
    table = [[values[n % len(values)] for values in _VALUES.values()] for n in range(24)]
    connection.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(_VALUES))})", table)
    long = ", ".join(f'"{c.name}"' for c in COLUMNS.values() if c.long_text)
    connection.execute(f"CREATE TABLE long AS SELECT row_id, {long} FROM rows")
    connection.execute(f"CREATE TABLE narrow AS SELECT * EXCLUDE ({long}) FROM rows")
    return connection


def _ids(sql: str, table: str) -> list[int] | str:
    """Rows that a condition holds for; the database's error where it ends in one."""
    try:
        return [
            row[0] for row in _tables().execute(f"SELECT row_id FROM {table} WHERE {sql} ORDER BY row_id").fetchall()
        ]
    except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException) as error:
        return type(error).__name__


def _hit(condition: str, reads: frozenset[str]) -> str:
    require(all(COLUMNS[name].long_text for name in reads), "a search of long text reads a narrow column")
    return f"row_id IN (SELECT row_id FROM long WHERE {condition})"


def check(folder: Path, name: str, content: bytes) -> Outcome:
    """A filter that is accepted means the same however it is run, and its opposite keeps all other rows."""
    del folder
    text = content.decode("utf-8", "surrogatepass")
    found = filters.parse(text, COLUMNS)
    require(filters.parse(found.text, COLUMNS).text == found.text, "the canonical text is not canonical")
    require(found.columns <= set(COLUMNS), "it reads columns that are not there")
    filters.describe(found, COLUMNS)
    filters.conjuncts(found.text)
    whole = _ids(filters.to_sql(found, COLUMNS), "rows")
    split = _ids(filters.to_sql(found, COLUMNS, text_hit=_hit), "narrow")
    require(split == whole or isinstance(split, str) or isinstance(whole, str), f"split: {split}, whole: {whole}")
    if isinstance(whole, str):
        return "refused"  # an overflow or a bad pattern, which the store turns into a FilterError
    if name == "written.sql":
        require(_ids(text, "rows") == whole, f"DuckDB keeps {_ids(text, 'rows')}, the filter {whole}")
    try:
        opposite = _ids(filters.to_sql(filters.parse(filters.negate(found.text), COLUMNS), COLUMNS), "rows")
    except FilterError:
        return "read"  # one level too deep
    if not isinstance(opposite, str):
        require(sorted(opposite + whole) == list(range(24)), f"not opposite: {whole} and {opposite}")
    return "read"


# ---- a grammar whose sentences mean in DuckDB what they mean here ----


def written(chance: random.Random, depth: int = 3) -> str:
    """A condition that is valid SQL, with brackets wherever precedence could be read in two ways."""
    if depth == 0 or chance.random() < 0.25:
        return _leaf(chance)
    way = chance.randrange(4)
    if way == 0:
        return f"NOT ({written(chance, depth - 1)})"
    if way == 1:
        return f"({written(chance, depth - 1)}) IS {chance.choice(('TRUE', 'FALSE', 'NULL', 'NOT TRUE', 'NOT FALSE', 'NOT NULL'))}"
    parts = [written(chance, depth - 1) for _ in range(chance.choice((2, 2, 3)))]
    return (" AND " if way == 2 else " OR ").join(f"({part})" for part in parts)


def _leaf(chance: random.Random) -> str:
    compare = chance.choice(("=", "!=", "<", "<=", ">", ">="))
    number = str(chance.choice((0, 1, 2, 100, 4096, "0.5", "-1", "2.5", "1e3")))
    column, text, long = chance.choice(_NUMBERS), chance.choice(_TEXTS), chance.choice(_LONG)
    value = chance.choice(("en", "zh", "", "o''clock", "a b", "12", "%", "_", "b_c", "x", "算", "h"))
    return chance.choice(
        (
            chance.choice(_FLAGS),
            f"{column} {compare} {number}",
            f"{column} {chance.choice(('+', '-', '*'))} 2 {compare} {chance.choice(_NUMBERS)}",
            f"{column} BETWEEN {number} AND 100",
            f"{column} NOT IN ({number}, 7)",
            f"{text} {compare} '{value}'",
            f"{text} IN ('{value}', 'en')",
            f"{text} {chance.choice(('LIKE', 'ILIKE', 'NOT LIKE'))} '{chance.choice(('%', '_', '', '%a%'))}{value}%'",
            f"lower({text}) = '{value}'",
            f"length({text}) > {chance.randrange(4)}",
            f"{chance.choice(('contains', 'starts_with', 'ends_with'))}({chance.choice((text, long))}, '{value}')",
            f"{long} ILIKE '%{value}%'",
            f"{long} {compare} {chance.choice(_LONG)}",
            f"{chance.choice((text, column, long))} IS {chance.choice(('', 'NOT '))}NULL",
            f"coalesce({text}, 'none') = '{value}'",
            f"greatest({column}, 1) {compare} {number}",
            f"abs({column}) {compare} {number}",
            f"TRY_CAST(note AS DOUBLE) {compare} {number}",
        )
    )


def _written(chance: random.Random, number: int) -> tuple[str, bytes]:
    del number
    return "written.sql", written(chance).encode()


def _mutated(chance: random.Random, number: int) -> tuple[str, bytes]:
    text = _HOSTILE[number // 4 % len(_HOSTILE)] if number % 4 == 0 else written(chance, chance.choice((0, 0, 1, 2)))
    return "mutated.sql", changed_text(chance, text, _PIECES).encode("utf-8", "surrogatepass")


CONDITIONS = (Kind("filters", 0.08, _written, check), Kind("broken filters", 0.16, _mutated, check))
