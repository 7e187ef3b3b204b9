"""What a row becomes: stretches of text, each trained or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of the text that a model reads."""

    text: str
    trained: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as a trainer writes it out.

    pieces: in order; none where the trainer does not train on the row. notes: what is easily overlooked, a sentence each.
    rounds: the same pieces as (question, answer) of each round, where these are cut to the length one by one. closing: what
    follows the last of them, whatever the length.
    """

    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()
    rounds: tuple[tuple[tuple[Piece, ...], tuple[Piece, ...]], ...] = ()
    closing: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def trained(self) -> str:
        """What is trained."""
        return "".join(piece.text for piece in self.pieces if piece.trained)


NO_PIECES = Shown(())


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The same text in as few pieces as possible."""
    found: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if found and found[-1].trained == piece.trained:
            found[-1] = Piece(found[-1].text + piece.text, piece.trained)
        else:
            found.append(piece)
    return tuple(found)


def marked(text: str, stretches: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """A text of which these stretches are trained: (first character, one past the last), in order."""
    found: list[Piece] = []
    at = 0
    for start, stop in stretches:
        found += (Piece(text[at:start], False), Piece(text[start:stop], True))
        at = max(at, stop)
    return joined([*found, Piece(text[at:], False)])
