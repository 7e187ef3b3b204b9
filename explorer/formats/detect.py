"""Which format reads a row, and reading many rows fast.

Finding the format takes tens of microseconds, reading a row about one. So the reader is found once for all rows
with the same field names and types of values, and kept. A reader that meets a row it cannot place after all (an
empty `messages` beside a full `instruction`) hands it back, and the next best format reads it.

Both caches are bounded: files where every row has another set of fields cannot fill the memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.conversation import PROMPT_ONLY, UNKNOWN, Conversation
from explorer.formats import attached, chats, envelopes, fields, references, texts, unread
from explorer.formats.format import Format, Reader, filling

_CACHE_LIMIT = 4_096

_Signature = tuple[tuple[Any, ...], tuple[type, ...]]


def unknown(value: Any) -> Conversation:
    """The conversation of a row that no format recognises."""
    if isinstance(value, dict):
        return (
            chats.empty(value) or texts.lone_list(value) or texts.lone(value) or Conversation(UNKNOWN, (), sure=False)
        )
    kind = {list: "a list", str: "a text", bool: "a boolean", int: "a number", float: "a number"}.get(
        type(value), "null"
    )
    return Conversation(UNKNOWN, (), sure=False, notes=(f"the row is {kind}, not an object",))


def _empty(row: dict[str, Any]) -> tuple[str, ...]:
    """The fields of a row that hold an empty list or object: what theirs is like is not known from it."""
    return tuple(name for name, held in row.items() if isinstance(held, list | dict) and not held)


class Detector:
    """Chooses among formats; earlier ones win ties."""

    def __init__(self, formats: Sequence[Format], carriers: Sequence[envelopes.Envelope] = ()) -> None:
        self._formats = tuple(formats)
        self._envelopes = tuple(carriers)
        self._by_types: dict[_Signature, Reader] = {}
        self._by_relevant: dict[_Signature, Reader] = {}

    def ranked(self, value: dict[str, Any]) -> list[Format]:
        """The formats that fit a row, best first."""
        known = fields.relevant(value)
        scored = [(-item.detect(known), place, item) for place, item in enumerate(self._formats)]
        return [item for score, _, item in sorted(scored, key=lambda entry: entry[:2]) if score < 0]

    def read(self, value: Any, depth: int = 0) -> Conversation:
        """One row of any kind. Never raises. depth: how many envelopes were opened to get at it."""
        if isinstance(value, dict):
            if depth:
                return self._enclosed(value, depth)
            reader = self._by_types.get((tuple(value), tuple(map(type, value.values()))))
            if reader is None:
                reader = self._find(value)
            return reader(value) or self._next_best(value)
        if isinstance(value, list):
            return self._read_list(value)
        return unknown(value)

    def _read_list(self, value: list[Any]) -> Conversation:
        read = chats.read_list(value)
        if read is None and len(value) == 1 and isinstance(value[0], dict):
            # A row in a list of its own; the fields that it consumes are not the row's.
            inner = self.read(value[0])
            if inner.dialect != UNKNOWN:
                inner.consumed = frozenset()
                return inner
        return read or unknown(value)

    def read_many(self, values: Sequence[Any]) -> list[Conversation]:
        """Rows of any kind, in order. Never raises."""
        result: list[Conversation] = []
        append = result.append
        find = self._by_types.get
        names: list[Any] = []
        types: list[type] = []
        reader: Reader | None = None
        for value in values:
            if type(value) is dict:
                # Rows of a file mostly are of one shape: comparing it with the last one's is half of a look-up.
                if [*map(type, value.values())] != types or [*value] != names:
                    names, types = [*value], [*map(type, value.values())]
                    reader = find((tuple(names), tuple(types)))
                if reader is not None:
                    append(reader(value) or self._next_best(value))
                    continue
                names = []  # it has a reader from now on
            append(self.read(value))
        return result

    def _enclosed(self, value: dict[str, Any], depth: int) -> Conversation:
        """A row that was inside an envelope; it may be one again, but not without end."""
        reader = self._plain(value)
        fitting = envelopes.matching(value, self._envelopes) if envelopes.can_open(depth) else ()
        if fitting:
            reader = envelopes.reader(value, fitting, reader, self.read, depth)
        return reader(value) or self._next_best(value)

    def _find(self, value: dict[str, Any]) -> Reader:
        reader = self._plain(value)
        if fitting := envelopes.matching(value, self._envelopes):
            reader = envelopes.reader(value, fitting, reader, self.read)
        if empty := _empty(fields.relevant(value)):
            reader = self._until_filled(reader, empty)
        if len(self._by_types) >= _CACHE_LIMIT:
            self._by_types.clear()
        self._by_types[tuple(value), tuple(map(type, value.values()))] = reader
        return reader

    def _until_filled(self, reader: Reader, empty: tuple[str, ...]) -> Reader:
        """A reader that is found anew at the first row where one of the fields is filled: empty lists told nothing of them."""
        settled: Reader | None = None

        def read(row: dict[str, Any]) -> Conversation | None:
            nonlocal settled
            if settled is None:
                if not any(row[name] for name in empty):
                    return reader(row)
                settled = self._find(row)
            return settled(row)

        return read

    def _plain(self, value: dict[str, Any]) -> Reader:
        """The reader of a row as it is, whatever may be inside of it."""
        known = fields.relevant(value)
        # Rows that differ in fields which play no part share their reader.
        inner = (tuple(known), tuple(map(type, known.values())))
        reader = self._by_relevant.get(inner)
        if reader is None:
            best = self.ranked(known)
            reader = best[0].prepare(known) if best else unknown
            if len(self._by_relevant) >= _CACHE_LIMIT:
                self._by_relevant.clear()
            if not _empty(known):
                self._by_relevant[inner] = reader
        return attached.with_attached(self._referring(reader, value), value)

    @staticmethod
    def _referring(reader: Reader, value: dict[str, Any]) -> Reader:
        """The reader, which looks for a reference as well where a field that it does not consume may hold one."""
        names, unsaid = references.candidates(value), unread.names_of(value)
        if names or unsaid:
            read = reader(value)
            if read is not None:
                names = tuple(name for name in names if name not in read.consumed)
                unsaid = unsaid if read.dialect == PROMPT_ONLY else ()
        reader = references.with_reference(reader, names) if names else reader
        return filling(reader, lambda read, row: unread.doubt(read, row, unsaid)) if unsaid else reader

    def _next_best(self, value: dict[str, Any]) -> Conversation:
        known = fields.relevant(value)
        # The reader that gave up was chosen for another row of these types: for this one the best may still be the right.
        for item in self.ranked(known):
            conversation = item.prepare(known)(value)
            if conversation is not None:
                references.fill(conversation, value, references.candidates(value))
                attached.fill(conversation, value, attached.names_of(value))
                return conversation
        return unknown(value)
