"""Rows with one field a part: alpaca, prompt and completion, question and answer.

Which field plays which part is settled once for all rows with the same names and types (`Plan`); reading a row is
then a few dictionary lookups. Two rules of thumb beyond the scores of `fields`:

- A table without header: `column_1` is the prompt, the last column the response. Never sure.
- A `text` beside an answer or `code` is the prompt; on its own it is a text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, USER, Conversation, Turn
from explorer.formats import fields
from explorer.formats.format import Reader
from explorer.formats.messages import read_turns
from explorer.formats.sidecars import Sidecars, items_of
from explorer.formats.transcripts import split_transcript
from explorer.formats.values import is_switch, text_of

ALPACA, QA, PROMPT_COMPLETION = "alpaca", "qa", "prompt_completion"

_LONE_PROMPT = 50.0  # a lone field must be at least this much of a prompt; "input" or "text" alone says nothing
_NOT_ALONE = frozenset(("text", "context", "article", "document", "passage", "paragraph", "dialogue", "a", "q"))
_QUESTION_NAMES = ("question", "problem", "quiz", "context", "article", "document", "passage", "dialogue", "q", "ask")
_PAIR, _GUESSED_PAIR, _PROMPT_ONLY, _RESPONSE_ONLY = 0.8, 0.6, 0.5, 0.2


class Plan:
    """Which field of a row plays which part; "" or () where none does. score: how well that fits, 0 to 1."""

    __slots__ = ("context", "dialect", "history", "options", "prompt", "reasoning", "response", "score", "sure")

    def __init__(self, value: dict[str, Any]) -> None:
        self.options = _options(value)
        letters = tuple(name for name, _ in self.options if name)
        self.prompt = fields.best(value, "prompt", by_type=True, without=letters)
        self.response = fields.best(value, "response", by_type=True, without=(self.prompt, *letters))
        self.context = self.history = self.reasoning = ""
        if self.prompt and not self.response:
            # A field that is null still says what the row was meant to be.
            blank = {name: "" for name, item in value.items() if item is None and name != self.prompt}
            self.response = fields.best(blank, "response", without=letters)
        elif self.response and not self.prompt:
            blank = {name: "" for name, item in value.items() if item is None and name != self.response}
            self.prompt = fields.best(blank, "prompt", without=letters)
        if self.prompt and fields.normalise(self.prompt) == "text" and not self.response:
            self.prompt = ""
        self.dialect = self._dialect()
        self.score, self.sure = self._judge(value)
        if not self.score:
            return
        if self.prompt:
            self._settle_context(value)
            self.history = fields.best(value, "history")
        if self.response:
            self.reasoning = fields.best(value, "reasoning", without=(self.prompt, self.response))

    def _dialect(self) -> str:
        name = fields.normalise(self.prompt) if self.prompt else ""
        answer = fields.normalise(self.response) if self.response else ""
        if name in ("instruction", "指令") or (name in ("input", "输入") and answer in ("output", "response", "输出")):
            return ALPACA
        if name in _QUESTION_NAMES or name.endswith("question") or name == "问题":
            return QA
        return PROMPT_COMPLETION

    def _judge(self, value: dict[str, Any]) -> tuple[float, bool]:
        prompt = fields.score_of(self.prompt, "prompt")
        response = fields.score_of(self.response, "response")
        if self.prompt and self.response:
            if fields.headerless(value):
                return _GUESSED_PAIR, False
            sure = prompt >= fields.SURE and response >= fields.SURE
            if fields.normalise(self.prompt) == "text" and fields.normalise(self.response) not in ("code", "summary"):
                # A label-like answer beside a text is as often a classification set as an instruction set.
                return _GUESSED_PAIR - 0.2, False
            return (_PAIR if sure else _GUESSED_PAIR), sure
        if self.prompt and prompt >= _LONE_PROMPT and fields.normalise(self.prompt) not in _NOT_ALONE:
            return _PROMPT_ONLY, prompt >= fields.SURE
        if self.response and response >= fields.SURE and fields.normalise(self.response) != "a":
            return _RESPONSE_ONLY, False
        return 0.0, False

    def _settle_context(self, value: dict[str, Any]) -> None:
        taken = (self.prompt, self.response)
        self.context = fields.best(value, "context", without=taken)
        if not self.context and fields.normalise(self.prompt) == "instruction":
            rest = {n: v for n, v in value.items() if fields.normalise(n) in ("question", "query", "problem")}
            self.context = fields.best(rest, "prompt", without=taken)

    def context_first(self) -> bool:
        """Whether the context precedes the prompt: a passage before its question, an input after its instruction."""
        return self.dialect == QA and fields.normalise(self.context) not in ("input", "输入")

    def used(self) -> frozenset[str]:
        """Names of the fields that go into the turns."""
        names = (self.prompt, self.context, self.response, self.history, self.reasoning, *(n for n, _ in self.options))
        return frozenset(name for name in names if name)


def _options(value: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """(field, letter) of a multiple-choice question's options; the letter is "" where one field holds them all."""
    letters = [
        (name, fields.normalise(name)[-1].upper())
        for name, item in value.items()
        if item is not None and "letter" in fields.parts_of(name)
    ]
    if {"A", "B"} <= {letter for _, letter in letters}:
        return tuple(letters)
    name = fields.best(value, "options")
    return ((name, ""),) if name and isinstance(value[name], list | dict | str) else ()


def detect_alpaca(value: dict[str, Any]) -> float:
    """How well a row fits alpaca."""
    return _score(value, ALPACA)


