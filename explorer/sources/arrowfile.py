"""Arrow files and streams (what `datasets` keeps in its cache), read as Parquet copies."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from explorer.errors import SourceError
from explorer.sources.parquetfile import first_line
from explorer.sources.records import Report
from explorer.sources.unpack import Copy, keep, kept, scratch_path

ARROW = b"ARROW1"
STREAM = b"\xff\xff\xff\xff"


def as_parquet(path: Path, original: Path, name: str, scratch: Path, report: Report | None) -> Copy:
    """A Parquet copy of an Arrow file or stream. SourceError where it cannot be read."""
    place = scratch_path(scratch, original, "arrow")
    if found := kept(place):
        return found
    size = path.stat().st_size

    def write(target: IO[bytes]) -> tuple[int, str]:
        with pa.memory_map(str(path)) as source:
            is_file = source.read(6) == ARROW
            source.seek(0)
            reader: Any = pa.ipc.open_file(source) if is_file else pa.ipc.open_stream(source)
            with pq.ParquetWriter(target, reader.schema, compression="zstd") as writer:
                total = reader.num_record_batches if is_file else 0
                batches = (reader.get_batch(at) for at in range(total)) if is_file else iter(reader)
                for number, batch in enumerate(batches, 1):
                    writer.write_batch(batch)
                    if report is not None:
                        report(size * number // total if total else 0, size)
        return size, ""

    try:
        return keep(place, write)
    except (pa.ArrowException, ValueError, NotImplementedError) as error:
        raise SourceError(
            f"{name} is an Arrow file that cannot be read: {first_line(error)}.", "Convert it to Parquet."
        ) from error
