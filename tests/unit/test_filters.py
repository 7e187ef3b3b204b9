"""Filters: what parses, what it means on a real DuckDB table, what is refused, and how controls read their terms back."""

from __future__ import annotations

import logging
import math
import random
import re
import time
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer import filters
from explorer.columns import Column
from explorer.errors import FilterError
from explorer.filters import Term, lexer, polygon, printer
from explorer.filters.model import Node
from explorer.filters.sql import MAX_TEXT_SCANS


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


@pytest.fixture(scope="module")
def table() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE TABLE rows ({types()})")
        connection.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(NAMES))})", ROWS)
        narrow = ", ".join(printer.identifier(c.name) for c in COLUMNS.values() if not c.long_text)
        connection.execute(f"CREATE VIEW narrow AS SELECT {narrow} FROM rows")
        connection.execute("CREATE VIEW long AS SELECT row_id, system, prompt, response FROM rows")
        yield connection


def ids(connection: duckdb.DuckDBPyConnection, sql: str, source: str = "rows") -> list[int]:
    return [row[0] for row in connection.execute(f"SELECT row_id FROM {source} WHERE {sql} ORDER BY row_id").fetchall()]


def hit(condition: str) -> str:
    """What the store does with a condition over long text, as one subquery."""
    return f"row_id IN (SELECT row_id FROM long WHERE {condition})"


# ---- what expressions mean ----

