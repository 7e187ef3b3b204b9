"""What a service of OpenAI's format trains of a row: what the assistant says, where its weight is not 0."""

from __future__ import annotations

from explorer.conversation import ASSISTANT, Conversation
from explorer.trainers.chat import Piece, Shown, TextTemplate, joined
from explorer.trainers.setup import Setup

_OWN = "The service's own tokens around texts are not public; ChatML stands in for them."


def show(row: Conversation, rule: str, template: TextTemplate, loss: str, setup: Setup | None = None) -> Shown:
    """The row as ChatML."""
    del rule, template, loss, setup
    found: list[Piece] = []
    for turn in row.turns:
        said = turn.text + (("\n" if turn.text else "") + turn.tool_calls if turn.tool_calls else "")
        trained = turn.role == ASSISTANT and turn.trained is not False
        found += (Piece(f"<|im_start|>{turn.role}\n", False), Piece(said + "<|im_end|>", trained), Piece("\n", False))
    return Shown(joined(found), (_OWN,))
