"""Records that hold a row in an envelope: a provider's request, a tool's record, an account's export.

    for envelope in matching(record, CARRIERS):    # which kinds its field names allow, once for all rows with the same names
        opened = envelope.open(record)   # the row inside, or None

A new kind is an `Envelope` in one of the modules, and its place in `CARRIERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from explorer.conversation import MESSAGE_ROW, PROMPT_ONLY, ROLES, UNKNOWN, Conversation
from explorer.formats import references
from explorer.formats.envelopes.annotation import ANNOTATION
from explorer.formats.envelopes.apps import APPS
from explorer.formats.envelopes.calls import CALLS
from explorer.formats.envelopes.desks import DESKS
from explorer.formats.envelopes.envelope import Envelope, Opened
from explorer.formats.envelopes.evaluations import EVALUATIONS
from explorer.formats.envelopes.exports import ACCOUNTS
from explorer.formats.envelopes.flattened import FLATTENED
from explorer.formats.envelopes.frameworks import FRAMEWORKS
from explorer.formats.envelopes.sessions import SESSIONS
from explorer.formats.envelopes.trajectories import TRAJECTORY
from explorer.formats.envelopes.wrapped import INSIDE, PARAGRAPHS, SERVER, TASKS
from explorer.formats.format import Reader

__all__ = ["CARRIERS", "Envelope", "EnvelopeReader", "Opened", "matching", "reader"]

CARRIERS: tuple[Envelope, ...] = (
    SERVER,
    TASKS,
    PARAGRAPHS,
    *SESSIONS,
    *ACCOUNTS,
    *APPS,
    *DESKS,
    *EVALUATIONS,
    *FLATTENED,
    *FRAMEWORKS,
    *CALLS,
    *ANNOTATION,
    TRAJECTORY,
    INSIDE,
)
"""Every kind of record that carries a row, in the order in which they are asked."""

_DEEPEST = 3  # envelopes within envelopes that are opened


def matching(record: dict[str, Any], among: Sequence[Envelope]) -> tuple[Envelope, ...]:
    """The envelopes that a record's field names and types allow."""
    return tuple(envelope for envelope in among if envelope.fits(record))


_JSON = frozenset("{[ \t\r\n")  # how the JSON text of an object or list may begin


def reader(
    record: dict[str, Any],
    envelopes: tuple[Envelope, ...],
    plain: Reader,
    inner: Callable[[Any, int], Conversation],
    depth: int = 0,
) -> Reader:
    """A reader of records with these names and types. Hot where all depends on texts that hardly ever are JSON."""
    read = EnvelopeReader(envelopes, plain, inner, depth).read
    texts = [envelope.texts(record) for envelope in envelopes]
    names = tuple(dict.fromkeys(name for part in texts for name in part or ()))
    if not names or None in texts:
        return read
    if len(names) == 1:
        (name,) = names

        def read_one(row: dict[str, Any]) -> Conversation | None:
            return read(row) if row[name][:1] in _JSON else plain(row)

        return read_one

    if len(names) == 2:
        one, two = names

        def read_either(row: dict[str, Any]) -> Conversation | None:
            try:
                may_be = row[one][0] in _JSON or row[two][0] in _JSON
            except IndexError:  # an empty text
                may_be = True
            return read(row) if may_be else plain(row)

        return read_either

    def read_some(row: dict[str, Any]) -> Conversation | None:
        for name in names:
            if row[name][:1] in _JSON:
                return read(row)
        return plain(row)

    return read_some


_MAY_BE_MORE = frozenset(("text", PROMPT_ONLY))
"""Dialects of rows that may hold more than was read, however sure that is."""


class EnvelopeReader:
    """Reads records that may be envelopes.

    envelopes: those that the names allow. plain: how the record reads as it is. inner: reads the row that was inside.
    """

    def __init__(
        self, envelopes: tuple[Envelope, ...], plain: Reader, inner: Callable[[Any, int], Conversation], depth: int
    ) -> None:
        self._first = tuple(envelope for envelope in envelopes if envelope.first)
        self._later = tuple(envelope for envelope in envelopes if not envelope.first)
        self._plain = plain
        self._inner = inner
        self._depth = depth
        self._used: dict[tuple[str, ...], frozenset[str]] = {}

    def read(self, record: dict[str, Any]) -> Conversation | None:
        """The conversation of a record; None where neither an envelope nor the formats' own reading fits."""
        found = self._opened(self._first, record)
        if found is not None:
            return found
        plain = self._plain(record)
        if plain is not None and (
            not self._later or (plain.sure and plain.turns and plain.dialect not in _MAY_BE_MORE)
        ):
            return plain
        return self._opened(self._later, record, better_than=plain) or plain

    def _opened(
        self, envelopes: tuple[Envelope, ...], record: dict[str, Any], better_than: Conversation | None = None
    ) -> Conversation | None:
        for envelope in envelopes:
            opened = envelope.open(record)
            if opened is None:
                continue
            found = self._inner(opened.row, self._depth + 1)
            if found.dialect == UNKNOWN or not found.turns:
                continue
            if better_than is not None and not found.sure and better_than.turns:
                continue
            made = self._finished(found, opened, record)
            if made.dialect == "text" and not envelope.first:
                made.sure = False  # a text within something is as often a message of it
            return made
        return None

    def _finished(self, found: Conversation, opened: Opened, record: dict[str, Any]) -> Conversation:
        # What did not go into the turns stays a column, and so does the field that holds it.
        left = any(
            name not in found.consumed and name not in record and value not in (None, "", [], {})
            for name, value in opened.row.items()
        )
        used = tuple(name for name in record if name in found.consumed) if left else (*opened.used, *found.consumed)
        names = tuple(name for name in used if name in record)
        found.consumed = self._used.setdefault(names, frozenset(names))
        found.notes = (*opened.notes, *found.notes)
        found.sure = found.sure and opened.sure
        if opened.waits and found.answer_index() < 0:
            found.dialect = PROMPT_ONLY
            found.sure = opened.sure and all(turn.role in ROLES for turn in found.turns)
        if opened.is_message:
            found.dialect = MESSAGE_ROW
        if not found.reference and found.rejected is None:  # what judges a pair is no answer
            references.fill(found, record, references.candidates(record))
        return found


def can_open(depth: int) -> bool:
    """Whether a row that lies so many envelopes deep may be one itself."""
    return depth < _DEEPEST
