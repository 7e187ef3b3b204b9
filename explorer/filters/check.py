"""What makes an expression sound: known columns, matching types, text and other columns kept apart."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping

from explorer.columns import Column
from explorer.errors import FilterError
from explorer.filters import polygon, printer, spare
from explorer.filters.lexer import Lexeme, clip, is_sql_word, place, sql_word
from explorer.filters.model import ARITHMETIC, COMPARISONS, SEARCHED, SPEAKERS, Node

Signature = tuple[tuple[str, str, bool], ...]
"""What checking needs to know of the columns: (name, kind, long_text) of each."""

_TYPE_OF_KIND = {
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "category": "text",
    "text": "text",
    "id": "id",
}
_TYPE_OF_CAST = {"BIGINT": "number", "DOUBLE": "number", "VARCHAR": "text", "BOOLEAN": "boolean"}
_NOUN = {"number": "a number", "text": "text", "boolean": "yes or no", "id": "a key", "null": "NULL", "any": "a value"}
_ARGUMENTS = {
    "abs": ("number",),
    "ceil": ("number",),
    "floor": ("number",),
    "length": ("text",),
    "lower": ("text",),
    "upper": ("text",),
    "contains": ("text", "text"),
    "starts_with": ("text", "text"),
    "ends_with": ("text", "text"),
    "in_polygon": ("number", "number", "text"),
}
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}\Z")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,17}\.[0-9]{0,17}|\.[0-9]{1,17})\Z")


def signature(columns: Mapping[str, Column]) -> Signature:
    """The signature of a dataset's columns."""
    return tuple((column.name, column.kind, column.long_text) for column in columns.values())


