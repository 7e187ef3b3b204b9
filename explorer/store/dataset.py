"""An opened dataset: its columns in words, its loaded table, and its rows in the files they came from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from explorer import sources
from explorer.columns import Column
from explorer.custom import CustomColumn
from explorer.metrics import Context
from explorer.store import learnt, repair
from explorer.store.cache import Cache
from explorer.store.condition_cache import RowBits
from explorer.store.custom_columns import CustomColumns
from explorer.store.descriptions import described
from explorer.store.facts import FieldInfo, Ledger, PartFacts
from explorer.store.finished import finished
from explorer.store.hand import HAND_COLUMNS, Hand
from explorer.store.layers import REJECTS, row_layers, rows_folder
from explorer.store.loaded import Loaded
from explorer.store.longtext import LongText
from explorer.store.rows_in_file import RowsInFile
from explorer.store.schema import reserved_names

T = TypeVar("T")

_RESULTS = 1_000  # small results kept


class Dataset:
    """One dataset, shared by all sessions of a process; every method may be called from several threads.

    loaded: the narrow table. source: the rows in their files. hand: decisions on its rows. A dataset whose build is still running holds the rows of
    the parts finished so far: `refresh` loads more.
    """

    def __init__(
        self,
        cache: Cache,
        facts: Mapping[str, Any],
        mapping: str,
        context: Context,
        passes: Collection[str] = (),
        on_request: Collection[str] = (),
        reserved: Collection[str] = (),
        folder: Path | None = None,
        custom: Sequence[CustomColumn] = (),
    ) -> None:
        """`facts`: what the cache remembers of the source files (fingerprint, name, files).

        passes: folder names of the dataset layers that belong to a complete build. on_request: of those that are loaded
        where they are there. Others on disk are out of date. reserved: names of all columns that dataset layers may have,
        which no field of the source takes. folder: of layers of a sample of the rows; that of the rows themselves by default.
        custom: columns of the user's own.
        """
        self.fingerprint: str = facts["fingerprint"]
        self.name: str = facts["name"]
        self.files = tuple(sources.SourceFile.from_dict(entry) for entry in facts["files"])
        self.mapping = mapping
        self.encoding = context.encoding
        self.cache = cache
        self.generation = 0  # grows with every change of this object; another object of the same dataset begins anew
        self.state = ""  # names what is loaded: the same text, the same rows and columns, in whatever object
        self.complete = False
        self.has_all_rows = False
        self.columns: dict[str, Column] = {}
        self.is_sample = folder is not None
        self.folder = folder or rows_folder(cache.dataset(self.fingerprint), mapping)
        self.loaded = Loaded(self.folder, self.files, cache.dataset(self.fingerprint), reserved)
        self.source = RowsInFile(self.files, mapping, self.loaded, self.is_sample)
        self.hand = Hand(self.loaded, self._contents)
        self.custom = CustomColumns(custom, self.loaded, self.folder, partial(self.text_relation, None))
        self.loaded.custom = self.custom
        self._reserved = reserved_names(reserved)
        self._context = context
        self._passes = frozenset(passes)
        self._on_request = frozenset(on_request)
        self._lock = self.loaded.lock
        self._folders: dict[str, Path] = {}  # of the dataset layers that are loaded, by name
        self._results: OrderedDict[Hashable, Any] = OrderedDict()

    # ---- what is known ----

    @property
    def rows(self) -> int:
        """Rows loaded so far."""
        return self.loaded.rows

    @property
    def facts(self) -> PartFacts:
        """Facts of the parts loaded so far, summed."""
        return self.loaded.facts

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
            known = len(self.loaded.parts)
            passes = self._passes | self._on_request
            found = finished(self.folder, self._context, passes, known, at_once=self.is_sample)
            if found is None or (not found.whole and found.parts == known):
                return False
            if not self.loaded.update(found) and not self.custom.has_news:
                return False
            self.complete = found.is_complete(self._passes) and self.custom.is_complete and not self.is_sample
            self.has_all_rows = found.whole
            self.columns = described(
                self.loaded.table,
                self.rows,
                {*found.layers, *found.lazy},
                found.sparse,
                self.facts.fields,
                self.loaded.field_names,
            )
            self.columns.update((column.name, column) for column in HAND_COLUMNS)
            if self.complete and self.learnt is not None:
                self.columns[learnt.LEARNT.name] = learnt.LEARNT
            self.columns = self.custom.describe(self.columns, self._reserved)
            self.hand.forget()
            self._folders = {layer.name: layer.path for layer in found.sparse}
            self.generation += 1
            self.state = f"{'sample ' if self.is_sample else ''}{self.loaded.state(found)}{self.custom.identity}"
            self._results.clear()
            return True

    def found_again(self, files: Iterable[Mapping[str, Any]]) -> None:
        """Take the source files as they are now: the same bytes, in a file that was touched or copied there anew."""
        with self._lock:
            self.files = self.source.files = tuple(sources.SourceFile.from_dict(entry) for entry in files)

    @property
    def learnt(self) -> dict[str, Any] | None:
        """What is known of the column that was learnt from decisions; None where none was."""
        return learnt.facts(self.folder, self.rows)

    def learn(self, values: np.ndarray, facts: Mapping[str, Any]) -> None:
        """Have a column of what was learnt from decisions. values: one number a row."""
        with self._lock:
            self.loaded.learn(values, facts)
            self.columns = {**self.columns, learnt.LEARNT.name: learnt.LEARNT}
            self._results.clear()

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
        """Read the lazy columns in the background: a page is on the screen whose next question may be for one of them."""
        self.loaded.lazy.load_soon()

    def ensure(self, names: Iterable[str]) -> None:
        """Load source fields that are not in memory yet, before SQL over them is made: what was evaluated is forgotten."""
        with self._lock:
            if self.loaded.want_fields(
                name for name in self.custom.with_sources(names) if not self.columns[name].long_text
            ):
                self.complete = False
                self.refresh()

    # ---- queries ----

    def query(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None, *, reads: Set[str] = frozenset()
    ) -> pa.Table:
        """Run SQL made by this project over the table `rows`; column names in it are quoted where a field may have them.

        reads: names of the columns that the SQL reads; lazy ones are loaded first. LookupError where it reads a lazy
        column that is not among them.
        """
        return self.loaded.query(sql, parameters, reads)

    def stream(self, sql: str, rows: int, *, reads: Set[str] = frozenset()) -> Iterator[pa.RecordBatch]:
        """The same for results that may not fit in memory: batches of at most `rows` rows."""
        return self.loaded.stream(sql, rows, reads)

    def kept_result(self, key: Hashable, compute: Callable[[], T]) -> T:
        """A small result of a query, kept until others push it out. `key` names the filter as well.

        Results end with what was loaded when they were computed, and with this object: an answer about half of the rows is
        never given for more of them. What changed while the query ran is not kept at all.
        """
        with self._lock:
            key, before = (self.state, key), self.state
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        found = compute()
        with self._lock:
            if self.state != before:
                return found
            self._results[key] = found
            while len(self._results) > _RESULTS:
                self._results.popitem(last=False)
        return found

    def text_hit(self, condition: str, reads: Set[str]) -> str:
        """Run a condition over long text where it lies; SQL that is true for the rows it holds for. reads: its columns."""
        relation = self.text_relation(names=[name for name in self.columns if name in reads])
        found = f"row_id IN (SELECT row_id FROM ({relation}) WHERE {condition})"
        return self.loaded.mask(found, frozenset(), key=condition)

    def mask(self, condition: str, *, reads: Set[str]) -> str:
        """SQL that is true for the rows a condition over the narrow columns `reads` holds for; never null."""
        return self.loaded.mask(condition, reads)

    def any_of(self, conditions: Sequence[str], *, reads: Set[str]) -> str:
        """SQL that is true for the rows any of the conditions over the narrow columns `reads` holds for; never null.

        Evaluated once, and for a list that grew by one only what is new.
        """
        return self.loaded.any_of(conditions, reads)

    def bits(self, condition: str, *, reads: Set[str]) -> RowBits:
        """The rows that a condition over the narrow columns `reads` holds for, as bits in row order; evaluated once."""
        return self.loaded.bits(condition, reads)

    def packed(self, conditions: Sequence[str], *, reads: Set[str]) -> list[str]:
        """Names of columns that hold, as bits, which of `conditions` are true of a row: `BITS` of them in each.

        Evaluated once for all filters and sessions: counting many conditions under a filter is one small GROUP BY then.
        """
        return self.loaded.packed(conditions, reads)

    def text_relation(self, parts: Sequence[int] | None = None, names: Iterable[str] = ()) -> str:
        """SQL that gives row_id, system, prompt, response and the long text fields `names` of some parts (all by default)."""
        columns = [self.columns[name] for name in names]
        return self._long_text().relation(self.loaded.places(parts), columns)

    def _contents(self, parts: Sequence[int] | None = None) -> str:
        return self._long_text().contents(self.loaded.places(parts))

    def contents(self) -> str:
        """SQL that gives row_id and `content`, what each row is known by: see `explorer.decisions.content_keys`."""
        return self._contents()

    def text_parts(self) -> list[tuple[Path, int]]:
        """(Parquet file with system, prompt and response, row_id of its first row) for all rows, in their order."""
        return self._long_text().parts(self.loaded.places())

    def _long_text(self) -> LongText:
        field_of = {column: name for name, column in self.loaded.field_names.items()}
        return LongText(self.folder, self.files, self._context, field_of, self.facts.fields)

    def rejects(self) -> list[Path]:
        """Parquet parts with rejected lines, in order."""
        layer = row_layers(self.folder, self._context)[REJECTS]
        return [repair.require(layer.part(number)) for number, part in enumerate(self.loaded.parts) if part.rejected]

    def settle(self) -> None:
        """Wait until what is kept for the next opening is on disk."""
        self.loaded.settle()

    def close(self) -> None:
        """Free the memory of the narrow table."""
        self.loaded.close()
