"""Making the recipe of an export."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from explorer import __version__, custom, filters
from explorer.queries import totals
from explorer.recipe.account import account
from explorer.recipe.form import FORMAT, WITH_ADDED, WITH_CHOICE, WITH_COLUMNS, WITH_GROUPS, WITH_ROWS, WITH_STEPS
from explorer.recipe.maps import map_facts
from explorer.store import row_ids
from explorer.store.hand import HandRows
from explorer.view import View
from explorer.words import ENGLISH, speaking

_ONLY_CHOSEN = ("choose", "reference", "score", "rows", "columns")


@speaking(ENGLISH)  # the same bytes, whatever the app speaks
def make(
    view: View,
    options: Mapping[str, Any],
    output: Mapping[str, Any] | None = None,
    grouping: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The recipe of an export. options: format, compression, dialect. output: name, bytes and sha256 of the file.
    grouping: by what its rows were put together, where they were.

    Decisions by hand are in it as they are in the view, or as they stand now where that is not frozen.
    """
    view = view.frozen()
    dataset = view.dataset
    counted = totals(view)
    by_hand = _by_hand(view)
    has_steps = bool(view.drops.steps or by_hand)
    columns = [custom.as_dict(column) for column in _columns(view, options, grouping)]
    return {
        "recipe": _form(view, options, grouping, has_steps, bool(columns)),
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
        **map_facts(view, options.get("columns") or ()),
        **({"columns": columns} if columns else {}),
        **({"queries": list(options["queries"])} if options.get("queries") else {}),
        **({"drops": [step.as_dict() for step in view.drops.steps]} if has_steps else {}),
        **({"by_hand": by_hand} if by_hand else {}),
        "focus": view.focus.text,
        "filter": view.focus.text,
        "filter_in_words": filters.describe(view.focus, dataset.columns),
        **({"rows": view.named_rows} if view.named_rows else {}),
        "export": {
            name: value for name, value in options.items() if (value or name not in _ONLY_CHOSEN) and name != "queries"
        },
        **({"group": dict(grouping)} if grouping else {}),
        "account": account(view),
        "kept": {"rows": counted.rows_kept, "tokens": counted.tokens_kept},
        "dropped": {
            "rows": counted.rows - counted.rows_kept,
            "tokens": None if counted.tokens is None else counted.tokens - (counted.tokens_kept or 0),
        },
        "output": dict(output or {}),
    }


def _columns(
    view: View, options: Mapping[str, Any], grouping: Mapping[str, Any] | None
) -> Sequence[custom.CustomColumn]:
    """The columns of the user's own that say which rows are written, and how."""
    texts = [view.focus.text, *(step.where for step in view.drops.steps)]
    texts += [str(value) for value in (*options.values(), *(grouping or {}).values()) if isinstance(value, str)]
    return custom.needed(view.dataset.custom.columns, *texts, *(options.get("columns") or ()))


def _form(
    view: View, options: Mapping[str, Any], grouping: Mapping[str, Any] | None, has_steps: bool, has_own: bool
) -> int:
    """The oldest form that says all of it: what reads older ones only refuses what it would pass over."""
    if options.get("columns"):
        return WITH_ADDED
    if has_own:
        return WITH_COLUMNS
    if grouping:
        return WITH_GROUPS
    if options.get("choose"):
        return WITH_CHOICE
    return WITH_STEPS if has_steps else WITH_ROWS if view.named_rows else FORMAT


def _by_hand(view: View) -> dict[str, Any]:
    """The decisions of a frozen view, as the recipe holds them; {} where there are none."""
    held = view.drops.hand_rows or HandRows()
    facts = {
        "drop": "" if held.drop == row_ids.NONE else held.drop,
        "keep": "" if held.keep == row_ids.NONE else held.keep,
        "edits": {str(row_id): {str(turn): text for turn, text in turns} for row_id, turns in held.edits},
        "held": dict(held.held),
    }
    return {name: value for name, value in facts.items() if value}
