"""Croissant 1.0 (MLCommons): the same dataset described for machines, as JSON-LD beside the card."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import orjson
import pyarrow as pa

from explorer.card.facts import DataFile, Facts
from explorer.markup import line

NAME = "croissant.json"

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet",
            "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet",
            "references", "regex", "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
        )
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "sc": "https://schema.org/",
}  # fmt: skip
"""The one that Croissant's validator asks for."""

_MIME = {"parquet": "application/x-parquet", "jsonl": "application/jsonlines", "csv": "text/csv"}
_DEEP = re.compile(r"\A[A-Za-z_][A-Za-z0-9_]*\Z")  # names that a JSON path holds as they are


def text_of(facts: Facts, schema: pa.Schema, compression: str = "") -> bytes:
    """The description as JSON. schema: of the rows. compression: of the files, which no reader unpacks: they are named alone."""
    found = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": _name(facts.name),
        "alternateName": line(facts.name, 200),
        "description": _description(facts),
        **({"license": facts.licence} if facts.licence else {}),
        "url": "README.md",
        "version": "1.0.0",
        "datePublished": datetime.now(UTC).strftime("%Y-%m-%d"),
        "inLanguage": [code for code, _ in facts.languages],
        "distribution": [_file(facts, file, compression) for file in facts.files],
        "recordSet": [_records(facts, file, schema) for file in facts.files] if not compression else [],
    }
    return orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _name(name: str) -> str:
    """A name as Croissant allows it."""
    return re.sub(r"[^\w.\-]+", "-", line(name, 120)).strip("-.") or "dataset"


def _description(facts: Facts) -> str:
    dropped = [f"{step['name']} ({step['rows']:,})" for step in facts.account["dropped"] if step["rows"]]
    left_out = f" Left out: {', '.join(dropped)}." if dropped else ""
    return line(
        f"{facts.rows:,} rows to fine-tune a language model on.{left_out} Source fingerprint {facts.fingerprint}; made by the "
        f"recipe with SHA-256 {', '.join(digest for _, digest in facts.recipes)}.",
        2_000,
    )


def _file(facts: Facts, file: DataFile, compression: str) -> dict[str, Any]:
    packed = {"gz": "application/gzip", "zst": "application/zstd"}.get(compression)
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": packed if packed and facts.format != "parquet" else _MIME[facts.format],
        "sha256": file.sha256,
    }


def _records(facts: Facts, file: DataFile, schema: pa.Schema) -> dict[str, Any]:
    """The rows of one file: readers of Croissant do not join several Parquet files."""
    alone = sum(other.split == file.split for other in facts.files) == 1
    name = file.split if alone else re.sub(r"\..*\Z", "", file.path.rpartition("/")[2])
    fields = [_field(f"{name}/{field.name}", field, file.path) for field in schema]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"Rows of {file.path}: {file.rows:,}.",
        "field": [field for field in fields if field is not None],
    }


def _field(place: str, field: pa.Field, file: str, path: str = "", column: str = "") -> dict[str, Any] | None:
    """A field, with those within it; None for what Croissant has no words for."""
    kind, is_list = field.type, False
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        kind, is_list = kind.value_type, True
    column = column or field.name
    found: dict[str, Any] = {"@type": "cr:Field", "@id": place, "name": line(field.name, 200)}
    if is_list or path.startswith("[*]"):
        found["repeated"] = True
    if pa.types.is_struct(kind):
        if path:
            return None
        before = "[*]." if is_list else ""
        inner = [
            _field(f"{place}/{one.name}", one, file, before + one.name, column)
            for one in kind.fields
            if _DEEP.match(one.name)
        ]
        found["subField"] = [one for one in inner if one is not None]
        return found if found["subField"] else None
    type_ = _type(kind)
    if type_ is None or (path and is_list):
        return None
    found["dataType"] = type_
    found["source"] = {
        "fileObject": {"@id": file},
        "extract": {"column": column},
        **({"transform": {"jsonPath": path}} if path else {}),
    }
    return found


def _type(kind: pa.DataType) -> str | None:
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind):
        return "sc:Text"
    if pa.types.is_boolean(kind):
        return "sc:Boolean"
    if pa.types.is_integer(kind):
        return "sc:Integer"
    if pa.types.is_floating(kind):
        return "sc:Float"
    return "sc:Date" if pa.types.is_temporal(kind) else None
