"""The language that a prompt asks for: “Answer in French”, “请用英文回答”, “Répondez en anglais”.

Asked for is what a sentence tells the assistant to do. What merely names a language (a text to translate, a word in it, its grammar),
what stands in quotes and what is forbidden asks for nothing.
"""

from __future__ import annotations

import re
from collections import Counter

from explorer.metrics.language.names import ARABIC, CHINESE, CODES, HINDI, JAPANESE, KOREAN, RUSSIAN, WORDS, one_of
from explorer.metrics.text.needles import group, held
from explorer.metrics.text.quick import Quick

_HEAD, _TAIL = (
    3_000,
    1_500,
)  # characters that are read of a long prompt: what is asked for stands at its beginning or its end

_LANG = (
    r"(?:(?:only|simple|plain|fluent|formal|informal|proper|good|correct|standard|modern|traditional|simplified|brazilian|european|mexican|"
    r"british|american|canadian|native|natural|clear|concise|the|entirely|fully|exclusively|solely|strictly|just|mandarin)\s){0,3}"
    rf"(?P<lang>{one_of(WORDS)})"
)
_AFTER = (
    r"(?:(?=\s{0,2}(?:[.,;:!?)\]\n\"”/–—-]|$))|(?=\s(?:what|how|why|the|this|these|that|a|an|about|to|for|and|or|with|using|only|please|which|when|"
    r"where|who|whether|if|as|at|by|in|language|but|because|not|even|regardless|unless|no|all|my|your|each|every|without|rather|instead)\b))"
)
_START = (
    r"(?:^|[.!?:;,()\[\]\n*>–—-]\s{0,3}|\b(?:please|kindly|and|then|but|also|always|only|you (?:must|should|will|can|need to|have to|are to|always|only)|"
    r"(?:can|could|would|will) you(?: please)?|(?:sure|remember|want you|like you|need you|try) to)\s{1,2})"
)
_FLAGS = re.IGNORECASE | re.MULTILINE
_ANSWER = Quick(
    rf"{_START}(?:answer|respond|reply|speak|talk|communicate|converse)\b(?P<gap>[^.!?\n]{{0,60}}?)\s(?:in|using)\s{_LANG}{_AFTER}",
    _FLAGS,
)
_MUST_BE = Quick(
    r"\b(?:your|the|all|every) (?:\w{1,12} ){0,2}?(?:answers?|responses?|reply|replies|output|explanation|essay|summary|story|poem|letter|email|text)"
    r" (?:should|must|has to|have to|needs? to|shall|is to|are to|will|ought to) (?P<gap>(?:not )?)be (?:\w{1,12} ){0,2}?(?:in )?"
    rf"{_LANG}{_AFTER}",
    _FLAGS,
)
_PRODUCE = Quick(
    rf"{_START}(?:write|compose|draft|create|generate|produce|prepare|give|make|provide|tell)\b(?P<gap>[^.!?\n]{{0,80}}?)\sin\s{_LANG}{_AFTER}",
    _FLAGS,
)
_DIRECTLY = Quick(
    rf"{_START}(?:explain|describe|summari[sz]e|list|tell|write|give|discuss|state|define|introduce|outline|continue|compose|provide|present|output|"
    r"elaborate|comment)(?P<gap>(?: (?:it|this|that|them|to me|me|your \w{1,12}|everything|the (?:following|answer|result|reason|solution|process|"
    rf"concept|idea|above)))?),? in {_LANG}{_AFTER}",
    _FLAGS,
)
_EXPLAIN = Quick(
    rf"{_START}(?:explain|describe|discuss|tell (?:me|us))\b(?P<gap>[^.!?\n]{{1,80}}?) in {_LANG}(?=(?:,? please)?\s?(?:[.!?:\n]|$))",
    _FLAGS,
)
_FIRST = Quick(
    rf"(?:^|[.!?\n]\s{{0,3}})in {_LANG}[,:]?\s(?P<gap>)(?:please\s)?(?:explain|describe|write|tell|give|answer|summari[sz]e|list|discuss)\b",
    _FLAGS,
)
_LAST = Quick(
    rf"(?:^|\n|[.!?,(–—-]\s?)\(?(?:please\s)?in {_LANG}(?:,? please| only)?[).!?]{{0,3}}\s{{0,3}}(?:$|\n)", _FLAGS
)
_LABELLED = Quick(
    rf"\b(?:answer|response|reply|output) language\s?(?:is|[:=])(?P<gap>)\s?{_LANG}\b"
    rf"|{_START}use (?:only )?{_LANG.replace('<lang>', '<used>')}(?: only)?(?: to (?:answer|reply|respond)| (?:for|in) (?:your|the|all)| only)\b",
    _FLAGS,
)
_ENGLISH = (_ANSWER, _MUST_BE, _DIRECTLY, _EXPLAIN, _FIRST, _LABELLED)
_PRODUCT = Quick(
    r"\b(?:poem|letter|e-?mail|essay|story|stories|paragraphs?|speech|haiku|song|article|post|description|summary|review|dialogue|conversation|message|"
    r"note|recipe|tweet|introduction|biography|bio|report|overview|explanation|answer|response|reply|advice|itinerary|guide|ad|advertisement|slogan|"
    r"caption|invitation|text|tale|joke|diary|sentences?|instructions|tips|reasons)\b",
    re.IGNORECASE,
)
_TOPIC = Quick(
    r"\b(?:words?|phrases?|verbs?|nouns?|tenses?|grammar|greetings?|adjectives?|adverbs?|pronouns?|idioms?|say|said|sayings?|alphabet|letters|vocab\w*|mean\w*|"
    r"terms?|expressions?|conjugat\w+|spell\w*|pronounc\w+|accents?|plurals?|slang|proverbs?|books?|novels?|movies?|films?|course|class|lessons?|literature|"
    r"subjunctive|prepositions?|gender|syntax|called|name for|palindromes?|difference|use of|spoken|original|titled|articles|cases?|system|rules?|vowels?|consonants?|dialects?|negation|numbers|counting|honorifics|punctuation|culture|history|written|asked|available)\b",
    re.IGNORECASE,
)
_CODE = Quick(r"\b(?:that|which|whether|function|program|code|class|regex|if)\b", re.IGNORECASE)
_NEGATED = Quick(
    r"\b(?:not|never|without|avoid|instead of|rather than|pas|nicht|kein\w{0,2}|non|não|не|niet)\b|n['’]t\b",
    re.IGNORECASE,
)

