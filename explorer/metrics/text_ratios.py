"""Ratios of the answer's text, and requests that text cannot meet: a bare URL to be read, a picture to be drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.text.needles import group, held
from explorer.metrics.text.quick import Quick

_MOST = 20_000  # characters that are read


def _number(name: str, label: str, help: str, unit: str = "") -> Column:
    help += " The first 20,000 characters are read; 0 for an empty answer."
    return Column(name, label, "number", help, layer="text_ratios", group="attributes", unit=unit)


def _flag(name: str, label: str, help: str) -> Column:
    return Column(name, label, "boolean", help, layer="text_ratios", group="judgements")


COLUMNS = (
    _number(
        "alnum_ratio",
        "letters and digits",
        "Share of the last answer's characters that are letters of any script or digits.",
    ),
    _number(
        "special_char_ratio",
        "special characters",
        "Share of the last answer's characters that are neither letters, digits nor white space. Code and tables are high by nature.",
    ),
    _number("digit_ratio", "digits", "Share of the last answer's characters that are the digits 0 to 9."),
    _number("uppercase_ratio", "capitals", "Share of capitals among the last answer's ASCII letters."),
    _number(
        "mean_word_length",
        "mean word length",
        "Characters a word of the last answer, by white space. Null where a fifth of the text or more is in a script that writes no spaces.",
        "characters",
    ),
    _number("max_line_chars", "longest line", "Length of the last answer's longest line.", "characters"),
    _number("bullet_line_share", "list lines", "Share of the last answer's lines that are list items."),
    _flag(
        "is_url_only",
        "input is a bare URL",
        "The question of a trained answer gives nothing but a URL and asks for what stands there (summarise, translate, extract), which no text model can read.",
    ),
    _flag(
        "asks_for_media",
        "asks for media",
        "The question of a trained answer asks for a picture, a sound or a video to be made, which text cannot give. Found by verb and object; "
        "code that draws, prompts for image models and descriptions do not count.",
    ),
)

# bytes by class: 0 digit, A capital, a small letter, blank, ! anything else
_TO_CLASS = (
    bytes(
        ord(
            "0"
            if chr(code).isdigit()
            else "A"
            if chr(code).isupper()
            else "a"
            if chr(code).islower()
            else " "
            if chr(code).isspace()
            else "!"
        )
        for code in range(128)
    )
    + b"!" * 128
)
_BULLET = Quick(
    r"^[ \t]{0,12}(?:[-*+•·●○▪–] |\d{1,3}[.)、] ?|[（(]?[一二三四五六七八九十\d]{1,3}[)）、])", re.MULTILINE
)
_PUNCTUATION = np.zeros(65536, dtype=bool)
for _first, _last in ((0x80, 0xA9), (0xAB, 0xB4), (0xB6, 0xB9), (0xBB, 0xBF), (0x2000, 0x2BFF), (0x2E00, 0x2E7F), (0x3000, 0x3004),
                      (0x3008, 0x3030), (0xD800, 0xF8FF), (0xFE00, 0xFE6F), (0xFF01, 0xFF0F), (0xFF1A, 0xFF20), (0xFF3B, 0xFF40),
                      (0xFF5B, 0xFF65), (0xFFE0, 0xFFFF)):  # fmt: skip
    _PUNCTUATION[_first : _last + 1] = True


def ratios(text: str) -> tuple[float, float, float, float, float | None, float, float]:
    """The seven numbers of one answer, in the order of the columns."""
    text = text[:_MOST]
    size = len(text)
    if not size:
        return 0.0, 0.0, 0.0, 0.0, None, 0.0, 0.0
    foreign = special = spaceless = 0
    if text.isascii():
        raw = text.encode()
    else:
        units = np.frombuffer(text.encode("utf-16-le", "replace"), dtype="<u2")
        wide = units[units > 127]
        foreign = wide.size
        special = int(np.count_nonzero(_PUNCTUATION[wide]))
        spaceless = int(np.count_nonzero(((wide >= 0x3040) & (wide < 0xA000)) | ((wide >= 0xE00) & (wide < 0xF00))))
        raw = text.encode("ascii", "ignore")
    shape = raw.translate(_TO_CLASS)
    digits, capitals, small = shape.count(b"0"), shape.count(b"A"), shape.count(b"a")
    marks = shape.count(b"!") + special
    letters = digits + capitals + small + max(0, foreign - special)
    words = len(text.split())
    spaces = len(raw) - digits - capitals - small - shape.count(b"!")
    lines = text.split("\n")
    filled = sum(1 for line in lines if line)
    bullets = len(_BULLET.findall(text)) if len(lines) > 1 or text[0] in "-*•1" else 0
    mean = (size - spaces) / words if words and spaceless * 5 < size else None
    return (
        min(1.0, letters / size),
        min(1.0, marks / size),
        digits / size,
        capitals / (capitals + small) if capitals else 0.0,
        mean,
        float(max(map(len, lines))),
        bullets / filled if filled else 0.0,
    )


_URL = Quick(r"(?:https?://|www\.)[^\s<>\"'，。）)]{4,2000}", re.IGNORECASE)
_NEEDS_CONTENT = Quick(
    r"\b(?:summar|translat|extract|rewrite|paraphrase|classif|analy[sz]|review|read|proofread|explain|describe|edit|shorten|identify|find|"
    r"answer|what (?:is|does|are)|title|headline|main (?:idea|point)|key points|tell me|r[ée]sum)|"
    r"概括|总结|摘要|翻译|提取|抽取|改写|分析|归纳|阅读|分类|润色|标题|介绍|解读|评价|概述|描述|要点|说明",
    re.IGNORECASE,
)
_ABOUT_URLS = Quick(
    r"\b(?:urls?|links?|domain|regex|parse|valid(?:ate)?|code|script|python|curl|fetch|download|request|scrap\w+|api|query string|hostname|html)\b|网址|链接|域名|代码|正则|爬",
    re.IGNORECASE,
)
_MEDIA = Quick(
    r"(?:^|[.!?\n] ?|\b(?:please|(?<!if )(?<!when )you|to) )(?:(?:draw|paint|sketch)(?: me)? (?:a|an|the|some|us)\b|"
    r"(?:generate|create|make|produce|show|render|send|design)(?: me| us)? (?:a |an |the |some |\d )?(?:[\w-]{1,15} ){0,2}"
    r"(?:image|picture|photo|photograph|painting|drawing|illustration|audio|video clip|sound clip|sketch)s? (?:of|showing|that shows|with|depicting)\b)"
    r"|(?:请|帮我|给我|为我|^)(?:画(?:一|出|个|张|幅)|(?:生成|创作|制作|绘制|设计|做)(?:一)?(?:张|幅|段|个)(?:[\u4e00-\u9fff]{0,12}的)?(?:图片|照片|插画|图像|画|音频|视频|海报))",
    re.IGNORECASE,
)
_NOT_MEDIA = Quick(
    r"\b(?:code|python|matplotlib|svg|html|css|javascript|java|function|program|script|ascii|prompt|describe|description|conclusions?|comparison|"
    r"character sketch|parallels?|distinction|diagram|chart|graph|table|tree|react|turtle|canvas|tikz|latex|plot|lesson|tutorial|steps|how|alt|caption|app|draw a line|story)\b|"
    r"代码|程序|描述|提示词|字符|步骤|如何|怎么|方案|句号|文案|表格|思维导图|剧本|脚本|饼",
    re.IGNORECASE,
)
_ADDRESS = group(("://", "www."))


def bare_url(question: str) -> tuple[int, int]:
    """Where the URL stands that is a question's only input; (0, 0) where there is none."""
    if (
        len(question) > 2_500
        or not held(question) & _ADDRESS
        or ("://" not in question and "www." not in question.lower())
    ):
        return 0, 0
    found = _URL.search(question)
    if found is None:
        return 0, 0
    rest = question[: found.start()] + " " + question[found.end() :]
    if _URL.search(rest) or len(rest.encode("utf-8", "replace")) > 240 or "\n\n\n" in rest.strip() or "```" in rest:
        return 0, 0
    if _ABOUT_URLS.search(rest) or not _NEEDS_CONTENT.search(rest):
        return 0, 0
    alone = (
        not question[: found.start()].rpartition("\n")[2].strip(" \t:：-<（(") or question[found.end() :].strip() == ""
    )
    return found.span() if alone else (0, 0)


