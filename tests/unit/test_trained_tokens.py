"""The columns of trained tokens: what `--show` marks, counted; made on request; what the dry run says of an epoch by them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import building, dryrun
from explorer.building.run import usual_layers
from explorer.cli import main
from explorer.errors import LayerError
from explorer.formats import decode
from explorer.store import Cache, Dataset
from explorer.trainers import BY_NAME, TRAINERS, axolotl_text
from explorer.trainers.chat import TEXTS
from explorer.view import View
from tests.conftest import write_jsonl


def chat(*texts: str, **last: Any) -> dict[str, Any]:
    said: list[dict[str, Any]] = [
        {"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(texts)
    ]
    said[-1].update(last)
    return {"messages": said}


ROWS: list[dict[str, Any]] = [
    chat("one?", "First."),
    chat("one?", "First.", "two?", "第二个回答 <b>😀"),
    chat("long " * 60, "longer " * 90),
    chat("one?", "First.", "two?", "Second, of no weight.", weight=0),
    chat("one?"),
    {"messages": []},
    chat("hold <|im_end|> marks", "a <|im_start|>b"),
    {"prompt": "q " * 50, "completion": "answer"},
    {"prompt": [{"role": "user", "content": "q"}], "completion": [{"role": "assistant", "content": "a"}]},
    {"instruction": "i", "input": "", "output": "o"},
    {"text": "all of it"},
    {"nothing": "here"},
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("trained")
    path = write_jsonl(folder / "rows.jsonl", ROWS)
    return building.run(Cache.at(folder / "cache"), [path], layers=[*usual_layers(), "trained_tokens"])


@pytest.mark.parametrize("trainer", list(BY_NAME))
def test_a_column_holds_what_is_marked_in_the_row_that_is_shown(data: Dataset, trainer: str) -> None:
    column = BY_NAME[trainer].trained_column
    found = data.query(f"SELECT {column} AS n FROM rows ORDER BY row_id", reads={column})["n"].to_pylist()
    assert found == [dryrun.shown(data, row, trainer, 10**6).trained for row in range(len(ROWS))]
    assert any(found) and not all(found)


def test_a_build_makes_them_only_where_they_are_asked_for(make_dataset: Callable[..., Dataset]) -> None:
    plain = make_dataset(ROWS[:1])
    assert plain.complete and "trained_tokens_trl" not in plain.columns
    with pytest.raises(LayerError, match="trained_tokens_axolotl"):
        dryrun.summary(View.of(plain), 64, trainers=["axolotl"], trained=True)


def test_they_arrive_in_a_dataset_that_is_open(tmp_path: Path) -> None:
    cache, paths = Cache.at(tmp_path / "cache"), [write_jsonl(tmp_path / "rows.jsonl", ROWS[:2])]
    opened = building.run(cache, paths)
    building.run(cache, paths, layers=["trained_tokens"])
    opened.refresh()
    assert opened.columns["trained_tokens_trl"].unit == "tokens"
    rows = opened.query("SELECT count(*) AS n FROM rows WHERE trained_tokens_trl > 0", reads={"trained_tokens_trl"})
    assert rows["n"].to_pylist() == [2]


@pytest.mark.parametrize("trainer", list(BY_NAME))
def test_an_epoch_that_is_not_cut_trains_the_sum(data: Dataset, trainer: str) -> None:
    result = dryrun.summary(View.of(data), 10**6, trainers=[trainer], trained=True)[trainer]
    shown = [dryrun.shown(data, row, trainer, 10**6).trained for row in range(len(ROWS))]
    assert result.trained == sum(shown)
    assert result.idle == shown.count(0)
    assert dryrun.summary(View.of(data), 10**6, trainers=[trainer])[trainer].trained is None


@pytest.mark.parametrize("limit", [40, 120])
@pytest.mark.parametrize("trainer", list(BY_NAME))
def test_what_the_length_takes_is_taken_from_what_is_trained(data: Dataset, trainer: str, limit: int) -> None:
    result = dryrun.summary(View.of(data, "dialect = 'messages'"), limit, trainers=[trainer], trained=True)[trainer]
    rows = [n for n, row in enumerate(ROWS) if "messages" in row]
    shown = sum(dryrun.shown(data, row, trainer, limit).trained for row in rows)
    assert result.trained is not None
    # Marks at the edge, and marks within a text, are the difference.
    assert abs(result.trained - shown) <= 2 * len(rows)


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(write_jsonl(tmp_path / "rows.jsonl", ROWS))
    assert main(["dryrun", path, "--quiet", "--json", "--trained"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["openai"]["trained_tokens_an_epoch"] > 0 < found["openai"]["rows_that_train_nothing"]
    assert main(["dryrun", path, "--quiet", "--json"]) == 0
    assert "trained_tokens_an_epoch" not in json.loads(capsys.readouterr().out)["openai"]
    assert (
        main(["rows", path, "--quiet", "--where", "trained_tokens_trl = 0", "--columns", "trained_tokens_swift"]) == 0
    )
    idle = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert 0 < len(idle) < len(ROWS) and all(set(row) == {"trained_tokens_swift"} for row in idle)


@pytest.mark.parametrize("template", TEXTS.values(), ids=list(TEXTS))
def test_one_rendering_tells_the_same_as_one_for_each_turn(template: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*ROWS[:5], chat(" a ", " b\n", "", "", "c", "<think>\nt\n</think>\n\nd"), chat("x", "x", "x", "x")]
    rows += [chat("\ue0000\ue001", "\ue0001\ue001"), chat("a", "b", tool_calls=[])]
    trainer = BY_NAME["axolotl"]
    quick = [trainer.show(decode(row), "fine", template, loss) for row in rows for loss in trainer.losses]
    monkeypatch.setattr(axolotl_text, "_spans_at_once", lambda *_: None)
    slow = [trainer.show(decode(row), "fine", template, loss) for row in rows for loss in trainer.losses]
    assert quick == slow


def test_renderings_do_not_grow_with_the_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    plain = axolotl_text.render

    def counted(*given: Any, **named: Any) -> str:
        counts[-1] += 1
        return plain(*given, **named)

    monkeypatch.setattr(axolotl_text, "render", counted)
    for turns in (4, 400):
        counts.append(0)
        BY_NAME["axolotl"].show(decode(chat(*("text " * 3 for _ in range(turns)))), "fine", TEXTS["chatml"], "default")
    assert counts[0] == counts[1] == 2


def test_each_trainer_has_its_column() -> None:
    from explorer.metrics.trained_tokens import COLUMNS

    assert [column.name for column in COLUMNS] == [f"trained_tokens_{trainer.name}" for trainer in TRAINERS]
    assert all("ChatML" in column.help and "loss" in column.help for column in COLUMNS)
