"""What a trainer is told once for a whole dataset, and not row by row: which names speakers have, which fields there are.

A person writes that down looking at the first rows. So do we: a row that calls its speakers otherwise than most of these is
a row that the trainer does not know. A file that holds several dialects is taken as one dataset for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from explorer.conversation import ROLES, Conversation
from explorer.trainers.written import CALL, messages

_KINDS = (*ROLES, CALL)


@dataclass(frozen=True, slots=True)
class Setup:
    """What a dataset's configuration is written from.

    names: dialect -> kind of speaker -> its one name. fields: dialect -> names of its rows' fields. speakers: dialect -> each
    name that a speaker has -> its kind, for trainers that take several names for one role.
    """

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    speakers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def setup_of(rows: Iterable[Conversation]) -> Setup:
    """The setup that fits most of these rows; of names that are equally frequent, the first."""
    counts: dict[str, dict[str, Counter[str]]] = {}
    fields: dict[str, set[str]] = {}
    for row in rows:
        if type(row.written) is dict:
            fields.setdefault(row.dialect, set()).update(name for name in row.written if type(name) is str)
        for message in messages(row) or ():
            if message.kind in _KINDS and type(message.name) is str:
                held = counts.setdefault(row.dialect, {}).setdefault(message.kind, Counter())
                held[message.name] += 1
    chosen = {
        dialect: {kind: found.most_common(1)[0][0] for kind, found in kinds.items()}
        for dialect, kinds in counts.items()
    }
    speakers: dict[str, dict[str, str]] = {}
    for dialect, kinds in counts.items():
        frequent = sorted(((n, name, kind) for kind, found in kinds.items() for name, n in found.items()), reverse=True)
        for _, name, kind in frequent:  # a name of two kinds is of the one that it has more often
            speakers.setdefault(dialect, {}).setdefault(name, kind)
    return Setup(chosen, {dialect: frozenset(names) for dialect, names in fields.items()}, speakers)


def names_for(row: Conversation, setup: Setup | None) -> Mapping[str, str]:
    """Kind of speaker -> name, for a row's dialect; the row's own first names for what the setup does not tell."""
    names = dict(setup.names.get(row.dialect, {})) if setup is not None else {}
    for message in messages(row) or ():
        if message.kind in _KINDS and type(message.name) is str:
            names.setdefault(message.kind, message.name)
    return names


def speakers_of(row: Conversation, setup: Setup | None) -> Mapping[str, str]:
    """Name -> kind of each speaker whom the rows of this dialect are known to have; the row's own where nothing is known."""
    known = setup.speakers.get(row.dialect, {}) if setup is not None else {}
    return known or {
        message.name: message.kind
        for message in (messages(row) or ())
        if message.kind in _KINDS and type(message.name) is str
    }