# (text, SQL without the split of long text, None where the canonical text is enough, rows kept)
CASES: list[tuple[str, str | None, list[int]]] = [
    ("", "TRUE", [0, 1, 2, 3, 4, 5]),
    ("  \n\t ", "TRUE", [0, 1, 2, 3, 4, 5]),
    ("TRUE", "TRUE", [0, 1, 2, 3, 4, 5]),
    ("false", "FALSE", []),
    ("NULL", "NULL", []),
    ("total_tokens > 4096", '"total_tokens" > 4096', [1, 3]),
    ("total_tokens >= 4096", '"total_tokens" >= 4096', [1, 2, 3]),
    ("total_tokens < 100", '"total_tokens" < 100', [5]),
    ("total_tokens <= 100", '"total_tokens" <= 100', [0, 5]),
    ("total_tokens = 100", '"total_tokens" = 100', [0]),
    ("total_tokens == 100", '"total_tokens" = 100', [0]),
    ("total_tokens != 100", '"total_tokens" != 100', [1, 2, 3, 5]),
    ("total_tokens <> 100", '"total_tokens" != 100', [1, 2, 3, 5]),
    ("TOTAL_TOKENS>4096", '"total_tokens" > 4096', [1, 3]),
    ("100 < total_tokens", '100 < "total_tokens"', [1, 2, 3]),
    ("is_refusal", '"is_refusal"', [1, 4]),
    ("NOT is_refusal", 'NOT "is_refusal"', [0, 2, 5]),
    ("not not is_refusal", 'NOT (NOT "is_refusal")', [1, 4]),
    ("is_refusal = TRUE", '"is_refusal" = TRUE', [1, 4]),
    ("is_refusal = 'true'", '"is_refusal" = TRUE', [1, 4]),
    ("is_refusal IS TRUE", '"is_refusal" IS TRUE', [1, 4]),
    ("is_refusal IS NOT TRUE", '"is_refusal" IS NOT TRUE', [0, 2, 3, 5]),
    ("is_refusal IS FALSE", '"is_refusal" IS FALSE', [0, 2, 5]),
    ("is_refusal IS NULL", '"is_refusal" IS NULL', [3]),
    ("is_refusal IN (TRUE, FALSE)", '"is_refusal" IN (TRUE, FALSE)', [0, 1, 2, 4, 5]),
    ("is_refusal = is_empty", '"is_refusal" = "is_empty"', [0, 2]),
    ("language = 'zh'", "\"language\" = 'zh'", [1, 2]),
    ("language != 'zh'", "\"language\" != 'zh'", [0, 4, 5]),
    ("language = ''", "\"language\" = ''", [5]),
    ("language IN ('zh', 'en')", "\"language\" IN ('zh', 'en')", [0, 1, 2]),
    ("language NOT IN ('zh', 'en')", "\"language\" NOT IN ('zh', 'en')", [4, 5]),
    ("language > 'f'", "\"language\" > 'f'", [1, 2, 4]),
    ("language IS NULL", '"language" IS NULL', [3]),
    ("language IS NOT NULL", '"language" IS NOT NULL', [0, 1, 2, 4, 5]),
    ("language IN ('fr') OR language IS NULL", None, [3, 4]),
    ("total_tokens IN (0, 100, -5)", '"total_tokens" IN (0, 100, -5)', [0, 5]),
    ("total_tokens IN ('0', '100')", '"total_tokens" IN (0, 100)', [0, 5]),
    ("total_tokens = '100'", '"total_tokens" = 100', [0]),
    ("score = '0.5'", '"score" = 0.5e0', [0]),
    ("row_id IN (0, 3)", '"row_id" IN (0, 3)', [0, 3]),
    ("row_id = '4'", "\"row_id\" = '4'", [4]),
    ("total_tokens BETWEEN 100 AND 4096", '"total_tokens" BETWEEN 100 AND 4096', [0, 2]),
    ("total_tokens NOT BETWEEN 100 AND 4096", '"total_tokens" NOT BETWEEN 100 AND 4096', [1, 3, 5]),
    ("score BETWEEN -1 AND 1e-1", '"score" BETWEEN -1 AND 0.1e0', [1, 2]),
    ("score = '-0.0'", '"score" = 0.0e0', []),
    ("score = .1", '"score" = 0.1e0', [1]),
    ("score > 1E1", '"score" > 10.0e0', [5]),
    ("score * 2 + 1 = 2", '"score" * 2 + 1 = 2', [0]),
    ("(score + 1) * 2 = 3", '("score" + 1) * 2 = 3', [0]),
    ("total_tokens - (1 - 1) = 100", '"total_tokens" - (1 - 1) = 100', [0]),
    ("-score > 0.5", '(-"score") > 0.5e0', [2]),
    ("score > - - 2", '"score" > 2', [4, 5]),
    ("total_tokens % 2 = 1", '"total_tokens" % 2 = 1', [3]),
    ("total_tokens / n_turns > 2000", '"total_tokens" / nullif("n_turns", 0) > 2000', [1]),
    ("total_tokens % n_turns = 0", '"total_tokens" % nullif("n_turns", 0) = 0', [0, 1, 2]),
    ("NOT total_tokens > 4096", 'NOT ("total_tokens" > 4096)', [0, 2, 5]),
    ("is_empty OR language = 'en' AND score > 0", None, [0, 3, 5]),
    ("(is_empty OR language = 'en') AND score > 0", None, [0, 5]),
    ("total_tokens > 1 AND (n_turns = 2 AND (is_refusal AND TRUE))", None, [1]),
    ("(total_tokens > 4096) IS NOT TRUE", '("total_tokens" > 4096) IS NOT TRUE', [0, 2, 4, 5]),
    ("(total_tokens > 4096) IS NULL", '("total_tokens" > 4096) IS NULL', [4]),
    ("类别 = '数学'", "\"类别\" = '数学'", [0, 3]),
    ("类别 = 'o''clock'", "\"类别\" = 'o''clock'", [4]),
    ("source.language = 'ZH'", "\"source.language\" = 'ZH'", [1]),
    ("\"source.language\" = 'ZH'", "\"source.language\" = 'ZH'", [1]),
    ("source . \"LANGUAGE\" = 'ZH'", "\"source.language\" = 'ZH'", [1]),
    ("\"my column\" = 'd;e'", "\"my column\" = 'd;e'", [2, 4]),
    ('"say ""hi""" = \'q\'', '"say ""hi""" = \'q\'', [0]),
    ("order > 2", '"order" > 2', [2, 5]),
    ("language LIKE 'z%'", "\"language\" LIKE 'z%'", [1, 2]),
    ("language NOT LIKE 'z%'", "\"language\" NOT LIKE 'z%'", [0, 4, 5]),
    ("language LIKE '_n'", "\"language\" LIKE '_n'", [0]),
    ("language ILIKE 'Z_'", "\"language\" ILIKE 'Z_'", [1, 2]),
    ("response LIKE '%WORLD%'", "contains(\"response\", 'WORLD')", [5]),
    ("response LIKE '%world%'", "contains(\"response\", 'world')", []),
    ("response ILIKE '%wOrLd%'", "regexp_matches(\"response\", 'wOrLd', 'i')", [5]),
    ("response NOT ILIKE '%h%'", "NOT regexp_matches(\"response\", 'h', 'i')", [1, 2, 4]),
    ("prompt ILIKE '%算法%'", "contains(\"prompt\", '算法')", [2]),
    ("response ILIKE '%50#% OFF#_%' ESCAPE '#'", "regexp_matches(\"response\", '50\\%\\ OFF_', 'i')", [2]),
    ("response LIKE '%50#%%' ESCAPE '#'", "contains(\"response\", '50%')", [2]),
    ("response LIKE '%5_%%'", "\"response\" LIKE '%5_%%'", [2]),
    ("response LIKE '%50%off%'", "\"response\" LIKE '%50%off%'", [2]),
    ("response LIKE '%%'", "\"response\" LIKE '%%'", [0, 1, 2, 4, 5]),
    ("response ILIKE '%a\nL%'", "regexp_matches(\"response\", 'a\\\nL', 'i')", [4]),
    ("search('sort')", None, [2, 5]),
    ("SEARCH('你好')", None, [1]),
    ("NOT search('sort')", None, [0, 1, 3, 4]),
    ("search('HI') AND NOT is_refusal", None, [0]),
    ("contains(prompt, 'Hell')", "contains(\"prompt\", 'Hell')", [0]),
    ("contains(lower(prompt), 'quick')", "contains(lower(\"prompt\"), 'quick')", [2]),
    ("starts_with(prompt, 'He')", "starts_with(\"prompt\", 'He')", [0]),
    ("ends_with(response, 'there')", "ends_with(\"response\", 'there')", [0]),
    ("regexp_matches(response, '^h', 'i')", "regexp_matches(\"response\", '^h', 'i')", [0, 5]),
    ("length(prompt) > 4", 'length("prompt") > 4', [0, 2]),
    ("upper(language) = 'ZH'", "upper(\"language\") = 'ZH'", [1, 2]),
    ("coalesce(total_tokens, 0) = 0", 'coalesce("total_tokens", 0) = 0', [4, 5]),
    ("coalesce(is_empty, FALSE)", 'coalesce("is_empty", FALSE)', [3, 5]),
    ("greatest(total_tokens, n_turns) < 2", 'greatest("total_tokens", "n_turns") < 2', [4, 5]),
    ("least(score, 0) < 0", 'least("score", 0) < 0', [2]),
    ("abs(score) = 1", 'abs("score") = 1', [2]),
    ("round(score) = 1", 'round("score") = 1', [0]),
    ("round(score, 1) = 0.1", 'round("score", 1) = 0.1e0', [1]),
    ("floor(score) = 2 OR ceil(score) = 1", 'floor("score") = 2 OR ceil("score") = 1', [0, 1, 4]),
    ("CAST(note AS DOUBLE) > 3", 'TRY_CAST("note" AS DOUBLE) > 3', [0, 3]),
    ("note::INTEGER = 12", 'TRY_CAST("note" AS BIGINT) = 12', [0]),
    ("try_cast(total_tokens as text) = '0'", "TRY_CAST(\"total_tokens\" AS VARCHAR) = '0'", [5]),
    ("in_polygon(map_x, map_y, '0 0, 1 0, 1 1, 0 1')", None, [0, 2]),
    ("NOT in_polygon(map_x, map_y, '0 0, 1 0, 1 1, 0 1')", None, [1, 4, 5]),
    ("total_tokens > 99999999999999999999", '"total_tokens" > 99999999999999999999', []),
    ("total_tokens < 007", '"total_tokens" < 7', [5]),
    ("prompt = response", '"prompt" = "response"', []),
    ("NOT (response LIKE '%h%' AND total_tokens > 50)", None, [1, 2, 4, 5]),
    ("(response LIKE '%h%' OR is_empty) IS NOT TRUE", None, [1, 2, 4]),
    ("(response LIKE '%h%' OR is_empty) IS NULL", None, [4]),
    ("(response LIKE '%h%' AND is_empty) IS NOT NULL", None, [0, 1, 2, 4, 5]),
    ("(response LIKE '%h%' AND NOT is_refusal) IS FALSE", None, [1, 2, 4]),
]


