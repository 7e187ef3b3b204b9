"""Aggregates kept per view: see `explorer.queries.kept`."""

from __future__ import annotations

from explorer.queries.kept import ask

__all__ = ["ask"]
