"""The started app in a browser: what a person does, sees, and takes away."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from explorer import filters
from explorer.ui.parts import inert

from .conftest import SAMPLE, Server, Tab
from .hostile import COLUMN, EVIL, assert_inert, hostile

pytestmark = pytest.mark.browser

PAGES = ("Review", "Lengths", "Categories", "Quality", "Export", "Overview")
CHART = ".js-plotly-plot .barlayer .point path"


def test_started_bare_it_opens_the_sample(tab: Tab) -> None:
    tab.open()
    tab.wait_kept(426)
    assert "433 lines = 426 rows + 3 blank + 4 rejected" in " ".join(
        tab.page.locator(".x-thin").first.inner_text().split()
    )
    assert tab.asked("source") == SAMPLE
    tab.assert_sound()


def test_started_on_a_file_it_opens_that_file(
    start: Callable[..., Server], new_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    path = tmp_path / "名前 with spaces & 'quotes' #1?.jsonl"
    path.write_text('{"prompt": "Name a river.", "response": "The Rhine."}\n' * 3, encoding="utf-8")
    tab = new_tab(start(path)).open()
    tab.wait_kept(3)
    assert tab.asked("source") == str(path)
    tab.page.reload()
    tab.wait_kept(3)
    tab.assert_sound()


def test_a_page_names_the_chart_library_that_is_there(server: Server) -> None:
    with urllib.request.urlopen(f"{server.base}/lengths?source={SAMPLE}") as page:
        (link,) = page.headers.get_all("Link")
    name, kind = link.split(";")
    assert kind.strip() == "rel=modulepreload"
    with urllib.request.urlopen(f"{server.base}/{name.strip('<>').removeprefix('./')}") as script:
        assert script.status == 200 and "javascript" in script.headers["Content-Type"]
    with urllib.request.urlopen(f"{server.base}/_stcore/health?source={SAMPLE}") as other:
        assert "Link" not in other.headers


def test_every_page_keeps_source_and_filter(tab: Tab) -> None:
    where, drop = "total_tokens <= 300", ("Empty: is_empty", "is_exact_copy -- the first stays")
    tab.open("", SAMPLE, where, drop, off="2")
    tab.page.get_by_text("Looking at").wait_for()
    expected = tab.kept()
    assert 0 < expected[0] < expected[1] == 426
    for title in PAGES:
        tab.switch(title)
        assert (tab.asked("source"), tab.asked("focus"), tab.kept()) == (SAMPLE, where, expected), title
        tab.wait_drops(*drop)
        assert tab.asked("off") == "2"
        if title in ("Lengths", "Categories", "Quality"):
            tab.page.locator(CHART).first.wait_for()
        tab.assert_sound()


@pytest.mark.parametrize(
    "where", ["search('数据') AND NOT is_empty", "category IS NULL OR response_tokens BETWEEN 50 AND 400"]
)
def test_the_screen_counts_what_the_command_line_counts(tab: Tab, server: Server, where: str) -> None:
    told = server.stats(SAMPLE, where)
    tab.open("lengths", SAMPLE, where)
    tab.wait_looking(told["rows_in_focus"])
    assert tab.kept() == (told["rows"], told["rows"], told["tokens"])
    tab.open("lengths", SAMPLE, drop=[f"Others: {filters.negate(where)}"])
    tab.wait_kept(told["rows_in_focus"])
    assert tab.kept() == (told["rows_in_focus"], told["rows"], told["tokens_in_focus"])
    assert 0 < told["rows_in_focus"] < told["rows"]


def test_what_is_looked_at_survives_a_reload_and_travels_by_its_link(
    tab: Tab, new_tab: Callable[..., Tab], server: Server
) -> None:
    from playwright.sync_api import expect

    tab.open("lengths", SAMPLE)
    tab.wait_kept(426)
    tab.search("数据")
    tab.wait_where("search('数据')")
    tab.choose_column("dialect")
    choice = tab.page.locator(".st-key-control__dialect input")
    choice.click()
    choice.fill("messages")
    tab.page.get_by_role("option").filter(has_text="messages").click()
    where = "search('数据') AND dialect = 'messages'"
    tab.wait_where(where)
    tab.settle()
    tab.page.locator(".st-key-limits").get_by_text(
        "prompts", exact=True
    ).click()  # limits of another role: kept in the address too
    tab.page.wait_for_function("new URLSearchParams(location.search).get('limits') === 'prompts'")
    tab.settle()
    looked, address = server.stats(SAMPLE, where)["rows_in_focus"], tab.page.url
    assert 0 < looked < 426
    tab.page.reload()
    other = new_tab()
    other.page.goto(address)
    for shown in (tab, other):
        shown.wait_looking(looked)
        assert shown.kept()[0] == 426
        assert shown.asked("focus") == where
        expect(shown.page.locator(".st-key-filter_search input")).to_have_value("数据")
        expect(shown.page.locator("[class*='st-key-chip_']")).to_have_count(2)
        expect(shown.page.get_by_role("radio", name="prompts")).to_be_checked()
        shown.assert_sound()


# ---- charts ----


def _click_bar(tab: Tab, place: int) -> None:
    """Click the grey bar of all rows, which is there for values that the filter drops too; 0 is the uppermost."""
    bar = tab.page.locator(".js-plotly-plot .barlayer .trace").first.locator(".point path").nth(place)
    bar.wait_for()
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    tab.page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)  # Plotly takes a click where it has seen the mouse
    tab.page.mouse.click(box["x"] + 3, box["y"] + box["height"] / 2)


def test_a_click_on_a_bar_filters_and_a_second_one_adds(tab: Tab, server: Server) -> None:
    told = server.stats(SAMPLE)["categories"]["category"]["values"]
    tab.open("categories", SAMPLE, by="category")
    tab.wait_kept(426)
    _click_bar(tab, 0)
    tab.wait_where(f"category = '{told[0]['value']}'")
    tab.wait_looking(told[0]["all"])
    _click_bar(tab, 1)
    tab.wait_where(f"category IN ('{told[0]['value']}', '{told[1]['value']}')")
    tab.wait_looking(told[0]["all"] + told[1]["all"])
    assert tab.kept()[0] == 426
    tab.assert_sound()


def _limit(tab: Tab, name: str) -> Any:
    return tab.page.get_by_role("spinbutton", name=name)


def _drop_button(tab: Tab) -> Any:
    return tab.page.locator(".st-key-drop_outside button")


def test_a_typed_limit_is_counted_first_and_dropped_by_its_button(tab: Tab, server: Server) -> None:
    from playwright.sync_api import expect

    tab.open("lengths", SAMPLE)
    tab.wait_kept(426)
    box = _limit(tab, "Cutoff")
    box.fill("100")
    box.press("Enter")
    kept = server.stats(SAMPLE, "total_tokens <= 100")["rows_in_focus"]
    _drop_button(tab).get_by_text(f"Drop {426 - kept} rows").wait_for()
    assert tab.kept()[0] == 426  # nothing is dropped by looking
    _drop_button(tab).click()
    tab.wait_drops("Total tokens above 100: total_tokens >= 101")
    tab.wait_kept(kept)
    expect(box).to_have_value("")
    tab.assert_sound()


def test_a_limit_can_be_slid_and_drawn(tab: Tab) -> None:
    tab.open("lengths", SAMPLE)
    tab.wait_kept(426)
    end = tab.page.locator(".st-key-limit_slider_total_tokens input[type=range]").last
    end.focus()
    for _ in range(3):
        end.press("ArrowLeft")
    _drop_button(tab).wait_for()
    # The field shows the limit once the page is drawn with it.
    tab.page.wait_for_function("box => Number(box.value) > 1000", arg=_limit(tab, "Cutoff").element_handle())
    tab.page.locator(".st-key-clear_limits button").click()
    _drop_button(tab).wait_for(state="detached")
    tab.settle()
    plot = tab.page.locator(".js-plotly-plot .draglayer .xy .nsewdrag").first
    plot.scroll_into_view_if_needed()
    area = plot.bounding_box()
    assert area is not None
    tab.page.mouse.move(area["x"] + area["width"] * 0.4, area["y"] + 20)
    tab.page.mouse.down()
    tab.page.mouse.move(area["x"] + area["width"] * 0.5, area["y"] + 30, steps=3)
    tab.page.mouse.move(area["x"] + area["width"] * 0.7, area["y"] + 40, steps=5)
    tab.page.mouse.up()
    _drop_button(tab).wait_for()
    tab.page.wait_for_function(
        "([low, high]) => 0 < Number(low.value) && Number(low.value) < Number(high.value) && Number(high.value) < 10000",
        arg=[_limit(tab, name).element_handle() for name in ("Shortest", "Cutoff")],
    )
    tab.assert_sound()


# ---- rows ----


def test_a_row_is_opened_read_and_followed(tab: Tab) -> None:
    where = "category = 'open_qa'"
    tab.open("browse", SAMPLE, where)
    tab.page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
    tab.settle()
    grid = tab.page.get_by_test_id("stDataFrame").bounding_box()
    assert grid is not None
    tab.page.mouse.click(grid["x"] + 15, grid["y"] + 36 + 17)  # the box before the first row
    tab.page.locator(".x-turn.assistant").first.wait_for()
    tab.settle()
    first = tab.asked("row")
    assert first is not None and first.isdigit()
    assert tab.page.get_by_role("heading", name=f"Row {first}").is_visible()
    tab.page.locator(".st-key-row_next button").click()
    tab.page.wait_for_function("row => new URLSearchParams(location.search).get('row') !== row", arg=first)
    second = tab.asked("row")
    assert second is not None and int(second) > int(first)
    tab.page.get_by_role("heading", name=f"Row {second}").wait_for()
    tab.settle()
    tab.page.locator(".st-key-row_previous button").click()
    tab.page.get_by_role("heading", name=f"Row {first}", exact=True).wait_for()
    assert tab.asked("focus") == where
    tab.page.locator(".st-key-row_close button").click()
    tab.page.locator(".x-turn").first.wait_for(state="detached")
    tab.assert_sound()


def test_a_row_at_the_end_is_opened_again_and_again(tab: Tab) -> None:
    """Also where widgets of the page stand in the address, and after a change of the filter."""
    tab.open("lengths", SAMPLE, limits="prompts")
    tab.wait_kept(426)
    for where in ("", "search('数据')"):
        if where:
            tab.switch("Lengths")
            tab.search("数据")
            tab.wait_where(where)
            tab.settle()
        table = tab.page.get_by_test_id("stDataFrame").last
        table.scroll_into_view_if_needed()
        table.locator("canvas").first.wait_for()
        box = table.bounding_box()
        assert box is not None
        tab.page.mouse.click(box["x"] + 400, box["y"] + 36 + 17)
        tab.page.locator(".x-turn").first.wait_for()
        assert tab.page.url.startswith(f"{tab.server.base}/review?") and tab.asked("row") is not None
    tab.assert_sound()


def test_a_download_is_what_the_command_line_writes(tab: Tab, server: Server, tmp_path: Path) -> None:
    where = "NOT is_empty AND NOT is_exact_copy AND search('数据')"
    tab.open("export", SAMPLE, drop=[f"Others: {filters.negate(where)}"])
    with tab.page.expect_download() as downloading:
        tab.page.locator("[data-testid=stLinkButton] a").click()
    found = Path(downloading.value.path()).read_bytes()
    target = tmp_path / "kept.jsonl"
    server.cli("export", "--quiet", SAMPLE, "--where", where, "--out", str(target))
    assert found == target.read_bytes()
    assert found.count(b"\n") == server.stats(SAMPLE, where)["rows_in_focus"] > 0
    assert downloading.value.suggested_filename == "sft_sample.kept.jsonl"


# ---- what goes wrong ----


def test_a_path_that_is_not_there_is_named_and_leads_on(tab: Tab, tmp_path: Path) -> None:
    tab.open("", tmp_path / "nowhere.jsonl")
    tab.page.get_by_test_id("stAlert").first.wait_for()
    assert "nowhere.jsonl" in tab.alerts()
    tab.assert_sound()
    tab.page.get_by_role("button", name="Open the sample").click()
    tab.wait_kept(426)


def test_a_file_without_a_usable_line_leads_to_its_rejects(tab: Tab, tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text('{"prompt": "cut\n[1, 2]\nnot json at all\n', encoding="utf-8")
    tab.open("browse", path)
    tab.page.get_by_text("3 of 3 lines were rejected").wait_for()
    tab.page.get_by_role("button", name="See the rejected lines").click()
    tab.page.get_by_role("heading", name="Rejected lines").wait_for()
    assert tab.asked("source") == str(path)
    tab.assert_sound()


# ---- data that wants to be more than data ----


def test_hostile_data_stays_data(tab: Tab, tmp_path: Path) -> None:
    path = hostile(tmp_path)
    by = inert.line(COLUMN)  # as the list of columns shows it
    tab.open("", path)
    tab.wait_kept(13)
    assert_inert(tab)
    tab.choose_column("onerror")
    tab.page.locator("[class*='st-key-control__']").first.wait_for()
    for title in PAGES:
        tab.switch(title)
        if title in ("Lengths", "Categories", "Quality"):
            tab.page.locator(CHART).first.wait_for()
        assert_inert(tab)
    tab.open("categories", path, by=by, cross="dialect")
    tab.page.locator(".js-plotly-plot .heatmaplayer image").first.wait_for()
    assert_inert(tab)
    tab.open("categories", path, by=by)
    _click_bar(tab, 0)
    tab.page.locator("[class*='st-key-chip_']").wait_for()
    assert "onerror" in (tab.asked("focus") or "")
    assert_inert(tab)
    tab.open("browse", path, where="search('<img src=x onerror')", row="0")
    tab.page.locator(".x-turn.assistant").first.wait_for()
    assert "<script>window.hit=1;alert(1)</script>" in tab.page.locator(".x-turn.assistant").first.inner_text()
    assert_inert(tab)


def test_a_hostile_address_stays_an_address(tab: Tab) -> None:
    tab.open(
        "browse", "<img src=x onerror=window.hit=1>.jsonl", where="<script>window.hit=1</script>", row="1e9", order=EVIL
    )
    tab.page.get_by_test_id("stAlert").first.wait_for()
    assert_inert(tab)
    tab.open("browse", SAMPLE, where=f"{EVIL} = 1", page="-1", columns="nope", order="nope desc")
    tab.page.get_by_test_id("stAlert").first.wait_for()
    assert_inert(tab)


def test_the_first_page_answers_to_its_name_too(tab: Tab) -> None:
    tab.page.goto(f"{tab.server.base}/overview?{urlencode({'source': SAMPLE, 'focus': 'is_empty'})}")
    tab.page.get_by_text("What is wrong, worst first").wait_for()
    tab.settle()
    assert "/overview" not in tab.page.url and tab.asked("focus") == "is_empty"
