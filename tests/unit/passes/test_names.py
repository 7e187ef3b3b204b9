"""Names of topics: phrases of the rows themselves, near to what the topic means, unlike those of its neighbours."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.passes import clusters, general_names, names
from explorer.passes.embedding import encode
from explorer.passes.names import Meanings
from explorer.passes.phrases import join, phrases, roots

DISHES = ("lentil", "pumpkin", "mushroom", "tomato", "leek", "carrot", "barley", "fennel", "onion", "potato")
ENGLISH = [
    *(f"How long should {dish} soup simmer before I can serve it?" for dish in DISHES),
    *(f"Write an SQL query that {task} a table of customers." for task in ("counts", "sorts", "joins", "updates", "empties",
      "filters", "copies", "groups", "locks", "reads")),
    *(f"What does {place} do against climate change today?" for place in ("Norway", "Kenya", "Chile", "Japan", "India",
      "Spain", "Peru", "Egypt", "Canada", "Poland")),
]  # fmt: skip
CHINESE = [
    *(f"{place}的地铁票价是多少？" for place in ("北京", "上海", "广州", "深圳", "南京", "武汉", "成都", "杭州")),
    *(f"请写一首关于{theme}的诗歌。" for theme in ("春天", "大海", "月亮", "故乡", "友谊", "母亲", "雪山", "秋叶")),
]


def named(texts: list[str], topic: list[int]) -> list[str]:
    labels = np.array(topic, dtype=np.int32)
    encoded = encode(texts)
    found, narrow = names.names(
        lambda some: [texts[place] for place in some],
        labels,
        labels,
        lambda of: Meanings(clusters.middles(encoded, of), encode),
    )
    assert len(found) == len(narrow) == len(set(found)) == max(topic) + 1
    return found


def test_a_topic_is_named_by_a_phrase_of_its_rows() -> None:
    soup, query, climate = named(ENGLISH, [0] * 10 + [1] * 10 + [2] * 10)
    assert "soup" in soup.lower() and "SQL query" in query and "climate change" in climate.lower()
    for name, texts in ((soup, ENGLISH[:10]), (query, ENGLISH[10:20]), (climate, ENGLISH[20:])):
        assert 1 <= len(name.replace(",", " ").split()) <= 4 and name[0].isupper()
        for part in name.split(", "):
            assert any(part.lower() in text.lower() for text in texts), part


def test_chinese_names_are_words_and_stand_without_spaces() -> None:
    metro, poem = named(CHINESE, [0] * 8 + [1] * 8)
    assert "地铁" in metro and "诗歌" in poem
    assert " " not in metro.replace(", ", "") and 2 <= len(poem) <= 12


def test_neighbours_share_no_telling_word() -> None:
    guests = ("two", "three", "my", "your", "our", "her", "his", "ten")
    sauces = [
        f"Serve pasta with {sauce} to {who} guests." for sauce in ("tomato sauce", "cheese cream") for who in guests
    ]
    first, second = named(sauces, [0] * 8 + [1] * 8)
    assert not roots(first) & roots(second)
    assert "tomato sauce" in first.lower() and "cream" in second.lower()


@pytest.mark.parametrize("texts", [[""] * 4, ["???"] * 4, ["the of and"] * 4, ["{{}}", "\0", "\n\n", "a_b num1"]])
def test_rows_without_a_phrase_have_names_all_the_same(texts: list[str]) -> None:
    assert all(name.strip() for name in named(texts, [0, 0, 1, 1]))


def test_no_rows_have_no_names() -> None:
    nobody = np.zeros(0, dtype=np.int32)
    assert names.names(lambda _: [], nobody, nobody, lambda _: pytest.fail("nothing to ask")) == ([], [])


@pytest.mark.parametrize(
    ("text", "has", "lacks"),
    [
        ("Write a short story.", ("short story", "story"), ("write", "a short", "story.")),
        ("Sort my_list and num1 in C++, then stop", ("C++",), ("my_list", "num1", "C++, then")),
        ("请写一首关于春天的诗歌。", ("春天的诗歌", "诗歌"), ("一首", "的", "请写")),
        ("日本の首都はどこですか。", ("日本", "首都"), ("の",)),
        ("किसान की आय", ("किसान की आय",), ()),
        ("Was ist die Hauptstadt von Österreich?", ("Hauptstadt von Österreich",), ("die Hauptstadt", "ist")),
    ],
)
def test_phrases_are_whole_and_tell(text: str, has: tuple[str, ...], lacks: tuple[str, ...]) -> None:
    found = {join(one.words) for one in phrases(text).values()}
    assert set(has) <= found
    assert not found & set(lacks)


def test_a_phrase_that_goes_on_is_known_for_it() -> None:
    found = {
        join(one.words): one.goes_on for one in phrases("Write a short story about the old sea, and more.").values()
    }
    assert found["write a short"] and not found["short story"] and not found["sea"]


def test_no_name_stops_before_its_noun() -> None:
    kinds = ("story", "poem", "essay", "letter", "speech", "joke", "report", "review", "fable", "song")
    short = [f"Write a short {kind} about the {thing}." for kind in kinds for thing in ("sea", "moon")]
    name, _ = named([*short, *ENGLISH[10:20]], [0] * 20 + [1] * 10)
    assert not name.lower().endswith("short")


def test_typical_rows_are_nearest_to_the_middle() -> None:
    angles = np.array([0.0, 0.1, 0.2, 1.5, 1.4, 1.45])
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float16)
    found = clusters.typical(vectors, np.array([0, 0, 0, 1, 1, 1]), 2)
    assert [one[0] for one in found] == [1, 5] and [len(one) for one in found] == [2, 2]


def test_a_topic_that_no_phrase_covers_is_called_by_what_most_of_its_rows_are_about() -> None:
    maths = ["Calculate 17 percent of 240.", "Solve the equation 3x + 5 = 20.", "How many is 12 times 7?"] * 5
    poems = ["Write a poem that rhymes.", "Write the lyrics of a song.", "写一首关于秋天的诗。"] * 5
    other = ["Ask for a recipe of bread.", "How do I cook rice?", "What goes well with fish in a restaurant?"] * 5
    shares = general_names.votes([maths, poems, other])
    sizes = np.array([15.0, 15.0, 15.0])
    found = general_names.replaced(["Twelve", "Rhymes", "Recipe"], [0.05, 0.1, 0.9], shares, sizes, [False] * 3)
    assert found == ["Maths problems", "Poems and lyrics", "Recipe"]  # a phrase that covers its topic stays
    alone = general_names.replaced(
        ["Twelve", "Thirteen"], [0.05, 0.05], general_names.votes([maths, maths]), sizes[:2], [False] * 2
    )
    assert alone == ["Twelve", "Thirteen"]  # what all rows are about tells no topic from another


def test_a_broad_topic_that_nothing_covers_says_that_it_is_mixed() -> None:
    shares = np.full((2, len(general_names._GENERAL)), 1 / len(general_names._GENERAL))
    sizes = np.array([50.0, 50.0])
    found = general_names.replaced(["Data, design", "Soup"], [0.2, 0.9], shares, sizes, [True, True])
    assert found == ["Mixed: data, design", "Soup"]
    # Two kinds that most rows lean to say more than phrases that few of them hold.
    shares[0] *= 0.2
    shares[0, [3, 7]] = 0.29
    (mixed, _) = general_names.replaced(["Data, design", "Soup"], [0.2, 0.9], shares, sizes, [True, True])
    assert mixed.startswith("Mixed: ") and "law" in mixed and "advice" in mixed


def test_a_name_says_for_how_much_of_its_topic_it_stands() -> None:
    kinds = [english for english, _, _ in general_names._GENERAL]
    stories, people, work = (kinds.index(one) for one in ("Stories", "History and people", "Work and career"))
    shares = np.zeros((4, len(kinds)))
    shares[0, [stories, people]] = 0.4, 0.25  # two kinds, neither of which has half
    shares[1, work] = 0.35  # one that has a third, and nothing else of note
    shares[2, kinds.index("Translation")] = 0.9
    sizes, phrases_of = np.full(4, 25.0), ["Tale", "Job", "Into German", "Convert, subject, website"]
    found = general_names.replaced(phrases_of, [0.1, 0.1, 0.1, 0.44], shares, sizes, [False, False, False, True])
    assert found == [
        "Stories; history and people",
        "Work and career, etc.",
        "Translation",
        "Mixed: convert, subject, website",
    ]
    chinese = general_names.replaced(phrases_of, [0.1] * 4, shares, sizes, [False] * 4, in_chinese=True)
    assert chinese[:2] == ["故事创作、历史与人物", "工作与职场等"]


def test_who_speaks_and_the_keys_of_json_are_no_phrases() -> None:
    found = phrases('user: Book a flight.\n\ntool: {"arguments": {"destination": "Oslo harbour"}}')
    assert "flight" in found and "oslo harbour" in found
    assert not {"tool", "arguments", "argument", "destination"} & {word for phrase in found for word in phrase.split()}


def test_groups_are_merged_by_weight_and_none_takes_all() -> None:
    centres = np.array([[0.0], [0.1], [5.0], [5.2], [9.0], [9.1], [14.0], [14.2], [20.0], [20.1]], dtype=np.float32)
    label = clusters.merged(centres, np.ones(10), 5)
    assert [label[i] == label[i + 1] for i in range(0, 10, 2)] == [True] * 5 and len(set(label)) == 5
    # Much apart, but of little weight: they would all be joined first, were there no limit.
    flat = np.concatenate([np.eye(12, dtype=np.float32), 3 * np.eye(12, dtype=np.float32)[:4]])
    weights = np.array([8.0] * 12 + [9.0] * 4)
    label = clusters.merged(flat, weights, 7)
    assert np.bincount(label, weights).max() <= 0.2 * weights.sum() and len(set(label)) == 7


def test_rows_of_one_kind_are_one_topic_though_no_word_is_shared() -> None:
    said = [
        *("Calculate 17 percent of 240.", "Solve 3x + 5 = 20.", "How many is 12 times 7?", "Add 5, 9 and 14."),
        *("Write a poem about autumn.", "Compose the lyrics of a song.", "写一首关于春天的诗。", "Make up a rhyme."),
    ] * 8
    vectors = encode(said)
    lean = general_names.leaning(lambda some: some)(vectors)
    kinds = lean.argmax(axis=1)
    assert lean.shape == (len(said), len(general_names._GENERAL))
    assert np.allclose(np.linalg.norm(lean, axis=1), 1, atol=1e-5)
    maths, poems = np.array([i % 8 < 4 for i in range(64)]), np.array([i % 8 >= 4 for i in range(64)])
    assert np.bincount(kinds[maths]).max() >= 24 and np.bincount(kinds[poems]).max() >= 24
    assert np.bincount(kinds[maths]).argmax() != np.bincount(kinds[poems]).argmax()
