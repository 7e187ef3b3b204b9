"""Phrases of a text that could name what it is about: up to four words in a row, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from explorer.passes.stopwords import FUNCTION_WORDS, STOPWORDS

MOST_WORDS = 4
_LONGEST = 28  # characters of a phrase
_LONGEST_HAN = 10
_LONG_WORD = 14

_MARKS = "\u0300-\u036f\u064b-\u0652\u0900-\u0dff\u0e30-\u0e4e"  # vowels and accents, which Python counts as no letters
_TOKEN = re.compile(
    # Who speaks, and the keys of JSON, are of a row's form: they name no topic.
    r"(?P<form>(?m:^)(?:system|user|assistant|tool|function|human|gpt)\s*:|\"[\w .-]{1,40}\"\s*:)"
    r"|(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々]+)"
    r"|(?P<kana>[\u30a1-\u30fe]{2,})"
    r"|(?P<hiragana>[\u3041-\u309f]+)"
    r"|(?P<thai>[\u0e01-\u0e4e]+)"
    rf"|(?P<word>(?![\u3041-\u30ff\u3400-\u9fff\u0e00-\u0e7f])[^\W\d_](?:(?![\u3041-\u30ff\u3400-\u9fff\u0e00-\u0e7f])[\w{_MARKS}]|[’'-](?=[^\W\d_]))*(?:\+\+|\#)?)"
    r"|(?P<gap>[^\S\n]+)"
    r"|(?P<other>.|\n)"
)
_HIRAGANA = re.compile("[\u3041-\u309f]")
_TELLING = ("n", "v", "a", "i", "l", "j", "z", "s", "t", "eng")
"""Kinds of Han words, as the segmenter calls them, that a name may begin and end with."""
_DOING = ("v", "vd", "a", "ad", "d")


class Token(NamedTuple):
    """A word. written: as it stands. stem: what it is counted as. edge: a name may begin and end with it. tells: it may be a name."""

    written: str
    stem: str
    edge: bool
    tells: bool


class Phrase(NamedTuple):
    """words: as they are written. goes_on: a word that a name may end with follows at once, so that it may not be whole."""

    words: tuple[str, ...]
    goes_on: bool


def phrases(text: str) -> dict[str, Phrase]:
    """Phrases of a text by the stems of their words, joined with spaces, as they first occur.

    A phrase crosses neither punctuation nor a line, and begins and ends with no function word. One word alone has to tell.
    """
    found: dict[str, Phrase] = {}
    for run in _runs(text):
        for start, first in enumerate(run):
            if not first.edge:
                continue
            tells = first.tells
            for end in range(start, min(start + MOST_WORDS, len(run))):
                last = run[end]
                if not last.edge or (end == start and not tells):
                    continue
                some = run[start : end + 1]
                head = first.written
                # The capital of a sentence's first word is none of its own.
                head = head.lower() if not start and head.istitle() else head
                written = (head, *(token.written for token in some[1:]))
                if not _fits(written):
                    break
                goes_on = end + 1 < len(run) and run[end + 1].edge
                found.setdefault(" ".join(token.stem for token in some), Phrase(written, goes_on))
    return found


def join(words: tuple[str, ...]) -> str:
    """Words as a reader writes them: Han and kana without spaces."""
    made = ""
    for word in words:
        made += word if not made or (_is_wide(made[-1]) and _is_wide(word[0])) else f" {word}"
    return made


def roots(name: str) -> set[str]:
    """What tells whether two names, or their stems, speak of the same: the beginnings of their telling words."""
    edges = [token for run in _runs(name) for token in run if token.edge]
    telling = [token for token in edges if token.tells] or edges
    return {token.stem if _is_wide(token.stem[0]) else token.stem[:5] for token in telling}


def is_wide(name: str) -> bool:
    """Whether a name is written in Han or kana, at least in part."""
    return any(_is_wide(char) for char in name)


def is_mostly_han(text: str) -> bool:
    """Whether most of a text's letters are Han or kana; one of them stands for as much as three of an alphabet."""
    letters = [char for char in text if char.isalpha()]
    wide = sum(map(_is_wide, letters))
    return 3 * wide > len(letters) - wide


def is_short(phrase: str) -> bool:
    """Whether a phrase is one word of an everyday length, in Han of two characters: little for a name."""
    return " " not in phrase and len(phrase) <= (2 if _is_wide(phrase[0]) else _LONG_WORD)


def tells(phrase: str) -> bool:
    """Whether a phrase, as words or as their stems, says more than what is to be done with any text."""
    return any(token.tells for run in _runs(phrase) for token in run)


def _fits(written: tuple[str, ...]) -> bool:
    said = join(written)
    return len(said) <= (_LONGEST_HAN if is_wide(said) else _LONGEST)


def _is_wide(char: str) -> bool:
    return "\u3041" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


def _runs(text: str) -> Iterator[list[Token]]:
    """Words that stand in a row, without punctuation between them."""
    is_japanese = _HIRAGANA.search(text) is not None
    run: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind, written = match.lastgroup, match.group()
        if kind == "gap":
            continue
        if kind == "han" and not is_japanese:
            run += _chinese(written)
        elif kind in ("han", "kana") and 2 <= len(written) <= 8:
            run.append(Token(written, written, True, True))
        elif kind == "word":
            run.append(_spelled(written))
        elif kind == "thai" and 3 <= len(written) <= 16:
            run.append(Token(written, written, True, True))
        elif run:
            yield run
            run = []
    if run:
        yield run


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    import rjieba

    return rjieba


def _chinese(written: str) -> list[Token]:
    made = []
    for word, kind in _segmenter().tag(written):
        # One character is a measure word more often than a thing; a verb alone says what is done, and not with what.
        edge = kind.startswith(_TELLING) and word not in FUNCTION_WORDS and (len(word) > 1 or kind == "v")
        made.append(Token(word, word, edge, edge and len(word) > 1 and kind not in _DOING and word not in STOPWORDS))
    return made


@lru_cache(maxsize=65_536)
def _spelled(written: str) -> Token:
    lower = written.lower().replace("’", "'")
    stem = lower.removesuffix("'s")
    if len(stem) > 3 and stem.endswith("s") and not stem.endswith(("ss", "us", "is")) and stem.isascii():
        stem = f"{stem[:-3]}y" if stem.endswith("ies") and len(stem) > 4 else stem[:-1]
    known = {lower, stem, lower.replace("'", "")}
    # num1 and my_list are names of a program's own, and name no topic; H2O does.
    is_variable = "_" in lower or (written == lower and any(char.isdigit() for char in lower))
    edge = not (is_variable or known & FUNCTION_WORDS or "'" in stem) and (len(lower) > 1 or not lower.isascii())
    return Token(written, stem, edge, edge and len(lower) > 2 and not known & STOPWORDS)
