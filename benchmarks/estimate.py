"""When an estimate of all judgements stands, from the start of a build of a file that was never opened.

    python -m benchmarks.estimate FILE [--seconds 120]

Prints, beside how busy the machine was, the seconds from the start of the build's process, as the app starts it, to its first
rows and to each size of the sample; and the seconds that the scorecard of the last one takes. The build is stopped then.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks.machine import description, table, warm


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Time the estimate.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=120.0, help="wait for so long at most")
    options = parser.parse_args(argv)
    work = Path(tempfile.mkdtemp(prefix="explorer-benchmark-"))
    os.environ["EXPLORER_CACHE"] = str(work / "cache")
    from explorer import building, scorecard
    from explorer.building.estimate import ROWS
    from explorer.scorecard import estimated
    from explorer.store import Cache
    from explorer.view import View

    path = options.file.absolute()
    warm(path)
    cache = Cache.default()
    busy = os.getloadavg()[0]
    started = time.perf_counter()
    building.restart(cache, [path])
    lines: list[tuple[str, str]] = []
    seen, found = -1, None
    try:
        while time.perf_counter() - started < options.seconds and seen < 0.95 * ROWS:
            dataset = building.opened(cache, [path])
            if seen < 0 and dataset is not None and dataset.rows:
                seen = 0
                lines.append((f"first {dataset.rows:,} rows", f"{time.perf_counter() - started:.1f} s"))
            found = building.estimated(cache, [path])
            if found is not None and found.dataset.rows > seen:
                seen = found.dataset.rows
                of = f"{seen:,} of {found.clusters.records:,} rows judged"
                lines.append((of, f"{time.perf_counter() - started:.1f} s"))
            time.sleep(0.05)
        if found is not None:
            begun = time.perf_counter()
            estimated.score(
                View.of(found.dataset), scorecard.shipped("general"), found.clusters, found.clusters.records
            )
            lines.append(("scorecard with intervals", f"{time.perf_counter() - begun:.2f} s"))
        print(description())
        print(f"load of the machine: {busy:.1f} before, {os.getloadavg()[0]:.1f} after\n")
        print(table(lines, ("measure", "figure")))
    finally:
        building.cancel(cache, [path])
        while (job := building.status(cache, [path])) is not None and job.state == "running":
            time.sleep(0.2)
        shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
