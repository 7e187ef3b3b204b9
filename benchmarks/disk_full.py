"""Fill a real disk at the moment when something is written, and see that it is said, that nothing is left, and that it goes on.

    sudo python -m benchmarks.disk_full

A small file system in memory (tmpfs) is mounted, which needs root on Linux. Cache and exports lie on it; it is filled to the last block
just before the place that is named, and given room again afterwards. Printed as JSON: what became of each place. Exit code 1 where
one ends otherwise than with a clear sentence, leaves a temporary file, or gives other rows once there is room.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import gzip
import hashlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa

from explorer import building, checksums, export, report, scorecard
from explorer.errors import DiskFullError, ExplorerError
from explorer.export import ExportOptions
from explorer.store import Cache, loaded
from explorer.view import View

_SIZE = "96m"
_ROWS = 400


@dataclass(frozen=True, slots=True)
class Disk:
    """The file system that is filled. root: where it is mounted. sources: a folder on another one."""

    root: Path
    sources: Path

    @property
    def cache(self) -> Path:
        """The cache's folder."""
        return self.root / "cache"

    @property
    def out(self) -> Path:
        """The folder of exports."""
        return self.root / "out"

    def fill(self) -> None:
        """Leave no room at all."""
        filler = self.root / "filler"
        with contextlib.suppress(OSError), filler.open("ab", buffering=0) as target:
            for size in (1 << 20, 4096, 1):
                with contextlib.suppress(OSError):
                    while target.write(b"\0" * size):
                        pass

    def free(self) -> None:
        """Give the room back."""
        (self.root / "filler").unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that is written to.

    at: the function ("module:name") before whose first call the disk is filled. act: what is done; a digest of what it made. source: name
    of the file. quiet: whether it goes on without the file, and says so, since the file is a convenience.
    """

    name: str
    at: str
    act: Callable[[Disk, Path], str]
    source: str = "plain.jsonl"
    quiet: bool = False


def _build(disk: Disk, source: Path) -> str:
    building.forget()
    checksums.forget()
    found = building.run(Cache.at(disk.cache), [source])
    found.settle()
    names = [name for name, column in found.columns.items() if not column.long_text]
    sql = f"SELECT {', '.join(json.dumps(name) for name in sorted(names))} FROM rows ORDER BY row_id"
    return hashlib.sha256(repr(found.query(sql, reads=set(names)).to_pylist()).encode()).hexdigest()


def _draw(disk: Disk, source: Path) -> str:
    building.forget()
    found = building.run(Cache.at(disk.cache), [source], layers=["map"])
    return str(found.query("SELECT count(map_x) AS n FROM rows", reads={"map_x"})["n"][0].as_py())


def _export(options: ExportOptions) -> Callable[[Disk, Path], str]:
    def act(disk: Disk, source: Path) -> str:
        building.forget()
        view = View.of(building.run(Cache.at(disk.cache), [source], layers=["tokens"]), "line % 3 > 0")
        disk.out.mkdir(exist_ok=True)
        written = export.write(view, disk.out / f"rows{options.suffix}", options, overwrite=True)
        return written.sha256

    return act


def _report(disk: Disk, source: Path) -> str:
    building.forget()
    view = View.of(building.run(Cache.at(disk.cache), [source]))
    disk.out.mkdir(exist_ok=True)
    report.write(view, disk.out / "report.html", scorecard.shipped(), overwrite=True)
    return "written"


PLACES: tuple[Place, ...] = (
    Place("unpacked copy", "explorer.sources.unpack:keep", _build, "packed.jsonl.gz"),
    Place("copy in UTF-8", "explorer.sources.unpack:keep", _build, "utf16.jsonl"),
    Place("copy of an Arrow file", "explorer.sources.parquetopen:keep", _build, "table.arrow"),
    Place("facts of the source", "explorer.building.survey:write_json", _build),
    Place("parts of the rows", "explorer.building.parallel:process", _build),
    Place("merge of the parts", "explorer.building.run:finish", _build),
    Place("passes over all rows", "explorer.building.merge:_compute", _build),
    Place("judgements", "explorer.metrics.batch:Batch.__init__", _build),
    Place("joined file", "explorer.store.joined_file:save", _build, quiet=True),
    Place("map", "explorer.building.merge:_compute", _draw),
    Place("export, JSONL", "explorer.export:estimate", _export(ExportOptions())),
    Place("export, CSV, gzip", "explorer.export:estimate", _export(ExportOptions("csv", "gz"))),
    Place("export, Parquet", "explorer.export:estimate", _export(ExportOptions("parquet"))),
    Place("recipe", "explorer.recipe:make", _export(ExportOptions())),
    Place("report", "explorer.report.document:render", _report),
)


def write_sources(folder: Path) -> None:
    """A plain file, and packed and converted ones, large enough for no block that happens to be free."""
    rows = [
        {
            "prompt": f"Question {n % 331}? {hashlib.sha256(str(n).encode()).hexdigest()}",
            "completion": f"算法 {n} " * 40,
        }
        for n in range(_ROWS)
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "plain.jsonl").write_text(lines, encoding="utf-8")
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (folder / "utf16.jsonl").write_text(lines, encoding="utf-16")
    table = pa.Table.from_pylist(rows)
    with pa.ipc.new_file(str(folder / "table.arrow"), table.schema) as writer:
        writer.write_table(table)


@contextlib.contextmanager
def filling(disk: Disk, at: str) -> Iterator[list[bool]]:
    """Have the disk filled before the first call of a function; whether it was called."""
    module, _, name = at.partition(":")
    owner: Any = importlib.import_module(module)
    *above, last = name.split(".")
    for step in above:
        owner = getattr(owner, step)
    real, reached = getattr(owner, last), [False]

    def filled(*given: Any, **named: Any) -> Any:
        if not reached[0]:
            reached[0] = True
            disk.fill()
        return real(*given, **named)

    with mock.patch.object(owner, last, filled):
        yield reached


def try_place(disk: Disk, place: Place) -> str:
    """What became of it: "said", "went on without", or what went wrong."""
    source = disk.sources / place.source
    for path in (disk.cache, disk.out):
        shutil.rmtree(path, ignore_errors=True)
    wanted = place.act(disk, source)
    for path in (disk.cache, disk.out):
        shutil.rmtree(path, ignore_errors=True)
    outcome = "went on without"
    try:
        with filling(disk, place.at) as reached:
            place.act(disk, source)
        if not reached[0]:
            return f"WRONG: {place.at} was not reached"
        if not place.quiet:
            return "WRONG: nothing was said"
    except DiskFullError as error:
        outcome = "said" if str(disk.root) in error.message and "bytes" in error.message else f"WRONG: {error}"
    except ExplorerError as error:
        outcome = f"WRONG: {error}"
    except Exception as error:  # what a user would be told is a defect
        outcome = f"WRONG: {type(error).__name__}: {error}"
    left = [path.name for path in disk.root.rglob(".explorer-*")]
    left += [path.name for path in disk.out.glob("*")] if disk.out.exists() else []
    disk.free()
    if left:
        return f"WRONG: left behind {left[:3]} ({outcome})"
    if place.act(disk, source) != wanted:
        return f"WRONG: other rows once there is room ({outcome})"
    return outcome


def run(disk: Disk, places: tuple[Place, ...] = PLACES) -> dict[str, str]:
    """What became of each place."""
    write_sources(disk.sources)
    found = {}
    with mock.patch.object(loaded, "KEPT_FROM", 1):  # so that a small dataset has a joined file
        for place in places:
            found[place.name] = try_place(disk, place)
            print(f"{place.name}: {found[place.name]}", file=sys.stderr, flush=True)
    return found


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = ", ".join(place.name for place in PLACES)
    parser.add_argument("--only", default="", metavar="PLACE", help=f"one of: {names}")
    options = parser.parse_args()
    places = tuple(place for place in PLACES if options.only in ("", place.name))
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        parser.error("a file system is mounted, which needs root on Linux: sudo python -m benchmarks.disk_full")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the file system goes in any case
    folder = Path(tempfile.mkdtemp(prefix="explorer-full-"))
    root, sources = folder / "disk", folder / "sources"
    root.mkdir()
    sources.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(root)], check=True)
        found = run(Disk(root, sources), places)
    except subprocess.CalledProcessError as error:
        parser.error(f"no file system can be mounted here: {os.strerror(errno.EPERM)} ({error.returncode})")
    finally:
        subprocess.run(["umount", str(root)], check=False)
        shutil.rmtree(folder, ignore_errors=True)
    wrong = [name for name, outcome in found.items() if outcome.startswith("WRONG")]
    json.dump({"places": len(found), "wrong": len(wrong), "outcomes": found}, sys.stdout, indent=2)
    print()
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
