"""The server's life: shows the app in the person's browser once it answers, as Streamlit does for a plain script, and lets go of
sessions that were left.
"""

from __future__ import annotations

import asyncio
import contextlib
import webbrowser
from collections.abc import AsyncGenerator
from typing import Any

import streamlit as st

from explorer.ui.app import abandoned


@contextlib.asynccontextmanager
async def lifespan(_: Any) -> AsyncGenerator[None, None]:
    """Around the server's life. A server that is headless, by its setting or for want of a screen, opens nothing."""
    if not st.get_option("server.headless"):
        # The server's socket is bound already: a browser that is quicker than the server waits there.
        # In a thread, since some browsers return only when they are closed.
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, address())
    watching = asyncio.create_task(abandoned.watch())
    try:
        yield
    finally:
        watching.cancel()


def address() -> str:
    """The app's address on this machine, by the settings that hold."""
    host = st.get_option("server.address") or "localhost"
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104 (compared with, not bound to)
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    path = st.get_option("server.baseUrlPath").strip("/")
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{st.get_option('server.port')}/{path}"
