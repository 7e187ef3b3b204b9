"""A filter said in words."""

from __future__ import annotations

import pytest

from explorer import filters

from .rows import COLUMNS, column

ENGLISH = [
    ("", "all rows"),
    ("TRUE", "every row"),
    ("FALSE", "no row"),
    (
        "total_tokens > 4096 AND NOT is_refusal AND language = 'zh'",
        "total tokens above 4,096, and not refusal, and language is Chinese",
    ),
    ("total_tokens >= 1 OR n_turns <= 2", "total tokens at least 1, or turns at most 2"),
    ("score < 0.30000000000000004", "score below 0.3"),
    ("score BETWEEN -1.5 AND 1e5", "score between -1.5 and 100,000"),
    ("score NOT BETWEEN 1 AND 2", "score not between 1 and 2"),
    ("length(prompt) > 1000", "length of prompt above 1,000"),
    ("language IN ('en', 'zh', 'fr')", "language is English, Chinese or French"),
    ("language NOT IN ('en', 'zh')", "language is not English or Chinese"),
    ("language != 'en'", "language is not English"),
    ("language = ''", "language is “”"),
    ("language = 'a, or b'", "language is “a, or b”"),
    ("language IS NULL OR language = 'en'", "language is missing, or language is English"),
    ("language IS NOT NULL", "language is present"),
    ("CAST(total_tokens AS VARCHAR) = '5'", "total tokens as text is 5"),
    ("CAST(note AS BIGINT) = 5", "note as whole number is 5"),
    ("TRY_CAST(note AS DOUBLE) > 1", "note as number above 1"),
    ("TRY_CAST(note AS BOOLEAN)", "note as yes or no"),
    ("search('算法')", "text contains “算法”"),
    ("NOT search('x')", "text does not contain “x”"),
    ("search('x', 'assistant')", "the assistant says “x”"),
    ("NOT search('x', 'user')", "the user does not say “x”"),
    ("search('x', 'system')", "system text contains “x”"),
    ("response ILIKE '%sorry%'", "response contains “sorry”"),
    ("response NOT LIKE '%sorry%'", "response does not contain “sorry” (exact case)"),
    ("response LIKE 's_rry%'", "response matches the pattern “s_rry%” (exact case)"),
    ("starts_with(response, 'I')", "response starts with “I” (exact case)"),
    ("NOT regexp_matches(response, '^I')", "response does not match the regular expression “^I”"),
    ("in_polygon(map_x, map_y, '0 0, 1 0, 1 1')", "inside a drawn area"),
    ("row_id IN (4, 5, 6, 7)", "4 chosen rows"),
    ("NOT row_id IN (4, 5, 6, 7)", "not one of 4 chosen rows"),
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
