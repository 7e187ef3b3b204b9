"""What is loaded of a dataset: its narrow columns as one table in memory, filled from the layers as they are finished."""

from __future__ import annotations

import bisect
import hashlib
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from explorer.errors import FilterError
from explorer.sources import SourceFile
from explorer.store import joined_file, layer_join, learnt
from explorer.store.condition_cache import ConditionCache, RowBits
from explorer.store.facts import PartFacts, summed
from explorer.store.finished import Finished
from explorer.store.layers import SPINE, Layer
from explorer.store.lazy_columns import LazyColumns
from explorer.store.schema import field_names
from explorer.store.table import NarrowTable, unified

if TYPE_CHECKING:
    from explorer.store.custom_columns import CustomColumns

FIELDS_IN_MEMORY = 64
"""Source fields loaded with the other columns; further ones are loaded when a filter or a page asks for them."""

HAND_TYPES = {
    "decision": "VARCHAR",
    "marked": "BOOLEAN DEFAULT false",
    "note": "VARCHAR",
    "edited": "BOOLEAN DEFAULT false",
}
"""Columns of decisions, which the table has as soon as a query reads one or somebody has decided."""

DECIDED = frozenset({*HAND_TYPES, learnt.LEARNT.name})
"""Columns that change with what is decided by hand."""

_SOON = 0.2  # seconds

KEPT_FROM = 100_000
"""Rows from which the joined file is written."""


