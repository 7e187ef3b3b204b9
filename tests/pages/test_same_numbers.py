"""What bears one name is one number: on every page, in the report, on the command line and in `--json`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import explorer as sx
from explorer import filters, report, scorecard
from explorer.agents.tools import Tools
from explorer.cli import main
from explorer.metrics.faults import FAULTS
from explorer.scorecard import Card
from explorer.store import Cache, Dataset
from explorer.view import View
from tests.conftest import SAMPLE

from .conftest import Open, problems, sound, texts, write

CHINESE = [
    {
        "instruction": f"请写一首关于第{n}个季节的诗。",
        "input": "",
        "output": "" if n % 7 == 0 else f"第{n}个季节，风起云涌。",
    }
    for n in range(24)
]
CALLS = [
    {
        "messages": [
            {"role": "user", "content": f"What is {n} + {n}?"},
            {"role": "assistant", "content": f"{n} + {n} = {2 * n + n % 2}."},
            {"role": "user", "content": "And in JSON?"},
            {"role": "assistant", "content": '```json\n{"sum": ' + ("" if n % 5 == 0 else str(2 * n)) + "}\n```"},
        ]
    }
    for n in range(1, 15)
]
PAIRS = [
    {"prompt": f"Name colour {n % 4}.", "chosen": f"Blue, of shade {n % 4}.", "rejected": "I cannot help with that."}
    for n in range(40)
]
TEXTS = [{"text": f"A page about thing {n}, as found in a book. " * 3} for n in range(12)] + [{"text": ""}]


@pytest.fixture(autouse=True)
def cache(module_cache: Cache) -> Cache:
    """The cache of the whole module."""
    return module_cache


def dataset(name: str, folder: Path) -> Path:
    if name == "sample":
        return SAMPLE
    rows: list[dict[str, Any]] = {"chinese": CHINESE, "calls": CALLS, "pairs": PAIRS, "texts": TEXTS}[name]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    return write(folder / f"{name}.jsonl", "\n".join([*lines, "", '{"prompt": "cut']) + "\n")


def headline(app: AppTest) -> dict[str, str]:
    """The headline figures of a page, by their words."""
    found = re.findall(r"<span>([^<]*)</span><b>([^<]*)</b>", texts(app))
    return dict(found)


def count(text: str) -> int:
    return int(text.replace(",", ""))


def kept_rows(app: AppTest) -> int:
    """The side bar's count of kept rows."""
    said = re.search(r"<b>([\d,]+) rows?</b> kept", texts(app))
    assert said is not None
    return count(said[1])


def point(card: Card, name: str) -> Any:
    return next(one for one in card.findings if one.point.id == name)


