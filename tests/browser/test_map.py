"""The map in a browser: areas become filters, a part is looked at, a point is read, a topic is kept; gaps are downloaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import SAMPLE, Server, Tab

pytestmark = pytest.mark.browser

PLOT = ".js-plotly-plot"
POINTS = f"{PLOT} path.point"
WHOLE = "All 426 rows are drawn."


@pytest.fixture(scope="module")
def drawn(server: Server) -> None:
    """The map of the sample."""
    server.cli("build", SAMPLE, "--quiet")
    server.cli("build", SAMPLE, "--layers", "map,map_labels", "--quiet")


@pytest.fixture
def mapped(drawn: None, tab: Tab) -> Iterator[Tab]:
    """The Map page of the sample, whose map is drawn."""
    tab.open("map", SAMPLE)
    tab.page.locator(POINTS).first.wait_for()
    tab.page.get_by_text(WHOLE).wait_for()
    tab.settle()
    yield tab
    tab.assert_sound()


_MODES = {"Box": "select", "Zoom": "select", "Read": "pan"}
_EXCHANGED = """mode => {
    const plots = [...document.querySelectorAll('.js-plotly-plot')];
    return plots.length === 1 && plots[0]._fullLayout?.dragmode === mode && !!plots[0].querySelector('path.point');
}"""

# A chart that another one has replaced stands behind it until the page is done.
_REPLACED = """() => {
    const chart = document.querySelector('.js-plotly-plot').closest('[data-testid=stElementContainer]');
    const before = chart.cloneNode(true);
    chart.after(before);
    const shown = ['true', 'false'].map(stale => { before.dataset.stale = stale; return before.offsetHeight > 0; });
    before.dataset.stale = 'true';
    chart.querySelectorAll('.main-svg').forEach(one => one.remove());  // not drawn yet
    return [...shown, before.offsetHeight > 0];
}"""


def _box(tab: Tab) -> dict[str, float]:
    tab.settle()
    plot = tab.page.locator(PLOT).first
    plot.scroll_into_view_if_needed()
    found = plot.bounding_box()
    assert found is not None
    return found


def _drag(tab: Tab, *corners: tuple[float, float]) -> None:
    """Drag from corner to corner; each in parts of the chart's width and height."""
    box = _box(tab)
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in corners]
    tab.page.mouse.move(*places[0])
    tab.page.mouse.down()
    for place in places[1:]:
        tab.page.mouse.move(*place, steps=6)
    tab.page.mouse.up()


def _mouse(tab: Tab, name: str) -> None:
    tab.page.locator(".st-key-drag").get_by_text(name, exact=True).click()
    # Another mouse mode is another chart, which takes the place of the one before.
    tab.page.wait_for_function(_EXCHANGED, arg=_MODES[name])
    tab.settle()


def _area(tab: Tab) -> Any:
    return tab.page.locator(f"{PLOT} .shapelayer path").first


def test_a_lasso_is_a_filter_that_travels_by_its_link(mapped: Tab, new_tab: Callable[..., Tab], server: Server) -> None:
    _drag(mapped, (0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6), (0.2, 0.21))
    mapped.page.wait_for_url("**in_polygon**")
    _area(mapped).wait_for(state="attached")
    mapped.settle()
    where = mapped.asked("focus") or ""
    told = server.stats(SAMPLE, where)
    assert 0 < told["rows_in_focus"] < 426
    mapped.wait_looking(told["rows_in_focus"])
    other = new_tab()
    other.page.goto(mapped.page.url)
    other.wait_looking(told["rows_in_focus"])
    _area(other).wait_for(state="attached")
    assert other.asked("focus") == where
    mapped.page.get_by_role("button", name="Clear the area").click()
    mapped.page.get_by_text("Looking at").wait_for(state="detached")
    assert "focus" not in mapped.page.url and mapped.kept()[0] == 426


def test_a_box_is_a_filter_and_a_topic_another(mapped: Tab, server: Server) -> None:
    _mouse(mapped, "Box")
    _drag(mapped, (0.1, 0.1), (0.7, 0.7))
    mapped.page.wait_for_url("**in_polygon**")
    boxed = server.stats(SAMPLE, mapped.asked("focus") or "")
    assert 0 < boxed["rows_in_focus"] < 426
    mapped.wait_looking(boxed["rows_in_focus"])
    mapped.settle()
    mapped.page.get_by_test_id("stMain").get_by_text("Topics", exact=True).click()
    mapped.page.locator(".topic").first.click()
    mapped.page.wait_for_url("**map_topic**")
    where = mapped.asked("focus") or ""
    both = server.stats(SAMPLE, where)
    assert "in_polygon" in where and 0 < both["rows_in_focus"] < boxed["rows_in_focus"]
    mapped.wait_looking(both["rows_in_focus"])
    mapped.page.get_by_role("button", name="Clear the area").click()
    mapped.page.wait_for_url(lambda url: "in_polygon" not in url)
    mapped.wait_looking(server.stats(SAMPLE, mapped.asked("focus") or "")["rows_in_focus"])


def _colours(tab: Tab) -> list[str]:
    """Fill of each point, by its row."""
    return tab.page.evaluate(_FILLS)


_FILLS = """() => {
    const plot = document.querySelector('.js-plotly-plot'), found = [];
    for (const trace of plot._fullData)
        for (const row of trace.customdata ?? []) found[row] = trace.marker.color;
    return found;
}"""


