"""What an expression keeps of a real DuckDB table, and that its canonical text means the same."""

from __future__ import annotations

import duckdb
import pytest

from explorer import filters

from .rows import COLUMNS, column, hit, ids

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
    sql = filters.to_sql(found, COLUMNS, text_hit=lambda condition, reads: f"<{condition}>", prefix="r.")
    assert sql == '(r."total_tokens" > 1) AND (<contains("response", \'a\')>)'
    with pytest.raises(ValueError, match="alias"):
        filters.to_sql(found, COLUMNS, prefix="rows; --")
