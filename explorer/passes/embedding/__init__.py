"""Texts as vectors, offline, English and Chinese in one space.

Two tiers. `full` runs the bundled sentence encoder on every text. `fast` runs it on the dataset's own words and on a
sample of its texts, learns from both how words make up a text, and adds words up for all the others: hundreds of times
faster, and less exact; `Distilled.agreement` says by how much.
"""

from __future__ import annotations

from explorer.passes.embedding.distilled import Distilled, learn
from explorer.passes.embedding.encoder import DIMENSIONS, encode, encode_parallel
from explorer.passes.embedding.words import words

__all__ = ["DIMENSIONS", "Distilled", "encode", "encode_parallel", "learn", "words"]
