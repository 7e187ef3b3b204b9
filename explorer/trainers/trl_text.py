"""What TRL trains of a row: all of it, its completion, or what its assistant says."""

from __future__ import annotations

from typing import Any

from explorer.conversation import Conversation
from explorer.trainers.chat import Shown, TextTemplate, render, spans
from explorer.trainers.chat.messages import chat_messages, declared_tools
from explorer.trainers.chat.pieces import Piece, joined, marked
from explorer.trainers.setup import Setup
from explorer.trainers.trainer import AS_TEXT, WHOLE_TEXT
from explorer.trainers.written import has_field

_NO_MARKS = (
    "The model's own template marks no answers, so that `assistant_only_loss` finds nothing in it; this is its "
    "training-safe variant, as TRL takes one where it knows the template."
)
_NO_SYSTEM = "A system text in a field beside the messages is not read."


def show(row: Conversation, rule: str, template: TextTemplate, loss: str, setup: Setup | None = None) -> Shown:
    """The row under a rule, a template and a loss: `default` or `assistant`."""
    del setup
    if rule == WHOLE_TEXT:
        return Shown((Piece(_ended(row.turns[0].text if len(row.turns) == 1 else _text(row), template), True),))
    if rule == AS_TEXT:
        asked, said = _pair(row)
        return Shown(joined((Piece(asked, False), Piece(_ended(said, template), True))))
    # Nothing in a field of a message is as if the field were not there.
    messages = [
        {name: held for name, held in message.items() if held is not None}
        for message in chat_messages(row, system_field=False)
    ]
    tools = declared_tools(row)
    beside = (_NO_SYSTEM,) if has_field(row, "system") and "messages" in row.parts else ()
    if loss == "assistant":
        text, found = spans(template, messages, tools)
        return Shown(marked(text, found), beside if template.marks_answers else (*beside, _NO_MARKS))
    text = render(template, messages, tools)
    if rule != "chat_completion":
        return Shown(
            (Piece(text, True),), (*beside, "The whole conversation is trained, questions and system text too.")
        )
    prompt = render(template, _prompt(row, messages), tools, prompt_only=True)
    start = next(
        (at for at, (a, b) in enumerate(zip(prompt, text, strict=False)) if a != b), min(len(prompt), len(text))
    )
    return Shown(marked(text, [(start, len(text))]))


def _prompt(row: Conversation, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    held = row.written.get("prompt") if type(row.written) is dict else None
    return messages[: len(held)] if isinstance(held, list) else messages[:-1]


def _pair(row: Conversation) -> tuple[str, str]:
    """Prompt and completion as they are written."""
    if type(row.written) is dict:
        asked, said = row.written.get("prompt"), row.written.get("completion")
        if isinstance(asked, str) and isinstance(said, str):
            return asked, said
    return row.texts()[1:]


def _text(row: Conversation) -> str:
    held = row.written.get("text") if type(row.written) is dict else None
    return held if isinstance(held, str) else "\n\n".join(turn.text for turn in row.turns)


def _ended(text: str, template: TextTemplate) -> str:
    return text if text.endswith(template.eos) else text + template.eos