class Checker:
    """Checks expressions over the columns of one signature."""

    def __init__(self, columns: Signature) -> None:
        self._kinds = {name: kind for name, kind, _ in columns}
        self._long = {name for name, _, long_text in columns if long_text}
        self._folded = {name.lower(): name for name in reversed(self._kinds)}
        self.searched = tuple(name for name in SEARCHED if self._kinds.get(name) in ("text", "category"))

    # ---- names ----

    def resolve(self, lexeme: Lexeme, before: Lexeme | None) -> str:
        """The real name of a column as written. FilterError, with what was perhaps meant, where there is none."""
        name = lexeme.value
        if name in self._kinds:
            return name
        if name.lower() in self._folded:
            return self._folded[name.lower()]
        if not lexeme.quoted and is_sql_word(name):
            raise sql_word(name, lexeme.at)
        raise FilterError(f"There is no column '{clip(name)}' ({place(lexeme.at)}).", self._meant(name, before))

    def _meant(self, name: str, before: Lexeme | None) -> str:
        close = difflib.get_close_matches(name.lower()[:80], self._folded, n=3, cutoff=0.7)
        meant = [f"'{clip(self._folded[folded])}'" for folded in close]
        compared = before is not None and (before.value in COMPARISONS or before.value in ("LIKE", "ILIKE", "(", ","))
        parts = []
        if meant:
            parts.append(f"Did you mean {' or '.join(meant)}?")
        if compared and before is not None and (before.value not in ("(", ",") or not meant):
            parts.append(f"Text goes in single quotes: '{clip(name, 30)}'.")
        if not parts:
            names = sorted(self._kinds)
            more = f" and {len(names) - 15:,} more" if len(names) > 15 else ""
            parts.append(f"There are: {', '.join(clip(known, 30) for known in names[:15])}{more}.")
        return " ".join(parts)

    # ---- types ----

    def condition(self, node: Node) -> Node:
        """The expression with literals in the type they are compared with. FilterError unless it is a condition."""
        checked, kind = self._typed(node)
        self._require_boolean(checked, kind)
        self._keep_text_apart(checked)
        return checked

    def value(self, node: Node) -> tuple[Node, str]:
        """The expression and its type, where it gives one value from one row. FilterError where it looks at others."""
        if any(part.op == "call" and part.value == "is_spare" for part in node.walk()):
            raise FilterError("is_spare() looks at other rows.", "Use it in a condition; a column is made of one row.")
        return self._typed(node)

    def _require_boolean(self, node: Node, kind: str) -> None:
        if kind in ("boolean", "null", "any"):
            return
        shown = _shown(node)
        example = {"number": f"{shown} > 0", "id": f"{shown} IS NOT NULL"}.get(kind, f"{shown} = 'some text'")
        raise FilterError(f"{shown} is {_NOUN[kind]}, not a condition.", f"Compare it, for example: {example}.")

    def _typed(self, node: Node) -> tuple[Node, str]:
        op = node.op
        if op == "column":
            return node, _TYPE_OF_KIND[self._kinds[node.value]]
        if op in ("text", "number", "boolean", "null"):
            return node, op
        if op == "call":
            return self._call(node)
        pairs = [self._typed(arg) for arg in node.args]
        args = tuple(arg for arg, _ in pairs)
        if op in ("and", "or", "not"):
            for arg, kind in pairs:
                self._require_boolean(arg, kind)
            return Node(op, args), "boolean"
        if op in COMPARISONS or op in ("in", "between"):
            return Node(op, self._alike(pairs, op)), "boolean"
        if op in ARITHMETIC or op == "neg":
            for arg, kind in pairs:
                self._require(arg, kind, "number", f"'{'-' if op == 'neg' else op}'")
            return Node(op, args), "number"
        if op == "is":
            if node.value != "NULL":
                self._require_boolean(*pairs[0])
            return Node(op, args, node.value), "boolean"
        if op in ("like", "ilike"):
            self._require(*pairs[0], "text", op.upper())
            if args[1].op != "text":
                raise FilterError(
                    f"After {op.upper()} there is a pattern in single quotes.", "Write, for example: LIKE '%word%'."
                )
            return Node(op, args), "boolean"
        return Node(op, args, node.value), _TYPE_OF_CAST[node.value]

    def _alike(self, pairs: list[tuple[Node, str]], op: str) -> tuple[Node, ...]:
        """Operands of a comparison in one type; text that spells a number or a truth value becomes one."""
        if any(arg.op == "null" for arg, _ in pairs):
            raise FilterError("A comparison with NULL is never true.", "Write IS NULL or IS NOT NULL.")
        known = {kind for _, kind in pairs if kind not in ("any", "null")}
        wanted = "number" if known & {"number", "id"} else "boolean" if "boolean" in known else "text"
        if len(known) == 1:
            return tuple(arg for arg, _ in pairs)
        alike = [self._as(arg, kind, wanted, strict="id" not in known) for arg, kind in pairs]
        if None not in alike:
            return tuple(arg for arg in alike if arg is not None)
        subject, first = pairs[0]
        other, second = next(pair for pair in pairs[1:] if pair[1] != first)
        shown = "the list" if op == "in" and len(pairs) > 3 else _shown(other)
        raise FilterError(
            f"{_shown(subject)} is {_NOUN[first]} and cannot be compared with {shown}, which is {_NOUN[second]}.",
            _type_hint(subject, first, other, second),
        )

    @staticmethod
    def _as(node: Node, kind: str, wanted: str, *, strict: bool) -> Node | None:
        if kind in (wanted, "any", "id") or (kind == "text" and wanted == "number" and not strict):
            return node
        if node.op == "text" and wanted == "number":
            stripped = node.value.strip()
            if _WHOLE.match(stripped):
                return Node("number", value=str(int(stripped)))
            return Node("number", value=repr(float(stripped) + 0.0)) if _DECIMAL.match(stripped) else None
        if node.op == "text" and wanted == "boolean" and node.value.lower() in ("true", "false"):
            return Node("boolean", value=node.value.upper())
        return None

    def _require(self, node: Node, kind: str, wanted: str, where: str) -> None:
        if kind not in (wanted, "any", "null") and not (kind == "id" and wanted == "number"):
            raise FilterError(
                f"{where} needs {_NOUN[wanted]}, but {_shown(node)} is {_NOUN[kind]}.", _cast_hint(node, wanted)
            )

    # ---- functions ----

    def _call(self, node: Node) -> tuple[Node, str]:
        name, args = node.value, node.args
        pairs = [self._typed(arg) for arg in args]
        checked = Node("call", tuple(arg for arg, _ in pairs), name)
        if name in _ARGUMENTS:
            self._arguments(name, pairs, _ARGUMENTS[name])
        special: dict[str, Callable[[list[tuple[Node, str]]], None]] = {
            "search": self._search,
            "in_polygon": self._polygon,
            "regexp_matches": self._regexp,
            "round": self._round,
            "is_spare": lambda found: spare.check(found, self._kinds.__contains__),
        }
        if name in special:
            special[name](pairs)
        if name in ("coalesce", "greatest", "least"):
            kinds = {kind for arg, kind in pairs if arg.op != "null" and kind != "any"}
            if len(pairs) < 2 or len(kinds - {"id"} | ({"number"} if "id" in kinds else set())) > 1:
                raise FilterError(
                    f"{name}() needs two or more values of one type.", f"Write, for example: {name}(a, b)."
                )
            return checked, next(iter(kinds), "any")
        if name in ("lower", "upper"):
            return checked, "text"
        return checked, "number" if name in ("abs", "ceil", "floor", "length", "round") else "boolean"

    def _arguments(self, name: str, pairs: list[tuple[Node, str]], wanted: tuple[str, ...]) -> None:
        if len(pairs) != len(wanted):
            raise FilterError(
                f"{name}() takes {_count(len(wanted))}, not {len(pairs)}.",
                f"They are: {', '.join(_NOUN[kind] for kind in wanted)}.",
            )
        for (arg, kind), asked in zip(pairs, wanted, strict=True):
            self._require(arg, kind, asked, f"{name}()")

    def _search(self, pairs: list[tuple[Node, str]]) -> None:
        if len(pairs) not in (1, 2) or pairs[0][0].op != "text" or not pairs[0][0].value:
            raise FilterError("search() needs the text to look for.", "Write, for example: search('algorithm').")
        if len(pairs) == 2 and (pairs[1][0].op != "text" or pairs[1][0].value not in SPEAKERS):
            raise FilterError(
                "search() does not know whose turns to look in.",
                f"Write, for example: search('algorithm', 'assistant'). There are: {', '.join(SPEAKERS)}.",
            )
        if not self.searched:
            raise FilterError("search() has no text to look in.", "The dataset has no system, prompt or response.")

    @staticmethod
    def _polygon(pairs: list[tuple[Node, str]]) -> None:
        if pairs[0][0].op != "column" or pairs[1][0].op != "column":
            raise FilterError("in_polygon() takes two columns and the corners.", "Write in_polygon(map_x, map_y, '…').")
        if pairs[2][0].op != "text":
            raise FilterError("in_polygon() needs its corners as text.", "Write 'x1 y1, x2 y2, x3 y3'.")
        polygon.corners(pairs[2][0].value)

    @staticmethod
    def _round(pairs: list[tuple[Node, str]]) -> None:
        digits = pairs[1][0] if len(pairs) == 2 else Node("number", value="0")
        if len(pairs) not in (1, 2) or digits.op != "number" or not digits.value.isdigit() or int(digits.value) > 30:
            raise FilterError(
                "round() takes a number and perhaps a count of digits.", "Write, for example: round(x, 2)."
            )
        if pairs[0][1] not in ("number", "id", "any", "null"):
            raise FilterError(f"round() needs a number, but {_shown(pairs[0][0])} is {_NOUN[pairs[0][1]]}.")

    def _regexp(self, pairs: list[tuple[Node, str]]) -> None:
        literals = [arg.value for arg, _ in pairs[1:] if arg.op == "text"]
        if len(pairs) not in (2, 3) or len(literals) != len(pairs) - 1:
            raise FilterError(
                "regexp_matches() takes text, a pattern in quotes and perhaps options.",
                "Write, for example: regexp_matches(response, '^Sorry', 'i').",
            )
        self._require(*pairs[0], "text", "regexp_matches()")
        if len(pairs) == 3 and not set(literals[1]) <= set("cimnsl"):
            raise FilterError(
                f"'{clip(literals[1], 20)}' are not options of regexp_matches().",
                "Use i to ignore case, s to let . match line ends.",
            )
        if re.search(r"(?<!\\)(?:\\\\)*\(\?(?:[=!]|<[=!])", literals[0]):
            raise FilterError("The pattern looks ahead or behind, which RE2 patterns cannot.", "Use two conditions.")
        if re.search(r"(?<!\\)(?:\\\\)*\\[1-9]", literals[0]):
            raise FilterError("The pattern refers back to a group, which RE2 patterns cannot.", "Spell the text out.")

    # ---- text and other columns ----

    def reads(self, node: Node) -> frozenset[str]:
        """Names of the columns that an expression reads."""
        found: set[str] = set()
        for part in node.walk():
            if part.op == "column":
                found.add(part.value)
            elif part.op == "call" and part.value == "search":
                found.update(self.searched)
            elif part.op == "call" and part.value == "is_spare":
                found.update(spare.reads(part))
        return frozenset(found)

    def _keep_text_apart(self, node: Node) -> None:
        if node.op in ("and", "or", "not") or (node.op == "is" and is_condition(node.args[0])):
            for arg in node.args:
                self._keep_text_apart(arg)
            return
        read = self.reads(node)
        if (long := read & self._long) and (short := read - self._long):
            raise FilterError(
                f"One comparison cannot read both the text of {clip(min(long))} and {clip(min(short))}.",
                "Text is searched apart from the other columns: join two conditions with AND or OR.",
            )


