"""The way into the sandbox: a process for each statement, that ends with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, NamedTuple

import pyarrow as pa
from pyarrow import ipc

from explorer.errors import FilterError

_INSIDE = Path(__file__).with_name("inside.py")
_LONGEST = 20_000  # characters of a statement
_PARSING = 20  # seconds, of which a sane statement takes none
_SPARE = 3 << 30  # addresses that libraries take beside what DuckDB may use
_HINT = "Write one SELECT over the table rows, such as: SELECT ability, count(*) FROM rows GROUP BY ability"

_AT_ONCE = 2  # statements of all people together
_running = BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a statement may take. rows, size: of the result, which is cut there. memory: bytes. seconds: on the clock."""

    rows: int = 10_000
    size: int = 64 << 20
    memory: int = 1 << 30
    seconds: int = 30


LIMITS = Limits()


class Found(NamedTuple):
    """A result. is_cut: it had more rows than were asked for, or took more room."""

    table: pa.Table
    is_cut: bool


def read(sql: str, columns: Iterable[str]) -> list[str]:
    """The columns of a table that a statement reads, in the table's order. FilterError where it is no query over it alone."""
    known = list(columns)
    if len(sql) > _LONGEST:
        raise FilterError(f"The statement has {len(sql):,} characters.", f"Up to {_LONGEST:,} are read.")
    said, _ = _ask({"sql": sql, "rows": 0, "bytes": 0}, LIMITS, _PARSING)
    if said["star"]:
        return known
    meant = {name.lower() for name in said["columns"]}
    return [name for name in known if name.lower() in meant]


def run(sql: str, path: Path, limits: Limits = LIMITS) -> Found:
    """The result of a statement over a Parquet file, its table `rows`. FilterError where it is refused, fails, or takes too much."""
    request = {"sql": sql, "path": str(path), "rows": limits.rows, "bytes": limits.size}
    with _running:
        said, stream = _ask(request, limits, limits.seconds)
    with ipc.open_stream(stream) as reader:
        return Found(reader.read_all(), bool(said["cut"]))


def _ask(request: Mapping[str, Any], limits: Limits, seconds: int) -> tuple[dict[str, Any], bytes]:
    threads = os.cpu_count() or 2
    asked = {
        **request,
        "memory": limits.memory,
        "space": limits.memory + _SPARE,
        "threads": threads,
        "seconds": seconds * threads + 2,
    }
    with tempfile.TemporaryDirectory(prefix="explorer-sql-") as nowhere:
        try:
            done = subprocess.run(  # noqa: S603 (the project's own script; the statement is its input)
                [sys.executable, "-I", "-B", str(_INSIDE)],
                input=json.dumps(asked).encode() + b"\n",
                capture_output=True,
                cwd=nowhere,
                env=_environment(),
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise FilterError(
                f"The statement took more than {seconds} seconds and was stopped.", "Look at fewer rows or columns."
            ) from error
    line, _, rest = done.stdout.partition(b"\n")
    try:
        said: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise FilterError(
            "The statement took too much memory and was stopped.", "Look at fewer rows or columns."
        ) from error
    if "memory" in said:
        raise FilterError("The statement took too much memory and was stopped.", "Look at fewer rows or columns.")
    if "error" in said:
        raise FilterError(f"The statement was refused: {said['error'].strip()}", _HINT)
    return said, rest


def _environment() -> dict[str, str]:
    """No credentials, no settings of DuckDB; what an interpreter needs to start."""
    kept = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ}
