"""Conditions over long text are set apart from the narrow table, and keep the rows that SQL keeps."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import filters
from explorer.errors import FilterError
from explorer.filters.sql import MAX_TEXT_SCANS

from .rows import COLUMNS, hit, ids
from .test_meaning import CASES


def split(text: str) -> tuple[str, list[str]]:
    seen: list[str] = []

    def text_hit(condition: str, reads: frozenset[str]) -> str:
        assert all(COLUMNS[name].long_text for name in reads)
        seen.append(condition)
        return f"hit_{len(seen)}"

    return filters.to_sql(filters.parse(text, COLUMNS), COLUMNS, text_hit=text_hit), seen


def test_long_text_never_reaches_the_narrow_table() -> None:
    for text, _, _ in CASES:
        sql, _seen = split(text)
        assert not re.search(r'"(system|prompt|response)"', sql), text


def test_each_search_of_the_top_level_is_run_and_kept_by_itself() -> None:
    one, two = "contains(\"response\", '1')", "contains(\"response\", '2')"
    assert split("response LIKE '%1%' AND n_turns > 1 AND response LIKE '%2%'")[1] == [one, two]
    assert split("n_turns > 1 AND (response LIKE '%1%' OR response LIKE '%2%')")[1] == [f"{one} OR {two}"]
    assert split("n_turns > 1 OR response LIKE '%1%' OR response LIKE '%2%'")[1] == [f"{one} OR {two}"]
    assert split("response LIKE '%1%' OR (is_empty AND response LIKE '%1%')")[1] == [one]


def test_a_negated_search_is_the_same_search() -> None:
    assert split("NOT search('1')")[1] == split("search('1')")[1]
    assert split(filters.negate("search('1')"))[1] == split("search('1')")[1]


def test_too_many_searches_are_refused() -> None:
    text = " OR ".join(f"(is_empty AND response LIKE '%{n}%')" for n in range(MAX_TEXT_SCANS + 1))
    with pytest.raises(FilterError, match="too many places"):
        split(text)
    split(" AND ".join(f"search('{n}')" for n in range(40)))  # side by side they are one scan


LEAVES = (
    "response LIKE '%h%'",
    "search('o')",
    "prompt = response",
    "prompt IS NULL",
    "contains(prompt, response)",
    "is_refusal",
    "is_empty",
    "total_tokens > 4096",
    "language IN ('zh', 'fr')",
    "score IS NULL",
    "NULL",
)


def expressions() -> st.SearchStrategy[str]:
    return st.recursive(
        st.sampled_from(LEAVES),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: " AND ".join(f"({p})" for p in parts)),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: " OR ".join(f"({p})" for p in parts)),
            inner.map(lambda part: f"NOT ({part})"),
            st.tuples(inner, st.sampled_from(["TRUE", "FALSE", "NULL", "NOT TRUE", "NOT FALSE", "NOT NULL"])).map(
                lambda pair: f"({pair[0]}) IS {pair[1]}"
            ),
        ),
        max_leaves=7,
    )


@settings(max_examples=150)
@given(expressions())
def test_the_split_keeps_the_rows_that_sql_keeps(table: duckdb.DuckDBPyConnection, text: str) -> None:
    """Three-valued logic survives being cut in two, whatever is nested in what."""
    found = filters.parse(text, COLUMNS)
    whole = ids(table, filters.to_sql(found, COLUMNS))
    assert ids(table, filters.to_sql(found, COLUMNS, text_hit=hit), "narrow") == whole
    assert filters.parse(found.text, COLUMNS) == found
    opposite = filters.parse(filters.negate(text), COLUMNS)
    assert ids(table, filters.to_sql(opposite, COLUMNS, text_hit=hit), "narrow") == sorted({*range(6)} - {*whole})
    assert filters.describe(found, COLUMNS)


def test_a_long_needle_is_searched(table: duckdb.DuckDBPyConnection) -> None:
    needle = "Lorem ipsum " * 700
    sql = filters.to_sql(filters.parse(filters.contains("response", needle), COLUMNS), COLUMNS)
    assert ids(table, sql) == []
