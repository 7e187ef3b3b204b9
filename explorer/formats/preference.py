"""Rows with a judgement: a chosen and a rejected answer, or an answer and a thumb up or down (KTO).

The response is the chosen answer; the rejected one is kept beside the turns. A row that has `instruction` and
`output` as well is alpaca with the rejected answer kept: its author says which answer is to be learnt, and that
need not be the chosen one.
"""

from __future__ import annotations

from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, USER, Conversation, Turn
from explorer.formats import chats, fields, flat
from explorer.formats.format import Reader
from explorer.formats.messages import ROLE_KEYS, TEXT_KEYS, read_turns
from explorer.formats.shapes import shape_of
from explorer.formats.sidecars import Sidecars, items_of
from explorer.formats.transcripts import split_transcript
from explorer.formats.values import parsed, text_of

_CERTAIN = 70.0  # a name below this is one of a pair only where the other one is there


def _pair(value: dict[str, Any]) -> tuple[str, str]:
    # Under names that may be scores or counts as well, only what can be an answer is one.
    known = {
        name: item
        for name, item in value.items()
        if isinstance(item, str | list | dict) or "chosen" in name.lower() or "rejected" in name.lower()
    }
    chosen, rejected = fields.best(known, "chosen"), fields.best(known, "rejected")
    loose = [fields.score_of(name, part) < _CERTAIN for name, part in ((chosen, "chosen"), (rejected, "rejected"))]
    if any(loose) and not (chosen and rejected):
        return (chosen if not loose[0] else ""), (rejected if not loose[1] else "")
    return chosen, rejected


def detect(value: dict[str, Any]) -> float:
    """How well a row fits a preference pair."""
    chosen, rejected = _pair(value)
    if not rejected:
        return 0.55 if chosen == "chosen" else 0.0
    if chosen:
        return 0.95
    return 0.95 if _answered(value) else 0.0


def _answered(value: dict[str, Any]) -> bool:
    """Whether the answer stands outside `chosen`: in messages, or in a response field."""
    return bool(fields.best(value, "chat")) or flat.Plan(value).score >= 0.6


def prepare(value: dict[str, Any]) -> Reader:
    """A reader of chosen and rejected answers, as texts, messages or whole dialogues."""
    chosen, rejected = _pair(value)
    rest = {name: item for name, item in value.items() if name not in (chosen, rejected)}
    plan = flat.Plan(rest)
    if not chosen or (plan.dialect == flat.ALPACA and plan.prompt and plan.response):
        return _with_rejected(rest, plan, rejected)
    before = _PromptReader(rest, plan)
    # `pos` and `neg` are as often passages that a search should find, and should not.
    plain = not rejected or all(
        fields.score_of(name, part) >= _CERTAIN for name, part in ((chosen, "chosen"), (rejected, "rejected"))
    )
    sidecars = Sidecars(value)
    consumed = frozenset(name for name in (chosen, rejected, *before.names, *sidecars.consumed) if name)

    def read(row: dict[str, Any]) -> Conversation | None:
        notes: list[str] = []
        turns, whole, media = _answer(row.get(chosen), bool(before.names), notes, chosen)
        if not whole:
            asked, count, found = before.turns(row)
            media += count
            notes += found
            turns = asked + turns
        if not turns or turns[0].role != SYSTEM:
            turns = sidecars.system_turns(row) + turns
        other = row.get(rejected) if rejected else None
        asked_for = bool(before.names) or whole or any(turn.role == USER for turn in turns)
        refused = None if other is None else _last_text(_answer(other, bool(before.names), [], rejected)[0])
        return Conversation(
            "preference",
            tuple(turns),
            consumed,
            sidecars.tools_of(row),
            refused,
            media=max(media, sidecars.media_of(row)),
            sure=plain and asked_for,
            notes=tuple(notes),
        )

    return read


def _last_text(turns: list[Turn]) -> str:
    for turn in reversed(turns):
        if turn.role == ASSISTANT:
            return turn.rendered()
    return turns[-1].rendered() if turns else ""


def _answer(held: Any, prompted: bool, notes: list[str], name: str) -> tuple[list[Turn], bool, int]:
    """(turns, whether they hold the prompt too, media) of a chosen or rejected answer."""
    if isinstance(held, str):
        listed = parsed(held)
        if listed is not None and _is_messages(listed):
            held = listed
        else:
            split = None if prompted else split_transcript(held)
            if split:
                return list(split), True, 0
            return [Turn(ASSISTANT, held)], False, 0
    if isinstance(held, list) and held and all(isinstance(item, list) and _is_messages(item) for item in held):
        if len(held) > 1:
            notes.append(f"the first of {len(held):,} answers in {name} is read")
        held = held[0]
    if isinstance(held, list) and len(held) > 1 and all(isinstance(item, str) for item in held):
        notes.append(f"the first of {len(held):,} answers in {name} is read")
        return [Turn(ASSISTANT, held[0])], False, 0
    if _is_messages(held):
        items = held if isinstance(held, list) else [held]
        turns, media, found, _ = read_turns(items)
        notes += found
        return turns, any(turn.role == USER for turn in turns), media
    text, remark = text_of(held)
    notes.append(f"{name} {remark}")
    return [Turn(ASSISTANT, text)], False, 0


