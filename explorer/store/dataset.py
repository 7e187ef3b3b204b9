"""An opened dataset: its finished layers, joined, and its rows read back from the source."""

from __future__ import annotations

import bisect
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from explorer import sources
from explorer.columns import Column
from explorer.metrics import METRICS, Context
from explorer.store import joined_file, layer_join, repair
from explorer.store.cache import Cache
from explorer.store.condition_cache import Hidden
from explorer.store.descriptions import described
from explorer.store.facts import FieldInfo, Ledger, PartFacts, summed
from explorer.store.layers import (
    REJECTS,
    SPINE,
    Layer,
    part_is_finished,
    read_plan,
    row_layers,
    rows_folder,
    sparse_layers,
)
from explorer.store.lazy_columns import LATE, Late
from explorer.store.longtext import LongText
from explorer.store.schema import field_names
from explorer.store.sourcerows import SourceRows
from explorer.store.table import NarrowTable, quoted, unified

T = TypeVar("T")

FIELDS_IN_MEMORY = 64
"""Source fields loaded with the other columns; further ones are loaded when a filter or a page asks for them."""

_KEPT_FROM = 100_000  # rows from which the joined columns are kept as a file
_RESULTS = 256  # small results kept


class Dataset(SourceRows):
    """One dataset, shared by all sessions of a process; every method may be called from several threads.

    A dataset whose build is still running holds the rows of the parts finished so far: `refresh` loads more.
    """

    def __init__(
        self,
        cache: Cache,
        facts: Mapping[str, Any],
        mapping: str,
        context: Context,
        passes: Collection[str] = (),
        on_request: Collection[str] = (),
    ) -> None:
        """`facts`: what the cache remembers of the source files (fingerprint, name, files).

        passes: folder names of the dataset layers that belong to a complete build. on_request: of those that are loaded
        where they are there. Others on disk are out of date.
        """
        self.fingerprint: str = facts["fingerprint"]
        self.name: str = facts["name"]
        self.files = tuple(sources.SourceFile.from_dict(entry) for entry in facts["files"])
        self.mapping = mapping
        self.encoding = context.encoding
        self.cache = cache
        self.generation = 0
        self.rows = 0
        self.complete = False
        self.facts = PartFacts()
        self.columns: dict[str, Column] = {}
        self.folder = rows_folder(cache.dataset(self.fingerprint), mapping)
        self._context = context
        self._passes = frozenset(passes)
        self._on_request = frozenset(on_request)
        self._table = NarrowTable([cache.dataset(self.fingerprint)])
        self._lock = threading.RLock()
        self._bases: list[int] = []
        self._part_facts: list[PartFacts] = []
        self._loaded_layers: tuple[str, ...] = ()
        self._late = Late(self._table, self._lock)
        self._folders: dict[str, Path] = {}  # of the dataset layers that are loaded, by name
        self._field_names: dict[str, str] = {}
        self._extra_fields: list[str] = []
        self._hidden = Hidden(self._table)
        self._keeping: threading.Thread | None = None  # writes the joined columns
        self._results: OrderedDict[Hashable, Any] = OrderedDict()

    # ---- what is known ----

    @property
    def ledger(self) -> Ledger:
        """Lines accounted for in the parts loaded so far."""
        facts = self.facts
        return Ledger(facts.rows + facts.blank + facts.rejected, facts.rows, facts.blank, facts.rejected)

    @property
    def dialects(self) -> dict[str, int]:
        """Rows by dialect, most frequent first."""
        return dict(self.facts.dialects.most_common())

    @property
    def fields(self) -> list[FieldInfo]:
        """Fields of the source rows, in the order they are first met; of a table without rows, its columns."""
        found = dict(self.facts.fields)
        for file in self.files:
            for name in file.options.get("columns", ()):
                found.setdefault(str(name), FieldInfo(str(name), 0, {}, 0, ""))
        return list(found.values())

    @property
    def notes(self) -> list[str]:
        """Remarks on the files as a whole."""
        return [f"{file.name}: {note}" if len(self.files) > 1 else note for file in self.files for note in file.notes]

    @property
    def size(self) -> int:
        """Bytes of the plain source."""
        return sum(file.size for file in self.files)

    # ---- loading ----

    def refresh(self) -> bool:
        """Load parts and layers that arrived since the last call; True if there were any."""
        with self._lock:
            spans = read_plan(self.folder)
            if spans is None:
                return False
            layers = row_layers(self.folder, self._context)
            spine_done = layers[SPINE].manifest() is not None
            if spine_done:
                layers = {n: layer for n, layer in layers.items() if layer.manifest() is not None or n == REJECTS}
            early = {n: layer for n, layer in layers.items() if n not in LATE}
            ready = len(spans) if spine_done else len(self._part_facts)
            while ready < len(spans) and part_is_finished(early, ready):
                ready += 1
            if not spine_done and ready == len(self._part_facts):
                return False
            sparse = sparse_layers(self.folder, self._passes | self._on_request) if spine_done else []
            late = {n: layer for n, layer in layers.items() if n in LATE and spine_done}
            identity = (*sorted(layer.path.name for layer in early.values()), *(layer.path.name for layer in sparse))
            identity += ("finished",) if spine_done else ()
            fresh = identity != self._loaded_layers
            if fresh and (spine_done or self._loaded_layers):
                self._start_over()
            if fresh or ready > len(self._part_facts):
                self._load(early, sparse, len(self._part_facts), ready, identity)
                self._loaded_layers = identity
            elif self._late.knows(late):
                return False
            self._late.expect(late, self.rows)
            self.complete = spine_done and {metric.name for metric in METRICS} <= set(layers)
            self.complete = self.complete and self._passes <= {layer.path.name for layer in sparse}
            self.columns = described(
                self._table, self.rows, {*early, *late}, sparse, self.facts.fields, self._field_names
            )
            self._folders = {layer.name: layer.path for layer in sparse}
            self.generation += 1
            return True

    def expect(self, on_request: Collection[str]) -> None:
        """Load these layers that are built on request, in place of those that were asked for before."""
        with self._lock:
            if frozenset(on_request) != self._on_request:
                self._on_request = frozenset(on_request)
                self.refresh()

    def beside(self, layer: str) -> Path | None:
        """The folder of a dataset layer that is loaded, None where there is none of this name."""
        return self._folders.get(layer)

    def load_rest(self) -> None:
        """Read the late layers in the background: a page is on the screen whose next question may be for one of them."""
        self._late.load_soon()

    def _start_over(self) -> None:
        self._table.drop()
        self._part_facts, self._bases, self.rows = [], [], 0
        self._late.forget()
        self._hidden.forget()

    def _load(
        self,
        layers: Mapping[str, Layer],
        sparse: Sequence[Layer],
        first: int,
        stop: int,
        identity: Sequence[str],
    ) -> None:
        for number in range(first, stop):
            self._part_facts.append(PartFacts.from_dict(layers[SPINE].facts(number)))
        self.facts = summed(self._part_facts)
        self._field_names = field_names(self.facts.fields)
        filled = []
        for number in range(first, stop):
            self._bases.append(self.rows)
            if self._part_facts[number].rows:
                filled.append(number)
            self.rows += self._part_facts[number].rows
        kept = joined_file.path_of(self.folder, identity)
        is_whole = first == 0 and layers[SPINE].merged.exists() and not self._extra_fields
        if filled and is_whole and joined_file.is_there(kept):
            self._hidden.forget()
            self._table.load(joined_file.select(kept, self.files))
            return
        if not filled:
            joined = layer_join.no_rows()
        elif first == 0 and layers[SPINE].merged.exists():
            joined = self._narrow(layers, None)
        else:
            joined = unified(self._narrow(layers, number) for number in filled)
        base = self._bases[first] if stop > first else 0
        row_ids = pa.array(np.arange(base, base + joined.num_rows), pa.int32() if self.rows < 2**31 else pa.int64())
        joined = joined.add_column(0, "row_id", row_ids)
        for layer in sparse:
            joined = layer_join.with_sparse(joined, layer)
        self._hidden.forget()
        if first and not self._table.takes(joined):
            # A field that is new, or of another type than so far: all parts are joined anew.
            self._start_over()
            self._load(layers, sparse, 0, stop, identity)
            return
        self._table.append(joined)
        if filled and is_whole and self.rows >= _KEPT_FROM:
            # Beside the first look, which need not wait for it.
            self._keeping = threading.Thread(target=joined_file.save, args=(kept, joined, self.files), name="narrow")
            self._keeping.start()

    def _narrow(self, layers: Mapping[str, Layer], number: int | None) -> pa.Table:
        """The narrow columns of one part, or of all (None)."""
        fields = {name: self._field_names[name] for name in self._fields_to_load()}
        return layer_join.side_by_side(layers, number, [file.name for file in self.files], fields)

    def _fields_to_load(self) -> list[str]:
        held = [info.name for info in self.facts.fields.values() if info.consumed < info.present and not info.long]
        return list(dict.fromkeys([*held[:FIELDS_IN_MEMORY], *self._extra_fields]))

    def ensure(self, names: Iterable[str]) -> None:
        """Load source fields that are not in memory yet, before a query reads them."""
        with self._lock:
            loaded = set(self._fields_to_load())
            reverse = {column: name for name, column in self._field_names.items()}
            missing = [
                reverse[name]
                for name in names
                if name in reverse and reverse[name] not in loaded and not self.columns[name].long_text
            ]
            if missing:
                self._extra_fields += missing
                self._loaded_layers = ()
                self.complete = False
                self.refresh()

    # ---- queries ----

    def query(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> pa.Table:
        """Run SQL made by `explorer.queries` over the table `rows`. Column names in it are quoted."""
        self._late.load(sql)
        return self._table.query(sql, parameters)

    def kept_result(self, key: Hashable, compute: Callable[[], T]) -> T:
        """A small result of a query, kept until others push it out. `key` names dataset state and filter as well."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        found = compute()
        with self._lock:
            self._results[key] = found
            while len(self._results) > _RESULTS:
                self._results.popitem(last=False)
        return found

    def text_hit(self, condition: str) -> str:
        """Run a condition over long text where it lies; SQL that is true for the rows it holds for."""
        read = [c.name for c in self.columns.values() if c.long_text and quoted(c.name) in condition]
        relation = self.text_relation(names=read)
        with self._lock:
            return self._hidden.mask(condition, f"row_id IN (SELECT row_id FROM ({relation}) WHERE {condition})")

    def mask(self, condition: str) -> str:
        """SQL that is true for the rows a condition over narrow columns holds for; never null."""
        with self._lock:
            self._late.load(condition)
            return self._hidden.mask(f"narrow: {condition}", condition)

    def packed(self, conditions: Sequence[str]) -> list[str]:
        """Names of hidden columns that hold, as bits, which of `conditions` are true of a row: `BITS` of them in each.

        Evaluated once for all filters and sessions: counting many conditions under a filter is one small GROUP BY then.
        """
        with self._lock:
            self._late.load(" ".join(conditions))
            return self._hidden.packed(conditions)

    def text_relation(self, parts: Sequence[int] | None = None, names: Iterable[str] = ()) -> str:
        """SQL that gives row_id, system, prompt, response and the long text fields `names` of some parts (all by default)."""
        wanted = range(len(self._part_facts)) if parts is None else parts
        columns = [self.columns[name] for name in names]
        reverse = {column: name for name, column in self._field_names.items()}
        places = {number: self._bases[number] for number in wanted if self._part_facts[number].rows}
        return LongText(self.folder, self.files, self._context, reverse, self.facts.fields).relation(places, columns)

    def parts_of(self, row_ids: Iterable[int]) -> list[int]:
        """Numbers of the parts that hold these rows."""
        return sorted({bisect.bisect_right(self._bases, row_id) - 1 for row_id in row_ids})

    def rejects(self) -> list[Path]:
        """Parquet parts with rejected lines, in order."""
        layer = row_layers(self.folder, self._context)[REJECTS]
        return [repair.require(layer.part(n)) for n, facts in enumerate(self._part_facts) if facts.rejected]

    def settle(self) -> None:
        """Wait until what is kept for the next opening is on disk."""
        if self._keeping is not None:
            self._keeping.join()

    def close(self) -> None:
        """Free the memory of the narrow table."""
        self._table.close()


def registry_key(fingerprint: str, mapping: str, encoding: str, files: Sequence[str]) -> str:
    """Names a dataset among those open in this process."""
    return hashlib.sha256("\0".join([fingerprint, mapping, encoding, *files]).encode("utf-8", "replace")).hexdigest()
