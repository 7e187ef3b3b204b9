"""The catalogue of a language, read once: `XX.po` beside this module.

What the app says itself is looked up as it stands. What the core says (errors, column texts, findings) comes with its values
filled in, often from another process or from disk: it is looked up as it stands, or else known again by its pattern.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from explorer.words import LANGUAGES

CORE = "core"
"""The context of sentences that the core makes."""

_PLACEHOLDER = re.compile(r"\{(\w+)(?:![rsa])?(?::[^{}]*)?\}")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+(?=\S)")
_WITHIN = r"(?:(?![.!?]\s).)*?"
_FEWEST = 5  # letters that a pattern needs beside its placeholders: with fewer it would fit anything
_DEEPEST = 2  # sentences within sentences
_LONGEST = 2_000  # characters of a text that is looked at
_SENTENCES = 12  # of it at most


class Catalogue:
    """own: what the app says itself, (what it is about, English) -> translation."""

    def __init__(self, own: dict[tuple[str, str], str], core: dict[str, str]) -> None:
        self.own = own
        self._core = {key: value.format() for key, value in core.items() if not _PLACEHOLDER.search(key)}
        templates = [key for key in core if _PLACEHOLDER.search(key) and _letters(key) >= _FEWEST]
        self._templates = [(key, core[key]) for key in sorted(templates, key=_letters, reverse=True)]
        self.recognised = lru_cache(maxsize=4096)(self._recognised)

    def of_english(self, text: str) -> str:
        """One word or phrase of the app or the core."""
        return self._core.get(text) or self.own.get(("", text)) or text

    def to_english(self, text: str) -> str:
        """The reverse; of several English words for one, those of the core."""
        held = {said: english for (about, english), said in self.own.items() if not about}
        return (held | {said: english for english, said in self._core.items()}).get(text, text)

    def _recognised(self, text: str, depth: int = 0) -> str:
        """The translation of a text of one or more sentences; what is not known stays as it is."""
        if len(text) > _LONGEST or depth > _DEEPEST:
            return text
        whole = self._sentence(text, depth)
        if whole is not None:
            return whole
        cuts = [match.start() for match in _SENTENCE_ENDS.finditer(text)]
        if not cuts or len(cuts) > _SENTENCES:
            return text
        # The longest beginning that is one known sentence, then the rest.
        for cut in reversed(cuts):
            found = self._sentence(text[:cut], depth)
            if found is not None:
                return found + self._recognised(text[cut:].lstrip(), depth)
        # A name with a full stop in it, or a sentence that is somebody else's.
        found = self._sentence(text, depth, loosely=True)
        return found or f"{text[: cuts[0]]} {self._recognised(text[cuts[0] :].lstrip(), depth)}"

    def _sentence(self, text: str, depth: int, loosely: bool = False) -> str | None:
        """loosely: what is filled in may go over the end of a sentence."""
        if text in self._core:
            return self._core[text]
        for template, translation in self._templates:
            match = _compiled(template, loosely).fullmatch(text)
            if match is not None:
                values = {name: self._recognised(value, depth + 1) for name, value in match.groupdict().items()}
                return _filled(translation, values)
        return None


def _letters(template: str) -> int:
    return sum(map(str.isalpha, _PLACEHOLDER.sub("", template)))


@cache
def _compiled(template: str, loosely: bool) -> re.Pattern[str]:
    pieces, last, seen = [], 0, set[str]()
    for match in _PLACEHOLDER.finditer(template):
        pieces.append(re.escape(template[last : match.start()].replace("{{", "{").replace("}}", "}")))
        name = match[1]
        # What is filled in is no more than a sentence, unless it stands at the end, as the message of another error does.
        inside = ".*?" if loosely or match.end() == len(template) else _WITHIN
        pieces.append(f"(?P={name})" if name in seen else f"(?P<{name}>{inside})")
        seen.add(name)
        last = match.end()
    pieces.append(re.escape(template[last:].replace("{{", "{").replace("}}", "}")))
    return re.compile("".join(pieces), re.DOTALL)


def _filled(template: str, values: dict[str, str]) -> str:
    """Values are text already: their formats do not matter any more."""
    filled = _PLACEHOLDER.sub(lambda match: values.get(match[1], ""), template)
    return filled.replace("{{", "{").replace("}}", "}")


@cache
def load(language: str) -> Catalogue:
    """The catalogue of a language."""
    from babel.messages.pofile import read_po  # read when somebody first wants another language

    if language not in LANGUAGES:
        return Catalogue({}, {})
    with path(language).open("rb") as file:
        found = read_po(file, locale=language)
    own: dict[tuple[str, str], str] = {}
    core: dict[str, str] = {}
    for message in found:
        if not message.id or not message.string:
            continue
        ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
        said = message.string if isinstance(message.string, str) else message.string[0]
        for one in ids:
            if message.context == CORE:
                core[one] = said
            else:
                own[message.context or "", one] = said
    return Catalogue(own, core)


def path(language: str) -> Path:
    """The file of a language."""
    return Path(__file__).with_name(f"{language}.po")
