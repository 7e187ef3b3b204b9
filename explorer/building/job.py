"""Builds in the background: one process for each dataset, the same code that the command line runs.

The process writes its progress to a file and holds a lock, so every session, every page and every later
run of the app sees the same build. It is started detached and ends on its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import xxhash

from explorer import files
from explorer.app_files import CHECKOUT
from explorer.building.survey import DEFAULT, Options
from explorer.custom import FLAG, CustomColumn
from explorer.errors import BuildCancelled, DiskFullError, ExplorerError
from explorer.progress import Progress, Report
from explorer.store import Cache
from explorer.store.cache import read_json, write_json, write_over

State = Literal["running", "done", "failed", "cancelled"]

IN_JOB = "-"
"""Stands on a job's command line for the files that `job_files` knows."""

_WRITE_EVERY = 0.25  # seconds between two looks of the progress file
_START_WITHIN = 20.0  # seconds that a started process has to write its first progress


@dataclass(frozen=True, slots=True)
class Job:
    """What a build is doing. error: (message, hint) of a failed one."""

    state: State
    progress: Progress
    error: tuple[str, str] | None = None
    pid: int = 0


def job_key(cache: Cache, paths: Sequence[Path], options: Options, layers: Sequence[str] = ()) -> str:
    """Names the build of these files, as they are now, with these options. layers: only these; none for the usual ones."""
    asked = f" only {','.join(layers)}" if layers else ""
    if options.reading is not None:
        asked += f" reading {options.reading.text} {options.reading.vectors} {options.reading.stamp}"
    asked += "".join(f" python {column.sha256}" for column in options.python)
    with contextlib.suppress(OSError):
        return _digest(f"{cache.source_key(paths)} {options.mapping} {options.encoding}{asked}")
    return _digest(f"missing {[str(path) for path in paths]}{asked}")


def _digest(text: str) -> str:
    return xxhash.xxh3_64_hexdigest(text.encode("utf-8", "surrogateescape"))


def _file(cache: Cache, key: str, kind: str) -> Path:
    return cache.folder("builds") / f"{key}.{kind}"


def status(cache: Cache, paths: Sequence[Path], options: Options = DEFAULT, layers: Sequence[str] = ()) -> Job | None:
    """The build's last word; None where there never was one. A process that died without a word has failed.

    layers: names of the layers that the build was asked for; none for a build of the usual ones.
    """
    return status_of(cache, job_key(cache, paths, options, layers))


def status_of(cache: Cache, key: str) -> Job | None:
    """The last word of the job of this name."""
    facts = read_json(_file(cache, key, "json"))
    if facts is None:
        return None
    progress = Progress(**facts["progress"])
    state: State = facts["state"]
    error = tuple(facts["error"]) if facts.get("error") else None
    if state == "running" and not _is_running(cache, key):
        fresh = time.time() - float(facts.get("written", 0)) < _START_WITHIN
        if not (facts.get("starting") and fresh):
            state = "failed"
            error = ("The build stopped unexpectedly.", "Resume it: finished parts are kept.")
    return Job(state, progress, error, int(facts.get("pid", 0)))  # type: ignore[arg-type]


def ensure_running(
    cache: Cache, paths: Sequence[Path], options: Options = DEFAULT, layers: Sequence[str] = ()
) -> Job | None:
    """Start the build unless it runs, has ended badly or was cancelled; its state either way."""
    job = status(cache, paths, options, layers)
    if job is not None and job.state in ("running", "failed", "cancelled"):
        return job
    return restart(cache, paths, options, layers)


def restart(cache: Cache, paths: Sequence[Path], options: Options = DEFAULT, layers: Sequence[str] = ()) -> Job:
    """Start the build, or go on with one that was stopped."""
    words = ["build", "--encoding", options.encoding]
    if options.mapping:
        words += ["--map", options.mapping]
    if layers:
        words += ["--layers", ",".join(layers)]
    if options.reading is not None:
        words += ["--read", options.reading.text, "--vectors", options.reading.vectors]
    if options.may_send:
        words.append("--yes")
    for column in options.python:
        words += [FLAG, str(_written(cache, column))]
    return start(cache, job_key(cache, paths, options, layers), words, paths)


def _written(cache: Cache, column: CustomColumn) -> Path:
    """The file of a Python column as it was allowed, whatever becomes of the one that was named."""
    path = cache.folder("builds") / f"python-{column.sha256}.py"
    if not path.exists():
        with files.atomic(path, private=True) as target:
            target.write(column.text.encode())
    return path


