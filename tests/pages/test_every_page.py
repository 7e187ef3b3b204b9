"""Every page, on data of every kind: nothing fails, nothing runs, and the counts are right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer import building
from explorer.store import Cache
from explorer.ui.app.shell import PAGES
from tests.conftest import SAMPLE

from .conftest import ROWS, Open, figures, kept, sound, texts, where, write

NAMES = [page.name for page in PAGES]
NEEDS_ROWS = [page.name for page in PAGES if not page.allow_empty]
JUDGES = [page.name for page in PAGES if page.judges]
CHARTS = ["lengths", "categories", "quality"]

ROW = json.dumps({"prompt": "p", "response": "r"}) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each kind of data in a file of its own, read and judged once, since no page changes it."""
    made = tmp_path_factory.mktemp("every-page")
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS]
    mute = [json.dumps({"instruction": f"Say nothing {n}.", "output": ""}) + "\n" for n in range(5)]
    files = {
        "empty": "",
        "blank": "\n \n\n",
        "rejects": "[1]\nx\n",
        "one": ROW,
        "tiny": "".join(lines),
        "among": '{"prompt": "<b>cut\n' * 250 + ROW,
        "mute": "".join(mute),
        "unknown": '{"foo": 1, "<b>": "<script>alert(1)</script>"}\n' * 3,
    }
    for name, text in files.items():
        write(made / f"{name}.jsonl", text)
    return made


@pytest.fixture(autouse=True)
def cache(module_cache: Cache) -> Cache:
    """The cache of the whole module."""
    return module_cache


@pytest.mark.parametrize("page", NAMES)
def test_the_sample(open_app: Open, page: str) -> None:
    app = open_app(SAMPLE, page, walked=True)
    sound(app)
    assert not app.error
    assert kept(app) == "426 rows"
    assert figures(app) or page not in CHARTS


@pytest.mark.parametrize("page", NAMES)
def test_hostile_text_stays_text(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "tiny.jsonl", page)
    sound(app)
    assert not app.error
    assert kept(app) == "6 rows"
    for said in (texts(app), json.dumps(figures(app))):
        assert "<script" not in said and "<img" not in said


@pytest.mark.parametrize("page", NAMES)
def test_a_single_row(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "one.jsonl", page)
    sound(app)
    assert kept(app) == "1 row"


@pytest.mark.parametrize("page", NAMES)
def test_a_row_among_many_rejected_lines(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "among.jsonl", page)
    sound(app)
    assert kept(app) == "1 row"


@pytest.mark.parametrize("page", NAMES)
def test_only_empty_responses(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "mute.jsonl", page)
    sound(app)
    assert kept(app) == "5 rows"


@pytest.mark.parametrize("page", NAMES)
def test_rows_of_no_known_dialect(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "unknown.jsonl", page)
    sound(app)
    shown = texts(app)
    for code in app.code:  # inert: the first rows of an export are shown as they are written
        shown = shown.replace(code.value, "")
    assert "<script" not in shown


@pytest.mark.parametrize("page", NAMES)
def test_an_empty_file(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "empty.jsonl", page, built=False)
    sound(app)
    assert "empty" in texts(app).lower()


@pytest.mark.parametrize("page", NAMES)
def test_blank_lines_only(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "blank.jsonl", page)
    sound(app)
    assert not figures(app)


@pytest.mark.parametrize("page", NAMES)
def test_rejected_lines_only(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "rejects.jsonl", page)
    sound(app)
    if page in NEEDS_ROWS:
        assert "2 of 2 lines were rejected" in texts(app)
        assert not figures(app)


@pytest.mark.parametrize("page", NAMES)
def test_looking_at_nothing(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "tiny.jsonl", page, where="total_tokens > 1000000")
    sound(app)
    assert kept(app) == "0 rows" and "<b>6 rows</b> kept" in texts(app)
    if page in JUDGES:
        assert "No row matches" not in texts(app)
    elif page in NEEDS_ROWS:
        assert "No row matches" in texts(app)
        app.button(key="action_nothing_matches").click().run()
        sound(app)
        assert (where(app), kept(app)) == ("", "6 rows")


@pytest.mark.parametrize("page", NAMES)
def test_steps_that_keep_nothing(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "tiny.jsonl", page, drop="total_tokens < 1000000")
    sound(app)
    assert kept(app) == "0 rows"
    if page in NEEDS_ROWS:
        assert "Every row is dropped" in texts(app)


@pytest.mark.parametrize("page", NAMES)
def test_looking_at_dropped_rows_alone(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "tiny.jsonl", page, where="is_empty", drop="is_empty")
    sound(app)
    assert "Looking at 1 row, 1 of them dropped" in texts(app)
    if page in NEEDS_ROWS and page not in JUDGES:
        app.button(key="action_nothing_matches").click().run()
        sound(app)
        assert (where(app), kept(app)) == ("", "5 rows")


@pytest.mark.parametrize("page", NAMES)
def test_a_wrong_filter(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "tiny.jsonl", page, where="<script>alert(1)</script> = = 1")
    sound(app)
    assert app.error
    assert "<script" not in texts(app)


@pytest.mark.parametrize("page", NAMES)
def test_a_source_that_is_not_there(open_app: Open, folder: Path, page: str) -> None:
    app = open_app(folder / "nowhere.jsonl", page, built=False)
    sound(app)
    assert any("nowhere" in error.value for error in app.error)


def test_the_data_is_read_once(cache: Cache, folder: Path) -> None:
    """What the tests above rest on: nothing that a page does builds the dataset again."""
    first = building.run(cache, [folder / "tiny.jsonl"]).folder
    before = {path: path.stat().st_mtime_ns for path in first.rglob("*") if path.is_file()}
    building.run(cache, [folder / "tiny.jsonl"])
    assert before and {path: path.stat().st_mtime_ns for path in before} == before
