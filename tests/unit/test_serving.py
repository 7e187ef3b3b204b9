"""The policy of a shared app: what opens, by which name, and what is told of where it lies."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

from explorer import serving
from explorer.cli import main
from explorer.errors import PolicyError, SourceError
from explorer.serving import Policy


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in ("shared/a.jsonl", "shared/more/b.jsonl", "shared/more/c.csv", "other/secret.jsonl", "single/d.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}\n")
    for name in ("shared/.hidden.jsonl", "shared/key.pem", "shared/README.txt", "shared/_tmp.jsonl"):
        (tmp_path / name).write_text("{}\n")
    (tmp_path / "shared" / "link.jsonl").symlink_to(tmp_path / "other" / "secret.jsonl")
    (tmp_path / "shared" / "linked").symlink_to(tmp_path / "other")
    (tmp_path / "shared" / "inner.jsonl").symlink_to(tmp_path / "shared" / "a.jsonl")
    return tmp_path


@pytest.fixture
def shown(place: Path) -> Policy:
    return serving.make([str(place / "shared")], [f"Pilot={place / 'single' / 'd.jsonl'}"], read_only=True)


@pytest.fixture
def limited(place: Path) -> Policy:
    return serving.make([str(place / "shared")], [], read_only=False)


def test_by_default_everything_goes(place: Path) -> None:
    policy = Policy()
    assert policy.locate([str(place / "other")]) == [place / "other" / "secret.jsonl"]
    assert policy.may_open([str(place / "other")]) and policy.may_open(["/usr/**/*N"])
    assert policy.may("write") and policy.may("send") and not policy.is_limited
    policy.require_inside(Path("/anywhere"))
    assert policy.shown(str(place)) == str(place)


def test_what_is_shared_opens_by_name(shown: Policy, place: Path) -> None:
    assert shown.locate(["a.jsonl"]) == [place / "shared" / "a.jsonl"]
    assert shown.locate(["inner.jsonl"]) == [place / "shared" / "inner.jsonl"]
    assert shown.locate(["more"]) == [place / "shared" / "more" / "b.jsonl", place / "shared" / "more" / "c.csv"]
    assert shown.locate(["more/b.jsonl"]) == [place / "shared" / "more" / "b.jsonl"]
    assert shown.locate(["Pilot"]) == [place / "single" / "d.jsonl"]
    assert shown.datasets() == ["Pilot", "a.jsonl", "inner.jsonl", "more", "more/b.jsonl", "more/c.csv"]
    assert shown.first() == ["Pilot"]


def test_every_name_that_is_listed_opens(shown: Policy) -> None:
    for name in shown.datasets():
        assert shown.locate([name])


@pytest.mark.parametrize(
    "name",
    [
        "..", ".", "", "/", "a.jsonl/", "/a.jsonl", "./a.jsonl", "../other/secret.jsonl", "more/../../other/secret.jsonl",
        "more//b.jsonl", "link.jsonl", "linked", "linked/secret.jsonl", ".hidden.jsonl", "_tmp.jsonl", "key.pem", "README.txt",
        "*", "**", "*.jsonl", "[a].jsonl", "?.jsonl", "A.jsonl", "pilot", "Pilot ", "~", "~root/x", "file:///etc/passwd",
        "%2e%2e/other/secret.jsonl", "..\\other\\secret.jsonl", "C:\\x", "a.jsonl\0", "a.jsonl\n", "\u202ea.jsonl", "x" * 9_000,
        "/etc/passwd", "-", "more/\ud800", "single/d.jsonl", "d.jsonl",
    ],
)  # fmt: skip
def test_nothing_else_does(shown: Policy, place: Path, name: str) -> None:
    with pytest.raises(PolicyError) as error:
        shown.locate([name])
    assert str(place) not in str(error.value)
    assert not shown.may_open([name])


def test_one_at_a_time(shown: Policy) -> None:
    for source in ([], ["a.jsonl", "Pilot"], ["a.jsonl", "a.jsonl"]):
        with pytest.raises(PolicyError):
            shown.locate(source)


def test_absolute_paths_are_no_names(shown: Policy, place: Path) -> None:
    for path in (place / "shared" / "a.jsonl", place / "single" / "d.jsonl", place / "other"):
        with pytest.raises(PolicyError):
            shown.locate([str(path)])


def test_a_link_that_turns_outward_later_is_seen(shown: Policy, place: Path) -> None:
    (place / "shared" / "more" / "d.jsonl").symlink_to(place / "other" / "secret.jsonl")
    with pytest.raises(PolicyError, match="outside"):
        shown.locate(["more"])
    assert "more/d.jsonl" not in shown.datasets()


def test_several_roots_have_names_of_their_own(place: Path) -> None:
    (place / "x" / "shared").mkdir(parents=True)
    (place / "x" / "shared" / "z.jsonl").write_text("{}\n")
    policy = serving.make([str(place / "shared"), str(place / "x" / "shared")], [], read_only=True)
    assert policy.locate(["shared (2)/z.jsonl"]) == [place / "x" / "shared" / "z.jsonl"]
    assert policy.locate(["shared/a.jsonl"]) == [place / "shared" / "a.jsonl"]
    for name in ("a.jsonl", "shared/z.jsonl", "shared (2)/../../other/secret.jsonl", "shared (3)/a.jsonl"):
        with pytest.raises(PolicyError):
            policy.locate([name])


def test_nothing_but_looking(shown: Policy) -> None:
    for action in (
        "write",
        "upload",
        "clear",
        "map fields",
        "choose a map",
        "send",
        "steer builds",
        "choose a tokeniser",
    ):
        assert not shown.may(action)
        with pytest.raises(PolicyError) as error:
            shown.require(action)
        assert error.value.message.endswith(".") and error.value.hint


def test_messages_lose_their_paths(shown: Policy, place: Path) -> None:
    said = (
        f"{place / 'shared' / 'a.jsonl'} and {place / 'single' / 'd.jsonl'}; Details are in /var/cache/x/builds/1.log."
    )
    assert shown.shown(said, Path("/var/cache/x")) == "a.jsonl and Pilot; Details are in "
    with pytest.raises(SourceError) as error:
        (place / "shared" / "empty").mkdir()
        shown.locate(["empty"])
    assert "empty holds no data files" in shown.shown(error.value.message).replace("The folder ", "")
    assert str(place) not in shown.shown(error.value.message)


# ---- limited to folders, not to looking ----


def test_paths_in_the_roots_open(limited: Policy, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert limited.locate([str(place / "shared" / "a.jsonl")])
    assert len(limited.locate([str(place / "shared" / "more")])) == 2
    assert len(limited.locate([str(place / "shared" / "m*" / "*")])) == 2
    assert limited.locate([str(place / "other" / ".." / "shared" / "a.jsonl")])
    monkeypatch.chdir(place)
    assert limited.locate(["shared/a.jsonl"])
    assert limited.first() == [str(place / "shared" / "a.jsonl")]


@pytest.mark.parametrize(
    "pattern",
    [
        "{place}/other/secret.jsonl", "{place}/other", "{place}/*/secret.jsonl", "{place}", "/", "/etc/passwd", "/**",
        "{place}/shared/../other", "{place}/shared/link.jsonl", "{place}/shared/linked", "{place}/shared/linked/secret.jsonl",
        "{place}/shared/*/../../other/*", "{place}/shared/li*.jsonl", "{place}/shared/l*/secret.jsonl", "{place}/shared-not/x",
        "file://{place}/shared/a.jsonl", "", " ", "\0", "~nobody-at-all/x", "{place}/sh?red/a.jsonl",
    ],
)  # fmt: skip
def test_other_paths_do_not(limited: Policy, place: Path, pattern: str) -> None:
    with pytest.raises(PolicyError):
        limited.locate([pattern.replace("{place}", str(place))])


def test_nothing_outside_is_touched(limited: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    def scandir(path: object) -> None:
        raise AssertionError(f"looked into {path}")

    monkeypatch.setattr(os, "scandir", scandir)
    for pattern in ("/usr/**/*N", "/", "/etc/*"):
        with pytest.raises(PolicyError):
            limited.locate([pattern])


def test_files_read_or_written_lie_inside(limited: Policy, place: Path) -> None:
    limited.require_inside(place / "shared" / "new.jsonl")
    for path in (
        place / "other" / "new.jsonl",
        place / "shared" / "link.jsonl",
        place / "shared" / ".." / "x",
        Path("/x"),
    ):
        with pytest.raises(PolicyError):
            limited.require_inside(path)


def test_an_upload_opens_by_its_full_path_alone(limited: Policy, place: Path) -> None:
    uploads = place / "cache" / "uploads"
    kept = uploads / ("0123456789abcdef") / "mine.jsonl"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}\n")
    from dataclasses import replace

    policy = replace(limited, uploads=uploads)
    assert policy.locate([str(kept)]) == [kept]
    for pattern in (
        uploads,
        uploads / "*",
        uploads / "*" / "mine.jsonl",
        uploads / "0123456789abcde?" / "mine.jsonl",
        kept.parent,
    ):
        with pytest.raises(PolicyError):
            policy.locate([str(pattern)])
    with pytest.raises(PolicyError):
        limited.locate([str(kept)])


# ---- from the command line to the server ----


def test_it_travels_as_text(shown: Policy, limited: Policy) -> None:
    for policy in (Policy(), shown, limited):
        assert serving.from_text(policy.as_text()) == policy


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"roots": 3}', '{"roots": [], "names": [[1]], "read_only": 1}', "null"]
)
def test_a_policy_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(PolicyError, match="holds no policy"):
        serving.from_text(text)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--read-only"], "Nothing was named that may be shown"),
        (["--root", "/nowhere/at/all"], "is not a folder"),
        (["--read-only", "--name", "x"], "names no dataset"),
        (["--read-only", "--name", "x=/nowhere/y.jsonl"], "does not exist"),
        (["--address", "0.0.0.0"], "Others could open every file"),
        (["--allow-host", "data.example.com"], "Others could open every file"),
        (["--root", "{place}/shared", "--address", "0.0.0.0"], "By which name"),
        (["--root", "{place}/shared", "--address", "no-address"], "is no IP address"),
        (["--root", "{place}/shared", "--allow-host", "*"], "is not the name of a host"),
        (["--root", "{place}/shared", "--allow-host", "http://x"], "is not the name of a host"),
        (["--root", "{place}/shared", "{place}/other/secret.jsonl"], "outside"),
        (["--read-only", "--root", "{place}/shared", "{place}/shared/a.jsonl"], "There is no dataset named"),
    ],
)
def test_serve_refuses_what_makes_no_sense(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.setattr(os, "execve", lambda *_: pytest.fail("the server was started"))
    assert main(["serve", *(word.replace("{place}", str(place)) for word in words)]) == 2
    error = capsys.readouterr().err
    assert said in error and "hint: " in error


def test_serve_hands_everything_to_the_server(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []

    def execve(program: str, command: list[str], environment: dict[str, str]) -> None:
        started.append((command, environment))
        raise SystemExit(0)

    monkeypatch.setattr(os, "execve", execve)
    words = [
        "--read-only",
        "--root",
        str(place / "shared"),
        "--address",
        "0.0.0.0",
        "--allow-host",
        "data.example.com",
        "a.jsonl",
    ]
    with pytest.raises(SystemExit):
        main(["serve", *words])
    command, environment = started[0]
    options = list(pairwise(command))
    assert ("--server.address", "0.0.0.0") in options and ("--server.allowedHosts", "data.example.com") in options
    assert (
        "--browser.serverAddress",
        "data.example.com",
    ) in options  # or Streamlit asks outside for this machine's address
    assert command[-2:] == ["--", "a.jsonl"]
    assert serving.from_text(environment[serving.VARIABLE]) == serving.make([str(place / "shared")], [], read_only=True)
