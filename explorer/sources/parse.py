"""Many JSON records at once: the hot path of every build.

Clean records cost one `orjson.loads` each; what the fast parser passes over in silence (a key given twice, an
integer too long for it) is looked for on all bytes of the span at once, and only suspicious records are read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson

from explorer.sources.lenient import TWICE, UnreadableError, parse, refusal, unwrapped
from explorer.sources.records import Integers, Records, Reject, snippet

_FLOAT_LIMIT = 9.2e18  # integers from here on may have been rounded to floats by the fast parser
_STRIDE = 6  # any run of 19 digits holds three looked-at bytes in a row


class _Hole:
    """Stands for a record without a value."""


_HOLE = _Hole()


def parse_records(
    data: bytes,
    raws: list[bytes],
    starts: Integers,
    lengths: Integers,
    base: int,
    numbers: Integers,
    place: str = "column",
    header: Sequence[str] = (),
) -> Records:
    """Parse the records of a block.

    data: the block; raws: its records as slices; starts: their offsets in `data`; base: offset of `data` in the
    file; numbers: 1-based line of each; lengths: as they are to be recorded; place: see `lenient.parse`;
    header: names of the columns where each record is a list of cells.
    """
    values, troubled = _load(raws)
    blank = 0
    rejects: list[Reject] = []
    remarks: dict[int, tuple[str, ...]] = {}
    # What parsed but is suspicious is read again, what did not parse is read leniently.
    again = dict.fromkeys(troubled)
    again.update(dict.fromkeys(_suspicious(data, raws, starts, lengths, values)))
    for position in sorted(again):
        raw = raws[position]
        if not raw.strip():
            blank += 1
            values[position] = _HOLE
            continue
        try:
            values[position], said = parse(raw, place)
        except UnreadableError as error:
            values[position] = _HOLE
            rejects.append(_reject(numbers, starts, lengths, base, position, error.reason, raw))
            continue
        if said:
            remarks[position] = said
    if set(map(type, values)) - {dict}:
        for position, parsed in enumerate(values):
            value = unwrapped(parsed)
            if value is not parsed:
                values[position] = value
                remarks[position] = (*remarks.get(position, ()), TWICE)
            if header and isinstance(value, list) and len(value) == len(header):
                values[position] = dict(zip(header, value, strict=True))
                continue
            if value is not _HOLE and (reason := refusal(value)):
                values[position] = _HOLE
                rejects.append(_reject(numbers, starts, lengths, base, position, reason, raws[position]))
    if not rejects and not blank:
        return Records(values, numbers, starts + base, lengths, 0, rejects, remarks)
    rejects.sort(key=lambda reject: reject.offset)
    kept = np.array([value is not _HOLE for value in values], dtype=bool)
    moved = np.cumsum(kept) - 1
    return Records(
        [value for value in values if value is not _HOLE],
        numbers[kept],
        starts[kept] + base,
        lengths[kept],
        blank,
        rejects,
        {int(moved[position]): said for position, said in remarks.items() if kept[position]},
    )


def _reject(
    numbers: Integers, starts: Integers, lengths: Integers, base: int, position: int, reason: str, raw: bytes
) -> Reject:
    return Reject(
        int(numbers[position]), base + int(starts[position]), int(lengths[position]), reason, snippet(raw.lstrip())
    )


def _load(raws: list[bytes]) -> tuple[list[Any], list[int]]:
    """(values, positions of what the fast parser refused)."""
    loads = orjson.loads
    try:
        return [loads(raw) for raw in raws], []
    except orjson.JSONDecodeError:
        pass
    values: list[Any] = []
    troubled: list[int] = []
    for raw in raws:
        try:
            values.append(loads(raw))
        except orjson.JSONDecodeError:
            troubled.append(len(values))
            values.append(_HOLE)
    return values, troubled


def _suspicious(data: bytes, raws: list[bytes], starts: Integers, lengths: Integers, values: list[Any]) -> list[int]:
    """Positions of parsed records whose bytes say more than their value."""
    if not raws:
        return []
    block = np.frombuffer(data, dtype=np.uint8)
    return [
        *_with_surplus_keys(block, raws, starts, starts + lengths, values),
        *_with_long_integers(block, starts, values),
    ]


def _with_surplus_keys(
    block: Any, raws: list[bytes], starts: Integers, stops: Integers, values: list[Any]
) -> list[int]:
    """Records with more keys in their bytes than in their value: a key was given twice.

    A key is a colon after a quote that is not escaped. A text that begins with a colon counts too, so the
    answer is a suspicion.
    """
    padded = np.flatnonzero(block[2:] == 58) + 2  # no key ends before the third byte
    colons = padded[(block[padded - 1] == 34) & (block[padded - 2] != 92)]
    found = np.searchsorted(colons, stops) - np.searchsorted(colons, starts)
    keys = np.fromiter([len(value) if type(value) is dict else -1 for value in values], np.int64, len(values))
    suspects: list[int] = []
    doubtful = np.flatnonzero(found != keys)
    for position, colon_count in zip(doubtful.tolist(), found[doubtful].tolist(), strict=True):
        value = values[position]
        # Most rows are flat but for one list of messages, which is counted without walking the whole value.
        if type(value) is dict and colon_count == len(value) + sum(
            [len(item) for child in value.values() if type(child) is list for item in child if type(item) is dict]
        ):
            continue
        if value is _HOLE or not isinstance(value, (dict, list)):
            continue
        known = _count_keys(value)
        # Fewer colons than keys: white space stands before the colons, so they tell nothing.
        if colon_count > known or (colon_count < known and raws[position].count(b":") > known):
            suspects.append(position)
    return suspects


def _count_keys(value: Any) -> int:
    """Keys of all objects in a value, however deep."""
    total = 0
    stack = [value]
    while stack:
        node = stack.pop()
        if type(node) is dict:
            total += len(node)
            stack.extend([child for child in node.values() if type(child) is dict or type(child) is list])
        else:
            stack.extend([child for child in node if type(child) is dict or type(child) is list])
    return total


def _with_long_integers(block: Any, starts: Integers, values: list[Any]) -> list[int]:
    """Records with an integer beyond 64 bits, which the fast parser rounds to a float."""
    sampled = block[::_STRIDE]
    digits = (sampled - 48) < 10  # unsigned: anything below "0" wraps around
    runs = np.flatnonzero(digits[:-2] & digits[1:-1] & digits[2:])
    if not len(runs):
        return []
    suspects: list[int] = []
    for position in np.unique(np.searchsorted(starts, runs * _STRIDE, side="right") - 1).tolist():
        if position >= 0 and values[position] is not _HOLE and has_huge_float(values[position]):
            suspects.append(position)
    return suspects


def has_huge_float(value: Any) -> bool:
    """Whether a number anywhere in a value may be an integer that was rounded."""
    stack = [value]
    while stack:
        node = stack.pop()
        if type(node) is float:
            if abs(node) > _FLOAT_LIMIT:
                return True
        elif type(node) is dict:
            stack.extend(node.values())
        elif type(node) is list:
            stack.extend(node)
    return False
