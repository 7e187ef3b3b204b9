"""Columns that every dataset has, names that fields of a source may not take, and kinds of field columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from explorer.columns import Column, Kind
from explorer.metrics import METRICS
from explorer.store.facts import FieldInfo
from explorer.store.layers import CONSUMED, FIELDS, SPINE, TEXT
from explorer.store.table import ALIAS_PREFIX


def _row(name: str, label: str, kind: Kind, help: str, unit: str = "") -> Column:
    return Column(name, label, kind, help, layer=SPINE, group="row", unit=unit)


def _text(name: str, label: str, help: str) -> Column:
    return Column(name, label, "text", help, layer=TEXT, group="row", unit="characters", long_text=True)


SPINE_COLUMNS: tuple[Column, ...] = (
    _row("row_id", "row", "id", "0-based position among the accepted rows of the dataset, in file order."),
    Column("file", "file", "category", "Name of the source file.", SPINE, "source"),
    Column(
        "line", "line", "integer", "1-based line in the source file; element number in a JSON array.", SPINE, "source"
    ),
    _row("dialect", "dialect", "category", "The format that the row was decoded by, told row by row."),
    _row(
        "is_unsure",
        "dialect unsure",
        "boolean",
        "The shape was guessed from names or structure, a speaker is not known, or no answer was found; check it, or map the fields.",
    ),
    _row("n_turns", "turns", "integer", "Number of turns of the conversation, system turns included.", "turns"),
    _row("roles", "roles", "category", "Roles of the turns in their order."),
    _text("system", "system", "Text of the system turns before the response."),
    _text(
        "prompt",
        "prompt",
        "All that precedes the last assistant turn, system turns aside; several turns name their roles.",
    ),
    _text("response", "response", "The last assistant turn, with its reasoning in think tags and its tool calls."),
    _row("has_tools", "has tools", "boolean", "The row declares tools."),
    _row(
        "has_rejected",
        "has rejected answer",
        "boolean",
        "A preference row: it carries a rejected answer beside the chosen one.",
    ),
    _row("media", "media", "integer", "Images, videos and audio clips that the row points to.", "files"),
    _row("preference_label", "label", "category", "The label of an unpaired preference (KTO) or stepwise row."),
    Column(
        "byte_offset", "byte offset", "integer", "Where the row begins in the plain source.", SPINE, "source", "bytes"
    ),
    Column("byte_length", "byte length", "integer", "Bytes of the row in the plain source.", SPINE, "source", "bytes"),
    _row(
        "remarks",
        "remarks",
        "category",
        "Oddities met while reading the row: duplicate keys, NaN, guessed roles and the like.",
    ),
)

CONTRACT_NAMES = "decision marked note edited is_contaminated looks_like_dropped".split()
"""Names that mean something to this product though no layer fills them yet."""


def reserved_names(others: Iterable[str] = ()) -> set[str]:
    """Lower-case names that a source field's column may not have. others: those of layers that the store does not know."""
    names = {column.name for column in SPINE_COLUMNS} | set(CONTRACT_NAMES) | set(others)
    for metric in METRICS:
        names |= {column.name for column in metric.columns}
    return {name.lower() for name in names}


def near_names(columns: Iterable[str]) -> list[str]:
    """The columns of a dataset, and those that it would have were every metric built: what a wrong name may have meant."""
    return [*columns, *(column.name for metric in METRICS for column in metric.columns)]


def field_names(fields: Iterable[str], others: Iterable[str] = ()) -> dict[str, str]:
    """Field name -> column name: its own, with `source.` before it where that is taken (SQL ignores case).

    others: as for `reserved_names`. No column begins with `ALIAS_PREFIX`, so that queries have names of their own.
    """
    used = reserved_names(others)
    named: dict[str, str] = {}
    for field in fields:
        name = field or "(no name)"
        if name.lower() in used or name.lower().startswith(ALIAS_PREFIX):
            name = f"source.{name}"
        candidate, number = name, 2
        while candidate.lower() in used:
            candidate, number = f"{name}_{number}", number + 1
        used.add(candidate.lower())
        named[field] = candidate
    return named


MAX_CATEGORIES = 1_000
"""Distinct values up to which a text field counts as a category."""


def field_column(name: str, info: FieldInfo, sql_type: str, distinct: int, rows: int) -> Column:
    """The column of one source field. `distinct`: about how many values it has among `rows` loaded rows."""
    kind: Kind
    if sql_type == "BOOLEAN":
        kind = "boolean"
    elif sql_type in ("BIGINT", "UBIGINT", "INTEGER", "HUGEINT"):
        kind = "integer"
    elif sql_type in ("DOUBLE", "FLOAT"):
        kind = "number"
    elif not info.long and distinct <= MAX_CATEGORIES and (distinct <= 40 or distinct * 2 <= rows):
        kind = "category"
    else:
        kind = "text"
    mixed = len([count for kind_name, count in info.types.items() if count and kind_name != "null"]) > 1
    help = f"The field '{info.name}' of the source rows, as it stands there."
    if mixed:
        help += f" It has values of several types ({_types(info.types)}), shown as text."
    return Column(name, info.name, kind, help, layer=FIELDS, group="field", long_text=info.long)


def consumed_column(name: str, info: FieldInfo) -> Column:
    """The column of a source field that went into the turns of every row."""
    help = (
        f"The field '{info.name}' as it stands in the source. It went into the turns: prompt and response hold the "
        "same text and are quicker to search."
    )
    return Column(name, info.name, "text", help, layer=CONSUMED, group="field", long_text=True)


def likely_type(info: FieldInfo) -> str:
    """SQL type that a field which is not loaded yet will have, told from the types of its values."""
    kinds = {kind for kind, count in info.types.items() if count and kind != "null"}
    if kinds == {"boolean"}:
        return "BOOLEAN"
    if kinds == {"integer"}:
        return "BIGINT"
    return "DOUBLE" if kinds and kinds <= {"integer", "number"} else "VARCHAR"


def _types(types: Mapping[str, int]) -> str:
    return ", ".join(f"{kind} {count:,}" for kind, count in sorted(types.items(), key=lambda item: -item[1]))


def apart(columns: Mapping[str, Column]) -> dict[str, Column]:
    """Columns with labels that tell them apart: a field whose label another column has says that it is a field."""
    taken = {column.label.lower() for column in columns.values() if column.group != "field"}
    found: dict[str, Column] = {}
    for name, column in columns.items():
        if column.group == "field":
            label, number = column.label, 1
            while label.lower() in taken:
                label = f"{column.label} (field{f' {number}' if number > 1 else ''})"
                number += 1
            taken.add(label.lower())
            found[name] = replace(column, label=label)
        else:
            found[name] = column
    return found
