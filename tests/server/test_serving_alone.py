"""The app on one's own machine: who gets an answer, what every answer says, and what a link may start."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.waiting import NEVER

from .conftest import ROOT, Serve, Served


@pytest.fixture(scope="module")
def served(serve: Serve) -> Iterator[Served]:
    yield serve()


def test_every_answer_refuses_frames(served: Served) -> None:
    asked = [
        ("/", {}),
        ("/_stcore/health", {}),
        ("/nowhere/at/all.js", {}),
        ("/download/none", {}),
        ("/", {"Host_": "evil"}),
    ]
    for path, headers in asked:
        answer = served.ask(path, **headers)
        assert answer.headers["x-frame-options"] == "DENY", path
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "127.0.0.1@evil.example", ""]
)
def test_other_names_get_no_answer(served: Served, host: str) -> None:
    for path in ("/", "/?source=/usr/**/*N", "/_stcore/health", "/_stcore/host-config", "/static/js/x.js"):
        assert served.ask(path, Host_=host).status in (400, 403)


def test_other_sites_get_no_answer(served: Served) -> None:
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", "file://"):
        assert served.ask("/?source=/usr/**/*N", Origin=origin).status == 403
    image: dict[str, Any] = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}
    assert served.ask("/?source=/usr/**/*N", **image).status == 403
    frame: dict[str, Any] = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"}
    assert served.ask("/", **frame).status == 403
    link: dict[str, Any] = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert served.ask("/", **link).status == 200
    assert served.ask("/", Origin=f"http://{served.host}").status == 200


def test_addresses_start_no_crowd_of_threads(served: Served) -> None:
    process = psutil.Process(served.pid)
    paths = [f"/?source=/usr/**/*{number}N" for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(served.ask, paths))
        answers = list(pool.map(lambda path: served.ask(path, Host_="evil.example").status, paths))
    assert set(answers) == {403}
    # Four of ours, some of the server's pool for files.
    assert process.num_threads() < 40
    time.sleep(0.2)
    assert not list((served.cache / "builds").iterdir())


def test_a_link_to_something_new_asks_and_starts_nothing(served: Served, tmp_path: Path) -> None:
    path = tmp_path / "**never** opened.jsonl"
    path.write_text(json.dumps({"prompt": "p", "response": "r-of-the-row"}) + "\n")
    for query in ({"source": str(path)}, {"source": str(tmp_path)}, {"source": [str(path), "/usr/**/*N"]}):
        said = served.look(**query)  # type: ignore[arg-type]
        assert "was not opened here before" in said and "r-of-the-row" not in said
    said = served.look(page="gaps", source="sample_data/sft_sample.jsonl", reference="/usr/**/*N")
    assert "too much" not in said
    assert not [file for file in (served.cache / "sources").iterdir() if str(path) in file.read_text()]


def test_a_policy_that_cannot_be_read_serves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=ROOT,
        env={**os.environ, "EXPLORER_SERVE": '{"read_only": tru', "EXPLORER_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=NEVER,
        check=False,
    )
    assert done.returncode != 0 and "holds no policy" in done.stderr
