"""Which encoding a file's text has, told from samples of its bytes."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {
    "utf-16-le": "UTF-16 (little endian)",
    "utf-16-be": "UTF-16 (big endian)",
    "utf-32-le": "UTF-32 (little endian)",
    "utf-32-be": "UTF-32 (big endian)",
    "gb18030": "GB18030",
    "big5": "Big5",
    "shift_jis": "Shift JIS",
    "euc_kr": "EUC-KR",
    "euc_jp": "EUC-JP",
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
    "cp1252": "Windows-1252",
    "latin-1": "ISO 8859-1 (Latin-1)",
}
_SAMPLE = 1 << 20
_PUNCTUATION = "«»“”‘’–—…°§€£·¿¡©®²³½¼×"


class Encoding(NamedTuple):
    """name: of the codec. mark: bytes of the byte order mark. note: for people, "" for UTF-8 without a mark."""

    name: str
    mark: int = 0
    note: str = ""

    @property
    def is_utf8(self) -> bool:
        """Whether the bytes can be read as they are."""
        return self.name in ("utf-8", "utf-8-sig")


def title(name: str) -> str:
    """What people call an encoding."""
    return _NAMES.get(name, name)


def detect(sample: bytes) -> Encoding:
    """The encoding of a text whose beginning, at most some MB, is given.

    Text that is UTF-8 but for a few lines is UTF-8: those lines are damaged, not in another encoding.
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            if name == "utf-8-sig":
                return Encoding(name, len(mark), "The file begins with a UTF-8 byte order mark.")
            return Encoding(name, len(mark), f"Decoded from {title(name)}.")
    if wide := _wide(sample[:4096]):
        return Encoding(wide, 0, f"Decoded from {title(wide)}.")
    sample = sample[: 4 * _SAMPLE]
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return _other(sample)
    return Encoding("utf-8")


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of the syntax is NUL."""
    if len(head) < 4 or not head[:64].strip(b"\0"):
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if head[0] == 0 and head[1] != 0 and even > half / 8 and odd < even / 8:
        return "utf-16-be"
    if head[1] == 0 and head[0] != 0 and odd > half / 8 and even < odd / 8:
        return "utf-16-le"
    return ""


def _other(sample: bytes) -> Encoding:
    lines = [line for line in sample.split(b"\n")[:20_000] if line.strip()]
    broken: list[bytes] = []
    fine = 0  # lines that are UTF-8 and not plain ASCII
    for line in lines[:-1] if len(lines) > 1 and len(sample) >= _SAMPLE else lines:
        try:
            fine += not line.decode("utf-8").isascii()
        except UnicodeDecodeError:
            broken.append(line)
    if not broken or fine >= len(broken):
        return Encoding("utf-8")
    if len(broken) * 20 < len(lines) or (len(broken) == 1 and len(lines) > 3):
        return Encoding("utf-8")  # single damaged lines
    text = b"\n".join(broken)[:_SAMPLE]
    name = _narrow(text) if _share_in_runs(text) < 0.5 else _paired(text, len(broken), len(lines))
    return Encoding(name, 0, f"Decoded from {title(name)}.") if name else Encoding("utf-8")


def _share_in_runs(text: bytes) -> float:
    """Share of non-ASCII bytes that stand beside another: low in Latin text, high where a letter takes two bytes."""
    import numpy as np

    high = np.frombuffer(text, dtype=np.uint8) > 127
    beside = np.zeros(len(high), dtype=bool)
    beside[1:] |= high[:-1]
    beside[:-1] |= high[1:]
    return float((high & beside).sum() / max(1, high.sum()))


def _narrow(text: bytes) -> str:
    """Latin-1 or Windows-1252, where what it decodes to is letters and punctuation; "" else."""
    has_c1 = any(byte in text for byte in range(0x80, 0xA0))
    name = "cp1252" if has_c1 else "latin-1"
    try:
        decoded = text.decode(name)
    except UnicodeDecodeError:
        return ""
    special = [char for char in decoded if ord(char) > 127]
    likely = sum(char.isalpha() or char in _PUNCTUATION or char == "\u00a0" for char in special)
    return name if likely >= 0.9 * len(special) else ""


def _paired(text: bytes, broken: int, lines: int) -> str:
    """An encoding with two bytes a letter, or one of a script of its own; "" where there is too little to tell."""
    if broken * 5 < lines or sum(byte > 127 for byte in text[:65536]) < 8:
        return ""
    for name, judge in _JUDGES:
        try:
            decoded = codecs.getincrementaldecoder(name)().decode(text)
        except UnicodeDecodeError:
            continue
        special = [char for char in decoded if ord(char) > 127]
        if special and judge(special):
            return name
    return ""


# The most frequent characters of modern Chinese stand in any text of some length.
_FREQUENT = {
    "gb18030": "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自",
    "big5": "的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自",
}
_MARKS = "，。、：；？！“”「」『』（）《》\u3000"


def _chinese(frequent: str) -> Callable[[list[str]], bool]:
    def judge(special: list[str]) -> bool:
        ideographs = [char for char in special if "\u4e00" <= char <= "\u9fff"]
        marks = sum(char in _MARKS for char in special)
        common = sum(char in frequent for char in ideographs)
        return len(ideographs) + marks > 0.9 * len(special) and common + marks > 0.08 * len(special)

    return judge


def _japanese(special: list[str]) -> bool:
    kana = sum("\u3041" <= char <= "\u30ff" for char in special)
    others = sum("\u4e00" <= char <= "\u9fff" or char in _MARKS for char in special)
    return kana > 0.2 * len(special) and kana + others > 0.9 * len(special)


def _korean(special: list[str]) -> bool:
    return sum("\uac00" <= char <= "\ud7a3" for char in special) > 0.8 * len(special)


def _cyrillic(special: list[str]) -> bool:
    small = sum("\u0430" <= char <= "\u045f" for char in special)
    capital = sum("\u0400" <= char <= "\u042f" for char in special)
    return small + capital > 0.9 * len(special) and small > 2 * capital


# In this order: text of a later one is seldom taken for that of an earlier one.
_JUDGES: tuple[tuple[str, Callable[[list[str]], bool]], ...] = (
    ("euc_jp", _japanese),
    ("shift_jis", _japanese),
    ("euc_kr", _korean),
    ("gb18030", _chinese(_FREQUENT["gb18030"])),
    ("big5", _chinese(_FREQUENT["big5"])),
    ("cp1251", _cyrillic),
    ("koi8_r", _cyrillic),
)
