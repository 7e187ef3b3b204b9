"""Rows of every length and form, with the faults that trainers meet."""

from __future__ import annotations

import json
from random import Random
from typing import Any

_WORDS = "red blue 河 speak how many trees <b> {x} \n if 茶 café 42 end".split(" ")


def generated(count: int, chance: Random) -> list[dict[str, Any]]:
    """Rows, half of them sound."""
    return [_row(chance) for _ in range(count)]


def _text(chance: Random) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(chance.choice((1, 3, 20, 120, 600))))


def _row(chance: Random) -> dict[str, Any]:
    kind = chance.choice(("messages", "messages", "sharegpt", "alpaca", "pair", "chat_pair"))
    turns = [(("user", "assistant")[n % 2], _text(chance)) for n in range(2 * chance.choice((1, 1, 1, 2, 3)))]
    if chance.random() < 0.3:
        turns.insert(0, ("system", _text(chance)))
    if kind == "alpaca":
        row: dict[str, Any] = {
            "instruction": turns[-2][1],
            "input": chance.choice(("", _text(chance))),
            "output": turns[-1][1],
        }
        return row | chance.choice(({}, {}, {}, {"output": None}, {"output": 5}, {"output": ""}, {"input": None}))
    if kind == "pair":
        return {"prompt": turns[-2][1], "completion": turns[-1][1]}
    names = {"user": "human", "assistant": "gpt"} if kind == "sharegpt" else {}
    keys = ("from", "value") if kind == "sharegpt" else ("role", "content")
    said: list[dict[str, Any]] = [{keys[0]: names.get(role, role), keys[1]: text} for role, text in turns]
    if kind == "chat_pair":
        return {"prompt": said[:-1], "completion": said[-1:]}
    fault = chance.choice(("", "", "", "", "", "last", "first", "twice", "null", "name", "empty", "thought"))
    if fault == "last":
        said = said[:-1]
    elif fault == "first":
        said = said[1:]
    elif fault == "twice":
        said.insert(1, dict(said[0]))
    elif fault == "null":
        said[-1][keys[1]] = None
    elif fault == "name":
        said[-1][keys[0]] = chance.choice(("model", "narrator", "assistant" if names else "gpt"))
    elif fault == "empty":
        said[-1][keys[1]] = ""
    elif fault == "thought":
        said[-1][keys[1]] = f"<think>\n{_text(chance)}\n</think>\n\n{said[-1][keys[1]]}"
    row = {"conversations" if kind == "sharegpt" else "messages": said}
    if chance.random() < 0.05:
        row["messages" if kind == "messages" else "conversations"] = json.dumps(said)
    return row
