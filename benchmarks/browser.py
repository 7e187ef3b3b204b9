"""How long a person waits: page openings, clicks to redrawn charts, downloads of a large file, in headless Chromium.

    python -m benchmarks.browser FILE [--changes 30]

FILE: made by benchmarks.generate. Needs Playwright and a Chromium on the PATH (or named by EXPLORER_CHROMIUM).
A change counts as finished when the counts of kept rows and the bars of the chart both show the new state.
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
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.machine import PeakMemory, description, table, warm

ROOT = Path(__file__).resolve().parents[1]
_SMALL = "sample_data/sft_sample.jsonl"
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
_KEPT = ".x-keep .row span"
_BARS = ".js-plotly-plot .barlayer .point path"

# What is drawn, as a person sees it: the count in the side bar, and the heights of the chart's kept bars.
_STATE = """() => {
    const said = document.querySelector('.x-keep .row span');
    const plot = document.querySelector('.js-plotly-plot');
    if (!said || !plot || !plot.calcdata || plot.calcdata.length < 2) return null;
    return [said.textContent, plot.calcdata[1].reduce((sum, point) => sum + (point.s1 || point.s || 0), 0)];
}"""

# Clicks, then looks at every frame until both have changed; milliseconds from the click, or null after 20 s.
_CLICK = """async ([selector]) => {
    const state = STATE;
    const before = state();
    const started = performance.now();
    document.querySelector(selector).click();
    while (performance.now() - started < 20000) {
        await new Promise(requestAnimationFrame);
        const now = state();
        if (now && now[0] !== before[0] && now[1] !== before[1]) {
            await new Promise(requestAnimationFrame);
            return performance.now() - started;
        }
    }
    return null;
}""".replace("STATE", _STATE)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def server(cache: Path) -> Iterator[tuple[str, int]]:
    """The started app: (its address, its process id)."""
    port = _free_port()
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


def opened(page: Any, address: str, path: str, source: str, where: str, wanted: str) -> float:
    """Seconds from asking for a page to `wanted` being on the screen."""
    query = urlencode({"source": source, **({"where": where} if where else {})})
    started = time.perf_counter()
    page.goto(f"{address}/{path}?{query}")
    page.locator(wanted).first.wait_for(timeout=60_000)
    return time.perf_counter() - started


def changes(page: Any, selector: str, count: int) -> list[float]:
    """Milliseconds of each of `count` clicks that change the filter."""
    found = []
    for _ in range(count):
        took = page.evaluate(_CLICK, [selector])
        if took is None:
            raise SystemExit("a click changed nothing within 20 s")
        found.append(float(took))
        page.wait_for_timeout(400)
    return found


def measure(browser: Any, source: Path, cache: Path, count: int) -> dict[str, Any]:
    """All figures of one file."""
    found: dict[str, Any] = {}
    with server(cache) as (address, _):
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        opened(page, address, "", _SMALL, "", ".x-card")  # the browser's own first load is not what is measured
        found["first_rows"] = opened(page, address, "", str(source), "", ".x-card")
        side = page.locator("section[data-testid=stSidebar]")
        while "kept" not in (text := side.inner_text()) or "so far" in text or "Cancel" in text:
            page.wait_for_timeout(1000)
        page.close()
    with server(cache) as (address, pid):
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        opened(page, address, "lengths", _SMALL, "", _BARS)
        warm(source)
        found["reopen"] = opened(page, address, "lengths", str(source), "", _BARS)
        invert = ".st-key-filter_invert button"
        for name, where in (("lengths", "category = 'code'"), ("categories", "total_tokens > 200")):
            opened(page, address, name, str(source), where, _BARS)
            page.locator(invert).first.wait_for()
            page.wait_for_timeout(2500)
            found[name] = changes(page, invert, count)
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
        page.close()
    return found


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Measure the app in a browser.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--changes", type=int, default=30)
    options = parser.parse_args(argv)
    from playwright.sync_api import sync_playwright

    named = os.environ.get("EXPLORER_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not named:
        raise SystemExit("No Chromium was found: install one, or name it with EXPLORER_CHROMIUM.")
    work = Path(tempfile.mkdtemp(prefix="explorer-browser-"))
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=named, args=_FLAGS)
            figures = measure(browser, options.file.absolute(), work / "cache", options.changes)
            browser.close()
    finally:
        shutil.rmtree(work, ignore_errors=True)
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
    print(table(rows, ("measure", "figure", "bound")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
