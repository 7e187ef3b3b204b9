"""Before the rows: which files there are, how they are cut into parts, what names them, how they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from explorer import files as disk
from explorer import formats, remote, sources
from explorer.building import reuse
from explorer.conversation import Conversation
from explorer.custom import CustomColumn
from explorer.errors import SourceChanged, SourceError
from explorer.metrics import Context
from explorer.metrics.tokenizer import DEFAULT_ENCODING, check_encoding
from explorer.metrics.truncation.habit import habits_of
from explorer.passes import Reading
from explorer.progress import Progress, Report, silent
from explorer.store import Cache
from explorer.store.cache import write_json
from explorer.store.layers import read_plan, rows_folder, rows_folders, write_plan
from explorer.trainers import Setup, setup_of

SPAN_BYTES = 12 << 20
"""Bytes of one part: large enough that its overhead vanishes, small enough that a worker stays small."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a dataset is read. mapping: field mapping as text, "" detects. encoding: the tokeniser.

    reading: what its map is drawn from, None for the one that is shown. may_send: whether somebody has agreed that rows go
    to an endpoint, which may cost money. engine, address: who builds its layers, see `ray_pool.running_on`. custom: columns
    of the user's own; the Python among them has been allowed.
    """

    mapping: str = ""
    encoding: str = DEFAULT_ENCODING
    reading: Reading | None = None
    may_send: bool = False
    engine: str = "local"
    address: str = ""
    custom: tuple[CustomColumn, ...] = ()

    @property
    def python(self) -> tuple[CustomColumn, ...]:
        """The columns that are built ahead of use."""
        return tuple(column for column in self.custom if column.is_python)


DEFAULT = Options()


def context_of(cache: Cache, options: Options) -> Context:
    """What metrics are given."""
    return Context(encoding=check_encoding(options.encoding), scratch=str(cache.tokenisers))


_HEAD_ROWS = 200
_HEAD_FILES = 20


def _first_rows(files: Sequence[sources.SourceFile], mapping: str) -> list[Conversation]:
    chosen = formats.parse_mapping(mapping) if mapping else None
    rows = [row for file in files[:_HEAD_FILES] for row in sources.head(file, _HEAD_ROWS)]
    return formats.decode_many(rows, chosen)


def trainer_setup(files: Sequence[sources.SourceFile], mapping: str) -> Setup:
    """What a person would tell a trainer about this dataset, from the first rows of its files."""
    return setup_of(_first_rows(files, mapping))


def learnt(context: Context, files: Sequence[sources.SourceFile], mapping: str) -> Context:
    """The context with what the first rows tell of the whole: the same however much of it is built, and in what order."""
    rows = _first_rows(files, mapping)
    answers = (row.turns[place].text for row in rows if (place := row.answer_index()) >= 0)
    return replace(context, setup=setup_of(rows), habits=habits_of(answers))


def resolve(source: str | Sequence[str], report: Report = silent) -> list[Path]:
    """The files of a source that somebody typed: files, folders, globs, or addresses, which are read into the cache first.

    SourceError where there is nothing.
    """
    words = [source] if isinstance(source, str) else list(source)
    if any(remote.is_address(word) for word in words):
        root = Cache.default().root
        words = [str(remote.fetch(root, word, report)) if remote.is_address(word) else word for word in words]
    return sources.locate(words)


def remembered(cache: Cache, paths: Sequence[Path]) -> dict[str, Any] | None:
    """What is known of these files, as they are now; None where they were never read or have changed."""
    try:
        facts = cache.recall(cache.source_key(paths))
    except OSError:
        return None
    if facts and all(Path(entry["plain"]).exists() for entry in facts["files"]):
        return facts
    return None


def effective_mapping(cache: Cache, fingerprint: str, options: Options) -> str:
    """The mapping asked for, else the one remembered for this data, else "" (detect)."""
    if options.mapping == "auto":
        return ""
    if options.mapping:
        return str(formats.parse_mapping(options.mapping))
    path = cache.dataset(fingerprint) / "mapping.txt"
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def remember_mapping(cache: Cache, fingerprint: str, mapping: str) -> None:
    """Use this mapping from now on whenever the same bytes are opened; "" detects again."""
    path = cache.dataset(fingerprint) / "mapping.txt"
    if mapping and mapping != "auto":
        with disk.atomic(path, private=True) as target:
            target.write(str(formats.parse_mapping(mapping)).encode())
    else:
        path.unlink(missing_ok=True)


def survey(
    cache: Cache, paths: Sequence[Path], options: Options, report: Report
) -> tuple[dict[str, Any], list[sources.Span]]:
    """Open every file, cut it into spans, and name the dataset by its content."""
    key = cache.source_key(paths)
    names = sources.display_names(paths)
    splits = sources.splits_of(paths)
    total = sum(path.stat().st_size for path in paths)
    progress = Progress("Reading the source", 0, total, unit="bytes")
    report(progress)
    files: list[sources.SourceFile] = []
    hashes: list[str] = []
    spans: list[sources.Span] = []
    known = reuse.earlier(cache, paths)
    prefixes: list[reuse.Prefix] = []
    refused: list[SourceError] = []  # a bad file among others is counted and said, and the others open
    for position, (path, name, split) in enumerate(zip(paths, names, splits, strict=True)):
        before = progress.done

        def unpacked(done: int, of: int, before: int = before) -> None:
            progress.label, progress.done = "Unpacking the source", before + done
            del of
            report(progress)

        size = path.stat().st_size

        def planned(file: sources.SourceFile, position: int = position, before: int = before, size: int = size) -> str:
            progress.label = "Reading the source"
            hasher = reuse.PrefixHasher(reuse.ends_of(known, Path(file.path)))
            for span in sources.plan(file, position, SPAN_BYTES, hasher):
                spans.append(sources.renumbered(span, len(spans)))
                binary = sources.container_of(file).is_binary
                progress.done = before + min(size, 0 if binary else span.stop)
                report(progress)
            prefixes.extend((file.path, size, digest) for size, digest in hasher.at.items())
            return hasher.hexdigest()

        begun = len(spans)
        try:
            file = sources.open_file(path, cache.scratch, name, report=unpacked)
            digest = planned(file)
        except SourceChanged:
            raise
        except SourceError as error:
            refused.append(error)
            if len(refused) == len(paths) or not path.exists():
                raise refused[0] from error
            del spans[begun:]
            file = sources.standing_in(path, name, error)
            digest = planned(file)
        progress.done = before + size
        file = replace(file, digest=digest)
        sources.require_unchanged(file)
        if split:
            file = replace(file, options={**file.options, sources.SPLIT_OPTION: split})
        files.append(file)
        # How the bytes are cut into records, and the split that is a field of them, are part of what the rows are.
        hashes.append(f"{digest} {file.container}{f' {split}' if split else ''}")
    fingerprint = sources.fingerprint(hashes)
    name = paths[0].name if len(paths) == 1 else f"{paths[0].parent.name} ({len(paths):,} files)"
    facts = {
        "fingerprint": fingerprint,
        "name": name,
        "paths": [str(path) for path in paths],
        "files": [file.as_dict() for file in files],
        "prefixes": prefixes,
    }
    write_json(cache.dataset(fingerprint) / "about.json", {"name": name, "bytes": total})
    _write_plan(cache, facts, options, spans)
    cache.remember(key, paths, facts)
    return facts, spans


def _write_plan(cache: Cache, facts: dict[str, Any], options: Options, spans: list[sources.Span]) -> None:
    mapping = effective_mapping(cache, facts["fingerprint"], options)
    folder = rows_folder(cache.dataset(facts["fingerprint"]), mapping)
    if read_plan(folder) is None:
        write_plan(folder, spans)


def known_plan(cache: Cache, facts: dict[str, Any], options: Options) -> list[sources.Span] | None:
    """The spans kept from an earlier build of the same data, also one with another mapping."""
    dataset = cache.dataset(facts["fingerprint"])
    mapping = effective_mapping(cache, facts["fingerprint"], options)
    own = rows_folder(dataset, mapping)
    for folder in (own, *rows_folders(dataset)):
        spans = read_plan(folder)
        if spans is not None:
            if folder != own:
                write_plan(own, spans)
            return spans
    return None
