"""What is on the screen before anything is built: first rows, fields, and a first count, read straight from the file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from explorer import formats, sources
from explorer.charts import numbers
from explorer.errors import ExplorerError
from explorer.ui.app import open_dataset
from explorer.ui.app.open_dataset import Opened
from explorer.ui.parts import cards, inert, problem

ROWS = 50
_TYPES = {
    dict: "object",
    list: "array",
    str: "text",
    int: "integer",
    float: "number",
    bool: "yes/no",
    type(None): "null",
}


@st.cache_resource(show_spinner=False, max_entries=16)
def _read(path: str, size: int, changed: int) -> sources.Preview:
    del size, changed
    return sources.preview(Path(path), open_dataset.cache().scratch, ROWS)


def draw(opened: Opened) -> None:
    """Draw the preview of the first file of a source."""
    path = opened.paths[0]
    try:
        stat = path.stat()
        found = _read(str(path), stat.st_size, stat.st_mtime_ns)
    except (ExplorerError, OSError) as error:
        problem.show_error(error, f"{path.name} cannot be read.")
        return
    values = found.records.values
    said = (
        f"{found.estimated_records:,} rows" if found.exact else f"about {numbers.count(found.estimated_records)} rows"
    )
    how = "" if found.exact else f", estimated from its first {numbers.size(found.bytes_seen)}"
    of = f" The source has {len(opened.paths):,} files; this is the first." if len(opened.paths) > 1 else ""
    st.markdown(
        f"**{inert.label(path.name)}** holds {said}{how}.{of} It is being read; everything fills in as rows arrive."
    )
    conversations = formats.decode_many(values[:ROWS])
    lines = found.records.lines[: len(values)]
    cards.draw(
        cards.of_conversation(int(number), conversation)
        for number, conversation in list(zip(lines, conversations, strict=False))[:6]
    )
    st.markdown(f"**Fields** of the first {len(values):,} rows")
    st.dataframe(fields_of(values), hide_index=True, height=min(38 + 35 * 8, 38 + 35 * max(1, len(_names(values)))))


def _names(values: list[Any]) -> list[str]:
    return list(dict.fromkeys(name for value in values if isinstance(value, dict) for name in value))


def fields_of(values: list[Any]) -> pd.DataFrame:
    """Fields of some rows: name, types, rows that have it, first value."""
    found = []
    for name in _names(values)[:200]:
        cells = [value[name] for value in values if isinstance(value, dict) and name in value]
        types = Counter(_TYPES.get(type(cell), "other") for cell in cells)
        example = next((cell for cell in cells if cell not in (None, "", [], {})), "")
        found.append(
            {
                "field": inert.line(name),
                "types": ", ".join(kind for kind, _ in types.most_common()),
                "present": f"{len(cells):,} of {len(values):,}",
                "example": inert.line(example, 120),
            }
        )
    return pd.DataFrame(found, columns=["field", "types", "present", "example"])
