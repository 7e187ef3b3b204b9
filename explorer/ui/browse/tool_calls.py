"""Calls of tools as cards: `name(argument=…)` in one line, the whole call behind it. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from explorer.ui.parts import inert
from explorer.ui.parts.inert import Html, html

_CALLS = 40  # cards of a turn
_LONGEST = 200_000  # characters of the calls of a turn that are laid out
_ARGUMENTS = 6
_VALUE = 48
_LINE = 160
_SHOWN = 20_000
_KEYS = ("arguments", "input", "args", "parameters")


class Call(NamedTuple):
    """One call. arguments: an object where they are one, else as they stand, None where there are none."""

    name: str
    arguments: Any


def read(text: str) -> list[Call] | None:
    """The calls that a turn's `tool_calls` hold; None where they cannot be told apart."""
    if len(text) > _LONGEST:
        return None
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    listed = held if isinstance(held, list) else [held]
    calls = [_call(one) for one in listed[:_CALLS]]
    return [call for call in calls if call is not None] if calls and None not in calls else None


def _call(one: Any) -> Call | None:
    if not isinstance(one, Mapping):
        return None
    function = one.get("function")
    inner: Mapping[Any, Any] = function if isinstance(function, Mapping) else one
    name = inner.get("name")
    if not isinstance(name, str):
        return None
    held = next((inner[key] for key in _KEYS if key in inner), None)
    if isinstance(held, str) and held.strip()[:1] in ("{", "["):
        try:
            held = json.loads(held)
        except (ValueError, RecursionError):
            return Call(name, held)
    return Call(name, held)


def in_line(call: Call) -> str:
    """`name(argument="value", …)`, short enough for one line."""
    if isinstance(call.arguments, Mapping):
        pairs = [f"{inert.line(key, 30)}={_value(value)}" for key, value in list(call.arguments.items())[:_ARGUMENTS]]
        said = ", ".join([*pairs, *(["…"] if len(call.arguments) > _ARGUMENTS else [])])
    else:
        said = "" if call.arguments is None else _value(call.arguments)
    return inert.line(f"{call.name}({said})", _LINE)


def _value(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = "…"
    return inert.line(text, _VALUE)


def cards(calls: Sequence[Call], needles: Sequence[str] = ()) -> Html:
    """The calls, each a line that opens."""
    return inert.join(
        html(
            '<details class="x-call"><summary>{line}</summary><div class="x-text mono" dir="auto">{whole}</div></details>',
            line=in_line(call),
            whole=inert.marked(_whole(call), list(needles)),
        )
        for call in calls
    )


def _whole(call: Call) -> str:
    try:
        text = json.dumps(call.arguments, ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        text = "…"
    return text[:_SHOWN]


def first_line(text: str) -> str:
    """The first line of a tool's result that says something."""
    return inert.line(next((line for line in text[:4_000].splitlines() if line.strip()), ""), 120)
