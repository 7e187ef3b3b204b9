"""What LLaMA-Factory trains of a row: the answer of each pair, by templates of its own that are no Jinja."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, Conversation
from explorer.trainers.chat import Piece, RenderError, Shown, TextTemplate, joined
from explorer.trainers.rows import calls, loaded
from explorer.trainers.setup import Setup
from explorer.trainers.trainer import WHOLE_TEXT
from explorer.trainers.written import by_turn, field


@dataclass(frozen=True, slots=True)
class _Slots:
    """A template of data/template.py: `{}` stands for the content. calls: how a call is written, "" where it is not here.

    merges_system: the system text stands in the first user's turn. thinks: an answer without a thought gets an empty one.
    next_ends: no token ends an answer; what begins the next question is trained in its place, with the tokeniser's end as
    its label.
    """

    user: str
    assistant: str
    system: str
    observation: str
    prefix: str = ""
    default_system: str = ""
    calls: str = ""
    merges_system: bool = False
    thinks: bool = False
    next_ends: bool = False


_CHATML_USER = "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"
_CHATML_SYSTEM = "<|im_start|>system\n{}<|im_end|>\n"
_CHATML_ANSWER = "{}<|im_end|>\n"
_QWEN_RESULT = "<|im_start|>user\n<tool_response>\n{}\n</tool_response><|im_end|>\n<|im_start|>assistant\n"
_LLAMA = "<|start_header_id|>{role}<|end_header_id|>\n\n{{}}<|eot_id|>"
_LLAMA_ANSWERS = "<|start_header_id|>assistant<|end_header_id|>\n\n"

SLOTS: dict[str, _Slots] = {
    "chatml": _Slots(
        _CHATML_USER,
        _CHATML_ANSWER,
        _CHATML_SYSTEM,
        "<|im_start|>tool\n{}<|im_end|>\n<|im_start|>assistant\n",
        calls="action",
    ),
    "llama3": _Slots(
        _LLAMA.format(role="user") + _LLAMA_ANSWERS,
        "{}<|eot_id|>",
        _LLAMA.format(role="system"),
        _LLAMA.format(role="ipython") + _LLAMA_ANSWERS,
        prefix="<|begin_of_text|>",
        calls="parameters",
    ),
    "qwen": _Slots(
        _CHATML_USER,
        _CHATML_ANSWER,
        _CHATML_SYSTEM,
        _QWEN_RESULT,
        default_system="You are Qwen, created by Alibaba Cloud. You are a helpful assistant.",
        calls="tags",
    ),
    "qwen3": _Slots(_CHATML_USER, _CHATML_ANSWER, _CHATML_SYSTEM, _QWEN_RESULT, calls="tags", thinks=True),
    "gemma": _Slots(
        "<start_of_turn>user\n{}<end_of_turn>\n<start_of_turn>model\n",
        "{}<end_of_turn>\n",
        "{}\n\n",
        "<start_of_turn>tool\n{}<end_of_turn>\n<start_of_turn>model\n",
        prefix="<bos>",
        calls="action",
        merges_system=True,
    ),
    "mistral": _Slots("[INST]{}[/INST]", "{}</s>", "[SYSTEM_PROMPT]{}[/SYSTEM_PROMPT]", "", prefix="<s>"),
    "deepseek": _Slots(
        "<｜User｜>{}<｜Assistant｜>",
        "{}<｜end▁of▁sentence｜>",
        "{}",
        "",
        prefix="<｜begin▁of▁sentence｜>",
        calls="action",
    ),
    "glm": _Slots(
        "<|user|>\n{}<|assistant|>",
        "\n{}",
        "<|system|>\n{}",
        "<|observation|>\n{}<|assistant|>",
        prefix="[gMASK]<sop>",
        thinks=True,
        next_ends=True,
    ),
}
_THOUGHT = ("<think>\n", "\n</think>\n\n")
_ADDED = "detailed thinking off"
"""What the converter of `openai` adds to the system text of rows without tools."""


def show(row: Conversation, rule: str, template: TextTemplate, loss: str, setup: Setup | None = None) -> Shown:
    """The row under a template and a loss: `default`, `all` (`train_on_prompt`) or `last` (`mask_history`)."""
    del setup
    if rule == WHOLE_TEXT:
        return Shown((Piece("\n\n".join(turn.text for turn in row.turns) + template.eos, True),))
    slots = SLOTS[template.name]
    system, pairs, notes = _converted(row, slots)
    rounds: list[tuple[tuple[Piece, ...], tuple[Piece, ...]]] = []
    for place, ((role, asked), said, is_call) in enumerate(pairs):
        before, head = ("", "") if place else (slots.prefix, "" if system is None else slots.system.format(system))
        if not slots.merges_system:
            before, head = before + head, ""
        source = before + (slots.observation if role == TOOL else slots.user).format(head + asked)
        last = place == len(pairs) - 1
        target = _answer(said, slots, is_call=is_call, strips=loss == "last" and not last, lone=loss == "last")
        rounds.append((_question(source, slots, loss, place, last), (Piece(target, loss != "last" or last),)))
    end = (Piece(template.eos, True),) if slots.next_ends else ()
    if end:
        notes.append(f"No token ends an answer here: the next turn's first one is trained as {template.eos}.")
    pieces = [piece for question, answer in rounds for piece in (*question, *answer)]
    return Shown(joined((*pieces, *end)), tuple(notes), tuple(rounds), end)


def _question(source: str, slots: _Slots, loss: str, place: int, last: bool) -> tuple[Piece, ...]:
    """What precedes an answer. Where no token ends an answer, the first one here is trained in its place."""
    if loss == "all":
        return (Piece(source, True),)
    # `mask_history` walks through the rounds from the last to the first, and so does the token that stands for the end.
    if slots.next_ends and (not last if loss == "last" else place):
        cut = source.index("]" if source.startswith("[") else ">") + 1
        return Piece(source[:cut], True), Piece(source[cut:], False)
    return (Piece(source, False),)


def _answer(said: str, slots: _Slots, *, is_call: bool, strips: bool, lone: bool) -> str:
    """An answer with what ends it. strips: without its thought. lone: only the last answer gets an empty thought."""
    if strips and slots.thinks:
        said = re.sub(f"{re.escape(_THOUGHT[0])}(.*?){re.escape(_THOUGHT[1])}", "", said, flags=re.S).lstrip("\n")
    target = said if is_call and slots.next_ends else slots.assistant.format(said)
    thinks = "<think>" in said or "</think>" in said
    return "".join(_THOUGHT) + target if slots.thinks and not thinks and not (lone and strips) else target


_Pair = tuple[tuple[str, str], str, bool]
"""((role, question), answer, whether that is a call)"""


def _converted(row: Conversation, slots: _Slots) -> tuple[str | None, list[_Pair], list[str]]:
    """(system text or None, pairs, notes), as the converter of the row's form makes them."""
    notes: list[str] = []
    held = field(row, "tools")
    tools = (isinstance(held, str) and loaded(held)) or (held if isinstance(held, list) else None)
    if any(turn.reasoning for turn in row.turns) and not any("<think>" in turn.text for turn in row.turns):
        notes.append("Fields such as `reasoning_content` are not read: the thinking is not trained.")
    system, turns = _turns(row)
    if row.dialect == "messages":
        if not tools and not system:
            system = _ADDED
        elif not tools and "detailed thinking o" not in system:
            system += "\n" + _ADDED
        if not tools:
            notes.append(f"The converter of `openai` puts “{_ADDED}” into the system text.")
    system = system or slots.default_system
    if tools:
        system += "\n\n# Tools\n" + json.dumps(tools, ensure_ascii=False)
        notes.append("Declared tools stand here as JSON; the template puts sentences of its own around them.")
    pairs: list[_Pair] = []
    for place in range(0, len(turns) - 1, 2):
        asked, (role, said) = turns[place], turns[place + 1]
        is_call = role == "call"
        pairs.append((asked, _call(said, slots) if is_call else said, is_call))
        if asked[0] == TOOL and not slots.observation:
            raise RenderError("results of tools are not written out for this template")
    # An empty list of tools, as text, writes an empty system turn.
    return system if system or (isinstance(held, str) and held) else None, pairs, notes


