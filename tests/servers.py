"""Servers that tests start: in processes of their own, waited for by condition, ended with everything that they started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(words: Sequence[str], port: int, cache: Path, log: Path, below: str = "") -> subprocess.Popen[bytes]:
    """`python -m …` from the project's folder, once it answers at `port`, below a path. RuntimeError, with its last words, where it ends first."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env={**os.environ, "EXPLORER_CACHE": str(cache), "EXPLORER_DATA": str(cache.parent / "data")},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    answered = False

    def over() -> bool:
        """Whether it answers, or answers no more."""
        nonlocal answered
        with (
            suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}{below}/_stcore/health", timeout=10) as answer,
        ):
            answered = answer.status == 200
        return answered or process.poll() is not None

    wait_until(over, 0.1)
    if answered and process.poll() is None:
        return process
    end(process)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-4000:]}")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server and what it started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(5)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
