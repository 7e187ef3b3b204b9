"""What the figures were measured on, and how memory of a process and its children is watched."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

import psutil


def description() -> str:
    """One line on processor, memory, system and the versions that matter."""
    model = platform.processor() or "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    memory = psutil.virtual_memory().total / 2**30
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("duckdb", "streamlit", "tiktoken", "toktok-rs", "pyarrow")
    )
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {versions}"
    )


def held(process: psutil.Process) -> int:
    """Resident memory of a process with all its children, in bytes; 0 where it has ended."""
    total = 0
    try:
        for one in [process, *process.children(recursive=True)]:
            try:
                # Memory that a process shares with others, such as code, is counted once: proportional where told.
                full = one.memory_full_info()
                total += getattr(full, "pss", 0) or full.rss
            except psutil.Error:
                continue
    except psutil.Error:
        return 0
    return total


class PeakMemory:
    """Peak resident memory of a process with all its children, in bytes, and the CPU time of all, sampled while the block runs.

    On a machine that others use too, CPU time is what may be compared, and not the time that has passed.
    """

    def __init__(self, pid: int | None = None, every: float = 0.3) -> None:
        """Watch the process `pid`, this one by default."""
        self.process = psutil.Process(pid)
        self.every = every
        self.start = self._now()
        self.peak = self.start
        self._spent: dict[tuple[int, float], float] = {}
        self._before = self._seconds()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _now(self) -> int:
        return held(self.process)

    def _seconds(self) -> float:
        """CPU time of all processes ever seen, each as it was last."""
        try:
            seen = [self.process, *self.process.children(recursive=True)]
        except psutil.Error:
            seen = []
        for one in seen:
            try:
                times = one.cpu_times()
                self._spent[one.pid, one.create_time()] = times.user + times.system
            except psutil.Error:
                continue
        return sum(self._spent.values())

    def _watch(self) -> None:
        while not self._stop.is_set():
            self.peak = max(self.peak, self._now())
            self._seconds()
            time.sleep(self.every)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def cpu(self) -> float:
        """Seconds of CPU time, user and system."""
        return self._seconds() - self._before

    @property
    def extra(self) -> int:
        """Bytes above what was held at the start."""
        return self.peak - self.start


def warm(path: Path) -> None:
    """Read a file once, so that no figure hangs on what the system still holds of it."""
    with path.open("rb") as handle:
        while handle.read(1 << 24):
            pass


def table(rows: Sequence[tuple[str, ...]], head: tuple[str, ...]) -> str:
    """Rows as a Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)
