"""Recipes and the words of an export, mutated: understood and replayed on an open dataset, or said to be none."""

from __future__ import annotations

import atexit
import functools
import json
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.fuzz import seeds
from benchmarks.fuzz.kind import Kind, Outcome, require
from benchmarks.fuzz.mutate import changed_bytes, changed_text, changed_value
from explorer import building, export, recipe
from explorer.errors import ExplorerError
from explorer.export import ExportOptions
from explorer.export.choose import parse_mix, parse_split, quotas
from explorer.store import Cache, Dataset
from explorer.view import View

_WORDS = ("train=0.9,test=0.1", "a=0.5,b=0.25,c=0.25", "programming=0.2,open_qa=0.3", '{"a": 1, "b": 2}', "x=1")
_PIECES = ("=", ",", "-", "1e", "0.1", "nan", "inf", "{", "}", '"', ":", "算法", " ", "1_0", "9" * 400, "[]", "\0")
_OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"format": "csv", "compression": "gz"},
    {"dialect": "messages"},
    {"pick": 5, "by": "dialect", "seed": 3},
    {"pick": 5, "by": "dialect", "mix": "qa=0.5,alpaca=0.5"},
    {"split": "train=0.5,test=0.5", "part": "test"},
)


@functools.cache
def _dataset() -> Dataset:
    folder = Path(tempfile.mkdtemp(prefix="explorer-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "rows.jsonl"
    path.write_bytes(seeds.jsonl(seeds.ROWS))
    return building.run(Cache.at(folder / "cache"), [path], layers=["tokens", "checks", "duplicates"])


@functools.cache
def _recipe(which: int) -> dict[str, Any]:
    options = ExportOptions(**_OPTIONS[which])
    where = ("", "row_id < 9 AND NOT is_empty", "dialect != 'unknown'")[which % 3]
    made = recipe.make(export.chosen(View.of(_dataset(), where), options), {**_asdict(options)}, {"sha256": "0" * 64})
    return json.loads(recipe.dumps(made))


def _asdict(options: ExportOptions) -> dict[str, Any]:
    return {name: getattr(options, name) for name in ExportOptions.__slots__}


def check(folder: Path, name: str, content: bytes) -> Outcome:
    """Whatever loads as a recipe is replayed as `export --recipe` does it, on rows that are open already."""
    path = folder / name
    path.write_bytes(content)
    try:
        made = recipe.load(path)
    finally:
        path.unlink()
    require(all(type(source) is str for source in recipe.source_paths(made)), "a path that is no text")
    options = export.options_from(made["export"])
    recipe.reading_of(made)
    recipe.is_same_output(made, "0" * 64)
    dataset = _dataset()
    recipe.require_same_source(made, dataset)
    view = View.of(dataset, made["filter"])
    recipe.require_same_map(made, view)
    view = export.chosen(view, options)
    if options.format == "parquet":
        return "read"
    written = b"".join(export.stream(view, options))
    require(written == b"".join(export.stream(view, options)), "the same recipe gives other bytes")
    if options.format == "jsonl" and not options.compression:
        require(written.count(b"\n") == export.estimate(view)[0], "not a line for each row")
    return "read"


def check_words(folder: Path, name: str, content: bytes) -> Outcome:
    """Shares of a split, or of a mix, are shares, or are said to be none."""
    del folder, name
    text = content.decode("utf-8", "surrogatepass")
    outcome: Outcome = "refused"
    try:
        parts = parse_split(text)
        require(parts[0].low == 0 and parts[-1].high <= 1, "shares beyond the whole")
        require(all(part.low < part.high for part in parts), "a part without rows")
        require(len({part.name for part in parts}) == len(parts), "two parts of one name")
        outcome = "read"
    except ExplorerError:
        pass
    mix = parse_mix(text) if outcome == "refused" else {}
    if mix:
        require(abs(sum(mix.values()) - 1) < 1e-6, "a mix that is not whole")
        require(sum(quotas(100, mix).values()) == 100, "rows that nobody gets")
    return "read"


def _recipes(chance: random.Random, number: int) -> tuple[str, bytes]:
    made = _recipe(number % len(_OPTIONS))
    if number % 2:
        return "a.recipe.json", changed_bytes(chance, json.dumps(made, indent=1).encode())
    changed = changed_value(chance, made["export"]) if chance.random() < 0.5 else changed_value(chance, made)
    whole = {**made, "export": changed} if "source" not in str(changed)[:400] else changed
    return "a.recipe.json", json.dumps(whole, default=str).encode("utf-8", "surrogatepass")


def _words(chance: random.Random, number: int) -> tuple[str, bytes]:
    return "words.txt", changed_text(chance, _WORDS[number % len(_WORDS)], _PIECES).encode("utf-8", "surrogatepass")


RECIPES = (Kind("recipes", 0.06, _recipes, check), Kind("shares", 0.02, _words, check_words))
