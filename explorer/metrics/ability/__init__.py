"""The `ability` row layer: what a row trains, and which attributes it has beside that."""

from __future__ import annotations

from explorer.columns import Column
from explorer.conversation import TOOL, USER, Conversation
from explorer.metrics.ability.blend import judge, spoken
from explorer.metrics.ability.engine import CONFIDENT, OTHER, Choice, marks
from explorer.metrics.ability.features import Reading
from explorer.metrics.ability.structured import structured
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.text.thinking import visible_start

_PROGRAMMING = "programming"

COLUMNS = (
    Column(
        "ability",
        "ability",
        "category",
        "What the last question asks for: one of 28 abilities, `other` where the signs are weak. Found by rules and a small model over the words that tasks are "
        "asked with in English and Chinese and by the shape of question and answer; in other languages by shape alone. A guess: look at the confidence.",
        layer="ability",
        group="attributes",
    ),
    Column(
        "ability_confidence",
        "confidence of the ability",
        "number",
        "0 to 1: how often an ability so sure is right, measured on sources that the model was not trained on. Below about 0.4 several abilities fit; 0 for `other`.",
        layer="ability",
        group="attributes",
    ),
    Column(
        "is_structured",
        "structured output",
        "boolean",
        "The last answer is JSON or XML, holds a fenced JSON, XML, YAML or CSV block or a Markdown table, or the prompt asks for such a format. Answers in program code do not count.",
        layer="ability",
        group="attributes",
    ),
    Column(
        "is_multi_turn",
        "several turns",
        "boolean",
        "More than one user turn.",
        layer="ability",
        group="attributes",
    ),
    Column(
        "uses_tools",
        "tools",
        "boolean",
        "The row declares tools, calls one, or holds a tool's result.",
        layer="ability",
        group="attributes",
    ),
)


def compute(batch: Batch, context: Context) -> Values:
    """Abilities and attributes of one batch."""
    del context
    abilities: list[str] = []
    confidences: list[float] = []
    shaped: list[bool] = []
    several: list[bool] = []
    tooled: list[bool] = []
    readings: list[Reading] = []
    for place, question in enumerate(batch.question):
        conversation = batch.conversations[place]
        if batch.plain[place]:
            turns, tools = 1, bool(conversation.tools)
        else:
            turns, tools = _users(conversation), _has_tools(conversation)
        reading, _ = _reading(question, batch.answer[place], batch.system[place], turns, tools)
        readings.append(reading)
        several.append(turns > 1)
        tooled.append(tools)
    for reading, choice in zip(readings, judge(readings), strict=True):
        abilities.append(choice.ability)
        confidences.append(choice.confidence)
        shaped.append(structured(reading, choice.ability == _PROGRAMMING) is not None)
    return {
        "ability": abilities,
        "ability_confidence": confidences,
        "is_structured": shaped,
        "is_multi_turn": several,
        "uses_tools": tooled,
    }


def explain(conversation: Conversation) -> list[Evidence]:
    """The words that decided the ability, and what makes the row structured, multi-turn or tool-using."""
    batch = Batch([conversation])
    turns, tools = _users(conversation), _has_tools(conversation)
    reading, hidden = _reading(batch.question[0], batch.answer[0], batch.system[0], turns, tools)
    choice = judge([reading])[0]
    shape = structured(reading, choice.ability == _PROGRAMMING)
    answered, asked = conversation.answer_index(), conversation.question_index()
    evidence: list[Evidence] = []
    if choice.ability != OTHER:
        evidence.extend(_of_ability(reading, choice, asked))
    if shape is not None:
        turn = answered if shape.in_answer else asked
        shift = hidden if shape.in_answer else 0
        start, end = shape.start + shift, shape.end + shift
        if not shape.in_answer:
            start, end = reading.place(start), reading.place(end)
        evidence.append(Evidence("is_structured", shape.said, turn, start, end))
    if turns > 1:
        evidence.append(Evidence("is_multi_turn", f"{turns} user turns"))
    if tools:
        evidence.append(_of_tools(conversation))
    return evidence


def _reading(question: str, answer: str, system: str, turns: int, tools: bool) -> tuple[Reading, int]:
    """The row's reading, and how many characters of reasoning precede the answer that it reads."""
    hidden = visible_start(answer)
    return Reading(question, answer[hidden:] if hidden else answer, system, turns, tools), hidden


def _users(conversation: Conversation) -> int:
    return sum(1 for turn in conversation.turns if turn.role == USER)


def _has_tools(conversation: Conversation) -> bool:
    return bool(conversation.tools) or any(turn.tool_calls or turn.role == TOOL for turn in conversation.turns)


def _of_ability(reading: Reading, choice: Choice, asked: int) -> list[Evidence]:
    name = choice.ability.replace("_", " ")
    said = f"asks for {name}" if choice.confidence >= CONFIDENT else f"perhaps {name}"
    ruled = marks(reading, choice.ability)
    learnt = [place for place in spoken(reading, choice.ability) if all(_apart(place, other) for other in ruled)]
    if asked < 0 or not (ruled or learnt):
        return [Evidence("ability", f"{said}, by the shape of prompt and answer")]
    named = [(said, place) for place in ruled] + [(f"{said}: words often seen with it", place) for place in learnt]
    return [
        Evidence("ability", words, asked, reading.place(start), reading.place(end)) for words, (start, end) in named
    ]


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[1] <= other[0] or one[0] >= other[1]


def _of_tools(conversation: Conversation) -> Evidence:
    for place, turn in enumerate(conversation.turns):
        if turn.tool_calls:
            return Evidence("uses_tools", "calls a tool", place, 0, len(turn.tool_calls), part="tool_calls")
        if turn.role == TOOL:
            return Evidence("uses_tools", "a tool's result", place, 0, len(turn.text))
    return Evidence("uses_tools", "tools are declared", -1, 0, 0, part="tools")


ABILITY = Metric("ability", 5, COLUMNS, compute, explain=explain)
"""The layer."""
