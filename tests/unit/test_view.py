"""What drops keep and take out, against the same asked of Python: three-valued conditions, order, decisions, the account."""

from __future__ import annotations

import importlib
import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import building, export, queries, recipe, steps
from explorer.decisions import Change, book
from explorer.errors import FilterError
from explorer.queries.mix import gutted, mix
from explorer.queries.waterfall import waterfall
from explorer.steps import BY_HAND, Step
from explorer.store import Cache, Dataset, row_ids
from explorer.view import View

ROWS = 60
Truth = bool | None


def _row(n: int) -> dict[str, Any]:
    chance = random.Random(n)
    return {
        "prompt": f"Question {n}?",
        "completion": "word " * (n % 5),
        "n": chance.choice([None, 1, 2, 3]),
        "f": chance.choice([None, True, False]),
        "t": chance.choice([None, "a", "b"]),
    }


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _or(a: Truth, b: Truth) -> Truth:
    return True if a or b else None if a is None or b is None else False


# Conditions of the filter language, each with what SQL's three-valued logic says of a row.
CONDITIONS: dict[str, Callable[[dict[str, Any]], Truth]] = {
    "n > 1": lambda row: None if row["n"] is None else row["n"] > 1,
    "NOT n > 1": lambda row: None if row["n"] is None else not row["n"] > 1,
    "f": lambda row: row["f"],
    "NOT f": lambda row: _not(row["f"]),
    "t = 'a'": lambda row: None if row["t"] is None else row["t"] == "a",
    "t IN ('a', 'b') OR f": lambda row: _or(None if row["t"] is None else True, row["f"]),
    "t IS NULL": lambda row: row["t"] is None,
    "n IS NULL AND f IS NULL": lambda row: row["n"] is None and row["f"] is None,
    "search('question 1')": lambda row: row["prompt"].startswith("Question 1"),
    "is_empty": lambda row: not row["completion"].strip(),
    "row_id < 0": lambda row: False,
    f"n > 1 AND ({' OR '.join(f'row_id = {n}' for n in range(40))} OR row_id >= 40)": lambda row: (
        None if row["n"] is None else row["n"] > 1
    ),
}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("view")
    path = folder / "data.jsonl"
    lines = [json.dumps(_row(n)) for n in range(ROWS)]
    path.write_text("\n".join([*lines[:20], "", "broken", *lines[20:], "{"]) + "\n")
    return building.run(Cache.at(folder / "cache"), [path])


listed = st.lists(st.builds(Step, st.uuids().map(str), st.sampled_from(list(CONDITIONS)), on=st.booleans()), max_size=6)
focuses = st.sampled_from(["", *CONDITIONS])
hands = st.dictionaries(st.integers(0, ROWS - 1), st.sampled_from(["keep", "drop"]), max_size=12)


def decide(dataset: Dataset, decisions: dict[int, Any]) -> None:
    keys = dataset.hand.keys(range(ROWS))
    book().act({key: Change(decision=decisions.get(n)) for n, key in keys.items()}, "me", "test")


def fates(chosen: list[Step], decisions: dict[int, str]) -> list[int | str | None]:
    """For each row the place of the step that takes it out, "hand", or None where it is kept."""
    found: list[int | str | None] = []
    for n in range(ROWS):
        place = next((i for i, one in enumerate(chosen) if one.on and CONDITIONS[one.where](_row(n)) is True), None)
        hand = decisions.get(n)
        found.append(None if hand == "keep" else place if place is not None else "hand" if hand == "drop" else None)
    return found


def ids_of(view: View, where: str) -> list[int]:
    return view.dataset.query(f"SELECT row_id FROM rows WHERE {where} ORDER BY 1", reads=view.reads)[
        "row_id"
    ].to_pylist()


@settings(max_examples=60)
@given(listed, focuses, hands)
def test_what_is_kept_and_what_is_looked_at(
    dataset: Dataset, chosen: list[Step], focus: str, hand: dict[int, str]
) -> None:
    decide(dataset, hand)
    view = View.of(dataset, focus, chosen)
    kept = [n for n, fate in enumerate(fates(chosen, hand)) if fate is None]
    seen = [n for n in range(ROWS) if not focus or CONDITIONS[focus](_row(n)) is True]
    for one in (view, view.frozen()):
        assert ids_of(one, one.kept_where) == kept
        assert ids_of(one, one.where) == [n for n in kept if n in seen]
        assert ids_of(one.kept(), one.kept().where) == kept
        assert ids_of(one.looked_at(), one.looked_at().where) == seen
        assert (
            one.dataset.query(f"SELECT count(*) FROM rows WHERE {one.kept_where} IS NULL", reads=one.reads)[0][
                0
            ].as_py()
            == 0
        )
    unheard = View.of(dataset, focus, chosen, by_hand=False)
    assert ids_of(unheard, unheard.kept_where) == [n for n, fate in enumerate(fates(chosen, {})) if fate is None]


