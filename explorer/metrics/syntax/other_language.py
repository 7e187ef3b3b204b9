"""Code that does not parse as what its fence says, and is sound in another language: only the tag is wrong."""

from __future__ import annotations

import json
import re

from explorer.metrics.syntax.budget import Budget, GivenUpError
from explorer.metrics.syntax.python import broken_python
from explorer.metrics.syntax.trees import is_sound

_TRIED = ("javascript", "typescript", "java", "csharp", "cpp", "c", "go", "rust", "kotlin", "swift", "css")
"""Languages that are tried one after the other; those whose grammar accepts nearly anything are not among them."""

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
        return next((name for name in _TRIED if name != language and is_sound(code, name, budget)), "")
    except GivenUpError:
        return ""


def _is_json(code: str) -> bool:
    try:
        json.loads(code)
    except (ValueError, RecursionError):
        return False
    return True
