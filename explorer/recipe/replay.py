"""Replaying a recipe: the view that it was made of, and what has to be as it was then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from explorer import custom, filters, saved_queries, steps
from explorer.custom import CustomColumn
from explorer.errors import FilterError, LayerError, RecipeError
from explorer.passes import Reading
from explorer.passes.map_source import from_dict
from explorer.recipe.maps import LOOKS, looks, of_the_map
from explorer.saved_queries import SavedQuery
from explorer.store import Dataset, row_ids, sandbox
from explorer.store.hand import HandRows
from explorer.view import View

OLD_STEP = "Filter of the recipe"
"""The step that the filter of an old recipe becomes."""

_AS_WRITTEN = "Take the recipe as it was written."


def view_of(recipe: Mapping[str, Any], dataset: Dataset) -> View:
    """What the recipe kept of its dataset, before anything was picked of it. RecipeError where it names no rows of it.

    Decisions are the recipe's own, whatever the book of this user says.
    """
    view = _stepped(recipe, dataset).replayed(_hand_rows(recipe.get("by_hand", {}), dataset.rows))
    named = recipe.get("rows")
    return view if named is None else view.only(_set("rows", named, dataset.rows))


def columns_of(recipe: Mapping[str, Any], allowed: Iterable[CustomColumn]) -> tuple[CustomColumn, ...]:
    """The columns of its maker's own. RecipeError for one that cannot be read, and for Python that is not among `allowed`."""
    return custom.require_allowed([custom.from_dict(facts) for facts in recipe.get("columns", ())], allowed)


def queries_of(recipe: Mapping[str, Any], dataset: Dataset | None = None) -> tuple[SavedQuery, ...]:
    """Its saved queries. RecipeError where one is none; with a dataset, also where the sandbox refuses it."""
    try:
        found = saved_queries.checked(saved_queries.from_dict(facts) for facts in recipe.get("queries", ()))
        for query in found if dataset is not None else ():
            sandbox.read(query.statement, dataset.columns if dataset is not None else ())
    except FilterError as error:
        raise RecipeError(f"A saved query of the recipe cannot be used: {error.message}", _AS_WRITTEN) from error
    return found


def conditions(recipe: Mapping[str, Any]) -> str:
    """All that its steps and its focus say: whose columns have to be built."""
    return " ".join([recipe["filter"], recipe.get("focus", ""), *(facts["where"] for facts in recipe.get("drops", ()))])


def _stepped(recipe: Mapping[str, Any], dataset: Dataset) -> View:
    listed = steps.checked(steps.from_dict(facts) for facts in recipe.get("drops", ()))
    if "focus" in recipe or not recipe["filter"].strip():
        return View.of(dataset, recipe.get("focus", ""), listed, by_hand=False)
    # Of a version without steps: what its filter kept, a step keeps now.
    try:
        left_out = steps.named(filters.negate(recipe["filter"]), OLD_STEP)
        return View.of(dataset, "", [*listed, left_out], by_hand=False)
    except FilterError:  # too long to be negated, or no filter, which is said then
        return View.of(dataset, recipe["filter"], listed, by_hand=False)


def _hand_rows(facts: Mapping[str, Any], rows: int) -> HandRows:
    sets = {
        name: row_ids.as_text(_set(f"by_hand.{name}", facts[name], rows)) for name in ("drop", "keep") if name in facts
    }
    held = [(text, row_ids.as_text(_set("by_hand.held", found, rows))) for text, found in facts.get("held", {}).items()]
    edits = {
        _place(row_id): {_place(turn): text for turn, text in turns.items()}
        for row_id, turns in facts.get("edits", {}).items()
    }
    return HandRows(
        **sets,
        edits=tuple((row_id, tuple(sorted(turns.items()))) for row_id, turns in sorted(edits.items())),
        held=tuple(held),
    )


def _place(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 15:
        return int(text)
    raise RecipeError(f"The recipe's corrected texts cannot be read: '{text[:40]}' is no row or turn.", _AS_WRITTEN)


def _set(name: str, text: str, rows: int) -> np.ndarray:
    try:
        return row_ids.from_text(text, rows)
    except ValueError as error:
        raise RecipeError(f"The recipe's {name} cannot be read: {error}.", _AS_WRITTEN) from error


def require_same_map(recipe: Mapping[str, Any], view: View) -> None:
    """RecipeError where a condition asks for a map that was drawn otherwise: it would keep other rows."""
    wanted = recipe.get("map", {}).get(LOOKS)
    others = recipe.get("export", {}).get("columns", ())
    if wanted is not None and wanted != looks(view.dataset, of_the_map(view, others)):
        raise RecipeError(
            "The map that is drawn here is not the one that the recipe was made with: it would keep other rows.",
            "Processors of another kind round otherwise, and so do other versions of packages. Make the file where the map was "
            "drawn, or name its rows: export with --where.",
        )


def reading_of(recipe: Mapping[str, Any]) -> Reading | None:
    """What the recipe's map was drawn from; None where it asks for none. RecipeError where it cannot be told."""
    if "map" not in recipe:
        return None
    try:
        return from_dict(recipe["map"])
    except (LayerError, TypeError) as error:
        raise RecipeError(
            "The recipe does not say what its map was drawn from.", "Export again with --where."
        ) from error


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
