"""SQL of a user's own: it answers over the rows, and reaches nothing else."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.cli import main
from explorer.errors import FilterError
from explorer.queries.sql import sql
from explorer.store import Dataset, sandbox
from explorer.store.sandbox import Limits, inside
from explorer.view import View

Make = Callable[..., Dataset]
ROWS = [{"prompt": f"Question {n}", "response": f"Answer {n}", "kind": "ab"[n % 2]} for n in range(20)]
FUNCTIONS = frozenset((Path(inside.__file__).with_name("functions.txt")).read_text("utf-8").split())


@pytest.fixture(scope="module")
def parser() -> duckdb.DuckDBPyConnection:
    return inside._open(1 << 28, 1)


def read(parser: duckdb.DuckDBPyConnection, statement: str) -> dict[str, object]:
    return inside._statement(parser, statement, FUNCTIONS)


ALLOWED = {
    "SELECT kind, count(*) AS n FROM rows GROUP BY kind ORDER BY kind": [
        {"kind": "a", "n": 10},
        {"kind": "b", "n": 10},
    ],
    "FROM rows SELECT max(row_id) AS m WHERE prompt LIKE '%1%'": [{"m": 19}],
    "WITH few AS (SELECT * FROM rows LIMIT 3) SELECT count(*) AS n FROM few": [{"n": 3}],
    "SELECT row_number() OVER (ORDER BY row_id DESC) AS k, row_id FROM rows ORDER BY k LIMIT 1": [
        {"k": 1, "row_id": 19}
    ],
    "SELECT regexp_extract(response, '[0-9]+')::INT AS n FROM rows WHERE row_id = 7": [{"n": 7}],
    "SELECT a.row_id FROM rows a JOIN rows b ON a.row_id = b.row_id + 19": [{"row_id": 19}],
    "SELECT row_id FROM rows INTERSECT SELECT unnest([3])": [{"row_id": 3}],
    "SELECT list_transform([1, 2], lambda x: x + row_id) AS l FROM rows WHERE row_id = 1": [{"l": [2, 3]}],
}


def test_it_answers_over_the_rows(make_dataset: Make) -> None:
    view = View.of(make_dataset(ROWS))
    for statement, rows in list(ALLOWED.items())[:4]:
        assert sql(view, statement).table.to_pylist() == rows, statement
    assert sql(view.focused("row_id < 4"), "SELECT count(*) AS n FROM rows").table.to_pylist() == [{"n": 4}]
    with pytest.raises(FilterError, match="kindd"):
        sql(view, "SELECT kindd FROM rows")


def test_every_kind_of_query_is_understood(parser: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    table = pa.table(
        {"row_id": range(20), **{name: [row[name] for row in ROWS] for name in ("prompt", "response", "kind")}}
    )
    pq.write_table(table, tmp_path / "rows.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW rows AS SELECT * FROM read_parquet('{tmp_path / 'rows.parquet'}')")
        for statement, rows in ALLOWED.items():
            said = read(parser, statement)
            assert said["star"] or said["columns"]
            assert connection.sql(statement).to_arrow_table().to_pylist() == rows


FILES = [
    "'x.csv'",
    "'/etc/passwd'",
    '"/etc/passwd"',
    "read_csv('x')",
    "read_text('x')",
    "read_blob('x')",
    "read_parquet('x')",
    "glob('*')",
]
FILES += [
    "read_json('x')",
    "read_ndjson_objects('x')",
    "sniff_csv('x')",
    "parquet_metadata('x')",
    "query('SELECT 1')",
    "query_table('rows')",
]
FILES += [
    "duckdb_settings()",
    "duckdb_secrets()",
    "duckdb_extensions()",
    "duckdb_functions()",
    "pragma_version()",
    "pg_catalog.pg_tables",
]
FILES += [
    "information_schema.tables",
    "main.rows",
    "memory.main.rows",
    "sqlite_master",
    "duckdb_logs",
    "arrow_scan(1, 2, 3)",
    "seq_scan('rows')",
]
FILES += [
    "pandas_scan(1)",
    "python_map_function()",
    "which_secret('x', 's3')",
    "test_all_types()",
    "repeat_row(1, num_rows = 9)",
    "summary(rows)",
]
CALLS = [
    "getenv('HOME')",
    "current_setting('threads')",
    "pg_sleep(9)",
    "sleep_ms(9)",
    "write_log('x')",
    "setseed(1)",
    "nextval('x')",
    "getvariable('x')",
]
CALLS += [
    "json_deserialize_sql('x')",
    "json_serialize_plan('x')",
    "version()",
    "txid_current()",
    "main.lower('x')",
    "system.main.lower('x')",
]
CALLS += [
    "current_query()",
    "error('x')",
    "gen_random_uuid()",
    "stats(row_id)",
    "pg_get_viewdef(1)",
    "has_table_privilege('rows', 'x')",
]
STATEMENTS = [
    "COPY rows TO 'x'",
    "COPY (SELECT 1) TO 'x'",
    "EXPORT DATABASE 'x'",
    "ATTACH 'x'",
    "DETACH x",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET threads = 1",
]
STATEMENTS += [
    "PRAGMA version",
    "CREATE TABLE t AS SELECT 1",
    "CREATE VIEW v AS SELECT 1",
    "CREATE MACRO f(x) AS x",
    "INSERT INTO rows VALUES (1)",
    "DELETE FROM rows",
]
STATEMENTS += [
    "UPDATE rows SET row_id = 1",
    "DROP VIEW rows",
    "ALTER TABLE rows ADD COLUMN x INT",
    "CALL duckdb_settings()",
    "DESCRIBE rows",
    "SHOW TABLES",
    "EXPLAIN SELECT 1",
]
STATEMENTS += [
    "BEGIN",
    "CHECKPOINT",
    "VACUUM",
    "USE x",
    "IMPORT DATABASE 'x'",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "SELECT ?",
    "SELECT $1",
    "",
    ";",
    "SELECT",
    "SELECT 1; SELECT 2",
]
STATEMENTS += [
    "RESET threads",
    "SELECT * FROM (DESCRIBE rows)",
    "FROM (SHOW TABLES)",
    "CREATE SECRET (TYPE s3)",
    "SET VARIABLE x = 1",
    "COMMENT ON TABLE rows IS 'x'",
]
PLACES = [
    "SELECT * FROM {}",
    "SELECT (SELECT count(*) FROM {})",
    "WITH a AS (SELECT * FROM {}) SELECT * FROM a",
    "SELECT 1 WHERE EXISTS (FROM {})",
    "SELECT * FROM rows UNION ALL SELECT * FROM {}",
    "SELECT * FROM rows, LATERAL (SELECT * FROM {})",
    "SELECT * FROM rows ORDER BY (SELECT 1 FROM {})",
    "WITH RECURSIVE r AS (SELECT 1 UNION SELECT * FROM {}) SELECT * FROM r",
]
SPOTS = [
    "SELECT {}",
    "SELECT 1 FROM rows WHERE {} IS NULL",
    "SELECT 1 FROM rows ORDER BY {}",
    "SELECT list_transform([1], lambda x: {})",
    "SELECT sum(1) OVER (ORDER BY {})",
]
HOSTILE = [
    *STATEMENTS,
    *(place.format(file) for place, file in itertools.product(PLACES, FILES)),
    *(spot.format(call) for spot, call in itertools.product(SPOTS, CALLS)),
]


def test_all_else_is_refused_before_it_runs(parser: duckdb.DuckDBPyConnection) -> None:
    assert len(HOSTILE) > 350
    for statement in HOSTILE:
        with pytest.raises((inside._RefusedError, duckdb.Error)):
            read(parser, statement)
            pytest.fail(statement)


def test_what_the_parser_would_let_pass_finds_nothing_to_reach(tmp_path: Path) -> None:
    """The second wall: a connection that was closed reads its one file, whatever it is asked."""
    secret, there = tmp_path / "secret.csv", tmp_path / "rows.parquet"
    secret.write_text("word\nhush\n")
    pq.write_table(pa.table({"row_id": [1]}), there)
    connection = inside._open(1 << 28, 1)
    inside._close(connection, str(there))
    assert connection.execute("SELECT row_id FROM rows").fetchall() == [(1,)]
    for statement in (
        f"SELECT * FROM '{secret}'",
        f"SELECT * FROM read_text('{secret}')",
        f"SELECT * FROM glob('{tmp_path}/*')",
        f"COPY rows TO '{tmp_path / 'out.csv'}'",
        f"ATTACH '{tmp_path / 'new.db'}'",
        "SET enable_external_access = true",
        "SET allowed_paths = ['/']",
        "INSTALL httpfs",
        "LOAD spatial",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(statement).fetchall()
    assert {path.name for path in tmp_path.iterdir()} == {"secret.csv", "rows.parquet"}


def test_it_is_held_to_its_limits(make_dataset: Make) -> None:
    view = View.of(make_dataset(ROWS))
    found = sql(view, "SELECT unnest(range(50))", Limits(rows=7))
    assert found.table.num_rows == 7 and found.is_cut
    assert not sql(view, "SELECT unnest(range(7))", Limits(rows=7)).is_cut
    with pytest.raises(FilterError, match="memory"):
        sql(view, "SELECT repeat('x', 4000000000)")
    with pytest.raises(FilterError, match="second"):
        sql(view, "SELECT count(*) FROM range(1000000000000) a, range(1000000) b", Limits(seconds=3))
    with pytest.raises(FilterError, match="characters"):
        sandbox.read("SELECT 1" + " " * 30_000, [])


def test_only_the_columns_it_names_are_given_to_it() -> None:
    known = ["row_id", "prompt", "response", "a b"]
    assert sandbox.read('SELECT "a b", PROMPT FROM rows', known) == ["prompt", "a b"]
    assert sandbox.read("SELECT * FROM rows", known) == known
    assert sandbox.read("SELECT count(*) FROM rows", known) == []


def test_the_verb(jsonl: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    source = str(jsonl([*ROWS, {"prompt": "\x1b[31mred", "response": "x", "kind": "c"}]))
    words = ["sql", "SELECT kind, count(*) AS n FROM rows GROUP BY kind ORDER BY kind", source, "--quiet"]
    assert main([*words, "--drop", "kind = 'b'", "--json"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"kind": "a", "n": 10},
        {"kind": "c", "n": 1},
    ]
    assert main(["sql", "SELECT prompt FROM rows WHERE kind = 'c'", source, "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "red" in said and "\x1b" not in said and "1 rows" not in said
    assert main(["sql", "DROP VIEW rows", source, "--quiet"]) == 2
    assert "It is no SELECT statement" in capsys.readouterr().err
