"""Duplicates: groups at any threshold, pairs side by side, a rule that becomes a step, and conflicts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import SAMPLE, Open, dropped, kept, sound, texts, write

ANSWER = "A dense crumb almost always means one of three things: the dough was cold, the starter was weak, or the bake was short."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    hostile = "<b>Why</b> is my *loaf* so dense"
    rows = [
        (hostile, ANSWER),
        (f"{hostile}?", ANSWER.replace("almost", "nearly") + " It is so."),
        ("Name a river.", "The Rhine."),
    ]
    rows += [("How many are left?", "#### 7"), ("How many are left?", "#### 8")]
    return write(tmp_path / "data.jsonl", "".join(json.dumps({"prompt": p, "response": r}) + "\n" for p, r in rows))


def test_groups_and_figures(open_app: Open) -> None:
    app = open_app(SAMPLE, "duplicates")
    sound(app)
    said = texts(app)
    assert "<span>Rows to spare</span><b>11</b>" in said and "<span>Groups</span><b>10</b>" in said
    assert app.dataframe[0].value["rows"].tolist() == [3, *[2] * 9]
    app.slider(key="duplicates_threshold").set_value(0.95).run()
    sound(app)
    assert "<span>Rows to spare</span><b>7</b>" in texts(app)


def test_the_rule_of_which_row_stays_is_a_step(open_app: Open, data: Path) -> None:
    app = open_app(data, "duplicates")
    sound(app)
    assert "Drop 1 row" in app.button(key="duplicates_drop").label
    app.selectbox(key="duplicates_stays").set_value("response_tokens").run()
    app.button(key="duplicates_drop").click().run()
    sound(app)
    (step,) = dropped(app)
    assert "is_spare(near_group, response_tokens, 0.7)" in step and kept(app) == "4 rows"
    assert "No two rows are copies" in " ".join(element.value for element in app.success)
    # The longer answer is the second one.
    again = open_app(data, "quality", drop=step, focus="row_id = 1")
    sound(again)
    assert kept(again) == "1 row"
    app.button(key="undo").click().run()
    assert kept(app) == "5 rows"


def test_any_column_of_a_source_may_decide(open_app: Open, tmp_path: Path) -> None:
    rows = [
        {"prompt": f"Why is my loaf {'so ' * n}dense?", "response": ANSWER, 'my "score"': n * 10.5} for n in range(2)
    ]
    path = write(tmp_path / "scored.jsonl", "".join(json.dumps(row) + "\n" for row in rows * 20))
    app = open_app(path, "duplicates")
    app.selectbox(key="duplicates_stays").set_value('my "score"').run()
    app.button(key="duplicates_drop").click().run()
    sound(app)
    assert kept(app) == "1 row"


@pytest.mark.parametrize("kind", ["exact", "conflicts"])
def test_other_kinds(open_app: Open, kind: str) -> None:
    app = open_app(SAMPLE, "duplicates")
    app.segmented_control(key="duplicates_kind").set_value(kind).run()
    sound(app)
    rows = app.dataframe[0].value
    if kind == "exact":
        assert rows["rows"].tolist() == [3, *[2] * 5]
    else:
        assert sorted(rows["differ in"]) == ["Number", "Yes and no"]


def test_nothing_found_is_good_news(open_app: Open, data: Path) -> None:
    app = open_app(data, "duplicates", drop=["row_id = 1", "row_id = 4"])
    sound(app)
    assert [element.value for element in app.success] == ["No two rows are copies of one another here."]
    app.segmented_control(key="duplicates_kind").set_value("conflicts").run()
    sound(app)
    assert [element.value for element in app.success] == ["No two answers to one question contradict one another."]
