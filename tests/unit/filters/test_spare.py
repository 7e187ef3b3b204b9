"""The rows of a group but the one that stays, at any threshold, by any order."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest

from explorer import filters
from explorer.errors import FilterError
from explorer.passes import linkage

from .rows import column

COLUMNS = {
    one.name: one
    for one in (
        column("row_id", "id"),
        column("near_group", "id"),
        column("near_first", "id"),
        column("near_similarity", "number"),
        column("tokens", "integer"),
        column("language", "category"),
    )
}
ROWS = 400


@pytest.fixture(scope="module")
def linked() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    pairs = np.unique(np.sort(rng.integers(0, ROWS, (500, 2)), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    return pairs, rng.integers(16, 33, len(pairs)) / 32


@pytest.fixture(scope="module")
def table(linked: tuple[np.ndarray, np.ndarray]) -> Iterator[duckdb.DuckDBPyConnection]:
    joins, heights = linkage.merges(*linked, ROWS)
    first = linkage.first_rows(joins, heights, 0.7)
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE TABLE rows (row_id INTEGER, near_group INTEGER, near_first BIGINT, near_similarity FLOAT, tokens INTEGER, language VARCHAR)"
        )
        for row in range(ROWS):
            height = float(heights[row]) or None
            connection.execute(
                "INSERT INTO rows VALUES (?, ?, ?, ?, ?, 'en')",
                [
                    row,
                    int(first[row]),
                    int(joins[row]) if height else None,
                    height,
                    None if row % 7 == 0 else row * 37 % 101,
                ],
            )
        yield connection


def found(table: duckdb.DuckDBPyConnection, condition: str) -> list[int]:
    sql = filters.to_sql(filters.parse(condition, COLUMNS), COLUMNS)
    return [row for (row,) in table.execute(f"SELECT row_id FROM rows WHERE {sql} ORDER BY row_id").fetchall()]


@pytest.mark.parametrize("threshold", [0.5, 0.62, 0.7, 0.85, 0.999, 1.0])
def test_groups_are_those_of_the_links_at_the_threshold(
    table: duckdb.DuckDBPyConnection, linked: tuple[np.ndarray, np.ndarray], threshold: float
) -> None:
    # By flood over the links themselves, without what is kept of them.
    pairs, likeness = linked
    beside: dict[int, set[int]] = {row: set() for row in range(ROWS)}
    for a, b in pairs[likeness >= threshold].tolist():
        beside[a].add(b)
        beside[b].add(a)
    groups, seen = [], set[int]()
    for row in range(ROWS):
        group, waiting = set[int](), [row]
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                group.add(here)
                waiting += beside[here]
        groups.append(group)
    tokens = {row: -1 if row % 7 == 0 else row * 37 % 101 for row in range(ROWS)}
    groups = [group for group in groups if len(group) > 1]
    assert groups
    first = sorted(row for group in groups for row in group - {min(group)})
    longest = sorted(row for group in groups for row in group - {max(group, key=lambda row: (tokens[row], -row))})
    assert found(table, f"is_spare(near_group, -row_id, {threshold})") == first
    assert found(table, f"near_similarity >= {threshold}") == first
    assert found(table, f"is_spare(near_group, tokens, {threshold})") == longest
    rest = sorted(set(range(ROWS)) - set(longest))
    assert found(table, f"NOT is_spare(near_group, tokens, {threshold})") == rest


def test_plain_groups(table: duckdb.DuckDBPyConnection) -> None:
    assert found(table, "is_spare(near_group, tokens)") == found(table, "is_spare(near_group, tokens, 0.7)")
    assert found(table, "is_spare(near_group, -tokens)") != found(table, "is_spare(near_group, tokens)")


@pytest.mark.parametrize(
    "condition",
    [
        "is_spare(near_group)",
        "is_spare(tokens, tokens)",
        "is_spare(near_group, language)",
        "is_spare(near_group, tokens, 0.2)",
        "is_spare(near_first, tokens, 0.8)",
        "is_spare(near_group, tokens, tokens)",
    ],
)
def test_what_makes_no_sense_is_refused(condition: str) -> None:
    with pytest.raises(FilterError, match="is_spare"):
        filters.parse(condition, COLUMNS)


def test_in_words() -> None:
    said = filters.describe(filters.parse("is_spare(near_group, -row_id, 0.85)", COLUMNS), COLUMNS)
    assert said == "spare in its group of near_group from 0.85 on (the first row stays)"
    assert "tokens" in filters.describe(filters.parse("is_spare(near_group, tokens)", COLUMNS), COLUMNS)
