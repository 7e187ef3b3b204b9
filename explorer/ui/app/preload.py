"""A head start: what a page needs is loaded while the browser is still fetching the app itself.

Only what may be opened without asking is, by few threads, and what comes too thick is left out: a page opens its data itself.
"""

from __future__ import annotations

import importlib
import logging
import queue
import re
import threading
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from starlette.middleware import Middleware

from explorer import background, building
from explorer.building import Options
from explorer.errors import ExplorerError
from explorer.ui.app import known_sources, open_dataset

_LONGEST = 8_192  # characters of a query that are read
_WORKERS = 2  # threads that load
_WAITING = 8  # sources that wait for one; more are left out

_Asked = tuple[str, tuple[str, ...]]  # tokeniser, source


class _Loader:
    """Loads one source at a time in each of a few threads, and none twice at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: set[_Asked] = set()
        self._waiting: queue.Queue[_Asked] = queue.Queue(_WAITING)
        self._workers = 0

    def ask(self, asked: _Asked) -> bool:
        """Have a source loaded; False where it is already, or too many others are."""
        with self._lock:
            if asked in self._under_way:
                return False
            try:
                self._waiting.put_nowait(asked)
            except queue.Full:
                return False
            self._under_way.add(asked)
            if self._workers < min(_WORKERS, len(self._under_way)):
                self._workers += 1
                background.begin(self._work, f"preload-{self._workers}")
        return True

    def _work(self) -> None:
        while True:
            with self._lock:
                if self._waiting.empty() or background.is_ending():
                    self._workers -= 1
                    return
                asked = self._waiting.get_nowait()
            try:
                _load(*asked)
            finally:
                with self._lock:
                    self._under_way.discard(asked)


_loader = _Loader()


class _HeadStart:
    """Looks at what is asked for and passes it on untouched."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and b"source=" in scope.get("query_string", b""):
            # A page, not one of its files, nor a download.
            path = PurePosixPath(scope["path"])
            if not path.suffix and len(path.parts) <= 2:
                _begin(scope["query_string"][:_LONGEST].decode("latin-1"))
                send = _announcing(send)
        await self._app(scope, receive, send)


def _announcing(send: Any) -> Any:
    """Names the chart library's file in the head of a page, so that the browser reads it while the server still computes."""

    async def announce(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            headers = list(message.get("headers", ()))
            if any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers):
                headers += [(b"link", f"<./static/js/{name}>; rel=modulepreload".encode()) for name in _chart_files()]
                message = {**message, "headers": headers}
        await send(message)

    return announce


@lru_cache(maxsize=1)
def _chart_files() -> tuple[str, ...]:
    """Names of Streamlit's own files that draw charts: they carry a digest, so that they are looked for."""
    folder = Path(st.__file__).parent / "static" / "static" / "js"
    found = [path.name for path in folder.glob("PlotlyChart.*.js")]
    return tuple(name for name in found if re.fullmatch(r"[\w.\-]+", name, re.ASCII))


def middleware(pages: Sequence[str]) -> list[Middleware]:
    """For the app's server. pages: names of the pages, whose modules are imported ahead."""
    background.begin(partial(_import_pages, tuple(pages)), "warm-imports")
    return [Middleware(_HeadStart)]


def _import_pages(pages: Sequence[str]) -> None:
    for name in pages:
        background.go_on()
        importlib.import_module(f"explorer.ui.{name}")


def _begin(query: str) -> None:
    asked = parse_qs(query)
    source = tuple(asked.get("source", ()))
    if source:
        _loader.ask((asked.get("tokeniser", [""])[0], source))


def _load(tokeniser: str, source: Sequence[str]) -> None:
    """Load what the cache has of the dataset. The page itself says what is wrong with it, asks, or starts its build."""
    try:
        cache, policy = open_dataset.cache(), open_dataset.policy()
        if policy.read_only:
            tokeniser = ""
        elif not known_sources.is_known(cache, source, tokeniser):
            return
        options = Options(encoding=tokeniser) if tokeniser else Options()
        building.opened(cache, policy.locate(source), options)
    except (ExplorerError, OSError, ValueError):
        pass
    except Exception:
        logging.getLogger(__name__).exception("Loading ahead failed")
