"""A source from elsewhere in the cache: read once, in blocks, so that a cut connection costs one of them."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from explorer import files
from explorer.errors import SourceError
from explorer.progress import Progress, Report, silent
from explorer.remote.address import checked, shown
from explorer.remote.opened import file_system
from explorer.remote.telling import alone, changed, keeping, speaking_of
from explorer.sources.locate import is_data_name

BLOCK = 8 << 20
"""Bytes asked for at once."""

FOLDER = "remote"
_MOST_FILES = 1_000
_TRIES, _WAIT = 5, 0.5  # of a block, and seconds before the second try; each later one waits twice as long
_TAGS = (
    "ETag",
    "etag",
    "md5Hash",
    "Content-MD5",
    "Digest",
    "Last-Modified",
    "blob_id",
    "generation",
    "LastModified",
    "updated",
)
_README = "README.md"


class Item(NamedTuple):
    """A file elsewhere. name: below the folder that was asked for. tag: what changes when it does, "" where nothing tells.

    in_blocks: whether its server gives a part of it.
    """

    path: str
    name: str
    size: int | None
    tag: str
    in_blocks: bool


def held(root: Path, address: str) -> Path | None:
    """The copy that was last read of an address, a file or a folder; None where there is none. Looks at nothing elsewhere."""
    note = _note(root, address)
    try:
        path = root / FOLDER / str(json.loads(note.read_text("utf-8"))["copy"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return path if path.exists() else None


def fetch(root: Path, address: str, report: Report = silent, block: int = BLOCK) -> Path:
    """The copy of what an address names, as it is there now: a file, or a folder of files. Read where it is not here yet.

    root: of the cache. report: told of bytes; what it raises stops the reading, and what was read is kept. SourceError where
    it cannot be reached, changes while it is read, or needs the extra.
    """
    address = checked(address)
    with speaking_of(address):
        system, path = file_system(address)
        items = _items(system, path, address)
    key = _key(address, items)
    folder = root / FOLDER / key
    is_one = len(items) == 1 and not items[0].name.count("/") and items[0].path == path
    copy = folder / items[0].name if is_one else folder
    if not (folder / ".whole").exists():
        size = sum(item.size or 0 for item in items)
        with keeping(root), files.saying_full(folder, size):
            files.make_folder(folder, private=True)
            with alone(folder):
                _read_all(system, items, folder, address, report, block)
    with keeping(root), files.atomic(_note(root, address), private=True) as target:
        target.write(
            json.dumps({"address": shown(address), "copy": copy.relative_to(root / FOLDER).as_posix()}).encode()
        )
    return copy


def _note(root: Path, address: str) -> Path:
    return root / FOLDER / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.json"


def _key(address: str, items: list[Item]) -> str:
    """Names what is there now: the same tags and sizes, the same copy."""
    facts = json.dumps([address, [[item.name, item.size, item.tag] for item in items]])
    return hashlib.sha256(facts.encode()).hexdigest()[:32]


# ---- what is there ----


def _items(system: Any, path: str, address: str) -> list[Item]:
    """The files that an address names, in the order of their names."""
    if any(mark in path for mark in "*[") and not address.lower().startswith("http"):
        base = path[: min(path.index(mark) for mark in "*[" if mark in path)].rpartition("/")[0]
        found = system.glob(path, detail=True)
        kept = {name: info for name, info in found.items() if info.get("type") == "file"}
    else:
        info = system.info(path)
        if info.get("type") != "directory":
            return [_item(path, info, path.rstrip("/").rpartition("/")[0])]
        base, kept = path, system.find(path, detail=True)
    wanted = [name for name in sorted(kept) if is_data_name(name) or name == f"{base.rstrip('/')}/{_README}"]
    if not any(is_data_name(name) for name in wanted):
        raise SourceError(f"There are no data files at {shown(address)}.", "Check the address.")
    if len(wanted) > _MOST_FILES:
        raise SourceError(f"These are more than {_MOST_FILES:,} files.", "Name one of them, or a folder below.")
    items = [_item(name, kept[name], base) for name in wanted]
    if len({item.name for item in items}) < len(items):
        raise SourceError("Two of these files would bear one name here.", "Name one of them.")
    return items


def _item(path: str, info: Mapping[str, Any], base: str) -> Item:
    name = path[len(base) :].strip("/").partition("?")[0]
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    safe = "/".join(
        "".join(char if char.isprintable() and char not in '\\:*?"<>|' else "_" for char in part)[-150:]
        for part in parts
    )
    lfs = info.get("lfs")
    tag = next((str(info[name]) for name in _TAGS if info.get(name)), "")
    if isinstance(lfs, Mapping) and lfs.get("sha256"):
        tag = str(lfs["sha256"])
    size = info.get("size")
    in_blocks = isinstance(size, int) and info.get("partial") is not False
    return Item(path, safe or "data", int(size) if isinstance(size, int) else None, tag, in_blocks)


# ---- reading ----


def _read_all(system: Any, items: list[Item], folder: Path, address: str, report: Report, block: int) -> None:
    total = sum(item.size or 0 for item in items)
    progress = Progress("Reading from elsewhere", 0, total)
    progress.unit = "bytes"
    for item in items:
        target = folder / item.name
        if not target.exists():
            files.make_folder(target.parent, private=True)
            _read(system, item, target, address, progress, report, block)
        progress.done = sum(one.size or 0 for one in items[: items.index(item) + 1])
        report(progress)
    (folder / ".whole").touch(mode=files.PRIVATE_FILE)


def _read(system: Any, item: Item, target: Path, address: str, progress: Progress, report: Report, block: int) -> None:
    """One file. What was read before a stop is gone on with, since its folder is named by what it was."""
    part = target.with_name(f".{hashlib.sha256(target.name.encode()).hexdigest()[:16]}.part")
    before = progress.done
    with open(part, "ab", opener=lambda path, flags: os.open(path, flags, files.PRIVATE_FILE)) as written:
        at = written.seek(0, os.SEEK_END)
        if not (item.in_blocks and item.tag):  # nothing tells whether what was read before belongs to it
            written.truncate(at := 0)
        for found in _told(system, item, address, _blocks(system, item, at, block)):
            written.write(found)
            at += len(found)
            progress.done = before + at
            written.flush()
            report(progress)
        if item.size is not None and at != item.size:
            part.unlink()
            raise changed(address)
        written.flush()
        os.fsync(written.fileno())
    # Blocks are asked for one by one: only when the same file is there at the end were all of them of one file.
    with speaking_of(address):
        now = _item(item.path, _info_again(system, item.path), item.path.rpartition("/")[0])
    if (now.size, now.tag) != (item.size, item.tag):
        part.unlink()
        raise changed(address)
    part.replace(target)


def _told(system: Any, item: Item, address: str, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same blocks; what fails as they are asked for is said of the address, and of nothing that is done with them."""
    try:
        with speaking_of(address):
            yield from blocks
    except SourceError as error:
        # A part that is not there any more, as of an object that is shorter now, is no fault of the network.
        if _is_another(system, item, address):
            raise changed(address) from error
        raise


