"""Overview, driven: what stands at a bar's end drops rows, or opens them and changes nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

from .conftest import SAMPLE, Tab


def _press(tab: Tab, label: str) -> None:
    tab.page.get_by_role("button", name=re.compile(f"^{label}")).first.click()


def test_drop_at_a_bar_adds_a_step_and_undo_takes_it_back(tab: Tab) -> None:
    tab.open("", SAMPLE)
    _press(tab, "Drop 7: Exact copies")
    tab.page.wait_for_url(lambda address: "is_exact_copy" in address)
    tab.page.get_by_text("7 dropped: Exact copies").wait_for()
    tab.page.get_by_role("button", name="Undo: Exact copies").wait_for()  # in place until the pointer leaves
    tab.page.mouse.move(5, 5)
    tab.page.get_by_role("button", name="Undo: Exact copies").wait_for(state="detached")
    assert tab.page.get_by_role("button", name=re.compile("Exact copies$")).count() == 0
    tab.page.locator(".st-key-undo button").first.click()
    tab.page.wait_for_url(lambda address: "is_exact_copy" not in address)
    tab.page.get_by_role("button", name="Drop 7: Exact copies").wait_for()


def test_look_at_a_bar_opens_its_rows_and_drops_none(tab: Tab) -> None:
    tab.open("", SAMPLE)
    _press(tab, "Look: Empty answers")
    tab.page.wait_for_url(lambda address: "/review" in address and "focus=" in address)
    tab.page.get_by_text("Looking at 9 rows").wait_for()
    assert "drop=" not in tab.page.url
    tab.page.get_by_text("none dropped").wait_for()


def test_a_second_click_where_drop_was_drops_nothing_else(tab: Tab) -> None:
    tab.open("", SAMPLE)
    first = tab.page.get_by_role("button", name=re.compile("^Drop ")).first
    first.wait_for()
    place = first.bounding_box()
    assert place is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    tab.page.mouse.move(x, y)
    tab.page.mouse.click(x, y)
    tab.page.wait_for_url(lambda address: "drop=" in address)
    tab.page.get_by_role("button", name=re.compile("^Undo: ")).wait_for()
    tab.page.mouse.click(x, y)
    tab.page.wait_for_url(lambda address: "drop=" not in address)  # what is there now takes the drop back


def test_a_finding_leads_to_its_turn(tab: Tab, tmp_path: Path) -> None:
    places = (
        "mill",
        "bridge",
        "orchard",
        "harbour",
        "quarry",
        "market",
        "chapel",
        "meadow",
        "tower",
        "ferry",
        "well",
        "gate",
    )
    doings = ("walked", "rested", "painted", "listened", "waited", "sang", "slept", "argued", "danced", "wrote")
    turns = []
    for number in range(12):
        said = " ".join(
            f"Near the {places[number]} we {doing} until the evening came and the lamps were lit." for doing in doings
        )
        sum_ = "2 + 2 = 5, that is the sum." if number == 9 else said
        turns += [{"role": "user", "content": f"Question {number}?"}, {"role": "assistant", "content": sum_}]
    path = tmp_path / "long.jsonl"
    path.write_text(json.dumps({"messages": turns}) + "\n")
    tab.open("review", path)
    mark = tab.page.locator(".st-key-reader mark.bad").first
    mark.wait_for()
    seen = "mark => { const r = mark.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }"
    tab.page.wait_for_function(
        f"({seen})(document.querySelector('.st-key-reader .x-t-19').parentElement.querySelector('mark.bad'))"
    )
    tab.page.mouse.wheel(0, -20_000)
    tab.page.get_by_role("link", name="20", exact=True).first.click()
    tab.page.wait_for_function(
        f"({seen})(document.querySelector('.st-key-reader .x-t-19').parentElement.querySelector('mark.bad'))"
    )
