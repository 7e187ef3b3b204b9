"""Writing systems: which script a text is in, counted by blocks of 64 code points."""

from __future__ import annotations

import numpy as np

from explorer.metrics.text.variants import SIMPLIFIED, TRADITIONAL

UNDECIDED = "und"

_BLOCKS: tuple[tuple[int, int, str], ...] = (
    (0x40, 0x7F, "Latn"), (0xC0, 0x24F, "Latn"), (0x1E00, 0x1EFF, "Latn"),
    (0x380, 0x3FF, "Grek"), (0x1F00, 0x1FFF, "Grek"), (0x400, 0x53F, "Cyrl"), (0x540, 0x57F, "Armn"), (0x580, 0x5FF, "Hebr"),
    (0x600, 0x6FF, "Arab"), (0x740, 0x77F, "Arab"), (0xFB40, 0xFDFF, "Arab"), (0xFE80, 0xFEFF, "Arab"),
    (0x900, 0x97F, "Deva"), (0x980, 0x9FF, "Beng"), (0xA00, 0xA7F, "Guru"), (0xA80, 0xAFF, "Gujr"), (0xB00, 0xB7F, "Orya"),
    (0xB80, 0xBFF, "Taml"), (0xC00, 0xC7F, "Telu"), (0xC80, 0xCFF, "Knda"), (0xD00, 0xD7F, "Mlym"), (0xD80, 0xDFF, "Sinh"),
    (0xE00, 0xE7F, "Thai"), (0xE80, 0xEFF, "Laoo"), (0xF00, 0xFFF, "Tibt"), (0x1000, 0x107F, "Mymr"), (0x10C0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Kore"), (0x1200, 0x137F, "Ethi"), (0x1780, 0x17FF, "Khmr"), (0x1800, 0x18BF, "Mong"),
    (0x3040, 0x30FF, "Jpan"), (0x3400, 0x4DBF, "Hani"), (0x4E00, 0x9FFF, "Hani"), (0xAC00, 0xD7BF, "Kore"),
)  # fmt: skip
NAMES = tuple(dict.fromkeys(name for _, _, name in _BLOCKS))
_OF_BLOCK = np.full(1024, len(NAMES), dtype=np.intp)
for _first, _last, _name in _BLOCKS:
    _OF_BLOCK[_first >> 6 : (_last >> 6) + 1] = NAMES.index(_name)

_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())

_SIMPLE_CODES = frozenset(map(ord, SIMPLIFIED - TRADITIONAL))
_TELLING = np.zeros(1 << 16, dtype=bool)
_TELLING[[*map(ord, SIMPLIFIED ^ TRADITIONAL)]] = True


def letters(text: str) -> dict[str, int]:
    """Script -> number of its letters. Kana and hangul count for themselves, Han as `Hani`."""
    if text.isascii():
        return {"Latn": len(text.encode().translate(None, _NO_LETTERS))}
    units = np.frombuffer(text.encode("utf-16-le", "replace"), dtype="<u2")
    counts = np.bincount(_OF_BLOCK.take(units >> 6), minlength=len(NAMES) + 1).tolist()
    return {name: count for name, count in zip(NAMES, counts, strict=False) if count}


def han_variant(text: str) -> str:
    """Hans or Hant where the characters that only one of the two has say so clearly, else Hani."""
    units = np.frombuffer(text.encode("utf-16-le", "replace"), dtype="<u2")
    telling = set(units[_TELLING.take(units)].tolist())
    simple = len(telling & _SIMPLE_CODES)
    traditional = len(telling) - simple
    if simple > 2 * traditional:
        return "Hans"
    if traditional > 2 * simple:
        return "Hant"
    return "Hani"
