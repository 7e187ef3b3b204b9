"""Two datasets, two versions, before and after: what differs is named, rows are paired, one number everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import building, compare, scorecard
from explorer.cli import main
from explorer.store import Cache, Dataset
from explorer.view import View

Rows = list[dict[str, Any]]


def row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "prompt": f"Tell me about the {number}th river of the valley.",
        "response": f"It is {number} miles long.",
        **more,
    }


@pytest.fixture
def make(cache: Cache, jsonl: Callable[..., Path]) -> Callable[[Rows, str], Dataset]:
    return lambda rows, name: building.run(cache, [jsonl(rows, f"{name}.jsonl")])


def versions() -> tuple[Rows, Rows]:
    """40 rows; in the second, 3 are gone, 4 are changed, 5 are new, all in another order."""
    old = [row(n) for n in range(40)]
    new = [
        one if n % 10 else {**one, "response": "It is longer than was said."}
        for n, one in enumerate(old)
        if n not in (3, 4, 5)
    ]
    return old, [*reversed(new), *(row(n) for n in range(100, 105))]


def test_rows_are_paired_by_what_they_say(make: Callable[[Rows, str], Dataset]) -> None:
    old, new = versions()
    before, after = View.of(make(old, "old")), View.of(make(new, "new"))
    found = compare.match(before, after)
    assert (found.by, found.same) == ("", 33)
    assert sorted(found.changed[:, 0].tolist()) == [0, 10, 20, 30]
    assert found.only_before.tolist() == [3, 4, 5]
    assert found.only_after.tolist() == list(range(37, 42))
    for one, two in found.changed.tolist():
        assert before.dataset.source.texts([one])[one][1] == after.dataset.source.texts([two])[two][1]  # type: ignore[index]


def test_rows_are_paired_by_a_field_that_names_them(make: Callable[[Rows, str], Dataset]) -> None:
    old = [row(n, id=f"a{n}") for n in range(20)]
    new = [{**one, "prompt": "Another question."} if n == 7 else one for n, one in enumerate(old)][1:]
    found = compare.match(View.of(make(old, "old")), View.of(make(new, "new")))
    assert (found.by, found.same) == ("id", 18)
    assert found.changed.tolist() == [[7, 6]]
    assert found.only_before.tolist() == [0] and not len(found.only_after)


def test_a_field_that_only_counts_rows_names_none(make: Callable[[Rows, str], Dataset]) -> None:
    old = [row(n, id=n) for n in range(20)]
    new = [{**one, "id": place} for place, one in enumerate(reversed(old))]
    found = compare.match(View.of(make(old, "old")), View.of(make(new, "new")))
    assert (found.by, found.same, len(found.changed)) == ("", 20, 0)


def test_copies_are_paired_one_by_one(make: Callable[[Rows, str], Dataset]) -> None:
    before, after = View.of(make([row(1)] * 3 + [row(2)], "old")), View.of(make([row(1)] * 2, "new"))
    found = compare.match(before, after)
    assert (found.same, len(found.only_before), len(found.only_after)) == (2, 2, 0)
    assert found.only_before.tolist() == [2, 3]


def test_only_rows_that_are_kept_are_compared(make: Callable[[Rows, str], Dataset]) -> None:
    old, new = versions()
    dataset, other = make(old, "old"), make(new, "new")
    after = View.of(other, "", building_steps("row_id >= 37"))
    found = compare.match(View.of(dataset), after)
    assert not len(found.only_after)
    assert compare.measure(View.of(dataset), after).rows_after == 37


def building_steps(where: str) -> list[Any]:
    from explorer import steps

    return [steps.named(where)]


def test_the_largest_difference_comes_first(make: Callable[[Rows, str], Dataset]) -> None:
    old = [row(n, category="river" if n < 30 else "lake") for n in range(60)]
    new = [{**one, "category": "river"} if n < 55 else one for n, one in enumerate(old)]
    found = compare.measure(View.of(make(old, "old")), View.of(make(new, "new")))
    first = found.telling[0]
    assert (first.column.name, first.kind) == ("category", "share")
    assert (first.before, first.after) in ((0.5, pytest.approx(55 / 60)), (0.5, pytest.approx(5 / 60)))
    assert "Category" in compare.first_sentence(found)
    assert [one.column.name for one in found.telling].count("category") == 1


def test_what_is_the_same_differs_in_nothing(make: Callable[[Rows, str], Dataset]) -> None:
    rows = [row(n, score=n % 7 / 7) for n in range(50)]
    found = compare.measure(View.of(make(rows, "one")), View.of(make(list(reversed(rows)), "two")))
    assert not found.telling
    assert all(one.effect.value == 0 for one in found.differences)
    assert compare.first_sentence(found) == "Nothing differs beyond chance."


def test_drops_are_held_against_what_they_drop(make: Callable[[Rows, str], Dataset]) -> None:
    rows = [
        row(n) if n % 4 else {"prompt": f"Why {n}?", "response": "I'm sorry, but I cannot help with that."}
        for n in range(80)
    ]
    after = View.of(make(rows, "data"), "", building_steps("is_refusal"))
    before = after.everything()
    found = compare.measure(before, after)
    assert found.nested and (found.rows_before, found.rows_after) == (80, 60)
    refusal = next(one for one in found.differences if one.column.name == "is_refusal")
    assert (refusal.before, refusal.after, refusal.effect.value) == (0.25, 0.0, pytest.approx(-0.25))
    assert refusal.effect.high < 0
    tokens = next(one for one in found.differences if one.column.name == "response_tokens")
    values = [one["response"] for one in rows]
    assert tokens.effect.value == pytest.approx(_delta([v for v in values if "miles" in v], values), abs=0.02)
    matched = compare.match(before, after)
    assert (matched.same, len(matched.only_before)) == (60, 20)


def _delta(kept: list[str], every: list[str]) -> float:
    signs = [("miles" in a) - ("miles" in b) for a in kept for b in every]  # a refusal is the longer answer here
    return -sum(signs) / len(signs)


def test_verdicts_that_changed_come_first(make: Callable[[Rows, str], Dataset]) -> None:
    rows = [
        row(n) if n % 4 else {"prompt": f"Why {n}?", "response": "I'm sorry, but I cannot help with that."}
        for n in range(80)
    ]
    after = View.of(make(rows, "data"), "", building_steps("is_refusal"))
    profile = scorecard.shipped("general")
    changes = compare.verdicts(scorecard.score(after.everything(), profile), scorecard.score(after, profile))
    assert changes[0].step or not any(one.step for one in changes)
    refused = next(one for one in changes if one.after.point.id == "refused")
    assert (refused.before.verdict, refused.after.verdict) == ("fail", "pass") and refused.step == -2
    steps = [one.step for one in changes]
    assert [step != 0 for step in steps] == sorted((step != 0 for step in steps), reverse=True)


@pytest.mark.parametrize("rows", [[], [row(1)]])
def test_few_rows_or_none(make: Callable[[Rows, str], Dataset], rows: Rows) -> None:
    before, after = View.of(make(rows or [""], "one")), View.of(make([row(1), row(2)], "two"))  # type: ignore[list-item]
    found = compare.measure(before, after)
    assert not found.telling
    assert compare.match(before, after).same == len(rows)


def test_hostile_names_are_data(make: Callable[[Rows, str], Dataset]) -> None:
    name = 'x" ; DROP TABLE rows; --'
    old = [row(n, **{name: "a'b" if n % 2 else '"'}) for n in range(40)]
    new = [{**one, name: "a'b"} for one in old]
    found = compare.measure(View.of(make(old, "old")), View.of(make(new, "new")))
    assert found.telling[0].column.name == name


def test_the_verb_gives_the_same_figures(
    make: Callable[[Rows, str], Dataset], capsysbinary: Any, cache: Cache, monkeypatch: Any
) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(cache.root))
    old, new = versions()
    one, two = make(old, "old"), make(new, "new")
    paths = [str(side.files[0].path) for side in (one, two)]
    assert main(["compare", *paths, "--json"]) == 0
    facts = json.loads(capsysbinary.readouterr().out)
    assert facts["rows"]["same"] == 33 and facts["rows"]["changed"] == 4 and facts["rows"]["by"] == "text"
    measured = compare.measure(View.of(one), View.of(two))
    assert [(d["column"], d["value"], d["effect"]) for d in facts["differences"]] == [
        (d.column.name, d.value, d.effect.value) for d in measured.differences
    ]
    assert main(["compare", *paths]) == 0
    assert b"33 the same, 4 changed" in capsysbinary.readouterr().out
    assert main(["compare", paths[0], "--json"]) == 2
    assert main(["compare", paths[0], "--drop", "row_id < 5", "--json"]) == 0
    facts = json.loads(capsysbinary.readouterr().out)
    assert facts["nested"] and facts["rows"]["only_before"] == 5 and facts["after"]["rows"] == 35


# ---- a saved scorecard ----


def refusing(share: float, rows: int = 400) -> Rows:
    refused = {"response": "I'm sorry, but I cannot help with that."}
    return [
        {**row(n), "prompt": f"Why is the sky over town {n} blue?", **(refused if n < share * rows else {})}
        for n in range(rows)
    ]


@pytest.fixture
def gate(
    make: Callable[[Rows, str], Dataset], capsysbinary: Any, cache: Cache, monkeypatch: Any, tmp_path: Path
) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Runs `check --baseline`: the saved verb's figures of one dataset, those of another."""
    monkeypatch.setenv("EXPLORER_CACHE", str(cache.root))

    def run(old: Rows, new: Rows, *words: str, verb: str = "check") -> tuple[int, dict[str, Any]]:
        first, second = (str(make(rows, name).files[0].path) for rows, name in ((old, "old"), (new, "new")))
        main([verb, first, "--json"])
        saved = tmp_path / "old.json"
        saved.write_bytes(capsysbinary.readouterr().out)
        code = main(["check", second, "--json", "--baseline", str(saved), *words])
        return code, json.loads(capsysbinary.readouterr().out)

    return run