@pytest.mark.parametrize("name", ["sample", "chinese", "calls", "pairs", "texts"])
@pytest.mark.parametrize("where", ["", "row_id % 3 < 2"])
def test_what_bears_one_name_is_one_number(
    open_app: Open, cache: Cache, tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, where: str
) -> None:
    source = dataset(name, tmp_path)
    drop = {"drop": f"Others: {filters.negate(where)}"} if where else {}
    overview = open_app(source, **drop)
    sound(overview)
    view: View = overview.session_state["explorer.view"]
    held: Dataset = view.dataset
    card = scorecard.score(view, scorecard.shipped())
    rows = "SELECT count(*) AS n FROM rows WHERE"
    good = " AND ".join(f'NOT "{fault}"' for fault in FAULTS)
    clean = held.query(f"{rows} {good} AND {view.where}", reads={*FAULTS, *view.reads})["n"][0].as_py()

    capfd.readouterr()
    words = ["--quiet", str(source), *(["--drop", drop["drop"]] if where else [])]
    assert main(["stats", "--json", *words]) == 0
    stats = json.loads(capfd.readouterr().out)
    assert main(["dryrun", "--json", *words]) == 0
    rehearsed = json.loads(capfd.readouterr().out)["llamafactory"]
    kept = stats["rows_kept"]
    by_id = {one["id"]: one for one in stats["scorecard"]["points"]}

    # the library and the tools of agents
    steps = [drop["drop"]] if where else []
    data = sx.open(source, drops=steps)
    ours = json.loads(json.dumps(data.stats()))
    assert ours == {name: stats[name] for name in ours} and {"rows_kept", "percentiles", "flags", "waterfall"} <= set(
        ours
    )
    assert (
        json.loads(json.dumps(data.check()))["scorecard"]
        == stats["scorecard"]
        == json.loads(json.dumps(card.as_dict()))
    )
    assert len(data) == kept == data.sql("SELECT count(*) AS n FROM rows")["n"][0] == data.arrow("row_id").num_rows
    assert json.loads(json.dumps(Tools().stats(str(source), drops=steps))) == ours

    # rows and tokens
    assert kept_rows(overview) == kept
    leaving = headline(open_app(source, "export", built=False, **drop))
    assert count(leaving["Exported rows"]) == kept
    assert f"<span>{leaving['Exported tokens']} tokens kept</span>" in texts(overview)
    # clean rows
    assert point(card, "size").measured.rows == by_id["size"]["rows"] == clean
    quality = open_app(source, "quality", built=False, **drop)
    sound(quality)
    if (said := re.search(r"([\d,]+) kept rows \([^)]*\) are good", texts(quality))) is not None:
        assert count(said[1]) == clean
    else:
        assert name not in ("sample",)  # said only where a row has several faults
    # empty answers and copies
    shown = problems(overview)
    assert shown
    for one in shown.values():
        dropping = [words for act, words in one["acts"] if act == "drop"]
        assert not dropping or count(dropping[0].removeprefix("Drop ")) == by_id[one["id"]]["rows"], one
    copies = held.query(f"{rows} is_exact_copy AND {view.where}", reads={"is_exact_copy", *view.reads})["n"][0].as_py()
    assert count(headline(quality)["Exact copies"]) == by_id["duplicates"]["rows"] == copies
    if copies:
        quality.button(key="drop_copies").click().run()
        assert count(headline(quality)["Exact copies"]) == 0
        assert kept_rows(quality) == kept - copies
    # trainability
    lost = sum(rehearsed[outcome] for outcome in ("drop", "mask", "crash"))
    assert point(card, "trainability").measured.rows == by_id["trainability"]["rows"] == lost
    # how even abilities are
    spread = stats["categories"]["ability"]
    assert point(card, "balance").measured.value == by_id["balance"]["value"] == spread["evenness"]
    page = headline(open_app(source, "categories", built=False, **drop))
    assert page["Evenness"] in (f"{spread['evenness']:.2f}", "–")
    if by_id["largest"]["value"] is not None:
        assert by_id["largest"]["value"] == spread["largest"]
        assert page["Largest share"].removesuffix(" %").removesuffix(
            ".0"
        ) == f"{100 * spread['largest']:.1f}".removesuffix(".0")
    # the report says the scorecard's own words
    document = report.render(view, scorecard.shipped())
    for finding in card.findings:
        assert finding.measured.said.split(".")[0].split("'")[0] in document


@pytest.mark.parametrize("rows", [50, 200])
def test_export_counts_what_is_picked(open_app: Open, rows: int) -> None:
    app = open_app(SAMPLE, "export")
    app.number_input(key="pick_rows").set_value(rows).run()
    sound(app)
    shown = headline(app)
    assert (count(shown["Exported rows"]), count(shown["Left out"])) == (rows, 426 - rows)
    assert f"Write {rows} rows" in [button.label for button in app.button]


def test_a_part_never_covers_more_abilities_than_its_whole(cache: Cache, open_app: Open) -> None:
    app = open_app(SAMPLE)
    view: View = app.session_state["explorer.view"]
    profile = scorecard.shipped()

    def covered(where: str) -> set[str]:
        found = scorecard.covered(scorecard.counted(View.of(view.dataset, where), profile), profile)
        assert found is not None
        return {one.name for one in (*found[0], *found[1])}

    whole = covered("")
    for part in ("row_id < 40", "row_id < 200", "row_id % 2 = 0", "total_tokens > 100"):
        assert covered(part) <= whole
