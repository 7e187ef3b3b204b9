"""Writing a checked expression down again: as canonical text for people and URLs, and as DuckDB SQL.

Both come from the same walk, and both put brackets wherever precedence could be in doubt. Every identifier of the SQL is
quoted, every literal is made here.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence

from explorer.columns import TURNS
from explorer.filters import polygon, spare
from explorer.filters.lexer import KEYWORDS
from explorer.filters.model import ARITHMETIC, COMPARISONS, Node

_BARE = re.compile(r"[^\W\d]\w*\Z")
_RESERVED_WORDS = (
    "with where variadic unpivot union true using trailing to then table symmetric summarize create as into do initially "
    "for describe desc window except offset in default column false collate returning constraint all case placing cast "
    "analyse intersect asc analyze check having fetch when and only asymmetric on any array both group pivot_longer "
    "primary lambda foreign lateral unique leading null distinct limit not from or order some pivot end pivot_wider "
    "qualify else references deferrable select show"
)
_RESERVED = frozenset(_RESERVED_WORDS.split())
_ATOMS = ("column", "text", "number", "boolean", "null", "call", "cast")
_PREDICATES = ("in", "between", "is", "like", "ilike")
_BELOW_CHAINS = (*COMPARISONS, *_PREDICATES, "not")


def identifier(name: str) -> str:
    """A name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Text as a SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def text(node: Node) -> str:
    """The canonical text of an expression."""
    return _Text().write(node)


class _Writer(ABC):
    """What canonical text and SQL have in common."""

    def write(self, node: Node) -> str:
        """The node, without brackets around it."""
        op, args = node.op, node.args
        if op in ("and", "or"):
            # An AND inside an OR needs no brackets for the parser, but it does for the reader.
            return f" {op.upper()} ".join(self.inside(arg, *_BELOW_CHAINS) for arg in args)
        if op == "not":
            return self._not(args[0])
        if op in COMPARISONS:
            return f"{self.inside(args[0], *ARITHMETIC)} {op} {self.inside(args[1], *ARITHMETIC)}"
        if op in ("+", "-"):
            return f"{self.inside(args[0], *ARITHMETIC)} {op} {self.inside(args[1], '*', '/')}"
        if op == "*":
            return f"{self.inside(args[0], '*')} * {self.inside(args[1])}"
        if op in ("/", "%"):
            return f"{self.inside(args[0])} {op} {self.divisor(args[1])}"
        if op == "neg":
            return f"-{self.inside(args[0])}"
        if op in _PREDICATES:
            return self._predicate(node, "")
        match op:
            case "column":
                return self.column(node.value)
            case "text":
                return literal(node.value)
            case "number":
                return self.number(node.value)
            case "boolean":
                return node.value
            case "null":
                return "NULL"
            case "cast":
                return f"TRY_CAST({self.write(args[0])} AS {node.value})"
        return self.call(node)

    def inside(self, node: Node, *bare: str) -> str:
        """A part of a larger expression, in brackets unless it is one piece or its operator is among `bare`."""
        written = self.write(node)
        return written if node.op in _ATOMS or node.op in bare else f"({written})"

    def _not(self, node: Node) -> str:
        if node.op in _PREDICATES:
            return self._predicate(node, "NOT ")
        return f"NOT {self.inside(node)}"

    def _predicate(self, node: Node, negated: str) -> str:
        subject, rest = self.inside(node.args[0]), node.args[1:]
        match node.op:
            case "in":
                return f"{subject} {negated}IN ({', '.join(self.write(arg) for arg in rest)})"
            case "between":
                return f"{subject} {negated}BETWEEN {self.inside(rest[0])} AND {self.inside(rest[1])}"
            case "is":
                return f"{subject} IS {negated}{node.value}"
        return self.like(node, negated)

    def like(self, node: Node, negated: str) -> str:
        """LIKE and ILIKE."""
        escape = f" ESCAPE {literal(node.args[2].value)}" if len(node.args) == 3 else ""
        return f"{self.inside(node.args[0])} {negated}{node.op.upper()} {literal(node.args[1].value)}{escape}"

    def divisor(self, node: Node) -> str:
        """What is divided by."""
        return self.inside(node)

    @abstractmethod
    def column(self, name: str) -> str:
        """A column's name."""

    @abstractmethod
    def number(self, value: str) -> str:
        """A number."""

    def call(self, node: Node) -> str:
        """A function with its arguments."""
        return f"{node.value}({', '.join(self.write(arg) for arg in node.args)})"


class _Text(_Writer):
    def column(self, name: str) -> str:
        bare = _BARE.match(name) and name.upper() not in KEYWORDS and name.lower() not in _RESERVED
        return name if bare else identifier(name)

    def number(self, value: str) -> str:
        return value