def _turns(row: Conversation) -> tuple[str, list[tuple[str, str]]]:
    """(system text, [(role, text)]): results in a row joined, a call as its JSON text."""
    system = ""
    if "response" in row.parts and type(row.written) is dict:
        held, past, said = (field(row, part) for part in ("system", "history", "response"))
        turns = [pair for pair in past if isinstance(pair, list)] if isinstance(past, list) else []
        before = [(role, text) for pair in turns for role, text in zip(("user", ASSISTANT), pair, strict=False)]
        rounds = [*before, ("user", _question_of(row)), (ASSISTANT, said if isinstance(said, str) else "")]
        return held if isinstance(held, str) else "", rounds
    said = by_turn(row)
    found: list[tuple[str, str]] = []
    for place, turn in enumerate(row.turns):
        if not place and turn.role == SYSTEM:
            system = turn.text
            continue
        if turn.tool_calls:
            message = said.get(place)
            text = (
                message.held
                if message is not None and message.kind == "call"
                else json.dumps(calls(turn.tool_calls), ensure_ascii=False)
            )
            found.append(("call", text))
        elif turn.role == TOOL and found and found[-1][0] == TOOL and row.dialect == "messages":
            found[-1] = (TOOL, found[-1][1] + "\n</tool_response>\n<tool_response>\n" + turn.text)
        else:
            found.append((turn.role, turn.text))
    return system, found


def _question_of(row: Conversation) -> str:
    """The question of a flat row: its prompt and, in a line below, its context."""
    parts = [field(row, part) for part in ("prompt", "context")]
    return "\n".join(part for part in parts if isinstance(part, str) and part)


def _call(text: str, slots: _Slots) -> str:
    """A call as the template writes it."""
    thought = re.search(r"<think>\n.*?\n</think>\n\n", text, re.S)
    held = loaded(text.replace(thought[0], "") if thought else text)
    listed: Sequence[Any] = held if isinstance(held, list) else [held]
    named = [(call["name"], call["arguments"]) for call in listed]
    if slots.calls == "action":
        said = "\n".join(
            f"Action: {name}\nAction Input: {json.dumps(given, ensure_ascii=False)}" for name, given in named
        )
    elif slots.calls == "tags":
        said = "\n".join(
            "<tool_call>\n" + json.dumps({"name": name, "arguments": given}, ensure_ascii=False) + "\n</tool_call>"
            for name, given in named
        )
    elif slots.calls == "parameters":
        made = [{"name": name, "parameters": given} for name, given in named]
        said = json.dumps(made[0] if len(made) == 1 else made, ensure_ascii=False)
    else:
        raise RenderError("calls of tools are not written out for this template")
    return (thought[0] if thought else "") + said
