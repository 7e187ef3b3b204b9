"""Saved queries: statements of the SQL page with a name, which travel in the address and the recipe.

    Rows by ability: SELECT ability, count(*) FROM rows GROUP BY ability

Nothing here runs one: it runs in the sandbox, when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.errors import FilterError

MOST = 30
"""Saved queries of one list."""

MAX_NAME, MAX_STATEMENT = 80, 20_000
_EXAMPLE = "Write NAME: SELECT …"


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A statement and what it is called."""

    name: str
    statement: str

    @property
    def text(self) -> str:
        """As an address and the command line say it."""
        return f"{self.name}: {self.statement}"

    def as_dict(self) -> dict[str, str]:
        """As a recipe holds it."""
        return {"name": self.name, "statement": self.statement}


def named(name: str, statement: str) -> SavedQuery:
    """The query of this name, in one line and without a colon. FilterError where name or statement is missing or too long."""
    name, statement = " ".join(name.replace(":", " ").split())[:MAX_NAME].strip(), statement.strip()
    if not name:
        raise FilterError("A saved query needs a name.", _EXAMPLE)
    if not statement or len(statement) > MAX_STATEMENT:
        raise FilterError(f"The saved query '{name}' has no statement, or too long a one.", _EXAMPLE)
    return SavedQuery(name, statement)


def read(text: str) -> SavedQuery:
    """The query of "NAME: STATEMENT". FilterError where it is none."""
    name, colon, statement = text.partition(":")
    if not colon:
        raise FilterError(f"'{text[:60]}' is no saved query.", _EXAMPLE)
    return named(name, statement)


def from_dict(facts: Mapping[str, Any]) -> SavedQuery:
    """The query that `as_dict` wrote."""
    return named(str(facts["name"]), str(facts["statement"]))


def checked(queries: Iterable[SavedQuery]) -> tuple[SavedQuery, ...]:
    """The queries, the last of each name. FilterError where there are too many."""
    found = {query.name: query for query in queries}
    if len(found) > MOST:
        raise FilterError(f"There are {len(found):,} saved queries; {MOST} is the most.", "Remove some.")
    return tuple(found.values())


def of_name(queries: Sequence[SavedQuery], name: str) -> SavedQuery:
    """The query of a name. FilterError, with the names there are, where there is none."""
    for query in queries:
        if query.name == name:
            return query
    listed = ", ".join(query.name for query in queries) or "none"
    raise FilterError(f"There is no saved query '{name[:80]}'.", f"There are: {listed}.")
