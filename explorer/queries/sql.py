"""SQL of a user's own over the rows of a view: see `explorer.store.sandbox`."""

from __future__ import annotations

import hashlib
import tempfile
from collections import OrderedDict
from pathlib import Path
from threading import Lock

import pyarrow as pa
import pyarrow.parquet as pq

from explorer.queries.table import batches, default_columns
from explorer.store import sandbox
from explorer.store.sandbox import Found, Limits
from explorer.view import View

_HELD = 4  # extracts of one process
_PLAIN = "row_id"

_extracts: OrderedDict[str, tuple[tempfile.TemporaryDirectory[str], Path]] = OrderedDict()
_lock = Lock()


def sql(view: View, statement: str, limits: Limits = sandbox.LIMITS) -> Found:
    """The result of one SELECT over the table `rows`: the rows that are kept and looked at, with every column by its name.

    FilterError where it is anything else, fails, or takes more than the limits.
    """
    known = list(dict.fromkeys([_PLAIN, *default_columns(view)]))
    return sandbox.run(statement, _extract(view, sandbox.read(statement, known)), limits)


def _extract(view: View, names: list[str]) -> Path:
    """A file of these columns of the view, kept while others do not push it out."""
    wanted = [name for name in names if name != _PLAIN]
    key = hashlib.sha256(repr((view.key, wanted)).encode("utf-8", "replace")).hexdigest()
    with _lock:
        if key in _extracts:
            _extracts.move_to_end(key)
            return _extracts[key][1]
        folder = tempfile.TemporaryDirectory(prefix="explorer-sql-")
        path = Path(folder.name) / "rows.parquet"
        writer: pq.ParquetWriter | None = None
        for batch in batches(view, wanted):
            if writer is None:
                writer = pq.ParquetWriter(path, batch.schema, compression="lz4")
            writer.write_batch(batch)
        if writer is None:
            pq.write_table(
                pa.table({_PLAIN: pa.array([], pa.int64()), **{name: pa.array([], pa.string()) for name in wanted}}),
                path,
            )
        else:
            writer.close()
        _extracts[key] = (folder, path)
        while len(_extracts) > _HELD:
            _extracts.popitem(last=False)[1][0].cleanup()
        return path
