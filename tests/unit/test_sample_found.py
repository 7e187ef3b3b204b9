"""The product finds the sample's planted faults that it claims to find, and nothing else where that can be told."""

from __future__ import annotations

import json

import pytest

from explorer import build, queries
from explorer.store import Cache, Dataset
from explorer.view import View
from tests.conftest import SAMPLE

PLANTED: dict[str, list[int]] = json.loads((SAMPLE.parent / "planted.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return build.run(Cache.at(tmp_path_factory.mktemp("sample-cache")), [SAMPLE])


def lines(sample: Dataset, where: str) -> set[int]:
    view = View.of(sample, where)
    return set(queries.page(view, ["line"], limit=1_000)["line"].to_pylist())


def test_the_ledger(sample: Dataset) -> None:
    assert {reject["line"] for reject in queries.rejects(sample).to_pylist()} == set(PLANTED["malformed_line"])
    assert sample.ledger.blank == len(PLANTED["blank_line"])
    assert sample.ledger.lines == 433


# The condition, the faults that it must find all of, and those that may be found as well.
FOUND = [
    ("dialect = 'unknown'", ["unrecognised_row"], []),
    ("remarks LIKE '%NaN%'", ["nan_number"], []),
    ("remarks LIKE '%duplicate key%'", ["duplicate_key"], []),
    ("is_empty", ["empty_answer", "whitespace_answer"], ["unknown_role", "unrecognised_row"]),
    ("exact_group IS NOT NULL", ["exact_duplicate"], []),
    ("conflict_group IS NOT NULL", ["conflict"], []),
    ("total_tokens > 4096", ["over_4096_tokens"], []),
    ("odd_roles", ["unknown_role", "consecutive_user"], []),
    ("ends_on_user", ["last_turn_user"], ["unknown_role"]),
]


@pytest.mark.parametrize(("where", "all_of", "some_of"), FOUND)
def test_planted_faults_are_found(sample: Dataset, where: str, all_of: list[str], some_of: list[str]) -> None:
    found = lines(sample, where)
    wanted = {line for fault in all_of for line in PLANTED[fault]}
    allowed = wanted | {line for fault in some_of for line in PLANTED[fault]}
    assert wanted <= found <= allowed


def test_replacement_characters_are_mojibake(sample: Dataset) -> None:
    found = lines(sample, "has_replacement_char")
    assert found and found <= set(PLANTED["mojibake"])


def test_one_row_of_each_exact_group_is_no_copy(sample: Dataset) -> None:
    copies = lines(sample, "is_exact_copy")
    assert len(copies) == 7 and copies < set(PLANTED["exact_duplicate"])
