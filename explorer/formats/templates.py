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
from explorer.formats.template_parts import BEGINS, clean, harmony, inst, yuan
from explorer.formats.values import json_text

Split = Callable[[str], "list[Turn] | None"]

LONGEST_PREAMBLE = 2_000
_THOUGHT, _DROPPED = "thought", "dropped"


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
                if turns[-1].role == USER and not turns[-1].text and turns[-2:-1] and turns[-2].role == ASSISTANT:
                    turns.pop()  # GLM ends an answer with the mark of who speaks next
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
        begun = BEGINS.match(text)
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


_BARS = (
    "system|user|assistant|human|bot|prompter|observation|tool|function|model|ai|moss|chatbot|environment|ipython|prompt|answer|"
    "question|developer|inner thoughts|commands|tool responses|results|meta instruction"
)
_TURN_ENDS = (
    "<|im_end|>",
    "<|end|>",
    "<|eot_id|>",
    "<|endoftext|>",
    "</s>",
    "<eoh>",
    "<eoa>",
    "<eom>",
    "<eot>",
    "<eoc>",
    "<eor>",
)
_ASIDE = {
    "inner thoughts": _THOUGHT,
    "commands": _DROPPED,
    "tool responses": TOOL,
    "results": TOOL,
    "meta instruction": SYSTEM,
}

TEMPLATES: tuple[Template, ...] = (
    Template("harmony", ("<|message|>",), harmony),
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
        _marked(
            r"<\|START_OF_TURN_TOKEN\|><\|([A-Z]+)_TOKEN\|>(?:<\|START_RESPONSE\|>)?",
            "<|END_RESPONSE|>",
            "<|END_OF_TURN_TOKEN|>",
        ),
    ),
    Template(
        "deepseek",
        ("<｜Assistant｜>", "<｜hy_Assistant｜>"),
        _marked(r"<｜(?:hy_)?(User|Assistant|System)｜>", "<｜end▁of▁sentence｜>", "<｜hy_EOT｜>", preamble=True),
    ),
    Template("step", ("<|BOT|>",), _marked(r"<\|BOT\|>(user|human|assistant|system|tool_response)\n", "<|EOT|>")),
    Template(
        "bars",  # Zephyr, Phi-3, GLM-4, TinyLlama, Falcon 3, Jamba, Open-Assistant, MOSS, InternLM, H2O, …
        ("|>",),
        _marked(rf"<\|({_BARS})\|>:?", *_TURN_ENDS, roles=_ASIDE, flags=re.IGNORECASE),
    ),
    Template(
        "start_end",  # Apertus, nanochat
        ("_start|>",),
        _marked(
            r"<\|(user|assistant|system|developer)_start\|>",
            "<|user_end|>",
            "<|assistant_end|>",
            "<|system_end|>",
            "<|developer_end|>",
        ),
    ),
    Template("gemma", ("<start_of_turn>",), _marked(r"<start_of_turn>(\w+)\n", "<end_of_turn>")),
    Template("inst", ("[/INST]",), inst),
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
        _marked(
            r"<(user|human|assistant|bot|system)>",
            "</user>",
            "</human>",
            "</assistant>",
            "</bot>",
            "</system>",
            flags=re.IGNORECASE,
        ),
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
        _marked(
            r"<(reserved_10[2367])>",
            roles={"reserved_102": USER, "reserved_106": USER, "reserved_103": ASSISTANT, "reserved_107": ASSISTANT},
            preamble=True,
        ),
    ),
    Template("seed", ("<seed:bos>",), _marked(r"<seed:bos>(\w+)\n", "<seed:eos>")),
    Template("minimax", ("]~b]",), _marked(r"\]~b\](\w+)(?:=[^\n]{0,60})?\n", "[e~[")),
    Template(
        "openchat",
        ("<|end_of_turn|>",),
        _marked(
            r"(?:\A|(?<=<\|end_of_turn\|>)|(?<=<s>))\s*(?:GPT4 Correct |GPT4 |Math Correct |Code )?(User|Assistant|Human|System):",
            "<|end_of_turn|>",
        ),
    ),
    Template("ling", ("</role>",), _marked(r"<role>(HUMAN|ASSISTANT|SYSTEM|OBSERVATION)</role>", "<|role_end|>")),
    Template(
        "minimax_text",
        ("<beginning_of_sentence>",),
        _marked(r"<beginning_of_sentence>(user|ai|system)[^\n]{0,80}\n", "<end_of_sentence>"),
    ),
    Template(
        "bold",  # Markdown, as chats are copied from pages
        (":** ", "**: ", ":**\n", "**:\n"),
        _marked(r"(?:\A|\n)\*\*(User|Human|Assistant|AI|Bot|System|You|ChatGPT|Claude)(?::\*\*|\*\*:)"),
    ),
    Template(
        "headings", ("# Assistant\n", "# AI\n"), _marked(r"(?:\A|\n)#{1,4} (User|Human|Assistant|AI|System)[ \t]*\n")
    ),
    Template("skywork", ("[SEP]",), _marked(r"\[(USER|BOT|SYSTEM)\]", "[SEP]")),
    Template("reka", ("<sep>",), _marked(r"(?:\A|<sep>)\s*(human|assistant|system):", "<sep>")),
    Template("yuan", ("<sep>",), yuan),
)
"""Every chat template, in the order in which they are tried."""