@pytest.mark.parametrize(("text", "sql", "kept"), CASES, ids=[case[0][:60] or "empty" for case in CASES])
def test_expressions_mean_what_they_say(
    table: duckdb.DuckDBPyConnection, text: str, sql: str | None, kept: list[int]
) -> None:
    found = filters.parse(text, COLUMNS)
    plain = filters.to_sql(found, COLUMNS)
    if sql is not None:
        assert plain == sql
    assert ids(table, plain) == kept
    assert ids(table, filters.to_sql(found, COLUMNS, text_hit=hit), "narrow") == kept
    again = filters.parse(found.text, COLUMNS)
    assert again == found
    assert again.text == found.text
    assert filters.combine(filters.conjuncts(found)) == found.text
    if text.strip():
        dropped = filters.to_sql(filters.parse(filters.negate(text), COLUMNS), COLUMNS)
        assert ids(table, dropped) == [n for n in range(6) if n not in kept]
        assert filters.parse(filters.negate(filters.negate(text)), COLUMNS).text == found.text


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


def test_canonical_text_is_what_duckdb_reads_too(table: duckdb.DuckDBPyConnection) -> None:
    """Whoever pastes a filter into DuckDB gets the same rows, but for the functions that are ours alone."""
    for text, _, kept in CASES:
        found = filters.parse(text, COLUMNS)
        own = ("search(", "in_polygon(", " / ", " % ")
        if found.text and not any(name in found.text for name in own):
            assert ids(table, found.text) == kept, found.text


