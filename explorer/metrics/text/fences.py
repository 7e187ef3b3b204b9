"""Fenced code blocks of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r"^[ \t]{0,12}(?:[-*+>] )?(`{3,20})[ \t]{0,4}([^\n`]{0,60})$", re.MULTILINE)
_NAME = re.compile(r"[\w+#.-]{1,20}")
_MOST = 400  # blocks of one answer that are looked at
_TRIED = 200_000  # lines with three backticks of one answer that are tried
_BEFORE = 14  # characters that a line may have before its fence

_ALIASES = {
    "py": "python",
    "python3": "python",
    "python2": "python",
    "ipython": "python",
    "js": "javascript",
    "jsx": "javascript",
    "node": "javascript",
    "ts": "typescript",
    "tsx": "typescript",
    "c++": "cpp",
    "cc": "cpp",
    "cxx": "cpp",
    "c#": "csharp",
    "cs": "csharp",
    "golang": "go",
    "rs": "rust",
    "rb": "ruby",
    "kt": "kotlin",
    "sh": "shell",
    "bash": "shell",
    "zsh": "shell",
    "console": "shell",
    "cmd": "shell",
    "mysql": "sql",
    "postgresql": "sql",
    "sqlite": "sql",
    "jsonc": "json",
    "json5": "json",
    "jsonl": "json",
    "yml": "yaml",
    "htm": "html",
    "tex": "latex",
    "md": "markdown",
    "ps1": "powershell",
    "plaintext": "text",
    "txt": "text",
    "output": "text",
    "plain": "text",
}
LANGUAGES = frozenset(_ALIASES.values()) | frozenset(
    "c java php swift scala perl r matlab julia lua haskell css scss xml dart elixir erlang clojure ocaml fsharp lisp "
    "scheme prolog fortran pascal assembly solidity graphql dockerfile makefile toml ini diff vb verilog vhdl groovy "
    "objectivec cobol nim zig crystal mermaid regex http latex".split()
)
"""Names that `code_language` uses; anything else is "other"."""


class Fence(NamedTuple):
    """language: as `code_language` names it, "" where the fence names none. info: the fence's own word.

    start, end: the code between the fences, in characters of the text. closed: a closing fence follows.
    """

    language: str
    info: str
    start: int
    end: int
    closed: bool


def fences(text: str) -> list[Fence]:
    """Code blocks in order. A fence that names a language while a block is open begins a new block."""
    if "```" not in text:
        return []
    found: list[Fence] = []
    width, info, start = 0, "", 0
    for mark in _marks(text):
        size, said = len(mark.group(1)), mark.group(2).strip()
        if width and not said and size >= width:
            found.append(Fence(language(info), info, start, max(start, mark.start() - 1), True))
            width = 0
        elif not width or (said and size >= width):
            if width:
                found.append(Fence(language(info), info, start, max(start, mark.start() - 1), False))
            width, info, start = size, said, min(mark.end() + 1, len(text))
        if len(found) >= _MOST:
            return found
    if width:
        found.append(Fence(language(info), info, start, len(text), False))
    return found


def _marks(text: str) -> Iterator[re.Match[str]]:
    """Where `_FENCE` matches, in order. Only lines with backticks are tried: of 50 million characters, all take a second."""
    begin = tried = 0
    while tried < _TRIED and (place := text.find("```", begin)) >= 0:
        tried += 1
        earliest = max(begin, place - _BEFORE - 1)
        line = text.rfind("\n", earliest, place) + 1
        if (line or earliest == begin) and (mark := _FENCE.match(text, line or begin)) is not None:
            yield mark
        end = text.find("\n", place)
        if end < 0:
            return
        begin = end + 1


def language(info: str) -> str:
    """The language that a fence names: "" for none, "other" for one we do not know."""
    named = _NAME.match(info.strip("{} .").lower())
    if named is None:
        return ""
    name = named.group()
    name = _ALIASES.get(name, name)
    return name if name in LANGUAGES else "other"
