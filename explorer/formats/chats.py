"""Lists of messages: OpenAI `messages`, ShareGPT `conversations`, ms-swift pairs, OpenChat `items`.

One reader serves all four, because real files mix them: the field's name finds the list (or, where no name tells, the
structure of its value), the first message's own keys tell the dialect.
"""

from __future__ import annotations

from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, UNKNOWN, USER, Conversation, Turn
from explorer.formats import fields
from explorer.formats.chosen import chosen, without
from explorer.formats.format import Reader
from explorer.formats.messages import ROLE_KEYS, TEXT_KEYS, read_turns
from explorer.formats.opened import messages_in
from explorer.formats.plan import GROUND_TRUTHS
from explorer.formats.shapes import PAIR, are_exchanges, is_dialogue, shape_of
from explorer.formats.sidecars import Sidecars, tools_within
from explorer.formats.transcripts import are_known, split_transcript
from explorer.formats.two_speakers import two_speakers, unlabelled
from explorer.formats.values import parsed, text_of

_KNOWN = frozenset(("messages", "conversations", "conversation"))
_THINGS = frozenset(("turns", "items", "message", "thread", "trajectory", "traj"))
"""Names of fields whose bare texts are questions, things or steps, not turns of both sides."""
_NAMED = 50.0  # a field whose name merely ends in "messages" may hold those of a tool
_MOST_TEXTS = 200  # bare texts in a row that may be a dialogue; a longer list is a table or a word list
_FREE = frozenset(("chat", "column", "text"))
_REJECTED = ("reject", "bad_", "negative", "worse", "loser", "losing")
_MESSAGE_KEYS = frozenset(ROLE_KEYS + TEXT_KEYS)


def dialect_of(items: list[Any], container: str) -> str:
    """The dialect of a list of messages: by its first message, by the field's name where that tells nothing."""
    return _dialect(items, fields.normalise(container))


def _dialect(items: list[Any], name: str) -> str:
    if name == "items":
        return "openchat"
    first = items[0] if items else None
    if type(first) is dict and "role" in first:
        return "messages"
    if not isinstance(first, dict):
        first = next((item for item in items if isinstance(item, dict)), {})
    if "role" in first or "content" in first:
        return "messages"
    if "from" in first or "value" in first:
        return "sharegpt"
    if shape_of(tuple(first)).kind == PAIR:
        return "swift"
    return "sharegpt" if name.startswith("conversation") else "messages"


def field_of(value: dict[str, Any]) -> str:
    """Name of the field that holds the row's messages, "" where none does."""
    name = fields.best(value, "chat")
    if name and "history" in fields.parts_of(name) and _has_pair(value):
        return ""  # what went before the row's own question
    if name and (fields.normalise(name) in _KNOWN or is_dialogue(value[name])):
        return name
    # A field of any other name is believed where its value can be nothing else, and its name no other part.
    # One that is a lone question says nothing beside a prompt of its own.
    asks = bool(fields.best(value, "prompt"))
    exchanges = next((other for other, held in value.items() if are_exchanges(held)), "")
    if exchanges and fields.best(value, "prompt", without=(exchanges,)) == fields.best(
        value, "response", without=(exchanges,)
    ):
        return exchanges  # where nothing else asks or answers
    return next(
        (
            other
            for other, held in value.items()
            if (_is_free(other) or isinstance(held, dict))
            and is_dialogue(held)
            and not (asks and isinstance(held, list) and len(held) == 1)
        ),
        name,
    )


def _is_free(name: str) -> bool:
    return fields.parts_of(name).keys() <= _FREE and not name.lower().startswith(_REJECTED)


