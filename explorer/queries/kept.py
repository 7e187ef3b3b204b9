"""Aggregates kept per view, so that a rerun which changes nothing asks DuckDB nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from explorer.view import View
from explorer.words import language

P = ParamSpec("P")
T = TypeVar("T")


def ask(query: Callable[Concatenate[View, P], T], view: View, *args: P.args, **kwargs: P.kwargs) -> T:
    """`query(view, …)` of `explorer.queries`, computed once per view and language, since answers may hold sentences, for all sessions. Results are shared: do not change them."""
    name = f"{query.__module__}.{query.__qualname__}"
    arguments = repr((args, sorted(kwargs.items())))
    return view.dataset.kept_result((name, view.key, arguments, language()), lambda: query(view, *args, **kwargs))
