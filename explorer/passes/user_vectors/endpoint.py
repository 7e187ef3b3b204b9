"""An OpenAI-compatible endpoint for embeddings."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from explorer import endpoints
from explorer.errors import LayerError

KEY_VARIABLES = ("EXPLORER_EMBEDDING_KEY", endpoints.OPENAI_KEY)
"""Environment variables that may hold the key, the first one that is set."""

PRICES = {"text-embedding-3-small": 0.02, "text-embedding-3-large": 0.13, "text-embedding-ada-002": 0.10}
"""US dollars for a million tokens, as their provider has published them; a person can name another price."""

_PATH = "/embeddings"
_BATCH = 64  # texts of a request
_AT_ONCE = 4  # requests
_RETRIES, _SECONDS = 5, (10, 120)  # and seconds to connect and to answer
_HURRIED_RETRIES, _HURRIED_SECONDS = 1, (4, 12)  # where a person waits for one vector


def encoder(model: str, url: str, hurried: bool = False) -> Callable[[list[str]], np.ndarray]:
    """Texts -> vectors, float32 (texts, dimensions). Failed requests are tried again; LayerError where that does not help.

    hurried: a person waits, so that it gives up within seconds.
    """
    session = endpoints.session(KEY_VARIABLES, _HURRIED_RETRIES if hurried else _RETRIES, _AT_ONCE)
    seconds = _HURRIED_SECONDS if hurried else _SECONDS

    def encode(texts: list[str]) -> np.ndarray:
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            found = list(threads.map(lambda batch: _ask(session, model, url, batch, seconds), batches))
        if len({part.shape[1] for part in found}) != 1:
            raise LayerError("The endpoint's vectors are of several lengths.", "Check which model answers there.")
        return np.concatenate(found)

    return encode


def _ask(session: Any, model: str, url: str, texts: list[str], seconds: tuple[int, int]) -> np.ndarray:
    body = {"model": model, "input": texts, "encoding_format": "float"}
    answer = endpoints.post(session, url, _PATH, body, seconds)
    if answer.status_code != 200:
        raise endpoints.refused(answer, model, _PATH, KEY_VARIABLES)
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
