"""Every pattern of the metrics does what it was written for: no slips, no branch that nothing reaches, triggers that fit."""

from __future__ import annotations

import re
from random import Random

import pytest

from explorer.metrics.ability import chinese, english
from explorer.metrics.ability.chinese_rules import CODE_NAMED
from tests.unit.metrics import patterns

PATTERNS = sorted(set(patterns.in_metrics()))
SAMPLES = 120
FEW = 0.04
"""Share of a pattern's strings that may lack its triggers: words that the writer of strings glues together."""


def test_the_patterns_are_found():
    assert len(PATTERNS) > 400
    rooms = {where.split(".")[2] for where, _ in PATTERNS}
    assert rooms >= {"ability", "arithmetic", "pii", "reasoning", "refusal", "residue", "syntax", "text", "truncation"}


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        (rf"a{0, 14}?b", True),
        (r"a{{0,3}}b", True),
        (r"{_GAP}b", True),
        (r"a{2,3}[{}]\{\}b{4}", False),
        (r"[^]{]x{1}", False),
    ],
)
def test_slips_are_seen(pattern, wrong):
    assert bool(patterns.slips(pattern)) == wrong


def test_no_pattern_has_slips():
    assert {where: found for where, pattern in PATTERNS if (found := patterns.slips(pattern))} == {}


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a|b|a", ["a"]),
        ("(?:x|xy)$", []),
        ("c(?:x|xy)", ["xy"]),
        ("(?:x|xy)z", []),
        (r"(a|[|]|\|)", []),
        ("(?:|a)", []),
        ("[[](?:a|b)|[^]|](?:c|c)", ["c"]),
    ],
)
def test_unreachable_branches_are_seen(pattern, found):
    assert patterns.unreachable(pattern) == found


def test_every_branch_can_be_reached():
    assert {where: found for where, pattern in PATTERNS if (found := patterns.unreachable(pattern))} == {}


@pytest.mark.parametrize("rule", chinese._ALL, ids=lambda rule: f"{rule[0]} {rule[3][:20]}")
def test_every_match_of_a_chinese_rule_holds_a_trigger(rule):
    _, _, triggers, pattern = rule
    if triggers == CODE_NAMED:
        return
    assert patterns.holds_one_of(pattern, frozenset(triggers))
    assert all(trigger in pattern for trigger in triggers), "a trigger that the pattern cannot need"


@pytest.mark.parametrize("rule", english.RULES, ids=lambda rule: f"{rule[0]} {rule[3][:20]}")
def test_what_an_english_rule_matches_calls_it_up(rule):
    _, _, triggers, pattern = rule
    calling, _, beside = (frozenset(words.split()) for words in triggers.partition(" & "))
    dice, compiled = Random(1), re.compile(pattern)
    called = missed = 0
    for _ in range(SAMPLES):
        text = f" {patterns.example(pattern, dice).lower()} "
        if compiled.search(text):
            words = set(english._WORD.findall(text))
            fits = bool(words & calling) and (not beside or bool(words & beside))
            called, missed = called + fits, missed + (not fits)
    assert missed <= max(2, FEW * (called + missed))
    assert all(english._WORD.fullmatch(word) for word in calling | beside), "a trigger that is no word is never found"
