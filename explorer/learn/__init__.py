"""Learning from decisions by hand: which rows look like those that were dropped, and how far to trust that."""

from __future__ import annotations

from explorer.learn.model import LEAST, LEAST_OF_EACH, Learnt, Telling, Wanting, learn, learnt, wanting

__all__ = ["LEAST", "LEAST_OF_EACH", "Learnt", "Telling", "Wanting", "learn", "learnt", "wanting"]
