"""The columns of a dataset in words: those of its layers, and those of the source's own fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from explorer.columns import Column
from explorer.metrics import METRICS
from explorer.store.facts import FieldInfo
from explorer.store.layers import Layer, manifest_columns
from explorer.store.schema import SPINE_COLUMNS, apart, consumed_column, field_column, likely_type
from explorer.store.table import NarrowTable, quoted

_MANY = 2**31  # distinct values of a field whose values were not counted


def described(
    table: NarrowTable,
    rows: int,
    layers: Collection[str],
    sparse: Sequence[Layer],
    fields: Mapping[str, FieldInfo],
    names: Mapping[str, str],
) -> dict[str, Column]:
    """Columns by name. layers: names of the row layers that are there. names: the column of each field of the source."""
    columns = {column.name: column for column in SPINE_COLUMNS}
    for metric in METRICS:
        if metric.name in layers:
            columns.update((column.name, column) for column in metric.columns)
    for layer in sparse:
        columns.update((column.name, column) for column in manifest_columns(layer.manifest() or {}))
    types = table.column_types()
    held = {name: info for name, info in fields.items() if info.consumed < info.present}
    distinct = _distinct(table, [names[n] for n in held if types.get(names[n]) == "VARCHAR"]) if rows else {}
    for name, info in held.items():
        known = names[name]
        kind = types.get(known) or likely_type(info)
        columns[known] = field_column(known, info, kind, distinct.get(known, _MANY), rows)
    for name, info in fields.items():
        if name not in held:
            columns[names[name]] = consumed_column(names[name], info)
    return apart(columns)


def _distinct(table: NarrowTable, columns: Sequence[str]) -> dict[str, int]:
    """About how many values each of these columns has."""
    if not columns:
        return {}
    counted = table.query(f"SELECT {', '.join(f'approx_count_distinct({quoted(name)})' for name in columns)} FROM rows")
    return {name: int(counted.column(place)[0].as_py() or 0) for place, name in enumerate(columns)}