def _score(value: dict[str, Any], dialect: str) -> float:
    name = field_of(value)
    if not name:
        return 0.0
    held = value[name]
    known = fields.normalise(name) in _KNOWN
    if isinstance(held, list):
        named = known or fields.score_of(name, "chat") >= _NAMED
        fit = 0.9 if known or is_dialogue(held) or (named and _likely(held)) else 0.45
        return fit if dialect_of(held, name) == dialect else fit - 0.05
    if isinstance(held, dict):
        found = messages_in(held) if known or dialect == "messages" else None
        fits = found is not None and (known or len(found[0]) > 1 or is_dialogue(held) or is_dialogue(found[0]))
        return 0.85 if fits and dialect == "messages" else 0.0
    if isinstance(held, str):
        alone = known and not _has_pair(value) and not _is_key(value, name)
        return (0.85 if alone else 0.35) if dialect == "messages" else 0.0
    return 0.0


def _is_key(value: dict[str, Any], name: str) -> bool:
    """Whether a text is no more than the key of a conversation, beside who speaks and what."""
    beside = [fields.parts_of(other) for other, item in value.items() if other != name and isinstance(item, str)]
    return any("speaker" in parts for parts in beside) and any("said" in parts for parts in beside)


def _likely(held: list[Any]) -> bool:
    first = next((item for item in held if isinstance(item, dict)), None)
    return first is not None and shape_of(tuple(first)).kind != "nothing"


def _has_pair(value: dict[str, Any]) -> bool:
    answer = fields.best(value, "response")
    return bool(fields.best(value, "prompt") and answer) and fields.normalise(answer) not in GROUND_TRUTHS


def detect_messages(value: dict[str, Any]) -> float:
    """How well a row fits OpenAI's messages."""
    return _score(value, "messages")


def detect_sharegpt(value: dict[str, Any]) -> float:
    """How well a row fits ShareGPT."""
    return _score(value, "sharegpt")


def detect_swift(value: dict[str, Any]) -> float:
    """How well a row fits ms-swift's pairs."""
    return _score(value, "swift")


def detect_openchat(value: dict[str, Any]) -> float:
    """How well a row fits OpenChat's items."""
    return _score(value, "openchat")


def prepare(value: dict[str, Any]) -> Reader:
    """A reader of the row's best list of messages."""
    name = field_of(value)
    sidecars = Sidecars(value)
    consumed = frozenset((name, *sidecars.consumed))
    parts = {"messages": name, **sidecars.parts()}
    plain = not sidecars
    shape = fields.normalise(name)
    known = shape in _KNOWN
    certain = sum(_is_free(other) and is_dialogue(held) for other, held in value.items()) < 2
    bare = known or shape not in _THINGS
    alone = known and not _has_pair(value)

    def read(row: dict[str, Any]) -> Conversation | None:
        held = row[name]
        if known and type(held) is list and len(held) > 1:  # the short way of most rows of most files
            turns, media, notes, sure = read_turns(held)
            if sure and turns[-1].role != ASSISTANT:
                sure = any(turn.role == ASSISTANT for turn in turns)
            dialect = _dialect(held, shape)
            first = held[0]
            if (
                plain
                and not (type(first) is dict and len(first) > 2 and ("tools" in first or "functions" in first))
                and not (turns[0].role == SYSTEM and "<tools>" in turns[0].text)
            ):
                made = Conversation(dialect, tuple(turns), consumed, "", None, "", media, sure, notes)
                made.parts = parts
                return made
            return finished(row, turns, dialect, media, notes, sure)
        return read_any(row, held)

    def finished(
        row: dict[str, Any], turns: list[Turn], dialect: str, media: int, notes: tuple[str, ...], sure: bool
    ) -> Conversation:
        if turns[0].role != SYSTEM:
            turns = sidecars.system_turns(row) + turns
        media = max(media, sidecars.media_of(row))
        tools = sidecars.tools_of(row) or tools_within(row[name], turns)
        made = Conversation(dialect, tuple(turns), consumed, tools, None, "", media, sure, notes)
        made.parts = parts
        return made

    def read_any(row: dict[str, Any], held: Any) -> Conversation | None:
        beside = ""
        if type(held) is not list or len(held) == 1:
            if isinstance(held, str):
                found = parsed(held)
                if found is None:
                    return _from_text(held, row, name, sidecars, consumed, alone)
                held = found
            opened = messages_in(held)
            if opened is None:
                return None
            held, beside = opened
        if not held or not (known or isinstance(held[0], dict | str | list)):
            return None
        held, passed_over = chosen(held)
        if isinstance(held[0], str) and held[0][:1] != "{" and (not bare or (len(held) == 1 and not alone)):
            return None
        turns, media, notes, sure = read_turns(held)
        if not known and turns[0].role == UNKNOWN:
            return None
        sure = sure and (turns[-1].role == ASSISTANT or any(turn.role == ASSISTANT for turn in turns))
        dialect = _dialect(held, shape)
        if sure and not known:
            sure = dialect == "openchat" or (certain and is_dialogue(held))
        if beside and turns[0].role != SYSTEM:
            turns.insert(0, Turn(SYSTEM, beside))
        found = finished(row, turns, dialect, media, notes, sure)
        return without(found, passed_over) if passed_over else found

    return read


