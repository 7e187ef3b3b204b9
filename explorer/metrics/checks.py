"""The first checks: facts about a row that need no judgement."""

from __future__ import annotations

import itertools
import operator
import re

from explorer.columns import Column
from explorer.conversation import ASSISTANT, MESSAGE_ROW, SYSTEM, TOOL, USER, WITHOUT_ANSWER, Conversation
from explorer.metrics.answers import FAULTY_TURNS, Answer
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values


def _flag(name: str, label: str, help: str) -> Column:
    return Column(name, label, "boolean", help, layer="checks", group="checks")


def _length(name: str, label: str, what: str) -> Column:
    help = f"Number of Unicode characters in the {what}, white space included."
    return Column(name, label, "integer", help, layer="checks", group="row", unit="characters")


COLUMNS = (
    _flag(
        "is_empty",
        "empty response",
        "No assistant speaks, or an answer that is trained on is nothing but white space (as Python's strip sees it). Never of rows that "
        "hold a prompt alone, or one message of a conversation.",
    ),
    _flag(
        "is_prompt_empty",
        "empty prompt",
        "Nothing but white space precedes the response. Plain text rows always count.",
    ),
    _flag("no_answer", "no assistant turn", "No assistant turn at all, so there is nothing to learn from."),
    _flag(
        "ends_on_user",
        "ends on a user turn",
        "The last turn is not the assistant's; trainers cut it off or drop the row.",
    ),
    _flag(
        "odd_roles",
        "odd role order",
        "User and assistant do not take turns (two of a kind in a row, an assistant or tool turn first, a system turn later than first, "
        "or a role nobody knows). Several trainers skip or refuse such rows.",
    ),
    _flag(
        "has_replacement_char",
        "has U+FFFD",
        "A text of the row, whoever says it, holds U+FFFD, the mark of characters lost in an earlier conversion.",
    ),
    _length("prompt_chars", "prompt characters", "prompt"),
    _length("response_chars", "response characters", "response"),
)


def compute(batch: Batch, context: Context) -> Values:
    """Facts of one batch."""
    del context
    rows = len(batch)
    shape: dict[str, list[bool]] = {name: [False] * rows for name in ("no_answer", "ends_on_user", "odd_roles")}
    unanswered: set[int] = set()  # rows that are not meant to hold question and answer
    messages: set[int] = set()  # those among them that are one message, be it of either
    for row, plain in enumerate(batch.plain):
        if not plain:
            conversation = batch.conversations[row]
            turns = conversation.turns
            shape["no_answer"][row] = conversation.answer_index() < 0
            if conversation.dialect in WITHOUT_ANSWER:
                unanswered.add(row)
                if conversation.dialect == MESSAGE_ROW:
                    messages.add(row)
                continue
            shape["ends_on_user"][row] = bool(turns) and turns[-1].role != ASSISTANT
            shape["odd_roles"][row] = _odd_roles(conversation)
    texts = zip(batch.system, batch.prompt, batch.response, strict=True)
    empty = batch.answers.judge(_is_empty)
    return {
        "is_empty": _but(unanswered, list(map(operator.or_, shape["no_answer"], empty.any(bool)))),
        "is_prompt_empty": _but(messages, [not text or text.isspace() for text in batch.prompt]),
        **shape,
        "has_replacement_char": ["\ufffd" in r or "\ufffd" in p or "\ufffd" in s for s, p, r in texts],
        "prompt_chars": list(map(len, batch.prompt)),
        "response_chars": list(map(len, batch.response)),
        FAULTY_TURNS: batch.answers.judge(lambda answer: _is_empty(answer) or _has_lost(answer)).faulty_turns(bool),
    }


def _but(unanswered: set[int], flags: list[bool]) -> list[bool]:
    """The flags, which do not hold for rows that are not meant to have an answer."""
    for row in unanswered:
        flags[row] = False
    return flags


def _is_empty(answer: Answer) -> bool:
    return not answer.whole or answer.whole.isspace()


def _has_lost(answer: Answer) -> bool:
    return "\ufffd" in answer.whole


def _odd_roles(conversation: Conversation) -> bool:
    return _odd_turn(conversation) >= 0


def _odd_turn(conversation: Conversation) -> int:
    """Position of the first turn in an order of roles that trainers do not expect, -1 where there is none.

    Expected: an optional system turn; then user, assistant, user, assistant …, where tool results follow an
    assistant turn (any number of them) and are followed by an assistant turn. Plain text (one assistant turn) is not odd.
    """
    turns = conversation.turns
    roles = [turn.role for turn in turns]
    if roles == [ASSISTANT]:
        return -1
    first = 1 if roles and roles[0] == SYSTEM else 0
    before = ""
    for position, role in enumerate(roles[first:], first):
        if role == USER:
            expected = before in ("", ASSISTANT)
        elif role == ASSISTANT:
            expected = before in (USER, TOOL)
        elif role == TOOL:
            expected = before in (ASSISTANT, TOOL)
        else:
            expected = False
        if not expected:
            return position
        before = role
    return -1


_MOST = 50  # marks of one kind


def explain(conversation: Conversation) -> list[Evidence]:
    """What each check that fires looks at."""
    found: list[Evidence] = []
    turns = conversation.turns
    answer = conversation.answer_index()
    _, prompt, _ = conversation.texts()
    waits = conversation.dialect in WITHOUT_ANSWER
    if answer < 0 and not waits:
        found.append(Evidence("is_empty", "There is no answer."))
    for one in Batch([conversation]).answers:
        if _is_empty(one) and not waits:
            found.append(Evidence("is_empty", "Only white space." if one.whole else "There is no answer.", one.turn))
    if not prompt.strip() and conversation.dialect != MESSAGE_ROW:
        found.append(Evidence("is_prompt_empty", "Nothing precedes the answer."))
    if answer < 0:
        found.append(Evidence("no_answer", "No turn is the assistant's."))
    if turns and turns[-1].role != ASSISTANT and not waits:
        found.append(Evidence("ends_on_user", f"The last turn is the {turns[-1].role}'s.", len(turns) - 1))
    if (odd := _odd_turn(conversation)) >= 0 and not waits:
        before = turns[odd - 1].role if odd else "nothing"
        found.append(Evidence("odd_roles", f"Turn {odd + 1} is {turns[odd].role} after {before}.", odd))
    for position, turn in enumerate(turns):
        places = itertools.islice(re.finditer("\ufffd+", turn.text), _MOST)
        found += [
            Evidence("has_replacement_char", "Characters lost in a conversion.", position, *place.span())
            for place in places
        ]
    return found


CHECKS = Metric("checks", 3, COLUMNS, compute, explain=explain, by_turn=True, early=True)