def test_columns_read() -> None:
    found = filters.parse("TOTAL_tokens > 5 AND (source.language = 'a' OR search('x'))", COLUMNS)
    assert found.columns == {"total_tokens", "source.language", "system", "prompt", "response"}
    assert filters.parse("", COLUMNS).columns == frozenset()


def test_exact_name_wins_over_a_name_that_differs_in_case() -> None:
    columns = {name: column(name, "integer") for name in ("A", "a")}
    assert filters.parse("a > 1 AND A > 2", columns).text == "a > 1 AND A > 2"


def test_a_column_named_like_a_keyword_is_quoted() -> None:
    columns = {name: column(name, "integer") for name in ("and", "null", "select", "x")}
    found = filters.parse('"and" > 1 AND "null" > 2 AND select > 3', columns)
    assert found.text == '"and" > 1 AND "null" > 2 AND "select" > 3'
    assert filters.parse(found.text, columns) == found


def test_prefix() -> None:
    found = filters.parse("total_tokens > 1 AND response LIKE '%a%'", COLUMNS)
    sql = filters.to_sql(found, COLUMNS, text_hit=lambda condition: f"<{condition}>", prefix="r.")
    assert sql == '(r."total_tokens" > 1) AND (<contains("response", \'a\')>)'
    with pytest.raises(ValueError, match="alias"):
        filters.to_sql(found, COLUMNS, prefix="rows; --")


# ---- long text set apart ----


def split(text: str) -> tuple[str, list[str]]:
    seen: list[str] = []

    def text_hit(condition: str) -> str:
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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


# ---- what is refused, and what is said ----

