"""Runs: records that follow one another anywhere in a span, read without all that comes before them where that can be done.

A run is what begins between two places of a span: bytes of a text container, rows of a binary one. Runs that meet cut a span
into pieces without a record lost or read twice, so that taking some of them at random takes every record as often.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from explorer.sources import identity, splits
from explorer.sources.container import Cuts
from explorer.sources.containers import container_of
from explorer.sources.records import Records, SourceFile, Span, empty

_MOST = 64 << 20  # bytes of a span that is cut; a longer one holds a huge record


def read_runs(file: SourceFile, span: Span, runs: Sequence[tuple[int, int]]) -> list[Records]:
    """The records of `span` that begin in each of `runs`, (first place, last place + 1), ascending.

    Lines are not counted: their numbers are those of the span at best. SourceError as for `read`.
    """
    container = container_of(file)
    if container.runs is not None:
        found = container.runs(file, span, runs)
    elif (cuts := _cut(file, span)) is not None:
        found = [_read_neighbours(file, span, cuts, low, high) for low, high in runs]
    else:
        whole = container.read(file, span)
        found = [_between(whole, low, high) for low, high in runs]
    identity.require_unchanged(file)
    for records in found:
        splits.added(file, records.values)
    return found


def is_entered(file: SourceFile) -> bool:
    """Whether a run costs what its own bytes cost, wherever it begins."""
    return container_of(file).is_entered


def _cut(file: SourceFile, span: Span) -> Cuts | None:
    """Where the records are; None where the container cannot tell, or one of them is very long."""
    cut = container_of(file).cut
    if cut is None or span.stop - span.start > _MOST:
        return None
    with Path(file.plain).open("rb", buffering=0) as handle:
        handle.seek(span.start)
        return cut(file, span, handle.read(span.stop - span.start))


def _read_neighbours(file: SourceFile, span: Span, cuts: Cuts, low: int, high: int) -> Records:
    first, last = np.searchsorted(cuts.starts, [low - span.start, high - span.start]).tolist()
    if first == last:
        return empty()
    start, stop = span.start + int(cuts.starts[first]), span.start + int(cuts.stops[last - 1])
    state = cuts.state(first)
    piece = Span(span.file, span.number, span.first + first, last - first, start, stop, state)
    return container_of(file).read(file, piece)


def _between(found: Records, low: int, high: int) -> Records:
    """Those that begin there; blank records have no place and are left out."""
    at = np.flatnonzero((found.offsets >= low) & (found.offsets < high))
    new = {int(old): place for place, old in enumerate(at)}
    return Records(
        [found.values[place] for place in at],
        found.lines[at],
        found.offsets[at],
        found.lengths[at],
        0,
        [reject for reject in found.rejects if low <= reject.offset < high],
        {new[old]: said for old, said in found.notes.items() if old in new},
    )