_LATIN = one_of(WORDS)
_EUROPEAN = Quick(
    r"\b(?:r[ée]pond(?:ez|s|re)|r[ée]ponse|expliquez?|[ée]cri(?:vez|s)|r[ée]dige[zr]?|d[ée]cri(?:vez|s)|r[ée]sume[zr]?|"
    r"respond[ea](?:me|n)?|resp[óo]ndeme|cont[ée]st(?:a|e)(?:me)?|expl[ií]ca(?:me)?|explique|escrib[ea](?:me)?|escreva|redact[ae]|describ[ea]|resume|descreva|resuma)\b(?P<gap>(?:[-\s]\w{1,14}){0,5}?)[,\s]{1,2}(?:en|em) "
    rf"(?P<lang>{_LATIN})\b"
    r"|\b(?:rispond(?:i|a|ete)|scriv(?:i|a|ete)|spiega(?:mi|te)?|descrivi|riassumi)\b(?P<gap0>(?:[-\s]\w{1,14}){0,5}?)[,\s]{1,2}in "
    rf"(?P<lang0>{_LATIN})\b"
    r"|\b(?:antwort(?:e|en|et)?|beantworte|schreib(?:e|en|t)?|erkl[äa]re?n?|beschreiben?|antwoord|beantwoord|schrijf|svara|skriv)\b(?P<gap2>(?:\s\w{1,14}){0,5}?)[,\s]{1,2}"
    rf"(?:auf|in het|på) (?P<lang2>{_LATIN})\b"
    r"|\b(?:jawab(?:lah)?|jelaskan|tulis(?:kan)?)\b(?P<gap3>(?:\s\w{1,14}){0,4}?)\s(?:dalam|dengan|menggunakan) bahasa "
    rf"(?P<lang3>{_LATIN})\b"
    r"|\b(?:trả lời|giải thích|viết)\b(?P<gap4>(?:\s\w{1,10}){0,5}?)\sbằng tiếng (?P<lang4>anh|việt|pháp|đức|nhật|trung)\b"
    rf"|\b(?P<lang5>{_LATIN})(?: olarak)? (?P<gap5>)(?:cevap|yanıt|cevapla|yanıtla|açıkla|yaz)\w{{0,6}}"
    r"|\b(?:odpowiedz|odpowiadaj|napisz)\b(?P<gap6>(?:\s\w{1,12}){0,3}?)\spo (?P<lang6>polsku|angielsku|niemiecku|francusku)\b",
    re.IGNORECASE,
)
_MORE = {
    "anh": "en", "việt": "vi", "pháp": "fr", "đức": "de", "nhật": "ja", "trung": "zh",
    "polsku": "pl", "angielsku": "en", "niemiecku": "de", "francusku": "fr",
}  # fmt: skip
_RUSSIAN = Quick(
    r"(?:ответь|отвечай|напиши|объясни|опиши|расскажи)(?:те)?\b(?P<gap>(?:,?\s\w{1,14}){0,5}?)\s(?:на|по-)\s?"
    rf"(?P<lang>{one_of(RUSSIAN)})(?:ом|и)\b",
    re.IGNORECASE,
)
_ZH = rf"(?:(?:纯|地道的?|流利的?|简单的?|标准的?|正式的?|简洁的?|全|现代)?(?P<lang>{one_of(CHINESE)}))"
_ZH_DOES = (
    "回答|答复|回复|作答|回应|解答|应答|解释|说明|描述|介绍|撰写|写|讲述|讲|叙述|告诉|输出|总结|概括|列出|阐述|阐释|表述|创作|编写|交流|对话|论述|简述|分析|"
    "回信|生成|给出|提供|完成|詳述|解釋|說明|介紹|回覆|答覆|撰寫|寫"
)
_CHINESE = Quick(
    rf"(?:用|使用|以|采用){_ZH}(?:来|去|进行|语言)?(?:[向给为帮]我|我)?(?:[简详]单?细?地?|一下)?(?:{_ZH_DOES})(?![了着过的])"
    rf"|(?:回答|答案|回复|输出|答复|作答|回覆|答覆)(?:时|内容|语言)?(?:必须|应该?|需要?|要|都|请|务必|全部|只能|一律)?(?:是|用|使用|为|以|：){_ZH.replace('<lang>', '<lang2>')}"
    rf"|(?:^|[请並并，：\n]){_ZH.replace('<lang>', '<lang3>')}(?:回答|作答|回复|答复|回覆)"
    rf"|(?:写|撰写|创作|编写|生成|起草|寫)(?:[一两三几\d]?[篇段封首个份句则条])?(?:关于[^，。！？\n]{{1,14}}的)?{_ZH.replace('<lang>', '<lang4>')}的?"
    r"(?:文章|短文|作文|邮件|信|诗|介绍|演讲|摘要|故事|段落|句子|回答|回复|广告|文案|简历|评论|散文|小说|求职信)"
    rf"|[，。！？（(,\s](?:请|請)?用{_ZH.replace('<lang>', '<lang5>')}[）)。！!]?\s{{0,3}}$"
)
_ZH_NOT = Quick(
    r"(?:不要|别|不能|不可|勿|禁止|不用|不许|不得|而不是|而非|不|如何|怎么|怎样|[他她它们者生人]|(?<![帮给为替让])我)(?:再|应该?|需要|将|要|会|想要?)?$"
)
_JAPANESE = Quick(
    rf"(?P<lang>{one_of(JAPANESE)})で(?:[^。！？\n]{{0,8}}?)(?:答え|回答|返答|返信|説明|書い|述べ|教え|お願い|まとめ|記述|応答|お答え)(?!られ|ない)"
)
_KOREAN = Quick(
    rf"(?P<lang>{one_of(KOREAN)})로(?:만)? (?:[^.!?\n]{{0,8}}?)(?:대답|답변|답해|답하|응답|설명|작성|써|적어|말해|알려)"
)
_ARABIC = Quick(
    rf"(?:أجب|اجب|أجيب|اكتب|اشرح|جاوب)[^.!؟\n]{{0,30}}? (?:ب|باللغة )(?:ال)?(?P<lang>{one_of(ARABIC).replace('ال', '(?:ال)?')})"
)
_HINDI = Quick(rf"(?P<lang>{one_of(HINDI)}) (?:भाषा )?में (?:ही )?(?:उत्तर|जवाब|लिख|समझा|बता)")

