"""What judges answered and what people graded themselves: one SQLite file in the user's data folder.

Answers cost money, so they are no part of the cache: each is on disk before the next is waited for, and is known by what the
row says, whatever file and line it stands in.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import xxhash

from explorer.decisions import home, own_file, readable
from explorer.judge.rubric import Rubric

_NAME = "judgements.sqlite"
_SCHEMA = 1
_AT_ONCE = 500  # names of rows in a question
_TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    judge TEXT NOT NULL, content BLOB NOT NULL, scores TEXT, reason TEXT NOT NULL,
    tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, cost REAL NOT NULL, seconds REAL NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (judge, content)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grades (
    rubric TEXT NOT NULL, content BLOB NOT NULL, who TEXT NOT NULL, scores TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (rubric, content, who)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judges, and by what. price: US dollars for a million tokens, (sent, answered)."""

    model: str
    url: str
    rubric: Rubric
    price: tuple[float, float] = (0.0, 0.0)

    @property
    def key(self) -> str:
        """Names its answers; what they cost is no part of it."""
        return xxhash.xxh3_64_hexdigest(f"{self.model}\0{self.url}\0{self.rubric.digest}".encode())


class Answer(NamedTuple):
    """scores: None where the judge's answer held none. cost: US dollars. seconds: that it took."""

    scores: Mapping[str, int] | None
    reason: str
    tokens_in: int
    tokens_out: int
    cost: float
    seconds: float


class Paid:
    """The answers and grades of one file; made with the first of them. Safe for threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with (
            self._lock,
            own_file.told(self.path),
            closing(own_file.connect(self.path, _TABLES, _SCHEMA)) as held,
        ):
            yield held

    # ---- answers ----

    def answers(self, judge: Judge, contents: Iterable[bytes]) -> dict[bytes, Answer]:
        """What a judge has answered about these rows."""
        columns = "content, scores, reason, tokens_in, tokens_out, cost, seconds"
        return {
            content: Answer(json.loads(scores) if scores else None, *rest)
            for content, scores, *rest in self._of("answers", columns, "judge", judge.key, contents)
        }

    def add(self, judge: Judge, content: bytes, answer: Answer) -> None:
        """Keep an answer; on disk when this returns."""
        scores = None if answer.scores is None else json.dumps(answer.scores)
        with self._open() as held:
            held.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (judge.key, content, scores, *answer[1:], time.time()),
            )

    # ---- grades ----

    def grades(self, rubric: Rubric, contents: Iterable[bytes]) -> dict[bytes, dict[str, int]]:
        """What people graded of these rows; the last to grade one is heard."""
        found = self._of("grades", "content, scores, at", "rubric", rubric.digest, contents)
        return {content: json.loads(scores) for content, scores, _ in sorted(found, key=lambda one: one[2])}

    def grade(self, rubric: Rubric, graded: Mapping[bytes, Mapping[str, int]], who: str) -> None:
        """Keep a person's grades."""
        rows = [
            (rubric.digest, content, readable(who), json.dumps(scores), time.time())
            for content, scores in graded.items()
        ]
        with self._open() as held:
            held.execute("BEGIN IMMEDIATE")
            held.executemany("INSERT OR REPLACE INTO grades VALUES (?, ?, ?, ?, ?)", rows)
            held.execute("COMMIT")

    def _of(self, table: str, columns: str, by: str, value: str, contents: Iterable[bytes]) -> list[Sequence[Any]]:
        wanted = list(dict.fromkeys(contents))
        if not wanted or not self.path.exists():
            return []
        found: list[Sequence[Any]] = []
        with self._open() as held:
            for start in range(0, len(wanted), _AT_ONCE):
                some = wanted[start : start + _AT_ONCE]
                marks = ", ".join("?" * len(some))
                sql = f"SELECT {columns} FROM {table} WHERE {by} = ? AND content IN ({marks})"
                found += held.execute(sql, (value, *some)).fetchall()
        return found


def paid() -> Paid:
    """The user's own file."""
    return _paid(home() / _NAME)


@lru_cache(maxsize=4)
def _paid(path: Path) -> Paid:
    return Paid(path)
