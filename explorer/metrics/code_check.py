"""Does code in an answer parse? Only what cannot be a fragment or a sketch is called broken."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings

LONGEST = 60_000  # characters of a block; longer ones are not judged
_DEEPEST = 60  # brackets inside brackets

_PROMPT = re.compile(r"^\s{0,12}(?:>>>|\.\.\.|In ?\[\d*\]:) ?", re.MULTILINE)
_MAGIC = re.compile(
    r"^(\s{0,80})(?:[%!?$]\S.*|(?:pip3?|conda|python3?|apt|apt-get|npm|git|cd|source|export|mkdir) (?!=|in |is |and |or )[\w./-].*)$",
    re.MULTILINE,
)
_SKETCH = re.compile(r"\.\.\.|…|<[A-Za-z][\w -]{0,40}>|\{\{|\{%|\[\.\.\.\]|___")
_PYTHON_2 = re.compile(
    r"Missing parentheses in call to|multiple exception types must be parenthesized|leading zeros in decimal|invalid hexadecimal literal"
)
_TALK = re.compile(
    r"SyntaxError|IndentationError|syntax error|invalid syntax|Python ?2|语法错误|缩进错误", re.IGNORECASE
)
_BLOCK_END = re.compile(r":\s{0,80}(?:#[^\n]*)?$")


def about_errors(text: str) -> bool:
    """Whether a text speaks of syntax errors or of Python 2, so that broken code may be its example."""
    return _TALK.search(text) is not None


def broken_python(code: str) -> tuple[int, str] | None:
    """(line from 0, what is wrong) of Python code that no interpreter accepts, None where it parses or cannot be told."""
    if len(code) > LONGEST or code.lstrip()[:1] in ("<", "") or _too_deep(code):
        return None
    lines = code.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if len(filled) < 2:
        return None
    source = code.expandtabs(8) if "\t" in code and "    " in code else code
    error = _python_error(source)
    if error is None:
        return None
    if ">>>" in code or "In [" in code:
        said = [_PROMPT.sub("", line) for line in lines if _PROMPT.match(line)]
        if _python_error("\n".join(said)) is None:
            return None
    if _MAGIC.search(source):
        source = _MAGIC.sub(r"\1pass", source)
        error = _python_error(source)
    if error is None:
        return None
    for wrapped in (
        textwrap.dedent(source),
        "if 1:\n" + source,
        "if 1:\n    " + source.lstrip(),
        "try:\n    pass\n" + source,
        "if 1:\n    pass\n" + source,
    ):
        if _python_error(wrapped) is None:
            return None
    return _verdict(error, source.split("\n"), filled[-1])


def _verdict(error: SyntaxError, lines: list[str], last: int) -> tuple[int, str] | None:
    number = min(max((error.lineno or 1) - 1, 0), len(lines) - 1)
    said = error.msg or "invalid syntax"
    line = lines[number]
    if "expected an indented block" in said:
        if number >= last and not line[:1].strip():
            return None
        before = next((one for one in reversed(lines[:number]) if one.strip()), "")
        after = line.strip()
        if before.lstrip().startswith(("#", "...")) or not after or (number >= last and _BLOCK_END.search(after)):
            return None
        if all(not one.strip() for one in lines[number:]):
            return None
    if any(_SKETCH.search(one) for one in lines[max(0, number - 1) : number + 2]):
        return None
    if number >= last and ("was never closed" not in said) and _BLOCK_END.search(line):
        return None
    if _PYTHON_2.search(said):
        return number, "Python 2: not accepted by Python 3."
    return number, f"Not Python: {said} (line {number + 1})."


def _python_error(source: str) -> SyntaxError | None:
    """The syntax error of a source, None where it parses or where the parser gives up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(source)
        except SyntaxError as error:
            return error
        except (ValueError, MemoryError, RecursionError, OverflowError):
            return None
    return None


def _too_deep(code: str) -> bool:
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


_CHAIN = re.compile(r"(?:[-+~*/|&^]\s?){40}|(?:not ){40}|(?:\w{1,8} ?[-+*/|&.] ?){400}")

