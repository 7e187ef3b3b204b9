"""Logs of evaluations: what a model was asked, what it said, and what is right."""

from __future__ import annotations

from typing import Any

from explorer.formats.envelopes.envelope import Envelope, Opened, Row, as_list, having
from explorer.formats.envelopes.exchange import messages_of
from explorer.formats.values import json_text


def _innermost(held: Any) -> str:
    """The first text of lists and objects within each other, "" where there is none."""
    while isinstance(held, list | tuple | dict) and held:
        held = held[0] if isinstance(held, list | tuple) else next(iter(held.values()))
    return held if isinstance(held, str) else ""


def _sampled(record: Row) -> Opened | None:
    """lm-evaluation-harness: the text that was sent, and what came back."""
    asked, said = _innermost(record["arguments"]), _innermost(record["resps"])
    if not asked or not said:
        return None  # a choice by likelihood: nothing was written
    target = record.get("target")
    row: Row = {"messages": [*(messages_of(asked) or ()), {"role": "assistant", "content": said}]}
    if target is not None:
        row["ground_truth"] = target if isinstance(target, str) else json_text(target)
    notes = ("the first of several answers is read",) if len(as_list(record["resps"]) or ()) > 1 else ()
    return Opened(row, ("arguments", "resps"), notes)


def _event(record: Row) -> Opened | None:
    """An event of OpenAI's evals that is a sample of a model."""
    data = record["data"]
    if not isinstance(data, dict) or "sampled" not in data:
        return None
    asked, said = messages_of(data.get("prompt")), _innermost(data["sampled"])
    return Opened({"messages": [*asked, {"role": "assistant", "content": said}]}, ("data",)) if asked and said else None


EVALUATIONS: tuple[Envelope, ...] = (
    Envelope("sample of lm-evaluation-harness", having("doc", "arguments", "resps"), _sampled),
    Envelope("event of an evaluation", having("data", "sample_id"), _event),
)
