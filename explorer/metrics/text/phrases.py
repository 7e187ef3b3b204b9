"""Many phrases looked for in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_END = ""


class Phrases:
    """Finds the phrases of a list in lower-case text, the longest one at each place.

    spaced: the phrases are words between spaces, as in English: one begins behind a space, and ends at a word's end unless
    the list writes "*" behind it. The text must then be `spaced_out` first. Otherwise a phrase is found anywhere, as in Chinese.
    """

    __slots__ = ("_pattern", "of")

    def __init__(self, phrases: Iterable[str], *, spaced: bool) -> None:
        tree: dict[str, Any] = {}
        for phrase in phrases:
            branch = tree
            for letter in phrase.removesuffix("*"):
                branch = branch.setdefault(letter, {})
            branch[_END] = "" if phrase.endswith("*") or not spaced else "(?![a-z])"
        self._pattern = re.compile(f"{' ' if spaced else ''}({_branches(tree)})")
        self.of = self._pattern.findall

    def places(self, text: str) -> list[tuple[str, int, int]]:
        """The phrases in the text with their places."""
        return [(match[1], match.start(1), match.end(1)) for match in self._pattern.finditer(text)]


def _branches(tree: dict[str, Any]) -> str:
    options = [re.escape(letter) + _branches(branch) for letter, branch in tree.items() if letter]
    if _END in tree:
        options.append(tree[_END])
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


def spaced_out(text: str) -> str:
    """The text with a space wherever a word may begin; each character stands one place further on."""
    text = text.replace("\n", " ")
    if "(" in text:
        text = text.replace("(", " ")
    if '"' in text:
        text = text.replace('"', " ")
    return " " + text


def stem(phrase: str) -> str:
    """The phrase as it is found: without the "*" of a beginning."""
    return phrase.removesuffix("*")
