"""An OpenAI-compatible endpoint for embeddings. Its key comes from the environment, and goes nowhere but to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from explorer.errors import LayerError

KEY_VARIABLES = ("EXPLORER_EMBEDDING_KEY", "OPENAI_API_KEY")
"""Environment variables that may hold the key, the first one that is set."""

PRICES = {"text-embedding-3-small": 0.02, "text-embedding-3-large": 0.13, "text-embedding-ada-002": 0.10}
"""US dollars for a million tokens, as their provider has published them; a person can name another price."""

_BATCH = 64  # texts of a request
_AT_ONCE = 4  # requests
_RETRIES, _SECONDS = 5, (10, 120)  # and seconds to connect and to answer
_HURRIED_RETRIES, _HURRIED_SECONDS = 1, (4, 12)  # where a person waits for one vector
_AGAIN = (408, 409, 429, 500, 502, 503, 504)


def key() -> str:
    """The key, "" where none is set: endpoints of one's own often need none."""
    return next((os.environ[name].strip() for name in KEY_VARIABLES if os.environ.get(name, "").strip()), "")


def encoder(model: str, url: str, hurried: bool = False) -> Callable[[list[str]], np.ndarray]:
    """Texts -> vectors, float32 (texts, dimensions). Failed requests are tried again; LayerError where that does not help.

    hurried: a person waits, so that it gives up within seconds.
    """
    session = _session(_HURRIED_RETRIES if hurried else _RETRIES)
    seconds = _HURRIED_SECONDS if hurried else _SECONDS

    def encode(texts: list[str]) -> np.ndarray:
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            found = list(threads.map(lambda batch: _ask(session, model, url, batch, seconds), batches))
        if len({part.shape[1] for part in found}) != 1:
            raise LayerError("The endpoint's vectors are of several lengths.", "Check which model answers there.")
        return np.concatenate(found)

    return encode


def _session(retries: int) -> Any:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    session = requests.Session()
    # Neither proxies' nor netrc's credentials: the key is the one that the user set for this.
    session.auth = _with_key
    retry = Retry(
        total=retries,
        backoff_factor=1.0,
        status_forcelist=_AGAIN,
        allowed_methods=frozenset({"POST"}),
        raise_on_status=False,
    )
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry, pool_maxsize=_AT_ONCE))
    return session


def _with_key(request: Any) -> Any:
    if held := key():
        request.headers["Authorization"] = f"Bearer {held}"
    return request


def _ask(session: Any, model: str, url: str, texts: list[str], seconds: tuple[int, int]) -> np.ndarray:
    import requests

    body = {"model": model, "input": texts, "encoding_format": "float"}
    try:
        answer = session.post(f"{url.rstrip('/')}/embeddings", json=body, timeout=seconds, allow_redirects=False)
    except requests.RequestException as error:
        raise LayerError(
            f"The endpoint could not be reached: {type(error).__name__}.",
            "Check its URL and that it runs.",
        ) from error
    if answer.status_code != 200:
        raise _refused(answer, model)
    try:
        listed = sorted(answer.json()["data"], key=lambda one: int(one["index"]))
        found = np.array([one["embedding"] for one in listed], dtype=np.float32)
    except (ValueError, KeyError, TypeError) as error:
        raise LayerError("The endpoint's answer holds no vectors.", "Check that it is OpenAI-compatible.") from error
    if found.ndim != 2 or len(found) != len(texts) or not found.shape[1]:
        raise LayerError(
            f"The endpoint sent {len(found):,} vectors for {len(texts):,} texts.", "Check which model answers there."
        )
    return found


def _refused(answer: Any, model: str) -> LayerError:
    status = answer.status_code
    if status in (401, 403):
        held = "refused the key" if key() else "wants a key"
        return LayerError(f"The endpoint {held} ({status}).", f"Set {KEY_VARIABLES[0]} and start again.")
    if status == 404:
        return LayerError(
            f"The endpoint does not know '{model[:80]}', or has no /embeddings there (404).",
            "The URL ends before /embeddings, often in /v1.",
        )
    if status == 429:
        return LayerError("The endpoint's limit is reached (429).", "Wait, or raise the limit.")
    said = " ".join(str(answer.text)[:200].split())
    if held := key():
        said = said.replace(held, "…")
    return LayerError(f"The endpoint answered {status}: {said}", "Try again in a while.")
