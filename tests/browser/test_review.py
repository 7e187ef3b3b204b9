"""Review by keyboard and mouse: every key does what the list of keys says, and two browsers lose nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import SAMPLE, Server, Tab
from .hostile import assert_inert, hostile

pytestmark = pytest.mark.browser

ROWS = 60
LIST = ".st-key-review_rows"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Rows for more than one page of the list. Each test has texts of its own, so that none sees another's decisions."""
    name = tmp_path.name
    rows = [{"prompt": f"Question {n} of {name}?", "response": f"Answer {n}, at some length."} for n in range(ROWS)]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def review(tab: Tab, source: Path) -> Iterator[Tab]:
    """The page, on these rows."""
    tab.open("review", source)
    ready(tab)
    yield tab
    tab.assert_sound()


def ready(tab: Tab) -> None:
    tab.page.locator(".x-turn.assistant").first.wait_for()
    tab.wait_kept(ROWS)


def line(tab: Tab, row: int) -> Any:
    return tab.page.locator(
        f"{LIST} [role=listitem]", has=tab.page.get_by_role("checkbox", name=f"Select row {row}", exact=True)
    )


def press(tab: Tab, key: str, row: int) -> None:
    """Press a key; wait until this row is open."""
    tab.page.keyboard.press(key)
    wait_open(tab, row)


def wait_open(tab: Tab, row: int) -> None:
    tab.page.locator(f"{LIST} .row.open [aria-label='Select row {row}']").wait_for()
    tab.page.get_by_text(f"Row {row} ·").wait_for()
    tab.settle()


def badge(tab: Tab, row: int, word: str) -> Any:
    return line(tab, row).locator(".badge", has_text=word)


def journal(server: Server) -> list[tuple[int, str, dict[str, Any]]]:
    """Every change in the book of decisions: (action, session, what was held after it)."""
    with sqlite3.connect(f"file:{server.book}?mode=ro", uri=True) as book:
        found = book.execute("SELECT action, via, after FROM journal ORDER BY version").fetchall()
    return [(action, via, json.loads(after)) for action, via, after in found]


# ---- keys ----


def test_keys_decide_and_go_on_and_are_undone(review: Tab) -> None:
    wait_open(review, 0)
    press(review, "k", 1)
    badge(review, 0, "keep").wait_for()
    press(review, "d", 2)
    badge(review, 1, "drop").wait_for()
    review.wait_kept(ROWS - 1)
    assert "dropped" in (line(review, 1).get_attribute("class") or "")
    press(review, "j", 3)
    press(review, "j", 4)
    press(review, "u", 3)
    review.page.keyboard.press("m")
    badge(review, 3, "marked").wait_for()
    for _ in range(2):  # the mark, the drop
        review.settle()
        review.page.keyboard.press("z")
        review.settle()
        review.page.wait_for_timeout(50)
    badge(review, 3, "marked").wait_for(state="detached")
    badge(review, 1, "drop").wait_for(state="detached")
    review.wait_kept(ROWS)
    review.page.keyboard.press("Shift+Z")
    badge(review, 1, "drop").wait_for()
    review.wait_kept(ROWS - 1)
    badge(review, 0, "keep").wait_for()


def test_a_note_and_a_corrected_text_are_written_by_key(review: Tab, source: Path) -> None:
    before = source.read_bytes()
    review.page.keyboard.press("n")
    box = review.page.get_by_role("dialog").locator("textarea")
    box.fill("kdj z ? / look again")  # no key acts while one writes
    review.page.get_by_role("button", name="Save", exact=True).click()
    badge(review, 0, "note").wait_for()
    review.page.get_by_role("dialog").wait_for(state="detached")
    wait_open(review, 0)
    assert badge(review, 0, "drop").count() == badge(review, 0, "keep").count() == 0
    review.page.get_by_text("kdj z ? / look again").first.wait_for()
    review.page.keyboard.press("e")
    box = review.page.get_by_role("dialog").locator("textarea").last
    box.fill("A better answer.")
    review.page.get_by_role("button", name="Save and keep the row").click()
    badge(review, 0, "edited").wait_for()
    badge(review, 0, "keep").wait_for()
    review.page.get_by_role("dialog").wait_for(state="detached")
    assert source.read_bytes() == before


