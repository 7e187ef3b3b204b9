"""The Judge page: nothing is sent before a button, the sample first, one's own grades, then all rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import building, judge
from explorer.store import Cache
from explorer.view import View
from tests.unit.test_judge import NAMES, Endpoint
from tests.waiting import wait_until

from .conftest import Open, sound, texts, write


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    found = Endpoint()
    yield found
    found.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [{"prompt": f"Question **{n}**?", "response": f"<b>Answer</b> {n}."} for n in range(230)]
    return write(tmp_path / "data.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def test_a_sample_then_ones_own_grades_then_all(
    open_app: Open, data: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge, "GRADED", 2)
    app = open_app(data, "judge")
    sound(app)
    assert "Name a model" in texts(app) and "keep to the question" in texts(app)  # what it will be asked
    app.text_input(key="judge_endpoint").set_value(f"grader@{endpoint.url}").run()
    sound(app)
    assert "200 rows" in texts(app) and not endpoint.asked
    app.button(key="judge_ask").click().run()
    sound(app)
    wait_until(lambda: len(endpoint.asked) >= 200)
    wait_until(lambda: not _runs(app))
    app.run()
    sound(app)
    assert "Grade row 1 of 2" in texts(app) and "&lt;b&gt;Answer&lt;/b&gt;" in texts(app)
    for _ in range(2):
        for one in [box for box in app.segmented_control if str(box.key).startswith("grade_")]:
            one.set_value(4)
        next(button for button in app.button if button.label == "Save and go on").click().run()
        sound(app)
    said = texts(app)
    assert "How far to trust it" in said and "30 rows" in said
    table = app.dataframe[0].value
    assert table["rows graded"].tolist()[: len(NAMES)] == [2] * len(NAMES)
    app.button(key="judge_ask").click().run()
    wait_until(lambda: len(endpoint.asked) >= 230)
    wait_until(lambda: not _runs(app))
    app.run()
    sound(app)
    assert "<span>Rows judged</span><b>230</b>" in texts(app)
    assert len(endpoint.asked) == 230


def test_the_job_knows_the_columns_of_ones_own(open_app: Open, data: Path, endpoint: Endpoint) -> None:
    app = open_app(data, "judge", column="size=length(prompt)", drop="Short: size < 17")
    app.text_input(key="judge_endpoint").set_value(f"grader@{endpoint.url}").run()
    sound(app)
    assert "130 rows" in texts(app)  # Question **100**? and on
    app.button(key="judge_ask").click().run()
    wait_until(lambda: not _runs(app))
    app.run()
    sound(app)
    assert len(endpoint.asked) == 130
    assert "<span>Rows judged</span><b>130</b>" in texts(app)


def test_known_answers_become_columns_without_being_asked_again(
    open_app: Open, data: Path, endpoint: Endpoint, cache: Cache
) -> None:
    dataset = building.run(cache, building.resolve(str(data)))
    own, other = (judge.Judge(name, endpoint.url, judge.shipped()) for name in ("grader", "other"))
    for who in (own, other):
        judge.ask(dataset, who, judge.sample(View.of(dataset), 0))
    judge.keep(dataset, other)
    asked = len(endpoint.asked)
    app = open_app(data, "judge")
    app.text_input(key="judge_endpoint").set_value(f"grader@{endpoint.url}").run()
    sound(app)
    assert "Rows judged" not in texts(app)  # they are the other's
    app.button(key="judge_keep").click().run()
    wait_until(lambda: not _runs(app))
    app.run()
    sound(app)
    assert "<span>Rows judged</span><b>230</b>" in texts(app) and len(endpoint.asked) == asked
    assert not [button for button in app.button if button.key == "judge_keep"]


def _runs(app: object) -> bool:
    folder = Cache.default().folder("builds")
    found = [building.status_of(Cache.default(), path.stem) for path in folder.glob("*.json")]
    return any(job is not None and job.state == "running" for job in found)


@pytest.mark.parametrize(
    "typed", ["x", "x@http://example.com", "x@https://a:b@example.com/v1", "**x**@file:///etc/passwd"]
)
def test_what_is_no_endpoint_is_said(open_app: Open, data: Path, typed: str) -> None:
    app = open_app(data, "judge")
    app.text_input(key="judge_endpoint").set_value(typed).run()
    sound(app)
    assert "endpoint" in texts(app) or "unencrypted" in texts(app)
    assert not [button for button in app.button if button.key == "judge_ask"]
