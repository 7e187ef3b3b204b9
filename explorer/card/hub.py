"""A folder that `datasets.load_dataset` and LLaMA-Factory read as it is, and that can be pushed to a hub as it is.

data/train-00000-of-00001.parquet …   the rows, a split in files of at most half a gigabyte
README.md   croissant.json            the card, for people and for machines
dataset_info.json                     the same for LLaMA-Factory
recipe.json                           what it was made from and by
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, NamedTuple

import pyarrow as pa

from explorer import dryrun, export, files, recipe
from explorer.card import croissant, readme, stops
from explorer.card.facts import DataFile, facts_of
from explorer.conversation import Conversation
from explorer.errors import ExportError
from explorer.export import ExportOptions, all_parts, conversion, tabular
from explorer.export.choose import parse_split
from explorer.progress import Progress, Report, silent
from explorer.queries import categories, totals
from explorer.scorecard import Profile
from explorer.store.table import aliases
from explorer.trainers import Setup
from explorer.trainers.configs import dataset_info
from explorer.trainers.rows import CHATS, FLAT, PAIRS, TEXTS
from explorer.view import View

SHARD_BYTES = 500_000_000
"""Of the source's rows in one file, about: what the Hub itself makes of larger ones."""

FORMATS = ("parquet", "jsonl")
RECIPE = "recipe.json"

_DATA, _INFO = "data", "dataset_info.json"
_BESIDE = (RECIPE, _INFO, croissant.NAME, readme.NAME)
_OURS = re.compile(r"\A\w+-\d{5}-of-\d{5}\.(parquet|jsonl)\Z")
_AS_IT_IS = CHATS | FLAT | PAIRS | TEXTS
_MIXED = "messages"


@dataclass(frozen=True, slots=True)
class HubOptions:
    """licence: as the Hub names it, such as "apache-2.0"; "" for none. shard_bytes: see `SHARD_BYTES`."""

    licence: str = ""
    shard_bytes: int = SHARD_BYTES


class Laid(NamedTuple):
    """What was written. account: where every line of the source went. dialect: what rows were written in, "" for their own."""

    path: Path
    files: tuple[DataFile, ...]
    rows: int
    dialect: str
    seconds: float
    notes: tuple[str, ...]
    account: Mapping[str, Any]


class _Shard(NamedTuple):
    split: str
    name: str
    view: View


def write(
    view: View,
    folder: Path,
    options: ExportOptions,
    hub: HubOptions,
    profile: Profile,
    report: Report = silent,
    overwrite: bool = False,
) -> Laid:
    """Write the folder. It appears with all of its files, or an empty folder stays behind.

    overwrite: replaces what an earlier call wrote there, and nothing else. ExportError where the folder holds other files, or
    cannot be written.
    """
    folder = folder.expanduser().absolute()
    _check(view, folder, overwrite)
    started = time.time()
    view = view.frozen()
    options, notes = _decided(view, options)
    needed = export.estimate(view)[1]
    try:
        files.make_folder(folder)
        files.sweep([folder])
        inside = folder / files.temporary_name()
        inside.mkdir()
        try:
            with files.saying_full(folder, needed):
                made = _fill(view, inside, options, hub, profile, report, notes)
            _put(inside, folder)
        finally:
            shutil.rmtree(inside, ignore_errors=True)
    except (OSError, pa.ArrowException) as error:
        view.dataset.source.require_unchanged()
        if not isinstance(error, OSError):
            raise
        raise ExportError(f"{folder} cannot be written: {error.strerror}.", "Choose another folder.") from error
    return made._replace(path=folder, seconds=time.time() - started)


