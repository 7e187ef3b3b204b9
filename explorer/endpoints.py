"""OpenAI-compatible endpoints that a person named: how they are asked, and what is said where they refuse.

A key comes from the environment and goes nowhere but to the endpoint. Nothing here is called unless somebody asked for it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from explorer.errors import LayerError

OPENAI_KEY = "OPENAI_API_KEY"
_AGAIN = (408, 409, 429, 500, 502, 503, 504)
_LOCAL = ("localhost", "127.0.0.1", "::1")


def key(variables: Sequence[str]) -> str:
    """The key that the first of these variables holds, "" where none does: endpoints of one's own often need none."""
    return next((os.environ[name].strip() for name in variables if os.environ.get(name, "").strip()), "")


def check(name: str, written: str, variable: str) -> tuple[str, str]:
    """(model, URL) of MODEL@URL. LayerError where it names no endpoint, holds a secret, or would be asked in the clear.

    written: how it is written, with an example. variable: where a key belongs.
    """
    before, at, after = name.partition("@http")  # a name in the URL has an @ as well
    model, url = (before, f"http{after}") if at else ("", "")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if not model or parts.scheme not in ("http", "https") or not host:
        form, _, example = written.partition("; ")
        raise LayerError(f"An endpoint is written {form}.", f"For example {example}.")
    if parts.username or parts.password or parts.query or parts.fragment:
        # They would be kept with what it answered, and a key has no place there.
        raise LayerError(
            "The endpoint's URL must not hold a name, a password or a query.",
            f"Put the key into the variable {variable}.",
        )
    if parts.scheme == "http" and host not in _LOCAL:
        raise LayerError(
            "Rows and key would travel unencrypted.", "Use https, or an endpoint on this machine (http://localhost…)."
        )
    return model, url


def is_local(url: str) -> bool:
    """Whether the endpoint runs on this machine, where a token costs nothing."""
    return urlsplit(url).hostname in _LOCAL


def session(variables: Sequence[str], retries: int, at_once: int) -> Any:
    """What sends requests: tries again what may go better, and waits as long as it is told to. at_once: requests."""
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    def with_key(request: Any) -> Any:
        if held := key(variables):
            request.headers["Authorization"] = f"Bearer {held}"
        return request

    made = requests.Session()
    # Neither proxies' nor netrc's credentials: the key is the one that the user set for this.
    made.auth = with_key
    retry = Retry(
        total=retries,
        backoff_factor=1.0,
        status_forcelist=_AGAIN,
        allowed_methods=frozenset({"POST"}),
        raise_on_status=False,
    )
    for scheme in ("http://", "https://"):
        made.mount(scheme, HTTPAdapter(max_retries=retry, pool_maxsize=at_once))
    return made


def post(using: Any, url: str, path: str, body: Any, seconds: tuple[float, float]) -> Any:
    """Send one request, to no other place than that. seconds: to connect, and to answer."""
    import requests

    try:
        return using.post(f"{url.rstrip('/')}{path}", json=body, timeout=seconds, allow_redirects=False)
    except requests.RequestException as error:
        raise LayerError(
            f"The endpoint could not be reached: {type(error).__name__}.", "Check its URL and that it runs."
        ) from error


def refused(answer: Any, model: str, path: str, variables: Sequence[str]) -> LayerError:
    """What an answer other than 200 means."""
    status, held = answer.status_code, key(variables)
    if status in (401, 403):
        said = "refused the key" if held else "wants a key"
        return LayerError(f"The endpoint {said} ({status}).", f"Set {variables[0]} and start again.")
    if status == 404:
        return LayerError(
            f"The endpoint does not know '{model[:80]}', or has no {path} there (404).",
            f"The URL ends before {path}, often in /v1.",
        )
    if status == 429:
        return LayerError("The endpoint's limit is reached (429).", "Wait, or raise the limit.")
    told = " ".join(str(answer.text)[:200].split())
    if held:
        told = told.replace(held, "…")
    return LayerError(f"The endpoint answered {status}: {told}", "Try again in a while.")
