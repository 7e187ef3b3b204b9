"""Steps: what is dropped is a list that grows, moves, is switched and undone, and that only drops change what is judged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import queries
from explorer.errors import DecisionError
from explorer.view import View
from tests.conftest import SAMPLE
from tests.waiting import NEVER

from .conftest import APP, Open, asked, dropped, kept, press, problems, sound, texts, where, write

ODD = "Ünï & co = 50 % #1?: row_id = 4 -- it's “odd” + ä/ö 100%"


def shown(app: AppTest) -> View:
    """What the app looks at."""
    return app.session_state["explorer.view"]


def rows(app: AppTest) -> int:
    """Rows that the steps keep, whatever is looked at."""
    found = re.search(r"<b>([\d,]+) rows?</b> kept", texts(app))
    assert found, texts(app)
    return int(found[1].replace(",", ""))


def boxes(app: AppTest) -> list[tuple[str, bool]]:
    """The list of steps: names, and whether they are on."""
    return [(box.label.replace("\\", ""), box.value) for box in app.checkbox if str(box.key).startswith("step_on_")]


def click(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    sound(app)


def switch(app: AppTest, place: int) -> None:
    box = [box for box in app.checkbox if str(box.key).startswith("step_on_")][place]
    box.set_value(not box.value).run()
    sound(app)


def menu(app: AppTest, place: int) -> None:
    """Open the menu of a step."""
    app.session_state[f"step_more_{place}"] = True
    app.run()
    sound(app)


def figures_said(app: AppTest) -> list[tuple[str, str]]:
    """The headline figures of a page."""
    return re.findall(r"<span>([^<]*)</span><b>([^<]*)</b>", texts(app))


def verdict(app: AppTest) -> str:
    """The verdict's words, and what is wrong."""
    found = re.search(r'<div class="x-verdict.*?</div></div>', texts(app), re.DOTALL)
    assert found
    return found[0] + str(problems(app))


# ---- where a step comes from ----


def test_quality_drops_what_is_looked_at_alone(open_app: Open, tiny: Path) -> None:
    """The button counts rows that are looked at, and those go, no others."""
    app = open_app(tiny, "quality", where="category = 'open_qa'")
    assert app.button(key="drop_copies").label == "Drop the exact copy"
    click(app, "drop_copies")
    (step,) = dropped(app)
    assert step.startswith("Exact copies, where category") and "category = 'open_qa'" in step
    assert (rows(app), kept(app)) == (5, "2 rows")


def test_lengths_drops_beyond_a_limit(open_app: Open) -> None:
    app = open_app(SAMPLE, "lengths")
    app.number_input(key="limit_high_total_tokens").set_value(4096).run()
    click(app, "drop_outside")
    assert dropped(app) == ["Total tokens above 4,096: total_tokens >= 4097"]
    assert rows(app) == 423


def test_trainers_drops_what_a_trainer_would_drop(open_app: Open) -> None:
    app = open_app(SAMPLE, "trainers")
    click(app, "keep_trl")
    (step,) = dropped(app)
    assert step.startswith("Not trained by TRL: ")
    assert 0 < rows(app) < 426
    assert "keep_trl" not in [button.key for button in app.button]


def test_these_and_all_others_are_dropped(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, where="category = 'open_qa'")
    click(app, "focus_drop")
    assert (where(app), rows(app)) == ("", 4)
    assert "category = 'open_qa'" in dropped(app)[0]
    app = open_app(tiny, where="category = 'open_qa'")
    click(app, "focus_keep")
    assert (where(app), rows(app)) == ("", 2)
    assert boxes(app) == [("All but category is open_qa", True)]


def test_all_others_are_those_for_which_the_condition_is_not_true(open_app: Open, tmp_path: Path) -> None:
    """Rows without the value are others, too."""
    lines = ['{"prompt": "a", "response": "b", "tag": "x"}\n', *['{"prompt": "c", "response": "d"}\n'] * 2]
    path = write(tmp_path / "some.jsonl", "".join(lines))
    app = open_app(path, where="tag = 'x'")
    click(app, "focus_keep")
    assert rows(app) == 1


def test_the_same_condition_is_one_step(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, drop=["Empty: is_empty"], off="1", where="is_empty")
    assert boxes(app) == [("Empty", False)]
    click(app, "focus_drop")
    assert (dropped(app), boxes(app)) == (["Empty: is_empty"], [("Empty", True)])


# ---- links ----


