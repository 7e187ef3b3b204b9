"""Whether an answer reasons its way to its result: counted signs, weighed by what the question asks."""

from __future__ import annotations

import re

from explorer.metrics.reasoning import words
from explorer.metrics.reasoning.need import INFERENCE, lowered
from explorer.metrics.text.cjk import is_chinese
from explorer.metrics.text.code import looks_like_code
from explorer.metrics.text.phrases import Phrases, spaced_out, stem
from explorer.metrics.text.quick import Quick

_HEAD, _TAIL = 5000, 2000
_BRIEF_HEAD, _BRIEF_TAIL = 1600, 1000
_GATE_EN = (
    "by ",
    "we ",
    "let",
    "=",
    "answer",
    "step",
    "result",
    "rule",
    " means",
    "gives",
    "solution",
    "therefore",
    "impl",
    "boxed",
    "### ",
)
"""A plain English answer without any of these reasons to nothing."""
_DEDUCING = ("so", "therefore", "thus", "hence", "所以", "因此", "故")
_SHORT, _SHORT_HAN = 24, 10
CALCULATION = Quick(r"(?:[-+*/×÷·^%]|\\times|\\div|\\cdot|\\frac)(?:[^\n=≈?\x22;&]|&(?==)){0,40}[=≈]\s{0,2}[-$\\({\w]")
_EQUATION = Quick(r"[=≈<>≤≥](?:(?<=[\w})\]%&].)|(?<=[\w})\]%&]\s.))\s{0,2}[-$\\({\w]")
_CODE_BLOCK = Quick(r"```.*?(?:```|\Z)|\[asy\].*?(?:\[/asy\]|\Z)", re.DOTALL)
_VERDICT = Quick(
    r"(?:[.!?]\s{1,2}|\n)(?:so,? (?:to answer|yes|no|it|the|if|based)|therefore|thus|hence|in conclusion|(?:no|yes)[,.])[^\n?]{0,220}\Z"
)
_NUMBER = Quick(r"\d+")
_OPTION = Quick(r"[(（]([a-h])[)）]|(?:option|choice|选项)\s?([a-h])\b|\b([a-h])(?:选项|项|、|\. |: |：)")
CODE = (
    "def ",
    "    return ",
    "print(",
    "import ",
    "{\n",
    ";\n",
    "function(",
    "</",
    "select * ",
    "var ",
    "const ",
    "self.",
    "#include",
    "();",
)

_WEIGHTS_EN = {stem(phrase): weight for phrase, weight in words.STEPS_EN.items()}
_WEIGHTS_ZH = {stem(phrase): weight for phrase, weight in words.STEPS_ZH.items()}
_STEPS_EN = Phrases([*words.STEPS_EN, *words.ANSWERS_EN], spaced=True)
_STEPS_ZH = Phrases([*words.STEPS_ZH, *words.ANSWERS_ZH], spaced=False)

_ENDS = (". ", ".\n", "? ", "\n\n", "。", "；")

Found = list[tuple[str, int, int]]


def reasons(kind: str, text: str, found: Found | None = None) -> bool:
    """Whether the visible answer `text` to a question of this kind (see `need`) reasons to its result.

    found: where given, receives (what, start, end) of the signs.
    """
    size = len(text)
    if size < _SHORT_HAN or (size < _SHORT and text.isascii()):
        return False
    demanding = kind in INFERENCE
    head, tail = (_HEAD, _TAIL) if demanding else (_BRIEF_HEAD, _BRIEF_TAIL)
    shift = 0
    if size > head + tail:
        shift = size - tail - head - 1
        text = text[:head] + "\n" + text[-tail:]
    if "    " in text and "```" not in text and _is_program(text):
        return False
    lower = lowered(text)
    if kind not in ("task", "code") and (said := _concluded(lower)) is not None:
        if found is not None:
            start, end = (place if place <= head else place + shift for place in said)
            found.append(("the conclusion", start, end))
        return True
    if not demanding and kind != "yesno" and text.isascii() and not any(map(lower.__contains__, _GATE_EN)):
        return False
    chinese = is_chinese(text)
    if "```" in lower and not demanding:
        kind = "code"
    if "```" in lower or "[asy]" in lower:
        lower = _CODE_BLOCK.sub(lambda block: " " * len(block.group()), lower)
    if weigh(kind, lower, chinese) < 1:
        return False
    if found is not None:
        for what, start, end in _signs(lower, chinese):
            found.append((what, start if start <= head else start + shift, end if end <= head else end + shift))
    return True


def _is_program(text: str) -> bool:
    """Whether a text without fences is code: what its comments say is no way to a result."""
    lines = [
        line for line in text[:_BRIEF_HEAD].split("\n") if line.strip() and not line.lstrip().startswith(("#", "//"))
    ]
    return looks_like_code([line.rstrip() for line in lines])


def _concluded(text: str) -> tuple[int, int] | None:
    """Where a text in lower case ends by naming its answer as such, behind a sentence that leads to it."""
    end = text.rstrip()
    found = _NAMED_ANSWER.search(end[-160:])
    if found is None:
        return None
    start = max(len(end) - 160, 0) + found.start("said")
    before = end[:start].strip()
    enough = len(before) >= 14 if not before.isascii() else before.count(" ") >= 5
    return (start, len(end)) if enough and not _asks(before) and "```" not in before else None


