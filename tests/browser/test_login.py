"""Logging in with a browser at a provider of one's own: a small one that speaks OpenID Connect on this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests import servers
from tests.server.logged_in import PEOPLE, REVIEWER, STRANGER, VIEWER, login_file

pytest.importorskip("authlib")
joserfc = pytest.importorskip("joserfc")

SHOWN = "an answer that is shared"


class Provider:
    """It lets in whoever `person` is, without asking for a password. base: its address."""

    def __init__(self) -> None:
        from joserfc.jwk import RSAKey

        self.person = ""
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.nonces: dict[str, str] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                if parts.path == "/authorize":
                    code = f"code{len(provider.nonces)}"
                    provider.nonces[code] = asked.get("nonce", "")
                    self.send_response(302)
                    back = urlencode({"code": code, "state": asked["state"]})
                    self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                    self.end_headers()
                elif parts.path == "/keys":
                    self._json({"keys": [provider.key.as_dict(private=False)]})
                else:
                    self._json(provider.about())

            def do_POST(self) -> None:
                body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._json(provider.tokens(body["code"][0]))

            def _json(self, facts: Any) -> None:
                text = json.dumps(facts).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def about(self) -> dict[str, Any]:
        return {
            "issuer": self.base,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def tokens(self, code: str) -> dict[str, Any]:
        from joserfc import jwt

        now = int(time.time())
        claims = {"iss": self.base, "aud": "explorer", "sub": self.person, "iat": now, "exp": now + 600}
        claims |= {"email": self.person, "email_verified": True, "nonce": self.nonces.pop(code)}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": token}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(scope="module")
def app(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("login")
    data = folder / "data" / "train.jsonl"
    data.parent.mkdir()
    data.write_text("".join(json.dumps({"prompt": f"p{n}", "response": f"{SHOWN} {n}"}) + "\n" for n in range(3)))
    port = servers.free_port()
    login = folder / "login.toml"
    login.write_text(login_file(port).replace("http://127.0.0.1:9", provider.base))
    words = [
        "explorer",
        "serve",
        "--port",
        str(port),
        "--read-only",
        "--root",
        str(data.parent),
        "--login",
        str(login),
        *PEOPLE,
    ]
    process = servers.start(words, port, folder / "cache", Path(folder / "log.txt"))
    yield f"http://127.0.0.1:{port}"
    servers.end(process)


@pytest.mark.parametrize(
    ("person", "sees"),
    [(VIEWER, "may look"), (REVIEWER, "may decide and download"), (STRANGER, "who has no access here")],
)
def test_a_person_logs_in_and_out(browser: Any, provider: Provider, app: str, person: str, sees: str) -> None:
    provider.person = person
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{app}/review?source=train.jsonl")
    page.get_by_text("This app is open to those who are named.").wait_for()
    assert SHOWN not in page.content()
    page.get_by_role("button", name="Log in").click()
    page.get_by_text(sees).wait_for()
    if person == STRANGER:
        assert SHOWN not in page.content()
    else:
        page.goto(f"{app}/export?source=train.jsonl")
        page.get_by_text("Repeat it").wait_for()
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        if person == REVIEWER:
            page.get_by_text("Download 3 rows").wait_for()
            address = page.locator('a[href*="download/"]').evaluate("one => one.href")
            assert context.request.get(address).text().count(SHOWN) == 3
        assert page.get_by_text("Download 3 rows").count() == (person == REVIEWER)
    page.get_by_role("button", name="Log out").click()
    page.get_by_text("This app is open to those who are named.").wait_for()
    context.close()
