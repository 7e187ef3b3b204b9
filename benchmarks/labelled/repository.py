"""Reads files out of git clones, at the commit that stands there."""

from __future__ import annotations

import functools
import json
import subprocess
from pathlib import Path
from typing import Any


class Repository:
    """A clone `owner+name` in a folder of clones. Reading a file that is not there gives nothing."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        base = folder / name.replace("/", "+")
        places = (base / "repo" / ".git", base / "repo", base / ".git", base)
        self.git = next((place for place in places if (place / "objects").is_dir()), None)

    @property
    def commit(self) -> str:
        """The commit that is read, "" where the clone is missing."""
        return self._run("rev-parse", "HEAD").decode().strip()

    def names(self, under: str = "") -> list[str]:
        """Paths of all files, or of those below a folder."""
        return [name for name in _names(self) if name.startswith(under)]

    def text(self, path: str) -> str:
        """A file's text, "" where it cannot be read."""
        return self._run("show", f"HEAD:{path}").decode("utf-8", "replace")

    def lines(self, path: str) -> list[Any]:
        """The values of a JSONL file."""
        return [json.loads(line) for line in self.text(path).splitlines() if line.strip()]

    def json(self, path: str) -> Any:
        """The value of a JSON file, None where it cannot be read."""
        text = self.text(path)
        return json.loads(text) if text else None

    def _run(self, *words: str) -> bytes:
        if self.git is None:
            return b""
        done = subprocess.run(["git", "--git-dir", str(self.git), *words], capture_output=True, check=False)
        return done.stdout if done.returncode == 0 else b""


@functools.cache
def _names(repository: Repository) -> list[str]:
    listed = repository._run("-c", "core.quotepath=off", "ls-tree", "-r", "--name-only", "-z", "HEAD")
    return [name for name in listed.decode("utf-8", "replace").split("\0") if name]