ERRORS: list[tuple[str, str, str]] = [
    ("langage = 'zh'", "There is no column 'langage' (at character 1).", "Did you mean 'language'?"),
    ("totaltokens > 5", "no column 'totaltokens'", "'total_tokens'"),
    ('language = "zh"', "no column 'zh'", "single quotes: 'zh'"),
    ("language = zh", "no column 'zh'", "single quotes: 'zh'"),
    ("language IN (en, zh)", "no column 'en'", "single quotes"),
    ("rows.total_tokens > 5", "no column 'rows.total_tokens'", "Did you mean 'total_tokens'"),
    ("xyzzy > 5", "no column 'xyzzy'", "There are: "),
    ("total_tokens", "total_tokens is a number, not a condition.", "total_tokens > 0"),
    ("language", "language is text, not a condition.", "language = 'some text'"),
    ("row_id", "row_id is a key, not a condition.", "IS NOT NULL"),
    ("5", "5 is a number, not a condition.", ""),
    ("NOT total_tokens", "total_tokens is a number, not a condition.", ""),
    ("is_empty AND language", "language is text, not a condition.", ""),
    ("total_tokens > 'abc'", "cannot be compared with 'abc', which is text", "without quotes"),
    ("total_tokens IN (1, 'abc')", "cannot be compared", "without quotes"),
    ("total_tokens BETWEEN 1 AND 'abc'", "cannot be compared", ""),
    ("language = 5", "cannot be compared with 5, which is a number", "in quotes: '5'"),
    ("language > total_tokens", "cannot be compared", "TRY_CAST(language AS DOUBLE)"),
    ("is_empty = 1", "cannot be compared with 1", "is_empty or NOT is_empty"),
    ("is_empty = 'perhaps'", "cannot be compared with 'perhaps'", "is_empty or NOT is_empty"),
    ("is_empty + 1 > 2", "'+' needs a number, but is_empty is yes or no", ""),
    ("total_tokens LIKE '%1%'", "LIKE needs text, but total_tokens is a number", "TRY_CAST(total_tokens AS VARCHAR)"),
    ("language LIKE note", "pattern in single quotes", "LIKE '%word%'"),
    ("lower(total_tokens) = 'a'", "lower() needs text", "AS VARCHAR"),
    ("abs(language) = 1", "abs() needs a number", "AS DOUBLE"),
    ("abs(score, 1) = 1", "abs() takes one argument, not 2", ""),
    ("contains(language) ", "contains() takes 2 arguments, not 1", ""),
    ("coalesce(score, 'a') = 1", "one type", ""),
    ("round(score, -1) = 1", "round()", ""),
    ("score IS 5", "After IS there is NULL, TRUE or FALSE", ""),
    ("score IS TRUE", "not a condition", ""),
    ("language = NULL", "A comparison with NULL is never true.", "IS NULL"),
    ("language IN ('a', NULL)", "NULL in a list never matches.", "IS NULL"),
    ("language IN ()", "IN needs a list", ""),
    ("language IN ('a' || 'b')", "'|' at character 18", ""),
    ("language IN (note)", "only plain values", ""),
    ("total_tokens >", "Something is missing next to '>' at character 14.", "both its sides"),
    ("total_tokens > 5 AND", "Something is missing next to 'AND' at character 18.", ""),
    ("AND total_tokens > 5", "", ""),
    ("total_tokens > 5 6", "'6' at character 18 is not expected", ""),
    ("total_tokens 5", "'5' at character 14 is not expected", ""),
    ("language 'a'", "not expected", ""),
    ("(total_tokens > 5", "The '(' at character 1 is never closed.", "')'"),
    ("total_tokens > 5)", "There is a ')' too many at character 17.", ""),
    ("language = 'zh", "The text that begins at character 12 has no closing quote.", "doubled"),
    ('"language = 5', "The name that begins at character 1 has no closing quote.", ""),
    ("language = ‘zh’", "The character '‘' at character 12", "straight quotes"),
    ("total_tokens > 5 && is_empty", "'&'", "Write AND."),
    ("total_tokens > 4,096", "", ""),
    ("total_tokens // 2 = 1", "operator // at character 14", "floor"),
    ("(total_tokens, n_turns) = (1, 2)", "not a valid condition", ""),
    ("total_tokens > 1e999", "too large", ""),
    ("total_tokens > " + "9" * 5000, "too large", "38 digits"),
    ("search('')", "needs the text to look for", ""),
    ("search(prompt)", "needs the text to look for", ""),
    ("search('a', 'b')", "search() takes one argument, not 2", ""),
    ("length(prompt) > total_tokens", "both the text of prompt and total_tokens", "AND or OR"),
    ("prompt = language", "both the text of prompt and language", ""),
    ("is_empty = search('a')", "both the text", ""),
    ("coalesce(prompt, language) = 'a'", "both the text", ""),
    ("regexp_matches(prompt, '(?=a)')", "looks ahead", ""),
    ("regexp_matches(prompt, '(a)\\1')", "refers back", ""),
    ("regexp_matches(prompt, note)", "takes text, a pattern", ""),
    ("regexp_matches(prompt, 'a', 'xyz')", "'xyz' are not options", ""),
    ("CAST(note AS DATE) = 'a'", "DATE is not a type", "BIGINT, BOOLEAN, DOUBLE, VARCHAR"),
    ("note::DECIMAL(10, 2) = 1", "DECIMAL is not a type", ""),
    ("in_polygon(map_x, map_y, '0 0, 1 1')", "3 to 500 corners, not 2", ""),
    ("in_polygon(map_x, map_y, '0 0, 1 1, a b')", "not two numbers", ""),
    ("in_polygon(map_x, map_y, '0 0, 1 1, 1')", "not two numbers", ""),
    ("in_polygon(map_x, map_y, '0 0, 1 1, nan 1')", "not two numbers", ""),
    ("in_polygon(map_x, map_y, '0 0, 1 1, 1e300 1')", "not two numbers", ""),
    ("in_polygon(map_x, map_y, '" + ", ".join(["0 0"] * 501) + "')", "not 501", ""),
    ("in_polygon(map_x, language, '0 0, 1 0, 1 1')", "in_polygon() needs a number", ""),
    ("in_polygon(map_x, map_y * 2, '0 0, 1 0, 1 1')", "two columns", ""),
    ("in_polygon(map_x, map_y, note)", "corners as text", ""),
    ("note LIKE 'a' ESCAPE 'ab'", "ESCAPE names one character", ""),
    ("is_empty AND .5.", "'.'", ""),
    ("total_tokens > \ud800", "surrogate", ""),
]


@pytest.mark.parametrize(("text", "message", "hint"), ERRORS, ids=[case[0][:50] for case in ERRORS])
def test_errors_are_one_clear_sentence_and_a_hint(text: str, message: str, hint: str) -> None:
    with pytest.raises(FilterError) as caught:
        filters.parse(text, COLUMNS)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.message.endswith(".")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    assert "sqlglot" not in str(caught.value).lower()


def test_no_text_to_search() -> None:
    with pytest.raises(FilterError, match="no text to look in"):
        filters.parse("search('a')", {"x": column("x", "integer")})


