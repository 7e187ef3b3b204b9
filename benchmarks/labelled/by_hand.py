"""Instructions for everyday applications, whose ability was given by hand after reading them.

A source is the application that an instruction was written for, so half of them stay unseen by those who write rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.labelled import Labelled, dataset_name
from benchmarks.labelled.repository import Repository

_LABELS = {
    "brainstorming": "10 26 30 34 35 46 47 50 66 68 87 88 94 105 108 110 111 118 120 128 130 136 138 177 214 221 233 249",
    "classification": "36 139 158 163 164 165 166 183 184 232 235 238 244",
    "closed_qa": "102 127 176",
    "copywriting": "7 25 29 54 55 61 62 72 79 211 230",
    "functional_writing": "4 5 24 52 53 56 57 73 74 75 103 107 121 123 131 132 202 207 216 219",
    "information_extraction": "28 157 162 179 212 247",
    "math_reasoning": "19 134 140 141 142 143 144 149",
    "objective_exam": "27 69",
    "open_qa": "37 71 85 115 229",
    "programming": "12 13 14 16 38 40 78 93 96 178 190 195 205 210 227 231 242",
    "question_generation": "23 86 92",
    "review_writing": "8 32 83 223",
    "rewriting": "0 6 22 156 187 193 220 246",
    "sentiment": "194 234",
    "story_poem_lyrics": "9 49 186",
    "summarization": "80 98 159 160 181",
    "text_correction": "2 161 236 240",
    "text_matching": "91",
    "title_generation": "67 167",
    "translation": "100",
}
"""Ability -> places in `human_eval/user_oriented_instructions.jsonl`; instructions that are several things are left out."""


def read(repository: Repository, most: int) -> Iterator[Labelled]:
    """Rows of self-instruct's user-oriented instructions that were given an ability."""
    del most
    rows = repository.lines("human_eval/user_oriented_instructions.jsonl")
    for label, places in _LABELS.items():
        for place in map(int, places.split()):
            if place < len(rows):
                row = rows[place]
                given = row["instances"][0]
                prompt = row["instruction"] + (f"\n\n{given['input']}" if given["input"] else "")
                source = dataset_name("useroriented " + row["motivation_app"])
                yield Labelled(prompt, given["output"], label, source, "en", repository.name)
