"""The report in a browser without a network: its script runs under its own policy, it filters, it prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer import building, report, scorecard, steps
from explorer.store import Cache
from explorer.view import View

from .conftest import ROOT, SAMPLE


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    view = View.of(building.run(Cache(folder / "cache"), [ROOT / SAMPLE]), steps=[steps.read("Empty: is_empty")])
    return report.write(view, folder / "report.html", scorecard.shipped()).path


@pytest.fixture(params=["light", "dark"])
def opened(request: pytest.FixtureRequest, browser: Any, written: Path) -> Iterator[Any]:
    context = browser.new_context(color_scheme=request.param, offline=True, viewport={"width": 1000, "height": 800})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(written.as_uri())
    yield page
    context.close()
    assert not wrong
    assert [url for url in asked if not url.startswith("data:")] == [written.as_uri()]


def test_rows_are_filtered_by_finding_and_by_words(opened: Any) -> None:
    first = opened.locator("#list article").count()
    assert first == 25
    opened.locator("#more").click()
    assert opened.locator("#list article").count() == 50
    opened.locator(".chip", has_text="Refusals").click()
    shown = opened.locator("#list article")
    assert 0 < shown.count() < 25
    assert all("Refusals" in text for text in shown.all_inner_texts())
    assert opened.locator("#list mark").count()
    opened.locator("#search").fill("no such words anywhere")
    assert opened.locator("#list article").count() == 0
    assert "No row" in opened.locator("#list").inner_text()


def test_nothing_is_wider_than_the_page(opened: Any) -> None:
    for width in (1000, 420):
        opened.set_viewport_size({"width": width, "height": 800})
        assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_text_can_be_read_on_its_ground(opened: Any) -> None:
    """The contrast of the running text, as WCAG asks for: 4.5."""
    colours = opened.evaluate(
        "[...document.querySelectorAll('main p, main li, main td')].slice(0, 200).map(one => [getComputedStyle(one).color,"
        " getComputedStyle(document.body).backgroundColor])"
    )

    def light(text: str) -> float:
        parts = [int(part) / 255 for part in text[text.index("(") + 1 : -1].replace(" ", "").split(",")[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for pair in {tuple(pair) for pair in colours if all(one.startswith("rgb") for one in pair)}:
        dark, bright = sorted(map(light, pair))
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, pair


def test_page_one_is_one_page_on_paper(opened: Any) -> None:
    """What says it all fits on a sheet of A4, and the rest begins on the next one."""
    opened.emulate_media(media="print", color_scheme="light")
    opened.set_viewport_size({"width": 703, "height": 1024})  # A4 less its margins, in CSS pixels
    assert opened.evaluate("document.querySelector('.first').getBoundingClientRect().height") < 1024
    assert not opened.locator("#browse").is_visible()
    assert opened.evaluate("document.documentElement.scrollWidth") <= 703
    assert len(opened.pdf(format="A4", prefer_css_page_size=True)) > 10_000
