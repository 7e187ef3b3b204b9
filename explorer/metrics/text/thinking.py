"""Reasoning that stands inside the answer's text, in the tags that reasoning models write."""

from __future__ import annotations

import re

from explorer.metrics.text.needles import group, held

_CLOSING = re.compile(
    r"</(?:think|thinking|thought|reasoning|scratchpad)>|<\|end_of_thought\|>|\[/THINK\]", re.IGNORECASE
)
_LITERALS = (
    "</think>", "</thinking>", "</thought>", "</reasoning>", "</scratchpad>", "<|end_of_thought|>", "[/think]",
)  # fmt: skip
_TAGGED = group(("</", "<|end", "[/T"))


def visible_start(text: str) -> int:
    """Where the answer proper begins: behind the last closing reasoning tag; 0 where there is none."""
    if not held(text) & _TAGGED or ("</" not in text and "<|end" not in text and "[/T" not in text):
        return 0
    end = 0
    lower = text.lower()
    if len(lower) == len(text):  # so that places hold; searching from the end costs nothing for each tag
        for mark in _LITERALS:
            place = lower.rfind(mark, end)
            if place >= 0:
                end = place + len(mark)
        return end
    for found in _CLOSING.finditer(text):
        end = found.end()
    return end
