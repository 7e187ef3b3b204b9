"""Dialogues in one text whose speakers have names of their own, or none: between two people, or turns told apart by marks."""

from __future__ import annotations

import re

from explorer.conversation import ASSISTANT, USER, Turn
from explorer.formats.labelled import labels_of
from explorer.formats.speakers import role_of

_NUMBERED_SPEAKER = re.compile(r"\s*(?:user|speaker|person|participant|human|agent|party)[ _]?[\dAB][ \t]*[:：]", re.I)


def between_two(text: str) -> tuple[Turn, ...] | None:
    """The turns of a text in which "Speaker 1" and "Speaker 2" talk; None for others."""
    found = two_speakers(text) if _NUMBERED_SPEAKER.match(text) else None
    return found[0] if found is not None else None


_SEPARATOR = re.compile(
    r"[ \t]*(?:\|E(?:OM|OT|OU)\||<E(?:OM|OT|OU|OS)>|\[E(?:OM|OT|OU|OS|ND)\]|__eo[ut]__|<turn>|<eot>)[ \t]*", re.I
)
"""What some data sets put between turns, where others have a line end."""


def unlabelled(text: str) -> tuple[Turn, ...] | None:
    """The turns of a text whose turns are told apart by marks alone; who speaks first is the user. None for others."""
    said = [one.strip() for one in _SEPARATOR.split(text)]
    said = said[:-1] if said and not said[-1] else said
    if len(said) < 2 or not all(said):
        return None
    return tuple(Turn(ASSISTANT if place % 2 else USER, one) for place, one in enumerate(said))


_LINE_LABEL = re.compile(r"[ \t]*#?[^\W\d_][\w .'-]{0,24}#?[ \t]*[:：]")


def two_speakers(text: str) -> tuple[tuple[Turn, ...], bool] | None:
    """(turns, whether both names are known) of a text, known to be a dialogue, whose lines open with one of two names."""
    said: list[list[str]] = []
    text = _SEPARATOR.sub("\n", text)
    for line in text.split("\n"):
        if _LINE_LABEL.match(line) or not said:
            said.append([line])
        else:
            said[-1].append(line)
    texts = ["\n".join(lines) for lines in said]
    if len(texts) < 2 or len(texts) * 3 < text.strip().count("\n"):
        return None
    found = labels_of(texts)
    names = list(dict.fromkeys(name for name, _ in found)) if found else []
    if found is None or len(names) != 2:
        return None
    roles = [role_of(name)[0] for name in names]
    known = set(roles) == {USER, ASSISTANT}
    called = dict(zip(names, roles if known else (USER, ASSISTANT), strict=True))
    return tuple(Turn(called[name], text[at:].strip()) for text, (name, at) in zip(texts, found, strict=True)), known
