"""Rows of a JSON file with what the file says once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def completed(value: Any, options: Mapping[str, Any]) -> Any:
    """The row with the fields that stand beside all rows, or by the names of the columns where it is a list of cells."""
    header = options.get("header")
    if header and isinstance(value, list) and len(value) == len(header):
        return dict(zip(header, value, strict=True))
    beside = options.get("beside")
    return {**beside, **value} if beside and type(value) is dict else value
