"""The dry run: cases that leave out no row, filters that select what is counted, and tokens lost by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import building, dryrun
from explorer.cli import main
from explorer.errors import ExplorerError
from explorer.store import Cache, Dataset
from explorer.trainers import BY_NAME, OUTCOMES, TEMPLATES
from explorer.view import View


def words(number: int) -> str:
    """A text of that many tokens: single letters between blanks."""
    return " ".join("a" for _ in range(number))


def chat(*lengths: int) -> dict[str, Any]:
    """Question, answer, question, … of these numbers of tokens."""
    return {
        "messages": [
            {"role": ("user", "assistant")[place % 2], "content": words(length)} for place, length in enumerate(lengths)
        ]
    }


CALL = {
    "role": "assistant",
    "content": "a",
    "tool_calls": [{"type": "function", "function": {"name": "look", "arguments": "{at: sky"}}],
}
SOUND = CALL | {"tool_calls": [{"type": "function", "function": {"name": "look", "arguments": "{}"}}]}
ROWS: list[dict[str, Any]] = [
    chat(10, 10),
    chat(100, 10),
    chat(10, 100),
    chat(100, 100),
    chat(20, 30, 40, 50),
    chat(100, 20, 5, 5),
    chat(10, 0),
    chat(10),
    {"messages": []},
    {
        "messages": [
            {"role": "user", "content": "a"},
            {"role": "user", "content": "b"},
            {"role": "assistant", "content": "c"},
        ]
    },
    {"prompt": words(30), "completion": words(30)},
    {"prompt": words(100), "completion": words(30)},
    {"text": words(200)},
    {"instruction": words(10), "output": words(10)},
    {"nothing": "here"},
    {"messages": [*chat(5)["messages"], {"role": "assistant", "content": None}]},
    {"messages": [*chat(5)["messages"], {"role": "assistant", "content": None}, *chat(5, 9)["messages"]]},
    {"messages": [*chat(5)["messages"], CALL, *chat(5, 9)["messages"]]},
    {"messages": [*chat(5)["messages"], CALL | {"content": None}, *chat(5, 9)["messages"]]},
    {"messages": [*chat(5)["messages"], SOUND | {"content": None}, *chat(5, 9)["messages"]]},
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The rows, built once."""
    folder = tmp_path_factory.mktemp("dryrun")
    path = folder / "data.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    return building.run(Cache.at(folder / "cache"), [path], layers=["tokens", "trainers"])


@pytest.mark.parametrize("trainer", BY_NAME)
@pytest.mark.parametrize("template", list(TEMPLATES))
@pytest.mark.parametrize("limit", [1, 25, 64, 100_000])
def test_cases_are_exclusive_and_leave_out_no_row(data: Dataset, trainer: str, template: str, limit: int) -> None:
    view = View.of(data)
    made = dryrun.plan(trainer, limit, template)
    result = dryrun.summary(view, limit, template, [trainer])[trainer]
    assert result.rows == sum(fate.rows for fate in result.fates) == len(ROWS)
    assert sum(result.count(outcome) for outcome in OUTCOMES) == len(ROWS)
    records = list(dryrun.fates(view, made))
    assert [record["row_id"] for record in records] == list(range(len(ROWS)))
    assert sum(record["lost"] for record in records) == result.lost

    def kept(text: str) -> set[int]:
        chosen = View.of(data, text)
        return set(
            data.query(f"SELECT row_id FROM rows WHERE {chosen.where}", reads=chosen.reads)["row_id"].to_pylist()
        )

    found: dict[str, set[int]] = {
        outcome: kept(dryrun.outcome_filter(trainer, outcome, limit, template)) for outcome in OUTCOMES
    }
    for outcome in OUTCOMES:
        assert found[outcome] == {record["row_id"] for record in records if record["outcome"] == outcome}
    assert kept(dryrun.keeps_filter(trainer, limit, template)) == found["keep"] | found["truncate"]
    assert kept(dryrun.keeps_filter(trainer, limit, template, whole=True)) == found["keep"]
    assert sum(map(len, found.values())) == len(ROWS)


def fates(data: Dataset, trainer: str, limit: int, template: str = "chatml") -> list[tuple[str, str, int]]:
    records = dryrun.fates(View.of(data), dryrun.plan(trainer, limit, template))
    return [(record["outcome"], record["rule"], record["lost"]) for record in records]


def cut(source: int, target: int, limit: int) -> int:
    """Target tokens that LLaMA-Factory leaves, from its three branches."""
    most = (
        limit
        if target * 2 < limit
        else limit - source
        if source * 2 < limit
        else int(limit * target / (source + target))
    )
    return min(most, target)


