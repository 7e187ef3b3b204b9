"""What looks like residue and is meant: whole sentences in brackets, names left out, an assistant asked about itself."""

from __future__ import annotations

import re

from explorer.metrics.text.quick import Quick

_CROSSES = Quick(r"[XxＸ×]{2,}|某某")
_ORDERS = Quick(r"[\[(<{]+(?:insert|enter|add|fill|include|specify|replace|put)\b", re.IGNORECASE)


def leaves_out(slot: str, question: str) -> bool:
    """Whether a slot is made of crosses that the question has already put in place of names, as courts do."""
    crosses = _CROSSES.search(slot)
    return crosses is not None and crosses.group() in question


def is_sentence(slot: str) -> bool:
    """Whether brackets hold a whole sentence, which is said, and no name of what is to be filled in."""
    return slot[-2:-1] in ".!" and slot.count(" ") >= 3 and _ORDERS.match(slot) is None


_AFTER_IT = Quick(
    r"\b(?:who|what) (?:are|made|created|trained|built) you\b|\bare you (?:an? |the |really |just )?(?:ai|bot|chatbot|robot|human|person|machine|computer|language model|chatgpt|alive|conscious|sentient)\b"
    r"|\b(?:language model|turing test|chatbots?)\b|\b(?:ai|ais)(?:'s|’s)? (?:to|have|be|has|can|could|should|is|like you)\b|你是(?:谁|什么|人|真人|机器)|图灵测试|(?:作为|身为)[^，。\n]{0,6}(?:人工智能|AI|语言模型)|你们?(?:这些)?(?:人工智能|AI|语言模型)",
    re.IGNORECASE,
)
"""Who asks an assistant about itself gets content where it speaks of itself."""


def asks_after_it(question: str) -> bool:
    """Whether a question is about the assistant itself, or about what it is."""
    return len(question) <= 400 and _AFTER_IT.search(question) is not None
