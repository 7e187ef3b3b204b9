"""Was the answer cut off in the middle?"""

from __future__ import annotations

import re
from collections import Counter

from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics.answers import FAULTY_TURNS, Answer, Answers
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.text.cjk import ends_in_cjk
from explorer.metrics.text.code import looks_like_code
from explorer.metrics.text.thinking import visible_start
from explorer.metrics.truncation.endings import LINES, broken_end
from explorer.metrics.truncation.habit import writing_of
from explorer.metrics.truncation.last_characters import last_words
from explorer.metrics.truncation.line_shapes import Finding
from explorer.metrics.truncation.mid_word import mid_word
from explorer.metrics.truncation.unfinished import unfinished
from explorer.metrics.truncation.words import CJK_FINE, CJK_SOFT, SOFT_WORDS

_NONE = "none"
_NO_STOP = "no_full_stop"
"""Nothing else tells. Many such answers of real datasets are whole; of the other kinds few are."""
_NOT_JUDGED = "not_judged"
_TAIL = 6000  # characters at the end that are read closely
_COUNTED = 10_000_000  # characters of a row's answers with fences, up to which these are counted
_PICKED = 200  # characters up to which an answer may be words picked out of the prompt

COLUMNS = (
    Column(
        "is_truncated",
        "cut off",
        "boolean",
        "An answer breaks off: an open fence or bracket, a last sentence without its end where the others have one, "
        "a list or part that was announced and does not come. Where the first 200 rows of the files leave the last full stop "
        "out by habit, its absence tells nothing. Most cuts exactly at a sentence's end cannot be seen. The last 6,000 "
        "characters are read; fences are counted in rows of up to 10 million.",
        layer="truncation",
        group="judgements",
    ),
    Column(
        "truncation_kind",
        "how it was cut",
        "category",
        "What gave the cut away: mid_sentence, mid_word, promise (nothing follows a colon), open_list, open_fence, open_code, "
        "open_bracket, open_math; no_full_stop where nothing but that tells, the least certain; none where the answer looks whole. Of several cut answers, the first. not_judged: there are "
        "fences in more than 10 million characters, too many to count.",
        layer="truncation",
        group="attributes",
    ),
)

_TICKS = "```"
_FENCE = re.compile(r"^[ \t]{0,12}(?:[-*+>] )?```(?![^`\n]{1,2000}```)", re.MULTILINE)
"""A line that opens or closes a block; code between fences within a line does neither."""


def compute(batch: Batch, context: Context) -> Values:
    """Judgements of one batch."""
    uncounted, habits = _uncounted(batch.answers), context.habits
    cuts = batch.answers.judge(lambda answer: _judged(answer, answer.row not in uncounted, habits))
    kinds = cuts.first(lambda found: found.kind if found is not None else _NONE, _NONE)
    return {
        "is_truncated": [kind != _NONE for kind in kinds],
        "truncation_kind": [
            _NOT_JUDGED if kind == _NONE and row in uncounted else kind for row, kind in enumerate(kinds)
        ],
        FAULTY_TURNS: cuts.faulty_turns(lambda found: found is not None),
    }


def explain(conversation: Conversation) -> list[Evidence]:
    """Where answers were cut."""
    answers = Batch([conversation]).answers
    counted = not _uncounted(answers)
    return [
        Evidence("is_truncated", found.said, answer.turn, found.start, len(answer.text.rstrip()))
        for answer in answers
        if (found := _judged(answer, counted)) is not None
    ]


def _judged(answer: Answer, counted: bool, habits: frozenset[str] = frozenset()) -> Finding | None:
    """As `judge`; a text before calls of tools may stop where it likes, since it goes on with them."""
    goes_on = answer.whole is not answer.text and not answer.whole.endswith(answer.text)
    return None if goes_on else judge(answer.text, answer.question, counted, habits)


def _uncounted(answers: Answers) -> set[int]:
    """Rows whose fences are not counted: in 50 million characters that takes seconds."""
    if sum(len(answer.text) for answer in answers) <= _COUNTED:
        return set()
    characters = Counter[int]()
    for answer in answers:
        characters[answer.row] += len(answer.text) if _TICKS in answer.text else 0
    return {row for row, read in characters.items() if read > _COUNTED}


def judge(
    answer: str, question: str, count_fences: bool = True, habits: frozenset[str] = frozenset()
) -> Finding | None:
    """What betrays that an answer was cut off, None where it looks whole.

    habits: the kinds of writing in which this dataset leaves the last full stop out (`habit.habits_of`).
    """
    text = answer.rstrip()
    if not text:
        return None
    fenced = _TICKS in text
    if fenced and count_fences and (found := _open_fence(text)) is not None:
        return found
    end = len(text)
    begin = max(visible_start(text), end - _TAIL)
    tail = text[begin:]
    lines = [line.rstrip() for line in tail.split("\n") if line and not line.isspace()]
    if not lines:
        return None
    start = end - len(lines[-1])
    if not (fenced and lines[-1].lstrip().startswith("```")):
        recent = lines[-LINES:]
        code = not fenced and looks_like_code(recent) and not _chinese_prose(lines[-1])
        found = broken_end(recent, start, code)
        if found is not None and not (found.by_stop and habits and writing_of(lines[-1]) in habits):
            return None if _quotes(text, question) else _weighed(found, lines[-1])
        if code:
            return None
        if (found := mid_word(lines[-1], tail, question, end)) is not None:
            return found
        if (found := last_words(recent, end)) is not None:
            return None if _quotes(text, question) else found
    return unfinished(tail, lines, question, begin)


def _weighed(found: Finding, line: str) -> Finding:
    """The finding, called `no_full_stop` where nothing else tells. line: the last one."""
    if (
        not found.by_stop
        or (line[-1] in CJK_SOFT and line[-2:] not in CJK_FINE)
        or line.rsplit(None, 1)[-1] in SOFT_WORDS
    ):
        return found
    return found._replace(kind=_NO_STOP)


def _chinese_prose(line: str) -> bool:
    """Whether a line is Chinese beside formulas: code ends so in its comments alone."""
    return ends_in_cjk(line) and not line.lstrip().startswith(("#", "//", "/*", "*", "--", "%", "<!--"))


def _quotes(text: str, question: str) -> bool:
    """Whether a text ends on a passage of the prompt, as far as that goes: it ends as its source does."""
    place = question.find(text[-60:]) if len(text) > 12 else -1
    if place < 0:
        return False
    after = question[place + len(text[-60:]) :]
    # A long answer that breaks off where the passage goes on is cut; a short one may pick words out of it.
    return len(text) < _PICKED or not (after[:1] == " " and after[1:2].islower())


def _open_fence(text: str) -> Finding | None:
    """A code fence without its end. A lone fence on the last line is a leftover, not a beginning."""
    places = [found.start() for found in _FENCE.finditer(text)]
    if len(places) % 2 == 0:
        return None
    place = places[-1]
    if text[place:].strip() == "```" and place > 0:
        return None
    return Finding("open_fence", place, "The last code block is never closed.")


TRUNCATION = Metric("truncation", 10, COLUMNS, compute, explain=explain, by_turn=True, by_first_rows=True)
