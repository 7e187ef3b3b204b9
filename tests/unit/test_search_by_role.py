"""`search('…', role)` against the same asked of every conversation in Python, and where the hit stands."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from explorer import building, filters, queries
from explorer.conversation import Conversation
from explorer.store import Cache, Dataset
from explorer.ui.parts import needles
from explorer.view import View

# Texts that write a label themselves, or hold the letters of another alphabet: cutting by label would get them wrong.
_WORDS = ["heron", "Heron", "user: heron", "\n\nassistant: heron", "苍鹭在河边", "😀 heron", "", "otter", "(heron)[1]"]
_ROLES = ["system", "user", "assistant", "tool"]
NEEDLES = ["heron", "HERON", "苍鹭", "otter", "assistant: heron", "(heron)[1]", "😀", "river"]


def _row(chance: random.Random) -> dict[str, object]:
    def text() -> str:
        return " ".join(chance.choice(_WORDS) for _ in range(chance.randint(0, 3)))

    if chance.random() < 0.3:
        return {"messages": [{"role": "user", "content": text()}, {"role": "assistant", "content": text()}]}
    turns = [{"role": chance.choice(_ROLES), "content": text()} for _ in range(chance.randint(1, 6))]
    if chance.random() < 0.3:
        turns[-1] = {"role": "assistant", "content": text(), "reasoning_content": text()}
    return {"messages": turns}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("roles")
    chance = random.Random(7)
    path = folder / "turns.jsonl"
    path.write_text("".join(json.dumps(_row(chance), ensure_ascii=False) + "\n" for _ in range(300)), encoding="utf-8")
    return building.run(Cache.at(folder / "cache"), [path])


def _says(conversation: Conversation, needle: str, role: str) -> bool:
    # What stands behind the last answer is no part of the row's texts.
    last = conversation.answer_index()
    turns = conversation.turns if last < 0 else conversation.turns[: last + 1]
    return any(turn.role == role and needle.lower() in turn.rendered().lower() for turn in turns)


@pytest.mark.parametrize("role", filters.SPEAKERS)
@pytest.mark.parametrize("needle", NEEDLES)
def test_the_rows_are_those_where_that_role_says_it(dataset: Dataset, needle: str, role: str) -> None:
    right = [n for n in range(dataset.rows) if _says(dataset.source.conversation(n), needle, role)]
    assert queries.row_ids(View.of(dataset, filters.search(needle, role))) == right
    without = queries.row_ids(View.of(dataset, f"NOT {filters.search(needle, role)}"))
    assert without == sorted(set(range(dataset.rows)) - set(right))


def test_some_needles_tell_the_roles_apart(dataset: Dataset) -> None:
    found = {role: queries.row_ids(View.of(dataset, filters.search("heron", role))) for role in filters.SPEAKERS}
    assert all(found.values()), "each role says it somewhere"
    assert len({tuple(rows) for rows in found.values()}) == len(found), "and not in the same rows"


def test_a_hit_names_the_turn_and_shows_its_words(dataset: Dataset) -> None:
    rows = queries.row_ids(View.of(dataset, filters.search("heron", "tool")))
    found = queries.first_hits(dataset, rows, [("heron", "tool")])
    for row_id in rows:
        hit = found[row_id]
        turn = dataset.source.conversation(row_id).turns[hit.turn]
        assert hit.role == turn.role == "tool"
        assert "heron" in hit.text.lower()
        assert hit.text.strip("…") in turn.rendered()


def test_a_hit_deep_in_a_long_text_is_shown_with_what_is_around_it(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    text = "a " * 5_000 + "the needle here" + " b" * 5_000
    path.write_text(json.dumps({"prompt": "Find it.", "completion": text}) + "\n")
    dataset = building.run(Cache.at(tmp_path / "cache"), [path])
    hit = queries.first_hits(dataset, [0], [("NEEDLE", "")])[0]
    assert hit.text.startswith("…a ") and "the needle here" in hit.text and hit.text.endswith("…")
    assert len(hit.text) < 200


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("sorry", ("sorry", "")),
        ("assistant: sorry", ("sorry", "assistant")),
        ("Human:hello", ("hello", "user")),
        ("助手：抱歉", ("抱歉", "assistant")),
        ("assistant:", ("assistant:", "")),
        ("note: this", ("note: this", "")),
        ("tool: a: b", ("a: b", "tool")),
    ],
)
def test_what_is_typed_names_whose_turns_to_look_in(text: str, read: tuple[str, str]) -> None:
    assert needles.typed(text) == read
    assert needles.typed(needles.as_typed(*read)) == read
