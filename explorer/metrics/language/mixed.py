"""Answers that change their language in the middle of their prose: from one script to another, or between languages of one script."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from explorer.metrics.language.detect import LITTLE_WORDS, MAJOR, Known, close, known
from explorer.metrics.language.wrong import NAMES_LANGUAGE
from explorer.metrics.text.quick import Quick
from explorer.metrics.text.scripts import letters

_MOST = 20_000  # characters that are read
_FEW_LETTERS = 60  # of Latin script in a question in another one: names and terms
_CONFIRMED = 6  # sentences at most that the model is asked about
_NONE = (0, 0)
_FENCE = "```"

_HAN_RUN = Quick(r"[\u4e00-\u9fff][\u4e00-\u9fff，、。！？；：“”]{7,200}")
_HAN_WORD = Quick(r"(?<=[a-z] )[\u4e00-\u9fff]{2,12}(?= [a-z])|(?<=[a-z])[\u4e00-\u9fff]{2,12}(?=[a-z])")
_HAN_PROSE = Quick(r"[的了是在不有这而和与会可们也都就很把被让這來對個們為]")
_KANA_RUN = Quick(r"[\u3041-\u30ff\u4e00-\u9fff、。]{10,100}")
_HIRAGANA = Quick(r"[\u3041-\u309f]")
_LATIN_RUN = Quick(r"(?:[A-Za-z][A-Za-z'’-]{0,20}[,;:.!?]? ){5,60}[A-Za-z'’-]{1,20}")
_LATIN_BIT = Quick(r"(?<=[\u4e00-\u9fff，]) ?(?:[a-z'’]{1,15} ){3,8}[a-z'’]{1,15}")
_LITTLE = Quick(r"\b(?:the|of|and|to|is|are|that|with|for|you|it|this|was|have|can)\b", re.IGNORECASE)
_SENTENCE_WORD = Quick(r"\b(?:to|is|are|that|with|for|you|it|this|was|have|can|will|they|we)\b", re.IGNORECASE)
_DIGIT = Quick(r"\d")
_OUTPUT = Quick(r"[_\[\]{}=<>|/]|\w\(|\b[A-Z]{3,}\b")  # of a program, in a sentence that it prints
_SMALL_WORD = Quick(r"(?<![\w'’-])[a-z]")
_OTHER_RUNS = {
    "Cyrl": Quick(r"(?:[\u0400-\u04ff]{1,24}[,;:—-]? ){3,40}[\u0400-\u04ff]{2,24}"),
    "Arab": Quick(r"(?:[\u0600-\u06ff]{1,24} ){3,40}[\u0600-\u06ff]{2,24}"),
    "Hebr": Quick(r"(?:[\u0590-\u05ff]{1,24},? ){3,40}[\u0590-\u05ff]{2,24}"),
    "Grek": Quick(r"(?:[\u0370-\u03ff\u1f00-\u1fff]{1,24},? ){3,40}[\u0370-\u03ff\u1f00-\u1fff]{2,24}"),
    "Deva": Quick(r"(?:[\u0900-\u097f]{1,24},? ){3,40}[\u0900-\u097f]{2,24}"),
    "Thai": Quick(r"[\u0e00-\u0e7f][\u0e00-\u0e7f ]{14,200}"),
    "Kore": Quick(r"(?:[\uac00-\ud7af]{1,12}[,.]? ){2,40}[\uac00-\ud7af]{1,12}"),
}
_PAIRS = ("“”", "「」", "『』", "《》", "（）", "()", "[]", "【】", "«»", "‘’")
_OPENS = "“\"'‘「『《«（(【[*_"
_SENTENCE = Quick(r"[^.!?\n]{40,400}")


def mixes(question: str, answer: str, said: Known) -> tuple[int, int]:
    """Where an answer's prose changes its language, as (start, end); (0, 0) where it does not. said: of the answer."""
    text = answer[:_MOST]
    if _FENCE in text:
        return _NONE
    question = question[:_MOST]
    found = _scripts(question, text, said) if not text.isascii() else None
    if found is None and said.script == "Latn":
        found = _latin(question, text, said)
    if found is None or NAMES_LANGUAGE.search(question):
        return _NONE
    if NAMES_LANGUAGE.search(text[max(0, found.start() - 200) : found.start()]):
        return _NONE
    return found.span()


