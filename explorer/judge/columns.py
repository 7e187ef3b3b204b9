"""What a judge answered, as columns: one number a row for each criterion, kept with the dataset like any other layer."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from explorer.building import open_datasets
from explorer.columns import Column
from explorer.decisions import KEY_BYTES
from explorer.judge.paid import Answer, Judge, paid
from explorer.judge.rubric import Criterion
from explorer.store import Dataset
from explorer.store.cache import read_json
from explorer.store.layers import JUDGE, Layer

SCORE = "judge_score"
_BY_CONTENT = 200_000  # rows whose names are read at once


def keep(dataset: Dataset, judge: Judge) -> int:
    """Make columns of all that this judge has answered about rows of the dataset, in place of another judge's; how many rows.

    Where it has answered nothing, what is there stays.
    """
    found = _answered(dataset, judge)
    if not found:
        return 0
    rows = sorted(found)
    answers = [found[row_id] for row_id in rows]
    criteria = judge.rubric.criteria
    cells: dict[str, pa.Array] = {"row_id": pa.array(rows, pa.int64())}
    for one in criteria:
        scores = [None if answer.scores is None else answer.scores.get(one.name) for answer in answers]
        cells[f"judge_{one.name}"] = pa.array(scores, pa.int64())
    cells[SCORE] = pa.array([score(criteria, answer.scores) for answer in answers], pa.float64())
    cells["judge_reason"] = pa.array([answer.reason or None for answer in answers], pa.string())
    cells["judge_tokens"] = pa.array([answer.tokens_in + answer.tokens_out for answer in answers], pa.int64())
    cells["judge_cost"] = pa.array([answer.cost for answer in answers], pa.float64())
    cells["judge_seconds"] = pa.array([answer.seconds for answer in answers], pa.float64())
    table = pa.table(cells)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    # Named by what it holds, so that whoever has the dataset open sees that it is another one.
    layer = Layer(dataset.folder, JUDGE, xxhash.xxh3_64_hexdigest(sink.getvalue().to_pybytes() + judge.key.encode()))
    layer.write(0, table)
    facts = {"model": judge.model, "url": judge.url, "rubric": judge.rubric.name, "digest": judge.rubric.digest}
    layer.finish(_columns(judge), {"sparse": True, "rows": dataset.rows, "judge": facts})
    for other in dataset.folder.glob(f"{JUDGE}-*"):
        if other != layer.path:
            shutil.rmtree(other, ignore_errors=True)
    open_datasets.expect_again(dataset)
    return len(rows)


def kept(dataset: Dataset) -> Mapping[str, Any]:
    """Whose answers the columns hold: model, url, rubric, digest; nothing where there are none."""
    folder = dataset.beside(JUDGE)
    return (read_json(folder / "layer.json") or {}).get("judge", {}) if folder is not None else {}


def is_kept(dataset: Dataset, judge: Judge) -> bool:
    """Whether the columns hold this judge's answers."""
    facts = kept(dataset)
    return SCORE in dataset.columns and (facts.get("model"), facts.get("url"), facts.get("digest")) == (
        judge.model,
        judge.url,
        judge.rubric.digest,
    )


def score(criteria: tuple[Criterion, ...], scores: Mapping[str, int] | None) -> float | None:
    """Mean of the good criteria's grades, each on its scale from 0 to 1."""
    if scores is None:
        return None
    parts = [(scores[one.name] - one.low) / (one.high - one.low) for one in criteria if one.good]
    return sum(parts) / len(parts) if parts else None


def _answered(dataset: Dataset, judge: Judge) -> dict[int, Answer]:
    found: dict[int, Answer] = {}
    for batch in dataset.stream(f"SELECT row_id, content FROM ({dataset.contents()})", _BY_CONTENT):
        ids = batch.column(0).to_pylist()
        contents = batch.column(1).cast(pa.binary(KEY_BYTES)).to_pylist()
        known = paid().answers(judge, contents)
        found.update(
            (row_id, known[content]) for row_id, content in zip(ids, contents, strict=True) if content in known
        )
    return found


def _columns(judge: Judge) -> list[Column]:
    by = f" By {_plain(judge.model)}; empty where the row was not judged, or the judge's answer held no grades."

    def column(name: str, label: str, kind: str, help: str, unit: str = "") -> Column:
        return Column(name, label, kind, help + by, layer=JUDGE, group="attributes", unit=unit)  # type: ignore[arg-type]

    listed = [
        column(
            f"judge_{one.name}",
            f"judged: {_plain(one.label)}",
            "integer",
            f"{_plain(one.asks)} {one.low} to {one.high}.",
        )
        for one in judge.rubric.criteria
    ]
    return [
        *listed,
        column(SCORE, "judged: mean", "number", "Mean of the criteria for which a high grade is a good one, 0 to 1."),
        column("judge_reason", "judged: reason", "text", "Why, in the judge's words."),
        column("judge_tokens", "judged: tokens", "integer", "Tokens sent and answered.", "tokens"),
        column("judge_cost", "judged: cost", "number", "What the answer cost, in US dollars."),
        column("judge_seconds", "judged: time", "number", "Seconds that the answer took."),
    ]


def _plain(text: str) -> str:
    """One line of characters that can be printed: a rubric and a model's name come from outside."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:200]