def _from_text(
    text: str, row: dict[str, Any], name: str, sidecars: Sidecars, consumed: frozenset[str], alone: bool
) -> Conversation | None:
    """A dialogue in one string. alone: the field is named as one, and no other of the row could be meant."""
    if not text.strip():
        return None
    turns, dialect, notes = split_transcript(text), "transcript", ()
    sure = turns is not None and are_known(turns)
    if turns is None and (found := two_speakers(text)):
        turns, sure = found
        notes = () if sure else ("speakers are not known by name, read as user and assistant",)
    elif turns is None and (turns := unlabelled(text)) is not None:
        sure, notes = False, ("turns name no speaker, read as user and assistant in turn",)
    if turns is None:
        if not alone:
            return None
        turns, dialect, sure, notes = (
            (Turn(USER, text),),
            "messages",
            False,
            (f"{name} is plain text, read as a user's turn",),
        )
    system = sidecars.system_turns(row) if turns[0].role != SYSTEM else []
    return Conversation(
        dialect,
        (*system, *turns),
        consumed,
        sidecars.tools_of(row) or tools_within(None, turns),
        media=sidecars.media_of(row),
        sure=sure,
        notes=notes,
    )


def read_list(items: list[Any]) -> Conversation | None:
    """A row that is itself a list of messages; None where it holds no message."""
    if not _are_messages(items):
        return None
    turns, media, notes, sure = read_turns(items)
    sure = sure and any(turn.role == ASSISTANT for turn in turns)
    tools = tools_within(items, turns)
    return Conversation(dialect_of(items, ""), tuple(turns), tools=tools, media=media, sure=sure, notes=notes)


def _are_messages(items: list[Any]) -> bool:
    if any(isinstance(item, dict) and (item.keys() & _MESSAGE_KEYS) for item in items) or is_dialogue(items):
        return True
    if not 2 <= len(items) <= _MOST_TEXTS:
        return False
    if all(isinstance(item, str) for item in items):
        return any(" " in item or not item.isascii() for item in items)  # words alone are a list of words
    return len(items) % 2 == 0 and all(
        isinstance(item, list) and len(item) == 2 and all(isinstance(part, str) for part in item) for item in items
    )


def empty(value: dict[str, Any]) -> Conversation | None:
    """The conversation of a row whose only known field is an empty list of messages; None elsewhere."""
    for name in value:
        known = fields.normalise(name) if isinstance(name, str) else ""
        if known in _KNOWN:
            remark = text_of(value[name])[1] or "is empty"
            dialect = "messages" if known == "messages" else "sharegpt"
            made = Conversation(dialect, (), frozenset((name,)), sure=False, notes=(f"{name} {remark}",))
            made.parts = {"messages": name}
            return made
    return None
