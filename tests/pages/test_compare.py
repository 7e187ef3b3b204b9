"""Compare: what differs is said first; versions, drops, a reference; nothing of the data is more than text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explorer import building
from explorer.store import Cache
from explorer.ui.app import known_sources

from .conftest import Open, sound, texts, write

Rows = list[dict[str, Any]]


def rows(start: int = 0, stop: int = 60) -> Rows:
    return [
        {
            "prompt": f"Name river {n} of <b>the</b> valley.",
            "response": f"River {n}, **clear** and cold." if n % 3 else "I'm sorry, but I cannot help with that.",
            "<i>kind</i>": "river" if n % 2 else "<script>",
        }
        for n in range(start, stop)
    ]


def file(path: Path, held: Rows) -> Path:
    return write(path, "".join(json.dumps(row) + "\n" for row in held))


@pytest.fixture
def pair(tmp_path: Path, cache: Cache) -> tuple[Path, Path]:
    """(old, new): in the new one no row refuses, one answer is changed, five rows are new. The old one is judged."""
    new = [row for row in rows() if "sorry" not in row["response"]] + rows(61, 66)
    new[0] = {**new[0], "response": "River 1, muddy and cold."}
    old = file(tmp_path / "old <u>.jsonl", rows())
    building.run(cache, [old])
    known_sources.remember(cache, [str(old)])
    return old, file(tmp_path / "new.jsonl", new)


def test_before_and_after_the_drops(open_app: Open, pair: tuple[Path, Path]) -> None:
    app = open_app(pair[0], "compare", drop="Refusals: is_refusal")
    sound(app)
    said = texts(app)
    assert "<strong>Better: " in said and "none gets worse" in said
    assert "The largest difference: " in said
    assert "60 rows" in said and "40 rows" in said
    assert "Refusals" in said and "20 rows dropped" in said
    app.button(key="compare_review").click().run()
    sound(app)


def test_without_drops_it_shows_what_the_safe_fixes_would_change(open_app: Open, tmp_path: Path) -> None:
    held = rows(0, 20) + [{"prompt": f"Name lake {n}.", "response": ""} for n in range(10)]
    app = open_app(file(tmp_path / "empty.jsonl", held), "compare")
    sound(app)
    said = texts(app)
    assert "Nothing is dropped yet" in said and "30 rows" in said and "20 rows" in said
    app.button(key="compare_fix").click().run()
    sound(app)
    assert "20 rows" in texts(app) and "Nothing is dropped yet" not in texts(app)
    assert app.button(key="compare_review")


def test_without_drops_it_says_what_to_do(open_app: Open, pair: tuple[Path, Path]) -> None:
    app = open_app(pair[1], "compare", compare="Before and after the drops")
    sound(app)
    assert "Nothing is dropped yet" in texts(app)
    app.button(key="compare_other").click().run()
    sound(app)
    assert app.text_input(key="compared")
    offers = [button for button in app.button if (button.key or "").startswith("compare_offer_")]
    assert offers and "old" in offers[0].label
    offers[0].click().run()
    sound(app)
    assert "<strong>The largest difference: " in texts(app)


def test_two_versions(open_app: Open, pair: tuple[Path, Path]) -> None:
    app = open_app(pair[1], "compare", compared=f'"{pair[0]}"')
    sound(app)
    said = texts(app)
    assert "Refusal" in said and "33.3 %" in said
    (shown,) = [table for table in app.dataframe if "what" in table.value.columns]
    assert shown.value[["row", "what"]].values.tolist() == [[0, "response"]]
    for hostile in ("<script>", "<i>kind</i>", "<u>.jsonl"):
        assert hostile not in said
    control = next(one for one in app.get("button_group") if "compare_rows" in (one.key or ""))
    assert next(option.content for option in control.proto.options) == "Changed · 1"


def test_a_link_to_a_dataset_that_was_never_opened_asks(
    open_app: Open, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    other = file(tmp_path / "never.jsonl", rows(0, 5))
    app = open_app(pair[1], "compare", compared=str(other))
    sound(app)
    assert "not opened here before" in texts(app)
    assert app.button(key="compared_open")


@pytest.mark.parametrize("name", ["nowhere.jsonl", "*"])
def test_what_cannot_be_read_is_said(open_app: Open, pair: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    app = open_app(pair[1], "compare")
    app.text_input(key="compared").set_value(str(tmp_path / "sub" / name)).run()
    sound(app)
    assert app.error


def test_gaps_are_a_part_of_it(open_app: Open, pair: tuple[Path, Path]) -> None:
    app = open_app(pair[1], "compare", compare="What a reference has")
    sound(app)
    assert app.text_input(key="reference")
