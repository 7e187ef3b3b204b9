"""Arrow files and streams (what `datasets` keeps in its cache), read as Parquet copies.

Both are made for memory that can be trusted: a flipped bit sends a reader anywhere. So they are neither mapped nor read
in this process, and only batches that were validated get into the copy.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from explorer.errors import SourceError
from explorer.sources import foreign
from explorer.sources.arrowvalues import check_batch, first_line
from explorer.sources.container import Opening
from explorer.sources.unpack import Copy, keep, kept, scratch_path

ARROW = b"ARROW1"
STREAM = b"\xff\xff\xff\xff"
_FAULTS = (pa.ArrowException, OSError, ValueError, TypeError, KeyError, OverflowError, NotImplementedError, MemoryError)
_HINT = "Convert it to Parquet, or write it again."


def as_parquet(file: Opening) -> Copy:
    """A Parquet copy of an Arrow file or stream. SourceError where it cannot be read."""
    place = scratch_path(file.scratch, file.original, "arrow validated")
    if found := kept(place):
        return found

    def write(target: IO[bytes]) -> tuple[int, str]:
        arguments = {"path": str(file.plain), "target": str(target.name), "name": file.name}
        foreign.ask(convert, arguments, file.report)
        return file.plain.stat().st_size, ""

    try:
        return keep(place, write)
    except foreign.CrashedError as error:
        raise SourceError(f"{file.name} is a damaged Arrow file: reading it ends in {error.by}.", _HINT) from error


def convert(tell: foreign.Tell, path: str, target: str, name: str) -> None:
    """Write the Parquet copy, in the process that may crash."""
    size = Path(path).stat().st_size
    try:
        with pa.OSFile(path) as source:
            is_file = source.read(6) == ARROW
            source.seek(0)
            reader: Any = pa.ipc.open_file(source) if is_file else pa.ipc.open_stream(source)
            with pq.ParquetWriter(target, reader.schema, compression="zstd") as writer:
                total = reader.num_record_batches if is_file else 0
                batches = (reader.get_batch(at) for at in range(total)) if is_file else iter(reader)
                for number, batch in enumerate(batches, 1):
                    check_batch(batch)
                    writer.write_batch(batch)
                    tell("progress", [size * number // total if total else 0, size])
    except _FAULTS as error:
        raise SourceError(f"{name} is an Arrow file that cannot be read: {first_line(error)}.", _HINT) from error
