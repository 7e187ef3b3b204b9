"""Rows whose fields bear the names that SQL in this project gives to what it computes, or that DuckDB gives."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

COMMON = (
    "value name n f0 a b i j x y fate lost held rows bin kept everything remark number turn quota start group position"
)
OF_DUCKDB = "file_row_number filename rowid count sum base part_file field_row arriving counted select order user __mask_1 __bits_1"


@functools.cache
def aliases_in_code() -> frozenset[str]:
    """Every word that `alias` or `aliases` is called with."""
    found: set[str] = set()
    for path in (ROOT / "explorer").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("alias", "aliases"):
                for part in node.args:
                    found |= {
                        re.sub(r"\W", "", piece.value) + ("0" if isinstance(part, ast.JoinedStr) else "")
                        for piece in ast.walk(part)
                        if isinstance(piece, ast.Constant) and isinstance(piece.value, str)
                    }
    return frozenset(found)


def names() -> list[str]:
    """Names for fields: short ones first, so that most of them are in memory."""
    plain = {*COMMON.split(), *OF_DUCKDB.split(), *aliases_in_code()}
    return [*sorted(plain), "Name", "NAME", "_sql_value", "_SQL_n", '"quoted"', "it's"]


def _is_text(name: str) -> bool:
    """By the name alone, so that a new name changes no other field's type."""
    return name in ("value", "n") or (name not in ("name", "rows") and sum(map(ord, name)) % 2 == 1)


def rows(count: int = 24) -> list[dict[str, Any]]:
    """Rows with these fields: numbers, and categories that are balanced otherwise than any column of this project."""
    return [
        {
            "instruction": f"Name the colour of thing {n % 9}, please.",
            "output": "" if n % 8 == 0 else f"It is blue, as thing {n % 9} has always been.",
            "long": f"{n} " + "words " * 400,
            "Long": f"{n} " + "others " * 400,
            **{name: f"w{n % 5}" if _is_text(name) else n % 7 for name in names()},
        }
        for n in range(count)
    ]
