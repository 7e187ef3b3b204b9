"""The recipe beside an export: what was kept, from what, by what; enough to make the same file again."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import xxhash

from explorer import __version__, filters
from explorer.errors import LayerError, RecipeError
from explorer.passes import LABELS, MAP, Reading
from explorer.passes.map_source import from_dict
from explorer.queries import similar, totals
from explorer.store import Dataset, row_ids
from explorer.store.table import quoted
from explorer.view import View

_MAPS = (MAP.name, LABELS.name)
_LOOKS = "looks"  # in a recipe's map

FORMAT = 1
"""Of recipes whose rows a filter names."""
WITH_ROWS = 2
"""Of recipes that name rows one by one: versions that would pass over them refuse it."""

SUFFIX = ".recipe.json"


def make(view: View, options: Mapping[str, Any], output: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The recipe of an export. options: format, compression, dialect. output: name, bytes and sha256 of the file."""
    dataset = view.dataset
    counted = totals(view)
    return {
        "recipe": WITH_ROWS if view.named_rows else FORMAT,
        "made_by": {
            "explorer": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in ("duckdb", "tiktoken", "pyarrow")},
        },
        "source": {
            "fingerprint": dataset.fingerprint,
            "files": [
                {
                    "path": file.path,
                    "name": file.name,
                    "container": file.container,
                    "compression": file.compression,
                    "encoding": file.encoding,
                }
                for file in dataset.files
            ],
            **dataset.ledger._asdict(),
        },
        "mapping": dataset.mapping,
        "tokeniser": dataset.encoding,
        **_map_of(view),
        "filter": view.focus.text,
        "filter_in_words": filters.describe(view.focus, dataset.columns),
        **({"rows": view.named_rows} if view.named_rows else {}),
        "export": dict(options),
        "kept": {"rows": counted.rows_kept, "tokens": counted.tokens_kept},
        "dropped": {
            "rows": counted.rows - counted.rows_kept,
            "tokens": None if counted.tokens is None else counted.tokens - (counted.tokens_kept or 0),
        },
        "output": dict(output or {}),
    }


def _map_of(view: View) -> dict[str, Any]:
    """What the map was drawn from and what it looks like, where the filter asks for one of its columns."""
    used = _of_the_map(view)
    return {"map": {**similar.reading_of(view.dataset).as_dict(), _LOOKS: _looks(view.dataset, used)}} if used else {}


def _of_the_map(view: View) -> list[str]:
    """Columns of the map that the filter asks for."""
    columns = view.dataset.columns
    return sorted(name for name in view.focus.columns if name in columns and columns[name].layer in _MAPS)


def _looks(dataset: Dataset, columns: Sequence[str]) -> str:
    """A digest of these columns over all rows."""
    hasher = xxhash.xxh3_64()
    sql = f"SELECT {', '.join(map(quoted, columns))} FROM rows ORDER BY row_id"
    for column in dataset.query(sql, reads=set(columns)).columns:
        filled = column.drop_null()
        coded = filled.combine_chunks().dictionary_encode() if filled.type in (pa.string(), pa.large_string()) else None
        values = filled if coded is None else coded.indices
        hasher.update(column.is_valid().to_numpy().tobytes())
        hasher.update(values.to_numpy().tobytes())
        if coded is not None:
            hasher.update("\0".join(coded.dictionary.to_pylist()).encode("utf-8", "surrogatepass"))
    return hasher.hexdigest()


def require_same_map(recipe: Mapping[str, Any], view: View) -> None:
    """RecipeError where the filter asks for a map that was drawn otherwise: it would keep other rows."""
    wanted = recipe.get("map", {}).get(_LOOKS)
    if wanted is not None and wanted != _looks(view.dataset, _of_the_map(view)):
        raise RecipeError(
            "The map that is drawn here is not the one that the recipe was made with: its filter would keep other rows.",
            "Processors of another kind round otherwise, and so do other versions of packages. Make the file where the map was "
            "drawn, or name its rows: export with --where.",
        )


def reading_of(recipe: Mapping[str, Any]) -> Reading | None:
    """What the recipe's map was drawn from; None where its filter asks for none. RecipeError where it cannot be told."""
    if "map" not in recipe:
        return None
    try:
        return from_dict(recipe["map"])
    except (LayerError, TypeError) as error:
        raise RecipeError(
            "The recipe does not say what its map was drawn from.", "Export again with --where."
        ) from error