def test_an_empty_lasso_changes_nothing_and_says_so(mapped: Tab) -> None:
    _drag(mapped, (0.01, 0.01), (0.03, 0.01), (0.03, 0.03), (0.01, 0.03), (0.01, 0.012))
    mapped.page.get_by_text("Draw around some points").wait_for()
    mapped.settle()
    assert "focus" not in mapped.page.url
    mapped.page.get_by_text(WHOLE).wait_for()
    # Nothing is left of it: no outline, and no point that steps back.
    mapped.page.wait_for_function("() => !document.querySelector('.js-plotly-plot .selectionlayer path')")


def test_colours_stay_after_a_lasso_and_the_panel_takes_the_set(mapped: Tab) -> None:
    before = _colours(mapped)
    assert len(before) == 426 and len(set(before)) > 3
    _drag(mapped, (0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6), (0.2, 0.21))
    mapped.page.wait_for_url("**in_polygon**")
    _area(mapped).wait_for(state="attached")
    mapped.settle()
    assert _colours(mapped) == before
    mapped.page.get_by_role("button", name="Drawn area (").wait_for()
    mapped.page.locator(".st-key-map_drop button").first.click()
    mapped.page.wait_for_url("**drop=**")
    mapped.settle()
    assert mapped.kept()[0] < 426
    mapped.page.get_by_role("button", name="Undo").click()
    mapped.page.wait_for_url(lambda url: "drop=" not in url)


def test_what_a_search_finds_is_lit_and_taken(mapped: Tab) -> None:
    mapped.page.get_by_label("Search by meaning", exact=True).fill("How do I write a loop in Python?")
    mapped.page.keyboard.press("Enter")
    mapped.page.get_by_text("nearest in meaning").wait_for()
    mapped.settle()
    lit = mapped.page.evaluate("() => document.querySelector('.js-plotly-plot')._fullData.at(-1).x.length")
    assert lit == 20
    mapped.page.locator(".st-key-hits_look button").first.click()
    mapped.page.wait_for_url("**/review**row_id**")
    mapped.wait_looking(20)


def test_another_map_is_drawn_and_shown(mapped: Tab) -> None:
    mapped.page.get_by_text("About this map").click()
    menu = mapped.page.get_by_role("button", name="Change source")
    menu.click()
    mapped.page.locator(".st-key-map_text").get_by_text("Responses").click()
    mapped.settle()
    mapped.page.get_by_role("button", name="Draw it").click()
    mapped.page.get_by_text("Drawn from responses, by the bundled encoder").wait_for()
    mapped.settle()
    assert not mapped.page.locator(".st-key-map_text").is_visible()
    menu.click()
    mapped.page.get_by_role("button", name="Show the map of prompts").click()
    mapped.page.get_by_text("Drawn from prompts, by the bundled encoder").wait_for()
    mapped.settle()
    assert not mapped.page.locator(".st-key-map_text").is_visible()


def test_of_two_charts_the_new_one_is_shown(mapped: Tab) -> None:
    assert mapped.page.evaluate(_REPLACED) == [False, True, True]


def test_a_part_of_the_map_is_in_the_url(mapped: Tab, new_tab: Callable[..., Tab]) -> None:
    _mouse(mapped, "Zoom")
    _drag(mapped, (0.2, 0.2), (0.7, 0.7))
    mapped.page.wait_for_url("**zoom=**")
    mapped.page.get_by_text(WHOLE).wait_for(state="hidden")
    mapped.settle()
    said = mapped.page.get_by_text("rows are drawn.").inner_text()
    assert mapped.kept()[0] == 426
    other = new_tab()
    other.page.goto(mapped.page.url)
    other.page.get_by_text(said).wait_for()
    mapped.page.reload()
    mapped.page.get_by_text(said).wait_for()
    mapped.page.get_by_role("button", name="Whole map").click()
    mapped.page.get_by_text(WHOLE).wait_for()
    assert "zoom" not in mapped.page.url


def test_a_point_is_read(mapped: Tab) -> None:
    _mouse(mapped, "Read")
    point = mapped.page.locator(POINTS).nth(40)
    box = point.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mapped.page.mouse.move(x - 1, y)
    mapped.page.wait_for_function("() => document.querySelector('.js-plotly-plot')._hoverdata?.length > 0")
    mapped.page.mouse.click(x, y)
    mapped.page.wait_for_url("**/review**row=**")
    mapped.page.locator(".x-turn").first.wait_for()


def test_gaps_are_shown_and_downloaded(tab: Tab, tmp_path: Path) -> None:
    path = tmp_path / "reference.jsonl"
    lines = [
        f'{{"prompt": "Name the {n}th planet <b>of</b> star {n}.", "response": "It is planet {n}."}}' for n in range(80)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    tab.open("gaps", SAMPLE, reference=str(path))
    tab.page.get_by_test_id("stMain").get_by_role("button", name="Compare").click()
    tab.page.get_by_text("Rows to add", exact=True).wait_for()
    tab.page.locator(f"{PLOT}").nth(1).wait_for()
    with tab.page.expect_download() as waiting:
        tab.page.get_by_text("of the groups that are lacking").click()
    taken = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(taken) > 60 and set(taken) <= set(lines)
    tab.assert_sound()
