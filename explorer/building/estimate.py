"""The estimate: a random sample of the rows, judged before all of them are, so that a verdict stands in seconds at any size.

The spans of the plan are cut into runs of some twenty records. They are taken in layers: the source is divided into equal
stretches, and of each one run is drawn, so that every record is as likely to be in the sample as any other, and sorted data
is covered from end to end. What is judged of them is written as the layers of a dataset, in a folder of its own among the
layers of the source, and goes when all rows are judged. Nothing of it is ever part of a layer, an export or an answer.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from explorer import sources, workers
from explorer.building.parallel import each
from explorer.building.part import Work, build_rows
from explorer.metrics import USUAL
from explorer.passes import Inputs
from explorer.passes.flagged_turns import FLAGGED_TURNS
from explorer.progress import Progress, Report, silent
from explorer.store import PartFacts
from explorer.store.cache import read_json, write_json
from explorer.store.layers import SPINE, TEXT, Layer, part_is_finished, read_plan, row_layers, write_plan

FOLDER = "estimate"
"""Where it lies in a folder of decoded rows."""

FROM_ROWS = 50_000
"""Rows from which an estimate pays."""

ROWS = 20_000
"""Rows that are drawn."""

_RUN_ROWS = 20  # rows of a run: few, so that there are many runs, and what comes in clusters is met
_FIRST_ROWS = 500  # of each of the first parts, so that something stands soon
_PART_ROWS = 1_000
_FACTS = "sample.json"


class Run(NamedTuple):
    """Records that begin between two places of a span. stretch: which of the equal stretches of the source they are from."""

    stretch: int
    span: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class SamplePart:
    """What one worker does at a time: runs in the order of the source, and the spans that they lie in."""

    number: int
    runs: tuple[Run, ...]
    spans: tuple[sources.Span, ...]


@dataclass(frozen=True, slots=True)
class Sampling:
    """parts: in the order in which they are judged. stages: after so many of them the sample covers the whole source evenly.

    runs: how many there are to draw from.
    """

    parts: tuple[SamplePart, ...]
    stages: tuple[int, ...]
    runs: int


def pays(plan: Sequence[sources.Span]) -> bool:
    """Whether judging all of these records takes so long that an estimate is worth its time."""
    return sum(span.count for span in plan) >= FROM_ROWS


def drawn(files: Sequence[sources.SourceFile], plan: Sequence[sources.Span], seed: int, rows: int) -> Sampling:
    """A random sample of about so many records. The same plan and seed, the same sample."""
    rng = np.random.default_rng(seed)
    pieces = np.array([max(1, round(span.count / _RUN_ROWS)) for span in plan])
    ends = np.cumsum(pieces)
    every = int(ends[-1])
    stretches = min(every, max(1, rows // _RUN_ROWS))
    places = np.floor((np.arange(stretches) + rng.random(stretches)) * every / stretches).astype(np.int64)
    runs = []
    for stretch, place in enumerate(np.minimum(places, every - 1).tolist()):
        at = int(np.searchsorted(ends, place, side="right"))
        span, piece, of = plan[at], place - int(ends[at] - pieces[at]), int(pieces[at])
        width = span.stop - span.start
        low, high = (span.start + width * edge // of for edge in (piece, piece + 1))
        if not runs or runs[-1][1:] != (at, low, high):  # of two stretches that share it
            runs.append(Run(stretch, at, low, high))
    # Spread first: any beginning of this order covers the whole source.
    order = sorted(range(len(runs)), key=lambda place: _reversed_bits(place, len(runs)))
    early, late = _FIRST_ROWS // _RUN_ROWS, _PART_ROWS // _RUN_ROWS
    firsts = [order[start : start + early] for start in range(0, min(2 * early, len(order)), early)]
    rest = order[2 * early :]
    if all(map(sources.is_entered, files)):
        groups = [*firsts, *(rest[start : start + late] for start in range(0, len(rest), late))]
        stages = sorted({len(firsts), *(n for n in (4, 7, 12) if n < len(groups)), len(groups)})
    else:
        # Spans have to be read to be entered: each belongs to as few parts as may be, and counts once all are there.
        rest = sorted(rest)
        size = max(1, -(-len(rest) // (4 * workers.COUNT)))
        groups = [*firsts, *(rest[start : start + size] for start in range(0, len(rest), size))]
        stages = sorted({len(firsts), len(groups)})
    parts = []
    for number, group in enumerate(groups):
        chosen = tuple(runs[place] for place in sorted(group))
        parts.append(SamplePart(number, chosen, tuple(plan[run.span] for run in chosen)))
    return Sampling(tuple(parts), tuple(stages), every)


def _reversed_bits(place: int, of: int) -> int:
    width = max(1, (of - 1).bit_length())
    return int(f"{place:0{width}b}"[::-1], 2)


def process_runs(work: Work, part: SamplePart) -> int:
    """Judge the rows of some runs; how many there are."""
    found: list[sources.Records] = []
    files: list[int] = []
    for span, group in groupby(zip(part.spans, part.runs, strict=True), key=lambda one: one[0]):
        pieces = [(run.low, run.high) for _, run in group]
        found += sources.read_runs(work.files[span.file], span, pieces)
        files += [span.file] * len(pieces)
    rows = [len(records.values) for records in found]
    told = {"stretches": [run.stretch for run in part.runs], "rows": rows}
    write_json(work.folder / f"runs-{part.number:05d}.json", told)
    return build_rows(work, part.number, sources.joined(found), np.repeat(files, rows).tolist())


def build(
    work: Work,
    plan: Sequence[sources.Span],
    seed: int,
    executor: Executor | None,
    report: Report,
) -> None:
    """Judge the sample of the rows in `work`, in the folder of its estimate; parts that are there are kept."""
    work = replace(work, folder=work.folder / FOLDER, metrics=tuple(metric.name for metric in USUAL))
    sampling = drawn(work.files, plan, seed, ROWS)
    layers = row_layers(work.folder, work.context, work.metrics)
    done = {part.number for part in sampling.parts if part_is_finished(layers, part.number)}
    missing = [part for part in sampling.parts if part.number not in done]
    facts = {"runs": sampling.runs, "records": sum(span.count for span in plan), "seed": seed}
    if read_json(work.folder / _FACTS) != facts:
        write_json(work.folder / _FACTS, facts)
    progress = Progress("Judging a sample of the rows", 0, ROWS, unit="rows")
    report(progress)
    _tell(work, sampling, done)
    for part, rows in each(process_runs, work, missing, executor):
        done.add(part.number)
        progress.done = min(ROWS, progress.done + rows)
        _tell(work, sampling, done)
        report(progress)


def _tell(work: Work, sampling: Sampling, done: set[int]) -> None:
    """Have the estimate show the parts of the last stage that is there: its plan names them."""
    ready = max((stage for stage in sampling.stages if done.issuperset(range(stage))), default=0)
    known = read_plan(work.folder)
    if ready and (known is None or len(known) != ready):
        _count_faults(work, ready)
        write_plan(work.folder, [sources.Span(0, number, 0, 0, 0, 0) for number in range(ready)])


def _count_faults(work: Work, parts: int) -> None:
    """The one pass that looks at each row alone, over the first so many parts."""
    layers = row_layers(work.folder, work.context, work.metrics)
    rows = [PartFacts.from_dict(layers[SPINE].facts(number)).rows for number in range(parts)]
    filled = [number for number, count in enumerate(rows) if count]
    starts = list(accumulate(rows, initial=0))
    texts, bases = [layers[TEXT].part(number) for number in filled], [starts[number] for number in filled]
    held = {name: layers[name].merged for name in FLAGGED_TURNS.needs}
    layer = Layer(work.folder, FLAGGED_TURNS.name, f"{FLAGGED_TURNS.key}-{parts}")
    layer.write(0, FLAGGED_TURNS.compute(Inputs(texts, bases, work.folder, sum(rows), layer.path, silent, layers=held)))
    layer.finish(FLAGGED_TURNS.columns, {"sparse": True, "rows": sum(rows)})


PASSES = (Layer(Path(), FLAGGED_TURNS.name, FLAGGED_TURNS.key).path.name,)
"""Names of the dataset layers of a sample, without the number of its parts."""


def discard(folder: Path) -> None:
    """Remove the estimate of the rows in `folder`: all of them are judged."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Clusters:
    """How the rows of an estimate were drawn.

    of_row: int64 (rows,), which run each is from, in the order of the source. runs: how many were drawn. fraction: of all
    runs. records: of the source, in all.
    """

    of_row: np.ndarray
    runs: int
    fraction: float
    records: int


def clusters(folder: Path, parts: int) -> Clusters | None:
    """The runs of the first `parts` parts; None where the estimate is gone. folder: of the estimate."""
    facts = read_json(folder / _FACTS)
    told = [read_json(folder / f"runs-{number:05d}.json") for number in range(parts)]
    if facts is None or not told or None in told:
        return None
    held = [one for one in told if one is not None]
    stretches = np.concatenate([np.array(one["stretches"], np.int64) for one in held])
    rows = np.concatenate([np.array(one["rows"], np.int64) for one in held])
    _, rank = np.unique(stretches, return_inverse=True)
    return Clusters(np.repeat(rank, rows), len(stretches), len(stretches) / facts["runs"], facts["records"])
