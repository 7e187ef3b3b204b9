"""What looks before it tries finds what `re` finds: every pattern of the metrics, in strings written for it and for others."""

from __future__ import annotations

import re
import subprocess
import sys
from random import Random

import pytest

from explorer.conversation import ASSISTANT, USER, Conversation, Turn
from explorer.metrics import Batch
from explorer.metrics.text import guard, needles
from explorer.metrics.text.guard import pieces, read_off
from explorer.metrics.text.quick import AnyOf, Quick, alternatives
from explorer.metrics.text.sieve import Sieve
from tests.unit.metrics import patterns

PATTERNS = sorted({pattern for _, pattern in patterns.in_metrics() if len(pattern) > 8})
SETTINGS = (0, re.IGNORECASE | re.MULTILINE)


def read(pattern: str, flags: int = 0) -> Quick:
    """A pattern that was used so often that it is read."""
    quick = Quick(pattern, flags)
    for _ in range(40):
        quick.search("")
    return quick


def texts(dice: Random) -> list[str]:
    """For each pattern a text that it describes, among two that others do, upper case now and then."""
    written = [patterns.example(pattern, dice) for pattern in PATTERNS]
    mixed = [
        dice.choice((" ", "\n", ". ", "")).join((dice.choice(written), own, dice.choice(written))) for own in written
    ]
    return [text.upper() if dice.random() < 0.1 else text for text in mixed]


@pytest.mark.parametrize("flags", SETTINGS)
def test_finds_what_re_finds(flags):
    dice = Random(3)
    written = texts(dice)
    found = 0
    for place, pattern in enumerate(PATTERNS):
        plain, quick = re.compile(pattern, flags), read(pattern, flags)
        for text in (written[place], written[place].lower(), *dice.choices(written, k=3)):
            spans = [match.span() for match in plain.finditer(text)]
            found += len(spans)
            assert [match.span() for match in quick.finditer(text)] == spans, (pattern, text)
            assert quick.findall(text) == plain.findall(text), (pattern, text)
            first = quick.search(text)
            assert (first.span() if first is not None else None) == (spans[0] if spans else None), (pattern, text)
    assert found > 2 * len(PATTERNS)


def test_alternatives_apart_find_the_leftmost():
    dice = Random(4)
    written = texts(dice)
    for pattern in PATTERNS:
        if len(alternatives(pattern)) > 1 and not re.compile(pattern).groups:
            anyof = AnyOf(pattern)
            for text in dice.choices(written, k=30):
                one, other = re.search(pattern, text), anyof.search(text)
                assert (one.span() if one else None) == (other.span() if other else None), (pattern, text)


def test_a_pattern_waits_to_be_compiled():
    with pytest.raises(re.error):
        Quick("(").search("(")  # not before
    with pytest.raises(AttributeError):
        Quick("a").nothing  # noqa: B018  # pyright: ignore[reportAttributeAccessIssue]
    assert Quick("A", re.IGNORECASE).flags & re.IGNORECASE
    assert Quick("a").sub("b", "aa") == "bb"


def test_a_sieve_lets_through_what_matches():
    dice = Random(5)
    sieve = Sieve(PATTERNS)
    fewest = len(PATTERNS)
    for text in dice.sample(texts(dice), 60):
        places = sieve.places(text)
        fewest = min(fewest, len(places))
        assert not [one for place, one in enumerate(PATTERNS) if place not in places and re.search(one, text)], text
    assert fewest < len(PATTERNS) / 2
    assert sieve.places("\ud83d") <= sieve.places("\ud83d nothing")


@pytest.mark.parametrize(
    ("pattern", "flags", "held", "begun"),
    [
        (r"\bcolou?rs?\b of \w+", 0, {"color of ", "colors of ", "colour of ", "colours of "}, {"colo"}),
        (r"(?:^|\n)\s{0,3}answer:", 0, {"answer:"}, set()),
        (r"ABC|abd", re.IGNORECASE, {"abc", "abd"}, {"abc", "abd"}),
        (r"\w+|x", 0, set(), set()),
        (r"(?:|a)bcdef", 0, {"bcdef"}, {"bcde", "abcd"}),
        (r"(?i:x)yz{2}", 0, {"yzz"}, set()),
        (r"ΟΔΟΣ", re.IGNORECASE, set(), set()),
    ],
)
def test_what_a_pattern_needs(pattern, flags, held, begun):
    assert (set(read_off(pattern, flags)[0]), set(read_off(pattern, flags)[1])) == (held, begun)
    assert set(pieces(pattern, flags)) == held


def test_letters_that_ignoring_case_takes_for_others():
    for text in ("a ſtar", "a \u212aing", "a STAR", "İt is", "ıt is"):
        for pattern in ("star", "king", "it is"):
            assert bool(read(pattern, re.IGNORECASE).search(text)) == bool(re.search(pattern, text, re.IGNORECASE)), (
                text
            )


def test_places_within_a_text():
    quick = read(r"\bab")
    assert (second := quick.search("ab ab", 1)) is not None and second.span() == (3, 5)
    assert quick.search("ab ab", 0, 1) is None
    assert [match.start() for match in quick.finditer("ab ab", 1)] == [3]


def test_needles_are_told_whatever_their_case():
    first, second = needles.group(("Qzx", "i'm qv")), needles.group(("锟斤拷",))
    assert needles.held("a qZX b") & first
    assert needles.held("I’m QV") & first
    assert not needles.held("a qz x") & first
    assert needles.held("\ud83d 锟斤拷") & second
    assert needles.held("x" * (needles.LONGEST + 1)) & first  # too long to look at: anything may stand there
    with pytest.raises(ValueError, match="sigma"):
        needles.group(("ΟΔΟΣ",))


def test_texts_are_let_go_with_the_next_batch():
    text = "let go of " + "this"
    needles.held(text)
    assert text in needles._known
    Batch([Conversation("alpaca", (Turn(USER, "a"), Turn(ASSISTANT, "b")))])
    assert text not in needles._known


def test_where_patterns_cannot_be_read_every_place_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    assert guard._module("re._no_such_part") is None
    monkeypatch.setattr(guard, "parser", None)
    assert guard.read_off("stars?") == ((), ())
    found = read("stars?").search("two stars")
    assert found is not None and found[0] == "stars"


def test_what_is_shipped_of_patterns_is_what_they_need():
    # In a process of its own: other tests ask for patterns of their own here.
    code = (
        "import json; from explorer.metrics import pieces; from explorer.metrics.text import guard;"
        "assert pieces.of_metrics() == {k: tuple(v) for k, v in json.loads(guard.PIECES.read_text('utf-8')).items()},"
        "'run python -m explorer.metrics.pieces'; assert len(guard.asked) > 100"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
