"""Addresses of sources elsewhere."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from explorer.errors import SourceError

SCHEMES = ("hf", "s3", "gs", "https", "http")

_ADDRESS = re.compile(rf"(?:{'|'.join(SCHEMES)})://", re.IGNORECASE)
_LONGEST = 2_000


def is_address(word: str) -> bool:
    """Whether a word names something elsewhere, and no path."""
    return _ADDRESS.match(word) is not None


def checked(word: str) -> str:
    """The address. SourceError where it holds a secret, or is none."""
    try:
        parts = urlsplit(word)
        user = parts.username or parts.password
    except ValueError as error:
        raise SourceError("That is no address.", "Write it like s3://bucket/train.jsonl.") from error
    if user:
        raise SourceError(
            "An address must hold no name and no password: it is shown, and kept in links.",
            "Put them into the environment; docs/remote.md names the variables.",
        )
    if not parts.netloc or len(word) > _LONGEST or not word.isprintable():
        raise SourceError("That is no address.", "Write it like s3://bucket/train.jsonl.")
    if parts.scheme.lower() == "hf" and parts.netloc != "datasets":
        raise SourceError("Of a hub, data sets are read.", "Write it like hf://datasets/org/name.")
    return word


def shown(word: str) -> str:
    """The address as people may see it: without what a query may sign it with."""
    return word.partition("?")[0]
