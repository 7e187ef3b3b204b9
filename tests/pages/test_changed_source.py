"""A source that changes while a session looks at it: said on every page, read anew when asked."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from explorer import building, files
from explorer.store import Cache
from tests.pages.conftest import Open, texts

SAID = "The source changed after it was read"


@pytest.mark.parametrize("page", ["", "browse", "quality"])
def test_a_page_says_so_and_reads_it_anew_when_asked(open_app: Open, own_tiny: Path, page: str) -> None:
    app = open_app(own_tiny, page)
    assert SAID not in texts(app)
    rows = own_tiny.read_text("utf-8").splitlines()
    own_tiny.write_text("\n".join([*rows, json.dumps({"instruction": "New.", "output": "Yes."})]) + "\n", "utf-8")
    app.run()
    assert not app.exception
    assert SAID in texts(app) and "tiny.jsonl" in texts(app)
    assert "6 rows" in texts(app)  # what was read, until somebody asks
    building.run(Cache.default(), [own_tiny])  # in place of the build in the background
    app.run()
    assert SAID not in texts(app) and "7 rows" in texts(app)


def test_the_button_starts_to_read_it(open_app: Open, own_tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Path] = []
    monkeypatch.setattr(building, "ensure_running", lambda cache, paths, options: started.extend(paths))
    app = open_app(own_tiny)
    own_tiny.write_text(own_tiny.read_text("utf-8") + '{"instruction": "a", "output": "b"}\n', "utf-8")
    app.run()
    assert SAID in texts(app) and not started
    app.button(key="action_read_anew").click().run()
    assert not app.exception
    assert started == [own_tiny] and SAID not in texts(app)


def test_a_full_disk_is_said_on_the_page(open_app: Open, own_tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise files.disk_full(own_tiny.parent, 1_234_567) from OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(building, "ensure_running", full)
    app = open_app(own_tiny, built=False)
    assert not app.exception
    assert "The disk is full" in texts(app) and "1,234,567" in texts(app) and "EXPLORER_CACHE" in texts(app)


@pytest.mark.parametrize("page", ["", "browse", "quality", "export"])
def test_what_was_shown_stays_when_the_source_is_deleted(open_app: Open, own_tiny: Path, page: str) -> None:
    content = own_tiny.read_bytes()
    app = open_app(own_tiny, page, row="2")
    own_tiny.unlink()
    app.run()
    assert not app.exception
    assert "The source was moved or deleted" in texts(app) and "Put it back" in texts(app)
    assert "6 rows" in texts(app)
    app.button(key="action_read_anew").click().run()
    assert not app.exception and "tiny.jsonl does not exist" in texts(app)
    own_tiny.write_bytes(content)
    building.run(Cache.default(), [own_tiny])
    app.run()
    assert not app.exception and not app.error and "6 rows" in texts(app)
