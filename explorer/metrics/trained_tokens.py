"""The layer, made where somebody asks for it: how many tokens of a row each trainer trains.

Each row is written out once for each trainer, which costs more than all that is told of a row otherwise. One template and the
trainers' own losses, so that a column means the same wherever a filter, a chart or a recipe names it.
"""

from __future__ import annotations

import numpy as np

from explorer.columns import Column
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.tokenizer import counter
from explorer.trainers import TRAINERS, Trainer
from explorer.trainers.chat import TEXTS
from explorer.trainers.chat.texts import split_marks
from explorer.trainers.writing import written

_LAYER = "trained_tokens"
TEMPLATE = TEXTS["chatml"]
"""The template that rows are written out with."""


def _column(trainer: Trainer) -> Column:
    help = (
        f"Tokens of the row that {trainer.label} trains at its defaults (loss: {trainer.losses['default']}), written out with "
        f"{TEMPLATE.label} and not cut to any length. 0 where a rule strikes the row or nothing of it is trained. "
        "Texts are counted by this project's tokeniser."
    )
    return Column(
        trainer.trained_column,
        f"{trainer.label}: trained tokens",
        "integer",
        help,
        layer=_LAYER,
        group="tokens",
        unit="tokens",
    )


COLUMNS = tuple(_column(trainer) for trainer in TRAINERS)


def compute(batch: Batch, context: Context) -> Values:
    """Trained tokens of one batch, by trainer. Trainers write much of a row alike: each text is counted once."""
    counts = np.zeros((len(TRAINERS), len(batch)), dtype=np.int64)
    places: dict[str, int] = {}
    uses: list[tuple[int, int, int]] = []  # (trainer, row, place of a text)
    for row, conversation in enumerate(batch.conversations):
        for number, trainer in enumerate(TRAINERS):
            shown = written(conversation, context.setup, trainer, TEMPLATE).shown
            for piece in shown.pieces if shown is not None else ():
                if not piece.trained:
                    continue
                for place, part in enumerate(split_marks(piece.text, TEMPLATE)):
                    if place % 2:
                        counts[number, row] += 1
                    elif part:
                        uses.append((number, row, places.setdefault(part, len(places))))
    counted = counter(context.encoding, context.scratch)(list(places))
    for number, row, place in uses:
        counts[number, row] += counted[place]
    return {trainer.trained_column: counts[number] for number, trainer in enumerate(TRAINERS)}


_VERSION = sum(trainer.revision + trainer.text_revision for trainer in TRAINERS)

TRAINED_TOKENS = Metric(
    _LAYER, _VERSION, COLUMNS, compute, parameters=("encoding",), on_request=True, by_first_rows=True
)
