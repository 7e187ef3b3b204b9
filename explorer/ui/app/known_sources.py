"""Which sources this app has opened before: a link to any other one asks first.

A link is made by somebody else, and opening reads whatever folder it names. What was opened by hand, or agreed to, is kept in
the cache folder as the words it was opened by; files that the cache has read, by whichever way, count as well. Nothing
here looks at a source itself.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from explorer.metrics.tokenizer import DEFAULT_ENCODING, ENCODINGS
from explorer.store import Cache
from explorer.store.cache import read_json, write_json
from explorer.ui.app import started

_NAME = "opened.list"
_KEPT = 500  # sources that are remembered
_READ = 500  # facts of the cache that are looked at, newest first
_LARGEST = 4 << 20  # bytes of such facts: those of thousands of files are larger

_Key = tuple[str, ...]
_known: set[tuple[Path, _Key]] = set()
_lock = threading.Lock()


def is_known(cache: Cache, source: Sequence[str], tokeniser: str = "") -> bool:
    """Whether the source may be opened, and counted with this tokeniser, without asking."""
    key = _key(source, tokeniser)
    own = {_key([started.sample_source()], ""), _key(started.first_source(), "")}
    if key in own or (cache.root, key) in _known:
        return True
    if key in _kept(cache) or (_counts_as_usual(tokeniser) and key in _read(cache)):
        with _lock:
            _known.add((cache.root, key))
        return True
    return False


def remember(cache: Cache, source: Sequence[str], tokeniser: str = "") -> None:
    """A person has opened the source by hand, or agreed to it."""
    key = _key(source, tokeniser)
    with _lock:
        if (cache.root, key) in _known:
            return
        _known.add((cache.root, key))
        kept = [key, *(other for other in _kept(cache) if other != key)][:_KEPT]
        with suppress(OSError):  # it is known until the app ends, then
            write_json(cache.folder("sources") / _NAME, {"opened": [list(one) for one in kept]})


def _key(source: Sequence[str], tokeniser: str) -> _Key:
    # Text only. What follows a null character would be lost.
    paths = [path if "\0" in path else os.path.abspath(os.path.expanduser(path)) for path in source]  # noqa: PTH100, PTH111
    return (*paths, *([] if _counts_as_usual(tokeniser) else [f"tokeniser={tokeniser}"]))


def _counts_as_usual(tokeniser: str) -> bool:
    """Whether no counting is started by it: the usual one, or one that does not exist."""
    return tokeniser == DEFAULT_ENCODING or tokeniser not in ENCODINGS


def _kept(cache: Cache) -> list[_Key]:
    found = (read_json(cache.folder("sources") / _NAME) or {}).get("opened", [])
    lists = found if isinstance(found, list) else []
    return [tuple(map(str, one)) for one in lists if isinstance(one, list)]


def _read(cache: Cache) -> set[_Key]:
    """Sources that are files which the cache has read."""
    facts = []
    for path in cache.folder("sources").glob("*.json"):
        with suppress(OSError):
            facts.append((path.stat(), path))
    facts.sort(key=lambda one: -one[0].st_mtime)
    read = [read_json(path) or {} for stat, path in facts[:_READ] if stat.st_size <= _LARGEST]
    return {tuple(map(str, one.get("paths", ()))) for one in read}
