"""Plain words for the values of columns: one table for the app, the report, the command line and the chips.

SQL keeps its names; what has no words here is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping

_ABILITY = {
    "classification": "Classification",
    "sentiment": "Sentiment analysis",
    "text_matching": "Text matching",
    "nli": "Inference between texts",
    "ner": "Entity recognition",
    "keyword_extraction": "Keyword recognition",
    "information_extraction": "Structured extraction",
    "summarization": "Summarizing",
    "title_generation": "Titles",
    "question_generation": "Question writing",
    "closed_qa": "Closed questions",
    "open_qa": "Open questions",
    "objective_exam": "Objective test questions",
    "math_reasoning": "Maths and reasoning",
    "programming": "Programming",
    "translation": "Translation",
    "ancient_chinese": "Ancient Chinese",
    "idiom": "Idioms",
    "text_correction": "Text correction",
    "rewriting": "Rewriting",
    "copywriting": "Copywriting",
    "functional_writing": "Letters and reports",
    "essay": "Essays",
    "story_poem_lyrics": "Stories, poems, lyrics",
    "review_writing": "Reviews",
    "brainstorming": "Brainstorming",
    "role_play": "Role play",
    "other": "Could not be told",
}
_LANGUAGE = {
    "en": "English",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
    "it": "Italian",
    "ru": "Russian",
    "ar": "Arabic",
    "tr": "Turkish",
    "vi": "Vietnamese",
    "hi": "Hindi",
    "id": "Indonesian",
    "nl": "Dutch",
    "pl": "Polish",
    "uk": "Ukrainian",
    "th": "Thai",
    "fa": "Persian",
    "he": "Hebrew",
    "sv": "Swedish",
    "cs": "Czech",
    "el": "Greek",
    "hu": "Hungarian",
    "ro": "Romanian",
    "fi": "Finnish",
    "da": "Danish",
    "no": "Norwegian",
    "bn": "Bengali",
    "ta": "Tamil",
    "ur": "Urdu",
    "und": "Could not be told",
}
_DOMAIN = {
    "general": "General",
    "medical": "Medicine",
    "legal": "Law",
    "finance": "Finance",
    "education": "Education",
    "science": "Science",
    "technology": "Software and IT",
    "business": "Business",
    "government": "Government",
    "agriculture": "Agriculture",
    "engineering": "Engineering",
    "gaming": "Games",
}
_DIALECT = {
    "alpaca": "Alpaca",
    "sharegpt": "ShareGPT",
    "messages": "Messages",
    "prompt_completion": "Prompt and completion",
    "qa": "Question and answer",
    "preference": "Preference pairs",
    "kto": "KTO",
    "text": "Plain text",
    "unknown": "Not recognised",
}
_DECISION = {"keep": "Kept by hand", "drop": "Dropped by hand"}

LABELS: Mapping[str, Mapping[str, str]] = {
    "ability": _ABILITY,
    "language": _LANGUAGE,
    "prompt_language": _LANGUAGE,
    "domain": _DOMAIN,
    "dialect": _DIALECT,
    "decision": _DECISION,
}
"""Column -> value -> words."""


def label_of(column: str, value: object) -> str:
    """The words of a value, as people read them; the value itself where it has none."""
    if value is None:
        return "none"
    text = str(value)
    return LABELS.get(column, {}).get(text, text)
