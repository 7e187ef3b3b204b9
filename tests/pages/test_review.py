"""Review: rows are read one after the other and decided, and the list stays as it is under what is done to its rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explorer import building, decisions, serving
from explorer.decisions import Record
from explorer.store import Cache
from explorer.view import View
from tests.conftest import SAMPLE
from tests.waiting import NEVER

from .conftest import APP, Open, asked, dropped, kept, sound, texts, where, write

PAGE = 50  # rows of a page of the list


def shown(app: AppTest) -> View:
    """What the app looks at."""
    return app.session_state["explorer.view"]


def lines(app: AppTest) -> list[dict[str, Any]]:
    """The rows of the list, as the browser gets them."""
    return _list(app)["rows"]


def _list(app: AppTest) -> dict[str, Any]:
    (found,) = (data for one in app.get("bidi_component") if "rows" in (data := json.loads(one.proto.json)))
    return found


def ids(app: AppTest) -> list[int]:
    return [line["id"] for line in lines(app)]


def opened(app: AppTest) -> int:
    """The row that is read."""
    return _list(app)["open"]


def records(app: AppTest) -> dict[int, Record]:
    """What is decided of the rows."""
    return shown(app).dataset.hand.records


def journal() -> list[tuple[str, dict[str, Any]]]:
    """Every change in the book: (who, what was held after it)."""
    with decisions.book()._lock:
        found = decisions.book()._asked("SELECT who, after FROM journal ORDER BY version")
    return [(who, json.loads(after)) for who, after in found]


def click(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    sound(app)


def in_dialog(app: AppTest, opener: str, key: str, text: str, save: str) -> None:
    """Open a dialog, write, and save; the page is drawn anew in between, as news of a build or of another person does."""
    click(app, opener)
    app.text_area(key=key).set_value(text)
    app.run()
    assert app.text_area(key=key).value == text, "still open, and nothing is lost"
    click(app, save)
    assert key not in [area.key for area in app.text_area]


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """Rows for more than two pages."""
    rows = [{"prompt": f"Question {n}?", "response": f"Answer {n}."} for n in range(2 * PAGE + 5)]
    return write(tmp_path / "long.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


# ---- the list ----


def test_the_first_row_is_open_and_a_link_opens_another(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "review")
    assert ids(app) == [0, 1, 2, 3, 4, 5] and opened(app) == 0
    assert opened(open_app(tiny, "review", row="4")) == 4
    assert opened(open_app(tiny, "review", row="999")) == 0


def test_a_line_says_why_a_row_is_here(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "review", drop=["Empty: is_empty", "Off: is_exact_copy"], off="2")
    line = lines(app)[4]
    assert line["prompt"] == "Say nothing." and line["answer"] == "(no answer)"
    assert [words for words, _ in line["why"]] == ["empty response", "step: Empty"]
    assert [one["dropped"] for one in lines(app)] == [False] * 4 + [True, False]


@pytest.mark.parametrize("looked_at", ["", "total_tokens < 1000", "NOT is_empty OR decision = 'drop'"])
def test_the_list_stays_under_what_is_done_to_its_rows(open_app: Open, tiny: Path, looked_at: str) -> None:
    app = open_app(tiny, "review", where=looked_at)
    before = ids(app)
    assert len(before) >= 5
    for key in ("decide_drop", "decide_keep", "decide_mark"):
        click(app, key)
        assert ids(app) == before
    click(app, "undo")
    assert ids(app) == before
    if looked_at:
        click(app, "focus_drop")
        assert ids(app) == before and where(app) == looked_at
        assert all(line["dropped"] for line in lines(app) if line["id"] != 1)
        app.checkbox[0].set_value(False).run()
        assert ids(app) == before


def test_rows_that_no_longer_fit_stay_until_one_looks_anew(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "review", where="decision IS NULL")
    click(app, "decide_drop")
    assert ids(app) == [0, 1, 2, 3, 4, 5] and lines(app)[0]["badges"] == [["drop", "drop"]]
    app.text_area(key="filter_text").set_value("decision IS NULL AND row_id >= 0").run()
    assert ids(app) == [1, 2, 3, 4, 5]


def test_looking_again_starts_at_the_first_page(open_app: Open, long: Path) -> None:
    app = open_app(long, "review")
    app.session_state["review_page"] = 3
    app.run()
    assert ids(app) == [100, 101, 102, 103, 104]
    app.text_area(key="filter_text").set_value("row_id >= 20").run()
    sound(app)
    assert ids(app)[0] == 20 and opened(app) == 20


# ---- one row after the other ----


def test_keep_and_drop_go_on_to_the_next_row(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "review")
    click(app, "decide_keep")
    assert opened(app) == 1 and asked(app, "row") == "1"
    click(app, "decide_drop")
    assert opened(app) == 2
    assert {row: record.decision for row, record in records(app).items()} == {0: "keep", 1: "drop"}
    assert [line["badges"] for line in lines(app)[:3]] == [[["keep", "keep"]], [["drop", "drop"]], []]
    assert kept(app) == "5 rows"


def test_one_goes_on_over_the_end_of_a_page_and_back(open_app: Open, long: Path) -> None:
    app = open_app(long, "review", row=str(PAGE - 1))
    click(app, "decide_drop")
    assert opened(app) == PAGE and ids(app)[0] == PAGE
    click(app, "row_previous")
    assert opened(app) == PAGE - 1 and ids(app)[-1] == PAGE - 1
    click(app, "row_next")
    assert opened(app) == PAGE
    for _ in range(2):
        click(app, "row_next")
    assert opened(app) == PAGE + 2


def test_the_last_row_can_be_decided_and_stays_open(open_app: Open, long: Path) -> None:
    app = open_app(long, "review")
    app.session_state["review_page"] = 3
    app.session_state["explorer.row"] = 104
    app.run()
    assert app.button(key="row_next").disabled
    click(app, "decide_keep")
    assert opened(app) == 104 and records(app)[104].decision == "keep"
    first = open_app(long, "review", built=False)
    assert first.button(key="row_previous").disabled


def test_mark_note_and_clear(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "review", row="2")
    click(app, "decide_mark")
    assert opened(app) == 2 and records(app)[2].marked
    in_dialog(app, "decide_note", "note_2", "  ask <b>Ana</b> **x**  ", "note_save")
    assert records(app)[2].note == "ask <b>Ana</b> **x**"
    assert [words for words, _ in lines(app)[2]["badges"]] == ["marked", "note"]
    assert r"\<b\>Ana\<\/b\> \*\*x\*\*" in " ".join(caption.value for caption in app.caption)
    assert "queue_hand_0" in [button.key for button in app.button]
    click(app, "decide_mark")
    assert not records(app)[2].marked and records(app)[2].note
    click(app, "decide_clear")
    assert not records(app) and "decide_clear" not in [button.key for button in app.button]
    click(app, "undo")
    assert records(app)[2].note


def test_a_corrected_text_is_kept_and_shown_beside_the_source(open_app: Open, tiny: Path) -> None:
    source = tiny.read_bytes()
    app = open_app(tiny, "review", row="0")
    in_dialog(app, "decide_edit", "edit_0_1", "Blue, <i>deep</i> blue.", "edit_save")
    record = records(app)[0]
    assert (dict(record.edit), record.decision) == ({1: "Blue, <i>deep</i> blue."}, "keep")
    said = " ".join(element.proto.body for element in app.get("html"))
    assert "corrected" in said and "&lt;i&gt;" in said and "<i>deep" not in said
    app.session_state["explorer.row"] = 0
    click(app, "decide_edit")
    assert app.text_area(key="edit_0_1").value == "Blue, <i>deep</i> blue."
    click(app, "edit_reset")
    assert not records(app)[0].edit
    assert tiny.read_bytes() == source


def test_several_chosen_rows_are_decided_at_once(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "review")
    assert "selected_drop" not in [button.key for button in app.button]
    app.session_state["explorer.selected"] = [1, 3, 5]
    app.run()
    assert "3 selected" in texts(app)
    click(app, "selected_drop")
    assert sorted(records(app)) == [1, 3, 5] and kept(app) == "3 rows"
    assert not app.session_state["explorer.selected"]
    click(app, "undo")
    assert not records(app) and kept(app) == "6 rows"
    app.session_state["explorer.selected"] = [0, 2]
    app.run()
    click(app, "selected_mark")
    assert [record.marked for record in records(app).values()] == [True, True]


def test_rows_chosen_in_one_dataset_are_not_chosen_in_another(open_app: Open, tiny: Path, long: Path) -> None:
    app = open_app(tiny, "review", row="1")
    open_app(long)
    app.session_state["explorer.selected"] = [1, 3]
    app.run()
    app.query_params["source"] = str(long)
    app.run()
    sound(app)
    assert len(ids(app)) == PAGE and "selected_drop" not in [button.key for button in app.button]


# ---- what is left ----


def test_the_queue_leads_to_rows_and_counts_what_is_left(open_app: Open) -> None:
    app = open_app(SAMPLE, "review")
    fault = next(button for button in app.button if "Empty response · 9" in button.label)
    assert "(" not in fault.label
    fault.click().run()
    sound(app)
    assert (where(app), kept(app), len(ids(app))) == ("is_empty", "9 rows", 9)
    click(app, "decide_drop")
    assert any("Empty response · 9 (8 kept)" in button.label for button in app.button)
    click(app, "focus_drop")
    assert any("Empty response · 9 (0 kept)" in button.label for button in app.button)
    assert len(ids(app)) == 9 and "Looking at 9 rows, 9 of them dropped" in texts(app)
    click(app, "queue_step_0")
    assert len(ids(app)) == 9
    click(app, "queue_all_0")
    assert where(app) == "" and len(ids(app)) == PAGE


def test_rejected_lines_are_shown_and_left_again(open_app: Open, broken_lines: Path) -> None:
    app = open_app(broken_lines, "review")
    click(app, "queue_rejected")
    table = next(table.value for table in app.dataframe if "reason" in table.value)
    assert list(table["line"]) == [2, 4, 6]
    assert not app.get("bidi_component")
    click(app, "queue_all_0")
    assert ids(app) == [0, 1, 2]


def test_near_duplicates_stand_side_by_side(open_app: Open, tmp_path: Path) -> None:
    words = (SAMPLE.parent / "README.md").read_text("utf-8").split()
    rows = [
        {"prompt": f"{' '.join(words[:90])} {word}.", "response": f"<b>Water</b> {' '.join(words[90:180])} {word}."}
        for word in ("slowly", "quickly")
    ]
    rows.append({"prompt": "Name a colour.", "response": "Blue."})
    path = write(tmp_path / "near.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    app = open_app(path, "review", where="near_group IS NOT NULL", row="0")
    sound(app)
    assert ids(app) == [0, 1]
    said = " ".join(element.proto.body for element in app.get("html"))
    assert "x-pair" in said and "row 1" in said and "&lt;b&gt;Water" in said and "<b>Water" not in said
    assert any(">slowly<" in part for part in said.split("x-pair")) and ">quickly<" in said
    click(app, "group_keep_near_group")
    assert {row: record.decision for row, record in records(app).items()} == {0: "keep", 1: "drop"}
    assert ids(app) == [0, 1]
    click(app, "undo")
    assert not records(app)  # one action, one undo


# ---- several people ----


@pytest.fixture
def two(open_app: Open, tiny: Path) -> tuple[AppTest, AppTest]:
    """Two sessions that look at the same row of the same file."""
    ana, ben = open_app(tiny, "review", row="3"), open_app(tiny, "review", row="3", built=False)
    for app, name in ((ana, "Ana"), (ben, "Ben <b>**x**")):
        app.session_state["explorer.who"] = name
        app.run()
    return ana, ben


def test_a_decision_that_somebody_made_meanwhile_is_told_and_not_overwritten(two: Sequence[AppTest]) -> None:
    ana, ben = two
    click(ben, "decide_keep")
    click(ana, "decide_drop")
    said = texts(ana)
    assert "Ben <b>**x** kept row 3" in said and "was not applied" in said
    assert not any("<b>**x" in one.value for one in ana.markdown)  # escaped
    assert records(ana)[3].decision == "keep" and opened(ana) == 3
    assert len(journal()) == 1
    click(ana, "conflict_mine")
    assert "was not applied" not in texts(ana)
    assert records(ana)[3].decision == "drop"
    ben.run()
    assert records(ben)[3].decision == "drop"
    assert [who for who, _ in journal()] == ["Ben <b>**x**", "Ana"]


def test_a_conflict_can_be_left(two: Sequence[AppTest]) -> None:
    ana, ben = two
    click(ben, "decide_drop")
    click(ana, "decide_keep")
    click(ana, "conflict_leave")
    assert "was not applied" not in texts(ana) and records(ana)[3].decision == "drop"
    click(ana, "decide_keep")  # seen by now, and changed on purpose
    assert records(ana)[3].decision == "keep"


def test_the_same_decision_is_no_conflict(two: Sequence[AppTest]) -> None:
    ana, ben = two
    click(ben, "decide_drop")
    click(ana, "decide_drop")
    assert "was not applied" not in texts(ana) and opened(ana) == 4


def test_of_several_rows_those_that_nobody_changed_are_decided(two: Sequence[AppTest]) -> None:
    ana, ben = two
    click(ben, "decide_keep")
    ana.session_state["explorer.selected"] = [2, 3, 4]
    with_bar = ana.run  # the bar is drawn by a run, which sees what Ben did; what follows it is meanwhile again
    with_bar()
    ben.session_state["explorer.row"] = 4
    ben.run()
    click(ben, "decide_keep")
    click(ana, "selected_drop")
    assert {row: record.decision for row, record in records(ana).items()} == {2: "drop", 3: "drop", 4: "keep"}
    assert "row 4" in texts(ana) and "was not applied" in texts(ana)
    click(ana, "conflict_mine")
    assert records(ana)[4].decision == "drop" and len(journal()) == 5


def test_an_undo_leaves_what_somebody_else_changed_since(two: Sequence[AppTest]) -> None:
    ana, ben = two
    click(ana, "decide_drop")
    ben.run()
    click(ben, "decide_keep")
    click(ana, "undo")
    assert records(ana)[3].decision == "keep"
    assert any("somebody else" in toast.value for toast in ana.toast)


def test_others_see_who_decided(two: Sequence[AppTest]) -> None:
    ana, ben = two
    click(ben, "decide_drop")
    ana.run()
    assert "Dropped by hand by Ben <b>**x**" in texts(ana)
    assert kept(ana) == "5 rows"


def test_a_read_only_app_offers_no_decisions(tiny: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    building.run(cache, [tiny])
    monkeypatch.setenv(serving.VARIABLE, serving.make([str(tiny.parent)], [], read_only=True).as_text())
    serving.current.cache_clear()
    st.cache_resource.clear()
    try:
        app = AppTest.from_file(str(APP), default_timeout=NEVER)
        app.query_params["source"] = tiny.name
        app.run()
        app.switch_page("pages/review.py").run()
        sound(app)
        assert ids(app) == [0, 1, 2, 3, 4, 5]
        app.session_state["explorer.selected"] = [1, 2]
        app.session_state["explorer.row"] = 1  # a copy: its group has a button
        app.run()
        keys = {str(button.key) for button in app.button}
        assert {"row_next", "row_previous"} <= keys
        assert not {key for key in keys if key.startswith(("decide_", "selected_", "group_keep_"))}
    finally:
        monkeypatch.delenv(serving.VARIABLE)
        serving.current.cache_clear()
        st.cache_resource.clear()
    assert not decisions.book().path.exists()


# ---- fix what is safe ----


def test_what_is_safe_is_proposed_with_its_effect_and_applied(open_app: Open) -> None:
    app = open_app(SAMPLE)
    click(app, "fix")
    named = {box.label.replace("\\", "").split(" · ")[0]: box for box in app.checkbox}
    assert {"Empty answers", "Exact copies"} <= set(named)
    assert all(box.value for box in named.values())
    preview = texts(app)
    assert "Rows kept" in preview and "Blocking problems" in preview and not dropped(app)
    named["Exact copies"].set_value(False)
    app.run()
    sound(app)
    button = app.button(key="fix_now")
    count = int("".join(filter(str.isdigit, button.label)))
    click(app, "fix_now")
    names = [step.partition(":")[0] for step in dropped(app)]
    assert "Empty answers" in names and "Exact copies" not in names and len(names) == len(named) - 1
    assert kept(app) == f"{426 - count} rows"
    click(app, "undo")
    assert not dropped(app) and kept(app) == "426 rows"


def test_nothing_is_proposed_where_nothing_is_left_to_fix(open_app: Open, long: Path) -> None:
    app = open_app(long)
    assert "fix" not in [button.key for button in app.button]


def test_rejected_lines_are_a_click_from_the_overview(open_app: Open, broken_lines: Path) -> None:
    app = open_app(broken_lines)
    click(app, "see_rejected")
    assert app.session_state["explorer.review_show"] == "rejected"
