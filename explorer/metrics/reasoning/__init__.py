"""Reasoning: is it shown, was it needed, are its tags whole; and worked examples inside the prompt."""

from __future__ import annotations

from explorer.metrics.reasoning.layer import REASONING

__all__ = ["REASONING"]
