"""What ms-swift trains of a row: the answer of each round and what ends it, by templates of its own that are no Jinja."""

from __future__ import annotations

import json
from typing import NamedTuple

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER, Conversation
from explorer.trainers.chat import Piece, RenderError, Shown, TextTemplate, joined
from explorer.trainers.chat.plain import PLAIN, Plain
from explorer.trainers.rows import FLAT, calls
from explorer.trainers.setup import Setup
from explorer.trainers.trainer import WHOLE_TEXT
from explorer.trainers.written import by_turn, field

_NO_CALLS = "ms-swift writes no calls, results or declared tools with this template (set agent_template)"


class _Said(NamedTuple):
    """What one speaker says in a row of turns. parts: (text, whether its message lets it be trained)."""

    role: str
    parts: list[tuple[str, bool | None]]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.parts)


def show(row: Conversation, rule: str, template: TextTemplate, loss: str, setup: Setup | None = None) -> Shown:
    """The row under a template and a loss: `default`, `last` (`last_round`) or `all`."""
    del setup
    plain = PLAIN[template.name]
    if rule == WHOLE_TEXT:
        system, said = "", [_whole(row)]
    elif not plain.calls and (row.tools or any(turn.role == TOOL or turn.tool_calls for turn in row.turns)):
        raise RenderError(_NO_CALLS)
    else:
        system, said = _flat(row) if row.dialect in FLAT and type(row.written) is dict else _said(row, plain)
    system = system or plain.default_system
    notes: tuple[str, ...] = ()
    if row.tools:
        notes = ("Declared tools stand here as JSON; the template puts sentences of its own around them.",)
        system = "\n\n".join(filter(None, (system, row.tools)))
    if system and said and plain.merges_system:
        # It stands before what is said first, whoever says it.
        (first, allowed), *rest = said[0].parts
        said[0] = _Said(said[0].role, [(plain.system_text(system) + first, allowed), *rest])
    if said and said[0].role == ASSISTANT:
        said.insert(0, _Said(USER, [("", None)]))
    head = plain.prefix if plain.merges_system or not system else plain.system_text(system)
    everything = loss == "all"
    found = [Piece(head, everything)]
    last_asked = max((place for place, one in enumerate(said) if one.role != ASSISTANT), default=0)
    for place, one in enumerate(said):
        if one.role != ASSISTANT:
            found.append(Piece(one.text if one.role == TOOL else plain.question(one.text), everything))
            continue
        usual = loss != "last" or place > last_asked
        for text, allowed in _answers(one, plain, thinks=usual):
            found.append(Piece(text, usual if allowed is None else allowed))
        if place == len(said) - 1:
            found.append(Piece(plain.ending, True) if not _is_ended(one.text, template, plain) else Piece("", False))
        elif said[place + 1].role != TOOL:
            found.append(Piece(plain.between, everything))
    if said and said[-1].role != ASSISTANT:
        found.append(Piece(plain.no_thought, everything))
    return Shown(_with_ends(joined(found), plain.ending), notes)


def _is_ended(answer: str, template: TextTemplate, plain: Plain) -> bool:
    """Whether an answer ends with a stop word, so that none is added."""
    return answer.endswith((template.eos, plain.ending.strip()))


def _answers(said: _Said, plain: Plain, *, thinks: bool) -> list[tuple[str, bool | None]]:
    """The parts of an answer; one without a thought gets an empty one where the template wants that."""
    parts = list(said.parts)
    first, allowed = parts[0]
    if plain.strips and len(parts) == 1:
        first = first.strip("\n")
    if plain.no_thought and thinks and not first.startswith(("<think>", plain.no_thought)):
        first = plain.no_thought + first
    return [(first, allowed), *parts[1:]]


def _with_ends(pieces: tuple[Piece, ...], ending: str) -> tuple[Piece, ...]:
    """What ends an earlier answer is trained where the very tokens of the template's end follow what is trained."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].trained and not piece.trained and piece.text.startswith(ending):
            found += (Piece(ending, True), Piece(piece.text[len(ending) :], False))
        else:
            found.append(piece)
    return joined(found)


def _whole(row: Conversation) -> _Said:
    return _Said(ASSISTANT, [("\n\n".join(turn.text for turn in row.turns), None)])


def _flat(row: Conversation) -> tuple[str, list[_Said]]:
    """The same of a row with its question in a field, and its answer in another."""
    system, asked, beside, answer, past = (
        field(row, part) for part in ("system", "prompt", "context", "response", "history")
    )
    rounds = [pair for pair in past if isinstance(pair, list) and len(pair) == 2] if isinstance(past, list) else []
    question = "\n".join(text for text in (asked, beside) if isinstance(text, str) and text)
    texts = [text for pair in (*rounds, [question, answer]) for text in pair]
    said = [
        _Said((USER, ASSISTANT)[place % 2], [(text, None)]) for place, text in enumerate(texts) if isinstance(text, str)
    ]
    return system if isinstance(system, str) else "", said


def _said(row: Conversation, plain: Plain) -> tuple[str, list[_Said]]:
    """(system text, what is said in turn); turns of one speaker in a row are joined."""
    messages = by_turn(row)
    system = ""
    found: list[_Said] = []
    results: list[str] = []
    before_is_call = False
    for place, turn in enumerate(row.turns):
        if not place and turn.role == SYSTEM:
            system = turn.text
            continue
        if turn.role == TOOL:
            results.append(turn.text)
            if place + 1 == len(row.turns) or row.turns[place + 1].role != TOOL:
                found.append(_Said(TOOL, [(_results(results, plain), None)]))
                results = []
            before_is_call = False
            continue
        message = messages.get(place)
        loss = message.fields.get("loss") if message is not None else None
        allowed = None if loss is None else bool(loss)
        written = turn.text
        parts = [(written, allowed)]
        is_call = bool(turn.tool_calls)
        if is_call:
            said = _calls(turn.tool_calls, plain)
            parts = [(written, allowed), (said, allowed)] if written else [(said, allowed)]
            if before_is_call and not written:
                parts = [("\n" + said, allowed)]
        before_is_call = is_call
        if found and found[-1].role == turn.role:
            found[-1] = _Said(turn.role, [*found[-1].parts, *parts])
        else:
            found.append(_Said(turn.role, parts))
    return system, found


def _calls(text: str, plain: Plain) -> str:
    """Calls as the template writes them."""
    made: list[str] = []
    for call in calls(text):
        if not isinstance(call, dict) or "name" not in call:
            raise RenderError("a call has no name")
        given = call.get("arguments", call.get("parameters"))
        if isinstance(given, str):
            try:
                given = json.loads(given)
            except ValueError:
                given = None
        if given is None:
            raise RenderError("a call has no arguments that are read")
        name = "parameters" if plain.calls == "llama3" else "arguments"
        said = json.dumps({"name": call["name"], name: given}, ensure_ascii=False)
        made.append(said if plain.calls == "llama3" else f"<tool_call>\n{said}\n</tool_call>")
    return "\n".join(made)


def _results(results: list[str], plain: Plain) -> str:
    """Results in a row, from what ends the answer before them to where the next begins."""
    if plain.calls == "llama3":
        said = "".join(f"<|start_header_id|>tool<|end_header_id|>\n\n{text}<|eot_id|>" for text in results)
        return f"<|eot_id|>{said}<|start_header_id|>assistant<|end_header_id|>\n\n"
    said = "\n".join(f"<tool_response>\n{text}\n</tool_response>" for text in results)
    return plain.between + plain.question(said)
