"""Loading ahead: few threads, a short queue, none twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from explorer import building
from explorer.store import Cache
from explorer.ui.app import known_sources, open_dataset, preload
from tests.waiting import NEVER, wait_until


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def test_it_is_capped_and_drops(monkeypatch: pytest.MonkeyPatch) -> None:
    go, loaded, running, most = threading.Event(), [], [0], [0]
    lock = threading.Lock()

    def load(tokeniser: str, source: tuple[str, ...]) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        go.wait(NEVER)
        with lock:
            running[0] -= 1
            loaded.append(source)

    monkeypatch.setattr(preload, "_load", load)
    loader = preload._Loader()
    before = threading.active_count()
    taken = [loader.ask(("", (f"source {number}",))) for number in range(500)]
    assert preload._WAITING <= sum(taken) <= preload._WAITING + preload._WORKERS
    assert not loader.ask(("", ("source 0",)))  # it is under way
    assert threading.active_count() - before <= preload._WORKERS
    go.set()
    assert wait_until(lambda: len(loaded) == sum(taken), 0.01) and most[0] <= preload._WORKERS
    assert loader.ask(("", ("source 0",)))  # once more, since it is done


def test_only_what_was_opened_before_is_loaded(jsonl, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[list[Path]] = []
    monkeypatch.setattr(building, "opened", lambda cache, paths, options: looked.append(paths))
    path = jsonl([{"prompt": "p", "response": "r"}], "never opened.jsonl")
    preload._load("", [str(path)])
    preload._load("", ["/usr/**/*N"])
    assert not looked
    known_sources.remember(open_dataset.cache(), [str(path)])
    preload._load("", [str(path)])
    assert looked == [[path]]
    preload._load("cl100k_base", [str(path)])  # would be counted anew
    assert len(looked) == 1


def test_what_counts_as_opened_before(cache: Cache, jsonl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = jsonl([{"prompt": "p", "response": "r"}])
    assert not known_sources.is_known(cache, [str(path)])
    assert not known_sources.is_known(cache, [str(tmp_path)])
    building.run(cache, [path])
    assert known_sources.is_known(cache, [str(path)])  # by the command line
    assert not known_sources.is_known(cache, [str(path)], "cl100k_base")
    assert known_sources.is_known(cache, [str(path)], "no such tokeniser")  # which is an error, and no work
    assert not known_sources.is_known(cache, [str(path), str(path)])
    monkeypatch.chdir(tmp_path)
    assert known_sources.is_known(cache, [path.name])
    assert not known_sources.is_known(cache, [f"{path.name}\0"])
    known_sources.remember(cache, ["*.jsonl"])
    known_sources._known.clear()  # as when the app is started again
    assert known_sources.is_known(cache, [str(tmp_path / "*.jsonl")])


def test_a_broken_list_is_no_harm(cache: Cache) -> None:
    for text in ("", "{", "[]", '{"opened": 3}', '{"opened": [3, ["a"]]}'):
        (cache.folder("sources") / "opened.list").write_text(text)
        assert not known_sources.is_known(cache, ["/nowhere"])
    known_sources.remember(cache, ["/somewhere"])
    assert known_sources.is_known(cache, ["/somewhere"])
