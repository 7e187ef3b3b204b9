"""The map from an endpoint: what it costs is agreed to first, failed requests are tried again, and its key stays a secret."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer import building
from explorer.building import shown_map
from explorer.cli import main
from explorer.errors import BuildCancelled, LayerError
from explorer.passes import MAP, Inputs, reading_of
from explorer.passes.map_source import DEFAULT, Reading
from explorer.passes.texts import Texts
from explorer.passes.user_vectors import endpoint, vectors_of
from explorer.progress import Progress
from explorer.queries import similar
from explorer.queries.endpoint_cost import sending
from explorer.store import Cache, Dataset
from explorer.view import View

from .user_vectors import ROWS, draw, rows, vector

KEY = "sk-secret-0123456789"


class Endpoint(ThreadingHTTPServer):
    """Counts requests; answers with vectors made of the text's number, or as `script` says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, Any]] = []
        self.keys: set[str] = set()
        self.script: list[tuple[int, Any]] = []
        self.always: tuple[int, Any] | None = None

    @property
    def spec(self) -> str:
        return f"endpoint:tiny@http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.keys.add(self.headers.get("Authorization", ""))
        status, answer = self.server.script.pop(0) if self.server.script else self.server.always or (200, None)
        if status == 200:
            self.server.asked.append(body)
        if answer is None:
            data = [{"index": i, "embedding": self.embed(text)} for i, text in enumerate(body["input"])]
            answer = {"data": data[::-1]}  # the order of the answer is that of `index`, not of the list
        sent = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    @staticmethod
    def embed(text: str) -> list[float]:
        return vector(int("".join(filter(str.isdigit, text)) or 0))

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    monkeypatch.setenv("EXPLORER_EMBEDDING_KEY", KEY)
    monkeypatch.setattr(endpoint, "_RETRIES", 2)
    made = Endpoint()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def test_an_endpoint(cache: Cache, jsonl: Callable[..., Path], server: Endpoint) -> None:
    server.script = [(503, {"error": "busy"})]
    dataset = draw(cache, jsonl(rows()), reading_of("prompt", server.spec), may_send=True)
    assert sum(len(one["input"]) for one in server.asked) == ROWS
    assert server.keys == {f"Bearer {KEY}"}
    assert server.asked[0]["model"] == "tiny"
    assert {one.row_id % 2 for one in similar.similar_to_row(View.of(dataset), 10)} == {0}
    assert {one.row_id % 2 for one in similar.similar_to_text(View.of(dataset), "question 3", 5)} == {1}
    kept = [path for path in cache.root.rglob("*") if path.is_file()]
    assert kept and not any(KEY.encode() in path.read_bytes() for path in kept)


def test_nothing_is_sent_unless_somebody_agreed(cache: Cache, jsonl: Callable[..., Path], server: Endpoint) -> None:
    with pytest.raises(LayerError):
        draw(cache, jsonl(rows()), reading_of("prompt", server.spec))
    # Nor does it become the map that other commands draw on their own.
    dataset = building.run(cache, [jsonl(rows())], layers=[])
    shown_map.want(dataset.folder, reading_of("prompt", server.spec))
    assert shown_map.shown(dataset.folder) == DEFAULT
    shown_map.show(dataset.folder, reading_of("prompt", server.spec))
    with pytest.raises(LayerError, match="endpoint"):
        building.run(cache, [jsonl(rows())], layers=[MAP.name])
    assert not server.asked


def test_the_command_line_says_the_cost_first(
    jsonl: Callable[..., Path], server: Endpoint, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    command = ["build", str(jsonl(rows())), "--vectors", server.spec, "--quiet"]
    assert main([*command, "--price", "2"]) == 2
    said = capsys.readouterr().err
    assert f"{ROWS} texts" in said and "less than $0.01" in said and "--yes" in said and not server.asked
    assert main([*command, "--yes"]) == 0
    assert server.asked


def test_a_stopped_build_goes_on(
    cache: Cache, jsonl: Callable[..., Path], server: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.passes.user_vectors.blocks._BLOCK", 10)
    dataset = building.run(cache, [jsonl(rows())], layers=[])

    def stop(progress: Progress) -> None:
        if progress.done >= 20:
            raise BuildCancelled("Stopped.")

    texts = Texts(sorted(dataset.folder.glob("text-*/part-*.parquet")), [0], ROWS)
    inputs = Inputs(texts.paths, [0], tmp_path, ROWS, tmp_path / "map", stop, reading_of("prompt", server.spec))
    with pytest.raises(BuildCancelled):
        vectors_of(inputs, texts)
    before = sum(len(one["input"]) for one in server.asked)
    assert before == 20
    again = Inputs(texts.paths, [0], tmp_path, ROWS, tmp_path / "map", reading=inputs.reading)
    found, present, _ = vectors_of(again, texts)
    assert sum(len(one["input"]) for one in server.asked) == ROWS
    assert present.all() and np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, {"error": f"bad key {KEY}"}, "refused the key"),
        (404, {}, "does not know 'tiny'"),
        (429, {}, "limit"),
        (400, {"error": f"no such thing for {KEY}"}, "answered 400"),
        (301, {}, "answered 301"),
        (200, {"data": []}, "0 vectors"),
        (200, {"nothing": 1}, "holds no vectors"),
        (200, {"data": [{"index": 0, "embedding": "x"}]}, "holds no vectors"),
        (200, [], "holds no vectors"),
    ],
)
def test_what_an_endpoint_refuses_is_said(
    cache: Cache, jsonl: Callable[..., Path], server: Endpoint, status: int, answer: Any, said: str
) -> None:
    server.always = (status, answer)
    with pytest.raises(LayerError) as caught:
        draw(cache, jsonl(rows()), reading_of("prompt", server.spec), may_send=True)
    assert said in caught.value.message and KEY not in str(caught.value)


def test_a_search_gives_up_soon(
    cache: Cache, jsonl: Callable[..., Path], server: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = draw(cache, jsonl(rows()), reading_of("prompt", server.spec), may_send=True)
    server.keys.clear()
    server.always = (503, {})
    monkeypatch.setattr(endpoint, "_RETRIES", 1_000)  # of a build: nobody waits for it
    with pytest.raises(LayerError, match="answered 503") as caught:
        similar.similar_to_text(View.of(dataset), "question 3", 5)
    assert "draw the map" not in caught.value.hint


def test_an_endpoint_out_of_reach_is_said(cache: Cache, jsonl: Callable[..., Path], server: Endpoint) -> None:
    spec = server.spec
    server.shutdown()
    server.server_close()
    with pytest.raises(LayerError, match="could not be reached"):
        draw(cache, jsonl(rows()), reading_of("prompt", spec), may_send=True)


def test_what_would_be_sent(make_dataset: Callable[..., Dataset]) -> None:
    dataset = make_dataset([{"prompt": "one two three", "response": "yes"}, {"prompt": "x " * 9_000, "response": "y"}])
    for text, low, high in (("prompt", 2_000, 2_010), ("response", 2, 2), ("both", 2_000, 2_010)):
        told = sending(dataset, Reading(text, "endpoint:tiny@https://host/v1"), 10.0)
        assert told.texts == 2 and low <= told.tokens <= high
        assert told.dollars == pytest.approx(told.tokens * 1e-5)
    assert sending(dataset, Reading("prompt", "endpoint:tiny@https://host/v1")).dollars is None
    assert sending(dataset, Reading("prompt", "endpoint:text-embedding-3-small@https://host/v1")).dollars
