"""The library: what the app and the verbs do, from Python.

    import explorer as sx

    data = sx.open("chat.jsonl", drops=["Refusals: is_refusal", "Copies: is_exact_copy"])
    data.where("n_turns > 2").df("prompt", "response", "total_tokens")
    data.scorecard()
    data.export("clean.jsonl")

It calls the functions that the verbs and the pages call: the same steps give the same rows, figures and bytes.
"""

from __future__ import annotations

from explorer.custom import Row
from explorer.library.data import Data, open  # noqa: A004
from explorer.library.metric import Metric

__all__ = ["Data", "Metric", "Row", "open"]
