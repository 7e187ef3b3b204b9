"""Searches in a form that DuckDB runs fast keep the rows that LIKE keeps."""

from __future__ import annotations

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.filters import printer
from explorer.filters.model import Node


def like(op: str, pattern: str, escape: str = "") -> Node:
    literals = (Node("text", value=pattern), *((Node("text", value=escape),) if escape else ()))
    return Node(op, (Node("column", value="t"), *literals))


@settings(max_examples=250)
@given(
    st.text(alphabet="aB%_#\\.*[(数é\n' ", max_size=6),
    st.text(alphabet="aAbB%_#\\.*[(数éÉ\n' ", max_size=9),
    st.sampled_from(["like", "ilike"]),
    st.sampled_from(["", "#", "\\"]),
)
def test_fast_forms_agree_with_like(
    table: duckdb.DuckDBPyConnection, inner: str, text: str, op: str, escape: str
) -> None:
    pattern = f"%{inner}%"
    fast = printer.fast_text(like(op, pattern, escape), "t")
    if fast is None:
        return
    slow = f"t {op.upper()} {printer.literal(pattern)}" + (f" ESCAPE '{escape}'" if escape else "")
    got = table.execute(f"SELECT {fast}, {slow} FROM (SELECT {printer.literal(text)} AS t)").fetchone()
    assert got is not None
    assert got[0] == got[1]
