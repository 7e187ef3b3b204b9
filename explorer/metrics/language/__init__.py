"""Language: of the answer and of the question, by script first and by a small model where the script leaves it open."""

from __future__ import annotations

from typing import Any, NamedTuple

from explorer.columns import Column
from explorer.conversation import SYSTEM, Conversation
from explorer.metrics.answers import FAULTY_TURNS, Answer, Judged
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.language.asked import asked_for
from explorer.metrics.language.detect import Known, known
from explorer.metrics.language.mixed import mixes
from explorer.metrics.language.wrong import NAMES_LANGUAGE, misses, strays
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.text.thinking import visible_start


def _column(name: str, label: str, kind: Any, help: str, group: Any) -> Column:
    return Column(name, label, kind, help, layer="language", group=group)


_HOW = (
    " By script, then by a small offline model (lid.176); code and URLs aside, the first 1,000 characters; “und” where undecidable. "
    "Close relatives and texts below about five words are less sure."
)
COLUMNS = (
    _column(
        "language",
        "language",
        "category",
        "ISO 639-1 code of the last answer, or of the prompt without one." + _HOW,
        "attributes",
    ),
    _column(
        "prompt_language", "prompt language", "category", "ISO 639-1 code of the last question." + _HOW, "attributes"
    ),
    _column(
        "script",
        "script",
        "category",
        "ISO 15924 code of the last answer's writing; Hans and Hant by characters that only one of them has, Hani where none says so.",
        "attributes",
    ),
    _column(
        "wrong_language",
        "answer in another language",
        "boolean",
        "An answer is in another language than the question or the system prompt asks for (“Answer in French”), or, where neither asks, than its "
        "question, which neither names a language, nor asks for translation, nor holds text in the answer's language. "
        "Short answers, code and close relatives are left alone.",
        "judgements",
    ),
    _column(
        "mixes_languages",
        "mixes languages",
        "boolean",
        "An answer changes language within its prose, as from English to Chinese or from French to English, beyond terms, names, quotes and code, "
        "where the question has nothing of the kind. The first 20,000 characters are read.",
        "judgements",
    ),
)


def _answers(text: str) -> str:
    start = visible_start(text)
    return text[start:] if start else text


class _Judged(NamedTuple):
    asked: Known
    wanted: frozenset[str]
    shown: Known
    wrong: bool
    mix: tuple[int, int]


def _judge(answer: Answer, told: frozenset[str]) -> _Judged:
    """told: the languages that the row's system prompt asks for."""
    question, visible = answer.question, _answers(answer.text)
    asked = known(question)
    if not visible or visible.isspace():
        return _Judged(asked, _NONE, asked, False, (0, 0))
    said = known(visible)
    if visible.lstrip()[:1] in ("{", "[", "<"):
        return _Judged(asked, _NONE, said, False, (0, 0))
    wanted = asked_for(question)
    if not wanted and told and not NAMES_LANGUAGE.search(question[:20_000]):
        wanted = told
    if wanted:
        wrong = misses(wanted, visible, said)
    else:
        wrong = asked.language != said.language and strays(question, visible, asked, said)
    return _Judged(asked, wanted, said, wrong, mixes(question, visible, said))


_NONE: frozenset[str] = frozenset()


def _told(conversation: Conversation, known_prompts: dict[str, frozenset[str]]) -> frozenset[str]:
    first = conversation.turns[0] if conversation.turns else None
    if first is None or first.role != SYSTEM or not first.text:
        return _NONE
    told = known_prompts.get(first.text)
    if told is None:
        told = known_prompts[first.text] = asked_for(first.text)
    return told


def _judged(batch: Batch) -> Judged[_Judged]:
    known_prompts: dict[str, frozenset[str]] = {}  # most rows of a dataset share a few
    told = [_told(conversation, known_prompts) for conversation in batch.conversations]
    return batch.answers.judge(lambda answer: _judge(answer, told[answer.row]))


def compute(batch: Batch, context: Context) -> Values:
    """Languages of one batch."""
    del context
    judged = _judged(batch)
    return {
        "language": judged.response(lambda one: one.shown.language),
        "prompt_language": judged.response(lambda one: one.asked.language),
        "script": judged.response(lambda one: one.shown.script),
        "wrong_language": judged.any(lambda one: one.wrong),
        "mixes_languages": judged.any(lambda one: one.mix[1] > 0),
        FAULTY_TURNS: judged.faulty_turns(lambda one: one.wrong or one.mix[1] > 0),
    }


def explain(conversation: Conversation) -> list[Evidence]:
    """The languages of wrong answers, and the places where mixed ones change."""
    found: list[Evidence] = []
    told = _told(conversation, {})
    for answer in Batch([conversation]).answers:
        judged = _judge(answer, told)
        start = visible_start(answer.text)
        if judged.wrong:
            wanted, shown = " or ".join(sorted(judged.wanted)), judged.shown.language
            asked = judged.asked.language
            said = f"Asked for {wanted}, answered in {shown}." if wanted else f"Asked in {asked}, answered in {shown}."
            found.append(Evidence("wrong_language", said, answer.turn, start, len(answer.text)))
        if judged.mix[1]:
            said = f"Another language inside {judged.shown.language} prose."
            span = (start + judged.mix[0], start + judged.mix[1])
            found.append(Evidence("mixes_languages", said, answer.turn, *span))
    return found


LANGUAGE = Metric("language", 5, COLUMNS, compute, explain=explain, by_turn=True)
