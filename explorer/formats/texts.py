"""Rows that are one text: pretraining text, or a whole dialogue written out in it."""

from __future__ import annotations

from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, Conversation, Turn, plain_turn
from explorer.formats import fields
from explorer.formats.format import Reader
from explorer.formats.messages import read_turns
from explorer.formats.shapes import shape_of
from explorer.formats.sidecars import Sidecars
from explorer.formats.speakers import is_role_key
from explorer.formats.transcripts import are_known, split_transcript
from explorer.formats.two_speakers import between_two
from explorer.formats.values import parsed, text_of


def detect_text(value: dict[str, Any]) -> float:
    """How well a row fits a lone text."""
    return 0.3 if fields.best(value, "text") else 0.0


def detect_transcript(value: dict[str, Any]) -> float:
    """How well a row fits a dialogue in one text."""
    name = fields.best(value, "text")
    return 0.35 if name and isinstance(value[name], str) and split_transcript(value[name]) else 0.0


_SHORTEST, _LONGEST = 12, 200_000  # characters of a text that may be a dialogue under a name that tells nothing


def lone(value: dict[Any, Any]) -> Conversation | None:
    """The conversation of a row that no format recognises, where one of its texts is a dialogue; None elsewhere."""
    found: Conversation | None = None
    for name, held in value.items():
        if not isinstance(held, str) or not _SHORTEST <= len(held) <= _LONGEST:
            continue
        turns = split_transcript(held)
        if turns is not None:
            if found is not None:
                return None  # two dialogues: only a person can tell which is meant
            found = Conversation("transcript", turns, frozenset((name,)), sure=are_known(turns))
    return found


def lone_list(value: dict[Any, Any]) -> Conversation | None:
    """The conversation of a row that no format recognises, where one of its lists is of messages; None elsewhere."""
    names = [name for name, held in value.items() if isinstance(held, list) and len(held) > 1 and _are_said(held)]
    if len(names) != 1 or not isinstance(names[0], str):
        return None
    turns, media, notes, _ = read_turns(value[names[0]])
    made = Conversation("messages", tuple(turns), frozenset(names), media=media, sure=False, notes=notes)
    made.parts = {"messages": names[0]}
    return made


_WRITERS = frozenset(("author", "author_name", "creator", "actor"))  # of reviews and comments as often as of a dialogue


def _are_said(items: Any) -> bool:
    """Whether each item says who speaks and what."""
    for item in items if isinstance(items, list) else ():
        shape = shape_of(tuple(item)) if isinstance(item, dict) else None
        if (
            shape is None
            or not shape.text
            or not is_role_key(shape.role)
            or shape.role in _WRITERS
            or not isinstance(item.get(shape.text), str)
        ):
            return False
        if not isinstance(item.get(shape.role), str | int):
            return False
    return True


def _are_lines(items: list[Any], talks: bool) -> bool:
    """Whether a list is a dialogue's: messages whose speakers are not known, or texts in a row that has a dialogue's key."""
    if all(isinstance(one, str) for one in items):
        return talks
    return all(isinstance(one, dict) and "type" not in one and shape_of(tuple(one)).text for one in items)


def _unusual(text: str) -> tuple[str, tuple[Turn, ...], bool] | None:
    """(dialect, turns, whether they are sure) of a text that is messages as JSON, or the talk of two who are numbered."""
    if text[:2] == "[{" and (listed := parsed(text)) and _are_said(listed):
        said, _, _, certain = read_turns(listed)
        return "messages", tuple(said), certain
    turns = between_two(text)
    return None if turns is None else ("transcript", turns, False)


def prepare(value: dict[str, Any]) -> Reader:
    """A reader that tells dialogues from texts row by row. A text is an assistant's turn: what is learnt."""
    name = fields.best(value, "text")
    sidecars = Sidecars(value)
    consumed = frozenset((name, *sidecars.consumed))
    alone = not sidecars
    talks = bool(fields.best(value, "conversation_key"))
    # One message of a conversation is no text to learn from, and neither is one with an answer beside it.
    sure = fields.score_of(name, "text") >= 80 and not talks and not fields.best(value, "response")

    def read(row: dict[str, Any]) -> Conversation:
        held = row.get(name)
        if type(held) is str:
            text, notes = held, ()
        else:
            if isinstance(held, list) and len(held) > 1 and _are_lines(held, talks):
                turns, media, notes, certain = read_turns(held)  # the lines of a dialogue, which has a name
                return Conversation("messages", tuple(turns), consumed, media=media, sure=certain, notes=notes)
            text, remark = text_of(held)
            notes = (f"{name} {remark}",) if remark else ()
        turns = split_transcript(text) if text else None
        dialect, certain = "text", sure
        if turns is not None:
            dialect, certain = "transcript", are_known(turns)
        elif ":" in text[:16] and (found := _unusual(text)) is not None:
            dialect, turns, certain = found
        else:
            turns = (plain_turn(ASSISTANT, text),)
        if alone:
            return Conversation(dialect, turns, consumed, "", None, "", 0, certain, notes)
        system = tuple(sidecars.system_turns(row)) if turns[0].role != SYSTEM else ()
        return Conversation(
            dialect,
            system + turns,
            consumed,
            sidecars.tools_of(row),
            media=sidecars.media_of(row),
            sure=certain,
            notes=notes,
        )

    return read
