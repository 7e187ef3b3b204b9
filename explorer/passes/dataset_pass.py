"""What a dataset layer is: a frozen value that names it, its columns, and how to compute them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from explorer.columns import Column
from explorer.progress import Report, silent


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a pass may read.

    texts: the parts of the text layer that hold rows, in row order. bases: `row_id` of each part's first row.
    scratch: a folder for temporary files, so that memory stays bounded. rows: of the dataset. folder: the layer's own, for
    what a pass keeps beside its columns. report: told what is being done; raises `BuildCancelled` to stop.
    """

    texts: Sequence[Path]
    bases: Sequence[int]
    scratch: Path
    rows: int = 0
    folder: Path | None = None
    report: Report = silent


@dataclass(frozen=True, slots=True)
class Pass:
    """A dataset layer.

    compute: inputs -> a table of `row_id` and the columns, only for the rows that have something to say.
    early: runs before the rows are judged, since people look for it first.
    on_request: costs minutes, so that it is built only where somebody asks for it by name.
    """

    name: str
    version: int
    columns: tuple[Column, ...]
    compute: Callable[[Inputs], pa.Table]
    early: bool = False
    on_request: bool = False

    @property
    def key(self) -> str:
        """The part of the artifact's name that tells versions apart."""
        return f"v{self.version}"
