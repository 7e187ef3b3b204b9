"""An interactive explorer for supervised fine-tuning (SFT) datasets.

import explorer as sx

data = sx.open("chat.jsonl")

The app is `sft-explorer chat.jsonl`, the verbs are `sft-explorer stats chat.jsonl` and others; `docs/python.md` shows the library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    from explorer.errors import ExplorerError
    from explorer.library import Data, Metric, Row, open  # noqa: A004

__all__ = ["Data", "ExplorerError", "Metric", "Row", "__version__", "open"]


def __getattr__(name: str) -> Any:
    """The library's names, imported when they are first asked for: `--help` and worker processes do without."""
    if name in ("Data", "Metric", "Row", "open"):
        from explorer import library

        return getattr(library, name)
    if name == "ExplorerError":
        from explorer import errors

        return errors.ExplorerError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
