"""What the map reads of a row: which of its texts, and whose vectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import xxhash

from explorer import endpoints
from explorer.errors import LayerError

TEXTS = ("prompt", "response", "both")
"""Texts of a row that can be read."""

BUNDLED, COLUMN, FILE, MODEL2VEC, SENTENCE, ENDPOINT = (
    "",
    "column",
    "file",
    "model2vec",
    "sentence-transformers",
    "endpoint",
)
KINDS = (COLUMN, FILE, MODEL2VEC, SENTENCE, ENDPOINT)
"""Where vectors can come from, beside the bundled encoder."""

HOW = (
    "Write column:NAME, file:PATH.npy, model2vec:NAME, sentence-transformers:NAME or endpoint:MODEL@URL; "
    "nothing for the bundled encoder."
)

_WRITTEN = "endpoint:MODEL@URL; endpoint:text-embedding-3-small@https://api.openai.com/v1"
_PIECE = 1 << 24


@dataclass(frozen=True, slots=True)
class Reading:
    """A choice of text and vectors. vectors: "" for the bundled encoder, else KIND:NAME. stamp: content of a file of vectors."""

    text: str = "prompt"
    vectors: str = ""
    stamp: str = ""

    @property
    def kind(self) -> str:
        """One of `KINDS`, or "" for the bundled encoder."""
        return self.vectors.partition(":")[0]

    @property
    def name(self) -> str:
        """The column, file, model, or MODEL@URL."""
        return self.vectors.partition(":")[2]

    @property
    def variant(self) -> str:
        """What tells its artifacts from those of other readings; "" for the default."""
        if self == DEFAULT:
            return ""
        return xxhash.xxh3_64_hexdigest("\0".join((self.text, self.vectors, self.stamp)).encode())

    @property
    def has_model(self) -> bool:
        """Whether any text can be turned into a vector of its space."""
        return self.kind not in (COLUMN, FILE)

    @property
    def endpoint(self) -> tuple[str, str]:
        """(model, URL) of an endpoint."""
        model, _, url = self.name.rpartition("@")
        return model, url

    def as_dict(self) -> dict[str, str]:
        """Plain values, for JSON."""
        return asdict(self)


DEFAULT = Reading()


def reading_of(text: str = "prompt", vectors: str = "") -> Reading:
    """A reading of what a person asked for. LayerError where it names nothing that can be read."""
    text, vectors = text.strip() or DEFAULT.text, vectors.strip()
    if text not in TEXTS:
        raise LayerError(f"The map cannot read '{text}'.", f"Choose among: {', '.join(TEXTS)}.")
    if not vectors:
        return Reading(text)
    kind, colon, name = vectors.partition(":")
    name = name.strip()
    if not colon and vectors.endswith(".npy"):
        kind, name = FILE, vectors
    if kind not in KINDS or not name:
        raise LayerError(f"'{vectors[:80]}' names no vectors.", HOW)
    stamp = ""
    if kind == FILE:
        path = Path(name).expanduser().absolute()
        name, stamp = str(path), _stamp(path)
    if kind == ENDPOINT:
        endpoints.check(name, _WRITTEN, "EXPLORER_EMBEDDING_KEY")
    return Reading(text, f"{kind}:{name}", stamp)


def from_dict(facts: Mapping[str, Any]) -> Reading:
    """A reading that was kept. LayerError where it is none."""
    try:
        kept = Reading(**{name: str(facts[name]) for name in ("text", "vectors", "stamp") if name in facts})
    except TypeError as error:
        raise LayerError("The kept choice of the map cannot be read.", "Draw the map again.") from error
    if kept.text not in TEXTS or (kept.vectors and kept.kind not in KINDS):
        raise LayerError("The kept choice of the map cannot be read.", "Draw the map again.")
    return kept


def _stamp(path: Path) -> str:
    """What tells the file's content from any other."""
    try:
        facts = path.stat()
        return _hashed(path, facts.st_size, facts.st_mtime_ns)
    except OSError as error:
        raise LayerError(f"The file of vectors {path} cannot be read: {error.strerror}.", "Check the path.") from error


@lru_cache(maxsize=8)
def _hashed(path: Path, size: int, changed: int) -> str:
    """Read once for each state of the file: a page asks in every run."""
    del size, changed
    hasher = xxhash.xxh3_64()
    with path.open("rb") as handle:
        while piece := handle.read(_PIECE):
            hasher.update(piece)
    return hasher.hexdigest()
