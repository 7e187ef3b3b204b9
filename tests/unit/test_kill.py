"""A seeded share of the kills; `python -m benchmarks.kill` runs as many as one likes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from benchmarks import kill
from tests.conftest import ROOT
from tests.waiting import NEVER, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no process groups and no SIGKILL there")


@pytest.mark.parametrize(("name", "times"), [("build", 2), ("build for the app", 1), ("decisions", 3)])
def test_the_same_command_ends_as_if_nothing_had_happened(
    name: str, times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "own"))
    monkeypatch.setattr(kill, "_GONE_WITHIN", NEVER)
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path / "own-decisions"))
    acts = tuple(act for act in kill.ACTS if act.name == name)
    result = kill.run(times=times, seed=3, folder=tmp_path, acts=acts, size=20_000)
    assert result["wrong"] == [] and result["kills"] == times


def test_workers_end_with_their_parent() -> None:
    code = (
        "from explorer import workers\nimport os, time\n"
        "if __name__ == '__main__':\n"
        "    pool = workers.make_pool()\n    print(pool.submit(os.getpid).result(), flush=True)\n    time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert wait_until(lambda: not psutil.pid_exists(worker) or psutil.Process(worker).status() == psutil.STATUS_ZOMBIE)
