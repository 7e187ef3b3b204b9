"""Who may do what in a shared app: the policy by address, its options, and its way to the server."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from explorer import serving
from explorer.cli import main
from explorer.errors import PolicyError
from explorer.serving import Action, People, Policy
from explorer.ui.overview.verdict import report_options

ALL: tuple[Action, ...] = get_args(Action)


@pytest.fixture
def shared(tmp_path: Path) -> Policy:
    (tmp_path / "a.jsonl").write_text('{"prompt": "p", "response": "r"}\n')
    people = People(("*@example.org",), ("rea@example.com",))
    return serving.from_text(serving.make([str(tmp_path)], [], True, people).as_text())


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("", "nobody"),
        ("vera@example.org", "viewer"),
        ("VERA@Example.ORG ", "viewer"),
        ("rea@example.com", "reviewer"),
        ("eve@example.com", "nobody"),
        ("eve@evil-example.org", "nobody"),
        ("eve@example.org.evil.net", "nobody"),
        ("*@example.org", "viewer"),
    ],
)
def test_roles_by_address(shared: Policy, email: str, role: str) -> None:
    assert shared.of(email).role == role


def test_what_each_role_may(shared: Policy) -> None:
    may = {
        email: {action for action in ALL if shared.of(email).may(action)}
        for email in ("", "v@example.org", "rea@example.com")
    }
    assert list(may.values()) == [set(), set(), {"decide", "download"}]
    assert shared.of("v@example.org").datasets() == ["a.jsonl"] and shared.of("").datasets() == []
    assert shared.datasets() == []  # whoever asks without a person
    with pytest.raises(PolicyError):
        shared.of("").locate(["a.jsonl"])
    assert not shared.of("").may_open(["a.jsonl"])


def test_without_people_nothing_is_other(tmp_path: Path) -> None:
    assert all(Policy().may(action) for action in ALL)
    read_only = serving.make([str(tmp_path)], [], True)
    assert {action for action in ALL if read_only.may(action)} == {"download"}
    assert read_only.of("") is read_only


@pytest.mark.parametrize("word", ["", "vera", "a@b@c", "@example.org", "vera@*", "v era@example.org"])
def test_what_is_no_address_is_said(word: str) -> None:
    with pytest.raises(PolicyError, match="is no address"):
        serving.people.make([word], [])


def test_options_that_do_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("explorer.cli.verbs.serve.start", lambda command, environment: 0)
    monkeypatch.setattr("explorer.cli.verbs.serve.find_spec", lambda name: object())
    login = tmp_path / "login.toml"
    full = "[auth]\nredirect_uri = 'https://x.example.org/oauth2callback'\ncookie_secret = 's'\nclient_id = 'i'\n"
    full += "client_secret = 's'\nserver_metadata_url = 'https://id.example.org/.well-known/openid-configuration'\n"
    login.write_text(full)
    for place, text in enumerate(
        ["auth = 'x'\n", full.replace("client_id", "client"), full.partition("client_secret")[0]]
    ):
        (tmp_path / f"{place}.toml").write_text(text)
    base = ["serve", "--root", str(tmp_path)]
    ok = [*base, "--read-only", "--login", str(login), "--viewer", "*"]
    assert main(ok) == 0
    for words in (
        [*base, "--read-only", "--viewer", "*"],
        [*base, "--login", str(login), "--viewer", "*"],
        [*base, "--read-only", "--login", str(login)],
        [*base, "--read-only", "--login", str(tmp_path / "none"), "--viewer", "*"],
        *([*base, "--read-only", "--login", str(tmp_path / f"{n}.toml"), "--viewer", "*"] for n in range(3)),
        *([*base, "--url", url] for url in ("data.example.com", "https://[", "https://data.example.com:x/")),
    ):
        assert main(words) == 2
        said = capsys.readouterr().err
        assert "hint:" in said and "defect" not in said
    monkeypatch.setattr("explorer.cli.verbs.serve.find_spec", lambda name: None)
    assert main(ok) == 2
    assert "needs the extra `login`" in capsys.readouterr().err


def test_an_address_behind_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(
        "explorer.cli.verbs.serve.start", lambda command, environment: started.append((command, environment)) or 0
    )
    assert main(["serve", "--read-only", "--root", str(tmp_path), "--url", "https://data.example.com/explorer/"]) == 0
    command, environment = started[0]
    assert command[command.index("--server.baseUrlPath") + 1] == "explorer"
    assert "data.example.com" in command and environment[serving.URL] == "https://data.example.com/explorer"


def test_a_report_for_who_may_download_no_rows_holds_none() -> None:
    policy = Policy(people=People(("*@example.org",), ("rea@example.com",)))
    viewer, reviewer = (report_options(policy.of(email)) for email in ("vera@example.org", "rea@example.com"))
    assert (viewer.examples, viewer.rows) == (0, 0)
    assert reviewer == report_options(Policy()) and reviewer.examples and reviewer.rows
