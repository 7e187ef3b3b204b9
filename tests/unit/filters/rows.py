"""The columns that filters are tested with, and a DuckDB table that has them."""

from __future__ import annotations

import duckdb

from explorer.columns import Column
from explorer.filters import printer


def column(name: str, kind: str, *, label: str = "", unit: str = "", long_text: bool = False) -> Column:
    return Column(name, label or name, kind, "", "test", unit=unit, long_text=long_text)  # type: ignore[arg-type]


COLUMNS = {
    c.name: c
    for c in (
        column("row_id", "id", label="row"),
        column("total_tokens", "integer", label="total tokens", unit="tokens"),
        column("n_turns", "integer", label="turns", unit="turns"),
        column("score", "number", label="score"),
        column("is_refusal", "boolean", label="refusal"),
        column("is_empty", "boolean", label="empty"),
        column("language", "category", label="language"),
        column("类别", "category"),
        column("source.language", "category"),
        column("my column", "category"),
        column('say "hi"', "category"),
        column("order", "integer"),
        column("note", "text"),
        column("map_x", "number", label="map x"),
        column("map_y", "number", label="map y"),
        column("system", "text", long_text=True),
        column("prompt", "text", label="prompt", long_text=True, unit="characters"),
        column("response", "text", label="response", long_text=True, unit="characters"),
    )
}

NAMES = list(COLUMNS)
ROWS: list[tuple[object, ...]] = [
    # row_id tokens turns score refusal empty language 类别 source.lang my_col say_hi order note x y system prompt response
    (0, 100, 2, 0.5, False, False, "en", "数学", "EN", "a b", "q", 1, "12", 0.5, 0.5, None, "Hello", "Hi there"),
    (1, 5000, 2, 0.1, True, False, "zh", "写作", "ZH", "c", "r", 2, "x", 1.5, 0.5, "Be kind", "你好", "抱歉，我不能"),
    (
        2,
        4096,
        4,
        -1.0,
        False,
        False,
        "zh",
        None,
        None,
        "d;e",
        None,
        3,
        None,
        0.9,
        0.1,
        "",
        "算法 QUICK sort",
        "50% off_now",
    ),
    (3, 4097, 4, None, None, True, None, "数学", "en", None, "s", 0, "3.5", None, 0.5, None, "", None),
    (4, None, 1, 2.5, True, None, "fr", "o'clock", "fr", "d;e", "t", -2, "-7", -1.0, 2.0, None, None, "It's a\nline"),
    (5, 0, 0, 100.0, False, True, "", "", "", "", "", 5, "", 0.5, 1.0, "SORT", "q", "hello WORLD"),
]


def types() -> str:
    kinds = {"id": "BIGINT", "integer": "INTEGER", "number": "DOUBLE", "boolean": "BOOLEAN"}
    return ", ".join(f"{printer.identifier(c.name)} {kinds.get(c.kind, 'VARCHAR')}" for c in COLUMNS.values())


def ids(connection: duckdb.DuckDBPyConnection, sql: str, source: str = "rows") -> list[int]:
    return [row[0] for row in connection.execute(f"SELECT row_id FROM {source} WHERE {sql} ORDER BY row_id").fetchall()]


def hit(condition: str, reads: frozenset[str]) -> str:
    """What the store does with a condition over long text, as one subquery."""
    assert reads == {name for name, one in COLUMNS.items() if one.long_text and f'"{name}"' in condition}
    return f"row_id IN (SELECT row_id FROM long WHERE {condition})"
