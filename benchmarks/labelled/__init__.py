"""Gathers labelled rows from sources that the rules were not made with.

    python -m benchmarks.labelled REPOSITORIES OUT [--most N]

REPOSITORIES is a folder of git clones, each named `owner+name` (bare or with a work tree); which ones, with licence and
commit, stands in `sources.tsv` beside this file. OUT receives `develop/ability_en.jsonl`, `heldout/ability_zh.jsonl` and
so on, and `sources.tsv` of what was read. Rows are {prompt, response, label, source, lang}.

A source is a dataset or a collection, never a row: all of a source's rows stand on one side, which a hash of its name
decides (`side`). Held-out rows train nothing, and rules are not to be written from their texts. Their scores were looked at
while rules and settings were made, and whoever wrote the rules wrote the `written` texts of both sides too.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from benchmarks.halves import DEVELOP, HELD_OUT

_SAME = {
    "glue": "", "superglue": "", "super": "", "tasks": "", "dataset": "", "corpus": "", "reviews": "", "review": "",
}  # fmt: skip
SEEN = frozenset(
    "duorc cnndailymail cnn trec agnews ag commonsenseqa imdb yelp yelppolarity yelpfull multinews kilt hotpotqa "
    "appreviews gigaword wikiqa wikibio wikihop mrpc qqp paws rte cose quora".split()
)
"""Datasets whose templates stand in the rows that rules were made with: never held out."""


class Labelled(NamedTuple):
    """One labelled row. source: what is held out whole. collection: where it was read."""

    prompt: str
    response: str
    label: str
    source: str
    lang: str
    collection: str


def dataset_name(name: str) -> str:
    """One name for a dataset however collections spell it: `super_glue/boolq`, `bool_q` and `BoolQ` are the same."""
    parts = [part for part in re.split(r"[^a-z]+", name.lower().replace("/", " ")) if part]
    kept = [_SAME.get(part, part) for part in parts]
    return "".join(kept) or "".join(parts)


def side(source: str) -> str:
    """`develop` or `heldout`, by a hash of the source's name; fixed for ever."""
    if source in SEEN:
        return DEVELOP
    return HELD_OUT if hashlib.sha256(f"ability/{source}".encode()).digest()[0] % 2 else DEVELOP
