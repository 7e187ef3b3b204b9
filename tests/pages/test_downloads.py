"""The download route: exact bytes, a name for any character, nothing for a stranger."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from starlette.applications import Starlette

from explorer import building
from explorer.export import ExportOptions
from explorer.store import Cache
from explorer.ui.app import downloads, shell
from explorer.ui.app.opening import split_paths
from explorer.ui.app.share import quoted
from explorer.ui.app.uploads import safe_name
from explorer.view import View

from .conftest import ROWS


@pytest.fixture
def view(cache: Cache, tiny: Path) -> View:
    return View.of(building.run(cache, [tiny]), "NOT is_empty")


@dataclass
class Answer:
    status_code: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def text(self) -> str:
        return self.content.decode()


class Client:
    """Asks the routes as the server does, without a network."""

    def __init__(self) -> None:
        self.app = Starlette(routes=shell.routes())

    def get(self, path: str) -> Answer:
        return asyncio.run(self._get(path))

    async def _get(self, path: str) -> Answer:
        answer = Answer()
        asked = False

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if asked:
                await asyncio.sleep(60)  # the browser stays until it has everything
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.status_code = message["status"]
                answer.headers = {name.decode(): value.decode("latin-1") for name, value in message["headers"]}
            elif message["type"] == "http.response.body":
                answer.content += message.get("body", b"")

        scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [],
            "scheme": "http", "server": ("127.0.0.1", 80), "http_version": "1.1", "root_path": "",
        }  # fmt: skip
        await self.app(scope, receive, send)
        return answer


@pytest.fixture
def client() -> Client:
    return Client()


def kept(path: Path) -> bytes:
    return b"".join(line for line in path.read_bytes().splitlines(keepends=True) if b'"output": ""' not in line)


def test_jsonl_is_the_source_byte_for_byte(view: View, client: Client, tiny: Path) -> None:
    answer = client.get("/" + downloads.offer(view, ExportOptions("jsonl"), '算法 "x".jsonl'))
    assert answer.status_code == 200
    assert answer.content == kept(tiny)
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"____x_.jsonl\"; filename*=UTF-8''%E7%AE%97%E6%B3%95%20%22x%22.jsonl"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_gzip_and_parquet(view: View, client: Client, tiny: Path, cache: Cache) -> None:
    packed = client.get("/" + downloads.offer(view, ExportOptions("jsonl", "gz"), "a.jsonl.gz"))
    assert gzip.decompress(packed.content) == kept(tiny)
    found = client.get("/" + downloads.offer(view, ExportOptions("parquet"), "a.parquet"))
    target = cache.root / "got.parquet"
    target.write_bytes(found.content)
    assert pq.read_table(target).num_rows == len(ROWS) - 1
    assert not list(cache.folder("exports").iterdir())  # nothing is left behind


def test_the_same_offer_has_one_name_and_strangers_get_nothing(view: View, client: Client) -> None:
    first = downloads.offer(view, ExportOptions("csv"), "a.csv")
    assert first == downloads.offer(view, ExportOptions("csv"), "a.csv")
    assert first != downloads.offer(view.everything(), ExportOptions("csv"), "a.csv")
    assert client.get("/download/guessed").status_code == 404
    assert client.get("/download/../../etc/passwd").status_code == 404


def test_a_changed_source_is_told_not_streamed(cache: Cache, client: Client, own_tiny: Path) -> None:
    view = View.of(building.run(cache, [own_tiny]))
    address = downloads.offer(view, ExportOptions("jsonl"), "changed.jsonl")
    own_tiny.write_bytes(b"{}\n")
    answer = client.get("/" + address)
    assert answer.status_code == 409
    assert "changed" in answer.text


@pytest.mark.parametrize(
    ("name", "kept_name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\data.jsonl", "data.jsonl"),
        ("a\x00b\n.jsonl", "a_b_.jsonl"),
        ("训练数据.jsonl", "训练数据.jsonl"),
        ("..", "upload"),
        ("", "upload"),
    ],
)
def test_uploads_cannot_leave_their_folder(name: str, kept_name: str) -> None:
    assert safe_name(name) == kept_name


def test_paths_as_people_type_them(tmp_path: Path) -> None:
    spaced = tmp_path / "my data.jsonl"
    spaced.write_text("{}\n")
    assert split_paths(str(spaced)) == [str(spaced)]
    assert split_paths("a.jsonl 'b c.jsonl'") == ["a.jsonl", "b c.jsonl"]
    assert split_paths("it's.jsonl") == ["it's.jsonl"]


def test_commands_are_quoted_for_a_shell() -> None:
    assert quoted("search('x')") == "\"search('x')\""
    assert quoted("a > 1; rm -rf /") == "'a > 1; rm -rf /'"
    assert quoted("x = '$(id)'") == "'x = '\"'\"'$(id)'\"'\"''"
