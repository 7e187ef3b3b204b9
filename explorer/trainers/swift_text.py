"""What ms-swift trains of a row: the answer of each round and what ends it, by templates of its own that are no Jinja."""

from __future__ import annotations

from typing import NamedTuple

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER, Conversation
from explorer.trainers.chat import Piece, RenderError, Shown, TextTemplate, joined
from explorer.trainers.trainer import WHOLE_TEXT
from explorer.trainers.written import messages


class _Meta(NamedTuple):
    """A template of swift/template/templates: `{}` stands for the content. between, ending: after an answer, and after the last."""

    prompt: str
    system: str
    between: str
    ending: str
    prefix: str = ""
    default_system: str = ""


_CHATML = ("<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n", "<|im_start|>system\n{}<|im_end|>\n")
_LLAMA = "<|start_header_id|>{}<|end_header_id|>\n\n"

METAS: dict[str, _Meta] = {
    "chatml": _Meta(*_CHATML, "<|im_end|>\n", "<|im_end|>\n"),
    "llama3": _Meta(
        _LLAMA.format(USER) + "{}<|eot_id|>" + _LLAMA.format(ASSISTANT),
        "<|begin_of_text|>" + _LLAMA.format(SYSTEM) + "{}<|eot_id|>",
        "<|eot_id|>",
        "<|eot_id|>",
        prefix="<|begin_of_text|>",
    ),
    "qwen": _Meta(
        *_CHATML,
        "<|im_end|>\n",
        "<|im_end|>\n",
        default_system="You are Qwen, created by Alibaba Cloud. You are a helpful assistant.",
    ),
    "gemma": _Meta(
        "<start_of_turn>user\n{}<end_of_turn>\n<start_of_turn>model\n",
        "<bos><start_of_turn>system\n{}<end_of_turn>\n",
        "<end_of_turn>\n",
        "<end_of_turn>",
        prefix="<bos>",
    ),
}


def show(row: Conversation, rule: str, template: TextTemplate, loss: str) -> Shown:
    """The row under a template and a loss: `default`, `last` (`last_round`) or `all`."""
    meta = METAS.get(template.name)
    if meta is None:
        raise RenderError("this template of ms-swift is not written out here")
    system, rounds = _rounds(row, as_text=rule == WHOLE_TEXT)
    system = system or meta.default_system
    found = [Piece(meta.system.format(system) if system else meta.prefix, loss == "all")]
    for place, (asked, said, counted) in enumerate(rounds):
        last = place == len(rounds) - 1
        found.append(Piece(meta.prompt.format(asked), loss == "all"))
        if said is None:
            continue
        trained = counted and (loss != "last" or last)
        found.append(Piece(said, trained))
        end = meta.ending if last else meta.between
        if last:
            found.append(Piece(end, True))
            continue
        # What ends an earlier answer is trained where the very tokens of the template's end follow it.
        cut = len(meta.ending) if end.startswith(meta.ending) else 0
        found += (Piece(end[:cut], trained or loss == "all"), Piece(end[cut:], loss == "all"))
    return Shown(joined(found))


def _rounds(row: Conversation, *, as_text: bool) -> tuple[str, list[tuple[str, str | None, bool]]]:
    """(system text, [(question, answer, whether it is trained)]); turns of one speaker in a row are joined."""
    if as_text:
        return "", [("", "\n\n".join(turn.text for turn in row.turns), True)]
    said = {message.turn: message.fields for message in (messages(row) or ())}
    system = ""
    turns: list[tuple[str, str, bool]] = []
    for place, turn in enumerate(row.turns):
        if turn.role == TOOL or turn.tool_calls:
            raise RenderError("calls and results of tools are not written out for ms-swift")
        if not place and turn.role == SYSTEM:
            system = turn.text
            continue
        loss = said.get(place, {}).get("loss")
        counted = loss is None or bool(loss)
        if turns and turns[-1][0] == turn.role:
            turns[-1] = (turn.role, turns[-1][1] + turn.text, turns[-1][2] and counted)
        else:
            turns.append((turn.role, turn.text, counted))
    if turns and turns[0][0] == ASSISTANT:
        turns.insert(0, (USER, "", True))
    rounds: list[tuple[str, str | None, bool]] = []
    for place in range(0, len(turns), 2):
        answer = turns[place + 1] if place + 1 < len(turns) else None
        rounds.append((turns[place][1], answer[1] if answer else None, answer is not None and answer[2]))
    return system, rounds
