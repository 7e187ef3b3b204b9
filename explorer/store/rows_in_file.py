"""The rows of a dataset in the files they came from, read back by byte range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer import formats, sources
from explorer.conversation import Conversation
from explorer.errors import LayerError
from explorer.metrics import Batch
from explorer.store.loaded import Loaded

_READ_AT_ONCE = 4 << 20  # bytes of rows that are read one by one


class RowsInFile:
    """Where the rows of a dataset lie, and what stands there.

    files: the source. mapping: how fields were mapped to roles, or "". loaded: the table that knows each row's place.
    is_sample: the rows stand for others and leave in no export.
    """

    def __init__(
        self, files: Sequence[sources.SourceFile], mapping: str, loaded: Loaded, is_sample: bool = False
    ) -> None:
        self._is_sample = is_sample
        self.files = tuple(files)
        self.mapping = mapping
        self._loaded = loaded

    def place(self, row_id: int) -> tuple[sources.SourceFile, int, int, int]:
        """(file, line, byte offset, length) of a row. LayerError where there is no such row."""
        found = self._loaded.query(
            f"SELECT file, line, byte_offset, byte_length FROM rows WHERE row_id = {int(row_id)}"
        )
        if not found.num_rows:
            raise LayerError(f"There is no row {row_id:,}.", f"Rows run from 0 to {self._loaded.rows - 1:,}.")
        first = found.to_pylist()[0]
        file = next(file for file in self.files if file.name == first["file"])
        return file, first["line"], first["byte_offset"], first["byte_length"]

    def _here(self, row_id: int) -> tuple[sources.SourceFile, int, int, int]:
        found = self.place(row_id)
        sources.require_unchanged(found[0])
        sources.require_copy(found[0])
        return found

    def raw(self, row_id: int, limit: int | None = None) -> tuple[bytes, int]:
        """(the row's bytes as they stand in the source, cut to `limit`; their full number)."""
        file, _, offset, length = self._here(row_id)
        if limit is not None and length > limit:
            return sources.read_raw(file, offset, limit), length
        found = sources.read_raw(file, offset, length)
        return found, len(found)

    def value(self, row_id: int) -> Any:
        """The parsed source row."""
        file, line, offset, length = self._here(row_id)
        return sources.read_values(file, [line], [offset], [length])[0]

    def conversation(self, row_id: int) -> Conversation:
        """The row decoded again from the source."""
        mapping = formats.parse_mapping(self.mapping) if self.mapping else None
        return formats.decode_many([self.value(row_id)], mapping)[0]

    def texts(self, row_ids: Sequence[int]) -> dict[int, tuple[str, str, str]] | None:
        """(system, prompt, response) of a few rows by row_id, read by byte range: quicker than any scan for rows far apart.

        None where that does not pay, or where the source cannot be read as it was: the text layer serves then.
        """
        listed = ", ".join(str(int(row_id)) for row_id in row_ids)
        if not listed or any(sources.container_of(file).is_binary for file in self.files) or self.changed_files():
            return None
        for file in self.files:
            sources.require_copy(file)
        places = self._loaded.query(
            f"SELECT row_id, file, line, byte_offset, byte_length FROM rows WHERE row_id IN ({listed})"
        )
        if sum(places["byte_length"].to_pylist()) > _READ_AT_ONCE:
            return None
        mapping = formats.parse_mapping(self.mapping) if self.mapping else None
        found: dict[int, tuple[str, str, str]] = {}
        files = {file.name: file for file in self.files}
        for name, file in files.items():
            rows = [row for row in places.to_pylist() if row["file"] == name]
            values = sources.read_values(
                file, *([row[key] for row in rows] for key in ("line", "byte_offset", "byte_length"))
            )
            batch = Batch(formats.decode_many(values, mapping))
            texts = zip(batch.system, batch.prompt, batch.response, strict=True)
            found.update(zip([row["row_id"] for row in rows], texts, strict=True))
        return found

    def changed_files(self) -> list[str]:
        """Names of source files that are gone, or are not those that were read: see `explorer.sources.identity`."""
        return [file.name for file in self.files if not sources.is_unchanged(file)]

    def require_unchanged(self) -> None:
        """SourceChanged if a source file was changed, replaced or removed after it was read. LayerError for a sample's rows."""
        if self._is_sample:
            raise LayerError(
                "These rows are a sample, from which all others are estimated.", "Wait until all rows are judged."
            )
        if changed := self.changed_files():
            gone = [file.name for file in self.files if sources.is_gone(file)]
            raise sources.gone(gone) if gone else sources.changed(changed)
        for file in self.files:
            sources.require_copy(file)

    def require_same_bytes(self) -> None:
        """As `require_unchanged`, by reading every file again: what a recipe is replayed on."""
        self.require_unchanged()
        if changed := [file.name for file in self.files if not sources.has_same_bytes(file)]:
            raise sources.changed(changed)