_NAMED_ANSWER = Quick(
    r"(?:^|[.!?。！？\n]\s{0,3})(?P<said>(?:(?:so|therefore|thus|hence|consequently),? )?the (?:final |correct |best |right )?(?:answer|option|choice)(?: is|:)[^.\n]{1,80}"
    r"|(?:final |so the final )?answer: [^\n]{1,80}|(?:因此|所以|故|综上(?:所述)?)[，,]?(?:正确)?(?:答案|选项)(?:应?该?[是为选]|：)[^。\n]{1,40}|(?:故|因此|所以)(?:本题)?选[^。\n]{1,12})[.。!！]?$"
)


def weigh(kind: str, text: str, chinese: bool) -> float:
    """The signs over what this kind of question demands: 1 and more is reasoning."""
    phrases, weights = (_STEPS_ZH, _WEIGHTS_ZH) if chinese else (_STEPS_EN, _WEIGHTS_EN)
    foreign = not chinese and not text.isascii()
    score = 0.0
    strong = 0
    ends: list[str] = []
    seen = phrases.of(text if chinese else spaced_out(text))
    times: dict[str, int] = {}
    for phrase in seen:
        nth = times[phrase] = times.get(phrase, 0) + 1
        if (weight := weights.get(phrase)) is None:
            ends.append(phrase)
            if nth == 1 and phrase.startswith(_DEDUCING):
                score += 0.8
        elif nth == 1:
            score += weight
            strong += weight >= 1
        elif nth <= 3:
            score += weight / 2
    equal = "=" in text or "≈" in text
    formal = [mark for mark in words.FORMAL_ANSWERS if mark in text]
    if not (equal or ends or formal or strong >= 2 or kind == "yesno" or kind in INFERENCE or foreign):
        return 0
    if foreign:
        score += sum(weight for phrase, weight in words.STEPS_OTHER.items() if phrase in text)
    calculations = 0
    if equal and not any(mark in text for mark in CODE):
        calculations = len(CALCULATION.findall(text))
        equations = len(_EQUATION.findall(text)) - calculations
        score += min(calculations, 5) * 0.9 + max(0, min(equations, 4)) * 0.4
    sentences = _sentences(text)
    closing = False
    if (place := _conclusion(text, ends + formal, chinese)) >= 0:
        before = _sentences(text[:place])
        closing = len(text) - place <= (90 if chinese else 200) and before >= 3 and not _asks(text[:place])
        score += 3.0 if closing else 1.2 if before >= 2 else 0.9
    if kind == "choice":
        options = {a or b or c for a, b, c in _OPTION.findall(text[:2000])}
        if len(options) >= 2:
            score += 0.5 * min(len(options), 4)
    size = len(text) * (2.5 if chinese else 1)
    if kind in INFERENCE:
        if sentences >= 3 and len(_NUMBER.findall(text[:2000])) >= 4:
            score += 0.7
        return (score + 0.5 * min(sentences - 1, 4) + (0.5 if size > 120 else 0)) / 2 if score >= 0.9 else 0
    density = min(1.0, 1000 / size)
    if kind == "yesno" and not closing and sentences >= 3 and _VERDICT.search(text.rstrip()[-400:]):
        closing = True
        score += 1.5
    if kind == "yesno" and (calculations or closing or strong):
        return (score + 0.3 * min(sentences - 1, 4)) * density / 3
    if not (closing or strong >= 2 or (calculations and kind != "code")):
        return 0
    demand = 6 if kind in ("task", "code") else 3 if calculations >= 2 else 5 if kind == "why" else 4
    return (score + 0.3 * min(sentences - 1, 4)) * density / demand


def _sentences(text: str) -> int:
    """About how many sentences: ends of sentences, and paragraphs that end without a full stop."""
    return 1 + sum(map(text.count, _ENDS))


def _asks(text: str) -> bool:
    """Whether the text poses questions itself, as an answer that makes up exercises does."""
    return "question:" in text or "问题：" in text or "题目：" in text


def _conclusion(text: str, ends: list[str], chinese: bool) -> int:
    """Where the last conclusion stands that something precedes, -1 for none. ends: the concluding phrases that were seen."""
    places = [text.rfind(phrase) for phrase in ends]
    if not chinese and not text.isascii():
        places += [text.rfind(phrase) for phrase in words.ANSWERS_OTHER if phrase in text]
    best = max(places, default=-1)
    return best if best >= (12 if chinese else 30) else -1


def _signs(text: str, chinese: bool) -> Found:
    """What to point at: the weightier words, the calculations, the conclusion."""
    phrases, weights = (_STEPS_ZH, _WEIGHTS_ZH) if chinese else (_STEPS_EN, _WEIGHTS_EN)
    shift = 0 if chinese else 1
    places = phrases.places(text if chinese else spaced_out(text))
    signs: Found = [
        ("a step of reasoning", a - shift, b - shift) for said, a, b in places if weights.get(said, 0) >= 0.5
    ]
    ends = [said for said, _, _ in places if said not in weights]
    ends += [mark for mark in words.FORMAL_ANSWERS if mark in text]
    if not any(mark in text for mark in CODE):
        signs += [("a calculation", match.start(), match.end()) for match in CALCULATION.finditer(text)]
    if not chinese and not text.isascii():
        others = ((text.find(phrase), phrase) for phrase in words.STEPS_OTHER)
        signs += [("a step of reasoning", place, place + len(phrase)) for place, phrase in others if place >= 0]
    if (place := _conclusion(text, ends, chinese)) >= 0:
        line = text.find("\n", place)
        signs.append(("the conclusion", place, min(place + 60, line if line > 0 else len(text))))
    return sorted(signs, key=lambda sign: sign[1])
