"""Choosing the best N rows: what each strategy takes, why, beside chance; and the same bytes again from the recipe."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from explorer import building, choosing
from explorer.building import shipped
from explorer.choosing import MEASURES, STRATEGIES, Pool, Request, spread
from explorer.choosing import words as words_strategy
from explorer.cli import main
from explorer.diversity import formulas
from explorer.errors import BuildCancelled, ExportError
from explorer.metrics.faults import FAULTS
from explorer.passes import MAP
from explorer.progress import Progress
from explorer.store import Cache, Dataset
from explorer.view import View
from tests.conftest import SAMPLE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("choosing")
    cache = Cache.at(folder)
    shipped.prepare(cache, [SAMPLE])
    building.run(cache, [SAMPLE])
    building.run(cache, [SAMPLE], layers=[MAP.name])
    return folder


@pytest.fixture
def sample(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """The sample with its map, in a cache that all tests of this file share."""
    monkeypatch.setenv("EXPLORER_CACHE", str(folder))
    return building.run(Cache.default(), [SAMPLE], layers=[MAP.name])


def request_for(strategy: choosing.Strategy, dataset: Dataset, count: int = 50) -> Request:
    return Request(
        strategy.name,
        count,
        seed=3,
        score="total_tokens" if strategy.wants == "score" else "",
        reference=View.of(dataset, "language = 'zh'", by_hand=False) if strategy.wants == "reference" else None,
    )


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda one: one.name)
def test_a_strategy_takes_so_many_rows_says_why_and_does_it_again(strategy: choosing.Strategy, sample: Dataset) -> None:
    view = View.of(sample, "NOT is_empty", by_hand=False)
    found = choosing.choose(view, request_for(strategy, sample))
    assert len(found.rows) == len(set(found.rows.tolist())) == 50
    assert set(found.rows.tolist()) <= set(Pool(view).rows.tolist())
    assert all(found.why(place) for place in range(50))
    again = choosing.choose(view, request_for(strategy, sample))
    assert again.rows.tolist() == found.rows.tolist() and again.text == found.text


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda one: one.name)
def test_more_than_there_is_gives_what_there_is(strategy: choosing.Strategy, sample: Dataset) -> None:
    view = View.of(sample, "row_id < 20", by_hand=False)
    found = choosing.choose(view, request_for(strategy, sample, 500))
    assert len(set(found.rows.tolist())) == len(found.rows) <= 20
    assert strategy.name in ("spread", "score") or len(found.rows) == 20


def test_names_and_helps_are_there() -> None:
    assert len({one.name for one in STRATEGIES}) == len(STRATEGIES)
    assert STRATEGIES[0].name == "spread"
    assert all(one.about.endswith(".") for one in STRATEGIES)


# ---- spread ----


def test_spread_takes_no_faulty_row_and_no_near_copy(sample: Dataset) -> None:
    pool = Pool(View.of(sample, by_hand=False))
    found = choosing.choose(View.of(sample, by_hand=False), Request("spread", 100))
    where = " OR ".join([*FAULTS, "is_near_copy"])
    bad = sample.query(f"SELECT row_id FROM rows WHERE {where}", reads={*FAULTS, "is_near_copy"})["row_id"].to_pylist()
    assert bad and not set(found.rows.tolist()) & set(bad)
    assert len(pool.sound) == sample.rows - len(bad)


def test_spread_follows_a_mix_and_beats_chance(sample: Dataset) -> None:
    view = View.of(sample, by_hand=False)
    mixed = choosing.choose(view, Request("spread", 40, by="language", mix="zh=0.25,en=0.75"))
    languages = sample.query("SELECT row_id, language FROM rows", reads={"language"}).to_pylist()
    of = {one["row_id"]: one["language"] for one in languages}
    taken = [of[row] for row in mixed.rows.tolist()]
    assert (taken.count("zh"), taken.count("en")) == (10, 30)
    found = choosing.choose(view, Request("spread", 80)).compared()
    wins = {measure.name for measure in MEASURES if found.beats(measure)}
    assert {"coverage", "novelsum", "vendi", "flagged"} <= wins


def test_farthest_first_meets_every_heap_and_prefers_the_longer_of_equals() -> None:
    rng = np.random.default_rng(0)
    heaps = np.repeat(np.eye(8, 16, dtype=np.float32), 30, axis=0) + rng.normal(0, 0.02, (240, 16)).astype(np.float32)
    heaps /= np.linalg.norm(heaps, axis=1, keepdims=True)
    longer = np.linspace(0, 1, 240, dtype=np.float32)
    places, far = spread.farthest_first(heaps, longer, 8)
    assert sorted(place // 30 for place in places.tolist()) == list(range(8))
    assert far[0] == 0 and (far[1:] > 0.8).all()
    same = np.ones((10, 4), np.float32) / 2
    assert spread.farthest_first(same, longer[:10], 1)[0].tolist() == [9]
    assert sorted(spread.farthest_first(same, longer[:10], 10)[0].tolist()) == list(range(10))
    assert len(spread.farthest_first(same, longer[:10], 0)[0]) == 0


# ---- the others ----


def test_like_takes_the_rows_themselves_first(sample: Dataset) -> None:
    reference = View.of(sample, "row_id IN (3, 40, 77)", by_hand=False)
    found = choosing.choose(View.of(sample, by_hand=False), Request("like", 9, reference=reference))
    assert "of the reference: 1.00" in found.why(0) and "of the reference: 1.00" in found.why(2)
    owners = [found.why(place).split()[2] for place in range(9)]
    assert owners == ["3", "40", "77"] * 3


def test_words_finds_rows_of_the_references_language(sample: Dataset) -> None:
    reference = View.of(sample, "language = 'zh'", by_hand=False)
    found = choosing.choose(View.of(sample, by_hand=False), Request("words", 40, reference=reference))
    zh = set(Pool(reference).rows.tolist())
    assert len(zh & set(found.rows.tolist())) >= 38
    assert words_strategy.buckets("", "").tolist() == []


def test_score_goes_down_and_leaves_out_what_is_alike(sample: Dataset) -> None:
    pool = Pool(View.of(sample, by_hand=False))
    found = choosing.choose(View.of(sample, by_hand=False), Request("score", 60, score="total_tokens"))
    tokens = pool.all_tokens[found.places]
    assert (np.diff(tokens) <= 0).all()
    likeness = pool.vectors(found.places) @ pool.vectors(found.places).T
    np.fill_diagonal(likeness, 0)
    assert likeness.max() < 0.9
    low = choosing.choose(View.of(sample, by_hand=False), Request("score", 5, score="total_tokens asc"))
    assert pool.all_tokens[low.places].max() < tokens.min()


def test_longest_keeps_the_shares_of_abilities(sample: Dataset) -> None:
    pool = Pool(View.of(sample, by_hand=False))
    found = choosing.choose(View.of(sample, by_hand=False), Request("longest", 100))
    labels, names = pool.values("ability")
    before = np.bincount(labels, minlength=len(names)) / len(pool)
    after = np.bincount(labels[found.places], minlength=len(names)) / 100
    assert np.abs(before - after).max() <= 0.01
    assert pool.answer_tokens[found.places].mean() > 1.3 * pool.answer_tokens.mean()


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Request("best", 5), "no strategy 'best'"),
        (Request("random", 0), "cannot be chosen"),
        (Request("like", 5), "needs a reference"),
        (Request("score", 5), "needs a column"),
        (Request("score", 5, score="ability"), "no column of numbers"),
        (Request("score", 5, score="marked"), "decisions change"),
        (Request("longest", 5, by="ability"), "spreads over no column"),
        (Request("spread", 5, mix="a=1"), "needs a column"),
        (Request("spread", 5, by="prompt"), "cannot be spread over"),
        (Request("spread", 5, by="ability", fill=True), "no mix to fill"),
    ],
)
def test_what_cannot_be_chosen_is_said(sample: Dataset, wanted: Request, said: str) -> None:
    with pytest.raises(ExportError, match=said):
        choosing.choose(View.of(sample, by_hand=False), wanted)


def test_without_a_map_meaning_is_not_compared(make_dataset: Callable[..., Dataset]) -> None:
    dataset = make_dataset([{"prompt": f"p{n}", "response": "r" * n} for n in range(30)])
    view = View.of(dataset)
    with pytest.raises(ExportError, match="Draw the map first"):
        choosing.choose(view, Request("spread", 5))
    found = choosing.choose(view, Request("random", 5)).compared()
    assert found.chosen["coverage"] is None and found.spread("novelsum") is None
    assert found.beats(MEASURES[0]) is None


def test_choosing_can_be_cancelled(sample: Dataset) -> None:
    def stop(progress: Progress) -> None:
        raise BuildCancelled("Stopped.")

    with pytest.raises(BuildCancelled):
        choosing.choose(View.of(sample, by_hand=False), Request("spread", 50), stop)


# ---- formulas ----


def test_formulas_know_what_is_varied() -> None:
    rng = np.random.default_rng(0)
    axes = np.eye(6, dtype=np.float32)
    assert formulas.vendi(axes) == pytest.approx(6)
    assert formulas.vendi(np.repeat(axes[:1], 50, axis=0)) == pytest.approx(1)
    wide = rng.normal(size=(200, 32)).astype(np.float32)
    wide /= np.linalg.norm(wide, axis=1, keepdims=True)
    narrow = wide[rng.integers(0, 10, 200)]
    density = formulas.densities(wide, wide)
    assert formulas.novelsum(wide, density) > 1.5 * formulas.novelsum(narrow, formulas.densities(narrow, wide))
    assert formulas.coverage(wide, wide).min() > 0.999
    assert formulas.coverage(wide, narrow).mean() < 0.8
    assert formulas.coverage(wide, wide[:0]).max() == 0


def test_novelsum_is_the_formula_that_its_help_says() -> None:
    rng = np.random.default_rng(1)
    some = rng.normal(size=(7, 5)).astype(np.float32)
    some /= np.linalg.norm(some, axis=1, keepdims=True)
    density = rng.uniform(0.5, 2, 7)
    by_hand = []
    for row in range(7):
        others = sorted((1 - float(some[row] @ some[other]), other) for other in range(7) if other != row)
        weighted = [far * density[other] ** 0.5 / rank for rank, (far, other) in enumerate(others, 1)]
        by_hand.append(sum(weighted) / sum(1 / rank for rank in range(1, 7)))
    assert formulas.novelsum(some, density) == pytest.approx(float(np.mean(by_hand)), rel=1e-5)


# ---- the command line ----


def run(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, object]:
    assert main([str(word) for word in words]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("strategy", ["spread", "like", "random"])
def test_an_export_of_a_choice_is_made_again_to_the_byte(
    strategy: str, sample: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = tmp_path / "good.jsonl"
    reference.write_text('{"prompt": "Name a river in France.", "response": "The Seine."}\n')
    out, again, why = tmp_path / "out.jsonl", tmp_path / "again.jsonl", tmp_path / "why.jsonl"
    extra = ["--reference", reference] if strategy == "like" else []
    words = ["export", SAMPLE, "--drop", "Empty: is_empty", "--pick", 30, "--choose", strategy, "--seed", 4, *extra]
    told = run(capsys, *words, "--out", out, "--why", why, "--json")
    assert told["rows"] == 30 and len(out.read_bytes().splitlines()) == 30
    choice = told["choice"]
    assert isinstance(choice, dict) and len(choice["random"]) == 5
    reasons = [json.loads(line) for line in why.read_text().splitlines()]
    assert [one["place"] for one in reasons] == list(range(1, 31)) and all(one["why_picked"] for one in reasons)
    held = json.loads((tmp_path / "out.jsonl.recipe.json").read_bytes())
    assert held["recipe"] == 5 and held["export"]["choose"] == strategy and held["account"]["adds_up"]
    reference.unlink()  # what was chosen stands in the recipe
    told = run(capsys, "export", "--recipe", tmp_path / "out.jsonl.recipe.json", "--out", again, "--json")
    assert told["as_recipe_says"] is True and again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--choose", "best", "--pick", "3"], "no strategy 'best'"),
        (["--choose", "random"], "--pick"),
        (["--pick", "3", "--score", "total_tokens"], "--choose"),
        (["--pick", "3", "--choose", "random", "--reference", "x.jsonl"], "reads no reference"),
        (["--pick", "3", "--choose", "like"], "needs a reference"),
    ],
)
def test_options_that_do_not_fit_are_said(
    words: list[str], said: str, sample: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(SAMPLE), "--out", str(tmp_path / "o.jsonl"), *words]) == 2
    assert said in capsys.readouterr().err


def test_rows_of_a_recipe_that_are_none_are_said(
    sample: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    run(capsys, "export", SAMPLE, "--pick", 5, "--choose", "random", "--out", out, "--json")
    path = tmp_path / "out.jsonl.recipe.json"
    held = json.loads(path.read_bytes())
    held["export"]["rows"] = "0-999999"
    path.write_text(json.dumps(held))
    assert main(["export", "--recipe", str(path), "--out", str(tmp_path / "b.jsonl")]) == 2
    assert "chosen rows cannot be read" in capsys.readouterr().err
