"""What a recipe's file looks like: its versions, what stands where, and what is said of a file that is none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from explorer.errors import RecipeError

FORMAT = 1
"""Of recipes whose rows a filter names."""
WITH_ROWS = 2
"""Of recipes that name rows one by one: versions that would pass over them refuse it."""
WITH_STEPS = 3
"""Of recipes with drop steps or decisions by hand."""
WITH_GROUPS = 4
"""Of files whose rows are several of the source's, put together: what writes rows one by one refuses it."""
WITH_CHOICE = 5
"""Of recipes that name the rows that a strategy chose."""

WITH_COLUMNS = 6
"""Of recipes that ask for columns of the user's own."""

WITH_ADDED = 7
"""Of recipes whose rows leave with columns beside their own fields."""

SUFFIX = ".recipe.json"


def dumps(recipe: Mapping[str, Any]) -> bytes:
    """The recipe as readable JSON."""
    try:
        return orjson.dumps(recipe, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # a file's name that is not Unicode
        return json.dumps(recipe, indent=2).encode() + b"\n"


# Where a recipe's parts stand, and what each has to be. "[]" stands for every entry of a list, "{}" for every value of
# an object; True: no recipe lacks it.
_SHAPE: tuple[tuple[str, type, bool], ...] = (
    ("source", dict, True),
    ("source.fingerprint", str, True),
    ("source.files", list, False),
    ("source.files[]", dict, False),
    ("source.files[].path", str, True),
    ("mapping", str, False),
    ("tokeniser", str, False),
    ("map", dict, False),
    ("columns", list, False),
    ("columns[]", dict, False),
    ("columns[].name", str, True),
    ("columns[].text", str, True),
    ("columns[].language", str, False),
    ("columns[].sha256", str, True),
    ("queries", list, False),
    ("queries[]", dict, False),
    ("queries[].name", str, True),
    ("queries[].statement", str, True),
    ("filter", str, True),
    ("focus", str, False),
    ("drops", list, False),
    ("drops[]", dict, False),
    ("drops[].where", str, True),
    ("drops[].name", str, False),
    ("drops[].reason", str, False),
    ("drops[].on", bool, False),
    ("by_hand", dict, False),
    ("by_hand.drop", str, False),
    ("by_hand.keep", str, False),
    ("by_hand.edits", dict, False),
    ("by_hand.edits{}", dict, False),
    ("by_hand.edits{}{}", str, False),
    ("by_hand.held", dict, False),
    ("by_hand.held{}", str, False),
    ("rows", str, False),
    ("export", dict, True),
    *(
        (f"export.{name}", str, False)
        for name in (
            "format",
            "compression",
            "dialect",
            "by",
            "split",
            "part",
            "mix",
            "choose",
            "reference",
            "score",
            "rows",
        )
    ),
    *((f"export.{name}", int, False) for name in ("pick", "seed")),
    ("export.fill", bool, False),
    ("export.columns", list, False),
    ("export.columns[]", str, False),
    ("group", dict, False),
    *((f"group.{name}", str, True) for name in ("by", "order", "message", "parent", "rank")),
    ("group.branches", bool, True),
)
_FORMS = (FORMAT, WITH_ROWS, WITH_STEPS, WITH_GROUPS, WITH_CHOICE, WITH_COLUMNS, WITH_ADDED)
_KINDS = {dict: "an object", list: "a list", str: "text", int: "a whole number", bool: "true or false"}
_A_RECIPE = "A recipe is the .recipe.json beside an export."


def load(path: Path, *, grouped: bool = False) -> dict[str, Any]:
    """A recipe from its file. RecipeError, which says what is wrong and where, if it is none.

    grouped: whether it is to be one of the verb `group`, or one of an export.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        # ValueError: a name that no file can have
        reason = error.strerror if isinstance(error, OSError) else error
        raise RecipeError(f"The recipe {path} cannot be read: {reason}.", "Check the path.") from error
    return loads(data, str(path), grouped=grouped)


def loads(data: bytes, path: str, *, grouped: bool = False) -> dict[str, Any]:
    """The same from a file's bytes. path: what the file is called."""
    try:
        # Half of a pair of surrogates stands for a byte of a file's name that is no Unicode; orjson reads none.
        recipe = json.loads(data) if b"\\ud" in data else orjson.loads(data)
    except (ValueError, RecursionError) as error:
        raise RecipeError(f"{path} is not a recipe: {error}.", _A_RECIPE) from error
    if not isinstance(recipe, dict):
        raise RecipeError(f"{path} is not a recipe: it holds no object.", _A_RECIPE)
    if recipe.get("recipe") not in _FORMS:
        raise RecipeError(
            f"{path} is not a recipe of this version.",
            f"This version reads recipes with recipe = {FORMAT} to {WITH_ADDED}.",
        )
    for place, kind, needed in _SHAPE:
        for name, value in _at(recipe, place):
            if value is _LACKING:
                if needed:
                    raise RecipeError(f"{path} is not a recipe: it lacks {name}.", _A_RECIPE)
            elif type(value) is not kind:
                raise RecipeError(f"{path} is not a recipe: {name} is not {_KINDS[kind]}.", _A_RECIPE)
    if ("group" in recipe) is not grouped:
        made_by, other = ("export", "group") if grouped else ("group", "export")
        raise RecipeError(
            f"{path} is the recipe of `{made_by}`, not of `{other}`.", f"Repeat it with `{made_by} --recipe`."
        )
    return recipe


_LACKING = object()


def _at(recipe: Mapping[str, Any], place: str) -> list[tuple[str, Any]]:
    """(name, value) of all that stands at a place; what the place lies in has been found to be of the right kind."""
    found: list[tuple[str, Any]] = [("", recipe)]
    for step in place.split("."):
        key = step.rstrip("[]{}")
        found = [
            (f"{name}.{key}".lstrip("."), value.get(key, _LACKING)) for name, value in found if value is not _LACKING
        ]
        for bracket in re.findall(r"\[\]|\{\}", step):
            found = [
                (f"{name}[{entry}]", inner)
                for name, value in found
                if value is not _LACKING
                for entry, inner in (enumerate(value) if bracket == "[]" else value.items())
            ]
    return found
