"""Who speaks, by the names that people read."""

from __future__ import annotations

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER
from explorer.words import later, say

_ROLES = {SYSTEM: later("system"), USER: later("user"), ASSISTANT: later("assistant"), TOOL: later("tool")}


def role_name(role: str) -> str:
    """The name of a role; one that nobody knows by its own."""
    return say(_ROLES[role]) if role in _ROLES else role
