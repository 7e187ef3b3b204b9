"""Does Python in an answer parse? Only what cannot be a fragment or a sketch is called broken."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings

from explorer.metrics.syntax.brackets import too_deep
from explorer.metrics.syntax.budget import Budget, GivenUpError

LONGEST = 60_000  # characters of a block; longer ones are not judged

_PROMPT = re.compile(r"^\s{0,12}(?:>>>|\.\.\.|In ?\[\d*\]:) ?", re.MULTILINE)
_MAGIC = re.compile(
    r"^(\s{0,80})(?:[%!?$]\S.*|(?:pip3?|conda|python3?|apt|apt-get|npm|git|cd|source|export|mkdir) (?!=|in |is |and |or )[\w./-].*)$",
    re.MULTILINE,
)
_SKETCH = re.compile(r"\.\.\.|…|<[A-Za-z][\w -]{0,40}>|\{\{|\{%|\[\.\.\.\]|___")
_PYTHON_2 = re.compile(
    r"Missing parentheses in call to|multiple exception types must be parenthesized|leading zeros in decimal|invalid hexadecimal literal"
)
_TALK = (
    "syntaxerror", "indentationerror", "syntax error", "invalid syntax", "python2", "python 2", "语法错误", "缩进错误",
)  # fmt: skip
_TALKED = 10_000_000  # characters of a text that are searched for these
_BLOCK_END = re.compile(r":\s{0,80}(?:#[^\n]*)?$")


def about_errors(text: str) -> bool:
    """Whether a text speaks of syntax errors or of Python 2, so that broken code may be its example."""
    lowered = text[:_TALKED].lower()
    return any(words in lowered for words in _TALK)  # a pattern that ignores case takes seconds for 50 MB


def broken_python(code: str, budget: Budget) -> tuple[int, str] | None:
    """(line from 0, what is wrong) of Python code that no interpreter accepts, None where it parses or cannot be told.

    Raises `GivenUpError` where the code is too long, nests too deeply, or the row has used up its readings.
    """
    if code.lstrip()[:1] in ("<", ""):
        return None
    if len(code) > LONGEST or too_deep(code):
        raise GivenUpError
    lines = code.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if len(filled) < 2:
        return None
    source = code.expandtabs(8) if "\t" in code and "    " in code else code
    error = _python_error(source, budget)
    if error is None:
        return None
    if ">>>" in code or "In [" in code:
        said = [_PROMPT.sub("", line) for line in lines if _PROMPT.match(line)]
        if _python_error("\n".join(said), budget) is None:
            return None
    if _MAGIC.search(source):
        source = _MAGIC.sub(r"\1pass", source)
        error = _python_error(source, budget)
    if error is None:
        return None
    for wrapped in (
        textwrap.dedent(source),
        "if 1:\n" + source,
        "if 1:\n    " + source.lstrip(),
        "try:\n    pass\n" + source,
        "if 1:\n    pass\n" + source,
    ):
        if _python_error(wrapped, budget) is None:
            return None
    return _verdict(error, source.split("\n"), filled[-1])


def _verdict(error: SyntaxError, lines: list[str], last: int) -> tuple[int, str] | None:
    number = min(max((error.lineno or 1) - 1, 0), len(lines) - 1)
    said = error.msg or "invalid syntax"
    line = lines[number]
    if "expected an indented block" in said:
        if number >= last and not line[:1].strip():
            return None
        before = next((one for one in reversed(lines[:number]) if one.strip()), "")
        after = line.strip()
        if before.lstrip().startswith(("#", "...")) or not after or (number >= last and _BLOCK_END.search(after)):
            return None
        if all(not one.strip() for one in lines[number:]):
            return None
    if any(_SKETCH.search(one) for one in lines[max(0, number - 1) : number + 2]):
        return None
    if number >= last and ("was never closed" not in said) and _BLOCK_END.search(line):
        return None
    if _PYTHON_2.search(said):
        return number, "Python 2: not accepted by Python 3."
    return number, f"Not Python: {said} (line {number + 1})."


def _python_error(source: str, budget: Budget) -> SyntaxError | None:
    """The syntax error of a source, None where it parses or where the parser gives up."""
    budget.read(len(source))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(source)
        except SyntaxError as error:
            return error.with_traceback(None)  # whose frames would hold the whole batch
        except (ValueError, MemoryError, RecursionError, OverflowError):
            return None
    return None
