"""Every rule of the ability tables has an example that a person would write, and a text that it must leave alone."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from explorer.metrics.ability import chinese, english
from explorer.metrics.ability.features import Reading
from tests.growth import assert_linear

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data" / "ability_rules.jsonl").read_text("utf-8").splitlines()
]
"""rule: language, ability, and which of that ability's rules in the order of the tables."""


@cache
def places() -> dict[str, int]:
    """Rule as the table of examples names it -> its place in the list of rules."""
    found: dict[str, int] = {}
    for language, rules in (("en", english.RULES), ("zh", chinese._ALL)):
        seen = Counter[str]()
        for place, rule in enumerate(rules):
            seen[rule[0]] += 1
            found[f"{language} {rule[0]} {seen[rule[0]]}"] = place
    return found


def matches(name: str, text: str) -> bool:
    """Whether the rule is called up by the text's words and then matches."""
    place = places()[name]
    if name.startswith("zh"):
        zone, _, _ = chinese.instruction(text)
        return place in chinese.wanted(zone) and chinese.compiled()[0][place][2].search(zone) is not None
    zone, _, _ = english.instruction(text)
    words = set(english._WORD.findall(zone))
    compiled = english._compiled()
    _, _, pattern, beside = compiled.rules[place]
    called = any(place in compiled.triggers.get(word, ()) for word in words)
    return called and (not beside or not words.isdisjoint(beside)) and pattern.search(zone) is not None


def test_every_rule_has_examples():
    named = [row["rule"] for row in ROWS]
    assert len(named) == len(set(named))
    assert set(named) == set(places())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["rule"])
def test_examples(row):
    assert matches(row["rule"], row["match"])
    assert not matches(row["rule"], row["no_match"])


@pytest.mark.parametrize("choice", ["alarm", "alarm query", "x", "calendar remove all"])
def test_long_lists_of_choices_take_linear_time(choice):
    """Every split of a word was tried once, to the power of the number of choices."""
    assert_linear(
        lambda size: "What is the user trying to do? " + ", ".join([choice] * (size // len(choice))) + ", zebra.",
        lambda text: english.score(Reading(text)),
        20_000,
    )
