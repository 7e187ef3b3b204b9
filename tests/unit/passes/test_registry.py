"""PASSES: every dataset layer names and explains itself, and comes after those that it needs."""

from __future__ import annotations

import pytest

from explorer.metrics import METRICS
from explorer.passes import PASSES, Pass
from explorer.store.layers import FIELDS, SPINE, TEXT

ROUGH_AND_WHOLE = {"map_rough", "map"}


def test_names_are_unique() -> None:
    names = [each.name for each in PASSES]
    assert len(set(names)) == len(names)
    assert not set(names) & {SPINE, TEXT, FIELDS}


@pytest.mark.parametrize("one", PASSES, ids=lambda one: one.name)
def test_a_pass_is_whole(one: Pass) -> None:
    assert one.columns and one.version >= 1
    assert one.doing and one.doing[0].isupper() and not one.doing.endswith(".")
    assert {column.layer for column in one.columns} <= {one.name, *ROUGH_AND_WHOLE}
    for column in one.columns:
        assert column.help.endswith(".") and column.label


def test_what_a_pass_needs_is_built_before_it() -> None:
    built = {SPINE, *(metric.name for metric in METRICS)}
    for one in PASSES:
        assert set(one.needs) <= built, one.name
        built.add(one.name)


def test_columns_differ_but_for_the_rough_map() -> None:
    owners: dict[str, set[str]] = {}
    for one in PASSES:
        for column in one.columns:
            owners.setdefault(column.name, set()).add(one.name)
    assert all(len(names) == 1 or names == ROUGH_AND_WHOLE for names in owners.values()), owners


def test_what_costs_minutes_is_built_only_on_request() -> None:
    assert not [one.name for one in PASSES if one.early and one.on_request]
    assert "map" in {one.name for one in PASSES if one.on_request}