@pytest.mark.parametrize("verb", ["check", "stats"])
def test_what_got_worse_closes_the_gate(gate: Callable[..., tuple[int, dict[str, Any]]], verb: str) -> None:
    code, facts = gate(refusing(0.2), refusing(0.4), verb=verb)
    assert code == 1 and "refused" in facts["failed"]
    worse = next(one for one in facts["worse"] if one["id"] == "refused")
    assert (worse["value_before"], worse["value"], worse["verdict_before"], worse["verdict"]) == (
        0.2,
        0.4,
        "fail",
        "fail",
    )
    assert worse["sure"] and 0.13 < worse["interval"][0] < 0.2 < worse["interval"][1]
    assert "20.00% -> 40.00%, +20.00 points" in worse["said"]


def test_what_failed_before_as_well_passes(gate: Callable[..., tuple[int, dict[str, Any]]]) -> None:
    code, facts = gate(refusing(0.4), refusing(0.2))
    assert code == 0 and facts["passed"] and "refused" not in [one["id"] for one in facts["worse"]]


def test_chance_is_told_and_only_strict_minds_it(gate: Callable[..., tuple[int, dict[str, Any]]]) -> None:
    code, facts = gate(refusing(0.2), refusing(0.21))
    refused = next(one for one in facts["worse"] if one["id"] == "refused")
    assert not refused["sure"] and "refused" not in facts["failed"]
    code, facts = gate(refusing(0.2), refusing(0.21), "--strict")
    assert code == 1 and "refused" in facts["failed"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"scorecard": {"points": 3}}', None])
def test_a_baseline_that_is_none_is_said(tmp_path: Path, text: str | None, capsys: Any) -> None:
    path = tmp_path / "old.json"
    if text is not None:
        path.write_text(text)
    assert main(["check", "sample", "--baseline", str(path)]) == 2
    assert "baseline old.json" in capsys.readouterr().err
