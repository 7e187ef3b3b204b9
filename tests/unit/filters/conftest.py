"""The table that filters are tried on."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from explorer.filters import printer

from .rows import COLUMNS, NAMES, ROWS, types


@pytest.fixture(scope="module")
def table() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE TABLE rows ({types()})")
        connection.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(NAMES))})", ROWS)
        narrow = ", ".join(printer.identifier(c.name) for c in COLUMNS.values() if not c.long_text)
        connection.execute(f"CREATE VIEW narrow AS SELECT {narrow} FROM rows")
        connection.execute("CREATE VIEW long AS SELECT row_id, system, prompt, response FROM rows")
        yield connection