def _is_another(system: Any, item: Item, address: str) -> bool:
    """Whether something else is there now; False where that cannot be told."""
    try:
        with speaking_of(address):
            now = _item(item.path, _info_again(system, item.path), item.path.rpartition("/")[0])
    except SourceError:
        return False
    return (now.size, now.tag) != (item.size, item.tag)


def _info_again(system: Any, path: str) -> Mapping[str, Any]:
    system.invalidate_cache()
    return system.info(path)


def _blocks(system: Any, item: Item, at: int, block: int) -> Iterator[bytes]:
    """The file from a place on, never more than a block at once. A connection that is cut is tried anew where a part can be asked for."""
    if item.in_blocks:
        assert item.size is not None
        while at < item.size:
            end = min(at + block, item.size)
            found = _block(system, item, at, end)
            if found is None:
                break
            yield found[: end - at]
            if len(found) != end - at:
                return  # it is shorter or longer than it was
            at = end
        else:
            return
    with _stream(system, item) as stream:
        while found := stream.read(block):
            yield found[at:]
            at = max(0, at - len(found))


def _block(system: Any, item: Item, start: int, end: int) -> bytes | None:
    """A part of a file; None where its server gives no parts, and has not said so."""
    for attempt in range(_TRIES):
        try:
            if "http" in system.protocol:
                return _part(system, item, start, end)
            return system.cat_file(item.path, start=start, end=end)
        except FileNotFoundError:
            raise
        except Exception:  # each library has errors of its own for a connection that was cut
            if attempt == _TRIES - 1:
                raise
            time.sleep(_WAIT * 2**attempt)
    raise AssertionError("unreachable")


def _part(system: Any, item: Item, start: int, end: int) -> bytes | None:
    """`_block` of a web server. fsspec's own would hold all that it answers, which is the whole file where it knows no parts."""
    with _stream(system, item, {"Range": f"bytes={start}-{end - 1}"}) as answer:
        if answer.r.status != 206 and (start, end) != (0, item.size):
            return None
        found = bytearray()
        while more := answer.read(end - start + 1 - len(found)):  # one more, to see that it is longer
            found += more
        return bytes(found)


def _stream(system: Any, item: Item, headers: Mapping[str, str] | None = None) -> Any:
    """The file, to be read in order. headers: for a web server, which is asked for bytes as they are."""
    if "http" not in system.protocol:
        return system.open(item.path, "rb", block_size=0)
    asked = {"Accept-Encoding": "identity", **(headers or {})}
    return system.open(item.path, "rb", block_size=0, size=item.size, headers=asked)
