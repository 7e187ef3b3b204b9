"""The estimate: drawn evenly, right about as often as it says, gone when all rows are judged, never part of anything."""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from explorer import building, export, scorecard, sources, steps
from explorer.building import estimate
from explorer.building.open_datasets import opened_facts
from explorer.building.parallel import make_pool
from explorer.errors import BuildCancelled, LayerError
from explorer.progress import Progress
from explorer.scorecard import estimated
from explorer.scorecard.intervals import of_counts, of_share
from explorer.scorecard.measured import Counts
from explorer.scorecard.points import POINTS
from explorer.scorecard.problems import ranked, soundness
from explorer.store import Cache
from explorer.view import View
from tests.conftest import write_jsonl

Stopped = tuple[Cache, Path, building.Estimate]

survey = sys.modules["explorer.building.survey"]
PROFILE = scorecard.shipped("general")
ROWS = 2_000


def row(number: int, *, empty: bool) -> dict[str, str]:
    words = random.Random(number).choices("river stone light paper engine garden music window".split(), k=12)
    return {
        "instruction": f"Say {' '.join(words[:6])} {number}",
        "output": "" if empty else f"It is {' '.join(words)}.",
    }


def shrink(monkeypatch: pytest.MonkeyPatch) -> None:
    """What pays for a million rows, for a few thousand."""
    monkeypatch.setattr(survey, "SPAN_BYTES", 20_000)
    monkeypatch.setattr(estimate, "FROM_ROWS", 1_000)
    monkeypatch.setattr(estimate, "ROWS", 600)
    monkeypatch.setattr(estimate, "_RUN_ROWS", 5)
    monkeypatch.setattr(estimate, "_FIRST_ROWS", 100)
    monkeypatch.setattr(estimate, "_PART_ROWS", 100)
    monkeypatch.setattr(sys.modules["explorer.building.run"], "make_pool", lambda: None)  # in this process


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    shrink(monkeypatch)


