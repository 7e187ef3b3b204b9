"""Whether two Ray nodes build nearly twice as fast as one: both on this machine, each with one core's worth of tasks.

    python -m benchmarks.ray_nodes [--rows 20000] [--rounds 2]

Nodes are those of `ray.cluster_utils`: each has its own scheduler, object store and workers, and speaks to the others over loopback.
The build judges every row, in parts of half a MB, and is measured once its workers have loaded what they need. One node and two take
turns, since a shared machine is never the same twice. What a network costs is not seen here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import generate
from benchmarks.machine import description, table
from explorer import building
from explorer.building import survey
from explorer.metrics import USUAL
from explorer.store import Cache

_PART = 500_000  # bytes: of few parts, an odd one would keep one of two nodes waiting
_MEMORY = 200 * 2**20  # of each node's object store


def started(nodes: int) -> Any:
    """A cluster of so many nodes of one core."""
    # Else whatever else runs on the machine comes before its workers. Ray reads the name as it stands here.
    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112
    from ray.cluster_utils import Cluster  # pyright: ignore[reportMissingImports]

    node: dict[str, Any] = {"num_cpus": 1, "object_store_memory": _MEMORY}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    for _ in range(nodes - 1):
        cluster.add_node(**node)
    cluster.wait_for_nodes()
    return cluster


def judged(address: str, path: Path, folder: Path) -> float:
    """Seconds of a build of all row metrics on a cluster."""
    cache = Cache.at(folder)
    options = building.Options(engine="ray", address=address)
    started_at = time.perf_counter()
    building.make(cache, [path], options, [metric.name for metric in USUAL])
    return time.perf_counter() - started_at


def measured(nodes: int, path: Path, small: Path, folder: Path) -> float:
    """The same, on a cluster of so many nodes whose workers are warm."""
    import ray  # pyright: ignore[reportMissingImports]

    cluster = started(nodes)
    try:
        ray.init(address=cluster.address, log_to_driver=False, configure_logging=False)
        judged(cluster.address, small, folder / f"warm-{nodes}")
        return judged(cluster.address, path, folder / f"all-{nodes}")
    finally:
        ray.shutdown()
        cluster.shutdown()
        for name in (f"warm-{nodes}", f"all-{nodes}"):
            shutil.rmtree(folder / name, ignore_errors=True)


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args(argv)
    survey.SPAN_BYTES = _PART
    found: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        path, small = folder / "rows.jsonl", folder / "few.jsonl"
        generate.write(path, options.rows)
        generate.write(small, max(options.rows // 4, 8_000), seed=8)
        for _ in range(options.rounds):
            for nodes, seconds in found.items():
                seconds.append(measured(nodes, path, small, folder))
                print(f"{nodes} nodes: {seconds[-1]:.1f} s", file=sys.stderr)
    ratios = [one / two for one, two in zip(found[1], found[2], strict=True)]
    print(description())
    print(
        f"\n{options.rows:,} rows, every judgement; two nodes are {statistics.median(ratios):.2f} times as fast as one\n"
    )
    lines = [(f"{nodes}", ", ".join(f"{one:.1f} s" for one in seconds)) for nodes, seconds in found.items()]
    print(table(lines, ("nodes of one core", "build")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
