"""Columns of Python functions, built part by part in processes of their own, which may be ended at any time."""

from __future__ import annotations

import json
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from explorer import sources, workers
from explorer.app_files import CHECKOUT
from explorer.building.part import Work
from explorer.custom import CustomColumn
from explorer.errors import LayerError
from explorer.progress import Progress, Report
from explorer.store.custom_columns import described, layer_of
from explorer.store.layers import SPINE, row_layers

_SILENT = 600.0  # seconds without a finished part, after which the column is given up


def build(work: Work, column: CustomColumn, spans: Sequence[sources.Span], report: Report) -> None:
    """Build the layer of a Python column where it is missing. LayerError where its code fails as a whole, or takes too long."""
    layer = layer_of(work.folder, column)
    if layer.manifest() is not None:
        return
    missing = [span for span in spans if not layer.has(span.number)]
    wrong = _run(work, column, missing, report) if missing else Counter[str]()
    spine = row_layers(work.folder, work.context)[SPINE]
    filled = [span.number for span in spans if int(spine.facts(span.number).get("rows", 0))]
    layer.merge(filled)
    layer.finish([described(layer, column, wrong)], {"finished": time.time(), "wrong": dict(wrong.most_common(5))})


def _run(work: Work, column: CustomColumn, spans: Sequence[sources.Span], report: Report) -> Counter[str]:
    """Have processes write these parts; what went wrong in how many rows."""
    count = min(workers.COUNT, len(spans))
    answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
    progress = Progress(f"Computing {column.name}", 0, sum(span.count for span in spans), unit="rows")
    report(progress)
    wrong: Counter[str] = Counter()
    processes = [_start(work, column, spans[place::count], answers) for place in range(count)]
    ended, done, told = 0, 0, time.monotonic()
    try:
        while ended < count:
            try:
                said = answers.get(timeout=0.5)
            except queue.Empty:
                report(progress)
                if time.monotonic() - told > _SILENT:
                    raise _too_slow(column) from None
                continue
            told = time.monotonic()
            if said is None:
                ended += 1
                continue
            if "error" in said:
                raise LayerError(f"The Python of the column {column.name} fails: {said['error']}.", "Correct the file.")
            if "slow" in said:
                raise _too_slow(column)
            wrong.update(said["wrong"])
            progress.rows += said["rows"]
            done += 1
            progress.done += said["count"]
            report(progress)
    finally:
        for process in processes:
            process.kill()
            process.wait()
    if done < len(spans):
        raise LayerError(
            f"The process that computes the column {column.name} ended before its time.",
            "A row took too long or too much memory. Correct the file: finished parts are kept.",
        )
    return wrong


def _too_slow(column: CustomColumn) -> LayerError:
    return LayerError(
        f"The Python of the column {column.name} takes too long on too many rows.",
        "A row has a second. Make the function do less.",
    )


def _start(
    work: Work, column: CustomColumn, spans: Sequence[sources.Span], answers: queue.Queue[dict[str, Any] | None]
) -> subprocess.Popen[bytes]:
    environment = dict(os.environ)
    if CHECKOUT is not None:
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(CHECKOUT), environment.get("PYTHONPATH", "")]))
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "explorer.building.custom_part"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )

    def listen() -> None:
        assert process.stdin is not None and process.stdout is not None
        try:
            with process.stdin as asked:
                asked.write(pickle.dumps((work, column, list(spans))))
            with process.stdout as said:
                for line in said:
                    answers.put(json.loads(line))
        except (OSError, ValueError):  # it ended in the middle of something, which is told by what lacks
            pass
        answers.put(None)

    threading.Thread(target=listen, name="custom-column", daemon=True).start()
    return process
