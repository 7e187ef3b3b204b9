"""The started app, a browser, and a tab that keeps an account of what goes wrong in it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from explorer import building
from explorer.cli import main
from explorer.store import Cache
from explorer.ui.app import known_sources
from tests import servers
from tests.waiting import NEVER

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = "sample_data/sft_sample.jsonl"
TIMEOUT = NEVER * 1000  # milliseconds
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
_QUIET = ("/_stcore/health", "/_stcore/host-config")  # Streamlit looks for its server under a page's path first: 404


# ---- the app ----


class Server(NamedTuple):
    """A started app. base: its address, without a slash at the end. cache: the cache folder it uses."""

    base: str
    cache: Path

    def cli(self, *words: str) -> str:
        """What `python -m explorer …` prints, with the same cache. In this process: to start one takes longer than the verb."""
        building.forget()
        said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with pytest.MonkeyPatch.context() as patched, contextlib.redirect_stdout(said):
            patched.setenv("EXPLORER_CACHE", str(self.cache))
            patched.chdir(ROOT)
            assert main(words) == 0
        said.flush()
        return said.buffer.getvalue().decode()  # type: ignore[attr-defined]

    def stats(self, source: str | Path, where: str = "") -> dict[str, Any]:
        """What the command line says about the rows that `where` keeps."""
        return json.loads(self.cli("stats", "--json", "--quiet", str(source), "--where", where))


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts the app as a user does, `streamlit run app.py -- SOURCE…`; ends it with the module."""
    folder = tmp_path_factory.mktemp("app")
    running: list[subprocess.Popen[bytes]] = []

    def started(*sources: str | Path) -> Server:
        port = servers.free_port()
        words = ["streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
        words += ["--", *map(str, sources)] if sources else []
        running.append(servers.start(words, port, folder / "cache", folder / f"log-{port}.txt"))
        return Server(f"http://127.0.0.1:{port}", folder / "cache")

    yield started
    for process in running:
        servers.end(process)


@pytest.fixture(scope="module")
def server(start: Callable[..., Server]) -> Server:
    """The app, started without a source."""
    return start()


# ---- the browser ----


def _executable() -> str | None:
    named = os.environ.get("EXPLORER_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium. Closed with the module: while it runs, no other event loop can in this thread."""
    executable = _executable()
    if executable is None:
        reason = "no Chromium found; EXPLORER_CHROMIUM can name one"
        if os.environ.get("EXPLORER_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=TIMEOUT)
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=executable, args=_FLAGS)
        yield opened
        opened.close()


@dataclass
class Tab:
    """A tab of its own browser profile, and all that it should not have done."""

    page: Any
    server: Server
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Write down errors of scripts, dialogs, and requests that leave this machine."""
        self.page.set_default_timeout(TIMEOUT)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._asked)
        self.page.on("request", lambda request: self._left(request.url))
        self.page.on("websocket", lambda socket: self._left(socket.url))

    def _said(self, message: Any) -> None:
        if message.type == "error" and not str(message.location.get("url", "")).endswith(_QUIET):
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    def _asked(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _left(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            self.strangers.append(url)

    # ---- what a person does ----

    def open(self, path: str = "", source: str | Path = "", where: str = "", **query: str) -> Tab:
        """Go to a page of the app by its address, as one who has opened the source there before."""
        for one in filter(None, (str(source), query.get("reference"))):
            known_sources.remember(Cache.at(self.server.cache), [one])
        asked = {"source": str(source), "where": where, **query}
        self.page.goto(f"{self.server.base}/{path}?{urlencode({k: v for k, v in asked.items() if v})}")
        return self

    def switch(self, title: str) -> None:
        """Click a page's name in the navigation, and wait until it is drawn."""
        self.page.get_by_test_id("stTopNavLink").filter(has_text=title).first.click()
        self.page.get_by_role("heading", name=title, exact=True).wait_for()
        self.settle()

    def search(self, text: str) -> None:
        """Search in the side bar."""
        box = self.page.locator(".st-key-filter_search input")
        box.fill(text)
        box.press("Enter")

    def choose_column(self, name: str) -> None:
        """Choose the column to filter by."""
        self.page.locator(".st-key-filter_column input").click()
        self.page.locator(".st-key-filter_column input").fill(name)
        self.page.get_by_role("option").first.wait_for()
        self.page.keyboard.press("Enter")

    # ---- what a person sees ----

    def settle(self) -> None:
        """Wait until the server has nothing more to say."""
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()

    def kept(self) -> tuple[int, ...]:
        """(rows kept, rows, tokens kept, tokens) as the side bar tells them."""
        titles = self.page.eval_on_selector_all(".x-keep .bar", "bars => bars.map(bar => bar.title)")
        words = [word for title in titles for word in title.split(":")[0].replace(",", "").split()]
        return tuple(int(word) for word in words if word.isdigit())

    def wait_kept(self, rows: int) -> None:
        """Wait until the side bar says that the filter keeps so many rows, and that their tokens are counted."""
        self.page.wait_for_function(
            """rows => {
                const bars = [...document.querySelectorAll('.x-keep .bar')].map(bar => bar.title);
                return bars.length === 2 && bars[0].startsWith(rows + ' of ');
            }""",
            arg=f"{rows:,}",
        )
        self.settle()

    def wait_where(self, where: str) -> None:
        """Wait until the address says this filter."""
        self.page.wait_for_function(
            "where => (new URLSearchParams(location.search).get('where') || '') === where", arg=where
        )

    def asked(self, name: str) -> str | None:
        """A parameter of the address."""
        return self.page.evaluate("name => new URLSearchParams(location.search).get(name)", name)

    def alerts(self) -> str:
        """Errors, warnings and notes on the page."""
        return "\n".join(self.page.get_by_test_id("stAlert").all_inner_texts())

    def assert_sound(self) -> None:
        """Nothing failed on the server or in the browser, and nothing left this machine."""
        assert self.page.get_by_test_id("stException").count() == 0
        assert "This page failed" not in self.alerts()
        assert (self.errors, self.dialogs, self.strangers) == ([], [], [])


_SCREEN = {"width": 1280, "height": 1000}


@pytest.fixture
def new_tab(browser: Any, server: Server) -> Iterator[Callable[..., Tab]]:
    """Opens tabs, each in a profile of its own, as another person's browser has."""
    contexts = []

    def opened(of: Server = server) -> Tab:
        context = browser.new_context(viewport=_SCREEN)
        contexts.append(context)
        tab = Tab(context.new_page(), of)
        tab.watch()
        return tab

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def profile(browser: Any) -> Iterator[Any]:
    """One profile for most tests, which keeps Streamlit's own scripts: they are not what is tested."""
    context = browser.new_context(viewport=_SCREEN)
    yield context
    context.close()


@pytest.fixture
def tab(profile: Any, server: Server) -> Iterator[Tab]:
    """A new tab."""
    found = Tab(profile.new_page(), server)
    found.watch()
    yield found
    found.page.close()