def test_llamafactory_cuts_in_proportion(data: Dataset) -> None:
    found = fates(data, "llamafactory", 64)
    assert found[0] == ("keep", "", 0)
    assert found[1] == ("truncate", "cut", 0)  # a short answer stays, the question is cut
    for place, (question, answer) in ((2, (10, 100)), (3, (100, 100))):
        # Marks: 3 before the question, 2 behind it, 3 before the answer; 2 behind the answer are trained with it.
        # Before them stands the converter's own system text: 4 tokens, in a turn of 5.
        assert found[place] == ("truncate", "cut", answer + 2 - cut(question + 8 + 9, answer + 2, 64))
    # Marks and the first round alone fill the length: nothing is left for the second, and the first loses its end.
    assert found[4][:2] == ("truncate", "cut") and 50 < found[4][2] < 80
    assert found[7][:2] == ("drop", "odd_message_count")
    assert found[8][:2] == ("drop", "empty_messages")
    assert found[9][:2] == ("drop", "role_order")
    assert found[12] == ("keep", "", 0)
    assert found[14][:2] == ("crash", "not_a_dialect")


def test_llamafactory_gives_the_last_round_what_is_left(data: Dataset) -> None:
    lost = fates(data, "llamafactory", 130)[4][2]
    assert lost == max(0, 52 - cut(48, 52, 130 - 69))


def test_llamafactory_against_its_loop_over_rounds(make_dataset: Callable[..., Dataset]) -> None:
    chance = random.Random(7)
    lengths = [[chance.randint(1, 60) for _ in range(2 * chance.randint(1, 4))] for _ in range(40)]
    rows = [chat(*held) for held in lengths]
    for row in rows[::3]:
        row["messages"].insert(0, {"role": "system", "content": words(7)})
    made = make_dataset(rows)
    for limit in (30, 64, 100, 150, 230):
        for place, (fate, held) in enumerate(zip(fates(made, "llamafactory", limit), lengths, strict=True)):
            used, lost = 0, held[-1]
            for first in range(0, len(held), 2):
                if used >= limit:
                    break
                source, target = held[first] + 8, held[first + 1] + 2
                source += 0 if first else 17 if place % 3 == 0 else 9  # system text, and what the converter adds
                left = cut(source, target, limit - used)
                used += left + min(max(limit - used - left, 0), source)
                if first == len(held) - 2:
                    lost = min(held[-1], target - left)
            # Where earlier rounds are cut, their answers lose a share of it besides.
            earlier = sum(held[1:-1:2]) if used >= limit else 0
            assert lost <= fate[2] <= lost + earlier, (held, limit)


def test_axolotl_drops_what_is_too_long(data: Dataset) -> None:
    found = fates(data, "axolotl", 64)
    assert [found[place][:2] for place in (0, 1, 2)] == [("keep", ""), ("drop", "too_long"), ("drop", "too_long")]
    assert found[6][:2] == ("drop", "nothing_to_train")
    assert found[8][:2] == ("crash", "empty_messages")
    assert found[12][0] == "keep"


def test_trl_cuts_the_end_and_drops_prompts_that_fill_the_length(data: Dataset) -> None:
    found = fates(data, "trl", 64)
    assert found[1] == ("truncate", "cut", 10)  # the whole answer lies behind the limit
    assert found[2] == ("truncate", "cut", 120 - 64 - 2)
    assert found[10] == ("keep", "", 0)
    assert found[11] == ("drop", "answer_cut_off", 30)
    assert found[12][:2] == ("truncate", "cut_text")
    assert found[13][:2] == ("rename", "wrong_keys")


def test_openai_cuts_the_end(data: Dataset) -> None:
    found = fates(data, "openai", 64)
    assert found[1] == ("mask", "answer_cut_off", 10)
    assert found[2][:2] == ("truncate", "cut")
    assert found[6][:2] == ("crash", "missing_content")
    assert found[7][:2] == ("crash", "no_answer")


def test_gemma_stops_where_roles_do_not_alternate(data: Dataset) -> None:
    assert fates(data, "trl", 1000, "gemma")[9][:2] == ("crash", "template_refuses")
    assert fates(data, "trl", 1000)[9][:2] == ("keep", "")
    assert fates(data, "axolotl", 1000, "gemma")[9][:2] == ("crash", "template_refuses")


def test_ms_swift_leaves_out_tools_where_the_template_writes_none(make_dataset: Callable[..., Dataset]) -> None:
    said = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    made = make_dataset([{"messages": said, "tools": [{"name": "f"}]}, {"messages": said}])
    counts = {name: fates(made, "swift", 1000, name) for name in ("chatml", "gemma", "qwen", "llama3")}
    assert [counts[name][0][:2] for name in ("chatml", "gemma")] == [("drop", "tools_not_written")] * 2
    assert all(counts[name][0][0] == "keep" for name in ("qwen", "llama3"))
    assert all(found[1][0] == "keep" for found in counts.values())
    shown = [dryrun.shown(made, 0, "swift", 1000, name).outcome for name in counts]
    assert shown == [found[0][0] for found in counts.values()]


def test_the_filter_of_the_view_holds(data: Dataset) -> None:
    result = dryrun.summary(View.of(data, "dialect = 'messages' AND total_tokens > 50"), 64)["trl"]
    assert result.rows == 5


@pytest.mark.parametrize(
    ("trainer", "limit", "template"), [("x", 10, "chatml"), ("trl", 0, "chatml"), ("trl", 10, "x")]
)
def test_what_there_is_not_is_said(trainer: str, limit: int, template: str) -> None:
    with pytest.raises(ExplorerError) as raised:
        dryrun.plan(trainer, limit, template)
    assert raised.value.hint


