"""Trainers: what each of them does with a row, by its form and by its length.

A new trainer is one module here and one entry in `TRAINERS`: its column, its column of the Trainers page, its place in
`dryrun`, `export --trainer` and the scorecard's profile follow from that.
"""

from __future__ import annotations

from collections.abc import Mapping

from explorer.conversation import Conversation
from explorer.trainers.axolotl import AXOLOTL
from explorer.trainers.llamafactory import LLAMAFACTORY
from explorer.trainers.openai import OPENAI
from explorer.trainers.rows import refused_turn
from explorer.trainers.setup import Setup, setup_of
from explorer.trainers.swift import SWIFT
from explorer.trainers.templates import TEMPLATES, Template
from explorer.trainers.trainer import OUTCOMES, ByLength, Case, Outcome, Rule, Struck, Trainer
from explorer.trainers.trl import TRL

TRAINERS: tuple[Trainer, ...] = (
    LLAMAFACTORY,
    AXOLOTL,
    TRL,
    SWIFT,
    OPENAI,
)
"""In the order in which they are shown."""

BY_NAME: Mapping[str, Trainer] = {trainer.name: trainer for trainer in TRAINERS}


def judge(conversation: Conversation, setup: Setup | None = None) -> dict[str, Struck]:
    """The first rule that strikes, for each trainer by name; `fine` and its like where none does."""
    return {trainer.name: trainer.judge(conversation, setup) for trainer in TRAINERS}


__all__ = [
    "BY_NAME",
    "OUTCOMES",
    "TEMPLATES",
    "TRAINERS",
    "ByLength",
    "Case",
    "Outcome",
    "Rule",
    "Setup",
    "Struck",
    "Template",
    "Trainer",
    "judge",
    "refused_turn",
    "setup_of",
]
