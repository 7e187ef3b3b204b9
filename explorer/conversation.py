"""The canonical form that every dialect decodes to: turns, and what hangs on them.

Hot code: a build makes one `Conversation` and two or more `Turn` a row, so both are slotted
classes with plain constructors, and their derived texts are computed on demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

SYSTEM, USER, ASSISTANT, TOOL = "system", "user", "assistant", "tool"
ROLES = (SYSTEM, USER, ASSISTANT, TOOL)

UNKNOWN = "unknown"  # dialect of a row that no format recognises
PROMPT_ONLY, MESSAGE_ROW = "prompt_only", "message_row"
WITHOUT_ANSWER = (PROMPT_ONLY, MESSAGE_ROW)  # dialects of rows that are not meant to hold a question and its answer


class Media(NamedTuple):
    """An image, a clip or a file within a turn.

    at: where its placeholder stands in the turn's text. kind: image, audio, video or file. part: the content part that
    holds or names it, as compact JSON text.
    """

    at: int
    kind: str
    part: str

    @property
    def placeholder(self) -> str:
        """What stands for it in the text."""
        return f"<{self.kind}>"


class _Sparse:
    """What few turns have: read from any turn, kept by a `DetailedTurn` alone, so that the others cost nothing more.

    call_id: id of the call that a tool's result answers. weight: the source's own weight of the turn in the loss, where
    it is a number. media: what its text has placeholders for, in order.
    """

    __slots__ = ()

    call_id: str = ""
    weight: float | None = None
    media: tuple[Media, ...] = ()


class Turn(_Sparse):
    """One message.

    role: one of `ROLES`, or the source's own name where it is none of these.
    text: what was said; never None, may be empty.
    reasoning: thinking that the source keeps apart from the text (`reasoning_content` and the like).
    tool_calls: the calls as compact JSON text, "" where there are none.
    name: the speaker's or tool's name, "" where not given.
    trained: whether the loss counts this turn; None where the source does not say.
    """

    __slots__ = ("name", "reasoning", "role", "text", "tool_calls", "trained")

    def __init__(
        self,
        role: str,
        text: str,
        reasoning: str = "",
        tool_calls: str = "",
        name: str = "",
        trained: bool | None = None,
    ) -> None:
        self.role = role
        self.text = text
        self.reasoning = reasoning
        self.tool_calls = tool_calls
        self.name = name
        self.trained = trained

    def rendered(self) -> str:
        """The turn as a chat template would carry it: reasoning in think tags, text, tool calls."""
        if not self.reasoning and not self.tool_calls:
            return self.text
        parts = []
        if self.reasoning:
            parts.append(f"<think>\n{self.reasoning}\n</think>")
        if self.text:
            parts.append(self.text)
        if self.tool_calls:
            parts.append(self.tool_calls)
        return "\n\n".join(parts)

    def with_text(self, text: str) -> Turn:
        """The same turn with another text."""
        said = (self.role, text, self.reasoning, self.tool_calls, self.name, self.trained)
        return turn_of(*said, call_id=self.call_id, weight=self.weight, media=self.media)

    def _key(self) -> tuple[object, ...]:
        said = (self.role, self.text, self.reasoning, self.tool_calls, self.name, self.trained)
        return (*said, self.call_id, self.weight, self.media)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Turn) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"Turn({self.role!r}, {self.text!r})"


_new = object.__new__


def plain_turn(role: str, text: str) -> Turn:
    """`Turn(role, text)` in two thirds of its time: most turns of most files are no more than that."""
    turn = _new(Turn)
    turn.role = role
    turn.text = text
    turn.reasoning = turn.tool_calls = turn.name = ""
    turn.trained = None
    return turn


class DetailedTurn(Turn):
    """A turn with what few have, see `_Sparse`."""

    __slots__ = ("call_id", "media", "weight")

    def __init__(
        self,
        role: str,
        text: str,
        reasoning: str = "",
        tool_calls: str = "",
        name: str = "",
        trained: bool | None = None,
        call_id: str = "",
        weight: float | None = None,
        media: tuple[Media, ...] = (),
    ) -> None:
        super().__init__(role, text, reasoning, tool_calls, name, trained)
        self.call_id = call_id
        self.weight = weight
        self.media = media


def turn_of(*said: Any, call_id: str = "", weight: float | None = None, media: tuple[Media, ...] = ()) -> Turn:
    """A turn, with details only where it has some. said: as `Turn` takes it."""
    if call_id or weight is not None or media:
        return DetailedTurn(*said, call_id=call_id, weight=weight, media=media)
    return Turn(*said)


_NOTHING: frozenset[str] = frozenset()
_NO_FILES: Mapping[str, list[Any]] = {}


class Conversation:
    """One row of the dataset.

    dialect: the format it was decoded by, `unknown` where none fits.
    turns: in order; empty for a row that no format recognises.
    tools: declared tools as JSON text, "" where none.
    rejected: the rejected answer of a preference row, None elsewhere.
    label: a label that belongs to the dialect (KTO's true/false, stepwise labels), as text; "" elsewhere.
    media: number of images, videos and audio clips that the row points to.
    sure: False where the dialect was guessed and the user should look.
    consumed: names of the source fields that went into the turns.
    notes: short remarks on oddities met while decoding ("content is a number", …).
    reference: the answer that another field of the row holds to be right, as text; "" where there is none.
    attached: images, videos and audios that stand beside the turns, by the name of that kind of field: a list of paths,
    addresses or whatever the source has.
    """

    __slots__ = (
        "attached",
        "consumed",
        "dialect",
        "label",
        "media",
        "notes",
        "reference",
        "rejected",
        "sure",
        "tools",
        "turns",
    )

    def __init__(
        self,
        dialect: str,
        turns: tuple[Turn, ...],
        consumed: frozenset[str] = _NOTHING,
        tools: str = "",
        rejected: str | None = None,
        label: str = "",
        media: int = 0,
        sure: bool = True,
        notes: tuple[str, ...] = (),
        reference: str = "",
    ) -> None:
        self.dialect = dialect
        self.turns = turns
        self.consumed = consumed
        self.tools = tools
        self.rejected = rejected
        self.label = label
        self.media = media
        self.sure = sure
        self.notes = notes
        self.reference = reference
        self.attached = _NO_FILES

    def answer_index(self) -> int:
        """Position of the last assistant turn, -1 where there is none."""
        turns = self.turns
        for position in range(len(turns) - 1, -1, -1):
            if turns[position].role == ASSISTANT:
                return position
        return -1

    def question_index(self) -> int:
        """Position of the last user turn before the answer (of all turns where there is no answer), -1 where there is none."""
        turns = self.turns
        answer = self.answer_index()
        for position in range((len(turns) if answer < 0 else answer) - 1, -1, -1):
            if turns[position].role == USER:
                return position
        return -1

    def trained_turns(self) -> list[int]:
        """Positions of the assistant turns that training learns from: all of them but those that the source excludes."""
        return [
            position for position, turn in enumerate(self.turns) if turn.role == ASSISTANT and turn.trained is not False
        ]

    def split(self) -> tuple[list[Turn], list[Turn], Turn | None]:
        """(system turns, turns of the prompt, the response or None).

        The prompt is all that precedes the last assistant turn, system turns aside; where no assistant
        speaks, it is every turn that is not a system turn.
        """
        answer = self.answer_index()
        before = self.turns if answer < 0 else self.turns[:answer]
        system = [turn for turn in before if turn.role == SYSTEM]
        prompt = [turn for turn in before if turn.role != SYSTEM]
        return system, prompt, (self.turns[answer] if answer >= 0 else None)

    def texts(self) -> tuple[str, str, str]:
        """(system, prompt, response) as text. A prompt of several turns names each turn's role."""
        turns = self.turns
        if len(turns) == 2 and turns[0].role == USER and turns[1].role == ASSISTANT:
            return "", turns[0].rendered(), turns[1].rendered()
        system, prompt, response = self.split()
        return (
            "\n\n".join(turn.rendered() for turn in system),
            join_turns(prompt),
            response.rendered() if response is not None else "",
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Conversation):
            return NotImplemented
        return (self.dialect, self.turns, self.tools, self.rejected, self.label, self.attached) == (
            other.dialect,
            other.turns,
            other.tools,
            other.rejected,
            other.label,
            other.attached,
        )

    def with_turns(self, turns: tuple[Turn, ...]) -> Conversation:
        """The same conversation with other turns."""
        other = Conversation(
            self.dialect,
            turns,
            self.consumed,
            self.tools,
            self.rejected,
            self.label,
            self.media,
            self.sure,
            self.notes,
            self.reference,
        )
        other.attached = self.attached
        return other

    __hash__ = None  # type: ignore[assignment]  # mutable in principle; rows are keyed by row_id

    def __repr__(self) -> str:
        return f"Conversation({self.dialect!r}, {self.turns!r})"


def plain_exchange(dialect: str, question: str, answer: str, consumed: frozenset[str], sure: bool) -> Conversation:
    """A conversation of a question and its answer and nothing else, in two thirds of the time that its constructors take."""
    asks, tells, made = _new(Turn), _new(Turn), _new(Conversation)
    asks.role, asks.text = USER, question
    tells.role, tells.text = ASSISTANT, answer
    asks.reasoning = asks.tool_calls = asks.name = tells.reasoning = tells.tool_calls = tells.name = ""
    asks.trained = tells.trained = made.rejected = None
    made.dialect, made.turns, made.consumed, made.sure = dialect, (asks, tells), consumed, sure
    made.tools = made.label = made.reference = ""
    made.media, made.notes, made.attached = 0, (), _NO_FILES
    return made


def join_turns(turns: Iterable[Turn]) -> str:
    """Turns as one text: the bare text of a single user turn, "role: text" paragraphs of several."""
    listed = list(turns)
    if len(listed) == 1 and listed[0].role == USER:
        return listed[0].rendered()
    return "\n\n".join(f"{turn.role}: {turn.rendered()}" for turn in listed)
