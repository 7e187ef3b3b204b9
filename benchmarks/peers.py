"""The same first page with other packages: time, memory, and what each can and cannot tell.

    python -m benchmarks.peers [--rows 100000] [--file FILE] [--environments FOLDER] [--only pandas,atlas] [--copies]

Each package is used in an environment of its own, FOLDER/pandas, FOLDER/ydata, FOLDER/juicer and FOLDER/atlas, which are made
where they are missing (`--no-install` leaves them out). Memory is that of the process with all it starts, at its peak. Ours is
measured twice: as far as the others go, and with every judgement. `--copies` runs `benchmarks.copies` beside rensa, datasketch
and semhash, in FOLDER/copies.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import generate
from benchmarks.machine import PeakMemory, description, table, warm
from explorer.metrics.tokenizer import prepare_ranks

PACKAGES = {
    "pandas": ("pandas", "plotly", "tiktoken", "pyarrow"),
    "ydata": ("ydata-profiling", "setuptools<81"),
    "juicer": ("py-data-juicer", "aiohttp"),  # which it imports and does not ask for
    "atlas": ("embedding-atlas",),
    "copies": ("rensa", "datasketch", "semhash"),
}
CANNOT = {
    "pandas": "near copies, rows of many dialects, all judgements but the two written by hand, rows that are no JSON",
    "ydata": "tokens, roles, near copies, judgements",
    "juicer": "tokens without a tokeniser that it downloads, roles, copies (a run of its own), a page",
    "atlas": "tokens, roles, copies, judgements; its page is made in the browser, which is not measured",
    "ours": "",
    "ours, every judgement": "",
}


class Run(NamedTuple):
    """A page that was made. cpu: seconds, of all processes. error: why it was not, "" where it was."""

    name: str
    seconds: float
    cpu: float
    memory: int
    steps: dict[str, float]
    error: str


def environment(folder: Path, name: str, install: bool) -> Path | None:
    """The Python of a package's own environment; None where it is not there and cannot be made."""
    python = folder / name / "bin" / "python"
    if not python.exists():
        if not install:
            return None
        venv.create(folder / name, with_pip=True)
        done = subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES[name]], check=False)
        if done.returncode:
            shutil.rmtree(folder / name)
            return None
    return python


def watched(name: str, command: Sequence[str], **options: dict[str, str]) -> Run:
    """Run a command whose last line may be JSON with its steps."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload]
    with PeakMemory(process.pid, every=0.1) as memory:
        out, errors = process.communicate()
    seconds = time.perf_counter() - started
    if process.returncode:
        said = errors.strip().splitlines()
        return Run(
            name, seconds, memory.cpu, memory.peak, {}, said[-1][:200] if said else f"exit code {process.returncode}"
        )
    last = (out.strip().splitlines() or ["{}"])[-1]
    steps = json.loads(last).get("steps", {}) if last.startswith("{") else {}
    return Run(name, seconds, memory.cpu, memory.peak, steps, "")


def ours(path: Path, work: Path) -> list[Run]:
    """As far as the others go, and with every judgement: a build and the first page's figures, each in an empty cache."""
    runs = []
    for name, layers in (("ours", "tokens,checks,duplicates"), ("ours, every judgement", "")):
        cache = {**os.environ, "EXPLORER_CACHE": str(work / name.replace(", ", " "))}
        chosen = ["--layers", layers] if layers else []
        build = [sys.executable, "-m", "explorer", "build", "--quiet", "--json", *chosen, str(path)]
        runs.append(watched(name, build, env=cache))
    return runs


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Measure the first page of other packages.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--file", type=Path, help="a file made by benchmarks.generate; made anew by default")
    parser.add_argument("--environments", type=Path, default=Path(tempfile.gettempdir()) / "explorer-peers")
    parser.add_argument("--only", default=",".join([*list(PACKAGES)[:4], "ours"]), help="some of them")
    parser.add_argument("--no-install", action="store_true", help="leave out what has no environment yet")
    parser.add_argument("--copies", action="store_true", help="near duplicates, too")
    options = parser.parse_args(argv)
    options.environments.mkdir(exist_ok=True)
    wanted = options.only.split(",")
    work = Path(tempfile.mkdtemp(prefix="explorer-benchmark-"))
    runs: list[Run] = []
    busy = os.getloadavg()[0]
    try:
        path = generate.given_or_made(options.file, work, options.rows)
        warm(path)
        if "ours" in wanted:
            runs += ours(path, work)
        prepare_ranks("o200k_base", work / "tokenisers")  # so that tiktoken asks no network for it
        script = str(Path(__file__).with_name("peers_pages.py"))
        for name in (name for name in PACKAGES if name in wanted and name != "copies"):
            python = environment(options.environments, name, not options.no_install)
            folder = work / f"{name} page"
            folder.mkdir()
            if python is None:
                runs.append(Run(name, 0.0, 0.0, 0, {}, "could not be installed"))
            else:
                runs.append(watched(name, [str(python), script, name, str(path), str(folder)]))
        print(description())
        print(
            f"{path.stat().st_size / 1e6:,.0f} MB; load of the machine {busy:.1f} before, {os.getloadavg()[0]:.1f} after\n"
        )
        _show(runs)
        if options.copies:
            python = environment(options.environments, "copies", not options.no_install)
            peers = ["--peers", str(python)] if python else []
            subprocess.run([sys.executable, "-m", "benchmarks.copies", "--rows", str(options.rows), *peers], check=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


def _show(runs: Sequence[Run]) -> None:
    lines = [
        (
            run.name,
            run.error or f"{run.seconds:.1f} s",
            "" if run.error else f"{run.cpu:.1f} s",
            "" if run.error else f"{run.memory / 2**20:,.0f} MB",
            "; ".join(f"{what} {seconds:.1f} s" for what, seconds in run.steps.items()),
            CANNOT[run.name],
        )
        for run in runs
    ]
    print(table(lines, ("with", "time", "CPU", "peak memory", "of which", "cannot tell")))


if __name__ == "__main__":
    raise SystemExit(main())
