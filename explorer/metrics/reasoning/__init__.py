"""The row layer of reasoning: each row is judged once, by `_judge`, for the columns and for their evidence alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.columns import Column, Group
from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Turn
from explorer.metrics.answers import FAULTY_TURNS
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.reasoning import bare, shots, tags
from explorer.metrics.reasoning.chain import Found, reasons
from explorer.metrics.reasoning.need import INFERENCE, Need, need_of
from explorer.metrics.text.thinking import visible_start

_THOUGHT = 10
"""Characters that marked reasoning must have to count as reasoning."""


def _flag(name: str, label: str, help: str, group: Group = "attributes") -> Column:
    return Column(name, label, "boolean", help, layer="reasoning", group=group)


COLUMNS = (
    _flag(
        "has_cot",
        "shows reasoning",
        "The last answer reasons its way to its result: marked as reasoning (a field of its own, think tags with content), or told by "
        "calculation steps, deductions and a conclusion behind them, English and Chinese first, weighed by what the question asks. "
        "Sure for maths, logic and choices; short chains in free prose are missed at times. Long answers are judged by their beginning and end.",
    ),
    _flag(
        "needs_reasoning",
        "needs reasoning",
        "The last question demands inference: calculation, word problem, proof, puzzle, what follows from premises, dates reckoned on, a program's output, or a choice among lettered answers. Found by its words and "
        "numbers in English and Chinese, by its formulas in any language. Questions of knowledge, passages to read and tasks of writing or code are not meant.",
    ),
    _flag(
        "bare_answer",
        "bare answer",
        "The last question demanded inference (or asked why) and the last answer, which is trained on, is the bare result. Not set where the prompt wants the answer only, "
        "or shows by its own examples that it does, nor where tools were at hand.",
        group="judgements",
    ),
    _flag(
        "bad_reasoning_tags",
        "bad reasoning tags",
        "Think tags in an answer that are not closed, not opened, nested, doubled, unlike each other or empty in its midst, or control tokens of "
        "a reasoning format left in the text. An empty block at the beginning says that there was nothing to think, and is none. A fact; some templates put the opening tag into the prompt, so that the answer alone shows none. "
        "The first 2,000 tags of a turn are read, none in a turn beyond 5,000,000 characters.",
        group="checks",
    ),
    Column(
        "reasoning_chars",
        "reasoning characters",
        "integer",
        "Characters of marked reasoning behind the last question: fields of their own and what stands in think tags.",
        layer="reasoning",
        group="row",
        unit="characters",
    ),
    _flag(
        "is_few_shot",
        "has worked examples",
        "The last question, a system turn or the earlier turns hold worked examples: the same frame filled again and again and then left open, pairs on a line, "
        "tables, or exchanges of one form. Found by form, in any language; dialogues, lists, documents and answer options are not examples.",
    ),
    Column(
        "n_shots",
        "worked examples",
        "integer",
        "Number of worked examples in the prompt or the turns before it, 0 where none were found.",
        layer="reasoning",
        group="attributes",
    ),
)


@dataclass(slots=True)
class _Row:
    """What `_judge` reads: the texts of one row, with their places among the turns."""

    question: str
    answer: str
    asked: int = 0
    answered: int = 1
    thoughts: tuple[tuple[int, str], ...] = ()
    systems: tuple[tuple[int, str], ...] = ()
    others: tuple[tuple[int, str], ...] = ()
    earlier: tuple[tuple[int, str, str], ...] = ()
    tools: bool = False
    trained: Sequence[int] = (1,)


class _Verdict:
    """What `_judge` finds; a plain class, as one is made for every row."""

    __slots__ = ("bad_turns", "bare", "chars", "has_cot", "need", "shots")

    def __init__(self, need: Need) -> None:
        self.need = need
        self.has_cot = self.bare = False
        self.chars = self.shots = 0
        self.bad_turns: tuple[int, ...] = ()


def compute(batch: Batch, context: Context) -> Values:
    """Judgements of one batch."""
    del context
    conversations = batch.conversations
    verdicts = [
        _judge(
            _Row(batch.question[row], batch.answer[row], tools=bool(conversations[row].tools))
            if plain and conversations[row].turns[1].trained is not False
            else _row(batch, row),
            None,
        )
        for row, plain in enumerate(batch.plain)
    ]
    return {
        "has_cot": [verdict.has_cot for verdict in verdicts],
        "needs_reasoning": [verdict.need.kind in INFERENCE for verdict in verdicts],
        "bare_answer": [verdict.bare for verdict in verdicts],
        "bad_reasoning_tags": [bool(verdict.bad_turns) for verdict in verdicts],
        "reasoning_chars": [verdict.chars for verdict in verdicts],
        "is_few_shot": [verdict.shots > 0 for verdict in verdicts],
        "n_shots": [verdict.shots for verdict in verdicts],
        FAULTY_TURNS: [_faulty(batch.conversations[row], verdict) for row, verdict in enumerate(verdicts)],
    }


def explain(conversation: Conversation) -> list[Evidence]:
    """Where each flag of the row comes from."""
    evidence: list[Evidence] = []
    _judge(_row(Batch([conversation]), 0), evidence)
    return evidence


def _faulty(conversation: Conversation, verdict: _Verdict) -> list[int] | None:
    if not verdict.bad_turns and not verdict.bare:
        return None
    return sorted({*verdict.bad_turns, *([conversation.answer_index()] if verdict.bare else ())})


def _row(batch: Batch, row: int) -> _Row:
    turns = batch.conversations[row].turns
    answered, asked = batch.conversations[row].answer_index(), batch.conversations[row].question_index()
    earlier = tuple(
        (place, turn.text, turns[place + 1].text)
        for place, turn in enumerate(turns[:asked])
        if turn.role == USER and turns[place + 1].role == ASSISTANT
    )
    return _Row(
        batch.question[row],
        batch.answer[row],
        asked,
        answered,
        tuple((place, turn.reasoning) for place, turn in _places(turns) if place > asked and turn.reasoning),
        tuple((place, turn.text) for place, turn in _places(turns) if turn.role == SYSTEM),
        tuple((place, turn.text) for place, turn in _places(turns) if turn.role == ASSISTANT and place != answered),
        earlier,
        bool(batch.conversations[row].tools) or any(turn.role == TOOL or turn.tool_calls for turn in turns),
        batch.conversations[row].trained_turns(),
    )


def _places(turns: tuple[Turn, ...]) -> list[tuple[int, Turn]]:
    return list(enumerate(turns))


def _judge(row: _Row, told: list[Evidence] | None) -> _Verdict:
    need = need_of(row.question)
    verdict = _Verdict(need)
    if row.thoughts or row.others or "<" in row.answer or "[" in row.answer or "◁" in row.answer:
        _read_tags(row, verdict, told)
    if need.kind in INFERENCE and told is not None:
        said = f"asks for inference ({need.kind})"
        told.append(Evidence("needs_reasoning", said, row.asked, need.start, need.end))
    _read_examples(row, verdict, told)
    start = visible_start(row.answer) if "<" in row.answer or "[" in row.answer else 0
    if not verdict.has_cot:
        signs: Found | None = [] if told is not None else None
        visible = row.answer[start:] if start else row.answer
        verdict.has_cot = reasons(need.kind, visible, signs)
        if verdict.has_cot and told is not None:
            marks = sorted(signs or [], key=lambda sign: sign[1])[:12] or [("reasons step by step", 0, len(visible))]
            told += [Evidence("has_cot", said, row.answered, start + a, start + b) for said, a, b in marks]
        elif (
            not verdict.has_cot
            and not verdict.shots
            and need.kind in bare.WANTED
            and not row.tools
            and row.answered in row.trained
            and bare.is_bare(need, row.question, visible)
        ):
            verdict.bare = not any(bare.forbids(text) for _, text in row.systems)
            if verdict.bare and told is not None:
                said = f"the bare result; the question wanted {bare.WANTED[need.kind]}"
                told.append(Evidence("bare_answer", said, row.answered, start, len(row.answer)))
    return verdict


def _read_tags(row: _Row, verdict: _Verdict, told: list[Evidence] | None) -> None:
    """Marked reasoning: its length, its faults, and whether there is enough of it to count."""
    for place, text in ((row.answered, row.answer), *row.others):
        read = tags.marked(text)
        if read is tags.NOTHING:
            continue
        trained = place in row.trained
        if read.faults and trained:
            verdict.bad_turns += (place,)
            if told is not None:
                told += [Evidence("bad_reasoning_tags", s, place, a, b) for s, a, b in read.faults[:20]]
        if read.blocks and trained and any(place == other for other, _ in row.thoughts):
            verdict.bad_turns += (place,)
            if told is not None:
                said = "reasoning in the text beside reasoning in a field of its own"
                told += [Evidence("bad_reasoning_tags", said, place, a, b) for a, b in read.blocks[:1]]
        if read.blocks and place > row.asked:
            verdict.chars += read.chars
            if read.chars >= _THOUGHT:
                verdict.has_cot = True
                if told is not None:
                    told += [Evidence("has_cot", "marked reasoning", place, a, b) for a, b in read.blocks]
    for place, text in row.thoughts:
        verdict.chars += (size := len(text.strip()))
        if size >= _THOUGHT:
            verdict.has_cot = True
            if told is not None:
                said = "reasoning in a field of its own"
                told.append(Evidence("has_cot", said, place, 0, len(text), part="reasoning"))


def _read_examples(row: _Row, verdict: _Verdict, told: list[Evidence] | None) -> None:
    found = [(row.asked, shots.examples_in(row.question))]
    found += [(place, shots.examples_in(text, open_end=True)) for place, text in row.systems]
    if not any(examples.shots for _, examples in found) and len(row.earlier) > 1:
        verdict.shots = shots.exemplars(
            [text for _, text, _ in row.earlier], [text for _, _, text in row.earlier], row.question
        )
        if verdict.shots and told is not None:
            told += [
                Evidence("is_few_shot", "an exchange that serves as an example", place, 0, len(text))
                for place, text, _ in row.earlier
            ]
    for place, examples in found:
        verdict.shots += examples.shots
        if told is not None:
            told += [Evidence("is_few_shot", "a worked example", place, a, b) for a, b in examples.spans]


REASONING = Metric("reasoning", 7, COLUMNS, compute, explain=explain, by_turn=True)