_GRAMMARS = {
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_tsx"),
    "java": ("tree_sitter_java", "language"),
    "go": ("tree_sitter_go", "language"),
    "c": ("tree_sitter_c", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
}
PARSED = frozenset(_GRAMMARS)
"""Languages beside Python and JSON whose code is parsed."""

_WRAPS = {
    "javascript": (
        "class A {{ {} }}",
        "class A {{ m() {{ {} }} }}",
        "({{ {} }})",
        "({})",
        "async function f() {{ {} }}",
    ),
    "typescript": ("class A {{ {} }}", "class A {{ m() {{ {} }} }}", "({{ {} }})", "({})", "interface A {{ {} }}"),
    "java": ("class A {{ {} }}", "class A {{ void m() {{ {} }} }}", "interface A {{ {} }}", "enum A {{ {} }}"),
    "go": ("package a\nfunc f() {{ {} }}", "package a\nvar a = {}", "package a\ntype a struct {{ {} }}"),
    "c": ("void f() {{ {} }}", "struct a {{ {} }};"),
    "cpp": ("void f() {{ {} }}", "class A {{ {} }};"),
}
_OTHER_SKETCH = re.compile(
    r"\.\.\.\s{0,40}(?:$|[)\]}/*;,])|…|<[a-z]+[ _-][\w -]{1,40}>|\{\{|\{%|^[ \t]{0,40}[-+] ", re.MULTILINE
)
_parsers: dict[str, object] = {}


def broken_other(code: str, language: str) -> tuple[int, str] | None:
    """(line from 0, what is wrong) where brackets or statements are left open in the middle of a block of code.

    The code is tried as a file and as the inside of a class, a function and the like; it is called broken only where
    none of these parses and its brackets do not match either.
    """
    if len(code) > LONGEST // 2 or code.count("\n") < 2 or _OTHER_SKETCH.search(code) or _too_deep(code):
        return None
    parser = _parser(language)
    if parser is None:
        return None
    tree = parser.parse(code.encode())  # type: ignore[attr-defined]
    if not tree.root_node.has_error:
        return None
    for wrap in _WRAPS[language]:
        if not parser.parse(wrap.format(code + "\n").encode()).root_node.has_error:  # type: ignore[attr-defined]
            return None
    return _unbalanced(code)


def _parser(language: str) -> object | None:
    """A parser for one language, None where its grammar is not installed."""
    if language not in _parsers:
        import importlib

        module, function = _GRAMMARS[language]
        try:
            import tree_sitter

            grammar = getattr(importlib.import_module(module), function)()
        except ImportError:
            _parsers[language] = None
        else:
            _parsers[language] = tree_sitter.Parser(tree_sitter.Language(grammar))
    return _parsers[language]


_TOKENS = re.compile(
    r"//[^\n]*|/\*.{0,20000}?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|/(?![\s/*=])(?:[^/\\\n]|\\.)+/|[()\[\]{}]",
    re.DOTALL,
)
_CLOSING = {")": "(", "]": "[", "}": "{"}


def _unbalanced(code: str) -> tuple[int, str] | None:
    """The bracket that fits none; a lacking or surplus brace at either end is a fragment's and is let pass."""
    if "#define" in code or code.count("/*") != code.count("*/"):
        return None
    open_: list[tuple[str, int]] = []
    for token in _TOKENS.finditer(code):
        mark = token.group()
        if mark in "([{":
            open_.append((mark, token.start()))
        elif mark in _CLOSING:
            if not open_:
                if code[token.end() :].strip(" \t\n;)}]"):
                    return code.count("\n", 0, token.start()), f"{mark} closes nothing."
                return None
            if open_[-1][0] != _CLOSING[mark]:
                place = open_[-1][1]
                return code.count("\n", 0, place), f"{open_[-1][0]} is closed by {mark}."
            open_.pop()
    if open_ and open_[0][0] == "{" and len(open_) == 1:
        return None
    if open_:
        return code.count("\n", 0, open_[-1][1]), f"{open_[-1][0]} is never closed."
    return None
