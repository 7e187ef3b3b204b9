"""Chat templates as text: a row written out as a model would read it, each stretch trained or not.

TEXTS["qwen3"]                              a template, and the tokens that begin and end its turns
render(TEXTS["qwen3"], messages)            the text
spans(TEXTS["qwen3"], messages)             the same by its training-safe variant, which marks what the assistant says
"""

from __future__ import annotations

from explorer.trainers.chat.pieces import NO_PIECES, Piece, Shown, joined
from explorer.trainers.chat.render import RenderError, render, spans
from explorer.trainers.chat.texts import TEXTS, TextTemplate

__all__ = ["NO_PIECES", "TEXTS", "Piece", "RenderError", "Shown", "TextTemplate", "joined", "render", "spans"]
