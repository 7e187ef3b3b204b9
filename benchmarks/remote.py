"""A large file from elsewhere, over HTTP with ranges and from an S3 server, both on loopback: read, cut, stopped, changed.

    python -m benchmarks.remote --rows 1000000

Prints what each took and how many bytes the server gave. Needs the extra `remote` and, for S3, `moto[server]`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.machine import table
from explorer import building, remote
from explorer.errors import BuildCancelled, SourceError
from explorer.progress import Progress
from explorer.store import Cache

_FILE = "train.jsonl"


class _Held:
    """A file that is served. cut: every so many-th answer ends at its half, 0 for none. given: bytes that were answered."""

    def __init__(self, path: Path) -> None:
        self.path, self.cut, self.given, self.answers = path, 0, 0, 0
        self.lock = threading.Lock()


@contextmanager
def _http(held: _Held) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def _answer(self, with_body: bool) -> None:
            facts = held.path.stat()
            first, end = 0, facts.st_size
            asked = self.headers.get("Range", "")
            if asked:
                start, _, stop = asked.removeprefix("bytes=").partition("-")
                first, end = int(start), min(int(stop or end) + 1, end)
            self.send_response(206 if asked else 200)
            if asked:
                self.send_header("Content-Range", f"bytes {first}-{end - 1}/{facts.st_size}")
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("ETag", f'"{facts.st_mtime_ns}-{facts.st_size}"')
            self.send_header("Content-Length", str(end - first))
            self.end_headers()
            if not with_body:
                return
            with held.lock:
                held.answers += 1
                is_cut = bool(held.cut) and held.answers % held.cut == 0
            body = held.path.read_bytes()[first:end] if end - first < 1 << 16 else _part(held.path, first, end)
            if is_cut:
                body, self.close_connection = body[: len(body) // 2], True
            self.wfile.write(body)
            with held.lock:
                held.given += len(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/{_FILE}"
    finally:
        server.shutdown()
        server.server_close()


def _part(path: Path, first: int, end: int) -> bytes:
    with path.open("rb") as handle:
        handle.seek(first)
        return handle.read(end - first)


@contextmanager
def _s3(path: Path) -> Iterator[tuple[str, Callable[[bytes], None]]]:
    """(address, what replaces the object)."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (("ENDPOINT_URL", f"http://{host}:{port}"), ("ACCESS_KEY_ID", "k"), ("SECRET_ACCESS_KEY", "s")):
        os.environ[f"AWS_{name}"] = value
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="data")
    with path.open("rb") as body:
        client.put_object(Bucket="data", Key=_FILE, Body=body)
    try:
        yield f"s3://data/{_FILE}", lambda body: client.put_object(Bucket="data", Key=_FILE, Body=body) and None
    finally:
        server.stop()


def _stopping(share: float) -> Callable[[Progress], None]:
    def stop(progress: Progress) -> None:
        if progress.done > share * progress.total:
            raise BuildCancelled("stopped")

    return stop


def _tried(address: str, size: int, root: Path, change: Callable[[], None], given: Callable[[], int | None]) -> Any:
    """Rows of the table of one server."""

    def timed(what: str, call: Callable[[], str]) -> tuple[str, str, str, str]:
        before, started = given(), time.monotonic()
        said = call()
        seconds, now = time.monotonic() - started, given()
        asked = "not counted" if now is None or before is None else f"{now - before:,}"
        return (f"{address.partition(':')[0]}: {what}", f"{seconds:.1f}", asked, said)

    def opened(cache: Cache) -> str:
        path = remote.fetch(cache.root, address)
        return f"{building.run(cache, [path], layers=[]).rows:,} rows"

    def stopped(cache: Cache) -> str:
        try:
            remote.fetch(cache.root, address, _stopping(0.5))
        except BuildCancelled:
            return "stopped"
        return "NOT STOPPED"

    def changed(cache: Cache) -> str:
        is_done = False

        def report(progress: Progress) -> None:
            nonlocal is_done
            if progress.done > size // 2 and not is_done:
                is_done = True
                change()

        try:
            remote.fetch(cache.root, address, report)
        except SourceError as error:
            return error.message.replace(address, "it")
        return "NOT REFUSED"

    first, second, third = (Cache.at(root / name) for name in ("first", "second", "third"))
    yield timed("read and opened", lambda: opened(first))
    yield timed("opened again", lambda: opened(first))
    yield timed("stopped at its half", lambda: stopped(second))
    yield timed("gone on with", lambda: opened(second))
    yield timed("replaced at its half", lambda: changed(third))


def main(arguments: list[str] | None = None) -> int:
    """Try both servers and print a table; 1 where one did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args(arguments)
    found: list[tuple[str, str, str, str]] = []
    with tempfile.TemporaryDirectory(prefix="remote-") as name:
        folder = Path(name)
        path = folder / _FILE
        with path.open("w", encoding="utf-8") as out:
            for n in range(options.rows):
                row = {
                    "prompt": f"Name river {n} of the atlas.",
                    "response": f"River {n} it is, as far as the map tells. " * 8,
                }
                out.write(json.dumps(row) + "\n")
        size = path.stat().st_size
        held = _Held(path)

        def replace_file() -> None:
            other = path.with_suffix(".new")
            shutil.copyfile(path, other)
            with other.open("ab") as out:
                out.write(b'{"prompt": "p", "response": "r"}\n')
            other.replace(path)

        with _http(held) as address:
            held.cut = 7  # every seventh answer ends early
            found += _tried(address, size, folder / "http", replace_file, lambda: held.given)
        with _s3(path) as (address, put):
            found += _tried(
                address, size, folder / "s3", lambda: put(b'{"prompt": "p", "response": "r"}\n'), lambda: None
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(table(found, ("what", "seconds", "bytes given", "result")))
    print(
        f"{options.rows:,} rows, {size:,} bytes; this process, which serves both as well, held {peak / 1024:,.0f} MB at most"
    )
    return int(any("NOT" in line[3] for line in found))


if __name__ == "__main__":
    sys.exit(main())
