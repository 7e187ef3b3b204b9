"""What a column is: the one idea that filters, charts, table, scorecard and export share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["integer", "number", "boolean", "category", "text", "id"]
"""How a column is filtered and drawn.

integer, number: range with histogram. boolean: yes / no. category: few distinct strings, multi-select
with counts. text: free text, searched. id: a key such as a group number, shown but not binned.
"""

Group = Literal[
    "row", "source", "tokens", "attributes", "checks", "duplicates", "judgements", "map", "field", "decision", "own"
]
"""Where a column is listed in the row's card and in column pickers; `field` is the source's own, `own` what a user made.

A yes/no column of `checks` (facts) or `judgements` (opinions with a known precision) is a fault of the row; one of
`attributes` says what the row is, without blame.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the dataset, keyed by `row_id`.

    name: its SQL name. label: short words for people. help: how it is computed and how far to trust it.
    unit: "tokens", "characters", … or "". layer: name of the layer that builds it.
    long_text: True for text that lives in the text layer and is never loaded into the narrow table.
    """

    name: str
    label: str
    kind: Kind
    help: str
    layer: str
    group: Group = "checks"
    unit: str = ""
    long_text: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Its fields by name. `dataclasses.asdict` copies each of them deeply, which a layer of a hundred columns notices."""
        return {name: getattr(self, name) for name in self.__slots__}


TURNS = "_sql_turns"
"""The column beside long text that says where each turn of a prompt stands: a list of {role, start, length}, in characters
from 1; NULL where the prompt is the bare text of one user turn. No field of a source is called so."""
