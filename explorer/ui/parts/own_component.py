"""Components of this project's own: their script and style lie beside this module, and go with the page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2 import component

_HERE = Path(__file__).parent


@cache
def load(name: str) -> Any:
    """The component whose files are `name`.js and `name`.css; registered once."""
    js, css = ((_HERE / f"{name}.{kind}").read_text("utf-8") for kind in ("js", "css"))
    return component(f"sft_{name}", js=js, css=css)
