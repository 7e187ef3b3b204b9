"""Families of values: one table that groups the labels of a column into a few kinds, for pictures that show parts of parts."""

from __future__ import annotations

from collections.abc import Mapping

FAMILIES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ability": {
        "Understanding": (
            "classification",
            "sentiment",
            "text_matching",
            "nli",
            "ner",
            "keyword_extraction",
            "information_extraction",
        ),
        "Knowledge": ("open_qa", "closed_qa", "objective_exam", "ancient_chinese", "idiom"),
        "Reasoning and code": ("programming", "math_reasoning"),
        "Writing": (
            "brainstorming",
            "functional_writing",
            "story_poem_lyrics",
            "copywriting",
            "essay",
            "review_writing",
        ),
        "Working on a text": (
            "summarization",
            "translation",
            "rewriting",
            "text_correction",
            "title_generation",
            "question_generation",
        ),
        "Dialogue": ("role_play",),
    },
}
"""Column -> family -> its values, in a fixed order: colours follow it. Values that stand in no family form one of their own."""


def family_of(column: str, value: str | None) -> str:
    """The family of a value; "" where the column has no families or the value stands in none."""
    return next((name for name, values in FAMILIES.get(column, {}).items() if value in values), "")