_QUOTED = Quick(
    r"“[^”\n]{0,300}”|\"[^\"\n]{0,300}\"|「[^」\n]{0,300}」|『[^』\n]{0,300}』|«[^»\n]{0,300}»|‘[^’\n]{0,300}’|(?<!\w)'[^'\n]{3,300}'(?!\w)|`[^`\n]{1,300}`|《[^》\n]{0,100}》"
)
_TRANSLATES = Quick(
    r"translat|traduc|traduis|traduz|tradu[iz]|übersetz|перев|翻译|翻譯|译成|译为|英译|汉译|翻訳|번역|terjemah|dịch|tłumacz|bilingual|both languages|双语|雙語|中英|"
    r"pinyin|romaji|transliterat|拼音",
    re.IGNORECASE,
)
_OTHER_NAMES = (*(name for name in CODES if name not in WORDS), "tiếng")


def _covering(names: tuple[str, ...]) -> tuple[str, ...]:
    """Few characters one of which each name holds."""
    found: list[str] = []
    left = set(names)
    while left:
        used = Counter(character for name in left for character in set(name) if not character.isascii())
        best = max(sorted(used), key=used.__getitem__)
        found.append(best)
        left = {name for name in left if best not in name}
    return tuple(found)


_TELLTALES = _covering(_OTHER_NAMES)
_ONE_WORD = frozenset(
    word.encode("ascii", "ignore") for word in (*WORDS, "polsku", "angielsku", "niemiecku", "francusku")
)
_NAMED = group((*WORDS, *_OTHER_NAMES, "polsku", "angielsku", "niemiecku", "francusku"))
_LETTERS_ONLY = bytes(ord(chr(code).lower()) if chr(code).isalpha() else 32 for code in range(128)) + b" " * 128
_FENCE = "```"


