"""Long text where it lies: SQL over the Parquet parts of the text layer and of long source fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from explorer import sources
from explorer.checksums import is_sound
from explorer.columns import TURNS, Column
from explorer.metrics import Context
from explorer.store.facts import FieldInfo
from explorer.store.layers import BASE_VERSION, CONSUMED, FIELDS, TEXT, Layer, read_plan, row_layers
from explorer.store.repair import require
from explorer.store.table import alias, aliases, literal, quoted

_TEXTS = ("system", "prompt", "response")
_NO_TURNS = "NULL::STRUCT(role VARCHAR, start BIGINT, length BIGINT)[]"


@dataclass(frozen=True, slots=True)
class LongText:
    """Long text of one dataset. fields_of: column name -> name of its source field. facts: all source fields."""

    folder: Path
    files: Sequence[sources.SourceFile]
    context: Context
    fields_of: Mapping[str, str]
    facts: Mapping[str, FieldInfo]

    def relation(self, places: Mapping[int, int], columns: Sequence[Column]) -> str:
        """SQL that gives row_id, system, prompt, response and the long fields among `columns`.

        places: number of a part -> row_id of its first row. Fields that went into the turns are written to a layer
        of their own first, where that has not happened yet.
        """
        fields = [column for column in columns if column.layer in (FIELDS, CONSUMED)]
        if not places:
            empty = ", ".join(f"'' AS {quoted(name)}" for name in (*_TEXTS, *(column.name for column in fields)))
            return f"SELECT 0 AS row_id, {empty}, {_NO_TURNS} AS {TURNS} WHERE false"
        layers = row_layers(self.folder, self.context)
        relation = self._texts(layers[TEXT], places, (*_TEXTS, f"turns AS {TURNS}"))
        kept = Layer(self.folder, CONSUMED, f"v{BASE_VERSION}")
        for name, layer in ((FIELDS, layers[FIELDS]), (CONSUMED, kept)):
            chosen = [column for column in fields if column.layer == name]
            if chosen:
                if name == CONSUMED:
                    self._write_consumed(layer, places)
                relation = self._joined(relation, layer, chosen, places)
        return relation

    def contents(self, places: Mapping[int, int]) -> str:
        """SQL that gives row_id and `content`, what the row is known by: see `explorer.decisions.content_keys`."""
        if not places:
            return f"SELECT 0 AS row_id, ''::BLOB AS {quoted('content')} WHERE false"
        return self._texts(row_layers(self.folder, self.context)[TEXT], places, ("content",))

    def parts(self, places: Mapping[int, int]) -> list[tuple[Path, int]]:
        """(file of the text layer, row_id of its first row), for readers that go through all texts themselves."""
        layer = row_layers(self.folder, self.context)[TEXT]
        return [(require(layer.part(number)), first) for number, first in places.items()]

    def _texts(self, layer: Layer, places: Mapping[int, int], names: Sequence[str] = _TEXTS) -> str:
        files = ", ".join(literal(str(require(layer.part(number)))) for number in places)
        bases = ", ".join(f"({literal(str(layer.part(number)))}, {first})" for number, first in places.items())
        part_file, base = aliases("part_file", "base")
        return (
            f"SELECT ({base} + file_row_number)::BIGINT AS row_id, {', '.join(names)} "
            f"FROM read_parquet([{files}], filename = true, file_row_number = true) "
            f"JOIN (VALUES {bases}) AS part_bases({part_file}, {base}) ON filename = {part_file}"
        )

    def _joined(self, relation: str, layer: Layer, columns: Sequence[Column], places: Mapping[int, int]) -> str:
        pieces, row = [], alias("row_id")
        for number, base in places.items():
            # Named by their place: DuckDB takes fields that differ in case alone for one, and `file_row_number` for its own.
            names = pq.read_schema(require(layer.part(number))).names
            named = {name: alias(f"field_{i}") for i, name in enumerate(names)}
            picked = "".join(
                f", {named.get(self.fields_of[column.name], 'NULL')}::VARCHAR AS {quoted(column.name)}"
                for column in columns
            )
            pieces.append(
                f"SELECT ({base} + file_row_number)::BIGINT AS {row}{picked} "
                f"FROM read_parquet({literal(str(layer.part(number)))}) AS part({', '.join(named.values())})"
            )
        return f"SELECT * EXCLUDE {row} FROM ({relation}) JOIN ({' UNION ALL '.join(pieces)}) ON row_id = {row}"

    def _write_consumed(self, layer: Layer, numbers: Iterable[int]) -> None:
        spans = read_plan(self.folder) or []
        names = [name for name, info in self.facts.items() if info.consumed >= info.present]
        for number in numbers:
            if is_sound(layer.part(number)):
                continue
            span = spans[number]
            values = sources.read(self.files[span.file], span).values
            cells = {name: pa.array([_as_text(value, name) for value in values], pa.string()) for name in names}
            layer.write(number, pa.table(cells), searched=True)


def _as_text(row: Any, name: str) -> str | None:
    """A field's value as text, nested ones as JSON."""
    value = row.get(name) if isinstance(row, dict) else None
    if value is None:
        return None
    try:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return None
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
