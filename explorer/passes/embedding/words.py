"""Text cut into words, whatever its script."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

LOOKED_AT = 4_000
"""Characters of a text that are cut: what it is about shows by then."""

_RUNS = re.compile(
    r"([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)"  # Han
    r"|([\u3040-\u30ff\uac00-\ud7af\u0e00-\u0e7f]+)"  # kana, hangul, Thai: no spaces, or endings that vary
    r"|([^\W\d_]+)"
    r"|(\d{1,4})"
)


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    import rjieba

    return rjieba


def words(text: str) -> list[str]:
    """The words of the beginning of a text in order, in lower case. Han is segmented; unspaced scripts give pairs."""
    found: list[str] = []
    for han, unspaced, letters, digits in _RUNS.findall(text[:LOOKED_AT]):
        if letters:
            found.append(letters.lower())
        elif han:
            found += _segmenter().cut(han) if len(han) > 1 else (han,)
        elif unspaced:
            found += [unspaced[i : i + 2] for i in range(max(len(unspaced) - 1, 1))]
        else:
            found.append(digits)
    return found