def asked_for(prompt: str) -> frozenset[str]:
    """ISO 639-1 codes of the languages that a prompt asks its answer to be in, any of which will do; empty where it asks for none."""
    if not held(prompt) & _NAMED:
        return frozenset()
    text = prompt if len(prompt) <= _HEAD + _TAIL else f"{prompt[:_HEAD]}\n\n{prompt[-_TAIL:]}"
    if not _may_ask(text):
        return frozenset()
    if _TRANSLATES.search(text):
        return frozenset()
    if _FENCE in text:
        text = "\n".join(text.split(_FENCE)[::2])
    text = _QUOTED.sub("“”", text)
    found: set[str] = set()
    for pattern in _ENGLISH:
        for match in pattern.finditer(text):
            if _tells(text, match, match["gap"] or ""):
                _add(found, text, match)
    for match in _PRODUCE.finditer(text):
        if _PRODUCT.search(match["gap"]) and not _CODE.search(match["gap"]) and _tells(text, match, match["gap"]):
            _add(found, text, match)
    for match in _LAST.finditer(text):
        if _tells(text, match, re.split(r"[.!?\n]", text[max(0, match.start() - 80) : match.start()])[-1]):
            _add(found, text, match)
    for match in (*_EUROPEAN.finditer(text), *_RUSSIAN.finditer(text)):
        gap = "".join(value or "" for name, value in match.groupdict().items() if name.startswith("gap"))
        if not _NEGATED.search(text[max(0, match.start() - 12) : match.start()] + gap):
            _add(found, text, match)
    for match in _CHINESE.finditer(text):
        if not _ZH_NOT.search(text[max(0, match.start() - 8) : match.start()]):
            _add(found, text, match)
    for pattern in (_JAPANESE, _KOREAN, _ARABIC, _HINDI):
        for match in pattern.finditer(text):
            _add(found, text, match)
    return frozenset(found)


def _may_ask(text: str) -> bool:
    """Whether a language is named at all; quick, as nearly every prompt ends here."""
    plain = text.isascii()
    lower = text if plain else text.lower()
    if not _ONE_WORD.isdisjoint(lower.encode("ascii", "ignore").translate(_LETTERS_ONLY).split()):
        return True
    if plain:
        return False
    for character in _TELLTALES:
        if character in lower:
            break
    else:
        return False
    for name in _OTHER_NAMES:  # noqa: SIM110  (any() with a generator takes twice as long, and this runs on every row)
        if name in lower:
            return True
    return False


def _tells(text: str, match: re.Match[str], gap: str) -> bool:
    before = text[max(0, match.start() - 16) : match.start() + 1]
    return not _TOPIC.search(gap) and not _NEGATED.search(before + " " + gap)


_OTHER = Quick(
    rf"(?:,? (?:or|and|ou|oder|o|und|et|y|e) | ?/ ?|[或和与、])(?:in )?(?P<lang>{one_of(CODES)})", re.IGNORECASE
)


def _add(found: set[str], text: str, match: re.Match[str]) -> None:
    """The language of a match, and those that are allowed beside it: “in French or German”."""
    name, end = next(
        (value, match.end(key)) for key, value in match.groupdict().items() if value and not key.startswith("gap")
    )
    found.add(_code(name))
    while other := _OTHER.match(text, end):
        found.add(_code(other["lang"]))
        end = other.end()


def _code(name: str) -> str:
    name = name.lower()
    return CODES.get(name) or _MORE.get(name) or ARABIC.get(f"ال{name}", "")
