"""Plain words for the values of columns: one table for the app, the report, the command line and the chips.

SQL keeps its names; what has no words here is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from explorer.words import language, later, say, translated

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
    "tree": "Message tree",
    "stepwise": "Step-wise",
    "seed_tasks": "Seed tasks",
    "swift": "Swift pairs",
    "openchat": "OpenChat",
    "turns": "Benchmark turns",
    "transcript": "Transcript",
    "unknown": "Not recognised",
}
_DECISION = {"keep": "Kept by hand", "drop": "Dropped by hand"}
_TRUNCATION = {
    "none": "Not cut",
    "mid_sentence": "In the middle of a sentence",
    "no_full_stop": "Only a full stop is missing",
    "open_fence": "In an open code block",
}
_CONFLICT = {
    "number": "Number",
    "polarity": "Yes and no",
    "option": "Option",
    "label": "Label",
    "preference": "Preference",
}
_BOILERPLATE = {
    "none": "None",
    "as_an_ai": "“As an AI”",
    "cutoff": "Knowledge cut-off",
    "identity": "Says who trained it",
    "no_input": "“No input”",
}
_SCRIPT = {
    "Latn": "Latin",
    "Hans": "Simplified Chinese",
    "Hant": "Traditional Chinese",
    "Hani": "Chinese characters",
    "Jpan": "Japanese",
    "Kore": "Korean",
    "Arab": "Arabic",
    "Cyrl": "Cyrillic",
    "Deva": "Devanagari",
    "und": "Could not be told",
}
_CODE = {
    "none": "No code",
    "cpp": "C++",
    "csharp": "C#",
    "css": "CSS",
    "html": "HTML",
    "http": "HTTP",
    "javascript": "JavaScript",
    "json": "JSON",
    "php": "PHP",
    "sql": "SQL",
    "typescript": "TypeScript",
    "xml": "XML",
    "yaml": "YAML",
}

LABELS: Mapping[str, Mapping[str, str]] = {
    "ability": _ABILITY,
    "domain": _DOMAIN,
    "dialect": _DIALECT,
    "decision": _DECISION,
    "truncation_kind": _TRUNCATION,
    "boilerplate_kind": _BOILERPLATE,
    "conflict_reason": _CONFLICT,
    "script": _SCRIPT,
    "code_language": _CODE,
    "not_judged": {"none": "All judged"},
    "pii_kinds": {"none": "None"},
    "odd_ability": _ABILITY,
}
"""Column -> value -> words; languages have theirs from Unicode's table of them."""

_LANGUAGES = ("language", "prompt_language")
_UNTOLD_LANGUAGE = "Could not be told"
_SPELLED = ("code_language", "not_judged", "boilerplate_kind", "truncation_kind")
_RULE = "_rule"  # at the end of the names of columns that hold a trainer's rule
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*\Z")


_ROLES = {"system": later("system"), "user": later("user"), "assistant": later("assistant"), "tool": later("tool")}


def role_name(role: str) -> str:
    """The name of who speaks; one that nobody knows by its own."""
    return say(_ROLES[role]) if role in _ROLES else role


def label_of(column: str, value: object) -> str:
    """The words of a value, as people read them; the value itself where it has none. Plain text, from the data where it has none."""
    if value is None:
        return say("none")
    text = str(value)
    words = words_of(column)
    if text in words:
        return words[text] if column in _LANGUAGES else translated(words[text])
    if (column in _SPELLED or column.endswith(_RULE)) and _IDENTIFIER.match(text):
        return translated(spelled(text))
    return text


def spelled(name: str) -> str:
    """An identifier as words."""
    return name[:1].upper() + name[1:].replace("_", " ")


def with_name(column: str, value: object) -> str:
    """The words of a value with the name that SQL knows it by, where that is another: for those who type conditions."""
    words = label_of(column, value)
    return words if value is None or words == str(value) else f"{words} ({value})"


def words_of(column: str) -> Mapping[str, str]:
    """Value -> words of a column; empty for columns whose values are shown as they stand."""
    return _languages(language()) if column in _LANGUAGES else LABELS.get(column, {})


@cache
def _languages(locale: str) -> Mapping[str, str]:
    from babel import Locale  # its table is read when the first language is shown

    return {**Locale.parse(locale).languages, "und": translated(_UNTOLD_LANGUAGE)}


def share(part: float) -> str:
    """A share of 0 to 1 as per cent; what is not nothing never reads as 0."""
    percent = round(100 * part, 9)  # 0.05 is 5, not 5.000000000000001
    if 0 < percent < 0.05:
        return "< 0.1 %"
    if 99.95 <= percent < 100:
        return "> 99.9 %"
    return f"{percent:.1f} %" if percent % 1 else f"{percent:.0f} %"