def test_steps_travel_by_their_link(open_app: Open, tiny: Path) -> None:
    drop = ["Copies: is_exact_copy -- the first stays", ODD, "is_refusal"]
    app = open_app(tiny, drop=drop, off="1,3", where="n_turns = 2")
    sound(app)
    assert dropped(app) == drop and asked(app, "off") == "1,3"
    names = ["Copies", "Ünï & co = 50 % #1?", "is_refusal"]
    assert boxes(app) == [(names[0], False), (names[1], True), (names[2], False)]
    assert (rows(app), where(app)) == (5, "n_turns = 2")
    steps = shown(app).drops.steps
    assert [step.reason for step in steps] == ["the first stays", "it's “odd” + ä/ö 100%", ""]
    app.switch_page("pages/browse.py").run()
    app.session_state["share"] = True
    app.run()
    sound(app)
    assert dropped(app) == drop and asked(app, "off") == "1,3"
    address = next(block.value for block in app.code if block.value.startswith("http") or "drop=" in block.value)
    assert address.count("drop=") == 3 and "off=1%2C3" in address and "focus=" in address and "where=" not in address
    command = next(block.value for block in app.code if block.value.startswith("python "))
    assert command.count("--drop") == 1 and "row_id = 4" in command  # what is off is not dropped


@pytest.mark.parametrize("former", ["NOT is_empty", "tag = 'x'", "total_tokens > 3 OR tag IS NULL"])
def test_an_old_link_opens_as_one_step(open_app: Open, tmp_path: Path, former: str) -> None:
    lines = [f'{{"prompt": "{"a " * n}", "response": "b", "tag": "{"xy"[n % 2]}"}}\n' for n in range(1, 5)]
    path = write(tmp_path / "some.jsonl", "".join([*lines, '{"prompt": "c", "response": ""}\n']))
    open_app(path)
    app = AppTest.from_file(str(APP), default_timeout=NEVER)
    app.query_params["source"], app.query_params["where"] = str(path), former
    app.run()
    sound(app)
    (step,) = shown(app).drops.steps
    assert step.name.startswith("All but") and step.on
    found = queries.row_ids(shown(app))
    assert found == queries.row_ids(shown(app).everything().focused(former))
    assert 0 < rows(app) == len(found) < 5 and where(app) == ""
    assert "where" not in app.query_params and len(dropped(app)) == 1


@pytest.mark.parametrize(
    ("drop", "said"),
    [
        ("Bad: no_such_column > 1", "no_such_column"),
        ("Bad: is_empty AND (", "Bad"),
        ("Nameless:", "needs a condition"),
        ("<script>alert(1)</script>: = = 1", "cannot be applied"),
    ],
)
@pytest.mark.parametrize("page", ["", "review", "export"])
def test_a_broken_step_in_a_link_is_said_and_can_be_cleared(
    open_app: Open, tiny: Path, drop: str, said: str, page: str
) -> None:
    app = open_app(tiny, page, drop=["Empty: is_empty", drop])
    sound(app)
    assert said in " ".join(error.value for error in app.error).replace("\\", "")
    assert not re.search(r"(?<!\\)<script", " ".join(error.value for error in app.error))
    click(app, "action_clear_filter")
    assert not app.error and not dropped(app)
    assert rows(app) == 6


def test_too_many_steps_are_refused_aloud(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, drop=[f"row_id = {n}" for n in range(70)])
    sound(app)
    assert any("70 steps" in error.value for error in app.error)


@pytest.mark.parametrize("off", ["0", "9", "-1", "x", "1,,1,²", "1" * 400])
def test_places_that_are_none_do_no_harm(open_app: Open, tiny: Path, off: str) -> None:
    app = open_app(tiny, drop="is_empty", off=off)
    sound(app)
    assert rows(app) in (5, 6)


def test_hostile_names_are_inert(open_app: Open, tiny: Path) -> None:
    evil = "<script>alert(1)</script> **b** ![i](http//evil.example) $x$"
    drop = f"{evil}: is_empty -- <img src=x onerror=alert(1)> [l](javascript:alert(1))"
    for page in ("", "review", "export", "browse"):
        app = open_app(tiny, page, drop=drop, built=not page)
        menu(app, 0)
        assert boxes(app) == [(evil, True)] and rows(app) == 5
        markup = " ".join(element.proto.body for element in app.get("html"))
        assert not re.search(r"<script|<img", markup)
        kinds = ("markdown", "caption", "checkbox", "button")
        raw = [
            getattr(element, "label", "") or getattr(element, "value", "")
            for kind in kinds
            for element in app.get(kind)
        ]
        assert sum("alert" in str(said) for said in raw) >= 3
        for said in raw:
            assert not re.search(r"(?<!\\)(<script|<img|!\[i|\[l\]|\*\*b|\$x)", str(said)), said


# ---- undo and redo ----


def test_everything_can_be_undone_and_redone(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, drop=["Empty: is_empty", "Copies: is_exact_copy"])
    assert app.button(key="undo").disabled and app.button(key="redo").disabled
    told = [(dropped(app), "off" in app.query_params, where(app))]

    def done() -> None:
        told.append((dropped(app), "off" in app.query_params, where(app)))

    switch(app, 1)
    done()
    menu(app, 1)
    click(app, "step_up_1")
    done()
    assert dropped(app) == ["Copies: is_exact_copy", "Empty: is_empty"] and asked(app, "off") == "1"
    menu(app, 0)
    click(app, "step_remove_0")
    done()
    app.text_input(key="filter_search").set_value("colour").run()
    done()
    click(app, "focus_drop")
    done()
    assert len({str(one) for one in told}) == 6
    for expected in reversed(told[:-1]):
        click(app, "undo")
        assert (dropped(app), "off" in app.query_params, where(app)) == expected
    assert app.button(key="undo").disabled
    for expected in told[1:]:
        click(app, "redo")
        assert (dropped(app), "off" in app.query_params, where(app)) == expected
    assert app.button(key="redo").disabled


