"""Cutting a filter's text into lexemes. Nothing that is not on the list here ever reaches the SQL parser."""

from __future__ import annotations

import math
import re
from typing import Literal, NamedTuple

from explorer.errors import FilterError
from explorer.filters.model import FUNCTIONS

MAX_LENGTH = 10_000
MAX_NESTING = 25

Kind = Literal["text", "column", "number", "keyword", "function", "type", "operator"]


class Lexeme(NamedTuple):
    """kind; its value (text unquoted, keywords upper case); where it starts, 0-based; whether it was double-quoted."""

    kind: Kind
    value: str
    at: int
    quoted: bool = False


_KEYWORDS = "AND OR NOT IN BETWEEN IS NULL TRUE FALSE LIKE ILIKE ESCAPE CAST TRY_CAST AS"
KEYWORDS = frozenset(_KEYWORDS.split())

TYPES = {
    **dict.fromkeys(("INTEGER", "INT", "BIGINT"), "BIGINT"),
    **dict.fromkeys(("DOUBLE", "FLOAT", "REAL"), "DOUBLE"),
    **dict.fromkeys(("VARCHAR", "TEXT", "STRING"), "VARCHAR"),
    **dict.fromkeys(("BOOLEAN", "BOOL"), "BOOLEAN"),
}
"""Types of casts. Integers are wide, so that a cast does not fail on a large count."""

_NO_PLACE = (
    "select from where union intersect except exists case when then else end over order group having limit insert "
    "update delete drop create alter attach detach copy pragma install load set reset with values lambda interval "
    "date timestamp array struct map any all some distinct similar glob collate call export import use"
)
_SQL_WORDS = frozenset(_NO_PLACE.split())

_EXAMPLE = "A filter is one condition over the columns, for example: total_tokens > 4096 AND language = 'zh'."

_LEXEMES = re.compile(
    r"""
      (?P<space>[ \t\r\n]+)
    | (?P<text>'[^']*(?:''[^']*)*')
    | (?P<name>"[^"]*(?:""[^"]*)*")
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<comment>--|/\*|//)
    | (?P<operator><=|>=|<>|!=|==|::|[=<>+\-*/%(),.])
    """,
    re.VERBOSE,
)

_HINTS = {
    ";": "A filter is one condition, without ';'.",
    "&": "Write AND.",
    "|": "Write OR.",
    "!": "Write NOT.",
    "$": "Put text in single quotes, and names with such characters in double quotes.",
    "[": "Lists are not part of filters.",
    "{": "Structs are not part of filters.",
    "`": 'Put names with special characters in double quotes: "my column".',
}
_CURLY = "‘’“”「」＇＂`´"


def lexemes(text: str) -> list[Lexeme]:
    """The lexemes of a filter. FilterError, with the position, for whatever cannot be part of one."""
    if len(text) > MAX_LENGTH:
        raise FilterError(
            f"The filter has {len(text):,} characters; at most {MAX_LENGTH:,} are allowed.", "Make it shorter."
        )
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise FilterError("The filter holds half of a surrogate pair, which is no character.", "Type the text again.")
    found: list[Lexeme] = []
    position = 0
    while position < len(text):
        match = _LEXEMES.match(text, position)
        if match is None or match.lastgroup == "comment":
            raise _unexpected(text, position)
        kind, raw = match.lastgroup, match.group()
        if kind == "text":
            found.append(Lexeme("text", raw[1:-1].replace("''", "'"), position))
        elif kind == "name":
            found.append(Lexeme("column", raw[1:-1].replace('""', '"'), position, quoted=True))
        elif kind == "number":
            found.append(Lexeme("number", number(raw), position))
        elif kind == "word":
            found.append(_word(raw, position, found, _next_is_bracket(text, match.end())))
        elif kind == "operator":
            found.append(Lexeme("operator", {"<>": "!=", "==": "="}.get(raw, raw), position))
        position = match.end()
    _check_nesting(found)
    return _dotted(found)


def number(raw: str) -> str:
    """A number in its one spelling. FilterError where it is too large to compare with."""
    if raw.isdigit():
        plain = raw.lstrip("0") or "0"
        if len(plain) <= 38:
            return plain
    elif math.isfinite(value := float(raw)):
        return repr(value)
    raise FilterError(f"The number {clip(raw, 20)} is too large.", "Numbers have at most 38 digits.")


def clip(text: str, limit: int = 60) -> str:
    """Text for a message: one line, printable, not long."""
    shown = "".join(letter if letter.isprintable() else "�" for letter in text[: limit + 1])
    return shown if len(shown) <= limit else shown[:limit] + "…"


def place(at: int) -> str:
    """Where in the text, for people."""
    return f"at character {at + 1:,}"


