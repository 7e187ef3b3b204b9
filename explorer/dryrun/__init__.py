"""The trainers' dry run: what becomes of each row at a maximum length and under a chat template.

plan("trl", 4096, "chatml").keeps        the filter that keeps what TRL trains on
summary(view, 4096, "chatml")            how many rows share which fate, trainer by trainer
shown(dataset, 12, "trl", 4096)          one row as text, and which of its tokens are trained
"""

from __future__ import annotations

from explorer.dryrun.shown import ShownRow, config, described, shown
from explorer.dryrun.summary import Fate, Result, as_dict, fates, summary
from explorer.trainers.configs import ConfigFile
from explorer.trainers.plan import MAX_LENGTH, Plan, case_filter, keeps_filter, outcome_filter, plan

__all__ = [
    "MAX_LENGTH",
    "ConfigFile",
    "Fate",
    "Plan",
    "Result",
    "ShownRow",
    "as_dict",
    "case_filter",
    "config",
    "described",
    "fates",
    "keeps_filter",
    "outcome_filter",
    "plan",
    "shown",
    "summary",
]
