"""Overview, Browse, Export and what surrounds them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from .conftest import Open, texts, write

MINE = ["overview", "browse", "export"]


def no_exception(app: AppTest) -> None:
    assert not app.exception, [element.value for element in app.exception]


def asked(app: AppTest, name: str) -> str:
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


@pytest.mark.parametrize("page", MINE)
def test_a_small_dataset_is_shown(open_app: Open, tiny: Path, page: str) -> None:
    app = open_app(tiny, page)
    no_exception(app)
    assert not app.error
    assert "6 rows" in texts(app)


@pytest.mark.parametrize("page", MINE)
def test_an_empty_file_is_said_to_be_empty(open_app: Open, tmp_path: Path, page: str) -> None:
    app = open_app(write(tmp_path / "empty.jsonl", ""), page, built=False)
    no_exception(app)
    assert "empty" in texts(app).lower()


@pytest.mark.parametrize("page", MINE)
def test_a_missing_path_is_named(open_app: Open, tmp_path: Path, page: str) -> None:
    app = open_app(tmp_path / "nowhere.jsonl", page, built=False)
    no_exception(app)
    assert any("nowhere" in error.value for error in app.error)


@pytest.mark.parametrize("page", MINE)
def test_rejected_lines_do_not_hide_the_rows(open_app: Open, broken_lines: Path, page: str) -> None:
    app = open_app(broken_lines, page)
    no_exception(app)
    assert "3 rows" in texts(app)


def test_the_ledger_is_an_equation(open_app: Open, broken_lines: Path) -> None:
    said = texts(open_app(broken_lines))
    for part in ("<b>7</b> lines", "<b>3</b> rows", "<b>1</b> blank", "<b>3</b> rejected"):
        assert part in said


def test_a_file_without_any_row_leads_to_its_rejects(open_app: Open, tmp_path: Path) -> None:
    app = open_app(write(tmp_path / "bad.jsonl", "[1]\n[2]\n"), "browse")
    no_exception(app)
    assert "2 of 2 lines were rejected" in texts(app)


def test_broken_parquet_is_one_clear_sentence(open_app: Open, tmp_path: Path) -> None:
    path = tmp_path / "broken.parquet"
    path.write_bytes(b"PAR1" + b"\0" * 100)
    app = open_app(path, built=False)
    for _ in range(40):
        if app.error:
            break
        app.run()
    no_exception(app)
    assert app.error


def test_a_filter_that_keeps_nothing_offers_to_be_cleared(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "browse", where="total_tokens > 1000000")
    no_exception(app)
    assert "No row matches" in texts(app)
    app.button(key="action_nothing_matches").click().run()
    no_exception(app)
    assert "where" not in app.query_params
    assert "No row matches" not in texts(app)


def test_a_wrong_filter_in_the_url_is_said_and_kept(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, where="langage = 'zh'")
    no_exception(app)
    assert any("langage" in error.value.replace("\\", "") for error in app.error)
    assert app.text_area(key="filter_text").value == "langage = 'zh'"


# ---- the filter bar ----


def test_search_writes_the_expression_and_the_url(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny)
    app.text_input(key="filter_search").set_value("算法").run()
    no_exception(app)
    assert asked(app, "where") == "search('算法')"
    assert "1 row kept" in texts(app)
    app.button(key="chip_0").click().run()
    no_exception(app)
    assert "where" not in app.query_params
    assert app.text_input(key="filter_search").value == ""


def test_controls_write_terms_and_read_them_back(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny)
    app.selectbox(key="filter_column").set_value("category").run()
    app.multiselect(key="control__category").set_value(["open_qa", "<b>"]).run()
    no_exception(app)
    assert "3 rows kept" in texts(app)
    app.selectbox(key="filter_column").set_value("is_empty").run()
    app.segmented_control(key="control__is_empty").set_value("no").run()
    no_exception(app)
    assert asked(app, "where").count("AND") == 1
    app.selectbox(key="filter_column").set_value("total_tokens").run()
    app.number_input(key="control_low_total_tokens").set_value(4).run()
    no_exception(app)
    assert "total_tokens >= 4" in asked(app, "where")
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
    assert app.toggle(key="filter_copies").proto.default


def test_what_is_typed_wrongly_stays_and_is_explained(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, where="n_turns = 2")
    app.text_area(key="filter_text").set_value("n_turns = = 2").run()
    no_exception(app)
    assert app.text_area(key="filter_text").value == "n_turns = = 2"
    assert app.error
    assert asked(app, "where") == "n_turns = 2"
    app.text_area(key="filter_text").set_value("n_turns = 2 AND is_empty").run()
    assert not app.error
    assert "1 row kept" in texts(app)


def test_invert_and_clear(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, where="is_empty")
    app.button(key="filter_invert").click().run()
    no_exception(app)
    assert "5 rows kept" in texts(app)
    app.button(key="filter_clear").click().run()
    assert "6 rows kept" in texts(app)


def test_one_of_each_copy(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny)
    app.toggle(key="filter_copies").set_value(True).run()
    no_exception(app)
    assert "5 rows kept" in texts(app)


def test_hostile_column_names_do_no_harm(open_app: Open, tmp_path: Path) -> None:
    path = write(tmp_path / "**x** :red[y].jsonl", '{"prompt": "p", "response": "r", "<b>*c* :smile:": "v"}\n' * 3)
    app = open_app(path)
    no_exception(app)
    assert r"\*\*x\*\* \:red\[y\]\.jsonl" in app.sidebar.markdown[0].value
    app.selectbox(key="filter_column").set_value("<b>*c* :smile:").run()
    no_exception(app)


# ---- Browse ----


def test_a_row_in_the_url_is_read(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "browse", row="5")
    no_exception(app)
    said = texts(app)
    assert "Row 5" in said and "&lt;script&gt;alert(1)&lt;/script&gt;" in said
    assert "<script>" not in said


def test_next_and_previous_follow_order_and_filter(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "browse", row="0", where="row_id <> 1")
    app.button(key="row_next").click().run()
    assert asked(app, "row") == "2"
    app.button(key="row_previous").click().run()
    assert asked(app, "row") == "0"
    app.selectbox(key="order_by").set_value("total_tokens").run()
    app.toggle(key="order_descending").set_value(True).run()
    no_exception(app)
    assert asked(app, "order") == "total_tokens desc"
    app.button(key="row_close").click().run()
    assert "row" not in app.query_params


def test_code_is_code(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "browse", row="3")
    assert any(block.value.startswith("for i in range(3):") and block.language == "python" for block in app.code)


def test_a_row_that_is_not_there(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "browse", row="999")
    no_exception(app)
    assert any("999" in warning.value for warning in app.warning)


def test_a_long_turn_is_cut_and_can_be_read_on(open_app: Open, tmp_path: Path) -> None:
    path = write(tmp_path / "long.jsonl", '{"prompt": "p", "response": "%s"}\n' % ("word " * 10_000))
    app = open_app(path, "browse", row="0")
    no_exception(app)
    assert "of 50,000 characters" in app.button(key="more_1").label
    before = len(texts(app))
    app.button(key="more_1").click().run()
    assert len(texts(app)) > before + 15_000


# ---- Export ----


def test_export_says_what_leaves(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "export", where="NOT is_empty")
    no_exception(app)
    said = texts(app)
    assert "<span>Rows that leave</span><b>5</b>" in said and "<span>Rows that stay</span><b>1</b>" in said
    assert "--where 'NOT is_empty'" in said


def test_export_writes_a_file_and_will_not_replace_it(open_app: Open, tiny: Path, tmp_path: Path) -> None:
    app = open_app(tiny, "export", where="NOT is_empty")
    target = tmp_path / "out.jsonl"
    app.text_input(key="write_path").set_value(str(target))
    press(app, "Write 5 rows")
    no_exception(app)
    lines = tiny.read_bytes().splitlines(keepends=True)
    assert target.read_bytes() == b"".join(line for line in lines if b'"output": ""' not in line)
    app.text_input(key="write_path").set_value(str(target))
    press(app, "Write 5 rows")
    assert any("exists already" in error.value for error in app.error)


# ---- before and while it is built ----


def test_first_rows_are_there_before_anything_is_built_and_the_rest_follows(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, built=False)
    no_exception(app)
    said = texts(app)
    assert "holds 6 rows" in said and "Name a colour." in said
    until = time.monotonic() + 25
    while "6 rows kept" not in texts(app) and time.monotonic() < until:
        time.sleep(0.2)
        app.run()
    no_exception(app)
    assert "6 rows kept" in texts(app)


def test_a_mapping_reads_unknown_fields(open_app: Open, tmp_path: Path) -> None:
    path = write(tmp_path / "odd.jsonl", '{"foo": "How many?", "zork": "Three."}\n' * 3)
    app = open_app(path)
    assert "unknown <i>3</i>" in texts(app)
    app.session_state["mapping_open"] = True
    app.run()
    app.selectbox(key="mapping_prompt").set_value("foo").run()
    app.selectbox(key="mapping_response").set_value("zork").run()
    no_exception(app)
    assert "Three." in texts(app)
    press(app, "Read the data this way")
    until = time.monotonic() + 25
    while "read with prompt=foo,response=zork" not in texts(app) and time.monotonic() < until:
        time.sleep(0.2)
        app.run()
    no_exception(app)
    assert "prompt_completion <i>3</i>" in texts(app)
