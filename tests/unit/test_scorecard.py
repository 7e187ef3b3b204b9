"""The scorecard: its expressions are valid, its counts are those of its filters, its thresholds can be changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import filters, queries, scorecard
from explorer.errors import ProfileError
from explorer.store import Dataset
from explorer.trainers import BY_NAME
from explorer.view import View

Make = Callable[..., Dataset]


def _rows(good: int, empty: int = 0, refused: int = 0) -> list[dict[str, str]]:
    rows = [
        {
            "prompt": f"Explain how the number {i} is used in city {i * 7}.",
            "completion": f"It counts {i} things there, daily.",
        }
        for i in range(good)
    ]
    rows += [{"prompt": f"What is the capital of country {i}?", "completion": ""} for i in range(empty)]
    rows += [
        {"prompt": f"How do I open lock {i}?", "completion": "I'm sorry, but I can't help with that."}
        for i in range(refused)
    ]
    return rows


def _found(card: scorecard.Card, point: str) -> scorecard.Finding:
    return next(finding for finding in card.findings if finding.point.id == point)


def test_every_expression_is_valid_once_all_layers_are_built(make_dataset: Make) -> None:
    dataset = make_dataset(_rows(3))
    for kind in scorecard.KINDS:
        profile = scorecard.shipped(kind)
        for trainer in BY_NAME:
            changed = profile.changed({"settings": {"trainer": trainer}})
            for text in scorecard.conditions_of(scorecard.POINTS, changed):
                filters.parse(text, dataset.columns)
    for ability in scorecard.GUIDE:
        filters.parse(ability.rows, dataset.columns)
    assert set(scorecard.FAULTS) <= set(dataset.columns)
    card = scorecard.score(View.of(dataset), scorecard.shipped())
    assert not card.counts.missing


def test_every_point_has_thresholds_and_every_threshold_a_point() -> None:
    profile = scorecard.shipped()
    assert set(profile.limits) == {point.id for point in scorecard.POINTS}
    for point in scorecard.POINTS:
        warn, fail = profile.limit(point.id, "warn"), profile.limit(point.id, "fail")
        assert warn is not None
        if fail is not None:
            assert (fail < warn) if point.low else (fail > warn), point.id


def test_shares_make_verdicts(make_dataset: Make) -> None:
    view = View.of(make_dataset(_rows(95, empty=5)))
    card = scorecard.score(view, scorecard.shipped())
    found = _found(card, "empty")
    assert (found.verdict, found.measured.rows, found.measured.of) == ("fail", 5, 100)
    assert found.measured.value == pytest.approx(0.05)
    assert found.said == "5 of 100 rows have no answer."
    assert _found(card, "prompt_too_long").verdict == "pass"
    assert card.verdict == "fail" and sum(card.tally.values()) == len(scorecard.POINTS)
    assert found.drop is not None and found.drop.text == "Empty answers: is_empty OR no_answer"
    assert found.as_dict()["drop"] == found.drop.text and _found(card, "prompt_too_long").as_dict()["drop"] == ""
    looked_at = scorecard.score(View.of(view.dataset, "NOT is_empty"), scorecard.shipped())
    assert looked_at.as_dict() == card.as_dict()  # the verdict is of what is kept, whatever is looked at
    kept = scorecard.score(view.with_steps([found.drop]), scorecard.shipped())
    assert _found(kept, "empty").verdict == "pass"


def test_the_filter_of_a_finding_shows_exactly_its_rows(make_dataset: Make) -> None:
    dataset = make_dataset(_rows(60, empty=4, refused=6))
    card = scorecard.score(View.of(dataset), scorecard.shipped())
    checked = 0
    for finding in card.findings:
        if finding.point.measure == "share" and finding.measured.value is not None and not finding.point.among:
            blame = finding.measured.blame
            rows = queries.totals(View.of(dataset, blame)).rows_kept if blame else 0
            assert rows == finding.measured.rows, finding.point.id
            checked += 1
    assert checked > 12
    assert _found(card, "refused").measured.rows == 6


def test_bad_rows_are_judged_at_any_size_and_shares_wait_for_a_sample(make_dataset: Make) -> None:
    card = scorecard.score(View.of(make_dataset(_rows(3, empty=2))), scorecard.shipped())
    assert _found(card, "empty").verdict == "fail" and "2 of 5" in _found(card, "empty").said
    assert _found(card, "size").verdict == "fail"
    for point in ("coverage", "balance", "largest", "cot", "programming", "vertical"):
        assert _found(card, point).verdict == "unknown", point


def test_all_of_twenty_answers_empty_is_said_to_be_so(make_dataset: Make) -> None:
    card = scorecard.score(View.of(make_dataset(_rows(20, empty=20))), scorecard.shipped())
    assert _found(card, "empty").verdict == "fail"


def test_no_rows_at_all(make_dataset: Make) -> None:
    card = scorecard.score(View.of(make_dataset(['{"prompt": "cut'])), scorecard.shipped())
    assert _found(card, "rejected").verdict == "fail"
    assert card.as_dict()["points"]


def test_balance_and_largest(make_dataset: Make) -> None:
    rows = [
        {"prompt": f"Translate to French: good morning number {i}", "completion": f"Bonjour numéro {i}"}
        for i in range(40)
    ]
    card = scorecard.score(View.of(make_dataset(rows)), scorecard.shipped())
    assert _found(card, "coverage").verdict == "fail"
    largest = _found(card, "largest")
    assert largest.verdict == "fail" and "translation" in largest.said


# ---- profiles ----


def test_kinds_differ_where_the_file_says_so() -> None:
    assert scorecard.shipped("reasoning").settings["longest"] == 16384
    assert scorecard.shipped("vertical").limit("vertical", "warn") == 0.9
    assert scorecard.shipped("vertical").limit("empty", "fail") == scorecard.shipped().limit("empty", "fail")


def test_a_file_changes_single_values(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(
        "[general.settings]\nlongest = 100\n[general.refused]\nfail = 0.5\n[reasoning.refused]\nfail = 0.7\n"
    )
    assert scorecard.load(path).settings["longest"] == 100
    assert scorecard.load(path).limit("refused", "fail") == 0.5
    assert scorecard.load(path, "reasoning").limit("refused", "fail") == 0.7
    assert scorecard.load(path).limit("refused", "warn") == scorecard.shipped().limit("refused", "warn")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[general", "no TOML"),
        ("[general.nothing]\nwarn = 1", "no point 'nothing'"),
        ("[general.empty]\nworse = 1", "no threshold"),
        ("[general.empty]\nwarn = 'x'", "no number"),
        ("[general.empty]\nwarn = -1", "no number"),
        ("[general.empty]\nwarn = true", "no number"),
        ("[general.empty]\nwarn = nan", "no number"),
        ("[general]\nempty = 3", "no table"),
        ("[general.settings]\nlongst = 3", "no setting"),
        ("[general.settings]\ntrainer = 'x; drop'", "unknown"),
        ("[special.empty]\nwarn = 1", "a table 'special'"),
    ],
)
def test_a_wrong_file_gets_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(ProfileError, match=said):
        scorecard.load(path)


def test_settings_reach_the_measures(make_dataset: Make) -> None:
    view = View.of(make_dataset(_rows(40)))
    short = scorecard.shipped().changed({"settings": {"longest": 5}})
    assert _found(scorecard.score(view, short), "prompt_too_long").measured.rows == 40


# ---- the gate ----


def test_the_gate_closes_on_a_failing_point(
    make_dataset: Make, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from explorer.cli import main

    path = tmp_path / "data.jsonl"
    path.write_text("".join(f'{{"prompt": "Say {i} in words please.", "completion": ""}}\n' for i in range(40)))
    assert main(["check", str(path), "--quiet"]) == 1
    assert "FAIL" in capfd.readouterr().out
    profile = tmp_path / "lenient.toml"
    profile.write_text(
        "".join(
            f"[general.{name}]\nfail = {0 if next(p for p in scorecard.POINTS if p.id == name).low else 1e9}\n"
            for name in scorecard.shipped().limits
        )
    )
    assert main(["check", str(path), "--quiet", "--profile", str(profile)]) == 0
    assert main(["check", str(path), "--quiet", "--profile", str(tmp_path / "none.toml")]) == 2
    assert "hint:" in capfd.readouterr().err
