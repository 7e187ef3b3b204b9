"""Characters that conversion damaged, and those that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftfy.badness import BADNESS_RE

from explorer.metrics.text.needles import group, held

MOST = 20_000
"""Characters of a text that are read."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+|[\u202a-\u202e\u2066-\u2069]+|[\u2060-\u2064\ufff9-\ufffb]+"
    "|(?<=[\x20-\x7e\u4e00-\u9fff\u3000-\u30ff])[\u200b\u200c\u200d\ufeff]+(?=[\x20-\x7e\u4e00-\u9fff\u3000-\u30ff])"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")

# Chinese damaged on its way through GBK, and runs of lost characters: ftfy knows Western encodings alone.
_DAMAGED_CHINESE = re.compile("(?:锟斤拷|锟斤|斤拷)+|烫烫烫烫|屯屯屯屯|\ufffd{2,}|(?:鈥[檚渆淼潣]|銆[備傘]|锛[屽岋])")
_CHINESE_NEEDLES = ("锟", "斤拷", "烫", "屯", "\ufffd\ufffd", "鈥", "銆", "锛")
_CHINESE_DAMAGE = group(_CHINESE_NEEDLES)
# What ftfy calls bad holds, box drawings aside, a character of U+0080 to U+07FF: in UTF-8 one of these bytes begins each of them.
_UNSUSPECT = bytes(byte for byte in range(256) if not 0xC2 <= byte <= 0xDF)
_SUSPECT = re.compile("[\x80-\u07ff]+")
_MANY, _AROUND = 40, 8
"""Of few suspects only the surroundings are read, so many characters to each side: what is bad is short."""


def holds(text: str, needles: tuple[str, ...]) -> bool:
    """Whether one of the needles stands in a text."""
    for needle in needles:  # noqa: SIM110 - a plain loop: twice as fast as any() with a generator
        if needle in text:
            return True
    return False


def mojibake(text: str) -> Iterator[re.Match[str]]:
    """Sequences that a wrong encoding made, in the first 20,000 characters."""
    if text.isascii():
        return
    shown = text[:MOST]
    suspects = len(shown.encode("utf-8", "replace").translate(None, _UNSUSPECT))
    if suspects and (suspects > _MANY or _near_suspects(shown)):
        yield from BADNESS_RE.finditer(shown)
    if held(text) & _CHINESE_DAMAGE and holds(shown, _CHINESE_NEEDLES):
        yield from _DAMAGED_CHINESE.finditer(shown)


def _near_suspects(text: str) -> bool:
    for found in _SUSPECT.finditer(text):
        if BADNESS_RE.search(text, max(0, found.start() - _AROUND), found.end() + _AROUND) is not None:
            return True
    return False


_C0 = tuple(chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127))
_UNSEEN = tuple(
    "\u200b\u200c\u200d\ufeff\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb"
)
_HIDDEN = group((*_C0, *_UNSEEN))


def controls(text: str) -> Iterator[re.Match[str]]:
    """Runs of control and invisible characters that the script does not need, in the first 20,000 characters."""
    shown = text[:MOST]
    if shown.isascii():
        if not shown.isprintable() and held(text) & _HIDDEN and holds(shown, _C0):
            yield from _CONTROL.finditer(shown)
        return
    if not held(text) & _HIDDEN or (not holds(shown, _UNSEEN) and not holds(shown, _C0)):
        return
    foreign = _RIGHT_TO_LEFT.search(shown) is not None
    for found in _CONTROL.finditer(shown):
        if not (foreign and "\u200b" <= found.group()[0] <= "\u2069"):
            yield found
