"""The scorecard: its expressions are valid, its counts are those of its filters, its thresholds can be changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import building, filters, queries, scorecard
from explorer.errors import ProfileError
from explorer.scorecard.known_errors import KNOWN, Errors, likely
from explorer.scorecard.measured import Counts
from explorer.scorecard.measures import measure
from explorer.steps import read_all
from explorer.store import Cache, Dataset
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
    assert (
        card.verdict == "fail" and sum(card.tally.values()) == len(scorecard.POINTS) - 3
    )  # no reference, nothing dropped
    assert found.drop is not None and found.drop.text == "Empty answers: is_empty"
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
    assert largest.verdict == "fail" and "Translation" in largest.said


def _measured(point: str, counts: scorecard.Counts, view: View) -> tuple[float | None, int, int, str, str]:
    found = measure(next(p for p in scorecard.POINTS if p.id == point), view, scorecard.shipped(), counts)
    return found.value, found.rows, found.of, found.said, found.blame


@pytest.fixture
def few(make_dataset: Make) -> View:
    return View.of(make_dataset([*_rows(3), "cut {"]))


def test_abilities_are_there_thin_or_missing(few: View) -> None:
    every = {ability.rows: 50 for ability in scorecard.GUIDE}
    counts = scorecard.Counts(1_000, {**every, "is_multi_turn": 2, "has_cot": 5, "is_structured": 1}, set(), {})
    assert scorecard.covered(counts, scorecard.shipped()) is None
    assert _measured("coverage", counts, few) == (None, 0, 0, "Not judged yet.", "")
    counts.values = {"ability": [("idiom", 50)], "language": [("en", 990), ("zh", 10)]}
    there, thin, missing = scorecard.covered(counts, scorecard.shipped()) or ([], [], [])
    asked = [ability for ability in scorecard.GUIDE if not ability.chinese]
    assert [ability.rows for ability in missing] == ["is_structured"]  # `few` is 2
    assert [ability.rows for ability in thin] == ["is_multi_turn"]  # `thin` is 0.005
    assert there == [ability for ability in asked if ability not in (*thin, *missing)]
    assert _measured("coverage", counts, few) == (
        1.0, 1, 23, "22 of 23 abilities are there. Missing: structured output. Thin: multi-turn dialogue.", "(is_multi_turn)",
    )  # fmt: skip
    counts.values["language"] = [("en", 989), ("zh", 11)]  # more than is stray
    assert scorecard.asked(counts, scorecard.shipped()) == list(scorecard.GUIDE)


def test_how_abilities_spread(few: View) -> None:
    counts = scorecard.Counts(1_300)
    for point in ("balance", "largest"):
        assert _measured(point, counts, few) == (None, 0, 0, "Not judged yet.", "")
    counts.values["ability"] = [("other", 100)]
    assert _measured("balance", counts, few) == (0.0, 0, 0, "No ability was told.", "")
    counts.values["ability"] += [("idiom", 1_200)]
    assert _measured("balance", counts, few) == (0.0, 0, 1_200, "All rows have the same ability.", "")
    counts.values["ability"] += [("ner", 1_200)]
    said = "Effectively 2.0 of 2 abilities; evenness 1.00, where 1 is even."
    assert _measured("balance", counts, few) == (1.0, 0, 2_400, said, "")
    said = "1,200 of 2,400 rows whose ability could be told are Idioms."
    assert _measured("largest", counts, few) == (0.5, 1_200, 2_400, said, "ability = 'idiom'")


def test_templates_are_counted(few: View) -> None:
    counts = scorecard.Counts(4_000)
    assert _measured("templates", counts, few) == (None, 0, 0, "Not judged yet.", "")
    counts.values["template_group"] = []
    assert _measured("templates", counts, few) == (0.0, 0, 4_000, "No two prompts share a template.", "")
    counts.values["template_group"] = [("17", 2_000)]
    said = "The largest template holds 2,000 of 4,000 rows; 2,000 rows share 1 template."
    assert _measured("templates", counts, few) == (0.5, 2_000, 4_000, said, "template_group = 17")
    counts.values["template_group"] = [("17", 200), *((str(n), 10) for n in range(199))]  # as many as are looked at
    said = "The largest template holds 200 of 4,000 rows; at least 2,190 rows share at least 200 templates."
    assert _measured("templates", counts, few) == (0.05, 200, 4_000, said, "template_group = 17")


def test_languages_are_main_or_stray(few: View) -> None:
    counts = scorecard.Counts(10_000)
    assert _measured("stray_language", counts, few) == (None, 0, 0, "Not judged yet.", "")
    counts.values["language"] = [("und", 400)]
    assert _measured("stray_language", counts, few) == (0.0, 0, 10_000, "Main languages: none.", "")
    counts.values["language"] += [("en", 9_000), ("de", 100), ("fr", 99), ("it", 1)]  # `stray` is 0.01
    said = "Main languages: English 90 %, German 1 %. 100 rows in 2 more."
    assert _measured("stray_language", counts, few) == (0.01, 100, 10_000, said, "language IN ('fr', 'it')")
    counts.values["language"] = [(name, 1_000) for name in "abcdefg"]
    assert _measured("stray_language", counts, few)[3].count("10 %") == 6


def test_what_a_share_says(few: View) -> None:
    counts = scorecard.Counts(2_000, {"domain != 'general'": 1_500, "is_empty": 1, "needs_reasoning": 1_200})
    counts.hits |= {"needs_reasoning AND (has_cot)": 1_100, "needs_reasoning AND (bare_answer)": 0}
    assert _measured("vertical", counts, few)[3] == "1,500 of 2,000 rows belong to a vertical domain."
    counts.values["domain"] = [("general", 500), ("law", 800), ("art", 400), ("law2", 200), ("x", 99), ("y", 1)]
    said = "1,500 of 2,000 rows belong to a vertical domain. Most: law 40 %, art 20 %, law2 10 %, x 5.0 %."
    assert _measured("vertical", counts, few) == (0.75, 1_500, 2_000, said, "domain != 'general'")
    assert _measured("empty", counts, few) == (
        0.0005,
        1,
        2_000,
        "1 of 2,000 rows has no answer.",
        "is_empty",
    )
    said = "Of 1,200 rows that demand inference, 1,100 reason to a result."
    blame = "needs_reasoning AND NOT has_cot"
    assert _measured("cot_where_needed", counts, few) == (1_100 / 1_200, 1_100, 1_200, said, blame)
    said = "Of 1,200 rows that demand inference, 0 give the bare result."
    assert _measured("bare", counts, few) == (0.0, 0, 1_200, said, "bare_answer")
    counts.hits["needs_reasoning"] = 0
    assert _measured("bare", counts, few) == (None, 0, 0, "No row demands inference.", "")
    counts.missing = {"needs_reasoning", "is_empty"}
    assert _measured("bare", counts, few) == _measured("empty", counts, few) == (None, 0, 0, "Not judged yet.", "")


def test_counts_of_the_whole(few: View) -> None:
    counts = scorecard.score(few, scorecard.shipped()).counts
    good = scorecard.good_rows(few.dataset.columns)
    assert counts.rows == 3 and good.startswith("NOT ") and good.count(" AND NOT ") == len(scorecard.FAULTS) - 1
    said = "3 of 3 rows have none of the faults; about 10,000 suffice."
    assert _measured("size", counts, few) == (3.0, 3, 3, said, good)
    assert _measured("too_many", counts, few) == (3.0, 3, 3, "3 rows.", "")
    assert _measured("too_many", scorecard.Counts(1), few)[3] == "1 row."
    said = "1 of 4 lines of the source hold no usable row."
    assert _measured("rejected", counts, few) == (0.25, 1, 4, said, "")
    nothing = View.of(few.dataset, steps=read_all(["row_id >= 0"]))
    card = scorecard.score(nothing, scorecard.shipped())
    assert {f.point.id for f in card.findings if f.said != "There are no rows."} == {"size", "too_many", "rejected"}


def test_what_is_not_built_is_not_judged(cache: Cache, jsonl: Callable[..., Path]) -> None:
    view = View.of(building.run(cache, [jsonl(_rows(3))], layers=["tokens"]))
    found = {f.point.id: f for f in scorecard.score(view, scorecard.shipped()).findings}
    judged = {name for name, finding in found.items() if finding.said != "Not judged yet."}
    assert judged == {"prompt_too_long", "response_too_long", "prompt_too_short", "too_many", "rejected"}
    assert {found[name].verdict for name in found if name not in judged} == {"unknown"}
    assert {found[name].measured.value for name in found if name not in judged} == {None}


def test_a_verdict_is_held_against_its_limits(few: View) -> None:
    """Where a value is the limit itself it still passes, on either side; fail comes before warn."""
    profile = scorecard.shipped()
    for point, limits in (("rejected", {"warn": 0.25, "fail": 0.25}), ("size", {"warn": 3, "fail": 3})):
        assert _found(scorecard.score(few, profile.changed({point: limits})), point).verdict == "pass"
    for point, verdict, limits in (
        ("rejected", "warn", {"warn": 0.2, "fail": 0.25}),
        ("rejected", "fail", {"warn": 0.2, "fail": 0.2}),
        ("size", "warn", {"warn": 4, "fail": 3}),
        ("size", "fail", {"warn": 4, "fail": 4}),
    ):
        finding = _found(scorecard.score(few, profile.changed({point: limits})), point)
        assert finding.verdict == verdict
        assert finding.as_dict()["todo"] == finding.point.todo and finding.as_dict()["verdict"] == verdict
    spread = profile.changed({"settings": {"least": 3}})  # from so many rows on it is judged
    assert _found(scorecard.score(few, spread), "coverage").verdict == "fail"
    assert _found(scorecard.score(few, profile.changed({"settings": {"least": 4}})), "coverage").verdict == "unknown"


def test_limits_in_words(few: View) -> None:
    profile = scorecard.shipped().changed({"coverage": {"warn": 4}, "size": {"warn": 2000.4, "fail": 500}})
    profile = profile.changed({"balance": {"warn": 0.758, "fail": 0.5}, "empty": {"warn": 0.0005, "fail": 0.125}})
    said = {finding.point.id: finding.threshold for finding in scorecard.score(few, profile).findings}
    assert said["size"] == "warns below 2,000, fails below 500"
    assert said["balance"] == "warns below 0.76, fails below 0.50"
    assert said["empty"] == "warns above 0.05 %, fails above 12.5 %"
    assert said["coverage"].startswith("warns above 4 missing, fails above ")


# ---- profiles ----


def test_labels_of_the_guide_are_filters(make_dataset: Make) -> None:
    dataset = make_dataset(_rows(1))
    for ability in scorecard.GUIDE:
        names = re.findall("'([a-z_]+)'", ability.rows)
        assert ability.rows.isidentifier() or ability.rows == filters.one_of("ability", names)
        assert "ability" not in ability.rows or names
    assert set(dataset.columns) >= {a.rows for a in scorecard.GUIDE if a.rows.isidentifier()}


def test_a_file_without_a_table_of_the_kind_changes_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text("[reasoning.refused]\nfail = 0.7\n", encoding="utf-8")
    assert scorecard.load(path) == scorecard.shipped() and scorecard.shipped().kind == "general"
    assert scorecard.load(path, "vertical") == scorecard.shipped("vertical")
    assert scorecard.load(path, "reasoning").limits["refused"] == {**scorecard.shipped().limits["refused"], "fail": 0.7}


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


def test_points_about_answers_do_not_apply_to_prompts_alone(make_dataset: Make) -> None:
    rows = [{"prompt": f"What is {n} and {n}?", "ground_truth": str(2 * n)} for n in range(40)]
    card = scorecard.score(View.of(make_dataset(rows)), scorecard.shipped())
    for name in ("empty", "refused", "cot", "response_too_short", "trainability"):
        assert (_found(card, name).verdict, _found(card, name).said[:15]) == ("unknown", "Does not apply:")
    assert _found(card, "prompt_too_long").verdict == "pass"
    assert _found(card, "size").measured.value == 40  # each of them is good


def test_single_messages_are_judged_when_they_are_grouped(make_dataset: Make) -> None:
    rows = [{"conversation_id": n // 2, "role": ("user", "assistant")[n % 2], "content": f"t{n}"} for n in range(40)]
    card = scorecard.score(View.of(make_dataset(rows)), scorecard.shipped())
    assert (
        _found(card, "empty").said == "Does not apply yet: each row is one message. Group them to conversations first."
    )


def test_known_errors_bound_a_share() -> None:
    counts = Counts(100, values={"language": [("en", 90), ("zh", 10)]})
    for point, languages in KNOWN.items():
        assert point in {one.id for one in scorecard.POINTS}
        for errors in languages.values():
            assert 0.5 < errors.recall <= 1 and 0.6 < errors.precision <= 1
        low, high = likely(point, 0.02, counts) or (0, 0)
        assert 0 < low <= 0.02 <= high < 0.04
    assert likely("bare", 0.0, counts) is None  # nothing was found, nothing is bounded
    assert likely("empty", 0.02, counts) is None
    assert (likely("truncated", 0.9, counts) or (0, 0))[1] == 1.0
    chinese = Counts(100, values={"language": [("zh", 90), ("en", 10)]})
    assert likely("bare", 0.02, chinese) != likely("bare", 0.02, counts)


def test_fewer_labelled_rows_leave_wider_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = Counts(100)
    few = {"refused": {"en": Errors(9, 1, 1), "zh": Errors(9, 1, 1)}}
    many = {"refused": {"en": Errors(900, 100, 100), "zh": Errors(900, 100, 100)}}
    found = []
    for table in (few, many):
        monkeypatch.setattr("explorer.scorecard.known_errors.KNOWN", table)
        found.append(likely("refused", 0.1, counts) or (0, 0))
    assert found[0][0] < found[1][0] < 0.1 < found[1][1] < found[0][1]
