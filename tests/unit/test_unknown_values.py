"""A condition that names a value which no row has says which values there are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer import building, filters, queries
from explorer.cli import main
from explorer.store import Cache, Dataset

PLACES = ["fen"] * 5 + ["moor"] * 3 + ["salt marsh"] * 2 + ["tarn"]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("unknown") / "places.jsonl"
    rows = [{"prompt": f"What is number {n}?", "completion": "A place.", "place": p} for n, p in enumerate(PLACES)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture(scope="module")
def dataset(source: Path) -> Dataset:
    return building.run(Cache.at(source.parent / "cache"), [source])


def _slips(dataset: Dataset, condition: str) -> list[queries.UnknownValue]:
    return queries.unknown_values(dataset, filters.parse(condition, dataset.columns))


@pytest.mark.parametrize(
    ("condition", "meant"),
    [
        ("place = 'moore'", [("moor", 3)]),
        ("place = 'Salt_Marsh'", [("salt marsh", 2)]),
        ("place != 'FEN'", [("fen", 5)]),
        ("n_turns = 2 AND NOT place IN ('fen', 'Tarn')", [("tarn", 1)]),
    ],
)
def test_what_was_perhaps_meant(dataset: Dataset, condition: str, meant: list[tuple[str, int]]) -> None:
    (slip,) = _slips(dataset, condition)
    assert list(slip.near) == meant and slip.is_near
    assert f"Did you mean '{meant[0][0]}'" in slip.sentence()


def test_the_most_frequent_values_where_nothing_is_like_it(dataset: Dataset) -> None:
    (slip,) = _slips(dataset, "place = 'xyzzy'")
    assert [value for value, _ in slip.near] == ["fen", "moor", "salt marsh"] and not slip.is_near
    assert slip.sentence() == (
        "No row has place 'xyzzy'. There are 'fen' (5 rows), 'moor' (3 rows), 'salt marsh' (2 rows), among others."
    )


def test_a_label_leads_to_its_value(dataset: Dataset) -> None:
    (value,) = {
        row["ability"] for row in dataset.query("SELECT DISTINCT ability FROM rows", reads={"ability"}).to_pylist()
    }
    from explorer.labels import label_of

    (slip,) = _slips(dataset, f"ability = '{label_of('ability', value)}'")
    assert slip.near == ((value, len(PLACES)),)


@pytest.mark.parametrize("condition", ["place = 'fen'", "total_tokens > 5", "place ILIKE '%zzz%'", "place IS NULL", ""])
def test_nothing_is_said_where_every_value_exists(dataset: Dataset, condition: str) -> None:
    assert _slips(dataset, condition) == []


def test_the_command_line_says_it_beside_the_result(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rows", "--quiet", str(source), "--where", "place = 'mor'", "--columns", "row_id"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "note: No row has place 'mor'. Did you mean 'moor' (3 rows)?" in said.err
