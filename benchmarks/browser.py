"""How long a person waits: page openings, clicks to redrawn charts, downloads of a large file, in headless Chromium.

    python -m benchmarks.browser FILE [--changes 30]

FILE: made by benchmarks.generate. Needs Playwright and a Chromium on the PATH (or named by EXPLORER_CHROMIUM).
A change of what is looked at counts as finished when the bars of the chart show it; one of a step, when all pictures do.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.machine import PeakMemory, description, table, warm

ROOT = Path(__file__).resolve().parents[1]
SMALL = "sample_data/sft_sample.jsonl"
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
_KEPT = ".x-keep .row span"
BARS = ".js-plotly-plot .barlayer .point path"
SHOWN = "[...document.querySelectorAll('.js-plotly-plot')].filter(one => one.offsetParent)"
"""JavaScript: the charts that a person sees."""

# What is on the screen: the outlines of all bars. While the old figure and the new one are both shown, nothing is finished.
_STATE = """() => {
    const plots = SHOWN;
    if (plots.length !== 1) return null;
    const bars = [...plots[0].querySelectorAll('.barlayer .point path')].map(bar => bar.getAttribute('d'));
    return bars.length ? [bars.join()] : null;
}""".replace("SHOWN", SHOWN)

# Waits for the next key or mouse press, then looks at every frame until all of it has changed, and one frame more, in which
# it is painted. Leaves milliseconds from the press, or null after 20 s, in window.took.
_WATCH = """() => {
    const state = STATE;
    const before = state();
    window.took = undefined;
    const begin = event => {
        if (event.type === 'keydown' && event.key !== 'Enter') return;
        const started = performance.now();
        for (const kind of ['keydown', 'mousedown']) window.removeEventListener(kind, begin, true);
        const look = () => {
            const now = state();
            if (now && now.every((one, place) => one !== before[place]))
                requestAnimationFrame(() => { window.took = performance.now() - started; });
            else if (performance.now() - started > 20000) window.took = null;
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    };
    for (const kind of ['keydown', 'mousedown']) window.addEventListener(kind, begin, true);
}"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def server(cache: Path, source: Path, port: int = 0) -> Iterator[tuple[str, int]]:
    """The app, started on a source: (its address, its process id). port: 0 for any that is free.

    A link to a source that it was not started on, and has never read, would ask first.
    """
    port = port or free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.headless",
        "true",
        "--",
        str(source),
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "EXPLORER_CACHE": str(cache)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(400):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                break
            time.sleep(0.1)
        yield address, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def opened(page: Any, address: str, path: str, source: str, where: str, wanted: str, **more: str) -> float:
    """Seconds from asking for a page to `wanted` being on the screen."""
    query = urlencode({"source": source, **({"where": where} if where else {}), **more})
    started = time.perf_counter()
    page.goto(f"{address}/{path}?{query}", wait_until="commit")
    appeared(page, wanted)
    return time.perf_counter() - started


def appeared(page: Any, wanted: str) -> None:
    """Wait until `wanted` is on the screen. Looked at in every frame: Playwright's own waiting looks twice a second."""
    page.wait_for_function(
        "wanted => { const found = document.querySelector(wanted); return found && found.getClientRects().length > 0; }",
        arg=wanted,
        timeout=60_000,
    )


def change(page: Any, act: Callable[[], None], state: str = _STATE) -> float:
    """Milliseconds from the key or mouse press in `act` to the new count and the new chart.

    state: JavaScript that gives all that is to change, null while there is none.
    """
    page.evaluate(_WATCH.replace("STATE", state))
    act()
    page.wait_for_function("window.took !== undefined", timeout=30_000)
    took = page.evaluate("window.took")
    if took is None:
        raise SystemExit("a press changed nothing within 20 s")
    settle(page)
    return float(took)


def settle(page: Any) -> None:
    """Wait until the server has said everything, and a little longer, as a person does before the next change."""
    page.wait_for_timeout(300)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.wait_for_timeout(200)


def typed_limits(page: Any, count: int) -> list[float]:
    """Changes by a number typed into the side bar. No two filters are the same, so nothing is remembered."""
    box = page.locator(".st-key-filter_column input")
    box.click()
    box.fill("total_tokens")
    page.get_by_role("option").first.wait_for()
    box.press("Enter")
    low = page.locator(".st-key-control_low_total_tokens input")
    low.wait_for()
    settle(page)
    found = []
    for number in range(count):
        low.fill(str(40 + 11 * number))
        found.append(change(page, lambda: low.press("Enter")))
    return found


def clicked_bars(page: Any, count: int) -> list[float]:
    """Changes by clicks on bars, each of which adds a value to the filter."""
    found = []
    bars = page.locator(".js-plotly-plot .barlayer .trace").first.locator(".point path")
    settle(page)
    for number in range(min(count, bars.count() - 1)):  # the last one sums the rest
        bars.nth(number).scroll_into_view_if_needed()
        box = bars.nth(number).bounding_box()
        x, y = box["x"] + 3, box["y"] + box["height"] / 2
        page.mouse.move(x - 1, y)
        page.wait_for_timeout(100)  # Plotly takes a click where it has seen the mouse
        found.append(change(page, lambda x=x, y=y: page.mouse.click(x, y)))
    return found


def measure(browser: Any, source: Path, cache: Path, count: int) -> dict[str, Any]:
    """All figures of one file."""
    from benchmarks import bare_page

    found: dict[str, Any] = {}
    # One profile and one address throughout: who opens a dataset again has had the app in this browser before.
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    port = free_port()
    with server(cache, source, port) as (address, _):
        page = context.new_page()
        opened(page, address, "", SMALL, "", ".x-card")  # the browser's own first load is not what is measured
        found["first_rows"] = opened(page, address, "", str(source), "", ".x-card")
        side = page.locator("section[data-testid=stSidebar]")
        while "kept" not in (text := side.inner_text()) or "so far" in text or "Cancel" in text:
            page.wait_for_timeout(1000)
        page.close()
    with server(cache, source, port) as (address, pid):
        page = context.new_page()
        opened(page, address, "lengths", SMALL, "", BARS)
        warm(source)
        found["reopen"] = opened(page, address, "lengths", str(source), "", BARS)
        settle(page)
        found["lengths"] = typed_limits(page, count)
        opened(page, address, "categories", str(source), "", BARS, by="source")
        found["categories"] = clicked_bars(page, count)
        opened(page, address, "export", str(source), "total_tokens % 10 = 3", _KEPT)
        button = page.locator("a[href*='/download/'], .st-key-download button, [data-testid=stLinkButton] a").first
        button.wait_for(timeout=30_000)
        with PeakMemory(pid) as memory:
            started = time.perf_counter()
            with page.expect_download(timeout=120_000) as waiting:
                button.click()
            target = waiting.value.path()
            took = time.perf_counter() - started
        found["download_rate"] = source.stat().st_size / took / 1e6
        found["download_bytes"] = Path(target).stat().st_size
        found["download_memory"] = memory.extra
        found["alternately"] = bare_page.alternately(context, address, source, max(5, count // 3))
        context.close()
    return found


@contextlib.contextmanager
def launched() -> Iterator[Any]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    named = os.environ.get("EXPLORER_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not named:
        raise SystemExit("No Chromium was found: install one, or name it with EXPLORER_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named, args=_FLAGS)
        yield browser
        browser.close()


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Measure the app in a browser.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--changes", type=int, default=30)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="explorer-browser-") as work, launched() as browser:
        figures = measure(browser, options.file.absolute(), Path(work) / "cache", options.changes)
    print(description())
    print()
    rows = [
        ("first rows of a file never opened", f"{figures['first_rows']:.2f} s", "1.5 s"),
        ("reopened after a restart, charts of Lengths", f"{figures['reopen']:.2f} s", "1.5 s"),
    ]
    for name in ("lengths", "categories"):
        times = sorted(figures[name])
        worst = times[max(0, round(0.95 * len(times)) - 1)]
        said = f"median {statistics.median(times):.0f} ms, p95 {worst:.0f} ms, n = {len(times)}"
        rows.append((f"filter change to redrawn chart, {name.capitalize()}", said, "400 ms, 550 ms"))
    rows += [
        ("download of a tenth of the rows", f"{figures['download_rate']:,.0f} MB of source a second", "200 MB/s"),
        ("… extra memory of the server", f"{figures['download_memory'] / 1e6:,.0f} MB", "100 MB"),
    ]
    from benchmarks import bare_page

    rows += bare_page.lines(figures["alternately"])
    print(table(rows, ("measure", "figure", "bound")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
