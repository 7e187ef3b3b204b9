"""Rows whose answer lies deeper: message trees, seed tasks, benchmark turns, step-wise supervision."""

from __future__ import annotations

from typing import Any

from explorer.conversation import ASSISTANT, USER, Conversation, Turn
from explorer.formats import fields
from explorer.formats.format import Reader
from explorer.formats.messages import ROLES
from explorer.formats.shapes import MESSAGE, shape_of
from explorer.formats.sidecars import Sidecars, items_of
from explorer.formats.values import json_text, text_of

_DEEPEST = 1_000  # replies followed in a tree; a longer chain is cut, with a note


def detect_tree(value: dict[str, Any]) -> float:
    """How well a row fits Open-Assistant's message trees."""
    # What is inside differs from row to row, so the reader looks: its like is kept for all rows with these types.
    return 0.95 if isinstance(value.get("prompt"), dict) else 0.0


def prepare_tree(value: dict[str, Any]) -> Reader:
    """A reader of the main line of a tree: the first reply at every level, as the file orders them by rank."""
    consumed = frozenset(("prompt",))

    def read(row: dict[str, Any]) -> Conversation | None:
        node = row.get("prompt")
        if not (isinstance(node, dict) and "text" in node and "replies" in node):
            return None
        turns: list[Turn] = []
        notes: list[str] = []
        while isinstance(node, dict) and len(turns) < _DEEPEST:
            said = node.get("role")
            role = ROLES.get(said, said) if isinstance(said, str) else ASSISTANT if len(turns) % 2 else USER
            text, remark = text_of(node.get("text"))
            if remark:
                notes.append(f"a message's text {remark}")
            turns.append(Turn(role, text))
            replies = node.get("replies")
            node = replies[0] if isinstance(replies, list) and replies else None
        if node is not None:
            notes.append(f"the tree is cut after {_DEEPEST:,} messages")
        return Conversation("tree", tuple(turns), consumed, notes=tuple(notes))

    return read


def detect_seed_tasks(value: dict[str, Any]) -> float:
    """How well a row fits self-instruct's seed tasks."""
    instances = value.get("instances")
    return 0.92 if isinstance(instances, list | str) and isinstance(value.get("instruction"), str) else 0.0


def prepare_seed_tasks(value: dict[str, Any]) -> Reader:
    """A reader of an instruction with its first instance."""
    consumed = frozenset(("instruction", "instances"))

    def read(row: dict[str, Any]) -> Conversation | None:
        instances = items_of(row.get("instances"))
        if not instances or not isinstance(instances[0], dict):
            return None
        first = instances[0]
        notes: list[str] = []
        if len(instances) > 1:
            notes.append(f"the first of {len(instances):,} instances is shown")
        asked = text_of(row["instruction"])[0]
        more = text_of(first.get("input"))[0]
        turns = [Turn(USER, f"{asked}\n{more}" if more else asked)]
        if "output" in first:
            answer, remark = text_of(first["output"])
            if remark:
                notes.append(f"instances.0.output {remark}")
            turns.append(Turn(ASSISTANT, answer))
        return Conversation("seed_tasks", tuple(turns), consumed, notes=tuple(notes))

    return read


def detect_turns(value: dict[str, Any]) -> float:
    """How well a row fits a benchmark's list of questions (MT-bench)."""
    return 0.7 if isinstance(value.get("turns"), list) else 0.0


def prepare_turns(value: dict[str, Any]) -> Reader:
    """A reader of a list of user turns.

    The first reference answer, where there is one, answers the first question and is the row's response; the
    later questions follow unanswered, because their references (often blank) presume the model's own first answer.
    """
    consumed = frozenset(("turns", "reference")) if "reference" in value else frozenset(("turns",))

    def read(row: dict[str, Any]) -> Conversation | None:
        asked = row.get("turns")
        if not isinstance(asked, list) or not asked:
            return None
        if len(asked) == 1 and isinstance(asked[0], dict) and (lone := _without_role(asked[0])):
            note = "a message has no role, read as a question"
            return Conversation("turns", (Turn(USER, lone),), consumed, sure=False, notes=(note,))
        if not all(isinstance(item, str) for item in asked):
            return None
        turns = [Turn(USER, text) for text in asked]
        reference = row.get("reference")
        answers = reference if isinstance(reference, list) else [] if reference is None else [reference]
        notes: list[str] = []
        if answers:
            text, remark = text_of(answers[0])
            turns.insert(1, Turn(ASSISTANT, text))
            if remark:
                notes.append(f"reference.0 {remark}")
            if len(answers) > 1:
                notes.append(f"the first of {len(answers):,} reference answers is shown")
        return Conversation("turns", tuple(turns), consumed, notes=tuple(notes))

    return read


def _without_role(message: dict[str, Any]) -> str:
    """The text of a message that does not say who speaks, "" for anything else."""
    shape = shape_of(tuple(message))
    held = message.get(shape.text) if shape.kind == MESSAGE and not shape.role else None
    return held if isinstance(held, str) else ""


def detect_stepwise(value: dict[str, Any]) -> float:
    """How well a row fits TRL's step-wise supervision."""
    listed = isinstance(value.get("completions"), list) and isinstance(value.get("labels"), list)
    return 0.95 if listed and fields.best(value, "prompt") else 0.0


def prepare_stepwise(value: dict[str, Any]) -> Reader:
    """A reader of a prompt and its steps; the steps are joined by line ends, the label is theirs as a JSON list."""
    prompt = fields.best(value, "prompt", by_type=True)
    sidecars = Sidecars(value)
    consumed = frozenset((prompt, "completions", *sidecars.consumed))

    def read(row: dict[str, Any]) -> Conversation | None:
        asked, remark = text_of(row.get(prompt))
        steps = "\n".join(text_of(step)[0] for step in row["completions"])
        return Conversation(
            "stepwise",
            (*sidecars.system_turns(row), Turn(USER, asked), Turn(ASSISTANT, steps)),
            consumed,
            sidecars.tools_of(row),
            label=json_text(row["labels"]),
            media=sidecars.media_of(row),
            notes=(f"{prompt} {remark}",) if remark else (),
        )

    return read