HOSTILE = [
    "1=1; DROP TABLE rows",
    "row_id IN (SELECT row_id FROM rows)",
    "row_id = (SELECT max(row_id) FROM rows)",
    "EXISTS (SELECT 1)",
    "EXISTS(FROM rows)",
    "(FROM rows)",
    "total_tokens > 5 UNION ALL SELECT 1",
    "read_csv('/etc/passwd')",
    "language IN (FROM read_text('/etc/passwd'))",
    "read_text('/etc/passwd') IS NOT NULL",
    "getenv('HOME') = '/root'",
    "current_setting('temp_directory') = ''",
    "COPY rows TO '/tmp/x'",
    "PRAGMA database_list",
    "INSTALL httpfs",
    "LOAD 'x.so'",
    "SET memory_limit = '1TB'",
    "language = 'x'; ATTACH '/tmp/x.db'",
    "language = 'x''; ATTACH '/tmp/x.db'",
    "language = 'x' OR 1=1 --",
    "language = 'x' /* */ OR TRUE",
    "language = $$x$$",
    "language = $tag$x$tag$",
    "language = E'\\x27'",
    "language = x'41'",
    "language = ?",
    "language = $1",
    "language = :name",
    "lower(getenv('HOME')) = 'x'",
    "lower(upper(lower(sleep(1)))) = 'x'",
    "sum(total_tokens) > 5",
    "count(*) > 5",
    "row_number() OVER () = 1",
    "total_tokens > 5 WINDOW w AS ()",
    "CASE WHEN TRUE THEN TRUE END",
    "list_filter([1], lambda x: x > 1) = [1]",
    "[1, 2] = [1, 2]",
    "{'a': 1} = 1",
    "language -> 'a' = 'b'",
    "language[1] = 'a'",
    "main.rows.language = 'a'",
    "rows.* = 1",
    "* = 1",
    "language COLLATE NOCASE = 'a'",
    "INTERVAL 1 DAY > INTERVAL 2 DAY",
    "DATE '2020-01-01' = DATE '2020-01-01'",
    "language SIMILAR TO 'a'",
    "language GLOB '*'",
    "language = ANY('a', 'b')",
    "columns('.*') = 1",
    "l\u0430nguage = 'a'",  # a Cyrillic letter
    "language\uff1d'a'",  # a full-width equals sign
    "language\u00a0= 'a'",
    "language = 'a'\x00",
    "\x00",
    "'a' 'b' = language",
    "total_tokens > 1 AS x",
    "is_empty is_refusal",
    "f0('x')",
    '"0" > 1',
    "(" * 10_000 + "TRUE" + ")" * 10_000,
    "(" * 4_000 + "TRUE" + ")" * 4_000,
    "(" * 26 + "TRUE" + ")" * 26,
    "lower(" * 60 + "language" + ")" * 60 + " = 'a'",
    "NOT " * 2_000 + "TRUE",
    "NOT (" * 40 + "TRUE" + ")" * 40,
    "- " * 2_000 + "1 > 0",
    "1 + " * 2_000 + "1 > 0",
    "is_empty = " * 150 + "is_empty",
    "(" * 5_000,
    ")" * 5_000,
    "'" * 9_999,
    '"' * 9_999,
    "a" * 1_000_000,
    "'" + "a" * 1_000_000 + "'",
    "language = '" + "'" * 9_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused_fast_and_in_silence(
    text: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    began = time.process_time()
    with pytest.raises(FilterError) as caught:
        filters.parse(text, COLUMNS)
    assert time.process_time() - began < 0.25
    assert len(str(caught.value)) < 500
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_long_chains_are_no_nesting(table: duckdb.DuckDBPyConnection) -> None:
    text = " AND ".join(["n_turns>0"] * 600)
    found = filters.parse(text, COLUMNS)
    assert ids(table, filters.to_sql(found, COLUMNS)) == [0, 1, 2, 3, 4]
    assert len(filters.conjuncts(found)) == 600
    assert filters.combine(filters.conjuncts(found)) == "n_turns > 0"


def test_text_that_would_not_fit_when_written_out_is_refused() -> None:
    with pytest.raises(FilterError, match="10,000"):
        filters.parse("OR".join(["(n_turns>0)"] * 769), COLUMNS)


def test_deepest_allowed_nesting_parses_below_a_deep_stack() -> None:
    """A web framework's own frames leave enough of Python's stack."""
    text = "(is_empty OR (language = 'a' AND " * 12 + "TRUE" + "))" * 12

    def below(frames: int) -> str:
        return below(frames - 1) if frames else filters.parse(text, COLUMNS).text

    assert below(150).count("language") == 12


WORDS = ["total_tokens", "is_empty", "language", "'x'", "''", "1", "2.5", "(", ")", "AND", "OR", "NOT", "IN", "BETWEEN"]
WORDS += [
    "IS",
    "NULL",
    "TRUE",
    "LIKE",
    "ILIKE",
    "ESCAPE",
    "CAST(",
    "AS",
    "BIGINT",
    "::",
    "=",
    "<",
    "+",
    "-",
    "*",
    "/",
    "%",
    ",",
]
WORDS += [".", "lower(", "search(", "coalesce(", "AS VARCHAR)", "response", "> 1", "= 'x'", "round(", "score"]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_word_salad_parses_or_is_refused_and_never_breaks(table: duckdb.DuckDBPyConnection, text: str) -> None:
    filters.read_term(text)
    try:
        found = filters.parse(text, COLUMNS)
    except FilterError:
        return
    ids(table, filters.to_sql(found, COLUMNS))
    ids(table, filters.to_sql(found, COLUMNS, text_hit=hit), "narrow")
    filters.describe(found, COLUMNS)
    assert filters.parse(found.text, COLUMNS) == found


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_any_text_at_all_parses_or_is_refused(text: str) -> None:
    try:
        filters.parse(text, COLUMNS)
    except FilterError as error:
        assert error.message


def test_parsing_is_fast() -> None:
    text = "total_tokens BETWEEN 10 AND {} AND NOT is_refusal AND (language = 'zh' OR search('算法')) AND score > 0.5"
    filters.parse(text.format(0), COLUMNS)
    times = []
    for number in range(1, 21):
        began = time.process_time()
        filters.parse(text.format(number), COLUMNS)
        times.append(time.process_time() - began)
    assert sorted(times)[10] < 0.005


# ---- fast forms ----


def like(op: str, pattern: str, escape: str = "") -> Node:
    literals = (Node("text", value=pattern), *((Node("text", value=escape),) if escape else ()))
    return Node(op, (Node("column", value="t"), *literals))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet="aB%_#\\.*[(数é\n' ", max_size=6),
    st.text(alphabet="aAbB%_#\\.*[(数éÉ\n' ", max_size=9),
    st.sampled_from(["like", "ilike"]),
    st.sampled_from(["", "#", "\\"]),
)
def test_fast_forms_agree_with_like(
    table: duckdb.DuckDBPyConnection, inner: str, text: str, op: str, escape: str
) -> None:
    pattern = f"%{inner}%"
    fast = printer.fast_text(like(op, pattern, escape), "t")
    if fast is None:
        return
    slow = f"t {op.upper()} {printer.literal(pattern)}" + (f" ESCAPE '{escape}'" if escape else "")
    got = table.execute(f"SELECT {fast}, {slow} FROM (SELECT {printer.literal(text)} AS t)").fetchone()
    assert got is not None
    assert got[0] == got[1]


