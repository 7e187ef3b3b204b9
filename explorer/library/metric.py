"""A column of one's own, computed by a Python function of one row."""

from __future__ import annotations

import inspect
import os
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from explorer import custom
from explorer.custom import CustomColumn, Row
from explorer.errors import FilterError


class Metric:
    """A column of one's own, for `Data.with_column`.

        def exclamations(row: sx.Row) -> int:
            "Exclamation marks in the answer."
            return row.response.count("!")

        data.with_column(sx.Metric(exclamations))

    The function stands alone: it runs in other processes, by its text, so that it imports what it uses itself and refers to
    nothing around it. It gives a bool, int, float or str, as it says behind `->`, or None for no value. A row for which it
    raises, or takes more than a second, has no value; the column's help says how many. Values are kept, and computed anew
    when the text changes. Pass a path for a file that holds the one function.

    FilterError for what is no such function.
    """

    def __init__(self, function: Callable[[Row], Any] | str | os.PathLike[str], name: str = "") -> None:
        """name: of the column, the function's by default."""
        if callable(function):
            found = custom.function(_text(function), name)
        else:
            found = custom.function(custom.read_file(Path(function)).text, name)
        self.column: CustomColumn = found

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name

    def __repr__(self) -> str:
        return f"<column {self.name}: {self.column.signature.kind}>"


def _text(function: Callable[[Row], Any]) -> str:
    """The function's text as it was written. FilterError where Python does not know it."""
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError) as error:
        raise FilterError(
            "The text of the function is not known, and a column is made of it.",
            "Define it with def in a file or a notebook, or name a file: sx.Metric('exclamations.py').",
        ) from error
