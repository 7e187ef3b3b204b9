"""The bar that is shown while something is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explorer.charts import numbers
from explorer.progress import Progress, Report
from explorer.words import say


@contextmanager
def bar() -> Iterator[Report]:
    """What a writer tells how far it is. The bar is gone afterwards, however it ended."""
    shown = st.progress(0.0, text=say("Writing"))

    def report(progress: Progress) -> None:
        shown.progress(progress.share, text=say("Writing · {share}", share=numbers.share(progress.share)))

    try:
        yield report
    finally:
        shown.empty()