def test_a_long_needle_is_searched(table: duckdb.DuckDBPyConnection) -> None:
    needle = "Lorem ipsum " * 700
    sql = filters.to_sql(filters.parse(filters.contains("response", needle), COLUMNS), COLUMNS)
    assert ids(table, sql) == []


def reference(points: list[tuple[float, float]], x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


@pytest.mark.parametrize("corners", [3, 7, 40, 120, 500])
@pytest.mark.parametrize("shape", ["star", "scribble", "comb"])
def test_polygons_follow_the_even_odd_rule(table: duckdb.DuckDBPyConnection, corners: int, shape: str) -> None:
    rng = random.Random(corners)
    points = []
    for n in range(corners):
        radius, angle = (0.2 + rng.random() if shape == "star" else 1), 2 * math.pi * n / corners
        if shape == "comb":
            points.append((n / corners - 0.5, 0.9 if n % 2 else -0.9))
        elif shape == "scribble":
            points.append((rng.uniform(-1, 1), rng.uniform(-1, 1)))
        else:
            points.append((radius * math.cos(angle), radius * math.sin(angle)))
    text = filters.in_polygon("map_x", "map_y", points)
    term = filters.read_term(text)
    assert term is not None
    assert (term.kind, term.column, term.values[0]) == ("polygon", "map_x", "map_y")
    drawn = polygon.corners(str(term.values[1]))
    assert len(drawn) == corners
    dots = [(rng.uniform(-1.2, 1.2), rng.uniform(-1.2, 1.2)) for _ in range(300)]
    sql = filters.to_sql(filters.parse(text, COLUMNS), COLUMNS)
    values = ", ".join(f"({n}, {x!r}::DOUBLE, {y!r}::DOUBLE)" for n, (x, y) in enumerate(dots))
    found = ids(table, sql, f"(VALUES {values}) AS dots(row_id, map_x, map_y)")
    assert found == [n for n, (x, y) in enumerate(dots) if reference(drawn, x, y)]


def test_a_flat_polygon_holds_nothing(table: duckdb.DuckDBPyConnection) -> None:
    sql = filters.to_sql(filters.parse("in_polygon(map_x, map_y, '0 0.5, 1 0.5, 2 0.5')", COLUMNS), COLUMNS)
    assert ids(table, sql) == []


# ---- controls ----

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
nasty = st.sampled_from(
    ["'", '"', "';--", "a\nb", "\0", "%_#\\", "😀", "NULL", "1", "TRUE", "", "x'; DROP TABLE rows", "数学", "$$"]
)
values = st.one_of(texts, nasty)
numbers = st.one_of(
    st.integers(-(2**62), 2**62), st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)
)
HYPOTHESIS = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


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


