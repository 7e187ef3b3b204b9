"""The frame around every page: the source, the side bar and its filter, and the time before anything is built."""

from __future__ import annotations

from pathlib import Path

from explorer.ui.app import shell
from tests.waiting import wait_until

from .conftest import Open, asked, kept, sound, texts, until, write


def test_broken_parquet_is_one_clear_sentence(open_app: Open, tmp_path: Path) -> None:
    path = tmp_path / "broken.parquet"
    path.write_bytes(b"PAR1" + b"\0" * 100)
    app = open_app(path, built=False)
    assert wait_until(lambda: app.error or app.run().error, 0.2)
    sound(app)


def test_first_rows_are_there_before_anything_is_built_and_the_rest_follows(open_app: Open, own_tiny: Path) -> None:
    app = open_app(own_tiny, built=False)
    sound(app)
    said = texts(app)
    assert "holds 6 rows" in said and "Name a colour." in said
    until(app, "<b>6 rows</b> kept")
    assert kept(app) == "6 rows"


def test_a_wrong_filter_in_the_url_is_said_and_kept(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, where="langage = 'zh'")
    sound(app)
    assert any("langage" in error.value.replace("\\", "") for error in app.error)
    assert app.text_area(key="filter_text").value == "langage = 'zh'"


def test_search_writes_the_expression_and_the_url(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny)
    app.text_input(key="filter_search").set_value("算法").run()
    sound(app)
    assert asked(app, "focus") == "search('算法')"
    assert kept(app) == "1 row"
    app.button(key="chip_0").click().run()
    sound(app)
    assert "focus" not in app.query_params
    assert app.text_input(key="filter_search").value == ""


def test_controls_write_terms_and_read_them_back(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny)
    app.selectbox(key="filter_column").set_value("category").run()
    app.multiselect(key="control__category").set_value(["open_qa", "<b>"]).run()
    sound(app)
    assert kept(app) == "3 rows"
    app.selectbox(key="filter_column").set_value("is_empty").run()
    app.segmented_control(key="control__is_empty").set_value("no").run()
    sound(app)
    assert asked(app, "focus").count("AND") == 1
    app.selectbox(key="filter_column").set_value("total_tokens").run()
    app.number_input(key="control_low_total_tokens").set_value(4).run()
    sound(app)
    assert "total_tokens >= 4" in asked(app, "focus")
    app.selectbox(key="filter_column").set_value("category").run()
    assert app.multiselect(key="control__category").value == ["open_qa", "<b>"]


def test_what_a_control_shows_is_its_default_too(open_app: Open, tiny: Path) -> None:
    """A browser that has missed the run which set a value sends a control's default, and that became the filter."""
    where = (
        "category IN ('open_qa', '<b>') AND NOT is_empty AND total_tokens >= 4 AND search('o') AND NOT is_exact_copy"
    )
    app = open_app(tiny, where=where)
    app.selectbox(key="filter_column").set_value("category").run()
    category = app.multiselect(key="control__category")
    assert [category.options[index].split()[0] for index in category.proto.default] == ["open_qa", "<b>"]
    app.selectbox(key="filter_column").set_value("is_empty").run()
    assert list(app.segmented_control(key="control__is_empty").proto.default) == [2]
    app.selectbox(key="filter_column").set_value("total_tokens").run()
    assert app.number_input(key="control_low_total_tokens").proto.default == 4
    assert app.text_input(key="filter_search").proto.default == "o"
    assert app.text_area(key="filter_text").proto.default == where


def test_what_is_typed_wrongly_stays_and_is_explained(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, where="n_turns = 2")
    app.text_area(key="filter_text").set_value("n_turns = = 2").run()
    sound(app)
    assert app.text_area(key="filter_text").value == "n_turns = = 2"
    assert app.error
    assert asked(app, "focus") == "n_turns = 2"
    app.text_area(key="filter_text").set_value("n_turns = 2 AND is_empty").run()
    assert not app.error
    assert kept(app) == "1 row"


def test_invert_and_clear(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, where="is_empty")
    app.button(key="filter_invert").click().run()
    sound(app)
    assert kept(app) == "5 rows"
    app.button(key="filter_clear").click().run()
    assert kept(app) == "6 rows"
    assert "Looking at" not in texts(app)


def test_hostile_column_names_do_no_harm(open_app: Open, tmp_path: Path) -> None:
    path = write(tmp_path / "**x** :red[y].jsonl", '{"prompt": "p", "response": "r", "<b>*c* :smile:": "v"}\n' * 3)
    app = open_app(path)
    sound(app)
    assert r"\*\*x\*\* \:red\[y\]\.jsonl" in app.sidebar.markdown[0].value
    app.selectbox(key="filter_column").set_value("<b>*c* :smile:").run()
    sound(app)


def test_the_menu_that_holds_the_page_is_marked() -> None:
    entries = {one.name: shell.entry_of("" if one is shell.PAGES[0] else one.name) for one in shell.PAGES}
    assert (entries["overview"], entries["review"], entries["browse"]) == (1, 2, 0)
    assert entries["lengths"] == entries["map"] == entries["quality"] == 3
    assert entries["trainers"] == entries["export"] > entries["gaps"] > 3
    assert shell.entry_of("no such page") == 0