def test_what_is_done_after_an_undo_ends_what_could_be_redone(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, where="is_empty")
    click(app, "focus_drop")
    click(app, "undo")
    assert not dropped(app) and not app.button(key="redo").disabled
    app.text_input(key="filter_search").set_value("colour").run()
    assert app.button(key="redo").disabled


def test_a_decision_is_undone_and_redone(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "review", row="3")
    click(app, "decide_drop")
    assert rows(app) == 5
    click(app, "undo")
    assert rows(app) == 6 and not shown(app).dataset.hand.records
    click(app, "redo")
    assert rows(app) == 5 and shown(app).dataset.hand.rows_with("drop") == [3]


def test_undo_says_what_it_takes_back(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, drop="Empty: is_empty")
    switch(app, 0)
    assert "step switched off" in app.button(key="undo").help and "Empty" in app.button(key="undo").help


# ---- by hand ----


def test_decisions_are_switched_off_and_on_again(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "review", row="3", drop="Empty: is_empty")
    click(app, "decide_drop")
    assert app.session_state["explorer.row"] == 4
    click(app, "decide_keep")  # a keep by hand beats the step
    assert rows(app) == 5
    assert boxes(app) == [("Empty", True), ("By hand", True)]
    switch(app, 1)
    assert asked(app, "hand") == "off" and rows(app) == 5
    assert queries.row_ids(shown(app)) == [0, 1, 2, 3, 5]
    assert boxes(app) == [("Empty", True), ("By hand", False)]
    switch(app, 1)
    assert "hand" not in app.query_params
    assert queries.row_ids(shown(app)) == [0, 1, 2, 4, 5]


# ---- what is looked at changes nothing ----


def test_the_scorecard_is_the_same_whatever_is_looked_at(open_app: Open) -> None:
    before = open_app(SAMPLE, drop="is_exact_copy")
    after = open_app(SAMPLE, drop="is_exact_copy", where="is_empty")
    sound(after)
    assert verdict(after) == verdict(before) and figures_said(after) == figures_said(before)
    assert kept(after) == "9 rows" and rows(after) == 419
    whole = open_app(SAMPLE)
    assert verdict(whole) != verdict(before)


@pytest.mark.parametrize("looked_at", ["category = 'open_qa'", "is_empty", "total_tokens > 1000000"])
def test_what_is_exported_is_the_same_whatever_is_looked_at(
    open_app: Open, tiny: Path, tmp_path: Path, looked_at: str
) -> None:
    app = open_app(tiny, "export", drop="is_empty", where=looked_at)
    sound(app)
    assert dict(figures_said(app))["Exported rows"] == "5"
    assert not any("--where" in block.value for block in app.code)
    app.text_input(key="write_path").set_value(str(tmp_path / "out.jsonl"))
    press(app, "Write 5 rows")
    sound(app)
    lines = tiny.read_bytes().splitlines(keepends=True)
    assert (tmp_path / "out.jsonl").read_bytes() == b"".join(line for line in lines if b'"output": ""' not in line)


def test_charts_show_what_is_kept_and_looked_at(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "lengths", drop="is_empty", where="category = 'open_qa' OR is_empty")
    sound(app)
    assert "Looking at 3 rows, 1 of them dropped" in texts(app)
    table = next(table.value for table in app.dataframe if "end" in table.value)
    assert sorted(table["row"]) == [0, 1]


def test_a_step_is_renamed(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, drop="Gone: is_empty -- a reason")
    app.session_state["step_more_0"] = True
    app.run()
    next(box for box in app.text_input if (box.key or "").startswith("step_name_0")).set_value("Empty: <b>").run()
    sound(app)
    assert dropped(app) == ["Empty <b>: is_empty -- a reason"]
    click(app, "undo")
    assert dropped(app) == ["Gone: is_empty -- a reason"]


def test_what_cannot_be_undone_is_still_to_be_undone(
    open_app: Open, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(tiny, "review")
    click(app, "decide_drop")
    assert (rows(app), app.button(key="undo").help) == (5, "drop, 1 row")

    def refused(*_: object) -> None:
        raise DecisionError("The book is locked.", "")

    monkeypatch.setattr("explorer.decisions.Book.undo", refused)
    click(app, "undo")
    assert (rows(app), app.button(key="undo").help) == (5, "drop, 1 row") and app.button(key="redo").disabled
    monkeypatch.undo()
