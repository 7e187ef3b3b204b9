"""After the parts: narrow layers merged, manifests written, passes over all rows run."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from itertools import accumulate
from pathlib import Path

from explorer import files, sources
from explorer.building.part import Work
from explorer.metrics import METRICS
from explorer.passes import PASSES, Inputs, Pass, Reading
from explorer.progress import Progress, Report
from explorer.store import Cache, PartFacts, repair
from explorer.store.layers import FIELDS, NARROW_LAYERS, REJECTS, SPINE, TEXT, Layer, row_layers


def finish(
    cache: Cache,
    work: Work,
    spans: Sequence[sources.Span],
    passes: Iterable[Pass],
    reading: Reading,
    executor: Executor | None,
    report: Report,
) -> None:
    """Merge the narrow layers, in worker processes where there are any, while the passes run here; then the manifests."""
    layers = row_layers(work.folder, work.context, work.metrics)
    rows = [_rows(layers[SPINE], span.number) for span in spans]
    filled = [span.number for span, count in zip(spans, rows, strict=True) if count]
    columns = {metric.name: metric.columns for metric in METRICS}
    unfinished = [layer for name, layer in layers.items() if name != REJECTS and layer.manifest() is None]
    narrow = [layer for layer in unfinished if layer.name in NARROW_LAYERS or layer.name in columns]
    if executor is not None:
        merging = [executor.submit(layer.merge, filled) for layer in narrow]
    else:
        merging = []
        for layer in narrow:
            layer.merge(filled)
    missing = [one for one in passes if _is_missing(work, one)]
    at_once = [one for one in missing if not one.on_request]
    free, after = [one for one in at_once if not one.needs], [one for one in at_once if one.needs]
    tables = [(one, _compute(cache, work, rows, one, reading, report)) for one in free]
    for merged in merging:
        merged.result()
    tables += [(one, _compute(cache, work, rows, one, reading, report)) for one in after]
    # The spine last: who sees its manifest may rely on the others.
    for layer in sorted(unfinished, key=lambda layer: layer.name == SPINE):
        layer.finish(columns.get(layer.name, ()), {"parts": len(spans), "finished": time.time()})
    for one, layer in tables:
        layer.finish(one.columns, {"sparse": True, "rows": sum(rows), "finished": time.time()})
    for one in missing:
        if one.on_request:
            # Each is there as soon as it is done: a rough map while the fine one is still being drawn.
            layer = _compute(cache, work, rows, one, reading, report)
            layer.finish(one.columns, {"sparse": True, "rows": sum(rows), "finished": time.time()})


def _rows(spine: Layer, number: int) -> int:
    return PartFacts.from_dict(spine.facts(number)).rows


def _is_missing(work: Work, one: Pass) -> bool:
    return Layer(work.folder, one.name, one.key).manifest() is None


def _compute(cache: Cache, work: Work, rows: Sequence[int], one: Pass, reading: Reading, report: Report) -> Layer:
    """Run a pass and write its table; the layer that holds it."""
    report(Progress(one.doing))
    layers = row_layers(work.folder, work.context)
    filled = [number for number, count in enumerate(rows) if count]
    starts = list(accumulate(rows, initial=0))
    layer = Layer(work.folder, one.name, one.key)
    inputs = Inputs(
        [layers[TEXT].part(number) for number in filled],
        [starts[number] for number in filled],
        cache.folder("builds"),
        sum(rows),
        layer.path,
        report,
        reading,
        [layers[FIELDS].part(number) for number in filled],
        {name: _needed(work, layers, name, reading) for name in one.needs},
    )
    for path in (*inputs.texts, *inputs.fields, *(path for path in inputs.layers.values() if path.suffix)):
        repair.require(path)
    with files.saying_full(inputs.scratch):
        table = one.compute(inputs)
    layer.write(0, table)
    return layer


def _needed(work: Work, layers: Mapping[str, Layer], name: str, reading: Reading) -> Path:
    """The merged file of a row layer, or the folder of a pass."""
    if name in layers:
        return layers[name].merged
    found = next(one for one in PASSES if one.name == name).of(reading)
    return Layer(work.folder, found.name, found.key).path
