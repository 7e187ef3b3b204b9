"""Columns of a user's own: expressions anywhere, Python by a flag alone; both are columns like any other."""

from __future__ import annotations

import json
import os
import pickle
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import explorer as sx
from explorer import building, compare, custom, filters, queries, recipe
from explorer.building import custom_layers
from explorer.cli import main
from explorer.compare.measure import comparable
from explorer.custom import running
from explorer.errors import FilterError, LayerError, RecipeError
from explorer.learn import features
from explorer.store import Cache
from explorer.view import View

ROWS = [
    {"prompt": f"Question {n}?", "response": "Yes! " * n, "kind": "even" if n % 2 == 0 else "odd", "weight": n}
    for n in range(40)
]
MARKS = '''def marks(row) -> int:
    """Exclamation marks in the answer."""
    return row.response.count("!")
'''


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "own.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "marks.py"
    path.write_text(MARKS, "utf-8")
    return path


def options(*columns: custom.CustomColumn) -> building.Options:
    return building.Options(custom=columns)


def opened(source: Path, *columns: custom.CustomColumn, layers: list[str] | None = None) -> View:
    return View.of(building.run(Cache.default(), [source], options(*columns), layers))


# ---- expressions ----


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("weight * 2", "integer", lambda row: row["weight"] * 2),
        ("-weight % 7", "integer", lambda row: -(row["weight"] % 7)),
        ("weight / 4", "number", lambda row: row["weight"] / 4),
        ("10 / weight", "number", lambda row: 10 / row["weight"] if row["weight"] else None),
        ("weight > 20 AND kind = 'odd'", "boolean", lambda row: row["weight"] > 20 and row["kind"] == "odd"),
        ("upper(kind)", "category", lambda row: row["kind"].upper()),
        ("length(response)", "integer", lambda row: len(row["response"])),
        ("contains(response, 'Yes! Yes! Yes!')", "boolean", lambda row: row["weight"] >= 3),
        ("length(response) - weight", "integer", lambda row: len(row["response"]) - row["weight"]),
        ("search('yes! yes')", "boolean", lambda row: row["weight"] >= 2),
        ("TRY_CAST(kind AS BIGINT)", "integer", lambda row: None),
        ("row_id + 1", "integer", lambda row: row["weight"] + 1),
        ("weight * 900000000000000000", "integer", lambda row: row["weight"] * 9 * 10**17 if row["weight"] < 11 else None),
        ("round(weight / 3, 1)", "number", lambda row: round(row["weight"] / 3, 1)),
    ],
)  # fmt: skip
def test_an_expression_is_a_column_of_its_kind(source: Path, text: str, kind: str, value: Callable[..., Any]) -> None:
    data = sx.open(source).with_column("mine", text)
    assert data.columns["mine"].kind == kind and data.columns["mine"].group == "own"
    assert data.arrow("mine")["mine"].to_pylist() == pytest.approx([value(row) for row in ROWS])


@pytest.mark.parametrize(
    "text",
    [
        "sum(weight)",
        "count(*)",
        "row_number() OVER ()",
        "lag(weight)",
        "(SELECT 1)",
        "weight IN (SELECT weight FROM rows)",
        "EXISTS (SELECT 1)",
        "read_text('/etc/passwd')",
        "getenv('HOME')",
        "current_setting('threads')",
        "is_spare(exact_group, row_id)",
        "decision = 'drop'",
        "marked",
        "looks_like_dropped",
        "weight; DROP TABLE rows",
        "weight -- and more",
        "weight /* and more */",
        "unnest([1, 2])",
        "lambda x: x",
        "random()",
        "nextval('s')",
        "weight::STRUCT(a INT)",
        "$1",
        "?",
        "rows",
        "*",
        "NULL",
        "",
        "mine + 1",
        "__import__('os').system('true')",
    ],
)
def test_an_expression_is_one_value_of_one_row_and_nothing_else(source: Path, text: str) -> None:
    with pytest.raises(FilterError):
        sx.open(source).with_column("mine", text).arrow("mine")


