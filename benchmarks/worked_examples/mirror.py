"""Files of repositories that were fetched as bare git directories, one folder a repository."""

from __future__ import annotations

import subprocess
from pathlib import Path


def _git(mirrors: Path, repository: str, *words: str, encoding: str = "utf-8") -> str:
    done = subprocess.run(
        ["git", "-C", str(mirrors / repository / "repo"), *words],
        capture_output=True,
        check=True,
        encoding=encoding,
        errors="replace",
    )
    return done.stdout


def text_of(mirrors: Path, repository: str, path: str, encoding: str = "utf-8") -> str:
    """The text of one file of the newest commit."""
    return _git(mirrors, repository, "show", f"HEAD:{path}", encoding=encoding)


def paths_of(mirrors: Path, repository: str, under: str, ending: str) -> list[str]:
    """Paths of files below a folder, in order."""
    listed = _git(mirrors, repository, "ls-tree", "-r", "--name-only", "HEAD", under).splitlines()
    return sorted(path for path in listed if path.endswith(ending))


def texts_of(mirrors: Path, repository: str, paths: list[str]) -> list[str]:
    """The texts of many files."""
    return [text_of(mirrors, repository, path) for path in paths]