def _check(view: View, folder: Path, overwrite: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder} is a file.", "Name a folder.")
    if readme.PATTERN.search(str(folder)):
        raise ExportError(f"{folder} has *, ? or [ in it, which load_dataset takes for a pattern.", "Choose another.")
    if any(Path(file.path).absolute().is_relative_to(folder) for file in view.dataset.files):
        raise ExportError(f"{folder} holds the source itself, which is never changed.", "Choose another folder.")
    held = [entry.name for entry in folder.iterdir() if not entry.name.startswith(".")] if folder.is_dir() else []
    if held and not overwrite:
        raise ExportError(f"{folder} is not empty.", "Choose another folder, or allow it to be overwritten.")
    taken = set(held) & {_DATA, *_BESIDE}
    data = folder / _DATA
    is_ours = data.is_dir() and RECIPE in held and all(_OURS.match(entry.name) for entry in data.iterdir())
    if taken and not is_ours:
        raise ExportError(
            f"{folder} holds files that this command did not write.", "Choose another folder, or an empty one."
        )


def _decided(view: View, options: ExportOptions) -> tuple[ExportOptions, tuple[str, ...]]:
    """Options with a dialect where rows of several forms, or of one that trainers do not read, need one."""
    if options.format not in FORMATS:
        raise ExportError(f"A hub's folder holds no {options.format}.", f"Use --format {' or '.join(FORMATS)}.")
    options = replace(options, compression="")
    if options.dialect:
        return options, ()
    found = categories(all_parts(view, options), "dialect")
    there = [value for value, n in zip(found.values, found.kept, strict=True) if n]
    if len(there) == 1 and there[0] in _AS_IT_IS:
        return options, ()
    why = f"{len(there)} forms" if len(there) > 1 else "a form that trainers do not read"
    return replace(options, dialect=_MIXED), (f"The source's rows are in {why}, so all were written as {_MIXED}.",)


# ---- the files ----


def _fill(
    view: View,
    folder: Path,
    options: ExportOptions,
    hub: HubOptions,
    profile: Profile,
    report: Report,
    notes: tuple[str, ...],
) -> Laid:
    (folder / _DATA).mkdir()
    names = [part.name for part in parse_split(options.split)] if options.split else [""]
    whole = [(name or "train", export.chosen(view, replace(options, part=name))) for name in names]
    schema = None
    if options.format == "parquet":
        schema = _without_objects(tabular.schema_of(all_parts(view, options), options.dialect, options.columns))
    progress = Progress("Exporting", 0, sum(totals(part).rows_kept for _, part in whole))
    written: list[DataFile] = []
    losses = conversion.Losses()
    for split, part in whole:
        with conversion.counting() as lost:  # of one part: rows of the next begin anew
            written += [
                _shard(shard, folder, options, schema, progress, report)
                for shard in _shards(split, part, options, hub.shard_bytes)
            ]
        losses.rows += lost.rows
        losses.by_kind.update(lost.by_kind)
    view.dataset.source.require_unchanged()
    made = _recipe(view, options, written)
    if options.dialect:
        others = conversion.other_fields(view)
        made["account"]["conversion"] = conversion.facts(options.dialect, losses, others)
    rows = all_parts(view, options)
    notes = (*notes, *stops.told(rows, options.dialect, int(profile.settings["longest"])))
    text = recipe.dumps(made)
    (folder / RECIPE).write_bytes(text)
    digest = hashlib.sha256(text).hexdigest()
    facts = facts_of(view, options, profile, written, [(RECIPE, digest)], made, hub.licence, notes)
    (folder / readme.NAME).write_text(readme.text_of(facts), "utf-8")
    described = schema if schema is not None else tabular.first_schema(rows, options.dialect, options.columns)
    (folder / croissant.NAME).write_bytes(croissant.text_of(facts, described))
    if facts.rows:
        row, setup = dryrun.described(rows, options.dialect)
        (folder / _INFO).write_text(_info(row, setup, written), "utf-8")
    return Laid(folder, tuple(written), facts.rows, options.dialect, 0.0, notes, made["account"])


def _without_objects(schema: pa.Schema | None) -> pa.Schema | None:
    """Declared tools as JSON text: as objects, each would be given the fields of all others."""
    if schema is None:
        return None
    return pa.schema([(field.name, pa.string() if field.name == "tools" else field.type) for field in schema])