@pytest.mark.parametrize("name", ["", "1a", "a b", "a-b", "_sql_x", 'a"b', "é", "a" * 61, "weight", "ROW_ID", "map_x", "decision", "Is_Refusal"])  # fmt: skip
def test_a_name_is_plain_and_free(source: Path, name: str) -> None:
    with pytest.raises(FilterError):
        sx.open(source).with_column(name, "weight + 1").arrow("row_id")


def test_columns_are_made_of_columns_and_do_not_run_into_each_other(source: Path) -> None:
    one = sx.open(source).with_column("a", "weight + 1").with_column("b", "a * 2")
    other = sx.open(source).with_column("a", "weight + 100").with_column("b", "a * 2")
    for _ in range(2):
        assert one.df("b")["b"].tolist() == [(n + 1) * 2 for n in range(40)]
        assert other.df("b")["b"].tolist() == [(n + 100) * 2 for n in range(40)]
    assert "a" not in sx.open(source).columns
    with pytest.raises(FilterError, match="Two columns are called A"):
        one.with_column("A", "weight")
    with pytest.raises(FilterError, match="30 is the most"):
        for n in range(40):
            one = one.with_column(f"c{n}", "weight")


def test_both_kinds_are_columns_like_any_other(source: Path, file: Path) -> None:
    ratio, marks = custom.expression("ratio", "response_tokens / prompt_tokens"), custom.read_file(file)
    view = opened(source, ratio, marks, custom.expression("big", "ratio > 5 OR marks > 30"))
    columns = view.dataset.columns
    assert {name for name in columns if columns[name].group == "own"} == {"ratio", "marks", "big"}
    for name in ("ratio", "marks"):
        assert sum(queries.histogram(view, name).kept) == 40
    assert [one.name for one in comparable(columns) if one.group == "own"] == ["ratio", "marks", "big"]
    assert {"ratio", "marks", "big"} <= set(features.of(view.dataset).names)
    focused = view.focused("marks > 10 AND big")
    expected = [row["weight"] for row in queries.table(view, ["weight", "marks", "big"]).to_pylist() if row["marks"] > 10 and row["big"]]  # fmt: skip
    assert queries.row_ids(focused) == expected and len(expected) > 5
    assert queries.row_ids(view, "marks", descending=True)[:3] == [39, 38, 37]
    changed = {one.column.name for one in compare.measure(view, focused).differences}
    assert {"marks", "ratio"} <= changed


# ---- Python ----


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(row) -> int: return", None),
        ("def f(row): return 1", "does not say what it gives"),
        ("def f(row) -> list: return []", "does not say what it gives"),
        ("def f() -> int: return 1", "does not take one row"),
        ("def f(a, b) -> int: return 1", "does not take one row"),
        ("def f(*a) -> int: return 1", "does not take one row"),
        ("def f(row) -> int: return 1\ndef g(row) -> int: return 1", "has 2 functions"),
        ("def _f(row) -> int: return 1", "has 0 functions"),
        ("x = 1", "has 0 functions"),
        ("def f(row) -> int:\nreturn 1", "not valid Python"),
        ("import os; os.abort()\ndef f(row) -> int: return 1", None),
    ],
)
def test_a_python_text_is_read_without_being_run(text: str, said: str | None) -> None:
    if said is None:
        assert custom.function(text).name == "f"
    else:
        with pytest.raises(FilterError, match=said):
            custom.function(text)