# ---- plain English ----

ENGLISH = [
    ("", "all rows"),
    ("TRUE", "every row"),
    ("FALSE", "no row"),
    (
        "total_tokens > 4096 AND NOT is_refusal AND language = 'zh'",
        "total tokens above 4,096, and not refusal, and language is zh",
    ),
    ("total_tokens >= 1 OR n_turns <= 2", "total tokens at least 1, or turns at most 2"),
    ("score < 0.30000000000000004", "score below 0.3"),
    ("score BETWEEN -1.5 AND 1e5", "score between -1.5 and 100,000"),
    ("score NOT BETWEEN 1 AND 2", "score not between 1 and 2"),
    ("length(prompt) > 1000", "length of prompt above 1,000"),
    ("language IN ('en', 'zh', 'fr')", "language is en, zh or fr"),
    ("language NOT IN ('en', 'zh')", "language is not en or zh"),
    ("language != 'en'", "language is not en"),
    ("language = ''", "language is “”"),
    ("language = 'a, or b'", "language is “a, or b”"),
    ("language IS NULL OR language = 'en'", "language is missing, or language is en"),
    ("language IS NOT NULL", "language is present"),
    ("search('算法')", "text contains “算法”"),
    ("NOT search('x')", "text does not contain “x”"),
    ("response ILIKE '%sorry%'", "response contains “sorry”"),
    ("response NOT LIKE '%sorry%'", "response does not contain “sorry” (exact case)"),
    ("response LIKE 's_rry%'", "response matches the pattern “s_rry%” (exact case)"),
    ("starts_with(response, 'I')", "response starts with “I” (exact case)"),
    ("NOT regexp_matches(response, '^I')", "response does not match the regular expression “^I”"),
    ("in_polygon(map_x, map_y, '0 0, 1 0, 1 1')", "map x and map y inside a drawn area of 3 corners"),
    ("is_empty AND (n_turns = 1 OR is_refusal)", "empty, and (turns is 1 or refusal)"),
    ("NOT (is_empty AND n_turns = 1)", "not (empty and turns is 1)"),
    ("(is_empty AND n_turns = 1) IS NOT TRUE", "not (empty and turns is 1)"),
    ("is_empty IS NOT TRUE", "not empty"),
    ("is_empty = TRUE", "empty is yes"),
    ("total_tokens / n_turns > 100", "(total tokens / turns) above 100"),
    ("coalesce(total_tokens, 0) = 0", "total tokens (or 0 where missing) is 0"),
    ("note = 'a\nb'", "note is “a b”"),
    ("note::DOUBLE > 3", "note as number above 3"),
]


@pytest.mark.parametrize(("text", "said"), ENGLISH)
def test_plain_english(text: str, said: str) -> None:
    assert filters.describe(filters.parse(text, COLUMNS), COLUMNS) == said


def test_plain_english_stays_short_for_a_long_list() -> None:
    found = filters.parse(filters.one_of("language", [f"v{n}" for n in range(1000)]), COLUMNS)
    assert filters.describe(found, COLUMNS) == "language is v0, v1, v2, v3, v4, v5, v6 or 993 more"


def test_units_are_said_where_the_label_does_not() -> None:
    columns = {"size": column("size", "integer", label="size", unit="bytes")}
    assert filters.describe(filters.parse("size > 1000", columns), columns) == "size above 1,000 bytes"


def test_lexemes_carry_their_place() -> None:
    assert [(x.kind, x.value, x.at) for x in lexer.lexemes("a.b<>'x' --1"[:8])] == [
        ("column", "a.b", 0),
        ("operator", "!=", 3),
        ("text", "x", 5),
    ]
