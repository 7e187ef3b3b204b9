"""What a dataset layer is: a frozen value that names it, its columns, and how to compute them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from explorer.columns import Column
from explorer.passes.map_source import DEFAULT, Reading
from explorer.progress import Report, silent


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a pass may read.

    texts: the parts of the text layer that hold rows, in row order. bases: `row_id` of each part's first row.
    scratch: a folder for temporary files, so that memory stays bounded. rows: of the dataset. folder: the layer's own, for
    what a pass keeps beside its columns. report: told what is being done; raises `BuildCancelled` to stop. reading: what
    the map reads of a row. fields: the parts of the layer of source fields, as `texts`. layers: files and folders of the
    layers that a pass needs, by name: of a row layer its merged file, of a pass its folder.
    """

    texts: Sequence[Path]
    bases: Sequence[int]
    scratch: Path
    rows: int = 0
    folder: Path | None = None
    report: Report = silent
    reading: Reading = DEFAULT
    fields: Sequence[Path] = ()
    layers: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pass:
    """A dataset layer.

    compute: inputs -> a table of `row_id` and the columns, only for the rows that have something to say.
    early: runs before the rows are judged, since people look for it first.
    on_request: costs minutes, so that it is built only where somebody asks for it by name.
    needs: names of the layers that it reads beside the texts; they are built first. over: versions of these, so that it
    is made anew with them.
    follows_reading: there is one for each choice of what the map reads. variant: which of them.
    doing: what is told while it runs, until it tells more itself.
    """

    name: str
    version: int
    columns: tuple[Column, ...]
    compute: Callable[[Inputs], pa.Table]
    early: bool = False
    on_request: bool = False
    needs: tuple[str, ...] = ()
    over: tuple[int, ...] = ()
    follows_reading: bool = False
    variant: str = ""
    doing: str = "Looking at all rows together"

    @property
    def key(self) -> str:
        """The part of the artifact's name that tells versions and variants apart."""
        versions = ".".join(str(version) for version in (self.version, *self.over))
        return "-".join(filter(None, (f"v{versions}", self.variant)))

    def of(self, reading: Reading) -> Pass:
        """The pass for what the map reads."""
        return replace(self, variant=reading.variant) if self.follows_reading else self