def test_what_a_function_does_to_one_row_stays_there(source: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = """
import os, sys, time

def odd(row) -> int:
    n = row.source["weight"]
    print("noise"); print("noise", file=sys.stderr); os.write(1, b"noise")
    if n == 3: raise KeyError("three")
    if n == 4: return "four"
    if n == 5: return 2.5
    if n == 6: return 1 << 70
    if n == 7: return None
    if n == 8: return True
    if n == 9:
        try:
            time.sleep(60)
        except Exception:
            return 1
    if n == 10: return len("x" * (8 << 30))
    if n == 11: sys.exit(3)
    return n + len(row.turns) + len(row.prompt) - len(row.prompt)
"""
    view = opened(source, custom.function(text), layers=[])
    found = queries.table(view, ["odd"])["odd"].to_pylist()
    none = {3, 4, 5, 6, 7, 8, 9, 10, 11}
    assert found == [None if n in none else n + 2 for n in range(40)]
    assert view.dataset.columns["odd"].help.index(" Rows without a value: 8") > 0, "behind what it is"
    assert "noise" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("import os\n\ndef f(row) -> int:\n    os._exit(1)", "ended before its time"),
        ("raise ValueError('at once')\n\ndef f(row) -> int:\n    return 1", "fails: ValueError: at once"),
        ("def f(row) -> int:\n    while True: pass", "takes too long on too many rows"),
    ],
)
def test_a_function_that_cannot_be_used_is_said_in_one_sentence(
    source: Path, monkeypatch: pytest.MonkeyPatch, body: str, said: str
) -> None:
    monkeypatch.setattr(running, "SLOW_ROWS", 1)
    column = custom.function(body)
    if "while" in body:  # in this process, where the patch is known
        told: list[str] = []
        monkeypatch.setattr(running.faulthandler, "dump_traceback_later", lambda *_, **__: told.append("armed"))
        monkeypatch.setattr(running.faulthandler, "cancel_dump_traceback_later", lambda: told.append("at ease"))
        with pytest.raises(running.TooSlowError):
            monkeypatch.setattr(running, "ROW_SECONDS", 0.05)
            running.values(column, running.compiled(column), [running.Row("", "", "")] * 3)
        assert told[-1] == "at ease"  # nothing ends this process later on
        return
    with pytest.raises(LayerError, match=said):
        opened(source, column, layers=[])


