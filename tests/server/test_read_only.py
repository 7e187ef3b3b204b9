"""A shared app, attacked: nothing but what is named is shown, nothing is changed, no path is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.waiting import wait_until

from .conftest import Serve, Served

SECRET = "the-answer-that-nobody-shares"
SHOWN = "an answer that is shared"


def _rows(path: Path, answer: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps({"prompt": f"p{n}", "response": answer}) + "\n" for n in range(3)))
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a-private-place")
    _rows(folder / "shared" / "good.jsonl", SHOWN)
    _rows(folder / "shared" / "parts" / "a.jsonl", SHOWN)
    _rows(folder / "shared" / "parts" / "b.jsonl", SHOWN)
    _rows(folder / "shared" / ".hidden.jsonl", SECRET)
    _rows(folder / "other" / "secret.jsonl", SECRET)
    _rows(folder / "named" / "train.jsonl", SHOWN)
    (folder / "shared" / "link.jsonl").symlink_to(folder / "other" / "secret.jsonl")
    (folder / "shared" / "linked").symlink_to(folder / "other")
    (folder / "shared" / "mixed").mkdir()
    (folder / "shared" / "mixed" / "x.jsonl").symlink_to(folder / "other" / "secret.jsonl")
    (folder / "shared" / "key.pem").write_text(SECRET)
    return folder


@pytest.fixture(scope="module")
def served(serve: Serve, folder: Path) -> Served:
    return serve("--read-only", "--root", folder / "shared", "--name", f"Pilot={folder / 'named' / 'train.jsonl'}")


NOT_YET = ("It is being read", "Other datasets are being read")


def _looks(served: Served, **query: Any) -> str:
    """The page once it is built, and once those that others asked for before it are."""
    said = ""

    def is_built() -> bool:
        nonlocal said
        said = served.look(**query)
        return not any(words in said for words in NOT_YET)

    assert wait_until(is_built, 0.2)
    return said


def test_what_is_shared_is_shown_by_name_and_without_a_path(served: Served, folder: Path) -> None:
    for name in ("Pilot", "good.jsonl", "parts", "parts/a.jsonl"):
        said = _looks(served, source=name)
        assert SHOWN in said, name
        for path in (folder, folder.parent, served.cache, Path.home()):
            assert str(path) not in said, name
        assert "open_path" not in said and "open_upload" not in said and "cache_clear" not in said


@pytest.mark.parametrize("page", ["export", "map", "gaps", "browse", "quality", "review"])
def test_no_page_offers_to_write_or_tells_a_path(served: Served, folder: Path, page: str) -> None:
    said = _looks(served, page=page, source="good.jsonl", recipe_open="true", row="1")
    for path in (folder, folder.parent, served.cache, Path.home()):
        assert str(path) not in said
    assert "write_path" not in said and "map_choice" not in said and "settings" not in said
    assert "decide_" not in said.replace("decide_bar", "") and "group_keep" not in said


ATTEMPTS = [
    "{folder}/other/secret.jsonl",
    "{folder}/shared/good.jsonl",
    "file://{folder}/other/secret.jsonl",
    "../other/secret.jsonl",
    "parts/../../other/secret.jsonl",
    "./good.jsonl",
    "..%2fother%2fsecret.jsonl",
    "%2e%2e/other/secret.jsonl",
    "..\\other\\secret.jsonl",
    "link.jsonl",
    "linked/secret.jsonl",
    "linked",
    "mixed",
    "mixed/x.jsonl",
    "*",
    "**/*",
    "*.jsonl",
    "[g]ood.jsonl",
    ".hidden.jsonl",
    "key.pem",
    "~/x.jsonl",
    "GOOD.jsonl",
    "pilot",
    "Pilot/",
    "Pilot/../secret.jsonl",
    "/",
    "/etc/passwd",
    "-",
    ".",
    "..",
    "",
    "good.jsonl\n../other/secret.jsonl",
    "x" * 5_000,
    "\u202egood.jsonl",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nothing_else_opens(served: Served, folder: Path, attempt: str) -> None:
    asked = attempt.replace("{folder}", str(folder))
    said = served.look(source=asked)
    assert SECRET not in said
    if asked:  # nothing is asked for then, and the first dataset is shown
        assert "There is no dataset named" in said or "leads to files outside" in said
        assert SHOWN not in said
    # The path that somebody typed may be told to them again, and no other.
    hidden = said.replace(asked, "").replace(asked.replace("/", "\\\\/"), "")
    assert str(folder / "shared") not in hidden or asked.startswith(("file:", "/"))
    reference = served.look(page="gaps", source="good.jsonl", reference=asked)
    assert SECRET not in reference


def test_two_names_at_once_are_no_dataset(served: Served) -> None:
    assert "One dataset is shown at a time" in served.look(source=["good.jsonl", "Pilot"])


def test_a_link_changes_neither_tokeniser_nor_map(served: Served) -> None:
    said = _looks(served, source="good.jsonl", tokeniser="cl100k_base")
    assert SHOWN in said and "cl100k_base" not in said


def test_nothing_can_be_sent(served: Served) -> None:
    boundary = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nhello\r\n--x--\r\n'
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        for path in ("/_stcore/upload_file/a/b", "/_stcore/agent/interact", "/_stcore/agent/mcp", "/", "/download/x"):
            answer = served.ask(path, method, boundary, Content_Type="multipart/form-data; boundary=x")
            assert answer.status == 403, (method, path)
    assert not list((served.cache / "uploads").iterdir())


@pytest.mark.parametrize(
    "path",
    [
        "/download/guessed",
        "/download/..%2f..%2fetc%2fpasswd",
        "/download/../../../../etc/passwd",
        "/static/../../../etc/passwd",
        "/app/static/../app.py",
        "/media/../../app.py",
        "//etc/passwd",
        "/component/../../../../etc/passwd",
    ],
)
def test_no_address_gives_a_file_away(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert b"root:" not in answer.body and b"streamlit as st" not in answer.body
    if path.startswith("/download"):
        assert answer.status in (400, 403, 404) or b"<!doctype html>" in answer.body.lower()


def test_a_websocket_from_elsewhere_is_refused(served: Served) -> None:
    for origin in (
        "http://evil.example",
        "null",
        f"http://evil.example:{served.port}",
        "https://127.0.0.1.evil.example",
    ):
        with pytest.raises(InvalidStatus) as refused:
            connect(f"ws://{served.host}/_stcore/stream", subprotocols=["streamlit"], origin=origin)  # type: ignore[arg-type]
        assert refused.value.response.status_code == 403
    with pytest.raises(InvalidStatus) as refused:
        connect(
            f"ws://{served.host}/_stcore/stream",
            additional_headers={"Host": "evil.example"},
            subprotocols=[Subprotocol("streamlit")],
        )
    assert refused.value.response.status_code in (400, 403)


def test_the_source_and_its_folder_stay_as_they_were(served: Served, folder: Path) -> None:
    before = sorted((path, path.lstat().st_mtime_ns) for path in folder.rglob("*"))
    _looks(served, source="good.jsonl")
    assert sorted((path, path.lstat().st_mtime_ns) for path in folder.rglob("*")) == before
