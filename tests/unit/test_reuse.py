"""A file that grew and a folder with one file more: what is the same is not judged again, and the layers are the same bytes."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xxhash

from explorer import building, checksums
from explorer.building import reuse
from explorer.store import Cache

survey = sys.modules["explorer.building.survey"]
part = sys.modules["explorer.building.part"]


@pytest.fixture(autouse=True)
def small_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "SPAN_BYTES", 4_000)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Rows that metrics were computed of, one entry a call of each."""
    calls: list[int] = []
    plain = part.layer_table

    def counting(values):
        calls.append(len(next(iter(values.values()))))
        return plain(values)

    monkeypatch.setattr(part, "layer_table", counting)
    return calls


def rows(start: int, stop: int) -> list[dict[str, str]]:
    return [
        {"instruction": f"What is {n} plus {n}?", "output": f"It is {2 * n}. 北京", "topic": f"t{n % 3}"}
        for n in range(start, stop)
    ]


def lines(some: list[dict[str, str]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in some)


def layers(folder: Path) -> dict[str, bytes]:
    """Every file of the layers; of what says when it was finished, all but that."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.suffix == ".parquet":
            found[name] = path.read_bytes()
        elif path.name == "layer.json":
            facts = json.loads(path.read_text("utf-8"))["facts"]
            found[name] = json.dumps({key: value for key, value in facts.items() if key != "finished"}).encode()
        elif path.suffix == ".json" and path.name.startswith("part-"):
            found[name] = path.read_bytes()
    return found


def built_anew(folder: Path, paths: list[Path]) -> dict[str, bytes]:
    return layers(building.run(Cache.at(folder), paths).folder)


def sample(path: Path, count: int) -> None:
    """A file with so many rows, a broken line, a blank one and no line end at its end."""
    some = rows(0, count)
    path.write_text((lines(some[:150]) + "{broken\n\n" + lines(some[150:])).rstrip("\n"), "utf-8")


def test_a_file_that_grew_is_judged_from_where_it_ended(cache: Cache, tmp_path: Path, judged: list[int]) -> None:
    path = tmp_path / "data.jsonl"
    sample(path, 400)
    first = building.run(cache, [path])
    assert sum(judged) > 400
    judged.clear()
    sample(path, 500)
    second = building.run(cache, [path])
    assert second.fingerprint != first.fingerprint and second.rows == 500
    once = sum(judged)
    judged.clear()
    assert layers(second.folder) == built_anew(tmp_path / "anew", [path])
    assert once < 0.4 * sum(judged)
    assert second.ledger == (502, 500, 1, 1)


def test_a_folder_with_one_file_more_builds_that_one(cache: Cache, tmp_path: Path, judged: list[int]) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(rows(0, 200)), folder / "b.parquet")
    with (folder / "c.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, ["instruction", "output", "topic"])
        writer.writeheader()
        writer.writerows(rows(200, 400))
    building.run(cache, building.resolve(str(folder)))
    # One that comes after them, and one that comes first, so that each of them has another place.
    for name in ("d.jsonl", "a.jsonl"):
        judged.clear()
        (folder / name).write_text(lines(rows(1_000, 1_050)), "utf-8")
        paths = building.resolve(str(folder))
        found = building.run(cache, paths)
        once = sum(judged)
        judged.clear()
        assert layers(found.folder) == built_anew(tmp_path / f"anew {name}", paths)
        assert once < 0.4 * sum(judged)


def test_bytes_that_changed_are_read_again(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(lines(rows(0, 300)), "utf-8")
    building.run(cache, [path])
    path.write_text(lines(rows(0, 300)).replace("What is 7 plus", "What is 8 plus") + lines(rows(300, 320)), "utf-8")
    found = building.run(cache, [path])
    assert layers(found.folder) == built_anew(tmp_path / "anew", [path])
    prompts = found.query("SELECT count(*) AS n FROM rows")["n"][0].as_py()
    assert prompts == 320 and json.loads(found.source.raw(7)[0])["instruction"] == "What is 8 plus 7?"


def test_a_damaged_part_is_not_taken_over(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(lines(rows(0, 300)), "utf-8")
    first = building.run(cache, [path])
    for damaged in (next(first.folder.glob("refusal-*/part-00001.parquet")), *first.folder.glob("text-*/part-00000.*")):
        damaged.write_bytes(damaged.read_bytes()[:-9] + b"?" * 9)
    path.write_text(lines(rows(0, 330)), "utf-8")
    found = building.run(cache, [path])
    assert layers(found.folder) == built_anew(tmp_path / "anew", [path])


def test_the_old_layers_may_go_and_the_new_ones_stay(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(lines(rows(0, 300)), "utf-8")
    first = building.run(cache, [path])
    path.write_text(lines(rows(0, 310)), "utf-8")
    second = building.run(cache, [path])
    cache.clear(first.fingerprint)
    building.forget()
    checksums.forget()
    again = building.run(cache, [path])
    assert again.rows == 310 and again.complete and again.folder == second.folder
    assert layers(again.folder) == built_anew(tmp_path / "anew", [path])


def test_where_links_cannot_be_made_parts_are_copied(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(lines(rows(0, 300)), "utf-8")
    building.run(cache, [path])

    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(checksums.os, "link", refuse)
    path.write_text(lines(rows(0, 310)), "utf-8")
    found = building.run(cache, [path])
    assert layers(found.folder) == built_anew(tmp_path / "anew", [path])


@pytest.mark.parametrize("pieces", [(10, 1, 989), (1_000,), (500, 500)])
def test_a_beginning_is_hashed_wherever_it_ends(pieces: tuple[int, ...]) -> None:
    data = bytes(range(250)) * 4
    hasher = reuse.PrefixHasher([5, 500, 1_000, 1_001, 5])
    at = 0
    for size in pieces:
        hasher.update(memoryview(data)[at : at + size])
        at += size
    assert hasher.at == {size: xxhash.xxh3_128_hexdigest(data[:size]) for size in (5, 500, 1_000)}
    assert hasher.hexdigest() == xxhash.xxh3_128_hexdigest(data)


def test_a_habit_that_shows_only_in_what_was_added_is_minded_everywhere(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"

    def row(n: int, end: str) -> dict[str, str]:
        said = f"The river number {n} is long and cold. Then it grows beyond the old village wall{end}"
        return {"instruction": f"Tell me of river {n}.", "output": said}

    some = [row(n, "" if n % 20 == 0 else ".") for n in range(100)]
    path.write_text(lines(some), "utf-8")
    first = building.run(cache, [path])
    sql = "SELECT count(*) AS n FROM rows WHERE is_truncated"
    assert first.query(sql, reads={"is_truncated"})["n"].to_pylist() == [5]
    path.write_text(lines(some + [row(n, "") for n in range(100, 300)]), "utf-8")
    assert layers(building.run(cache, [path]).folder) == built_anew(tmp_path / "anew", [path])


def test_judgements_are_taken_over_by_the_build_that_first_asks_for_them(
    cache: Cache, tmp_path: Path, judged: list[int]
) -> None:
    path = tmp_path / "data.jsonl"
    sample(path, 400)
    building.run(cache, [path])
    sample(path, 500)
    building.run(cache, [path], layers=[])
    judged.clear()
    building.run(cache, [path], layers=["truncation", "trainers"])
    assert 0 < sum(judged) < 2 * 200
