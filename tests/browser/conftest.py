"""The started app, a browser, and a tab that keeps an account of what goes wrong in it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from explorer import building
from explorer.cli import main
from explorer.store import Cache
from explorer.ui.app import known_sources
from explorer.ui.app.shell import PAGES
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


def _own_data(cache: Path) -> dict[str, str]:
    """Where the decisions of a server with this cache lie."""
    return {"EXPLORER_DATA": str(cache.parent / "data")}


class Server(NamedTuple):
    """A started app. base: its address, without a slash at the end. cache: the cache folder it uses."""

    base: str
    cache: Path

    @property
    def book(self) -> Path:
        """The file of decisions."""
        return Path(_own_data(self.cache)["EXPLORER_DATA"]) / "decisions.sqlite"

    def cli(self, *words: str) -> str:
        """What `python -m explorer …` prints, with the same cache. In this process: to start one takes longer than the verb."""
        building.forget()
        said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with pytest.MonkeyPatch.context() as patched, contextlib.redirect_stdout(said):
            for name, value in {"EXPLORER_CACHE": str(self.cache), **_own_data(self.cache)}.items():
                patched.setenv(name, value)
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

    def open(
        self, path: str = "", source: str | Path = "", where: str = "", drop: Sequence[str] = (), **query: str
    ) -> Tab:
        """Go to a page of the app by its address, as one who has opened the source there before.

        where: what is looked at. drop: steps.
        """
        for one in filter(None, (str(source), query.get("reference"))):
            known_sources.remember(Cache.at(self.server.cache), [one])
        asked = {"source": str(source), "focus": where, "drop": list(drop), **query}
        words = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
        self.page.goto(f"{self.server.base}/{path}?{words}")
        return self

    def switch(self, title: str) -> None:
        """Click a page's name in the navigation, and wait until it is drawn."""
        for found in self.way_to(title):
            found.click()
        self.page.get_by_role("heading", name=title, exact=True).wait_for()
        self.settle()

    def way_to(self, title: str) -> list[Any]:
        """What to click in the navigation, one after the other, to get to a page."""
        section = next(page.section for page in PAGES if page.title == title)
        link = "stTopNavDropdownLink" if section else "stTopNavLink"
        last = self.page.get_by_test_id(link).filter(has_text=title).first
        return [self.page.get_by_test_id("stTopNavSection").filter(has_text=section), last] if section else [last]

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

    def kept(self) -> tuple[int, int, int]:
        """(rows kept, rows, tokens kept) as the side bar tells them; the tokens of a dataset with less than a million."""
        title = self.page.locator(".x-keep .bar").get_attribute("title") or ""
        (counted,) = re.findall(r"([\d,]+) of ([\d,]+) rows? kept", title)
        (tokens,) = re.findall(r"([\d,]+) tokens kept", self.page.locator(".x-keep").inner_text())
        rows, of, kept_tokens = (int(number.replace(",", "")) for number in (*counted, tokens))
        return rows, of, kept_tokens

    def wait_kept(self, rows: int) -> None:
        """Wait until the side bar says that the steps keep so many rows, and that their tokens are counted."""
        self.page.wait_for_function(
            """rows => {
                const found = document.querySelector('.x-keep');
                return found && found.innerText.includes('tokens kept')
                    && found.querySelector('.bar').title.startsWith(rows + ' of ');
            }""",
            arg=f"{rows:,}",
        )
        self.settle()

    def wait_looking(self, rows: int, dropped: int = 0) -> None:
        """Wait until the side bar says that so many rows are looked at, and how many of them are dropped."""
        told = f"Looking at {rows:,} row{'' if rows == 1 else 's'}" + (f", {dropped:,} of them dropped" * bool(dropped))
        self.page.get_by_test_id("stSidebar").get_by_text(told, exact=True).wait_for()
        self.settle()

    def wait_where(self, where: str) -> None:
        """Wait until the address says that these rows are looked at."""
        self.page.wait_for_function(
            "where => (new URLSearchParams(location.search).get('focus') || '') === where", arg=where
        )

    def wait_drops(self, *steps: str) -> None:
        """Wait until the address says these steps."""
        self.page.wait_for_function(
            "steps => JSON.stringify(new URLSearchParams(location.search).getAll('drop')) === JSON.stringify(steps)",
            arg=list(steps),
        )
        self.settle()

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
