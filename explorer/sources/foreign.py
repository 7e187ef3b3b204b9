"""Binary formats that a library in C++ decodes are read in a process of their own first.

A damaged file can end such a process, whatever the library checks. Here that costs one error message, not the app.
The process serves one request after another, JSON lines on its standard input and output, and ends when idle.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from explorer.errors import SourceError
from explorer.sources.records import Report

_IDLE = 60.0  # seconds that a process waits for another request

Tell = Callable[[str, Any], None]
"""What a task calls in between: ("at", where it is) or ("progress", [bytes done, in all])."""


class CrashedError(Exception):
    """The process died. by: what ended it, in a few words. at: what the task told last, None where nothing."""

    def __init__(self, by: str, at: Any = None) -> None:
        super().__init__(by)
        self.by = by
        self.at = at


def ask(task: Callable[..., Any], arguments: dict[str, Any], report: Report | None = None) -> Any:
    """What `task(tell, **arguments)` returns, run in another process.

    task: a function of a module; arguments and result: what JSON can hold. SourceError as the task
    raises it. CrashedError where the process died.
    """
    request = {"module": task.__module__, "name": task.__name__, "arguments": arguments}
    while True:
        process, fresh = _taken()
        try:
            result = process.run(request, report)
        except BaseException as error:
            process.end()
            if isinstance(error, CrashedError) and error.by == _ENDED and not fresh:
                continue  # it had just ended for lack of requests
            raise
        _give_back(process)
        if "error" in result:
            raise SourceError(*result["error"])
        return result["result"]


_ENDED = "it ended"


class _Process:
    """A process that serves requests."""

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parents[2])
        paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        self._popen = subprocess.Popen(
            # -P: modules are not looked for in the current folder, which may be one of data.
            [sys.executable, "-P", "-c", "from explorer.sources.foreign import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )

    def run(self, request: dict[str, Any], report: Report | None) -> dict[str, Any]:
        assert self._popen.stdin is not None and self._popen.stdout is not None
        at = None
        with contextlib.suppress(BrokenPipeError):
            self._popen.stdin.write(json.dumps(request).encode() + b"\n")
            self._popen.stdin.flush()
        while line := self._popen.stdout.readline():
            try:
                said = json.loads(line)
            except ValueError:  # it died within a line
                break
            if "at" in said:
                at = said["at"]
            elif "progress" in said:
                if report is not None:
                    report(*said["progress"])
            else:
                return said
        raise CrashedError(_cause(self._popen.wait()), at)

    def end(self) -> None:
        self._popen.kill()
        for pipe in (self._popen.stdin, self._popen.stdout):
            with contextlib.suppress(OSError):
                assert pipe is not None
                pipe.close()
        self._popen.wait()


def _cause(code: int) -> str:
    if code == 0:
        return _ENDED
    with contextlib.suppress(ValueError):
        return signal.Signals(-code).name
    return f"exit code {code}"


_idle: list[_Process] = []  # at most one
_lock = threading.Lock()


def _taken() -> tuple[_Process, bool]:
    """(a process, whether it is new)."""
    with _lock:
        if _idle:
            return _idle.pop(), False
    return _Process(), True


def _give_back(process: _Process) -> None:
    with _lock:
        _idle.append(process)
        surplus = [_idle.pop(0) for _ in _idle[1:]]
    for other in surplus:
        other.end()


@atexit.register
def _end_idle() -> None:
    with _lock:
        ending = _idle[:]
        _idle.clear()
    for process in ending:
        process.end()


# ---- in the other process ----


def serve() -> None:
    """Answer requests until there are no more."""
    _no_core_dumps()
    # Nothing that a library prints gets among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def tell(kind: str, value: Any) -> None:
        answers.write(json.dumps({kind: value}).encode() + b"\n")
        answers.flush()

    with open(0, "rb", buffering=0) as requests:
        while (os.name != "posix" or select.select([0], [], [], _IDLE)[0]) and (line := requests.readline()):
            tell(*_answer(json.loads(line), tell))
    os._exit(0)


def _answer(request: dict[str, Any], tell: Tell) -> tuple[str, Any]:
    try:
        task = getattr(importlib.import_module(request["module"]), request["name"])
        return "result", task(tell, **request["arguments"])
    except SourceError as error:
        return "error", [error.message, error.hint]


def _no_core_dumps() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
