"""The app's server in a process of its own, and a client that says what browsers would not."""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests import servers
from tests.waiting import NEVER

from .drawn import drawn

ROOT = Path(__file__).resolve().parents[2]


class Answer(NamedTuple):
    """status, headers with lower-case names, body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Served(NamedTuple):
    """A started server."""

    port: int
    cache: Path
    pid: int
    log: Path

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: Any) -> Answer:
        """The answer to a request whose path goes as it is, `..` and all. Headers: Host_ for Host."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=NEVER)
        try:
            named = {name.replace("_", "-").rstrip("-"): value for name, value in headers.items()}
            connection.putrequest(method, path, skip_host="Host" in named, skip_accept_encoding=True)
            for name, value in named.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            got = connection.getresponse()
            return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
        finally:
            connection.close()

    def look(self, page: str = "", runs: int = 1, **query: str | list[str]) -> str:
        """Everything that a page sends to a browser that asks for it, as text. runs: how often the page is drawn."""
        with connect(
            f"ws://{self.host}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(f"http://{self.host}"),
            max_size=None,
        ) as socket_:
            return "\n".join(drawn(socket_, page, query) for _ in range(runs))


Serve = Callable[..., Served]


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts `python -m explorer serve` with these words; ends it with the module."""
    running: list[subprocess.Popen[bytes]] = []

    def started(*words: str | Path, port: int = 0, below: str = "") -> Served:
        folder = tmp_path_factory.mktemp("served")
        port, log = port or servers.free_port(), folder / "log.txt"
        command = ["explorer", "serve", "--port", str(port), *map(str, words)]
        running.append(servers.start(command, port, folder / "cache", log, below))
        return Served(port, folder / "cache", running[-1].pid, log)

    yield started
    for process in running:
        servers.end(process)
