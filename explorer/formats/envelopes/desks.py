"""Threads between people: tickets and chats of support desks, and the messengers that tell who wrote by name."""

from __future__ import annotations

import re
from typing import Any

from explorer.formats.envelopes.envelope import Envelope, Messages, Opened, Row, first_of, having

_TAGS = re.compile(r"</?(?:p|br|div|span|b|i|a|ul|li|ol|strong|em)\b[^<>]*>", re.I)
_ASKS = frozenset(("user", "lead", "contact", "customer", "visitor", "end-user", "requester"))


def _intercom(record: Row) -> Opened | None:
    """Intercom: what opened the conversation, and its parts."""
    held, source = record["conversation_parts"], record["source"]
    parts = held.get("conversation_parts") if isinstance(held, dict) else held
    if not isinstance(source, dict) or not isinstance(parts, list):
        return None
    messages: Messages = []
    for part in (source, *parts):
        author = part.get("author") if isinstance(part, dict) else None
        body = part.get("body") if isinstance(part, dict) else None
        if isinstance(author, dict) and isinstance(body, str) and body:
            role = "user" if author.get("type") in _ASKS else "assistant"
            messages.append({"role": role, "content": _without_tags(body)})
    return Opened({"messages": messages}, ("source", "conversation_parts")) if messages else None


def _without_tags(body: str) -> str:
    """A text without the tags around its paragraphs, where it has no others."""
    return _TAGS.sub(" ", body).strip() if body.startswith("<") else body


def _ticket(record: Row) -> Opened | None:
    """Zendesk: comments, those by who asked for help the user's."""
    comments = record["comments"]
    if not isinstance(comments, list) or not comments or not all(isinstance(one, dict) for one in comments):
        return None
    asks = first_of(record, ("requester_id", "submitter_id"))
    asks = comments[0].get("author_id") if asks is None else asks
    messages: Messages = []
    hidden = 0
    for one in comments:
        body = first_of(one, ("plain_body", "body"))
        if one.get("public") is False:
            hidden += 1
        elif isinstance(body, str) and "author_id" in one:
            messages.append({"role": "user" if one["author_id"] == asks else "assistant", "content": body})
    if not messages:
        return None
    notes = (f"{hidden:,} comments that the customer did not see are left out",) if hidden else ()
    return Opened({"messages": messages}, ("comments",), notes)


_TIMES = ("timestamp_ms", "timestamp", "created_at", "date", "ts", "time")
_NAMES = ("sender_name", "sender", "author", "from", "name")
_TEXTS = ("content", "text", "body", "message")


def _messenger(record: Row) -> Opened | None:
    """A messenger's thread; what came first is put first, and one's words in a row are one turn."""
    held = record["messages"]
    if not isinstance(held, list) or not held or not all(isinstance(one, dict) for one in held):
        return None
    if not all(isinstance(first_of(one, _NAMES), str) for one in held):
        return None
    times = [first_of(one, _TIMES) for one in held]
    backwards = len(times) > 1 and all(isinstance(one, int | float) for one in times) and times == sorted(times)[::-1]
    messages: Messages = []
    for one in reversed(held) if backwards and times[0] != times[-1] else held:
        said = first_of(one, _TEXTS)
        if isinstance(said, str) and said:
            messages.append({"speaker": first_of(one, _NAMES), "text": said})
    return Opened({"messages": _joined(messages)}, ("messages",), sure=False) if messages else None


def _joined(messages: Messages) -> Messages:
    found: Messages = []
    for one in messages:
        if found and found[-1]["speaker"] == one["speaker"]:
            found[-1] = {**one, "text": f"{found[-1]['text']}\n{one['text']}"}
        else:
            found.append(one)
    return found


def _is_named(record: Row) -> bool:
    return "participants" in record and isinstance(record.get("messages"), list)


def _segments(record: Row) -> Opened | None:
    """Axolotl's texts without a template: those that the loss counts are the assistant's."""
    held: Any = record["segments"]
    if not isinstance(held, list) or not held:
        return None
    if not all(isinstance(one, dict) and isinstance(one.get("label"), bool) for one in held):
        return None
    messages: Messages = [
        {"role": "assistant" if one["label"] else "user", "content": one.get("text"), "train": one["label"]}
        for one in held
    ]
    note = "segments name no speaker: those that the loss counts are read as the assistant's"
    return Opened({"messages": messages}, ("segments",), (note,), sure=False)


DESKS: tuple[Envelope, ...] = (
    Envelope("conversation of Intercom", having("source", "conversation_parts"), _intercom),
    Envelope("ticket with comments", having("comments", "requester_id"), _ticket),
    Envelope("thread of a messenger", _is_named, _messenger),
    Envelope("segments without a template", having("segments"), _segments),
)
