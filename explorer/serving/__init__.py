"""Who may open, write and start what: the policy of a shared app."""

from __future__ import annotations

from explorer.serving import people
from explorer.serving.people import People, Role
from explorer.serving.policy import URL, VARIABLE, Action, Policy, current, from_text, make

__all__ = ["URL", "VARIABLE", "Action", "People", "Policy", "Role", "current", "from_text", "make", "people"]
