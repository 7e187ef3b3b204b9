"""What the text of a Python column says of itself, told without running it."""

from __future__ import annotations

import ast
from typing import Literal, NamedTuple

from explorer.errors import FilterError

ValueKind = Literal["bool", "int", "float", "str"]
_KINDS: dict[str, ValueKind] = {"bool": "bool", "int": "int", "float": "float", "str": "str"}
_EXAMPLE = "Write, for example: def exclamations(row) -> int: return row.response.count('!')"


class Signature(NamedTuple):
    """name: of the function. kind: of what it gives. help: its docstring."""

    name: str
    kind: ValueKind
    help: str


def signature(text: str) -> Signature:
    """Of the one function of a Python text whose name does not begin with _. FilterError where there is none such."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f" (line {error.lineno})" if isinstance(error, SyntaxError) and error.lineno else ""
        raise FilterError(f"The text is not valid Python{line}.", _EXAMPLE) from error
    named = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    if len(named) != 1:
        raise FilterError(
            f"The Python text has {len(named)} functions, and needs one.",
            f"Begin the names of helpers with _. {_EXAMPLE}",
        )
    (found,) = named
    given = found.args
    if len(given.posonlyargs) + len(given.args) != 1 or given.kwonlyargs or given.vararg or given.kwarg:
        raise FilterError(f"{found.name}() does not take one row.", _EXAMPLE)
    returns = found.returns
    written = (
        returns.id
        if isinstance(returns, ast.Name)
        else returns.value
        if isinstance(returns, ast.Constant)  # of `from __future__ import annotations` in quotes
        else ""
    )
    kind = _KINDS.get(str(written))
    if kind is None:
        raise FilterError(
            f"{found.name}() does not say what it gives.", f"-> bool, int, float or str behind its brackets. {_EXAMPLE}"
        )
    return Signature(found.name, kind, " ".join((ast.get_docstring(found) or "").split()))
