"""What controls write, reads back as they wrote it, and keeps the rows that they mean."""

from __future__ import annotations

import math
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import filters
from explorer.errors import FilterError
from explorer.filters import Term, printer

from .rows import COLUMNS, column

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
nasty = st.sampled_from(
    ["'", '"', "';--", "a\nb", "\0", "%_#\\", "😀", "NULL", "1", "TRUE", "", "x'; DROP TABLE rows", "数学", "$$"]
)
values = st.one_of(texts, nasty)
numbers = st.one_of(
    st.integers(-(2**62), 2**62), st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)
)
HYPOTHESIS = settings(max_examples=80)


def run_term(
    table: duckdb.DuckDBPyConnection,
    name: str,
    kind: str,
    sql_type: str,
    cells: list[object],
    text: str,
    **options: Any,
) -> list[int]:
    """Rows that a term keeps in a real table with one column."""
    columns = {name: column(name, kind, **options)}
    found = filters.parse(text, columns)
    assert found.text == text, "what a control writes is canonical"
    listed = ", ".join(f"({n}, ${n + 1}::{sql_type})" for n in range(len(cells)))
    made = f"(SELECT * FROM (VALUES {listed or f'(-1, NULL::{sql_type})'}) AS v(row_id, {printer.identifier(name)}))"
    sql = f"SELECT row_id FROM {made} WHERE row_id >= 0 AND ({filters.to_sql(found, columns)}) ORDER BY row_id"
    return [row[0] for row in table.execute(sql, cells).fetchall()]


def usable(name: str) -> bool:
    return name.lower() != "row_id"


@HYPOTHESIS
@given(names.filter(usable), st.lists(st.one_of(st.none(), values), max_size=5), st.data())
def test_one_of(table: duckdb.DuckDBPyConnection, name: str, cells: list[str | None], data: st.DataObject) -> None:
    chosen = data.draw(
        st.lists(st.one_of(values, st.sampled_from([c for c in cells if c is not None] or ["a"])), max_size=3)
    )
    missing = data.draw(st.booleans())
    wanted = list(dict.fromkeys(chosen))
    text = filters.one_of(name, chosen, include_null=missing)
    if not wanted:
        assert text == (filters.is_null(name) if missing else "")
        return
    assert filters.read_term(text) == Term("one_of", name, (*wanted, None) if missing else tuple(wanted))
    assert filters.one_of(name, [*chosen, None] if missing else chosen) == text
    kept = run_term(table, name, "category", "VARCHAR", list(cells), text)
    assert kept == [n for n, cell in enumerate(cells) if (missing if cell is None else cell in wanted)]


@HYPOTHESIS
@given(
    names.filter(usable), st.lists(st.one_of(st.none(), numbers), max_size=5), st.none() | numbers, st.none() | numbers
)
def test_between(
    table: duckdb.DuckDBPyConnection, name: str, cells: list[float | None], low: float | None, high: float | None
) -> None:
    text = filters.between(name, low, high)
    if low is None and high is None:
        assert text == ""
        return
    assert filters.read_term(text) == Term("between", name, (low, high))
    cells = [None if cell is None else float(cell) for cell in [*cells, low, high]]
    kept = run_term(table, name, "number", "DOUBLE", list(cells), text)
    bottom = -math.inf if low is None else float(low)
    top = math.inf if high is None else float(high)
    assert kept == [n for n, cell in enumerate(cells) if cell is not None and bottom <= cell <= top]


@HYPOTHESIS
@given(names.filter(usable), st.lists(st.integers(-(2**63), 2**63 - 1), max_size=5), st.data())
def test_between_is_exact_for_large_integers(
    table: duckdb.DuckDBPyConnection, name: str, cells: list[int], data: st.DataObject
) -> None:
    low = data.draw(st.sampled_from([*cells, 2**53 + 1]))
    assert run_term(table, name, "integer", "BIGINT", list(cells), filters.between(name, low, None)) == [
        n for n, cell in enumerate(cells) if cell >= low
    ]


@HYPOTHESIS
@given(names.filter(usable), st.lists(st.sampled_from([True, False, None]), max_size=5), st.booleans())
def test_flag(table: duckdb.DuckDBPyConnection, name: str, cells: list[bool | None], wanted: bool) -> None:
    text = filters.flag(name, wanted)
    assert filters.read_term(text) == Term("flag", name, (wanted,))
    kept = run_term(table, name, "boolean", "BOOLEAN", list(cells), text)
    assert kept == [n for n, cell in enumerate(cells) if cell is wanted]


PLAIN = "aB1 %_#\\'\"\n\0;$数😀.*([?+^|-]"  # letters whose cases fold one to one


@HYPOTHESIS
@given(names.filter(usable), st.text(PLAIN, max_size=5), st.lists(st.none() | st.text(PLAIN, max_size=8), max_size=4))
def test_contains(table: duckdb.DuckDBPyConnection, name: str, needle: str, cells: list[str | None]) -> None:
    text = filters.contains(name, needle)
    if not needle:
        assert text == ""
        return
    assert filters.read_term(text) == Term("contains", name, (needle,))
    cells = [*cells, f"x{needle}y", needle.swapcase()]
    kept = run_term(table, name, "text", "VARCHAR", list(cells), text)
    assert kept == [n for n, cell in enumerate(cells) if cell is not None and needle.lower() in cell.lower()]


