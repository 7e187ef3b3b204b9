"""The answer that a row itself holds to be right, where a field beside the turns carries one.

Only fields that did not go into the turns count: what did is the response itself. Which names a row has is settled
once for all rows of its shape (`candidates`), so rows without such a field pay nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from explorer.conversation import ASSISTANT, PROMPT_ONLY, ROLES, TOOL, USER, Conversation, Turn
from explorer.formats import fields
from explorer.formats.format import Reader, filling
from explorer.formats.values import is_switch, json_text, text_of

_NAMES = {
    name: rank
    for rank, names in enumerate(
        (
            "ideal final_answer gold_answer ground_truth groundtruth gt gt_answer ground_truth_answer expected_answer correct_answer reference_answer",
            "gold golden_answer golden standard_answer std_answer true_answer answer_key answerkey 标准答案 正确答案 最终答案 参考答案",
            "correct_option correct_choice answer_idx answer_letter answer_option gold_label correct",
            "answer expected expected_output reference 答案",
            "target solution label",
            "reference_completion reference_response reference_output reference_solution",
            "ground_truths gold_answers golden_answers reference_answers",
        )
    )
    for name in names.split()
}  # fmt: skip
_LETTER_ONLY = frozenset(("answer_idx", "gold_label", "correct", "label"))
"""Names that hold ids, classes or yes and no as often as an answer: only the letter of an option is read from them."""

_OUTCOMES = frozenset(("label",))
"""Names that hold an answer where the row has a prompt and nothing else that could be one."""

_NO_SWITCH = frozenset(("target", "solution", "gold", "label"))
"""Names that say by yes or no that something was met, where they hold one."""

_HOLDERS = frozenset(
    "metadata meta extra extra_info info additional_info reward_model reward_spec verification_info annotation annotations".split()
)
"""Fields whose objects may hold a reference."""

PROMPT_COMPLETION = "prompt_completion"
_ANSWERED = frozenset(("messages", "sharegpt", "openchat", "alpaca", "qa", "prompt_completion", PROMPT_ONLY))
"""Dialects whose rows wait for an answer where they hold none and say what it is held against."""

_OPTION = re.compile(r"\(?[A-J]\)?\.?")
_known = lru_cache(maxsize=4_096)(fields.normalise)

_LONGEST = 20_000  # characters of a text that is kept; a solution longer than this is no answer to compare with


def candidates(row: dict[Any, Any]) -> tuple[str, ...]:
    """Names of the row's fields that may hold a reference, likeliest first.

    An object that may hold one counts whole, because what is in it differs from row to row.
    """
    return _candidates(tuple(row))


@lru_cache(maxsize=4_096)
def _candidates(names: tuple[Any, ...]) -> tuple[str, ...]:
    ranked: list[tuple[int, str]] = []
    for name in names:
        known = _known(name) if isinstance(name, str) else ""
        if known in _NAMES:
            ranked.append((_NAMES[known], name))
        elif known in _HOLDERS:
            ranked.append((len(_NAMES), name))
        elif known and "tests" in fields.parts_of(name):
            ranked.append((len(_NAMES) + 1, name))
    return tuple(name for _, name in sorted(ranked, key=lambda entry: entry[0]))


def with_reference(reader: Reader, names: tuple[str, ...]) -> Reader:
    """A reader that also fills `Conversation.reference` from the first of these fields that holds one."""
    return filling(reader, lambda conversation, row: fill(conversation, row, names))


def fill(conversation: Conversation, row: dict[str, Any], names: tuple[str, ...]) -> None:
    """Set the conversation's reference where one of the fields holds an answer that is not the response itself.

    A row that holds one and no answer of its own waits for its answer: it is prompt-only.
    """
    turns = conversation.turns
    waits = conversation.dialect in _ANSWERED and bool(turns) and conversation.answer_index() < 0
    for name in names:
        if name in conversation.consumed:
            continue
        held = row.get(name)
        known = _known(name)
        found = _inside(held, waits) if isinstance(held, dict) and known in _HOLDERS else ""
        found = found or (_text(known, held, waits) if known in _NAMES else "")
        if not found and waits and "tests" in fields.parts_of(name):
            found = _whole(held)
        if found and known == "reward_model" and _is_response(conversation, found) and len(conversation.turns) > 1:
            # The answer is nothing but what a reward is given for: the row is a prompt to learn by trying.
            conversation.turns = conversation.turns[: conversation.answer_index()]
            conversation.reference, conversation.dialect = found, PROMPT_ONLY
            return
        if found and waits and (thought := _thought(row)):
            # What was thought before it stands beside it: the answer itself, in fields of its own.
            conversation.turns = (*turns, Turn(ASSISTANT, found, row[thought]))
            conversation.consumed = conversation.consumed | {name, thought}
            conversation.sure = all(turn.role in ROLES for turn in turns) and not conversation.notes
            return
        if found and not _is_response(conversation, found):
            if waits and known in _OUTCOMES and _is_sentence(found):
                # A label that is a sentence is what is to be said, not a class; only a person can tell.
                conversation.turns = (*turns, Turn(ASSISTANT, found))
                conversation.consumed = conversation.consumed | {name}
                conversation.dialect, conversation.sure = PROMPT_COMPLETION, False
                return
            conversation.reference = found
            if waits:
                conversation.dialect = PROMPT_ONLY
                # What had made messages without an answer unsure is that they lack none.
                asked = turns[-1].role in (USER, TOOL) and all(turn.role in ROLES for turn in turns)
                conversation.sure = conversation.sure or (asked and not conversation.notes)
            return


def _is_sentence(text: str) -> bool:
    """Whether a text is one to say, rather than the name of a class."""
    return len(text.split()) > 2 or (len(text) > 2 and text[-1] in ".。!！?？")


def _thought(row: dict[str, Any]) -> str:
    """The field of a row's thinking, "" where it has none."""
    name = fields.best(row, "reasoning")
    return name if name and isinstance(row[name], str) and row[name] and not is_switch(row[name]) else ""


def _inside(held: dict[Any, Any], waits: bool) -> str:
    """The reference inside an object, "" where it holds none."""
    best, top = "", len(_NAMES)
    for key, value in held.items():
        if isinstance(key, str) and (rank := _NAMES.get(_known(key), top)) < top:
            found = _text(_known(key), value, waits)
            if found:
                best, top = found, rank
    return best


def _whole(value: Any) -> str:
    """Any value as text: what a row that waits for its answer holds it against."""
    text = value if isinstance(value, str) else json_text(value) if value else ""
    return text if len(text) <= _LONGEST else ""


def _text(name: str, value: Any, waits: bool = False) -> str:
    """A value as the text of an answer, "" where it cannot be one. waits: the row has no answer to compare it with."""
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if waits and isinstance(value, list | dict) and name not in _LETTER_ONLY:
        return _whole(value)
    if isinstance(value, bool) and name in _NO_SWITCH:
        return ""
    if not isinstance(value, str | int | float):
        return ""  # several answers may all be right, and an object is none
    if (
        name in _LETTER_ONLY
        and not (waits and name in _OUTCOMES)
        and not (isinstance(value, str) and _OPTION.fullmatch(value.strip()))
    ):
        return ""
    text = text_of(value)[0].strip()
    return text if len(text) <= _LONGEST else ""


def _is_response(conversation: Conversation, text: str) -> bool:
    for turn in reversed(conversation.turns):
        if turn.role == ASSISTANT:
            return turn.text.strip() == text
    return False
