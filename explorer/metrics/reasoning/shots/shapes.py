"""What a line looks like when its material is left aside: its label, its last words, its frame."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"\d{1,9}")
_QUOTED = re.compile(
    r"\"[^\"]{1,300}\"|“[^”]{1,300}”|「[^」]{1,300}」|『[^』]{1,300}』|《[^》]{1,100}》|(?<!\w)'[^']{1,300}'(?!\w)"
)
ITEM = re.compile(r"(?:[-*•·+]|[(（]?[A-Ja-j0-9]{1,2}[).、．:：]|[A-J] )\s?")
_LABEL = re.compile(
    r"[^\n:：]{1,40}[:：]|[\[【<(][^\n\[\]【】<>()]{1,30}[\]】>)]|[#*]{1,5} ?[^\n#*]{1,40}[*:：]{0,3}$|[^\s.]{1,20}\.{3}"
)
_NAME = re.compile(r"[\W\d_]{0,6}([^\W\d_][^\n:：\]】>*]{0,30}?)[\W\d_]{0,6}$")
_TAIL = re.compile(r"(?:^|(?<=[\s.,;。，；!?！？]))((?:[^\s:：]{1,20} ){0,2}[^\s:：]{1,20}\s?[:：=>\]】])$")


def mask(line: str) -> str:
    """A line as its frame is compared: in lower case, with what stands in quotes or digits made alike."""
    text = line[:400].lower()
    if '"' in text or "'" in text or "“" in text or "「" in text or "『" in text or "《" in text:
        text = _QUOTED.sub('""', text)
    return _DIGITS.sub("0", text)


def said(text: str) -> bool:
    """Whether anything but a line to write on stands there."""
    return bool(text.strip(" _.…-*?？:："))


def name_of(frame: str) -> str:
    """The words of a label, without marks and numbers; "" where there are none."""
    found = _NAME.match(frame)
    return found[1].strip() if found else ""


def tails(line: str) -> list[str]:
    """What may be the label at the end of a line: its last word, its last two, its last three."""
    found = _TAIL.search(line)
    if found is None:
        return []
    words = found[1].strip().split(" ")
    if len(words) > 1 and words[-1] in ":：=>]】":
        words[-2:] = [" ".join(words[-2:])]
    return [" ".join(words[-count:]) for count in range(1, len(words) + 1)]


def label_of(shape: str) -> str:
    """The label at the beginning of a masked line, "" where it has none or is an item of a list."""
    found = _LABEL.match(shape)
    if found is None or ITEM.match(shape):
        return ""
    return found[0].rstrip()
