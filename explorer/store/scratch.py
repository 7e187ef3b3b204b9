"""A database for one pass over the whole dataset, which is gone when the pass is over."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb

from explorer.store.table import literal

_SCRATCH = "scratch"
# At most one database: to make one takes as long as a pass over a small dataset.
_idle: list[duckdb.DuckDBPyConnection] = []


@contextlib.contextmanager
def scratch_connection(folder: Path, memory: str = "1GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for one pass over Parquet parts: bounded memory, spilling to `folder`. What it makes is gone at the end."""
    database = _scratch_database(memory, folder)
    kept = False
    try:
        with database.cursor() as cursor:
            cursor.execute(f"ATTACH ':memory:' AS {_SCRATCH}; USE {_SCRATCH}")
            yield cursor
            cursor.execute(f"USE memory; DETACH {_SCRATCH}")
        # One that has spilled holds files there until it is closed.
        kept = not _idle and not any(folder.glob("duckdb_temp*"))
    finally:
        if kept:
            _idle.append(database)
        else:
            database.close()


def _scratch_database(memory: str, folder: Path) -> duckdb.DuckDBPyConnection:
    wanted = f"SET memory_limit = {literal(memory)}; SET temp_directory = {literal(str(folder))}"
    with contextlib.suppress(IndexError):
        idle = _idle.pop()
        try:
            idle.execute(wanted)
            return idle
        except duckdb.Error:  # one that has spilled keeps the folder that it spilled to
            idle.close()
    made = duckdb.connect(":memory:", config={"threads": str(os.cpu_count() or 2)})
    made.execute(wanted)
    return made
