"""Who may open, write and start what: the policy of a shared app."""

from __future__ import annotations

from explorer.serving.policy import VARIABLE, Action, Policy, current, from_text, make

__all__ = ["VARIABLE", "Action", "Policy", "current", "from_text", "make"]
