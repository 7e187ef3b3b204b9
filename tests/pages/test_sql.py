"""The SQL page: a statement runs when it is asked for, and what it gives is text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from explorer.charts import results
from explorer.charts.results import Drawing
from explorer.ui.sql import page as body

from .conftest import Open, figures, sound, texts, where


def test_a_statement_of_a_link_waits_until_it_is_asked_for(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "sql", sql="SELECT count(*) AS n FROM rows")
    sound(app)
    assert app.text_area[0].value == "SELECT count(*) AS n FROM rows"
    assert not app.dataframe
    (run,) = [one for one in app.button if one.label == "Run"]
    run.click().run()
    sound(app)
    assert app.dataframe[0].value.iloc[0, 0] == 6
    assert "1 row in the result." in texts(app)


def test_the_page_answers_before_anything_is_asked(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "sql")
    sound(app)
    assert app.dataframe[0].value.shape[1] == 3 and len(figures(app)) == 1


def test_it_looks_at_what_is_kept_and_looked_at(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "sql", where="row_id > 1", drop="row_id = 5", sql="SELECT count(*) AS n FROM rows")
    (run,) = [one for one in app.button if one.label == "Run"]
    run.click().run()
    assert app.dataframe[0].value.iloc[0, 0] == 3
    assert where(app)


def test_a_mistake_is_one_sentence(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "sql", sql="SELECT * FROM read_csv('/etc/passwd')")
    (run,) = [one for one in app.button if one.label == "Run"]
    run.click().run()
    assert not app.exception
    assert "the only table is rows" in app.error[0].value + texts(app)


def test_examples_run_and_hostile_text_stays_text(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "sql")
    (example,) = [one for one in app.button if one.label == "Rows by ability"]
    example.click().run()
    sound(app)
    assert len(figures(app)) == 1
    assert str(app.text_area[0].value).startswith("SELECT ability")
    app = open_app(tiny, "sql", sql="SELECT prompt, response_tokens FROM rows")
    (run,) = [one for one in app.button if one.label == "Run"]
    run.click().run()
    sound(app)
    assert "<script" not in texts(app) and "<script" not in json.dumps(figures(app))


TABLE = pa.table({"name": ["a", "b"], "n": [1, 2], "m": [0.5, None]})


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["name", "n"], Drawing("bars", "name", "n")),
        (["n", "m"], Drawing("points", "n", "m")),
        (["n"], Drawing("histogram", "n")),
        (["name"], None),
    ],
)
def test_a_chart_follows_from_the_columns(names: list[str], chosen: Drawing | None) -> None:
    table = TABLE.select(names)
    assert results.choice(table) == chosen
    if chosen is not None:
        drawn: Any = results.draw(table, chosen, "light").to_plotly_json()
        assert len(drawn["data"]) == 1 and results.drawn(table, chosen) == 2


def test_every_kind_of_chart_is_drawn() -> None:
    for kind in results.kinds(TABLE, "n", "m"):
        assert results.draw(TABLE, Drawing(kind, "n", "m" if kind != "histogram" else ""), "dark").data
    assert results.kinds(TABLE, "name", "") == [] and results.kinds(TABLE, "n", "name") == []


def test_a_download_holds_no_formula() -> None:
    table = pa.table({"=x": ["=1+1", "plain", None], "n": [-1, 2, 3]})
    assert body._csv(table).decode().splitlines() == ["'=x,n", "'=1+1,-1", "plain,2", ",3"]


def test_a_saved_query_is_in_the_link_and_in_the_recipe(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "sql", query="Rows: SELECT count(*) AS n FROM rows", sql="SELECT 1 AS one")
    sound(app)
    assert not app.dataframe
    app.button(key="sql_saved_0").click().run()
    sound(app)
    assert app.dataframe[0].value.iloc[0, 0] == 6
    app.text_area(key="sql_text").set_value("SELECT max(response_tokens) AS m FROM rows")
    next(one for one in app.button if one.label == "Run").click().run()
    app.text_input(key="sql_save_name").set_value("Longest")
    app.button(key="FormSubmitter:sql_save_form-Save the statement").click().run()
    sound(app)
    assert app.query_params["query"] == [
        "Rows: SELECT count(*) AS n FROM rows",
        "Longest: SELECT max(response_tokens) AS m FROM rows",
    ]
    app.text_area(key="sql_text").set_value("COPY rows TO 'x'")
    next(one for one in app.button if one.label == "Run").click().run()
    app.text_input(key="sql_save_name").set_value("Bad")
    app.button(key="FormSubmitter:sql_save_form-Save the statement").click().run()
    assert "no SELECT" in app.error[0].value + texts(app) and len(app.query_params["query"]) == 2
    app.button(key="sql_unsave_0").click().run()
    app.session_state["recipe_open"] = True
    app.switch_page("pages/export.py").run()
    sound(app)
    (made,) = [json.loads(one.value) for one in app.code if one.language == "json" and '"queries"' in one.value]
    assert [one["name"] for one in made["queries"]] == ["Longest"]
