"""From files to layers: the ledger, resuming, layers rebuilt alone, caches, duplicates."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from explorer import building, export, queries
from explorer.errors import BuildCancelled, LayerError
from explorer.metrics.tokens import TOKENS
from explorer.progress import Progress
from explorer.store import Cache
from explorer.view import View
from tests.conftest import ROOT
from tests.waiting import wait_until

survey = sys.modules["explorer.building.survey"]
job = sys.modules["explorer.building.job"]


def alpaca(number: int, output: str | None = None) -> dict:
    return {
        "instruction": f"Question {number}?",
        "input": "",
        "output": output or f"Answer {number}.",
        "topic": f"t{number % 3}",
    }


def test_every_line_is_accounted_for(make_dataset) -> None:
    dataset = make_dataset([alpaca(0), "", '{"broken": ', alpaca(1), "   ", "[1, 2]", alpaca(2)])
    ledger = dataset.ledger
    assert ledger == (7, 3, 2, 2)
    assert ledger.lines == ledger.rows + ledger.blank + ledger.rejected
    rejects = queries.rejects(dataset).to_pylist()
    assert [reject["line"] for reject in rejects] == [3, 6]
    assert all(reject["reason"] and reject["file"] == "data.jsonl" for reject in rejects)
    assert dataset.query("SELECT list(line ORDER BY row_id) AS l FROM rows")["l"][0].as_py() == [1, 4, 7]


def test_small_spans_give_the_same_rows(cache: Cache, jsonl, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [alpaca(i) for i in range(200)]
    rows[50] = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]}
    whole = building.run(cache, [jsonl([*rows, "", "nonsense"], "whole.jsonl")])
    monkeypatch.setattr(survey, "SPAN_BYTES", 500)
    pieces = building.run(Cache.at(cache.root / "other"), [jsonl([*rows, "", "nonsense"], "whole.jsonl")])
    names = "row_id, line, byte_offset, byte_length, dialect, total_tokens, topic, exact_group, is_empty"
    sql = f"SELECT {names} FROM rows ORDER BY row_id"
    assert pieces.query(sql).to_pylist() == whole.query(sql).to_pylist()
    assert pieces.ledger == whole.ledger
    assert len(list(pieces.folder.glob("spine-*/part-*.parquet"))) > 10


def test_a_habit_is_the_same_in_one_part_and_in_many(cache: Cache, jsonl, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "这是第{}种常见的做法。多数人会先把材料备齐，然后一步一步来完成"
    path = jsonl([*(alpaca(n, text.format(n)) for n in range(250)), alpaca(250, text.format(250) + "，")])
    sql = "SELECT is_truncated, truncation_kind FROM rows ORDER BY row_id"
    reads = {"is_truncated", "truncation_kind"}
    whole = building.run(cache, [path], layers=["truncation"]).query(sql, reads=reads).to_pylist()
    monkeypatch.setattr(survey, "SPAN_BYTES", 500)
    pieces = building.run(Cache.at(cache.root / "other"), [path]).query(sql, reads=reads).to_pylist()
    assert pieces == whole
    assert [row["is_truncated"] for row in whole] == [False] * 250 + [True]


def test_exact_duplicates_and_same_prompts(make_dataset) -> None:
    dataset = make_dataset([alpaca(0), alpaca(1), alpaca(0), alpaca(1, "Another."), alpaca(2), alpaca(0)])
    columns = ["exact_group", "prompt_group", "is_exact_copy"]
    found = queries.page(View.of(dataset), columns).to_pylist()
    assert [row["exact_group"] for row in found] == [0, None, 0, None, None, 0]
    assert [row["prompt_group"] for row in found] == [0, 1, 0, 1, None, 0]
    assert [row["is_exact_copy"] for row in found] == [False, False, True, False, False, True]
    exact = queries.duplicates(View.of(dataset))[0]
    assert (exact.groups, exact.rows, exact.extra) == (1, 3, 2)


def test_rows_without_a_prompt_share_no_prompt_group(make_dataset) -> None:
    dataset = make_dataset([{"text": "same"}, {"text": "same"}, {"text": "other"}])
    found = queries.page(View.of(dataset), ["exact_group", "prompt_group"]).to_pylist()
    assert [row["exact_group"] for row in found] == [0, 0, None]
    assert {row["prompt_group"] for row in found} == {None}


def test_opening_the_same_bytes_again_builds_nothing(cache: Cache, jsonl, tmp_path: Path) -> None:
    first = building.run(cache, [jsonl([alpaca(0), alpaca(1)])])
    copy = tmp_path / "elsewhere.jsonl"
    copy.write_bytes((tmp_path / "data.jsonl").read_bytes())
    stamps = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*.parquet")}
    second = building.run(cache, [copy])
    assert second.fingerprint == first.fingerprint
    assert second.files[0].name == "elsewhere.jsonl"
    assert {path: path.stat().st_mtime_ns for path in second.folder.rglob("*.parquet")} == stamps


def test_a_changed_file_is_another_dataset(cache: Cache, jsonl) -> None:
    first = building.run(cache, [jsonl([alpaca(0)])])
    second = building.run(cache, [jsonl([alpaca(0), alpaca(1)])])
    assert first.fingerprint != second.fingerprint
    assert second.rows == 2


def test_another_tokeniser_rebuilds_the_tokens_alone(cache: Cache, jsonl) -> None:
    path = jsonl([alpaca(i) for i in range(5)])
    first = building.run(cache, [path])
    spine = next(first.folder.glob("spine-*/part-*.parquet"))
    stamp = spine.stat().st_mtime_ns
    second = building.run(cache, [path], building.Options(encoding="cl100k_base"))
    assert spine.stat().st_mtime_ns == stamp
    assert sorted(p.name for p in second.folder.glob("tokens-*")) == [
        f"tokens-v{TOKENS.version}-{encoding}" for encoding in ("cl100k_base", "o200k_base")
    ]


def test_a_stopped_build_goes_on_from_its_parts(cache: Cache, jsonl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "SPAN_BYTES", 400)
    path = jsonl([alpaca(i) for i in range(100)])
    seen = 0

    def stop(progress: Progress) -> None:
        nonlocal seen
        if progress.unit == "rows" and progress.done > 30:
            raise BuildCancelled("stopped")

    with pytest.raises(BuildCancelled):
        building.run(cache, [path], report=stop)
    partial = building.opened(cache, [path])
    assert partial is not None and not partial.complete and 0 < partial.rows < 100
    done = {p: p.stat().st_mtime_ns for p in partial.folder.glob("*/part-*.parquet")}
    full = building.run(cache, [path])
    assert full.complete and full.rows == 100
    assert all(p.stat().st_mtime_ns == stamp for p, stamp in done.items())
    assert not list(cache.root.rglob("*.tmp"))


def test_layers_can_be_chosen_and_unknown_ones_are_named(cache: Cache, jsonl) -> None:
    path = jsonl([alpaca(0)])
    dataset = building.run(cache, [path], layers=["tokens"])
    assert "total_tokens" in dataset.columns and "is_empty" not in dataset.columns and not dataset.complete
    assert building.run(cache, [path]).complete
    with pytest.raises(LayerError, match="no layer 'toknes'"):
        building.run(cache, [path], layers=["toknes"])


def test_a_source_field_keeps_its_name_unless_it_would_clash(make_dataset) -> None:
    rows = [{**alpaca(0), "language": "xx", "Topic": "other", "source": "web", "score": 1.5, "tags": ["a"]}]
    columns = make_dataset(rows).columns
    assert {"source.language", "source", "topic", "source.Topic", "score", "tags"} <= set(columns)
    assert columns["score"].kind == "number" and columns["tags"].kind in ("text", "category")


def test_types_that_change_late_become_text_and_nothing_is_lost(
    cache: Cache, jsonl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "SPAN_BYTES", 2_000)
    rows = [
        {**alpaca(i), "n": i if i < 150 else f"late {i}", "f": i if i < 100 else i / 8, "b": True} for i in range(200)
    ]
    dataset = building.run(cache, [jsonl(rows)])
    found = dataset.query("SELECT n, f, b FROM rows ORDER BY row_id").to_pylist()
    assert [row["n"] for row in found] == [str(row["n"]) for row in rows]
    assert [row["f"] for row in found] == [float(row["f"]) for row in rows]
    assert all(row["b"] is True for row in found)
    assert "integer 150" in dataset.columns["n"].help


def test_more_fields_than_fit_in_memory_load_when_asked_for(make_dataset) -> None:
    dataset = make_dataset([{**alpaca(i), **{f"k{j}": j + i for j in range(150)}} for i in range(4)])
    view = View.of(dataset, "k149 = 151")
    assert queries.totals(view).rows_kept == 1
    assert queries.percentiles(View.of(dataset), ["k140"])[0].maximum == 143


def test_empty_and_hopeless_files_open(make_dataset) -> None:
    dataset = make_dataset(['{"cut" 1}', '{"off",}'])
    assert dataset.rows == 0 and dataset.ledger.rejected == 2
    view = View.of(dataset)
    assert queries.totals(view) == (0, 0, 0, 0)
    assert queries.histogram(view, "total_tokens").all.sum() == 0
    assert queries.percentiles(view, ["total_tokens"])[0].p50 is None
    assert queries.categories(view, "dialect").values == []
    assert queries.page(view, ["prompt", "total_tokens"]).num_rows == 0
    assert queries.flags(view)[0].all == 0


def test_row_is_read_back_from_the_source(make_dataset) -> None:
    rows = [alpaca(0), alpaca(1)]
    dataset = make_dataset(rows)
    raw, length = dataset.source.raw(1)
    assert json.loads(raw) == rows[1] and length == len(raw)
    assert dataset.source.raw(1, limit=5) == (raw[:5], len(raw))
    assert dataset.source.conversation(1).turns[1].text == "Answer 1."
    with pytest.raises(LayerError, match="no row 7"):
        dataset.source.raw(7)


def test_text_layer_and_tokens_agree_with_tiktoken(make_dataset, cache: Cache) -> None:
    from explorer.metrics.tokenizer import tiktoken_counter

    rows = [
        {
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "你好，请介绍北京。"},
                {"role": "assistant", "content": "北京是中国的首都。"},
                {"role": "user", "content": "<|endoftext|> 谢谢 👩‍👩‍👧 \U00016eca"},
            ]
        },
        alpaca(3),
    ]
    dataset = make_dataset(rows)
    count = tiktoken_counter("o200k_base", str(cache.tokenisers))
    system, first, answer, last = count([m["content"] for m in rows[0]["messages"]])
    found = dataset.query(
        "SELECT system_tokens, prompt_tokens, response_tokens, total_tokens FROM rows ORDER BY row_id"
    ).to_pylist()
    assert list(found[0].values()) == [system, first, answer, system + first + answer + last]
    assert found[1]["prompt_tokens"] == count(["Question 3?"])[0]


def test_background_build_reports_and_finishes(cache: Cache, jsonl) -> None:
    path = jsonl([alpaca(i) for i in range(50)])
    assert building.status(cache, [path]) is None
    job = building.ensure_running(cache, [path])
    assert job is not None and job.state == "running"
    assert _ended(cache, [path]) == "done", building.log_tail(cache, [path])
    dataset = building.opened(cache, [path])
    assert dataset is not None and dataset.complete and dataset.rows == 50


def test_a_killed_build_is_told_and_resumes(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    line = json.dumps({"instruction": "word " * 200, "input": "", "output": "reply " * 300}).encode() + b"\n"
    path.write_bytes(line * 5_000)  # enough for worker processes
    building.ensure_running(cache, [path])

    def counting() -> bool:
        job = building.status(cache, [path])
        return job is not None and bool(job.pid) and (job.progress.unit == "rows" or job.state != "running")

    assert wait_until(counting, 0.02)
    job = building.status(cache, [path])
    assert job is not None and job.pid
    with contextlib.suppress(ProcessLookupError):  # on a fast machine it may be done by now
        os.kill(job.pid, signal.SIGKILL)
    assert _ended(cache, [path]) in ("failed", "done")
    job = building.status(cache, [path])
    if job is not None and job.state == "failed":
        assert job.error is not None and "Resume" in job.error[1]
    assert building.run(cache, [path]).rows == 5_000


def test_a_build_that_is_only_just_starting_can_be_cancelled(cache: Cache, jsonl) -> None:
    paths = [jsonl([alpaca(row) for row in range(50)])]
    job = building.ensure_running(cache, paths)
    assert job is not None and not job.pid
    building.cancel(cache, paths)
    assert _ended(cache, paths) == "cancelled"
    building.restart(cache, paths)
    assert _ended(cache, paths) == "done"


def _ended(cache: Cache, paths: list[Path]) -> str:
    def over() -> bool:
        job = building.status(cache, paths)
        return job is None or job.state != "running"

    assert wait_until(over)
    job = building.status(cache, paths)
    assert job is not None
    return job.state


def test_cache_shows_its_size_and_clears(cache: Cache, jsonl) -> None:
    dataset = building.run(cache, [jsonl([alpaca(0)])])
    entries = {entry.key: entry for entry in cache.usage()}
    assert entries[dataset.fingerprint].bytes > 0
    assert cache.clear(dataset.fingerprint) >= entries[dataset.fingerprint].bytes
    assert dataset.fingerprint not in {entry.key for entry in cache.usage()}
    building.forget()
    assert building.opened(cache, dataset_paths(dataset)) is None
    assert building.run(cache, dataset_paths(dataset)).rows == 1


def dataset_paths(dataset) -> list[Path]:
    return [Path(file.path) for file in dataset.files]


def test_mapping_is_remembered_for_the_same_bytes(cache: Cache, jsonl) -> None:
    path = jsonl([{"foo": "What?", "bar": "That."}] * 2)
    unsure = building.run(cache, [path])
    assert unsure.facts.unsure == 2
    mapped = building.run(cache, [path], building.Options(mapping="prompt=foo,response=bar"))
    building.remember_mapping(cache, mapped.fingerprint, "prompt=foo,response=bar")
    again = building.run(cache, [path])
    assert queries.page(View.of(again), ["prompt", "response"]).to_pylist()[0] == {
        "row_id": 0,
        "prompt": "What?",
        "response": "That.",
    }


def test_layers_are_parquet_that_others_can_read(make_dataset) -> None:
    dataset = make_dataset([alpaca(0)])
    for path in dataset.folder.rglob("*.parquet"):
        assert pq.read_metadata(path).num_rows >= 0


def test_build_module_is_the_command_lines_own(cache: Cache, jsonl) -> None:
    path = jsonl([alpaca(0)])
    done = subprocess.run(
        [sys.executable, "-m", "explorer", "build", str(path), "--json", "--quiet"],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "EXPLORER_CACHE": str(cache.root)}, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["rows"] == 1
    opened = building.opened(cache, [path])
    assert opened is not None and opened.complete


def test_fields_that_went_into_the_turns_are_columns_too(make_dataset) -> None:
    dataset = make_dataset([alpaca(0), {**alpaca(1), "input": 5}, {"prompt": "p", "response": ["r"]}])
    assert queries.totals(View.of(dataset, "instruction LIKE 'Question 1%'")).rows_kept == 1
    found = queries.page(View.of(dataset), ["instruction", "input", "response"], snippet=None).to_pylist()
    assert [row["instruction"] for row in found] == ["Question 0?", "Question 1?", None]
    assert [row["input"] for row in found] == ["", "5", None]


@pytest.mark.parametrize("depth", [200, 600, 990])
def test_deeply_nested_fields_are_rows(make_dataset, tmp_path: Path, depth: int) -> None:
    deep = '{"prompt": "p", "response": "r", "x": ' + "[" * depth + "]" * depth + "}"
    dataset = make_dataset([deep, '{"prompt": ' + "[" * depth + "]" * depth + ', "response": "r"}'])
    assert dataset.rows == 2
    assert queries.page(View.of(dataset), list(dataset.columns)).num_rows == 2
    for format in ("jsonl", "csv", "parquet"):
        export.write(View.of(dataset), tmp_path / f"out.{format}", export.ExportOptions(format))
    assert dataset.source.conversation(1).turns


def test_rows_arrive_while_fields_and_types_change(cache: Cache, jsonl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "SPAN_BYTES", 600)
    rows = [{**alpaca(i), "n": i} for i in range(30)] + [{**alpaca(i), "n": f"x{i}", "late": True} for i in range(30)]
    path = jsonl(rows)
    seen: list[int] = []

    def watch(progress: Progress) -> None:
        dataset = building.opened(cache, [path])
        if dataset is not None:
            seen.append(dataset.rows)
            assert queries.totals(View.of(dataset, "NOT is_empty")).rows == dataset.rows
            assert dataset.query("SELECT count(*) AS n FROM rows")["n"][0].as_py() == dataset.rows

    dataset = building.run(cache, [path], report=watch)
    assert seen == sorted(seen) and len(set(seen)) > 3
    assert dataset.complete and dataset.rows == 60
    assert dataset.query("SELECT count(late) AS n FROM rows")["n"][0].as_py() == 30


def test_broken_lines_are_counted_line_by_line(tmp_path: Path) -> None:
    source = tmp_path / "broken.jsonl"
    source.write_text('{"prompt": "a", "response": \n{"prompt": "b", "response": \n')
    dataset = building.run(Cache.at(tmp_path / "cache"), [source])
    assert dataset.ledger == (2, 0, 0, 2)
    pretty = tmp_path / "pretty.json"
    pretty.write_text('{\n  "prompt": "a",\n  "meta": {\n    "k": 1\n  },\n  "response": "b"\n')
    assert building.run(Cache.at(tmp_path / "cache"), [pretty]).ledger.lines == 1


def test_former_names_of_layers_mean_todays() -> None:
    from explorer.building.run import FORMER_NAMES

    known = building.check_layers(None)
    assert FORMER_NAMES["structure"] == "syntax" and FORMER_NAMES["quality"] == "text_ratios"
    for former, name in FORMER_NAMES.items():
        assert former not in known and building.check_layers([former]) == building.check_layers([name])


@pytest.mark.parametrize("error", [BuildCancelled("The build was cancelled.", ""), ValueError("x"), None])
def test_the_last_word_of_a_build_is_said_before_its_lock_is_free(
    cache: Cache, error: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two, whoever looks would take the build for one that stopped unexpectedly."""
    seen: list[str] = []
    locked = job._locked

    @contextlib.contextmanager
    def watched(path: Path) -> Iterator[None]:
        try:
            with locked(path):
                yield
        finally:
            state = building.status_of(cache, "key")
            assert state is not None
            seen.append(state.state)

    monkeypatch.setattr(job, "_locked", watched)
    with contextlib.suppress(BuildCancelled, ValueError), building.reporting(cache, "key"):
        if error is not None:
            raise error
    assert seen == ["cancelled" if isinstance(error, BuildCancelled) else "failed" if error else "done"]
