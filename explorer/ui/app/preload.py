"""A head start: what a page needs is loaded while the browser is still fetching the app itself."""

from __future__ import annotations

import importlib
import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from starlette.middleware import Middleware

from explorer import building
from explorer.building import Options
from explorer.errors import ExplorerError
from explorer.ui.app import open_dataset

_LONGEST = 8_192  # characters of a query that are read

_under_way: set[tuple[str, ...]] = set()


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
    threading.Thread(target=_import_pages, args=(tuple(pages),), name="warm-imports", daemon=True).start()
    return [Middleware(_HeadStart)]


def _import_pages(pages: Sequence[str]) -> None:
    for name in pages:
        importlib.import_module(f"explorer.ui.{name}")


def _begin(query: str) -> None:
    asked = parse_qs(query)
    source = tuple(asked.get("source", ()))
    tokeniser = asked.get("tokeniser", [""])[0]
    key = (tokeniser, *source)
    if source and key not in _under_way:
        _under_way.add(key)
        threading.Thread(target=_load, args=(key, source, tokeniser), name="warm-dataset", daemon=True).start()


def _load(key: tuple[str, ...], source: Sequence[str], tokeniser: str) -> None:
    """Load what the cache has of the dataset. The page itself says what is wrong with it, or starts its build."""
    try:
        options = Options(encoding=tokeniser) if tokeniser else Options()
        building.opened(open_dataset.cache(), building.resolve(list(source)), options)
    except (ExplorerError, OSError):
        pass
    finally:
        _under_way.discard(key)
