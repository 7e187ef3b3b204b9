"""A Python column's function at work, in a process of its own, row by row, with what a row may take."""

from __future__ import annotations

import contextlib
import faulthandler
import math
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.conversation import Conversation
from explorer.custom.definition import CustomColumn

ROW_SECONDS = 1.0
"""After so long a row has no value."""
SLOW_ROWS = 30
"""Rows of one part that may take too long, before the column is given up."""
_HARD_SECONDS = 30.0  # of a row that does not let itself be interrupted; the process ends then
_MEMORY = 2 << 30  # bytes beyond those of the interpreter
_LONGEST = 10_000  # characters of a value
_SAID = 200  # characters of what an error says


@dataclass(frozen=True)
class Row:
    """What a Python column is made of.

    system, prompt, response: the texts as the app shows them, "" where absent. turns: {"role", "text", "reasoning"} each.
    source: the record as it stands in the file.
    """

    system: str
    prompt: str
    response: str
    turns: tuple[Mapping[str, str], ...] = ()
    source: Any = field(default=None, repr=False)


class TooSlowError(Exception):
    """The function takes too long on too many rows."""


class _RowTooSlowError(BaseException):
    """One row takes too long. Not an Exception, which the function itself might catch."""


def row_of(conversation: Conversation, texts: tuple[str, str, str], source: Any) -> Row:
    """The row as a function sees it."""
    turns = tuple(
        {"role": turn.role, "text": turn.text, "reasoning": turn.reasoning or ""} for turn in conversation.turns
    )
    return Row(*texts, turns, source)


def compiled(column: CustomColumn) -> Callable[[Row], Any]:
    """The function. Whatever the text does when it is run comes as it is."""
    space: dict[str, Any] = {"__name__": f"column_{column.sha256[:12]}"}
    exec(compile(column.text, f"<column {column.name}>", "exec"), space)  # noqa: S102 - allowed when the program started
    return space[column.signature.name]


def values(column: CustomColumn, function: Callable[[Row], Any], rows: Iterable[Row]) -> tuple[list[Any], Counter[str]]:
    """(one value a row, None where there is none; what went wrong, and in how many rows)."""
    found: list[Any] = []
    wrong: Counter[str] = Counter()
    slow = 0
    with _Guard() as guard:
        for row in rows:
            value = None
            try:
                with guard.row():
                    value = function(row)
                value = _fitting(value, column.signature.kind)
            except _RowTooSlowError:
                slow += 1
                wrong[f"took more than {ROW_SECONDS:g} s"] += 1
                if slow > SLOW_ROWS:
                    raise TooSlowError from None
            except (
                Exception,
                SystemExit,
            ) as error:  # whatever a function of a user's does: the row has no value, which is told
                wrong[" ".join(f"{type(error).__name__}: {error}".split())[:_SAID]] += 1
                value = None
            found.append(value)
    return found, wrong


def _fitting(value: Any, kind: str) -> Any:
    """The value in the kind that the function promised. TypeError where it is another."""
    if value is None:
        return None
    if kind == "float" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else None
    if kind == "int" and type(value) is int:
        if -(1 << 63) <= value < 1 << 63:
            return value
        raise TypeError("a whole number of more than 64 bits")
    if kind == "bool" and type(value) is bool:
        return value
    if kind == "str" and isinstance(value, str):
        return value[:_LONGEST].encode("utf-8", "replace").decode()
    raise TypeError(f"gave {type(value).__name__}, not {kind}")


class _Guard:
    """Interrupts a row that takes too long, where the system can, and ends the process where that does not help."""

    def __init__(self) -> None:
        self._armed = -_HARD_SECONDS
        self._timed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        if self._timed:
            signal.signal(signal.SIGALRM, _stop)

    def __enter__(self) -> _Guard:
        return self

    def __exit__(self, *_: object) -> None:
        faulthandler.cancel_dump_traceback_later()  # or this process would be ended later, whatever it does by then

    @contextlib.contextmanager
    def row(self) -> Generator[None]:
        """Around one row."""
        if (now := time.monotonic()) - self._armed > 1:
            faulthandler.dump_traceback_later(_HARD_SECONDS, exit=True)
            self._armed = now
        if self._timed:
            signal.setitimer(signal.ITIMER_REAL, ROW_SECONDS, 0.1)  # again, where the first was swallowed
        try:
            yield
        finally:
            if self._timed:
                signal.setitimer(signal.ITIMER_REAL, 0)


def _stop(number: int, frame: object) -> None:
    raise _RowTooSlowError


def limit_memory() -> None:
    """Hold this process to what it has and some more; where the system has no such limit, nothing is held."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as held:  # noqa: PTH123
            used = int(held.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (used + _MEMORY, used + _MEMORY))
