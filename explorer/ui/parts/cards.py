"""First rows as cards: enough of each to see what the data is, in one element."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.conversation import Conversation
from explorer.ui.parts import inert
from explorer.ui.parts.inert import Html, html
from explorer.words import say

_LONGEST = 600  # characters that a card can show at most


def draw(cards: Iterable[tuple[str, str, str]]) -> None:
    """Draw (head, prompt, response) of each row."""
    inert.show(html('<div class="x-cards">{cards}</div>', cards=inert.join(_card(*card) for card in cards)))


def _card(head: str, prompt: str, response: str) -> Html:
    return html(
        '<div class="x-card"><div class="x-head">{head}</div>'
        '<div class="x-text x-prompt" dir="auto">{prompt}</div><div class="x-text x-response" dir="auto">{response}</div></div>',
        head=head,
        prompt=inert.spoken(prompt)[:_LONGEST] or say("(no prompt)"),
        response=response[:_LONGEST] or say("(no response)"),
    )


def of_conversation(number: int, conversation: Conversation) -> tuple[str, str, str]:
    """What a card shows of a decoded row. number: its 1-based line."""
    _, prompt, response = conversation.texts()
    return (
        say(
            "line {number:,} · {dialect} · {turns:,} turns",
            number=number,
            dialect=conversation.dialect,
            turns=len(conversation.turns),
        ),
        prompt,
        response,
    )
