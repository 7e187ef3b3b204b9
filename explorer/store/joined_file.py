"""The joined file: the narrow columns of a finished dataset as one file, so that it opens again in a fraction of a second.

A convenience: where the file is missing the same table is joined from the layers. It names what it was made of, and
a dataset that is made of something else does not find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from explorer.checksums import artifact, is_sound, notice
from explorer.errors import DiskFullError
from explorer.sources import SourceFile
from explorer.store.table import literal, quoted

_VERSION = 2
_FILE = "file"


def path_of(folder: Path, identity: Sequence[str], columns: Iterable[str]) -> Path:
    """Where the table of these layers is kept. columns: names of the fields' columns, which follow the reserved names."""
    named = "\0".join([str(_VERSION), *identity, "", *columns])
    tag = xxhash.xxh3_64_hexdigest(named.encode("utf-8", "surrogatepass"))
    return folder / f"narrow-{tag}.parquet"


def is_there(path: Path) -> bool:
    """Whether the table is kept. One that is damaged is removed: the layers give it again."""
    if not path.exists():
        return False
    if is_sound(path):
        return True
    path.unlink(missing_ok=True)
    notice(f"A file of the cache was damaged and is made again: {path.name}.")
    return False


def save(path: Path, table: pa.Table, files: Sequence[SourceFile]) -> None:
    """Write the table atomically; tables of earlier versions of the layers go.

    A source file's place among the files is kept, not its name: the same bytes may be opened under another name.
    """
    position = table.schema.get_field_index(_FILE)
    column = table.column(position)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    numbers = _numbers(column, files)
    table = table.set_column(position, _FILE, numbers)
    old = [other for other in path.parent.glob("narrow-*.parquet") if other != path]
    try:
        with artifact(path, table.nbytes) as target:
            # Uncompressed, in row groups for every core: reading it back must cost next to nothing.
            pq.write_table(table, target, compression="none", row_group_size=1 << 17)
    except (OSError, DiskFullError) as error:
        notice(f"The joined columns cannot be kept, so that the data opens more slowly. {error}")
        return
    for other in old:
        other.unlink(missing_ok=True)


def _numbers(names: pa.ChunkedArray, files: Sequence[SourceFile]) -> pa.ChunkedArray:
    import pyarrow.compute as pc

    known = pa.array([file.name for file in files])
    return pc.index_in(names, value_set=known).cast(pa.int32())  # pyright: ignore[reportAttributeAccessIssue]


def select(path: Path, files: Sequence[SourceFile]) -> str:
    """SQL that reads the table back."""
    if len(files) == 1:
        name = literal(files[0].name)
    else:
        name = f"list_extract([{', '.join(literal(file.name) for file in files)}], {quoted(_FILE)} + 1)"
    return f"SELECT * REPLACE ({name} AS {quoted(_FILE)}) FROM read_parquet({literal(str(path))})"
