"""The map from vectors of the user's own: a column, a file, a model; and what it reads of a row."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer import building, export, recipe
from explorer.building import shown_map
from explorer.cli import main
from explorer.errors import LayerError
from explorer.passes import LABELS, MAP, odd_labels, reading_of
from explorer.passes.map_source import DEFAULT, from_dict
from explorer.passes.texts import Texts
from explorer.passes.user_vectors.columns import from_column, from_file
from explorer.queries import similar
from explorer.store import Cache, Dataset
from explorer.view import View

from .user_vectors import ROWS, draw, rows, vector

# ---- what is read ----


def test_a_reading_is_checked_and_kept(tmp_path: Path) -> None:
    np.save(tmp_path / "v.npy", np.eye(3))
    for text, vectors in (("prompt", ""), ("both", "column:emb"), ("response", f"file:{tmp_path / 'v.npy'}")):
        reading = reading_of(text, vectors)
        assert from_dict(json.loads(json.dumps(reading.as_dict()))) == reading
    assert reading_of() == DEFAULT and not DEFAULT.variant
    assert reading_of("both").variant and reading_of("both").variant != reading_of("response").variant
    one = reading_of("prompt", f"{tmp_path / 'v.npy'}")
    np.save(tmp_path / "v.npy", np.eye(4))
    assert reading_of("prompt", f"{tmp_path / 'v.npy'}").variant != one.variant
    for text, vectors in (
        ("answer", ""),
        ("prompt", "emb"),
        ("prompt", "column:"),
        ("prompt", "pickle:x"),
        ("prompt", "file:/no/such/file.npy"),
        ("prompt", "endpoint:model"),
        ("prompt", "endpoint:model@ftp://host/v1"),
        ("prompt", "endpoint:model@https://user:password@host/v1"),
        ("prompt", "endpoint:model@https://host/v1?api-key=1"),
        ("prompt", "endpoint:model@http://example.org/v1"),
        ("prompt", "endpoint:model@https://[bad"),
    ):
        with pytest.raises(LayerError) as caught:
            reading_of(text, vectors)
        assert caught.value.hint


def test_texts_of_a_row(tmp_path: Path) -> None:
    table = pa.table({"prompt": ["ask", "", "p" * 900, None], "response": ["say", "alone", "r" * 900, None]})
    pq.write_table(table, tmp_path / "part.parquet")

    def read(chosen: str) -> Texts:
        return Texts([tmp_path / "part.parquet"], [0], 4, chosen)

    assert [read(chosen).block(0)[0] for chosen in ("prompt", "response", "both")] == ["ask", "say", "ask\nsay"]
    assert [read(chosen).block(0)[1] for chosen in ("prompt", "response", "both")] == ["alone"] * 3
    both = read("both").block(0)[2]
    assert both.count("p") == 500 and both.count("r") == 499
    assert [read(chosen).lengths().tolist()[0] for chosen in ("prompt", "response", "both")] == [3, 3, 6]
    assert read("both").block(0)[3] == ""


# ---- column and file ----


def test_vectors_from_a_column(cache: Cache, jsonl: Callable[..., Path]) -> None:
    path = jsonl(rows(emb=lambda row: None if row == 4 else [1.0] if row == 6 else vector(row)))
    dataset = draw(cache, path, reading_of("prompt", "column:emb"))
    facts = similar.map_facts(dataset)
    assert (facts["tier"], facts["without"]) == ("own", 2)
    found = View.of(dataset, "map_x IS NULL")
    assert dataset.query(f"SELECT row_id FROM rows WHERE {found.where}")["row_id"].to_pylist() == [4, 6]
    assert {one.row_id % 2 for one in similar.similar_to_row(View.of(dataset), 10)} == {0}
    with pytest.raises(LayerError, match="without a model"):
        similar.similar_to_text(View.of(dataset), "anything")


def test_vectors_from_a_parquet_column(cache: Cache, tmp_path: Path) -> None:
    held = rows()
    table = pa.table({name: [row[name] for row in held] for name in ("prompt", "response")})
    lists = pa.array([vector(row) for row in range(ROWS)], pa.list_(pa.float32(), 4))
    pq.write_table(table.append_column("emb", lists), tmp_path / "data.parquet")
    dataset = draw(cache, tmp_path / "data.parquet", reading_of("prompt", "column:emb"))
    assert similar.map_facts(dataset)["without"] == 0


@pytest.mark.parametrize("cell", ["no list", [], ["a"], [[1.0]], [True], {"a": 1}, None, 3])
def test_a_column_without_vectors_is_said(cache: Cache, jsonl: Callable[..., Path], cell: Any) -> None:
    with pytest.raises(LayerError, match="No row holds a list of numbers in 'emb'"):
        draw(cache, jsonl(rows(emb=lambda _: cell)), reading_of("prompt", "column:emb"))
    assert not shown_map.drawn(draw_nothing(cache, jsonl).folder)


def draw_nothing(cache: Cache, jsonl: Callable[..., Path]) -> Dataset:
    return building.run(cache, [jsonl(rows(), "plain.jsonl")], layers=[])


def test_a_field_whose_name_clashes_is_found_by_its_column(tmp_path: Path) -> None:
    pq.write_table(pa.table({"language": [json.dumps(vector(row)) for row in range(3)]}), tmp_path / "f.parquet")
    blocks = list(from_column([tmp_path / "f.parquet"], [0], "source.language"))
    assert [(start, block.shape) for start, block in blocks] == [(0, (3, 4))]


def test_parts_before_the_first_vector_have_none(tmp_path: Path) -> None:
    for number, cells in enumerate(([None, None], ["[1, 0]", "[NaN, 1]"])):
        pq.write_table(pa.table({"emb": pa.array(cells, pa.string())}), tmp_path / f"{number}.parquet")
    blocks = dict(from_column([tmp_path / "0.parquet", tmp_path / "1.parquet"], [0, 2], "emb"))
    assert blocks[0].tolist() == [[0, 0], [0, 0]] and blocks[2].tolist() == [[1, 0], [0, 0]]


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.int8])
def test_vectors_from_a_file(cache: Cache, jsonl: Callable[..., Path], tmp_path: Path, kind: Any) -> None:
    held = np.array([vector(row) for row in range(ROWS)]) * 100
    held[3] = 0
    np.save(tmp_path / "v.npy", held.astype(kind))
    dataset = draw(cache, jsonl(rows()), reading_of("prompt", str(tmp_path / "v.npy")))
    assert similar.map_facts(dataset)["without"] == 1
    assert 3 not in {one.row_id for one in similar.similar_to_row(View.of(dataset), 5)}


def test_a_file_that_does_not_fit_is_said(tmp_path: Path) -> None:
    path = tmp_path / "v.npy"
    for array in (np.eye(4), np.zeros(3), np.zeros((3, 0)), np.array([["a"]] * 3), np.array([{}, {}, {}], object)):
        np.save(path, array, allow_pickle=True)
        with pytest.raises(LayerError) as caught:
            list(from_file(path, 3))
        assert caught.value.hint
    path.write_bytes(b"no numpy file at all")
    with pytest.raises(LayerError):
        list(from_file(path, 3))
    np.save(path, np.array([[1, np.nan], [np.inf, 0], [0, 1]]))
    assert len(list(from_file(path, 3))) == 1


def test_a_file_that_changed_is_said(cache: Cache, jsonl: Callable[..., Path], tmp_path: Path) -> None:
    np.save(tmp_path / "v.npy", np.random.default_rng(0).normal(size=(ROWS, 4)))
    reading = reading_of("prompt", str(tmp_path / "v.npy"))
    np.save(tmp_path / "v.npy", np.random.default_rng(1).normal(size=(ROWS, 4)))
    with pytest.raises(LayerError, match="has changed"):
        draw(cache, jsonl(rows()), reading)


# ---- models ----


def test_a_package_or_model_that_is_missing_is_said(cache: Cache, jsonl: Callable[..., Path], tmp_path: Path) -> None:
    for kind in ("model2vec", "sentence-transformers"):
        with pytest.raises(LayerError) as caught:
            draw(cache, jsonl(rows()), reading_of("prompt", f"{kind}:{tmp_path / 'nothing'}"))
        assert "pip install" in caught.value.hint or "Name a folder" in caught.value.hint


def test_a_static_model(cache: Cache, jsonl: Callable[..., Path], tmp_path: Path) -> None:
    model2vec = pytest.importorskip("model2vec")
    tokenizers = pytest.importorskip("tokenizers")
    words = ["[UNK]", "question", "number", "answer", *map(str, range(ROWS))]
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.WordLevel({word: place for place, word in enumerate(words)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    held = np.random.default_rng(0).normal(size=(len(words), 16)).astype(np.float32)
    model2vec.StaticModel(held, tokenizer).save_pretrained(tmp_path / "model")
    dataset = draw(cache, jsonl(rows()), reading_of("prompt", f"model2vec:{tmp_path / 'model'}"))
    assert similar.similar_to_text(View.of(dataset), "question number 7", 1)[0].row_id == 7


# ---- which map is shown ----


def test_two_maps_side_by_side_and_the_recipe(cache: Cache, jsonl: Callable[..., Path], tmp_path: Path) -> None:
    path = jsonl(rows(emb=vector))
    own = reading_of("prompt", "column:emb")
    building.run(cache, [path], building.Options(), [MAP.name])
    dataset = draw(cache, path, own)
    assert similar.reading_of(dataset) == own
    assert shown_map.drawn(dataset.folder) == [DEFAULT, own]
    area = "in_polygon(map_x, map_y, '-900 -900, 900 -900, 900 900, -900 900')"
    written = export.write(View.of(dataset, area), tmp_path / "out.jsonl", export.options_from({"format": "jsonl"}))
    made = recipe.load(written.recipe)
    assert recipe.reading_of(made) == own
    recipe.require_same_map(made, View.of(dataset, area))
    shown_map.want(dataset.folder, DEFAULT)
    again = building.opened(cache, [path])
    assert again is not None and again is dataset
    assert similar.reading_of(again) == DEFAULT
    assert recipe.reading_of(recipe.make(View.of(again, "n_turns = 2"), {})) is None


@pytest.mark.parametrize(
    "where", ["map_x > 0", "is_meaning_copy OR apartness > 0.1", "meaning_group = 0 AND map_x < 9"]
)
def test_a_recipe_wants_the_very_map_it_was_made_with(
    cache: Cache, jsonl: Callable[..., Path], tmp_path: Path, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = jsonl(rows(emb=vector))
    view = View.of(draw(cache, path, reading_of("prompt", "column:emb")), where)
    done = export.write(view, tmp_path / "out.jsonl", export.options_from({"format": "jsonl"}))
    command = ["export", "--recipe", str(done.recipe), "--quiet", "--out"]
    assert main([*command, str(tmp_path / "again.jsonl")]) == 0
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out.jsonl").read_bytes()
    made = recipe.load(done.recipe)
    made["map"]["looks"] = "of another machine"
    done.recipe.write_bytes(recipe.dumps(made))
    assert main([*command, str(tmp_path / "other.jsonl")]) == 2
    assert "not the one that the recipe was made with" in capsys.readouterr().err
    assert not (tmp_path / "other.jsonl").exists()


# ---- labels and neighbours ----


def test_labels_that_disagree() -> None:
    given = np.array([0, 0, 0, 0, 1, -1, 0, 2], dtype=np.int32)
    near = np.array([[row, 0, 1, 2, 3] for row in range(8)], dtype=np.int32)
    found = odd_labels.majority(given, near, np.arange(8), 3)
    assert found.tolist() == [-1, -1, -1, -1, 0, 0, 0, 0]  # the first four have three neighbours beside themselves
    mixed = np.array([[4, 7, 0, 1, 5]], dtype=np.int32)
    assert odd_labels.majority(given, mixed, np.array([6]), 3).tolist() == [-1]
    assert odd_labels.majority(given, np.zeros((8, 0), np.int32), np.arange(8), 3).tolist() == [-1] * 8


def test_a_dataset_that_is_open_gets_its_map(cache: Cache, jsonl: Callable[..., Path]) -> None:
    path = jsonl(rows(emb=vector))
    before = building.run(cache, [path])
    assert "map_topic" not in before.columns and before.complete
    after = draw(cache, path, reading_of("prompt", "column:emb"))
    assert after is before and "map_topic" in after.columns
    assert after.query("SELECT count(map_x) AS n FROM rows").to_pylist() == [{"n": ROWS}]


def test_labels_are_a_layer(cache: Cache, jsonl: Callable[..., Path]) -> None:
    code = [f"Write a Python function that adds {row} to every number of a list." for row in range(12)]
    path = jsonl([{"prompt": text, "response": "def f(x):\n    return x"} for text in code])
    dataset = building.run(cache, [path], layers=[LABELS.name])
    found = dataset.query(
        'SELECT "ability", neighbour_ability, label_disagrees FROM rows', reads={"ability"}
    ).to_pylist()
    assert {row["ability"] for row in found} == {"programming"}
    assert {row["neighbour_ability"] for row in found} == {"programming"}
    assert not any(row["label_disagrees"] for row in found)
