"""Aggregates kept per view, so that a rerun which changes nothing asks DuckDB nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from explorer.view import View

P = ParamSpec("P")
T = TypeVar("T")


@st.cache_resource(show_spinner=False, max_entries=1_000)
def _results(name: str, key: Hashable, arguments: Hashable, _call: Callable[[], Any]) -> Any:
    del name, key, arguments
    return _call()


def ask(query: Callable[Concatenate[View, P], T], view: View, *args: P.args, **kwargs: P.kwargs) -> T:
    """`query(view, …)` of `explorer.queries`, computed once per view. Results are shared: do not change them."""
    name = f"{query.__module__}.{query.__qualname__}"
    arguments = repr((args, sorted(kwargs.items())))
    return _results(name, view.key, arguments, lambda: query(view, *args, **kwargs))
