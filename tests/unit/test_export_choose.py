"""Which rows an export takes: parts of a split, a number spread over a column, shares of a mix."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import export
from explorer.cli import main
from explorer.errors import ExportError
from explorer.export import ExportOptions
from explorer.export.choose import Part, allot, allotted, parse_mix, parse_split, pick, quotas, split_part
from explorer.store import Cache, Dataset
from explorer.view import View

Make = Callable[..., Dataset]


def ids(view: View) -> list[int]:
    found = view.dataset.query(f"SELECT row_id FROM rows WHERE {view.where} ORDER BY row_id", reads=view.reads)
    return found["row_id"].to_pylist()


@pytest.fixture
def kinds(make_dataset: Make) -> Dataset:
    """60 rows of kind a, 30 of b, 10 of c."""
    return make_dataset(
        [{"prompt": f"p{n}", "response": "r", "kind": "aaaaaabbbc"[n % 10], "stars": n % 2} for n in range(100)]
    )


# ---- splits ----


def test_parts_of_a_split() -> None:
    assert parse_split("train=0.9, test=0.1") == [Part("train", 0.0, 0.9), Part("test", 0.9, 1.0)]
    assert parse_split(" a = 0.5 ,, b=0.25,") == [Part("a", 0.0, 0.5), Part("b", 0.5, 0.75)]  # the rest goes nowhere
    assert parse_split("all=1") == [Part("all", 0.0, 1.0)]
    thirds = parse_split("a=0.333333333333,b=0.333333333333,c=0.333333333333")
    assert thirds[-1].high == 1.0 and thirds[1].low == thirds[0].high


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'' add up to 0"), ("a=0", "'a=0' is no part"), ("a=1.01", "'a=1.01' is no part"), ("a", "'a' is no part"),
        ("a=x", "no part"), ("a=-0.5", "no part"), ("1a=0.5", "no part"), ("=0.5", "no part"), ("a=0.4,a=0.3", "'a=0.3' is no part"),
        ("a=0.6,b=0.5", "add up to 1.1"), ("a=nan", "no part"),
    ],
)  # fmt: skip
def test_what_is_no_split(text: str, said: str) -> None:
    with pytest.raises(ExportError) as caught:
        parse_split(text)
    assert said in caught.value.message and caught.value.hint


def test_parts_take_every_row_once(make_dataset: Make) -> None:
    view = View.of(make_dataset([{"prompt": f"p{n % 200}", "response": f"r{n}"} for n in range(600)]), "row_id > 9")
    parts = parse_split("a=0.5,b=0.3,c=0.2")
    found = [ids(split_part(view, part)) for part in parts]
    assert sorted(row for rows in found for row in rows) == list(range(10, 600))
    assert len({(row % 200, place) for place, rows in enumerate(found) for row in rows}) == 200  # a prompt is in one
    for part, rows in zip(parts, found, strict=True):
        assert abs(len(rows) / 590 - (part.high - part.low)) < 0.12
    assert ids(split_part(view, parts[0])) == found[0] != ids(split_part(view, parts[0], seed=1))


def test_a_part_is_asked_for_by_its_name(kinds: Dataset, tmp_path: Path) -> None:
    view = View.of(kinds)
    options = {name: ExportOptions(split="a=0.5,b=0.5", part=name) for name in "ab"}
    taken = {name: ids(export.chosen(view, options[name])) for name in "ab"}
    assert sorted(taken["a"] + taken["b"]) == list(range(100)) and taken["a"] and taken["b"]
    with pytest.raises(ExportError, match="has no part 'c'") as caught:
        export.chosen(view, ExportOptions(split="a=0.5,b=0.5", part="c"))
    assert caught.value.hint == "It has: a, b."
    seeded = ExportOptions(split="a=0.5,b=0.5", part="a", seed=3)
    assert ids(export.chosen(view, seeded)) == ids(split_part(view, parse_split("a=0.5,b=0.5")[0], 3)) != taken["a"]
    few = export.chosen(view, ExportOptions(pick=20, by="kind", split="a=0.5,b=0.5", part="a", seed=3))
    assert set(ids(few)) == set(ids(pick(view, 20, "kind", 3))) & set(ids(export.chosen(view, seeded)))
    written = export.write_split(view, tmp_path / "o.x.jsonl.gz", ExportOptions(compression="gz", split="a=0.5,b=0.5"))
    assert [done.path.name for done in written] == ["o.x.a.jsonl.gz", "o.x.b.jsonl.gz"]
    assert [done.rows for done in written] == [len(taken["a"]), len(taken["b"])]
    other = export.write_split(view, tmp_path / "o.txt", ExportOptions(split="a=0.5,b=0.5"))
    assert [done.path.name for done in other] == ["o.a.txt", "o.b.txt"]
    (tmp_path / "n.b.jsonl").write_bytes(b"precious")
    with pytest.raises(ExportError, match="exists already"):
        export.write_split(view, tmp_path / "n.jsonl", ExportOptions(split="a=0.5,b=0.5"))
    assert not (tmp_path / "n.a.jsonl").exists()  # nothing of a split is written that cannot be written whole
    export.write_split(view, tmp_path / "n.jsonl", ExportOptions(split="a=0.5,b=0.5"), overwrite=True)
    assert (tmp_path / "n.b.jsonl").read_bytes().count(b"\n") == len(taken["b"])


# ---- mixes ----


def test_shares_of_a_mix() -> None:
    assert parse_mix("qa=1, code = 3,") == parse_mix(' {"qa": 25, "code": "75"}') == {"qa": 0.25, "code": 0.75}
    assert parse_mix("a=b=2,c=2,none=0") == {"a=b": 0.5, "c": 0.5, "none": 0.0}
    assert quotas(10, {"a": 0.5, "b": 0.25, "c": 0.25}) == {"a": 5, "b": 3, "c": 2}
    assert quotas(11, {"a": 0.26, "b": 0.26, "c": 0.48}) == {"a": 3, "b": 3, "c": 5}
    assert quotas(2, {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}) == {"a": 1, "b": 1, "c": 0}


@pytest.mark.parametrize(
    "text", ["", "a", "a=x", "=1", "a=-1,b=2", "a=0", "a=inf", "a=nan", "{", "{}", '{"a": null}', '{"a": [1]}', "{1", "a=1,b"]
)  # fmt: skip
def test_what_is_no_mix(text: str) -> None:
    with pytest.raises(ExportError, match="is no mix") as caught:
        parse_mix(text)
    assert caught.value.message.startswith(f"'{text[:80]}'")


def test_rows_in_the_shares_of_a_mix(kinds: Dataset) -> None:
    def counts(count: int, mix: str, view: View | None = None, by: str = "kind", seed: int = 0) -> dict[str, int]:
        taken = ids(pick(view or View.of(kinds), count, by, seed, mix))
        return dict(Counter("aaaaaabbbc"[row % 10] for row in taken))

    assert counts(20, "a=0.5,b=0.5") == {"a": 10, "b": 10}
    assert counts(40, "a=1,c=1") == {"a": 20, "c": 10}  # c has no more than that
    assert counts(10, "b=1", View.of(kinds, "row_id < 50 AND kind = 'b'")) == {"b": 10}
    assert counts(10, "a=1", View.of(kinds, "kind = 'b'")) == {}
    assert sum(counts(10, "1=0.5,0=0.5", by="stars").values()) == 10  # values of any type, by what they look like
    one, again, other = (ids(pick(View.of(kinds), 10, "kind", seed, "a=1,b=1")) for seed in (1, 1, 2))
    assert one == again != other
    for wrong in ("", "nothing", "prompt"):
        with pytest.raises(ExportError):
            pick(View.of(kinds), 10, wrong, 0, "a=1")


_VALUES = st.sampled_from(["a", "b", "it's", '"', "算法", "none"])


@given(
    st.integers(1, 500),
    st.dictionaries(_VALUES, st.integers(0, 9), min_size=1).filter(lambda mix: sum(mix.values()) > 0),
    st.dictionaries(_VALUES, st.integers(0, 90)),
)
def test_what_each_value_gives_to_a_mix(count: int, mix: dict[str, int], there: dict[str, int]) -> None:
    shares = {name: share / sum(mix.values()) for name, share in mix.items()}
    short, filled = (allot(count, shares, there, fill) for fill in (False, True))
    assert short.wanted == filled.wanted == quotas(count, shares)
    for name, wanted in short.wanted.items():
        has = there.get(name, 0)
        assert short.taken[name] == min(wanted, has) <= filled.taken[name] <= has
        assert short.missing.get(name, 0) == max(wanted - has, 0)
        assert mix[name] or not filled.taken[name]  # without a target, without rows
    usable = sum(there.get(name, 0) for name, share in mix.items() if share)
    assert sum(filled.taken.values()) == min(count, usable)


def test_values_that_have_more_make_up_for_those_that_have_too_few(kinds: Dataset) -> None:
    def counts(count: int, mix: str, fill: bool, view: View | None = None) -> dict[str, int]:
        taken = ids(pick(view or View.of(kinds), count, "kind", 0, mix, fill))
        return dict(Counter("aaaaaabbbc"[row % 10] for row in taken))

    assert counts(60, "a=1,b=1,c=1", fill=False) == {"a": 20, "b": 20, "c": 10}
    assert counts(60, "a=1,b=1,c=1", fill=True) == {"a": 25, "b": 25, "c": 10}
    assert counts(90, "a=1,b=1,c=1", fill=True) == {"a": 50, "b": 30, "c": 10}  # b runs out as well
    assert counts(500, "a=1,c=1", fill=True) == {"a": 60, "c": 10}  # all that there is
    assert counts(20, "b=1,c=1", True, View.of(kinds, "row_id < 50")) == {"b": 15, "c": 5}
    found = allotted(View.of(kinds), 60, "kind", "a=1,b=1,c=1,gone=1")
    assert found.missing == {"gone": 15, "c": 5}
    few = set(ids(pick(View.of(kinds), 60, "kind", 0, "a=1,b=1,c=1")))
    assert few < set(ids(pick(View.of(kinds), 60, "kind", 0, "a=1,b=1,c=1", True)))
    with pytest.raises(ExportError, match="no mix to fill up"):
        pick(View.of(kinds), 10, "kind", fill=True)


def test_a_filled_mix_is_written_by_the_command_line_and_again_from_its_recipe(
    cache: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "kinds.jsonl"
    rows = [{"prompt": f"p{n}", "response": "r", "kind": "aaaaaabbbc"[n % 10]} for n in range(100)]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    out, again = tmp_path / "mix.jsonl", tmp_path / "again.jsonl"
    mix = ["--pick", "60", "--by", "kind", "--mix", "a=1,b=1,c=1", "--fill"]
    assert main(["export", str(source), *mix, "--out", str(out)]) == 0
    assert "10 rows of c are missing for this mix" in capsys.readouterr().out
    taken = Counter(json.loads(line)["kind"] for line in out.read_bytes().splitlines())
    assert taken == {"a": 25, "b": 25, "c": 10}
    assert json.loads(Path(f"{out}.recipe.json").read_bytes())["export"]["fill"] is True
    assert main(["export", "--recipe", f"{out}.recipe.json", "--out", str(again), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert again.read_bytes() == out.read_bytes() and told["missing"] == {"c": 10}


# ---- a number of rows ----


def test_a_number_of_rows(kinds: Dataset) -> None:
    view = View.of(kinds, "row_id >= 10")
    spread = Counter("aaaaaabbbc"[row % 10] for row in ids(pick(view, 30, "kind")))
    assert (spread["a"] + spread["b"], spread["c"]) == (21, 9) and min(spread["a"], spread["b"]) == 10
    assert len(ids(pick(view, 1))) == 1 and len(ids(pick(view, 90))) == len(ids(pick(view, 1_000))) == 90
    assert min(ids(pick(view, 60))) >= 10
    assert ids(pick(view, 10)) == ids(pick(view, 10)) != ids(pick(view, 10, seed=1))
    assert set(ids(pick(view, 10))) < set(ids(pick(view, 11)))
    for count in (0, -1):
        with pytest.raises(ExportError, match=f"{count} rows cannot be picked"):
            pick(view, count)
    for name in ("nothing", "prompt"):
        with pytest.raises(ExportError, match=f"spread over '{name}'"):
            pick(view, 10, name)
    with pytest.raises(ExportError, match="needs a column"):
        pick(view, 10, "", 0, "a=1")


def test_columns_that_wait_are_read_for_it(kinds: Dataset) -> None:
    taken = ids(pick(View.of(kinds), 5, "ability"))
    assert len(taken) == 5
    lines = b"".join(export.stream(export.chosen(View.of(kinds), ExportOptions(pick=5, by="ability")), ExportOptions()))
    found: list[Any] = [json.loads(line)["prompt"] for line in lines.splitlines()]
    assert found == [f"p{row}" for row in taken]
