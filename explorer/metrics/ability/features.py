"""What one row looks like, whatever its language: the features that the ability rules share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from explorer.metrics.text.code import code_like

HEAD_CHARS = 400
TAIL_CHARS = 300
LOOKED_AT = 4_000
"""Characters of a question, half from each end, and of an answer that are examined: an instruction stands at the
beginning or at the end, and so do answer options."""
ANSWER_CODE = 1_500
"""Characters of an answer within which code shows itself."""
GIVEN_CHARS = 120
"""A stretch of at least so many characters that is no instruction itself counts as a given text."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_OPTION = re.compile(r"(?:^|[\n\s(（])[(（\[]?([A-Ha-h])[)）.．、:：\]]\s?\S", re.MULTILINE)
_CIRCLED = "①②③④⑤⑥⑦⑧"
_BULLET = re.compile(r"^[ \t]{0,8}[-*•·]\s", re.MULTILINE)
_QUOTED = re.compile(r"[\"“「『《]([^\"”」』》\n]{12,2000})[\"”」』》]")
_AFTER_COLON = re.compile(r"[:：]\s{0,4}(\S[^\n]{40,})")
_SERIES = (
    ("A.", "B."),
    ("A)", "B)"),
    ("A:", "B:"),
    ("A、", "B、"),
    ("A．", "B．"),
    ("a)", "b)"),
    ("a.", "b."),
    ("A]", "B]"),
    ("A）", "B）"),
)


T = TypeVar("T")


class Lazy(Generic[T]):
    """An attribute that is computed when first read: `functools.cached_property` without its lock, which costs more
    than most features do.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self.compute = compute
        self.__doc__ = compute.__doc__

    def __get__(self, instance: Any, owner: Any = None) -> T:
        value = self.compute(instance)
        instance.__dict__[self.compute.__name__] = value
        return value


class Reading:
    """One row as the ability rules read it; every derived feature is computed once, when first asked for.

    question: the last user turn. answer: the response without its reasoning; "" where there is none.
    system: the system text. n_turns: number of user turns. has_tools: tools declared, called or answering.
    Question and answer are cut to their first `LOOKED_AT` characters; of a longer question the end is kept as well.
    """

    # The derived features live in the instance's dictionary.
    __slots__ = ("__dict__", "_left_out", "answer", "has_tools", "n_turns", "question", "system")

    def __init__(
        self, question: str, answer: str = "", system: str = "", n_turns: int = 1, has_tools: bool = False
    ) -> None:
        self._left_out = 0
        if len(question) > LOOKED_AT:
            self._left_out = len(question) - LOOKED_AT
            question = question[: LOOKED_AT // 2] + question[-(LOOKED_AT // 2) :]
        self.question = question
        self.answer = answer[:LOOKED_AT] if len(answer) > LOOKED_AT else answer
        self.system = system
        self.n_turns = n_turns
        self.has_tools = has_tools

    def place(self, position: int) -> int:
        """Where a position of `question` lies in the whole question, of which the middle may have been left out."""
        return position if position <= LOOKED_AT // 2 else position + self._left_out

    @Lazy
    def head(self) -> str:
        """The first `HEAD_CHARS` characters of the question."""
        return self.question[:HEAD_CHARS]

    @Lazy
    def tail(self) -> str:
        """The last `TAIL_CHARS` characters of the question; all of a short one."""
        return self.question[-TAIL_CHARS:]

    @Lazy
    def lines(self) -> list[str]:
        """The question's lines that are not blank, stripped."""
        return [line for line in map(str.strip, self.question.split("\n")) if line]

    @Lazy
    def first_line(self) -> str:
        """The first line that is not blank."""
        return self.question.lstrip().partition("\n")[0].rstrip()

    @Lazy
    def last_line(self) -> str:
        """The last line that is not blank."""
        return self.question.rstrip().rpartition("\n")[2].lstrip()

    @Lazy
    def question_code(self) -> bool:
        """Code in the question."""
        return code_like(self.question)

    @Lazy
    def answer_code(self) -> bool:
        """Code in the answer."""
        return code_like(self.answer[:ANSWER_CODE])

    @Lazy
    def options(self) -> int:
        """How many answer options in a row (A. B. C., (a) (b), 1) 2), circled numbers) the question offers."""
        question = self.question
        if "②" in question:
            circled = 0
            for mark in _CIRCLED:
                if mark not in question:
                    break
                circled += 1
            if circled > 1:
                return circled
        for first, second in _SERIES:
            if first in question and second in question:
                break
        else:
            return 0
        counts = {"A": 0, "a": 0}
        expected = {"A": "A", "a": "a"}
        for found in _OPTION.finditer(question):
            letter = found.group(1)
            for series, wanted in expected.items():
                if letter == wanted:
                    counts[series] += 1
                    expected[series] = chr(ord(wanted) + 1)
        return max(counts["A"], counts["a"])

    @Lazy
    def bullets(self) -> int:
        """Number of lines of the question that begin with a bullet."""
        question = self.question
        if "\n-" not in question and "\n*" not in question and "\n•" not in question and "\n·" not in question:
            return 0
        return len(_BULLET.findall(question))

    @Lazy
    def quoted(self) -> str:
        """The longest text in quotation marks, at least 12 characters; "" where there is none."""
        best = ""
        for found in _QUOTED.finditer(self.question):
            if len(found.group(1)) > len(best):
                best = found.group(1)
        return best

    @Lazy
    def given(self) -> str:
        """The text that the instruction is about: after a colon, in a line of its own, or in quotes; "" where none."""
        question = self.question
        if len(question) < 40:
            return ""
        if "\n" in question:
            longest = max(self.lines, key=len, default="")
            if len(longest) >= GIVEN_CHARS or len(question) >= 600:
                return longest
        found = _AFTER_COLON.search(question)
        if found is not None:
            return found.group(1)
        return self.quoted

    @Lazy
    def has_given(self) -> bool:
        """Whether there is a given text."""
        return bool(self.given)

    @Lazy
    def answer_chars(self) -> int:
        """Characters of the answer, white space at its ends aside."""
        return len(self.answer.strip())

    @Lazy
    def short_answer(self) -> bool:
        """An answer that is there, of one line and few characters: a label, a letter, a name, a number."""
        return 0 < self.answer_chars <= (16 if self.is_chinese else 40) and "\n" not in self.answer.strip()

    @Lazy
    def han(self) -> int:
        """Number of Han characters in the head and the tail of the question."""
        question = self.question
        if question.isascii():
            return 0
        ends = question if len(question) <= HEAD_CHARS + TAIL_CHARS else self.head + self.tail
        return len(_HAN.findall(ends))

    @Lazy
    def is_chinese(self) -> bool:
        """Whether the instruction reads as Chinese: a Han character says about as much as two Latin letters."""
        han = self.han
        if not han:
            return False
        ends = self.question if len(self.question) <= HEAD_CHARS + TAIL_CHARS else self.head + self.tail
        return han * 3 >= len(ends.encode("ascii", "ignore")) and not self.has_kana

    @Lazy
    def has_kana(self) -> bool:
        """Japanese syllables in number beside the Han characters."""
        question = self.question
        if question.isascii():
            return False
        return len(_KANA.findall(self.head)) * 5 > self.han
