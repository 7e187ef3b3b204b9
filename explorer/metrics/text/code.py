"""Whether a text is source code. Three questions, each with its own answer:

- `code_like`: does it hold a fence, or a line that only source code has? What a row is about.
- `has_code_marks`: does it hold a fence, or two different marks of code? A cue for the field of knowledge.
- `looks_like_code`: are most of its lines code, without a fence? Such a text ends otherwise than prose.
"""

from __future__ import annotations

import re

_CODE_LINE = re.compile(
    r"^[ \t]{0,40}(?:def \w{1,60}\(|\w{1,30} ?= ?[\[\"'{]|class \w{1,60}[\s(:{]|import \w|from [\w.]{1,80} import |#include|public (?:static|class|void|int)|"
    r"function \w{0,60}\s?\(|(?:const|let|var) \w{1,60} ?=|return [^.\n]{0,80};|SELECT [\w*]|select [\w*,. ]{1,80} from |</?(?:html|div|body|script|span|table|ul|p)\b|"
    r"for ?\(|while ?\(|if ?\([^\n]{1,80}\) ?\{|print\(|console\.log|package \w|using \w{1,60};|\$ \w|fn \w{1,60}\()",
    re.MULTILINE,
)

_CODE_MARKS = ("(", "{", "= ", "</", "#include", "import ", "SELECT ", "select * ")

_CODE_HINTS = (
    "= [",
    '= "',
    "= '",
    "= {",
    "def ",
    "class ",
    "import ",
    "#include",
    "public ",
    "function",
    "const ",
    "let ",
    "var ",
    "return ",
    "SELECT ",
    "select ",
    "</",
    "<div",
    "for(",
    "for (",
    "while",
    "if (",
    "if(",
    "print(",
    "console.",
    "package ",
    "fn ",
)


def code_like(text: str) -> bool:
    """Whether a text holds a code fence, or a line that only source code has."""
    if "```" in text:
        return True
    for mark in _CODE_MARKS:
        if mark in text:
            break
    else:
        return False
    for hint in _CODE_HINTS:
        if hint in text:
            return _CODE_LINE.search(text) is not None
    return False


_CODE = (
    "return ",
    "import ",
    "print(",
    "function ",
    "SELECT ",
    "#include",
    "</div",
    "console.log",
    "class ",
    "();",
    "const ",
    "def ",
)


def has_code_marks(text: str) -> bool:
    """A code fence, or two different marks of source code."""
    if "```" in text:
        return True
    return ("(" in text or "SELECT " in text) and sum([mark in text for mark in _CODE]) >= 2


CODE_LINE = re.compile(
    r"\s{0,40}(?:(?:def|class|import|from|return|print|if|for|while|else|elif|try|var|let|const|function|public|private|"
    r"static|int|void|using|package|SELECT|INSERT|UPDATE|CREATE|FROM|WHERE)(?=[\s(:{])|#include|</?[a-zA-Z!]|[)\]}])|"
    r"(?:\t| {2,40})[a-zA-Z_][\w.]{0,40}(?: [-+*]?=|\(|\[)"
)


def looks_like_code(lines: list[str]) -> bool:
    """Whether the text is code without a fence around it."""
    if len(lines) < 2:
        return False
    code = sum(one[-1] in ";{}" or CODE_LINE.match(one) is not None for one in lines)
    return code * 10 >= len(lines) * 7
