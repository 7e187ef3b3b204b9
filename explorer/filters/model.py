"""What a filter is made of: the checked tree, the filter, and a term that a control wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

TermKind = Literal["between", "one_of", "flag", "search", "contains", "null", "polygon"]

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a checked expression. Only what the allow-list knows can be written down as a Node.

    op, value and args:

    - `column` (its name), `text` and `number` (the literal), `boolean` ("TRUE", "FALSE"), `null`
    - `and`, `or` (two or more args, never nested in themselves), `not`
    - `=` `!=` `<` `<=` `>` `>=` `+` `-` `*` `/` `%` (two args), `neg`
    - `in` (the subject, then literals), `between` (subject, low, high), `is` (value "NULL", "TRUE" or "FALSE")
    - `like`, `ilike` (subject, pattern and, where there is one, the escape character)
    - `call` (the function's name), `cast` (the type's name)
    """

    op: str
    args: tuple[Node, ...] = ()
    value: str = ""

    def walk(self) -> Iterator[Node]:
        """The node and all below it."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.args))


@dataclass(frozen=True)
class Filter:
    """A checked filter.

    text: its canonical text, which the URL, the recipe and `--where` carry; "" keeps every row.
    columns: names of the columns that it reads. tree: the checked expression, None where it keeps every row.
    """

    text: str
    columns: frozenset[str]
    tree: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Expression:
    """A checked expression that gives one value from one row.

    text: its canonical text. columns: names of the columns that it reads. type: "integer", "number", "boolean", "category"
    (text of few values) or "text". tree: the checked expression.
    """

    text: str
    columns: frozenset[str]
    type: Literal["integer", "number", "boolean", "category", "text"]
    tree: Node = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """A term that a control could have written.

    values, by kind: between (low, high), either may be None; one_of the values, None among them where missing values
    are kept; flag (True,) or (False,); search (needle,) or (needle, role); contains (needle,); null (None,); polygon
    (y column, points as text). column is "" for search.
    """

    kind: TermKind
    column: str
    values: tuple[Value, ...] = ()


SEARCHED = ("system", "prompt", "response")
"""The columns that `search('…')` looks in."""

SPEAKERS = ("system", "user", "assistant", "tool")
"""Whose turns `search('…', 'assistant')` can be held to."""

FUNCTIONS: dict[str, str] = {
    "abs": "number",
    "ceil": "number",
    "coalesce": "same",
    "contains": "boolean",
    "ends_with": "boolean",
    "floor": "number",
    "greatest": "same",
    "in_polygon": "boolean",
    "is_spare": "boolean",
    "least": "same",
    "length": "number",
    "lower": "text",
    "regexp_matches": "boolean",
    "round": "number",
    "search": "boolean",
    "starts_with": "boolean",
    "upper": "text",
}
"""The functions a filter may call, with what they give; "same" is what their arguments are."""

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
ARITHMETIC = ("+", "-", "*", "/", "%")
