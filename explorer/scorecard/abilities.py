"""The abilities that the guide asks for, and the rows that have them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ability:
    """One of the guide's abilities. rows: filter expression. chinese: asked of data that holds Chinese only."""

    name: str
    rows: str
    chinese: bool = False


def _labels(*names: str) -> str:
    if len(names) == 1:
        return f"ability = '{names[0]}'"
    return f"ability IN ({', '.join(repr(name) for name in names)})"


GUIDE: tuple[Ability, ...] = (
    Ability("classification", _labels("classification")),
    Ability("structured output", "is_structured"),
    Ability("creative writing", _labels("story_poem_lyrics", "role_play")),
    Ability("multi-turn dialogue", "is_multi_turn"),
    Ability("ancient Chinese translation", _labels("ancient_chinese"), chinese=True),
    Ability("keyword recognition", _labels("keyword_extraction")),
    Ability("reading comprehension", _labels("closed_qa", "question_generation")),
    Ability("idiom explanation", _labels("idiom")),
    Ability("text correction", _labels("text_correction", "rewriting")),
    Ability("sentiment analysis", _labels("sentiment")),
    Ability("entity recognition", _labels("ner")),
    Ability("programming", _labels("programming")),
    Ability("text matching", _labels("text_matching", "nli")),
    Ability("copywriting", _labels("copywriting")),
    Ability("reviews (songs, films, books)", _labels("review_writing")),
    Ability("open questions", _labels("open_qa")),
    Ability("composition writing", _labels("essay", "functional_writing")),
    Ability("storytelling", _labels("story_poem_lyrics")),
    Ability("structured extraction", _labels("information_extraction")),
    Ability("summarizing", _labels("summarization", "title_generation")),
    Ability("closed questions", _labels("closed_qa")),
    Ability("chain of thought", "has_cot"),
    Ability("objective test questions", _labels("objective_exam")),
    Ability("brainstorming", _labels("brainstorming")),
)
