"""The command line: results on stdout, exact exit codes, one clear line for every mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.cli import main
from tests.conftest import ROOT
from tests.waiting import NEVER

ROWS = [
    {"instruction": "Say hi", "input": "", "output": "Hi.", "topic": "chat"},
    {"instruction": "请介绍北京", "input": "", "output": "", "topic": "geo"},
    {"instruction": "Count", "input": "to 3", "output": "1 2 3", "topic": "chat"},
]


@pytest.fixture
def source(jsonl) -> str:
    return str(jsonl([*ROWS, "", "broken"]))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]):
    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(list(arguments))
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return call


def test_open_reports_the_ledger(run, source: str) -> None:
    code, out, _ = run("open", source, "--json")
    facts = json.loads(out)
    assert code == 0
    assert (facts["lines"], facts["rows"], facts["blank"], facts["rejected"]) == (5, 3, 1, 1)
    assert facts["dialects"] == {"alpaca": 3}
    assert facts["fields"] == ["instruction", "input", "output", "topic"]
    reject = facts["rejects"][0]
    assert (reject["file"], reject["line"]) == ("data.jsonl", 5) and reject["reason"]
    assert Path(source).read_bytes()[reject["offset"] :].startswith(b"broken")
    assert len(facts["fingerprint"]) == 32


def test_open_says_which_mapping_settles_what_is_unsure(run, jsonl) -> None:
    turn = [{"p": "Ann", "words": "how are you"}, {"p": "Bo", "words": "well, thank you"}]
    odd = str(jsonl([{"its talk": turn}] * 3))
    code, out, _ = run("open", odd)
    wanted = "--map 'messages=its talk,turn_role=p,turn_text=words'"
    assert code == 0 and "3 rows not sure" in out and wanted in out
    code, out, _ = run("open", odd, "--json", "--map", wanted.removeprefix("--map '").removesuffix("'"))
    facts = json.loads(out)
    assert code == 0 and (facts["unsure"], facts["suggested_mapping"]) == (0, "")


def test_rows_that_wait_for_their_group_are_offered_no_mapping(run, jsonl) -> None:
    source = jsonl(
        [{"conversation_id": n // 2, "role": ("user", "assistant")[n % 2], "text": f"Line {n}."} for n in range(6)]
    )
    code, out, _ = run("open", str(source), "--quiet")
    assert code == 0 and "group --by conversation_id" in out and "--map" not in out


def test_rows_in_order_with_nulls(run, source: str) -> None:
    code, out, _ = run("rows", source, "--columns", "row_id,response,exact_group", "--where", "topic = 'chat'")
    assert code == 0
    assert [json.loads(line) for line in out.splitlines()] == [
        {"row_id": 0, "response": "Hi.", "exact_group": None},
        {"row_id": 2, "response": "1 2 3", "exact_group": None},
    ]


def test_rows_order_limit_offset_and_default_columns(run, source: str) -> None:
    _, out, _ = run(
        "rows", source, "--order", "prompt_tokens desc", "--limit", "2", "--offset", "1", "--columns", "prompt_tokens"
    )
    tokens = [json.loads(line) for line in out.splitlines()]
    assert len(tokens) == 2 and list(tokens[0]) == ["prompt_tokens"]
    assert tokens[0]["prompt_tokens"] >= tokens[1]["prompt_tokens"]
    _, out, _ = run("rows", source, "--limit", "1")
    row = json.loads(out)
    assert {"row_id", "prompt", "response", "total_tokens", "topic", "dialect"} <= set(row)


def test_text_search_works_for_chinese(run, source: str) -> None:
    _, out, _ = run("rows", source, "--where", "search('北京')", "--columns", "row_id")
    assert out == '{"row_id":1}\n'


def test_stats_agree_with_rows(run, source: str) -> None:
    code, out, _ = run("stats", source, "--json", "--where", "NOT is_empty")
    facts = json.loads(out)
    assert code == 0 and (facts["rows"], facts["rows_kept"], facts["rows_in_focus"]) == (3, 3, 2)
    assert facts["flags"]["is_empty"] == {"all": 1, "kept": 0}
    assert run("stats", source)[0] == 0


def test_export_and_recipe(run, source: str, tmp_path: Path) -> None:
    out = tmp_path / "clean.jsonl"
    code, said, _ = run("export", source, "--where", "NOT is_empty", "--out", str(out), "--json")
    assert code == 0 and json.loads(said)["rows"] == 2
    lines = Path(source).read_bytes().splitlines(keepends=True)
    assert out.read_bytes() == lines[0] + lines[2]
    again = tmp_path / "again.jsonl"
    assert run("export", "--recipe", f"{out}.recipe.json", "--out", str(again))[0] == 0
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.jsonl.gz", "out.jsonl.zst"])
def test_the_suffix_names_the_format(run, source: str, tmp_path: Path, name: str) -> None:
    assert run("export", source, "--out", str(tmp_path / name))[0] == 0
    assert (tmp_path / name).stat().st_size > 0


MISTAKES = [
    (["open", "{missing}"], "missing.jsonl"),
    (["rows", "{source}", "--where", "langage = 'zh'"], "langage"),
    (["rows", "{source}", "--where", "1=1; DROP TABLE rows"], ""),
    (["rows", "{source}", "--columns", "nope"], "nope"),
    (["rows", "{source}", "--order", "nope"], "nope"),
    (["build", "{source}", "--layers", "nope"], "nope"),
    (["build", "{source}", "--encoding", "nope"], "nope"),
    (["export", "{source}", "--out", "{folder}/x.docx"], "x.docx"),
    (["export", "{source}", "--out", "{folder}/no/x.jsonl"], "no folder"),
    (["export", "--out", "{folder}/x.jsonl"], "No source"),
    (["export", "--recipe", "{missing}", "--out", "{folder}/x.jsonl"], "missing.jsonl"),
    (["open", "{source}", "--map", "nonsense"], ""),
    (["open", "{empty}"], "empty"),
    (["cache", "--clear", "nope"], "nope"),
]


@pytest.mark.parametrize(
    ("arguments", "word"), MISTAKES, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_mistakes_get_one_clear_line_and_code_2(
    run, source: str, tmp_path: Path, arguments: list[str], word: str
) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    places = {
        "source": source,
        "missing": str(tmp_path / "missing.jsonl"),
        "folder": str(tmp_path),
        "empty": str(empty),
    }
    code, out, err = run(
        *[argument.format(**places) for argument in arguments], *(["--quiet"] if arguments[0] != "cache" else [])
    )
    assert code == 2
    lines = err.strip().splitlines()
    assert lines[0].startswith("error: ") and word in err
    assert len(lines) <= 2 and "Traceback" not in err and not out
    assert "defect" not in err


@pytest.mark.parametrize("arguments", [[], ["nope"], ["rows"], ["rows", "x", "--limit", "-1"], ["export"]])
def test_usage_errors(run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert code == (0 if not arguments else 2)
    assert "usage" in (out + err)


@pytest.mark.parametrize("verb", ["open", "build", "stats", "rows", "export", "columns", "cache"])
def test_every_verb_has_help_with_an_example(run, verb: str) -> None:
    code, out, _ = run(verb, "--help")
    assert code == 0 and f"python -m explorer {verb}" in out and "--json" in out


def test_columns_and_cache(run, source: str) -> None:
    _, out, _ = run("columns", source, "--json")
    assert all(column["help"] for column in json.loads(out))
    _, out, _ = run("cache", "--json")
    assert json.loads(out)["entries"]
    assert run("cache", "--clear", "all")[0] == 0


def test_output_that_nobody_reads_to_the_end_is_no_error(source: str) -> None:
    done = subprocess.run(
        f'{sys.executable} -m explorer rows "{source}" --quiet | head -c 1',
        shell=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert "Traceback" not in done.stderr and "error" not in done.stderr


def test_a_gate_stays_closed_when_nobody_reads_its_output(tmp_path: Path) -> None:
    source = tmp_path / "bad.jsonl"
    source.write_text('{"prompt": "p", "response": ""}\n' * 60)
    environment = {**os.environ, "EXPLORER_CACHE": str(tmp_path / "cache")}
    for more in ([], ["--json"]):
        process = subprocess.Popen(
            [sys.executable, "-m", "explorer", "check", *more, str(source)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(timeout=NEVER) == 1
