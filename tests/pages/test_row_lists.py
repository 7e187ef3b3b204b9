"""Lists to pick from, and limits on top of limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from .conftest import Open


def _lists(app: AppTest) -> list[list[int]]:
    """Row numbers in the lists of rows to read."""
    return [list(table.value["row"]) for table in app.dataframe if "row" in table.value]


def _where(app: AppTest) -> str:
    found = app.query_params.get("where", "")
    return found if isinstance(found, str) else found[0]


def test_both_ends_are_listed_by_length(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "lengths")
    assert not app.exception
    longest, shortest = _lists(app)
    assert (len(longest), len(shortest)) == (5, 5)
    assert shortest[0] == 4  # the row with an empty answer
    tokens = [list(table.value["tokens"]) for table in app.dataframe if "tokens" in table.value]
    assert tokens == [sorted(tokens[0], reverse=True), sorted(tokens[1])]


def test_lists_show_hostile_text_as_it_is(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "categories", by="category")
    values = [list(table.value["value"]) for table in app.dataframe if "value" in table.value]
    assert "<b>" in values[0]


@pytest.mark.parametrize("before", ["total_tokens >= 4", "total_tokens BETWEEN 4 AND 100"])
def test_a_limit_is_set_on_top_of_the_limits_that_hold(open_app: Open, tiny: Path, before: str) -> None:
    app = open_app(tiny, "lengths", where=f"{before} AND NOT is_empty")
    app.number_input(key="limit_high_total_tokens").set_value(9).run()
    app.button(key="drop_outside").click().run()
    assert not app.exception
    assert _where(app) == "total_tokens BETWEEN 4 AND 9 AND NOT is_empty"


def test_groups_of_duplicates_are_listed_with_their_texts(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "quality")
    assert not app.exception
    groups = next(table.value for table in app.dataframe if "prompt" in table.value)
    assert list(groups["rows"]) == [2] and list(groups["prompt"]) == ["Name a colour."]
    assert app.button(key="drop_copies").label == "Drop the extra copy"