def detect_qa(value: dict[str, Any]) -> float:
    """How well a row fits question and answer."""
    return _score(value, QA)


def detect_prompt_completion(value: dict[str, Any]) -> float:
    """How well a row fits prompt and completion."""
    return _score(value, PROMPT_COMPLETION)


def _score(value: dict[str, Any], dialect: str) -> float:
    plan = Plan(value)
    return plan.score if plan.dialect == dialect else 0.0


def prepare(value: dict[str, Any]) -> Reader:
    """A reader for flat rows, as simple as the fields at hand allow."""
    plan = Plan(value)
    sidecars = Sidecars(value)
    if not sidecars and not plan.history and not plan.reasoning and not plan.options:
        texts = [name for name in (plan.prompt, plan.context, plan.response) if name]
        if plan.prompt and plan.response and all(type(value.get(name)) is str for name in texts):
            return simple(plan)
    return _general(plan, sidecars)


def simple(plan: Plan) -> Reader:
    """The short way: a prompt, a response and perhaps a context, all text. Hot: nearly all rows of large files."""
    dialect, sure, consumed = plan.dialect, plan.sure, plan.used()
    prompt, context, response = plan.prompt, plan.context, plan.response
    if not context:

        def read_two(row: dict[str, Any]) -> Conversation:
            turns = (Turn(USER, row[prompt]), Turn(ASSISTANT, row[response]))
            return Conversation(dialect, turns, consumed, "", None, "", 0, sure)

        return read_two

    join = _join(plan)

    def read_three(row: dict[str, Any]) -> Conversation:
        asked = row[prompt]
        more = row[context]
        turns = (Turn(USER, join(asked, more) if more else asked), Turn(ASSISTANT, row[response]))
        return Conversation(dialect, turns, consumed, "", None, "", 0, sure)

    return read_three


def _join(plan: Plan) -> Callable[[str, str], str]:
    first = plan.context_first()

    def join(asked: str, more: str) -> str:
        if not asked or not more:
            return asked or more
        return f"{more}\n\n{asked}" if first else f"{asked}\n{more}"

    return join


def _general(plan: Plan, sidecars: Sidecars) -> Reader:
    join = _join(plan)
    consumed = plan.used() | frozenset(sidecars.consumed)

    def read(row: dict[str, Any]) -> Conversation | None:
        turns = sidecars.system_turns(row)
        notes: list[str] = []
        media = 0

        def text(name: str) -> str:
            found, remark = text_of(row.get(name))
            if remark:
                notes.append(f"{name} {remark}")
            return found

        if plan.history:
            turns += history_turns(row.get(plan.history))
        if plan.prompt:
            asked = row.get(plan.prompt)
            if isinstance(asked, list) and asked and isinstance(asked[0], dict):
                more, media, found, _ = read_turns(asked)
                notes += found
                turns = (turns + more) if not more or more[0].role != SYSTEM else more
            else:
                said = text(plan.prompt)
                if not plan.response and not turns:
                    split = split_transcript(said)
                    if split:
                        return Conversation(
                            "transcript", split, consumed, sidecars.tools_of(row), media=sidecars.media_of(row)
                        )
                if plan.context and row.get(plan.context) is not None:
                    said = join(said, text(plan.context))
                turns.append(Turn(USER, said + options_text(row, plan.options)))
        if plan.response:
            answer = row.get(plan.response)
            if isinstance(answer, list) and answer and isinstance(answer[0], dict) and "role" in answer[0]:
                more, count, found, _ = read_turns(answer)
                media += count
                notes += found
                turns += more
            else:
                thought = row.get(plan.reasoning) if plan.reasoning else None
                reasoning = thought if isinstance(thought, str) and not is_switch(thought) else ""
                turns.append(Turn(ASSISTANT, text(plan.response), reasoning))
        return Conversation(
            plan.dialect,
            tuple(turns),
            consumed,
            sidecars.tools_of(row),
            media=max(media, sidecars.media_of(row)),
            sure=plan.sure,
            notes=tuple(notes),
        )

    return read


def history_turns(value: Any) -> list[Turn]:
    """The turns of alpaca's history: [[question, answer], …], or a list of messages."""
    turns: list[Turn] = []
    for pair in items_of(value) or ():
        if isinstance(pair, list | tuple):
            for place, said in enumerate(pair):
                turns.append(Turn(ASSISTANT if place % 2 else USER, text_of(said)[0]))
        else:
            turns += read_turns([pair])[0]
    return turns


def options_text(row: dict[str, Any], options: tuple[tuple[str, str], ...]) -> str:
    """The options of a multiple-choice question as lines "A. …", each after a line end."""
    lines: list[str] = []
    for name, letter in options:
        held = row.get(name)
        if letter:
            lines.append(f"{letter}. {text_of(held)[0]}")
            continue
        if isinstance(held, str):
            held = items_of(held) or ([held] if held else [])
        if isinstance(held, dict):
            texts, marks = held.get("text"), held.get("label")
            if isinstance(texts, list) and isinstance(marks, list) and len(texts) == len(marks):
                lines += [f"{text_of(mark)[0]}. {text_of(said)[0]}" for mark, said in zip(marks, texts, strict=True)]
            else:
                lines += [f"{key}. {text_of(said)[0]}" for key, said in held.items()]
        else:
            for place, said in enumerate(held or ()):
                lines.append(f"{chr(65 + place) if place < 26 else place + 1}. {text_of(said)[0]}")
    return "".join(f"\n{line}" for line in lines)
