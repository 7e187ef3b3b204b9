"""The app run in this process, on small files of its own, with a cache of its own."""

from __future__ import annotations

import base64
import functools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from explorer import building
from explorer.store import Cache
from explorer.ui.app import known_sources
from tests.conftest import SAMPLE, take_over
from tests.waiting import NEVER, wait_until

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


@pytest.fixture(scope="module")
def module_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("module-cache")


@pytest.fixture
def module_cache(module_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """One cache for a whole module: what was judged of a source is there for the next test."""
    reset(monkeypatch, module_folder)
    return Cache.default()


def reset(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """As a process that has just started, with this cache folder."""
    monkeypatch.setenv("EXPLORER_CACHE", str(folder))
    monkeypatch.syspath_prepend(str(APP.parent))
    st.cache_resource.clear()
    st.cache_data.clear()
    building.forget()


@pytest.fixture(autouse=True, scope="session")
def _components_are_looked_for_once() -> Iterator[None]:
    """Each app of a test would read what all installed packages say of themselves: the same every time."""
    with pytest.MonkeyPatch.context() as patched:
        found = functools.cache(manifest_scanner.scan_component_manifests)
        patched.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cache]:
    """A cache folder of this test alone."""
    reset(monkeypatch, tmp_path / "cache")
    yield Cache.default()
    st.cache_resource.clear()
    building.forget()


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of `tiny`, and a cache folder in which it is judged already. To be linked, not used."""
    folder = tmp_path_factory.mktemp("tiny")
    building.run(Cache.at(folder / "cache"), [write_tiny(folder)])
    return folder


@pytest.fixture
def tiny(tiny_folder: Path, cache: Cache) -> Path:
    """Six rows, judged already: a copy, Chinese, code, an empty answer, and hostile text. Not to be changed."""
    if not any(cache.folder("datasets").iterdir()):
        take_over(tiny_folder / "cache", cache.root)
    return tiny_folder / "tiny.jsonl"


@pytest.fixture
def own_tiny(tmp_path: Path) -> Path:
    """The rows of `tiny` in a file of this test alone."""
    return write_tiny(tmp_path)


def write_tiny(folder: Path) -> Path:
    return write(folder / "tiny.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS))


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

_has_run = False  # before a process's first run Streamlit knows pages by their files and not by their addresses


@pytest.fixture(scope="session")
def sample_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder in which the sample is judged already. To be linked, not used."""
    folder = tmp_path_factory.mktemp("sample-cache")
    building.run(Cache.at(folder), [SAMPLE])
    return folder


@pytest.fixture
def open_app(cache: Cache, request: pytest.FixtureRequest) -> Open:
    """Opens the app at a page, as by its address; built unless told otherwise.

    known: the source was opened in this app before. walked: the page is gone to from the first one, by its name.
    """

    def opened(
        source: Path | str,
        page: str = "",
        where: str = "",
        built: bool = True,
        known: bool = True,
        walked: bool = False,
        **query: str,
    ) -> AppTest:
        if source == SAMPLE and not any(cache.folder("datasets").iterdir()):
            take_over(request.getfixturevalue("sample_cache"), cache.root)
        if built:
            building.run(cache, building.resolve(str(source)))
        if known:
            for one in filter(None, (str(source), query.get("reference"))):
                known_sources.remember(cache, [one])
        app = AppTest.from_file(str(APP), default_timeout=NEVER)
        app.query_params["source"] = str(source)
        if where:
            app.query_params["focus"] = where
        for name, value in query.items():
            app.query_params[name] = value
        global _has_run
        if walked or not page or not _has_run:
            app.run()
            _has_run = True
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


def sound(app: AppTest) -> None:
    """Nothing failed."""
    assert not app.exception, [element.value for element in app.exception]
    assert not any("page failed" in error.value for error in app.error)


def where(app: AppTest) -> str:
    """The focus in the address."""
    found = app.query_params.get("focus", "")
    return found if isinstance(found, str) else found[0]


def dropped(app: AppTest) -> list[str]:
    """The drop steps in the address, in order."""
    found = app.query_params.get("drop", [])
    return [found] if isinstance(found, str) else list(found)


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The Plotly figures on the screen."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def kept(app: AppTest) -> str:
    """The rows that are looked at, where that is told, else those that are kept: what the side bar says."""
    said = texts(app)
    if looked := re.search(r"Looking at ([\d,]+ rows?)", said):
        return looked[1]
    found = re.search(r"<b>([\d,]+ rows?)</b> kept", said)
    assert found, said
    return found[1]


def numbers(array: Any) -> list[int]:
    """The numbers of a Plotly trace."""
    if isinstance(array, dict):  # Plotly's packed numbers
        return np.frombuffer(base64.b64decode(array["bdata"]), array["dtype"]).tolist()
    return list(array)


def problems(app: AppTest) -> dict[str, dict[str, Any]]:
    """The Overview's list of what is wrong, by the names of the checks."""
    (listed,) = (
        json.loads(one.proto.json)
        for one in app.get("bidi_component")
        if one.proto.component_name == "sft_problem_list"
    )
    return {one["id"]: one for one in listed["problems"]}


def asked(app: AppTest, name: str) -> str:
    """A parameter of the address."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def press(app: AppTest, label: str) -> None:
    """Press the button of this label."""
    next(button for button in app.button if button.label == label).click().run()


def until(app: AppTest, said: str) -> None:
    """Run the app again until it says this."""
    assert wait_until(lambda: said in texts(app) or said in texts(app.run()), 0.2), texts(app)
    sound(app)
