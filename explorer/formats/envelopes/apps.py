"""Chats as the apps that held them keep or hand them out: editors, local front ends, Google's activity."""

from __future__ import annotations

from typing import Any

from explorer.formats.content import text_of_blocks
from explorer.formats.envelopes.envelope import Envelope, Messages, Opened, Row, having

_PROMPTED = ("Prompted ", "Asked ")  # what Google's activity puts before what was asked


def _requests(record: Row) -> Opened | None:
    """VS Code: requests, each with a message and what the model said to it in pieces."""
    held = record["requests"]
    if not isinstance(held, list) or not held:
        return None
    messages: Messages = []
    for item in held:
        if not isinstance(item, dict) or "message" not in item:
            return None
        messages.append({"role": "user", "content": _said(item["message"])})
        pieces = item.get("response")
        texts = [_said(piece) for piece in pieces] if isinstance(pieces, list) else [_said(pieces)]
        if answer := "".join(texts):
            messages.append({"role": "assistant", "content": answer})
    return Opened({"messages": messages}, ("requests",))


def _said(held: Any) -> str:
    """The text of a message or of a piece of one; "" of a piece that has none, such as a progress bar."""
    if isinstance(held, dict):
        held = held.get("text", held.get("value", held.get("content")))
        if isinstance(held, dict):
            held = held.get("value")
    return held if isinstance(held, str) else ""


def _activity(record: Row) -> Opened | None:
    """Google's activity: a line for what was asked, HTML for what was answered."""
    title, held = record["title"], record["safeHtmlItem"]
    if not isinstance(title, str) or not isinstance(held, list):
        return None
    answer = "\n".join(item["html"] for item in held if isinstance(item, dict) and isinstance(item.get("html"), str))
    mark = next((mark for mark in _PROMPTED if title.startswith(mark)), "")
    row = {"prompt": title.removeprefix(mark), "response": answer}
    return Opened(row, ("title", "safeHtmlItem"), ("the answer is HTML",), sure=False)


def _history(record: Row) -> Opened | None:
    """text-generation-webui: pairs of what was asked and answered, as the model and as the screen has them."""
    held = record["internal"]
    if not isinstance(held, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in held):
        return None
    messages: Messages = []
    for asked, answer in held:
        if asked and asked != "<|BEGIN-VISIBLE-CHAT|>":
            messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answer})
    said = "the pairs of the model's own history are read, not those of the screen"
    return Opened({"messages": messages}, ("internal",), (said,), sure=False)


def _versions(record: Row) -> Opened | None:
    """LM Studio: messages with several versions, one of which was on the screen."""
    held = record["messages"]
    if (
        not isinstance(held, list)
        or not held
        or not all(isinstance(item, dict) and "versions" in item for item in held)
    ):
        return None
    messages: Messages = []
    others = 0
    for item in held:
        versions, chosen = item["versions"], item.get("currentlySelected", -1)
        if not isinstance(versions, list) or not versions or not isinstance(chosen, int):
            return None
        shown = versions[chosen] if -1 <= chosen < len(versions) else versions[-1]
        if not isinstance(shown, dict):
            return None
        steps = shown.get("steps")
        parts = shown.get("content")
        if isinstance(steps, list):
            parts = [part for step in steps if isinstance(step, dict) for part in step.get("content") or ()]
        messages.append({"role": shown.get("role"), "content": parts})
        others += len(versions) - 1
    system = text_of_blocks(record.get("systemPrompt"))
    notes = (f"{others:,} versions that were not shown are left out",) if others else ()
    return Opened({"messages": messages, **({"system": system} if system else {})}, ("messages",), notes)


APPS: tuple[Envelope, ...] = (
    Envelope("chat of VS Code", having("requests", "responderUsername"), _requests),
    Envelope("Google's activity", having("title", "safeHtmlItem"), _activity),
    Envelope("chat of text-generation-webui", having("internal", "visible"), _history),
    Envelope("chat of LM Studio", having("name", "messages"), _versions),
)
