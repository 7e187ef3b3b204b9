"""The answers that are judged: every assistant turn that is trained on, each with the question before it.

A metric says what it thinks of one answer; `Judged` makes one value a row of that. No metric walks through turns itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from explorer.conversation import SYSTEM, USER, Conversation

T = TypeVar("T")
V = TypeVar("V")

FAULTY_TURNS = "faulty_turns"
"""What a layer may hold beside its columns: for each row the positions of the trained turns in which it finds a fault,
None where there are none. A list, not bits: conversations of 300 turns exist."""


class Answer(NamedTuple):
    """One assistant turn and what it answers.

    row: in the batch. turn, asked: positions of the turn and of the last user turn before it, -1 where there is none.
    question, text: their texts. reasoning: what the source keeps apart from the text. whole: the turn as a chat template
    carries it, with reasoning and tool calls. alone: nothing but the question and system turns precede it.
    """

    row: int
    turn: int
    asked: int
    question: str
    text: str
    reasoning: str
    whole: str
    alone: bool


def read_answers(conversation: Conversation, row: int, places: Sequence[int]) -> Iterator[Answer]:
    """The assistant turns at some places, which are in order."""
    turns = conversation.turns
    asked, spoken, begin = -1, 0, 0
    for place in places:
        for position in range(begin, place):
            role = turns[position].role
            spoken += role != SYSTEM
            if role == USER:
                asked = position
        begin = place
        turn = turns[place]
        question = turns[asked].text if asked >= 0 else ""
        alone = spoken == 1 and asked >= 0 and not (turns[asked].reasoning or turns[asked].tool_calls)
        yield Answer(row, place, asked, question, turn.text, turn.reasoning, turn.rendered(), alone)


class Answers:
    """The trained answers of a batch, in order. A row has none, several or, nearly always, one: its response.

    held: all of them. latest: for each row the place in `held` of its response, -1 where that is not trained or there is none.
    conversations: of the rows. Not the batch itself: builds do without a collector of cycles, and would keep every batch.
    """

    __slots__ = ("_conversations", "_held", "_latest", "one_each")

    def __init__(self, held: list[Answer], latest: list[int], conversations: Sequence[Conversation]) -> None:
        self._held = held
        self._latest = latest
        self._conversations = conversations
        self.one_each = len(held) == len(latest) and -1 not in latest
        """Whether each row has one answer, which is its response: then nothing needs to be folded."""

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._held)

    def judge(self, judge: Callable[[Answer], T]) -> Judged[T]:
        """What `judge` says of each answer; it is asked about an untrained response, too, where `Judged.response` needs that."""
        return Judged(self, [judge(answer) for answer in self._held], judge)

    def of_response(self, values: Sequence[T], judge: Callable[[Answer], T]) -> list[T]:
        """The value of each row's response. values: of all answers."""
        return [values[at] if at >= 0 else judge(self._response(row)) for row, at in enumerate(self._latest)]

    def _response(self, row: int) -> Answer:
        """A row's response, trained or not; an empty one at -1 where no assistant speaks."""
        conversation = self._conversations[row]
        place = conversation.answer_index()
        if place >= 0:
            return next(read_answers(conversation, row, [place]))
        asked = conversation.question_index()
        question = conversation.turns[asked].text if asked >= 0 else ""
        return Answer(row, -1, asked, question, "", "", "", False)

    def __len__(self) -> int:
        return len(self._held)

    @property
    def rows(self) -> int:
        """Number of rows of the batch."""
        return len(self._latest)


class Judged(Generic[T]):
    """A value of each answer of a batch, and what follows for the rows. The functions that are given take such a value."""

    __slots__ = ("_answers", "_judge", "_values")

    def __init__(self, answers: Answers, values: list[T], judge: Callable[[Answer], T]) -> None:
        self._answers = answers
        self._values = values
        self._judge = judge

    def any(self, holds: Callable[[T], bool]) -> list[bool]:
        """Whether it holds for one of a row's answers."""
        return self._fold(holds, lambda held, new: held or new, False)

    def largest(self, amount: Callable[[T], float]) -> list[float]:
        """The largest of a row's amounts, which are not negative; 0 without answers."""
        return self._fold(amount, max, 0.0)

    def total(self, amount: Callable[[T], int]) -> list[int]:
        """The sum of a row's amounts."""
        return self._fold(amount, lambda held, new: held + new, 0)

    def union(self, members: Callable[[T], set[str]]) -> list[set[str]]:
        """All members of a row's answers."""
        return self._fold(members, lambda held, new: held | new, set())

    def first(self, name: Callable[[T], str], none: str) -> list[str]:
        """The first name of a row's answers that is not `none`."""
        return self._fold(name, lambda held, new: new if held == none else held, none)

    def response(self, value: Callable[[T], V]) -> list[V]:
        """The value of each row's response, be it trained or not."""
        return [value(held) for held in self._answers.of_response(self._values, self._judge)]

    def faulty_turns(self, holds: Callable[[T], bool]) -> list[list[int] | None]:
        """Where it holds, as `FAULTY_TURNS` are written."""
        found: list[list[int] | None] = [None] * self._answers.rows
        for answer, value in zip(self._answers, self._values, strict=True):
            if holds(value):
                if (places := found[answer.row]) is None:
                    found[answer.row] = [answer.turn]
                else:
                    places.append(answer.turn)
        return found

    def _fold(self, value: Callable[[T], V], join: Callable[[V, V], V], none: V) -> list[V]:
        if self._answers.one_each:
            return [value(held) for held in self._values]
        found = [none] * self._answers.rows
        for answer, held in zip(self._answers, self._values, strict=True):
            found[answer.row] = join(found[answer.row], value(held))
        return found
