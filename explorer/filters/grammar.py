"""From lexemes to a tree. sqlglot does the parsing, and never sees a character that a user typed.

Every name, text, number and function is handed to sqlglot as the number of its lexeme (`"3"`, `'4'`, `5`, `f6`), so no
spelling of a literal can mean anything to it. Its tree is then written down as `Node`s; a kind of sqlglot node, or an
argument of one, that is not expected here is an error. What is not a Node cannot reach the database.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from explorer.errors import FilterError
from explorer.filters.lexer import Lexeme, clip, lexemes, place, too_deep
from explorer.filters.model import Node

MAX_DEPTH = 100

Resolve = Callable[[Lexeme, Lexeme | None], str]
"""(a name as written, the lexeme before it) -> the column's real name; FilterError where there is none."""

_BINARY: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
}
_CHAINS: dict[type[exp.Expr], str] = {exp.And: "and", exp.Or: "or"}
_TYPES = {
    exp.DataType.Type.BIGINT: "BIGINT",
    exp.DataType.Type.DOUBLE: "DOUBLE",
    exp.DataType.Type.VARCHAR: "VARCHAR",
    exp.DataType.Type.TEXT: "VARCHAR",
    exp.DataType.Type.BOOLEAN: "BOOLEAN",
}


def read(text: str, resolve: Resolve) -> Node | None:
    """The tree of a filter's text, None where the text is blank. Types are not checked here."""
    found = lexemes(text)
    if not found:
        return None
    pieces: list[str] = []
    for number, lexeme in enumerate(found):
        pieces.append(_stand_in(number, lexeme))
    starts: list[int] = []
    length = 0
    for piece in pieces:
        starts.append(length)
        length += len(piece) + 1
    try:
        parsed = sqlglot.parse_one(" ".join(pieces), dialect="duckdb", into=exp.Condition)
    except RecursionError:
        raise too_deep() from None
    except SqlglotError as error:
        raise _syntax_error(error, found, starts) from None
    if _depth(parsed) > MAX_DEPTH:
        raise too_deep()
    return _Reader(found, resolve).node(parsed)


def _stand_in(number: int, lexeme: Lexeme) -> str:
    match lexeme.kind:
        case "text":
            return f"'{number}'"
        case "column":
            return f'"{number}"'
        case "number":
            return str(number)
        case "function":
            return f"f{number}"
        case _:
            return lexeme.value  # of a closed list: keywords, operators, types


def _syntax_error(error: SqlglotError, found: list[Lexeme], starts: list[int]) -> FilterError:
    details = getattr(error, "errors", None) or [{}]
    column = details[0].get("col")
    description = str(details[0].get("description") or "")
    if not isinstance(column, int):
        return FilterError("The filter is not a valid condition.", "Check its operators and brackets.")
    lexeme = found[max(0, bisect.bisect_right(starts, column - 1) - 1)]
    shown = clip(lexeme.value, 30)
    if "Unexpected token" in description:
        return FilterError(
            f"'{shown}' {place(lexeme.at)} is not expected there.",
            "Join conditions with AND or OR, put text in single quotes, close brackets.",
        )
    return FilterError(
        f"Something is missing next to '{shown}' {place(lexeme.at)}.", "Every operator needs both its sides."
    )


def _depth(root: exp.Expr) -> int:
    """Levels of the tree, a chain of ANDs or of ORs counting as one."""
    deepest = 0
    waiting: list[tuple[exp.Expr, int]] = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        for value in node.args.values():
            for child in value if isinstance(value, list) else (value,):
                if isinstance(child, exp.Expr):
                    chained = type(child) is type(node) and type(node) in _CHAINS
                    waiting.append((child, depth if chained else depth + 1))
    return deepest


