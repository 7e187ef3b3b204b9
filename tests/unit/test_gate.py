"""The gate: expectations, stable codes, and the forms that other tools read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from explorer import gate
from explorer.cli import main
from explorer.errors import FilterError
from explorer.gate.listing import listing
from explorer.scorecard import POINTS
from explorer.store import Dataset
from explorer.view import View
from tests.conftest import ROOT, SAMPLE

Make = Callable[..., Dataset]

ROWS = [{"prompt": f"Question {n}?", "response": "" if n % 4 == 0 else f"Answer {n}."} for n in range(40)]


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("rows >= 40", 40, True),
        ("rows<40", 40, False),
        ("share(is_empty) <= 25%", 0.25, True),
        ("share(is_empty) < 0.25", 0.25, False),
        ("share(is_empty OR (row_id < 8)) = 0.4", 0.4, True),
        ("count(search('answer')) == 30", 30, True),
        ("max(response_tokens) > 0", None, True),
        ("min(response_tokens) = 0", 0, True),
        ("distinct(dialect) = 1", 1, True),
        ("p95(total_tokens) < 1e3", None, True),
        ("count(prompt = 'a <= b') = 0", 0, True),
    ],
)
def test_expectations(make_dataset: Make, text: str, value: float | None, holds: bool) -> None:
    one = gate.read(text)
    found = gate.judge(one, View.of(make_dataset(ROWS)))
    assert one.holds(found) is holds
    assert value is None or found == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    ["", "rows", "rows(x) > 1", "share <= 1", "share() < 1", "sum(x) < 1", "rows > one", "rows > 1.2.3", "x" * 5000],
)
def test_what_is_no_expectation_is_said(text: str) -> None:
    with pytest.raises(FilterError) as caught:
        gate.read(text)
    assert caught.value.hint


def test_expectations_judge_what_is_kept(
    jsonl: Callable[..., Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = str(jsonl(ROWS))
    profile = tmp_path / "gate.toml"
    limits = "\n".join(f"{point.id} = {{fail = 1e9, warn = 1e9}}" for point in POINTS if not point.low)
    low = "\n".join(f"{point.id} = {{fail = 0, warn = 0}}" for point in POINTS if point.low)
    profile.write_text(f'expect = ["share(is_empty) = 0"]\n[general]\n{limits}\n{low}\n')
    words = ["check", source, "--profile", str(profile), "--quiet"]
    assert main(words) == 1
    assert "FAIL  share(is_empty) = 0: it is 0.25." in capsys.readouterr().out
    assert main([*words, "--drop", "is_empty", "--expect", "rows = 30"]) == 0
    assert main([*words, "--drop", "is_empty", "--expect", "rows = 31", "--json"]) == 1
    facts = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert facts["failed"] == ["rows = 31"]
    assert [one["value"] for one in facts["expectations"]] == [0, 30]
    assert main([*words, "--drop", "row_id >= 0", "--expect", "mean(total_tokens) > 0"]) == 1, "nothing can be told"
    capsys.readouterr()
    assert main([*words, "--expect", "share(nope) = 0"]) == 2
    assert "no column 'nope'" in capsys.readouterr().err


HOSTILE = [
    {"prompt": "<script>alert(1)</script> | [x](javascript:y) \x00\x0b", "response": ""},
    {"prompt": "https://evil.example/`${{x}}`", "response": ""},
]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    main(["check", *words, "--quiet"])
    return capsys.readouterr().out


def test_forms_say_the_same_and_hostile_names_stay_text(
    jsonl: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(jsonl([*HOSTILE, *ROWS], "a<b>|`x`.jsonl"))
    failed = json.loads(said(capsys, source, "--json"))["failed"]
    assert "empty" in failed

    text = said(capsys, source, "--format", "markdown")
    assert "<b>" not in text and all(f"`check.{name}`" in text.partition("<details>")[0] for name in failed)
    assert len({line.count("|") - line.count("\\|") for line in text.splitlines() if line.startswith("|")}) == 1

    suite = ElementTree.fromstring(said(capsys, source, "--format", "junit"))[0]
    broken = [case.get("name", "").split()[0] for case in suite if case.find("failure") is not None]
    assert broken == [f"check.{name}" for name in failed] and suite.get("failures") == str(len(failed))
    assert suite.get("tests") == str(len(suite)) and len(suite) >= len(set(CODES.split()))

    run = json.loads(said(capsys, source, "--format", "sarif"))["runs"][0]
    assert {one["ruleId"] for one in run["results"] if one["level"] == "error"} == {f"check.{name}" for name in failed}
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert {f"check.{name}" for name in CODES.split()} <= set(rules) and len(rules) == len(suite)
    lines = [
        one["locations"][0]["physicalLocation"]["region"]["startLine"]
        for one in run["results"]
        if one["ruleId"] == "check.empty"
    ]
    assert lines[:4] == [1, 2, 3, 7] and len(lines) == 10


def test_places_are_named_from_the_working_folder(
    tmp_path: Path, jsonl: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = jsonl(ROWS, "train.jsonl")
    monkeypatch.chdir(tmp_path.parent)
    run = json.loads(said(capsys, str(source), "--format", "sarif"))["runs"][0]
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]}
    assert f"{tmp_path.name}/train.jsonl" in uris


def test_numbers_for_trackers_are_flat(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    out = tmp_path / "metrics.json"
    main(
        [
            "check",
            str(jsonl(ROWS)),
            "--quiet",
            "--metrics-json",
            str(out),
            "--expect",
            "rows > 1",
            "--drop",
            "row_id = 1",
        ]
    )
    facts = json.loads(out.read_text())
    assert all(isinstance(value, float) for value in facts.values())
    assert facts["rows_kept"] == facts["expect.1"] == 39 and facts["rows"] == 40
    assert facts["check.empty"] == pytest.approx(10 / 39)


def test_every_check_has_its_place_on_the_page_of_codes() -> None:
    assert (ROOT / "docs" / "checks.md").read_text("utf-8") == listing()


CODES = """prompt_too_long response_too_long prompt_too_short response_too_short empty refused truncated wrong wrong_earlier placeholders residue loops swapped garbled code_tags reasoning_tags language_of_answer personal
unusable_prompt coverage balance largest templates programming multi_turn stray_language vertical cot cot_where_needed bare few_shot duplicates
near_duplicates conflicts size too_many rejected trainability"""


def test_codes_stay() -> None:
    assert {point.id for point in POINTS} >= set(CODES.split()), "a code that others rely on is never taken away"


def test_the_steps_of_the_action_run(tmp_path: Path, jsonl: Callable[..., Path]) -> None:
    action = yaml.safe_load((ROOT / ".github" / "actions" / "check" / "action.yml").read_text("utf-8"))
    install, check = action["runs"]["steps"]
    assert "pip install" in install["run"]
    tools = tmp_path / "bin"
    tools.mkdir()
    command = tools / "sft-explorer"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m explorer.launcher "$@"\n')
    command.chmod(0o755)
    source = jsonl(ROWS)
    outside = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    for wanted, code in (("--kind general", 1), ("--expect rows>=1 --no-such-option", 2)):
        given = {
            "SOURCE": str(source),
            "ARGUMENTS": wanted,
            "SARIF": str(tmp_path / "findings.sarif"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        }
        assert set(check["env"]) <= set(given)
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", check["run"]], env={**outside, **given}, cwd=tmp_path, capture_output=True
        )
        assert done.returncode == code, done.stderr
        if code == 1:
            assert "`check.empty`" in (tmp_path / "summary.md").read_text("utf-8")
            assert json.loads((tmp_path / "findings.sarif").read_text())["version"] == "2.1.0"


def test_the_hook_judges_the_files_it_is_given(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, *words = hook["entry"].split()
    assert program == "sft-explorer"
    for source, code in ((jsonl(ROWS), 1), (tmp_path / "none.jsonl", 2)):
        done = subprocess.run(
            [sys.executable, "-m", "explorer.launcher", *words, str(source)], cwd=ROOT, capture_output=True
        )
        assert done.returncode == code, done.stderr


def test_the_sample_in_each_form(capsys: pytest.CaptureFixture[str]) -> None:
    for kind in gate.FORMATS:
        assert "check.wrong" in said(capsys, str(SAMPLE), "--format", kind)
