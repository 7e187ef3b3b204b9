"""Exports with steps, decisions and corrected texts: the bytes, the account, and recipes replayed elsewhere."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer import building, export, filters, recipe, steps
from explorer.cli import main
from explorer.decisions import Change, book
from explorer.errors import ExportError, FilterError
from explorer.export import ExportOptions
from explorer.formats import WRITABLE
from explorer.store import Cache, Dataset
from explorer.view import View

NEW = 'Corrected: "算法", \\ and\na second line.'
ROWS = [
    {
        "instruction": f"Say {n}",
        "input": "" if n % 2 else "please",
        "output": f"answer {n}",
        "n": n,
        "tags": ["a", None],
    }
    for n in range(12)
]


def decided(dataset: Dataset, changes: dict[int, Change]) -> None:
    keys = dataset.hand.keys(changes)
    book().act({keys[row]: change for row, change in changes.items()}, "me", "test")


def written(view: View, path: Path, **options: Any) -> export.Exported:
    return export.write(
        view, path, ExportOptions(**{"format": export.options_of(path).format, **options}), overwrite=True
    )


CHANGES: dict[int, Change] = {
    2: {"edit": {1: NEW}},
    3: {"decision": "drop"},
    4: {"decision": "keep", "edit": {0: "Say four\nplease"}},
    6: {"edit": {1: "never seen"}},
    11: {"edit": {0: "A question", 1: ""}},
}
STEPS = [steps.read("Sixes: row_id = 6 OR row_id = 4 -- an example"), steps.read("Late: row_id > 9 AND row_id < 11")]
LEAVING = [0, 1, 2, 4, 5, 7, 8, 9, 11]


def corrected() -> list[dict[str, Any]]:
    rows = [dict(ROWS[n]) for n in LEAVING]
    rows[2]["output"] = NEW
    rows[3]["instruction"] = "Say four"
    rows[8].update(instruction="A question", output="")
    return rows


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_other_lines_stay_byte_for_byte(cache: Cache, tmp_path: Path, end: str) -> None:
    source = tmp_path / "data.jsonl"
    lines = [json.dumps(row, indent=None, separators=(" ,", ":  ")) for row in ROWS]
    source.write_bytes(end.join(lines).encode())  # the last line has no end
    dataset = building.run(cache, [source])
    decided(dataset, CHANGES)
    done = written(View.of(dataset, "", STEPS), tmp_path / "out.jsonl")
    got, wanted = done.path.read_bytes().decode().split(end), corrected()
    assert len(got) == len(LEAVING) and "\n" not in "".join(got)
    for line, row, n in zip(got, wanted, LEAVING, strict=True):
        assert json.loads(line) == row
        assert (line == lines[n]) == (row == ROWS[n])
    assert done.account == {
        "lines": 12, "blank": 0, "rejected": 0, "rows": 12, "by_hand": 1, "outside_focus": 0, "not_picked": 0, "kept": 9,
        "dropped": [{"name": "Sixes", "rows": 1}, {"name": "Late", "rows": 1}], "edited": 3, "adds_up": True,
    }  # fmt: skip
    assert json.loads(done.recipe.read_bytes())["account"] == done.account
    assert source.read_bytes() == end.join(lines).encode()


def _json(path: Path) -> None:
    path.write_text(json.dumps(ROWS, indent=1))


def _parquet(path: Path) -> None:
    schema = pa.schema(
        [
            ("instruction", pa.large_string()),
            ("input", pa.string()),
            ("output", pa.dictionary(pa.int32(), pa.string())),
            ("n", pa.int16()),
            ("tags", pa.list_(pa.string())),
        ]
    )
    pq.write_table(pa.Table.from_pylist(ROWS, schema), path, row_group_size=5)


def _csv(path: Path) -> None:
    with path.open("w", newline="") as target:
        writer = csv.DictWriter(target, list(ROWS[0]))
        writer.writeheader()
        writer.writerows([{**row, "tags": "a"} for row in ROWS])


@pytest.mark.parametrize(("name", "make"), [("a.json", _json), ("a.parquet", _parquet), ("a.csv", _csv)])
def test_every_container_to_every_format(cache: Cache, tmp_path: Path, name: str, make: Callable[[Path], None]) -> None:
    source = tmp_path / name
    make(source)
    dataset = building.run(cache, [source])
    decided(dataset, CHANGES)
    view = View.of(dataset, "", STEPS)
    texts = [(row["instruction"], row["input"], row["output"]) for row in corrected()]

    def said(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
        return [(row["instruction"], row["input"] or "", row["output"] or "") for row in rows]

    lines = written(view, tmp_path / "out.jsonl").path.read_bytes().splitlines()
    assert said([json.loads(line) for line in lines]) == texts
    table = pq.read_table(written(view, tmp_path / "out.parquet").path)
    assert said(table.to_pylist()) == texts
    if source.suffix == ".parquet":
        assert table.schema == pq.read_schema(source)
        assert table["tags"].to_pylist() == [["a", None]] * 9
    cells = written(view, tmp_path / "out.csv").path.read_bytes().decode()
    assert said(list(csv.DictReader(io.StringIO(cells, newline="")))) == texts
    untouched = View.of(dataset, "", STEPS, by_hand=False)
    assert written(untouched, tmp_path / "plain.jsonl").account["edited"] == 0
    assert NEW not in [json.loads(line)["output"] for line in (tmp_path / "plain.jsonl").read_bytes().splitlines()]


@pytest.mark.parametrize("dialect", sorted(set(WRITABLE) - {"preference", "kto", "text"}))
def test_every_dialect(make_dataset: Callable[..., Dataset], tmp_path: Path, dialect: str) -> None:
    dataset = make_dataset(ROWS)
    decided(dataset, CHANGES)
    text = written(View.of(dataset, "", STEPS), tmp_path / "out.jsonl", dialect=dialect).path.read_bytes()
    again = building.run(Cache.at(tmp_path / "again"), [tmp_path / "out.jsonl"])
    assert again.source.conversation(2).turns[1].text == NEW
    assert again.source.conversation(3).turns[0].text == "Say four\nplease"
    assert again.source.conversation(8).turns[0].text == "A question"
    assert b"never seen" not in text


def test_a_correction_that_cannot_be_put_back_is_said_before_anything_leaves(
    make_dataset: Callable[..., Dataset], tmp_path: Path
) -> None:
    dataset = make_dataset([{"text": f"Human: Hi {n}\n\nAssistant: Yes {n}"} for n in range(3)])
    decided(dataset, {1: {"edit": {1: "No.\n\nHuman: and now?"}}})
    view = View.of(dataset)
    with pytest.raises(ExportError, match="correction of row 1 cannot be put back"):
        written(view, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()
    with pytest.raises(ExportError, match="row 1"):
        export.stream(view, ExportOptions())  # not only when the block of that row is asked for
    assert written(view, tmp_path / "out.jsonl", dialect="messages").account["edited"] == 1
    assert b"".join(export.stream(view.focused("row_id = 2"), ExportOptions()))


def test_a_pick_over_decisions_is_refused(make_dataset: Callable[..., Dataset], tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="decisions change"):
        written(View.of(make_dataset(ROWS)), tmp_path / "out.jsonl", pick=2, by="decision")


# ---- recipes ----

WORDS = [
    ["--drop", "Sixes: n = 6 OR n = 4 -- an example", "--drop", "n > 9 AND n < 11"],
    ["--drop", "Marked: marked", "--where", "decision IS NULL OR note != ''"],
    ["--where", "n % 2 = 0", "--pick", "3"],
    ["--no-decisions", "--drop", "is_empty"],
    ["--split", "a=0.5,b=0.5", "--as", "messages"],
]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words[0] + words[1])
def test_a_recipe_gives_the_same_bytes_in_another_users_folder(
    words: list[str], jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = jsonl([*ROWS, "", "broken"])
    dataset = building.run(Cache.default(), [source])
    decided(dataset, {**CHANGES, 5: {"marked": True}, 7: {"decision": "drop", "note": "no"}})
    out = tmp_path / "out.jsonl"
    assert main(["export", str(source), *words, "--out", str(out), "--quiet"]) == 0
    made = sorted(tmp_path.glob("out*.jsonl"))
    before = {path.name: path.read_bytes() for path in made}
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "other-cache"))
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path / "other-data"))
    building.forget()
    # Somebody else, who decided the opposite, and has the file elsewhere.
    moved = tmp_path / "moved" / "data.jsonl"
    moved.parent.mkdir()
    shutil.move(source, moved)
    theirs = building.run(Cache.default(), [moved])
    decided(theirs, {0: {"decision": "drop"}, 3: {"decision": "keep"}, 2: {"edit": {1: "theirs"}}, 8: {"marked": True}})
    for path in made:
        held = json.loads(path.with_name(path.name + recipe.SUFFIX).read_bytes())
        again = tmp_path / "moved" / "again.jsonl"
        call = [
            "export",
            str(moved),
            "--recipe",
            f"{path}{recipe.SUFFIX}",
            "--out",
            str(again),
            "--overwrite",
            "--quiet",
        ]
        assert main(call) == 0
        assert again.read_bytes() == before[path.name]
        replayed = json.loads(again.with_name(again.name + recipe.SUFFIX).read_bytes())
        for name in ("recipe", "drops", "by_hand", "focus", "filter", "account", "kept", "dropped"):
            assert replayed.get(name) == held.get(name), name
        assert held["account"]["adds_up"]


@pytest.mark.parametrize("where", ["n > 3 AND NOT n = 7", "n != 3 OR tags IS NULL", "search('answer 1')", ""])
@pytest.mark.parametrize("more", [{}, {"rows": "0-4,8"}], ids=["", "rows"])
def test_recipes_of_versions_without_steps_give_the_same_rows(
    where: str, more: dict[str, str], jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    source = jsonl([*ROWS, {"instruction": "no n", "output": "answer 1"}])
    out, again = tmp_path / "out.jsonl", tmp_path / "again.jsonl"
    assert main(["export", str(source), "--where", where, "--out", str(out), "--quiet"]) == 0
    path = tmp_path / f"out.jsonl{recipe.SUFFIX}"
    facts = json.loads(path.read_bytes())
    assert facts["recipe"] == recipe.FORMAT
    for name in ("focus", "account", "output"):
        del facts[name]
    path.write_text(json.dumps({**facts, **more, "recipe": 2 if more else 1}))
    decided(building.run(Cache.default(), [source]), {1: {"decision": "drop"}, 5: {"edit": {1: "other"}}})
    assert main(["export", "--recipe", str(path), "--out", str(again), "--quiet"]) == 0
    wanted = out.read_bytes().splitlines()
    kept = [line for line in wanted if not more or json.loads(line).get("n") in (0, 1, 2, 3, 4, 8)]
    assert again.read_bytes().splitlines() == kept
    replayed = json.loads((tmp_path / f"again.jsonl{recipe.SUFFIX}").read_bytes())
    assert [step["name"] for step in replayed.get("drops", [])] == ([recipe.OLD_STEP] if where else [])


def _is_filter(text: str, columns: Any) -> bool:
    try:
        return bool(filters.parse(text, columns))
    except FilterError:
        return False


def test_an_old_filter_that_is_too_long_to_be_negated_is_the_focus(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    source = jsonl(ROWS)
    out = tmp_path / "out.jsonl"
    long = " OR ".join(f"n = {n}" for n in range(8, 2_000))
    columns = building.run(Cache.default(), [source]).columns
    while not _is_filter(long, columns):  # as long as a filter may be
        long = long.rpartition(" OR ")[0]
    assert not _is_filter(filters.negate(long), columns)
    assert main(["export", str(source), "--where", long, "--out", str(out), "--quiet"]) == 0
    path = tmp_path / f"out.jsonl{recipe.SUFFIX}"
    facts = json.loads(path.read_bytes())
    del facts["focus"]
    path.write_text(json.dumps(facts))
    assert main(["export", "--recipe", str(path), "--out", str(tmp_path / "again.jsonl"), "--quiet"]) == 0
    assert (tmp_path / "again.jsonl").read_bytes() == out.read_bytes() != b""