class _Reader:
    """Writes a parsed expression down as Nodes."""

    def __init__(self, found: list[Lexeme], resolve: Resolve) -> None:
        self._found = found
        self._resolve = resolve

    def node(self, parsed: exp.Expr | None) -> Node:
        """The node of one sqlglot expression. FilterError where it is not on the list."""
        kind = type(parsed)
        if parsed is None:
            raise FilterError("The filter is not complete.", "Every operator needs both its sides.")
        if kind is exp.Paren:
            self._only(parsed, "this")
            return self.node(parsed.this)
        if kind in _CHAINS:
            return self._chain(parsed, _CHAINS[kind])
        if kind in _BINARY:
            self._only(parsed, "this", "expression")
            return Node(_BINARY[kind], (self.node(parsed.this), self.node(parsed.expression)))
        method = self._METHODS.get(kind)
        if method is None:
            raise FilterError(
                "The filter is not a valid condition.", "It holds an operator that is not allowed in filters."
            )
        return method(self, parsed)

    @staticmethod
    def _only(parsed: exp.Expr, *names: str) -> None:
        """FilterError where an expression says more than is understood here."""
        for name, value in parsed.args.items():
            if value and name not in names:
                raise FilterError(
                    "The filter is not a valid condition.", "It uses a form of SQL that filters do not know."
                )

    def _chain(self, parsed: exp.Expr, op: str) -> Node:
        operands: list[Node] = []
        waiting: list[exp.Expr | None] = [parsed]
        while waiting:
            part = waiting.pop()
            if part is not None and _CHAINS.get(type(part)) == op:
                self._only(part, "this", "expression")
                waiting += [part.expression, part.this]
            else:
                child = self.node(part)
                operands += child.args if child.op == op else (child,)
        return Node(op, tuple(operands))

    def _not(self, parsed: exp.Expr) -> Node:
        self._only(parsed, "this")
        return Node("not", (self.node(parsed.this),))

    def _neg(self, parsed: exp.Expr) -> Node:
        self._only(parsed, "this")
        operand = self.node(parsed.this)
        if operand.op != "number":
            return Node("neg", (operand,))
        value = operand.value
        if value.startswith("-"):
            return Node("number", value=value[1:])
        return operand if float(value) == 0 else Node("number", value=f"-{value}")

    def _column(self, parsed: exp.Expr) -> Node:
        self._only(parsed, "this")
        name = parsed.this
        if type(name) is not exp.Identifier or not name.args.get("quoted") or not str(name.this).isdigit():
            raise FilterError("The filter is not a valid condition.", "Check its operators and brackets.")
        number = int(name.this)
        before = self._found[number - 1] if number else None
        return Node("column", value=self._resolve(self._found[number], before))

    def _literal(self, parsed: exp.Expr) -> Node:
        lexeme = self._found[int(parsed.this)]
        return Node("text" if parsed.args.get("is_string") else "number", value=lexeme.value)

    def _boolean(self, parsed: exp.Expr) -> Node:
        return Node("boolean", value="TRUE" if parsed.this else "FALSE")

    def _null(self, parsed: exp.Expr) -> Node:
        self._only(parsed)
        return Node("null")

    def _in(self, parsed: exp.Expr) -> Node:
        self._only(parsed, "this", "expressions")
        values = tuple(self.node(value) for value in parsed.expressions)
        if not values:
            raise FilterError("IN needs a list of values.", "Write, for example: language IN ('en', 'zh').")
        for value in values:
            if value.op == "null":
                raise FilterError("NULL in a list never matches.", "Write OR … IS NULL to keep missing values.")
            if value.op not in ("text", "number", "boolean"):
                raise FilterError(
                    "A list after IN holds only plain values.", "Write, for example: language IN ('en', 'zh')."
                )
        return Node("in", (self.node(parsed.this), *values))

    def _between(self, parsed: exp.Expr) -> Node:
        self._only(parsed, "this", "low", "high")
        return Node("between", tuple(self.node(parsed.args.get(name)) for name in ("this", "low", "high")))

    def _is(self, parsed: exp.Expr) -> Node:
        self._only(parsed, "this", "expression")
        asked = self.node(parsed.expression)
        if asked.op not in ("null", "boolean"):
            raise FilterError("After IS there is NULL, TRUE or FALSE.", "Compare other values with =.")
        return Node("is", (self.node(parsed.this),), asked.value or "NULL")

    def _like(self, parsed: exp.Expr) -> Node:
        self._only(parsed, "this", "expression", "negate")
        args = (self.node(parsed.this), self.node(parsed.expression))
        found = Node("ilike" if type(parsed) is exp.ILike else "like", args)
        return Node("not", (found,)) if parsed.args.get("negate") else found

    def _escape(self, parsed: exp.Expr) -> Node:
        self._only(parsed, "this", "expression")
        found, escape = self.node(parsed.this), self.node(parsed.expression)
        negated = found.op == "not"
        like = found.args[0] if negated else found
        if like.op not in ("like", "ilike") or len(like.args) != 2 or escape.op != "text" or len(escape.value) != 1:
            raise FilterError(
                "ESCAPE names one character, in quotes.", "Write, for example: note LIKE '100#%' ESCAPE '#'."
            )
        whole = Node(like.op, (*like.args, escape))
        return Node("not", (whole,)) if negated else whole

    def _cast(self, parsed: exp.Expr) -> Node:
        self._only(parsed, "this", "to", "safe")
        to = parsed.args.get("to")
        name = _TYPES.get(to.this) if type(to) is exp.DataType and not to.expressions else None
        if name is None:
            raise FilterError("The cast is not to a plain type.", "Use BIGINT, DOUBLE, VARCHAR or BOOLEAN.")
        return Node("cast", (self.node(parsed.this),), name)

    def _call(self, parsed: exp.Expr) -> Node:
        self._only(parsed, "this", "expressions")
        number = str(parsed.this)[1:]
        if not number.isdigit():
            raise FilterError("The filter is not a valid condition.", "Check its operators and brackets.")
        return Node("call", tuple(self.node(arg) for arg in parsed.expressions), self._found[int(number)].value)

    _METHODS: dict[type, Callable[[_Reader, exp.Expr], Node]] = {  # noqa: RUF012 - filled once, below the methods
        exp.Not: _not,
        exp.Neg: _neg,
        exp.Column: _column,
        exp.Literal: _literal,
        exp.Boolean: _boolean,
        exp.Null: _null,
        exp.In: _in,
        exp.Between: _between,
        exp.Is: _is,
        exp.Like: _like,
        exp.ILike: _like,
        exp.Escape: _escape,
        exp.Cast: _cast,
        exp.TryCast: _cast,
        exp.Anonymous: _call,
    }
