"""A row written out as trainers do: what is trained of it, under each template and loss, and what the length takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explorer import building, dryrun
from explorer.cli import main
from explorer.dryrun.shown import write_out
from explorer.errors import ExplorerError
from explorer.formats import decode
from explorer.store import Cache, Dataset
from explorer.trainers import BY_NAME, TRAINERS, Trainer, setup_of
from explorer.trainers.chat import TEXTS, RenderError, TextTemplate, render, spans
from explorer.trainers.chat.pieces import Piece, joined, marked

each = pytest.mark.parametrize("trainer", TRAINERS, ids=[trainer.name for trainer in TRAINERS])
templates = pytest.mark.parametrize("template", TEXTS.values(), ids=list(TEXTS))

TWO: dict[str, Any] = {
    "messages": [
        {"role": "user", "content": "one?"},
        {"role": "assistant", "content": "First."},
        {"role": "user", "content": "two?"},
        {"role": "assistant", "content": "Second."},
    ]
}


def trained(row: Any, trainer: str, template: str = "chatml", loss: str = "default") -> list[str]:
    conversation = decode(row)
    chosen = BY_NAME[trainer]
    written = chosen.show(conversation, chosen.judge(conversation).rule, TEXTS[template], loss)
    return [piece.text for piece in written.pieces if piece.trained]


def test_gemma_under_ms_swift_puts_the_system_text_before_what_is_said_first() -> None:
    said = [{"role": "system", "content": "S"}, {"role": "assistant", "content": "First"}, *TWO["messages"][:2]]
    assert trained({"messages": said}, "swift", "gemma")[0] == "S\n\nFirst<end_of_turn>"


# ---- the templates ----


@templates
def test_both_variants_write_the_same_text_where_nothing_is_left_out(template: TextTemplate) -> None:
    messages = TWO["messages"][:2]
    text, found = spans(template, messages)
    assert [text[start:stop] for start, stop in found] != []
    assert all("First." in text[start:stop] and "one?" not in text[start:stop] for start, stop in found)
    plain = render(template, messages)
    assert text in (plain, plain + template.stop), "GLM ends an answer with what begins the next turn"


@templates
def test_every_answer_ends_on_the_stop_token_in_the_training_variant(template: TextTemplate) -> None:
    text, found = spans(template, TWO["messages"])
    assert len(found) == 2
    assert all(text[start:stop].rstrip().endswith(template.stop) for start, stop in found)


@templates
def test_the_specials_are_what_the_template_writes(template: TextTemplate) -> None:
    text = render(template, [{"role": "system", "content": "S"}, *TWO["messages"]], training=True)
    for mark in template.specials:
        text = text.replace(mark, "")
    assert not {"<|", "[INST", "<start", "<think", "</s>", "｜"} & {
        text[at : at + n] for n in (2, 6, 5, 1, 4) for at in range(len(text))
    }


def test_gemma_takes_turns_only() -> None:
    with pytest.raises(RenderError, match="take turns"):
        render(TEXTS["gemma"], [TWO["messages"][0]] * 2)


@pytest.mark.parametrize("hostile", ["{{ 7*7 }}", "{% generation %}x", "\0", "{% for", "<script>", "⟦", "{}"])
@each
def test_texts_of_a_row_are_no_template(trainer: Trainer, hostile: str) -> None:
    row = {"messages": [{"role": "user", "content": hostile}, {"role": "assistant", "content": f"a{hostile}"}]}
    found = trained(row, trainer.name)
    assert any(f"a{hostile}" in text for text in found)


def test_nothing_in_a_template_reaches_python() -> None:
    from explorer.trainers.chat.render import _environment

    with pytest.raises(Exception, match=r"unsafe|undefined"):
        _environment().from_string("{{ ().__class__.__bases__[0].__subclasses__() }}").render()


@each
@templates
def test_every_row_is_written_or_refused_with_a_reason(trainer: Trainer, template: TextTemplate) -> None:
    rows: list[Any] = [
        TWO,
        {"messages": [{"role": "assistant", "content": None}]},
        {"messages": [{"role": "user", "content": 5}, {"role": "assistant", "content": ["a"]}]},
        {"messages": [{"content": "x"}, {"role": "assistant"}]},
        {"instruction": "a", "input": "b", "output": "c", "history": [["q", "a"]], "system": "s"},
        {"prompt": "a", "completion": "b"},
        {"text": "a"},
        {"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}], "tools": "[]"},
    ]
    for row in rows:
        conversation = decode(row)
        rule = trainer.judge(conversation).rule
        if trainer.rules[rule].outcome != "fine":
            continue
        for loss in trainer.losses:
            try:
                written = trainer.show(conversation, rule, template, loss)
            except RenderError as refused:
                assert str(refused)
            else:
                assert joined(written.pieces) == written.pieces, "neighbours differ"


# ---- what each trains ----


def test_llamafactory_trains_answers_with_their_end() -> None:
    assert trained(TWO, "llamafactory") == ["First.<|im_end|>\n", "Second.<|im_end|>\n"]
    assert trained(TWO, "llamafactory", loss="last") == ["Second.<|im_end|>\n"]
    assert len(trained(TWO, "llamafactory", loss="all")) == 1
    assert trained(TWO, "llamafactory", "gemma") == ["First.<end_of_turn>\n", "Second.<end_of_turn>\n"]
    empty = "<think>\n\n</think>\n\n"
    assert trained(TWO, "llamafactory", "qwen3") == [empty + "First.<|im_end|>\n", empty + "Second.<|im_end|>\n"]


def test_llamafactory_trains_the_next_turn_where_no_token_ends_an_answer() -> None:
    assert trained(TWO, "llamafactory", "glm")[1].startswith("<think>") and trained(TWO, "llamafactory", "glm")[
        0
    ].endswith("<|user|>")
    assert trained(TWO, "llamafactory", "glm")[-1].endswith("<|endoftext|>")


def test_llamafactory_converter_adds_a_system_text() -> None:
    conversation = decode(TWO)
    written = BY_NAME["llamafactory"].show(conversation, "fine", TEXTS["chatml"], "default")
    assert "detailed thinking off" in written.text and any("detailed thinking off" in note for note in written.notes)
    sharegpt = decode({"conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]})
    assert "thinking" not in BY_NAME["llamafactory"].show(sharegpt, "fine", TEXTS["chatml"], "default").text


def test_llamafactory_does_not_read_reasoning_fields() -> None:
    row = decode({"messages": [TWO["messages"][0], {"role": "assistant", "content": "42", "reasoning_content": "6*7"}]})
    written = BY_NAME["llamafactory"].show(row, "fine", TEXTS["qwen3"], "default")
    assert "6*7" not in written.text and any("reasoning_content" in note for note in written.notes)


def outcome(row: Any, trainer: str, template: str, *others: Any) -> tuple[str, str, str]:
    """(what becomes of the row in a dataset that has the others, the rule, what is trained)."""
    setup = setup_of([decode(other) for other in others]) if others else None
    found = write_out(decode(row), setup, BY_NAME[trainer], TEXTS[template], 10_000, Letters())
    return found.outcome, found.rule, "".join(piece.text for piece in found.pieces if piece.trained)


class Letters:
    """A token for each byte."""

    def encode_ordinary(self, text: str) -> list[int]:
        return list(text.encode())

    def decode(self, ids: list[int], errors: str = "strict") -> str:
        return bytes(ids).decode("utf-8", errors)


def calling(arguments: str, content: Any = "") -> dict[str, Any]:
    call = {"id": "1", "type": "function", "function": {"name": "look", "arguments": arguments}}
    said = [{"role": "assistant", "content": content, "tool_calls": [call]}, *TWO["messages"][:2]]
    return {"messages": [TWO["messages"][0], *said]}


def test_axolotl_reads_arguments_where_the_template_looks_at_calls() -> None:
    assert outcome(calling("{at: sky"), "axolotl", "qwen3")[:2] == ("crash", "bad_tool_call")
    assert outcome(calling("{at: sky"), "axolotl", "chatml") == ("keep", "", "First.<|im_end|>")
    written = '{"name": "look", "arguments": {"at": "天"}}'
    assert written in outcome(calling('{"at":  "\\u5929"}'), "axolotl", "qwen3")[2], "as an object, written anew"


@pytest.mark.parametrize(
    ("template", "content", "wanted"),
    [
        ("chatml", None, ("crash", "content_not_text", "")),
        ("llama3", None, ("keep", "", "Second.<|eot_id|>")),
        ("qwen3", None, ("keep", "", "Second.<|im_end|>")),
        ("gemma", None, ("keep", "", "Second.")),
        ("chatml", 42, ("crash", "content_not_text", "")),
        ("llama3", 42, ("keep", "", "42<|eot_id|>Second.<|eot_id|>")),
        ("gemma", 42, ("keep", "", "42Second.")),
        ("llama3", [{"text": 7}], ("crash", "part_not_text", "")),
    ],
)
def test_axolotl_leaves_a_content_that_is_no_text_to_the_template(
    template: str, content: Any, wanted: tuple[str, str, str]
) -> None:
    ask, _, again, last = TWO["messages"]
    row = {"messages": [ask, {"role": "assistant", "content": content}, again, last]}
    assert outcome(row, "axolotl", template) == wanted


def test_axolotl_trains_the_speakers_that_its_configuration_lists() -> None:
    named = {"conversations": [{"from": "human", "value": "q"}, {"from": "model", "value": "a"}]}
    usual = {"conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]}
    assert outcome(named, "axolotl", "chatml", usual, named)[2] == "a<|im_end|>"
    assert outcome(named, "axolotl", "chatml", usual)[0] == "drop", "no row that was looked at calls it so"
    assert BY_NAME["axolotl"].judge(decode(named), setup_of([decode(usual)])).rule == "nothing_to_train"


def test_axolotl_does_not_join_a_system_text_in_parts() -> None:
    row = {**TWO, "system": [{"text": "S"}]}
    assert outcome(row, "axolotl", "chatml")[:2] == ("crash", "content_not_text")
    assert outcome(row, "axolotl", "llama3")[0] == "keep"


def test_axolotl_reads_messages_as_text_where_they_are_json() -> None:
    assert outcome({"messages": json.dumps(TWO["messages"])}, "axolotl", "chatml")[0] == "keep"
    assert outcome({"messages": str(TWO["messages"])}, "axolotl", "chatml")[:2] == ("crash", "messages_as_text")


def test_trl_stops_at_contents_of_several_kinds_within_a_row() -> None:
    ask, answer = TWO["messages"][:2]
    mixed = {"messages": [ask, {"role": "assistant", "content": 5}]}
    assert outcome(mixed, "trl", "llama3")[:2] == ("crash", "mixed_contents")
    nothing = {"messages": [ask, answer, ask, {"role": "assistant", "content": None}]}
    assert outcome(nothing, "trl", "chatml")[:2] == ("crash", "content_not_text")
    assert [outcome(nothing, "trl", template)[0] for template in ("llama3", "qwen3", "gemma")] == ["keep"] * 3


def test_axolotl_trains_contents_and_the_end_that_the_tokeniser_knows() -> None:
    assert trained(TWO, "axolotl") == ["First.<|im_end|>", "Second.<|im_end|>"]
    assert trained(TWO, "axolotl", "gemma") == ["First.", "Second."], "<end_of_turn> is not its end"
    assert trained(TWO, "axolotl", loss="all") == [
        "one?<|im_end|>",
        "First.<|im_end|>",
        "two?<|im_end|>",
        "Second.<|im_end|>",
    ]
    assert trained(TWO, "axolotl", "qwen3")[-1] == "Second.<|im_end|>", "an empty thought is the template's"


def test_trl_trains_all_of_a_conversation_or_a_completion() -> None:
    assert trained(TWO, "trl") == [render(TEXTS["chatml"], TWO["messages"])]
    assert trained(TWO, "trl", loss="assistant") == ["First.<|im_end|>", "Second.<|im_end|>"]
    row = {"prompt": TWO["messages"][:3], "completion": TWO["messages"][3:]}
    assert trained(row, "trl") == ["Second.<|im_end|>\n"]
    assert trained({"prompt": "a", "completion": "b"}, "trl") == ["b<|im_end|>"]


def test_swift_trains_answers_and_what_ends_them() -> None:
    assert trained(TWO, "swift") == ["First.<|im_end|>\n", "Second.<|im_end|>\n"]
    assert trained(TWO, "swift", loss="last") == ["Second.<|im_end|>\n"]
    unweighted = {"messages": [*TWO["messages"][:1], {**TWO["messages"][1], "loss": False}, *TWO["messages"][2:]]}
    assert trained(unweighted, "swift") == ["Second.<|im_end|>\n"]
    assert trained(TWO, "swift", "gemma") == ["First.<end_of_turn>", "Second.<end_of_turn>"]


def test_weights_count_at_openai_alone() -> None:
    row = {"messages": [*TWO["messages"][:1], {**TWO["messages"][1], "weight": 0}, *TWO["messages"][2:]]}
    assert trained(row, "openai") == ["Second.<|im_end|>"]
    assert len(trained(row, "llamafactory")) == 2


def test_deepseek_takes_reasoning_out() -> None:
    row = {"messages": [TWO["messages"][0], {"role": "assistant", "content": "<think>6*7</think>42"}]}
    assert trained(row, "trl", "deepseek", "assistant") == ["42<｜end▁of▁sentence｜>"]
    assert "6*7" in trained(row, "llamafactory", "deepseek")[0]


# ---- pieces ----


def test_stretches_become_pieces() -> None:
    assert marked("abcdef", [(1, 3), (3, 4)]) == (Piece("a", False), Piece("bcd", True), Piece("ef", False))
    assert marked("ab", []) == (Piece("ab", False),)
    assert marked("", [(0, 0)]) == ()


# ---- a row of a dataset ----


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("shown")
    long = {"messages": [{"role": "user", "content": "q " * 40}, {"role": "assistant", "content": "a " * 60}]}
    rows = [TWO, long, {"messages": [{"role": "user", "content": "q"}]}, {"prompt": "q " * 40, "completion": "a"}]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return building.run(Cache(folder / "cache"), [folder / "rows.jsonl"], layers=["tokens", "trainers"])


@each
@pytest.mark.parametrize("limit", [1, 7, 40, 90, 4096])
def test_no_more_tokens_are_left_than_fit(data: Dataset, trainer: Trainer, limit: int) -> None:
    for row in range(data.rows):
        found = dryrun.shown(data, row, trainer.name, limit)
        assert found.tokens <= limit or found.outcome == "keep"
        assert found.trained <= found.tokens
        assert bool(found.pieces) == bool(found.tokens)


def test_what_length_takes(data: Dataset) -> None:
    assert dryrun.shown(data, 1, "axolotl", 50).outcome == "drop"
    cut = dryrun.shown(data, 1, "trl", 50)
    assert (cut.outcome, cut.tokens, cut.trained) == ("truncate", 50, 50)
    assert dryrun.shown(data, 3, "trl", 30).outcome == "drop", "the prompt fills it"
    shared = dryrun.shown(data, 1, "llamafactory", 60)
    assert shared.outcome == "truncate" and 0 < shared.trained < shared.tokens == 60
    assert any("does not learn to stop" in note for note in shared.notes)
    assert dryrun.shown(data, 2, "llamafactory", 4096).rule == "odd_message_count"


@each
def test_rows_that_are_written_out_share_the_fate_of_the_dry_run(data: Dataset, trainer: Trainer) -> None:
    from explorer.view import View

    for limit in (8, 4096):
        plan = dryrun.plan(trainer.name, limit)
        for fate in dryrun.fates(View.of(data), plan):
            assert dryrun.shown(data, fate["row_id"], trainer.name, limit).outcome == fate["outcome"]


def test_names_that_are_none(data: Dataset) -> None:
    for row, *names in ((0, "x"), (0, "trl", 9, "x"), (0, "trl", 9, "chatml", "x"), (-1, "trl"), (99, "trl")):
        trainer, limit, *more = [*names, 4096][:2] if len(names) == 1 else names
        with pytest.raises(ExplorerError):
            dryrun.shown(data, row, str(trainer), int(str(limit)), *map(str, more))


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "rows.jsonl"
    hostile = {"messages": [{"role": "user", "content": "⟦\x1b[31m"}, {"role": "assistant", "content": "b"}]}
    source.write_text(json.dumps(TWO) + "\n" + json.dumps(hostile), "utf-8")
    assert main(["dryrun", str(source), "--quiet", "--show", "0", "--trainer", "axolotl"]) == 0
    assert "⟦First.<|im_end|>⟧\n<|im_start|>user\ntwo?" in capsys.readouterr().out
    assert main(["dryrun", str(source), "--quiet", "--show", "1", "--trainer", "axolotl"]) == 0
    out = capsys.readouterr().out
    assert "⟪b<|im_end|>⟫" in out and "\x1b" not in out
    assert main(["dryrun", str(source), "--quiet", "--show", "0", "--json", "--loss", "last"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["trainer"] for one in found] == ["llamafactory", "swift"]
    assert "".join(piece["text"] for piece in found[0]["pieces"] if piece["trained"]) == "Second.<|im_end|>\n"
    assert main(["dryrun", str(source), "--quiet", "--show", "7"]) == 2