class Loaded:
    """The narrow table, the lazy columns that it still lacks, and the conditions that were evaluated over it.

    folder: of the row layers. readable: the folder whose Parquet parts queries may read. reserved: names that no field
    of the source may have, beside those that the store knows of itself. Safe to query from several threads; whoever
    changes what is loaded holds `lock`.
    """

    def __init__(self, folder: Path, files: Sequence[SourceFile], readable: Path, reserved: Collection[str]) -> None:
        self.lock = threading.RLock()
        self.table = NarrowTable([readable])
        self.lazy = LazyColumns(self.table, self.lock)
        self.rows = 0
        self.facts = PartFacts()
        self.parts: list[PartFacts] = []
        self.bases: list[int] = []
        """`row_id` of each part's first row."""
        self.field_names: dict[str, str] = {}
        """The column of each field of the source."""
        self._folder = folder
        self._files = files
        self._reserved = reserved
        self._conditions = ConditionCache(self.table)
        self._identity: tuple[str, ...] = ()
        self._extra_fields: list[str] = []
        self._saving: threading.Thread | None = None  # writes the joined file
        self._has_hand = self._has_learnt = False
        self.custom: CustomColumns | None = None
        self.hand_version = 0
        """Grows with every change of the columns of decisions."""

    # ---- loading ----

    def update(self, finished: Finished) -> bool:
        """Load what is finished and not in the table yet; True if there was anything."""
        identity = finished.identity
        fresh = identity != self._identity
        if fresh and (finished.whole or self._identity):
            self._start_over()
        if fresh or finished.parts > len(self.parts):
            self._load(finished.layers, finished.sparse, len(self.parts), finished.parts, identity)
            self._identity = identity
        elif self.lazy.knows(finished.lazy):
            return False
        self.lazy.expect(finished.lazy, self.rows)
        return True

    def state(self, finished: Finished) -> str:
        """Names what is loaded: the same text, the same rows and columns, in whatever object."""
        lazy = sorted(layer.path.name for layer in finished.lazy.values())
        text = "\0".join([str(len(self.parts)), *self._identity, "", *lazy, "", *self._extra_fields])
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]

    def want_fields(self, columns: Iterable[str]) -> bool:
        """Have the source fields behind these columns loaded with the next `update`; whether any is not loaded yet."""
        loaded = set(self._fields_to_load())
        field_of = {column: name for name, column in self.field_names.items()}
        missing = [field_of[column] for column in columns if column in field_of and field_of[column] not in loaded]
        if missing:
            self._extra_fields += missing
            self._identity = ()
        return bool(missing)

    def _start_over(self) -> None:
        self.table.drop()
        self.parts, self.bases, self.rows = [], [], 0
        self._has_hand = self._has_learnt = False
        self.lazy.forget()
        self._conditions.forget()

    def _load(
        self, layers: Mapping[str, Layer], sparse: Sequence[Layer], first: int, stop: int, identity: Sequence[str]
    ) -> None:
        filled = self._count_parts(layers[SPINE], first, stop)
        if self.custom is not None:
            self.custom.forget()
        named = [self.field_names[name] for name in self._fields_to_load()]
        kept = joined_file.path_of(self._folder, identity, named)
        is_whole = first == 0 and layers[SPINE].merged.exists() and not self._extra_fields
        if filled and is_whole and joined_file.is_there(kept):
            self._conditions.forget()
            self._has_hand = self._has_learnt = False
            self.table.load(joined_file.select(kept, self._files))
            return
        if not filled:
            joined = layer_join.no_rows()
        elif first == 0 and layers[SPINE].merged.exists():
            joined = self._side_by_side(layers, None)
        else:
            joined = unified(self._side_by_side(layers, number) for number in filled)
        base = self.bases[first] if stop > first else 0
        row_ids = pa.array(np.arange(base, base + joined.num_rows), pa.int32() if self.rows < 2**31 else pa.int64())
        joined = joined.add_column(0, "row_id", row_ids)
        for layer in sparse:
            joined = layer_join.with_sparse(joined, layer)
        self._conditions.forget()
        if first and not self.table.takes(joined):
            # A field that is new, or of another type than so far: all parts are joined anew.
            self._start_over()
            self._load(layers, sparse, 0, stop, identity)
            return
        self.table.append(joined)
        if filled and is_whole and self.rows >= KEPT_FROM:
            # Beside the first look, which need not wait for it.
            self._saving = threading.Thread(
                target=joined_file.save, args=(kept, joined, self._files), name="joined-file"
            )
            self._saving.start()

    def _count_parts(self, spine: Layer, first: int, stop: int) -> list[int]:
        """Take note of further parts; the numbers of those that hold rows."""
        for number in range(first, stop):
            self.parts.append(PartFacts.from_dict(spine.facts(number)))
        self.facts = summed(self.parts)
        self.field_names = field_names(self.facts.fields, self._reserved)
        for number in range(first, stop):
            self.bases.append(self.rows)
            self.rows += self.parts[number].rows
        return [number for number in range(first, stop) if self.parts[number].rows]

    def _side_by_side(self, layers: Mapping[str, Layer], number: int | None) -> pa.Table:
        """The narrow columns of one part, or of all (None)."""
        fields = {name: self.field_names[name] for name in self._fields_to_load()}
        return layer_join.side_by_side(layers, number, [file.name for file in self._files], fields)

    def _fields_to_load(self) -> list[str]:
        held = [info.name for info in self.facts.fields.values() if info.consumed < info.present and not info.long]
        return list(dict.fromkeys([*held[:FIELDS_IN_MEMORY], *self._extra_fields]))

    # ---- queries ----

    def query(
        self,
        sql: str,
        parameters: Sequence[Any] | Mapping[str, Any] | None = None,
        reads: Set[str] = frozenset(),
        beside: Mapping[str, pa.Table] | None = None,
    ) -> pa.Table:
        """Run SQL over the table `rows`. reads: the columns that it reads. beside: tables that it may read too, by name."""
        self.bring(reads)
        try:
            return self.table.query(sql, parameters, beside)
        except FilterError as error:
            self.lazy.require_said(str(error.__cause__))
            raise

    def stream(self, sql: str, rows: int, reads: Set[str] = frozenset()) -> Iterator[pa.RecordBatch]:
        """Run SQL over the table `rows`; what it gives in batches of at most `rows`. reads: the columns that it reads."""
        self.bring(reads)
        return self.table.stream(sql, rows)

    def mask(self, condition: str, reads: Set[str], key: str = "") -> str:
        """Name of a column that is true for the rows a condition holds for, never null. key: what it is known by."""
        with self.lock:
            self.bring(reads)
            return self._conditions.mask(self._as_decided(key or f"narrow: {condition}", reads), condition)

    def any_of(self, conditions: Sequence[str], reads: Set[str]) -> str:
        """Name of a column that is true for the rows any of the conditions holds for, never null."""
        with self.lock:
            self.bring(reads)
            keys = [self._as_decided("any: " + "\0".join(conditions[:n]), reads) for n in range(1, len(conditions) + 1)]
            found = self._conditions.any_of(keys, conditions)
        if self.rows >= KEPT_FROM:
            # Once the page that waits for this one is drawn.
            soon = threading.Timer(_SOON, self.table.make_spare)
            soon.daemon = True
            soon.start()
        return found

    def bits(self, condition: str, reads: Set[str]) -> RowBits:
        """The rows that a condition holds for, as bits."""
        with self.lock:
            self.bring(reads)
            return self._conditions.bits(self._as_decided(condition, reads), condition)

    def packed(self, conditions: Sequence[str], reads: Set[str]) -> list[str]:
        """Names of columns whose bits are the conditions: see `ConditionCache.packed`."""
        with self.lock:
            self.bring(reads)
            return self._conditions.packed(conditions, self._as_decided("", reads))

    def bring(self, reads: Set[str]) -> None:
        """Have the columns there that a query reads."""
        self.lazy.load(reads)
        if not self._has_hand and not HAND_TYPES.keys().isdisjoint(reads):
            with self.lock:
                self.table.add_columns(HAND_TYPES)
                self._has_hand = True
        if not self._has_learnt and learnt.LEARNT.name in reads:
            with self.lock:
                self.table.add_columns({learnt.LEARNT.name: learnt.TYPE})
                self.table.set_values(learnt.values(self._folder))
                self._has_learnt = True
        if self.custom is not None and self.custom.columns:
            with self.lock:
                self.custom.bring(reads)

    def _as_decided(self, key: str, reads: Set[str]) -> str:
        """What is evaluated over decisions holds until the next of them."""
        return key if DECIDED.isdisjoint(reads) else f"{self.hand_version}: {key}"

    def set_hand(self, table: pa.Table) -> None:
        """Set the columns of decisions for the rows that the table names."""
        with self.lock:
            self.bring(frozenset(HAND_TYPES))
            self.table.set_values(table)
            self.hand_version += 1

    def learn(self, values: np.ndarray, facts: Mapping[str, Any]) -> None:
        """Keep what was learnt from decisions, one number a row, in place of what was learnt before."""
        with self.lock:
            learnt.write(self._folder, values, facts)
            self._has_learnt = False
            self.hand_version += 1

    # ---- parts ----

    def places(self, parts: Iterable[int] | None = None) -> dict[int, int]:
        """Number of a part -> `row_id` of its first row, of those of `parts` (all by default) that hold rows."""
        wanted = range(len(self.parts)) if parts is None else parts
        return {number: self.bases[number] for number in wanted if self.parts[number].rows}

    def parts_of(self, row_ids: Iterable[int]) -> list[int]:
        """Numbers of the parts that hold these rows."""
        return sorted({bisect.bisect_right(self.bases, row_id) - 1 for row_id in row_ids})

    def settle(self) -> None:
        """Wait until the joined file is on disk."""
        if self._saving is not None:
            self._saving.join()

    def close(self) -> None:
        """Free the memory."""
        self.table.close()
