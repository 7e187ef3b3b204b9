"""Several answers to one question: the best and the worst become a preference pair, by a rule that the row's note names.

Answers that go into neither stay in their field, which stays a column.
"""

from __future__ import annotations

from explorer.formats.candidates import columns, lists
from explorer.formats.envelopes.envelope import Envelope

CANDIDATES: tuple[Envelope, ...] = (
    Envelope("numbered answers", columns.may_be, columns.open_columns),
    Envelope("list of answers", lists.may_be, lists.open_list),
)
"""How several answers lie in a record."""
