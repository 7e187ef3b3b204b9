"""Every page over a source whose fields are called as what queries compute."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer import building, gaps
from explorer.store import Cache
from tests import field_names as hostile

from .conftest import APP, Open
from .test_map import draw_map

PAGES = sorted(path.stem for path in (APP.parent / "pages").glob("*.py"))


@pytest.fixture(scope="module")
def source(module_folder: Path) -> Path:
    path = module_folder / "fields.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in hostile.rows()))
    draw_map(Cache.at(module_folder), path)
    here = building.run(Cache.at(module_folder), [path])
    gaps.draw(here, here)
    return path


@pytest.fixture
def cache(source: Path, module_cache: Cache) -> Cache:
    """One for all pages: the source is judged and drawn once."""
    return module_cache


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_drawn(open_app: Open, source: Path, page: str) -> None:
    query = {"reference": str(source)} if page == "gaps" else {}
    app = open_app(source, page, where="value = 'w1' OR n = 'w2' OR rows > 1 OR name > 0", **query)
    assert not app.exception, app.exception
    assert not app.error, app.error
