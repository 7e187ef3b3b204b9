"""Brackets of code: how deep they nest, and which of them fits none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_DEEPEST = 60  # brackets inside brackets
_CHAIN = re.compile(r"(?:[-+~*/|&^?]\s?){40}|(?:not ){40}|(?:\w{1,8} ?[-+*/|&.<>] ?){400}|(?:`[^`\n]{0,8}`\s?){20}")
_TOKENS = re.compile(
    r"//[^\n]*|/\*.{0,20000}?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|/(?![\s/*=])(?:[^/\\\n]|\\.)+/|[()\[\]{}]",
    re.DOTALL,
)
_CLOSING = {")": "(", "]": "[", "}": "{"}


def too_deep(code: str) -> bool:
    """Whether brackets, operators or blocks nest deeper than code that people write."""
    depth = 0
    for mark in re.finditer(r"[()\[\]{}]", code):
        if mark.group() in "([{":
            depth += 1
            if depth > _DEEPEST:
                return True
        elif depth:
            depth -= 1
    return _CHAIN.search(code) is not None


def in_text(code: str) -> Iterator[tuple[str, int]]:
    """(bracket, place) of the brackets of code in C's manner, those of strings, comments and patterns left out."""
    for token in _TOKENS.finditer(code):
        if token.end() - token.start() == 1:
            yield token.group(), token.start()


def misfit(brackets: Iterable[tuple[str, int]], code: str) -> tuple[int, str] | None:
    """(line from 0, what is wrong) of the bracket that fits none.

    A lacking or surplus brace at either end is a fragment's and is let pass.
    """
    if "#define" in code or code.count("/*") != code.count("*/"):
        return None
    open_: list[tuple[str, int]] = []
    for mark, place in brackets:
        if mark in "([{":
            open_.append((mark, place))
            continue
        if not open_:
            if code[place + 1 :].strip(" \t\n;)}]"):
                return code.count("\n", 0, place), f"{mark} closes nothing."
            return None
        if open_[-1][0] != _CLOSING[mark]:
            opening, at = open_[-1]
            return code.count("\n", 0, at), f"{opening} is closed by {mark}."
        open_.pop()
    if not open_ or (open_[0][0] == "{" and len(open_) == 1):
        return None
    return code.count("\n", 0, open_[-1][1]), f"{open_[-1][0]} is never closed."
