"""Code of many languages, parsed by their tree-sitter grammars.

Those parsers recover from anything, so an error of theirs says little: fragments, sketches, macros and new syntax are
errors too. Code is called broken only where it is one in every reading (as a file, as the inside of a class or a
function) and the reason is unmistakable: brackets or blocks do not match, a token is missing from otherwise sound
code, or the code parses as soon as what a text editor or a Markdown converter put into it is taken out again.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from explorer.metrics.syntax.brackets import in_text, misfit, too_deep
from explorer.metrics.syntax.budget import Budget, GivenUpError, steps

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_LONGEST = 100_000  # characters of a block; longer ones are not even looked through
_LOST, _TOKENS_A_LOST = 40, 8
"""Tokens that may stand outside of all grammar, and tokens of which one more may: beyond that it is another language."""


class _Grammar(NamedTuple):
    """module, function: of the grammar's package. wraps: what code is tried inside of, beside as a file.

    exact: the grammar knows the whole language, so that a single missing token is the code's fault.
    """

    module: str
    function: str
    wraps: tuple[str, ...]
    exact: bool = False


_BODY = "void f() {{ {} }}"
_GRAMMARS = {
    "javascript": _Grammar(
        "tree_sitter_javascript",
        "language",
        ("class A {{ {} }}", "class A {{ m() {{ {} }} }}", "({{ {} }})", "({})", "async function f() {{ {} }}"),
    ),
    "typescript": _Grammar(
        "tree_sitter_typescript",
        "language_tsx",
        ("class A {{ {} }}", "class A {{ m() {{ {} }} }}", "({{ {} }})", "({})", "interface A {{ {} }}"),
    ),
    "java": _Grammar(
        "tree_sitter_java",
        "language",
        ("class A {{ {} }}", "class A {{ void m() {{ {} }} }}", "interface A {{ {} }}", "enum A {{ {} }}"),
        True,
    ),
    "go": _Grammar(
        "tree_sitter_go",
        "language",
        ("package a\nfunc f() {{ {} }}", "package a\nvar a = {}", "package a\ntype a struct {{ {} }}"),
    ),
    "c": _Grammar("tree_sitter_c", "language", (_BODY, "struct a {{ {} }};")),
    "cpp": _Grammar("tree_sitter_cpp", "language", (_BODY, "class A {{ {} }};")),
    "csharp": _Grammar(
        "tree_sitter_c_sharp",
        "language",
        ("class A {{ {} }}", "class A {{ void M() {{ {} }} }}", "interface A {{ {} }}", "enum A {{ {} }}"),
        True,
    ),
    "rust": _Grammar(
        "tree_sitter_rust",
        "language",
        ("fn f() {{ {} }}", "impl A {{ {} }}", "trait A {{ {} }}", "struct A {{ {} }}", "enum A {{ {} }}"),
    ),
    "php": _Grammar("tree_sitter_php", "language_php", ("<?php {}", "<?php class A {{ {} }}", "<?php $a = [{}];")),
    "kotlin": _Grammar("tree_sitter_kotlin", "language", ("class A {{ {} }}", "fun f() {{ {} }}")),
    "swift": _Grammar("tree_sitter_swift", "language", ("class A {{ {} }}", "func f() {{ {} }}")),
    "css": _Grammar("tree_sitter_css", "language", ("a {{ {} }}", "@media all {{ {} }}")),
    "ruby": _Grammar("tree_sitter_ruby", "language", ("class A\n{}\nend", "def m\n{}\nend")),
    "shell": _Grammar("tree_sitter_bash", "language", ()),
}
PARSED = frozenset(_GRAMMARS)
"""Languages whose code is parsed here."""

_OWN_BRACKETS = frozenset(("javascript", "typescript", "java", "go", "c", "cpp"))
"""Languages whose brackets are found in the text; in the others, where quotes mean other things, in the tree."""

_SKETCH = re.compile(
    r"\.\.\.\s{0,40}(?:$|[)\]}/*;,])|…|<[a-z]+[ _-][\w -]{1,40}>|\{\{|\{%|^[ \t]{0,40}[-+] ", re.MULTILINE
)

# What is put into code on its way through editors and converters: pattern, what stood there, what to say.
_WIDE = str.maketrans("（）；，：｛｝［］＝＂＇“”‘’！＋－＊／＜＞", "();,:{}[]=\"'\"\"''!+-*/<>")
_WIDE_CHAR = re.compile("[" + "".join(map(chr, _WIDE)) + "]")
_ESCAPED = re.compile(r"\\([_*\[\]#-])")
_SPACES = re.compile("[\u00a0\u200b\ufeff\u3000]")

_parsers: dict[str, Parser | None] = {}


def broken_tree(code: str, language: str, budget: Budget) -> tuple[int, str] | None:
    """(line from 0, what is wrong) of code of one of the `PARSED` languages, None where it parses or cannot be told.

    Raises `GivenUpError` where telling would cost more than the row's budget has left.
    """
    if len(code) > _LONGEST:
        raise GivenUpError
    budget.read(len(code))
    if _SKETCH.search(code):
        return None
    if too_deep(code):
        raise GivenUpError
    parser = _parser(language)
    if parser is None:
        return None
    grammar = _GRAMMARS[language]
    read = _Reader(parser, budget)
    root = read(code)
    if not root.has_error:
        return None
    if _is_lost(root):
        raise GivenUpError
    if _wrapped(code, read, grammar):
        return None
    if (repaired := _repaired(code, read, grammar)) is not None:
        return repaired
    if code.count("\n") < 2:
        return None
    if language in _OWN_BRACKETS:
        found = misfit(in_text(code), code)
    elif language == "shell":
        return _open_block(root)
    else:
        found = misfit(_brackets(root, code), code)
    if found is None and grammar.exact:
        found = _lacking(code, root)
    return found


def is_sound(code: str, language: str, budget: Budget) -> bool:
    """Whether code parses as one of the `PARSED` languages without a single error. Raises `GivenUpError` like `broken_tree`."""
    parser = None if too_deep(code) else _parser(language)
    if parser is None:
        return False
    budget.read(len(code))
    return not _Reader(parser, budget)(code).has_error


class _Reader:
    """Parses texts until the row's budget is spent."""

    def __init__(self, parser: Parser, budget: Budget) -> None:
        self._parser, self._budget = parser, budget

    def __call__(self, code: str) -> Node:
        """The root of the code's tree. Raises `GivenUpError` where the row's budget does not allow it."""
        data = code.encode("utf-8", "replace")
        self._budget.afford(len(data))
        left = steps(len(data))

        def stop(place: int, has_error: bool) -> bool:
            nonlocal left
            del place, has_error
            left -= 1
            return left < 0

        try:
            tree = self._parser.parse(lambda place, point: data[place:], progress_callback=stop)
        except ValueError:  # stopped
            self._parser.reset()
            self._budget.spend(len(data), lost=True)
            raise GivenUpError from None
        if tree.root_node.has_error:
            self._budget.spend(len(data), _is_lost(tree.root_node))
        return tree.root_node


