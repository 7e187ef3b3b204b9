"""Who may ask: every request is looked at here before anything else sees it.

The name that was asked for (Host) must be one of the app's own, or another web site could read it through a name of its own
that leads here. A page of another site (Origin, Sec-Fetch-Site) gets no answer, so it can neither make the app work nor read
it. No page may show the app in a frame.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from streamlit import config

from explorer import serving
from explorer.ui.app import login

_OWN = ("127.0.0.1", "localhost", "::1")
_ANY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104 - listened on, not a name to be asked for
_HEADERS = (
    (b"x-frame-options", b"DENY"),
    # Pictures of a dataset's text are never loaded: the app's own are on its server, or in the page.
    (b"content-security-policy", b"frame-ancestors 'none'; img-src 'self' data: blob:; media-src 'self' data: blob:"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_LOOKING = ("GET", "HEAD", "OPTIONS")


class Names(NamedTuple):
    """Names under which the app answers; "*" for any, "*.name" for all below a name. origins: other sites that may ask."""

    hosts: frozenset[str]
    origins: frozenset[str] = frozenset()

    def has(self, host: str) -> bool:
        """Whether the app answers to this name."""
        below = (host[place:] for place, char in enumerate(host) if char == ".")
        return host in self.hosts or "*" in self.hosts or any(f"*{end}" in self.hosts for end in below)


def configured() -> Names:
    """Names of Streamlit's configuration: `server.allowedHosts`, this machine's own, and the addresses that were set."""
    named = [*config.get_option("server.allowedHosts")] or [*_OWN]
    named += [config.get_option("server.address") or ""]
    if config.is_manually_set("browser.serverAddress"):
        named += [config.get_option("browser.serverAddress") or ""]
    hosts = frozenset(_plain(name) for name in named) - set(_ANY_ADDRESS)
    return Names(hosts, frozenset(origin.strip() for origin in config.get_option("server.corsAllowedOrigins")))


def _plain(name: str) -> str:
    return name.strip().strip("[]").lower().rstrip(".")


def hostname(authority: str) -> str | None:
    """The name in a Host header, lower case, without port and brackets; None where it is not one."""
    try:
        parts = urlsplit(f"//{authority}")
        name, _ = parts.hostname, parts.port  # a wrong port raises
    except ValueError:
        return None
    plain = parts.netloc == authority and parts.username is None and parts.password is None
    return _plain(name) if plain and name and authority.isascii() and authority.isprintable() else None


def refusal(names: Names, scope: dict[str, Any], read_only: bool = False) -> str:
    """Why a request is not answered; "" for one that is. scope: of ASGI, http or websocket."""
    hosts, origins = _all(scope, b"host"), _all(scope, b"origin")
    host = hostname(hosts[0]) if len(hosts) == 1 else None
    if host is None or not names.has(host):
        return "This app does not answer to that name. Whoever runs it can allow it: serve --allow-host NAME"
    if len(origins) > 1 or (origins and not _is_own(names, origins[0], hosts[0])):
        return "Another web site asked, which this app does not answer."
    if not origins and _is_from_elsewhere(scope):
        return "Another web site asked, which this app does not answer."
    if read_only and scope["type"] == "http" and scope["method"] not in _LOOKING:
        return "This app only shows its data: nothing can be sent to it."
    return ""


def _is_own(names: Names, origin: str, authority: str) -> bool:
    """Whether a page of this origin is the app's own, also behind a proxy that asks for the app by another name."""
    if origin in names.origins:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.path or parts.query or parts.fragment:
        return False
    if parts.netloc.lower() == authority.lower():
        return True
    # Any program on this machine may be at another port of localhost: only names that were given are believed.
    name = hostname(parts.netloc)
    return name is not None and name not in _OWN and "*" not in names.hosts and names.has(name)


def _is_from_elsewhere(scope: dict[str, Any]) -> bool:
    """Whether a page of another site loads this as a part of its own. Following its link is another matter."""
    if (_all(scope, b"sec-fetch-site") or ["none"])[0] not in ("cross-site", "same-site"):
        return False
    way = (_all(scope, b"sec-fetch-mode") or [""])[0], (_all(scope, b"sec-fetch-dest") or [""])[0]
    return way != ("navigate", "document")


def _all(scope: dict[str, Any], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope.get("headers", ()) if key.lower() == name]


class Guard:
    """The outermost part of the app's server."""

    def __init__(self, app: Any, names: Names | None = None) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if self._names is None:
            self._names = configured()
        why = refusal(self._names, scope, serving.current().read_only)
        if scope["type"] == "websocket":
            if why:
                # Before it is accepted: the browser gets a plain 403.
                await send({"type": "websocket.close", "code": 1008, "reason": ""})
                return
            await self._app(_believed(scope), receive, send)
            return
        answer = _Answer(send)
        if why:
            await answer.plain(403, why)
            return
        if _is_for_named_people(scope):
            await answer.plain(404, "There is nothing here for you.")
            return
        try:
            await self._app(scope, receive, answer)
        except Exception:
            if answer.begun:
                raise
            logging.getLogger(__name__).exception("A request failed")
            await answer.plain(500, "This request failed. The terminal that runs the app says more.")


def _is_for_named_people(scope: dict[str, Any]) -> bool:
    """Whether a stranger asks for a file that a page offers: Streamlit gives it to whoever knows its address."""
    people = serving.current().people
    base = (config.get_option("server.baseUrlPath") or "").strip("/")
    place = scope["path"].removeprefix(f"/{base}") if base else scope["path"]
    if people is None or not place.startswith("/media/"):
        return False
    return people.role(login.email_in(HTTPConnection(scope).cookies)) == "nobody"


def _believed(scope: dict[str, Any]) -> dict[str, Any]:
    """The same connection without its Origin where that is not its Host.

    It was checked here. Streamlit would go on to ask servers outside for this machine's address, to compare.
    """
    hosts, origins = _all(scope, b"host"), _all(scope, b"origin")
    if not origins or urlsplit(origins[0]).netloc == hosts[0]:
        return scope
    return {**scope, "headers": [(key, value) for key, value in scope["headers"] if key.lower() != b"origin"]}


class _Answer:
    """Sends an answer with the headers that every one of them has."""

    def __init__(self, send: Any) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            message = {**message, "headers": list(_with_own(message.get("headers", ())))}
        await self._send(message)

    async def plain(self, status: int, text: str) -> None:
        """A sentence."""
        body = text.encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _with_own(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    # Policies about content add up, so that one of Streamlit's stays; of the others ours is the only one.
    ours = {name for name, _ in _HEADERS} - {b"content-security-policy"}
    yield from ((name, value) for name, value in headers if name.lower() not in ours)
    yield from _HEADERS


def middleware() -> list[Middleware]:
    """For the app's server, before everything else."""
    return [Middleware(Guard)]
