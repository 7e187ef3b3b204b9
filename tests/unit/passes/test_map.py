"""The map's pass on small data: places, groups, what stands apart, what asks the same; the same map every time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.errors import BuildCancelled
from explorer.passes import Inputs, encoder_vectors, same_meaning, space
from explorer.passes import map as map_pass
from explorer.passes.embedding import encode, words
from explorer.passes.map_source import DEFAULT
from explorer.progress import Progress, Report
from explorer.queries.similar import _nearest
from explorer.view import View

DISHES = ("bread", "rice", "soup", "noodles", "pancakes", "beans", "fish", "dumplings", "potatoes", "pasta")
TASKS = ("sorts a list", "reads a file", "counts words", "parses a date", "merges two sets", "rounds numbers",
         "joins strings", "finds a prime", "reverses a string", "copies a folder")  # fmt: skip
PROMPTS = [
    *(f"How do I cook {dish} for {n} people on a camping stove?" for dish in DISHES for n in (2, 4)),
    *(f"Write a Python function that {task} and {more}." for task in TASKS for more in ("logs it", "tests it")),
    "Describe the building style of the Taj Mahal.",
    "Please describe the building style of the Taj Mahal.",
    "",
]


def inputs(tmp_path: Path, prompts: list[str], folder: str = "map") -> Inputs:
    path = tmp_path / "part.parquet"
    pq.write_table(pa.table({"prompt": prompts, "response": [""] * len(prompts)}), path)
    return Inputs([path], [0], tmp_path, len(prompts), tmp_path / folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[pa.Table, Path]:
    tmp_path = tmp_path_factory.mktemp("meaning")
    return map_pass.compute(inputs(tmp_path, PROMPTS)), tmp_path / "map"


def test_every_row_has_a_place_and_groups(made: tuple[pa.Table, Path]) -> None:
    table, folder = made
    assert table.column_names == ["row_id", *(column.name for column in map_pass.COLUMNS)]
    assert table["row_id"].to_pylist() == list(range(len(PROMPTS)))
    assert np.isfinite(table["map_x"].to_numpy()).all()
    assert table["map_topic"].null_count == 0
    vectors = np.load(folder / map_pass.VECTORS)
    assert len(vectors) == len(PROMPTS)
    assert np.allclose(np.linalg.norm(vectors[:-1].astype(np.float32), axis=1), 1, atol=0.01)


def test_cooking_and_code_are_apart(made: tuple[pa.Table, Path]) -> None:
    topics = made[0]["map_topic"].to_pylist()
    cooking, code = set(topics[:20]), set(topics[20:40])
    assert not cooking & code


def test_the_same_question_in_other_words_is_one_group(made: tuple[pa.Table, Path]) -> None:
    groups, copies = (made[0][name].to_pylist() for name in ("meaning_group", "is_meaning_copy"))
    assert groups[40] is not None
    assert groups[40] == groups[41]
    assert (copies[40], copies[41]) == (False, True)
    assert groups[42] is None


def test_the_space_does_not_hang_on_how_python_orders_sets() -> None:
    code = (
        "import numpy as np\nfrom explorer.passes.space import learn_space\nfrom explorer.passes.embedding import words\n"
        f"from {__name__} import PROMPTS\nlisted = [words(p) for p in PROMPTS]\n"
        "encoded = np.random.default_rng(0).normal(size=(len(listed), 32)).astype(np.float32)\n"
        "print(learn_space(encoded, listed).join(encoded, listed).round(4).tobytes().hex()[:4000])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_the_same_rows_give_the_same_map(made: tuple[pa.Table, Path], tmp_path: Path) -> None:
    assert map_pass.compute(inputs(tmp_path, PROMPTS)).equals(made[0])


def test_worker_processes_read_the_same(
    made: tuple[pa.Table, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder_vectors, "_ALONE", len(PROMPTS) - 1)
    assert map_pass.compute(inputs(tmp_path, PROMPTS)).equals(made[0])


@pytest.mark.parametrize("prompts", [[], ["one"], ["one", "two"], ["same"] * 45, [""] * 41, PROMPTS[:39]])
def test_few_rows_equal_rows_and_empty_rows(tmp_path: Path, prompts: list[str]) -> None:
    table = map_pass.compute(inputs(tmp_path, prompts))
    assert table.num_rows == len(prompts)
    assert np.isfinite(table["map_x"].to_numpy()).all()


def test_an_english_question_finds_the_chinese_row(made: tuple[pa.Table, Path], tmp_path: Path, make_dataset) -> None:
    prompts = [*PROMPTS[:20], "没有电饭煲怎么煮米饭？", "请解释一下光合作用。", *PROMPTS[20:40]]
    map_pass.compute(inputs(tmp_path, prompts))
    vectors = np.load(tmp_path / "map" / map_pass.VECTORS)
    view = View.of(make_dataset([{"prompt": one, "response": "r"} for one in prompts]))
    wanted = map_pass.query_vector(tmp_path / "map", DEFAULT, "Explain photosynthesis to me.")
    assert _nearest(view, vectors, wanted, 3)[0].row_id == 21


def test_a_stopped_build_goes_on_and_gives_the_same_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    whole = encoder_vectors.encode_parallel

    def counted(texts: list[str], *more: object) -> np.ndarray:
        asked.append(len(texts))
        return whole(texts, *more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(encoder_vectors, "encode_parallel", counted)
    monkeypatch.setattr(encoder_vectors, "_BLOCK", 10)

    def stop_at(label: str, done: int) -> Report:
        def report(progress: Progress) -> None:
            if progress.label.startswith(label) and progress.done >= done:
                raise BuildCancelled("Stopped.")

        return report

    at_once = map_pass.compute(inputs(tmp_path, PROMPTS, "at once"))
    asked.clear()
    asked_for = inputs(tmp_path, PROMPTS)
    for report in (stop_at("Reading rows", 30), stop_at("Grouping", 0)):
        with pytest.raises(BuildCancelled):
            map_pass.compute(replace(asked_for, report=report))
    once_more = len(PROMPTS) + 10  # the block that was under way is read again, no other
    assert sum(asked) == once_more
    assert map_pass.compute(asked_for).equals(at_once)
    assert sum(asked) == once_more
    assert not (tmp_path / "map" / "received").exists()


def test_wording_counts_beside_meaning() -> None:
    texts = [*PROMPTS[:40], "翻译成英文：今天天气很好。", "翻译成英文：我喜欢读书。", "今天天气很好，我们去公园吧。"]
    listed = [words(text) for text in texts]
    encoded = encode(texts)
    joined = space.learn_space(encoded, listed).join(encoded, listed)
    assert np.allclose(np.linalg.norm(joined, axis=1), 1, atol=1e-5)
    likeness = joined[40] @ joined.T
    assert likeness[41] > likeness[0]


def test_a_chain_of_small_steps_joins_nothing() -> None:
    angles = np.linspace(0, np.pi / 2, 40)
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    leader = same_meaning.same_meaning(vectors, np.zeros(40, dtype=np.int32), np.full(40, 20))
    assert len(set(leader.tolist())) > 2
    assert all((vectors[row] @ vectors[lead]) >= same_meaning.SAME for row, lead in enumerate(leader))
    assert all(leader[lead] == lead for lead in leader)


def test_long_prompts_are_held_to_more() -> None:
    vectors = np.array([[1, 0], [np.cos(0.3), np.sin(0.3)]], dtype=np.float32)
    cluster = np.zeros(2, dtype=np.int32)
    assert same_meaning.same_meaning(vectors, cluster, np.array([50, 60])).tolist() == [0, 0]
    assert same_meaning.same_meaning(vectors, cluster, np.array([50, 600])).tolist() == [0, 1]


def test_a_few_telling_words_make_another_question() -> None:
    pairs = [
        ("Find the largest number of a list.", "Find the smallest number of a list.", True),
        ("What is next for the mayor?", "What is next for the baker?", True),
        ("Convert degrees to radians.", "Convert radians to degrees.", True),
        ("Count numbers divisible by m or n.", "Count numbers divisible by m and n.", True),
        ("Is this a fruit?", "Is this not a fruit?", True),
        ("Write a program that sorts a list.", "Create a function that sorts a list.", False),
        ("描述泰姬陵的建筑风格。", "请描述泰姬陵的建筑风格。", False),
        ("How do I build a small web server with Node and Express?", "Show me the code of an HTTP service in Express, please, "
         "for a beginner on Windows.", False),
    ]  # fmt: skip
    for a, b, contrast in pairs:
        assert same_meaning.is_contrast(words(a), words(b)) is contrast, (a, b)
    texts = [text for a, b, _ in pairs for text in (a, b)]
    leader = np.arange(2 * len(pairs)) // 2 * 2
    kept = same_meaning.only_same(leader, lambda places: [texts[place] for place in places])
    assert kept.tolist() == [*range(10), 10, 10, 12, 12, 14, 14]
