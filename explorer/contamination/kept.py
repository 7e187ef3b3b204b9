"""What was found of references, kept with the dataset: columns that filters, charts and exports read like any other."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from explorer.building import open_datasets
from explorer.columns import Column
from explorer.contamination.matching import MEANING, Found, Match
from explorer.store import Dataset
from explorer.store.cache import read_json
from explorer.store.layers import CONTAMINATION, Layer
from explorer.store.table import read_parquet

FLAG = "is_contaminated"
_NAME = 40  # characters of a reference's name in its columns' names


def keep(dataset: Dataset, found: Found) -> list[Column]:
    """Make columns of what was found, beside those of other references; what was known of the same ones is replaced.

    `is_contaminated`, and of each reference `contamination_NAME`, the overlap with the item that the row has most of, and
    `contamination_NAME_item`, that item's row there. Rows of like meaning alone are not among them.
    """
    before = dataset.beside(CONTAMINATION)
    facts = _facts(before)
    names = [one.name for one in found.references]
    kept = [one for one in facts if one["name"] not in names]
    held = read_parquet(before / "part-00000.parquet") if before is not None and kept else None
    columns: list[Column] = []
    cells: dict[str, dict[int, float]] = {}
    listed: list[dict[str, Any]] = []
    taken = {name.lower() for name in dataset.columns if not name.startswith("contamination_")}
    for one in kept:
        if held is not None:
            for column in _columns(one["name"], one["columns"]):
                pairs = zip(held["row_id"].to_pylist(), held[column.name].to_pylist(), strict=True)
                cells[column.name] = {row: cell for row, cell in pairs if cell is not None}
                columns.append(column)
            taken |= {name.lower() for name in one["columns"]}
            listed.append(one)
    for number, one in enumerate(found.references):
        pair = _free(one.name, taken)
        columns += _columns(one.name, pair)
        best = _best(found.matches, number)
        cells[pair[0]] = {row: match.overlap for row, match in best.items()}
        cells[pair[1]] = {row: match.item for row, match in best.items()}
        listed.append({**one._asdict(), "rule": found.rule.name, "columns": pair})
    _write(dataset, [_flag(), *columns], cells, listed)
    return columns


def references(dataset: Dataset) -> Sequence[Mapping[str, Any]]:
    """What is kept of each reference: name, items, items_found, rows, rule, columns."""
    return _facts(dataset.beside(CONTAMINATION))


def _facts(folder: Path | None) -> list[dict[str, Any]]:
    return list((read_json(folder / "layer.json") or {}).get("references", ())) if folder is not None else []


def _best(matches: Sequence[Match], reference: int) -> dict[int, Match]:
    best: dict[int, Match] = {}
    for one in matches:
        if one.reference == reference and one.kind != MEANING:
            best[one.row_id] = max(best.get(one.row_id, one), one, key=lambda match: (match.overlap, -match.item))
    return best


def _free(name: str, taken: set[str]) -> list[str]:
    """Names of the columns of a reference that no other column has."""
    short = re.sub(r"\W+", "_", name.rpartition(".")[0] or name).strip("_").lower()[:_NAME] or "reference"
    number = 1
    while True:
        base = f"contamination_{short}" + (f"_{number}" if number > 1 else "")
        if not {base, f"{base}_item"} & taken:
            taken |= {base, f"{base}_item"}
            return [base, f"{base}_item"]
        number += 1


def _flag() -> Column:
    return Column(
        FLAG,
        "holds a test item",
        "boolean",
        "Holds an item of a reference that the rows were held against, word by word: a benchmark, or another split.",
        layer=CONTAMINATION,
        group="attributes",
    )


def _columns(reference: str, names: Sequence[str]) -> list[Column]:
    said = " ".join("".join(letter if letter.isprintable() else " " for letter in reference).split())[:60]
    return [
        Column(
            names[0],
            f"overlap with {said}",
            "number",
            "Of the item that the row holds most of, the share that it holds, 0 to 1, rare words counting more; empty where it holds none.",
            layer=CONTAMINATION,
            group="attributes",
        ),
        Column(
            names[1],
            f"item of {said}",
            "id",
            "The row of the reference whose item the row holds most of.",
            layer=CONTAMINATION,
            group="attributes",
        ),
    ]


def _write(
    dataset: Dataset,
    columns: Sequence[Column],
    cells: Mapping[str, Mapping[int, float]],
    listed: Sequence[Mapping[str, Any]],
) -> None:
    rows = sorted({row for held in cells.values() for row in held})
    kinds = {"number": pa.float64(), "id": pa.int64()}
    table = pa.table(
        {
            "row_id": pa.array(rows, pa.int64()),
            FLAG: pa.array([True] * len(rows), pa.bool_()),
            **{
                column.name: pa.array([cells[column.name].get(row) for row in rows], kinds[column.kind])
                for column in columns
                if column.name != FLAG
            },
        }
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    # Named by what it holds, so that whoever has the dataset open sees that it is another one.
    key = xxhash.xxh3_64_hexdigest(sink.getvalue().to_pybytes() + repr(listed).encode("utf-8", "backslashreplace"))
    layer = Layer(dataset.folder, CONTAMINATION, key)
    layer.write(0, table)
    layer.finish(columns, {"sparse": True, "rows": dataset.rows, "references": list(listed)})
    for other in dataset.folder.glob(f"{CONTAMINATION}-*"):
        if other != layer.path:
            shutil.rmtree(other, ignore_errors=True)
    open_datasets.expect_again(dataset)
