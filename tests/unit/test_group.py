"""Single messages put together as conversations: every row is accounted for."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import building
from explorer.cli import main
from explorer.errors import ExportError
from explorer.export import group
from explorer.export.group.order import paths
from explorer.store import Cache, Dataset
from explorer.view import View

Make = Callable[..., Dataset]


def said(path: Path) -> list[list[str]]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [[f"{one['role'][0]}:{one['content']}" for one in line["messages"]] for line in lines]


def grouped(dataset: Dataset, path: Path, focus: str = "", branches: bool = False, **named: str) -> group.Grouped:
    view = View.of(dataset, focus)
    found = group.suggested(view, **named)
    done = group.write(view, path, dataclasses.replace(found, branches=branches), "messages", overwrite=True)
    assert done.adds_up, done
    assert done.bytes == path.stat().st_size
    return done


def test_rows_of_one_key_are_one_conversation_in_the_order_of_their_turns(make_dataset: Make, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"conversation_id": key, "turn": str(turn), "role": ("user", "assistant")[turn % 2], "content": f"{key}{turn}"}
        for key in "abc"
        for turn in range(12)
    ]
    random.Random(1).shuffle(rows)
    rows[0]["conversation_id"] = None
    lost = rows[0]["content"]
    done = grouped(make_dataset(rows), tmp_path / "out.jsonl")
    assert (done.rows, done.conversations, done.messages, done.without_key) == (36, 3, 35, 1)
    found = {conversation[0][2]: [one[3:] for one in conversation] for conversation in said(tmp_path / "out.jsonl")}
    for key in "abc":
        assert found[key] == [str(turn) for turn in range(12) if f"{key}{turn}" != lost]  # 10 comes after 9


def test_conversations_keep_the_order_of_their_first_rows(make_dataset: Make, tmp_path: Path) -> None:
    keys = ["z", "a", "z", "a", "m"]
    rows = [{"thread_id": key, "role": "user", "content": f"{key}{n}"} for n, key in enumerate(keys)]
    grouped(make_dataset(rows), tmp_path / "out.jsonl")
    assert said(tmp_path / "out.jsonl") == [["u:z0", "u:z2"], ["u:a1", "u:a3"], ["u:m4"]]


TREE = [
    {"message_id": "a", "parent_id": None, "role": "prompter", "text": "q", "message_tree_id": "a", "rank": None},
    {"message_id": "b", "parent_id": "a", "role": "assistant", "text": "worse", "message_tree_id": "a", "rank": 1},
    {"message_id": "c", "parent_id": "a", "role": "assistant", "text": "better", "message_tree_id": "a", "rank": 0},
    {"message_id": "d", "parent_id": "c", "role": "prompter", "text": "more", "message_tree_id": "a", "rank": 0},
    {"message_id": "x", "parent_id": "y", "role": "prompter", "text": "circle", "message_tree_id": "x", "rank": 0},
    {"message_id": "y", "parent_id": "x", "role": "assistant", "text": "circle", "message_tree_id": "x", "rank": 0},
    {"message_id": "k", "parent_id": "gone", "role": "assistant", "text": "orphan", "message_tree_id": "k", "rank": 0},
]


@pytest.mark.parametrize("turned", [False, True])
def test_a_tree_is_followed_along_its_best_answers(make_dataset: Make, tmp_path: Path, turned: bool) -> None:
    dataset = make_dataset(TREE[::-1] if turned else TREE)
    done = grouped(dataset, tmp_path / "out.jsonl")
    assert (done.rows, done.messages, done.other_branches, done.without_key) == (7, 4, 1, 2)
    assert sorted(said(tmp_path / "out.jsonl")) == [["a:orphan"], ["u:q", "a:better", "u:more"]]


def test_every_branch_of_a_tree(make_dataset: Make, tmp_path: Path) -> None:
    done = grouped(make_dataset(TREE), tmp_path / "out.jsonl", "text <> 'circle'", branches=True)
    assert (done.rows, done.messages, done.conversations, done.other_branches) == (5, 5, 3, 0)
    assert said(tmp_path / "out.jsonl")[:2] == [["u:q", "a:better", "u:more"], ["u:q", "a:worse"]]


def test_a_key_of_ones_own_takes_the_place_of_a_tree(make_dataset: Make, tmp_path: Path) -> None:
    rows = [{**row, "lang": "en"} for row in TREE]
    done = grouped(make_dataset(rows), tmp_path / "out.jsonl", by="lang")
    assert (done.conversations, done.messages) == (1, 7)


def test_a_file_is_a_conversation_where_nothing_else_says(cache: Cache, tmp_path: Path) -> None:
    for name in ("one", "two"):
        lines = [{"from": "human", "value": f"{name} q"}, {"from": "gpt", "value": f"{name} a"}]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    dataset = building.run(cache, [tmp_path / "one.jsonl", tmp_path / "two.jsonl"])
    done = grouped(dataset, tmp_path / "out.jsonl")
    assert done.conversations == done.answered == 2
    assert said(tmp_path / "out.jsonl") == [["u:one q", "a:one a"], ["u:two q", "a:two a"]]


def test_columns_with_hostile_names_and_clashes(make_dataset: Make, tmp_path: Path) -> None:
    name = "conv\"; DROP TABLE rows; --'"
    rows = [{name: n // 2, "role": "user", "content": f"t{n}", "row_id": 7} for n in range(4)]
    done = grouped(make_dataset(rows), tmp_path / "out.jsonl", by=name)
    assert done.conversations == 2


def test_exchanges_of_one_session_follow_one_another(make_dataset: Make, tmp_path: Path) -> None:
    rows = [{"session_id": n // 2, "question": f"q{n}", "answer": f"a{n}"} for n in range(4)]
    grouped(make_dataset(rows), tmp_path / "out.jsonl", by="session_id")
    assert said(tmp_path / "out.jsonl") == [["u:q0", "a:a0", "u:q1", "a:a1"], ["u:q2", "a:a2", "u:q3", "a:a3"]]


def test_rows_that_hold_no_message_are_counted(make_dataset: Make, tmp_path: Path) -> None:
    rows = [{"thread_id": 1, "role": "user", "content": "t"}, {"thread_id": 1, "what": 5}]
    done = grouped(make_dataset(rows), tmp_path / "out.jsonl")
    assert (done.rows, done.messages, done.unread) == (2, 1, 1)


def test_what_cannot_be_written(make_dataset: Make, tmp_path: Path) -> None:
    dataset = make_dataset([{"thread_id": 1, "role": "user", "content": "t"}])
    view = View.of(dataset)
    with pytest.raises(ExportError, match="no column 'nowhere'"):
        group.write(view, tmp_path / "out.jsonl", group.Grouping("nowhere"), "messages")
    with pytest.raises(ExportError, match="Nothing says"):
        group.write(view, tmp_path / "out.jsonl", group.Grouping(), "messages")
    with pytest.raises(ExportError, match="the source itself"):
        group.write(view, Path(dataset.files[0].path), group.Grouping("thread_id"), "messages", overwrite=True)
    assert not (tmp_path / "out.jsonl").exists()


def test_paths_of_a_tree() -> None:
    rows, parents = [1, 2, 3, 4], [-1, 1, 1, 3]
    assert paths(rows, parents, branches=False) == [[1, 2]]
    assert paths(rows, parents, branches=True) == [[1, 2], [1, 3, 4]]
    long = list(range(5_000))
    assert paths(long, [n - 1 for n in long], branches=True) == [long]
    assert paths([1, 2], [2, 1], branches=True) == []  # a circle has no first row


def test_the_verb(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    source = tmp_path / "rows.jsonl"
    rows: list[Any] = [
        {"conv_id": 1, "role": "user", "content": "q"},
        {"conv_id": 1, "role": "assistant", "content": "a"},
    ]
    source.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    words = ["group", str(source), "--out", str(tmp_path / "out.jsonl"), "--quiet"]
    assert main(words) == 0
    assert "1 conversations by conv_id" in capsys.readouterr().out
    assert main(words) == 2  # it is there already
    assert main([*words, "--overwrite", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["adds_up"]


def test_a_recipe_makes_the_same_conversations_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    source, out, again = tmp_path / "rows.jsonl", tmp_path / "out.jsonl", tmp_path / "again.jsonl"
    rows: list[dict[str, Any]] = [
        {
            "session": n // 3,
            "at": 3 - n % 3,
            "who": ("user", "assistant", "user")[n % 3],
            "said": f"t{n}",
            "role": "user",
        }
        for n in range(9)
    ]
    lines = [
        {"session": r["session"], "at": r["at"], "role": r["who"], "content": r["said"], "name": "n"} for r in rows
    ]
    source.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    words = ["group", str(source), "--by", "session", "--order", "at", "--drop", "One: session = 1", "--as", "gemini"]
    assert main([*words, "--out", str(out), "--quiet"]) == 0
    made = Path(f"{out}.recipe.json")
    facts = json.loads(made.read_text("utf-8"))
    assert facts["group"] | {"by": "session", "order": "at"} == facts["group"]
    assert facts["account"]["grouped"]["conversations"] == 2
    assert facts["account"]["conversion"]["left_out"]  # a name has no place in Gemini
    assert facts["account"]["adds_up"] and facts["account"]["dropped"] == [{"name": "One", "rows": 3}]
    capsys.readouterr()
    assert main(["group", "--recipe", str(made), "--out", str(again), "--quiet"]) == 0
    assert "to the byte" in capsys.readouterr().out
    assert again.read_bytes() == out.read_bytes()
    assert main(["export", "--recipe", str(made), "--out", str(tmp_path / "x.jsonl"), "--quiet"]) == 2
    assert "group --recipe" in capsys.readouterr().err
    assert main(["group", "--recipe", str(made), "--by", "at", "--out", str(tmp_path / "x.jsonl"), "--quiet"]) == 2
    source.write_text(source.read_text("utf-8").replace("t8", "t9"), "utf-8")
    assert main(["group", "--recipe", str(made), "--out", str(tmp_path / "x.jsonl"), "--quiet"]) == 2
