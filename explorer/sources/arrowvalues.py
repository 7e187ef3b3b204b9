"""Arrow arrays as plain JSON-able Python values, whatever their type."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.types as pt

from explorer.sources.records import printable

_FLOAT_DIGITS = 15
_TEXT_BYTES = 1 << 20  # binary values up to this size are tried as text


REPLACED = "invalid UTF-8 replaced"


def plain(array: pa.Array, faults: set[str]) -> list[Any]:
    """One value an element. Never raises for what a value is. faults: takes remarks on what had to be replaced.

    Times become ISO text, decimals floats where exact enough and text else, bytes that are no text a short remark,
    maps objects. NaN and infinities stay floats.
    """
    kind = array.type
    if isinstance(array, pa.ExtensionArray):
        return plain(array.storage, faults)
    if pt.is_boolean(kind) or pt.is_integer(kind) or pt.is_null(kind) or pt.is_floating(kind):
        return array.to_pylist()
    if pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind):
        return _strings(array, faults)
    if pt.is_struct(kind):
        return _structs(array, faults)
    if pt.is_map(kind):
        return _maps(array, faults)
    if pt.is_list(kind) or pt.is_large_list(kind):
        return _lists(array, faults)
    if pt.is_dictionary(kind):
        words = plain(array.dictionary, faults)
        return [None if at is None else words[at] for at in array.indices.to_pylist()]
    if pt.is_decimal(kind):
        return [_decimal(value) for value in array.to_pylist()]
    if pt.is_binary(kind) or pt.is_large_binary(kind) or pt.is_fixed_size_binary(kind) or pt.is_binary_view(kind):
        return [_binary(value) for value in array.to_pylist()]
    if pt.is_temporal(kind):
        return _times(array)
    return _other(array)


def _strings(array: pa.Array, faults: set[str]) -> list[Any]:
    try:
        return array.to_pylist()
    except UnicodeDecodeError:
        faults.add(REPLACED)
        wide = pa.large_binary() if pt.is_large_string(array.type) else pa.binary()
        return [None if raw is None else raw.decode("utf-8", "replace") for raw in array.cast(wide).to_pylist()]


def _structs(array: pa.StructArray, faults: set[str]) -> list[Any]:
    names = [array.type.field(position).name for position in range(array.type.num_fields)]
    if not names:
        return [None if missing else {} for missing in array.is_null().to_pylist()]
    columns = [plain(array.field(position), faults) for position in range(len(names))]
    rows: list[Any] = [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]
    if array.null_count:
        rows = [None if missing else row for row, missing in zip(rows, array.is_null().to_pylist(), strict=True)]
    return rows


def _lists(array: Any, faults: set[str]) -> list[Any]:
    offsets = array.offsets.to_pylist()
    first = offsets[0] if offsets else 0
    items = plain(array.values.slice(first, offsets[-1] - first), faults) if offsets else []
    return _cut(array, items, offsets, first)


def _maps(array: pa.MapArray, faults: set[str]) -> list[Any]:
    offsets = array.offsets.to_pylist()
    first = offsets[0] if offsets else 0
    length = offsets[-1] - first if offsets else 0
    keys = plain(array.keys.slice(first, length), faults)
    items = plain(array.items.slice(first, length), faults)
    pairs = [(key if isinstance(key, str) else str(key), item) for key, item in zip(keys, items, strict=True)]
    return [None if found is None else dict(found) for found in _cut(array, pairs, offsets, first)]


def _cut(array: pa.Array, items: list[Any], offsets: list[int], first: int) -> list[Any]:
    found: list[Any] = [items[a - first : b - first] for a, b in pairwise(offsets)]
    if array.null_count:
        found = [None if missing else each for each, missing in zip(found, array.is_null().to_pylist(), strict=True)]
    return found


def _decimal(value: Any) -> float | str | None:
    """A float where that keeps every digit, text else."""
    if value is None:
        return None
    digits = format(value, "f")
    return float(digits) if len(digits.strip("-0.").replace(".", "")) <= _FLOAT_DIGITS else digits


def _binary(value: bytes | None) -> str | None:
    if value is None:
        return None
    if len(value) <= _TEXT_BYTES and b"\0" not in value:
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if all(char.isprintable() or char in "\n\r\t" for char in text):
                return text
    return f"<binary, {len(value):,} bytes>"


def _times(array: pa.Array) -> list[Any]:
    kind = array.type
    zone = "Z" if pt.is_timestamp(kind) and kind.tz else ""
    try:
        if pt.is_timestamp(kind):
            # Without its zone Arrow prints the instant in UTC, and needs no time zone data.
            array = array.cast(pa.timestamp(kind.unit))
        if pt.is_duration(kind):
            return array.cast(pa.int64()).to_pylist()
        texts = array.cast(pa.string()).to_pylist()
    except (pa.ArrowException, ValueError, OverflowError):
        return _other(array)
    return [None if text is None else text.replace(" ", "T", 1) + zone for text in texts]


def _other(array: pa.Array) -> list[Any]:
    """Rare types, one element at a time: its own Python value if JSON has it, else as text."""
    found: list[Any] = []
    for scalar in array:
        try:
            value = scalar.as_py()
        except (pa.ArrowException, ValueError, OverflowError, TypeError, KeyError):
            value = _printed(scalar)
        found.append(_jsonable(value))
    return found


def _printed(scalar: Any) -> str:
    try:
        return str(scalar)
    except (pa.ArrowException, ValueError, OverflowError, TypeError):
        return f"<{scalar.type}>"


def _jsonable(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, bytes):
        return _binary(value)
    if isinstance(value, (list, tuple)):
        return [_jsonable(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _jsonable(each) for key, each in value.items()}
    return str(value)


def first_line(error: BaseException) -> str:
    """An error's first line, short, printable."""
    text = printable((str(error) or type(error).__name__).splitlines()[0])
    text = text.split(". Either the file")[0].rstrip(". ")
    return (text[:1].lower() + text[1:])[:160]


