"""What stands above the columns of tables: rows are dictionaries with English keys, and each key is said here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from explorer.words import later, say

_HEADINGS = (
    later("byte offset"),
    later("differ in"),
    later("end"),
    later("example"),
    later("faults"),
    later("field"),
    later("file"),
    later("first bytes"),
    later("for example"),
    later("found"),
    later("group"),
    later("here"),
    later("how it is told"),
    later("how it starts"),
    later("is a pair"),
    later("item"),
    later("kept"),
    later("likely wrong"),
    later("likeness"),
    later("line"),
    later("overlap"),
    later("present"),
    later("prompt"),
    later("reason"),
    later("reference"),
    later("remark"),
    later("response"),
    later("row"),
    later("rows to add"),
    later("rows"),
    later("share of kept"),
    later("system"),
    later("the other"),
    later("tokens"),
    later("topic"),
    later("types"),
    later("used as"),
    later("value"),
    later("verdict"),
    later("what"),
    later("which"),
)


def named(keys: Iterable[str], config: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`column_config` with a heading for each of these columns that has none. config: what else is to be said of some."""
    made: dict[str, Any] = {}
    for key in keys:
        own = dict((config or {}).get(key) or st.column_config.Column())
        made[key] = own if own.get("label") is not None else {**own, "label": say(key)}
    return made
