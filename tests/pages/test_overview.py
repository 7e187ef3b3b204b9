"""Overview: the ledger adds up, and a mapping reads fields that nobody knows."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from explorer import building
from explorer.errors import BuildCancelled
from explorer.progress import Progress
from explorer.store import Cache
from tests.conftest import SAMPLE

from .conftest import Open, press, problems, sound, texts, until, write


def test_the_ledger_is_an_equation(open_app: Open, broken_lines: Path) -> None:
    assert "7 lines = 3 rows + 1 blank + 3 rejected" in texts(open_app(broken_lines))


def test_what_is_wrong_is_ranked_and_leads_to_its_rows(open_app: Open) -> None:
    shown = list(problems(open_app(SAMPLE)).values())
    verdicts = [one["verdict"] for one in shown]
    assert verdicts == sorted(verdicts) and set(verdicts) == {"fail", "warn"}
    bars = [one["bar"] for one in shown if one["verdict"] == "fail" and not one["lack"]]
    assert bars == sorted(bars, reverse=True) and bars[0] > 0
    assert [act for act, _ in shown[0]["acts"]] == ["look", "drop"]


def test_a_verdict_is_one_word_and_one_sentence(open_app: Open) -> None:
    said = texts(open_app(SAMPLE))
    assert "<strong>Not ready</strong>" in said
    found = re.search(r"(\d+) blocking problems, in (\d+) of 426 rows", said)
    assert found and 0 < int(found[2]) < 426
    squares = re.findall(r'<i style="background:[^"]+" title="([^"]+)"></i>', said)
    assert len(squares) == 320 and any(words.startswith("without a problem: ") for words in squares)


def test_a_dropped_problem_is_gone_from_the_list_and_seen_in_the_picture(open_app: Open) -> None:
    app = open_app(SAMPLE, drop="Copies: is_exact_copy")
    assert "duplicates" in problems(open_app(SAMPLE)) and "duplicates" not in problems(app)
    assert 'title="dropped: Copies: 7 rows' in texts(app)


def test_a_mapping_reads_unknown_fields(open_app: Open, tmp_path: Path) -> None:
    path = write(tmp_path / "odd.jsonl", '{"foo": "How many?", "zork": "Three."}\n' * 3)
    app = open_app(path)
    assert "Not recognised 100 %" in texts(app)
    app.session_state["mapping_open"] = True
    app.run()
    app.selectbox(key="mapping_prompt").set_value("foo").run()
    app.selectbox(key="mapping_response").set_value("zork").run()
    sound(app)
    assert "Three." in texts(app)
    press(app, "Read the data this way")
    until(app, "Prompt and completion")
    assert "Prompt and completion</span>" in texts(app)


def test_an_estimate_stands_while_rows_are_judged(
    open_app: Open, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told as one, each share has its interval, and neither it nor what is exact can be dropped because of it."""
    rows = [{"instruction": f"Say {n} words.", "output": "" if n % 5 == 0 else "Here they are."} for n in range(1_500)]
    path = write(tmp_path / "long.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    monkeypatch.setattr(sys.modules["explorer.building.survey"], "SPAN_BYTES", 20_000)
    monkeypatch.setattr(sys.modules["explorer.building.run"], "make_pool", lambda: None)
    for name, value in (("FROM_ROWS", 1_000), ("ROWS", 500), ("_RUN_ROWS", 5), ("_FIRST_ROWS", 100)):
        monkeypatch.setattr(sys.modules["explorer.building.estimate"], name, value)

    def stop(progress: Progress) -> None:
        if progress.label == "Judging rows":
            raise BuildCancelled("stopped")

    with pytest.raises(BuildCancelled):
        building.make(cache, [path], report=stop, estimating=True)
    running = building.Job("running", Progress("Judging rows"))
    monkeypatch.setattr(building, "ensure_running", lambda *_: running)
    app = open_app(path, built=False)
    said = texts(app)
    assert "<strong>Estimate: " in said and re.search(r"Estimated from \d{3} of 1,500 rows", said)
    assert "checks wait for all rows" in said and "Fix what is safe" not in said
    shown = problems(app)
    assert shown["empty"]["number"] == "20 %" and ("drop", "Drop 300") in map(tuple, shown["empty"]["acts"])
    guessed = [one for name, one in shown.items() if name not in ("empty", "response_too_short")]
    assert any(" to " in one["number"] or "at most" in one["number"] for one in guessed)
    assert not [one for one in guessed if " to " in one["number"] and one["acts"]]
    monkeypatch.undo()
