"""A filter in plain English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from explorer.columns import Column
from explorer.filters import polygon
from explorer.filters.model import ARITHMETIC, COMPARISONS, Node
from explorer.filters.printer import plain_needle
from explorer.labels import label_of

_COMPARED = {">": "above", ">=": "at least", "<": "below", "<=": "at most"}
_PLAIN = re.compile(r"[^\W_][\w .+-]*\Z")
_LONGEST = 60
_TOLD = 3  # row numbers that are told one by one


def sentence(tree: Node | None, columns: Mapping[str, Column]) -> str:
    """What the rows have in common, such as "total tokens above 4,096, and language is zh"."""
    return "all rows" if tree is None else _Words(columns).top(tree)


def quantity(value: str) -> str:
    """A number for people: 4,096 or 0.25."""
    if value.lstrip("-").isdigit():
        return f"{int(value):,}"
    number = float(value)
    if number.is_integer() and abs(number) < 1e15:
        return f"{int(number):,}"
    return f"{number:,.6g}" if abs(number) < 1e6 else f"{number:.6g}"


class _Words:
    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns

    def top(self, node: Node) -> str:
        """The whole filter: its parts at the top need no brackets."""
        if node.op in ("and", "or"):
            joint = f", {node.op} "
            return joint.join(self._part(arg) for arg in node.args)
        return self._part(node)

    def _part(self, node: Node) -> str:
        if node.op in ("boolean", "null"):
            return "every row" if node.value == "TRUE" else "no row"
        said = self.say(node)
        return f"({said})" if node.op in ("and", "or") else said

    def say(self, node: Node) -> str:
        """One condition or value."""
        op, args = node.op, node.args
        if op in ("and", "or"):
            return f" {op} ".join(self._part(arg) for arg in args)
        if op == "not":
            return self._not(args[0])
        if op in COMPARISONS:
            return self._compared(node)
        if op in ("in", "between", "is", "like", "ilike"):
            return self._predicate(node, "")
        if op in ARITHMETIC:
            return f"{self._value(args[0])} {op} {self._value(args[1])}"
        match op:
            case "neg":
                return f"minus {self._value(args[0])}"
            case "column":
                return self._label(node.value)
            case "text":
                return _quoted(node.value)
            case "number":
                return quantity(node.value)
            case "boolean":
                return "yes" if node.value == "TRUE" else "no"
            case "null":
                return "missing"
            case "cast":
                kinds = {"BIGINT": "whole number", "DOUBLE": "number", "VARCHAR": "text", "BOOLEAN": "yes or no"}
                return f"{self._value(args[0])} as {kinds[node.value]}"
        return self._call(node, "")

    def _label(self, name: str) -> str:
        column = self._columns.get(name)
        label = column.label if column is not None and column.label else name
        return _line(label.removeprefix("is "))

    def _value(self, node: Node) -> str:
        said = self.say(node)
        return f"({said})" if node.op in ARITHMETIC or node.op in ("and", "or") else said

    def _literal(self, node: Node, subject: Node) -> str:
        if node.op != "text":
            return self._value(node)
        if subject.op == "column" and (words := label_of(subject.value, node.value)) != node.value:
            return _line(words)
        return node.value if _PLAIN.match(node.value) and len(node.value) <= 30 else _quoted(node.value)

    def _unit(self, node: Node) -> str:
        """tokens, where the label does not say so already."""
        column = self._columns.get(node.value) if node.op == "column" else None
        if column is None or not column.unit or column.unit.rstrip("s") in column.label:
            return ""
        return f" {column.unit}"

    def _not(self, node: Node) -> str:
        if node.op == "column":
            return f"not {self._label(node.value)}"
        if node.op in ("in", "between", "is", "like", "ilike"):
            return self._predicate(node, "not ")
        if node.op == "call" and node.value in _TESTS:
            return self._call(node, "not ")
        return f"not ({self.say(node)})"

    def _compared(self, node: Node) -> str:
        subject, other = node.args
        said = self._value(subject)
        if node.op in _COMPARED:
            return f"{said} {_COMPARED[node.op]} {self._value(other)}{self._unit(subject)}"
        return f"{said} is {'not ' if node.op == '!=' else ''}{self._literal(other, subject)}{self._unit(subject)}"

    def _predicate(self, node: Node, negated: str) -> str:
        subject = self._value(node.args[0])
        rest = node.args[1:]
        if node.op == "in":
            if node.args[0].op == "column" and node.args[0].value == "row_id" and len(rest) > _TOLD:
                return f"{negated}{'one of ' if negated else ''}{len(rest):,} chosen rows"
            values = [self._literal(arg, node.args[0]) for arg in rest]
            shown = values if len(values) <= 8 else [*values[:7], f"{len(values) - 7:,} more"]
            listed = " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
            return f"{subject} is {negated}{listed}"
        if node.op == "between":
            return f"{subject} {negated}between {self._value(rest[0])} and {self._value(rest[1])}{self._unit(node.args[0])}"
        if node.op == "is":
            return self._is(node, negated)
        needle = plain_needle(node)
        case = " (exact case)" if node.op == "like" else ""
        if needle is not None:
            return f"{subject} {'does not contain' if negated else 'contains'} {_quoted(needle)}{case}"
        return f"{subject} {'does not match' if negated else 'matches'} the pattern {_quoted(rest[0].value)}{case}"

    def _is(self, node: Node, negated: str) -> str:
        inner = node.args[0]
        if node.value == "NULL":
            return f"{self._value(inner)} is {'present' if negated else 'missing'}"
        wanted = (node.value == "TRUE") != bool(negated)
        if negated:
            # NOT TRUE keeps what is unknown as well as what is false, which "not" says in English.
            said = self.say(inner) if wanted is False else self._not(inner)
            return f"not {said}" if inner.op == "column" and wanted is False else f"not ({said})"
        return self.say(inner) if wanted else self._not(inner)

    @staticmethod
    def _searched(args: tuple[Node, ...], negated: str) -> str:
        needle = _quoted(args[0].value)
        role = args[1].value if len(args) == 2 else ""
        if role in _SPEAKERS:
            return f"{_SPEAKERS[role]} {'does not say' if negated else 'says'} {needle}"
        return f"{'system text' if role else 'text'} {'does not contain' if negated else 'contains'} {needle}"

    def _call(self, node: Node, negated: str) -> str:
        name, args = node.value, node.args
        does = ("does not contain", "does not start with", "does not end with", "does not match")
        says = does if negated else ("contains", "starts with", "ends with", "matches")
        match name:
            case "search":
                return self._searched(args, negated)
            case "contains" | "starts_with" | "ends_with":
                verb = says[("contains", "starts_with", "ends_with").index(name)]
                return f"{self._value(args[0])} {verb} {self._value(args[1])} (exact case)"
            case "regexp_matches":
                return f"{self._value(args[0])} {says[3]} the regular expression {_quoted(args[1].value)}"
            case "in_polygon":
                polygon.corners(args[2].value)
                area = f"{'outside' if negated else 'inside'} a drawn area"
                if [arg.value for arg in args[:2]] == ["map_x", "map_y"]:
                    return area
                return f"{self._value(args[0])} and {self._value(args[1])} {area}"
            case "coalesce":
                return f"{self._value(args[0])} (or {', '.join(self._value(arg) for arg in args[1:])} where missing)"
            case "greatest" | "least":
                return f"the {name} of {', '.join(self._value(arg) for arg in args)}"
            case "lower" | "upper":
                return f"{self._value(args[0])} in {name} case"
            case "length":
                return f"length of {self._value(args[0])}"
            case "abs":
                return f"absolute value of {self._value(args[0])}"
        rounded = {"ceil": "rounded up", "floor": "rounded down"}.get(name, "rounded")
        return f"{self._value(args[0])} {rounded}"


_SPEAKERS = {"user": "the user", "assistant": "the assistant", "tool": "a tool"}
_TESTS = ("search", "contains", "starts_with", "ends_with", "regexp_matches", "in_polygon")


def _line(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: _LONGEST + 1])
    return shown if len(text) <= _LONGEST else shown[:_LONGEST] + "…"


def _quoted(text: str) -> str:
    return f"“{_line(text)}”"
