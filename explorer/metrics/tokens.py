"""Exact token counts by role: what a chat template would carry as text."""

from __future__ import annotations

import numpy as np

from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.tokenizer import LONGEST, counter

SYSTEM, PROMPT, RESPONSE, TRAILING = range(4)

_HELP = (
    "tiktoken's exact count of the text, special tokens counted as ordinary text. Role headers and other tokens that a "
    "chat template adds are not in it. A text beyond 500,000 characters is counted that far, and the rest in proportion."
)


def _column(name: str, label: str, what: str) -> Column:
    return Column(name, label, "integer", f"{what} {_HELP}", layer="tokens", group="tokens", unit="tokens")


COLUMNS = (
    _column("prompt_tokens", "prompt tokens", "All turns before the last assistant turn, system turns aside."),
    _column("response_tokens", "response tokens", "The last assistant turn, with its reasoning and tool calls."),
    _column("system_tokens", "system tokens", "System turns and declared tools."),
    _column("total_tokens", "total tokens", "All turns and declared tools, also turns after the last assistant turn."),
    Column(
        "tokens_estimated",
        "tokens estimated",
        "boolean",
        "A text of the row has more than 500,000 characters: its tokens are counted that far, and the rest is taken in proportion.",
        layer="tokens",
        group="checks",
    ),
)


def compute(batch: Batch, context: Context) -> Values:
    """Counts of one batch. Each turn is counted on its own, as a template would wrap it on its own."""
    count = counter(context.encoding, context.scratch)
    totals = np.zeros((4, len(batch)), dtype=np.int64)
    estimated = np.zeros(len(batch), dtype=bool)
    plain = batch.plain
    if all(plain):
        totals[PROMPT] = count(batch.prompt)
        totals[RESPONSE] = count(batch.response)
        for row, (prompt, response) in enumerate(zip(batch.prompt, batch.response, strict=True)):
            if len(prompt) > LONGEST or len(response) > LONGEST:
                estimated[row] = True
    else:
        texts: list[str] = []
        rows: list[int] = []
        roles: list[int] = []
        for row, conversation in enumerate(batch.conversations):
            if plain[row]:
                texts += (batch.prompt[row], batch.response[row])
                rows += (row, row)
                roles += (PROMPT, RESPONSE)
            else:
                for role, text in _pieces(conversation):
                    texts.append(text)
                    rows.append(row)
                    roles.append(role)
        for row, text in zip(rows, texts, strict=True):
            if len(text) > LONGEST:
                estimated[row] = True
        np.add.at(totals, (np.array(roles, dtype=np.intp), np.array(rows, dtype=np.intp)), count(texts))
    return {
        "prompt_tokens": totals[PROMPT],
        "response_tokens": totals[RESPONSE],
        "system_tokens": totals[SYSTEM],
        "total_tokens": totals.sum(axis=0),
        "tokens_estimated": estimated.tolist(),
    }


def _pieces(conversation: Conversation) -> list[tuple[int, str]]:
    answer = conversation.answer_index()
    pieces: list[tuple[int, str]] = []
    if conversation.tools:
        pieces.append((SYSTEM, conversation.tools))
    for position, turn in enumerate(conversation.turns):
        if answer >= 0 and position == answer:
            role = RESPONSE
        elif answer >= 0 and position > answer:
            role = TRAILING
        else:
            role = SYSTEM if turn.role == "system" else PROMPT
        pieces.append((role, turn.rendered()))
    return pieces


TOKENS = Metric("tokens", 4, COLUMNS, compute, parameters=("encoding",), early=True)
