"""Names in SQL: no field of a source can bear one that a query gives, and none takes a reserved one."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer import building, queries
from explorer.cli import main
from explorer.metrics import METRICS
from explorer.passes import PASSES
from explorer.store import Cache, Dataset
from explorer.store.schema import CONTRACT_NAMES, SPINE_COLUMNS, field_names, reserved_names
from explorer.store.table import ALIAS_PREFIX, alias
from explorer.view import View
from tests import field_names as hostile

ROOT = Path(__file__).resolve().parents[3]
PASS_COLUMNS = [column.name for one in PASSES for column in one.columns]
METRIC_COLUMNS = [column.name for metric in METRICS for column in metric.columns]

# ---- names are given by one helper ----

_NAMED = re.compile(r"\bAS\s+(\"?\w+\"?)(\s*\([^()]*\))?|\bAS\s*\(")
_TYPES = {"INTEGER", "BIGINT", "DOUBLE", "VARCHAR", "BOOLEAN", "HUGEINT", "MATERIALIZED", "SELECT"}


def sql_texts(path: Path) -> Iterator[str]:
    """Texts with SQL in them; what is filled in stands as «»."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        if isinstance(node.body[0], ast.Expr)
    }
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "«»" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | inside:
            yield node.value


def given_names(text: str) -> list[str]:
    """Names that SQL gives to columns in so many letters."""
    found = []
    for named, listed in _NAMED.findall(text):
        if listed:
            found += re.findall(r"\w+", listed)  # a table's name, and those of its columns
        elif named:
            found.append(named.strip('"'))
    return [name for name in found if name.upper() not in _TYPES]


def test_every_name_that_sql_gives_is_made_by_alias() -> None:
    reserved = reserved_names(PASS_COLUMNS)
    for path in sorted((ROOT / "explorer").rglob("*.py")):
        if "passes" in path.parts:
            continue  # they read the text layer alone, which holds no field of a source
        if path.parent.name == "sql":
            continue  # examples of what users write, which runs over a table of its own
        for text in sql_texts(path):
            given = [name for name in given_names(text) if name.lower() not in reserved]
            assert not given, f"{path}: use explorer.store.table.alias for {given} in: {text.strip()}"


def test_the_lint_sees_names() -> None:
    assert given_names('SELECT a AS value, b AS "group" FROM t JOIN (VALUES (1)) AS mix(value, «») USING (x)') == [
        "value",
        "group",
        "value",
    ]
    assert given_names("WITH counted AS (SELECT x::INTEGER AS «», CAST(y AS BIGINT)) SELECT lag(x) OVER w AS z") == [
        "z"
    ]


# ---- names that fields may not have ----


def test_no_column_begins_as_aliases_do() -> None:
    built = [*[column.name for column in SPINE_COLUMNS], *METRIC_COLUMNS, *PASS_COLUMNS, *CONTRACT_NAMES]
    assert not [name for name in built if name.lower().startswith(ALIAS_PREFIX)]
    fields = ["_sql_value", "_SQL_value", alias("n")]
    assert not [name for name in field_names(fields).values() if name.lower().startswith(ALIAS_PREFIX)]


def test_names_of_the_contract_are_listed_while_no_layer_fills_them() -> None:
    built = {*PASS_COLUMNS, *METRIC_COLUMNS}
    assert not built & set(CONTRACT_NAMES), "a layer fills it now: take it out of the list"
    for name in "conflict_group decision marked note edited flagged_turns conflict_reason near_similarity".split():
        assert name in reserved_names(PASS_COLUMNS)


def test_fields_do_not_take_the_names_of_columns(make_dataset: Callable[..., Dataset]) -> None:
    """Those of every layer, be it built or not."""
    taken = list(dict.fromkeys([*PASS_COLUMNS, *METRIC_COLUMNS, *CONTRACT_NAMES, "row_id", "line"]))
    row = {"prompt": "p", "response": "r", **dict.fromkeys(taken, "mine"), **{name.upper(): "MINE" for name in taken}}
    dataset = make_dataset([row])
    for name in taken:
        assert f"source.{name}" in dataset.columns
        assert name not in dataset.columns or dataset.columns[name].group != "field"
        assert name.upper() not in dataset.columns
    few = taken[:60]
    shown = queries.rows(View.of(dataset), [0], [f"source.{name}" for name in few]).to_pylist()[0]
    assert {shown[f"source.{name}"] for name in few} == {"mine"}


# ---- fields that are called as what queries compute ----


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("names") / "fields.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in hostile.rows()))
    return path


def test_categories_of_such_fields_are_counted(source: Path, cache: Cache) -> None:
    dataset = building.run(cache, [source])
    column_of = field_names(dataset.facts.fields, PASS_COLUMNS)
    # Single letters are read as the options of a question, and are in the turns.
    held = [field for field in hostile.names() if not dataset.columns[column_of[field]].long_text]
    assert {*hostile.names()} - {*held} <= set("abij")
    rows = hostile.rows()
    for field in held:
        wanted: dict[str, int] = {}
        for row in rows:
            wanted[str(row[field])] = wanted.get(str(row[field]), 0) + 1
        found = queries.categories(View.of(dataset), column_of[field])
        assert dict(zip(found.values, found.kept.tolist(), strict=True)) == wanted, field
        crossed = queries.cross(View.of(dataset), column_of[field], "is_empty")
        assert crossed.all.sum() == dataset.rows, field
    for field in ("long", "Long"):
        shown = queries.rows(View.of(dataset), [3], [column_of[field]], None).to_pylist()[0]
        assert shown[column_of[field]] == hostile.rows()[3][field]


VERBS: list[tuple[str, ...]] = [
    ("open", "--json"),
    ("stats", "--json"),
    ("stats", "--where", "value = 'w1' OR name >= 2 OR n = 'w2'"),
    ("rows", "--order", "rows"),
    ("rows", "--where", "long LIKE '%7 words%' OR \"Long\" ILIKE '%8 OTHERS%'"),
    ("columns", "--json"),
    ("check",),
    ("dryrun", "--json"),
    ("dryrun", "--rows", "--trainer", "trl"),
    ("export", "--out", "{tmp}/a.jsonl"),
    ("export", "--out", "{tmp}/b.parquet", "--format", "parquet"),
    ("export", "--out", "{tmp}/c.csv", "--format", "csv", "--pick", "5", "--by", "value"),
    ("export", "--out", "{tmp}/d.jsonl", "--pick", "5", "--by", "turn", "--mix", "w1=0.5,w2=0.5"),
    ("export", "--out", "{tmp}/e.jsonl", "--split", "a=0.5,b=0.5"),
    ("report", "--out", "{tmp}/report.html"),
    ("gaps", "--reference", "{source}"),
]


@pytest.mark.parametrize("arguments", VERBS, ids=" ".join)
def test_all_verbs_take_such_fields(
    source: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    verb, *options = (one.format(tmp=tmp_path, source=source) for one in arguments)
    code: Any = 2
    try:
        code = main([verb, str(source), *options])
    except SystemExit as stop:
        code = stop.code
    assert code in (0, 1), capfd.readouterr().err
