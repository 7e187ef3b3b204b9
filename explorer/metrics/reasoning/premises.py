"""Questions whose answer follows from what they say: premises, things compared, dates reckoned on, the output of a program.

Found by how they are built, where no word of `needs` tells it.
"""

from __future__ import annotations

from explorer.metrics.text.quick import Quick

_OUTPUT = Quick(
    r"\bwhat (?:does|do|will|would|is)\b[^.?\n]{0,40}\b(?:prints?|printed|outputs?)\b|\bwhat (?:is|will be|would be) the (?:output|final value|value of \w{1,20} after)\b"
    r"|(?:程序|代码|脚本|语句|表达式)[^。？\n]{0,10}(?:输出|打印|返回|结果)(?:的?(?:是|为))?(?:什么|多少|几)|(?:输出|打印|运行|执行)(?:的)?(?:结果)?(?:是|为)?(?:什么|多少)"
)
"""Asks what a program gives. Whether there is a program is asked apart."""
_PROGRAM = Quick(
    r"\bprint\b|\bconsole\.log\b|\bprintf\b|\bcout\b|\becho\b|\breturn\b|\bselect\b.{1,80}\bfrom\b|\n\s{0,8}\w{1,20}\s?[+*-]?= ?\S|;\s*\n|```"
)
_COMPARED = Quick(
    r"\b(?:is|are|was|runs?|weighs?|earns?|has|have|scored|finished|lives?|sits?|stands?|arrived|comes?)\b[^.?!,;\n]{0,30}\b(?:\w{2,12}er|more|less|fewer|before|after|ahead of|behind|"
    r"left of|right of|above|below) (?:[\w']{1,12} ){0,2}?(?:than|of|[A-Za-z]{2,15}\b)|(?:比)[^，。？\n]{1,12}(?:高|矮|大|小|重|轻|快|慢|多|少|早|晚|长|短|贵|便宜)"
)
_ASKS_MOST = Quick(
    r"\b(?:who|which|what)\b[^.?!\n]{0,60}\b(?:\w{2,12}est|\w{2,12}er|first|last|second|third|more|most|less|least|middle)\b[^.?\n]{0,40}\?|\bhow much \w{2,12}er\b|(?:谁|哪个|哪辆|哪位|哪种|哪家|哪边)[^。？\n]{0,8}(?:最|更|快|慢|高|矮|重|轻|大|小|贵|便宜|多|少|先|早|晚)|谁(?:是)?第"
)
_UNIVERSAL = Quick(
    r"(?:^|[.!?\n]\s{0,2})(?:all|every|each|no|some|none of the|only|if|whenever|unless|either)\b[^.?!\n]{3,100}[.;,]|(?:^|[。！？\n])(?:所有|凡是|每个|没有|有些|如果|只要|只有|除非|要么)[^。？！\n]{2,40}[。，；]"
)
_YES_NO = Quick(
    r"(?:^|[.!\n:;]\s{0,3}|, )(?:so |then |therefore )?(?:does|do|did|is|are|was|were|can|could|must|will|would|has|have)\b[^.?!\n]{2,90}\?\s{0,3}$|(?:吗|是否|对不对|能不能|会不会)[^。\n]{0,14}[？?]\s{0,3}$"
)
_KIN = Quick(
    r"\bwhat is \w{2,15} to \w{2,15}\?|\bhow (?:is|are) [\w ]{2,30} related\b|\bwhat(?: relation| relationship)?\b[^.?\n]{0,20}\brelation\b|(?:是|叫)[^，。？\n]{1,6}(?:什么人|什么亲戚|什么关系)|什么关系[？?]"
)
_DATE = Quick(
    r"\b(?:what|which) (?:day|date|month|weekday|year)\b[^.?\n]{0,60}|\b(?:on|by|until) (?:what|which) (?:day|date)\b|\bwhen (?:does|will|did|do|is)\b[^.?\n]{0,40}\b(?:end|expire|due|arrive|finish|over|return)\b"
    r"|\bhow many (?:days|weeks|hours|minutes|years|months)\b[^.?\n]{0,60}\b(?:between|from|until|till|before|after|are there|passed)\b|(?:哪天|哪一天|几月几[日号]|几点|星期几|周几|多少天|几天)"
)
_RECKONED = Quick(
    r"\b(?:in|after|lasts?|takes?|for|within|every|later|from now|ago|begins?|starts?|starting|plus|minus)\b|持续|以?后|之后|再过|开始|每隔|经过|起"
)
_TIMES = Quick(
    r"\d{1,4}(?:st|nd|rd|th)? (?:days?|weeks?|months?|years?|hours?|minutes?|january|february|march|april|may|june|july|august|september|october|november|december)\b|\d{1,2}:\d\d|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december) \d|\d{1,4} ?(?:天|周|个?月|小时|分钟|日|号|点|年)|星期[一二三四五六日天]|周[一二三四五六日]"
)
_HYPOTHETICAL = Quick(
    r"(?:^|[.!\n:]\s{0,3})(?:would|could) (?!you\b|i\b|we\b|it be possible\b|they like\b|that be\b)(?:an? |the |every |all |any )?[^.?!\n,]{3,90}\?\s{0,3}$"
)
_MOST = 900


def outcome_asked(text: str) -> tuple[int, int] | None:
    """Where a prompt in lower case asks what a program that it holds gives."""
    found = _OUTPUT.search(text)
    return found.span() if found is not None and _PROGRAM.search(text) else None


def inference_in(text: str) -> tuple[int, int] | None:
    """Where a question in lower case asks for what follows from what it says; None elsewhere."""
    if len(text) > _MOST:
        return None
    end = text.rstrip()[-1:]
    if end not in ("?", "？", ".", "。"):
        return None
    plain = text.isascii()
    # What a pattern cannot do without is looked for first, as most questions do without it.
    if (not plain or " to " in text or "relat" in text) and (found := _KIN.search(text)):
        return found.span()
    asked = _ASKS_MOST.search(text) if not plain or "wh" in text or "how much" in text else None
    if (
        asked
        and len(_COMPARED.findall(text[: asked.start()])) >= 1
        and (_several(text[: asked.start()]) or _numbers(text[: asked.start()]) > 1)
    ):
        return asked.span()
    asked = _YES_NO.search(text) if _UNIVERSAL.search(text) else None
    if asked and _UNIVERSAL.search(text[: asked.start() + 1]) and _several(text[: asked.start() + 1]):
        return asked.span()
    asked = _DATE.search(text) if not plain or "day" in text or _NUMBER.search(text) else None
    if asked and len(_TIMES.findall(text)) > 1 and _RECKONED.search(text):
        return asked.span()
    asked = _HYPOTHETICAL.search(text) if "would" in text or "could" in text else None
    return asked.span() if asked and len(text) < 200 else None


_SENTENCES = Quick(r"[.!;。；！，,](?:\s|$|(?=[\u4e00-\u9fff]))")
_NUMBER = Quick(r"\d{1,9}")


def _several(text: str) -> bool:
    """Whether more than one thing is said before the question."""
    return len(_SENTENCES.findall(text)) > 1


def _numbers(text: str) -> int:
    return len(_NUMBER.findall(text))