def _shards(split: str, view: View, options: ExportOptions, most: int) -> list[_Shard]:
    """The files of a split: consecutive rows, as many in each."""
    count, size = export.estimate(view)
    number = max(1, min(-(-size // max(most, 1)), count))
    suffix = export.BY_NAME[options.format].suffixes[0]
    names = [f"{split}-{place:05d}-of-{number:05d}{suffix}" for place in range(number)]
    if number == 1:
        return [_Shard(split, names[0], view)]
    tile, last = aliases("tile", "last")
    found = view.dataset.query(
        f"SELECT {tile}, max(row_id) AS {last} FROM (SELECT row_id, ntile({number}) OVER (ORDER BY row_id) AS {tile} FROM rows "
        f"WHERE {view.where}) GROUP BY {tile} ORDER BY {tile}",
        reads=view.reads,
    )
    ends = found[last].to_pylist()
    starts = [-1, *ends[:-1]]
    return [
        _Shard(split, name, view.narrowed(f"row_id > {start} AND row_id <= {end}", set()))
        for name, start, end in zip(names, starts, ends, strict=True)
    ]


def _shard(
    shard: _Shard, folder: Path, options: ExportOptions, schema: pa.Schema | None, progress: Progress, report: Report
) -> DataFile:
    path = folder / _DATA / shard.name

    def step(rows: int) -> None:
        progress.done += rows
        report(progress)

    with path.open("w+b") as target:
        if options.format == "parquet":
            tabular.write_parquet(shard.view, target, options.dialect, "zstd", step, schema, options.columns)
        else:
            for block in export.stream(shard.view, options):
                target.write(block)
            step(totals(shard.view).rows_kept)
        _ended(target)
        size = target.seek(0, os.SEEK_END)
        target.seek(0)
        digest = hashlib.file_digest(target, "sha256").hexdigest()
    return DataFile(shard.split, f"{_DATA}/{shard.name}", totals(shard.view).rows_kept, size, digest)


def _ended(target: IO[bytes]) -> None:
    target.flush()
    os.fsync(target.fileno())


def _recipe(view: View, options: ExportOptions, written: Sequence[DataFile]) -> dict[str, Any]:
    """The recipe of all files together. It names the source by content: where it lay on this machine is nobody's business."""
    held = [{"name": file.path, "bytes": file.bytes, "sha256": file.sha256} for file in written]
    made = recipe.make(all_parts(view, options), asdict(options), held[0] if len(held) == 1 else {"files": held})
    made["source"]["files"] = [{**file, "path": file["name"]} for file in made["source"]["files"]]
    return made


def _info(row: Conversation, setup: Setup, written: Sequence[DataFile]) -> str:
    """LLaMA-Factory's dataset_info.json: an entry a split, or a file where a split has several."""
    entry = dataset_info(row, setup)
    splits = {file.split for file in written}
    found: dict[str, Any] = {}
    for file in written:
        alone = sum(other.split == file.split for other in written) == 1
        if alone:
            found[file.split] = {"file_name": file.path, **entry}
        elif len(splits) == 1:
            found[file.split] = {"file_name": _DATA, **entry}
        else:
            # "train-00000-of-00002.parquet" is the entry train-00000.
            found["-".join(Path(file.path).name.split("-")[:2])] = {"file_name": file.path, **entry}
    return json.dumps(found, indent=2, ensure_ascii=True) + "\n"


def _put(inside: Path, folder: Path) -> None:
    """Move the finished files to their places; those of an earlier call go."""
    old = inside / "old"
    with suppress(FileNotFoundError):
        (folder / _DATA).rename(old)
    try:
        (inside / _DATA).rename(folder / _DATA)
    except OSError:
        with suppress(OSError):
            old.rename(folder / _DATA)
        raise
    for name in _BESIDE:
        if (inside / name).exists():
            (inside / name).replace(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
