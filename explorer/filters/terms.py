"""The terms that controls write, and reading them back, so that a control can show its state from the expression.

Every builder returns canonical text that `parse` accepts, or "" where the control asks for nothing. They know no columns:
what they write is checked when the whole filter is parsed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Integral, Real

from explorer.errors import FilterError
from explorer.filters import grammar, polygon, printer
from explorer.filters.lexer import Lexeme
from explorer.filters.model import Filter, Node, Term, TermKind, Value

_SWAPS: dict[str, tuple[str, ...]] = {"one_of": ("one_of", "null"), "null": ("null",)}


# ---- whole filters ----


def conjuncts(filter: Filter | str) -> list[str]:
    """The terms that a filter joins with AND, each as canonical text: the removable chips."""
    return [printer.text(node) for node in _parts(filter.tree if isinstance(filter, Filter) else _read(filter))]


def combine(terms: Sequence[str]) -> str:
    """One filter that keeps the rows which every term keeps; blank terms and repetitions fall away."""
    nodes: dict[Node, None] = {}
    for term in terms:
        nodes.update(dict.fromkeys(_parts(_read(term))))
    return _joined(list(nodes))


def negate(text: str) -> str:
    """The filter that keeps exactly the rows which `text` drops, those for which it is NULL among them."""
    tree = _read(text)
    if tree is None:
        return "FALSE"
    if tree.op == "not" and tree.args[0].op == "is" and tree.args[0].value == "TRUE":
        return printer.text(tree.args[0].args[0])
    return printer.text(Node("not", (Node("is", (tree,), "TRUE"),)))


def replace_term(filter_text: str, column: str, kind: TermKind, new_term: str | None) -> str:
    """The filter with a control's own term swapped for `new_term`, or without it; other terms and order stay.

    The values control (`one_of`) shows missing values too, so it also owns `column IS NULL`.
    """
    fresh = _parts(_read(new_term or ""))
    kept: list[Node] = []
    placed = False
    for node in _parts(_read(filter_text)):
        term = _term(node)
        if term is not None and term.kind in _SWAPS.get(kind, (kind,)) and term.column.lower() == column.lower():
            kept += [] if placed else fresh
            placed = True
        else:
            kept.append(node)
    return _joined(kept if placed else [*kept, *fresh])


# ---- terms ----


def between(column: str, low: float | None, high: float | None) -> str:
    """Numbers from low to high, both included; None leaves a side open. Rows without a number are dropped."""
    subject = _column(column)
    if low is not None and high is not None:
        return printer.text(Node("between", (subject, _value(low), _value(high))))
    if low is not None:
        return printer.text(Node(">=", (subject, _value(low))))
    return "" if high is None else printer.text(Node("<=", (subject, _value(high))))


def below(column: str, high: float) -> str:
    """Numbers below `high`, which is left out: the upper side of a bin."""
    return printer.text(Node("<", (_column(column), _value(high))))


def one_of(column: str, values: Iterable[Value], include_null: bool = False) -> str:
    """Any of the values, None among them (or include_null) for rows that have none; "" where nothing is asked for."""
    subject, listed = _column(column), list(dict.fromkeys(values))
    missing = Node("is", (subject,), "NULL")
    literals = tuple(_value(value) for value in listed if value is not None)
    if not literals:
        return printer.text(missing) if include_null or None in listed else ""
    found = Node("=", (subject, *literals)) if len(literals) == 1 else Node("in", (subject, *literals))
    return printer.text(Node("or", (found, missing)) if include_null or None in listed else found)


def flag(column: str, value: bool) -> str:
    """A yes/no column that is yes, or that is no."""
    subject = _column(column)
    return printer.text(subject if value else Node("not", (subject,)))


def search(needle: str, role: str = "") -> str:
    """Rows that have the needle in their text, whatever the case of letters. role: one of `SPEAKERS`, whose turns alone are looked at."""
    args = (_value(needle), _value(role)) if role else (_value(needle),)
    return printer.text(Node("call", args, "search")) if needle else ""


def contains(column: str, needle: str) -> str:
    """Rows whose text in one column has the needle in it, whatever the case of letters."""
    if not needle:
        return ""
    pattern, escape = printer.like_pattern(needle)
    args = (_column(column), _value(pattern), *([_value(escape)] if escape else []))
    return printer.text(Node("ilike", args))


def is_null(column: str) -> str:
    """Rows that have no value in the column."""
    return printer.text(Node("is", (_column(column),), "NULL"))


def in_polygon(x: str, y: str, points: Iterable[tuple[float, float]]) -> str:
    """Rows inside a drawn area over two numeric columns. points: 3 to 500 corners (x, y), kept to six digits."""
    corners = polygon.as_text(points)
    polygon.corners(corners)
    return printer.text(Node("call", (_column(x), _column(y), _value(corners)), "in_polygon"))


def read_term(text: str) -> Term | None:
    """The term that a control could have written, None for any other expression and for what is no expression."""
    try:
        tree = _read(text)
    except FilterError:
        return None
    return None if tree is None else _term(tree)


# ---- trees ----


def _read(text: str) -> Node | None:
    """A tree whose columns and types are not known here."""
    return grammar.read(text, _as_written)


def _as_written(lexeme: Lexeme, _before: Lexeme | None) -> str:
    return lexeme.value


def _parts(tree: Node | None) -> tuple[Node, ...]:
    if tree is None:
        return ()
    return tree.args if tree.op == "and" else (tree,)


def _joined(nodes: Sequence[Node]) -> str:
    if not nodes:
        return ""
    return printer.text(nodes[0] if len(nodes) == 1 else Node("and", tuple(nodes)))


def _column(name: str) -> Node:
    return Node("column", value=name)


def _value(value: Value) -> Node:
    if isinstance(value, bool):
        return Node("boolean", value="TRUE" if value else "FALSE")
    if isinstance(value, str):
        return Node("text", value=value)
    if isinstance(value, Integral):
        return Node("number", value=str(int(value)))
    if isinstance(value, Real) and math.isfinite(value):
        return Node("number", value=repr(float(value) + 0.0))  # no -0.0: it reads back as 0.0
    raise FilterError(f"{value} is not a value that a filter can compare with.", "Use a number or text.")


def _plain(node: Node) -> Value:
    match node.op:
        case "boolean":
            return node.value == "TRUE"
        case "number":
            return int(node.value) if node.value.lstrip("-").isdigit() else float(node.value)
    return node.value


def _term(node: Node) -> Term | None:
    op, args = node.op, list(node.args)
    if op == "column":
        return Term("flag", node.value, (True,))
    if op == "not" and args[0].op == "column":
        return Term("flag", args[0].value, (False,))
    if op == "call" and node.value == "search" and len(args) in (1, 2) and {arg.op for arg in args} == {"text"}:
        return Term("search", "", tuple(arg.value for arg in args))
    if op == "call" and node.value == "in_polygon" and [arg.op for arg in args] == ["column", "column", "text"]:
        return Term("polygon", args[0].value, (args[1].value, args[2].value))
    if op == "or":
        return _values_or_null(node)
    if not args or args[0].op != "column":
        return None
    column, rest = args[0].value, args[1:]
    numbers = all(arg.op == "number" for arg in rest)
    if op == "between" and numbers:
        return Term("between", column, (_plain(rest[0]), _plain(rest[1])))
    if op in (">=", "<=") and numbers:
        return Term("between", column, (_plain(rest[0]), None) if op == ">=" else (None, _plain(rest[0])))
    if op == "in" or (op == "=" and rest[0].op in ("text", "number", "boolean")):
        return Term("one_of", column, tuple(_plain(arg) for arg in rest))
    if op == "is" and node.value == "NULL":
        return Term("null", column, (None,))
    if op == "ilike" and (needle := printer.plain_needle(node)):
        return Term("contains", column, (needle,))
    return None


def _values_or_null(node: Node) -> Term | None:
    if len(node.args) != 2:
        return None
    values, missing = (_term(arg) for arg in node.args)
    if values and missing and (values.kind, missing.kind) == ("one_of", "null") and values.column == missing.column:
        return Term("one_of", values.column, (*values.values, None))
    return None
