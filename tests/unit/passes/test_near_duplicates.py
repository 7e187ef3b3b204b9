"""Near duplicates: texts that differ by a few words, and texts that only look alike."""

from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.passes import Inputs, near_candidates, near_duplicates
from explorer.passes.near_candidates import Signatures
from explorer.passes.shingles import plain, signatures

LOAF = "A dense crumb almost always means one of three things: the dough was cold, the starter was weak, or the bake was short."
MARKET = (
    "老城区的菜市场改造完成后，摊主们最初担心租金上涨、老顾客流失。半年过去，租金按约定没有变，客流量反而增加了三成。"
)
TEMPLATE = (
    "Classify the sentiment of the following review as positive, negative or neutral. Answer with one word only and "
    "do not explain your choice. The review comes from a shop and may be short. Review: "
)
REVIEWS = (
    "the kettle broke in a week", "lovely soft towels", "arrived late but works", "wrong colour entirely", "my dog adores it",
    "cheap and it shows", "ordinary pen, ordinary ink", "the lamp hums at night", "best tea I have had", "box was crushed",
)  # fmt: skip


def groups(tmp_path: Path, rows: list[tuple[str, str]], parts: int = 1) -> dict[int, tuple[int, bool]]:
    """row_id -> (near_group, is_near_copy) of the rows that have one."""
    size = -(-max(len(rows), 1) // parts)
    paths, bases = [], []
    for start in range(0, len(rows), size):
        some = rows[start : start + size]
        path = tmp_path / f"part-{start}.parquet"
        pq.write_table(
            pa.table({"system": [""] * len(some), "prompt": [p for p, _ in some], "response": [r for _, r in some]}),
            path,
        )
        paths.append(path)
        bases.append(start)
    found = near_duplicates.compute(Inputs(paths, bases, tmp_path, len(rows))).to_pylist()
    return {row["row_id"]: (row["near_group"], row["is_near_copy"]) for row in found}


def test_a_few_changed_words_make_near_duplicates(tmp_path: Path) -> None:
    rows = [
        ("Why is my loaf dense?", LOAF),
        ("概括下面这段话", MARKET),
        ("What is the tallest bird?", "The ostrich, which can stand almost three metres tall when it raises its head."),
        ("Why is my loaf so dense?", LOAF.replace("almost", "nearly")),
        ("概括下面这段话", MARKET.replace("三成", "四成")),
    ]
    assert groups(tmp_path, rows) == {0: (0, False), 3: (0, True), 1: (1, False), 4: (1, True)}
    assert groups(tmp_path, rows, parts=3) == groups(tmp_path, rows)


def test_rows_of_one_template_are_no_duplicates(tmp_path: Path) -> None:
    rows = [(TEMPLATE + review, answer) for review, answer in zip(REVIEWS, ["negative", "positive"] * 5, strict=True)]
    assert groups(tmp_path, rows) == {}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("a", "b")],
        [("Is it?", "Yes"), ("Is it?", "No")],
        [("Translate: cat", "猫"), ("Translate: dog", "狗")],
        [("1 + 1", "2"), ("1 - 1", "0")],
        [("", ""), ("", "")],
        [("What is 2 - 5?", "-3"), ("What is 2 - 5?", "3")],
        [("Sort it", "a[1].b"), ("Sort it", "a(1)-b")],
        [(TEMPLATE + "great film", "positive"), (TEMPLATE + "dull book", "negative")],
        [("x" * 70_000 + "a", "one"), ("x" * 70_000 + "b", "two")],
    ],
)
def test_short_and_few_rows_have_no_groups(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    assert groups(tmp_path, rows) == {}


def test_two_questions_on_one_passage_are_two_rows(tmp_path: Path) -> None:
    rows = [(f"Answer from the text. {question}\n\n{LOAF} {LOAF}", answer) for question, answer in
            (("What was cold, as the text says?", "the dough"), ("What was weak, if anything at all?", "the starter"))]  # fmt: skip
    assert groups(tmp_path, rows) == {}
    assert len(groups(tmp_path, [(rows[0][0], "the dough"), (rows[0][0] + " Please.", "The dough.")])) == 2


def test_equal_but_for_case_and_punctuation(tmp_path: Path) -> None:
    assert groups(tmp_path, [("Is it?", "Yes."), ("is it", "yes")]) == {0: (0, False), 1: (0, True)}
    # The border between prompt and response is part of the text.
    assert groups(tmp_path, [("Is it yes", ""), ("Is it", "yes")]) == {}
    assert plain("2.5 kg.") == "2.5 kg" != plain("25 kg")


def test_a_text_repeated_often_is_one_group(tmp_path: Path) -> None:
    rows = [("Why is my loaf dense?", LOAF)] * 3_000 + [("Why is my loaf so dense?", LOAF)]
    found = groups(tmp_path, rows, parts=4)
    assert len(found) == 3_001
    assert {group for group, _ in found.values()} == {0}
    assert [row for row, (_, copy) in found.items() if not copy] == [0]


def test_a_large_group_of_rows_that_differ_by_a_word(tmp_path: Path) -> None:
    words = [f"{word}{n}" for n in range(7) for word in LOAF.split()]
    rows = [("Why is it dense?", " ".join([*words[: i % 30], f"word{i}", *words[i % 30 + 1 :]])) for i in range(600)]
    found = groups(tmp_path, rows)
    assert len(found) > 590
    assert len({group for group, _ in found.values()}) == 1


def test_a_large_group_is_found_whole_however_common_its_words_are(tmp_path: Path) -> None:
    # Two rows differ in the words that each of them changed: about 0.8 alike, in texts that hundreds share.
    words = LOAF.split()
    rows = [
        ("Why is my loaf dense?", " ".join([*words[: i % 20], f"word{i}thing", *words[i % 20 + 1 :]]))
        for i in range(400)
    ]
    found = groups(tmp_path, rows)
    assert len(found) == 400 and len({group for group, _ in found.values()}) == 1


def test_hostile_texts(tmp_path: Path) -> None:
    rows = [("\0" * 500, "\0"), ("a" * 30_000, "b"), ("a" * 30_001, "b"), ("😀" * 900, "\u202e"), ("|" * 5_000, "")]
    # Whoever repeats one character has one shingle, which says nothing.
    assert groups(tmp_path, rows) == {}


CONTEXT = "Table staff (name TEXT, age INTEGER, city TEXT, salary INTEGER, hired DATE). Write one query that answers the question. "


@pytest.mark.parametrize(
    "rows",
    [
        [(f"{CONTEXT}Who is older than {age}?", f"SELECT name FROM staff WHERE age > {age}") for age in (30, 45)],
        [(f"{CONTEXT}Who lives in {city}?", f"SELECT name FROM staff WHERE city = '{city}'") for city in ("Paris", "Rome")],
        [(f"{CONTEXT}Print the {kind} numbers up to the limit that is given.", f"for n in range(limit): print(n if {sign} else '')")
         for kind, sign in (("odd", "n % 2"), ("even", "not n % 2"))],
        [(f"user: I would like a table for my friend {name} and me tonight, at the window if there is one, please.\n\nassistant: "
          f"Of course, for what time shall I book it?\n\nuser: At eight.", f"A table at eight for you and {name} is booked.")
         for name in ("Alice", "Boris")],
    ],
    ids=["another number", "another word", "the opposite", "a dialogue of a template"],
)  # fmt: skip
def test_what_asks_for_something_else_is_no_pair(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    assert groups(tmp_path, rows) == {}


def test_the_same_question_with_another_number_in_the_answer_is_a_pair(tmp_path: Path) -> None:
    rows = [("Why is my loaf dense?", f"{LOAF} It takes {minutes} minutes.") for minutes in (30, 45)]
    assert len(groups(tmp_path, rows)) == 2


def test_short_texts_of_one_side_are_compared_by_characters(tmp_path: Path) -> None:
    rows = [
        ("如果你答应这件事，情你在明天早上告诉我。", ""),
        ("如果你答应这件事，请你在明天早上告诉我。", ""),
        ("明天我们去旅行吧，你要早一点起来看看天气。", ""),
    ]
    assert groups(tmp_path, rows) == {0: (0, False), 1: (0, True)}
    assert len(groups(tmp_path, [("", prompt) for prompt, _ in rows])) == 2


@pytest.mark.parametrize(
    ("words", "pair"),
    [
        (("英国", "爱尔兰"), False),
        (("英国《自然》杂志", "《自然》杂志"), True),  # left out, nothing else in its place
        (("专家强调", "专家提出"), True),
    ],
    ids=["another place", "left out", "another verb"],
)
def test_sentences_that_name_another_thing_are_no_pair(tmp_path: Path, words: tuple[str, str], pair: bool) -> None:
    said = "研究指出，青少年近视的主要原因是户外活动时间严重不足，{}的这一结论与我们之前的认知不太一样。"
    assert bool(groups(tmp_path, [(said.format(word), "") for word in words])) == pair


def test_how_alike_rows_are_is_kept(tmp_path: Path) -> None:
    words = LOAF.split()
    answers = [LOAF, " ".join([*words[:-1], "hot"]), " ".join([*words[:8], "heavy", "rye", "flour", *words[11:]])]
    path = tmp_path / "part.parquet"
    pq.write_table(pa.table({"system": [""] * 3, "prompt": ["Why?"] * 3, "response": answers}), path)
    folder = tmp_path / "near"
    folder.mkdir()
    found = near_duplicates.compute(Inputs([path], [0], tmp_path, 3, folder)).to_pylist()
    likeness = {row["row_id"]: row["near_similarity"] for row in found}
    assert likeness[0] is None and likeness[1] > likeness[2] > near_duplicates.LEAST
    assert [row["near_first"] for row in found] == [None, 0, 0]
    links = np.load(folder / near_duplicates.PAIRS)
    assert sorted(links[:, 2].tolist(), reverse=True) == [likeness[1], likeness[2]]
    # A column of single precision holds them exactly.
    assert links[:, 2].astype(np.float32).tolist() == links[:, 2].tolist()


def test_points_within_numbers_stay_and_other_marks_are_spaces() -> None:
    """As one pattern would say it that tries every place, on texts of marks, digits and spaces of many kinds."""
    pattern = re.compile(r"(?:[\s!?;:'\"，。！？；：、“”‘’…]|(?<!\d)[.,]|[.,](?!\d))+")
    rng = random.Random(1)
    letters = [*"aB1２３.3,,.. !?;:'\"，。！？；：、“”‘’…\n\t中İ", "\u3000", "\x1c", "\x85", "\u200b", "\u0660"]
    for _ in range(20_000):
        text = "".join(rng.choices(letters, k=rng.randrange(12)))
        assert plain(text) == (pattern.sub(" ", text.lower()).strip() or text.strip())
    assert plain("It costs 3.50, or 1,000. Now?") == "it costs 3.50 or 1,000 now"


def signed(texts: list[str], scratch: Path) -> Signatures:
    """Signatures of rows that have an answer alone."""
    found = Signatures(len(texts), scratch)
    found.add(signatures([""] * len(texts), [""] * len(texts), texts))
    return found


def test_pairs_of_one_large_group_grow_with_its_rows_and_not_their_square(tmp_path: Path) -> None:
    rng = random.Random(2)
    base = [f"word{rng.randrange(10_000)}" for _ in range(60)]

    def pairs_of(rows: int) -> int:
        texts = [" ".join([*base[: row % 60], f"own{row}", *base[row % 60 + 1 :]]) for row in range(rows)]
        return len(signed(texts, tmp_path).pairs(np.ones(rows, bool)))

    few, many = pairs_of(400), pairs_of(1_600)
    assert 400 <= few < many < 6 * few


def test_pairs_are_the_same_however_many_keys_are_sorted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(3)
    words = [f"w{number}" for number in range(300)]
    texts = [" ".join(rng.choices(words, k=rng.randrange(6, 40))) for _ in range(150)]
    texts += [f"{rng.choice(texts)} more" for _ in range(150)]
    everyone = np.ones(len(texts), bool)
    whole = signed(texts, tmp_path).pairs(everyone)
    assert len(whole) > 50 and (whole[:, 0] < whole[:, 1]).all()
    monkeypatch.setattr(near_candidates, "_SORTED", 40)
    monkeypatch.setattr(near_candidates, "_READ", 7)
    assert signed(texts, tmp_path).pairs(everyone).tolist() == whole.tolist()
    everyone[whole[0, 0]] = False
    assert whole[0, 0] not in signed(texts, tmp_path).pairs(everyone)


def test_blocks_that_threads_compare_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("Why is my loaf dense?", f"{LOAF} {number} {MARKET}") for number in range(30)]
    at_once = groups(tmp_path, rows)
    assert len(at_once) == 30
    monkeypatch.setattr(near_duplicates, "_BLOCK", 4)
    assert groups(tmp_path, rows) == at_once