def test_command_line(jsonl: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(jsonl(ROWS))
    assert main(["dryrun", path, "--max-length", "64", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == set(BY_NAME)
    assert set(found["trl"]) == {*OUTCOMES, "response_tokens_lost", "tokens_an_epoch", "rules"}
    assert sum(found["trl"][outcome] for outcome in OUTCOMES) == len(ROWS)
    assert main(["dryrun", path, "--max-length", "64"]) == 0
    assert "LLaMA-Factory" in capsys.readouterr().out
    assert main(["dryrun", path, "--max-length", "64", "--trainer", "trl", "--rows"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == len(ROWS)
    assert set(lines[0]) == {"row_id", "outcome", "rule", "lost"}
    assert main(["dryrun", path, "--rows"]) == 2
    assert main(["dryrun", path, "--trainer", "nobody"]) == 2
    out = tmp_path / "kept.jsonl"
    capsys.readouterr()
    assert main(["export", path, "--trainer", "axolotl", "--max-length", "64", "--out", str(out)]) == 0
    kept = sum(line["outcome"] in ("keep", "truncate") for line in _rows(path, "axolotl", capsys))
    assert len(out.read_text("utf-8").splitlines()) == kept


def _rows(path: str, trainer: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["dryrun", path, "--trainer", trainer, "--max-length", "64", "--rows"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_tokens_and_price_of_an_epoch(data: Dataset) -> None:
    result = dryrun.summary(View.of(data), 64, trainers=["axolotl"])["axolotl"]
    kept = data.query(
        f"SELECT sum(total_tokens + chatml_overhead) AS n FROM rows WHERE axolotl_rule = 'fine' AND {result.plan.whole}",
        reads={"total_tokens", "chatml_overhead", "axolotl_rule"},
    )["n"][0].as_py()
    whole = next(fate for fate in result.fates if fate.case.outcome == "keep")
    assert result.tokens == whole.tokens >= kept
    assert result.dollars(2_000_000) == 2 * result.tokens
    cut = dryrun.summary(View.of(data), 64, trainers=["trl"])["trl"]
    assert all(fate.tokens == 64 * fate.rows for fate in cut.fates if fate.case.outcome == "truncate")


def _config(data: Dataset, trainer: str) -> str:
    result = dryrun.summary(View.of(data), 64, trainers=[trainer])[trainer]
    return "".join(file.text for file in dryrun.config(data, result))


@pytest.mark.parametrize("trainer", list(BY_NAME))
def test_configurations_quote_hostile_names(make_dataset: Callable[..., Dataset], trainer: str) -> None:
    made = make_dataset([{"conversations": [{"from": 'hu"man', "value": "q"}, {"from": "gpt", "value": "a"}]}])
    told = _config(made, trainer)
    assert "tokens an epoch" in told and 'hu"man' not in told.replace('hu\\"man', "")
    flat = make_dataset([{"question": "q", "answer": "a"}])
    told = _config(flat, trainer)
    assert "messages" not in told or trainer == "openai"
    if trainer == "llamafactory":
        info = json.loads(told.split("# about")[0])
        assert info["rows"]["columns"] == {"prompt": "question", "response": "answer"}


@pytest.mark.parametrize("trainer", sorted(BY_NAME.keys() - {"openai"}))
def test_an_answer_within_another_field_is_no_field_that_a_trainer_is_told_of(
    make_dataset: Callable[..., Dataset], trainer: str
) -> None:
    made = make_dataset([{"question": "Sum of two?", "solutions": '["print(1 + 1)", "print(2)"]', "difficulty": "low"}])
    result = dryrun.summary(View.of(made), 64, trainers=[trainer])[trainer]
    assert [fate.case.rule for fate in result.fates if fate.rows] == ["not_a_dialect"]
    told = _config(made, trainer)
    assert "response" not in told and "export them as messages first" in told


def test_another_name_is_a_renaming(data: Dataset) -> None:
    cases = {case.rule: case.outcome for case in dryrun.plan("trl", 64).cases}
    assert (cases["wrong_keys"], cases["media"]) == ("rename", "crash")


def test_axolotl_asks_the_template_about_calls_and_contents(data: Dataset) -> None:
    told = {name: [fate[:2] for fate in fates(data, "axolotl", 4096, name)[15:20]] for name in TEMPLATES}
    stops, keep = ("crash", "content_not_text"), ("keep", "")
    assert told["chatml"] == [stops, stops, keep, stops, ("crash", "call_without_text")]
    assert told["llama3"] == told["gemma"] == [("drop", "answers_without_text"), *[keep] * 4]
    assert told["qwen"] == [stops, stops, ("crash", "bad_tool_call"), stops, keep]
    for name in TEMPLATES:
        shown = [dryrun.shown(data, row, "axolotl", 4096, name).outcome for row in range(15, 20)]
        assert shown == [outcome for outcome, _ in told[name]], "a row that is written out shares the fate"
