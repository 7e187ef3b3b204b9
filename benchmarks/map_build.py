"""How long the map of a file takes, how much memory, and how true it is beside a full UMAP of a sample.

    python -m benchmarks.map_build FILE [--cache FOLDER] [--sample 20000]

FILE: made by benchmarks.generate. The other layers are built first, untimed, unless the cache folder has them. The full
UMAP is umap-learn's own, with the cosine metric and its defaults otherwise, of the same vectors; trustworthiness is the
mean of three samples of 3,000 rows each.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.machine import PeakMemory, description, table, warm
from explorer import building
from explorer.passes import LABELS, MAP, ROUGH, projection
from explorer.passes.map import VECTORS
from explorer.store import Cache, Dataset

_ROUNDS = 3


def timed(source: Path, folder: Path, *layers: str) -> tuple[float, int]:
    """(seconds, peak bytes of all processes) of one build on the command line."""
    command = [sys.executable, "-m", "explorer", "build", str(source), "--quiet", "--layers", ",".join(layers)]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env={**os.environ, "EXPLORER_CACHE": str(folder)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with PeakMemory(process.pid) as memory:
        if process.wait():
            raise SystemExit("the build failed")
    return time.perf_counter() - started, memory.peak


def trust(dataset: Dataset, sample: int) -> tuple[float, float]:
    """(trustworthiness of the map, of a full UMAP) on the same rows."""
    import umap

    folder = dataset.beside(MAP.name)
    assert folder is not None
    rows = np.sort(np.random.default_rng(1).choice(dataset.rows, min(sample, dataset.rows), replace=False))
    vectors = np.load(folder / VECTORS, mmap_mode="r")[rows].astype(np.float32)
    found = dataset.query("SELECT map_x, map_y FROM rows ORDER BY row_id")
    placed = np.column_stack([found[name].to_numpy() for name in ("map_x", "map_y")])[rows]
    full = np.asarray(umap.UMAP(metric="cosine", random_state=42).fit_transform(vectors))
    every = [
        [projection.trustworthiness(vectors, flat, seed=seed) for seed in range(_ROUNDS)] for flat in (placed, full)
    ]
    return float(np.mean(every[0])), float(np.mean(every[1]))


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Measure how the map is made.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--sample", type=int, default=20_000)
    options = parser.parse_args(argv)
    work = Path(tempfile.mkdtemp(prefix="explorer-map-"))
    source = options.file.absolute()
    folder = (options.cache or work / "cache").absolute()
    try:
        cache = Cache.at(folder)
        dataset = building.run(cache, [source])
        for path in dataset.folder.glob("map*-v*"):
            shutil.rmtree(path)
        warm(source)
        rough, _ = timed(source, folder, ROUGH.name)
        seconds, peak = timed(source, folder, MAP.name, LABELS.name)
        building.forget()
        dataset = building.run(cache, [source], layers=[MAP.name])
        placed, full = trust(dataset, options.sample)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(description())
    print()
    rows = [
        (f"rough map of {dataset.rows:,} rows", f"{rough:.0f} s", "20 s at 50,000 rows"),
        ("map", f"{seconds:.0f} s", "5 min at 50,000 rows, 15 min at 1,000,000"),
        ("… peak memory of all processes", f"{peak / 1e9:.2f} GB", "4 GB at 1,000,000 rows"),
        ("… rows a second", f"{dataset.rows / seconds:,.0f}", ""),
        (f"trustworthiness of the map, {min(options.sample, dataset.rows):,} rows", f"{placed:.3f}", ""),
        ("… of a full UMAP of these rows", f"{full:.3f}", "0.03 more at most"),
    ]
    print(table(rows, ("measure", "figure", "bound")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