def test_values_are_kept_by_the_text(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = opened(source, custom.function(MARKS), layers=[])
    building.forget()

    def never(*_: object) -> Counter[str]:
        raise AssertionError("computed again")

    monkeypatch.setattr(custom_layers, "_run", never)
    again = opened(source, custom.function(MARKS), layers=[])
    assert queries.table(again, ["marks"]) == queries.table(first, ["marks"])
    with pytest.raises(AssertionError, match="computed again"):
        opened(source, custom.function(MARKS.replace('"!"', '"?"')), layers=[])


def test_text_of_few_values_is_a_category(source: Path) -> None:
    view = opened(source, custom.function("def first(row) -> str:\n    return row.response[:1]"), layers=[])
    assert view.dataset.columns["first"].kind == "category"
    assert set(queries.categories(view, "first").values) == {"", "Y"}


# ---- nothing but the flag brings code in ----


def run(*words: object) -> int:
    try:
        return main([str(word) for word in words])
    except SystemExit as stop:
        return int(stop.code or 0)


def test_a_recipe_brings_no_code_in(
    source: Path, file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out, again = tmp_path / "out.jsonl", tmp_path / "again.jsonl"
    drops = ("--drop", "marks > 30", "--column", "big=length(response) > 60", "--drop", "big")
    assert run("export", source, "--allow-python-columns", file, *drops, "--out", out, "--quiet") == 0
    made_by = Path(f"{out}.recipe.json")
    made = json.loads(made_by.read_bytes())
    assert made["recipe"] == recipe.WITH_COLUMNS
    assert [(one["name"], one["language"]) for one in made["columns"]] == [("marks", "python"), ("big", "sql")]
    assert made["columns"][0]["text"] == MARKS

    replay = ("export", "--recipe", made_by, "--out", again, "--quiet", "--overwrite")
    canary = tmp_path / "canary"
    capfd.readouterr()
    assert run(*replay) == 2
    said = capfd.readouterr().err
    assert "error: The recipe's column marks is Python code" in said and said.count("\n") == 2 and not again.exists()
    assert run(*replay, "--allow-python-columns", file) == 0
    assert again.read_bytes() == out.read_bytes()

    evil = MARKS.replace("return", f"open({str(canary)!r}, 'w').close(); return")
    for change in ({"text": evil}, {"text": evil, "sha256": custom.function(evil).sha256}, {"text": evil, "language": "sql"}):  # fmt: skip
        made["columns"][0] = {**custom.as_dict(custom.function(MARKS)), **change}
        made_by.write_text(json.dumps(made), "utf-8")
        assert run(*replay) == 2
        assert run(*replay, "--allow-python-columns", file) == 2
    assert not canary.exists()
    with pytest.raises(RecipeError, match="is not the one"):
        custom.from_dict({"name": "marks", "language": "python", "text": evil, "sha256": "0" * 64})
    for name in ('x"; DROP TABLE rows', "a b", "\x1b[31m"):
        made["columns"][0] = {**custom.as_dict(custom.function(MARKS)), "name": name}
        made_by.write_text(json.dumps(made), "utf-8")
        capfd.readouterr()
        assert run(*replay, "--allow-python-columns", file) == 2
        assert "cannot be the name of a column" in capfd.readouterr().err


def test_a_dataset_brings_no_code_in(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    code = f"open({str(canary)!r}, 'w').close()\ndef f(row) -> int:\n    return 1\n"

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, (f"touch {canary}",)

    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("f.py", "custom.py", "sitecustomize.py", "conftest.py", "explorer.py"):
        (folder / name).write_text(code, "utf-8")
    (folder / "f.pkl").write_bytes(pickle.dumps(Evil()))
    row = {"prompt": code, "response": code, "columns": [{"name": "f", "language": "python", "text": code}]}
    row |= {"--allow-python-columns": "f.py", "f": code, "__class__": code}
    (folder / "rows.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    here = Path.cwd()
    os.chdir(folder)
    try:
        data = sx.open(folder / "rows.jsonl").with_column(sx.Metric(tmp_path / "m.py")) if canary.exists() else None
        (tmp_path / "m.py").write_text(MARKS, "utf-8")
        data = sx.open(folder / "rows.jsonl").with_column(sx.Metric(tmp_path / "m.py"))
        assert data.df("marks")["marks"].tolist() == [0]
    finally:
        os.chdir(here)
    assert not canary.exists()


@pytest.mark.parametrize("text", ["f=__import__('os').system('touch {}')", "f=open('{}', 'w')", "f=def f(row) -> int: open('{}', 'w')"])  # fmt: skip
def test_the_option_for_expressions_brings_no_code_in(
    source: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str
) -> None:
    canary = tmp_path / "canary"
    assert run("rows", source, "--quiet", "--column", text.format(canary)) == 2
    assert not canary.exists() and capfd.readouterr().err.startswith("error: ")


# ---- text forms ----


def test_text_forms_say_the_same_again(file: Path) -> None:
    for column in (custom.read(" ratio = a / b"), custom.read_file(file)):
        assert custom.from_dict(custom.as_dict(column)) == column
    assert custom.read(custom.read("ratio=a = 'b=c'").as_option).text == "a = 'b=c'"
    assert custom.split(["a", "--allow-python-columns", "x.py", "b", "--allow-python-columns=y.py"]) == (["a", "b"], ["x.py", "y.py"])  # fmt: skip
    columns = (custom.read("a=x"), custom.read("b=a + 1"), custom.read("c=y"))
    assert custom.needed(columns, "b > 2") == columns[:2]
    assert filters.expression("1 + 1", {}).text == "1 + 1"


def test_a_metric_of_the_library_is_its_functions_text(source: Path, tmp_path: Path) -> None:
    def marks(row: sx.Row) -> int:
        return row.response.count("!")

    metric = sx.Metric(marks)
    assert metric.name == "marks" and "row.response.count" in metric.column.text
    assert sx.open(source).with_column(metric).where("marks = 7").df("marks")["marks"].tolist() == [7]
    named = sx.open(source).with_column(sx.Metric(marks, "how_loud"))
    assert named.df("how_loud").how_loud.sum() == sum(range(40))
    wrongs: list[Any] = [len, lambda row: 1, tmp_path / "none.py"]
    for wrong in wrongs:
        with pytest.raises(FilterError):
            sx.Metric(wrong)


def test_the_start_hands_the_flag_on(source: Path, file: Path, tmp_path: Path) -> None:
    from explorer import launcher

    words = launcher.streamlit_command([str(source), "--allow-python-columns", str(file)])
    rest, files = custom.split(words[words.index("--") + 1 :])
    assert (rest, files) == ([str(source)], [str(file)])
    (tmp_path / "bad.py").write_text("def f(row): return 1", "utf-8")
    with pytest.raises(sx.ExplorerError, match="does not say what it gives"):
        launcher.streamlit_command([str(source), "--allow-python-columns", str(tmp_path / "bad.py")])
