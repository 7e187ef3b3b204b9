"""The rows that are chosen from: columns as arrays, and vectors read where they are needed."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import ExportError
from explorer.metrics.faults import FAULTS
from explorer.passes import map_vectors
from explorer.store.hand import HAND
from explorer.store.table import alias, quoted
from explorer.view import View

COPIES = "is_near_copy"


class Pool:
    """The kept rows of a view, ascending; every array is in their order, and a place is one in these arrays."""

    def __init__(self, view: View) -> None:
        self.view = view.frozen()
        self.dataset = view.dataset

    @cached_property
    def rows(self) -> np.ndarray:
        """`row_id`, int64 (rows,)."""
        return self._column("row_id", {"row_id"}).to_numpy(zero_copy_only=False).astype(np.int64)

    def __len__(self) -> int:
        return len(self.rows)

    def _column(self, sql: str, reads: set[str]) -> pa.Array:
        name = alias("value")
        view = self.view
        found = self.dataset.query(
            f"SELECT {sql} AS {name} FROM rows WHERE {view.where} ORDER BY row_id", reads=view.reads | reads
        )
        return found[name].combine_chunks()

    def numbers(self, column: str) -> np.ndarray:
        """A column of numbers or of yes and no, float64 (rows,), NaN where it has none. ExportError where it is no such column."""
        described = self.dataset.columns.get(column)
        if described is None or described.kind not in ("integer", "number", "boolean"):
            raise ExportError(
                f"'{column}' is no column of numbers.", "See `columns`, and name one of integer or number."
            )
        if described.layer == HAND:
            raise ExportError(f"Rows cannot be chosen by '{column}': decisions change.", "Choose another column.")
        self.dataset.ensure([column])
        return self._column(f"{quoted(column)}::DOUBLE", {column}).to_numpy(zero_copy_only=False)

    def values(self, column: str) -> tuple[np.ndarray, list[str | None]]:
        """(number of each row's value, int32 (rows,); the values). ExportError where the column holds long text or decisions."""
        described = self.dataset.columns.get(column)
        if described is None or described.long_text:
            raise ExportError(
                f"Rows cannot be spread over '{column}'.", "Choose a column with few values: see `columns`."
            )
        if described.layer == HAND:
            raise ExportError(f"Rows cannot be spread over '{column}': decisions change.", "Choose another column.")
        self.dataset.ensure([column])
        coded = pc.dictionary_encode(self._column(f"{quoted(column)}::VARCHAR", {column}), null_encoding="encode")  # pyright: ignore[reportAttributeAccessIssue]
        return coded.indices.to_numpy(zero_copy_only=False), coded.dictionary.to_pylist()

    def has(self, column: str) -> bool:
        """Whether the dataset has this column."""
        return column in self.dataset.columns

    @cached_property
    def flagged(self) -> np.ndarray:
        """Rows with a fault, bool (rows,)."""
        return self._any([name for name in FAULTS if self.has(name)])

    @cached_property
    def sound(self) -> np.ndarray:
        """Places of the rows without a fault that nearly repeat no earlier row, ascending."""
        return np.flatnonzero(~(self.flagged | self._any([COPIES] if self.has(COPIES) else [])))

    @cached_property
    def distinct(self) -> np.ndarray:
        """Places of the rows that repeat no earlier row, nearly or word by word, ascending."""
        return np.flatnonzero(~self._any([name for name in (COPIES, "is_exact_copy") if self.has(name)]))

    def _any(self, names: list[str]) -> np.ndarray:
        if not names:
            return np.zeros(len(self), bool)
        sql = " OR ".join(f"coalesce({quoted(name)}, false)" for name in names)
        return self._column(sql, set(names)).to_numpy(zero_copy_only=False)

    @cached_property
    def answer_tokens(self) -> np.ndarray:
        """Tokens of the answer, int64 (rows,); 0 where they are not counted."""
        if not self.has("response_tokens"):
            return np.zeros(len(self), np.int64)
        return np.nan_to_num(self.numbers("response_tokens")).astype(np.int64)

    @cached_property
    def all_tokens(self) -> np.ndarray:
        """Tokens of the row, int64 (rows,)."""
        return np.nan_to_num(self.numbers("total_tokens")).astype(np.int64)

    def chances(self, seed: int) -> np.ndarray:
        """A number that looks random for each row, uint64 (rows,); the lowest are drawn first."""
        return self._column(f"md5_number_lower('{int(seed)}:' || row_id)", set()).to_numpy(zero_copy_only=False)

    @cached_property
    def groups(self) -> np.ndarray:
        """A number that near and exact copies of one another share, int64 (rows,); each other row has one of its own."""
        names = [name for name in ("near_group", "exact_group") if self.has(name)]
        # Groups of either kind are numbered from 0: shifted, so that no two are one.
        pieces = [f"({quoted(name)}::BIGINT + {place << 40})" for place, name in enumerate(names)]
        sql = f"coalesce({', '.join([*pieces, '-1 - row_id'])})::BIGINT"
        return self._column(sql, set(names)).to_numpy(zero_copy_only=False)

    @cached_property
    def _all_vectors(self) -> np.ndarray:
        return map_vectors.vectors(self.dataset)

    @property
    def has_vectors(self) -> bool:
        """Whether rows can be compared by meaning."""
        return map_vectors.has_vectors(self.dataset)

    def vectors(self, places: np.ndarray, dimensions: int | None = None) -> np.ndarray:
        """Vectors of some rows, float32. dimensions: only the first, made unit again."""
        found = np.asarray(self._all_vectors[self.rows[places]][:, :dimensions], np.float32)
        if dimensions is not None and dimensions < self._all_vectors.shape[1]:
            found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        return found
