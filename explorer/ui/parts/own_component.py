"""Components of this project's own: their script and style lie beside this module, and go with the page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2 import component

_HERE = Path(__file__).parent


@cache
def load(name: str) -> Any:
    """The component whose files are `name`.js and `name`.css; registered once. `element.js` stands before each script."""
    shared, js, css = ((_HERE / file).read_text("utf-8") for file in ("element.js", f"{name}.js", f"{name}.css"))
    return component(f"sft_{name}", js=f"{shared}\n{js}", css=css)
