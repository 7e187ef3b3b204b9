"""Which tokens make up the two sides of an equals sign."""

from __future__ import annotations

from explorer.metrics.arithmetic.tokens import Token
from explorer.metrics.arithmetic.values import UnreadableError, is_unit
from explorer.metrics.arithmetic.words import FUNCTIONS

_REACH = 80  # tokens on either side
_UNITS = 4  # words behind a number
_PARTS = frozenset(("num", "op", "(", ")", "%", "frac"))
_ABOUT = frozenset(("about", "approximately", "roughly", "nearly", "almost", "around", "约", "大约", "近", "roughly"))
_SHARES = (
    "half",
    "third",
    "quarter",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "percent",
    "time",
)
_CLAUSES = frozenset("is are was were be which that so then or get gets gives have has takes needs".split())
"""Words behind which a new thought begins: what stands before them belongs to no sum behind them."""
_MATHS = frozenset("<>|!√∑∏∫_^~&#@'′=\\∛≤≥≠∞°")


def left_side(line: str, tokens: list[Token], low: int, end: int) -> int:  # noqa: C901 - one case a kind of token
    """Position of the first token of what stands before the sign at `end`."""
    at, depth = end - 1, 0
    low = max(low, end - _REACH)
    while at >= low:
        kind = tokens[at].kind
        if kind == "word":
            behind = _unit_of(tokens, at, low)
            if behind < 0:
                break
            at = behind
            continue
        if kind not in _PARTS:
            break
        if kind == "num" and tokens[at + 1].kind in ("num", "frac"):
            mixed = at + 2 < end and tokens[at + 2].text == "/" and tokens[at + 1].kind == "num"
            if not mixed or tokens[at].step != 1:
                if len(tokens[at + 1].text) == 3 and len(tokens[at].text) <= 3:
                    raise UnreadableError  # thousands set apart by blanks
                break
        if kind == ")":
            if not depth and _numbers_item(line, tokens, at):
                break
            if tokens[at + 1].kind == "num":
                raise UnreadableError
            depth += 1
        elif kind == "(":
            depth -= 1
            if depth < 0:
                break
        elif kind == "op" and tokens[at].text == "of" and not _share(tokens, at, low):
            break
        at -= 1
    first = at + 1
    if first >= end or depth > 0:
        raise UnreadableError
    if at < low and low == end - _REACH:
        raise UnreadableError
    if tokens[first].kind == "op":
        opens = at < 0 or tokens[at].kind in ("cut", "(") or "\n" in line[tokens[at].end : tokens[first].start]
        if tokens[first].text not in "+-" or not opens:
            raise UnreadableError
        spaced = line[tokens[first].end : tokens[first].end + 1].isspace()
        first += spaced  # the mark of a list, not a sign
    if at >= 0 and first < end and not (tokens[at].kind == ")" and _numbers_item(line, tokens, at)):
        _no_variable(line, tokens, at, first)
    return first


def _numbers_item(line: str, tokens: list[Token], at: int) -> bool:
    """Whether a bracket closes an item's number: （1）12+5=17, not a factor: (3)12=36."""
    if tokens[at + 1].kind != "num":
        return False
    begins = at >= 2 and [token.kind for token in tokens[at - 2 : at]] == ["(", "num"] and tokens[at - 1].value < 20
    return begins and (line[tokens[at].start] == "）" or line[tokens[at].end : tokens[at].end + 1].isspace())


def _unit_of(tokens: list[Token], at: int, low: int) -> int:
    """Position of what the words that end at `at` are the unit of; -1 where they are none."""
    words = at
    while words >= low and tokens[words].kind == "word" and at - words < _UNITS:
        words -= 1
    if words < low or tokens[words].kind not in ("num", "%", ")"):
        return -1
    return words if tokens[at + 1].kind in ("op", "eq", "about", ")") else -1


def _share(tokens: list[Token], at: int, low: int) -> bool:
    """Whether `of` follows a percentage or a fraction."""
    if at - 1 >= low and tokens[at - 1].kind == "%":
        return True
    return (
        at - 3 >= low and [t.kind for t in tokens[at - 3 : at]] == ["num", "op", "num"] and tokens[at - 2].text == "/"
    )


def _contracted(tokens: list[Token], at: int) -> bool:
    """Whether a letter is what an apostrophe left of a verb: that's."""
    return tokens[at].text == "s" and at > 0 and tokens[at - 1].text in "'’" and tokens[at - 1].end == tokens[at].start


def _shares(word: str) -> bool:
    """Whether a word names a share: "two thirds of 9", "3 times of 9", but not "a total time of 9"."""
    return word.rstrip("s").endswith(_SHARES) and word != "time"


