"""Every query says which columns it reads, so that it works while the lazy ones are not in memory yet."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import building, dryrun, export, gaps, queries, recipe, scorecard, steps
from explorer.errors import FilterError
from explorer.export.lines import lines
from explorer.passes import ROUGH
from explorer.passes.map_source import DEFAULT
from explorer.store import Cache, Dataset
from explorer.store.lazy_columns import LAZY
from explorer.store.loaded import Loaded
from explorer.view import View
from tests.conftest import lazy_columns_in

MODULES = {
    found.name: importlib.import_module(f"explorer.queries.{found.name}")
    for found in pkgutil.iter_modules(queries.__path__)
}
(
    categorical,
    copies,
    crossed,
    endpoint_cost,
    excerpts,
    faults,
    hits,
    kept,
    lengths,
    map_points,
    mix,
    numeric,
    outliers,
    quality,
    rows,
    similar,
    sql,
    standing,
    summary,
    table,
    telling,
    tools,
    typical,
    unknown_values,
    unsure,
    waterfall,
) = MODULES.values()

FILTER = "language = 'en' AND NOT is_refusal AND ability != 'nothing'"
LONG_FILTER = f"{FILTER} AND ({' OR '.join(f'repetition > {n}.5' for n in range(40))} OR repetition < 1)"
"""Long enough that its result is kept as a column."""

WINDOW = map_points.Window(-1e5, 1e5, -1e5, 1e5)

CALLS: dict[str, Callable[[View], object]] = {
    "copies.copies": lambda view: copies.copies(view, "near"),
    "copies.redundant": lambda view: copies.redundant(view, copies.spare("near", 0.9)),
    "copies.closest_pairs": lambda view: copies.closest_pairs(view, 0.85),
    "copies.conflicts": lambda view: copies.conflicts(view),
    "kept.ask": lambda view: kept.ask(categorical.categories, view, "ability"),
    "tools.tools": lambda view: tools.tools(view),
    "sql.sql": lambda view: sql.sql(view, "SELECT ability, count(*) FROM rows GROUP BY ability"),
    "summary.summary": lambda view: summary.summary(view),
    "summary.dropped": lambda view: summary.dropped(view),
    "table.batches": lambda view: list(table.batches(view, ["prompt", "ability"])),
    "table.default_columns": lambda view: table.default_columns(view),
    "table.table": lambda view: table.table(view, ["prompt", "ability"]),
    "categorical.categories": lambda view: categorical.categories(view, "ability"),
    "categorical.cross": lambda view: categorical.cross(view, "ability", "language"),
    "categorical.values_like": lambda view: categorical.values_like(view, "domain", "e"),
    "crossed.axis_of": lambda view: crossed.axis_of(view, "repetition", 9),
    "crossed.binned": lambda view: crossed.binned(view, "repetition"),
    "crossed.density": lambda view: crossed.density(view, "repetition", "ability_confidence"),
    "crossed.summaries": lambda view: crossed.summaries(view, "ability", "repetition"),
    "endpoint_cost.sending": lambda view: endpoint_cost.sending(view.dataset, DEFAULT),
    "excerpts.excerpt": lambda view: excerpts.excerpt(view.dataset, 0, "is_refusal"),
    "faults.fault_columns": faults.fault_columns,
    "faults.flags": faults.flags,
    "faults.flag_counts": lambda view: faults.flag_counts(view, ["is_refusal", "is_empty"]),
    "faults.together": faults.together,
    "faults.packed_faults": faults.packed_faults,
    "faults.packed_bit": lambda view: view.dataset.query(
        f"SELECT count(*) FROM rows WHERE {faults.packed_bit(view, faults.packed_faults(view), 'is_refusal')}"
    ),
    "faults.rates": lambda view: faults.rates(view, "ability", ["is_refusal", "has_pii"]),
    "hits.first_hits": lambda view: hits.first_hits(view.dataset, [0, 1], [("toy", "")]),
    "lengths.lengths": lambda view: lengths.lengths(view, "total_tokens", "gemma_overhead"),
    "map_points.has_map": map_points.has_map,
    "map_points.bounds": map_points.bounds,
    "map_points.raster": lambda view: map_points.raster(view, WINDOW),
    "map_points.sample": lambda view: map_points.sample(view, WINDOW, "domain"),
    "map_points.frequent": lambda view: map_points.frequent(view, "domain", 3),
    "map_points.places": lambda view: map_points.places(view, [0, 3]),
    "map_points.centres": lambda view: map_points.centres(view, "cluster"),
    "map_points.inside": lambda view: map_points.inside(view, [(-9, -9), (9, -9), (9, 9)]),
    "map_points.starts": lambda view: map_points.starts(view, [0, 1]),
    "numeric.column_of": lambda view: numeric.column_of(view, "repetition"),
    "numeric.totals": numeric.totals,
    "numeric.histogram": lambda view: numeric.histogram(view, "repetition"),
    "numeric.histograms": lambda view: numeric.histograms(view, ["repetition", "total_tokens"], log=True),
    "numeric.value_counts": lambda view: numeric.value_counts(view, "total_tokens"),
    "numeric.is_counted": lambda view: numeric.is_counted(view, "last_round_turn"),
    "numeric.percentiles": lambda view: numeric.percentiles(view, ["repetition", "last_round_turn"]),
    "numeric.outside": lambda view: numeric.outside(view, "repetition", 0.1, 0.5),
    "numeric.single_row": lambda view: numeric.single_row(view, "SELECT max(repetition) FROM rows", {"repetition"}),
    "outliers.signs": outliers.signs,
    "quality.duplicates": quality.duplicates,
    "quality.duplicate_groups": lambda view: quality.duplicate_groups(view, "exact_group"),
    "quality.rejects": lambda view: quality.rejects(view.dataset),
    "quality.reject_reasons": lambda view: quality.reject_reasons(view.dataset),
    "quality.remarks": quality.remarks,
    "rows.row_ids": lambda view: rows.row_ids(view, "ability", True, 0, 5),
    "rows.page": lambda view: rows.page(view, ["domain", "response", "note_to_self"], "repetition"),
    "rows.rows": lambda view: rows.rows(view, [0, 1], ["language", "prompt"]),
    "rows.neighbours": lambda view: (rows.neighbours(view, 1), rows.neighbours(view, 1, "ability")),
    "rows.row": lambda view: rows.row(view, 1),
    "similar.map_facts": lambda view: similar.map_facts(view.dataset),
    "similar.reading_of": lambda view: similar.reading_of(view.dataset),
    "standing.standing": lambda view: standing.standing(view, [0, 1]),
    "telling.most_telling": lambda view: telling.most_telling(view, ("ability", "domain"), ("is_refusal", "has_pii")),
    "typical.typical": typical.typical,
    "unknown_values.unknown_values": lambda view: unknown_values.unknown_values(view.dataset, view.focus),
    "unsure.unsure_values": unsure.unsure_values,
    "waterfall.waterfall": waterfall.waterfall,
    "mix.mix": lambda view: mix.mix(view, 0) if view.drops.steps else None,
    "mix.gutted": mix.gutted,
    "scorecard.score": lambda view: scorecard.score(view, scorecard.shipped()),
    "dryrun.summary": lambda view: dryrun.summary(view, 64, "gemma"),
    "dryrun.fates": lambda view: list(dryrun.fates(view, dryrun.plan("axolotl", 64, "gemma"))),
    "gaps.label_gaps": lambda view: gaps.label_gaps(view, View.of(view.dataset), "ability"),
    "recipe.make": lambda view: recipe.make(View.of(view.dataset, "map_x > 0 OR ability = 'x'"), {}),
    "recipe.account": recipe.account,
    "export.estimate": export.estimate,
    "export.pick": lambda view: list(lines(export.chosen(view, export.ExportOptions(pick=3, by="ability")))),
    "export.mix": lambda view: list(
        lines(export.chosen(view, export.ExportOptions(pick=3, by="ability", mix="open_qa=1")))
    ),
    "export.split": lambda view: list(
        lines(export.chosen(view, export.ExportOptions(split="a=0.5,b=0.5", part="a")), "messages")
    ),
    "narrowed by a lazy column": lambda view: queries.totals(view.narrowed('"has_pii"', {"has_pii"})),
}
NEED_A_MAP = {
    "similar.folder",
    "similar.similar_to_row",
    "similar.similar_to_text",
}  # not a rough one: see test_pass_map.py


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cache, Path]:
    folder = tmp_path_factory.mktemp("reads")
    cache, path = Cache.at(folder / "cache"), folder / "data.jsonl"
    lines = [
        f'{{"instruction": "Explain item {n} to a child.", "input": "", "output": "Item {n} is a toy.", "note_to_self": "{n}"}}\n'
        for n in range(30)
    ]
    path.write_text("".join([*lines, *lines[:5]]))
    building.run(cache, [path])
    building.run(cache, [path], layers=[ROUGH.name])
    return cache, path


@pytest.fixture
def fresh(source: tuple[Cache, Path]) -> Dataset:
    """The dataset opened anew: its lazy columns are on disk and not in memory."""
    building.forget()
    dataset = building.opened(source[0], [source[1]])
    assert dataset is not None and dataset.complete
    there = set(dataset.query("SELECT * FROM rows LIMIT 0").column_names)
    assert not there & {name for name, column in dataset.columns.items() if column.layer in LAZY}
    return dataset


def test_the_walk_misses_no_query() -> None:
    every = {
        f"{name}.{function}"
        for name, module in MODULES.items()
        for function, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__ and not function.startswith("_")
        if {"view", "dataset"} & inspect.signature(found).parameters.keys()
    }
    assert every - NEED_A_MAP == {name for name in CALLS if name.split(".")[0] in MODULES}


STEPS = (steps.named("is_refusal", "Refusals"), steps.named("domain = 'law'"), steps.named(f"NOT ({LONG_FILTER})"))


@pytest.mark.parametrize("name", CALLS)
def test_queries_work_before_lazy_columns_are_loaded(fresh: Dataset, name: str) -> None:
    """The widest first, since what one of them loads stays; the check of tests finds what a later one does not say."""
    for view in (
        View.of(fresh),
        View.of(fresh, FILTER),
        View.of(fresh, LONG_FILTER),
        View.of(fresh, "language = 'en'", STEPS),
    ):
        CALLS[name](view)


def test_sql_with_a_lazy_column_that_is_not_said_fails_loudly(fresh: Dataset) -> None:
    unchecked = Loaded.query.__wrapped__  # type: ignore[attr-defined]  # without the check that tests put before it
    sql = 'SELECT count(*) FROM rows WHERE "ability" IS NULL'
    with pytest.raises(LookupError, match="the lazy column 'ability' without naming it in `reads`"):
        unchecked(fresh.loaded, sql)
    with pytest.raises(FilterError):
        unchecked(fresh.loaded, 'SELECT "no_such_column" FROM rows')
    assert unchecked(fresh.loaded, sql, None, {"ability"}).num_rows == 1
    assert unchecked(fresh.loaded, sql).num_rows == 1


def test_the_check_of_tests_finds_lazy_columns_in_sql() -> None:
    assert lazy_columns_in("SELECT \"ability\", 'language' FROM rows WHERE is_refusal") == {"ability", "is_refusal"}
    assert lazy_columns_in("SELECT \"source.ability\", total_tokens, 'it''s domain' FROM rows") == set()
