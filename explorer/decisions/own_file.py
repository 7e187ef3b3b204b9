"""An SQLite file of the user's own: made with its tables, for its owner alone, while other processes make or change it too."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer import files
from explorer.errors import DecisionError

VARIABLE = "EXPLORER_DATA"
_WAIT = 30  # seconds for another process to finish its change


def connect(path: Path, tables: str, schema: int) -> sqlite3.Connection:
    """A connection for any thread, each change on disk before it returns; the file is made if need be.

    tables: SQL that makes them. DecisionError where a later version made it; see `told`.
    """
    files.make_folder(path.parent, private=True)
    made = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    try:
        _make_patiently(made, path, tables, schema)
    except BaseException:
        made.close()
        raise
    return made


@contextmanager
def told(path: Path) -> Iterator[None]:
    """DecisionError for what the system or SQLite says."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DecisionError(
            f"{path} cannot be read or written: {reason}.",
            f"Make room or free the file, or set the variable {VARIABLE} to another folder.",
        ) from error


def _make_patiently(made: sqlite3.Connection, path: Path, tables: str, schema: int) -> None:
    """Two processes may open a new file at once: SQLite refuses one of them at once while the other sets the journal's mode."""
    until = time.monotonic() + _WAIT
    while True:
        try:
            _make(made, path, tables, schema)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _make(made: sqlite3.Connection, path: Path, tables: str, schema: int) -> None:
    found = made.execute("PRAGMA user_version").fetchone()[0]
    if found > schema:
        raise DecisionError(f"{path} was made by a later version.", "Install that version, or set another folder.")
    made.execute("PRAGMA journal_mode = WAL")
    made.execute("PRAGMA synchronous = FULL")
    if found < schema:
        path.chmod(0o600)
        made.executescript(tables)
        made.execute(f"PRAGMA user_version = {schema}")
