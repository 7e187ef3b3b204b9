"""What the app was started with: the words behind `--` on its command line. Nothing that comes later can add to them."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

from explorer import custom, serving
from explorer.app_files import SAMPLE
from explorer.custom import CustomColumn


def sample_source() -> str:
    """The sample's path, short where the app was started in the project's folder."""
    folder = Path.cwd()
    return str(SAMPLE.relative_to(folder)) if SAMPLE.is_relative_to(folder) else str(SAMPLE)


def _words() -> tuple[list[str], list[str]]:
    """(words, files of Python columns); nothing where this is not the app's process."""
    under_streamlit = Path(sys.argv[0]).name in ("app.py", "app") if sys.argv else False
    return custom.split(sys.argv[1:]) if under_streamlit else ([], [])


def started_with() -> tuple[str, ...]:
    """Sources named on the command line; else the sample."""
    named = [word for word in _words()[0] if word and not word.startswith("-")]
    return tuple(named) or (sample_source(),)


def python_columns() -> tuple[CustomColumn, ...]:
    """The Python columns that were allowed at the start, as their files were then. FilterError where one cannot be read."""
    return _read(tuple(_words()[1]))


def python_files() -> tuple[str, ...]:
    """Their files."""
    return tuple(_words()[1])


@lru_cache(maxsize=1)
def _read(files: tuple[str, ...]) -> tuple[CustomColumn, ...]:
    return custom.checked(custom.read_file(Path(file)) for file in files)


def first_source() -> tuple[str, ...]:
    """What is opened where nobody has said what: a source of the command line, the sample, or the first that is shared."""
    return _first(serving.current(), started_with())


@lru_cache(maxsize=4)
def _first(policy: serving.Policy, started: tuple[str, ...]) -> tuple[str, ...]:
    return started if policy.may_open(started) else tuple(policy.first())
