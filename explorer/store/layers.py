"""Layers on disk: immutable Parquet parts, named by what they depend on.

datasets/<fingerprint>/
  about.json                      name, size
  mapping.txt                     the field mapping that the user chose for this data, if any
  rows-<version>-<mapping>/       everything that depends on how rows are decoded
    plan.json                     the spans: part i of every row layer holds the rows of span i
    <layer>-<key>/part-00000.parquet …
    <layer>-<key>/layer.json      written last: its columns, rows a part; a layer without it is unfinished
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from explorer import checksums
from explorer.columns import Column
from explorer.metrics import FAULTY_TURNS, METRICS, Context
from explorer.sources import Span
from explorer.store import repair
from explorer.store.cache import read_json, write_json
from explorer.store.table import read_parquet, unified

SPINE, TEXT, FIELDS, REJECTS = "spine", "text", "fields", "rejects"
BASE_LAYERS = (SPINE, TEXT, FIELDS, REJECTS)
"""Layers that every build makes, in one pass over the source. Rejects have a part only where there are any."""

NARROW_LAYERS = (SPINE, FIELDS)
"""Base layers that are loaded into memory, as those of the metrics are."""

BASE_VERSION = 4
"""Grows when what the base layers hold changes."""

_ROUGH = "_rough"  # at the end of the name of a layer that stands in for another until that is there

CONTAMINATION = "contamination"
"""The layer of what rows hold of references; its columns are those of the references that were asked for."""

JUDGE = "judge"
"""The layer of what a judge of the user's choice answered; its columns are those of the rubric."""

ASKED = (CONTAMINATION, JUDGE)
"""Layers that are made on request from something outside of the dataset, and cannot be built again from its rows alone."""

CONSUMED = "consumed"
"""Fields that went into the turns, as they stand in the source; built when a filter or a page asks for one."""

ROWS_VERSION = 5
"""Grows when decoding changes, or how files of layers are kept; rebuilds everything that depends on decoded rows."""


def rows_folder(dataset: Path, mapping: str) -> Path:
    """Folder of the layers for one way of decoding the rows."""
    tag = xxhash.xxh3_64_hexdigest(mapping.encode()) if mapping else "auto"
    return dataset / f"rows-{ROWS_VERSION}-{tag}"


def rows_folders(dataset: Path) -> list[Path]:
    """Folders of every way in which this version decoded the rows so far."""
    return sorted(dataset.glob(f"rows-{ROWS_VERSION}-*"))


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of one dataset on disk."""

    folder: Path
    name: str
    key: str

    @property
    def path(self) -> Path:
        """The layer's own folder."""
        return self.folder / f"{self.name}-{self.key}"

    def part(self, number: int) -> Path:
        """Path of a part."""
        return self.path / f"part-{number:05d}.parquet"

    def facts_path(self, number: int) -> Path:
        """Facts of a part of the spine; written last, so it marks the part's base layers as finished."""
        return self.path / f"part-{number:05d}.json"

    def facts(self, number: int) -> dict[str, Any]:
        """Facts of a part of the spine. DamagedError where they cannot be read and nobody here can build them again."""
        path = self.facts_path(number)
        found = read_json(path)
        if found is None:
            repair.broken(path)
            found = read_json(path)
        return found or {}

    def has(self, number: int) -> bool:
        """Whether the part is finished."""
        return self.part(number).exists()

    def write(self, number: int, table: pa.Table, *, searched: bool = False) -> None:
        """Write one part atomically. `searched` parts stay uncompressed: DuckDB scans them three times as fast."""
        with checksums.artifact(self.part(number), table.nbytes) as target:
            if searched:
                pq.write_table(table, target, compression="none", use_dictionary=False, write_statistics=False)
            else:
                pq.write_table(table, target, compression="lz4")

    @property
    def merged(self) -> Path:
        """All parts of a finished narrow layer in one file: a million rows open several times as fast."""
        return self.path / "all.parquet"

    def merge(self, parts: Sequence[int]) -> None:
        """Write `merged` from the parts that hold rows: the columns, without what only passes read."""
        table = unified([read_parquet(self.part(number)) for number in parts])
        if FAULTY_TURNS in table.column_names:
            table = table.drop_columns([FAULTY_TURNS])
        with checksums.artifact(self.merged, table.nbytes) as target:
            pq.write_table(table, target, compression="lz4", row_group_size=1 << 18)

    def manifest(self) -> dict[str, Any] | None:
        """The layer's manifest, None while it is unfinished."""
        return read_json(self.path / "layer.json")

    def finish(self, columns: Sequence[Column], facts: Mapping[str, Any]) -> None:
        """Mark the layer finished."""
        described = [column.as_dict() for column in columns]
        write_json(self.path / "layer.json", {"layer": self.name, "key": self.key, "columns": described, **facts})


def row_layers(folder: Path, context: Context, metrics: Iterable[str] | None = None) -> dict[str, Layer]:
    """The base layers and those of `metrics` (all of them by default), by name."""
    wanted = {metric.name for metric in METRICS} if metrics is None else set(metrics)
    found = {name: Layer(folder, name, f"v{BASE_VERSION}") for name in BASE_LAYERS}
    for metric in METRICS:
        if metric.name in wanted:
            found[metric.name] = Layer(folder, metric.name, metric.key(context))
    return found


def part_is_finished(layers: Mapping[str, Layer], number: int) -> bool:
    """Whether every one of `layers` has this part."""
    if not layers[SPINE].facts_path(number).exists():
        return False
    return all(layer.has(number) for name, layer in layers.items() if name not in BASE_LAYERS)


def read_plan(folder: Path) -> list[Span] | None:
    """The spans of a rows folder, None where it was never planned."""
    plan = read_json(folder / "plan.json")
    if plan is None:
        return None
    return [Span(**{**facts, "state": tuple(facts["state"])}) for facts in plan["spans"]]


def write_plan(folder: Path, spans: Sequence[Span]) -> None:
    """Keep the spans, so that every later layer is cut the same way."""
    write_json(folder / "plan.json", {"spans": [asdict(span) for span in spans]})


def sparse_layers(folder: Path, wanted: Collection[str]) -> list[Layer]:
    """The finished dataset layers whose folders have one of these names; a rough one only until the one itself is there."""
    found = []
    for path in sorted(folder.glob("*/layer.json")):
        manifest = read_json(path)
        if manifest and manifest.get("sparse") and path.parent.name in wanted:
            found.append(Layer(folder, manifest["layer"], manifest["key"]))
    names = {layer.name for layer in found}
    return [layer for layer in found if layer.name.removesuffix(_ROUGH) not in names - {layer.name}]


def manifest_columns(manifest: Mapping[str, Any]) -> list[Column]:
    """The columns that a manifest describes."""
    return [Column(**described) for described in manifest.get("columns", ())]
