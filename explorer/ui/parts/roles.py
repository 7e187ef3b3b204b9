"""Who speaks, by the names that people read: see `explorer.labels`."""

from __future__ import annotations

from explorer.labels import role_name

__all__ = ["role_name"]
