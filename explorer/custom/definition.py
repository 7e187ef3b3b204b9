"""What a custom column is, as text: on the command line, in an address, in a recipe."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from explorer.custom.source import Signature, signature
from explorer.errors import FilterError, RecipeError

MOST = 30
"""Custom columns of one dataset."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}\Z")
_LONGEST = 100_000  # characters of a file
_EXAMPLE = "Write NAME=EXPRESSION, such as ratio=response_tokens / prompt_tokens."


@dataclass(frozen=True)
class CustomColumn:
    """A column of a user's own. text: an SQL expression over the columns, or the text of a Python file with one function."""

    name: str
    text: str
    language: Literal["sql", "python"] = "sql"

    @property
    def is_python(self) -> bool:
        """Whether it is code, which has to be allowed."""
        return self.language == "python"

    @cached_property
    def sha256(self) -> str:
        """What its text is known by."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def signature(self) -> Signature:
        """Of a Python column: what its function says of itself."""
        return signature(self.text)

    @property
    def as_option(self) -> str:
        """The column of an expression as `--column` and an address say it."""
        return f"{self.name}={self.text}"


def expression(name: str, text: str) -> CustomColumn:
    """The column of an expression, which is checked where a dataset is opened. FilterError for what cannot be a name."""
    name, text = _named(name.strip()), " ".join(text.split("\n")).strip()
    if not text:
        raise FilterError(f"The column {name} has no expression.", _EXAMPLE)
    return CustomColumn(name, text)


def read(option: str) -> CustomColumn:
    """The column of "NAME=EXPRESSION". FilterError where it is none."""
    name, equals, text = option.partition("=")
    if not equals:
        raise FilterError(f"'{option[:60]}' is no column.", _EXAMPLE)
    return expression(name, text)


def function(text: str, name: str = "") -> CustomColumn:
    """The column of a Python text with one function. name: default the function's. FilterError where the text is none."""
    if len(text) > _LONGEST:
        raise FilterError(f"The Python text has {len(text):,} characters.", f"Up to {_LONGEST:,} are read.")
    found = signature(text)
    return CustomColumn(_named(name or found.name), text, "python")


def _named(name: str) -> str:
    if not _NAME.match(name):
        raise FilterError(f"'{name[:60]}' cannot be the name of a column.", "Letters of A to Z, digits and _ make one.")
    return name


def read_file(path: Path) -> CustomColumn:
    """The column of a Python file. FilterError where it cannot be read or is none."""
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is no UTF-8 text"
        raise FilterError(f"{path} cannot be read: {reason}.", "Name a Python file with one function.") from error
    return function(text)


def checked(columns: Iterable[CustomColumn]) -> tuple[CustomColumn, ...]:
    """The columns, one of each name, Python first, since expressions may read it. FilterError where two of a name differ, or
    there are too many.
    """
    found: dict[str, CustomColumn] = {}
    for column in columns:
        before = found.setdefault(column.name.lower(), column)
        if before != column:
            raise FilterError(f"Two columns are called {column.name}.", "Give one of them another name.")
    if len(found) > MOST:
        raise FilterError(f"There are {len(found):,} custom columns; {MOST} is the most.", "Leave some out.")
    return tuple(sorted(found.values(), key=lambda column: not column.is_python))


def needed(columns: Sequence[CustomColumn], *texts: str) -> tuple[CustomColumn, ...]:
    """Those that expressions or names ask for, and those that these are made of, in their order."""
    words = set(re.findall(r"\w+", " ".join(texts).lower()))
    found: list[CustomColumn] = []
    for column in reversed(columns):
        if column.name.lower() in words:
            found.append(column)
            if not column.is_python:
                words |= set(re.findall(r"\w+", column.text.lower()))
    return tuple(reversed(found))


def as_dict(column: CustomColumn) -> dict[str, str]:
    """The column as a recipe holds it."""
    return {"name": column.name, "language": column.language, "text": column.text, "sha256": column.sha256}


def from_dict(facts: Mapping[str, Any]) -> CustomColumn:
    """The column that a recipe holds; a Python one is not run for it. RecipeError where its text is not that of its hash."""
    name, text = str(facts["name"]), str(facts["text"])
    is_python = facts.get("language", "sql") == "python"
    column = CustomColumn(_named(name), text, "python") if is_python else expression(name, text)
    if facts.get("sha256", column.sha256) != column.sha256:
        raise RecipeError(
            f"The text of the column {column.name[:60]} is not the one that the recipe was made with.",
            "Take the recipe as it was written.",
        )
    return column


def require_allowed(columns: Iterable[CustomColumn], allowed: Iterable[CustomColumn]) -> tuple[CustomColumn, ...]:
    """The columns of a recipe. RecipeError for Python that was not allowed when the program started.

    allowed: those of files that were named then; one counts by its text, not by its name.
    """
    known = {column.sha256 for column in allowed if column.is_python}
    found = checked(columns)
    for column in found:
        if column.is_python and column.sha256 not in known:
            raise RecipeError(
                f"The recipe's column {column.name[:60]} is Python code (SHA-256 {column.sha256[:12]}…), which no recipe may bring in.",
                "Read it in the recipe; if you trust it, save its text as a file and name that: --allow-python-columns FILE.",
            )
    return found
