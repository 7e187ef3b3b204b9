"""`sft-explorer`: which words open the app, which run a verb, and which are mistakes."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from explorer import app_files, cli, launcher
from explorer.cli.parser import verb_names
from explorer.errors import ExplorerError, SourceError

OPEN = str(app_files.APP)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data.jsonl").write_text('{"prompt": "a", "response": "b"}\n')


def test_files_of_the_app_are_there() -> None:
    assert app_files.APP.is_file() and app_files.SETTINGS.is_file() and app_files.SAMPLE.is_file()
    assert app_files.CHECKOUT == app_files.FOLDER


@pytest.mark.parametrize("words", [[], ["sample"]])
def test_without_a_source_the_app_opens_its_sample(words: list[str]) -> None:
    assert launcher.streamlit_command(words) == ["run", OPEN, "--"]


def test_sources_reach_the_app_as_they_were_named() -> None:
    Path("more").mkdir()
    Path("more/b.jsonl").write_text("{}\n")
    words = ["data.jsonl", "more", "more/*.jsonl", "sample"]
    assert launcher.streamlit_command(words) == ["run", OPEN, "--", *words[:3], str(app_files.SAMPLE)]


def test_a_source_with_a_dash_in_front_is_no_option_of_the_app() -> None:
    Path("-x.jsonl").write_text("{}\n")
    assert launcher.streamlit_command(["--", "-x.jsonl"])[-1] == "./-x.jsonl"


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        (["--port", "8600"], ["--server.port", "8600"]),
        (["--no-browser"], ["--server.headless", "true"]),
        (["--server.port", "8600"], ["--server.port", "8600"]),
        (["--server.baseUrlPath=-a b"], ["--server.baseUrlPath=-a b"]),
        (["--theme.light.primaryColor", "#123456"], ["--theme.light.primaryColor", "#123456"]),
    ],
)
def test_settings_are_handed_on(words: list[str], settings: list[str]) -> None:
    assert launcher.streamlit_command([*words, "data.jsonl"]) == ["run", *settings, OPEN, "--", "data.jsonl"]
    assert launcher.streamlit_command(["data.jsonl", *words]) == ["run", *settings, OPEN, "--", "data.jsonl"]


@pytest.mark.parametrize("words", [["--address", "0.0.0.0"], ["--address=10.0.0.7", "data.jsonl"]])
def test_opening_to_others_is_the_work_of_serve(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert launcher.main(words) == 2
    said = capsys.readouterr().err
    assert "this machine only" in said and "serve --root" in said


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1:8501", True),
        ("localhost:8501", True),
        ("LOCALHOST", True),
        ("[::1]:8501", True),
        ("[::1]", True),
        ("[::2]:8501", False),
        ("evil.example:8501", False),
    ],
)
def test_this_machine_is_answered_under_all_its_names(
    host: str, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tomllib.loads(app_files.SETTINGS.read_text("utf-8"))["server"]["allowedHosts"]
    named = settings
    monkeypatch.setattr(config, "get_option", {"server.allowedHosts": named}.__getitem__)
    assert is_host_allowed(host) is allowed


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["nope.jsonl"], "nope.jsonl does not exist", "Check the path"),
        (["data.jsonl", "nope.jsonl"], "nope.jsonl does not exist", "Check the path"),
        (["dat.jsonl"], "dat.jsonl does not exist", "Did you mean data.jsonl?"),
        (["stat", "data.jsonl"], "stat does not exist", "sft-explorer stats"),
        (["--no-browser", "stats"], "stats does not exist", "sft-explorer stats"),
        ([""], "name is empty", "Name a file"),
        (["--port", "70000"], "'70000' is not a port", "--help"),
        (["--port", "²"], "'²' is not a port", "--help"),
        (["--prot", "8600"], "--prot", "--help"),
        (["--server.port"], "--server.port has no value", "--server.port VALUE"),
        (["--server.port", "--no-browser"], "--server.port has no value", "--server.port VALUE"),
    ],
)
def test_a_mistake_is_one_line_and_a_hint(
    words: list[str], message: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ExplorerError):
        launcher.streamlit_command(words)
    assert launcher.main(words) == 2
    out, err = capsys.readouterr()
    told, hinted = err.splitlines()
    assert not out and told.startswith("error: ") and hinted.startswith("hint: ")
    assert message in told and hint in hinted


def test_a_verb_wins_over_a_file_of_its_name(capfd: pytest.CaptureFixture[str]) -> None:
    Path("stats").write_text('{"prompt": "a", "response": "b"}\n')
    assert launcher.streamlit_command(["./stats"])[-1] == "./stats"
    with pytest.raises(SystemExit) as stopped:
        launcher.main(["stats"])
    assert stopped.value.code == 2 and "SOURCE" in capfd.readouterr().err  # the verb, which wants a source
    assert launcher.main(["open", "./stats", "--quiet"]) == 0
    assert "1 row" in capfd.readouterr().out


def test_the_word_sample_wins_over_a_file_of_its_name() -> None:
    Path("sample").write_text("{}\n")
    assert launcher.streamlit_command(["sample"])[-1] == "--"
    assert launcher.streamlit_command(["./sample"])[-1] == "./sample"
    with pytest.raises(SourceError):
        launcher.streamlit_command(["sample", "nope"])


def test_verbs_know_the_word_sample(capfd: pytest.CaptureFixture[str]) -> None:
    Path("sample").write_text('{"prompt": "a", "response": "b"}\n')
    rows = len(app_files.SAMPLE.read_bytes().splitlines())
    for word, lines in (("sample", rows), ("./sample", 1)):
        assert launcher.main(["open", word, "--json", "--quiet"]) == 0
        assert json.loads(capfd.readouterr().out)["lines"] == lines


@pytest.mark.parametrize("words", [["stats", "--help"], ["export", "--help"], ["gaps", "--help"]])
def test_a_verb_is_called_by_the_name_that_it_was_called_by(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for run, name, other in (
        (launcher.main, "sft-explorer", "python -m explorer"),
        (cli.main, "python -m explorer", "sft-explorer"),
    ):
        with pytest.raises(SystemExit):
            run(words)
        text = capsys.readouterr().out
        assert text.startswith(f"usage: {name} {words[0]}") and f"  {name} {words[0]} data.jsonl" in text
        assert other not in text


def test_help_shows_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        launcher.main(["--help"])
    text = capsys.readouterr().out
    assert stopped.value.code == 0
    assert "sft-explorer data.jsonl" in text and "sft-explorer VERB" in text and "./stats" in text
    assert all(name in text for name in verb_names())


def test_the_app_is_started_by_streamlit_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit.web.cli

    seen: list[list[str]] = []
    monkeypatch.setattr(streamlit.web.cli, "main", lambda words, **_: seen.append(words))
    monkeypatch.setattr(sys, "argv", ["sft-explorer", "data.jsonl"])
    assert launcher.main() == 0
    assert seen == [["run", OPEN, "--", "data.jsonl"]]
