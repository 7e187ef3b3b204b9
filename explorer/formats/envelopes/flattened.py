"""Messages whose fields were flattened to columns: `messages.0.role`, `gen_ai.prompt.1.content`, `turns[2][text]`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from explorer.formats.envelopes.envelope import Envelope, Messages, Opened, Row, as_list
from explorer.formats.speakers import is_role_key, is_text_key

_NAME = re.compile(r"(?P<list>.{1,80}?)[./:_-]{0,2}\[?(?P<place>\d{1,4})\]?[./:_\[-]{1,2}(?P<key>.{1,80}?)\]?")
_MOST = 20_000  # columns that are looked at


@lru_cache(maxsize=1_024)
def _columns(names: tuple[Any, ...]) -> tuple[tuple[str, int, str, str], ...]:
    """(list, place, key, column) of each column that is a field of a message; () where none says who speaks and what."""
    found: list[tuple[str, int, str, str]] = []
    for name in names[:_MOST]:
        match = _NAME.fullmatch(name) if isinstance(name, str) and len(name) < 200 else None
        if match is not None:
            found.append((match["list"], int(match["place"]), match["key"], name))
    lists = {one for one, _, key, _ in found if is_role_key(key)} & {
        one for one, _, key, _ in found if is_text_key(key)
    }
    return tuple(entry for entry in found if entry[0] in lists)


def _flattened(record: Row) -> Opened | None:
    messages: dict[tuple[int, int], Row] = {}
    lists: dict[str, int] = {}
    columns = _columns(tuple(record))
    for group, place, key, name in columns:
        if record[name] not in (None, ""):
            # What was asked precedes what was answered, as the columns do.
            messages.setdefault((lists.setdefault(group, len(lists)), place), {})[key] = record[name]
    held: Messages = [messages[order] for order in sorted(messages)]
    if not held or not all(any(is_role_key(key) for key in message) for message in held):
        return None
    return Opened({"messages": held}, tuple(name for *_, name in columns))


def _generative(asks: str, gives: str, system: str) -> Any:
    """A span of OpenTelemetry, whose messages are lists of parts, or the JSON text of such lists."""

    def open_record(record: Row) -> Opened | None:
        said = [as_list(record.get(name)) or [] for name in (asks, gives)]
        if not said[0] or not all(isinstance(one, dict) for one in (*said[0], *said[1])):
            return None
        messages: Messages = [
            {**one, "content": one["parts"]} if "parts" in one else one for one in (*said[0], *said[1])
        ]
        for message in messages:
            message.pop("parts", None)
        row: Row = {"messages": messages}
        if told := as_list(record.get(system)):
            row["system"] = "\n\n".join(
                text for one in told if isinstance(one, dict) and isinstance(text := one.get("content"), str)
            )
        return Opened(row, tuple(name for name in (asks, gives, system) if name in record))

    return open_record


_SPANS = [
    tuple(f"{before}{name}" for name in ("input.messages", "output.messages", "system_instructions"))
    for before in ("gen_ai.", "attributes.gen_ai.")
]

FLATTENED: tuple[Envelope, ...] = (
    *(
        Envelope(
            "span of OpenTelemetry",
            lambda record, asks=asks, gives=gives: asks in record or gives in record,
            _generative(asks, gives, system),
        )
        for asks, gives, system in _SPANS
    ),
    Envelope("messages in columns", lambda record: bool(_columns(tuple(record))), _flattened),
)