@HYPOTHESIS
@given(st.text(PLAIN, min_size=1, max_size=5), st.lists(st.none() | st.text(PLAIN, max_size=8), max_size=4))
def test_search(table: duckdb.DuckDBPyConnection, needle: str, cells: list[str | None]) -> None:
    text = filters.search(needle)
    assert filters.read_term(text) == Term("search", "", (needle,))
    cells = [*cells, f"x{needle}y"]
    kept = run_term(table, "prompt", "text", "VARCHAR", list(cells), text, long_text=True)
    assert kept == [n for n, cell in enumerate(cells) if cell is not None and needle.lower() in cell.lower()]


@HYPOTHESIS
@given(names.filter(usable), st.lists(st.none() | values, max_size=5))
def test_is_null(table: duckdb.DuckDBPyConnection, name: str, cells: list[str | None]) -> None:
    text = filters.is_null(name)
    assert filters.read_term(text) == Term("null", name, (None,))
    assert run_term(table, name, "category", "VARCHAR", list(cells), text) == [
        n for n, c in enumerate(cells) if c is None
    ]


def test_one_of_takes_numbers_and_truth_values() -> None:
    assert filters.one_of("n_turns", [1, 2.5, -3]) == "n_turns IN (1, 2.5, -3)"
    assert filters.read_term("n_turns IN (1, 2.5, -3)") == Term("one_of", "n_turns", (1, 2.5, -3))
    assert filters.one_of("is_empty", [True]) == "is_empty = TRUE"
    assert filters.parse(filters.one_of("n_turns", ["3", "4"]), COLUMNS).text == "n_turns IN (3, 4)"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_infinite_limits(value: float) -> None:
    with pytest.raises(FilterError):
        filters.between("score", value, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not valid (",
        "a > 5",
        "a < 5",
        "a != 'x'",
        "a NOT IN ('x')",
        "NOT (a > 5)",
        "a = b",
        "a BETWEEN b AND 5",
        "a >= b",
        "a LIKE '%x%'",
        "a ILIKE 'x%'",
        "a ILIKE '%x_y%'",
        "a IS NOT NULL",
        "a IN ('x') OR b IS NULL",
        "a IN ('x') OR a IS NULL OR b",
        "a AND b",
        "lower(a) = 'x'",
        "5 = 5",
    ],
)
def test_other_expressions_are_no_terms(text: str) -> None:
    assert filters.read_term(text) is None


def test_combine_keeps_order_and_brackets() -> None:
    assert filters.combine([]) == ""
    assert filters.combine(["", "  "]) == ""
    assert filters.combine(["a > 1"]) == "a > 1"
    assert filters.combine(["a > 1 OR b", "c"]) == "(a > 1 OR b) AND c"
    assert filters.combine(["a AND b", "c", "a"]) == "a AND b AND c"
    with pytest.raises(FilterError):
        filters.combine(["a > 1) OR (TRUE", "b"])


def test_conjuncts() -> None:
    assert filters.conjuncts(filters.parse("", COLUMNS)) == []
    found = filters.parse("is_empty AND (n_turns>1 OR score<0) AND NOT is_refusal", COLUMNS)
    assert filters.conjuncts(found) == ["is_empty", "n_turns > 1 OR score < 0", "NOT is_refusal"]
    assert filters.conjuncts("is_empty OR is_refusal") == ["is_empty OR is_refusal"]


def test_negate() -> None:
    assert filters.negate("") == "FALSE"
    assert filters.negate("a > 1 AND b") == "(a > 1 AND b) IS NOT TRUE"
    assert filters.negate("a > 1") == "(a > 1) IS NOT TRUE"
    assert filters.negate("b IS NOT TRUE") == "b"


def test_replace_term() -> None:
    text = "is_empty AND total_tokens >= 5 AND (n_turns = 1 OR score > 2) AND search('x')"
    swapped = filters.replace_term(text, "total_tokens", "between", filters.between("total_tokens", 1, 9))
    assert swapped == "is_empty AND total_tokens BETWEEN 1 AND 9 AND (n_turns = 1 OR score > 2) AND search('x')"
    assert filters.replace_term(text, "", "search", None) == text.removesuffix(" AND search('x')")
    assert filters.replace_term(text, "is_empty", "flag", "") == text.removeprefix("is_empty AND ")
    assert filters.replace_term(text, "score", "between", "score <= 1") == f"{text} AND score <= 1"
    assert filters.replace_term(text, "n_turns", "one_of", None) == text
    assert filters.replace_term("", "a", "flag", "a") == "a"
    assert filters.replace_term("a", "a", "flag", None) == ""
    assert filters.replace_term("a >= 1 AND b AND a <= 5", "a", "between", "a >= 2") == "a >= 2 AND b"
    assert filters.replace_term("a IS NULL AND b", "a", "one_of", "a = 'x'") == "a = 'x' AND b"
