"""Links that ask first, and the app as others are let look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explorer import building, serving
from explorer.serving import Policy
from explorer.store import Cache
from explorer.store.rows_in_file import RowsInFile
from explorer.ui.app import known_sources
from tests.waiting import NEVER

from .conftest import APP, Open, texts

Share = Callable[[Policy], None]


@pytest.fixture
def share(monkeypatch: pytest.MonkeyPatch) -> Iterator[Share]:
    def shared(policy: Policy) -> None:
        monkeypatch.setenv(serving.VARIABLE, policy.as_text())
        serving.current.cache_clear()
        st.cache_resource.clear()

    yield shared
    monkeypatch.delenv(serving.VARIABLE, raising=False)
    serving.current.cache_clear()
    st.cache_resource.clear()


def test_a_link_to_something_new_asks_and_one_click_opens_it(open_app: Open, own_tiny: Path, cache: Cache) -> None:
    app = open_app(own_tiny, built=False, known=False, where="NOT is_empty")
    assert not app.exception
    assert "was not opened here before" in texts(app) and "Name a colour." not in texts(app)
    assert [block.value for block in app.code] == [str(own_tiny)]
    assert not list(cache.folder("builds").iterdir())
    app.button(key="action_open_link").click().run()
    assert "holds 6 rows" in texts(app) or "</b> kept" in texts(app)
    assert app.query_params["focus"] in ("NOT is_empty", ["NOT is_empty"])
    assert known_sources.is_known(cache, [str(own_tiny)])
    again = open_app(own_tiny, built=False, known=False)  # by another person, with another session
    assert "was not opened here before" not in texts(again)


def test_without_a_source_the_sample_is_shown_unasked(cache: Cache) -> None:
    app = AppTest.from_file(str(APP), default_timeout=NEVER).run()
    assert not app.exception and not app.error
    assert "was not opened here before" not in texts(app) and "sft_sample" in texts(app)


def test_a_missing_file_leads_on_to_the_sample(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "nowhere.jsonl", built=False)
    assert app.button(key="action_sample").label == "Open the sample"


def test_what_is_typed_opens_at_once(open_app: Open, tiny: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_bytes(tiny.read_bytes())
    app = open_app(tiny)
    app.session_state["open"] = True
    app.run()
    app.text_input(key="open_path").set_value(str(other)).run()
    assert not app.exception
    assert "was not opened here before" not in texts(app)


def test_a_link_does_not_count_anew_unasked(open_app: Open, tiny: Path, cache: Cache) -> None:
    app = open_app(tiny, tokeniser="cl100k_base")
    assert "was not opened here before" in texts(app) and "cl100k" in texts(app)
    assert not list(cache.folder("builds").iterdir())


def test_a_reference_in_a_link_asks(open_app: Open, tiny: Path, cache: Cache) -> None:
    building.run(cache, [tiny])
    app = AppTest.from_file(str(APP), default_timeout=NEVER)
    app.query_params["source"] = str(tiny)
    app.query_params["reference"] = "/usr/**/*N"
    app.run()
    app.switch_page("pages/gaps.py").run()
    app.query_params["reference"] = "/usr/**/*N"
    app.run()
    assert not app.exception
    assert "compares with data that was not opened here before" in texts(app)
    assert not app.error


def test_hostile_paths_are_shown_as_they_are(open_app: Open, cache: Cache) -> None:
    app = open_app("<script>x</script>**a**\u202e\n`b`", built=False, known=False)
    assert not app.exception
    assert "\u202e" not in app.code[0].value and "<script>" not in app.markdown[0].value


@pytest.mark.parametrize("page", ["overview", "review", "browse", "export", "map", "gaps", "quality"])
def test_a_shared_app_has_nothing_to_change(open_app: Open, tiny: Path, share: Share, cache: Cache, page: str) -> None:
    building.run(cache, [tiny])
    share(serving.make([str(tiny.parent)], [], read_only=True))
    app = AppTest.from_file(str(APP), default_timeout=NEVER)
    app.query_params["source"] = tiny.name
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    app.session_state["recipe_open"] = True
    app.session_state["share"] = True
    app.session_state["mapping_open"] = True
    app.run()
    assert not app.exception and not app.error
    keys = {element.key for kind in ("text_input", "button", "selectbox", "checkbox") for element in app.get(kind)}
    assert not keys & {"write_path", "cache_clear", "open_path", "settings_tokeniser", "mapping_apply", "build_cancel"}
    assert str(tiny.parent) not in texts(app) and str(cache.root) not in texts(app)


def test_a_path_is_no_name(tiny: Path, share: Share) -> None:
    share(serving.make([str(tiny.parent)], [], read_only=True))
    app = AppTest.from_file(str(APP), default_timeout=NEVER)
    app.query_params["source"] = str(tiny)
    app.run()
    assert any("There is no dataset named" in error.value for error in app.error)


def test_a_limited_app_writes_into_its_folders_alone(open_app: Open, tiny: Path, share: Share, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / "data.jsonl"
    source.write_bytes(tiny.read_bytes())
    share(serving.make([str(tmp_path / "in")], [], read_only=False))
    app = open_app(source, "export")
    for target, wrote in ((tmp_path / "out.jsonl", False), (tmp_path / "in" / "out.jsonl", True)):
        app.text_input(key="write_path").set_value(str(target))
        next(button for button in app.button if button.label == "Write 6 rows").click().run()
        assert target.exists() == wrote
        assert any("outside" in error.value for error in app.error) != wrote
    outside = open_app(tiny)
    assert any("outside" in error.value for error in outside.error)


@pytest.mark.parametrize("lost", ["source", "cache", "place"])
def test_what_goes_wrong_in_a_row_tells_no_path(
    tiny: Path, share: Share, cache: Cache, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    building.run(cache, [tiny])
    share(serving.make([str(tiny.parent)], [], read_only=True))

    def conversation(*_: object) -> None:
        errors = {
            "source": FileNotFoundError(2, "No such file", str(tiny)),
            "cache": FileNotFoundError(2, "No such file", str(cache.root / "datasets" / "x")),
            "place": PermissionError(13, "Permission denied", "/somewhere/else"),
        }
        raise errors[lost]

    monkeypatch.setattr(RowsInFile, "conversation", conversation)
    app = AppTest.from_file(str(APP), default_timeout=NEVER)
    app.query_params["source"] = tiny.name
    app.query_params["row"] = "1"
    app.run()
    app.switch_page("pages/browse.py").run()
    app.session_state["explorer.row"] = 1
    app.run()
    assert not app.exception and len(app.error) == 1
    assert "/" not in app.error[0].value.replace("</", "")
