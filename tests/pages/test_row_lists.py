"""Lists to pick from, and limits on top of limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from .conftest import Open


def _where(app: AppTest) -> str:
    found = app.query_params.get("where", "")
    return found if isinstance(found, str) else found[0]


def test_both_ends_are_listed_by_length(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "lengths")
    assert not app.exception
    ends = next(table.value for table in app.dataframe if "end" in table.value)
    assert list(ends["end"]) == ["longest"] * 5 + ["shortest"]  # six rows: no row twice
    assert list(ends["tokens"]) == sorted(ends["tokens"], reverse=True)
    assert list(ends["row"])[-1] == 4  # the row with an empty answer


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