class Sql(_Writer):
    """DuckDB SQL. prefix: what stands before every column, such as "r."; searched: the columns of `search()`."""

    def __init__(self, searched: Sequence[str], prefix: str = "") -> None:
        self._searched = searched
        self._prefix = prefix

    def column(self, name: str) -> str:
        """A column's name, always quoted."""
        return self._prefix + identifier(name)

    def number(self, value: str) -> str:
        """A number as an integer or a double."""
        # Without an exponent DuckDB reads a decimal, and comparing a double with one rounds.
        return value if value.lstrip("-").isdigit() or "e" in value else f"{value}e0"

    def divisor(self, node: Node) -> str:
        """What is divided by; NULL instead of zero."""
        # Division by zero would stop the whole query; a row it happens in has no value.
        if node.op == "number" and float(node.value) != 0:
            return self.write(node)
        return f"nullif({self.write(node)}, 0)"

    def like(self, node: Node, negated: str) -> str:
        """LIKE and ILIKE, in their fast form where there is one."""
        fast = fast_text(node, self.inside(node.args[0]))
        if fast is None:
            return super().like(node, negated)
        return f"NOT {fast}" if negated else fast

    def call(self, node: Node) -> str:
        """A function; the two that DuckDB does not have are spelled out."""
        if node.value == "search" and len(node.args) == 2:
            return self._said_by(node.args[0].value, node.args[1].value)
        if node.value == "search":
            found = [f"coalesce({occurs(self.column(name), node.args[0].value)}, FALSE)" for name in self._searched]
            return f"({' OR '.join(found)})"
        if node.value == "in_polygon":
            x, y = (self.inside(arg) for arg in node.args[:2])
            return polygon.sql(x, y, polygon.corners(node.args[2].value))
        if node.value == "is_spare":
            inside = Sql(self._searched)
            group, order, *threshold = (inside.write(arg) for arg in node.args)
            return f"({spare.sql(self.column('row_id'), group, order, ''.join(threshold))})"
        return super().call(node)

    def _said_by(self, needle: str, role: str) -> str:
        """SQL: the needle occurs in a turn of one role. The turns of a prompt are cut out only where the prompt has it."""
        if role == "system":
            return (
                f"coalesce({occurs(self.column('system'), needle)}, FALSE)" if "system" in self._searched else "FALSE"
            )
        whole = []
        if role == "assistant" and "response" in self._searched:
            whole.append(f"coalesce({occurs(self.column('response'), needle)}, FALSE)")
        if "prompt" in self._searched:
            prompt = self.column("prompt")
            turn = f"substring({prompt}, turn.start, turn.length)"
            said = f"len(list_filter({TURNS}, lambda turn: turn.role = {literal(role)} AND {occurs(turn, needle)})) > 0"
            bare = "TRUE" if role == "user" else "FALSE"
            cut = f"CASE WHEN {TURNS} IS NULL THEN {bare} ELSE {said} END"
            whole.append(f"CASE WHEN coalesce({occurs(prompt, needle)}, FALSE) THEN {cut} ELSE FALSE END")
        return f"({' OR '.join(whole)})" if whole else "FALSE"


def fast_text(node: Node, subject: str) -> str | None:
    """The fastest SQL for `subject LIKE '%plain text%'`, three times as fast as LIKE; None for any other pattern."""
    needle = plain_needle(node)
    if needle is None:
        return None
    return occurs(subject, needle) if node.op == "ilike" else f"contains({subject}, {literal(needle)})"


def occurs(subject: str, needle: str) -> str:
    """SQL: needle occurs in subject, whatever the case of its letters."""
    if needle.lower() == needle.upper() == needle:
        return f"contains({subject}, {literal(needle)})"
    return f"regexp_matches({subject}, {literal(_re2(needle))}, 'i')"


def plain_needle(node: Node) -> str | None:
    """What stands between the two % of a LIKE pattern, if that is plain text."""
    pattern, escape = node.args[1].value, node.args[2].value if len(node.args) == 3 else ""
    if len(pattern) < 3 or pattern[0] != "%" or pattern[-1] != "%" or escape == "%":
        return None
    plain: list[str] = []
    inner = iter(pattern[1:-1])
    for letter in inner:
        if escape and letter == escape:
            following = next(inner, None)
            if following is None:
                return None  # the last % is itself escaped
            plain.append(following)
        elif letter in "%_":
            return None
        else:
            plain.append(letter)
    return "".join(plain)


def like_pattern(needle: str) -> tuple[str, str]:
    """(pattern, escape character or "") that finds a needle anywhere in a text, by LIKE or ILIKE."""
    if not any(letter in needle for letter in "%_"):
        return f"%{needle}%", ""
    escaped = re.sub(r"([%_#])", r"#\1", needle)
    return f"%{escaped}%", "#"


def _re2(needle: str) -> str:
    """Text as an RE2 pattern that matches it and nothing else."""
    return "".join(
        "\\x00"
        if letter == "\0"
        else f"\\{letter}"
        if letter.isascii() and not (letter.isalnum() or letter == "_")
        else letter
        for letter in needle
    )
