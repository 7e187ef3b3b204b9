"""A Python column over some parts of the source: a process of its own, called as a module.

Standard input is one pickle of (Work, column, spans), made by the process that started it; standard output is a line of JSON
for each part that is written.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from collections import Counter
from typing import TextIO

import pyarrow as pa

from explorer import formats, sources
from explorer.building.part import Work
from explorer.custom import CustomColumn
from explorer.custom.running import TooSlowError, compiled, limit_memory, row_of, values
from explorer.metrics import Batch
from explorer.store.custom_columns import VALUE, layer_of

_TYPES = {"bool": pa.bool_(), "int": pa.int64(), "float": pa.float64(), "str": pa.string()}

_REASONS = 5  # that are told of a part


def main() -> None:
    """Write the parts that were asked for."""
    work, column, spans = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    said = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - what the function prints is no answer
    os.dup2(sys.stdout.fileno(), 1)
    limit_memory()
    try:
        function = compiled(column)
    except BaseException as error:  # a text may do anything when it is run
        _tell(said, {"error": f"{type(error).__name__}: {error}"[:300]})
        return
    for span in spans:
        try:
            rows, wrong = _part(work, column, function, span)
        except TooSlowError:
            _tell(said, {"slow": True})
            return
        told = dict(wrong.most_common(_REASONS))
        if others := wrong.total() - sum(told.values()):
            told["other reasons"] = others
        _tell(said, {"rows": rows, "count": span.count, "wrong": told})


def _tell(said: TextIO, facts: object) -> None:
    said.write(json.dumps(facts) + "\n")
    said.flush()


def _part(work: Work, column: CustomColumn, function: object, span: sources.Span) -> tuple[int, Counter[str]]:
    records = sources.read(work.files[span.file], span)
    mapping = formats.parse_mapping(work.mapping) if work.mapping else None
    batch = Batch(formats.decode_many(records.values, mapping))
    texts = zip(batch.system, batch.prompt, batch.response, strict=True)
    rows = (row_of(*facts) for facts in zip(batch.conversations, texts, records.values, strict=True))
    assert callable(function)
    found, wrong = values(column, function, rows)
    table = pa.table({VALUE: pa.array(found, _TYPES[column.signature.kind])})
    layer_of(work.folder, column).write(span.number, table)
    return len(found), wrong


if __name__ == "__main__":
    main()
