"""The layer: rules, template overheads, and where answers begin, a row each."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.columns import Column
from explorer.conversation import ASSISTANT, Conversation
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.tokenizer import counter
from explorer.trainers import BY_NAME, TEMPLATES, TRAINERS, Setup, Trainer, judge, refused_turn

_LAYER = "trainers"


def _rule(trainer: Trainer) -> Column:
    help = (
        f"The rule of {trainer.label} that decides about the row before its length does; `fine` where none strikes. "
        f"{trainer.read_as}"
    )
    return Column(trainer.column, f"{trainer.label} rule", "category", help, layer=_LAYER, group="attributes")


def _tokens(name: str, label: str, help: str) -> Column:
    return Column(name, label, "integer", help, layer=_LAYER, group="tokens", unit="tokens")


def _place(name: str, label: str, help: str) -> Column:
    return Column(name, label, "integer", help, layer=_LAYER, group="attributes", unit="turns")


COLUMNS = (
    *(_rule(trainer) for trainer in TRAINERS),
    *(
        _tokens(
            template.column,
            f"{template.label} overhead",
            f"Tokens that a {template.label} style chat template adds around the texts of the row: marks, roles, line "
            "breaks and default texts. Counted from the number and roles of turns; near, not exact.",
        )
        for template in TEMPLATES.values()
    ),
    _tokens(
        "answered_tokens",
        "tokens from the first answer to the last",
        "Tokens of the turns from the first answer up to the last one, which is not in it. 0 in rows of one answer.",
    ),
    _tokens(
        "earlier_tokens",
        "tokens of earlier rounds",
        "Tokens of all turns and declared tools before the last round (its question and its answer). 0 in rows of one answer.",
    ),
    _tokens(
        "earlier_answer_tokens",
        "tokens of earlier answers",
        "Tokens of all answers before the last one. With the response tokens, all that the assistant says. 0 in rows of one answer.",
    ),
    _place(
        "first_answer_turn",
        "turns before the first answer",
        "Number of turns before the first assistant turn; all turns where there is none.",
    ),
    _place("last_round_turn", "turns before the last round", "Number of turns before the last round; 0 in the first."),
    Column(
        "gemma_refuses",
        "roles that Gemma refuses",
        "boolean",
        "User and assistant do not strictly take turns, a leading system turn aside, or there are tool turns. Gemma style "
        "templates stop with an error there. A hard fact, of no matter to other templates.",
        layer=_LAYER,
        group="attributes",
    ),
)


def compute(batch: Batch, context: Context) -> Values:
    """Rules and lengths of one batch."""
    rows = len(batch)
    rules: list[list[str]] = [[] for _ in TRAINERS]
    overheads = {name: np.full(rows, template.plain, dtype=np.int32) for name, template in TEMPLATES.items()}
    first_answer = np.ones(rows, dtype=np.int32)
    last_round = np.zeros(rows, dtype=np.int32)
    refuses = [False] * rows
    known: dict[Any, list[str]] = {}
    long_rows: list[int] = []
    for row, conversation in enumerate(batch.conversations):
        if batch.plain[row]:
            found = _plain(conversation, known, context.setup)
            if conversation.tools:
                for name, template in TEMPLATES.items():
                    overheads[name][row] = template.overhead(conversation)
        else:
            found = [struck.rule for struck in judge(conversation, context.setup).values()]
            for name, template in TEMPLATES.items():
                overheads[name][row] = template.overhead(conversation)
            first, start, _ = rounds(conversation)
            first_answer[row], last_round[row] = first, start
            refuses[row] = refused_turn(conversation) >= 0
            if start:
                long_rows.append(row)
        for held, rule in zip(rules, found, strict=True):
            held.append(rule)
    answered, earlier, earlier_answers = _lengths(batch, long_rows, context)
    values: dict[str, Any] = {
        **{trainer.column: held for trainer, held in zip(TRAINERS, rules, strict=True)},
        **{template.column: overheads[name] for name, template in TEMPLATES.items()},
        "answered_tokens": answered,
        "earlier_tokens": earlier,
        "earlier_answer_tokens": earlier_answers,
        "first_answer_turn": first_answer,
        "last_round_turn": last_round,
        "gemma_refuses": refuses,
    }
    return values


def _plain(conversation: Conversation, known: dict[Any, list[str]], setup: Setup | None) -> list[str]:
    """The rules of a row of one question and one answer: most share dialect, fields and names, and with them the rules."""
    first, last = conversation.turns
    odd = conversation.tools or conversation.media or conversation.notes or last.trained is not None
    if odd or not first.text or not last.text:
        return [struck.rule for struck in judge(conversation, setup).values()]
    key = (conversation.dialect, conversation.consumed, _shape(conversation))
    found = known.get(key)
    if found is None:
        found = known[key] = [struck.rule for struck in judge(conversation, setup).values()]
    return found


def _shape(conversation: Conversation) -> Any:
    """What the rules ask of a plain row as written: names and types of its fields, and who speaks in its messages."""
    row = conversation.written
    if type(row) is not dict:
        return None
    held = row.get(conversation.parts.get("messages", ""))
    speakers = tuple(_speaker(message) for message in held) if type(held) is list else None
    return tuple(row), tuple(map(type, row.values())), speakers, tuple(conversation.parts.values())


def _speaker(message: Any) -> Any:
    if type(message) is not dict:
        return type(message)
    name = message.get("role", message.get("from"))
    return tuple(message), name if type(name) is str else type(name)


def rounds(conversation: Conversation) -> tuple[int, int, int]:
    """(position of the first answer, of the first turn of the last round, of the last answer).

    A round ends with an answer that a question or a tool result precedes. Without an answer: all turns, 0, all turns.
    """
    turns = conversation.turns
    answers = [place for place, turn in enumerate(turns) if turn.role == ASSISTANT]
    if not answers:
        return len(turns), 0, len(turns)
    return answers[0], (answers[-2] + 1 if len(answers) > 1 else 0), answers[-1]


def _lengths(batch: Batch, rows: list[int], context: Context) -> tuple[Any, Any, Any]:
    """(answered_tokens, earlier_tokens, earlier_answer_tokens): counted in rows of several rounds only, 0 in the others."""
    answered = np.zeros(len(batch), dtype=np.int64)
    earlier = np.zeros(len(batch), dtype=np.int64)
    answers = np.zeros(len(batch), dtype=np.int64)
    if not rows:
        return answered, earlier, answers
    texts: list[str] = []
    targets: list[tuple[int, bool, bool, bool]] = []
    for row in rows:
        conversation = batch.conversations[row]
        first, start, last = rounds(conversation)
        if conversation.tools:
            texts.append(conversation.tools)
            targets.append((row, False, True, False))
        for place in range(last):
            turn = conversation.turns[place]
            texts.append(turn.rendered())
            targets.append((row, place >= first, place < start, turn.role == ASSISTANT))
    counts = counter(context.encoding, context.scratch)(texts)
    for (row, is_answered, is_earlier, is_answer), count in zip(targets, counts, strict=True):
        if is_answered:
            answered[row] += count
        if is_earlier:
            earlier[row] += count
        if is_answer:
            answers[row] += count
    return answered, earlier, answers


def explain(conversation: Conversation) -> list[Evidence]:
    """The rules that strike the row, each at the turn that breaks it."""
    found: list[Evidence] = []
    for name, struck in judge(conversation).items():
        trainer = BY_NAME[name]
        rule = trainer.rules[struck.rule]
        if rule.outcome != "fine":
            found.append(Evidence(trainer.column, f"{trainer.label}: {rule.said}", struck.turn))
    if (turn := refused_turn(conversation)) >= 0:
        role = conversation.turns[turn].role
        found.append(Evidence("gemma_refuses", f"Turn {turn + 1} is {role}: out of turn.", turn))
    return found


_VERSION = 3 + sum(trainer.revision for trainer in TRAINERS)  # so that one trainer more rebuilds the layer, too

TRAINER_RULES = Metric(
    _LAYER, _VERSION, COLUMNS, compute, parameters=("encoding",), explain=explain, by_first_rows=True
)