def test_search_and_the_list_of_keys_are_a_key_away(review: Tab) -> None:
    review.page.locator(".st-key-row_help button").first.wait_for()  # a key does nothing before its button is there
    review.page.keyboard.press("?")
    keys = review.page.get_by_role("dialog")
    keys.wait_for()
    assert keys.locator("kbd").all_inner_texts() == ["J", "U", "K", "D", "M", "N", "E", "X", "Z", "Shift+Z", "/", "?"]
    review.settle()  # a dialog that is closed while its page is still being drawn is opened once more
    review.page.keyboard.press("Escape")
    keys.wait_for(state="detached")
    review.settle()
    review.page.keyboard.press("/")
    box = review.page.locator(".st-key-filter_search input")
    review.page.wait_for_function("document.activeElement.closest('.st-key-filter_search') !== null")
    review.page.keyboard.type("Question 4")
    box.press("Enter")
    review.wait_looking(11)
    assert review.page.locator(f"{LIST} [role=listitem]").count() == 11
    assert review.page.locator(f"{LIST} mark").first.inner_text() == "Question 4"


def test_rows_of_two_pages_are_decided_by_keyboard_alone(review: Tab, server: Server) -> None:
    before = len(journal(server)) if server.book.exists() else 0
    for row in range(ROWS - 1):
        press(review, "kd"[row % 2], row + 1)
    review.page.keyboard.press("d")
    review.wait_kept(ROWS // 2)
    review.page.get_by_text(f"Row {ROWS - 1} ·").wait_for()
    made = journal(server)[before:]
    assert [after["decision"] for _, _, after in made] == ["keep", "drop"] * (ROWS // 2)


# ---- the mouse ----


@pytest.mark.parametrize("place", [(5, 5), (0.5, 0.5), (-6, -6)])
def test_a_click_anywhere_in_a_row_opens_it(review: Tab, place: tuple[float, float]) -> None:
    found = line(review, 7)
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    assert box is not None
    sides = zip(place, (box["width"], box["height"]), strict=True)
    x, y = (side * size if 0 < side < 1 else side % size for side, size in sides)
    review.page.mouse.click(box["x"] + x, box["y"] + y)
    wait_open(review, 7)
    assert "Question 7 " in review.page.locator(".x-turn").first.inner_text()
    assert review.asked("row") == "7"


def test_a_range_is_chosen_by_shift_and_decided_at_once(review: Tab) -> None:
    def box(row: int) -> Any:
        return review.page.get_by_role("checkbox", name=f"Select row {row}", exact=True)

    box(2).click()
    review.page.get_by_text("1 selected").wait_for()
    review.settle()
    box(6).click(modifiers=["Shift"])
    review.page.get_by_text("5 selected").wait_for()
    review.settle()
    box(4).click()
    review.page.get_by_text("4 selected").wait_for()
    review.settle()
    review.page.locator(".st-key-selected_drop button").click()
    review.wait_kept(ROWS - 4)
    review.page.get_by_text("selected").first.wait_for(state="detached")
    assert [row for row in range(9) if badge(review, row, "drop").count()] == [2, 3, 5, 6]
    review.settle()
    review.page.keyboard.press("z")
    review.wait_kept(ROWS)


def test_hostile_rows_stay_inert(tab: Tab, tmp_path: Path) -> None:
    path = hostile(tmp_path)
    tab.open("review", path, drop=["<img src=x onerror=window.hit=1> **b**: is_empty -- <script>window.hit=1</script>"])
    tab.page.locator(".x-turn.assistant").first.wait_for()
    tab.wait_kept(12)
    text = tab.page.locator(f"{LIST} [role=listitem]").first.inner_text()
    assert "<script>window.hit=1;alert(1)</script>" in text
    assert tab.page.locator(f"{LIST} :is(script, img, svg, iframe, a)").count() == 0
    assert_inert(tab)
    tab.page.get_by_text("Rendered", exact=True).click()
    tab.page.locator('[class*="st-key-rendered_"] p').filter(has_text="window.hit").first.wait_for()
    assert tab.page.locator('[class*="st-key-rendered_"] :is(script, img, svg, iframe, a)').count() == 0
    assert_inert(tab, formulas=True)
    tab.page.get_by_text("Source", exact=True).click()
    tab.page.locator('[class*="st-key-rendered_"]').first.wait_for(state="detached")
    tab.page.keyboard.press("m")
    badge(tab, 0, "marked").wait_for()
    tab.page.locator(".st-key-step_more_0 button").click()
    tab.page.get_by_text("takes out here").wait_for()
    assert_inert(tab)
    tab.page.keyboard.press("Escape")
    tab.search("<img src=x")
    tab.page.locator(f"{LIST} mark").first.wait_for()
    assert_inert(tab)


# ---- two people ----


def test_two_browsers_on_the_same_rows_lose_nothing(new_tab: Callable[..., Tab], server: Server, source: Path) -> None:
    two = [new_tab().open("review", source) for _ in range(2)]
    for tab in two:
        ready(tab)
        wait_open(tab, 0)
    before = len(journal(server)) if server.book.exists() else 0
    rows = 6
    for row in range(rows):
        for tab, key in zip(two, "dk" if row % 2 else "kd", strict=True):
            tab.page.keyboard.press(key)  # neither waits for the other
        for tab in two:
            tab.page.wait_for_function(
                """row => document.body.innerText.includes('was not applied')
                    || (new URLSearchParams(location.search).get('row') || '0') !== row""",
                arg=str(row),
            )
            tab.settle()
        told = [tab for tab in two if tab.page.get_by_text("was not applied").count()]
        assert len(told) == 1  # the second of the two, and nobody else
        told[0].page.get_by_role("button", name="Apply mine").click()
        told[0].page.get_by_text("was not applied").wait_for(state="detached")
        told[0].settle()
        press(told[0], "j", row + 1)
        for tab in two:
            wait_open(tab, row + 1)
    made = journal(server)[before:]
    assert len(made) == 2 * rows
    for row in range(rows):
        first, second = made[2 * row : 2 * row + 2]
        assert {first[2]["decision"], second[2]["decision"]} == {"keep", "drop"} and first[1] != second[1]
    dropped = sum(second[2]["decision"] == "drop" for second in made[1::2])
    for tab in two:
        tab.page.reload()
        tab.wait_kept(ROWS - dropped)
        tab.assert_sound()


# ---- a newcomer ----


class Counted:
    """What a person does, counted."""

    def __init__(self, tab: Tab) -> None:
        self.tab, self.count = tab, 0

    def click(self, found: Any) -> None:
        self.count += 1
        found.click()

    def press(self, key: str) -> None:
        self.count += 1
        self.tab.page.keyboard.press(key)

    def go(self, title: str) -> None:
        for found in self.tab.way_to(title):
            self.click(found)
        self.tab.page.get_by_role("heading", name=title, exact=True).wait_for()
        self.tab.settle()


def test_a_newcomer_drops_five_rows_undoes_one_drops_copies_and_exports(
    new_tab: Callable[..., Tab], server: Server
) -> None:
    tab = new_tab().open("", SAMPLE)
    tab.wait_kept(426)
    person = Counted(tab)
    person.go("Review")
    person.click(line(tab, 3))
    wait_open(tab, 3)
    for key, row in (("d", 4), ("d", 5), ("j", 6), ("d", 7), ("d", 8), ("d", 9)):
        person.press(key)
        wait_open(tab, row)
    tab.wait_kept(421)
    person.press("z")
    tab.wait_kept(422)
    person.go("Quality")
    person.click(tab.page.get_by_role("button", name="Drop the 7 exact copies"))
    tab.page.wait_for_function("new URLSearchParams(location.search).getAll('drop').length === 1")
    tab.settle()
    kept = tab.kept()[0]
    assert 410 < kept < 422
    person.go("Export")
    tab.page.locator(".js-plotly-plot").first.wait_for()
    with tab.page.expect_download() as downloading:
        person.click(tab.page.locator("[data-testid=stLinkButton] a"))
    found = Path(downloading.value.path()).read_bytes().splitlines()
    assert person.count <= 15
    assert len(found) == kept
    lines = [text for text in Path(SAMPLE).read_bytes().splitlines() if text.strip()]
    gone = [row for row in (3, 4, 6, 7) if lines[row] not in found]
    assert gone == [3, 4, 6, 7] and lines[5] in found and lines[8] in found
    said = tab.page.locator(".x-keep").inner_text()
    assert f"{kept:,} rows kept" in " ".join(said.split())
    tab.assert_sound()
