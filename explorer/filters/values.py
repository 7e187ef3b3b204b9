"""Expressions that give a value: what columns of a user's own are made of. The same lexer, grammar and checks as filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from explorer.columns import Column
from explorer.errors import FilterError
from explorer.filters import check, grammar, printer
from explorer.filters.model import Expression, Node

_WHOLE = ("+", "-", "*", "%", "neg")
_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "category": "VARCHAR", "text": "VARCHAR"}


def expression(text: str, columns: Mapping[str, Column]) -> Expression:
    """The checked expression over `columns`. FilterError for whatever is none, or looks at more than one row."""
    checker = check.Checker(check.signature(columns))
    tree = grammar.read(text, checker.resolve)
    if tree is None:
        raise FilterError("The expression is empty.", "Write, for example: response_tokens / prompt_tokens.")
    tree, kind = checker.value(tree)
    if kind in ("null", "any"):
        raise FilterError("The expression has no value.", "Name a column in it.")
    return Expression(printer.text(tree), checker.reads(tree), _type(tree, kind, columns), tree)


def value_sql(found: Expression, columns: Mapping[str, Column]) -> str:
    """DuckDB SQL of the expression, NULL where it cannot be computed. Every column it reads stands in one relation."""
    checker = check.Checker(check.signature(columns))
    written = f"TRY(CAST({printer.Sql(checker.searched).write(found.tree)} AS {_TYPES[found.type]}))"
    return f"CASE WHEN isfinite({written}) THEN {written} END" if found.type == "number" else written


def sql_type(found: Expression) -> str:
    """The type of its values in DuckDB."""
    return _TYPES[found.type]


def _type(
    tree: Node, kind: str, columns: Mapping[str, Column]
) -> Literal["integer", "number", "boolean", "category", "text"]:
    if kind == "boolean":
        return "boolean"
    if kind == "text":
        kinds = {columns[part.value].kind for part in tree.walk() if part.op == "column"}
        return "category" if kinds == {"category"} else "text"
    return "integer" if _is_whole(tree, columns) else "number"


def _is_whole(node: Node, columns: Mapping[str, Column]) -> bool:
    """Whether a number is whole whatever the row."""
    if node.op == "column":
        return columns[node.value].kind in ("integer", "id")
    if node.op == "number":
        return node.value.lstrip("-").isdigit() and len(node.value) < 19
    if node.op == "cast":
        return node.value == "BIGINT"
    if node.op == "call":
        if node.value == "length":
            return True
        if node.value == "round" and len(node.args) == 2:
            return _is_whole(node.args[0], columns)
        return node.value in ("abs", "coalesce", "greatest", "least", "round", "ceil", "floor") and all(
            _is_whole(arg, columns) for arg in node.args
        )
    return node.op in _WHOLE and all(_is_whole(arg, columns) for arg in node.args)
