"""The trainers' dry run, as far as it does not depend on a length: which rule of which trainer strikes a row."""

from __future__ import annotations

from explorer.metrics.trainers.layer import TRAINERS, explain
from explorer.metrics.trainers.rules import NAMES, RULES, Outcome, Rule
from explorer.metrics.trainers.templates import TEMPLATES, Template

__all__ = ["NAMES", "RULES", "TEMPLATES", "TRAINERS", "Outcome", "Rule", "Template", "explain"]
