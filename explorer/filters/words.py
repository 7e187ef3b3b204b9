"""A filter in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from explorer.columns import Column
from explorer.filters import polygon
from explorer.filters.model import ARITHMETIC, COMPARISONS, Node
from explorer.filters.printer import plain_needle
from explorer.labels import label_of
from explorer.words import column_label, later, say, translated

_COMPARED = {
    ">": later("{subject} above {value}"),
    ">=": later("{subject} at least {value}"),
    "<": later("{subject} below {value}"),
    "<=": later("{subject} at most {value}"),
}
_PLAIN = re.compile(r"[^\W_][\w .+-]*\Z")
_LONGEST = 60
_TOLD = 3  # row numbers that are told one by one


def sentence(tree: Node | None, columns: Mapping[str, Column]) -> str:
    """What the rows have in common, such as "total tokens above 4,096, and language is zh"."""
    return say("all rows") if tree is None else _Words(columns).top(tree)


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
            joint = say(", and ") if node.op == "and" else say(", or ")
            return joint.join(self._part(arg) for arg in node.args)
        return self._part(node)

    def _part(self, node: Node) -> str:
        if node.op in ("boolean", "null"):
            return say("every row") if node.value == "TRUE" else say("no row")
        said = self.say(node)
        return f"({said})" if node.op in ("and", "or") else said

    def say(self, node: Node) -> str:
        """One condition or value."""
        op, args = node.op, node.args
        if op in ("and", "or"):
            return (say(" and ") if op == "and" else say(" or ")).join(self._part(arg) for arg in args)
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
                return say("minus {value}", value=self._value(args[0]))
            case "column":
                return self._label(node.value)
            case "text":
                return _quoted(node.value)
            case "number":
                return quantity(node.value)
            case "boolean":
                return say("yes") if node.value == "TRUE" else say("no")
            case "null":
                return say("missing")
            case "cast":
                return say("{value} as {kind}", value=self._value(args[0]), kind=say(_KINDS[node.value]))
        return self._call(node, "")

    def _label(self, name: str) -> str:
        column = self._columns.get(name)
        label = column_label(column) if column is not None and column.label else name
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
        return f" {translated(column.unit)}"

    def _not(self, node: Node) -> str:
        if node.op == "column":
            return say("not {said}", said=self._label(node.value))
        if node.op in ("in", "between", "is", "like", "ilike"):
            return self._predicate(node, "not ")
        if node.op == "call" and node.value in _TESTS:
            return self._call(node, "not ")
        return say("not ({said})", said=self.say(node))

    def _compared(self, node: Node) -> str:
        subject, other = node.args
        said = self._value(subject)
        if node.op in _COMPARED:
            return say(_COMPARED[node.op], subject=said, value=f"{self._value(other)}{self._unit(subject)}")
        value = f"{self._literal(other, subject)}{self._unit(subject)}"
        if node.op == "!=":
            return say("{subject} is not {value}", subject=said, value=value)
        return say("{subject} is {value}", subject=said, value=value)

    def _predicate(self, node: Node, negated: str) -> str:
        subject = self._value(node.args[0])
        rest = node.args[1:]
        if node.op == "in":
            if node.args[0].op == "column" and node.args[0].value == "row_id" and len(rest) > _TOLD:
                if negated:
                    return say("not one of {n:,} chosen rows", n=len(rest))
                return say("{n:,} chosen rows", n=len(rest))
            values = [self._literal(arg, node.args[0]) for arg in rest]
            shown = values if len(values) <= 8 else [*values[:7], say("{more:,} more", more=len(values) - 7)]
            listed = say(" or ").join([say(", ").join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
            if negated:
                return say("{subject} is not {value}", subject=subject, value=listed)
            return say("{subject} is {value}", subject=subject, value=listed)
        if node.op == "between":
            between = (
                later("{subject} not between {low} and {high}")
                if negated
                else later("{subject} between {low} and {high}")
            )
            high = f"{self._value(rest[1])}{self._unit(node.args[0])}"
            return say(between, subject=subject, low=self._value(rest[0]), high=high)
        if node.op == "is":
            return self._is(node, negated)
        needle = plain_needle(node)
        case = say(" (exact case)") if node.op == "like" else ""
        if needle is not None:
            return say(_SAYS[bool(negated)]["contains"], subject=subject, value=f"{_quoted(needle)}{case}")
        matches = (
            later("{subject} does not match the pattern {value}")
            if negated
            else later("{subject} matches the pattern {value}")
        )
        return say(matches, subject=subject, value=f"{_quoted(rest[0].value)}{case}")

    def _is(self, node: Node, negated: str) -> str:
        inner = node.args[0]
        if node.value == "NULL":
            is_there = later("{subject} is present") if negated else later("{subject} is missing")
            return say(is_there, subject=self._value(inner))
        wanted = (node.value == "TRUE") != bool(negated)
        if negated:
            # NOT TRUE keeps what is unknown as well as what is false, which "not" says in English.
            said = self.say(inner) if wanted is False else self._not(inner)
            return say("not {said}" if inner.op == "column" and wanted is False else "not ({said})", said=said)
        return self.say(inner) if wanted else self._not(inner)

    @staticmethod
    def _searched(args: tuple[Node, ...], negated: str) -> str:
        needle = _quoted(args[0].value)
        role = args[1].value if len(args) == 2 else ""
        if role in _SPEAKERS:
            says = later("{who} does not say {value}") if negated else later("{who} says {value}")
            return say(says, who=say(_SPEAKERS[role]), value=needle)
        subject = say("system text") if role else say("text")
        return say(_SAYS[bool(negated)]["contains"], subject=subject, value=needle)

    def _spare(self, args: tuple[Node, ...], negated: str) -> str:
        group, order, *threshold = args
        stays = say("the first row stays")
        if order != Node("neg", (Node("column", value="row_id"),)):
            stays = say("the row with the most {order} stays", order=self._value(order))
        said = (
            later("not spare in its group of {group} ({stays})")
            if negated
            else later("spare in its group of {group} ({stays})")
        )
        group_said = self._value(group)
        if threshold:
            group_said = say("{group} from {share} on", group=group_said, share=quantity(threshold[0].value))
        return say(said, group=group_said, stays=stays)

    def _call(self, node: Node, negated: str) -> str:
        name, args = node.value, node.args
        match name:
            case "search":
                return self._searched(args, negated)
            case "contains" | "starts_with" | "ends_with":
                value = f"{self._value(args[1])}{say(' (exact case)')}"
                return say(_SAYS[bool(negated)][name], subject=self._value(args[0]), value=value)
            case "regexp_matches":
                return say(_SAYS[bool(negated)][name], subject=self._value(args[0]), value=_quoted(args[1].value))
            case "in_polygon":
                polygon.corners(args[2].value)
                area = say("outside a drawn area") if negated else say("inside a drawn area")
                if [arg.value for arg in args[:2]] == ["map_x", "map_y"]:
                    return area
                return say("{x} and {y} {area}", x=self._value(args[0]), y=self._value(args[1]), area=area)
            case "is_spare":
                return self._spare(args, negated)
            case "coalesce":
                others = say(", ").join(self._value(arg) for arg in args[1:])
                return say("{value} (or {others} where missing)", value=self._value(args[0]), others=others)
            case "greatest" | "least":
                values = say(", ").join(self._value(arg) for arg in args)
                return say("the greatest of {values}" if name == "greatest" else "the least of {values}", values=values)
            case "lower" | "upper":
                return say(
                    "{value} in lower case" if name == "lower" else "{value} in upper case", value=self._value(args[0])
                )
            case "length":
                return say("length of {value}", value=self._value(args[0]))
            case "abs":
                return say("absolute value of {value}", value=self._value(args[0]))
        rounded = {"ceil": later("{value} rounded up"), "floor": later("{value} rounded down")}
        return say(rounded.get(name, later("{value} rounded")), value=self._value(args[0]))


_KINDS = {
    "BIGINT": later("whole number"),
    "DOUBLE": later("number"),
    "VARCHAR": later("text"),
    "BOOLEAN": later("yes or no"),
}
_SAYS: dict[bool, dict[str, str]] = {
    False: {
        "contains": later("{subject} contains {value}"),
        "starts_with": later("{subject} starts with {value}"),
        "ends_with": later("{subject} ends with {value}"),
        "regexp_matches": later("{subject} matches the regular expression {value}"),
    },
    True: {
        "contains": later("{subject} does not contain {value}"),
        "starts_with": later("{subject} does not start with {value}"),
        "ends_with": later("{subject} does not end with {value}"),
        "regexp_matches": later("{subject} does not match the regular expression {value}"),
    },
}
"""What is said of a test, by whether it is negated."""

_SPEAKERS = {"user": later("the user"), "assistant": later("the assistant"), "tool": later("a tool")}
_TESTS = ("search", "contains", "starts_with", "ends_with", "regexp_matches", "in_polygon", "is_spare")


def _line(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: _LONGEST + 1])
    return shown if len(text) <= _LONGEST else shown[:_LONGEST] + "…"


def _quoted(text: str) -> str:
    return f"“{_line(text)}”"
