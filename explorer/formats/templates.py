"""Chat templates: how the model families write a dialogue in one text. One entry a family; `split` tries them in order.

A text is a template's only where it opens with one of its markers (tokens that begin a text, or for some families a preamble,
may stand before) and an assistant speaks: prose that mentions a marker stays prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER, Turn
from explorer.formats.speakers import role_of
from explorer.formats.values import json_text, parsed

Split = Callable[[str], "list[Turn] | None"]

LONGEST_PREAMBLE = 2_000
_THOUGHT, _DROPPED = "thought", "dropped"
_BEGINS = re.compile(
    r"(?:\s|<s>|<bos>|<sop>|\[gMASK\]|<\|begin_of_text\|>|<\|startoftext\|>|<\|endoftext\|>|<\|bos\|>|<\|bom\|>|<BOS_TOKEN>"
    r"|<\|begin_of_sentence\|>|<｜begin▁of▁sentence｜>|<｜hy_begin▁of▁sentence｜>|<\|begin▁of▁sentence\|>|\]~!b\[|\[BOS\])*"
)
_ENDS = (
    "</s>", "<|endoftext|>", "<|im_end|>", "<|eot_id|>", "<|end|>", "<eos>", "<|end_of_text|>", "<|eot|>", "<|eom|>", "<|bom|>",
    "<|end_of_turn|>", "<｜end▁of▁sentence｜>", "<|end▁of▁sentence|>", "<end_of_turn>", "<eoh>", "<eoa>", "<eom>", "<eot>", "<eoc>",
    "<eor>", "<eod>", "<|END_OF_TURN_TOKEN|>", "<sep>", "[SEP]", "<s>", "<|begin_of_text|>", "<EOD>", "<|eos|>",
)  # fmt: skip
_CALL = re.compile(r"<functioncall>\s*(\{.*\})", re.S)
_QUOTED = re.compile(r"'(\{.*\})'", re.S)


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


@dataclass(frozen=True)
class Template:
    """How a family writes a dialogue. marks: pieces one of which every such text holds. split: its turns, or None."""

    name: str
    marks: tuple[str, ...]
    split: Split


def split(text: str) -> list[Turn] | None:
    """The turns of a text that is written by a chat template, None where it is by none."""
    for template in TEMPLATES:
        if any(mark in text for mark in template.marks):
            turns = template.split(text)
            if turns and any(turn.role == ASSISTANT for turn in turns):
                return turns
    return None


def _marked(
    head: str, *ends: str, roles: dict[str, str] | None = None, preamble: bool = False, flags: re.RegexFlag = re.NOFLAG
) -> Split:
    """A splitter for templates whose turns open with `head`, whose group names the speaker, and close with one of `ends`."""
    opening = re.compile(head, flags)
    closing = re.compile("|".join(map(re.escape, ends))) if ends else None
    called = roles or {}

    def read(text: str) -> list[Turn] | None:
        begun = _BEGINS.match(text)
        marks = list(opening.finditer(text))
        if begun is None or not marks:
            return None
        before = text[begun.end() : marks[0].start()].strip() if marks[0].start() > begun.end() else ""
        if before and (not preamble or len(before) > LONGEST_PREAMBLE):
            return None
        turns = [Turn(SYSTEM, before)] if before else []
        thought = ""
        stops = [mark.start() for mark in marks[1:]] + [len(text)]
        for mark, stop in zip(marks, stops, strict=True):
            end = closing.search(text, mark.end(), stop) if closing is not None else None
            said = clean(text[mark.end() : end.start() if end is not None else stop])
            name = mark[1].strip()
            role = called.get(name.lower()) or role_of(name)[0] or name.lower()
            if role in (_DROPPED, _THOUGHT, TOOL) and said in ("None", ""):
                continue
            if role == _THOUGHT:
                thought = said
            elif role == _DROPPED:
                turns.append(Turn(ASSISTANT, "", tool_calls=json_text([said])))
            else:
                turns.append(Turn(role, said, thought if role == ASSISTANT else ""))
                thought = "" if role == ASSISTANT else thought
        return turns

    return read


_HARMONY = re.compile(
    r"<\|start\|>([\w.\-]{1,80})(?:[ \t]+to=([\w.\-]{1,80}))?(?:<\|channel\|>([^<]{0,200}))?(?:<\|constrain\|>[^<]{0,40})?<\|message\|>"
)
_HARMONY_END = re.compile(r"<\|end\|>|<\|return\|>|<\|call\|>")


def _harmony(text: str) -> list[Turn] | None:
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


def _inst(text: str) -> list[Turn] | None:
    """Llama 2 and Mistral: `[INST] … [/INST] answer </s>`, with tools and a system prompt in marks of their own."""
    marks = list(_INST.finditer(text))
    begun = _BEGINS.match(text)
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


def _yuan(text: str) -> list[Turn] | None:
    """Yuan: `question<sep>answer<eod>`, earlier exchanges before them, each text closed by `<n>`."""
    asked, found, answer = text.partition("<sep>")
    if not found or "<sep>" in answer or not answer.rstrip().endswith("<eod>"):
        return None
    before = asked.split("<n>")
    if len(before) % 2 == 0:
        before = [asked]
    turns = [Turn(ASSISTANT if place % 2 else USER, said.strip()) for place, said in enumerate(before)]
    return [*turns, Turn(ASSISTANT, clean(answer))]


def with_calls(turn: Turn) -> Turn:
    """The turn with a call that is written in its text (`<functioncall> {…}`, as Glaive does) among its calls."""
    found = _CALL.search(turn.text) if turn.role == ASSISTANT and "<functioncall>" in turn.text else None
    if found is None:
        return turn
    held = _QUOTED.sub(lambda match: json_text(match[1]), found[1])
    call = parsed(held)
    said = turn.text[: found.start()].strip()
    return Turn(ASSISTANT, said, turn.reasoning, json_text([call if call is not None else found[1]]), turn.name, turn.trained)


_BARS = (
    "system|user|assistant|human|bot|prompter|observation|tool|function|model|ai|moss|chatbot|environment|ipython|prompt|answer|"
    "question|developer|inner thoughts|commands|tool responses|results|meta instruction"
)
_TURN_ENDS = ("<|im_end|>", "<|end|>", "<|eot_id|>", "<|endoftext|>", "</s>", "<eoh>", "<eoa>", "<eom>", "<eot>", "<eoc>", "<eor>")
_ASIDE = {"inner thoughts": _THOUGHT, "commands": _DROPPED, "tool responses": TOOL, "results": TOOL, "meta instruction": SYSTEM}

TEMPLATES: tuple[Template, ...] = (
    Template("harmony", ("<|message|>",), _harmony),
    Template(
        "chatml",  # Qwen, InternLM 2, Yi, Phi-4, Hermes, SmolLM, …
        ("<|im_start|>",),
        _marked(r"<\|im_start\|>[ \t]*(\w+)(?:[ \t]+name=[\w<|>-]{1,80})?[ \t]*(?:<\|im_sep\|>)?\n?", "<|im_end|>"),
    ),
    Template(
        "kimi",
        ("<|im_middle|>",),
        _marked(r"<\|im_(user|assistant|system)\|>[^<\n]{0,64}<\|im_middle\|>", "<|im_end|>"),
    ),
    Template(
        "llama3",
        ("<|start_header_id|>",),
        _marked(r"<\|start_header_id\|>\s*(\w+)\s*<\|end_header_id\|>", "<|eot_id|>", "<|eom_id|>"),
    ),
    Template(
        "llama4", ("<|header_start|>",), _marked(r"<\|header_start\|>\s*(\w+)\s*<\|header_end\|>", "<|eot|>", "<|eom|>")
    ),
    Template(
        "granite",
        ("<|start_of_role|>",),
        _marked(r"<\|start_of_role\|>\s*(\w+)[^<\n]{0,80}<\|end_of_role\|>", "<|end_of_text|>"),
    ),
    Template(
        "command",
        ("<|START_OF_TURN_TOKEN|>",),
        _marked(r"<\|START_OF_TURN_TOKEN\|><\|([A-Z]+)_TOKEN\|>(?:<\|START_RESPONSE\|>)?", "<|END_RESPONSE|>", "<|END_OF_TURN_TOKEN|>"),  # fmt: skip
    ),
    Template(
        "deepseek",
        ("<｜Assistant｜>", "<｜hy_Assistant｜>"),
        _marked(r"<｜(?:hy_)?(User|Assistant|System)｜>", "<｜end▁of▁sentence｜>", "<｜hy_EOT｜>", preamble=True),
    ),
    Template(
        "bars",  # Zephyr, Phi-3, GLM-4, TinyLlama, Falcon 3, Jamba, Open-Assistant, MOSS, InternLM, H2O, …
        ("|>",),
        _marked(rf"<\|({_BARS})\|>:?", *_TURN_ENDS, roles=_ASIDE, flags=re.IGNORECASE),
    ),
    Template(
        "start_end",  # Apertus, nanochat
        ("_start|>",),
        _marked(r"<\|(user|assistant|system|developer)_start\|>", "<|user_end|>", "<|assistant_end|>", "<|system_end|>", "<|developer_end|>"),  # fmt: skip
    ),
    Template("gemma", ("<start_of_turn>",), _marked(r"<start_of_turn>(\w+)\n", "<end_of_turn>")),
    Template("inst", ("[/INST]",), _inst),
    Template(
        "square_bars",  # Baize, EXAONE
        ("[|",),
        _marked(r"\[\|(human|ai|user|assistant|system)\|\]", "[|endofturn|]", preamble=True, flags=re.IGNORECASE),
    ),
    Template(
        "angles",  # OIG, RedPajama
        (">:",),
        _marked(r"(?:^|\n)[ \t]*<(human|bot|user|assistant|system)>:", flags=re.IGNORECASE),
    ),
    Template(
        "xml",
        ("</assistant>", "</Assistant>", "</bot>", "</ASSISTANT>"),
        _marked(r"<(user|human|assistant|bot|system)>", "</user>", "</human>", "</assistant>", "</bot>", "</system>", flags=re.IGNORECASE),  # fmt: skip
    ),
    Template(
        "moss",
        ("<eoh>", "<eoa>"),
        _marked(r"\[(human|moss|user|assistant|bot|ai|system)\][ \t]*[:：]", "<eoh>", "<eoa>", flags=re.IGNORECASE),
    ),
    Template("minicpm", ("<用户>",), _marked(r"<(用户|AI)>", "</s>")),
    Template("nemotron", ("<extra_id_1>",), _marked(r"<extra_id_[01]>(\w+)\n")),
    Template("nemotron_nano", ("<SPECIAL_1",), _marked(r"<SPECIAL_1[0-4]>(\w+)\n")),
    Template(
        "baichuan",
        ("<reserved_10",),
        _marked(r"<(reserved_10[2367])>", roles={"reserved_102": USER, "reserved_106": USER, "reserved_103": ASSISTANT, "reserved_107": ASSISTANT}, preamble=True),  # fmt: skip
    ),
    Template("seed", ("<seed:bos>",), _marked(r"<seed:bos>(\w+)\n", "<seed:eos>")),
    Template("minimax", ("]~b]",), _marked(r"\]~b\](\w+)(?:=[^\n]{0,60})?\n", "[e~[")),
    Template(
        "openchat",
        ("<|end_of_turn|>",),
        _marked(r"(?:\A|(?<=<\|end_of_turn\|>)|(?<=<s>))\s*(?:GPT4 Correct |GPT4 |Math Correct |Code )?(User|Assistant|Human|System):", "<|end_of_turn|>"),  # fmt: skip
    ),
    Template("skywork", ("[SEP]",), _marked(r"\[(USER|BOT|SYSTEM)\]", "[SEP]")),
    Template("reka", ("<sep>",), _marked(r"(?:\A|<sep>)\s*(human|assistant|system):", "<sep>")),
    Template("yuan", ("<sep>",), _yuan),
)
"""Every chat template, in the order in which they are tried."""
