"""Text for terminals: tables and a progress line. What could command a terminal is shown as text that names it."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, TextIO, cast

from explorer.progress import Progress, Report

# C0 and C1 controls, marks and overrides of direction, and halves of characters, which no terminal can be sent.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# The same where JSON leaves them as they are, in UTF-8. None of these sequences can start within another character.
_UNSAFE_JSON = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]")


def inert(text: str, keep: str = "") -> str:
    r"""Text that cannot move the cursor, colour the terminal or turn its direction: "\x1b" becomes the four characters \x1b.

    White space becomes a space, so that the text stays on its line. keep: characters that stay as they are.
    """

    def shown(match: re.Match[str]) -> str:
        char = match.group()
        if char in keep:
            return char
        return " " if char in "\t\r\n" else f"\\x{ord(char):02x}" if char < "\u0100" else f"\\u{ord(char):04x}"

    return _UNSAFE.sub(shown, text)


def inert_json(line: bytes) -> bytes:
    r"""The same JSON in which what could command a terminal is written as \uXXXX."""
    return _UNSAFE_JSON.sub(lambda match: rb"\u%04x" % ord(match.group().decode()), line)


class _Inert:
    """A standard stream all of whose text is made inert, whoever writes it: argparse and warnings too."""

    def __init__(self, stream: TextIO) -> None:
        self.raw = stream

    def write(self, text: str) -> int:
        text = inert(text, keep="\n\t")
        try:
            return self.raw.write(text)
        except UnicodeEncodeError:  # a terminal that does not know these characters
            encoding = self.raw.encoding
            return self.raw.write(text.encode(encoding, "backslashreplace").decode(encoding))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)


@contextlib.contextmanager
def inert_streams() -> Iterator[None]:
    """Both standard streams show what they are sent as text. No verb has to remember it, nor any message of an error."""
    out, err = cast("TextIO", _Inert(sys.stdout)), cast("TextIO", _Inert(sys.stderr))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield


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
    cells = [[_cell(cell) for cell in row] for row in rows]
    limit = list(widths or [60] * len(head))
    size = [min(limit[i], max(_width(row[i]) for row in [list(head), *cells])) for i in range(len(head))]
    lines = [
        "  ".join(_fit(str(cell), width) for cell, width in zip(row, size, strict=True)).rstrip()
        for row in [head, *cells]
    ]
    return "\n".join(["", *(f"  {line}" for line in lines)])


def _cell(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:,}" if isinstance(cell, int) else inert("-" if cell is None else str(cell))


_LOG_EVERY = 5.0  # seconds between two lines of a log


@contextlib.contextmanager
def progress_line() -> Iterator[Report]:
    """A report that rewrites one line of a terminal, or writes a line every few seconds elsewhere."""
    stream: TextIO = sys.stderr.raw if isinstance(sys.stderr, _Inert) else sys.stderr
    live = stream.isatty()
    told = 0.0 if live else time.monotonic()  # a log is told of what takes long alone
    shown = False

    def report(progress: Progress) -> None:
        nonlocal told, shown
        if time.monotonic() - told < (0.2 if live else _LOG_EVERY):
            return
        told = time.monotonic()
        left = progress.seconds_left
        share = f"{progress.share:4.0%}  " if progress.total else ""
        done = f"{progress.done:,} {progress.unit}  {progress.rate:,.0f} {progress.unit}/s" if progress.done else ""
        line = f"{progress.label}: {share}{done}" + (f"  {left:,.0f} s left" if left is not None else "")
        shown = shown or live
        line = inert(line)
        print(
            f"\r\x1b[K{line}" if live else f"{time.strftime('%H:%M:%S')} {line}",
            end="" if live else "\n",
            file=stream,
            flush=True,
        )

    try:
        yield report
    finally:
        if shown:
            print("\r\x1b[K", end="", file=stream, flush=True)


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
