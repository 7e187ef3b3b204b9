"""The card of an export that is one file, or a file for each part of a split: README.md and croissant.json in its folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from explorer import files, recipe
from explorer.card import croissant, readme
from explorer.card.facts import DataFile, facts_of
from explorer.errors import ExportError
from explorer.export import Exported, ExportOptions, all_parts, tabular
from explorer.export.choose import parse_split
from explorer.scorecard import Profile
from explorer.view import View


class Beside(NamedTuple):
    """What was written."""

    readme: Path
    croissant: Path


def check(folder: Path, overwrite: bool) -> None:
    """ExportError where a card is there already and may not be replaced: asked before rows are written."""
    for name in (readme.NAME, croissant.NAME):
        if (folder.expanduser() / name).exists() and not overwrite:
            raise ExportError(
                f"{folder / name} exists already.", "Export into a folder of its own, or allow it to be overwritten."
            )


def write(
    view: View,
    options: ExportOptions,
    written: Sequence[Exported],
    profile: Profile,
    licence: str = "",
    overwrite: bool = False,
) -> Beside:
    """Write the card of what `export.write` or `export.write_split` has written. ExportError as `check`, or where it cannot be."""
    folder = written[0].path.parent
    check(folder, overwrite)
    names = [part.name for part in parse_split(options.split)] if options.split and not options.part else ["train"]
    held = [
        DataFile(split, done.path.name, done.rows, done.bytes, done.sha256)
        for split, done in zip(names, written, strict=True)
    ]
    recipes = [(done.recipe.name, hashlib.sha256(done.recipe.read_bytes()).hexdigest()) for done in written]
    view = view.frozen()
    made = recipe.make(all_parts(view, options), asdict(options))
    facts = facts_of(view, options, profile, held, recipes, made, licence)
    schema = tabular.first_schema(view, options.dialect, options.columns)
    found = Beside(folder / readme.NAME, folder / croissant.NAME)
    try:
        with files.atomic_all(list(found), durable=True, replace=overwrite) as (card, machine):
            card.write(readme.text_of(facts).encode("utf-8", "replace"))
            machine.write(croissant.text_of(facts, schema, options.compression))
    except OSError as error:
        raise ExportError(f"{folder} cannot be written: {error.strerror}.", "Choose another folder.") from error
    return found
