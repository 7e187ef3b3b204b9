"""What is refused, in a clear sentence and a hint; hostile text never breaks anything."""

from __future__ import annotations

import logging

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import filters
from explorer.errors import FilterError
from explorer.filters import lexer
from tests.growth import assert_linear

from .rows import COLUMNS, column, hit, ids

ERRORS: list[tuple[str, str, str]] = [
    ("langage = 'zh'", "There is no column 'langage' (at character 1).", "Did you mean 'language'?"),
    ("totaltokens > 5", "no column 'totaltokens'", "'total_tokens'"),
    ('language = "zh"', "no column 'zh'", "single quotes: 'zh'"),
    ("language = zh", "no column 'zh'", "single quotes: 'zh'"),
    ("language IN (en, zh)", "no column 'en'", "single quotes"),
    ("rows.total_tokens > 5", "no column 'rows.total_tokens'", "Did you mean 'total_tokens'"),
    ("xyzzy > 5", "no column 'xyzzy'", "There are: "),
    ("select > 5", "SELECT at character 1 is not allowed in a filter.", "for example: "),
    ("language = Where", "WHERE at character 12 is not allowed in a filter.", "for example: "),
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
    ("search('a', 'b')", "does not know whose turns", "system, user, assistant, tool"),
    ("search('a', prompt)", "does not know whose turns", ""),
    ("search('a', 'user', 'b')", "needs the text to look for", ""),
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
def test_hostile_text_is_refused_in_silence(
    text: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(FilterError) as caught:
        filters.parse(text, COLUMNS)
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


@settings(max_examples=400)
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


@settings(max_examples=300)
@given(st.text(max_size=40))
def test_any_text_at_all_parses_or_is_refused(text: str) -> None:
    try:
        filters.parse(text, COLUMNS)
    except FilterError as error:
        assert error.message


def parse(text: str) -> None:
    """Parsed or refused, and not remembered."""
    filters._parsed.cache_clear()
    try:
        filters.parse(text, COLUMNS)
    except FilterError:
        pass


@pytest.mark.parametrize(
    "unit", ["is_empty OR ", "(", "NOT (", "- ", "1 + ", "is_empty = ", "'", '"', "a", "'a' ", "/*", "lower("]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    assert_linear(lambda size: unit * (size // len(unit)) + "TRUE", parse, 9_900)


def test_parsing_takes_linear_time() -> None:
    """Different terms, since equal ones are read once."""

    def make(terms: int) -> str:
        return " AND ".join(f"total_tokens NOT BETWEEN {n} AND {n + 1} AND NOT is_refusal" for n in range(terms))

    assert_linear(make, parse, 140)
    assert filters.parse(make(140), COLUMNS).text  # it fits


def test_lexemes_carry_their_place() -> None:
    assert [(x.kind, x.value, x.at) for x in lexer.lexemes("a.b<>'x' --1"[:8])] == [
        ("column", "a.b", 0),
        ("operator", "!=", 3),
        ("text", "x", 5),
    ]
