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
from explorer.ui.parts import cards, headings, inert, problem
from explorer.words import later, say

ROWS = 50
_TYPES = {
    dict: later("object"),
    list: later("array"),
    str: later("text"),
    int: later("integer"),
    float: later("number"),
    bool: later("yes/no"),
    type(None): later("null"),
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
        problem.show_error(error, say("{name} cannot be read.", name=path.name))
        return
    values = found.records.values
    said = (
        say("{estimated_records:,} rows", estimated_records=found.estimated_records)
        if found.exact
        else say("about {estimated_records} rows", estimated_records=numbers.count(found.estimated_records))
    )
    how = (
        "" if found.exact else say(", estimated from its first {bytes_seen}", bytes_seen=numbers.size(found.bytes_seen))
    )
    of = (
        say(" The source has {paths:,} files; this is the first.", paths=len(opened.paths))
        if len(opened.paths) > 1
        else ""
    )
    st.markdown(
        say(
            "**{name}** holds {said}{how}.{of} It is being read; everything fills in as rows arrive.",
            name=inert.label(path.name),
            said=said,
            how=how,
            of=of,
        )
    )
    conversations = formats.decode_many(values[:ROWS])
    lines = found.records.lines[: len(values)]
    cards.draw(
        cards.of_conversation(int(number), conversation)
        for number, conversation in list(zip(lines, conversations, strict=False))[:6]
    )
    st.markdown(say("**Fields** of the first {values:,} rows", values=len(values)))
    fields = fields_of(values)
    st.dataframe(
        fields,
        hide_index=True,
        height=min(38 + 35 * 8, 38 + 35 * max(1, len(_names(values)))),
        column_config=headings.named(fields.columns),
    )


def _names(values: list[Any]) -> list[str]:
    return list(dict.fromkeys(name for value in values if isinstance(value, dict) for name in value))


def fields_of(values: list[Any]) -> pd.DataFrame:
    """Fields of some rows: name, types, rows that have it, first value."""
    found = []
    for name in _names(values)[:200]:
        cells = [value[name] for value in values if isinstance(value, dict) and name in value]
        types = Counter(_TYPES.get(type(cell), later("other")) for cell in cells)
        example = next((cell for cell in cells if cell not in (None, "", [], {})), "")
        found.append(
            {
                "field": inert.line(name),
                "types": ", ".join(say(kind) for kind, _ in types.most_common()),
                "present": say("{cells:,} of {values:,}", cells=len(cells), values=len(values)),
                "example": inert.line(example, 120),
            }
        )
    return pd.DataFrame(found, columns=["field", "types", "present", "example"])
