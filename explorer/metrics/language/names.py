"""Names of languages, by ISO 639-1 code: what people who ask for an answer in a language call it."""

from __future__ import annotations

_WORDS = {
    "en": "english anglais englisch inglés ingles inglese inglês engels engelska engelsk ingilizce inggris",
    "zh": "chinese mandarin cantonese chinois chinesisch chino cinese chinês chinees kinesiska çince",
    "fr": "french français francais französisch francés frances francese francês frans franska fransızca prancis",
    "de": "german allemand deutsch alemán aleman tedesco alemão duits tyska almanca jerman",
    "es": "spanish castilian espagnol spanisch español espanol castellano spagnolo espanhol spaans spanska ispanyolca",
    "it": "italian italien italienisch italiano italiaans italienska italyanca",
    "pt": "portuguese portugais portugiesisch portugués portoghese português portugues portugees",
    "ja": "japanese japonais japanisch japonés giapponese japonês japans japonca",
    "ko": "korean coréen koreanisch coreano koreaans korece",
    "ru": "russian russe russisch ruso russo ryska rusça",
    "ar": "arabic arabe arabisch árabe arabo arapça",
    "hi": "hindi",
    "tr": "turkish turc türkisch turco türkçe",
    "nl": "dutch néerlandais niederländisch neerlandés holandés olandese holandês nederlands",
    "pl": "polish polonais polnisch polaco polacco polsku",
    "sv": "swedish suédois schwedisch sueco svedese svenska",
    "da": "danish danois dänisch danés dansk",
    "no": "norwegian norvégien norwegisch noruego norsk",
    "fi": "finnish finnois finnisch finlandés",
    "cs": "czech tchèque tschechisch checo",
    "hu": "hungarian hongrois ungarisch húngaro",
    "ro": "romanian roumain rumänisch rumano",
    "el": "greek griechisch griego",
    "he": "hebrew hébreu hebräisch hebreo",
    "th": "thai thaï thailändisch tailandés",
    "vi": "vietnamese vietnamien vietnamesisch vietnamita việt",
    "id": "indonesian indonésien indonesisch indonesia indonesio",
    "ms": "malay",
    "uk": "ukrainian ukrainien ukrainisch ucraniano",
    "fa": "persian farsi",
    "ur": "urdu",
    "bn": "bengali bangla",
    "ta": "tamil",
    "te": "telugu",
    "lv": "latvian",
    "lt": "lithuanian",
    "et": "estonian",
    "hr": "croatian",
    "sr": "serbian",
    "bg": "bulgarian",
    "sk": "slovak",
    "sl": "slovenian",
    "ca": "catalan",
    "sw": "swahili",
}
_CHINESE = {
    "zh": "简体中文 繁体中文 繁體中文 中文 汉语 漢語 普通话 国语 华语 粤语",
    "en": "英文 英语 英語",
    "fr": "法文 法语 法語",
    "de": "德文 德语 德語",
    "es": "西班牙文 西班牙语 西班牙語 西语",
    "ja": "日文 日语 日語 日本语",
    "ko": "韩文 韩语 韓文 韓語",
    "ru": "俄文 俄语 俄語",
    "it": "意大利文 意大利语",
    "pt": "葡萄牙文 葡萄牙语",
    "ar": "阿拉伯文 阿拉伯语",
    "th": "泰文 泰语",
    "vi": "越南文 越南语",
    "nl": "荷兰语",
    "el": "希腊语",
    "hi": "印地语",
    "tr": "土耳其语",
    "pl": "波兰语",
    "sv": "瑞典语",
    "id": "印尼语",
}
_JAPANESE = {
    "ja": "日本語",
    "en": "英語",
    "zh": "中国語",
    "ko": "韓国語",
    "fr": "フランス語",
    "de": "ドイツ語",
    "es": "スペイン語",
    "ru": "ロシア語",
    "it": "イタリア語",
    "pt": "ポルトガル語",
}
_KOREAN = {
    "ko": "한국어 우리말",
    "en": "영어",
    "zh": "중국어",
    "ja": "일본어",
    "fr": "프랑스어 불어",
    "de": "독일어",
    "es": "스페인어",
    "ru": "러시아어",
}
_RUSSIAN = {
    "ru": "русск",
    "en": "английск",
    "de": "немецк",
    "fr": "французск",
    "es": "испанск",
    "zh": "китайск",
    "ja": "японск",
    "it": "итальянск",
    "pt": "португальск",
    "ko": "корейск",
    "uk": "украинск",
    "tr": "турецк",
}
_ARABIC = {
    "ar": "العربية",
    "en": "الإنجليزية الانجليزية",
    "fr": "الفرنسية",
    "zh": "الصينية",
    "de": "الألمانية",
    "es": "الإسبانية",
}
_HINDI = {"hi": "हिंदी हिन्दी", "en": "अंग्रेज़ी अंग्रेजी"}


def _by_name(codes: dict[str, str]) -> dict[str, str]:
    return {name: code for code, names in codes.items() for name in names.split()}


WORDS = _by_name(_WORDS)
"""Name in small letters -> code, for languages that are written with Latin letters."""
CHINESE, JAPANESE, KOREAN, RUSSIAN = _by_name(_CHINESE), _by_name(_JAPANESE), _by_name(_KOREAN), _by_name(_RUSSIAN)
ARABIC, HINDI = _by_name(_ARABIC), _by_name(_HINDI)
CODES = {**WORDS, **CHINESE, **JAPANESE, **KOREAN, **RUSSIAN, **ARABIC, **HINDI}
"""Every name -> code."""


def one_of(names: dict[str, str]) -> str:
    """The names as alternatives of a pattern, the longest first."""
    return "|".join(sorted(names, key=len, reverse=True))