def check_batch(batch: pa.RecordBatch) -> None:
    """ArrowInvalid where offsets, indices or lengths lead outside the data. Text that is not UTF-8 is let through."""
    for column in batch.columns:
        try:
            column.validate(full=True)
        except pa.ArrowInvalid as error:
            if "UTF8" not in str(error):
                raise
            # Bad text is repaired later, and hides what else may be wrong: looked at once more as bytes.
            column.view(_as_bytes(column.type)).validate(full=True)


def _as_bytes(kind: pa.DataType) -> pa.DataType:
    """The type with all text in it as bytes; of the same layout."""
    if pt.is_string(kind):
        return pa.binary()
    if pt.is_large_string(kind):
        return pa.large_binary()
    if pt.is_string_view(kind):
        return pa.binary_view()
    if pt.is_struct(kind):
        return pa.struct([_field_as_bytes(kind.field(at)) for at in range(kind.num_fields)])
    if pt.is_map(kind):
        return pa.map_(_as_bytes(kind.key_type), _field_as_bytes(kind.item_field))
    if pt.is_large_list(kind):
        return pa.large_list(_field_as_bytes(kind.value_field))
    if pt.is_fixed_size_list(kind):
        return pa.list_(_field_as_bytes(kind.value_field), kind.list_size)
    if pt.is_list(kind):
        return pa.list_(_field_as_bytes(kind.value_field))
    if pt.is_dictionary(kind):
        return pa.dictionary(kind.index_type, _as_bytes(kind.value_type), kind.ordered)
    return kind


def _field_as_bytes(field: pa.Field) -> pa.Field:
    return field.with_type(_as_bytes(field.type))


def has_infinite(array: pa.Array) -> bool:
    """Whether a column of numbers holds NaN or an infinity."""
    import pyarrow.compute as pc

    if not pt.is_floating(array.type):
        return False
    try:
        finite = pc.call_function("all", [pc.call_function("is_finite", [array])]).as_py()
    except pa.ArrowException:  # half floats
        return False
    return finite is False
