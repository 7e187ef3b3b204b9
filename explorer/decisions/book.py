"""The book of decisions: one SQLite file in the user's data folder, shared by every process that looks at it.

Each change is a transaction of its own, on disk before it is answered (write-ahead log, full synchronisation). A journal
holds what every record was before, by whom and when, so that any action can be undone, and nothing is overwritten for good.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

from explorer.decisions import own_file
from explorer.decisions.own_file import VARIABLE
from explorer.decisions.people import readable
from explorer.decisions.record import Change, Record, RowKey

_NAME = "decisions.sqlite"
_SCHEMA = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS records (
    content BLOB NOT NULL, occurrence INTEGER NOT NULL, held TEXT NOT NULL,
    who TEXT NOT NULL, via TEXT NOT NULL, at REAL NOT NULL, dataset TEXT NOT NULL, version INTEGER NOT NULL,
    PRIMARY KEY (content, occurrence)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_version ON records (version);
CREATE TABLE IF NOT EXISTS journal (
    version INTEGER PRIMARY KEY AUTOINCREMENT, action INTEGER NOT NULL, content BLOB NOT NULL, occurrence INTEGER NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL, who TEXT NOT NULL, via TEXT NOT NULL, at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS by_action ON journal (action);
"""
_COLUMNS = "content, occurrence, held, who, via, at, dataset, version"


class Outcome(NamedTuple):
    """What became of an action.

    action: names it for `undo`; 0 where nothing changed. changed: rows. conflicts: what others decided meanwhile of rows
    that were therefore left as they are.
    """

    action: int
    changed: int
    conflicts: list[Record]


class Book:
    """The records of one file. Safe for threads; several processes may hold the same file.

    The file is made with the first change: until then there is nothing to read, and nothing is written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = self._inode = None

    def _open(self) -> sqlite3.Connection:
        """The connection to the file as it is now, made if need be."""
        if self._connection is None or self._inode != _inode_of(self.path):
            self.close()
            self._connection = own_file.connect(self.path, _TABLES, _SCHEMA)
            self._inode = _inode_of(self.path)
        return self._connection

    def _asked(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """What a query finds; nothing where there is no file."""
        with self._lock, own_file.told(self.path):
            return self._open().execute(sql, values).fetchall() if self.path.exists() else []

    # ---- looking ----

    def version(self) -> int:
        """Grows with every change that anybody makes."""
        found = self._asked("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")
        return int(found[0][0]) if found else 0

    def since(self, version: int = 0) -> list[Record]:
        """Records that changed after a version, those that say nothing any more among them; with 0 all that say something."""
        kept = "WHERE version > ?" if version else "WHERE held <> '{}' AND version > ?"
        return [_record(row) for row in self._asked(f"SELECT {_COLUMNS} FROM records {kept}", (version,))]

    def of(self, keys: Iterable[RowKey]) -> dict[RowKey, Record]:
        """Records of some rows."""
        with self._lock:
            found = {key: self._one(key) for key in keys}
        return {key: record for key, record in found.items() if record is not None and not record.is_empty}

    def history(self, key: RowKey) -> list[tuple[float, str, Mapping[str, Any], Mapping[str, Any]]]:
        """(when, who, before, after) of every change of a row, oldest first."""
        found = self._asked(
            "SELECT at, who, before, after FROM journal WHERE content = ? AND occurrence = ? ORDER BY version", key
        )
        return [(at, who, json.loads(before), json.loads(after)) for at, who, before, after in found]

    # ---- changing ----

    def act(
        self,
        changes: Mapping[RowKey, Change],
        who: str,
        via: str,
        dataset: str = "",
        seen: int | None = None,
    ) -> Outcome:
        """Change the records of some rows, all in one transaction.

        seen: the version of the book that the person looked at; a record that somebody else has changed since is left as it
        is and told of. None overwrites.
        """
        conflicts: list[Record] = []
        who, dataset = readable(who), readable(dataset)
        with self._changing() as action:
            changed = 0
            for key, change in changes.items():
                old = self._one(key) or Record(key)
                if seen is not None and old.version > seen and old.via != via and _disagree(old, change):
                    conflicts.append(old)
                    continue
                new = _changed(old, change)
                if new.content != old.content:
                    self._write(action, old, new.content, who, via, dataset or old.dataset)
                    changed += 1
        return Outcome(action if changed else 0, changed, conflicts)

    def undo(self, action: int, who: str, via: str) -> Outcome:
        """Take an action back, where nobody has changed its rows since. The outcome's own action can be undone in turn."""
        conflicts: list[Record] = []
        with self._changing() as number:
            changed = 0
            rows = self._asked(
                "SELECT version, content, occurrence, before FROM journal WHERE action = ? ORDER BY version", (action,)
            )
            for version, content, occurrence, before in rows:
                now = self._one(RowKey(content, occurrence))
                if now is None or now.version != version:
                    conflicts += [now] if now is not None else []
                    continue
                self._write(number, now, json.loads(before), who, via, now.dataset)
                changed += 1
        return Outcome(number if changed else 0, changed, conflicts)

    # ---- one transaction ----

    @contextmanager
    def _changing(self) -> Iterator[int]:
        with self._lock, own_file.told(self.path):
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                found = connection.execute("SELECT coalesce(max(action), 0) + 1 FROM journal").fetchone()
                yield int(found[0])
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _one(self, key: RowKey) -> Record | None:
        found = self._asked(f"SELECT {_COLUMNS} FROM records WHERE content = ? AND occurrence = ?", key)
        return _record(found[0]) if found else None

    def _write(self, action: int, old: Record, content: Mapping[str, Any], who: str, via: str, dataset: str) -> None:
        now, connection = time.time(), self._open()
        before, after = _dumped(old.content), _dumped(content)
        wrote = connection.execute(
            "INSERT INTO journal (action, content, occurrence, before, after, who, via, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (action, *old.key, before, after, who, via, now),
        )
        connection.execute(
            f"INSERT OR REPLACE INTO records ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*old.key, after, who, via, now, dataset, wrote.lastrowid),
        )


def _record(row: Sequence[Any]) -> Record:
    content, occurrence, held, who, via, at, dataset, version = row
    facts = json.loads(held)
    return Record(
        RowKey(content, occurrence),
        facts.get("decision"),
        bool(facts.get("marked")),
        facts.get("note", ""),
        {int(turn): text for turn, text in facts.get("edit", {}).items()},
        who,
        via,
        at,
        dataset,
        version,
    )


def _dumped(content: Mapping[str, Any]) -> str:
    # ASCII: lone surrogates of a source come back as they were.
    return json.dumps(content, sort_keys=True)


def _changed(old: Record, change: Change) -> Record:
    return old._replace(
        decision=change.get("decision", old.decision),
        marked=change.get("marked", old.marked),
        note=change.get("note", old.note),
        edit=change.get("edit", old.edit),
    )


def _disagree(old: Record, change: Change) -> bool:
    return any(getattr(old, name) != value for name, value in change.items())


def _inode_of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def home() -> Path:
    """The folder that the variable EXPLORER_DATA names, else the platform's user data folder."""
    named = os.environ.get(VARIABLE)
    return (Path(named).expanduser() if named else platformdirs.user_data_path("sft-explorer")).absolute()


def book() -> Book:
    """The user's own book. DecisionError where it cannot be opened."""
    return _book(home() / _NAME)


@lru_cache(maxsize=4)
def _book(path: Path) -> Book:
    return Book(path)
