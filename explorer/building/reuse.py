"""What an earlier build of mostly the same bytes left: a file that grew, a folder with one file more.

A dataset is named by its content, so that a file that grew is another one. What was told of a part whose bytes are the same holds
all the same: while the file is planned, its beginning is hashed up to where an earlier one ended, and where that is the hash of
the earlier one, the parts that lie within it are linked to where a build would write them. Only the rest is read and judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xxhash

from explorer import checksums, sources
from explorer.metrics import METRICS, Context
from explorer.store import Cache
from explorer.store.cache import read_json, write_json
from explorer.store.layers import BASE_LAYERS, REJECTS, SPINE, Layer, read_plan, row_layers, rows_folder

_MARK, _LEARNT = "reused.json", "first_rows.json"
_BY_FIRST_ROWS = frozenset(metric.name for metric in METRICS if metric.by_first_rows)
_LOOKED_AT = 200  # remembered sources, newest first
_LARGEST = 4 << 20  # bytes of what is remembered of one

Prefix = tuple[str, int, str]
"""(path, bytes, their hash) of a file as it was."""


class PrefixHasher:
    """XXH3 of a file, and of its first bytes up to some sizes. `at`: size -> hash, for the sizes that were reached."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.at: dict[int, str] = {}
        self._sizes = sorted(set(sizes))
        self._hasher = xxhash.xxh3_128()
        self._seen = 0

    def update(self, data: Any, /) -> None:
        """Take more bytes."""
        view = memoryview(data)
        while self._sizes and self._sizes[0] <= self._seen + len(view):
            size = self._sizes.pop(0)
            cut = size - self._seen
            self._feed(view[:cut])
            self.at[size] = self._hasher.hexdigest()
            view = view[cut:]
        self._feed(view)

    def _feed(self, view: memoryview) -> None:
        self._hasher.update(view)
        self._seen += len(view)

    def hexdigest(self) -> str:
        """Of all that was taken."""
        return self._hasher.hexdigest()


def earlier(cache: Cache, paths: Sequence[Path]) -> list[dict[str, Any]]:
    """What is remembered of sources that have a file of these paths, newest first, whose layers are still there."""
    wanted = {str(path) for path in paths}
    known = []
    for path in (cache.root / "sources").glob("*.json"):
        try:
            facts = path.stat()
        except OSError:
            continue
        if facts.st_size <= _LARGEST:
            known.append((facts.st_mtime_ns, path))
    found = []
    for _, path in sorted(known, reverse=True)[:_LOOKED_AT]:
        facts = read_json(path)
        if facts and not wanted.isdisjoint(facts.get("paths", ())) and cache.dataset(facts["fingerprint"]).is_dir():
            found.append(facts)
    return found


def ends_of(known: Sequence[Mapping[str, Any]], path: Path) -> list[int]:
    """Sizes that a file had when it was read before."""
    return [entry["size"] for facts in known for entry in facts["files"] if entry["path"] == str(path)]


def adopt(cache: Cache, facts: Mapping[str, Any], plan: Sequence[sources.Span], mapping: str, context: Context) -> int:
    """Link the parts that an earlier build made of the same bytes; how many. Done once for a folder of rows, and once more
    when it is known what its first rows tell.

    facts: of the source, with the hashes of its files' beginnings. context: with what the first rows tell, if that is known.
    """
    folder = rows_folder(cache.dataset(facts["fingerprint"]), mapping)
    told = _told(context)
    if told and not (folder / _LEARNT).exists():
        write_json(folder / _LEARNT, told)
    done = read_json(folder / _MARK)
    if done is not None and (done.get("told") or not told):
        return 0
    best: tuple[int, Path, list[tuple[int, int, bool]]] = (0, folder, [])
    for old in earlier(cache, [Path(path) for path in facts["paths"]]):
        other = rows_folder(cache.dataset(old["fingerprint"]), mapping)
        spans = read_plan(other) if other != folder else None
        if spans is not None:
            pairs = list(_same(facts, old, plan, spans))
            rows = sum(plan[new].count for _, new, _ in pairs)
            if rows > best[0]:
                best = (rows, other, pairs)
    linked = 0
    _, other, pairs = best
    same_told = bool(told) and read_json(other / _LEARNT) == told
    for number, new, same_place in pairs:
        linked += _link(other, folder, number, new, same_place, same_told, context)
    write_json(folder / _MARK, {"parts": linked, "told": bool(told)})
    return linked


def _told(context: Context) -> dict[str, Any]:
    """What the first rows told, in one way of writing it; empty where nobody has looked at them."""
    setup = context.setup
    if setup is None:
        return {}
    return {
        "names": {dialect: dict(sorted(names.items())) for dialect, names in sorted(setup.names.items())},
        "fields": {dialect: sorted(names) for dialect, names in sorted(setup.fields.items())},
        "habits": sorted(context.habits),
    }


def _same(
    facts: Mapping[str, Any], old: Mapping[str, Any], plan: Sequence[sources.Span], spans: Sequence[sources.Span]
) -> Iterator[tuple[int, int, bool]]:
    """(number of an earlier span, of the span that holds the same records, whether its file has the same place)."""
    before = {entry["path"]: (place, entry) for place, entry in enumerate(old["files"])}
    by_place: dict[tuple[Any, ...], int] = {
        (s.file, s.first, s.count, s.start, s.stop, s.state): s.number for s in spans
    }
    prefixes = {tuple(one) for one in facts.get("prefixes", ())}
    for span in plan:
        entry = facts["files"][span.file]
        place, was = before.get(entry["path"], (-1, None))
        if was is None or not _is_read_alike(entry, was):
            continue
        is_whole = bool(was["digest"]) and entry["digest"] == was["digest"]
        # The last record of a file that grew may go on in what was added.
        if not is_whole and not ((entry["path"], was["size"], was["digest"]) in prefixes and span.stop < was["size"]):
            continue
        number = by_place.get((place, span.first, span.count, span.start, span.stop, span.state))
        if number is not None:
            yield number, span.number, place == span.file


def _is_read_alike(entry: Mapping[str, Any], was: Mapping[str, Any]) -> bool:
    return all(entry[name] == was[name] for name in ("container", "encoding", "compression", "options"))


def _link(
    other: Path, folder: Path, number: int, new: int, same_place: bool, same_told: bool, context: Context
) -> bool:
    """Link one part of every layer that is there; whether all that names its rows was."""
    from_layers, layers = row_layers(other, context), row_layers(folder, context)
    spine = from_layers[SPINE]
    facts = read_json(spine.facts_path(number))
    if facts is None:
        return False
    for name, layer in layers.items():
        if name in BASE_LAYERS or (name in _BY_FIRST_ROWS and not same_told):
            continue
        _adopt(from_layers[name], number, layer, new)
    if not same_place:
        return False  # the rows are read again, since each names the place of its file, and not judged again
    base = [name for name in BASE_LAYERS if name != REJECTS or facts["rejected"]]
    if not all(_adopt(from_layers[name], number, layers[name], new) for name in base):
        return False
    write_json(layers[SPINE].facts_path(new), facts)
    return True


def _adopt(layer: Layer, number: int, to: Layer, new: int) -> bool:
    path = layer.part(number)
    return path.exists() and checksums.adopt(path, to.part(new))
