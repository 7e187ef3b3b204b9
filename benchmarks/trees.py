"""Work trees of other commits, which measurements hold this one against."""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def parser(description: str) -> argparse.ArgumentParser:
    """Arguments of a command that holds this tree against a commit, on the first rows of files."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("commit")
    made.add_argument("files", type=Path, nargs="+")
    made.add_argument("--rows", type=int, default=2_000)
    return made


@contextmanager
def checked_out(commit: str, below: Path) -> Iterator[Path]:
    """A folder below one that holds the commit's files; gone behind it."""
    folder = below / commit
    git = ["git", "-C", str(HERE), "worktree"]
    subprocess.run([*git, "add", "--detach", "--quiet", str(folder), commit], check=True)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)
