"""What runs inside of the sandbox: a script of its own, called by its path, that imports nothing of the project.

Standard input is one line of JSON; standard output is a line of JSON, and for a query the result as an Arrow stream behind it.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import duckdb

_TABLE = "rows"
_TABLE_FUNCTIONS = frozenset({"unnest", "generate_series", "range"})
_REFERENCES = frozenset({"BASE_TABLE", "TABLE_FUNCTION", "JOIN", "SUBQUERY", "EMPTY", "EXPRESSION_LIST", "PIVOT"})
_NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE", "RECURSIVE_CTE_NODE"})
_OPERATOR = re.compile(r"[^a-z0-9_\s\"'.]+")
_DEEP = 400  # levels of a statement


class _RefusedError(Exception):
    """What a statement may not do."""


def _statement(connection: duckdb.DuckDBPyConnection, sql: str, functions: frozenset[str]) -> dict[str, Any]:
    """{"columns": names it may mean, "star": whether it takes all}. _RefusedError for anything but a query over `rows`."""
    row = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if tree.get("error"):
        said = str(tree.get("error_message", ""))
        raise _RefusedError("It is no SELECT statement." if "Only SELECT" in said else said or "It cannot be read.")
    if len(tree["statements"]) != 1:
        raise _RefusedError("It is more than one statement.")
    columns: set[str] = set()
    star = False
    named = _ctes(tree)
    waiting: list[tuple[Any, int]] = [(tree["statements"][0], 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _DEEP:
            raise _RefusedError("It is nested too deeply.")
        if isinstance(node, list):
            waiting += [(one, depth + 1) for one in node]
            continue
        if not isinstance(node, dict):
            continue
        _check(node, functions, named)
        if node.get("class") == "COLUMN_REF":
            columns.update(str(name) for name in node.get("column_names", ()))
        if "using_columns" in node:
            columns.update(str(name) for name in node["using_columns"] or ())
        star = star or node.get("class") == "STAR" or node.get("ref_type") == "NATURAL"
        waiting += [(one, depth + 1) for one in node.values()]
    return {"columns": sorted(columns), "star": star}


def _ctes(tree: Any) -> frozenset[str]:
    """Names of the tables that the statement itself defines."""
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            for entry in (node.get("cte_map") or {}).get("map", ()):
                found.add(str(entry["key"]).lower())
            if node.get("type") in ("CTE_NODE", "RECURSIVE_CTE_NODE"):
                found.add(str(node.get("cte_name", "")).lower())
            waiting += node.values()
    return frozenset(found)


def _check(node: dict[str, Any], functions: frozenset[str], named: frozenset[str]) -> None:
    kind = node.get("type")
    if kind == "BASE_TABLE":
        name = str(node.get("table_name", ""))
        if (
            node.get("schema_name")
            or node.get("catalog_name")
            or len((node.get("qualified_name") or {}).get("path", "x")) > 1
        ):
            raise _RefusedError(f"There is no table '{name[:80]}' but {_TABLE}.")
        if name.lower() != _TABLE and name.lower() not in named:
            raise _RefusedError(f"There is no table '{name[:80]}': the only one is {_TABLE}.")
    elif kind == "TABLE_FUNCTION":
        name = str((node.get("function") or {}).get("function_name", ""))
        if name.lower() not in _TABLE_FUNCTIONS:
            raise _RefusedError(f"'{name[:80]}' cannot be read from: the only table is {_TABLE}.")
    elif ("sample" in node and "alias" in node and "class" not in node and kind not in _REFERENCES) or (
        "modifiers" in node and "cte_map" in node and kind not in _NODES
    ):
        raise _RefusedError(f"{str(kind)[:40]} is not allowed.")
    if "function_name" in node:
        name = str(node["function_name"]).lower()
        if name not in functions and name not in _TABLE_FUNCTIONS and not _OPERATOR.fullmatch(name):
            raise _RefusedError(f"There is no function '{name[:80]}' here.")
        if node.get("schema") or node.get("catalog"):
            raise _RefusedError(f"'{name[:80]}' is called by a schema.")
    if node.get("class") == "PARAMETER" or kind in ("VALUE_PARAMETER", "POSITIONAL_REFERENCE"):
        raise _RefusedError("It has a parameter or a column by its number.")


def _limit(memory: int, seconds: int) -> None:
    """What the operating system holds this process to; where it has no such limits, DuckDB's and the parent's are left."""
    with contextlib.suppress(ImportError):
        import resource

        for name, value in (
            ("RLIMIT_FSIZE", 0),  # no file grows
            ("RLIMIT_CORE", 0),
            ("RLIMIT_CPU", seconds),
            ("RLIMIT_AS", memory),
        ):
            with contextlib.suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (value, value))


def _open(memory: int, threads: int) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": f"{memory}B",
            "threads": str(threads),
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",  # a variable of this script is no table
        },
    )


def _close(connection: duckdb.DuckDBPyConnection, path: str) -> None:
    """Leave the connection with one file that it may read, for good."""
    literal = "'" + path.replace("'", "''") + "'"
    if path:
        connection.execute(f"SET allowed_paths = [{literal}]")
    connection.execute("SET enable_external_access = false")
    if path:
        connection.execute(f"CREATE VIEW {_TABLE} AS SELECT * FROM read_parquet({literal})")
    connection.execute("SET lock_configuration = true")


def main() -> None:
    """Answer one request."""
    asked = json.loads(sys.stdin.buffer.readline())
    out = sys.stdout.buffer
    functions = frozenset(Path(__file__).with_name("functions.txt").read_text("utf-8").split())
    connection = _open(asked["memory"], asked["threads"])
    path = asked.get("path", "")
    _close(connection, path)
    if path:
        import pyarrow as pa  # before the limits, since what is loaded later counts

        del pa
    _limit(asked["space"], asked["seconds"])
    try:
        said = _statement(connection, asked["sql"], functions)
        if not path:
            out.write(json.dumps(said).encode() + b"\n")
            return
        reader = connection.execute(asked["sql"]).to_arrow_reader(2_048)
        _send(reader, asked["rows"], asked["bytes"])
    except _RefusedError as error:
        out.write(json.dumps({"error": str(error)}).encode() + b"\n")
    except (duckdb.Error, MemoryError, RecursionError) as error:
        kind = "memory" if isinstance(error, MemoryError | duckdb.OutOfMemoryException) else "error"
        out.write(
            json.dumps({kind: str(error).splitlines()[0][:400] if str(error) else type(error).__name__}).encode()
            + b"\n"
        )


def _send(reader: Any, rows: int, most: int) -> None:
    """The first rows of the result, in memory until they are all there: half of a result is none."""
    import io

    from pyarrow import ipc

    held, cut, taken = io.BytesIO(), False, 0
    with ipc.new_stream(held, reader.schema) as writer:
        for batch in reader:
            left = rows - taken
            part = batch.slice(0, left)
            if part.num_rows:
                writer.write_batch(part)
            taken += part.num_rows
            cut = part.num_rows < batch.num_rows or held.tell() > most
            if cut:
                break
    sys.stdout.buffer.write(json.dumps({"rows": taken, "cut": cut}).encode() + b"\n")
    sys.stdout.buffer.write(held.getvalue())


if __name__ == "__main__":
    main()
