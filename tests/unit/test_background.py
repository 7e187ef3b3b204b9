"""Work beside the page ends before the interpreter does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.waiting import NEVER

_CODE = """
import sys, threading, time
from pathlib import Path
from explorer import background

begun, said = threading.Event(), Path(sys.argv[1])

def short():
    begun.set()
    time.sleep(0.3)
    said.write_text("done")

def long():
    while True:
        background.go_on()
        time.sleep(0.01)

background.begin(short, "short")
background.begin(long, "long")
begun.wait()
"""


def test_the_program_waits_for_what_is_under_way_and_stops_what_would_go_on(tmp_path: Path) -> None:
    said = tmp_path / "said"
    done = subprocess.run(
        [sys.executable, "-c", _CODE, said], capture_output=True, text=True, timeout=NEVER, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert said.read_text() == "done"
