"""Gaps: a reference is asked for, compared in the background, and shown."""

from __future__ import annotations

from pathlib import Path

from explorer import building, gaps
from explorer.filters.lexer import MAX_LENGTH
from explorer.store import Cache

from .conftest import Open, sound, texts, write
from .test_downloads import Client

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
    assert any((one.key or "").startswith("gaps_offer_") for one in app.button)
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


def test_thousands_of_rows_to_add(open_app: Open, tiny: Path, tmp_path: Path, cache: Cache) -> None:
    # As text, a filter that names them has more characters than one may have.
    lines = [
        f'{{"instruction": "Write a Python function that sorts list {n} by size.", "output": "def f{n}(): pass"}}\n'
        for n in range(1_900)
    ]
    path = write(tmp_path / "large.jsonl", "".join(lines))
    here = building.run(cache, building.resolve(str(tiny)))
    there = building.run(cache, [path], layers=LAYERS)
    lacking = gaps.lacking_rows(joint := gaps.draw(here, there), {*range(len(joint.names))})
    assert len(", ".join(map(str, lacking))) > MAX_LENGTH
    app = open_app(tiny, "gaps", reference=str(path))
    sound(app)
    assert not app.error
    (label,) = [link.proto.label for link in app.get("link_button") if "groups" in link.proto.label]
    count = int(label.split()[1].replace(",", ""))
    assert count > 1_700
    answer = Client().get("/" + next(link.proto.url for link in app.get("link_button") if "groups" in link.proto.label))
    assert answer.status_code == 200
    found = answer.text.splitlines(keepends=True)
    assert len(found) == count and set(found) <= set(lines)
