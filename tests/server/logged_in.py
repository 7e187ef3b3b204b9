"""A served app as somebody sees it who has logged in, or has not."""

from __future__ import annotations

import json
import time

from streamlit.web.server.starlette import starlette_app_utils
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from .drawn import drawn

COOKIE_SECRET = "only-of-these-tests-and-long-enough"
VIEWER, REVIEWER, STRANGER = "vera@example.org", "rea@example.com", "eve@example.net"
PEOPLE = ("--viewer", "*@example.org", "--reviewer", REVIEWER)


def login_file(port: int) -> str:
    """What `--login` names: a provider that nobody asks, since these tests sign the cookies themselves."""
    return (
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{COOKIE_SECRET}"\n'
        'client_id = "explorer"\nclient_secret = "of-the-provider"\n'
        'server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"\n'
    )


class App:
    """A served app at a port. origin: whose cookies are used, its own by default."""

    def __init__(self, port: int, origin: str = "") -> None:
        self.host = f"127.0.0.1:{port}"
        self.origin = origin or f"http://{self.host}"

    def look(self, email: str = "", page: str = "", is_verified: bool | str = True, **query: str) -> str:
        """Everything that a page sends to the browser of somebody, "" for one who has not logged in."""
        xsrf = starlette_app_utils.generate_xsrf_token_string(b"0123456789abcdef", int(time.time()))
        cookies = [f"_streamlit_xsrf={xsrf}", *([self.cookie(email, is_verified)] if email else [])]
        with connect(
            f"ws://{self.host}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit"), Subprotocol(xsrf)],
            origin=Origin(f"http://{self.host}"),
            additional_headers={"Cookie": "; ".join(cookies)},
            max_size=None,
        ) as socket_:
            return drawn(socket_, page, query)

    def cookie(self, email: str, is_verified: bool | str = True) -> str:
        """What the browser of somebody who has logged in sends."""
        known = {"origin": self.origin, "is_logged_in": True, "email": email, "email_verified": is_verified}
        signed = starlette_app_utils.create_signed_value(COOKIE_SECRET, "_streamlit_user", json.dumps(known))
        return f"_streamlit_user={signed.decode('latin-1')}"
