"""What chat templates share: the tokens around turns, calls in a text, and the families that no single pattern reads."""

from __future__ import annotations

import re
from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER, Turn
from explorer.formats.speakers import role_of
from explorer.formats.values import json_text, parsed

BEGINS = re.compile(
    r"(?:\s|<s>|<bos>|<sop>|\[gMASK\]|<\|begin_of_text\|>|<\|startoftext\|>|<\|endoftext\|>|<\|bos\|>|<\|bom\|>|<BOS_TOKEN>"
    r"|<\|begin_of_sentence\|>|<｜begin▁of▁sentence｜>|<｜hy_begin▁of▁sentence｜>|<\|begin▁of▁sentence\|>|\]~!b\[|\[BOS\])*"
)
_ENDS = (
    "</s>", "<|endoftext|>", "<|im_end|>", "<|eot_id|>", "<|end|>", "<eos>", "<|end_of_text|>", "<|eot|>", "<|eom|>", "<|bom|>",
    "<|end_of_turn|>", "<|eom_id|>", "<｜end▁of▁sentence｜>", "<|end▁of▁sentence|>", "<end_of_turn>", "<eoh>", "<eoa>", "<eom>", "<eot>", "<eoc>",
    "<eor>", "<eod>", "<|END_OF_TURN_TOKEN|>", "<sep>", "[SEP]", "<s>", "<|begin_of_text|>", "<EOD>", "<|eos|>", "<|EOT|>", "<|separator|>",
    "<|end_of_sentence|>", "<end_of_sentence>",
)  # fmt: skip
_CALL = "<functioncall>"


def clean(text: str) -> str:
    """A turn's text without space around it and the tokens that end it."""
    text = text.strip()
    more = True
    while more and text.endswith((">", "]")):
        more = False
        for end in _ENDS:
            if text.endswith(end):
                text, more = text[: -len(end)].rstrip(), True
    return text


_LABEL = re.compile(r"\s*<\|[^|<>\n]{1,40}\|>[ \t]*:?\s*")


def unmarked(text: str) -> str:
    """A turn's text without its speaker's mark ("<|Human|>: hi<eoh>", as MOSS writes each turn)."""
    return clean(_LABEL.sub("", text, count=1))


_HARMONY = re.compile(
    r"<\|start\|>([\w.\-]{1,80})(?:[ \t]+to=([\w.\-]{1,80}))?(?:<\|channel\|>([^<]{0,200}))?(?:<\|constrain\|>[^<]{0,40})?<\|message\|>"
)
_HARMONY_END = re.compile(r"<\|end\|>|<\|return\|>|<\|call\|>")


def harmony(text: str) -> list[Turn] | None:
    """gpt-oss: thinking in the channel `analysis`, answers in `final`, calls to a recipient."""
    marks = list(_HARMONY.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        return None
    turns: list[Turn] = []
    thoughts: list[str] = []
    stops = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, stop in zip(marks, stops, strict=True):
        end = _HARMONY_END.search(text, mark.end(), stop)
        said = text[mark.end() : end.start() if end is not None else stop].strip()
        name, channel = mark[1], (mark[3] or "").strip()
        to = mark[2] or (channel.partition("to=")[2].split() or [""])[0]
        role = role_of(name)[0]
        if name.startswith("functions.") or (not role and to == "assistant"):
            turns.append(Turn(TOOL, said, name=name.removeprefix("functions.")))
        elif role != ASSISTANT:
            turns.append(Turn(role or name, said))
        elif channel.startswith("analysis") and not to:
            thoughts.append(said)
        else:
            call = json_text([{"name": to.removeprefix("functions."), "arguments": said}]) if to else ""
            turns.append(Turn(ASSISTANT, "" if to else said, "\n\n".join(thoughts), call))
            thoughts = []
    if thoughts:
        turns.append(Turn(ASSISTANT, "", "\n\n".join(thoughts)))
    return turns


_INST = re.compile(r"\[(/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT))\]")
_INST_SYSTEM = re.compile(r"\s*<<SYS>>(.*?)<</SYS>>(.*)", re.S)
_SPOKEN = {"INST": USER, "SYSTEM_PROMPT": SYSTEM, "AVAILABLE_TOOLS": SYSTEM, "TOOL_RESULTS": TOOL, "TOOL_CONTENT": TOOL}


def inst(text: str) -> list[Turn] | None:
    """Llama 2 and Mistral: `[INST] … [/INST] answer </s>`, with tools and a system prompt in marks of their own."""
    marks = list(_INST.finditer(text))
    begun = BEGINS.match(text)
    if not marks or begun is None or text[begun.end() : marks[0].start()].strip() or marks[0][1] not in _SPOKEN:
        return None
    turns: list[Turn] = []
    stops = [mark.start() for mark in marks[1:]] + [len(text)]
    for place, (mark, stop) in enumerate(zip(marks, stops, strict=True)):
        said, name = text[mark.end() : stop], mark[1]
        if name in _SPOKEN:
            system = _INST_SYSTEM.match(said) if name == "INST" else None
            if system:
                turns.append(Turn(SYSTEM, system[1].strip()))
                said = system[2]
            turns.append(Turn(_SPOKEN[name], clean(said)))
            if name == "INST" and (place + 1 == len(marks) or marks[place + 1][1] != "/INST"):
                turns.append(Turn(ASSISTANT, ""))
        elif name == "TOOL_CALLS":
            held = clean(said)
            calls = parsed(held)
            turns.append(Turn(ASSISTANT, "", tool_calls=json_text(calls if calls is not None else [held])))
        elif said := clean(said.partition("<s>")[0]):
            turns.append(Turn(ASSISTANT, said))
        elif name == "/INST" and (place + 1 == len(marks) or marks[place + 1][1] != "TOOL_CALLS"):
            turns.append(Turn(ASSISTANT, ""))
    return turns


def yuan(text: str) -> list[Turn] | None:
    """Yuan: `question<sep>answer<eod>`, earlier exchanges before them, each text closed by `<n>`."""
    asked, found, answer = text.partition("<sep>")
    if not found or "<sep>" in answer or not answer.rstrip().endswith("<eod>"):
        return None
    before = asked.split("<n>")
    if len(before) % 2 == 0:
        before = [asked]
    turns = [Turn(ASSISTANT if place % 2 else USER, said.strip()) for place, said in enumerate(before)]
    return [*turns, Turn(ASSISTANT, clean(answer))]


def glaive_call(text: str) -> list[Any] | None:
    """The call of a text that is one as Glaive writes it: `<functioncall> {…}`."""
    after = text.removeprefix(_CALL)
    start, stop = after.find("{"), after.rfind("}") + 1
    if start < 0 or start > stop or after[:start].strip():
        return None
    written = after[start:stop]
    # Glaive puts the arguments' JSON in single quotes.
    first, last = written.find("'{"), written.rfind("}'")
    held = written
    if 0 <= first < last:
        held = written[:first] + json_text(written[first + 1 : last + 1]) + written[last + 2 :]
    call = parsed(held)
    return [call] if isinstance(call, dict) else None
