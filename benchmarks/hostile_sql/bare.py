"""The sandbox without its first wall: statements one after the other on a connection that was closed, none of them read before.

A script of its own, called by its path. Input: a line of JSON; output: a line of JSON for each statement.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from typing import Any


def main() -> None:
    """Run what was asked for, and look at the connection after each."""
    asked = json.loads(sys.stdin.buffer.readline())
    spec = importlib.util.spec_from_file_location("inside", asked["inside"])
    assert spec is not None and spec.loader is not None
    inside: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(inside)
    import pyarrow as pa  # before the limits

    del pa
    connection = inside._open(asked["memory"], 1)
    if asked["closed"]:
        inside._close(connection, asked["path"])
    inside._limit(asked["memory"] + (3 << 30), asked["seconds"])
    before = _state(connection)
    for statement in asked["statements"]:
        said = ""
        try:
            said = repr(connection.execute(statement).fetchmany(200))[:4_000_000]
            outcome = "ran"
        except BaseException as error:
            said, outcome = str(error), "refused"
        print(json.dumps({"outcome": outcome, "said": asked["token"] in said or asked["secret"] in said}), flush=True)
        with_rest = _state(connection)
        if with_rest != before:
            print(json.dumps({"changed": [list(pair) for pair in zip(before, with_rest, strict=False) if pair[0] != pair[1]][:3]}), flush=True)  # fmt: skip
            before = with_rest


def _state(connection: Any) -> list[Any]:
    """Settings, and the functions that an extension would add to."""
    try:
        connection.rollback()
    except Exception:  # nothing was begun
        pass
    settings = connection.execute("SELECT name, value FROM duckdb_settings() WHERE name <> 'duckdb_api'").fetchall()
    functions = connection.execute(
        "SELECT function_type, count(*) FROM duckdb_functions() WHERE function_type NOT LIKE '%macro' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [*settings, *functions]


if __name__ == "__main__":
    main()
