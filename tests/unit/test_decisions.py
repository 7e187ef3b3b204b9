"""Decisions by hand: found again wherever the row stands, never overwritten in silence, undone, on disk once answered."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer import building
from explorer.cli import main
from explorer.decisions import Change, RowKey, book, home
from explorer.decisions.book import Book
from explorer.decisions.exchange import load
from explorer.errors import DecisionError
from explorer.store import Cache, Dataset
from explorer.view import View
from tests.conftest import ROOT

ROWS = [{"prompt": f"Question {n // 2}?", "completion": f"Answer {n // 2}."} for n in range(10)]
"""Each row twice."""


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("EXPLORER_USER", "ann")

    def call(*words: str) -> tuple[int, Any, str]:
        code = main([*words, "--json", "--quiet"])
        out, err = capfd.readouterr()
        return code, json.loads(out) if out else None, err

    return call


def opened(path: Path) -> Dataset:
    dataset = building.run(Cache.default(), [path])
    View.of(dataset)
    return dataset


def kept_of(path: Path) -> list[str]:
    dataset = opened(path)
    sql = f"SELECT row_id FROM rows WHERE {View.of(dataset).kept_where} ORDER BY 1"
    ids = dataset.query(sql, reads={"decision"})["row_id"].to_pylist()
    return [dataset.source.value(row)["completion"] for row in ids]


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


# ---- found again ----


def test_the_second_of_equal_rows_is_the_second_in_every_file(jsonl: Any, tmp_path: Path, run: Any) -> None:
    source = jsonl(ROWS)
    run("decide", str(source), "--where", "row_id IN (3, 4, 5)", "--drop")
    wanted = [row["completion"] for n, row in enumerate(ROWS) if n not in (3, 4, 5)]
    assert kept_of(source) == wanted
    moved = tmp_path / "elsewhere.jsonl"
    moved.write_bytes(source.read_bytes())
    assert kept_of(moved) == wanted
    # Appended to, and others put before.
    more = [{"prompt": "New?", "completion": "New."}]
    assert kept_of(lines(tmp_path / "appended.jsonl", ROWS + more)) == [*wanted, "New."]
    assert kept_of(lines(tmp_path / "before.jsonl", more + ROWS)) == ["New.", *wanted]
    # Written by another hand: fields in another order, other white space, another container, another dialect.
    assert kept_of(lines(tmp_path / "spaced.jsonl", [dict(reversed(row.items())) for row in ROWS])) == wanted
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "a.parquet")
    assert kept_of(tmp_path / "a.parquet") == wanted
    # In another order the same rows are dropped, as many of each.
    assert sorted(kept_of(lines(tmp_path / "reversed.jsonl", ROWS[::-1]))) == sorted(wanted)


def test_rows_of_a_file_that_was_split_are_found_together(jsonl: Any, tmp_path: Path, run: Any) -> None:
    run("decide", str(jsonl(ROWS)), "--where", "row_id IN (3, 4, 5)", "--drop")
    folder = tmp_path / "parts"
    folder.mkdir()
    lines(folder / "1.jsonl", ROWS[:4])
    lines(folder / "2.jsonl", ROWS[4:])
    dataset = building.run(Cache.default(), building.resolve(str(folder)))
    View.of(dataset)
    assert dataset.hand.rows_with("drop") == [3, 4, 5]


def test_a_changed_row_is_another_row(jsonl: Any, tmp_path: Path, run: Any) -> None:
    run("decide", str(jsonl(ROWS)), "--where", "row_id = 0", "--drop")
    assert len(kept_of(lines(tmp_path / "b.jsonl", [{**ROWS[0], "completion": "Other."}, *ROWS[2:]]))) == 9


# ---- the verb ----


def test_one_action_and_its_undo(jsonl: Any, run: Any) -> None:
    source = str(jsonl(ROWS))
    code, told, _ = run("decide", source, "--where", "row_id < 4", "--drop", "--note", "why")
    assert code == 0 and (told["rows"], told["changed"], told["left"]) == (4, 4, [])
    rows = run("decisions", source)[1]["decisions"]
    assert [(row["row_id"], row["line"], row["decision"], row["note"], row["who"]) for row in rows] == [
        (n, n + 1, "drop", "why", "ann") for n in range(4)
    ]
    assert run("decide", source, "--where", "row_id < 4", "--drop", "--note", "why")[1]["changed"] == 0
    marked = run("decide", source, "--where", "row_id = 1", "--mark")[1]["action"]
    _, undone, _ = run("decide", "--undo", str(told["action"]))
    assert (undone["changed"], len(undone["left"])) == (3, 1)  # the marked one was changed since
    assert run("decide", "--undo", str(marked))[1]["changed"] == 1
    assert run("decide", "--undo", str(undone["action"]))[1]["changed"] == 3  # undone in turn
    _, told, _ = run("decide", source, "--where", "TRUE", "--clear")
    assert told["changed"] == 4 and run("decisions", source)[1] == {"decisions": []}


def test_rows_dropped_by_hand_can_be_decided_on_and_listed(jsonl: Any, run: Any, capfd: Any) -> None:
    source = str(jsonl(ROWS))
    run("decide", source, "--where", "row_id < 4", "--drop")
    run("decide", source, "--where", "decision = 'drop' AND row_id < 2", "--keep")

    def listed(*words: str) -> list[int]:
        assert main(["rows", source, "--columns", "row_id", "--quiet", *words]) == 0
        return [json.loads(line)["row_id"] for line in capfd.readouterr()[0].splitlines()]

    assert listed("--where", "decision = 'drop'") == [2, 3]
    assert listed("--where", "row_id < 5", "--kept") == [0, 1, 4]
    assert listed("--where", "row_id < 5", "--drop", "row_id = 0 OR row_id = 4") == [0, 1]  # a keep beats the step
    assert listed("--where", "row_id < 5", "--drop", "row_id = 0", "--no-decisions") == [1, 2, 3, 4]
    facts = run("stats", source, "--drop", "Early: row_id < 5")[1]
    by_hand, early = facts["waterfall"][1], facts["waterfall"][0]
    assert (early["rows"], early["alone"], early["only"]) == (3, 5, 1)
    assert (by_hand["name"], by_hand["rows"], by_hand["alone"], facts["kept_by_hand"]) == ("By hand", 0, 2, 2)


def test_what_others_decided_stays_unless_it_is_overwritten(
    jsonl: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = str(jsonl(ROWS))
    run("decide", source, "--where", "row_id < 3", "--drop")
    run("decide", source, "--where", "row_id = 4", "--mark")
    monkeypatch.setenv("EXPLORER_USER", "bob")
    _, told, _ = run("decide", source, "--where", "row_id < 5", "--keep")
    assert told["changed"] == 2 and told["left"] == [{"who": "ann", "decision": "drop"}] * 3
    assert opened(Path(source)).hand.rows_with("drop") == [0, 1, 2]
    _, told, _ = run("decide", source, "--where", "row_id < 5", "--keep", "--overwrite")
    assert told["changed"] == 3 and told["left"] == []
    key = opened(Path(source)).hand.keys([0])[0]
    assert [(who, after.get("decision")) for _, who, _, after in book().history(key)] == [
        ("ann", "drop"),
        ("bob", "keep"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--where", "TRUE"], "Nothing was decided"),
        (["--drop"], "Which rows"),
        (["--undo", "7"], "no action 7"),
        (["--where", "nope", "--drop"], "nope"),
    ],
)
def test_mistakes(jsonl: Any, run: Any, words: list[str], said: str) -> None:
    code, told, err = run("decide", str(jsonl(ROWS)), *words)
    assert code == 2 and told is None and said in err and len(err.splitlines()) <= 2


# ---- carried elsewhere ----


def test_decisions_carried_to_another_machine(
    jsonl: Any, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = str(jsonl(ROWS)), tmp_path / "decided.jsonl"
    run("decide", source, "--where", "row_id IN (1, 3)", "--drop", "--note", "\x1b[31m算法")
    key = opened(Path(source)).hand.keys([5])[5]
    book().act({key: {"edit": {1: "half \ud800"}}}, "eve", "test")
    assert run("decisions", source, "--export", str(out))[1]["rows"] == 3
    first = json.loads(out.read_bytes().splitlines()[0])
    assert first["prompt"] == "Question 0?" and first["who"] == "ann" and first["at"].startswith("20")
    assert run("decisions", source, "--export", str(out))[0] == 2  # nothing is overwritten
    before = run("decisions", source)[1]["decisions"]
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path / "other"))
    building.forget()
    run("decide", source, "--where", "row_id = 1", "--keep")
    stray = json.dumps({"content": "00" * 16, "decision": "drop", "who": "zoe"})
    out.write_bytes(out.read_bytes() + stray.encode() + b'\n\n{"content": "zz", "decision": "drop"}\nnope\n')
    monkeypatch.setenv("EXPLORER_USER", "me")
    _, told, _ = run("decisions", source, "--import", str(out))
    assert (told["read"], told["here"], told["elsewhere"], told["changed"], told["left"]) == (4, 3, 1, 3, 1)
    assert run("decisions", source)[1]["decisions"][0]["decision"] == "keep"  # decided otherwise here, and left
    assert [one["line"] for one in told["malformed"]] == [6, 7]
    assert run("decisions", source, "--import", str(out), "--overwrite")[1]["changed"] == 1
    assert [{**row, "at": ""} for row in run("decisions", source)[1]["decisions"]] == [
        {**row, "at": ""} for row in before
    ]
    assert book().of([key])[key].edit == {1: "half \ud800"}
    assert run("decisions", source, "--import", str(out))[1]["changed"] == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"[]", "no object"),
        (b"\xff", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"{}", "name no row"),
        (b'{"content": "00"}', "name no row"),
        (b'{"content": 5}', "content is not text"),
        (b'{"content": "%s", "occurrence": -1}' % (b"00" * 16), "name no row"),
        (b'{"content": "%s", "occurrence": 1e3}' % (b"00" * 16), "occurrence is not a whole number"),
        (b'{"content": "%s", "occurrence": %d}' % (b"00" * 16, 10**30), "name no row"),
        (b'{"content": "%s", "decision": "maybe"}' % (b"00" * 16), "decision is neither"),
        (b'{"content": "%s", "decision": ["keep"]}' % (b"00" * 16), "decision is neither"),
        (b'{"content": "%s", "marked": 1}' % (b"00" * 16), "marked is not true or false"),
        (b'{"content": "%s", "edit": {"x": "y"}}' % (b"00" * 16), "edit is not"),
        (b'{"content": "%s", "edit": {"1": 2}}' % (b"00" * 16), "edit is not"),
        (b'{"content": "%s", "note": "%s"}' % (b"00" * 16, b"x" * 30_000), "note is too long"),
        (b'{"content": "%s"}' % (b"00" * 16), "decides nothing"),
    ],
)
def test_lines_that_are_no_decisions(line: bytes, said: str) -> None:
    (found,) = load([b"\n", line])
    assert found.number == 2 and found.record is None and said in found.problem


# ---- the book ----

KEY = RowKey(b"k" * 16, 0)


def test_a_change_since_one_looked_is_told_and_left(tmp_path: Path) -> None:
    one = Book(tmp_path / "b.sqlite")
    seen = one.version()
    assert one.act({KEY: {"decision": "drop"}}, "ann", "a").changed == 1
    done = one.act({KEY: {"decision": "keep"}}, "bob", "b", seen=seen)
    assert (done.action, done.changed, [record.who for record in done.conflicts]) == (0, 0, ["ann"])
    assert one.act({KEY: {"marked": True}}, "ann", "a", seen=seen).changed == 1  # her own session saw it
    assert one.act({KEY: {"decision": "keep"}}, "bob", "b", seen=one.version()).changed == 1
    held = one.of([KEY])[KEY]
    assert (held.decision, held.marked, held.who) == ("keep", True, "bob")


def test_a_book_of_a_later_version_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(DecisionError, match="later version"):
        Book(path).act({KEY: {"decision": "drop"}}, "a", "a")
    assert path.read_bytes() == before
    path.write_bytes(b"no database" * 500)
    with pytest.raises(DecisionError, match="cannot be read or written"):
        Book(path).act({KEY: {"decision": "drop"}}, "a", "a")


WRITER = """
import sys
from explorer.decisions import RowKey, book
name = sys.argv[1]
for n in range(40):
    book().act({RowKey(bytes([n]) * 16, 0): {"note": name}, RowKey(name.encode() * 16, n): {"decision": "drop"}}, name, name)
