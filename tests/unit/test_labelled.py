"""Gathering labelled rows: sources stay on one side, labels are of the taxonomy, what is written fills its slots."""

from __future__ import annotations

import json
import subprocess

import pytest

from benchmarks.judgement import main, trust
from benchmarks.labelled import (
    DEVELOP,
    HELD_OUT,
    Labelled,
    collections,
    dataset_name,
    instructions,
    side,
    templates,
    written,
)
from benchmarks.labelled.__main__ import LICENCES, _bounded
from benchmarks.labelled.repository import Repository
from benchmarks.labelled.texts import Pool
from explorer.metrics.ability.model import load

KINDS = (
    "passage", "sentence", "question", "review", "dialogue", "problem", "answer", "code", "passage_question", "headline", "entity_sentence",
    "poem", "poem_title", "classical",
)  # fmt: skip
TEXTS = {(lang, kind, where): [f"<{kind}>"] for lang in ("en", "zh") for kind in KINDS for where in (DEVELOP, HELD_OUT)}
VOICES = {path.stem: side(path.stem) for path in written.FOLDER.glob("*.txt")}


def test_a_source_never_changes_sides():
    """Which sources are held out is fixed for ever: figures of two versions are figures of the same rows."""
    assert [side(name) for name in ("en_desk", "en_student", "zh_maker", "squadv", "openbookqa")] == [
        DEVELOP, HELD_OUT, HELD_OUT, DEVELOP, HELD_OUT,
    ]  # fmt: skip
    assert side("mrpc") == DEVELOP  # rules were made with its templates


@pytest.mark.parametrize(
    "names",
    [("super_glue/boolq", "bool_q", "BoolQ"), ("glue/mrpc", "glue_mrpc"), ("imdb", "imdb_reviews"), ("paws", "PAWS")],
)
def test_a_dataset_has_one_name_however_it_is_spelt(names):
    assert len({dataset_name(name) for name in names}) == 1


def test_written_prompts_fill_every_slot_and_know_their_ability():
    rows = list(written.read(TEXTS, VOICES, 3))
    assert {row.label for row in rows} == set(load().labels)
    assert not [
        row.prompt for row in rows if "{" in row.prompt.replace("{{", "").replace("{A", "") and "}" not in row.prompt
    ]
    assert {row.lang for row in rows} == {"en", "zh"}
    assert {side(row.source) for row in rows} == {DEVELOP, HELD_OUT}


def test_an_unknown_slot_is_told():
    with pytest.raises(ValueError, match="nothing fills"):
        list(written.read({}, VOICES, 1))


@pytest.mark.parametrize(
    ("dataset", "template", "label"),
    [
        ("imdb", "Is this review positive? {text}", "sentiment"),
        ("gigaword", "Write a headline for {text}", "title_generation"),
        ("gigaword", "{text}\nSummary:", "summarization"),
        ("squad_v1", "Generate a question about {context}", "question_generation"),
        ("imdb", "Write a positive movie review", ""),
        ("no_such_dataset", "{text}", ""),
    ],
)
def test_templates_tell_what_they_ask_for(dataset, template, label):
    assert templates.label_of(dataset, template) == label


@pytest.mark.parametrize(
    ("task", "category", "definition", "example", "label"),
    [
        ("task1_x_translation", "Translation", "Translate.", "a", "translation"),
        ("task2_x_title_classification", "Title Generation", "Choose.", "a", ""),
        ("task3_race_answer", "Question Answering", "Answer.", "Which? (A) one (B) two", "objective_exam"),
        ("task4_svamp", "Question Answering", "Add.", "1 apple and 2", "math_reasoning"),
        ("task5_quoref_answer", "Question Answering", "Read the passage.", "Passage: " + "word " * 60, "closed_qa"),
        ("task6_x", "Keyword Tagging", "Name the subject.", "a", ""),
        ("task7_x", "Speaker Identification", "Who?", "a", ""),
    ],
)
def test_tasks_tell_what_they_ask_for(task, category, definition, example, label):
    assert instructions.label_of(task, category, definition, example) == label


def test_no_source_and_label_decides_a_score_by_its_size():
    rows = [Labelled(f"prompt {place}", "", "ner", "big", "en", "x") for place in range(500)] + [
        Labelled("prompt 1", "", "ner", "big", "en", "x")
    ]
    kept = _bounded(rows)
    assert len(kept) == 120
    assert len({row.prompt for row in kept}) == 120


def test_every_repository_that_is_read_has_a_licence():
    assert set(collections.READERS) <= set(LICENCES)


def test_clones_are_read_at_their_commit_and_a_missing_one_gives_nothing(tmp_path):
    clone = tmp_path / "owner+name"
    clone.mkdir()
    (clone / "prompts-zh.json").write_text(json.dumps([{"act": "x", "prompt": "我想让你扮演导游。"}]), "utf-8")
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=clone, check=True)
    rows = list(collections.role_play_zh(Repository(tmp_path, "owner/name"), 5))
    assert [(row.label, row.prompt, row.lang) for row in rows] == [("role_play", "我想让你扮演导游。", "zh")]
    assert list(collections.role_play_zh(Repository(tmp_path, "owner/none"), 5)) == []
    assert Repository(tmp_path, "owner/none").commit == ""


def test_texts_of_one_side_fill_no_template_of_the_other():
    passage = "Passage: " + "The river is long and old. " * 10
    rows = [Labelled(passage, "", "closed_qa", "squadv", "en", "x")]
    pool = Pool(rows)
    held = dict(pool._held)
    assert {where for _, where in held} == {side("squadv")}


def test_coverage_falls_and_accuracy_is_of_what_is_left():
    found = trust(["a", "a", "b", "b"], ["a", "b", "b", "other"], [0.9, 0.3, 0.6, 0.0])
    curve = {one["confidence"]: (one["coverage"], one["accuracy"]) for one in found["coverage"]}
    assert curve[0.0] == (1.0, 0.5)
    assert curve[0.5] == (0.5, 1.0)
    assert found["calibration_error"] == pytest.approx((0.1 + 0.3 + 0.4) / 3)


def test_figures_stand_twice_and_held_out_texts_are_never_shown(tmp_path, capsys):
    for name, text in (("given", "Translate 'cat' into French."), ("heldout", "Zorgle the secret blorp.")):
        (tmp_path / name).mkdir()
        row = {"prompt": text, "response": "chat", "label": "ner", "source": "s", "lang": "en"}
        (tmp_path / name / "ability_en.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    assert main([str(tmp_path / "given"), "--heldout", str(tmp_path / "heldout"), "--errors", "5"]) == 0
    shown = capsys.readouterr()
    rows = [line for line in shown.out.splitlines() if line.startswith("| ability_en")]
    assert [line.split("|")[2].strip() for line in rows] == ["held out", "given"]
    assert "Translate 'cat'" in shown.err
    assert "blorp" not in shown.out + shown.err
