"""Plain text for terminals: tables and a progress line. What comes from data loses its control characters."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence

from explorer.progress import Progress, Report

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def inert(text: str) -> str:
    """Text that cannot move the cursor, colour the terminal or turn its direction."""
    return _CONTROL.sub(lambda match: " " if match.group() in "\t\r\n" else "\ufffd", text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _fit(text: str, width: int) -> str:
    if _width(text) > width:
        while text and _width(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _width(text))


def table(head: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[int] | None = None) -> str:
    """Rows in columns, numbers with separators; "" where there are no rows."""
    if not rows:
        return ""
    cells = [
        [f"{cell:,}" if isinstance(cell, int) else inert("-" if cell is None else str(cell)) for cell in row]
        for row in rows
    ]
    limit = list(widths or [60] * len(head))
    size = [min(limit[i], max(_width(row[i]) for row in [list(head), *cells])) for i in range(len(head))]
    lines = [
        "  ".join(_fit(str(cell), width) for cell, width in zip(row, size, strict=True)).rstrip()
        for row in [head, *cells]
    ]
    return "\n".join(["", *(f"  {line}" for line in lines)])


@contextlib.contextmanager
def progress_line() -> Iterator[Report]:
    """A report that rewrites one line of a terminal, or writes a line every few seconds elsewhere."""
    live = sys.stderr.isatty()
    told = 0.0
    shown = False

    def report(progress: Progress) -> None:
        nonlocal told, shown
        if time.monotonic() - told < (0.2 if live else 5.0):
            return
        told = time.monotonic()
        left = progress.seconds_left
        share = f"{progress.share:4.0%}  " if progress.total else ""
        done = f"{progress.done:,} {progress.unit}  {progress.rate:,.0f} {progress.unit}/s" if progress.done else ""
        line = f"{progress.label}: {share}{done}" + (f"  {left:,.0f} s left" if left is not None else "")
        shown = shown or live
        print(f"\r\x1b[K{line}" if live else line, end="" if live else "\n", file=sys.stderr, flush=True)

    try:
        yield report
    finally:
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def discard_output() -> None:
    """Let go of a standard output that nobody reads any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def unread() -> Iterator[None]:
    """Output that may go unread without stopping the command: what it found is said by its exit code as well."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()