def _is_messages(held: Any) -> bool:
    items = held if isinstance(held, list) else [held]
    return bool(items) and all(
        isinstance(item, dict) and (shape := shape_of(tuple(item))).role in ROLE_KEYS and shape.text in TEXT_KEYS
        for item in items
    )


class _PromptReader:
    """Reads what was asked in a preference row, wherever it stands."""

    def __init__(self, rest: dict[str, Any], plan: flat.Plan) -> None:
        self._chat = fields.best(rest, "chat") or next(
            (name for name, item in rest.items() if isinstance(item, list) and _is_messages(item)), ""
        )
        self._plan = plan
        names = (self._chat,) if self._chat else (plan.prompt, plan.context, plan.history) if plan.score else ()
        self.names = tuple(name for name in names if name)

    def turns(self, row: dict[str, Any]) -> tuple[list[Turn], int, tuple[str, ...]]:
        """(turns, media, notes)."""
        if self._chat:
            items = items_of(row.get(self._chat))
            if items is not None:
                found, media, notes, _ = read_turns(items)
                return found, media, notes
            text = text_of(row.get(self._chat))[0]
            return ([Turn(USER, text)] if text else []), 0, ()
        if not self.names:
            return [], 0, ()
        plan = self._plan
        turns = flat.history_turns(row.get(plan.history)) if plan.history else []
        asked = row.get(plan.prompt)
        asked = flat.messages_in(asked)
        if isinstance(asked, list) and asked and _is_messages(asked):
            found, media, notes, _ = read_turns(asked)
            return turns + found, media, notes
        text, remark = text_of(asked)
        split = split_transcript(text) if not plan.context else None
        if split:
            # Anthropic's "Human: … Assistant:" as a prompt: a dialogue that awaits its answer.
            awaits = split[-1].role == ASSISTANT and not split[-1].text
            return turns + list(split[:-1] if awaits else split), 0, ()
        if plan.context:
            more = text_of(row.get(plan.context))[0]
            text = f"{text}\n{more}" if more else text
        return [*turns, Turn(USER, text)], 0, ((f"{plan.prompt} {remark}",) if remark else ())


def _with_rejected(rest: dict[str, Any], plan: flat.Plan, rejected: str) -> Reader:
    chat = fields.best(rest, "chat")
    inner = chats.prepare(rest) if chat else flat.prepare(rest)
    added = frozenset((rejected,) if rejected else ())
    shared: dict[frozenset[str], frozenset[str]] = {}

    def read(row: dict[str, Any]) -> Conversation | None:
        conversation = inner(row)
        if conversation is None:
            return None
        held = row.get(rejected)
        if held is not None:
            conversation.rejected = _last_text(_answer(held, True, [], rejected)[0])
        if conversation.dialect != flat.ALPACA:
            conversation.dialect = "preference"
        conversation.consumed = shared.setdefault(conversation.consumed, conversation.consumed | added)
        return conversation

    return read


def _label(value: dict[str, Any]) -> str:
    for name, item in value.items():
        if isinstance(item, bool) and "label" in fields.parts_of(name):
            return name
    return ""


def detect_kto(value: dict[str, Any]) -> float:
    """How well a row fits an answer with a thumb up or down."""
    name = _label(value)
    if not name:
        return 0.0
    if fields.best(value, "chat"):
        return 0.93
    plan = flat.Plan(value)
    if not plan.prompt or not plan.response:
        return 0.0
    tagged = fields.normalise(name) != "label" or fields.normalise(plan.response) == "completion"
    return 0.93 if tagged else 0.0


def prepare_kto(value: dict[str, Any]) -> Reader:
    """A reader of an answer with its label; the label stays a field of its own as well."""
    name = _label(value)
    inner = chats.prepare(value) if fields.best(value, "chat") else flat.prepare(value)

    def read(row: dict[str, Any]) -> Conversation | None:
        conversation = inner(row)
        if conversation is not None:
            conversation.dialect = "kto"
            conversation.label = "true" if row.get(name) else "false"
        return conversation

    return read
