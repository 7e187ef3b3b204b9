"""Finds what the app says in its code.

Its own sentences are known by the functions that say them, those of the core by where they stand: errors, columns, findings,
checks, rules, progress.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import explorer
from explorer.words.catalogue import CORE

PACKAGE = Path(explorer.__file__).resolve().parent

_SPEAKERS = ("ui", "charts")
"""Packages that say everything by themselves: no sentence of theirs is looked for by where it stands."""

_SILENT = (
    "cli",
    "report",
    "words",
    "launcher.py",
    "recipe",
    "export/group",
    "decisions/exchange.py",
    "building/part.py",
)
"""Packages and modules whose words are never shown in the app."""

# Calls whose arguments are words: name -> places and names of these arguments.
_CALLS: dict[str, tuple[int | str, ...]] = {
    "Column": (1, 3, "label", "help", "unit"),
    "Point": (1, 2, 3, 4, 6, "what"),
    "Ability": (0,),
    "Rule": (1, 5, "about"),
    "Case": (2,),
    "Evidence": (1, "said"),
    "Progress": (0,),
    "ExportFormat": (3, "note"),
    "Template": ("label",),
    "Trainer": ("remark", "label", "full_label", "length_option"),
    "Pass": ("doing",),
    "map_parts": (4,),
    "Container": (1,),
}
_TABLES = ("labels.py", "families.py", "export/formats.py")
"""Modules whose tables are words: every value, and every key of the families."""

_SENTENCE = re.compile(r"[A-Z“\"'{`][^\n]* [^\n]*[.?!]")
_PHRASES = (
    "sources/",
    "formats/",
    "files.py",
    "store/repair.py",
    "metrics/reasoning/tags.py",
    "metrics/reasoning/bare.py",
    "metrics/reasoning/chain.py",
    "metrics/reasoning/__init__.py",
    "metrics/ability/__init__.py",
    "metrics/ability/structured.py",
    "passes/dataset_pass.py",
    "filters/lexer.py",
    "filters/check.py",
    "building/run.py",
    "building/survey.py",
)
"""Modules whose phrases are shown too: remarks on rows, reasons of rejects, progress."""

_REMARKS = ("formats/values.py", "formats/chats.py")
"""Modules whose phrases go behind the name of a field: "category is null"."""

_PHRASE = re.compile(r"[A-Za-z{'“,.][A-Za-z0-9 ,.:;'()“”{}_-]* [A-Za-z0-9 ,.:;'()“”{}_-]*")
_FUNCTION_WORDS = set(
    "a an and are as at be by for has have in is it its no not of than that the to was with without".split()
)

_QUOTED = (
    "not valid JSON: {said}",
    "expecting value",
    "expecting ',' delimiter",
    "expecting ':' delimiter",
    "expecting property name enclosed in double quotes",
    "illegal trailing comma before end of object",
    "illegal trailing comma before end of array",
    "unterminated string starting",
    "invalid control character",
    "invalid \\escape",
    "extra data",
)
"""What Python's reader of JSON says, as reasons of rejects quote it."""

_SQL = re.compile(r"\b(?:SELECT|FROM|WHERE|AND OR NOT|IS NOT NULL|select from)\b")
_PLURALS = {"counted": 1}  # numbers.counted(n, "row")


class Said(NamedTuple):
    """One message. many: its plural, "" for none. context: CORE, or what one of the app's own sentences is about."""

    line: int
    text: str
    many: str = ""
    context: str = ""


def said_in(file: Path, source: str) -> Iterator[Said]:
    """Everything that a module says."""
    where = file.resolve().relative_to(PACKAGE)
    room = where.parts[0]
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _own(node)
    if room not in _SPEAKERS and not any(where.as_posix().startswith(silent) for silent in _SILENT):
        yield from _core(tree, where.as_posix())


def _own(call: ast.Call) -> Iterator[Said]:
    name = _name(call)
    if name in ("say", "later") and call.args:
        for piece in _pieces(call.args[0]):
            if (text := _constant(piece)) is not None:
                yield Said(call.lineno, text, context=_about(call))
    elif name == "plural" and len(call.args) > 1:
        one, many = _constant(call.args[0]), _constant(call.args[1])
        if one is not None and many is not None:
            yield Said(call.lineno, one, many)
    elif name in _PLURALS and len(call.args) > 1 and (thing := template(call.args[1])) is not None:
        yield Said(call.lineno, f"{{n:,}} {thing}", f"{{n:,}} {thing}s")


def _about(call: ast.Call) -> str:
    return next((_constant(keyword.value) or "" for keyword in call.keywords if keyword.arg == "about"), "")


def _constant(node: ast.expr) -> str | None:
    return template(node) if isinstance(node, ast.Constant) else None


