"""Builds on Ray: the same bytes as those of processes, also where a worker is killed in the middle. Skipped without Ray."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import psutil
import pytest

from explorer import building, workers
from explorer.building import parallel, ray_pool
from explorer.errors import BuildCancelled, LayerError, SourceError
from explorer.progress import Progress
from explorer.store import Cache
from tests.waiting import wait_until

survey = sys.modules["explorer.building.survey"]
ON_RAY = building.Options(engine="ray")


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    """A cluster of this machine's own, two cores; its workers start once for all tests."""
    module = pytest.importorskip("ray")
    module.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)
    yield module
    module.shutdown()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts of few rows, and workers for them."""
    monkeypatch.setattr(survey, "SPAN_BYTES", 8_000)
    for name in ("explorer.building.run", "explorer.building.parallel"):
        monkeypatch.setattr(sys.modules[name], "SMALL", 1_000)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    rows = [
        {"instruction": f"What is {n} times 3? {'word ' * (n % 9)}", "output": f"It is {3 * n}."} for n in range(2_500)
    ]
    path = tmp_path / "data.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{broken\n", "utf-8")
    return path


def layers(folder: Path) -> dict[str, bytes]:
    found = [*folder.rglob("*.parquet"), *folder.rglob("part-*.json")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def written(folder: Path) -> Counter[str]:
    """How often each part of a layer was written."""
    ledgers = {path.parent.name: path.read_text("utf-8").splitlines() for path in folder.glob("*/checksums")}
    return Counter(f"{name}/{line.split()[0]}" for name, lines in ledgers.items() for line in lines)


def test_layers_are_the_bytes_of_a_local_build_and_a_killed_worker_repeats_its_part_alone(
    ray: Any, tmp_path: Path, source: Path
) -> None:
    local = building.run(Cache.at(tmp_path / "local"), [source]).folder
    killed: list[int] = []
    begun = threading.Event()

    def kill() -> None:
        begun.wait()

        def busy() -> bool:
            for child in psutil.Process().children(recursive=True):
                try:
                    if child.cmdline()[:1] == ["ray::_call"]:  # what a worker calls itself while it does a part
                        child.kill()
                        killed.append(child.pid)
                        return True
                except psutil.Error:
                    continue
            return False

        wait_until(busy, 0.005)

    thread = threading.Thread(target=kill)
    thread.start()

    def report(progress: Progress) -> None:
        if progress.label == "Judging rows" and progress.done:
            begun.set()

    facts, mapping = building.make(Cache.at(tmp_path / "ray"), [source], ON_RAY, report=report)
    begun.set()
    thread.join()
    folder = tmp_path / "ray" / "datasets" / facts["fingerprint"] / local.name
    assert killed and not mapping
    assert layers(folder) == layers(local)
    again = [name for name, times in written(folder).items() if times > 1]
    # A worker does one part at a time.
    assert len({name.split("/")[1] for name in again}) <= 1
    assert ray.is_initialized()  # what others started stays


def test_errors_of_a_part_are_told_as_here(ray: Any, cache: Cache, source: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.done:
            raise BuildCancelled("stopped")

    with pytest.raises(BuildCancelled):
        building.make(cache, [source], ON_RAY, report=stop)
    pool = ray_pool.RayPool(ray)
    with pytest.raises(SourceError, match="not that"):
        pool.submit(_refuse).result()
    with pytest.raises(ZeroDivisionError):
        list(pool.map(_divided, [1, 0]))
    assert building.run(cache, [source], ON_RAY).complete


def test_a_cluster_has_parts_in_hand_for_all_its_cores(ray: Any) -> None:
    """Not for those of the machine that asks: the other nodes would wait."""

    class Pool(Executor):
        cores = 9

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            given.append(args)
            done: Future[Any] = Future()
            done.set_result(0)
            return done

    given: list[Any] = []
    next(parallel.each(len, None, range(100), Pool()))  # type: ignore[arg-type]
    assert len(given) == 18
    assert workers.count_of(ray_pool.RayPool(ray)) == 2


def _refuse() -> None:
    raise SourceError("not that")


def _divided(number: int) -> float:
    return 1 / number


def test_a_cluster_that_is_not_there_is_told_at_once() -> None:
    pytest.importorskip("ray")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(LayerError, match="cannot be reached") as caught, ray_pool.running_on("ray", address):
        pass
    assert "--address" in caught.value.hint


def test_without_ray_the_hint_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(LayerError, match="not installed") as caught, ray_pool.running_on("ray"):
        pass
    assert "[ray]" in caught.value.hint
    with ray_pool.running_on("local"):
        pass
