"""Compressed and non-UTF-8 files become plain UTF-8 copies in the scratch folder, streamed, made once."""

from __future__ import annotations

import bz2
import codecs
import lzma
import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson
import xxhash

from explorer import checksums, files
from explorer.errors import SourceError
from explorer.sources.identity import identity_of
from explorer.sources.records import Report

_CHUNK = 1 << 20
_INPUT = 64 << 10  # compressed bytes read at once: few, so that a look at the beginning costs little
_SPARE = 512 << 20  # bytes of disk that are left free

_MAGIC = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"))


def compression_of(head: bytes) -> str:
    """gzip, zstd, bz2 or xz by the first bytes, "" for none of them."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    return ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A plain copy. consumed: bytes of the original it was made from. note: "" or what went wrong at the end."""

    path: Path
    size: int
    consumed: int
    note: str = ""


def scratch_path(scratch: Path, path: Path, stage: str) -> Path:
    """Where the copy of a file, as it is now, made by this stage, has its place."""
    facts = f"{path.absolute()}\0{identity_of(path)}\0{stage}"
    return scratch / f"{xxhash.xxh3_128_hexdigest(facts.encode('utf-8', 'surrogateescape'))}.plain"


def kept(place: Path) -> Copy | None:
    """The copy made before, None where it is not there or not whole."""
    try:
        facts = orjson.loads(place.with_suffix(".json").read_bytes())
        if place.stat().st_size != facts["size"] or not checksums.seen(place, facts["checksum"]):
            return None
        return Copy(place, facts["size"], facts["consumed"], facts["note"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def discard(place: Path) -> None:
    """Forget a copy."""
    for path in (place, place.with_suffix(".json")):
        path.unlink(missing_ok=True)


def keep(place: Path, write: Callable[[IO[bytes]], tuple[int, str]]) -> Copy:
    """Make a copy: `write` fills the file it is given and returns (bytes consumed, note). Appears only when whole."""
    try:
        with files.atomic_all([place, place.with_suffix(".json")], private=True) as (target, about):
            consumed, note = write(target)
            size = target.seek(0, os.SEEK_END)
            target.flush()
            facts = {"size": size, "consumed": consumed, "note": note, "checksum": checksums.digest_of(target)}
            about.write(orjson.dumps(facts))
    except OSError as error:
        raise SourceError(
            f"No copy of the file can be made in {place.parent}: {(error.strerror or str(error)).lower()}.",
            "Set EXPLORER_CACHE to a folder that can be written to.",
        ) from error
    return Copy(place, size, consumed, note)


def unpacked(path: Path, name: str, compression: str, scratch: Path, report: Report | None, limit: int | None) -> Copy:
    """The decompressed copy of a file; at most about `limit` bytes of it if given.

    A file that is cut short or damaged gives what can be read before, with a note. SourceError where that is nothing.
    """
    place = scratch_path(scratch, path, f"unpack {limit or ''}")
    if found := kept(place):
        return found
    total = path.stat().st_size

    def write(target: IO[bytes]) -> tuple[int, str]:
        done = 0
        with path.open("rb") as source:
            pieces = _pieces(source, compression)
            try:
                for piece in pieces:
                    _check_space(scratch, done, len(piece), name)
                    target.write(piece)
                    done += len(piece)
                    if report is not None:
                        report(min(source.tell(), total), total)
                    if limit is not None and done >= limit:
                        return min(source.tell(), total - 1), ""  # never all of it: there may be more
            except (EOFError, zlib.error, OSError, lzma.LZMAError, ValueError, _zstd_error()) as error:
                if isinstance(error, OSError) and error.errno is not None:
                    raise
                is_cut = isinstance(error, EOFError)
                if not done:
                    fault = "is cut short" if is_cut else "is damaged"
                    raise SourceError(f"{name} {fault}: nothing can be unpacked.", "Fetch the file again.") from error
                fault = "truncated" if is_cut else "damaged"
                return total, f"The compressed file is {fault} after {done:,} bytes; rows before that point are shown."
            return min(source.tell(), total), ""

    return keep(place, write)


def _zstd_error() -> type[Exception]:
    import zstandard

    return zstandard.ZstdError


def _check_space(scratch: Path, done: int, length: int, name: str) -> None:
    if done // (64 * _CHUNK) == (done + length) // (64 * _CHUNK):
        return
    if shutil.disk_usage(scratch).free < _SPARE:
        raise SourceError(
            f"{name} cannot be unpacked in {scratch}: it has {done:,} bytes so far, and {_SPARE:,} bytes are to stay free.",
            "Free some disk space, or set EXPLORER_CACHE to a folder on another disk.",
        )


def _pieces(source: IO[bytes], compression: str) -> Iterator[bytes]:
    """Decompressed blocks of bounded size. EOFError where the data ends too early."""
    if compression == "gzip":
        yield from _inflated(source)
    elif compression == "zstd":
        yield from _zstd(source)
    else:
        yield from _with_needs_input(source, bz2.BZ2Decompressor if compression == "bz2" else lzma.LZMADecompressor)


def _inflated(source: IO[bytes]) -> Iterator[bytes]:
    """All members of a gzip file; what follows the last and is no member is ignored, as gzip does."""
    data = source.read(_INPUT)
    while data:
        inflater = zlib.decompressobj(31)
        while not inflater.eof:
            if piece := inflater.decompress(data, _CHUNK):
                yield piece
            data = inflater.unconsumed_tail
            if not data and not inflater.eof:
                data = source.read(_INPUT)
                if not data:
                    if rest := inflater.flush():
                        yield rest
                    raise EOFError
        data = inflater.unused_data or source.read(_INPUT)
        data = data.lstrip(b"\0")
        if len(data) < 2:
            data += source.read(_INPUT)
        if not data.startswith(b"\x1f\x8b"):
            return


def _with_needs_input(source: IO[bytes], make: Callable[[], Any]) -> Iterator[bytes]:
    data = source.read(_INPUT)
    while data:
        unpacker = make()
        feed = data
        while not unpacker.eof:
            if piece := unpacker.decompress(feed, _CHUNK):
                yield piece
            feed = b""
            if unpacker.needs_input and not unpacker.eof:
                feed = source.read(_INPUT)
                if not feed:
                    raise EOFError
        data = unpacker.unused_data or source.read(_INPUT)
        if not compression_of(data):
            return


def _zstd(source: IO[bytes]) -> Iterator[bytes]:
    import zstandard

    # Small inputs: a block of zeros takes three bytes and unpacks to 128 kB.
    step = 8 << 10
    data = source.read(step)
    while data:
        unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()
        while not unpacker.eof:
            if piece := unpacker.decompress(data):
                yield piece
            if not unpacker.eof:
                data = source.read(step)
                if not data:
                    raise EOFError
        data = unpacker.unused_data or source.read(step)


def transcoded(
    plain: Path, original: Path, encoding: str, mark: int, scratch: Path, report: Report | None, limit: int | None
) -> Copy:
    """The UTF-8 copy of a text file. Bytes that mean nothing in its encoding become U+FFFD, and are counted."""
    place = scratch_path(scratch, original, f"decode {encoding} {limit or ''}")
    if found := kept(place):
        return found
    total = plain.stat().st_size

    def write(target: IO[bytes]) -> tuple[int, str]:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        replaced = done = 0
        with plain.open("rb") as source:
            source.seek(mark)
            while block := source.read(_CHUNK):
                done += len(block)
                text = decoder.decode(block)
                replaced += text.count("\ufffd")
                target.write(text.encode("utf-8", "replace"))
                if report is not None:
                    report(done, total)
                if limit is not None and done >= limit:
                    break
            else:
                text = decoder.decode(b"", final=True)
                replaced += text.count("\ufffd")
                target.write(text.encode("utf-8", "replace"))
        note = f"{replaced:,} bytes or characters have no meaning in this encoding and are shown as U+FFFD."
        return done, note if replaced else ""

    return keep(place, write)


def with_line_feeds(plain: Path, original: Path, start: int, scratch: Path, limit: int | None) -> Copy:
    """A copy whose lines end with line feeds in place of carriage returns."""
    place = scratch_path(scratch, original, f"line feeds {limit or ''}")
    if found := kept(place):
        return found

    def write(target: IO[bytes]) -> tuple[int, str]:
        done = start
        with plain.open("rb") as source:
            source.seek(start)
            while (limit is None or done < limit) and (block := source.read(_CHUNK)):
                done += len(block)
                target.write(block.replace(b"\r", b"\n"))
        return done, ""

    return keep(place, write)
