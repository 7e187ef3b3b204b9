r"""Lists and objects as Python and NumPy print them: how pandas writes nested columns to CSV.

Read by a grammar of literals; nothing is ever evaluated. Beyond Python's own literals it knows arrays without commas
(`[{…}\\n {…}]`, `['a' 'b']`), `array(…, dtype=object)`, JSON's and NumPy's names (`null`, `nan`), and calls such as
`datetime.datetime(2024, 1, 1)`, which become their text.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<string>[rRbBuU]{0,2}(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))
    |(?P<number>[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
    |(?P<name>[A-Za-z_][\w.]*)
    |(?P<mark>[\[\]{}(),:=])
    )""",
    re.X | re.S,
)
_NAMES = {
    "None": None, "null": None, "NA": None, "NaT": None, "nan": None, "NaN": None, "inf": None,
    "True": True, "False": False, "true": True, "false": False,
}  # fmt: skip
_OPENING = re.compile(r"\s*(?:array\s*\()?\s*[\[{(]\s*(?:[\[{(\]}'\"]|array\s*\(|[rRbBuU]{1,2}['\"])")
_NO_COMMA = re.compile(r"['\"]\s+[rRbBuU]?['\"]")
_DEEPEST = 60


class _NotALiteralError(Exception):
    """The text is no literal."""


def literal(text: str) -> Any:
    """The list or object that a text prints, None where it prints none."""
    if not _OPENING.match(text) or text[-40:].rstrip()[-1:] not in ("]", "}", ")"):
        return None
    if not _NO_COMMA.search(text) and not text.lstrip().startswith("array"):
        # Texts side by side are one text to Python and two to NumPy; elsewhere Python's own reader is right, and quick.
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of backslashes that mean nothing in Python
                value = ast.literal_eval(text.strip())
            return list(value) if isinstance(value, tuple | set) else value
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            pass
    try:
        reader = _Reader(text)
        value = reader.value(0)
        reader.end()
    except (_NotALiteralError, RecursionError):
        return None
    return value if isinstance(value, list | dict) else None


class _Reader:
    """Walks over a text's tokens."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._kind = self._piece = ""
        self._start = 0
        self._next()

    def _next(self) -> None:
        match = _TOKEN.match(self._text, self._at)
        if match is None:
            if self._text[self._at :].strip():
                raise _NotALiteralError
            self._kind = self._piece = ""
            return
        self._kind = match.lastgroup or ""
        self._piece = match[self._kind]
        self._start = match.start(self._kind)
        self._at = match.end()

    def end(self) -> None:
        """Raises where something follows."""
        if self._kind:
            raise _NotALiteralError

    def value(self, depth: int) -> Any:
        """The value at hand; what follows it is at hand then."""
        if depth > _DEEPEST:
            raise _NotALiteralError
        kind, piece, start = self._kind, self._piece, self._start
        if kind == "string":
            self._next()
            return _text(piece)
        if kind == "number":
            self._next()
            return _number(piece)
        if kind == "name":
            self._next()
            if self._piece == "(":
                return self._call(piece, start, depth)
            if piece not in _NAMES:
                raise _NotALiteralError
            return _NAMES[piece]
        if piece in ("[", "("):
            return self._several("]" if piece == "[" else ")", depth)
        if piece == "{":
            return self._object(depth)
        raise _NotALiteralError

    def _several(self, closing: str, depth: int) -> list[Any]:
        self._next()
        items = []
        while self._piece != closing or self._kind == "string":
            items.append(self.value(depth + 1))
            if self._piece == "," and self._kind == "mark":
                self._next()
        self._next()
        return items

    def _object(self, depth: int) -> Any:
        self._next()
        held: dict[Any, Any] = {}
        items: list[Any] = []
        while self._piece != "}" or self._kind == "string":
            key = self.value(depth + 1)
            if self._piece == ":" and self._kind == "mark":
                self._next()
                if isinstance(key, list | dict):
                    raise _NotALiteralError
                held[key] = self.value(depth + 1)
            else:
                items.append(key)
            if self._piece == "," and self._kind == "mark":
                self._next()
        self._next()
        if held and items:
            raise _NotALiteralError
        return items or held

    def _call(self, name: str, start: int, depth: int) -> Any:
        """What a call prints: an array's or number's own value, the text of a date and the like."""
        self._next()
        given: list[Any] = []
        while self._piece != ")" or self._kind == "string":
            if self._kind == "name" and self._text[self._at : self._at + 1] == "=":
                self._next()
                self._next()
                self._setting(depth)
            else:
                given.append(self.value(depth + 1))
            if self._piece == "," and self._kind == "mark":
                self._next()
        stop = self._at
        self._next()
        last = name.rpartition(".")[2]
        if last in ("array", "ndarray", "list", "tuple", "OrderedDict", "dict"):
            if last in ("OrderedDict", "dict") and given and isinstance(given[0], list):
                return {pair[0]: pair[1] for pair in given[0] if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str)}  # fmt: skip
            return given[0] if given else []
        if len(given) == 1 and not isinstance(given[0], list | dict):
            return given[0]  # Decimal('1.5'), np.int64(3), UUID('…')
        return self._text[start:stop]

    def _setting(self, depth: int) -> None:
        """Pass over the value of `dtype=object` and its like."""
        if self._kind == "name" and self._piece not in _NAMES:
            name, start = self._piece, self._start
            self._next()
            if self._piece == "(":
                self._call(name, start, depth + 1)
            return
        self.value(depth + 1)


def _text(piece: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = ast.literal_eval(piece if "\n" not in piece and "\r" not in piece else _one_line(piece))
    except (ValueError, SyntaxError, MemoryError):
        raise _NotALiteralError from None
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _one_line(piece: str) -> str:
    return piece.replace("\r", "\\r").replace("\n", "\\n")


def _number(piece: str) -> int | float:
    try:
        return int(piece)
    except ValueError:
        try:
            return float(piece)
        except ValueError:
            raise _NotALiteralError from None
