"""A bare Streamlit page that redraws one Plotly figure of four subplots: what `benchmarks.browser` holds the app's pages against.

Its numbers are made of the number that is typed, without any data: what is left is Streamlit, Plotly and the browser.
"""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import browser

_SCRIPT = """import plotly.graph_objects as go
import streamlit as st
from plotly.subplots import make_subplots

st.set_page_config(layout="wide")
number = st.number_input("Number", min_value=1, value=1, key="number")
figure = make_subplots(2, 2)
for place in range(4):
    heights = [(bin * 7919 * (number + place)) % 1009 + 1 for bin in range(48)]
    figure.add_trace(go.Bar(y=heights), row=place // 2 + 1, col=place % 2 + 1)
st.plotly_chart(figure)
st.html(f'<i id="drawn">{number}</i>')
"""

_BARE = """() => {
    const drawn = document.querySelector('#drawn');
    const bars = [...document.querySelectorAll('.js-plotly-plot .barlayer .point path')].map(bar => bar.getAttribute('d'));
    return drawn && bars.length ? [drawn.textContent, bars.join()] : null;
}"""

OVERVIEW = """() => {
    const kept = document.querySelector('.x-keep .bar'), rows = document.querySelector('.x-waffle');
    const cards = document.querySelector('.x-glance');
    return kept && rows && cards ? [kept.title, rows.innerHTML, cards.innerHTML] : null;
}"""
"""JavaScript: what a step changes on the Overview: the count in the side bar, the picture of all rows, the cards."""


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The bare page's address."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(_SCRIPT, "utf-8")
        port = browser.free_port()
        words = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
        process = subprocess.Popen(
            [*words, "--server.headless", "true", "--browser.gatherUsageStats", "false"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(400):
                with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                    break
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            process.wait(10)


def alternately(context: Any, address: str, source: Path, count: int) -> dict[str, list[float]]:
    """Milliseconds of `count` changes each, in turns: of the bare page's number, and of a step on the Overview.

    address: of the app, in which the source has been built. The step takes out about a tenth of the rows.
    """
    found: dict[str, list[float]] = {"bare": [], "step": [], "paint": []}
    with served() as bare:
        other = context.new_page()
        other.goto(bare)
        browser.appeared(other, ".js-plotly-plot .barlayer .point path")
        page = context.new_page()
        box = other.locator("input[type=number]")
        for number in range(count):
            other.bring_to_front()  # a browser draws hidden pages less often
            browser.settle(other)
            box.fill(str(number + 2))
            found["bare"].append(browser.change(other, lambda: box.press("Enter"), _BARE))
            # Another condition each time, off at first: what it takes out has never been counted when it is switched on.
            step = f"a tenth: total_tokens % 10 = {number % 10} AND row_id % 7 <> {number // 10 % 7}"
            asked = {"drop": step, "off": "1"}
            page.bring_to_front()
            found["paint"].append(
                1000 * browser.opened(page, address, "", str(source), "", ".x-glance section", **asked)
            )
            row = page.locator(".st-key-steprow_0 label").first
            row.wait_for()
            browser.settle(page)
            found["step"].append(browser.change(page, row.click, OVERVIEW))
        other.close()
        page.close()
    return found


def lines(found: dict[str, list[float]]) -> list[tuple[str, str, str]]:
    """Rows of the printed table."""
    middle = {name: statistics.median(times) for name, times in found.items()}
    said = {name: f"median {middle[name]:.0f} ms, worst {max(times):.0f} ms" for name, times in found.items()}
    ratio = middle["step"] / middle["bare"]
    return [
        ("bare page, one figure of four subplots redrawn", said["bare"], ""),
        ("a step switched on, all pictures of Overview redrawn", said["step"], ""),
        ("… times the bare page", f"{ratio:.2f}", "2"),
        ("Overview opened by its address, pictures painted", said["paint"], ""),
    ]
