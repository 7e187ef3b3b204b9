"""Sources elsewhere, on real servers of this machine: read once, resumed, refused where they change, and never unasked."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from explorer import building, remote, serving
from explorer.cli import main
from explorer.errors import BuildCancelled, ExplorerError, PolicyError, SourceError
from explorer.progress import Progress
from explorer.remote import opened
from explorer.store import Cache
from explorer.ui.app import elsewhere

ROWS = b"".join(b'{"prompt": "Where is town %d?", "response": "On river %d."}\n' % (i, i) for i in range(40_000))
BLOCK = 200_000


@dataclass
class Web:
    """A web server. files: path -> bytes. asked: (method, path, range) of every request.

    cut: answers that end in the middle of a block, so many of them. change_at: the file becomes another one at this request.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    cut: int = 0
    change_at: int = 0
    ranges: bool = True
    base: str = ""


@pytest.fixture
def web() -> Iterator[Web]:
    pytest.importorskip("aiohttp")
    pytest.importorskip("fsspec")
    held = Web()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def _answer(self, with_body: bool) -> None:
            asked = self.headers.get("Range", "")
            path = self.path.partition("?")[0]
            held.asked.append((self.command, path, asked))
            if held.change_at and len(held.asked) == held.change_at:
                held.files[path] = held.files[path][::-1]
            body = held.files.get(path)
            if body is None:
                self.send_error(404)
                return
            whole, tag = len(body), hashlib.md5(body).hexdigest()
            if asked and held.ranges:
                first, _, last = asked.removeprefix("bytes=").partition("-")
                start, end = int(first), min(int(last) if last else whole - 1, whole - 1)
                body = body[start : end + 1]
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{end}/{whole}")
            else:
                self.send_response(200)
            if held.ranges:
                self.send_header("Accept-Ranges", "bytes")
            self.send_header("ETag", f'"{tag}"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not with_body:
                return
            if held.cut and len(body) > 1_000:
                held.cut -= 1
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                self.connection.close()
                self.close_connection = True
                return
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    held.base = f"http://127.0.0.1:{server.server_address[1]}"
    held.files["/train.jsonl"] = ROWS
    yield held
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.remote.reading._WAIT", 0.01)


def read(web: Web, tmp_path: Path, **more: Any) -> Path:
    return remote.fetch(tmp_path, f"{web.base}/train.jsonl", block=BLOCK, **more)


def test_it_is_read_once_and_told(web: Web, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    copy = read(web, tmp_path, report=lambda p: told.append((p.done, p.total, p.unit)))
    assert copy.name == "train.jsonl" and copy.read_bytes() == ROWS
    assert told[-1] == (len(ROWS), len(ROWS), "bytes") and len(told) > 5
    bodies = [one for one in web.asked if one[0] == "GET"]
    assert read(web, tmp_path) == copy
    assert [one for one in web.asked if one[0] == "GET"] == bodies  # what is there already is not read again
    assert remote.held(tmp_path, f"{web.base}/train.jsonl") == copy
    assert copy.stat().st_mode & 0o077 == 0


def test_a_cut_connection_costs_a_block(web: Web, tmp_path: Path) -> None:
    web.cut = 2
    assert read(web, tmp_path).read_bytes() == ROWS
    starts = [asked for method, _, asked in web.asked if method == "GET" and asked]
    assert len(starts) == len(set(starts)) + 2  # only the blocks that were cut were asked for twice


def test_a_stopped_reading_goes_on(web: Web, tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.done > len(ROWS) // 2:
            raise BuildCancelled("stopped")

    with pytest.raises(BuildCancelled):
        read(web, tmp_path, report=stop)
    assert remote.held(tmp_path, f"{web.base}/train.jsonl") is None
    first = {asked for _, _, asked in web.asked if asked}
    web.asked.clear()
    assert read(web, tmp_path).read_bytes() == ROWS
    assert not first & {asked for _, _, asked in web.asked if asked}  # nothing is read twice


def test_one_that_changes_while_it_is_read_is_refused(web: Web, tmp_path: Path) -> None:
    web.change_at = 5
    with pytest.raises(SourceError, match="changed while it was read"):
        read(web, tmp_path)
    assert not list(tmp_path.rglob("train.jsonl"))
    assert read(web, tmp_path).read_bytes() == ROWS[::-1]  # and as it is now, once it is still


def test_one_that_changed_since_is_another(web: Web, tmp_path: Path) -> None:
    before = read(web, tmp_path)
    web.files["/train.jsonl"] = ROWS[:1000] + b"\n"
    after = read(web, tmp_path)
    assert after != before and after.read_bytes() == ROWS[:1000] + b"\n"
    assert before.read_bytes() == ROWS  # who has it open keeps it


def test_a_server_without_ranges(web: Web, tmp_path: Path) -> None:
    """It is held block by block all the same, and goes on where it was stopped."""
    web.ranges = False
    done = [0]

    def stop(progress: Progress) -> None:
        done.append(progress.done)
        if progress.done > len(ROWS) // 2:
            raise BuildCancelled("stopped")

    with pytest.raises(BuildCancelled):
        read(web, tmp_path, report=stop)
    assert done[-1] < len(ROWS)
    assert read(web, tmp_path, report=lambda p: done.append(p.done)).read_bytes() == ROWS
    assert max(after - before for before, after in itertools.pairwise(done)) <= BLOCK


def test_a_server_without_ranges_whose_answer_is_cut(web: Web, tmp_path: Path) -> None:
    web.ranges, web.cut = False, 10
    with pytest.raises(SourceError, match="cannot be reached"):
        read(web, tmp_path)
    web.cut = 0
    assert read(web, tmp_path).read_bytes() == ROWS


def test_what_is_not_there_is_said(web: Web, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is nothing at"):
        remote.fetch(tmp_path, f"{web.base}/none.jsonl")
    with pytest.raises(SourceError, match="cannot be reached"):
        remote.fetch(tmp_path, "http://127.0.0.1:9/train.jsonl")


def test_a_cache_that_cannot_be_written_is_no_fault_of_the_address(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SourceError, match=r"cache folder .* cannot be written") as caught:
        remote.fetch(tmp_path / "file", f"{web.base}/train.jsonl", block=BLOCK)
    assert "EXPLORER_CACHE" in caught.value.hint
    real = os.open

    def refuse(path: Any, flags: int, *more: Any) -> int:
        if str(path).endswith(".part"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *more)

    monkeypatch.setattr("explorer.remote.reading.os.open", refuse)
    with pytest.raises(SourceError, match=r"cache folder .* cannot be written: Permission denied"):
        read(web, tmp_path)


@pytest.mark.parametrize(
    "address",
    ["https://user:secret@example.org/a.jsonl", "s3://", "hf://models/org/name", "https://exa\x00mple.org/a"],
)
def test_addresses_that_are_none(address: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        remote.fetch(tmp_path, address)
    assert "secret" not in str(caught.value) + caught.value.hint


def test_signatures_are_not_told(web: Web, tmp_path: Path) -> None:
    address = f"{web.base}/train.jsonl?X-Amz-Signature=abc123"
    copy = remote.fetch(tmp_path, address, block=BLOCK)
    assert copy.name == "train.jsonl"
    assert not [path for path in tmp_path.rglob("*.json") if b"abc123" in path.read_bytes()]
    assert "abc123" not in remote.shown(address)


@pytest.mark.parametrize(
    "scheme", ["s3://bucket/a.jsonl", "gs://bucket/a.jsonl", "hf://datasets/o/n", "https://example.org/a.jsonl"]
)
def test_without_the_extra_one_sentence_names_it(scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def none(name: str, *rest: Any, **more: Any) -> Any:
        if name.split(".", maxsplit=1)[0] in {"s3fs", "gcsfs", "huggingface_hub", "aiohttp"}:
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", none)
    with pytest.raises(SourceError, match="needs the extra `remote`") as caught:
        remote.fetch(tmp_path, scheme)
    assert "pip install" in caught.value.hint


def test_credentials_come_from_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "HF_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)
    assert opened._options("s3")["anon"] is True and "key" not in opened._options("s3")
    assert opened._options("hf")["token"] is False and opened._options("gs")["token"] == "anon"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "k")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("HF_TOKEN", "t")
    assert opened._options("s3")["key"] == "k" and opened._options("hf")["token"] == "t"


def test_on_the_command_line(web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["open", f"{web.base}/train.jsonl", "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 40_000
    assert main(["open", f"{web.base}/none.jsonl", "--quiet"]) == 2
    assert "There is nothing at" in capsys.readouterr().err


# ---- the app ----


def test_a_shared_app_reads_nothing_from_elsewhere(web: Web, cache: Cache, tmp_path: Path) -> None:
    address = f"{web.base}/train.jsonl"
    (tmp_path / "own").mkdir()
    for policy in (
        serving.make([str(tmp_path / "own")], [], read_only=True),
        serving.make([str(tmp_path / "own")], [], read_only=False),
    ):
        with pytest.raises(PolicyError):
            elsewhere.located(cache, policy, [address])
    assert not web.asked


def test_a_named_one_is_read_when_the_server_starts(
    web: Web, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[dict[str, str]] = []
    monkeypatch.setattr("explorer.cli.verbs.serve.start", lambda command, environment: started.append(environment) or 0)
    assert main(["serve", "--read-only", "--name", f"pilot={web.base}/train.jsonl"]) == 0
    policy = serving.from_text(started[0][serving.VARIABLE])
    (found,) = policy.locate(["pilot"])
    assert found.read_bytes() == ROWS
    with pytest.raises(PolicyError):
        policy.locate([f"{web.base}/train.jsonl"])


# ---- S3 ----


@pytest.fixture(scope="module")
def s3() -> Iterator[Any]:
    pytest.importorskip("s3fs")
    pytest.importorskip("flask_cors")
    server_of = pytest.importorskip("moto.server")
    server = server_of.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    patch = pytest.MonkeyPatch()
    patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    patch.setenv("AWS_ACCESS_KEY_ID", "testing")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    import boto3

    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="data")
    yield client
    patch.undo()
    server.stop()


def test_an_object_is_read_and_opened(s3: Any, tmp_path: Path) -> None:
    s3.put_object(Bucket="data", Key="sets/train.jsonl", Body=ROWS)
    cache = Cache.at(tmp_path)
    copy = remote.fetch(cache.root, "s3://data/sets/train.jsonl", block=BLOCK)
    assert copy.read_bytes() == ROWS
    assert building.run(cache, [copy], layers=[]).rows == 40_000
    s3.put_object(Bucket="data", Key="sets/train.jsonl", Body=ROWS[:500] + b"\n")
    assert remote.fetch(cache.root, "s3://data/sets/train.jsonl").stat().st_size == 501


def test_an_object_that_changes_is_refused(s3: Any, tmp_path: Path) -> None:
    s3.put_object(Bucket="data", Key="moving.jsonl", Body=ROWS)

    def change(progress: Progress) -> None:
        if progress.done == BLOCK:
            s3.put_object(Bucket="data", Key="moving.jsonl", Body=ROWS.replace(b"town", b"port"))

    with pytest.raises(SourceError, match="changed while it was read"):
        remote.fetch(tmp_path, "s3://data/moving.jsonl", change, BLOCK)


def test_an_object_that_is_shorter_now_is_said_to_have_changed(s3: Any, tmp_path: Path) -> None:
    s3.put_object(Bucket="data", Key="shorter.jsonl", Body=ROWS)

    def change(progress: Progress) -> None:
        if progress.done == BLOCK:
            s3.put_object(Bucket="data", Key="shorter.jsonl", Body=ROWS[:100])

    with pytest.raises(SourceError, match="changed while it was read"):
        remote.fetch(tmp_path, "s3://data/shorter.jsonl", change, BLOCK)


def test_a_folder_keeps_its_splits(s3: Any, tmp_path: Path) -> None:
    for split in ("train", "test"):
        s3.put_object(
            Bucket="data", Key=f"set/data/{split}-00000-of-00001.jsonl", Body=ROWS[:5_000].rpartition(b"\n")[0]
        )
    s3.put_object(Bucket="data", Key="set/secret.bin", Body=b"x")
    s3.put_object(Bucket="data", Key="set/README.md", Body=b"# set")
    cache = Cache.at(tmp_path)
    folder = remote.fetch(cache.root, "s3://data/set")
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name[0] != ".") == [
        "README.md", "data/test-00000-of-00001.jsonl", "data/train-00000-of-00001.jsonl",
    ]  # fmt: skip
    dataset = building.run(cache, building.resolve(str(folder)), layers=[])
    assert {info.name for info in dataset.fields} >= {"split"}
    one = remote.fetch(cache.root, "s3://data/set/data/train-*.jsonl")
    assert [path.name for path in one.iterdir() if path.name[0] != "."] == ["train-00000-of-00001.jsonl"]


def test_no_file_is_taken_for_another(s3: Any, tmp_path: Path) -> None:
    """Characters that no file name may have are replaced, after which two names can be the same."""
    for name in ("a:b", "a_b"):
        s3.put_object(Bucket="data", Key=f"odd/{name}.jsonl", Body=ROWS[:500])
    with pytest.raises(SourceError, match="one name"):
        remote.fetch(tmp_path, "s3://data/odd")


def test_a_bucket_that_is_not_there(s3: Any, tmp_path: Path) -> None:
    with pytest.raises(ExplorerError):
        remote.fetch(tmp_path, "s3://nothing-here/train.jsonl")


# ---- a hub ----


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """A server that answers what a hub is asked for a data set's files; the files, by path."""
    pytest.importorskip("huggingface_hub")
    files = {
        "README.md": b"# a set\n",
        ".gitattributes": b"x",
        "data/train-00000-of-00001.jsonl": ROWS[:50_000].rpartition(b"\n")[0],
    }

    def entry(path: str) -> dict[str, Any]:
        if path in files:
            return {
                "type": "file",
                "oid": hashlib.sha1(files[path]).hexdigest(),
                "size": len(files[path]),
                "path": path,
            }
        return {"type": "directory", "oid": "d" * 40, "size": 0, "path": path}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if "/tree/" in path:
                before = path.split("/tree/")[1].partition("/")[2]
                inside = [name for name in files if name.startswith(before)]
                deep = "recursive=true" in query.lower()
                below = {
                    name if deep else before + name[len(before) :][: (name[len(before) :] + "/").index("/", 1)]
                    for name in inside
                }
                self._json([entry(name) for name in sorted(below | ({"data"} if deep and not before else set()))])
            elif "/resolve/" in path:
                body = files.get(path.split("/resolve/")[1].partition("/")[2], b"")
                asked = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")
                end = min(int(asked[1] or len(body) - 1), len(body) - 1)
                found = body[int(asked[0]) : end + 1]
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {asked[0]}-{end}/{len(body)}")
                self._send(found)
            else:
                self._json({"id": "org/name", "sha": "a" * 40, "private": False, "tags": [], "siblings": []})

        def _json(self, facts: Any) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self._send(json.dumps(facts).encode())

        def _send(self, body: bytes) -> None:
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
    yield files
    server.shutdown()
    server.server_close()


def test_a_data_set_of_a_hub(hub: dict[str, bytes], tmp_path: Path) -> None:
    name = "data/train-00000-of-00001.jsonl"
    folder = remote.fetch(tmp_path, "hf://datasets/org/name", block=BLOCK)
    assert (folder / name).read_bytes() == hub[name] and not (folder / ".gitattributes").exists()
    one = remote.fetch(tmp_path, f"hf://datasets/org/name/{name}", block=7_000)
    assert one.name == name.rpartition("/")[2] and one.read_bytes() == hub[name]
