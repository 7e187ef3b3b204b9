"""What a dataset layer is: a frozen value that names it, its columns, and how to compute them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from explorer.columns import Column


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a pass may read.

    texts: the parts of the text layer that hold rows, in row order. bases: `row_id` of each part's first row.
    scratch: a folder for temporary files, so that memory stays bounded.
    """

    texts: Sequence[Path]
    bases: Sequence[int]
    scratch: Path


@dataclass(frozen=True, slots=True)
class Pass:
    """A dataset layer.

    compute: inputs -> a table of `row_id` and the columns, only for the rows that have something to say.
    """

    name: str
    version: int
    columns: tuple[Column, ...]
    compute: Callable[[Inputs], pa.Table]

    @property
    def key(self) -> str:
        """The part of the artifact's name that tells versions apart."""
        return f"v{self.version}"
