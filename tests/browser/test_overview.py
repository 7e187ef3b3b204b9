"""Overview, driven: what stands at a bar's end drops rows, or opens them and changes nothing."""

from __future__ import annotations

import re

from .conftest import SAMPLE, Tab


def _press(tab: Tab, label: str) -> None:
    tab.page.get_by_role("button", name=re.compile(f"^{label}")).first.click()


def test_drop_at_a_bar_adds_a_step_and_undo_takes_it_back(tab: Tab) -> None:
    tab.open("", SAMPLE)
    _press(tab, "Drop 7: Exact copies")
    tab.page.wait_for_url(lambda address: "is_exact_copy" in address)
    tab.page.get_by_text("7 dropped: Exact copies").wait_for()
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
