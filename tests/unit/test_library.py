"""The library against the verbs: one way through the core, the same rows, figures and bytes."""

from __future__ import annotations

import json
import linecache
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import explorer as sx
from explorer.cli import main
from tests.conftest import ROOT, SAMPLE

DROPS = ("Refusals: is_refusal", "Copies: is_exact_copy -- they count twice")
FOCUS = "total_tokens > 60"


def said(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What a verb prints as JSON, a list where it prints several lines."""
    capsys.readouterr()
    main([*words, "--json"] if words[0] != "rows" else [*words])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return lines if words[0] == "rows" else lines[0]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    prompts = [f"What is {n % 30} and {n % 30}?" for n in range(90)]
    return [{"prompt": prompt, "response": "" if n % 13 == 0 else f"It is {n}."} for n, prompt in enumerate(prompts)]


@pytest.fixture
def asked() -> list[str]:
    return [str(SAMPLE), *(word for step in DROPS for word in ("--drop", step))]


def test_figures_are_those_of_the_verbs(capsys: pytest.CaptureFixture[str], asked: list[str]) -> None:
    data = sx.open(SAMPLE, drops=DROPS)
    facts = said(capsys, "stats", *asked, "--where", FOCUS)
    card = facts.pop("scorecard")
    for beside in ("apart", "diversity", "norms"):
        facts.pop(beside)
    focused = data.where(FOCUS)
    assert json.loads(json.dumps(focused.stats())) == facts
    assert len(focused) == facts["rows_in_focus"] < len(data) == facts["rows_kept"] < facts["rows"]
    assert json.loads(json.dumps(data.scorecard().as_dict())) == card
    gate = said(capsys, "check", *asked, "--where", FOCUS)
    assert json.loads(json.dumps(focused.scorecard().as_dict())) == gate["scorecard"]


def test_rows_are_those_of_the_verb(capsys: pytest.CaptureFixture[str], asked: list[str]) -> None:
    names = ("prompt", "total_tokens", "ability")
    listed = said(capsys, "rows", *asked, "--where", FOCUS, "--columns", ",".join(("row_id", *names)))
    data = sx.open(SAMPLE, drops=DROPS).where(FOCUS)
    assert data.arrow(*names).to_pylist() == listed
    assert data.arrow(*names, limit=5).to_pylist() == listed[:5]
    frame = data.df(*names)
    assert list(frame.columns) == list(names) and frame.index.to_list() == [row["row_id"] for row in listed]
    assert set(data.arrow().column_names) == set(said(capsys, "rows", *asked, "--limit", "1")[0])


def test_an_export_is_that_of_the_verb_to_the_byte(tmp_path: Path, asked: list[str]) -> None:
    forms: list[tuple[str, list[str], dict[str, Any]]] = [
        (".jsonl", [], {}),
        (".csv", ["--drop", "n_turns = 0", "--as", "messages"], {"as_": "messages"}),
        (".jsonl.gz", ["--pick", "40", "--by", "ability", "--seed", "3"], {"pick": 40, "by": "ability", "seed": 3}),
    ]
    for suffix, more, options in forms:
        theirs, ours = tmp_path / f"verb{suffix}", tmp_path / f"library{suffix}"
        assert main(["export", *asked, "--out", str(theirs), *more, "--quiet"]) == 0
        done = sx.open(SAMPLE, drops=[*DROPS, *(["n_turns = 0"] if "as_" in options else [])]).export(ours, **options)
        assert not isinstance(done, list) and done.path == ours
        assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.parametrize("ask", ["verb", "library"])
def test_rows_of_one_prompt_stay_together_in_a_split_of_data_never_seen_before(
    jsonl: Callable[..., Path], rows: list[dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: str
) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "empty"))
    source, out = jsonl(rows), tmp_path / "out.jsonl"
    if ask == "verb":
        assert main(["export", str(source), "--split", "a=0.5,b=0.5", "--out", str(out), "--quiet"]) == 0
    else:
        assert isinstance(sx.open(source).export(out, split="a=0.5,b=0.5"), list)
    parts = [
        {json.loads(line)["prompt"] for line in (tmp_path / f"out.{part}.jsonl").open(encoding="utf-8")}
        for part in "ab"
    ]
    assert all(parts) and not parts[0] & parts[1]


def test_a_pick_is_the_same_before_and_after_everything_is_built(
    jsonl: Callable[..., Path], rows: list[dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "empty"))
    data = sx.open(jsonl(rows))
    data.export(tmp_path / "first.jsonl", pick=20)
    assert data.dataset.complete
    data.export(tmp_path / "second.jsonl", pick=20)
    assert (tmp_path / "first.jsonl").read_bytes() == (tmp_path / "second.jsonl").read_bytes()


def test_nothing_is_read_before_something_is_asked(
    jsonl: Callable[..., Path], rows: list[dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "empty"))
    data = sx.open(jsonl(rows), drops=DROPS).where(FOCUS).drop("is_empty")
    assert repr(data) == "<data.jsonl, 3 drops, where total_tokens > 60>"
    assert not (tmp_path / "empty").exists()
    assert len(sx.open(jsonl(rows)).where("total_tokens > 1")) == 90
    assert not [path for path in (tmp_path / "empty").rglob("*") if "ability" in path.name], "no more than is asked for"


def test_a_dataset_is_never_changed(jsonl: Callable[..., Path], rows: list[dict[str, str]]) -> None:
    data = sx.open(jsonl(rows))
    less = data.drop("is_empty").where("total_tokens > 1").where("row_id < 40 OR row_id = 50")
    assert len(data) == 90
    assert len(less) == sum(1 for n in [*range(40), 50] if n % 13)
    assert len(data.where("row_id < 2 OR row_id = 5").where("row_id = 5")) == 1, "conditions do not run into each other"


def test_what_a_notebook_shows_is_inert_and_builds_nothing_more(jsonl: Callable[..., Path]) -> None:
    data = sx.open(jsonl([{"prompt": "<script>alert(1)</script>", "response": "<img src=x onerror=y>"}], "<b>.jsonl"))
    early = data._repr_html_()
    assert "Not judged yet" in early and "&lt;script&gt;" in early and "&lt;b&gt;.jsonl" in early
    data.scorecard()
    late = data._repr_html_()
    assert "Scorecard: " in late
    for shown in (early, late, data.where("<script> = 1")._repr_html_()):
        assert "<script" not in shown and "<img" not in shown


def test_mistakes_are_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(sx.ExplorerError, match="does not exist"):
        sx.open(tmp_path / "none.jsonl")
    with pytest.raises(sx.ExplorerError, match="no column 'nope'"):
        sx.open("sample").arrow("nope")
    with pytest.raises(sx.ExplorerError, match="exists already"):
        (tmp_path / "there.jsonl").write_text("x")
        sx.open("sample").export(tmp_path / "there.jsonl")
    with pytest.raises(sx.ExplorerError, match="no kind of dataset"):
        sx.open("sample").scorecard(kind="none")


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, explorer as sx; sx.open; print(sorted({'streamlit', 'umap', 'plotly', 'sklearn'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


def test_the_examples_of_the_documentation_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "python.md").read_text("utf-8")
    known: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 6
    for number, block in enumerate(blocks):
        # As Python keeps the text of what is typed, which a column of a function is made of.
        name = f"<example {number}>"
        linecache.cache[name] = (len(block), None, block.splitlines(keepends=True), name)
        exec(compile(block, name, "exec"), known)  # the project's own documentation
    printed = capsys.readouterr().out
    assert "426 rows" in printed and "There is no column 'is_refusel'" in printed
    assert {path.name for path in tmp_path.iterdir()} >= {"clean.jsonl", "train.train.jsonl", "train.test.jsonl"}


def test_the_cells_of_the_notebook_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cells = json.loads((ROOT / "docs" / "notebook.ipynb").read_bytes())["cells"]
    known: dict[str, Any] = {}
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            text, name = "".join(cell["source"]) + "\n", f"<cell {number}>"
            linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
            exec(compile(text, name, "exec"), known)
    assert (tmp_path / "clean.jsonl").exists() and known["loud"].columns["exclamations"].kind == "integer"


def test_it_gives_what_the_verbs_print(capfd: pytest.CaptureFixture[str]) -> None:
    drops = ["Refusals: is_refusal", "n_turns > 4"]
    words = ["sample", "--drop", drops[0], "--drop", drops[1], "--json", "--quiet"]
    data = sx.open("sample", drops=drops)

    def printed(verb: str, *more: str) -> Any:
        capfd.readouterr()
        main([verb, *words, *more])
        return json.loads(capfd.readouterr().out)

    stats = printed("stats", "--where", "language = 'en'")
    ours = data.where("language = 'en'").stats()
    assert json.loads(json.dumps(ours)) == {name: stats[name] for name in ours}
    expect = "share(ability = 'open_qa') <= 1%"
    assert json.loads(json.dumps(data.check(expect))) == printed("check", "--expect", expect)
    assert json.loads(json.dumps(data.compare())) == printed("compare")


def test_what_it_says_of_variety_and_references_is_what_the_verbs_print(
    capsys: pytest.CaptureFixture[str], jsonl: Callable[..., Path], asked: list[str]
) -> None:
    data = sx.open(SAMPLE, drops=DROPS)
    assert json.loads(json.dumps(data.diversity())) == said(capsys, "stats", *asked)["diversity"]
    held = [text for text in data.arrow("prompt", limit=60)["prompt"].to_pylist() if text and len(text) > 40]
    there = jsonl([{"prompt": text, "response": "It is."} for text in held[:9]])
    for rule in ("overlap", "8-gram"):
        found = json.loads(json.dumps(data.contaminate(sx.open(there), rule=rule)))
        assert found == said(capsys, "contaminate", *asked, "--against", str(there), "--rule", rule)
        assert found["rows_with_an_item"] >= 9
    with pytest.raises(sx.ExplorerError, match="no rule"):
        data.contaminate(sx.open(there), rule="half an eye")
    with pytest.raises(sx.ExplorerError, match="no reference"):
        data.contaminate()


@pytest.mark.parametrize("strategy", ["spread", "longest"])
def test_a_choice_is_that_of_the_verb_to_the_byte(tmp_path: Path, asked: list[str], strategy: str) -> None:
    theirs, ours = tmp_path / "verb.jsonl", tmp_path / "library.jsonl"
    words = ["--pick", "30", "--choose", strategy, "--by", "language"][: 4 if strategy == "longest" else 6]
    assert main(["export", *asked, "--out", str(theirs), *words, "--quiet"]) == 0
    data = sx.open(SAMPLE, drops=DROPS)
    choice = data.choose(30, strategy, by="" if strategy == "longest" else "language")
    data.export(ours, choice=choice)
    assert ours.read_bytes() == theirs.read_bytes() and len(choice.rows) == 30 and choice.why(0)
    recipes = [json.loads(Path(f"{path}.recipe.json").read_text()) for path in (theirs, ours)]
    assert recipes[0]["export"] == recipes[1]["export"]
