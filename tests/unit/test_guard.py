"""Who is answered: names of hosts, origins of pages, and what a page of another site may load."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from streamlit import net_util

from explorer import serving
from explorer.ui.app import guard
from explorer.ui.app.guard import Guard, Names

HERE = Names(frozenset({"127.0.0.1", "localhost", "::1", "data.example.com", "*.inside.example"}))


def scope(kind: str = "http", method: str = "GET", **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": kind, "method": method, "path": "/", "query_string": b"", "headers": pairs}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8501",
        "LOCALHOST:1",
        "[::1]:8501",
        "data.example.com",
        "data.example.com.",
        "a.inside.example",
    ],
)
def test_own_names(host: str) -> None:
    assert guard.refusal(HERE, scope(host=host)) == ""


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "127.0.0.1.evil.example", "xlocalhost", "data.example.com.evil", "inside.example", "evilinside.example",
        "", " ", "127.0.0.1:99999", "127.0.0.1:x", "127.0.0.1@evil", "evil@127.0.0.1", "127.0.0.1/x", "127.0.0.1?x",
        "127.0.0.1#x", "127.0.0.1,evil", "127.0.0.1 evil", "[::1", "l\xf6calhost", "127.1", "0x7f000001",
    ],
)  # fmt: skip
def test_other_names(host: str) -> None:
    assert "does not answer to that name" in guard.refusal(HERE, scope(host=host))


def test_no_name_and_two_names() -> None:
    assert guard.refusal(HERE, scope())
    twice = scope(host="localhost")
    twice["headers"].append((b"Host", b"localhost"))
    assert guard.refusal(HERE, twice)


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_origins(kind: str) -> None:
    own = {"host": "localhost:8501"}
    assert guard.refusal(HERE, scope(kind, **own, origin="http://localhost:8501")) == ""
    # A proxy that asks for the app by another name: the page's own was allowed.
    assert guard.refusal(HERE, scope(kind, **own, origin="https://data.example.com")) == ""
    for origin in (
        "http://evil.example", "null", "", "file://", "http://localhost:8502", "http://127.0.0.1:8501", "localhost:8501",
        "http://localhost:8501/", "http://localhost:8501@evil.example", "ftp://localhost:8501", "https://data.example.com.evil",
        "chrome-extension://localhost:8501",
    ):  # fmt: skip
        assert "Another web site" in guard.refusal(HERE, scope(kind, **own, origin=origin)), origin
    listed = Names(HERE.hosts, frozenset({"https://portal.example"}))
    assert guard.refusal(listed, scope(kind, **own, origin="https://portal.example")) == ""
    any_name = Names(frozenset({"*"}))
    assert guard.refusal(any_name, scope(kind, host="x.example", origin="http://x.example")) == ""
    assert guard.refusal(any_name, scope(kind, host="x.example", origin="http://evil.example"))


def test_what_pages_of_other_sites_load() -> None:
    def asked(site: str, mode: str, dest: str) -> str:
        named = {"sec_fetch_site": site, "sec_fetch_mode": mode, "sec_fetch_dest": dest}
        return guard.refusal(HERE, scope(host="localhost", **named))

    assert asked("cross-site", "navigate", "document") == ""  # somebody followed a link
    assert asked("none", "navigate", "document") == ""
    assert asked("same-origin", "cors", "empty") == ""
    for way in (
        ("no-cors", "image"),
        ("navigate", "iframe"),
        ("cors", "empty"),
        ("no-cors", "script"),
        ("navigate", "embed"),
    ):
        assert asked("cross-site", *way)
        assert asked("same-site", *way)


def test_a_shared_app_only_answers_those_who_look() -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
        assert guard.refusal(HERE, scope(method=method, host="localhost")) == ""
        assert "only shows" in guard.refusal(HERE, scope(method=method, host="localhost"), read_only=True)
    for method in ("GET", "HEAD", "OPTIONS"):
        assert guard.refusal(HERE, scope(method=method, host="localhost"), read_only=True) == ""


def answered(app: Any, asked: dict[str, Any]) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    asyncio.run(Guard(app, HERE)(asked, receive, send))
    return sent


def test_a_failure_has_the_headers_too() -> None:
    async def fails(scope: Any, receive: Any, send: Any) -> None:
        raise ValueError("secret")

    first, body = answered(fails, scope(host="localhost"))
    assert first["status"] == 500 and (b"x-frame-options", b"DENY") in first["headers"]
    assert b"secret" not in body["body"]


def test_headers_of_the_app_stay_and_ours_hold() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"X-Frame-Options", b"ALLOWALL"), (b"content-security-policy", b"default-src 'self'"), (b"a", b"b")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    headers = answered(app, scope(host="localhost"))[0]["headers"]
    assert [value for name, value in headers if name.lower() == b"x-frame-options"] == [b"DENY"]
    assert {value for name, value in headers if name == b"content-security-policy"} == {
        b"default-src 'self'",
        b"frame-ancestors 'none'; img-src 'self' data: blob:; media-src 'self' data: blob:",
    }
    assert (b"a", b"b") in headers


def test_a_foreign_origin_never_makes_streamlit_look_its_address_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit.web.server.starlette import starlette_websocket

    def outside() -> str:
        raise AssertionError("a server outside was asked")

    monkeypatch.setattr(net_util, "get_external_ip", outside)
    monkeypatch.setattr(net_util, "get_internal_ip", outside)
    seen: list[Any] = []

    async def streamlit(scope: Any, receive: Any, send: Any) -> None:
        headers = {name: value.decode() for name, value in scope["headers"]}
        seen.append(starlette_websocket._is_origin_allowed(headers.get(b"origin"), headers.get(b"host")))

    for origin in ("http://evil.example", "null"):
        assert answered(streamlit, scope("websocket", host="localhost:8501", origin=origin)) == [
            {"type": "websocket.close", "code": 1008, "reason": ""}
        ]
    assert not seen
    # Streamlit by itself would: the test would notice.
    with pytest.raises(AssertionError, match="outside"):
        starlette_websocket._is_origin_allowed("https://data.example.com", "localhost:8501")
    answered(streamlit, scope("websocket", host="localhost:8501", origin="https://data.example.com"))
    answered(streamlit, scope("websocket", host="localhost:8501", origin="http://localhost:8501"))
    assert seen == [True, True]


def test_names_come_from_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, Any] = {"server.allowedHosts": [], "server.address": "0.0.0.0", "server.corsAllowedOrigins": []}
    monkeypatch.setattr(guard.config, "get_option", lambda name: options.get(name))
    monkeypatch.setattr(guard.config, "is_manually_set", lambda name: name in options)
    assert guard.configured().hosts == {"127.0.0.1", "localhost", "::1"}
    options["server.address"] = "192.168.1.5"
    options["browser.serverAddress"] = "Data.Example.com"
    assert guard.configured().hosts == {"127.0.0.1", "localhost", "::1", "192.168.1.5", "data.example.com"}
    options["server.allowedHosts"] = ["*.lab.example", "[::1]"]
    assert guard.configured().hosts == {"*.lab.example", "::1", "192.168.1.5", "data.example.com"}


@pytest.mark.parametrize("base", ["", "explorer"])
def test_files_that_pages_offer_are_for_named_people(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit gives what a button downloads to whoever knows its address."""
    people = serving.People(viewers=("vera@example.org",))
    policy = serving.Policy(read_only=True, people=people)
    monkeypatch.setattr(serving, "current", lambda: policy)
    monkeypatch.setattr(guard.login, "email_in", lambda cookies: cookies.get("who", ""))
    monkeypatch.setattr(guard.config, "get_option", lambda name: base if name == "server.baseUrlPath" else None)

    def status(path: str, who: str) -> int:
        sent: list[dict[str, Any]] = []

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        asked = scope(host="localhost", cookie=f"who={who}") | {"path": f"/{base}{path}" if base else path}
        asyncio.run(Guard(app, HERE)(asked, None, send))
        return sent[0]["status"]

    assert status("/media/abc.html", "vera@example.org") == 200
    assert [status("/media/abc.html", who) for who in ("", "eve@example.net")] == [404, 404]
    assert status("/static/media/font.woff2", "") == 200, "what every page needs, that of the log-in as well"
