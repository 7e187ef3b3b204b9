"""Gaps: a reference is asked for, compared in the background, and shown."""

from __future__ import annotations

from pathlib import Path

from explorer import building, gaps
from explorer.store import Cache

from .conftest import Open, texts, write

LAYERS = ["tokens", "ability", "language", "domain"]


def reference(folder: Path) -> Path:
    lines = [
        f'{{"instruction": "Write a Python function that sorts list {n} by size.", "input": "", "output": "<b>ok</b>"}}\n'
        for n in range(60)
    ]
    return write(folder / "reference.jsonl", "".join(lines))


def test_a_reference_is_asked_for(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "gaps")
    assert not app.exception and not app.error
    assert "Name a dataset" in texts(app)
    app.text_input(key="reference").set_value("/no/such/file.jsonl").run()
    assert not app.exception and len(app.error) == 1


def test_it_is_compared_on_request(open_app: Open, tiny: Path, tmp_path: Path) -> None:
    app = open_app(tiny, "gaps", reference=str(reference(tmp_path)))
    assert not app.exception
    assert any(button.key == "gaps_compare" for button in app.button)


def test_what_is_lacking(open_app: Open, tiny: Path, tmp_path: Path, cache: Cache) -> None:
    path = reference(tmp_path)
    here = building.run(cache, building.resolve(str(tiny)))
    there = building.run(cache, [path], layers=LAYERS)
    gaps.draw(here, there)
    app = open_app(tiny, "gaps", reference=str(path))
    assert not app.exception and not app.error
    shown = texts(app)
    assert "function" in shown and "Rows to add" in shown and "<b>ok" not in shown
    assert len(app.get("plotly_chart")) == 2
    app.segmented_control(key="gaps_column").set_value("language").run()
    assert not app.exception