def sorted_rows() -> list[dict[str, str]]:
    """A fifth of the rows has no answer, all at the end."""
    return [row(n, empty=n >= ROWS * 4 // 5) for n in range(ROWS)]


@pytest.fixture
def source(jsonl) -> Path:
    return jsonl(sorted_rows())


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stopped]:
    """A build that was stopped while it judged rows, and its estimate. For tests that only look."""
    folder = tmp_path_factory.mktemp("stopped")
    path = write_jsonl(folder / "data.jsonl", sorted_rows())
    cache = Cache.at(folder / "cache")
    with pytest.MonkeyPatch.context() as patch:
        shrink(patch)
        found, _ = judged_in_part(cache, path)
    yield cache, path, found
    building.forget()


class Stop:
    """Takes progress, looks while rows are being judged, and stops the build then if it is to."""

    def __init__(self, cache: Cache, paths: list[Path], stops: bool) -> None:
        self.found: list[building.Estimate] = []
        self.sizes: list[int] = []
        self._cache, self._paths, self._stops = cache, paths, stops

    def __call__(self, progress: Progress) -> None:
        now = building.estimated(self._cache, self._paths)
        if now is not None:
            self.found.append(now)
            self.sizes.append(now.dataset.rows)
        if progress.label == "Judging rows" and self._stops:
            raise BuildCancelled("stopped")


def judged_in_part(cache: Cache, source: Path) -> tuple[building.Estimate, Stop]:
    look = Stop(cache, [source], stops=True)
    with pytest.raises(BuildCancelled):
        building.make(cache, [source], report=look, estimating=True)
    found = building.estimated(cache, [source])
    assert found is not None
    return found, look


# ---- how it is drawn ----


def planned(counts: list[int]) -> list[sources.Span]:
    spans, at = [], 0
    for number, count in enumerate(counts):
        width = count * random.Random(number).randint(50, 400)
        spans.append(sources.Span(0, number, 0, count, at, at + width))
        at += width
    return spans


LINES = sources.SourceFile("x", "x", "jsonl")
TABLE = sources.SourceFile("x", "x", "csv")


def test_every_record_is_as_likely_to_be_drawn() -> None:
    plan = planned([7_000, 300, 20_000, 12_345, 45])
    drawn: Counter[int] = Counter()
    for seed in range(200):
        for part in estimate.drawn([LINES], plan, seed, 2_000).parts:
            for run in part.runs:
                span = plan[run.span]
                drawn[run.span] += round(span.count * (run.high - run.low) / (span.stop - span.start))
    every, whole = sum(drawn.values()), sum(span.count for span in plan)
    assert every == pytest.approx(200 * 2_000, rel=0.05)
    for number, span in enumerate(plan):
        assert drawn[number] / every == pytest.approx(span.count / whole, rel=0.5 if span.count < 1_000 else 0.03)


@pytest.mark.parametrize("file", [LINES, TABLE])
def test_every_stage_covers_the_whole_source(file: sources.SourceFile) -> None:
    plan = planned([5_000] * 40)
    sampling = estimate.drawn([file], plan, 3, 20_000)
    assert sampling == estimate.drawn([file], plan, 3, 20_000) != estimate.drawn([file], plan, 4, 20_000)
    assert sampling.stages[-1] == len(sampling.parts)
    for stage in sampling.stages:
        runs = [run for part in sampling.parts[:stage] for run in part.runs]
        assert len(set(runs)) == len(runs)
        quarters = Counter(run.span // 10 for run in runs)
        assert min(quarters.values()) > 0.8 * len(runs) / 4
    if file is TABLE:  # what has to be read to be entered is read by few parts
        parts = [{run.span for run in part.runs} for part in sampling.parts[sampling.stages[0] :]]
        assert sum(map(len, parts)) < 1.5 * len(plan)


def answers(kind: str, rows: int, rng: np.random.Generator) -> np.ndarray:
    at = np.arange(rows)
    return {
        "anywhere": lambda: rng.random(rows) < 0.3,
        "rare": lambda: rng.random(rows) < 0.01,
        "sorted": lambda: at < 0.3 * rows,
        "sorted, almost none": lambda: at < 0.003 * rows,
        "rising": lambda: rng.random(rows) < np.linspace(0, 0.5, rows),
        "in files of fifty": lambda: np.repeat(rng.random(rows // 50) < 0.2, 50),
        "nearly all": lambda: rng.random(rows) < 0.9995,
        "none": lambda: at < 0,
    }[kind]().astype(float)


@pytest.mark.parametrize(
    "kind",
    ["anywhere", "rare", "sorted", "sorted, almost none", "rising", "in files of fifty", "nearly all", "none"],
)
def test_the_interval_holds_the_true_share_as_often_as_it_says(kind: str) -> None:
    rows, run, times = 100_000, 20, 300
    rng = np.random.default_rng(11)
    holds = answers(kind, rows, rng)
    # Runs are cut by bytes: of rows of many lengths, some hold few and some many.
    ends = np.cumsum(rng.lognormal(6, 0.8, rows))
    cuts = np.searchsorted(ends, np.linspace(0, ends[-1], rows // run + 1)[1:-1])
    cuts = np.r_[0, cuts, rows]
    summed = np.r_[0, np.cumsum(holds)]
    hits, sizes = np.diff(summed[cuts]), np.diff(cuts).astype(float)
    runs, strata = len(sizes), 500
    held = 0
    for _ in range(times):
        drawn = np.unique(((np.arange(strata) + rng.random(strata)) * runs / strata).astype(int))
        low, high = of_share(hits[drawn], sizes[drawn], len(drawn) / runs)
        assert 0 <= low <= high <= 1
        held += low <= holds.mean() <= high
    assert held / times >= 0.92
    if kind in ("anywhere", "in files of fifty"):
        assert held / times < 0.995  # nor is it so wide that it says nothing


def test_too_few_runs_say_nothing_and_more_of_them_say_more() -> None:
    assert of_share(np.array([1.0, 0.0]), np.array([20.0, 20.0]), 0.0) == (0, 1)
    rng = np.random.default_rng(2)
    hits = rng.binomial(20, 0.3, 1_000).astype(float)
    widths = [np.diff(of_share(hits[:n], np.full(n, 20.0), 0.0))[0] for n in (20, 100, 1_000)]
    assert widths == sorted(widths, reverse=True) and widths[-1] < 0.02


def test_a_figure_of_counts_has_an_interval_too() -> None:
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(100):
        counts = rng.multinomial(20, [0.5, 0.3, 0.2], 300).astype(float)
        low, high = of_counts(counts, 0.0, lambda sums: float(sums[0] / sums.sum()))
        held += low <= 0.5 <= high
    assert 88 <= held <= 100


@pytest.mark.parametrize("runs", [3, 20])
def test_the_interval_of_a_balance_is_one_of_shares(runs: int) -> None:
    point = next(one for one in POINTS if one.measure == "balance")
    chat = np.arange(runs) % 2 * 20.0
    held = {"chat": chat, "math": 20.0 - chat}
    counts = Counts(runs * 20, {}, set(), {"ability": [("chat", 1), ("math", 1)]})
    drawn: Any = SimpleNamespace(
        of=lambda text: next(rows for name, rows in held.items() if name in text),
        kept=np.full(runs, 20.0),
        fraction=0.0,
    )
    none: Any = None
    found = estimated._interval(point, none, PROFILE, drawn, counts, none)
    assert found is not None
    interval, _ = found
    assert 0 <= interval.low <= interval.high <= 1


# ---- from a source to a verdict ----


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("workers", [False, True])
def test_the_estimate_narrows_and_is_gone_when_all_rows_are_judged(
    cache: Cache, source: Path, monkeypatch: pytest.MonkeyPatch, workers: bool
) -> None:
    if workers:
        monkeypatch.setattr(sys.modules["explorer.building.run"], "make_pool", make_pool)
    look = Stop(cache, [source], stops=False)
    building.make(cache, [source], report=look, estimating=True)
    # Of workers, the one with the first part may be the last to begin: then all of it is there at once.
    assert (workers or len(set(look.sizes)) > 1) and look.sizes == sorted(look.sizes)
    assert look.sizes[-1] == pytest.approx(600, rel=0.2)
    assert building.estimated(cache, [source]) is None
    dataset = building.opened(cache, [source])
    assert dataset is not None and dataset.complete and dataset.rows == ROWS
    assert not (dataset.folder / estimate.FOLDER).exists()


@pytest.mark.usefixtures("small")
def test_layers_are_the_same_bytes_with_and_without_an_estimate(tmp_path: Path, source: Path) -> None:
    def parts(cache: Cache, estimating: bool) -> dict[str, bytes]:
        facts, mapping = building.make(cache, [source], estimating=estimating)
        folder = opened_facts(cache, facts, mapping, building.context_of(cache, building.Options())).folder
        return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}

    plain = parts(Cache.at(tmp_path / "plain"), False)
    assert plain and plain == parts(Cache.at(tmp_path / "other"), True)


def test_each_share_lies_in_its_interval(stopped: Stopped) -> None:
    _, source, found = stopped
    assert found.clusters.records == ROWS and 0.2 < found.clusters.fraction < 0.4
    view = View.of(found.dataset)
    card = estimated.score(view, PROFILE, found.clusters, ROWS)
    by_id = {one.point.id: one for one in card.findings}
    empty = by_id["empty"]
    assert isinstance(empty, estimated.Estimated) and empty.interval is not None
    assert empty.interval.low <= 0.2 <= empty.interval.high and np.diff(empty.interval)[0] < 0.1
    assert empty.verdict == "fail" and empty.is_sure
    assert empty.measured.rows == pytest.approx(ROWS / 5, rel=0.2) and card.counts.rows == ROWS
    with tempfile.TemporaryDirectory() as folder:  # what looks at the estimate after this test still finds it
        exact = scorecard.score(View.of(building.run(Cache.at(Path(folder)), [source])), PROFILE)
    for one in exact.findings:
        guess = by_id.get(one.point.id)
        if isinstance(guess, estimated.Estimated) and guess.interval is not None and one.measured.value is not None:
            assert guess.interval.low - 0.01 <= one.measured.value <= guess.interval.high + 0.01, one.point.id


def test_what_needs_all_rows_waits_and_nothing_is_offered_to_be_dropped(stopped: Stopped) -> None:
    cache, source, found = stopped
    view = View.of(found.dataset)
    card = estimated.score(view, PROFILE, found.clusters, ROWS)
    waiting = {one.point.id for one in card.findings if "Waits" in one.said}
    copies = {"duplicates", "near_duplicates", "conflicts", "templates"}
    assert waiting == copies | {"size", "too_many", "rejected"}
    assert all(one.verdict == "unknown" for one in card.findings if one.point.id in waiting)
    assert all(one.drop is None and not one.as_dict()["drop"] for one in card.findings)
    assert ranked(card)[0].names_faults and ranked(card)[0].point.id == "empty"
    assert soundness(view, card).blocking == pytest.approx(found.dataset.rows / 5, rel=0.2)
    dataset = building.opened(cache, [source])
    assert dataset is not None and dataset.has_all_rows and not dataset.complete
    both = estimated.merged(scorecard.score(View.of(dataset), PROFILE), card)
    exact = {one.point.id for one in both.findings if not isinstance(one, estimated.Estimated)}
    assert {"duplicates", "empty", "too_many", "rejected"} <= exact and "refused" not in exact


def test_drops_count_in_the_estimate(stopped: Stopped) -> None:
    _, _, found = stopped
    view = View.of(found.dataset, "", [steps.named("is_empty", "Empty")])
    card = estimated.score(view, PROFILE, found.clusters, ROWS)
    assert card.counts.rows == pytest.approx(ROWS * 0.8, rel=0.1)
    assert next(one for one in card.findings if one.point.id == "empty").measured.value == 0


def test_an_estimate_shares_no_answer_with_the_rows(stopped: Stopped) -> None:
    cache, source, found = stopped
    dataset = building.opened(cache, [source])
    assert dataset is not None
    assert View.of(dataset).key != View.of(found.dataset).key and found.dataset.is_sample
    assert not found.dataset.complete and dataset.folder != found.dataset.folder
    assert dataset.query("SELECT count(*) AS n FROM rows")["n"][0].as_py() == ROWS


def test_a_sample_is_never_exported(stopped: Stopped, tmp_path: Path) -> None:
    view = View.of(stopped[2].dataset)
    with pytest.raises(LayerError, match="sample"):
        export.write(view, tmp_path / "out.jsonl", export.ExportOptions())
    with pytest.raises(LayerError, match="sample"):
        list(export.stream(view, export.ExportOptions()))
    assert not list(tmp_path.glob("out*"))


@pytest.mark.usefixtures("small")
def test_a_stopped_build_keeps_its_estimate_and_draws_none_of_it_twice(cache: Cache, source: Path) -> None:
    found, look = judged_in_part(cache, source)
    folder = found.dataset.folder
    stamps = {path: path.stat().st_mtime_ns for path in folder.rglob("part-*.parquet")}
    again = Stop(cache, [source], stops=True)
    with pytest.raises(BuildCancelled):
        building.make(cache, [source], report=again, estimating=True)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("part-*.parquet")} == stamps
    assert again.sizes[-1] == look.sizes[-1]
    building.run(cache, [source])  # as a verb would: it ends with exact rows, and leaves no estimate
    assert building.estimated(cache, [source]) is None


@pytest.mark.usefixtures("small")
def test_a_damaged_estimate_is_no_estimate(cache: Cache, source: Path) -> None:
    found, _ = judged_in_part(cache, source)
    next(found.dataset.folder.glob("refusal-*/part-*.parquet")).write_bytes(b"nothing")
    building.forget()
    from explorer import checksums

    checksums.forget()
    assert building.estimated(cache, [source]) is None
    assert building.run(cache, [source]).complete


def test_few_rows_have_none(cache: Cache, jsonl) -> None:
    source = jsonl([row(n, empty=False) for n in range(50)])
    look = Stop(cache, [source], stops=True)
    with pytest.raises(BuildCancelled):
        building.make(cache, [source], report=look, estimating=True)
    assert not look.found


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", ["array", "csv", "parquet", "files"])
def test_other_containers_and_many_files(cache: Cache, tmp_path: Path, kind: str) -> None:
    rows: list[dict[str, Any]] = [row(n, empty=n % 4 == 0) for n in range(ROWS)]
    paths = list(_written(tmp_path, rows, kind))
    look = Stop(cache, paths, stops=True)
    with pytest.raises(BuildCancelled):
        building.make(cache, paths, report=look, estimating=True)
    found = building.estimated(cache, paths)
    assert found is not None
    card = estimated.score(View.of(found.dataset), PROFILE, found.clusters, ROWS)
    empty = next(one for one in card.findings if one.point.id == "empty")
    assert isinstance(empty, estimated.Estimated) and empty.interval is not None
    assert empty.interval.low <= 0.25 <= empty.interval.high
    names = found.dataset.query("SELECT DISTINCT file FROM rows ORDER BY file")["file"].to_pylist()
    assert len(names) == len(paths)


def _written(folder: Path, rows: list[dict[str, Any]], kind: str) -> Iterator[Path]:
    if kind == "array":
        yield folder / "data.json"
        (folder / "data.json").write_text(json.dumps(rows), "utf-8")
    elif kind == "csv":
        import csv

        yield folder / "data.csv"
        with (folder / "data.csv").open("w", newline="") as target:
            writer = csv.DictWriter(target, ["instruction", "output"])
            writer.writeheader()
            writer.writerows(rows)
    elif kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        yield folder / "data.parquet"
        pq.write_table(pa.Table.from_pylist(rows), folder / "data.parquet", row_group_size=700)
    else:
        for place in range(6):
            path = folder / f"part-{place}.jsonl"
            part = rows[place * ROWS // 6 : (place + 1) * ROWS // 6]
            path.write_text("".join(json.dumps(one) + "\n" for one in part), "utf-8")
            yield path
