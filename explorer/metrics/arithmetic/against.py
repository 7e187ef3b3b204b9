"""The final answer of a response against the reference that the row carries in another field."""

from __future__ import annotations

import re
from fractions import Fraction

from explorer.metrics.arithmetic.closed import Closed, read
from explorer.metrics.arithmetic.stated import Stated, stated
from explorer.metrics.arithmetic.words import RATIOS

_SHORT = 60  # characters of a reference that may be nothing but the answer
_OPTION_LINE = re.compile(
    r"(?:^|\n|\s)[(（]?([A-J])(?:[)）:：．、]|\.(?!\w))\s?([^\n]{1,200}?)(?=\s*(?:\n|$)|\s+[(（]?[B-J](?:[)）:：．、]|\.\s))"
)
_LONGEST_OPTION = 200
_MOST_QUESTION = 20_000
_PLAIN = re.compile(r"[\W_]+")


def against(question: str, response: str, reference: str) -> tuple[str, int, int] | None:
    """(what is wrong, start, end in the response) where its final answer cannot be the reference's, else None."""
    answers = stated(response)
    wanted = _reference(reference) if answers else None
    if not answers or (wanted is None and len(reference) > _LONGEST_OPTION):
        return None
    options = options_of(question)
    wanted = wanted or _named(reference, options)
    if wanted is None or (wanted.kind == "number" and 0 <= wanted.number <= len(options) and options):
        return None  # nothing to compare, or perhaps the place of an option in the list
    final = final_answer(answers, options)
    if final is None or any(agree(one.answer, wanted, options) is not False for one in answers):
        return None
    said = response[final.start : final.end].strip()
    return f"The row's own reference says {_shown(wanted, reference)}, not {said[:40]}.", final.start, final.end


def final_answer(answers: list[Stated] | None, options: dict[str, str]) -> Closed | None:
    """The one answer that a text comes to; None where it gives several, as a question of many parts has."""
    if not answers:
        return None
    marked = [one for one in answers if one.final] or answers
    last = marked[-1].answer
    return last if all(agree(one.answer, last, options) for one in marked) else None


def _reference(text: str) -> Closed | None:
    """What a reference says: the text itself where it is short, else its own final answer."""
    if len(text) <= _SHORT and "\n" not in text and "####" not in text:
        return read(text) if "boxed" not in text else final_answer(stated(text), {})
    return final_answer(stated(text), {})


def options_of(question: str) -> dict[str, str]:
    """Letter -> text of the options that the question lists; {} where it lists none, or several sets."""
    tail = question[-_MOST_QUESTION:]
    found = _OPTION_LINE.findall(tail) if "B" in tail else []
    letters = [letter for letter, _ in found]
    if letters != [chr(65 + place) for place in range(len(letters))] or len(letters) < 2:
        return {}
    return dict(found)


def _plain(text: str) -> str:
    return _PLAIN.sub("", text).lower()


def _named(reference: str, options: dict[str, str]) -> Closed | None:
    """The option whose text the reference is."""
    wanted = _plain(reference)
    fitting = [letter for letter, text in options.items() if wanted and _plain(text) == wanted]
    return Closed("option", 0, len(reference), letters=fitting[0]) if len(fitting) == 1 else None


def agree(one: Closed, other: Closed, options: dict[str, str]) -> bool | None:
    """Whether two answers are the same, None where that cannot be told."""
    if one.kind == other.kind:
        if one.kind == "option":
            return one.letters == other.letters
        if one.kind == "truth":
            return (one.truth in ("yes", "true")) == (other.truth in ("yes", "true"))
        return _same_number(one, other)
    option, rest = (one, other) if one.kind == "option" else (other, one)
    text = options.get(option.letters)
    if option.kind != "option" or text is None:
        return None
    meant = read(text)
    return agree(meant, rest, {}) if meant is not None and meant.kind == rest.kind else None


def _same_number(one: Closed, other: Closed) -> bool | None:
    if any(_near(*a, *b) for a in _readings(one) for b in _readings(other)):
        return True
    low, high = sorted((abs(one.number), abs(other.number)))
    if low and high / low in RATIOS:
        return None  # perhaps one quantity in two units
    return None if one.unit and other.unit and not _same_unit(one.unit, other.unit) else False


def _readings(one: Closed) -> list[tuple[Fraction, Fraction]]:
    """(value without its sign, size of its last digit); a percentage is a share as well."""
    plain = (abs(one.number), one.step)
    return [plain, (plain[0] / 100, one.step / 100)] if one.percent else [plain]


def _near(one: Fraction, step: Fraction, other: Fraction, other_step: Fraction) -> bool:
    """Equal, or one the other rounded: to its last digit, or to two figures. Whole numbers are not taken for rounded."""
    if one == other or step == other_step == 1:
        return one == other
    return abs(one - other) <= max(step, other_step, max(one, other) / 100)


def _same_unit(one: str, other: str) -> bool:
    return one.partition(" ")[0].rstrip("s.") == other.partition(" ")[0].rstrip("s.")


def _shown(wanted: Closed, reference: str) -> str:
    if wanted.kind == "option":
        return wanted.letters
    return reference[wanted.start : wanted.end].strip()[:40]
