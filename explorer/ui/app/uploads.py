"""Files that a person brings: kept in the cache by their content, under a name that cannot leave their folder."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import BinaryIO

from explorer import files
from explorer.ui.app import open_dataset

_BLOCK = 1 << 20


def keep(name: str, file: BinaryIO) -> Path:
    """Write an uploaded file into the cache, in a folder named by its content; the same file is kept once."""
    open_dataset.policy().require("upload")
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(_BLOCK):
        digest.update(block)
    folder = open_dataset.cache().folder("uploads") / digest.hexdigest()[:16]
    target = folder / safe_name(name)
    if not target.exists():
        file.seek(0)
        with files.atomic(target, private=True) as handle:
            while block := file.read(_BLOCK):
                handle.write(block)
    return target


def safe_name(name: str) -> str:
    """A file name that cannot leave its folder: no separators, no control characters, at most 120 characters."""
    last = re.split(r"[/\\]", name)[-1]
    kept = re.sub(r"[^\w.\- ()\[\]]", "_", last).strip(" .")
    return kept[-120:] or "upload"
