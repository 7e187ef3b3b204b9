"""Parts whose columns differ become one table: types widen, what a part lacks is null, nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from explorer import building
from explorer.store import Cache
from explorer.store.table import unified

Jsonl = Callable[..., Path]


@pytest.mark.parametrize(
    ("first", "second", "kind", "cells"),
    [
        ([1], [0.5], "double", [1.0, 0.5]),
        ([0.5], [1], "double", [0.5, 1.0]),
        ([2**53 + 1], [0.5], "double", [2.0**53, 0.5]),  # as float() rounds it
        (pa.array([1], pa.int32()), [2], "int64", [1, 2]),
        (pa.nulls(1), [True], "bool", [None, True]),
        (["a"], pa.nulls(1), "string", ["a", None]),
        ([1], ["a"], "string", ["1", "a"]),
        ([True], [2], "string", ["true", "2"]),
        (pa.array(["a"]).dictionary_encode(), ["b"], "string", ["a", "b"]),
        (pa.array(["a"]).dictionary_encode(), pa.array(["b"]).dictionary_encode(), "string", ["a", "b"]),
    ],
)
def test_types_of_two_parts(first: Any, second: Any, kind: str, cells: list[Any]) -> None:
    table = unified([pa.table({"x": first, "only": [1]}), pa.table({"x": second, "late": ["l"]})])
    assert str(table.schema.field("x").type) == kind and table["x"].to_pylist() == cells
    assert table.column_names == ["x", "only", "late"]
    assert table["only"].to_pylist() == [1, None] and table["late"].to_pylist() == [None, "l"]


def test_no_parts_are_no_rows() -> None:
    assert unified([]).num_rows == 0


@pytest.mark.parametrize("numbers", [(2**53 + 1, 0.5), (0.5, 2**53 + 1)])
def test_a_large_whole_number_beside_a_fraction(cache: Cache, jsonl: Jsonl, numbers: tuple[float, float]) -> None:
    """A number such as that of a post, in one file, and a fraction of the same name in the other."""
    paths = [jsonl([{"prompt": "p", "response": "r", "n": n}], f"{place}.jsonl") for place, n in enumerate(numbers)]
    dataset = building.run(cache, paths, layers=["spine"])
    assert dataset.columns["n"].kind == "number"
    found = dataset.query('SELECT "n" FROM rows ORDER BY row_id')["n"].to_pylist()
    assert found == [float(n) for n in numbers]
