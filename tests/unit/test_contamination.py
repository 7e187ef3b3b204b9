"""Rows that hold items of a reference: found however they are written, and nothing else."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer import building, contamination, queries, recipe, scorecard
from explorer.building import Options
from explorer.cli import main
from explorer.contamination import DEFAULT, RULES, Found, find, hashed, matching, meaning
from explorer.contamination.cut import cut, places
from explorer.store import Cache, Dataset
from explorer.view import View

Make = Callable[[Sequence[Any], str], Dataset]

_WHO = ("A gardener", "The night nurse", "Our caretaker", "A ferry pilot", "The baker", "An apprentice")
_WHAT = ("counts the lamps along the harbour", "stacks crates of pears", "mends a torn sail", "winds eleven clocks")
_WHEN = ("before the market opens", "while the tide is out", "on the last day of harvest", "after a week of rain")
_WHO_ZH = ("渔夫", "药剂师", "邮差", "木匠", "园丁", "裁缝")
_WHAT_ZH = ("沿着河堤数灯笼", "把梨子装进竹筐", "修补一张破旧的帆", "给十一座钟上发条")
ENGLISH = [
    f"{who} {what} {when}; {n} of them are left over. How many were there if each third one broke on day {n + 2}?"
    for n, (who, what, when) in enumerate((a, b, c) for a in _WHO for b in _WHAT for c in _WHEN)
]
CHINESE = [
    f"{who}{what}，第{n}天剩下{n + 3}个，如果每隔两天坏掉一个，那么最初一共有多少个？"
    for n, (who, what) in enumerate((a, b) for a in _WHO_ZH for b in _WHAT_ZH)
]

WAYS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "in capitals": str.upper,
    "with other marks": lambda text: re.sub(r"[.,;?，。？]", " — ", text),
    "over several lines": lambda text: text.replace(" ", "\n", 3),
    "in full width": lambda text: text.translate({ord(one): ord(one) + 0xFEE0 for one in "abcdefghij0123456789"}),
    "wrapped": lambda text: f"Think step by step.\n\n### Question\n{text}\n\nPut the result in \\boxed{{}}.",
    "cut": lambda text: text[: len(text) * 7 // 10],
}


@pytest.fixture
def make(cache: Cache, jsonl: Callable[..., Path]) -> Make:
    def made(rows: Sequence[Any], name: str) -> Dataset:
        listed = [{"prompt": row, "response": "Sure."} if isinstance(row, str) else row for row in rows]
        return building.run(cache, [jsonl(listed, f"{name}.jsonl")], Options(), ["tokens"])

    return made


def held(dataset: Dataset, reference: Dataset, rule: str = "overlap") -> Found:
    items = contamination.items_of(View.of(reference))
    return find(View.of(dataset), ["reference"], items, RULES[rule])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("items", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_planted_items_are_found_however_they_are_written(make: Make, items: list[str], way: str) -> None:
    planted = items[::3]
    others = [f"Say something nice about number {n}, and about the weather in town {n * 7}." for n in range(200)]
    rows = [*others, *map(WAYS[way], planted)]
    random.Random(1).shuffle(rows)
    found = held(make(rows, "data"), make(items, "reference"))
    wanted = {rows.index(WAYS[way](text)) for text in planted}
    assert set(found.rows()) == wanted
    assert {one.item for one in found.matches} >= {items.index(text) for text in planted}


def test_what_was_planted_in_an_earlier_turn_or_an_answer_is_found(make: Make) -> None:
    turns = [
        {"role": "user", "content": ENGLISH[4]},
        {"role": "assistant", "content": "Eleven."},
        {"role": "user", "content": "Thank you."},
        {"role": "assistant", "content": "You are welcome."},
    ]
    rows = [
        {"messages": turns},
        {"messages": [{"role": "user", "content": "Ask me."}, {"role": "assistant", "content": CHINESE[5]}]},
    ]
    found = held(make(rows, "data"), make([*ENGLISH, *CHINESE], "reference"))
    assert [(one.row_id, one.item) for one in found.matches if one.overlap == 1] == [(0, 4), (1, len(ENGLISH) + 5)]


def test_a_template_with_other_words_is_no_item(make: Make) -> None:
    asked = (
        "Mia has {} marbles and buys {} more at the fair. How many marbles does Mia have in all when she gives {} away?"
    )
    items = [asked.format(n, n + 9, n % 4 + 1) for n in range(10, 40)]
    rows = [asked.format(n + 500, n + 777, n % 5 + 60) for n in range(10, 40)]
    assert not held(make(rows, "data"), make([*items, *ENGLISH], "reference")).matches


def test_items_of_a_few_words_must_be_a_text_of_their_own(make: Make) -> None:
    found = held(
        make(["Name three fish.", "Please name three fish. And birds.", "NAME THREE FISH"], "data"),
        make(["Name three fish"], "r"),
    )
    assert [(one.row_id, one.kind) for one in found.matches] == [(0, "short"), (2, "short")]


@pytest.mark.parametrize(
    ("rule", "words", "is_found"),
    [
        ("8-gram", 8, True),
        ("8-gram", 7, False),
        ("13-gram", 13, True),
        ("13-gram", 12, False),
        ("half", 12, True),
        ("half", 9, False),
    ],
)
def test_the_rules_in_use_elsewhere(make: Make, rule: str, words: int, is_found: bool) -> None:
    item = " ".join(f"word{n}" for n in range(20))
    text = " ".join(item.split()[:words]) + " and then others"
    assert bool(held(make([text], "data"), make([item], "reference"), rule).matches) == is_found


def test_only_what_the_view_keeps_is_looked_at(make: Make) -> None:
    data = make([ENGLISH[0], ENGLISH[1], ENGLISH[2]], "data")
    items = contamination.items_of(View.of(make(ENGLISH, "reference")))
    found = find(View.of(data, "row_id <> 1"), ["reference"], items)
    assert (found.rows(), found.looked_at) == ([0, 2], 2)
    assert find(View.of(data, "row_id = 7"), ["reference"], items).matches == []


def test_each_reference_is_told_by_itself(make: Make) -> None:
    items = [
        *contamination.items_of(View.of(make(ENGLISH, "a")), 0),
        *contamination.items_of(View.of(make(CHINESE, "b")), 1),
    ]
    found = find(View.of(make([ENGLISH[0], ENGLISH[0], CHINESE[1], "Nothing of it."], "data")), ["a", "b"], items)
    assert [(one.name, one.items, one.items_found, one.rows) for one in found.references] == [
        ("a", len(ENGLISH), 1, 2),
        ("b", len(CHINESE), 1, 1),
    ]
    assert (found.rows(0), found.rows(1), found.rows()) == ([0, 1], [2], [0, 1, 2])


def test_worker_processes_find_the_same(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    data, reference = make([*CHINESE, *map(str.upper, ENGLISH)], "data"), make([*ENGLISH, *CHINESE], "reference")
    alone = held(data, reference)
    monkeypatch.setattr(matching, "_ALONE", 0)
    assert held(data, reference) == alone and len(alone.rows()) == data.rows


@pytest.mark.parametrize(
    "text", ["", "\0", "\ud800 x", "🙂" * 300, "a" * 300_000, "（（（）））", "١٢٣ " * 50, "ﬁ" * 99]
)
def test_hostile_texts_are_cut_the_same_way_for_both(text: str) -> None:
    assert [word for word, _, _ in places(text)] == cut(text)
    assert all(0 <= start < end <= len(text) for _, start, end in places(text))


def test_nothing_against_nothing(make: Make) -> None:
    empty = make([{"prompt": "", "response": ""}], "empty")
    assert contamination.items_of(View.of(empty)) == []
    assert held(empty, empty).matches == [] and held(make(ENGLISH, "data"), empty).references[0].items == 0


def test_common_words_are_marked_in_both_texts() -> None:
    item = "How many lamps stand along the old harbour wall?"
    text = "Think. HOW MANY lamps — stand along the old harbour-wall? Then rest."
    mark = contamination.marked(text, item)
    assert [text[start:end] for start, end in mark.text] == ["HOW MANY lamps — stand along the old harbour-wall"]
    assert [item[start:end] for start, end in mark.item] == [item[:-1]]
    assert contamination.marked("entirely other words here in this text", item) == ([], [])


# ---- other words ----


def test_an_item_asked_in_other_words_is_worth_a_look_and_no_more(make: Make) -> None:
    reference = make(
        ["How can I stop my dog from barking at night?", "What is the boiling point of water at sea level?"],
        "reference",
    )
    data = make(
        ["What can I do so that my dog stops barking at night?", "Write a poem about a lighthouse.", ENGLISH[0]], "data"
    )
    items = contamination.items_of(View.of(reference))
    plain = find(View.of(data), ["reference"], items)
    found, read = meaning.look(View.of(data), items, plain)
    assert read == 3 and not plain.matches
    assert [(one.row_id, one.item, one.kind) for one in found.matches] == [(0, 0, contamination.MEANING)]
    assert found.rows() == [] and found.references == plain.references


# ---- the verb ----


def told(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, dict[str, Any]]:
    code = main(["contaminate", "--json", "--quiet", *map(str, words)])
    return code, json.loads(capsys.readouterr().out)


def write(path: Path, rows: Sequence[str], split: str = "") -> Path:
    more = {"split": split} if split else {}
    path.write_text("".join(json.dumps({"prompt": row, "response": "Sure.", **more}) + "\n" for row in rows))
    return path


@pytest.fixture
def pair(tmp_path: Path, cache: Cache) -> tuple[Path, Path]:
    data = write(tmp_path / "data.jsonl", ["Say hello to everyone.", ENGLISH[2].upper(), "Name a river.", CHINESE[1]])
    return data, write(tmp_path / "bench.jsonl", [*ENGLISH, *CHINESE])


def test_the_verb_tells_counts_and_matches(pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    data, bench = pair
    code, facts = told(capsys, data, "--against", bench)
    assert code == 0 and (facts["rows"], facts["rows_with_an_item"], facts["rule"]) == (4, 2, DEFAULT.name)
    assert facts["references"] == [
        {"name": "bench.jsonl", "items": len(ENGLISH) + len(CHINESE), "items_found": 2, "rows": 2}
    ]
    assert [(one["row_id"], one["item"], one["reference"], one["kind"]) for one in facts["matches"]] == [
        (1, 2, "bench.jsonl", "whole"),
        (3, len(ENGLISH) + 1, "bench.jsonl", "whole"),
    ]
    assert told(capsys, data, "--against", bench, "--strict")[0] == 1
    assert told(capsys, data, "--against", bench, "--strict", "--where", "row_id = 0")[0] == 0
    assert main(["contaminate", str(data), "--against", str(bench), "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "2 of 4 rows hold an item (50 %)" in said and "«" in said and CHINESE[1][:12] in said


def test_the_rest_is_written_with_a_recipe(
    pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, bench = pair
    out = tmp_path / "clean.jsonl"
    _, facts = told(capsys, data, "--against", bench, "--out", out)
    lines = data.read_bytes().splitlines(keepends=True)
    assert facts["written"]["rows"] == 2 and out.read_bytes() == lines[0] + lines[2]
    out_again = tmp_path / "again.jsonl"
    assert main(["export", str(data), "--recipe", f"{out}{recipe.SUFFIX}", "--out", str(out_again), "--quiet"]) == 0
    assert out_again.read_bytes() == out.read_bytes()


def test_rows_are_marked_with_what_they_hold(pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    data, bench = pair
    assert told(capsys, data, "--against", bench, "--mark")[1]["marked"] == 2
    assert main(["rows", str(data), "--where", "marked", "--columns", "row_id,note", "--json", "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "holds row 2 of bench.jsonl" in said and '"row_id":3' in said.replace(" ", "")


def test_splits_of_one_dataset_are_held_against_its_largest(
    tmp_path: Path, cache: Cache, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "all.jsonl"
    parts = [
        ("train", ["Tell me a joke about rain.", ENGLISH[0], *CHINESE]),
        ("test", ENGLISH[:9]),
        ("it's", [CHINESE[3]]),
    ]
    rows = [{"prompt": text, "response": "Sure.", "split": name} for name, texts in parts for text in texts]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    _, facts = told(capsys, path, "--splits")
    assert facts["rows"] == 2 + len(CHINESE)
    assert [(one["name"], one["items"], one["items_found"]) for one in facts["references"]] == [
        ("test", 9, 1),
        ("it's", 1, 1),
    ]
    assert sorted(one["row_id"] for one in facts["matches"] if one["overlap"] == 1) == [1, 5]


def test_one_split_alone_says_what_to_do(pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contaminate", str(pair[0]), "--splits", "--quiet"]) == 2
    assert "one split alone" in capsys.readouterr().err


def test_every_rule_is_a_choice_of_the_verb() -> None:
    from explorer.cli.verbs.contaminate import _RULES

    assert tuple(RULES) == _RULES


# ---- what is kept ----


def test_columns_of_each_reference_are_kept(make: Make) -> None:
    data = make(["Say hello to everyone.", ENGLISH[2].upper(), "Name a river.", CHINESE[1], ENGLISH[0]], "data")
    names = ["bench.jsonl", 'b\u202e "x".csv']
    references = [make(ENGLISH, "bench"), make(CHINESE, "b")]
    items = [item for number, one in enumerate(references) for item in contamination.items_of(View.of(one), number)]
    contamination.keep(data, find(View.of(data), names[:1], items[: len(ENGLISH)]))
    assert View.of(data, "is_contaminated").where
    contamination.keep(
        data, find(View.of(data), names[1:], [item._replace(reference=0) for item in items[len(ENGLISH) :]])
    )
    assert {"contamination_bench", "contamination_bench_item", "contamination_b_x"} <= data.columns.keys()
    assert queries.row_ids(View.of(data, "is_contaminated")) == [1, 3, 4]
    assert queries.row_ids(View.of(data, "contamination_bench >= 0.8 AND contamination_bench_item = 2")) == [1]
    assert queries.row_ids(View.of(data, "contamination_b_x IS NOT NULL")) == [3]
    # Asked again with other rows, a reference is told anew, and the other one stays.
    contamination.keep(data, find(View.of(data, "row_id <> 1"), names[:1], items[: len(ENGLISH)]))
    assert queries.row_ids(View.of(data, "is_contaminated")) == [3, 4]
    assert [one["name"] for one in contamination.references(data)] == [names[1], names[0]]


def test_the_scorecard_asks_once_a_reference_was_given(make: Make) -> None:
    data = make([*(f"Say number {n}." for n in range(40)), ENGLISH[2]], "data")

    def point() -> list[scorecard.Finding]:
        return [
            one
            for one in scorecard.score(View.of(data), scorecard.shipped("general")).findings
            if one.point.id == "contamination"
        ]

    assert point() == []
    reference = make(ENGLISH, "reference")
    contamination.keep(data, held(data, reference))
    (told,) = point()
    assert told.verdict == "fail" and told.measured.rows == 1
    assert told.measured.value == pytest.approx(1 / len(ENGLISH))
    assert told.drop is not None and told.drop.where == "is_contaminated"
    clean = View.of(data, steps=[told.drop])
    assert scorecard.score(clean, scorecard.shipped("general")).tally["fail"] <= 1


def test_the_verb_keeps_columns(pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    data, bench = pair
    code, facts = told(capsys, data, "--against", bench, "--keep")
    assert code == 0 and facts["columns"] == ["contamination_bench", "contamination_bench_item"]
    assert main(["rows", str(data), "--where", "is_contaminated", "--columns", "row_id", "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])


def test_hashed_words_are_those_that_are_cut_one_by_one() -> None:
    """Of letters from all over Unicode, marks that change the letter before them, and characters whose lower case is another length."""
    rng = random.Random(3)
    odd = "\u03a3\u03c2\u0130\u0131\u212a\u212b\uac00\u1100\u1161\u11a8\uff21\uff0c\u32b1\ufb01\u2160\ud800\0\n_'\u3000"
    anything = [*odd, *map(chr, range(0x400)), *map(chr, range(0x900, 0xE80)), *map(chr, range(0x1100, 0x1200))]
    anything += [chr(rng.randrange(0x110000)) for _ in range(2_000)]
    named: dict[str, int] = {}
    for _ in range(600):
        texts = [
            "".join(rng.choice(rng.choice((anything, "abc ABC 中文"))) for _ in range(rng.randrange(40)))
            for _ in range(4)
        ]
        hashes, ends = hashed.words(texts)
        for text, found in zip(texts, np.split(hashes, ends[:-1]), strict=True):
            words = cut(text)
            assert len(words) == len(found)
            assert all(named.setdefault(word, one) == one for word, one in zip(words, found.tolist(), strict=True))
    assert len(set(named.values())) == len(named) > 2_000


@pytest.mark.parametrize("width", [1, 2, 5])
def test_no_run_of_words_goes_over_the_end_of_a_text(width: int) -> None:
    texts = ["", "a b c d e f", "b", "", "c d", "d e f a b c d", ""]
    hashes, ends = hashed.words(texts)
    at, found = hashed.shingles(hashes, ends, width)
    runs = [tuple(words[n : n + width]) for words in map(cut, texts) for n in range(len(words) - width + 1)]
    assert len(at) == len(found) == len(runs)
    assert len(set(found.tolist())) == len(set(runs))
    assert all((a == b) == (runs[m] == runs[n]) for m, a in enumerate(found) for n, b in enumerate(found))