def _is_lost(root: Node) -> bool:
    """Whether so many tokens stand outside of all grammar that the code cannot be of this language."""
    lost = tokens = 0
    for node in _leaves(root):
        tokens += 1
        lost += node.parent is not None and node.parent.is_error
    return lost > _LOST + tokens // _TOKENS_A_LOST


def _wrapped(code: str, read: _Reader, grammar: _Grammar) -> bool:
    """Whether the code parses inside any of what may have stood around it."""
    inner = code + "\n"
    return any(not read(wrap.format(inner)).has_error for wrap in grammar.wraps)


def _repaired(code: str, read: _Reader, grammar: _Grammar) -> tuple[int, str] | None:
    """What was put into code that parses without it."""
    for pattern, plain, said in (
        (_ESCAPED, _ESCAPED.sub(r"\1", code), "Markdown's backslashes stand in the code."),
        (_SPACES, _SPACES.sub(" ", code), "A space that no compiler accepts stands in the code."),
        (_WIDE_CHAR, code.translate(_WIDE), "Full-width or curly marks stand in the code."),
    ):
        if plain == code:
            continue
        if not read(plain).has_error or _wrapped(plain, read, grammar):
            first = pattern.search(code)
            return (code.count("\n", 0, first.start()) if first is not None else 0), said
    return None


def _lacking(code: str, root: Node) -> tuple[int, str] | None:
    """The one token that otherwise sound code lacks; not at its end, where a fragment may stop."""
    lacking = None
    for node in _faults(root):
        if lacking is not None or not node.is_missing or node.type not in (";", ")", "]"):
            return None
        lacking = node
    last = len(code.rstrip().split("\n")) - 1
    if lacking is None or lacking.start_point[0] >= last:
        return None
    return lacking.start_point[0], f"A {lacking.type} is missing (line {lacking.start_point[0] + 1})."


def _faults(root: Node) -> Iterator[Node]:
    """Errors and missing tokens of a tree, in order."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_missing or node.is_error:
            yield node
        elif node.has_error:
            waiting += reversed(node.children)


def _open_block(root: Node) -> tuple[int, str] | None:
    """A shell script's quote or block that is never closed, or closed and never opened."""
    counts: Counter[str] = Counter()
    last: dict[str, int] = {}
    for node in _leaves(root):
        counts[node.type] += 1
        last[node.type] = node.start_point[0]
    if counts['"'] % 2:
        return last['"'], "A double quote is never closed."
    for opening, closing in (("if", "fi"), ("do", "done")):
        if counts[opening] > counts[closing]:
            return last[opening], f"{opening} has no {closing}."
        if counts[closing] > counts[opening]:
            return last[closing], f"{closing} closes nothing."
    return None


def _leaves(root: Node) -> Iterator[Node]:
    """The tokens of a tree in order, those that are only missing left out."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.child_count:
            waiting += reversed(node.children)
        elif not node.is_missing:
            yield node


def _brackets(root: Node, code: str) -> Iterator[tuple[str, int]]:
    """(bracket, place) of a tree's leaves in order: what the grammar takes for strings and comments holds none."""
    lines = code.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    for node in _leaves(root):
        if 0 < len(node.type) <= 3 and (mark := _mark(node.type)):
            row, column = node.start_point
            line = lines[row]
            inside = (
                column if line.isascii() else len(line.encode("utf-8", "replace")[:column].decode("utf-8", "ignore"))
            )
            yield mark, starts[row] + inside


def _mark(kind: str) -> str:
    """The bracket that a token opens or closes, "" for others; `${` and the like open too."""
    return kind[-1] if kind[-1] in "([{" else kind[0] if kind[0] in ")]}" else ""


def _parser(language: str) -> Parser | None:
    """A parser for one language, None where its grammar is not installed."""
    if language not in _parsers:
        grammar = _GRAMMARS[language]
        try:
            import tree_sitter

            loaded = getattr(importlib.import_module(grammar.module), grammar.function)()
        except ImportError:
            _parsers[language] = None
        else:
            _parsers[language] = tree_sitter.Parser(tree_sitter.Language(loaded))
    return _parsers[language]