_MEDIA_WORDS = (
    "draw",
    "paint",
    "sketch",
    "image",
    "picture",
    "photo",
    "illustration",
    "audio",
    "clip",
    "画",
    "图",
    "照片",
    "音频",
    "视频",
    "海报",
)
_MEDIUM = group(_MEDIA_WORDS)


def media(question: str) -> tuple[int, int]:
    """Where a question asks for a picture or a sound; (0, 0) where it does not."""
    if not held(question) & _MEDIUM:
        return 0, 0
    start = question[:1_000]
    lower = start.lower()
    for word in _MEDIA_WORDS:
        if word in lower:
            break
    else:
        return 0, 0
    found = _MEDIA.search(start)
    if found is None or _NOT_MEDIA.search(start):
        return 0, 0
    return found.span()


def compute(batch: Batch, context: Context) -> Values:
    """Ratios and requests of one batch."""
    del context
    rows = [ratios(text) for text in batch.answer]
    columns = [list(values) for values in zip(*rows, strict=True)] if rows else [[] for _ in range(7)]
    values: dict[str, Sequence[object]] = {column.name: columns[place] for place, column in enumerate(COLUMNS[:7])}
    answers = batch.answers
    values["is_url_only"] = answers.judge(lambda answer: bare_url(answer.question)[1] > 0).any(bool)
    values["asks_for_media"] = answers.judge(lambda answer: media(answer.question)[1] > 0).any(bool)
    return values


def explain(conversation: Conversation) -> list[Evidence]:
    """The URL, and the words that ask for media."""
    found: list[Evidence] = []
    for turn, question in {answer.asked: answer.question for answer in Batch([conversation]).answers}.items():
        if (span := bare_url(question))[1]:
            found.append(Evidence("is_url_only", "Nothing is given but this URL.", turn, *span))
        if (span := media(question))[1]:
            found.append(Evidence("asks_for_media", "Asks for what text cannot give.", turn, *span))
    return found


TEXT_RATIOS = Metric("text_ratios", 4, COLUMNS, compute, explain=explain)