def _word(raw: str, at: int, before: list[Lexeme], calls: bool) -> Lexeme:
    upper = raw.upper()
    previous = before[-1] if before else None
    if previous and (previous.value in ("AS", "::") and previous.kind in ("keyword", "operator")):
        if upper not in TYPES:
            raise FilterError(
                f"{clip(raw)} is not a type that a filter can cast to.",
                f"Use one of {', '.join(sorted(set(TYPES.values())))}.",
            )
        return Lexeme("type", TYPES[upper], at)
    dotted = previous is not None and previous.kind == "operator" and previous.value == "."
    if upper in KEYWORDS and raw.isascii() and not dotted:
        return Lexeme("keyword", upper, at)
    if calls and not dotted:
        name = raw.lower()
        if name in FUNCTIONS:
            return Lexeme("function", name, at)
        if name in _SQL_WORDS:
            raise sql_word(raw, at)
        raise FilterError(
            f"The function {clip(raw)} {place(at)} is not allowed.", f"Allowed are: {', '.join(FUNCTIONS)}."
        )
    return Lexeme("column", raw, at)


def is_sql_word(name: str) -> bool:
    """Whether a name that is no column is a word of SQL that has no place in a filter."""
    return name.lower() in _SQL_WORDS


def sql_word(raw: str, at: int) -> FilterError:
    """The error for a word of SQL that has no place in a filter."""
    return FilterError(f"{raw.upper()} {place(at)} is not allowed in a filter.", _EXAMPLE)


def _next_is_bracket(text: str, position: int) -> bool:
    return text[position:].lstrip(" \t\r\n")[:1] == "("


def _unexpected(text: str, at: int) -> FilterError:
    two, one = text[at : at + 2], text[at]
    if two in ("--", "/*"):
        return FilterError(
            f"Comments are not allowed in a filter ({place(at)}).", "Take out -- or /*; write - -1 apart."
        )
    if two == "//":
        return FilterError(f"The operator // {place(at)} is not allowed.", "Use floor(a / b).")
    if one in "'\"":
        what = "text" if one == "'" else "name"
        return FilterError(
            f"The {what} that begins {place(at)} has no closing quote.", f"A quote inside is doubled: {one}{one}."
        )
    hint = _HINTS.get(one, "")
    if one in _CURLY and not hint:
        hint = "Use straight quotes: 'text', \"column name\"."
    if not hint:
        hint = "Put text in single quotes, and column names with special characters in double quotes."
    shown = f"'{one}'" if one.isprintable() and not one.isspace() else f"U+{ord(one):04X}"
    return FilterError(f"The character {shown} {place(at)} is not allowed.", hint)


def _check_nesting(found: list[Lexeme]) -> None:
    # The parser is recursive: what it may be given is bounded here, well below Python's own limit.
    prefixes = [0]
    for lexeme in found:
        if lexeme.kind == "operator" and lexeme.value == "(":
            prefixes.append(0)
        elif lexeme.kind == "operator" and lexeme.value == ")":
            prefixes.pop()
            if not prefixes:
                raise FilterError(f"There is a ')' too many {place(lexeme.at)}.", "Take it out, or add a '('.")
        elif (lexeme.kind, lexeme.value) in (("keyword", "NOT"), ("operator", "-")):
            prefixes[-1] += 1
        elif lexeme.kind not in ("keyword", "operator") or lexeme.value in ("AND", "OR", ","):
            prefixes[-1] = 0
        if len(prefixes) - 1 + sum(prefixes) / 2 > MAX_NESTING:
            raise too_deep()
    if len(prefixes) > 1:
        opened = _last_open(found)
        raise FilterError(f"The '(' {place(opened)} is never closed.", "Add a ')'.")


def too_deep() -> FilterError:
    """The error for an expression that is nested too deeply."""
    return FilterError("The filter is nested too deeply.", f"At most {MAX_NESTING} levels of brackets are allowed.")


def _last_open(found: list[Lexeme]) -> int:
    opened: list[int] = []
    for lexeme in found:
        if lexeme.kind == "operator" and lexeme.value == "(":
            opened.append(lexeme.at)
        elif lexeme.kind == "operator" and lexeme.value == ")":
            opened.pop()
    return opened[-1]


def _dotted(found: list[Lexeme]) -> list[Lexeme]:
    """`source.language` as one name."""
    joined: list[Lexeme] = []
    position = 0
    while position < len(found):
        lexeme = found[position]
        if lexeme.kind == "operator" and lexeme.value == ".":
            after = found[position + 1] if position + 1 < len(found) else None
            if not joined or joined[-1].kind != "column" or after is None or after.kind != "column":
                raise FilterError(
                    f"The '.' {place(lexeme.at)} stands alone.", "A dot joins two parts of a column's name."
                )
            first = joined.pop()
            joined.append(Lexeme("column", f"{first.value}.{after.value}", first.at, first.quoted))
            position += 2
        else:
            joined.append(lexeme)
            position += 1
    return joined