def start(cache: Cache, key: str, words: Sequence[str], paths: Sequence[Path], reference: Sequence[Path] = ()) -> Job:
    """Run a command of this program as the job of this name. words: its verb and options; `--job` is added.

    Its files are handed over in a file, which `job_files` reads: thousands of them are too long for a command line.
    """
    starting = Progress("Starting")
    named = {"source": [str(path) for path in paths], "reference": [str(path) for path in reference]}
    write_json(_file(cache, key, "files"), named)
    _file(cache, key, "stop").unlink(missing_ok=True)
    facts = {"state": "running", "starting": True, "progress": starting.as_dict(), "written": time.time()}
    write_json(_file(cache, key, "json"), facts)
    # -P: the folder that the app was started in may hold a module by the name of one of ours, and is not to be trusted.
    command = [sys.executable, "-P", "-m", "explorer", *words, "--job", key]
    environment = {**os.environ, "EXPLORER_CACHE": str(cache.root)}
    if CHECKOUT is not None:
        # The project's folder first, so that the same code runs wherever the app was started.
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(CHECKOUT), environment.get("PYTHONPATH", "")]))
    with _file(cache, key, "log").open("wb") as log:
        subprocess.Popen(  # noqa: S603 (our own interpreter and module, no shell)
            [*command, *(["--reference", IN_JOB] if reference else []), "--", IN_JOB],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
    return Job("running", starting)


def job_files(cache: Cache, key: str) -> tuple[list[Path], list[Path]]:
    """(source, reference): the files that a job was given. Both are empty for a job that nobody started."""
    named = read_json(_file(cache, key, "files")) or {}
    source, reference = ([Path(path) for path in named.get(part, ())] for part in ("source", "reference"))
    return source, reference


def cancel(cache: Cache, paths: Sequence[Path], options: Options = DEFAULT, layers: Sequence[str] = ()) -> None:
    """Ask the build to stop; finished parts are kept."""
    cancel_of(cache, job_key(cache, paths, options, layers))


def cancel_of(cache: Cache, key: str) -> None:
    """Ask the job of this name to stop."""
    job = status_of(cache, key)
    if job is not None and job.state == "running":
        # A wish that lies there: a process that is only just starting finds it too.
        _file(cache, key, "stop").touch()


@contextlib.contextmanager
def reporting(cache: Cache, key: str, follow: Report | None = None) -> Iterator[Report]:
    """Write the progress of a build in this process for others to see.

    Holds the build's lock: waits while another process builds the same data. A wish to cancel is granted at the next report,
    and so is SIGTERM, by which the system asks.
    """
    stopped: list[int] = []
    previous = signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    path, stop = _file(cache, key, "json"), _file(cache, key, "stop")
    latest = Progress("Starting")
    written = 0.0

    def write(state: State, error: tuple[str, str] | None = None) -> None:
        facts: dict[str, Any] = {
            "state": state,
            "progress": latest.as_dict(),
            "pid": os.getpid(),
            "written": time.time(),
        }
        facts["error"] = list(error) if error else None
        try:
            write_json(path, facts)
        except DiskFullError:
            if state == "running":
                raise
            write_over(path, facts)  # the last word is heard even where there is no room for another file

    def report(progress: Progress) -> None:
        nonlocal latest, written
        latest = progress
        look = time.time() - written >= _WRITE_EVERY
        if stopped or (look and stop.exists()):
            raise BuildCancelled("The build was cancelled.", "Resume it: finished parts are kept.")
        if look:
            written = time.time()
            write("running")
        if follow is not None:
            follow(progress)

    try:
        # The last word is said before the lock is free: who finds it free takes a build that is said to run for a dead one.
        with _locked(_file(cache, key, "lock")):
            try:
                write("running")
                yield report
                write("done")
            except BuildCancelled:
                write("cancelled")
                raise
            except ExplorerError as error:
                write("failed", (error.message, error.hint))
                raise
            except BaseException as error:
                told = f"Details are in {_file(cache, key, 'log')}."
                write("failed", (f"The build failed: {type(error).__name__}.", told))
                raise
    finally:
        signal.signal(signal.SIGTERM, previous)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[bytes], wait: bool) -> bool:
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(handle: IO[bytes], wait: bool) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            return False
        return True


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock; the system frees it when the process ends, however it ends."""
    with path.open("ab") as handle:
        while not _lock(handle, wait=True):
            time.sleep(0.2)
        yield


def _is_running(cache: Cache, key: str) -> bool:
    path = _file(cache, key, "lock")
    if not path.exists():
        return False
    with path.open("ab") as handle:
        return not _lock(handle, wait=False)


def log_tail(cache: Cache, paths: Sequence[Path], options: Options = DEFAULT, lines: int = 20) -> str:
    """The last lines that the build wrote to its log, for a bug report."""
    path = _file(cache, job_key(cache, paths, options), "log")
    return "\n".join(path.read_text("utf-8", "replace").splitlines()[-lines:]) if path.exists() else ""


def as_json(job: Job) -> str:
    """The job for machines."""
    return json.dumps({"state": job.state, "progress": job.progress.as_dict(), "error": job.error})
