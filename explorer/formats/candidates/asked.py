"""What several answers answer: the fields of the question, without anything that could pass for an answer."""

from __future__ import annotations

from typing import Any

from explorer.formats import fields, flat
from explorer.formats.envelopes.exchange import is_message
from explorer.formats.sidecars import Sidecars, items_of
from explorer.formats.values import parsed

Row = dict[str, Any]

_LOOSE = (
    "history",
    "post",
    "full_text",
    "context",
    "title",
    "info",
    "conversation_input",
    "conversation_history",
    "instruction_text",
    "src",
)
"""Names that a question goes by where nothing clearer stands beside the answers."""


def question(rest: Row) -> tuple[Row, tuple[str, ...]] | None:
    """(fields of the question, the record's fields that these came from); None where nothing is asked.

    rest: the record without its answers and what judges them.
    """
    kept: Row = {}
    sidecars = Sidecars(rest)
    for name in (sidecars.system, sidecars.tools, *sidecars.media):
        if name:
            kept[name] = rest[name]
    chat = fields.best(rest, "chat")
    if chat and (items := items_of(rest[chat])) and all(is_message(item) for item in items):
        return {**kept, "prompt": items}, (*kept, chat)
    known = {name: item for name, item in rest.items() if item is not None and "response" not in fields.parts_of(name)}
    plan = flat.Plan(fields.relevant(known))
    held = known.get(plan.prompt) if plan.prompt else None
    if isinstance(held, list) and fields.score_of(plan.prompt, "prompt") < fields.SURE:
        held = None  # a list of questions, with as many answers
    if held is not None and fields.normalise(plan.prompt) not in _LOOSE:
        names = [plan.prompt, plan.context, plan.history, *(name for name, _ in plan.options)]
        kept.update({name: rest[name] for name in names if name})
        if isinstance(held, dict):
            kept[plan.prompt] = _text(held) or held
        return kept, tuple(kept)
    for name in _LOOSE:
        found = next((key for key in rest if isinstance(key, str) and fields.normalise(key) == name), "")
        said = rest.get(found) if found else None
        if isinstance(said, dict):
            said = _text(said)
        if len(texts_in(said)) == 1:
            said = texts_in(said)[0]
        if isinstance(said, list) and not (said and all(is_message(item) for item in said)):
            continue
        if said:
            return {**kept, "prompt": said}, (*kept, found)
    wordings = next((key for key in rest if isinstance(key, str) and fields.normalise(key) in _WORDINGS), "")
    if wordings and isinstance(rest[wordings], list) and texts_in(rest[wordings]):
        return {**kept, "patterns": rest[wordings]}, (*kept, wordings)
    return None


_WORDINGS = ("text", "utterances", "examples")
"""Names of lists of texts that are ways to ask one thing, where answers to it stand beside."""


def texts_in(held: Any) -> list[str]:
    """The texts of a list, or of the JSON text of one, as tables hold them; [] where it is none."""
    listed = parsed(held) if isinstance(held, str) and held[:2] in ('["', "['") else held
    return list(listed) if isinstance(listed, list) and listed and all(isinstance(one, str) for one in listed) else []


def _text(held: Row) -> str:
    """The text of a question that is an object."""
    for name in ("text", "full_text", "post", "question", "prompt", "article", "body", "title"):
        if isinstance(said := held.get(name), str) and said:
            return said
    return ""


def is_answered(record: Row, without: str) -> bool:
    """Whether the record has an answer of its own: a text, or messages that end with the assistant's."""
    rest = {name: item for name, item in record.items() if name != without}
    chat = fields.best(rest, "chat")
    items = items_of(rest[chat]) if chat else None
    if (
        items
        and isinstance(items[-1], dict)
        and items[-1].get("role", items[-1].get("from")) in ("assistant", "gpt", "model")
    ):
        return True
    answer = fields.best(rest, "response", by_type=True)
    return bool(answer) and isinstance(rest[answer], str) and fields.score_of(answer, "response") >= fields.SURE
