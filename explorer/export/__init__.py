"""Taking rows away: JSONL (byte for byte the source's lines), Parquet or CSV; streamed, atomic, with a recipe beside."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import zstandard

from explorer import files
from explorer.errors import ExistsError, ExportError
from explorer.export.formats import BY_NAME, COMPRESSIONS, EXPORTS, ExportFormat
from explorer.export.options import ExportOptions, options_from, options_of
from explorer.progress import Progress, Report, silent

# The rest of the product is imported where rows are written: the command line's help needs the list of formats alone.
if TYPE_CHECKING:
    from explorer.view import View


class Exported(NamedTuple):
    """What was written. account: where every line of the source went, see `explorer.recipe.account`."""

    path: Path
    recipe: Path
    rows: int
    tokens: int | None
    bytes: int
    seconds: float
    sha256: str
    account: Mapping[str, Any]


def chosen(view: View, options: ExportOptions) -> View:
    """The rows of the view that the options pick."""
    from explorer.export.choose import parse_split, pick, split_part

    if options.choose:
        view = _chosen_before(view, options)
    elif options.pick:
        view = pick(view, options.pick, options.by, options.seed, options.mix, options.fill)
    if options.split:
        parts = {part.name: part for part in parse_split(options.split)}
        if options.part not in parts:
            raise ExportError(
                f"The split '{options.split}' has no part '{options.part}'.", f"It has: {', '.join(parts)}."
            )
        view = split_part(view, parts[options.part], options.seed)
    return view


def _chosen_before(view: View, options: ExportOptions) -> View:
    """The rows that a strategy chose: a recipe gives them again without vectors, whatever becomes of the reference."""
    from explorer.store import row_ids

    try:
        row_ids.from_text(options.rows, view.dataset.rows)
    except ValueError as error:
        raise ExportError(f"The chosen rows cannot be read: {error}.", "Choose again.") from error
    return view.narrowed(row_ids.sql(options.rows), set())


def all_parts(view: View, options: ExportOptions) -> View:
    """The rows that an export takes away; those of all parts of a split together."""
    from explorer.export.choose import Part, parse_split, split_part

    rows = chosen(view, replace(options, split="", part=""))
    if not options.split:
        return rows
    return split_part(rows, Part("all", 0.0, parse_split(options.split)[-1].high), options.seed)


def write_split(
    view: View, path: Path, options: ExportOptions, report: Report = silent, overwrite: bool = False
) -> list[Exported]:
    """Write every part of `options.split` to a file of its own: out.jsonl becomes out.train.jsonl and so on."""
    from explorer.export.choose import parse_split

    suffix = options.suffix if path.name.endswith(options.suffix) else path.suffix
    stem = path.name.removesuffix(suffix)
    parts = parse_split(options.split)
    targets = [(part, path.with_name(f"{stem}.{part.name}{suffix}")) for part in parts]
    for _, target in targets:
        _check_target(view, target.expanduser().absolute(), overwrite)
    view = view.frozen()  # all parts are of the same decisions
    return [write(view, target, replace(options, part=part.name), report, overwrite) for part, target in targets]


def estimate(view: View) -> tuple[int, int]:
    """(rows kept, their bytes in the source; 0 where the container has no byte ranges)."""
    from explorer.queries.numeric import single_row

    sql = f"SELECT count(*), coalesce(sum(byte_length), 0) FROM rows WHERE {view.where}"
    rows, size = single_row(view, sql, view.reads)
    return rows, int(size)


def stream(view: View, options: ExportOptions) -> Iterator[bytes]:
    """The export as blocks of bytes, in bounded memory. ExportError where the format can only be written to a file."""
    from explorer.export import edits

    view.dataset.source.require_unchanged()
    chosen = BY_NAME[options.format]
    if chosen.streams is None:
        raise ExportError(f"{chosen.label} cannot be streamed.", "Write it to a file.")
    view = view.frozen()
    if not options.dialect:
        edits.check(view)
    return _compressed(
        _unchanged_to_the_end(view, chosen.streams(view, options.dialect, options.columns)), options.compression
    )


def _unchanged_to_the_end(view: View, blocks: Iterable[bytes]) -> Iterator[bytes]:
    yield from blocks
    view.dataset.source.require_unchanged()


def _compressed(blocks: Iterable[bytes], compression: str) -> Iterator[bytes]:
    if compression == "gz":
        buffer = io.BytesIO()
        # No name and no time in the header: the same rows give the same bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0, compresslevel=6) as packer:
            for block in blocks:
                packer.write(block)
                if buffer.tell():
                    yield buffer.getvalue()
                    buffer.seek(0)
                    buffer.truncate()
        yield buffer.getvalue()
    elif compression == "zst":
        packer_zst = zstandard.ZstdCompressor(level=6).compressobj()
        for block in blocks:
            if packed := packer_zst.compress(block):
                yield packed
        yield packer_zst.flush()
    else:
        yield from blocks


def write(view: View, path: Path, options: ExportOptions, report: Report = silent, overwrite: bool = False) -> Exported:
    """Write the kept rows and, beside them, the recipe. Both appear whole or not at all.

    ExportError where the file exists and `overwrite` is False, or cannot be written.
    """
    import pyarrow as pa

    from explorer import recipe
    from explorer.export import conversion
    from explorer.queries import totals

    path = path.expanduser().absolute()
    _check_target(view, path, overwrite)
    files.sweep([path.parent])
    started = time.time()
    whole = view.frozen()
    view = chosen(whole, options)
    among = all_parts(whole, options) if options.part else view
    counted = totals(view)
    progress = Progress("Exporting", 0, counted.rows_kept)
    beside = path.with_name(path.name + recipe.SUFFIX)
    try:
        needed = estimate(view)[1]
        to_file = BY_NAME[options.format].write
        with (
            conversion.counting() as losses,
            files.atomic_all([path, beside], durable=True, replace=overwrite, needed=needed) as (target, about),
        ):
            view.dataset.source.require_unchanged()
            if to_file is not None:

                def step(rows: int) -> None:
                    progress.done += rows
                    report(progress)

                to_file(view, among, target, options.dialect, options.columns, options.compression, step)
                digest = _digest(target)
            else:
                digest = _write_blocks(view, target, options, progress, report)
            size = target.seek(0, os.SEEK_END)
            facts = recipe.make(view, asdict(options), {"name": path.name, "bytes": size, "sha256": digest})
            if options.dialect:
                others = conversion.other_fields(view)
                facts["account"]["conversion"] = conversion.facts(options.dialect, losses, others)
            about.write(recipe.dumps(facts))
            view.dataset.source.require_unchanged()
    except FileExistsError as error:
        raise ExistsError(f"{path} exists already.", "Choose another name, or allow it to be overwritten.") from error
    except (OSError, pa.ArrowException) as error:
        view.dataset.source.require_unchanged()  # what the readers of Parquet say of a file that was cut short
        if not isinstance(error, OSError):
            raise
        raise ExportError(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from error
    seconds = time.time() - started
    return Exported(path, beside, counted.rows_kept, counted.tokens_kept, size, seconds, digest, facts["account"])


def _check_target(view: View, path: Path, overwrite: bool) -> None:
    if not path.parent.is_dir():
        raise ExportError(f"There is no folder {path.parent}.", "Make it first, or choose another.")
    if path.is_dir():
        raise ExportError(f"{path} is a folder.", "Name a file in it.")
    for file in view.dataset.files:
        if path.exists() and Path(file.path).exists() and path.samefile(file.path):
            raise ExportError(f"{path} is the source itself, which is never changed.", "Choose another name.")
    if path.exists() and not overwrite:
        raise ExistsError(f"{path} exists already.", "Choose another name, or allow it to be overwritten.")


def _write_blocks(view: View, target: IO[bytes], options: ExportOptions, progress: Progress, report: Report) -> str:
    digest = hashlib.sha256()
    told = time.time()
    written = 0
    progress.unit, progress.total = "bytes", estimate(view)[1]
    for block in stream(view, options):
        target.write(block)
        digest.update(block)
        written += len(block)
        if time.time() - told > 0.2:
            told, progress.done = time.time(), written
            report(progress)
    return digest.hexdigest()


def _digest(written: Any) -> str:
    written.seek(0)
    return hashlib.file_digest(written, "sha256").hexdigest()


__all__ = [
    "BY_NAME",
    "COMPRESSIONS",
    "EXPORTS",
    "ExportFormat",
    "ExportOptions",
    "Exported",
    "all_parts",
    "chosen",
    "estimate",
    "options_from",
    "options_of",
    "stream",
    "write",
    "write_split",
]
