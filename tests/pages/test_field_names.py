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


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_drawn(open_app: Open, tmp_path: Path, cache: Cache, page: str) -> None:
    path = tmp_path / "fields.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in hostile.rows()))
    draw_map(cache, path)
    query = {}
    if page == "gaps":
        here = building.run(cache, building.resolve(str(path)))
        gaps.draw(here, here)
        query["reference"] = str(path)
    building.forget()
    app = open_app(path, page, where="value = 'w1' OR n = 'w2' OR rows > 1 OR name > 0", **query)
    assert not app.exception, app.exception
    assert not app.error, app.error
