"""The sample's layers, built once and shipped with it: it opens at once, map included.

    python -m explorer.building.shipped      builds them anew; after a change of a layer's version

The archive holds layers as they lie in a cache, named by version. Those of another version are not used: what is missing is
built as for any other file.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from explorer import files
from explorer.app_files import SAMPLE
from explorer.building.survey import DEFAULT, remembered, survey
from explorer.progress import silent
from explorer.store import Cache
from explorer.store.layers import rows_folder

ARCHIVE = SAMPLE.with_name("sft_sample.built.zip")
"""What is shipped. Beside its layers it holds `shipped.json`: the sample's SHA-256 and fingerprint."""

_FACTS = "shipped.json"
_MOST = 64 << 20  # bytes of the archive, unpacked


def prepare(cache: Cache, paths: Sequence[Path]) -> bool:
    """Put the shipped layers into the cache where the sample is opened for the first time; whether that was done."""
    if list(paths) != [SAMPLE] or remembered(cache, paths) is not None or not ARCHIVE.exists():
        return False
    try:
        with zipfile.ZipFile(ARCHIVE) as archive:
            facts = json.loads(archive.read(_FACTS))
            folder = rows_folder(cache.dataset(facts["fingerprint"]), "")
            if folder.exists() or facts["sha256"] != _digest(SAMPLE):
                return False
            _unpack(archive, folder)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return False  # the sample is built as any other file is
    survey(cache, paths, DEFAULT, silent)
    return True


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    """The layers of this version of the rows, all or none."""
    inside = f"{folder.name}/"
    members = [one for one in archive.infolist() if one.filename.startswith(inside) and not one.is_dir()]
    if not members or sum(one.file_size for one in members) > _MOST:
        raise ValueError("the archive holds no layers of this version")
    files.make_folder(folder.parent, private=True)
    waiting = folder.with_name(files.temporary_name())
    try:
        for one in members:
            place = PurePosixPath(one.filename.removeprefix(inside))
            if ".." in place.parts or place.is_absolute():
                raise ValueError(f"not a layer's file: {one.filename}")
            target = waiting.joinpath(*place.parts)
            files.make_folder(target.parent, private=True)
            with archive.open(one) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        waiting.rename(folder)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make(target: Path = ARCHIVE) -> None:
    """Build every layer of the sample, the map too, and write the archive."""
    from explorer.building.run import run
    from explorer.metrics import METRICS
    from explorer.passes import PASSES

    with tempfile.TemporaryDirectory() as temporary:
        cache = Cache.at(Path(temporary))
        dataset = run(cache, [SAMPLE], layers=[one.name for one in (*METRICS, *PASSES)])
        dataset.settle()
        root = cache.dataset(dataset.fingerprint)
        found = sorted(path for path in root.rglob("*") if path.is_file() and path.parent != root)
        facts = {"sha256": _digest(SAMPLE), "fingerprint": dataset.fingerprint}
        dataset.close()
        with (
            files.atomic(target) as handle,
            zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        ):
            entries = [(_FACTS, json.dumps(facts).encode())]
            entries += [(path.relative_to(root).as_posix(), path.read_bytes()) for path in found]
            for name, held in entries:
                # One date for all: the same layers make the same archive.
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), held, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    make()
    sys.stdout.write(f"{ARCHIVE}: {ARCHIVE.stat().st_size:,} bytes\n")
