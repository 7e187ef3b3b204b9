"""Lists of texts that tell who speaks by a label of their own: "User: hi", or [speaker, text]."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from explorer.conversation import ASSISTANT, USER
from explorer.formats import speakers

_LABEL = re.compile(r"\s*[\[<【(（|*#]{0,3}\s*([^\W_][\w .'-]{0,30}?)\s*[\]>】)）|*#]{0,3}\s*[:：]\s?")
_LONGEST_NAME = 40  # characters of a speaker's name


def labels_of(texts: Sequence[str]) -> list[tuple[str, int]] | None:
    """(speaker, where what is said begins) of texts that each open with a label ("User: hi"); None where one does not,
    or where more than four speak.
    """
    found = []
    for text in texts:
        match = _LABEL.match(text[:80])
        if match is None:
            return None
        found.append((match[1], match.end()))
    names = {name for name, _ in found}
    known = {speakers.role_of(name)[0] for name in names}
    if not 2 <= len(names) <= 4 or not ({USER, ASSISTANT} <= known or (len(names) == 2 and len(texts) > 2)):
        return None
    return found


def are_said_by(items: Sequence[Any]) -> bool:
    """Whether a list holds [speaker, text] for each message, rather than [question, answer]."""
    if not items or not all(
        isinstance(item, list | tuple) and len(item) == 2 and all(isinstance(part, str) for part in item)
        for item in items
    ):
        return False
    names = {item[0] for item in items}
    if any(len(name) > _LONGEST_NAME for name in names):
        return False
    known = [name for name in names if speakers.role_of(name)[0]]
    return len(known) == len(names) or (len(names) == 2 and len(items) > 2) or (bool(known) and len(names) <= 4)
