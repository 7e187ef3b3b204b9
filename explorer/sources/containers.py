"""The containers: a new one is one module that holds its `Container`, and one entry here."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.sources.container import Container
from explorer.sources.csvfile import CSV
from explorer.sources.jsonlayouts import JSON
from explorer.sources.lines import JSONL, TEXT
from explorer.sources.parquetopen import PARQUET
from explorer.sources.records import SourceFile
from explorer.sources.sessions import SESSION
from explorer.sources.unread import UNREAD
from explorer.sources.xlsxfile import XLSX

CONTAINERS: tuple[Container, ...] = (
    JSONL,
    JSON,
    CSV,
    TEXT,
    SESSION,
    PARQUET,
    XLSX,
)
"""Binary ones are asked in this order whether a file is theirs."""

_BY_NAME: Mapping[str, Container] = {container.name: container for container in (*CONTAINERS, UNREAD)}


def container_of(file: SourceFile) -> Container:
    """How this file is read."""
    return _BY_NAME[file.container]
