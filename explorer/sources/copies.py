"""Plain copies that lie in the cache: whole, or made again."""

from __future__ import annotations

from pathlib import Path

from explorer import checksums
from explorer.sources.identity import require_unchanged
from explorer.sources.opening import open_file
from explorer.sources.records import SourceFile
from explorer.sources.unpack import discard, kept


def require_copy(file: SourceFile) -> None:
    """Make the plain copy of a file again where it is damaged or gone. SourceChanged where the file is another by now."""
    if file.plain == file.path or kept(Path(file.plain)) is not None:
        return
    require_unchanged(file)
    checksums.notice(f"The plain copy of {file.name} in the cache was damaged or gone and is made again.")
    discard(Path(file.plain))
    open_file(Path(file.path), Path(file.plain).parent, file.name)