def is_condition(node: Node) -> bool:
    """Whether a node joins or makes conditions, so that its truth can be put together from parts."""
    return node.op in ("and", "or", "not", "is", "in", "between", "like", "ilike", *COMPARISONS) or (
        node.op == "call"
        and node.value in ("contains", "starts_with", "ends_with", "regexp_matches", "search", "in_polygon", "is_spare")
    )


def _count(number: int) -> str:
    return "one argument" if number == 1 else f"{number} arguments"


def _shown(node: Node) -> str:
    return clip(printer.text(node), 60)


def _type_hint(subject: Node, first: str, other: Node, second: str) -> str:
    if {first, second} == {"number", "text"}:
        if first == "text" and other.op == "number":
            return f"Write the number in quotes: '{other.value}'."
        if subject.op == "column" and other.op == "text":
            return "Write a number, without quotes."
        return _cast_hint(subject if first == "text" else other, "number")
    if "boolean" in (first, second):
        shown = _shown(subject if first == "boolean" else other)
        return f"Write {shown} or NOT {shown}."
    return ""


def _cast_hint(node: Node, wanted: str) -> str:
    if node.op in ("column", "call", "cast"):
        type_name = {"number": "DOUBLE", "text": "VARCHAR", "boolean": "BOOLEAN"}[wanted]
        return f"Convert it: TRY_CAST({_shown(node)} AS {type_name})."
    return ""
