"""Rows with one field a part: alpaca, prompt and completion, question and answer.

Which field plays which part is settled once for all rows with the same names and types (`Plan`); reading a row is
then a few dictionary lookups.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from explorer.conversation import ASSISTANT, PROMPT_ONLY, SYSTEM, USER, Conversation, Turn
from explorer.exchange import plain_exchange
from explorer.formats import fields
from explorer.formats.call_marks import calls_alone
from explorer.formats.format import Reader
from explorer.formats.labelled import labels_of
from explorer.formats.messages import ROLES, read_turns
from explorer.formats.plan import ALPACA, PROMPT_COMPLETION, QA, Plan
from explorer.formats.sidecars import Sidecars, items_of
from explorer.formats.transcripts import asked_turns, split_transcript
from explorer.formats.values import parsed, text_of, thought_of

_ENDS = frozenset(
    (":", "：", " ", "\n", "]")
)  # of messages as JSON text and of a dialogue that awaits its answer, and of few others


_WORDINGS = frozenset(("patterns", "training_phrases"))  # in which one thing may be asked of a chatbot
_LETTERED = re.compile(r"\(?([A-Z])[).:]")  # an option that has its letter already


def detect_alpaca(value: dict[str, Any]) -> float:
    """How well a row fits alpaca."""
    return _score(value, ALPACA)


def detect_qa(value: dict[str, Any]) -> float:
    """How well a row fits question and answer."""
    return _score(value, QA)


def detect_prompt_completion(value: dict[str, Any]) -> float:
    """How well a row fits prompt and completion."""
    return _score(value, PROMPT_COMPLETION)


def detect_prompt_only(value: dict[str, Any]) -> float:
    """How well a row fits a prompt that waits for its answer."""
    return _score(value, PROMPT_ONLY)


def _score(value: dict[str, Any], dialect: str) -> float:
    plan = Plan(value)
    return plan.score if plan.dialect == dialect else 0.0


def prepare(value: dict[str, Any]) -> Reader:
    """A reader for flat rows, as simple as the fields at hand allow."""
    plan = Plan(value)
    sidecars = Sidecars(value)
    if not sidecars and not plan.history and not plan.earlier and not plan.reasoning and not plan.options:
        texts = [name for name in (plan.prompt, plan.context, plan.response) if name]
        if plan.prompt and plan.response and all(type(value.get(name)) is str for name in texts):
            return simple(plan)
    return _general(plan, sidecars)


def simple(plan: Plan) -> Reader:
    """The short way: a prompt, a response and perhaps a context, all text. Hot: nearly all rows of large files."""
    dialect, sure, consumed, parts = plan.dialect, plan.sure, plan.used(), plan.parts()
    prompt, context, response = plan.prompt, plan.context, plan.response
    general = _general(plan, Sidecars({}))

    def odd(row: dict[str, Any], asked: str) -> Conversation | None:
        if asked[:2] == "[{":
            return general(row)
        before = asked_turns(asked)
        if before is None:
            return None
        made = Conversation(dialect, (*before, Turn(ASSISTANT, row[response])), consumed, sure=sure)
        made.parts = parts
        return made

    if not context:

        def read_two(row: dict[str, Any]) -> Conversation | None:
            asked = row[prompt]
            if asked and asked[-1] in _ENDS and (found := odd(row, asked)):
                return found
            return plain_exchange(dialect, asked, row[response], consumed, sure, parts)

        return read_two

    join = _join(plan)

    def read_three(row: dict[str, Any]) -> Conversation | None:
        asked, more = row[prompt], row[context]
        if more:
            asked = join(asked, more)
        elif asked and asked[-1] in _ENDS and (found := odd(row, asked)):
            return found
        return plain_exchange(dialect, asked, row[response], consumed, sure, parts)

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
    spare = consumed - {plan.reasoning}
    talk = bool(plan.prompt) and plan.is_talk()
    declares = "tools" in sidecars.parts()
    wordings = fields.normalise(plan.prompt) in _WORDINGS if plan.prompt else False
    parts = {**plan.parts(), **sidecars.parts()}

    def read(row: dict[str, Any]) -> Conversation | None:
        used = consumed
        turns = sidecars.system_turns(row)
        notes: list[str] = []
        media = 0
        opaque = False  # what was asked is an object, shown as it is written

        def text(name: str) -> str:
            found, remark = text_of(row.get(name))
            if remark:
                notes.append(f"{name} {remark}")
            return found

        if plan.history:
            turns += history_turns(row.get(plan.history), ASSISTANT if plan.prompt else USER)
        if plan.earlier:
            turns += history_turns([said for name in plan.earlier if isinstance(said := row.get(name), str) and said])
        if plan.prompt:
            asked = messages_in(row.get(plan.prompt))
            if isinstance(asked, list) and asked and isinstance(asked[0], dict):
                more, media, found, _ = read_turns(asked)
                notes += found
                turns = (turns + more) if not more or more[0].role != SYSTEM else more
            else:
                if talk and isinstance(asked, list) and len(asked) > 1 and all(isinstance(one, str) for one in asked):
                    turns += history_turns(asked[:-1])
                    asked = said = asked[-1]
                    notes.append(f"{plan.prompt} is a list of texts, read as user and assistant in turn")
                elif wordings and isinstance(asked, list) and asked and all(isinstance(one, str) for one in asked):
                    said = asked[0]
                    notes.append(f"the first of {len(asked):,} wordings in {plan.prompt} is read")
                else:
                    said = text(plan.prompt)
                opaque = bool(notes) and (talk or isinstance(asked, dict) or wordings)
                if not plan.response and not turns:  # all of a dialogue may stand in it
                    split = split_transcript(said)
                    if split:
                        return Conversation(
                            "transcript", split, consumed, sidecars.tools_of(row), media=sidecars.media_of(row)
                        )
                if plan.context and row.get(plan.context) is not None:
                    before = messages_in(row[plan.context])
                    if isinstance(before, list) and before and isinstance(before[0], dict) and "role" in before[0]:
                        turns += read_turns(before)[0]  # what was said before the question
                    else:
                        said = join(said, text(plan.context))
                turns.append(Turn(USER, said + options_text(row, plan.options)))
        if plan.response:
            answer = messages_in(row.get(plan.response))
            if isinstance(answer, list) and answer and isinstance(answer[0], dict) and "role" in answer[0]:
                more, count, found, _ = read_turns(answer)
                media += count
                notes += found
                turns += more
            else:
                said = text(plan.response)
                reasoning = thought_of(row.get(plan.reasoning), said) if plan.reasoning else ""
                if plan.reasoning and not reasoning:
                    used = spare  # a switch, or told by the answer itself: it stays a field of the row
                calls = calls_alone(said) if declares else None
                turns.append(Turn(ASSISTANT, "" if calls else said, reasoning, calls or ""))
        ends = plan.dialect == PROMPT_ONLY and bool(turns) and turns[-1].role == ASSISTANT and bool(turns[-1].text)
        made = Conversation(
            "messages" if ends else plan.dialect,  # a whole dialogue under the name of a prompt
            tuple(turns),
            used,
            sidecars.tools_of(row),
            media=max(media, sidecars.media_of(row)),
            sure=plan.sure and not ends and not opaque,
            notes=tuple(notes),
        )
        made.parts = {**parts, "messages": plan.prompt} if ends else parts
        return made

    return read


def messages_in(held: Any) -> Any:
    """Messages that are written as JSON text, or as an object of role and text; any other value as it is."""
    if isinstance(held, str):
        listed = parsed(held) if held[:2] == "[{" else None
        if isinstance(listed, list) and all(
            isinstance(item, dict) and {"role", "from"} & item.keys() and {"content", "value"} & item.keys()
            for item in listed
        ):
            return listed
    elif isinstance(held, list) and len(held) == 1 and isinstance(held[0], list):
        inner = held[0]  # a list of one conversation
        return inner if inner and all(isinstance(item, dict) and "role" in item for item in inner) else held
    elif isinstance(held, dict) and isinstance(held.get("role"), str) and "content" in held:
        return [held]
    elif isinstance(held, dict) and held and all(map(_says, held.items())):
        return [{"role": role, "content": said} for role, said in held.items()]
    return held


def _says(entry: tuple[Any, Any]) -> bool:
    """Whether a key is a role, and its value what that role said."""
    role, said = entry
    return isinstance(role, str) and role.lower() in ROLES and isinstance(said, str)


def history_turns(value: Any, last: str = ASSISTANT) -> list[Turn]:
    """The turns of alpaca's history: [[question, answer], …], or a list of messages; texts, of which `last` said the last."""
    items = items_of(value) or []
    if items and all(isinstance(item, str) for item in items):
        if labels_of(items):
            return read_turns(items)[0]
        sides = (last, USER if last == ASSISTANT else ASSISTANT)
        return [Turn(sides[(len(items) - 1 - place) % 2], text) for place, text in enumerate(items)]
    turns: list[Turn] = []
    for pair in items:
        if isinstance(pair, list | tuple):
            for place, said in enumerate(pair):
                turns.append(Turn(ASSISTANT if place % 2 else USER, text_of(said)[0]))
        else:
            turns += read_turns([pair])[0]
    return turns


def _lettered(text: str, letter: str) -> str:
    """An option with its letter, which it may have already."""
    own = _LETTERED.match(text)
    return text if own is not None and own[1] == letter else f"{letter}. {text}"


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
                lines.append(_lettered(text_of(said)[0], chr(65 + place) if place < 26 else str(place + 1)))
    return "".join(f"\n{line}" for line in lines)
