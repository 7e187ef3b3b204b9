"""The app run in this process, on small files of its own, with a cache of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explorer import building
from explorer.store import Cache
from explorer.ui.app import known_sources

APP = Path(__file__).resolve().parents[2] / "app.py"

ROWS = [
    {"instruction": "Name a colour.", "input": "", "output": "Blue.", "category": "open_qa"},
    {"instruction": "Name a colour.", "input": "", "output": "Blue.", "category": "open_qa"},
    {
        "instruction": "把这句话翻译成英文：算法很快。",
        "input": "",
        "output": "The algorithm is fast.",
        "category": "translation",
    },
    {
        "instruction": "Write a loop.",
        "input": "in Python",
        "output": "```python\nfor i in range(3):\n    print(i)\n```",
        "category": "code",
    },
    {"instruction": "Say nothing.", "input": "", "output": "", "category": "other"},
    {
        "instruction": "<script>alert(1)</script> **bold**",
        "input": "",
        "output": "<img src=x onerror=alert(1)>",
        "category": "<b>",
    },
]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cache]:
    """A cache folder of this test alone."""
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(str(APP.parent))
    st.cache_resource.clear()
    st.cache_data.clear()
    building.forget()
    yield Cache.default()
    st.cache_resource.clear()
    building.forget()


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Six rows: a copy, Chinese, code, an empty answer, and hostile text."""
    return write(tmp_path / "tiny.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS))


@pytest.fixture
def broken_lines(tmp_path: Path) -> Path:
    """Three rows among lines that are none."""
    good = json.dumps({"prompt": "p", "response": "r"})
    return write(tmp_path / "rejects.jsonl", f'{good}\n{{"prompt": "cut\n\n[1, 2]\n{good}\nnot json\n{good}\n')


def write(path: Path, text: str) -> Path:
    """A file with this text."""
    path.write_text(text, encoding="utf-8")
    return path


Open = Callable[..., AppTest]


@pytest.fixture
def open_app(cache: Cache) -> Open:
    """Opens the app at a page, built unless told otherwise. known: the source was opened in this app before."""

    def opened(
        source: Path | str, page: str = "", where: str = "", built: bool = True, known: bool = True, **query: str
    ) -> AppTest:
        if built:
            building.run(cache, building.resolve(str(source)))
        if known:
            for one in filter(None, (str(source), query.get("reference"))):
                known_sources.remember(cache, [one])
        app = AppTest.from_file(str(APP), default_timeout=30)
        app.query_params["source"] = str(source)
        if where:
            app.query_params["where"] = where
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        if page:
            app.switch_page(f"pages/{page}.py").run()
        return app

    return opened


def texts(app: AppTest) -> str:
    """Everything that is said on the screen outside of widgets, as one text."""
    kinds = ("markdown", "caption", "error", "warning", "info", "success", "header", "subheader", "code", "text")
    found = [str(getattr(element, "value", "")) for kind in kinds for element in app.get(kind)]
    found += [element.proto.body for element in app.get("html")]
    found += [f"{metric.label}={metric.value}" for metric in app.metric]
    return "\n".join(found).replace("\\", "")
