"""The registry of trainers: what holds for each of them, and that everything which lists trainers reads it."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from explorer import dryrun, scorecard
from explorer.cli.parser import make_parser
from explorer.conversation import ROLES, Conversation, Turn
from explorer.formats import FORMATS, decode
from explorer.metrics import METRICS
from explorer.trainers import BY_NAME, OUTCOMES, TEMPLATES, TRAINERS, Trainer

ROOT = Path(__file__).resolve().parents[2]
WIDE = {**os.environ, "COLUMNS": "300"}  # help is not broken within a list of names
each = pytest.mark.parametrize("trainer", TRAINERS, ids=[trainer.name for trainer in TRAINERS])


def is_sentence(text: str) -> bool:
    return text[:1].isalnum() and text.endswith(".") and "  " not in text and text == text.strip()


def test_names_and_labels_are_unique() -> None:
    assert len({trainer.name for trainer in TRAINERS}) == len({trainer.label for trainer in TRAINERS}) == len(TRAINERS)
    assert tuple(BY_NAME.values()) == TRAINERS


@each
def test_a_trainer_says_what_it_is(trainer: Trainer) -> None:
    assert trainer.name.isidentifier() and trainer.name == trainer.name.lower()
    assert trainer.label.strip() and trainer.version.strip()
    assert is_sentence(trainer.read_as)
    assert trainer.label in trainer.length_option and trainer.label in trainer.in_words
    assert trainer.default_length == 0 or 256 <= trainer.default_length <= 1 << 20
    assert trainer.revision >= 1


@each
def test_every_rule_says_why_and_where(trainer: Trainer) -> None:
    assert trainer.rules["fine"].outcome == "fine"
    for name, rule in trainer.rules.items():
        assert name.isidentifier()
        assert is_sentence(rule.said), rule.said
        assert rule.cite.startswith(trainer.label) and len(rule.cite) > len(trainer.label) + 5
        assert rule.outcome in ("fine", *OUTCOMES)


@each
@pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
def test_every_case_of_length_says_why_and_where(trainer: Trainer, template: object) -> None:
    cases, keeps, whole, spared = trainer.fate(trainer.default_length or 4096, template)  # type: ignore[arg-type]
    assert keeps and whole
    assert all(trainer.rules[rule].outcome != "fine" and any(rule in case.when for case in cases) for rule in spared)
    assert cases[0].outcome == "keep"
    for case in cases:
        assert case.outcome in OUTCOMES and is_sentence(case.said)
        assert bool(case.rule) == bool(case.cite) == (case.outcome != "keep")
        assert case.rule not in trainer.rules, "the rules of a plan are told apart by name"


@each
def test_the_docs_tell_which_version_was_read_and_when(trainer: Trainer) -> None:
    """A newer minor version is looked for by hand; the table of docs/trainers.md says when that was done last."""
    date.fromisoformat(trainer.looked_at)
    table = (ROOT / "docs" / "trainers.md").read_text("utf-8")
    assert f"| {trainer.label} | {trainer.version} | {trainer.looked_at} |" in table
    cases = trainer.fate(4096, TEMPLATES["chatml"]).cases
    cited = [*(rule.cite for rule in trainer.rules.values()), *(case.cite for case in cases if case.rule)]
    if trainer.version[0].isdigit():
        assert all(cite.startswith(f"{trainer.label} {trainer.version}, ") for cite in cited)


HOSTILE = ("", "\0", "\ud800", "a\0b", "[", '{"a":', "null", "[" * 10_000, "\u202e")


@each
def test_judging_survives_any_row(trainer: Trainer) -> None:
    dialects = [*(form.name for form in FORMATS), "unknown", ""]
    for dialect, text in itertools.product(dialects, HOSTILE):
        turns = [Turn(role, text, text, text, text) for role in (*ROLES, text)]
        for row in ((), turns[:1], turns[1:3], turns[:3], turns, turns[::-1]):
            found = trainer.judge(Conversation(dialect, tuple(row), tools=text, notes=("content is null", text)))
            assert found.rule in trainer.rules
            assert -1 <= found.turn < max(1, len(row))
    for value in ({}, [], None, "", 0, {"messages": None}, {"messages": [None, 1]}, {"\ud800": "\0"}):
        assert trainer.judge(decode(value)).rule in trainer.rules


def test_all_that_lists_trainers_reads_the_registry() -> None:
    columns = {column.name for metric in METRICS for column in metric.columns}
    assert {trainer.column for trainer in TRAINERS} == {name for name in columns if name.endswith("_rule")}
    for kind in scorecard.KINDS:
        profile = scorecard.shipped(kind)
        assert profile.settings["trainer"] in BY_NAME
        for name in BY_NAME:
            assert profile.changed({"settings": {"trainer": name}}).settings["trainer"] == name
    for verb in ("export", "dryrun"):
        options = make_parser().parse_args([verb, "x.jsonl", *(["--out", "y"] if verb == "export" else [])])
        assert options.trainer in ("", "all") and options.template in TEMPLATES
        assert 1 <= options.max_length <= dryrun.MAX_LENGTH


ONE_MORE = """
import dataclasses, sys, explorer.trainers as trainers
added = dataclasses.replace(trainers.TRL, name="another", label="Another", revision=1)
trainers.TRAINERS += (added,)
trainers.BY_NAME["another"] = added  # type: ignore
from explorer import dryrun, scorecard
from explorer.cli import main
from explorer.metrics import METRICS
layer = next(metric for metric in METRICS if metric.name == "trainers")
assert "another_rule" in [column.name for column in layer.columns]
counted = next(metric for metric in METRICS if metric.name == "trained_tokens")
assert "trained_tokens_another" in [column.name for column in counted.columns]
assert layer.version > sum(trainer.revision for trainer in trainers.TRAINERS[:-1])
assert dryrun.plan("another", 100).cases
assert scorecard.shipped().changed({"settings": {"trainer": "another"}})
from explorer.metrics import Batch, Context
from explorer.formats import decode
held = layer.compute(Batch([decode({"messages": []})]), Context("o200k_base", "/nowhere"))
assert list(held["another_rule"]) == ["empty_messages"]
held = counted.compute(Batch([decode({"prompt": "q", "completion": ""})]), Context("o200k_base", sys.argv[1]))
assert list(held["trained_tokens_another"]) == [1]
for verb in ("export", "dryrun"):
    try: main([verb, "--help"])
    except SystemExit: pass
"""


def test_one_more_trainer_is_one_more_entry(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ONE_MORE, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, env=WIDE, check=False
    )
    assert done.returncode == 0, done.stderr
    assert " ".join(done.stdout.split()).count("openai or another") == 2


def test_no_other_module_names_a_trainer() -> None:
    """What would have to be changed for a new trainer, were it not read from the registry."""
    for path in (ROOT / "explorer").rglob("*.py"):
        if path.parent.name != "trainers":
            text = path.read_text("utf-8")
            assert "axolotl" not in text.replace("strategies of axolotl", ""), path
            assert "llamafactory" not in text, path
