"""How long a person waits for the map of a large file, in headless Chromium.

    python -m benchmarks.map_browser FILE [--cache FOLDER] [--repeats 5]

FILE: made by benchmarks.generate. Its map is built first, unless the cache folder has it. Bytes on the wire are those of
websocket messages and of HTTP bodies that come after the app itself is loaded. A lasso's count is checked against the rows
inside of its outline, counted without the app.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

from benchmarks.browser import BARS, SHOWN, SMALL, appeared, launched, opened, server, settle
from benchmarks.machine import description, table, warm
from explorer import building, filters
from explorer.filters.polygon import corners
from explorer.passes import LABELS, MAP
from explorer.store import Cache, Dataset

_PLOT = ".js-plotly-plot canvas, .js-plotly-plot path.point"
_JUDGEMENT = "needs_reasoning"
_COLOURS = ("ability", "total_tokens", "language", "apartness", "has_cot", "response_tokens")
_SHAPES = ((0.35, 0.45), (0.30, 0.35), (0.45, 0.40), (0.38, 0.55), (0.50, 0.50))  # where lassos begin, of the map
_OUTLINE = ((60, -40), (140, -40), (200, 40), (160, 140), (60, 150), (0, 60), (0, 0))  # pixels from there

# What the map shows: its traces by name, its colour scale, how many areas are drawn on it, and the count in the side bar.
_STATE = """() => {
    const plots = SHOWN;
    const kept = document.querySelector('.x-keep .bar');
    if (plots.length !== 1 || !plots[0].data || !kept) return null;
    const traces = plots[0].data.map(one => [one.type, one.name, one.marker && one.marker.colorbar ? 1 : 0].join('|'));
    return JSON.stringify([traces, (plots[0].layout.shapes || []).length, kept.title]);
}""".replace("SHOWN", SHOWN)
_WATCH = """([event, whole]) => {
    const state = STATE;
    const before = state();
    window.took = undefined;
    const begin = press => {
        if (press.type === 'keydown' && press.key !== 'Enter') return;
        const started = performance.now();
        window.removeEventListener(event, begin, true);
        const look = () => {
            const now = state();
            const area = list => JSON.parse(list)[1], count = list => JSON.parse(list)[2];
            const done = now && now !== before && (!whole || (area(now) !== area(before) && count(now) !== count(before)));
            if (done) requestAnimationFrame(() => { window.took = performance.now() - started; });
            else if (performance.now() - started > 20000) window.took = null;
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    };
    window.addEventListener(event, begin, true);
}""".replace("STATE", _STATE)


class _Wire:
    """Bytes that arrive at a page."""

    def __init__(self, page: Any) -> None:
        self.bytes = 0
        client = page.context.new_cdp_session(page)
        client.send("Network.enable")
        client.on(
            "Network.webSocketFrameReceived", lambda event: self._add(len(event["response"]["payloadData"]) * 3 // 4)
        )
        client.on("Network.loadingFinished", lambda event: self._add(int(event["encodedDataLength"])))

    def _add(self, count: int) -> None:
        self.bytes += count


def _timed(page: Any, event: str, whole: bool, act: Callable[[], None]) -> float:
    """Seconds from the press in `act` to the picture that it leads to. whole: area and count both change."""
    page.evaluate(_WATCH, [event, whole])
    act()
    page.wait_for_function("window.took !== undefined", timeout=40_000)
    took = page.evaluate("window.took")
    if took is None:
        raise SystemExit("a press changed nothing within 20 s")
    settle(page)
    return float(took) / 1000


def _coloured(page: Any, label: str) -> float:
    box = page.locator("[data-testid=stSelectbox]", has_text="Colour by").locator("input")
    box.click()
    box.fill(label)
    page.get_by_role("option", name=label, exact=True).first.hover()
    page.wait_for_timeout(300)
    return _timed(page, "keydown", False, lambda: page.keyboard.press("Enter"))


def _lasso(page: Any, at: tuple[float, float]) -> float:
    box = page.locator(".js-plotly-plot").first.bounding_box()
    x, y = box["x"] + box["width"] * at[0], box["y"] + box["height"] * at[1]
    page.mouse.move(x, y)
    page.mouse.down()
    for right, down in _OUTLINE:
        page.mouse.move(x + right, y + down, steps=4)
    return _timed(page, "mouseup", True, page.mouse.up)


def _inside(dataset: Dataset, where: str) -> int:
    """Rows inside of the area that a filter asks for, by the even-odd rule over all rows."""
    term = filters.read_term(filters.conjuncts(where)[0])
    assert term is not None and term.kind == "polygon"
    outline = np.array(corners(str(term.values[1])))
    found = dataset.query("SELECT map_x, map_y FROM rows WHERE map_x IS NOT NULL")
    x, y = (found[name].to_numpy().astype(np.float64) for name in ("map_x", "map_y"))
    inside = np.zeros(len(x), dtype=bool)
    for (ax, ay), (bx, by) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        crosses = (ay > y) != (by > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside ^= crosses & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return int(inside.sum())


def measure(browser: Any, source: Path, cache: Path, dataset: Dataset, repeats: int) -> dict[str, Any]:
    """All figures of one file."""
    found: dict[str, Any] = {"colours": {}, "lasso": [], "exact": []}
    with server(cache, source) as (address, _):
        page = browser.new_page(viewport={"width": 1400, "height": 1200})
        opened(page, address, "lengths", SMALL, "", BARS)
        warm(source)
        opened(page, address, "lengths", str(source), "", BARS)
        settle(page)
        wire = _Wire(page)
        link = page.get_by_role("link", name="Map").first
        for name in ("first", "again"):
            wire.bytes = 0
            started = time.perf_counter()
            link.click()
            appeared(page, _PLOT)
            page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            found[name] = time.perf_counter() - started
            if name == "again":
                settle(page)
            found[f"{name}_bytes"] = wire.bytes
            if name == "first":
                found["soon"] = _coloured(page, dataset.columns[_JUDGEMENT].label)  # its columns are just being loaded
                _coloured(page, dataset.columns["map_topic"].label)
                page.get_by_role("link", name="Lengths").first.click()
                settle(page)
        for name in _COLOURS:
            wire.bytes = 0
            found["colours"][name] = _coloured(page, dataset.columns[name].label)
            found["most"] = max(found.get("most", 0), wire.bytes)
        _coloured(page, "cluster")
        for at in _SHAPES[:repeats]:
            wire.bytes = 0
            found["lasso"].append(_lasso(page, at))
            found["most"] = max(found["most"], wire.bytes)
            where = parse_qs(urlsplit(page.url).query)["where"][0]
            kept = page.locator(".x-keep .bar").first.get_attribute("title") or ""
            found["exact"].append(f"{_inside(dataset, where):,} " in f"{kept} ")
            page.locator(".st-key-map_clear button").click()
            settle(page)
        page.close()
    return found


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Measure the map in a browser.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--repeats", type=int, default=len(_SHAPES))
    options = parser.parse_args(argv)
    source = options.file.absolute()
    with tempfile.TemporaryDirectory(prefix="explorer-map-") as work, launched() as browser:
        folder = (options.cache or Path(work) / "cache").absolute()
        cache = Cache.at(folder)
        building.run(cache, [source])
        dataset = building.run(cache, [source], layers=[MAP.name, LABELS.name])
        dataset.settle()
        figures = measure(browser, source, folder, dataset, options.repeats)
    print(description())
    print()
    colours = figures["colours"]
    lassos = figures["lasso"]
    rows = [
        ("the page paints, first visit", f"{figures['first']:.2f} s", "2 s"),
        ("the page paints, again", f"{figures['again']:.2f} s", "2 s"),
        (f"colour by {_JUDGEMENT}, as soon as it is painted", f"{figures['soon']:.2f} s", "0.7 s"),
        *((f"colour by {name}", f"{took:.2f} s", "0.7 s") for name, took in colours.items()),
        (
            f"lasso over all {dataset.rows:,} rows",
            f"median {statistics.median(lassos):.2f} s, worst {max(lassos):.2f} s, n = {len(lassos)}",
            "0.7 s",
        ),
        ("… whose count is exact", f"{sum(figures['exact'])} of {len(lassos)}", "all"),
        (
            "on the wire, to paint the page",
            f"{max(figures['first_bytes'], figures['again_bytes']) / 1e6:.2f} MB",
            "1.5 MB",
        ),
        ("on the wire, the most of any change", f"{figures['most'] / 1e6:.2f} MB", "1.5 MB"),
    ]
    print(table(rows, ("measure", "figure", "bound")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
