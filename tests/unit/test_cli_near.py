"""Slips on the command line are answered with what was meant; scripts complete; logs hold progress."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.cli import main, terminal
from explorer.cli.verbs import VERBS
from explorer.progress import Progress
from tests.conftest import ROOT, SAMPLE


def said(capfd: pytest.CaptureFixture[str], *words: object) -> str:
    capfd.readouterr()
    try:
        code = main([str(word) for word in words])
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 2
    return capfd.readouterr().err


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["stat", "x"], "Did you mean stats?"),
        (["exprot", "x"], "Did you mean export?"),
        (["rows", "x", "--colums", "a"], "--columns"),
        (["check", "x", "--format", "sariff"], "Did you mean sarif?"),
        (["check", "x", "--kind", "generl"], "Did you mean general?"),
    ],
)
def test_near_names_of_verbs_options_and_choices(
    capfd: pytest.CaptureFixture[str], words: list[str], near: str
) -> None:
    assert near in said(capfd, *words)
    assert "hint" not in said(capfd, "zzzzzzzz")


def test_near_names_of_columns_and_values(capfd: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean 'language'" in said(capfd, "rows", SAMPLE, "--quiet", "--columns", "langage")
    assert "Did you mean 'total_tokens'" in said(capfd, "rows", SAMPLE, "--quiet", "--where", "total_token > 1")
    assert "Did you mean 'total_tokens'" in said(capfd, "rows", SAMPLE, "--quiet", "--order", "total_token")
    capfd.readouterr()
    assert main(["rows", str(SAMPLE), "--quiet", "--where", "ability = 'programing'"]) == 0
    assert "programming" in capfd.readouterr().err


def test_a_file_that_is_there_names_the_option(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    there = tmp_path / "there.jsonl"
    there.write_text("x")
    for words in (["export", SAMPLE, "--quiet", "--out", there], ["report", SAMPLE, "--quiet", "--out", there]):
        assert "hint: Choose another name, or say --overwrite." in said(capfd, *words)
    assert there.read_text() == "x"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_that_its_shell_reads(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, shell: str
) -> None:
    assert main(["completion", shell]) == 0
    text = capfd.readouterr().out
    assert all(verb.name in text for verb in VERBS) and ("-l overwrite" if shell == "fish" else "--overwrite") in text
    script = tmp_path / "script"
    script.write_text(text, "utf-8")
    if shutil.which(shell):
        assert subprocess.run([shell, "-n", str(script)], capture_output=True, check=False).returncode == 0
    if shell == "bash":
        ask = f"source {script}; COMP_WORDS=(sft-explorer expo); COMP_CWORD=1; _shtab_sft_explorer; echo ${{COMPREPLY[@]}}"
        done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["export"]


def test_a_log_gets_whole_lines_with_the_time(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    with terminal.progress_line() as report:
        for second in range(13):
            now[0] = 100.0 + second
            report(Progress("Judging rows", second, 20, unit="rows"))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2, "one line every five seconds, none for what is quick"
    assert all(line[2] == line[5] == ":" and "Judging rows" in line and "\r" not in line for line in lines)


def test_help_needs_no_shell_package() -> None:
    code = "import sys; from explorer.cli.parser import make_parser; make_parser(); print('shtab' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "False"
