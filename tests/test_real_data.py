"""Real and malformed files against counted facts; skipped where EXPLORER_REAL_DATA is not set."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from explorer import building, export, queries, recipe, sources, steps
from explorer.decisions import Change, RowKey, book
from explorer.errors import SourceError
from explorer.metrics import METRICS, Batch
from explorer.metrics.tokenizer import ENCODINGS, counter, tiktoken_counter
from explorer.store import Cache, Dataset
from explorer.view import View

pytestmark = pytest.mark.real_data
FOLDER = Path(os.environ.get("EXPLORER_REAL_DATA", "/nowhere"))

# A table of diseases, no instruction set: the facts take two of its columns for prompt and response, the explorer
# leaves its rows unrecognised and offers to map the fields.
UNRECOGNISED = {"Kent0n-Li__ChatDoctor__format_dataset.csv": "prompt=disease,response=commonMedications"}

# The facts count equal questions with equal answers. Where other tools are declared, such rows are no copies: of one file
# its whole rows were counted, too (extra, groups).
DECLARES_TOOLS = {"hiyouga__LLaMA-Factory__glaive_toolcall_en_demo.json": (35, 33)}


def index(name: str) -> list[dict[str, str]]:
    path = FOLDER / name / "index.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


REAL = index("real")
MALFORMED = index("malformed")


@pytest.fixture(scope="module")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    return Cache.at(tmp_path_factory.mktemp("real-cache"))


LAYERS = building.needed_layers("is_empty", "is_exact_copy", "total_tokens")
HEAD = 30  # rows of each file that every metric judges


def opened(cache: Cache, name: str, mapping: str = "", layers: Sequence[str] = LAYERS) -> Dataset:
    """A real file, read and counted; judging all of its rows would say nothing more of these facts."""
    return building.run(cache, [FOLDER / "real" / name], building.Options(mapping), layers)


@pytest.mark.skipif(not REAL, reason="EXPLORER_REAL_DATA is not set")
@pytest.mark.parametrize("facts", REAL, ids=lambda facts: facts["file"])
def test_counted_facts(shared_cache: Cache, facts: dict[str, str]) -> None:
    dataset = opened(shared_cache, facts["file"], mapping=UNRECOGNISED.get(facts["file"], ""))
    view = View.of(dataset)
    assert dataset.rows == int(facts["rows"])
    assert dataset.ledger.lines == dataset.ledger.rows + dataset.ledger.blank + dataset.ledger.rejected
    assert "unknown" not in dataset.dialects
    flags = {flag.column.name: flag.all for flag in queries.flags(view)}
    assert flags["is_empty"] == int(facts["blank_response"])
    exact = queries.duplicates(view)[0]
    counted = (int(facts["dup_pairs_extra"]), int(facts["dup_pairs_groups"]))
    assert (exact.extra, exact.groups) == DECLARES_TOOLS.get(facts["file"], counted)


@pytest.mark.skipif(not REAL, reason="EXPLORER_REAL_DATA is not set")
@pytest.mark.parametrize("facts", REAL, ids=lambda facts: facts["file"])
def test_every_metric_judges_its_rows(shared_cache: Cache, facts: dict[str, str]) -> None:
    dataset = opened(shared_cache, facts["file"], mapping=UNRECOGNISED.get(facts["file"], ""))
    rows = range(0, dataset.rows, max(1, dataset.rows // HEAD))
    batch = Batch([dataset.source.conversation(row) for row in rows])
    context = building.context_of(shared_cache, building.Options())
    for metric in METRICS:
        found = metric.compute(batch, context)
        named = {column.name for column in metric.columns}
        assert named <= found.keys() and all(len(held) == len(rows) for held in found.values()), metric.name


@pytest.mark.skipif(not REAL, reason="EXPLORER_REAL_DATA is not set")
@pytest.mark.parametrize("facts", REAL, ids=lambda facts: facts["file"])
def test_exported_lines_are_the_source_lines(shared_cache: Cache, facts: dict[str, str], tmp_path: Path) -> None:
    dataset = opened(shared_cache, facts["file"], mapping=UNRECOGNISED.get(facts["file"], ""))
    if not sources.is_verbatim(dataset.files[0]):
        pytest.skip("no JSONL")
    source = Path(dataset.files[0].plain).read_bytes()
    whole = export.write(View.of(dataset), tmp_path / "all.jsonl", export.ExportOptions())
    assert whole.path.read_bytes() == source
    pieces = source.split(b"\n")
    lines = [piece + b"\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])
    assert len(lines) == dataset.rows
    kept = export.write(View.of(dataset, "row_id % 3 = 1"), tmp_path / "third.jsonl", export.ExportOptions())
    assert kept.path.read_bytes() == b"".join(lines[1::3])


DROPS = ("Copies: is_exact_copy", "Long: total_tokens > 500", "Odd: row_id % 7 = 3 OR is_empty", "Code: search('def ')")


@pytest.mark.skipif(not REAL, reason="EXPLORER_REAL_DATA is not set")
@pytest.mark.parametrize("facts", REAL, ids=lambda facts: facts["file"])
def test_every_line_is_in_the_account_of_the_export(shared_cache: Cache, facts: dict[str, str], tmp_path: Path) -> None:
    dataset = opened(shared_cache, facts["file"], mapping=UNRECOGNISED.get(facts["file"], ""))
    some = range(0, dataset.rows, max(1, dataset.rows // 40))
    keys = dataset.hand.keys(some)
    changes: dict[RowKey, Change] = {keys[row]: {"decision": "keep" if n % 2 else "drop"} for n, row in enumerate(some)}
    corrected: dict[int, int] = {}
    for row in some:
        conversation = dataset.source.conversation(row)
        answer = conversation.answer_index()
        if answer >= 0 and conversation.turns[answer].text:  # where it only calls a tool there is no text to correct
            corrected[row] = answer
    for row, answer in corrected.items():
        changes[keys[row]]["edit"] = {answer: "Corrected."}
    book().act(changes, "me", "test")
    view = View.of(dataset, "n_turns > 0", [steps.read(text) for text in DROPS])
    for picked in (0, 50):
        options = export.ExportOptions(pick=picked)
        done = export.write(view, tmp_path / "out.jsonl", options, overwrite=True)
        account = done.account
        assert account["adds_up"] and recipe.accounted(account) == dataset.ledger.lines
        assert account["kept"] == done.rows == sum(1 for _ in done.path.open("rb"))
        assert account["rows"] == dataset.rows
    leaving = set(queries.row_ids(view, limit=dataset.rows))
    whole = export.write(view, tmp_path / "all.jsonl", export.ExportOptions())
    assert whole.account["edited"] == len(leaving & corrected.keys())
    assert whole.path.read_bytes().count(b"Corrected.") >= whole.account["edited"]


@pytest.mark.skipif(not MALFORMED, reason="EXPLORER_REAL_DATA is not set")
@pytest.mark.parametrize("facts", MALFORMED, ids=lambda facts: facts["file"])
def test_malformed_files_open_or_say_why_not(tmp_path: Path, facts: dict[str, str]) -> None:
    try:
        dataset = building.run(Cache.at(tmp_path), [FOLDER / "malformed" / facts["file"]])
    except SourceError as error:
        assert error.message and error.hint and "\n" not in error.message
        return
    ledger = dataset.ledger
    assert ledger.lines == ledger.rows + ledger.blank + ledger.rejected
    rejects = queries.rejects(dataset, limit=None).to_pylist()
    assert len(rejects) == ledger.rejected
    assert all(reject["reason"] and reject["snippet"].isprintable() for reject in rejects)
    rows = queries.page(View.of(dataset), list(dataset.columns)[:80], limit=20)
    assert rows.num_rows == min(20, ledger.rows)
    for row_id in range(min(3, dataset.rows)):
        dataset.source.conversation(row_id)
        dataset.source.raw(row_id, limit=1000)


@pytest.mark.skipif(not REAL, reason="EXPLORER_REAL_DATA is not set")
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_fast_counter_equals_tiktoken_on_rows_of_every_file(shared_cache: Cache, encoding: str) -> None:
    fast, slow = (
        counter(encoding, str(shared_cache.tokenisers)),
        tiktoken_counter(encoding, str(shared_cache.tokenisers)),
    )
    texts = 0
    for facts in REAL:
        dataset = opened(shared_cache, facts["file"], mapping=UNRECOGNISED.get(facts["file"], ""))
        found = dataset.query(dataset.text_relation())
        for name in ("system", "prompt", "response"):
            column = [text for text in found[name].to_pylist() if text][::5]
            assert fast(column) == slow(column), facts["file"]
            texts += len(column)
    assert texts > 10_000
