"""Every verb of the list: its help, its exit codes over sources of every kind, and that it sends a terminal no command."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import scorecard
from explorer.cli import main
from explorer.cli.terminal import inert, inert_json
from explorer.cli.verb import Verb
from explorer.cli.verbs import VERBS
from explorer.export.formats import BY_NAME
from explorer.metrics.tokenizer import DEFAULT_ENCODING
from explorer.passes import map_source
from explorer.trainers import TEMPLATES
from tests.conftest import ROOT, SAMPLE
from tests.golden_files import hold


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """`serve` would take the place of this process."""
    monkeypatch.setattr("explorer.cli.verbs.serve.start", lambda command, environment: 0)


EACH = pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)

Run = Callable[..., tuple[int, bytes, bytes]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def call(*words: str) -> tuple[int, bytes, bytes]:
        try:
            code = main(list(words))
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capfdbinary.readouterr()
        return code, said.out, said.err

    return call


def options_of(verb: Verb) -> dict[str, argparse.Action]:
    parser = argparse.ArgumentParser()
    verb.arguments(parser)
    return {action.dest: action for action in parser._actions}


def call_of(verb: Verb, source: Path, folder: Path, reference: Path, where: str = "") -> list[str]:
    """A call of a verb with what it cannot do without."""
    options = options_of(verb)
    values = {"out": str(folder / "written.jsonl"), "reference": str(reference)}
    words = [verb.name, *(["SELECT prompt FROM rows"] if verb.name == "sql" else [])]
    where = where or ("row_id >= 0" if verb.name == "decide" else "")
    if "source" in options:
        words.append(str(source))
    if verb.name == "compare":
        words.append(str(reference))
    for name, action in options.items():
        if action.option_strings and action.required:
            words += [action.option_strings[0], values[name]]
    if verb.name == "export":
        words += ["--out", values["out"]]
    if where and "where" in options:
        words += ["--where", where]
    if verb.name == "decide":
        words += ["--drop", "--note", COMMANDS]
    if verb.name == "contaminate":
        words += ["--against", str(reference)]
    if verb.name == "group":
        words += ["--by", "file"]  # no row of these sources says what it belongs to
    if "overwrite" in options:
        words.append("--overwrite")
    return [*words, *(["--quiet"] if "quiet" in options else [])]


# ---- what options take ----


def test_what_options_take_is_what_the_product_knows() -> None:
    """Those that the parser writes out, since what they are of is too heavy for --help."""
    known = {"kind": scorecard.KINDS, "read": map_source.TEXTS, "format": tuple(BY_NAME), "compress": ("gz", "zst")}
    defaults = {"kind": scorecard.DEFAULT_KIND, "encoding": DEFAULT_ENCODING, "template": next(iter(TEMPLATES))}
    seen: set[str] = set()
    for verb in VERBS:
        parser = argparse.ArgumentParser()
        verb.arguments(parser)
        for action in parser._actions:
            if action.dest in known:
                assert tuple(action.choices or ()) == known[action.dest], (verb.name, action.dest)
            if action.dest in defaults:
                assert action.default == defaults[action.dest], (verb.name, action.dest)
            seen.add(action.dest)
    assert {*known, *defaults} <= seen


# ---- the list ----


def test_names_are_unique_and_each_module_of_the_folder_is_in_the_list() -> None:
    names = [verb.name for verb in VERBS]
    assert len(set(names)) == len(names)
    modules = {path.stem for path in (ROOT / "explorer" / "cli" / "verbs").glob("*.py")} - {"__init__"}
    assert modules == set(names)


@EACH
def test_help_is_there_with_an_example(run: Run, verb: Verb) -> None:
    assert verb.help and verb.help[0].islower() and not verb.help.endswith(".") and len(verb.help.split()) >= 4
    assert f"python -m explorer {verb.name}" in verb.description
    for action in options_of(verb).values():
        assert action.help, f"{verb.name}: {action.dest} has no help"
    code, out, err = run(verb.name, "--help")
    assert code == 0 and not err and b"--json" in out
    hold(f"help-{verb.name}.txt", out)


def test_help_lists_every_verb(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    hold("help.txt", out)
    assert run()[1] == out


def test_the_version_is_told(run: Run) -> None:
    from explorer import __version__

    assert run("--version") == (0, f"explorer {__version__}\n".encode(), b"")


# ---- sources of every kind ----

ALPACA = {"instruction": "Name the capital of France.", "input": "", "output": "It is Paris."}


def _part_of_the_sample(path: Path) -> str:
    path.write_bytes(b"".join(SAMPLE.read_bytes().splitlines(keepends=True)[:80]))
    return ""


def _empty(path: Path) -> str:
    path.touch()
    return ""


def _rejects_only(path: Path) -> str:
    path.write_text("no JSON\n{also none\n[1, 2\n", encoding="utf-8")
    return ""


def _one_row(path: Path) -> str:
    path.write_text(json.dumps(ALPACA) + "\n", encoding="utf-8")
    return ""


def _nothing_kept(path: Path) -> str:
    path.write_text((json.dumps(ALPACA) + "\n") * 5, encoding="utf-8")
    return "row_id < 0"


@EACH
@pytest.mark.parametrize("make", [_part_of_the_sample, _empty, _rejects_only, _one_row, _nothing_kept])
def test_every_source_gets_an_exit_code_and_no_traceback(
    run: Run, verb: Verb, make: Callable[[Path], str], tmp_path: Path
) -> None:
    source, reference = tmp_path / "data.jsonl", tmp_path / "reference.jsonl"
    where = make(source)
    _one_row(reference)
    words = call_of(verb, source, tmp_path, reference, where)
    for more in ([], ["--json"]):
        code, out, err = run(*words, *more)
        told = (out + err).decode()
        assert code in (0, 1, 2) and "Traceback" not in told and "defect" not in told, told
        assert code == 2 or not err, told
        assert code != 2 or (not out and told.startswith("error: ")), told
        if more and code != 2:
            assert all(json.loads(line) is not None for line in out.splitlines())


# ---- what a terminal is sent ----

COMMANDS = "\x1b]0;title\x07 \x1b[31mred \x9b2J \x85 \x7f \u202eturned\u202c \u2066i\u2069 \u200e\u200f \u061c"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def hostile(path: Path) -> None:
    rows = [
        {"instruction": f"Ask {COMMANDS} {number}", "output": f"Say {COMMANDS}", f"{COMMANDS}field": COMMANDS + "ab"[number % 2]}
        for number in range(8)
    ]  # fmt: skip
    lines = [*(json.dumps(row, ensure_ascii=False) for row in rows), f"broken {COMMANDS}"]
    path.write_bytes(b"".join(line.encode() + b"\n" for line in lines))


@EACH
def test_no_verb_sends_a_terminal_a_command(run: Run, verb: Verb, tmp_path: Path) -> None:
    folder = tmp_path / f"folder {COMMANDS}"
    folder.mkdir()
    source, reference = folder / f"data {COMMANDS}.jsonl", folder / f"reference {COMMANDS}.jsonl"
    hostile(source)
    hostile(reference)
    words = call_of(verb, source, folder, reference)
    told = []
    for more in ([], ["--json"]):
        code, out, err = run(*words, *more)
        assert code in ((2,) if verb.name in ("learn", "judge") else (0, 1)), (
            err.decode()
        )  # nothing decided, nobody named
        told.append(out + err)
    if "source" in options_of(verb):
        told += [b"".join(run(verb.name, f"missing {COMMANDS}", *words[2:])[1:])]
    if "where" in options_of(verb):
        told += [b"".join(run(*words, "--where", f"{clause}")[1:]) for clause in (f'"{COMMANDS}" = 1', COMMANDS)]
    told += [b"".join(run(*words, f"--nope={COMMANDS}")[1:])]
    told += [b"".join(run(f"{verb.name}{COMMANDS}")[1:])]
    for text in told:
        assert not (found := RAW.search(text.decode())), (found, text)


@pytest.mark.parametrize(
    "words",
    [
        ["rows", "{source}", "--columns", COMMANDS],
        ["rows", "{source}", "--limit", COMMANDS],
        ["rows", "{source}", "--order", COMMANDS],
        ["build", "{source}", "--layers", COMMANDS],
        ["build", "{source}", "--vectors", f"column:{COMMANDS}"],
        ["stats", "{source}", "--profile", COMMANDS],
        ["open", "{source}", "--map", COMMANDS],
        ["open", "{source}", "--encoding", COMMANDS],
        ["export", "--recipe", f"missing {COMMANDS}", "--out", "{folder}/x.jsonl"],
        ["export", "--recipe", "{source}", "--out", "{folder}/x.jsonl"],
        ["export", "{source}", "--out", f"{{folder}}/x.{COMMANDS}"],
        ["export", "{source}", "--out", "{folder}/x.jsonl", "--as", COMMANDS],
        ["export", "{source}", "--out", "{folder}/x.jsonl", "--split", COMMANDS],
        ["dryrun", "{source}", "--trainer", COMMANDS],
        ["dryrun", "{source}", "--template", COMMANDS],
        ["cache", "--clear", COMMANDS],
        ["stats", "{source}", "--drop", f"{COMMANDS}: nope"],
        ["stats", "{source}", "--drop", f"{COMMANDS}:"],
        ["decide", "{source}", "--where", COMMANDS, "--drop"],
        ["decisions", "{source}", "--import", f"missing {COMMANDS}"],
        ["decisions", "{source}", "--import", "{source}"],
    ],
    ids=lambda words: " ".join(inert(word) for word in words[:3]),
)
def test_errors_name_what_is_wrong_as_text(run: Run, tmp_path: Path, words: list[str]) -> None:
    source = tmp_path / f"data {COMMANDS}.jsonl"
    hostile(source)
    code, out, err = run(*(word.replace("{source}", str(source)).replace("{folder}", str(tmp_path)) for word in words))
    assert code == 2 and not out and b"defect" not in err
    assert not RAW.search(err.decode())


def test_a_terminal_that_asks_for_json_gets_equal_json(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "data.jsonl"
    hostile(source)
    _, out, _ = run("rows", str(source), "--columns", "response", "--quiet")
    assert {json.loads(line)["response"] for line in out.splitlines()} == {f"Say {COMMANDS}"}
    assert rb"\u009b2J" in out and rb"\u202eturned" in out


def test_every_character_is_either_shown_or_named() -> None:
    for char in map(chr, [*range(0x800), *range(0x2000, 0x2070), *range(0xD7F0, 0xE010), 0x1F600]):
        unsafe = RAW.search(char) is not None
        half = "\ud800" <= char <= "\udfff"
        shown = inert(char)
        assert not RAW.search(shown) and shown.encode()
        assert (shown == char) == (not unsafe and not half and char not in "\t\n"), repr(char)
        if not half:
            line = json.dumps(["\\" + char], ensure_ascii=False).encode()
            assert json.loads(inert_json(line)) == ["\\" + char] and not RAW.search(inert_json(line).decode())
            assert unsafe or inert_json(line) == line


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are Unicode there")
def test_a_name_that_is_not_unicode_is_shown(tmp_path: Path) -> None:
    source = os.fsencode(tmp_path) + b"/caf\xe9 \xff.jsonl"
    Path(os.fsdecode(source)).write_text(json.dumps(ALPACA) + "\n", encoding="utf-8")
    for more in ([], ["--json"]):
        done = subprocess.run([sys.executable, "-m", "explorer", "open", source, *more], capture_output=True, cwd=ROOT)
        assert done.returncode == 0 and b"caf" in done.stdout, done.stderr
    done = subprocess.run([sys.executable, "-m", "explorer", "open", source + b"x"], capture_output=True, cwd=ROOT)
    assert done.returncode == 2 and done.stderr.startswith(b"error: ") and b"defect" not in done.stderr


# ---- stats of the sample ----


def _steady(value: Any) -> Any:
    """Values without the last digits, which depend on the order that threads add in."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {name: _steady(entry) for name, entry in value.items()}
    return [_steady(entry) for entry in value] if isinstance(value, list) else value


def test_stats_of_the_sample(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "EXPLORER_CACHE", str(tmp_path / "cache")
    )  # other tests may have drawn its map in the shared one
    code, out, _ = run("stats", str(SAMPLE), "--quiet")
    assert code == 0
    hold("stats.txt", out)
    code, out, _ = run("stats", str(SAMPLE), "--json")
    assert code == 0
    facts = _steady(json.loads(out))
    hold("stats.json", json.dumps(facts, indent=1, ensure_ascii=False).encode() + b"\n")