def dumps(recipe: Mapping[str, Any]) -> bytes:
    """The recipe as readable JSON."""
    return orjson.dumps(recipe, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


# Where a recipe's parts stand, and what each has to be. "[]" stands for every entry of a list; True: no recipe lacks it.
_SHAPE: tuple[tuple[str, type, bool], ...] = (
    ("source", dict, True),
    ("source.fingerprint", str, True),
    ("source.files", list, False),
    ("source.files[]", dict, False),
    ("source.files[].path", str, True),
    ("mapping", str, False),
    ("tokeniser", str, False),
    ("map", dict, False),
    ("filter", str, True),
    ("rows", str, False),
    ("export", dict, True),
    *((f"export.{name}", str, False) for name in ("format", "compression", "dialect", "by", "split", "part", "mix")),
    *((f"export.{name}", int, False) for name in ("pick", "seed")),
)
_KINDS = {dict: "an object", list: "a list", str: "text", int: "a whole number"}
_A_RECIPE = "A recipe is the .recipe.json beside an export."


def load(path: Path) -> dict[str, Any]:
    """A recipe from its file. RecipeError, which says what is wrong and where, if it is none."""
    try:
        recipe = orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        if isinstance(error, orjson.JSONDecodeError):
            raise RecipeError(f"{path} is not a recipe: {error}.", _A_RECIPE) from error
        # ValueError: a name that no file can have
        reason = error.strerror if isinstance(error, OSError) else error
        raise RecipeError(f"The recipe {path} cannot be read: {reason}.", "Check the path.") from error
    if not isinstance(recipe, dict):
        raise RecipeError(f"{path} is not a recipe: it holds no object.", _A_RECIPE)
    if recipe.get("recipe") not in (FORMAT, WITH_ROWS):
        raise RecipeError(
            f"{path} is not a recipe of this version.",
            f"This version reads recipes with recipe = {FORMAT} or {WITH_ROWS}.",
        )
    for place, kind, needed in _SHAPE:
        for name, value in _at(recipe, place):
            if value is _LACKING:
                if needed:
                    raise RecipeError(f"{path} is not a recipe: it lacks {name}.", _A_RECIPE)
            elif type(value) is not kind:
                raise RecipeError(f"{path} is not a recipe: {name} is not {_KINDS[kind]}.", _A_RECIPE)
    return recipe


_LACKING = object()


def _at(recipe: Mapping[str, Any], place: str) -> list[tuple[str, Any]]:
    """(name, value) of all that stands at a place; what the place lies in has been found to be of the right kind."""
    found: list[tuple[str, Any]] = [("", recipe)]
    for step in place.split("."):
        key = step.removesuffix("[]")
        found = [
            (f"{name}.{key}".lstrip("."), value.get(key, _LACKING)) for name, value in found if value is not _LACKING
        ]
        if step.endswith("[]"):
            found = [
                (f"{name}[{number}]", entry)
                for name, value in found
                if value is not _LACKING
                for number, entry in enumerate(value)
            ]
    return found


def view_of(recipe: Mapping[str, Any], dataset: Dataset) -> View:
    """What the recipe kept of its dataset, before anything was picked of it. RecipeError where it names no rows of it."""
    view = View.of(dataset, recipe["filter"])
    named = recipe.get("rows")
    if named is None:
        return view
    try:
        ids = row_ids.from_text(named, dataset.rows)
    except ValueError as error:
        raise RecipeError(
            f"The recipe's rows cannot be read: {error}.", "Take the recipe as it was written."
        ) from error
    return view.only(ids)


def source_paths(recipe: Mapping[str, Any]) -> list[str]:
    """The files that the recipe was made from."""
    return [str(entry["path"]) for entry in recipe["source"].get("files", ())]


def is_same_output(recipe: Mapping[str, Any], sha256: str) -> bool | None:
    """Whether this is the digest of the file that the recipe was written beside; None where the recipe holds none."""
    output = recipe.get("output")
    wanted = output.get("sha256") if isinstance(output, dict) else None
    return None if not wanted else wanted == sha256


def require_same_source(recipe: Mapping[str, Any], dataset: Dataset) -> None:
    """RecipeError unless the dataset holds the very bytes that the recipe was made from."""
    wanted = recipe["source"].get("fingerprint")
    if wanted != dataset.fingerprint:
        raise RecipeError(
            f"The source has fingerprint {dataset.fingerprint}, the recipe was made from {wanted}.",
            "Give the original files, or export with --where and the recipe's filter.",
        )
