"""Quality: faults, copies, conflicts and rejected lines, each with its rows."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.conftest import SAMPLE

from .conftest import Open, dropped, figures, kept, sound, texts, where, write


def test_a_file_without_rows_lists_what_was_rejected(open_app: Open, tmp_path: Path) -> None:
    app = open_app(write(tmp_path / "bad.jsonl", "[1]\n\nx\n"), "quality")
    sound(app)
    assert any(len(table.value) == 2 and list(table.value["line"]) == [1, 3] for table in app.dataframe)


def test_many_rejected_lines_are_shown_a_page_at_a_time(open_app: Open, tmp_path: Path) -> None:
    bad = '{"prompt": "<b>cut\n' * 250
    app = open_app(write(tmp_path / "rejects.jsonl", bad + '{"prompt": "p", "response": "r"}\n'), "quality")
    sound(app)
    assert kept(app) == "1 row"
    assert "250" in texts(app)
    assert app.get("pagination") or app.dataframe
    assert max(len(table.value) for table in app.dataframe) == 100


def test_chosen_faults_are_dropped_together(open_app: Open) -> None:
    app = open_app(SAMPLE, "quality")
    choice = app.multiselect(key="faults_to_drop")
    assert any(option.startswith("empty response") and option.endswith("9") for option in choice.options)
    choice.set_value(["is_empty", "ends_on_user"]).run()
    app.button(key="drop_faults").click().run()
    sound(app)
    assert dropped(app) == ["Empty response: is_empty", "Ends on a user turn: ends_on_user"]
    assert where(app) == ""
    left = [option for option in app.multiselect(key="faults_to_drop").options if option.startswith("empty response")]
    assert not left


def test_an_example_of_a_fault_is_opened(open_app: Open) -> None:
    app = open_app(SAMPLE, "quality", fault="has_replacement_char")
    button = next(button for button in app.button if button.label.startswith("row "))
    row = int(button.label.removeprefix("row ").replace(",", ""))
    button.click().run()
    assert app.query_params["row"] == str(row)


def test_extra_copies_are_dropped_and_one_of_each_stays(open_app: Open) -> None:
    app = open_app(SAMPLE, "quality")
    assert "7" in app.button(key="drop_copies").label
    app.button(key="drop_copies").click().run()
    sound(app)
    assert dropped(app) == ["Exact copies: is_exact_copy -- The first row of each group is kept."]
    assert (where(app), kept(app)) == ("", "419 rows")


def test_conflicting_answers_are_shown(open_app: Open) -> None:
    app = open_app(SAMPLE, "quality")
    app.button(key="show_conflicts").click().run()
    sound(app)
    assert (where(app), kept(app)) == ("conflict_group IS NOT NULL", "4 rows")
    assert app.header[0].value == "Review" and not dropped(app)


def test_rejected_lines_have_their_place_and_reason(open_app: Open) -> None:
    app = open_app(SAMPLE, "quality")
    table = next(table.value for table in app.dataframe if "reason" in table.value)
    assert list(table["line"]) == [59, 150, 236, 319]
    assert all(table["reason"])
    for line, offset in zip(table["line"], table["byte offset"], strict=True):
        start = sum(len(part) for part in SAMPLE.read_bytes().splitlines(keepends=True)[: line - 1])
        assert offset == start


def test_groups_of_duplicates_are_listed_with_their_texts(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "quality")
    assert not app.exception
    groups = next(table.value for table in app.dataframe if "prompt" in table.value)
    assert list(groups["rows"]) == [2] and list(groups["prompt"]) == ["Name a colour."]
    assert app.button(key="drop_copies").label == "Drop the exact copy"


def test_where_faults_sit_is_shown_over_the_column_that_tells_most(open_app: Open) -> None:
    app = open_app(SAMPLE, "quality")
    sound(app)
    told = re.search(r"Of all columns, [*]{2}(.+)[*]{2} tells most: (.+) has [*]{2}([0-9.]+) %", texts(app))
    assert told is not None and told[1] in ("ability", "category") and float(told[3]) > 5, told
    rates = next(figure for figure in figures(app) if figure["data"][0]["type"] == "heatmap")
    lines = rates["layout"]["yaxis"]["ticktext"]
    few = [line for line in lines if "too few" in line]
    assert len(few) == 3 and few == lines[-3:]  # some of those that tell nothing, so that it is seen
    for line, cells in zip(lines, rates["data"][0]["text"], strict=True):
        assert ("too few" in line) <= (not any(cells)), line
    assert any("too few rows to tell a rate" in said for said in rates["data"][1]["customdata"])


def test_faults_that_sit_everywhere_alike_have_a_line_and_no_picture(open_app: Open, tmp_path: Path) -> None:
    rows = [
        {"prompt": f"Name thing {n}.", "response": "" if n % 4 == 0 else f"It is thing {n}.", "kind": "ab"[n // 4 % 2]}
        for n in range(160)
    ]
    app = open_app(
        write(tmp_path / "alike.jsonl", "".join(json.dumps(row) + "\n" for row in rows)),
        "quality",
        where="language != 'x'",
    )
    sound(app)
    assert "Faults sit everywhere alike" in texts(app) and "Where faults sit" not in texts(app)