@settings(max_examples=60)
@given(listed, hands)
def test_the_waterfall_counts_what_counting_gives(dataset: Dataset, chosen: list[Step], hand: dict[int, str]) -> None:
    decide(dataset, hand)
    view = View.of(dataset, "", chosen)
    found = waterfall(view)
    tokens = dataset.query("SELECT total_tokens FROM rows ORDER BY row_id", reads={"total_tokens"})[
        "total_tokens"
    ].to_pylist()
    fate = fates(chosen, hand)
    truths = [[CONDITIONS[one.where](_row(n)) for n in range(ROWS)] for one in chosen]

    def others(place: int | None, n: int) -> bool:
        return any(one.on and i != place and truths[i][n] is True for i, one in enumerate(chosen))

    for place, (step, fall) in enumerate(zip(chosen, found.steps, strict=False)):
        mine = [n for n in range(ROWS) if fate[n] == place]
        assert (fall.name, fall.on, fall.rows) == (step.name, step.on, len(mine))
        assert fall.tokens == sum(tokens[n] for n in mine)
        assert fall.alone == sum(truth is True for truth in truths[place])
        assert fall.undecided == sum(truth is None for truth in truths[place])
        assert fall.only == sum(
            step.on and truths[place][n] is True and n not in hand and not others(place, n) for n in range(ROWS)
        )
    dropped = [n for n in range(ROWS) if hand.get(n) == "drop"]
    assert [fall.name for fall in found.steps[len(chosen) :]] == ([BY_HAND] if dropped else [])
    assert found.by_hand == fate.count("hand")
    assert found.kept == fate.count(None) and found.rows == found.kept + sum(fall.rows for fall in found.steps)
    assert found.kept_by_hand == sum(hand.get(n) == "keep" and others(None, n) for n in range(ROWS))
    assert found.kept_tokens == sum(tokens[n] for n in range(ROWS) if fate[n] is None)


@settings(max_examples=40)
@given(listed, focuses, hands, st.integers(0, 30), st.none() | st.lists(st.integers(0, ROWS - 1), max_size=20))
def test_the_account_adds_up(
    dataset: Dataset, chosen: list[Step], focus: str, hand: dict[int, str], count: int, named: list[int] | None
) -> None:
    decide(dataset, hand)
    view = View.of(dataset, focus, chosen).frozen()
    if named is not None:
        view = view.only(named)
    view = export.chosen(view, export.ExportOptions(pick=count))
    found = recipe.account(view)
    assert found["adds_up"] and found["lines"] == recipe.accounted(found) == ROWS + 3
    assert (found["rejected"], found["blank"]) == (2, 1)
    assert found["kept"] == queries.totals(view).rows_kept
    fate = fates(chosen, hand)
    assert [one["rows"] for one in found["dropped"]] == [fate.count(i) for i, one in enumerate(chosen) if one.on]
    assert found["by_hand"] == fate.count("hand")
    looked_at = [
        n
        for n, one in enumerate(fate)
        if one is None and (not focus or CONDITIONS[focus](_row(n)) is True) and (named is None or n in named)
    ]
    assert found["kept"] == (min(count, len(looked_at)) if count else len(looked_at))
    assert found["outside_focus"] == fate.count(None) - len(looked_at)


def test_an_account_that_does_not_add_up_says_so(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = importlib.import_module("explorer.recipe.account")
    real = module.waterfall
    monkeypatch.setattr(module, "waterfall", lambda view: real(view)._replace(kept=ROWS + 1))
    assert not recipe.account(View.of(dataset, "n > 1"))["adds_up"]


def test_a_step_that_cannot_be_applied_is_named(dataset: Dataset) -> None:
    with pytest.raises(FilterError, match="The step 'Odd' cannot be applied"):
        View.of(dataset, "", [steps.read("Odd: nope > 1")])


def test_what_is_decided_later_changes_nothing_of_a_frozen_view(dataset: Dataset) -> None:
    decide(dataset, {1: "drop"})
    view = View.of(dataset, "decision IS NULL", [steps.read("marked")])
    frozen = view.frozen()
    before = ids_of(frozen, frozen.where)
    keys = dataset.hand.keys([2, 3])
    book().act({keys[2]: {"decision": "drop"}, keys[3]: {"marked": True}}, "me", "test")
    later = View.of(dataset, "decision IS NULL", [steps.read("marked")])
    assert ids_of(later, later.where) == [n for n in before if n not in (2, 3)]
    assert ids_of(frozen, frozen.where) == before == [n for n in range(ROWS) if n != 1]
    assert frozen.key != later.frozen().key


def test_the_mix_and_what_is_gutted(cache: Cache, jsonl: Callable[..., Path]) -> None:
    rows = [{"prompt": f"q{n}", "completion": "x" * (n % 3)} for n in range(100)]
    rows += [
        {"messages": [{"role": "user", "content": f"m{n}"}, {"role": "assistant", "content": "y"}]} for n in range(30)
    ]
    data = building.run(cache, [jsonl(rows)])
    view = View.of(data, "", [steps.read("Few: row_id < 5"), steps.read("Messages: row_id >= 104")])
    by_column = {one.column: one.values for one in mix(view, 1)}
    assert by_column["dialect"] == (("prompt_completion", 95, 95), ("messages", 30, 4))
    (found,) = [one for one in gutted(view) if one.column == "dialect"]
    assert (found.step, found.value, found.before, found.after) == (1, "messages", 30, 4)
    assert Counter(one.step for one in gutted(view.with_steps([steps.read("row_id % 2 = 0")]))) == {}


def test_row_sets_replace_the_book(dataset: Dataset) -> None:
    decide(dataset, {5: "drop"})
    view = View.of(dataset, "", [steps.read("n > 1")]).frozen()
    held = view.drops.hand_rows
    assert held is not None and held.drop == "5"
    other = view.replayed(held._replace(drop="7", keep=row_ids.as_text(range(ROWS))))
    assert ids_of(other, other.kept_where) == list(range(ROWS))  # a keep beats everything