"""


def test_two_processes_lose_nothing() -> None:
    pairs = [subprocess.Popen([sys.executable, "-c", WRITER, name], cwd=ROOT, env={**os.environ}) for name in "ab"]
    assert [one.wait() for one in pairs] == [0, 0]
    records = book().since()
    assert len(records) == 40 + 80
    for name in "ab":
        own = [record for record in records if record.key.content == name.encode() * 16]
        assert sorted(record.key.occurrence for record in own) == list(range(40))
    for n in range(40):  # of a row that both decided on the journal has both
        said = [after["note"] for _, _, _, after in book().history(RowKey(bytes([n]) * 16, 0))]
        assert sorted(said) == ["a", "b"]
    with sqlite3.connect(home() / "decisions.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_journal_survives_what_it_tells_of(tmp_path: Path) -> None:
    one = Book(tmp_path / "b.sqlite")
    first = one.act({KEY: Change(decision="drop", note="why")}, "ann", "a")
    one.act({KEY: Change(decision=None, note="")}, "ann", "a")
    one.close()
    again = Book(tmp_path / "b.sqlite")
    assert again.since() == [] and len(again.history(KEY)) == 2
    assert again.undo(first.action, "ann", "a").conflicts  # it was changed since
    assert again.history(KEY)[0][3] == {"decision": "drop", "note": "why"}
