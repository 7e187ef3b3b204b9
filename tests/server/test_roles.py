"""A shared app that asks people to log in: two named datasets, and nothing else, for viewers, reviewers and nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import servers
from tests.waiting import wait_until

from .conftest import Serve, Served
from .logged_in import PEOPLE, REVIEWER, STRANGER, VIEWER, App, login_file

pytest.importorskip("authlib")

SHOWN, SECRET = "an answer that is shared", "the-answer-that-nobody-shares"


def _rows(path: Path, answer: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps({"prompt": f"p{n}", "response": f"{answer} {n}"}) + "\n" for n in range(3)))
    return path


@pytest.fixture(scope="module")
def app(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> App:
    folder = tmp_path_factory.mktemp("a-private-place")
    one, two = _rows(folder / "one" / "train.jsonl", SHOWN), _rows(folder / "two" / "pilot.jsonl", SHOWN)
    with one.open("a") as lines:
        lines.write("{ no row\n")
    _rows(folder / "other" / "secret.jsonl", SECRET)
    port = servers.free_port()
    login = folder / "login.toml"
    login.write_text(login_file(port))
    words = ["--read-only", "--name", f"Train={one}", "--name", f"Pilot={two}", "--login", str(login), *PEOPLE]
    serve(*words, port=port)
    app = App(port)
    for name in ("Train", "Pilot"):
        wait_until(lambda name=name: _is_built(app.look(VIEWER, "export", source=name)))
    return app


def _is_built(said: str) -> bool:
    return "Exported rows" in said


PAGES = ("", "review", "quality", "export", "sql", "map", "compare")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("email", ["", STRANGER], ids=["nobody", "stranger"])
def test_who_is_not_named_sees_nothing(app: App, email: str, page: str) -> None:
    said = app.look(email, page, source="Train")
    assert SHOWN not in said and "Pilot" not in said and "p0" not in said
    assert ("who has no access here" if email else "open to those who are named") in said
    assert "download/" not in said


def test_an_address_that_was_not_verified_is_nobody(app: App) -> None:
    for said in (False, "false"):
        assert SHOWN not in app.look(REVIEWER, "review", is_verified=said, source="Train")


def test_a_cookie_of_somebody_else_is_nobody(app: App) -> None:
    other = App(int(app.host.rpartition(":")[2]), "http://elsewhere.example.org")
    assert SHOWN not in other.look(REVIEWER, "review", source="Train")


def test_both_datasets_and_no_other_for_both_roles(app: App) -> None:
    for email in (VIEWER, REVIEWER):
        for name in ("Train", "Pilot"):
            said = app.look(email, "review", source=name)
            assert SHOWN in said and "a-private-place" not in said
        for other in (
            "../other/secret.jsonl",
            "/etc/passwd",
            "secret",
            "s3://bucket/a.jsonl",
            "http://127.0.0.1:9/a.jsonl",
        ):
            said = app.look(email, "review", source=other)
            assert SECRET not in said and SHOWN not in said and "There is no dataset named" in said


def test_viewers_look_and_reviewers_decide_and_download(app: App) -> None:
    viewer, reviewer = (app.look(email, "export", source="Train") for email in (VIEWER, REVIEWER))
    assert "download/" not in viewer and "download/" in reviewer
    assert "may look" in viewer and "may decide and download" in reviewer
    rows = [app.look(email, "review", source="Train", row="0") for email in (VIEWER, REVIEWER)]
    assert [("Keep" in said) for said in rows] == [False, True]


def test_a_download_is_for_whoever_it_was_shown_to_alone(app: App) -> None:
    path = "/download/" + app.look(REVIEWER, "export", source="Train").split("download/")[1].split('"')[0]
    served = Served(int(app.host.rpartition(":")[2]), Path(), 0, Path())
    assert served.ask(path, Cookie=app.cookie(REVIEWER)).body.count(b"\n") == 3
    for cookie in ("", app.cookie(VIEWER), app.cookie(REVIEWER, "false"), app.cookie(REVIEWER)[:-3]):
        answer = served.ask(path, Cookie=cookie)
        assert answer.status == 404 and SHOWN.encode() not in answer.body


def test_viewers_get_no_rows_by_other_ways(app: App) -> None:
    """Rejected lines are for reviewers, and so are files that pages offer, for whoever knows their address."""
    viewer, reviewer = (app.look(email, "quality", source="Train") for email in (VIEWER, REVIEWER))
    assert "rejects_jsonl" not in viewer and "rejects_jsonl" in reviewer
    for cookie in ("", app.cookie(STRANGER)):
        served = Served(int(app.host.rpartition(":")[2]), Path(), 0, Path())
        assert b"nothing here for you" in served.ask("/media/abc.html", Cookie=cookie).body


@pytest.mark.parametrize(
    "path", ["/download/x", "/app/static/x", "/component/x", "/media/x.jsonl", "/..%2f..%2fetc/passwd"]
)
def test_no_other_address_gives_data(app: App, path: str) -> None:
    answer = Served(int(app.host.rpartition(":")[2]), Path(), 0, Path()).ask(path)
    assert SHOWN.encode() not in answer.body and b"root:" not in answer.body


def test_below_the_path_of_a_proxy(serve: Serve, tmp_path: Path) -> None:
    """The pages, the health check and downloads lie below the path of --url, and nothing lies beside it."""
    _rows(tmp_path / "data" / "a.jsonl", SHOWN)
    port = servers.free_port()
    address = f"http://127.0.0.1:{port}/explorer"
    served = serve("--read-only", "--root", tmp_path / "data", "--url", address, port=port, below="/explorer")
    assert served.ask("/explorer/_stcore/health").status == 200 and served.ask("/_stcore/health").status == 404
    assert b"This download is gone" in served.ask("/explorer/download/none").body
    assert b"This download is gone" not in served.ask("/download/none").body
    assert served.ask("/explorer/_stcore/agent/interact", "POST", b"{}", Content_Type="application/json").status == 403
