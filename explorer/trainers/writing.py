"""A row written out as a trainer does, if it comes to that: what the reader shows, and what trained tokens are counted from."""

from __future__ import annotations

from typing import NamedTuple

from explorer.conversation import Conversation
from explorer.trainers.chat import RenderError, Shown, TextTemplate
from explorer.trainers.setup import Setup
from explorer.trainers.trainer import Struck, Trainer


class Written(NamedTuple):
    """struck: the rule that the row is read by, or that strikes it. shown: None where nothing of the row is trained.

    refusal: why the template does not write the row, "" where it does or is not asked. anyway: a rule strikes, but not under
    this template, which writes the row all the same.
    """

    struck: Struck
    shown: Shown | None
    refusal: str = ""
    anyway: bool = False


def written(
    row: Conversation, setup: Setup | None, trainer: Trainer, template: TextTemplate, loss: str = "default"
) -> Written:
    """The row under a trainer, a template and one of the trainer's losses, whatever its length."""
    struck = trainer.judge(row, setup)
    strikes = trainer.rules[struck.rule].outcome != "fine"
    anyway = struck.rule in trainer.written_anyway and row.dialect != "prompt_completion"
    if strikes and not anyway:
        return Written(struck, None)
    try:
        return Written(struck, trainer.show(row, struck.rule, template, loss, setup), anyway=anyway)
    except RenderError as error:
        return Written(struck, None, "" if strikes else str(error))