def _core(tree: ast.Module, where: str) -> Iterator[Said]:
    seen: set[int] = set()
    for node in ast.walk(tree):
        # What is said here already, and what is told to programmers.
        if isinstance(node, ast.Call) and (_name(node) in ("say", "plural", "later") or hasattr(builtins, _name(node))):
            seen.update(id(inner) for inner in ast.walk(node))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for words in _arguments(node):
                for piece in _pieces(words):
                    if id(piece) not in seen:
                        seen.add(id(piece))
                        yield from _as_core(piece)
        elif where in _TABLES and isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                words = key if isinstance(value, ast.Tuple) else value
                if isinstance(words, ast.Constant):
                    yield from _as_core(words)
    for node in _outer_strings(tree):
        text = template(node) if id(node) not in seen and id(node) not in docs else None
        if text is None or _SQL.search(text):
            continue
        if _SENTENCE.fullmatch(text.strip()) or (where.startswith(_PHRASES) and _is_phrase(text)):
            yield from _as_core(node)
            if where in _REMARKS and text.startswith("is "):
                yield Said(node.lineno, f"{{field}} {text}", context=CORE)


def _is_phrase(text: str) -> bool:
    """Whether a string without a capital or a full stop is words for people all the same."""
    words = re.sub(r"\{\w+\}", "", text).lower().split()
    return bool(_PHRASE.fullmatch(text)) and len(words) > 1 and bool(_FUNCTION_WORDS & set(words))


def _as_core(node: ast.expr) -> Iterator[Said]:
    text = (template(node) or "").strip()
    if re.search("[A-Za-z]{2}", re.sub(r"\{\w+\}", "", text)):
        yield Said(node.lineno, text, context=CORE)


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    name = _name(call)
    is_error = re.search("(Error|Changed|Cancelled)$", name) and not hasattr(builtins, name)
    wanted = (0, 1) if is_error else _CALLS.get(name, ())
    for one in wanted:
        if isinstance(one, int):
            if one < len(call.args):
                yield call.args[one]
        else:
            yield from (keyword.value for keyword in call.keywords if keyword.arg == one)


def _pieces(node: ast.expr) -> Iterator[ast.expr]:
    """The strings that an argument can be: either side of a condition, or the one that stands there."""
    if isinstance(node, ast.IfExp):
        yield from _pieces(node.body)
        yield from _pieces(node.orelse)
    elif isinstance(node, ast.Tuple):
        for one in node.elts:
            yield from _pieces(one)
    elif isinstance(node, (ast.Constant, ast.JoinedStr)):
        yield node


def _outer_strings(tree: ast.Module) -> Iterator[ast.expr]:
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Constant, ast.JoinedStr)) and id(node) not in inner:
            yield node


def template(node: ast.expr) -> str | None:
    """A string of the code as a key: what is filled in becomes a placeholder named after it. None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    pieces: list[str] = []
    names: dict[str, str] = {}
    for part in node.values:
        if isinstance(part, ast.Constant):
            pieces.append(str(part.value).replace("{", "{{").replace("}", "}}"))
        elif isinstance(part, ast.FormattedValue):
            pieces.append(f"{{{_placeholder(part.value, names)}}}")
    return "".join(pieces)


def _placeholder(node: ast.expr, names: dict[str, str]) -> str:
    """A short name for what an expression gives, another for every other expression."""
    whole = ast.unparse(node)
    words = re.findall(r"[A-Za-z_]\w*", re.sub(r"'[^']*'|\"[^\"]*\"", "", whole))
    plain = next((word.strip("_") for word in reversed(words) if word.strip("_")), "value")
    name = plain
    for number in range(2, 20):
        if names.setdefault(name, whole) == whole:
            break
        name = f"{plain}_{number}"
    return name


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def everything() -> Iterator[tuple[str, Said]]:
    """(module, message) of the whole package, and of the registries whose words are put together when they are imported."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for one in said_in(file, file.read_text("utf-8")):
            yield file.relative_to(PACKAGE.parent).as_posix(), one
    for module, text in _registered():
        yield module, Said(0, text, context=CORE)


def _registered() -> Iterator[tuple[str, str]]:
    from explorer import judge
    from explorer.labels import spelled
    from explorer.metrics import METRICS
    from explorer.passes import PASSES
    from explorer.store.hand import HAND_COLUMNS
    from explorer.store.schema import SPINE_COLUMNS
    from explorer.trainers import TEMPLATES, TRAINERS

    yield from (("explorer/sources/lenient.py", text) for text in _QUOTED)
    for one in judge.shipped().criteria:
        yield from (("explorer/judge/rubric.toml", text) for text in (one.label, one.asks))
    columns = [column for one in (*METRICS, *PASSES) for column in one.columns]
    for column in (*SPINE_COLUMNS, *HAND_COLUMNS, *columns):
        yield from (("explorer/columns.py", text) for text in (column.label, column.help, column.unit) if text)
    for trainer in TRAINERS:
        cases = [case for style in TEMPLATES.values() for case in trainer.fate(trainer.default_length, style).cases]
        for rule in dict.fromkeys([*trainer.rules, *(case.rule for case in cases if case.rule)]):
            yield from (("explorer/trainers/__init__.py", text) for text in (spelled(rule), rule.replace("_", " ")))
