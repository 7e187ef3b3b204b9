"""The flag that lets Python columns in, among the words that the app is started with."""

from __future__ import annotations

from collections.abc import Iterable

FLAG = "--allow-python-columns"


def split(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """(words without the flag, files that it names): `--flag FILE` or `--flag=FILE`, any number of times."""
    rest: list[str] = []
    files: list[str] = []
    coming = iter(words)
    for word in coming:
        name, equals, value = word.partition("=")
        if name != FLAG:
            rest.append(word)
        elif equals:
            files.append(value)
        else:
            files += [next(coming, "")]
    return rest, [file for file in files if file]
