"""Code that does not parse as what its fence says, and is sound in another language: only the tag is wrong."""

from __future__ import annotations

import json
import re

from explorer.metrics.syntax.budget import Budget, GivenUpError
from explorer.metrics.syntax.python import broken_python
from explorer.metrics.syntax.trees import is_sound

_TRIED = ("javascript", "typescript", "java", "csharp", "cpp", "c", "go", "rust", "kotlin", "swift", "css")
"""Languages that are tried one after the other; those whose grammar accepts nearly anything are not among them."""

_OWN = {
    "go": re.compile(r"^\s{0,80}(?:package|func|import|type|var)\b|:=|\bfmt\.", re.MULTILINE),
    "rust": re.compile(r"\bfn \w|\blet (?:mut )?\w|\b(?:impl|use|struct|enum|mod) \w|\w!\("),
    "kotlin": re.compile(r"\bfun [\w<`(]|\bval \w|\b(?:data|object|companion|sealed) (?:class|object|\w+ \{)"),
    "swift": re.compile(
        r"\bfunc \w|\blet \w|\b(?:struct|guard|extension|protocol) \w|\bimport (?:Foundation|UIKit|SwiftUI)\b"
    ),
}
"""What code of a language has at least one of. Grammars that end statements at a line's end take much for sound that is damaged code of another."""

_MARKS = re.compile(r"^\s{0,80}(?://|/\*|#include\b|\})|[;{]\s{0,20}$", re.MULTILINE)
"""What stands in code of those languages and not in Python: an error of indentation is no other language."""

_HTML = re.compile(
    r"\s{0,80}<(?:!DOCTYPE|[a-zA-Z][\w-]{0,20})[^<]{0,2000}>.*</?[a-zA-Z][\w-]{0,20}\s{0,9}/?>\s{0,80}$", re.DOTALL
)
_SQL = re.compile(
    r"\s{0,80}(?:(?:--[^\n]{0,200}\n\s{0,80}){0,5})(?:SELECT\s[^;]{0,4000}?\sFROM|INSERT\s+INTO|CREATE\s+(?:TABLE|DATABASE|VIEW|INDEX)|"
    r"UPDATE\s+\w+\s+SET|DELETE\s+FROM|ALTER\s+TABLE)\b",
    re.IGNORECASE,
)
_LONGEST = 20_000  # characters of a block that is read in other languages


def reads_as(code: str, language: str, budget: Budget) -> str:
    """The language, other than `language`, in which broken code is sound; "" where none is known."""
    if not code.strip() or len(code) > _LONGEST:
        return ""
    for name, pattern in (("html", _HTML), ("sql", _SQL)):
        if language != name and pattern.match(code):
            return name
    if code.lstrip()[:1] in "{[" and _is_json(code):
        return "json"
    try:
        if (
            language != "python"
            and code.count("\n")
            and not _MARKS.search(code)
            and broken_python(code, budget) is None
        ):
            return "python"
        if language == "python" and not _MARKS.search(code):
            return ""
        return next(
            (name for name in _TRIED if name != language and _shows(code, name) and is_sound(code, name, budget)), ""
        )
    except GivenUpError:
        return ""


def _shows(code: str, language: str) -> bool:
    """Whether code has what a language cannot do without, where that is known."""
    own = _OWN.get(language)
    return own is None or own.search(code) is not None


def _is_json(code: str) -> bool:
    try:
        json.loads(code)
    except (ValueError, RecursionError):
        return False
    return True