def _no_variable(line: str, tokens: list[Token], at: int, first: int) -> None:
    """Raises where what stands before the left side may belong to it."""
    token, start = tokens[at], tokens[first].start
    close = token.end == start
    if token.kind == "odd" and (close or token.text in _MATHS):
        raise UnreadableError
    if token.kind == "word":
        word = token.text.lower()
        if word in FUNCTIONS or word.endswith(("的", "分之")):
            raise UnreadableError
        if (
            len(word) == 1
            and not _contracted(tokens, at)
            and (word not in "ai" if word.isascii() else not "\u4e00" <= word <= "\u9fff")
        ):
            raise UnreadableError
        if tokens[first].kind == "(" and close and not "\u4e00" <= word[0] <= "\u9fff":
            raise UnreadableError  # a function of it
        words = at
        while words > 0 and tokens[words].kind == "word" and at - words < _UNITS and tokens[words].text not in _CLAUSES:
            words -= 1
        if tokens[words].kind == "op" and not tokens[words].text == "of" and line[tokens[words].start] not in "ptmd-–":
            raise UnreadableError  # a named quantity belongs to it
    if token.text == "of" and at and (tokens[at - 1].kind == "op" or _shares(tokens[at - 1].text.lower())):
        raise UnreadableError
    touching = at > 0 and tokens[at - 1].kind == "num" and tokens[at - 1].end == token.start
    if token.kind == "cut" and close and token.text in ":：.," and touching:
        raise UnreadableError  # a time or a ratio
    if token.kind in ("num", ")", "%", "frac") and (close or tokens[first].kind == "("):
        raise UnreadableError


def right_side(line: str, tokens: list[Token], first: int) -> tuple[int, int, bool]:
    """(first token, one behind the last, whether it is said to be rough) of what stands behind a sign."""
    first, about = _roughly(tokens, first)
    at, depth, last = first, 0, first
    stop = min(len(tokens), first + _REACH)
    expects = True
    while at < stop:
        token = tokens[at]
        if expects:
            if token.kind == "num":
                expects = False
            elif token.kind == "(":
                depth += 1
            elif token.kind == "frac":
                at = _behind_groups(tokens, at + 1)
                expects = False
                if not depth:
                    last = at
                continue
            elif token.kind != "op" or token.text not in "+-":
                break
        elif token.kind == "op":
            if token.text == "of" and not _share(tokens, at, first):
                break
            expects = True
        elif token.kind == ")":
            depth -= 1
            if depth < 0:
                break
        elif token.kind == "word":
            if not is_unit(token.text):
                break
        elif token.kind != "%":
            mixed = (
                token.kind == "num" and at + 2 < stop and tokens[at + 1].text == "/" and tokens[at - 1].kind == "num"
            )
            if not mixed:
                break
        at += 1
        if not expects and not depth:
            last = at
    if last == first:
        raise UnreadableError
    _ends_well(line, tokens, last, at, stop)
    return first, last, about


def _bracketed_unit(tokens: list[Token], at: int) -> bool:
    """Whether `at` opens the brackets around what is counted: 3×4=12（个）."""
    behind = tokens[at + 1 : at + 3]
    return [token.kind for token in behind] == ["word", ")"] and is_unit(behind[0].text)


def _roughly(tokens: list[Token], first: int) -> tuple[int, bool]:
    """Behind the words that call a result rough, and whether there are any."""
    about = False
    while first < len(tokens) and (tokens[first].text.lower() in _ABOUT or tokens[first].text == "~"):
        about = True
        first += 1
    return first, about


def _behind_groups(tokens: list[Token], at: int) -> int:
    """Behind the two groups of a LaTeX fraction."""
    for _ in range(2):
        depth = 0
        while at < len(tokens):
            depth += (tokens[at].kind == "(") - (tokens[at].kind == ")")
            at += 1
            if depth <= 0:
                break
        else:
            raise UnreadableError
    return at


def _ends_well(line: str, tokens: list[Token], last: int, at: int, stop: int) -> None:
    """Raises where the right side goes on in a way that is not understood."""
    if last >= len(tokens) or at - last > _REACH or (at == stop and stop < len(tokens) and at != last):
        return
    following, before = tokens[last], tokens[last - 1]
    close = following.start == before.end
    if following.text in ("…", "⋯", "r", "R") and last + 1 < len(tokens):
        return  # a remainder
    if following.kind == "op":
        if (
            line[following.start - 1].isalpha()
            and following.text == "-"
            and line[following.end : following.end + 1].isalpha()
        ):
            return  # a word with a hyphen
        dash = (following.end - following.start > 1 and line[following.start].isalpha()) or line[
            following.start
        ] in "oO乘加减"
        dash |= following.text == "-" and line[following.end : following.end + 1].isspace()
        if not dash and not (following.text == "*" and tokens[last + 1 : last + 2] == []):
            raise UnreadableError
    elif following.kind == "word":
        word = following.text
        if len(word) == 1 and word.isascii() and (close or word not in "aAI"):
            raise UnreadableError
        if close and not is_unit(word):
            raise UnreadableError
    elif following.kind in ("(", "frac") and before.kind in ("num", ")", "frac"):
        if not _bracketed_unit(tokens, last) and not any(char.isspace() for char in line[before.end : following.start]):
            raise UnreadableError
    elif (following.kind == "num" and len(following.text) == 3 and before.kind == "num" and len(before.text) <= 3) or (
        following.kind == "odd" and (close or following.text in _MATHS) and following.text not in "\n_~'"
    ):
        raise UnreadableError
    elif following.kind == "cut" and close and following.text in ":：":
        behind = tokens[last + 1] if last + 1 < len(tokens) else None
        if behind is not None and behind.kind == "num" and behind.start == following.end:
            raise UnreadableError