def _scripts(question: str, text: str, said: Known) -> re.Match[str] | None:
    """A run in a script that the question does not have, beside prose in another."""
    held = letters(text)
    scripts = [name for name in ("Hani", "Jpan", *_OTHER_RUNS) if name in held]
    if not scripts:
        return None
    latin = _prose_run(text) if held.get("Latn", 0) > 20 else None
    if latin is None and said.script != "Latn" and scripts == ["Hani"]:
        return None  # nothing but Chinese, as nearly all Chinese answers are
    asked = letters(question)
    foreign = asked.keys() - {"Latn"}
    changed = latin is not None and (foreign or said.script != "Latn") and asked.get("Latn", 0) <= _FEW_LETTERS
    if changed and (said.script != "Latn" or _holds_prose(text, foreign)):
        return latin
    if not foreign & {"Hani", "Jpan", "Kore"} and "Hani" in held and (said.script == "Latn" or latin is not None):
        for run in _HAN_RUN.finditer(text):
            if (len(run[0]) >= 14 or _HAN_PROSE.search(run[0])) and not _enclosed(text, run):
                return run
        if said.script == "Latn" and (word := _HAN_WORD.search(text)):
            return word
    for name in scripts:
        if name == "Hani" or name in asked or (name == said.script and latin is None and not foreign):
            continue
        run = _kana(text) if name == "Jpan" else _OTHER_RUNS[name].search(text)
        if run is not None and not _enclosed(text, run) and _other_prose(text, run, name, latin, held):
            return run
    return None


def _holds_prose(text: str, scripts: set[str]) -> bool:
    """Whether a text has a run of its own in one of some scripts."""
    if any(not _enclosed(text, run) for run in _HAN_RUN.finditer(text)):
        return True
    return any(name in _OTHER_RUNS and _OTHER_RUNS[name].search(text) for name in scripts)


def _prose_run(text: str) -> re.Match[str] | None:
    """English prose: a run of words with the little ones between them, not a name or a title."""
    for run in _LATIN_RUN.finditer(text):
        words, little = run[0].count(" ") + 1, len(_LITTLE.findall(run[0]))
        small = len(_SMALL_WORD.findall(run[0]))
        if (little >= 3 or (little >= 2 and words >= 8)) and small * 10 >= words * 6 and _SENTENCE_WORD.search(run[0]):
            if _enclosed(text, run):
                continue
            return run
    for run in _LATIN_BIT.finditer(text):
        if len(_LITTLE.findall(run[0])) >= 2:
            return run
    return None


def _kana(text: str) -> re.Match[str] | None:
    for run in _KANA_RUN.finditer(text):
        if len(_HIRAGANA.findall(run[0])) >= 4:
            return run
    return None


def _other_prose(text: str, run: re.Match[str], name: str, latin: re.Match[str] | None, held: dict[str, int]) -> bool:
    """Whether there is prose in another script than that of a run."""
    if latin is not None or (held.get("Latn", 0) > 40 and name != "Jpan" and held["Latn"] > held[name]):
        return True
    outside = text[: run.start()] + " " + text[run.end() :]
    han = _HAN_RUN.search(outside)
    return han is not None and _HAN_PROSE.search(han[0]) is not None


def _enclosed(text: str, run: re.Match[str]) -> bool:
    """Whether a run is within quotes, a title or brackets that are opened before it on its line."""
    before = text[max(0, run.start() - 160) : run.start()].rpartition("\n")[2]
    if before.count('"') % 2 or before.rstrip()[-1:] in _OPENS:
        return bool(before.strip())
    return any(before.rfind(opens) > before.rfind(closes) for opens, closes in _PAIRS)


class _Other(NamedTuple):
    """A language that another may change to. telling: its little words that the other has not. own: those of the other alone."""

    language: str
    telling: frozenset[str]
    own: frozenset[str]


@functools.cache
def _others(said: str) -> tuple[tuple[_Other, ...], frozenset[str]]:
    """(languages that a text in one may change to, all their telling words)."""
    mine = LITTLE_WORDS[said]
    found = tuple(
        _Other(language, words - mine, mine - words)
        for language, words in LITTLE_WORDS.items()
        if language != said and not close(language, said)
    )
    return found, frozenset().union(*(other.telling for other in found))


def _latin(question: str, text: str, said: Known) -> re.Match[str] | None:
    """A sentence in another language than the rest, where both are written with Latin letters."""
    if said.language not in LITTLE_WORDS or said.size < 40 or said.score < 0.5:
        return None
    others, all_telling = _others(said.language)
    words = text.lower().split()
    if all_telling.isdisjoint(words):
        return None
    used = set(words)
    for language, telling, own in others:
        if len(used & telling) < 4 or len(used & own) < 4:
            continue
        if len(set(question.lower().split()) & telling) > 1:
            continue
        confirmed = 0
        for sentence in _SENTENCE.finditer(text):
            there = set(sentence[0].lower().split())
            if (
                len(_DIGIT.findall(sentence[0])) > 3
                or _OUTPUT.search(sentence[0])
                or len(there & telling) < 3
                or len(there & telling) <= len(there & own)
            ):
                continue
            confirmed += 1
            if confirmed > _CONFIRMED:
                break
            found = known(sentence[0])
            quoted = (
                _enclosed(text, sentence)
                or sentence[0].lstrip()[:1] in _OPENS
                or '"' in sentence[0]
                or "“" in sentence[0]
            )
            if found.language == language and found.language in MAJOR and found.score >= 0.8 and not quoted:
                return sentence
    return None
